"""Time who held a million points on their day: ``python benchmarks/locate.py [ARCHIVE]``.

Without an archive the made-up one of ``daily.py`` is used, the same on every run. Beside
frontline stand geopandas ``sjoin`` and prepared ``shapely.contains_xy``, day by day, on the very
ground that the map has on each day; their indexes, and frontline's, are part of their time. The
points lie anywhere on the map, and then as events do: near the front. Every answer is compared.
The nearest of 5,488 made-up settlements stands beside ``sjoin_nearest`` in a plane, and a sample
beside every geodesic. All times are medians of three runs, taken in turn.
"""

from __future__ import annotations

import platform
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas
import numpy as np
import shapely
from daily import PROFILE, given
from disk import timed
from numpy.typing import NDArray
from pyproj import Geod

from frontline import project
from frontline.analysis.locate import Locator
from frontline.ground.nearest import PlaceIndex
from frontline.scene.scene import Scene

RUNS = 3
POINTS = 1_000_000
SETTLEMENTS = 5_488
CHECKED = 1_000
GEOD = Geod(ellps="WGS84")
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def main() -> None:
    """Make a map of the archive, and print what each way of asking takes."""
    with tempfile.TemporaryDirectory() as scratch:
        archive = given(Path(scratch))
        project.import_snapshots(archive, Path(scratch, "daily"), PROFILE)
        scene = project.build(project.load(Path(scratch, "daily")))
        ground = dict(ground_by_day(scene))
        print(f"{archive.name}, {platform.machine()}, {len(ground)} days, {POINTS:,} points")
        luck = np.random.default_rng(1)
        days = luck.choice(sorted(ground), POINTS)
        for name, lonlat in (("anywhere", anywhere(scene, luck)), ("near", near(scene, luck))):
            print(f"who held each on its day, points {name}:")
            control(scene, ground, lonlat, days)
        print("the front of the day, points anywhere:")
        front(scene, anywhere(scene, luck), days)
        print(f"nearest of {SETTLEMENTS:,} settlements:")
        nearest(anywhere(scene, luck, SETTLEMENTS), anywhere(scene, luck))
        whole_command(scratch, anywhere(scene, luck), days)


def ground_by_day(scene: Scene) -> Iterator[tuple[int, shapely.Geometry]]:
    """Yield the ordinal of each day that has a map, and all the ground that is held on it."""
    zones = {zone: scene.ground.polygon(zone) for zone in scene.ground.zones}
    for day in scene.dates:
        if not any(day in gap for gap in scene.header.missing):
            held = [zones[s.zone] for s in scene.spans if s.start <= day < s.end]
            yield day.toordinal(), shapely.coverage_union_all(held)


def anywhere(scene: Scene, luck: np.random.Generator, count: int = POINTS) -> Floats:
    """Scatter points over the map's extent."""
    west, south, east, north = scene.header.extent
    return np.column_stack([luck.uniform(west, east, count), luck.uniform(south, north, count)])


def near(scene: Scene, luck: np.random.Generator) -> Floats:
    """Scatter points about the borders, two kilometres from them on average."""
    corners = np.array([corner for arc in scene.ground.arcs for corner in arc])
    return corners[luck.integers(0, len(corners), POINTS)] + luck.normal(0, 0.02, (POINTS, 2))


def control(scene: Scene, ground: dict[int, shapely.Geometry], lonlat: Floats, day: Ints) -> None:
    """Ask three ways who held each point on its day, and compare all answers."""
    points = geopandas.GeoDataFrame(geometry=shapely.points(lonlat), crs="EPSG:4326")

    def by_frontline() -> NDArray[np.bool_]:
        return Locator(scene).control(lonlat, day)[1] != np.array(None)

    def by_contains() -> NDArray[np.bool_]:
        found = np.zeros(POINTS, dtype=bool)
        for on, rows in groups(day):
            shape = shapely.from_wkb(shapely.to_wkb(ground[on]))  # fresh, so not yet prepared
            shapely.prepare(shape)
            found[rows] = shapely.contains_xy(shape, lonlat[rows])
        return found

    def by_sjoin() -> NDArray[np.bool_]:
        found = np.zeros(POINTS, dtype=bool)
        for on, rows in groups(day):
            held = geopandas.GeoDataFrame(geometry=[ground[on]], crs="EPSG:4326")
            found[points.iloc[rows].sjoin(held).index] = True
        return found

    ways = {"frontline": by_frontline, "contains_xy": by_contains, "sjoin": by_sjoin}
    found, seconds = in_turn(ways)
    for name in ("contains_xy", "sjoin"):
        differ = int((found[name] != found["frontline"]).sum())
        print(f"  {seconds[name] / seconds['frontline']:5.1f} × {name}, {differ} answers differ")


def front(scene: Scene, lonlat: Floats, day: Ints) -> None:
    """Measure how far the front of its day is from each of a fifth of the points."""
    some = slice(POINTS // 5)
    in_turn({"front_km": lambda: Locator(scene).front_km(lonlat[some], day[some])})


def nearest(settlements: Floats, lonlat: Floats) -> None:
    """Ask three ways for the nearest settlement, and try a sample against all geodesics."""
    towns = geopandas.GeoDataFrame(geometry=shapely.points(settlements), crs="EPSG:4326")
    points = geopandas.GeoDataFrame(geometry=shapely.points(lonlat), crs="EPSG:4326")
    utm = towns.estimate_utm_crs()
    towns_m, points_m = towns.to_crs(utm), points.to_crs(utm)

    def by_sjoin(spots: geopandas.GeoDataFrame, those: geopandas.GeoDataFrame) -> Ints:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # degrees are what many take
            joined = spots.sjoin_nearest(those)
        found: Ints = joined[~joined.index.duplicated()]["index_right"].to_numpy()
        return found

    ways = {
        "frontline": lambda: PlaceIndex(settlements).nearest(lonlat),
        "sjoin_nearest, degrees": lambda: by_sjoin(points, towns),
        "sjoin_nearest, UTM": lambda: by_sjoin(points_m, towns_m),
    }
    found, seconds = in_turn(ways)
    sample = np.random.default_rng(2).integers(0, POINTS, CHECKED)
    true = []
    for row in sample:
        lon, lat = np.broadcast_to(lonlat[row], settlements.shape).T
        true.append(int(np.argmin(GEOD.inv(lon, lat, *settlements.T)[2])))
    for name, answers in found.items():
        wrong = int((answers[sample] != np.array(true)).sum())
        ratio = f"{seconds[name] / seconds['frontline']:5.1f} × {name}"
        print(f"  {ratio}, {wrong} of {CHECKED:,} wrong by all geodesics")


def whole_command(scratch: str, lonlat: Floats, day: Ints) -> None:
    """Time the command on a CSV file of all points and a fifth of them, each in its own process."""
    names = np.datetime64("0000-12-31") + np.arange(int(day.max()) + 1)
    print("the command, CSV to CSV:")
    for rows in (POINTS // 5, POINTS):
        events = Path(scratch, f"{rows}.csv")
        with events.open("w") as file:
            file.write("date,lon,lat\n")
            for (lon, lat), on in zip(lonlat[:rows], names[day[:rows]], strict=True):
                file.write(f"{on},{lon:.5f},{lat:.5f}\n")
        out = Path(scratch, "out.csv")
        took, peak = timed("-m", "frontline", "locate", events, Path(scratch, "daily"), "-o", out)
        print(f"  {rows:9,} rows {took:6.1f} s {peak:6.0f} MB")


def in_turn(ways: dict[str, Callable[[], NDArray]]) -> tuple[dict[str, NDArray], dict[str, float]]:
    """Run each way in turn, three times; return answers and median seconds, and print these."""
    found, runs = {}, {name: list[float]() for name in ways}
    for _ in range(RUNS):
        for name, way in ways.items():
            start = time.perf_counter()
            found[name] = way()
            runs[name].append(time.perf_counter() - start)
    seconds = {name: statistics.median(run) for name, run in runs.items()}
    for name, took in seconds.items():
        print(f"  {name:24} {took:7.2f} s  {len(found[name]) / took / 1e6:6.2f} million/s")
    return found, seconds


def groups(keys: Ints) -> Iterator[tuple[int, Ints]]:
    """Yield each key with the rows that have it."""
    order = np.argsort(keys, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(keys[order])) + 1):
        yield int(keys[rows[0]]), rows


if __name__ == "__main__":
    main()
