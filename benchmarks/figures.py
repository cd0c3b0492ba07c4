"""Time figures beside a bare geopandas plot: ``python benchmarks/figures.py [MAP_FOLDER]``.

Without a folder it is the worked example. The bare plot has the same layers, of the same day, on as
many pixels, and nothing else: no names, legend, words or notes. Twelve small maps stand beside one
figure. All times are medians of runs that are taken in turn, after one that is not counted; the
scene and the ground of the day are made before.
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
    """Print what each figure takes, and its ratio to the bare plot or to one figure."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLE
    scene = build(folder)
    days = [scene.dates[i * len(scene.dates) // SMALL] for i in range(SMALL)]
    width, height = figure_size(scene)
    print(f"{scene.header.id}, {platform.machine()}, a PNG of {width} × {height} pixels")
    plain, one, small = in_turn(
        lambda: bare(scene, width, height),
        lambda: render_figure(scene),
        lambda: render_figure(scene, kind="multiples", dates=days),
    )
    print(f"  bare geopandas plot  {plain:6.2f} s")
    print(f"  one figure           {one:6.2f} s  {one / plain:.2f} × the bare plot")
    print(f"  {SMALL} small maps        {small:6.2f} s  {small / one:.2f} × one figure")
    for format in ("svg", "pdf"):
        (spent,) = in_turn(lambda form=format: render_figure(scene, format=form))
        print(f"  one figure as {format}    {spent:6.2f} s")


def build(folder: Path) -> Scene:
    """Build the map of a folder; its period goes on until it has enough days for small maps."""
    dataset = project.load(folder)
    header = dataset.header
    end = max(header.end, header.start + timedelta(days=SMALL))
    scene = project.build(replace(dataset, header=replace(header, end=end)))
    assert scene.opening.drawn  # laid out before the clock runs
    return scene


def in_turn(*ways: Callable[[], object]) -> list[float]:
    """Run some ways in turn, and return the median of the seconds that each takes."""
    found: list[list[float]] = [[] for _ in ways]
    for run in range(RUNS + 1):
        for way, times in zip(ways, found, strict=True):
            start = time.perf_counter()
            way()
            if run:
                times.append(time.perf_counter() - start)
    return [statistics.median(times) for times in found]


def bare(scene: Scene, width: int, height: int) -> bytes:
    """Plot the layers of the day on which the map opens, as geopandas does by itself."""
    figure = Figure((width / DPI, height / DPI), dpi=DPI)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    for kind in ("country", "lake", *LINES):
        shapes = [feature.geometry for feature in scene.base if feature.kind == kind]
        if shapes:
            look = {"linewidth": 1} if kind in LINES else {}
            geopandas.GeoSeries(shapes, crs="EPSG:4326").plot(ax=axes, color="#cccccc", **look)
    areas = scene.opening.areas
    if len(areas):
        areas.plot(ax=axes, column="label", edgecolor="black")
    if scene.opening.front:
        lines = geopandas.GeoSeries.from_wkt([line(arc) for arc in scene.opening.front])
        lines.plot(ax=axes, color="black")
    places = [place for place in scene.places if place.lon is not None]
    points = geopandas.points_from_xy([p.lon for p in places], [p.lat for p in places])
    geopandas.GeoSeries(points, crs="EPSG:4326").plot(ax=axes, markersize=4)
    west, south, east, north = scene.header.extent
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=DPI)
    return file.getvalue()


def line(arc: tuple[tuple[float, float], ...]) -> str:
    """Write an arc as WKT."""
    return f"LINESTRING ({', '.join(f'{x} {y}' for x, y in arc)})"


if __name__ == "__main__":
    main()
