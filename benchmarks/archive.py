"""Compare maps of an archive with folium's plugins: ``python benchmarks/archive.py [ARCHIVE]``.

ARCHIVE is a folder or a tar of GeoJSON files with a date (YYYYMMDD) in their names; without one a
made-up archive is used, of the redundancy of real ones. The same days are made into a page by
frontline and by each peer, every time in processes of their own, and each page is measured in
Chromium, the network off and what peers load from CDNs beside them on the disk, for which npm is
needed. All runs are taken in turns. A peer draws without tiles, and is built anew for each new day.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
import tempfile
from collections import defaultdict
from datetime import date
from importlib.metadata import version
from pathlib import Path

from daily import DAYS, PROFILE, read, write
from disk import added, disk, inlined
from peers import STEPPERS
from rows import OURS, Found, note, table, written

TOOLS = tuple(STEPPERS)
CACHE = Path.home() / ".cache/frontline-benchmarks"


def say(text: str) -> None:
    """Tell whoever waits what is being done."""
    print(text, file=sys.stderr, flush=True)


def browse(
    pages: dict[str, Path], days: list[str], args: argparse.Namespace, found: dict[str, Found]
) -> str:
    """Measure pages in the browser, in turns, and return its version."""
    try:
        import page as browser

        engine = f"Chromium {browser.version()}"
    except (ImportError, AssertionError) as error:
        say(f"nothing is measured in a browser: {error}")
        return ""
    from cdn import NotHadError, localise

    setting = browser.Setting(args.width, args.throttle, args.steps)
    local: dict[str, Path] = {}
    for tool, path in pages.items():
        note(found[tool], {"asked": browser.requests(path, setting)})
        try:
            local[tool], size = (path, 0) if tool == OURS else localise(path, args.cache)
            note(found[tool], {"cdn": size})
        except NotHadError as error:
            say(f"{tool} is not measured in the browser: {error}")
    for run in range(args.runs):
        for tool, path in list(local.items()):
            say(f"in the browser, run {run + 1} of {args.runs}: {tool}")
            try:
                figures = browser.measure(path, STEPPERS[tool], days, setting)
            except ValueError as error:
                say(f"{tool} is not measured in the browser: {error}")
                del local[tool]
                continue
            note(found[tool], figures)
    return engine


def processor() -> str:
    """Name the machine's processor."""
    info = Path("/proc/cpuinfo")
    named = info.exists() and re.search(r"model name\s*: (.*)", info.read_text(encoding="utf-8"))
    return named[1] if named else platform.machine()


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[1])
    add = parser.add_argument
    add("archive", nargs="?", type=Path, metavar="ARCHIVE")
    add("--profile", default=PROFILE, help="how ARCHIVE is read by frontline (%(default)s)")
    add("--days", type=int, default=DAYS, help="days of the made-up archive (%(default)s)")
    add("--only", default=",".join(TOOLS), help="the tools to run (%(default)s)")
    add("--runs", type=int, default=3, help="runs of which the median is taken (%(default)s)")
    add("--steps", type=int, default=300, help="steps in the browser at most (%(default)s)")
    add("--width", type=int, default=1280, help="of the window, in pixels (%(default)s)")
    add("--throttle", type=float, default=1, help="how much slower the processor is (%(default)s)")
    add("--skip-browser", action="store_true", help="only make the pages")
    add("--markdown", action="store_true", help="print the table as Markdown")
    add("--cache", type=Path, default=CACHE, help="where npm's packages are kept (%(default)s)")
    args = parser.parse_args()
    if args.archive and not args.archive.exists():
        parser.error(f"there is no {args.archive}")
    asked = {name.strip().lower() for name in args.only.split(",")}
    if wrong := asked - {tool.lower() for tool in TOOLS}:
        parser.error(f"--only: not one of {', '.join(TOOLS)}: {', '.join(sorted(wrong))}")
    args.only = [tool for tool in TOOLS if tool.lower() in asked]
    return args


def main() -> None:
    """Run everything and print the table."""
    args = options()
    found: dict[str, Found] = {tool: defaultdict(list) for tool in TOOLS}
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        archive = args.archive or scratch / "days.tar.xz"
        if not args.archive:
            say("making an archive up")
            write(archive, args.days)
        pages: dict[str, Path] = {}
        for run in range(args.runs):
            for tool in args.only:
                say(f"from disk to disk, run {run + 1} of {args.runs}: {tool}")
                pages[tool], took = disk(tool, archive, scratch, args.profile)
                note(found[tool], took)
        for tool, page in pages.items():
            note(found[tool], {"html": page.stat().st_size})
        if OURS in args.only:
            note(found[OURS], {"data": inlined(pages[OURS])})
            say("one day more")
            for took in added(archive, scratch, args.profile, args.runs):
                note(found[OURS], took)
        days = sorted({str(day) for day, _ in read(archive)})
        engine = "" if args.skip_browser else browse(pages, days, args, found)
    print(written(table(found, args.only), args.markdown))
    slowed = f" slowed {args.throttle:g} times" if args.throttle != 1 else ""
    facts = [
        f"{len(days)} days",
        f"medians of {args.runs}, {date.today()}",
        f"{processor()}, {os.cpu_count()} cores",
        f"{engine}{slowed} at {args.width} px" if engine else "",
        f"folium {version('folium')}",
        f"Python {platform.python_version()}",
    ]
    print("\n" + ", ".join(filter(None, facts)))


if __name__ == "__main__":
    main()
