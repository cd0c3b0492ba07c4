"""Time an archive of daily maps on its way to a page: ``python benchmarks/snapshots.py [ARCHIVE]``.

Without an archive a made-up one is used, of the redundancy of real ones: 769 days of a front of
3,000 vertices, of which a dozen move each day, 60 MB in all, the same on every run. Every step is a
run of the command in a process of its own: wall time and peak memory.
"""

from __future__ import annotations

import io
import json
import math
import os
import platform
import random
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

RUNS = 3
DAYS = 769
VERTICES = 2960
MISSING = (40, 41, 180, 266, 267, 500, 731)
PROFILE = "deepstate-daily"


def days(count: int = DAYS, seed: int = 1) -> Iterator[tuple[date, bytes]]:
    """Yield made-up daily maps, the same on every run: a front that moves, pockets, repeats."""
    luck = random.Random(seed)
    turns = [i / VERTICES * 2 * math.pi for i in range(VERTICES)]
    reach = [1.0 + 0.1 * math.sin(9 * t) + luck.uniform(-1e-3, 1e-3) for t in turns]
    pockets = [(luck.uniform(33, 38), luck.uniform(46, 50)) for _ in range(6)]
    for number in range(count):
        if luck.random() > 0.15:  # else the day repeats the one before
            at, way = luck.randrange(VERTICES), luck.choice([1, 1, 1, -1])
            for step in range(luck.randrange(4, 22)):
                reach[(at + step) % VERTICES] += way * luck.uniform(1e-4, 4e-3)
        if number in MISSING:
            continue
        line = list(zip(turns, reach, strict=True))
        rings = [[ring(35.5, 48.0, line)]]
        for x, y in pockets[: 3 + number // 200]:
            rings.append([ring(x + 12, y, [(t, 0.02) for t in turns[::60]])])
        geometry = {"type": "MultiPolygon", "coordinates": rings}
        feature = {"type": "Feature", "properties": {}, "geometry": geometry}
        whole = {"type": "FeatureCollection", "features": [feature]}
        yield date(2024, 7, 8) + timedelta(days=number), json.dumps(whole).encode()


def ring(x: float, y: float, line: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a closed ring around a point, by angle and reach, in degrees to six decimals."""
    found = [
        (round(x + 3 * r * math.cos(t), 6), round(y + 2 * r * math.sin(t), 6)) for t, r in line
    ]
    return [*found, found[0]]


def write(path: Path, count: int = DAYS) -> None:
    """Write the made-up days as a ``tar.xz``."""
    with tarfile.open(path, "w:xz", preset=1) as tar:
        for day, content in days(count):
            info = tarfile.TarInfo(f"map_{day:%Y%m%d}.geojson")
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def timed(*args: str | Path) -> tuple[float, float]:
    """Run the command, and return seconds and the peak of memory in MB."""
    start = time.perf_counter()
    done = subprocess.Popen([sys.executable, "-m", "frontline", *map(str, args)], stdout=-3)
    _, status, used = os.wait4(done.pid, 0)
    done.returncode = os.waitstatus_to_exitcode(status)
    if done.returncode:
        raise SystemExit(f"frontline {args[0]} failed")
    return time.perf_counter() - start, used.ru_maxrss / 1024


def main() -> None:
    """Import, check and build, and print what each step takes."""
    with tempfile.TemporaryDirectory() as scratch:
        archive = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch, "days.tar.xz")
        if len(sys.argv) < 2:
            write(archive)
        folder, maps = Path(scratch, "daily"), Path(scratch, "maps")
        steps = {
            "import": ("import", "snapshots", archive, "-o", folder, "--profile", PROFILE),
            "import again": ("import", "snapshots", archive, "-o", folder),
            "check": ("check", folder),
            "build, html": ("build", folder, "-o", maps, "--format", "html"),
        }
        print(f"{archive.name}, {platform.machine()}, {os.cpu_count()} cores, median of {RUNS}")
        for name, args in steps.items():
            runs = [timed(*args) for _ in range(RUNS)]
            seconds = statistics.median(run[0] for run in runs)
            print(f"{name:14} {seconds:6.2f} s {max(run[1] for run in runs):6.0f} MB")
        for path in (folder / "areas.geojson", maps / "daily" / "map.html"):
            print(f"{path.name:14} {path.stat().st_size / 1e6:6.2f} MB")


if __name__ == "__main__":
    main()
