"""Compare how long pages take to open: ``python benchmarks/opening.py``.

The worked example, one file opened from disk, is compared with an empty folium map without tiles,
whose scripts and style sheets come from a local server instead of CDNs; npm provides them. Pages
are opened in turn, each time in a new browser without a cache. A page is usable two frames after
its script reports that the map is ready.
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

from archive import CACHE, processor, report
from cdn import localise
from page import HARNESS, Setting, chromium
from page import version as browser_version
from rows import OURS, format_ratio, format_table

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "geodata" / "belgorod-kharkiv-2024-05"
EMPTY = "folium, empty"
READY = {
    OURS: "() => window.frontline && (() => {})",
    EMPTY: "() => window[document.querySelector('.folium-map')?.id]?._loaded && (() => {})",
}
"""For each page a function that returns an empty step once the map is ready."""


class _QuietHandler(SimpleHTTPRequestHandler):
    """A file server without a log."""

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine, and yield the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_QuietHandler, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def usable_ms(url: str, ready: str, setting: Setting) -> float:
    """Return the ms from navigation until a page is usable."""
    size = {"width": setting.width, "height": 900 if setting.width > 600 else 740}
    with chromium() as browser:
        page = browser.new_page(viewport=size)
        page.set_default_timeout(setting.patience_ms)
        if setting.throttle != 1:
            session = page.context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": setting.throttle})
        page.add_init_script(path=HARNESS)
        page.goto(url, wait_until="commit")
        script = f"() => harness.open({ready}, [], {setting.patience_ms})"
        return float(page.evaluate(script))


def build_pages(scratch: Path, cache: Path) -> dict[str, Path]:
    """Build both pages, with local copies of everything that folium loads."""
    import folium

    command = [sys.executable, "-m", "frontline", "build", EXAMPLE, "-o", scratch]
    subprocess.run([*command, "--format", "html"], check=True, stdout=subprocess.DEVNULL)
    empty = scratch / "empty.html"
    folium.Map(tiles=None).save(empty)
    local, size = localise(empty, cache)
    report(f"folium's scripts and styles: {size:,} bytes")
    return {OURS: scratch / EXAMPLE.name / "map.html", EMPTY: local}


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[1])
    add = parser.add_argument
    add("--runs", type=int, default=9, help="number of runs; medians are printed (%(default)s)")
    add("--width", type=int, default=1280, help="width of the window in pixels (%(default)s)")
    add(
        "--throttle",
        type=float,
        default=1,
        help="factor by which the processor is slowed (%(default)s)",
    )
    add("--markdown", action="store_true", help="print the table as Markdown")
    add("--cache", type=Path, default=CACHE, help="folder for npm packages (%(default)s)")
    return parser.parse_args()


def main() -> None:
    """Open both pages in turn, and print medians and their ratio."""
    args = parse_arguments()
    setting = Setting(args.width, args.throttle)
    times: dict[str, list[float]] = {name: [] for name in READY}
    with tempfile.TemporaryDirectory() as name, serve(Path(name)) as address:
        paths = build_pages(Path(name), args.cache)
        url = {
            OURS: paths[OURS].as_uri(),
            EMPTY: f"{address}/{paths[EMPTY].relative_to(name).as_posix()}",
        }
        for run in range(args.runs):
            report(f"run {run + 1} of {args.runs}")
            for tool in READY:
                times[tool].append(usable_ms(url[tool], READY[tool], setting))
        html = {tool: paths[tool].stat().st_size for tool in READY}
    medians = {tool: statistics.median(runs) for tool, runs in times.items()}
    lines = [
        ["", OURS, EMPTY, f"{OURS} / {EMPTY}"],
        [
            "open to usable, ms",
            *(f"{medians[tool]:.0f}" for tool in READY),
            format_ratio(medians[OURS] / medians[EMPTY]),
        ],
        ["— quickest, ms", *(f"{min(times[tool]):.0f}" for tool in READY), ""],
        ["HTML, bytes", *(f"{html[tool]:,}" for tool in READY), ""],
    ]
    print(format_table(lines, args.markdown))
    slowed = f" slowed {args.throttle:g} times" if args.throttle != 1 else ""
    print(
        f"\nmedians of {args.runs}, {date.today()}, {processor()}, {os.cpu_count()} cores, "
        f"Chromium {browser_version()}{slowed} at {args.width} px, folium {version('folium')}"
    )


if __name__ == "__main__":
    main()
