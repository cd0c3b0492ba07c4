"""Time locating a million dated points: ``python benchmarks/locate.py [ARCHIVE]``.

Without an archive, the synthetic one of ``daily.py`` is used, the same on every run. frontline is
compared with geopandas ``sjoin`` and prepared ``shapely.contains_xy``, day by day, on the areas of
the map; building indexes is included in all times. The points are random on the map, then, as real
events are, near the front. All results are compared. The nearest of 5,488 random settlements is
compared with a planar ``sjoin_nearest``, and a sample with all geodesics. All times are medians of
three runs in turn.
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
from daily import PROFILE, archive_argument
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
    """Import the archive, and print the time of each way to locate points."""
    with tempfile.TemporaryDirectory() as scratch:
        archive = archive_argument(Path(scratch))
        project.import_snapshots(archive, Path(scratch, "daily"), PROFILE)
        scene = project.build(project.load(Path(scratch, "daily")))
        areas = dict(areas_by_day(scene))
        print(f"{archive.name}, {platform.machine()}, {len(areas)} days, {POINTS:,} points")
        rng = np.random.default_rng(1)
        days = rng.choice(sorted(areas), POINTS)
        for name, lonlat in (
            ("anywhere", random_points(scene, rng)),
            ("near", points_near_front(scene, rng)),
        ):
            print(f"who held each on its day, points {name}:")
            compare_control(scene, areas, lonlat, days)
        print("the front of the day, points anywhere:")
        time_front(scene, random_points(scene, rng), days)
        print(f"nearest of {SETTLEMENTS:,} settlements:")
        compare_nearest(random_points(scene, rng, SETTLEMENTS), random_points(scene, rng))
        time_command(scratch, random_points(scene, rng), days)


def areas_by_day(scene: Scene) -> Iterator[tuple[int, shapely.Geometry]]:
    """Yield the ordinal of each day with a map, and the total held area on it."""
    zones = {zone: scene.ground.polygon(zone) for zone in scene.ground.zones}
    for day in scene.dates:
        if not any(day in interval for interval in scene.header.missing):
            held = [zones[span.zone] for span in scene.spans if span.start <= day < span.end]
            yield day.toordinal(), shapely.coverage_union_all(held)


def random_points(scene: Scene, rng: np.random.Generator, count: int = POINTS) -> Floats:
    """Return random points in the map's extent."""
    west, south, east, north = scene.header.extent
    return np.column_stack([rng.uniform(west, east, count), rng.uniform(south, north, count)])


def points_near_front(scene: Scene, rng: np.random.Generator) -> Floats:
    """Return random points about two kilometres from the boundaries on average."""
    vertices = np.array([vertex for arc in scene.ground.arcs for vertex in arc])
    return vertices[rng.integers(0, len(vertices), POINTS)] + rng.normal(0, 0.02, (POINTS, 2))


def compare_control(
    scene: Scene, areas: dict[int, shapely.Geometry], lonlat: Floats, days: Ints
) -> None:
    """Find the control of each point on its date in three ways, and compare all results."""
    points = geopandas.GeoDataFrame(geometry=shapely.points(lonlat), crs="EPSG:4326")

    def by_frontline() -> NDArray[np.bool_]:
        return Locator(scene).control(lonlat, days)[1] != np.array(None)

    def by_contains() -> NDArray[np.bool_]:
        results = np.zeros(POINTS, dtype=bool)
        for date, rows in rows_by_key(days):
            area = shapely.from_wkb(shapely.to_wkb(areas[date]))  # a copy that is not prepared
            shapely.prepare(area)
            results[rows] = shapely.contains_xy(area, lonlat[rows])
        return results

    def by_sjoin() -> NDArray[np.bool_]:
        results = np.zeros(POINTS, dtype=bool)
        for date, rows in rows_by_key(days):
            frame = geopandas.GeoDataFrame(geometry=[areas[date]], crs="EPSG:4326")
            results[points.iloc[rows].sjoin(frame).index] = True
        return results

    methods = {"frontline": by_frontline, "contains_xy": by_contains, "sjoin": by_sjoin}
    results, seconds = run_in_turn(methods)
    for name in ("contains_xy", "sjoin"):
        differences = int((results[name] != results["frontline"]).sum())
        print(
            f"  {seconds[name] / seconds['frontline']:5.1f} × {name}, {differences} answers differ"
        )


def time_front(scene: Scene, lonlat: Floats, days: Ints) -> None:
    """Time the distance to the front line for a fifth of the points."""
    fifth = slice(POINTS // 5)
    run_in_turn({"front_km": lambda: Locator(scene).front_km(lonlat[fifth], days[fifth])})


def compare_nearest(settlements: Floats, lonlat: Floats) -> None:
    """Find the nearest settlements in three ways, and check a sample by all geodesics."""
    towns = geopandas.GeoDataFrame(geometry=shapely.points(settlements), crs="EPSG:4326")
    points = geopandas.GeoDataFrame(geometry=shapely.points(lonlat), crs="EPSG:4326")
    utm = towns.estimate_utm_crs()
    towns_m, points_m = towns.to_crs(utm), points.to_crs(utm)

    def by_sjoin(left: geopandas.GeoDataFrame, right: geopandas.GeoDataFrame) -> Ints:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # many users measure in degrees
            joined = left.sjoin_nearest(right)
        results: Ints = joined[~joined.index.duplicated()]["index_right"].to_numpy()
        return results

    methods = {
        "frontline": lambda: PlaceIndex(settlements).nearest(lonlat),
        "sjoin_nearest, degrees": lambda: by_sjoin(points, towns),
        "sjoin_nearest, UTM": lambda: by_sjoin(points_m, towns_m),
    }
    results, seconds = run_in_turn(methods)
    sample = np.random.default_rng(2).integers(0, POINTS, CHECKED)
    expected = []
    for row in sample:
        lon, lat = np.broadcast_to(lonlat[row], settlements.shape).T
        expected.append(int(np.argmin(GEOD.inv(lon, lat, *settlements.T)[2])))
    for name, numbers in results.items():
        wrong = int((numbers[sample] != np.array(expected)).sum())
        ratio = f"{seconds[name] / seconds['frontline']:5.1f} × {name}"
        print(f"  {ratio}, {wrong} of {CHECKED:,} wrong by all geodesics")


def time_command(scratch: str, lonlat: Floats, days: Ints) -> None:
    """Time the command in a new process on CSV files of a fifth of the points and of all."""
    names = np.datetime64("0000-12-31") + np.arange(int(days.max()) + 1)
    print("the command, CSV to CSV:")
    for rows in (POINTS // 5, POINTS):
        events = Path(scratch, f"{rows}.csv")
        with events.open("w") as file:
            file.write("date,lon,lat\n")
            for (lon, lat), date in zip(lonlat[:rows], names[days[:rows]], strict=True):
                file.write(f"{date},{lon:.5f},{lat:.5f}\n")
        out = Path(scratch, "out.csv")
        seconds, peak_mb = timed(
            "-m", "frontline", "locate", events, Path(scratch, "daily"), "-o", out
        )
        print(f"  {rows:9,} rows {seconds:6.1f} s {peak_mb:6.0f} MB")


def run_in_turn(
    methods: dict[str, Callable[[], NDArray]],
) -> tuple[dict[str, NDArray], dict[str, float]]:
    """Run methods in turn, three times; print and return the median seconds, with the results."""
    results, runs = {}, {name: list[float]() for name in methods}
    for _ in range(RUNS):
        for name, method in methods.items():
            start = time.perf_counter()
            results[name] = method()
            runs[name].append(time.perf_counter() - start)
    seconds = {name: statistics.median(run) for name, run in runs.items()}
    for name, median in seconds.items():
        print(f"  {name:24} {median:7.2f} s  {len(results[name]) / median / 1e6:6.2f} million/s")
    return results, seconds


def rows_by_key(keys: Ints) -> Iterator[tuple[int, Ints]]:
    """Yield each key with the row numbers that have it."""
    order = np.argsort(keys, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(keys[order])) + 1):
        yield int(keys[rows[0]]), rows


if __name__ == "__main__":
    main()
