"""Compare how long pages take to open: ``python benchmarks/opening.py``.

The worked example, one file from the disk, beside the empty map of folium, without tiles, whose
scripts and styles come from a server on this machine instead of their CDNs: npm gives them. In
turns, each time in a browser of its own with nothing kept. Usable is a page whose map stands, two
frames after its script has said so.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from threading import Thread

from archive import CACHE, processor, say
from cdn import localise
from page import HARNESS, Setting, chromium
from page import version as browser_version
from rows import OURS, part, written

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "geodata" / "belgorod-kharkiv-2024-05"
EMPTY = "folium, empty"
READY = {
    OURS: "() => window.frontline && (() => {})",
    EMPTY: "() => window[document.querySelector('.folium-map')?.id]?._loaded && (() => {})",
}
"""For each page a function that gives, once the map stands, a step that does nothing."""


class _Quiet(SimpleHTTPRequestHandler):
    """Serve files, and say nothing of it."""

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; gives the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def usable(url: str, ready: str, setting: Setting) -> float:
    """Return after how many ms from the beginning of navigation a page is usable."""
    size = {"width": setting.width, "height": 900 if setting.width > 600 else 740}
    with chromium() as browser:
        page = browser.new_page(viewport=size)
        page.set_default_timeout(setting.patience_ms)
        if setting.throttle != 1:
            inside = page.context.new_cdp_session(page)
            inside.send("Emulation.setCPUThrottlingRate", {"rate": setting.throttle})
        page.add_init_script(path=HARNESS)
        page.goto(url, wait_until="commit")
        script = f"() => harness.open({ready}, [], {setting.patience_ms})"
        return float(page.evaluate(script))


def pages(scratch: Path, cache: Path) -> dict[str, Path]:
    """Make both pages; folium's with all it loads beside it."""
    import folium

    built = [sys.executable, "-m", "frontline", "build", EXAMPLE, "-o", scratch]
    subprocess.run([*built, "--format", "html"], check=True, stdout=subprocess.DEVNULL)
    empty = scratch / "empty.html"
    folium.Map(tiles=None).save(empty)
    local, size = localise(empty, cache)
    say(f"folium's scripts and styles: {size:,} bytes")
    return {OURS: scratch / EXAMPLE.name / "map.html", EMPTY: local}


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[1])
    add = parser.add_argument
    add("--runs", type=int, default=9, help="runs of which the median is taken (%(default)s)")
    add("--width", type=int, default=1280, help="of the window, in pixels (%(default)s)")
    add("--throttle", type=float, default=1, help="how much slower the processor is (%(default)s)")
    add("--markdown", action="store_true", help="print the table as Markdown")
    add("--cache", type=Path, default=CACHE, help="where npm's packages are kept (%(default)s)")
    return parser.parse_args()


def main() -> None:
    """Open both in turns and print medians and their ratio."""
    args = options()
    setting = Setting(args.width, args.throttle)
    took: dict[str, list[float]] = {name: [] for name in READY}
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as address:
        made = pages(Path(name), args.cache)
        url = {
            OURS: made[OURS].as_uri(),
            EMPTY: f"{address}/{made[EMPTY].relative_to(name).as_posix()}",
        }
        for run in range(args.runs):
            say(f"run {run + 1} of {args.runs}")
            for each in READY:
                took[each].append(usable(url[each], READY[each], setting))
        html = {each: made[each].stat().st_size for each in READY}
    medians = {each: statistics.median(times) for each, times in took.items()}
    lines = [
        ["", OURS, EMPTY, f"{OURS} / {EMPTY}"],
        [
            "open to usable, ms",
            *(f"{medians[each]:.0f}" for each in READY),
            part(medians[OURS] / medians[EMPTY]),
        ],
        ["— quickest, ms", *(f"{min(took[each]):.0f}" for each in READY), ""],
        ["HTML, bytes", *(f"{html[each]:,}" for each in READY), ""],
    ]
    print(written(lines, args.markdown))
    slowed = f" slowed {args.throttle:g} times" if args.throttle != 1 else ""
    print(
        f"\nmedians of {args.runs}, {date.today()}, {processor()}, {os.cpu_count()} cores, "
        f"Chromium {browser_version()}{slowed} at {args.width} px, folium {version('folium')}"
    )


if __name__ == "__main__":
    main()
