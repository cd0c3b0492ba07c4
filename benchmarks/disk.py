"""Build pages of an archive, measuring wall time and peak memory of each step."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from daily import read
from rows import OURS

_TIMED = """
import resource, subprocess, sys, time
start = time.perf_counter()
failed = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
seconds = time.perf_counter() - start
print(seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
sys.exit(failed)
"""


def timed(*args: str | Path) -> tuple[float, float]:
    """Run Python in a new process; return seconds and peak memory in MB.

    The peak is that of the process or of one of its children, whichever is larger. A small process
    in between starts it, because a peak includes the memory of the process that forks.
    """
    command = [sys.executable, "-c", _TIMED, sys.executable, *map(str, args)]
    process = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, args))} failed")
    seconds, peak = map(float, process.stdout.split())
    return seconds, peak


class Frontline:
    """frontline's import of an archive and build of its page, as a user runs them."""

    def __init__(self, folder: Path, profile: str) -> None:
        self.map, self.out = folder / "daily", folder / "maps"
        self.page = self.out / "daily" / "map.html"
        self.options = ("--profile", profile)

    def build(self, archive: Path) -> tuple[float, float]:
        """Import and build; return total seconds and the larger peak in MB."""
        options = () if self.map.exists() else self.options
        steps = (
            ("import", "snapshots", archive, "-o", self.map, *options),
            ("build", self.map, "-o", self.out, "--format", "html"),
        )
        runs = [timed("-m", "frontline", *step) for step in steps]
        return sum(run[0] for run in runs), max(run[1] for run in runs)

    def clear(self) -> None:
        """Delete the map, so that the next build starts from nothing."""
        for folder in (self.map, self.out):
            shutil.rmtree(folder, ignore_errors=True)


def inlined_size(page: Path) -> int:
    """Return the size of the front's data as embedded in a page of frontline."""
    match = re.search(rb'id="frontline-ground">([^<]*)<', page.read_bytes())
    if not match:
        raise SystemExit(f"{page.name} has no data of a front")
    return len(match[1])


def build_page(
    tool: str, archive: Path, scratch: Path, profile: str
) -> tuple[Path, dict[str, float]]:
    """Build a tool's page from the archive; return its path, time and memory."""
    if tool == OURS:
        builder = Frontline(scratch, profile)
        builder.clear()
        page, (wall_s, peak_mb) = builder.page, builder.build(archive)
        return page, {"wall_s": wall_s, "peak_mb": peak_mb}
    page = scratch / f"{tool}.html"
    wall_s, peak_mb = timed(Path(__file__).with_name("peers.py"), tool, archive, page)
    return page, {"wall_s": wall_s, "peak_mb": peak_mb, "add_s": wall_s}


def add_last_day(
    archive: Path, scratch: Path, profile: str, runs: int
) -> Iterator[dict[str, float]]:
    """Yield the seconds for adding the last day to a built archive, and for rebuilding everything.

    The days are files of a folder, to which the last one is added.
    """
    folder, copy = scratch / "files", scratch / "kept"
    folder.mkdir()
    for day, content in read(archive):
        path = folder / f"map_{day:%Y%m%d}.geojson"
        path.write_bytes(content)
    last = max(folder.iterdir())
    content = last.read_bytes()
    last.unlink()
    builder = Frontline(scratch / "adding", profile)
    builder.build(folder)
    shutil.copytree(scratch / "adding", copy)
    for _ in range(runs):
        last.write_bytes(content)
        add_s, _ = builder.build(folder)
        page_after_adding = builder.page.read_bytes()
        builder.clear()
        rebuild_s, _ = builder.build(folder)
        if builder.page.read_bytes() != page_after_adding:
            raise SystemExit("adding a day gives another page than building anew")
        yield {"add_s": add_s, "anew_s": rebuild_s, "share": add_s / rebuild_s}
        builder.clear()
        shutil.copytree(copy, scratch / "adding", dirs_exist_ok=True)
        last.unlink()
