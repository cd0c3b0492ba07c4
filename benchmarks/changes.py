"""Time areas, gains and losses of every day: ``python benchmarks/changes.py [ARCHIVE]``.

Beside the plain way, in the same run: a geodesic pass over the polygons of every day (pyproj), and
an overlay of the whole polygons of every two maps that follow each other (shapely). Both ways
start from geometry in memory: the plain one from the polygons of each day, ours from the ground
and the spans that every command lays out once; what that takes is told too. The archive is a tar
of GeoJSON, with one class of ground and the day in each name; without one, a made-up archive is
used, see ``daily.py``.
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
from daily import PROFILE, given, read

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
    """Time a run on what is made anew for each; return the median, and what the last one gave."""
    seconds = []
    for _ in range(RUNS):
        made = make()
        start = time.perf_counter()
        found = run(made)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), found


def drawn(archive: Path) -> dict[date, BaseGeometry]:
    """Return the ground of each day as it was drawn."""
    grounds = {}
    for day, content in read(archive):
        shapes = [
            shapely.from_geojson(json.dumps(feature["geometry"]))
            for feature in json.loads(content)["features"]
        ]
        grounds[day] = shapely.union_all(shapely.make_valid(shapely.force_2d(shapes)))
    return dict(sorted(grounds.items()))


def laid(dataset: Dataset) -> Scene:
    """Build a scene without figures of change."""
    return project.build(dataset, measure="nothing")


def overlays(grounds: dict[date, BaseGeometry]) -> list[tuple[float, float]]:
    """Measure the gain and the loss of each map by overlay with the one before it."""
    return [
        (area_km2(after.difference(before)), area_km2(before.difference(after)))
        for before, after in pairwise(grounds.values())
    ]


def line(name: str, seconds: float, plain: float | None = None) -> None:
    """Print what a step takes, and how many times less than the plain way."""
    print(f"{name:44} {seconds * 1000:9.1f} ms" + (f"  1/{plain / seconds:.0f}" if plain else ""))


def main() -> None:
    """Import an archive, and print what each way takes and how far they differ."""
    with tempfile.TemporaryDirectory() as scratch:
        archive = given(Path(scratch))
        project.import_snapshots(archive, Path(scratch, "map"), PROFILE)
        read_in = project.load(Path(scratch, "map"))
        grounds = drawn(archive)
    ground = replace(read_in.header.ground, sliver_km2=0.0)  # an overlay knows no slivers
    dataset = replace(read_in, header=replace(read_in.header, ground=ground))
    make = lambda: laid(dataset)  # noqa: E731
    side = dataset.header.sides[0].id

    print(
        f"{archive.name}, {len(grounds)} maps, {platform.machine()}, {os.cpu_count()} cores", end=""
    )
    print(f", median of {RUNS}")
    line("lay out ground and spans", timed(laid, lambda: dataset)[0])

    plain, theirs = timed(lambda some: [area_km2(g) for g in some.values()], lambda: grounds)
    line("area of every day: full geodesic pass", plain)
    ours, (_, table) = timed(area_table, make)
    line("area of every day: running sums", ours, plain)
    scene = laid(dataset)
    maps = map_days(scene.header)
    found = table[[scene.dates.index(day) for day in maps]].sum(axis=1)
    print(
        f"  largest relative error {np.max(np.abs(found / np.array(theirs) - 1)):.1e} to the files,"
    )
    shown = [sum(map(area_km2, scene.at(day).drawn.values())) for day in maps]
    print(
        f"  {np.max(np.abs(found / np.array(shown) - 1)):.1e} to a pass over the days' own polygons"
    )

    plain, pairs = timed(overlays, lambda: grounds)
    line("gain and loss of every day: shapely overlay", plain)
    ours, told = timed(daily, make)
    line("gain and loss of every day: what turned", ours, plain)
    tallies = [told[day].side(side) if day in told else Tally(0, 0) for day in maps[1:]]
    off = [
        max(abs(tally.gain_km2 - gain), abs(tally.loss_km2 - loss))
        for tally, (gain, loss) in zip(tallies, pairs, strict=True)
    ]
    net = sum(tally.net_km2 for tally in tallies) - sum(gain - loss for gain, loss in pairs)
    print(f"  largest difference {max(off):.4f} km², of the nets of all days {abs(net):.4f} km²")
    ours, broken = timed(breaks, lambda: laid(read_in))
    line("method breaks", ours)
    print(f"  {', '.join(f'{one.date} {one.kind}' for one in broken) or 'none'}")


if __name__ == "__main__":
    main()
