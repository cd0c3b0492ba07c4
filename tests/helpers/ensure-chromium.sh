#!/bin/sh
# Find a Chrome or Chromium for the browser tests; on Debian, as root, install one.
set -eu
for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing chromium for the browser tests" >&2
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
    echo "the browser tests need Chrome or Chromium: install it and run make test again" >&2
    exit 1
fi
