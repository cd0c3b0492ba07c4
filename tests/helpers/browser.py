"""A real browser without a network, and what a page did in it."""

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def executable():
    """Find a Chrome or Chromium; the tests fail without one, as a reader would."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, "no Chrome or Chromium was found; make test installs one on Debian"
    return found


@contextmanager
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Seen:
    """What a page asked for and complained of."""

    requests: list = field(default_factory=list)
    errors: list = field(default_factory=list)


@contextmanager
def opened(chromium, path, width=1280, height=900, before="", **options):
    """Open a file with the network off; a request beside the file itself is noted.

    The script ``before`` runs in every frame before its own.
    """
    context = chromium.new_context(
        viewport={"width": width, "height": height}, offline=True, **options
    )
    if before:
        context.add_init_script(before)
    page = context.new_page()
    seen = Seen()
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("dialog", lambda dialog: (seen.errors.append("dialog"), dialog.dismiss()))
    page.on(
        "console",
        lambda said: seen.errors.append(said.text) if said.type in ("error", "warning") else None,
    )
    page.goto(path.as_uri())
    seen.requests.remove(path.as_uri())
    yield page, seen
    context.close()


def ready(frame):
    """Wait until the player has started."""
    frame.wait_for_function("() => window.frontline && window.frontline.date")
    return frame


def settle(page):
    """Wait until two frames have been drawn."""
    page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
