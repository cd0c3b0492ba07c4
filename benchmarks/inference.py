"""Measure inferred fronts against drawn ones: ``python benchmarks/inference.py [ARCHIVE]``.

ARCHIVE is a folder or a tar of GeoJSON files with a date (YYYYMMDD) in their names, each the ground
of one side on that day. Places are sampled at random, labelled from the drawing, some wrongly; the
methods are run, and compared with nearest-place cells with clean labels in the same run. Without an
archive a wavy front is made.
"""

from __future__ import annotations

import json
import re
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, shape

from frontline.ground.field import solve, survey
from frontline.ground.frame import frame_of

# Land front of the archive this was tuned on, from the lower Dnipro to north of Kupiansk; what is
# judged lies 10 km inside, so that neither borders nor the sea count.
WINDOW = [
    (33.5, 46.6), (33.5, 47.9), (35.0, 48.5), (36.6, 49.2), (36.9, 49.85), (38.0, 49.85),
    (38.6, 49.7), (38.6, 48.0), (37.8, 47.5), (36.5, 47.0), (35.0, 46.6),
]  # fmt: skip
DAYS = [f"{year}{month:02}01" for year in (2025, 2026) for month in range(1, 13, 2)]
KM2_PER_PLACE = 18
WRONG = (0.0, 0.03, 0.10)
STEP_M = 250
INSET_M = 10_000
SEED = 101


def drawn(archive: Path | None) -> Iterator[tuple[str, Any]]:
    """Yield days with their drawn ground, WGS 84: the first in the archive from each of DAYS on."""
    if archive is None:
        wave = [
            (36.3 + 0.15 * np.sin(y * 9) + 0.05 * np.sin(y * 41), y)
            for y in np.arange(46, 50.5, 0.01)
        ]
        yield "made", Polygon([(39, 46), *wave, (39, 50.5)])
        return
    if archive.is_dir():
        texts = {path.name: path.read_bytes() for path in archive.rglob("*.geojson")}
    else:
        with tarfile.open(archive) as tar:
            files = {member.name: tar.extractfile(member) for member in tar.getmembers()}
            texts = {name: file.read() for name, file in files.items() if file}
    dated = sorted((found[0], name) for name in texts if (found := re.search(r"\d{8}", name)))
    for day in DAYS:
        late = next(((at, name) for at, name in dated if at >= day), None)
        if late:
            features = json.loads(texts[late[1]])["features"]
            parts = [shapely.make_valid(shape(f["geometry"])) for f in features if f["geometry"]]
            yield late[0], shapely.union_all(parts)


def samples(line: Any) -> np.ndarray[Any, Any]:
    """Return points along lines, evenly, STEP_M apart."""
    found = []
    for part in shapely.get_parts(line):
        steps = np.arange(STEP_M / 2, max(part.length, STEP_M), STEP_M)
        found.append(shapely.get_coordinates(shapely.line_interpolate_point(part, steps)))
    return np.concatenate(found)


def distance(one: Any, other: Any) -> float:
    """Return the mean distance between two lines, both ways, in metres."""
    there = shapely.distance(shapely.points(samples(one)), other).mean()
    back = shapely.distance(shapely.points(samples(other)), one).mean()
    return float(there + back) / 2


def measure(day: str, truth: Any, frame: Any, rows: dict[tuple[str, float], list[Any]]) -> None:
    """Print a line for each method and share of wrong labels, and add it to ``rows``."""
    window = frame.project(shapely.segmentize(Polygon(WINDOW), 0.05))
    judged = window.buffer(-INSET_M)
    ground = shapely.make_valid(frame.project(truth)).intersection(window.buffer(INSET_M))
    true_line = ground.boundary.intersection(judged)
    shapely.prepare(ground)
    chance = np.random.default_rng(SEED)
    west, south, east, north = window.bounds
    count = int((east - west) * (north - south) / 1e6 / KM2_PER_PLACE)
    spots = np.column_stack(
        [chance.uniform(west, east, count), chance.uniform(south, north, count)]
    )
    spots = spots[shapely.contains_xy(window, spots)]
    spots = spots[np.lexsort(spots.T[::-1])]
    label = shapely.contains_xy(ground, spots)
    land = survey(spots)
    cells = shapely.voronoi_polygons(shapely.multipoints(spots), extend_to=window, ordered=True)
    zones = np.array(cells.geoms)
    unit: tuple[float, float] | None = None
    for wrong in WRONG:
        said = label ^ (chance.random(len(label)) < wrong)
        found = solve(land, np.stack([said, ~said]).astype(float))
        for name, area in (("cells", shapely.union_all(zones[said])), ("field", found.areas[0])):
            line = area.boundary.intersection(judged)
            off = area.symmetric_difference(ground).intersection(judged).area / 1e6
            away = distance(line, true_line)
            unit = unit or (off, away)
            points = shapely.points(samples(true_line))
            inside = shapely.contains(found.band, points).mean() if name == "field" else np.nan
            row = (off / unit[0], away / unit[1], inside)
            rows.setdefault((name, wrong), []).append(row)
            said_of = f"{off:.0f} km², {away / 1000:.2f} km, {len(spots)} places"
            print(line_of(day, name, wrong, row), said_of)


def line_of(day: str, name: str, wrong: float, row: Any) -> str:
    """Write a row of the table; ``row`` is two ratios and a share."""
    band = "" if np.isnan(row[2]) else f"{row[2]:.0%}"
    return f"{day:9}{name:7}{wrong:5.0%}{row[0]:8.2f}{row[1]:9.2f}{band:>7}"


def main(archive: Path | None = None) -> None:
    """Print ratios to cells with clean labels: symmetric difference, mean distance, coverage."""
    frame = frame_of(np.array(WINDOW))
    print("day      method wrong  symdiff  distance  band")
    rows: dict[tuple[str, float], list[Any]] = {}
    for day, truth in drawn(archive):
        measure(day, MultiPolygon([truth]) if truth.geom_type == "Polygon" else truth, frame, rows)
    for (name, wrong), found in sorted(rows.items()):
        print(line_of("median", name, wrong, np.median(found, axis=0)))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
