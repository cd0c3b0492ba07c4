"""Daily maps, generated or read from an archive.

The synthetic archive has 769 days of a front with 3,000 vertices. About a dozen of them move each
day, and a seventh of the days repeat the day before. It has 60 MB and is the same on every run.
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
"""The profile for both kinds of archive: one MultiPolygon per day, the date in the file name."""

DAYS = 769
VERTICES = 2960
MISSING = (40, 41, 180, 266, 267, 500, 731)
REPEATED = 0.15


def read(archive: Path) -> Iterator[tuple[date, bytes]]:
    """Yield date and content of the GeoJSON files of a folder or tar, named by YYYYMMDD."""
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
    """Yield synthetic daily maps with a moving front, pockets and repeated days."""
    rng = random.Random(seed)
    angles = [index / VERTICES * 2 * math.pi for index in range(VERTICES)]
    radii = [1.0 + 0.1 * math.sin(9 * angle) + rng.uniform(-1e-3, 1e-3) for angle in angles]
    pockets = [(rng.uniform(33, 38), rng.uniform(46, 50)) for _ in range(6)]
    for number in range(count):
        if rng.random() > REPEATED:
            start, direction = rng.randrange(VERTICES), rng.choice([1, 1, 1, -1])
            for step in range(rng.randrange(4, 22)):
                radii[(start + step) % VERTICES] += direction * rng.uniform(1e-4, 4e-3)
        if number in MISSING:
            continue
        outline = list(zip(angles, radii, strict=True))
        rings = [[_ring(35.5, 48.0, outline)]]
        for x, y in pockets[: 3 + number // 200]:
            rings.append([_ring(x + 12, y, [(angle, 0.02) for angle in angles[::60]])])
        geometry = {"type": "MultiPolygon", "coordinates": rings}
        feature = {"type": "Feature", "properties": {}, "geometry": geometry}
        collection = {"type": "FeatureCollection", "features": [feature]}
        yield date(2024, 7, 8) + timedelta(days=number), json.dumps(collection).encode()


def _ring(x: float, y: float, line: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a closed ring around a point from (angle, radius) pairs, in degrees."""
    positions = [
        (round(x + 3 * radius * math.cos(angle), 6), round(y + 2 * radius * math.sin(angle), 6))
        for angle, radius in line
    ]
    return [*positions, positions[0]]


def write(path: Path, count: int = DAYS) -> None:
    """Write the synthetic days as a ``tar.xz``."""
    with tarfile.open(path, "w:xz", preset=1) as tar:
        for day, content in make(count):
            info = tarfile.TarInfo(f"map_{day:%Y%m%d}.geojson")
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def archive_argument(scratch: Path) -> Path:
    """Return the archive given on the command line, or write a synthetic one."""
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    write(scratch / "days.tar.xz")
    return scratch / "days.tar.xz"
