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
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from daily import DAYS, read, write
from peers import STEPPERS

TOOLS = tuple(STEPPERS)
OURS, FIRST = TOOLS[:2]
PROFILE = "deepstate-daily"
CACHE = Path.home() / ".cache/frontline-benchmarks"

Found = dict[str, list[float]]


@dataclass(frozen=True)
class Row:
    """Say how a figure is printed, and whether a ratio of it has a meaning."""

    key: str
    label: str
    form: Callable[[float], str]
    ratio: bool = True


def part(share: float) -> str:
    """Write a ratio, as 1/n where it is below one."""
    return f"1/{1 / share:.1f}" if share < 1 else f"{share:.1f}"


def offline(asked: float) -> str:
    """Say whether a page does without a network, by the requests it made."""
    return f"no ({asked:.0f})" if asked else "yes (0)"


ROWS = (
    Row("html", "finished HTML, bytes", "{:,.0f}".format),
    Row("cdn", "loaded from CDNs, bytes", "{:,.0f}".format, False),
    Row("data", "front data as inlined, bytes", "{:,.0f}".format, False),
    Row("fine", "— on a grid of 0.000001°", "{:,.0f}".format, False),
    Row("wall_s", "archive on disk to HTML on disk, s", "{:.2f}".format),
    Row("peak_mb", "— its peak memory, MB", "{:.0f}".format),
    Row("add_s", "one day more (peers: built anew), s", "{:.2f}".format),
    Row("anew_s", "— all built anew from the same folder, s", "{:.2f}".format, False),
    Row("share", "— of which one day more is", part, False),
    Row("usable_ms", "open to usable, ms", "{:.0f}".format),
    Row("longest_ms", "— longest task, ms", "{:.0f}".format),
    Row("heap_mb", "JavaScript heap after collection, MB", "{:.1f}".format),
    Row("buffers_mb", "— array buffers and source text, MB", "{:.1f}".format),
    Row("next_script_ms", "next day: script, p95, ms", "{:.2f}".format),
    Row("next_busy_ms", "— main thread busy, median, ms", "{:.2f}".format),
    Row("next_shown_ms", "— shown after, median, ms", "{:.0f}".format),
    Row("next_late", "— shown after more than 2 frames", "{:.0f}".format, False),
    Row("next_long", "— long tasks", "{:.0f}".format, False),
    Row("next_steps", "— of so many steps", "{:.0f}".format, False),
    Row("jump_script_ms", "random day: script, p95, ms", "{:.2f}".format),
    Row("jump_busy_ms", "— main thread busy, median, ms", "{:.2f}".format),
    Row("jump_shown_ms", "— shown after, median, ms", "{:.0f}".format),
    Row("jump_late", "— shown after more than 2 frames", "{:.0f}".format, False),
    Row("jump_long", "— long tasks", "{:.0f}".format, False),
    Row("jump_steps", "— of so many steps", "{:.0f}".format, False),
    Row("asked", "works offline (requests then made)", offline, False),
)


def say(text: str) -> None:
    """Tell whoever waits what is being done."""
    print(text, file=sys.stderr, flush=True)


def timed(*args: str | Path) -> tuple[float, float]:
    """Run Python in a process of its own; return seconds and the peak of memory in MB.

    The peak is that of the process and of those it waited for, whichever is larger.
    """
    start = time.perf_counter()
    done = subprocess.Popen([sys.executable, *map(str, args)], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(done.pid, 0)
    done.returncode = os.waitstatus_to_exitcode(status)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, args))} failed")
    return time.perf_counter() - start, used.ru_maxrss / 1024


class Ours:
    """Import an archive into a folder and build its page, as a user would."""

    def __init__(self, folder: Path, profile: str, grid_deg: str = "0.00001") -> None:
        self.map, self.out = folder / "daily", folder / "maps"
        self.page = self.out / "daily" / "map.html"
        self.options = ("--profile", profile, "--grid-deg", grid_deg)

    def build(self, archive: Path) -> tuple[float, float]:
        """Build from what is there; return seconds in all and the larger peak in MB."""
        options = () if self.map.exists() else self.options
        steps = (
            ("import", "snapshots", archive, "-o", self.map, *options),
            ("build", self.map, "-o", self.out, "--format", "html"),
        )
        runs = [timed("-m", "frontline", *step) for step in steps]
        return sum(run[0] for run in runs), max(run[1] for run in runs)

    def clear(self) -> None:
        """Forget the map, for a build from nothing."""
        for folder in (self.map, self.out):
            shutil.rmtree(folder, ignore_errors=True)


def inlined(page: Path) -> int:
    """Return the size of the data of the front in a page of ours, with all that is said of it."""
    found = re.search(rb'id="frontline-scene">([^<]*)<', page.read_bytes())
    if not found:
        raise SystemExit(f"{page.name} has no data of a front")
    return len(found[1])


def lossless(archive: Path, scratch: Path, profile: str) -> int:
    """Build a page on the grid of six decimals, which loses nothing, and return its data's size."""
    ours = Ours(scratch / "fine", profile, "0.000001")
    ours.build(archive)
    return inlined(ours.page)


def disk(tool: str, archive: Path, scratch: Path, profile: str) -> tuple[Path, dict[str, float]]:
    """Make a tool's page from the archive, and return it and what that took."""
    if tool == OURS:
        ours = Ours(scratch, profile)
        ours.clear()
        page, (wall, peak) = ours.page, ours.build(archive)
        return page, {"wall_s": wall, "peak_mb": peak}
    page = scratch / f"{tool}.html"
    wall, peak = timed(Path(__file__).with_name("peers.py"), tool, archive, page)
    return page, {"wall_s": wall, "peak_mb": peak, "add_s": wall}


def added(archive: Path, scratch: Path, profile: str, runs: int) -> Iterable[dict[str, float]]:
    """Yield what the last day of an archive takes where all before are built, and all anew.

    The days are files of a folder, into which one more is put.
    """
    folder, kept = scratch / "files", scratch / "kept"
    folder.mkdir()
    for day, content in read(archive):
        path = folder / f"map_{day:%Y%m%d}.geojson"
        path.write_bytes(content)
    last = max(folder.iterdir())
    content = last.read_bytes()
    last.unlink()
    ours = Ours(scratch / "adding", profile)
    ours.build(folder)
    shutil.copytree(scratch / "adding", kept)
    for _ in range(runs):
        last.write_bytes(content)
        add, _ = ours.build(folder)
        grown = ours.page.read_bytes()
        ours.clear()
        anew, _ = ours.build(folder)
        if ours.page.read_bytes() != grown:
            raise SystemExit("adding a day gives another page than building anew")
        yield {"add_s": add, "anew_s": anew, "share": add / anew}
        ours.clear()
        shutil.copytree(kept, scratch / "adding", dirs_exist_ok=True)
        last.unlink()


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
        found[tool]["asked"].append(browser.requests(path, setting))
        try:
            local[tool], size = (path, 0) if tool == OURS else localise(path, args.cache)
            found[tool]["cdn"].append(size)
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
            for key, figure in figures.items():
                found[tool][key].append(figure)
    return engine


def table(found: dict[str, Found], tools: list[str]) -> list[list[str]]:
    """Return the rows of the table, a head first; what was not measured is a dash."""
    lines = [["", *tools, f"{OURS} / {FIRST}"]]
    for row in ROWS:
        medians = {
            tool: statistics.median(runs) for tool in tools if (runs := found[tool][row.key])
        }
        cells = [row.form(medians[tool]) if tool in medians else "–" for tool in tools]
        ours, first = medians.get(OURS), medians.get(FIRST)
        ratio = part(ours / first) if row.ratio and ours and first else ""
        if medians:
            lines.append([row.label, *cells, ratio])
    return lines


def written(lines: list[list[str]], markdown: bool) -> str:
    """Lay out a table for a terminal or as Markdown."""
    if markdown:
        rule = ["---", *("---:" for _ in lines[0][1:])]
        return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]).rstrip()
        for line in lines
    )


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
                for key, figure in took.items():
                    found[tool][key].append(figure)
        for tool, page in pages.items():
            found[tool]["html"].append(page.stat().st_size)
        if OURS in args.only:
            found[OURS]["data"].append(inlined(pages[OURS]))
            say("on a finer grid")
            found[OURS]["fine"].append(lossless(archive, scratch, args.profile))
            say("one day more")
            for took in added(archive, scratch, args.profile, args.runs):
                for key, figure in took.items():
                    found[OURS][key].append(figure)
        days = [str(day) for day, _ in read(archive)]
        engine = "" if args.skip_browser else browse(pages, sorted(days), args, found)
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
