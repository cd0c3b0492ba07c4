"""Bring the files a page loads from elsewhere to the disk, through the npm client."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

LOADED = re.compile(r'(<script src|<link rel="stylesheet" href)="(https?://[^"]+)"')
VERSIONED = re.compile(r"/npm/((?:@[^/@]+/)?[^/@]+@[^/]+)/(.+)$")
PACKED = {
    "jquery-3.7.1.min.js": ("jquery@3.7.1", "dist/jquery.min.js"),
    "jquery/3.7.1/jquery.min.js": ("jquery@3.7.1", "dist/jquery.min.js"),
    "jqueryui/1.10.2/jquery-ui.min.js": ("jqueryui@1.11.1", "jquery-ui.min.js"),
    "moment.js/2.18.1/moment.min.js": ("moment@2.18.1", "min/moment.min.js"),
    "d3.v4.min.js": ("d3@4.13.0", "build/d3.min.js"),
    "highlight.js/8.4/styles/default.min.css": ("highlight.js@8.4.0", "styles/default.css"),
    "2.0.2/leaflet.awesome-markers.js": (
        "leaflet.awesome-markers@2.0.5",
        "dist/leaflet.awesome-markers.js",
    ),
    "2.0.2/leaflet.awesome-markers.css": (
        "leaflet.awesome-markers@2.0.5",
        "dist/leaflet.awesome-markers.css",
    ),
}
"""How URLs end that name no npm package, and where that file is, or the version next to it."""


class NotHadError(Exception):
    """A script that a page needs could not be had."""


def localise(page: Path, cache: Path) -> tuple[Path, int]:
    """Write a copy of a page that loads everything from beside it; return it and those bytes.

    A style that is in no package is left out, which changes nothing here: those are of icons.

    Raises:
        NotHadError: a script is in no package, or npm did not give it.
    """
    text = page.read_text(encoding="utf-8")
    folder = page.with_suffix("")
    folder.mkdir(exist_ok=True)
    size = 0
    for number, (element, url) in enumerate(dict.fromkeys(LOADED.findall(text))):
        content = _file(url, cache)
        if content is None and element.startswith("<script"):
            raise NotHadError(f"{url} is in no npm package that is known here")
        name = f"{number}{Path(url).suffix}"
        (folder / name).write_bytes(content or b"")
        size += len(content or b"")
        text = text.replace(f'"{url}"', f'"{name}"')
    local = folder / page.name
    local.write_text(text, encoding="utf-8")
    return local, size


def _file(url: str, cache: Path) -> bytes | None:
    """Return a file by its URL; a CDN minifies on its own what a package has only in full."""
    if found := VERSIONED.search(url):
        package, name = found.groups()
    elif ending := next(filter(url.endswith, PACKED), None):
        package, name = PACKED[ending]
    else:
        return None
    with tarfile.open(_package(package, cache)) as tar:
        there = {Path(*Path(member.name).parts[1:]).as_posix(): member for member in tar}
        member = there.get(name) or there.get(name.replace(".min.", "."))
        file = member and tar.extractfile(member)
        return file.read() if file else None


def _package(spec: str, cache: Path) -> Path:
    """Return the archive of a package, fetched once."""
    cache.mkdir(parents=True, exist_ok=True)
    kept = cache / f"{spec.replace('/', '-')}.tgz"
    if not kept.exists():
        npm = shutil.which("npm")
        if not npm:
            raise NotHadError("npm is needed to fetch the scripts of the peers, and was not found")
        args = [npm, "pack", spec, "--json", "--ignore-scripts", "--pack-destination", str(cache)]
        done = subprocess.run(args, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotHadError(
                f"npm did not give {spec}: {(done.stderr or done.stdout)[:200].strip()}"
            )
        (cache / json.loads(done.stdout)[0]["filename"]).replace(kept)
    return kept
