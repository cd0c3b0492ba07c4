"""Large cities just beyond a close map: each named at its edge, with arrow and distance."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import shapely
from pyproj import Geod

from frontline.render.figure import symbols
from frontline.render.figure.label_placement import Box, Point, box_around, overlaps, within
from frontline.render.figure.lettering import HALO, Lettering
from frontline.render.figure.marks import Mark, Shape, Type
from frontline.render.figure.projection import Frame
from frontline.render.figure.typeset import Pen, tidy
from frontline.scene.scene import Scene
from frontline.style.base_names import unplaced_towns

_TYPE: Final = Type(10.5, 13, symbols.INK_2)
_MAX_WIDTH_KM: Final = 300.0
"""Width of a map from which its own cities say well enough where it lies."""

_MIN_PEOPLE: Final = 100_000
_MAX_CITIES: Final = 3
_ARROW_PX: Final = 10.0
_ARROWHEAD: Final = ((0.0, 0.0), (-_ARROW_PX, 3.6), (-0.72 * _ARROW_PX, 0.0), (-_ARROW_PX, -3.6))
_GAP_PX: Final = 4.0
_INSET_PX: Final = 3.0
_SHIFTS_PX: Final = (0.0, 60.0, -60.0, 120.0, -120.0, 180.0, -180.0)
_WGS84: Final = Geod(ellps="WGS84")


def name_beyond(lettering: Lettering, scene: Scene, frame: Frame, pen: Pen) -> list[Mark]:
    """Name the nearest large cities within a map's width of its edge.

    Parameters
    ----------
    lettering : Lettering
        The names so far; receives those of the cities.
    scene : Scene
        The map.
    frame : Frame
        Box on the page and the extent it shows.
    pen : Pen
        Text measure and language.

    Returns
    -------
    list of Mark
        The arrows.
    """
    left, _, right, _ = frame.box
    if (right - left) * frame.m_per_px > _MAX_WIDTH_KM * 1000:
        return []
    arrows: list[Mark] = []
    for km, name, point, edge in sorted(_cities(scene, frame)):
        text = f"{tidy(name)} · {pen.say('unit_km', number=pen.say.number(km, 0))}"
        width = pen(text, _TYPE) + 2
        for tip in _tips(edge, frame.box):
            box, arrow_box = _beside(tip, width, lettering.frame), box_around(tip, 2 * _ARROW_PX)
            taken = (o for b in (box, arrow_box) for o in lettering.taken if overlaps(b, o))
            if within(box, lettering.frame) and not any(taken):
                lettering.taken.append(arrow_box)
                lettering.set_name(box, text, _TYPE)
                angle = math.atan2(point[1] - tip[1], point[0] - tip[0])
                arrow = [_arrow(tip, angle)]
                arrows.append(Shape(arrow, fill=symbols.INK_2, stroke=HALO, width=0.8))
                break
        if len(arrows) == _MAX_CITIES:
            break
    return arrows


def _cities(scene: Scene, frame: Frame) -> Iterator[tuple[float, str, Point, Point]]:
    """Yield distance (km), name, point and nearest point of the edge of each city beyond it."""
    left, top, right, bottom = frame.box
    window = shapely.box(*frame.box)
    cities = [
        (place.name, place.lon, place.lat)
        for place in scene.places
        if place.kind == "city" and place.lon is not None and place.lat is not None
    ]
    cities += [
        (town.name, town.geometry.centroid.x, town.geometry.centroid.y)
        for town in unplaced_towns(scene.base, scene.places)
        if (town.population or 0) >= _MIN_PEOPLE
    ]
    for name, lon, lat in cities:
        point = frame.point(lon, lat)
        if window.intersects(shapely.Point(point)):
            continue
        edge = min(max(point[0], left), right), min(max(point[1], top), bottom)
        if math.dist(point, edge) <= right - left:
            edge_lon = frame.west + (edge[0] - left) / frame.px_per_lon
            edge_lat = frame.north - (edge[1] - top) / frame.px_per_lat
            yield _WGS84.inv(edge_lon, edge_lat, lon, lat)[2] / 1000, name, point, edge


def _tips(edge: Point, box: Box) -> Iterator[Point]:
    """Yield points for an arrow along the edge of a map, the nearest to a city first."""
    left, top, right, bottom = box
    upright = edge[0] in (left, right) and top < edge[1] < bottom
    for shift in _SHIFTS_PX:
        x, y = (edge[0], edge[1] + shift) if upright else (edge[0] + shift, edge[1])
        inside_x = min(max(x, left + _INSET_PX), right - _INSET_PX)
        yield inside_x, min(max(y, top + _INSET_PX), bottom - _INSET_PX)


def _beside(tip: Point, width: float, frame: Box) -> Box:
    """Return the box of a name that stands inwards of its arrow."""
    left, top, right, bottom = frame
    reach, height = _ARROW_PX + _GAP_PX, _TYPE.leading
    x = min(max(tip[0] - width / 2, left), right - width)
    y = min(max(tip[1] - height / 2, top), bottom - height)
    if tip[0] <= left:
        x = tip[0] + reach
    elif tip[0] >= right:
        x = tip[0] - reach - width
    elif tip[1] <= top:
        y = tip[1] + reach
    else:
        y = tip[1] - reach - height
    return x, y, x + width, y + height


def _arrow(tip: Point, angle: float) -> list[Point]:
    """Return a notched arrowhead that points outwards."""
    cos, sin = math.cos(angle), math.sin(angle)
    return [(tip[0] + x * cos - y * sin, tip[1] + x * sin + y * cos) for x, y in _ARROWHEAD]
