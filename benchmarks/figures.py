"""Time figures beside a bare geopandas plot: ``python benchmarks/figures.py [MAP_FOLDER]``.

Without a folder, the worked example is used. The bare plot has the same layers of the same date and
as many pixels, but no labels, legend or texts. Twelve small multiples are compared with one figure.
All times are medians of runs in turn, after one that is not counted. The scene and the areas of the
date are built before.
"""

from __future__ import annotations

import io
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import geopandas
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from frontline import project
from frontline.render.figure import figure_size, render_figure
from frontline.scene.scene import Scene

EXAMPLE = Path(__file__).parents[1] / "geodata" / "belgorod-kharkiv-2024-05"
RUNS = 9
SMALL = 12
DPI = 192
LINES = ("road", "river", "coast", "border")


def main() -> None:
    """Print the time of each figure, and its ratio to the bare plot or to one figure."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLE
    scene = build(folder)
    days = [scene.dates[index * len(scene.dates) // SMALL] for index in range(SMALL)]
    width, height = figure_size(scene)
    print(f"{scene.header.id}, {platform.machine()}, a PNG of {width} × {height} pixels")
    bare_s, figure_s, multiples_s = median_seconds(
        lambda: bare_plot(scene, width, height),
        lambda: render_figure(scene),
        lambda: render_figure(scene, kind="multiples", dates=days),
    )
    print(f"  bare geopandas plot  {bare_s:6.2f} s")
    print(f"  one figure           {figure_s:6.2f} s  {figure_s / bare_s:.2f} × the bare plot")
    ratio = multiples_s / figure_s
    print(f"  {SMALL} small maps        {multiples_s:6.2f} s  {ratio:.2f} × one figure")
    for format in ("svg", "pdf"):
        (seconds,) = median_seconds(lambda form=format: render_figure(scene, format=form))
        print(f"  one figure as {format}    {seconds:6.2f} s")


def build(folder: Path) -> Scene:
    """Build the map of a folder, with a period long enough for the small multiples."""
    dataset = project.load(folder)
    header = dataset.header
    end = max(header.end, header.start + timedelta(days=SMALL))
    scene = project.build(replace(dataset, header=replace(header, end=end)))
    assert scene.opening.drawn  # builds the polygons before the clock runs
    return scene


def median_seconds(*calls: Callable[[], object]) -> list[float]:
    """Run calls in turn, and return the median seconds of each."""
    times_by_call: list[list[float]] = [[] for _ in calls]
    for run in range(RUNS + 1):
        for call, times in zip(calls, times_by_call, strict=True):
            start = time.perf_counter()
            call()
            if run:
                times.append(time.perf_counter() - start)
    return [statistics.median(times) for times in times_by_call]


def bare_plot(scene: Scene, width: int, height: int) -> bytes:
    """Plot the layers of the map's opening date with geopandas defaults."""
    figure = Figure((width / DPI, height / DPI), dpi=DPI)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    for kind in ("country", "lake", *LINES):
        shapes = [feature.geometry for feature in scene.base if feature.kind == kind]
        if shapes:
            style = {"linewidth": 1} if kind in LINES else {}
            geopandas.GeoSeries(shapes, crs="EPSG:4326").plot(ax=axes, color="#cccccc", **style)
    areas = scene.opening.areas
    if len(areas):
        areas.plot(ax=axes, column="label", edgecolor="black")
    if scene.opening.front:
        lines = geopandas.GeoSeries.from_wkt([wkt(arc) for arc in scene.opening.front])
        lines.plot(ax=axes, color="black")
    places = [place for place in scene.places if place.lon is not None]
    points = geopandas.points_from_xy(
        [place.lon for place in places], [place.lat for place in places]
    )
    geopandas.GeoSeries(points, crs="EPSG:4326").plot(ax=axes, markersize=4)
    west, south, east, north = scene.header.extent
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=DPI)
    return file.getvalue()


def wkt(arc: tuple[tuple[float, float], ...]) -> str:
    """Return an arc as WKT."""
    return f"LINESTRING ({', '.join(f'{x} {y}' for x, y in arc)})"


if __name__ == "__main__":
    main()
