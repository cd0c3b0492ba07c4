"""The names of the base map: towns, countries, regions, lakes and rivers, where there is room.

The places of the map itself are named before them; see ``place_marks``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import shapely

from frontline.model import BaseFeature
from frontline.render.figure import symbols
from frontline.render.figure.label_placement import (
    Box,
    Label,
    Point,
    box_around,
    overlaps,
    place_labels,
    spots_beside,
    within,
)
from frontline.render.figure.lettering import Lettering
from frontline.render.figure.marks import Mark, Type
from frontline.render.figure.name_spots import letterspaced, spots_on
from frontline.render.figure.projection import Frame, strokes
from frontline.render.figure.typeset import tidy
from frontline.scene.scene import Snapshot
from frontline.style.base_names import unplaced_towns
from frontline.style.base_scales import is_drawn
from frontline.style.base_strokes import town_px, town_type_px

_COUNTRY: Final = Type(11, 14, symbols.INK_2)
_REGION: Final = Type(10, 13, symbols.DOT)
_WATER: Final = Type(10, 12, symbols.WATER_INK)
_LEADING: Final = 1.2
_TOWN_ROOM_PX2: Final = 25_000
"""Area of the map for each town of the base that it names."""

_TOWN_CLEARANCE_PX: Final = 6.0
_LINE_STEP_PX: Final = 6.0
_MAX_BEND_PX: Final = 3.5
_RIVER_GAP_PX: Final = 7.0
_MAX_RIVER_NAMES: Final = 6


def name_base(
    lettering: Lettering, now: Snapshot, frame: Frame, areas: shapely.Geometry
) -> list[Mark]:
    """Name what the base map shows, and draw its towns.

    Parameters
    ----------
    lettering : Lettering
        The names so far; receives those of the base map.
    now : Snapshot
        The map of the date.
    frame : Frame
        Box on the page and the extent it shows.
    areas : shapely geometry
        Areas of the classes in pixels, which names of countries and regions avoid.

    Returns
    -------
    list of Mark
        The signs of the towns that have room.
    """
    drawn = [f for f in now.scene.base if f.name and is_drawn(f, frame.m_per_px)]
    dots = _name_towns(lettering, unplaced_towns(drawn, now.scene.places), frame)
    for kind, type in (("country", _COUNTRY), ("region", _REGION)):
        _name_lands(lettering, [f for f in drawn if f.kind == kind], frame, areas, type)
    _name_lakes(lettering, [f for f in drawn if f.kind == "lake"], frame)
    _name_rivers(lettering, [f for f in drawn if f.kind == "river"], frame)
    return dots


def _name_towns(lettering: Lettering, towns: Sequence[BaseFeature], frame: Frame) -> list[Mark]:
    left, top, right, bottom = frame.box
    most = int((right - left) * (bottom - top) / _TOWN_ROOM_PX2)
    dots: list[Mark] = []
    for town in towns:
        point = frame.point(town.geometry.centroid.x, town.geometry.centroid.y)
        if len(dots) == most or not within((*point, *point), lettering.frame):
            continue
        size, diameter = town_type_px(town.population), town_px(town.population)
        type = Type(size, round(size * _LEADING), symbols.INK_2)
        dot = box_around(point, diameter + 2)
        if any(overlaps(dot, box) for box in lettering.taken):
            continue
        text = tidy(town.name)
        width = lettering.measure(text, type) + 2
        room = _TOWN_CLEARANCE_PX
        spots = [
            (x - room, y - room)
            for x, y in spots_beside(point, width, type.leading, diameter / 2 + 2)
        ]
        label = Label("", 0, width + 2 * room, type.leading + 2 * room, spots)
        placed = place_labels([label], lettering.taken, lettering.soft, frame.box)
        for x0, y0, x1, y1 in placed.values():
            box = (x0 + room, y0 + room, x1 - room, y1 - room)
            if within(box, lettering.frame):
                lettering.taken.append(dot)
                lettering.set_name(box, text, type)
                dots.append(symbols.town(point, diameter))
    return dots


def _name_lands(
    lettering: Lettering,
    lands: Sequence[BaseFeature],
    frame: Frame,
    areas: shapely.Geometry,
    type: Type,
) -> None:
    """Name countries or regions in spaced capitals, preferably where no area is."""
    for land in lands:
        text = letterspaced(land.name)
        width = lettering.measure(text, type) + 2
        visible = frame.project(land.geometry)
        if visible.is_empty:
            continue
        if land.geometry.geom_type in ("Point", "MultiPoint"):
            spots = [(p.x - width / 2, p.y - type.leading / 2) for p in shapely.get_parts(visible)]
        else:
            uncovered = shapely.difference(visible, areas)
            spots = spots_on(uncovered, width, type.leading, lettering.taken, lettering.frame)
            spots += spots_on(visible, width, type.leading, lettering.taken, lettering.frame)
        _place(lettering, text, type, spots, width)


def _name_lakes(lettering: Lettering, lakes: Sequence[BaseFeature], frame: Frame) -> None:
    """Name each lake that is wide enough for its name."""
    for lake in lakes:
        text = tidy(lake.name)
        width = lettering.measure(text, _WATER) + 2
        water = frame.project(lake.geometry)
        left, _, right, _ = water.bounds if not water.is_empty else (0, 0, 0, 0)
        if right - left < width:
            continue
        spots = spots_on(water, width, _WATER.leading, lettering.taken, lettering.frame)
        _place(lettering, text, _WATER, spots, width)


def _place(
    lettering: Lettering, text: str, type: Type, spots: Sequence[Point], width: float
) -> None:
    label = Label("", 0, width, type.leading, spots)
    for box in place_labels([label], lettering.taken, lettering.soft, lettering.frame).values():
        lettering.set_name(box, text, type)


def _name_rivers(lettering: Lettering, rivers: Sequence[BaseFeature], frame: Frame) -> None:
    """Name each river once, along its straightest free stretch; the most important first."""
    lines: dict[tuple[int, str], list[shapely.Geometry]] = {}
    for river in rivers:
        lines.setdefault((river.rank, tidy(river.name)), []).append(frame.project(river.geometry))
    named: set[str] = set()
    for (_, name), parts in sorted(lines.items()):
        if name in named or len(named) == _MAX_RIVER_NAMES:
            continue
        width = lettering.measure(name, _WATER) + 6
        runs = strokes(shapely.line_merge(shapely.union_all(parts)))
        stretches = (stretch for run in runs for stretch in _stretches(run, width))
        for _, start, end in sorted(stretches, key=lambda stretch: stretch[0]):
            boxes = _boxes_along(start, end, _WATER.leading)
            if all(within(box, lettering.frame) for box in boxes) and not any(
                overlaps(box, other) for box in boxes for other in lettering.taken
            ):
                lettering.taken += boxes
                lettering.set_along(start, end, name, _WATER)
                named.add(name)
                break


def _stretches(run: Sequence[Point], width: float) -> Iterator[tuple[float, Point, Point]]:
    """Yield how much stretches of a line bend, and lines of a width beside each, read upright."""
    line = shapely.LineString(run)
    count = int(line.length / _LINE_STEP_PX)
    if line.length < width or count < 2:
        return
    points = shapely.get_coordinates(
        shapely.line_interpolate_point(line, np.arange(count + 1) * _LINE_STEP_PX)
    )
    reach = math.ceil(width / _LINE_STEP_PX)
    for i in range(0, count + 1 - reach):
        part = points[i : i + reach + 1]
        start, end = (part[0], part[-1]) if part[0][0] <= part[-1][0] else (part[-1], part[0])
        along = end - start
        length = math.hypot(*along)
        if length < width * 0.93:
            continue
        across = np.array([-along[1], along[0]]) / length
        bend = float(np.ptp((part - start) @ across))
        if bend <= 2 * _MAX_BEND_PX:
            highest = float(((part - start) @ across).min())
            shift = across * (highest - _RIVER_GAP_PX)
            yield bend, tuple(start + shift), tuple(end + shift)


def _boxes_along(start: Point, end: Point, height: float) -> list[Box]:
    """Cover the line of a name with boxes of its height."""
    count = max(2, math.ceil(math.dist(start, end) / (height / 2)))
    xs, ys = np.linspace(start[0], end[0], count), np.linspace(start[1], end[1], count)
    return [box_around((float(x), float(y)), height - 1) for x, y in zip(xs, ys, strict=True)]
