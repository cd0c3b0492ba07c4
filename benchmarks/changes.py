"""Time areas, gains and losses of every day: ``python benchmarks/changes.py [ARCHIVE]``.

They are compared, in the same run, with the direct way: the geodesic area of every day's polygons
(pyproj), and an overlay of the polygons of successive maps (shapely). Both start from geometry in
memory: the direct way from the polygons of each day, frontline from the zones and spans that every
command builds once; the time of that step is printed too. The archive is a tar of GeoJSON files
with one class of areas and the date in each name. Without one, a synthetic archive is used, see
``daily.py``.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import shapely
from daily import PROFILE, archive_argument, read

from frontline import project
from frontline.analysis.area_by_date import area_table
from frontline.analysis.balance import Tally
from frontline.analysis.gains import daily
from frontline.analysis.method_breaks import breaks
from frontline.analysis.transitions import map_days
from frontline.ground.measure import area_km2
from frontline.model import Dataset
from frontline.scene.scene import Scene

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

RUNS = 3
T = TypeVar("T")


def timed(run: Callable[[T], Any], make: Callable[[], T]) -> tuple[float, Any]:
    """Time runs, each on a new argument; return the median and the last result."""
    seconds = []
    for _ in range(RUNS):
        argument = make()
        start = time.perf_counter()
        result = run(argument)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), result


def areas_by_date(archive: Path) -> dict[date, BaseGeometry]:
    """Return the area of each day as drawn."""
    areas = {}
    for day, content in read(archive):
        shapes = [
            shapely.from_geojson(json.dumps(feature["geometry"]))
            for feature in json.loads(content)["features"]
        ]
        areas[day] = shapely.union_all(shapely.make_valid(shapely.force_2d(shapes)))
    return dict(sorted(areas.items()))


def build_scene(dataset: Dataset) -> Scene:
    """Build a scene without figures of change."""
    return project.build(dataset, measure="nothing")


def overlays(areas: dict[date, BaseGeometry]) -> list[tuple[float, float]]:
    """Return gain and loss of each map by overlay with the previous one."""
    return [
        (area_km2(after.difference(before)), area_km2(before.difference(after)))
        for before, after in pairwise(areas.values())
    ]


def print_time(name: str, seconds: float, direct: float | None = None) -> None:
    """Print the time of a step, and its ratio to the direct way."""
    print(f"{name:44} {seconds * 1000:9.1f} ms" + (f"  1/{direct / seconds:.0f}" if direct else ""))


def main() -> None:
    """Import an archive, and print the times of both ways and their differences."""
    with tempfile.TemporaryDirectory() as scratch:
        archive = archive_argument(Path(scratch))
        project.import_snapshots(archive, Path(scratch, "map"), PROFILE)
        imported = project.load(Path(scratch, "map"))
        areas = areas_by_date(archive)
    settings = replace(imported.header.ground, sliver_km2=0.0)  # an overlay has no slivers
    dataset = replace(imported, header=replace(imported.header, ground=settings))
    make = lambda: build_scene(dataset)  # noqa: E731
    side = dataset.header.sides[0].id

    print(
        f"{archive.name}, {len(areas)} maps, {platform.machine()}, {os.cpu_count()} cores", end=""
    )
    print(f", median of {RUNS}")
    print_time("lay out ground and spans", timed(build_scene, lambda: dataset)[0])

    direct_s, direct_km2 = timed(
        lambda values: [area_km2(area) for area in values.values()], lambda: areas
    )
    print_time("area of every day: full geodesic pass", direct_s)
    own_s, (_, table) = timed(area_table, make)
    print_time("area of every day: running sums", own_s, direct_s)
    scene = build_scene(dataset)
    maps = map_days(scene.header)
    km2 = table[[scene.dates.index(day) for day in maps]].sum(axis=1)
    error = np.max(np.abs(km2 / np.array(direct_km2) - 1))
    print(f"  largest relative error {error:.1e} to the files,")
    drawn_km2 = [sum(map(area_km2, scene.at(day).drawn.values())) for day in maps]
    error = np.max(np.abs(km2 / np.array(drawn_km2) - 1))
    print(f"  {error:.1e} to a pass over the days' own polygons")

    direct_s, pairs = timed(overlays, lambda: areas)
    print_time("gain and loss of every day: shapely overlay", direct_s)
    own_s, balances = timed(daily, make)
    print_time("gain and loss of every day: what turned", own_s, direct_s)
    tallies = [balances[day].side(side) if day in balances else Tally(0, 0) for day in maps[1:]]
    errors = [
        max(abs(tally.gain_km2 - gain), abs(tally.loss_km2 - loss))
        for tally, (gain, loss) in zip(tallies, pairs, strict=True)
    ]
    net = sum(tally.net_km2 for tally in tallies) - sum(gain - loss for gain, loss in pairs)
    print(f"  largest difference {max(errors):.4f} km², of the nets of all days {abs(net):.4f} km²")
    own_s, found_breaks = timed(breaks, lambda: build_scene(imported))
    print_time("method breaks", own_s)
    print(f"  {', '.join(f'{found.date} {found.kind}' for found in found_breaks) or 'none'}")


if __name__ == "__main__":
    main()
