"""Compare the page of an archive with folium's plugins: ``python benchmarks/archive.py [ARCHIVE]``.

ARCHIVE is a folder or a tar of GeoJSON files with a date (YYYYMMDD) in their names. Without one, a
synthetic archive is used that is as redundant as real ones. frontline and each peer build a page of
the same days, each time in a new process. Each page is then measured in Chromium without a network;
npm provides what peers load from CDNs. The tools run in turn. Peers draw no tiles, and rebuild the
whole page for each new day.
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
from disk import add_last_day, build_page, inlined_size
from peers import STEPPERS
from rows import OURS, Figures, format_table, note, table

TOOLS = tuple(STEPPERS)
CACHE = Path.home() / ".cache/frontline-benchmarks"


def report(text: str) -> None:
    """Print progress to standard error."""
    print(text, file=sys.stderr, flush=True)


def measure_in_browser(
    pages: dict[str, Path],
    days: list[str],
    args: argparse.Namespace,
    figures_by_tool: dict[str, Figures],
) -> str:
    """Measure pages in the browser in turn, and return the browser's version."""
    try:
        import page as browser

        engine = f"Chromium {browser.version()}"
    except (ImportError, AssertionError) as error:
        report(f"nothing is measured in a browser: {error}")
        return ""
    from cdn import NotHadError, localise

    setting = browser.Setting(args.width, args.throttle, args.steps)
    local_pages: dict[str, Path] = {}
    for tool, path in pages.items():
        note(figures_by_tool[tool], {"asked": browser.requests(path, setting)})
        try:
            local_pages[tool], size = (path, 0) if tool == OURS else localise(path, args.cache)
            note(figures_by_tool[tool], {"cdn": size})
        except NotHadError as error:
            report(f"{tool} is not measured in the browser: {error}")
    for run in range(args.runs):
        for tool, path in list(local_pages.items()):
            report(f"in the browser, run {run + 1} of {args.runs}: {tool}")
            try:
                figures = browser.measure(path, STEPPERS[tool], days, setting)
            except ValueError as error:
                report(f"{tool} is not measured in the browser: {error}")
                del local_pages[tool]
                continue
            note(figures_by_tool[tool], figures)
    return engine


def processor() -> str:
    """Return the name of the machine's processor."""
    info = Path("/proc/cpuinfo")
    match = info.exists() and re.search(r"model name\s*: (.*)", info.read_text(encoding="utf-8"))
    return match[1] if match else platform.machine()


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[1])
    add = parser.add_argument
    add("archive", nargs="?", type=Path, metavar="ARCHIVE")
    add("--profile", default=PROFILE, help="how ARCHIVE is read by frontline (%(default)s)")
    add("--days", type=int, default=DAYS, help="days of the synthetic archive (%(default)s)")
    add("--only", default=",".join(TOOLS), help="the tools to run (%(default)s)")
    add("--runs", type=int, default=3, help="number of runs; medians are printed (%(default)s)")
    add(
        "--steps",
        type=int,
        default=300,
        help="maximum number of steps in the browser (%(default)s)",
    )
    add("--width", type=int, default=1280, help="width of the window in pixels (%(default)s)")
    add(
        "--throttle",
        type=float,
        default=1,
        help="factor by which the processor is slowed (%(default)s)",
    )
    add("--skip-browser", action="store_true", help="build the pages without measuring them")
    add("--markdown", action="store_true", help="print the table as Markdown")
    add("--cache", type=Path, default=CACHE, help="folder for npm packages (%(default)s)")
    args = parser.parse_args()
    if args.archive and not args.archive.exists():
        parser.error(f"there is no {args.archive}")
    requested = {name.strip().lower() for name in args.only.split(",")}
    if wrong := requested - {tool.lower() for tool in TOOLS}:
        parser.error(f"--only: not one of {', '.join(TOOLS)}: {', '.join(sorted(wrong))}")
    args.only = [tool for tool in TOOLS if tool.lower() in requested]
    return args


def main() -> None:
    """Run everything and print the table."""
    args = parse_arguments()
    figures_by_tool: dict[str, Figures] = {tool: defaultdict(list) for tool in TOOLS}
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        archive = args.archive or scratch / "days.tar.xz"
        if not args.archive:
            report("writing a synthetic archive")
            write(archive, args.days)
        pages: dict[str, Path] = {}
        for run in range(args.runs):
            for tool in args.only:
                report(f"from disk to disk, run {run + 1} of {args.runs}: {tool}")
                pages[tool], measured = build_page(tool, archive, scratch, args.profile)
                note(figures_by_tool[tool], measured)
        for tool, page in pages.items():
            note(figures_by_tool[tool], {"html": page.stat().st_size})
        if OURS in args.only:
            note(figures_by_tool[OURS], {"data": inlined_size(pages[OURS])})
            report("one day more")
            for measured in add_last_day(archive, scratch, args.profile, args.runs):
                note(figures_by_tool[OURS], measured)
        days = sorted({str(day) for day, _ in read(archive)})
        engine = "" if args.skip_browser else measure_in_browser(pages, days, args, figures_by_tool)
    print(format_table(table(figures_by_tool, args.only), args.markdown))
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
