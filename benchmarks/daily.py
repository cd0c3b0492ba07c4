"""Daily maps: made up, of the redundancy of real ones, and read from an archive.

The made-up archive is 769 days of a front of 3,000 vertices, of which a dozen move each day, a
seventh of the days repeating the day before: 60 MB in all, the same on every run.
"""

from __future__ import annotations

import io
import json
import math
import random
import re
import sys
import tarfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

PROFILE = "deepstate-daily"
"""How both kinds of archive are read: a MultiPolygon a day, the date in the name."""

DAYS = 769
VERTICES = 2960
MISSING = (40, 41, 180, 266, 267, 500, 731)
REPEATED = 0.15


def read(archive: Path) -> Iterator[tuple[date, bytes]]:
    """Yield the GeoJSON files of a folder or tar with their days, YYYYMMDD in their names."""
    for name, content in _folder(archive) if archive.is_dir() else _tar(archive):
        if name.endswith(".geojson") and (day := re.search(r"\d{8}", name)):
            yield date.fromisoformat(day[0]), content


def _folder(archive: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(archive.rglob("*.geojson")):
        yield path.name, path.read_bytes()


def _tar(archive: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            if file := tar.extractfile(member):
                yield Path(member.name).name, file.read()


def make(count: int = DAYS, seed: int = 1) -> Iterator[tuple[date, bytes]]:
    """Yield made-up daily maps, the same on every run: a front that moves, pockets, repeats."""
    luck = random.Random(seed)
    turns = [i / VERTICES * 2 * math.pi for i in range(VERTICES)]
    reach = [1.0 + 0.1 * math.sin(9 * t) + luck.uniform(-1e-3, 1e-3) for t in turns]
    pockets = [(luck.uniform(33, 38), luck.uniform(46, 50)) for _ in range(6)]
    for number in range(count):
        if luck.random() > REPEATED:
            at, way = luck.randrange(VERTICES), luck.choice([1, 1, 1, -1])
            for step in range(luck.randrange(4, 22)):
                reach[(at + step) % VERTICES] += way * luck.uniform(1e-4, 4e-3)
        if number in MISSING:
            continue
        line = list(zip(turns, reach, strict=True))
        rings = [[_ring(35.5, 48.0, line)]]
        for x, y in pockets[: 3 + number // 200]:
            rings.append([_ring(x + 12, y, [(t, 0.02) for t in turns[::60]])])
        geometry = {"type": "MultiPolygon", "coordinates": rings}
        feature = {"type": "Feature", "properties": {}, "geometry": geometry}
        whole = {"type": "FeatureCollection", "features": [feature]}
        yield date(2024, 7, 8) + timedelta(days=number), json.dumps(whole).encode()


def _ring(x: float, y: float, line: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a closed ring around a point, by angle and reach, in degrees to six decimals."""
    found = [
        (round(x + 3 * r * math.cos(t), 6), round(y + 2 * r * math.sin(t), 6)) for t, r in line
    ]
    return [*found, found[0]]


def write(path: Path, count: int = DAYS) -> None:
    """Write the made-up days as a ``tar.xz``."""
    with tarfile.open(path, "w:xz", preset=1) as tar:
        for day, content in make(count):
            info = tarfile.TarInfo(f"map_{day:%Y%m%d}.geojson")
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def given(scratch: Path) -> Path:
    """Return the archive that the command names, or else a made-up one in a scratch folder."""
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    write(scratch / "days.tar.xz")
    return scratch / "days.tar.xz"
