"""Make pages of an archive, each step in a process of its own: wall time and peak memory."""

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
took = time.perf_counter() - start
print(took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
sys.exit(failed)
"""


def timed(*args: str | Path) -> tuple[float, float]:
    """Run Python in a process of its own; return seconds and the peak of memory in MB.

    The peak is that of the process and of those it waited for, whichever is larger. A small process
    stands between, as a peak starts with what whoever begins a process has.
    """
    command = [sys.executable, "-c", _TIMED, sys.executable, *map(str, args)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, args))} failed")
    took, peak = map(float, done.stdout.split())
    return took, peak


class Ours:
    """Import an archive into a folder and build its page, as a user would."""

    def __init__(self, folder: Path, profile: str) -> None:
        self.map, self.out = folder / "daily", folder / "maps"
        self.page = self.out / "daily" / "map.html"
        self.options = ("--profile", profile)

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
    """Return the size of the data of the front in a page of ours, as it stands there."""
    found = re.search(rb'id="frontline-ground">([^<]*)<', page.read_bytes())
    if not found:
        raise SystemExit(f"{page.name} has no data of a front")
    return len(found[1])


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


def added(archive: Path, scratch: Path, profile: str, runs: int) -> Iterator[dict[str, float]]:
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
