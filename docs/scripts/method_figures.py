"""Draw the figures of the method page with the package itself.

Run ``python docs/scripts/method_figures.py`` in the repository's folder. The figures go to
``maps/method/``.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import geopandas
import matplotlib
import numpy as np
import shapely
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

import frontline
from frontline.ground.field import solve, survey
from frontline.ground.overlay import composite
from frontline.style.colors import PALETTE
from frontline.system.atomic import write_files

BLUE, ORANGE = PALETTE[:2]
INK, GREY = "#1a1a1a", "#6b6b6b"
WEST, SOUTH, EAST, NORTH = 36.0, 49.8, 36.9, 50.25
ASPECT = 1.56  # a degree of latitude to one of longitude, at 50° N
RC: dict[Any, Any] = {
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9,
    "hatch.linewidth": 0.6,
    "svg.fonttype": "none",
    "svg.hashsalt": "frontline",
}


def true_front(lat: Any) -> Any:
    """Return the longitude of the true front line at a latitude, both in degrees."""
    return 36.45 + 0.12 * np.sin((lat - SOUTH) * 16) + 0.03 * np.sin(lat * 60)


def random_villages() -> geopandas.GeoDataFrame:
    """Return random villages with the side that controls each; one label is wrong."""
    rng = np.random.default_rng(12)
    positions = rng.uniform((WEST, SOUTH), (EAST, NORTH), (110, 2)).round(5)
    side = np.where(positions[:, 0] < true_front(positions[:, 1]), "west", "east")
    mislabelled = int(np.hypot(positions[:, 0] - 36.72, positions[:, 1] - 50.1).argmin())
    side[mislabelled] = "west"
    points = geopandas.points_from_xy(*positions.T, crs="EPSG:4326")
    return geopandas.GeoDataFrame({"side": side}, geometry=points)


def panels(titles: list[str], height: float = 3.2) -> tuple[Figure, list[Any]]:
    """Return a figure with an empty map panel for each title."""
    figure = Figure(figsize=(7.6, height), layout="constrained")
    FigureCanvasSVG(figure)
    axes = list(np.atleast_1d(figure.subplots(1, len(titles))))
    for axis, title in zip(axes, titles, strict=True):
        axis.set_title(title, fontsize=9, loc="left", color=INK)
        axis.set_xticks([])
        axis.set_yticks([])
        for spine in axis.spines.values():
            spine.set_color(GREY)
            spine.set_linewidth(0.6)
    return figure, axes


def fill_area(axis: Any, area: Any, color: str, alpha: float = 0.3, **options: Any) -> None:
    """Fill polygons."""
    for part in shapely.get_parts(drawable(area)):
        rings = (Outline(ring.coords, closed=True) for ring in (part.exterior, *part.interiors))
        style = {"facecolor": color, "alpha": alpha, "linewidth": 0, **options}
        axis.add_patch(PathPatch(Outline.make_compound_path(*rings), **style))


def draw_lines(axis: Any, lines: Any, **options: Any) -> None:
    """Draw lines."""
    for part in shapely.get_parts(drawable(lines)):
        axis.plot(*np.array(part.coords).T, **{"color": INK, "linewidth": 1.4, **options})


def drawable(shape: Any) -> Any:
    """Simplify and round a shape: the last digits may differ between machines."""
    west, south, east, north = shape.bounds
    grid = 10.0 ** np.floor(np.log10(max(east - west, north - south) / 2000))
    return shapely.transform(shape.simplify(grid), lambda xy: np.round(xy / grid) * grid)


def mark_villages(axis: Any, table: geopandas.GeoDataFrame, size: float = 3) -> None:
    """Mark villages: filled circles for one side, open squares for the other."""
    for side, style in (
        ("west", {"marker": "o", "color": BLUE}),
        ("east", {"marker": "s", "markerfacecolor": "white", "color": ORANGE}),
    ):
        villages = table[table.side == side].geometry
        axis.plot(villages.x, villages.y, linestyle="none", markersize=size, **style)


def set_extent(axis: Any) -> None:
    """Set the limits of a panel to the extent of the villages."""
    axis.set_xlim(WEST, EAST)
    axis.set_ylim(SOUTH, NORTH)
    axis.set_aspect(ASPECT)


def method_comparison() -> Figure:
    """Draw the same villages by ``cells`` and by ``field``, over the true front line."""
    table = random_villages()
    figure, axes = panels(
        ["cells: the nearest village decides", "field: the line and its 80 % band"]
    )
    lat = np.linspace(SOUTH, NORTH, 300)
    for axis, method in zip(axes, ("cells", "field"), strict=True):
        inferred = frontline.infer(table, method=method, reach_km=8)
        areas = inferred[inferred.kind == "area"].set_index("side").geometry
        fill_area(axis, areas["west"], BLUE)
        fill_area(axis, areas["east"], ORANGE)
        for band in inferred[inferred.kind == "band"].geometry:
            fill_area(axis, band, "white", 0.75)
            fill_area(axis, band, "none", 1, hatch="/////", edgecolor=GREY)
        draw_lines(axis, inferred[inferred.kind == "front"].geometry.iloc[0])
        axis.plot(true_front(lat), lat, color=INK, linewidth=0.9, linestyle=(0, (2, 2)))
        mark_villages(axis, table)
        set_extent(axis)
    return figure


def lone_village() -> Figure:
    """Draw a lone dissenting village by ``field``, without and with a pin."""
    positions = np.array([(x, y) for y in range(7) for x in range(7)], dtype=float) * 4000
    positions = positions[np.lexsort(positions.T[::-1])]
    east = np.ones(len(positions), bool)
    lone_index = int(np.hypot(*(positions - 12000).T).argmin())
    east[lone_index] = False
    terrain = survey(positions, 6000)
    figure, axes = panels(
        ["one village says otherwise", "a claim names it a bridgehead (pin)"], 3.6
    )
    for axis, pinned in zip(axes, (False, True), strict=True):
        pins = np.arange(len(positions)) == (lone_index if pinned else -1)
        solution = solve(terrain, np.stack([~east, east]).astype(float), pins)
        for area, color in zip(solution.areas, (BLUE, ORANGE), strict=True):
            fill_area(axis, area, color)
        fill_area(axis, solution.band, "white", 0.75)
        fill_area(axis, solution.band, "none", 1, hatch="/////", edgecolor=GREY)
        for selected, style in (
            (~east, {"marker": "o", "color": BLUE}),
            (east, {"marker": "s", "markerfacecolor": "white", "color": ORANGE}),
        ):
            axis.plot(*positions[selected].T, linestyle="none", markersize=4, **style)
        axis.set_xlim(-2000, 26000)
        axis.set_ylim(-2000, 26000)
        axis.set_aspect(1)
    return figure


def zones() -> Figure:
    """Draw one area on two dates, and the zones that make up both."""
    lat = np.linspace(SOUTH, NORTH, 60)
    areas = []
    bulge = 0.16 * np.exp(-(((lat - 50.05) / 0.08) ** 2))
    for shift in (0.0, bulge - 0.12 * np.exp(-(((lat - 49.88) / 0.05) ** 2))):
        front = np.column_stack([true_front(lat) + shift, lat])
        areas.append(shapely.Polygon([*front, (EAST, NORTH), (EAST, SOUTH)]))
    figure, axes = panels(["day 1", "day 2", "zones, with their days"], 2.4)
    for axis, area in zip(axes, areas, strict=False):
        fill_area(axis, area, ORANGE)
        draw_lines(axis, area.boundary, linewidth=1)
    for labels, zone in composite([{"": area} for area in areas]).items():
        name = " and ".join(
            str(number) for number, label in enumerate(labels, start=1) if label is not None
        )
        fill_area(axes[2], zone, ORANGE, {"1": 0.55, "2": 0.8}.get(name, 0.3))
        draw_lines(axes[2], zone.boundary, linewidth=1)
        position = max(shapely.get_parts(zone), key=shapely.area).representative_point()
        axes[2].text(position.x, position.y, name, ha="center", va="center", color=INK)
    for axis in axes:
        set_extent(axis)
    return figure


FIGURES = {"methods": method_comparison, "dissent": lone_village, "zones": zones}


def main(folder: Path = Path("maps/method")) -> None:
    """Write every figure to a folder."""
    files = {}
    with matplotlib.rc_context(RC):
        for name, draw in FIGURES.items():
            file = io.BytesIO()
            draw().savefig(file, format="svg", facecolor="white", metadata={"Date": None})
            files[f"{name}.svg"] = file.getvalue()
    write_files(files, folder)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
