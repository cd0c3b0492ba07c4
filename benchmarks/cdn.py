"""Replace the files that a page loads from CDNs by local copies from npm."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

EXTERNAL = re.compile(r'(<script src|<link rel="stylesheet" href)="(https?://[^"]+)"')
NPM_URL = re.compile(r"/npm/((?:@[^/@]+/)?[^/@]+@[^/]+)/(.+)$")
NPM_FILES = {
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
"""End of a URL without a package name → npm package (nearest version) and file."""


class NotHadError(Exception):
    """A script that a page needs is not available."""


def localise(page: Path, cache: Path) -> tuple[Path, int]:
    """Write a copy of a page that loads local files; return its path and the size of the files.

    Style sheets that are in no known package are left out; they only concern icons.

    Raises:
        NotHadError: a script is in no known package, or npm did not deliver it.
    """
    text = page.read_text(encoding="utf-8")
    folder = page.with_suffix("")
    folder.mkdir(exist_ok=True)
    size = 0
    for number, (element, url) in enumerate(dict.fromkeys(EXTERNAL.findall(text))):
        content = _content(url, cache)
        if content is None and element.startswith("<script"):
            raise NotHadError(f"{url} is in no npm package that is known here")
        name = f"{number}{Path(url).suffix}"
        (folder / name).write_bytes(content or b"")
        size += len(content or b"")
        text = text.replace(f'"{url}"', f'"{name}"')
    local = folder / page.name
    local.write_text(text, encoding="utf-8")
    return local, size


def _content(url: str, cache: Path) -> bytes | None:
    """Return the content of a URL from npm, unminified if the package has no minified file."""
    if match := NPM_URL.search(url):
        package, name = match.groups()
    elif url_end := next(filter(url.endswith, NPM_FILES), None):
        package, name = NPM_FILES[url_end]
    else:
        return None
    with tarfile.open(_package(package, cache)) as tar:
        members = {Path(*Path(member.name).parts[1:]).as_posix(): member for member in tar}
        member = members.get(name) or members.get(name.replace(".min.", "."))
        file = member and tar.extractfile(member)
        return file.read() if file else None


def _package(spec: str, cache: Path) -> Path:
    """Return the archive of a package, downloaded once."""
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / f"{spec.replace('/', '-')}.tgz"
    if not path.exists():
        npm = shutil.which("npm")
        if not npm:
            raise NotHadError("npm is needed to fetch the scripts of the peers, and was not found")
        args = [npm, "pack", spec, "--json", "--ignore-scripts", "--pack-destination", str(cache)]
        result = subprocess.run(args, capture_output=True, text=True, check=False)
        if result.returncode:
            raise NotHadError(
                f"npm did not give {spec}: {(result.stderr or result.stdout)[:200].strip()}"
            )
        (cache / json.loads(result.stdout)[0]["filename"]).replace(path)
    return path
