"""Map of a date → marks: the base, the areas in their classes, the front, the places.

Order, colours and widths match ``player/map/ground_layer.mjs``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

import shapely

from frontline.render.figure import symbols
from frontline.render.figure.hatch import band, class_marks
from frontline.render.figure.inset import place_insets
from frontline.render.figure.label_placement import Box, Point
from frontline.render.figure.marks import Mark, Shape, rectangle
from frontline.render.figure.place_marks import (
    Spot,
    Surroundings,
    bare_spots,
    circle_is_visible,
    place_marks,
    spots_in,
)
from frontline.render.figure.projection import Frame, rings, strokes
from frontline.render.figure.typeset import Pen
from frontline.scene.scene import Scene, Snapshot
from frontline.style.classes import Style

Zones = Sequence[tuple[shapely.Geometry, Callable[[shapely.Geometry, Box], Sequence[Shape]]]]
"""Areas (WGS 84), each with a function that draws it in pixels, clipped to a box."""

_SIMPLER_PX: Final = 0.15
_LINES: Final[dict[str, tuple[str, float, tuple[float, ...]]]] = {
    "road": (symbols.ROAD, 1.0, ()),
    "river": (symbols.STREAM, 1.3, ()),
    "coast": (symbols.STREAM, 1.3, ()),
    "border": (symbols.BORDER, 1.4, symbols.BORDER_DASH),
}


def map_marks(
    now: Snapshot,
    frame: Frame,
    pen: Pen,
    *,
    bare: bool = False,
    keep: str | None = None,
    zones: Zones | None = None,
) -> list[Mark]:
    """Draw the map of a date in its frame.

    Parameters
    ----------
    now : Snapshot
        The map of the date.
    frame : Frame
        Box on the page and the ground it shows.
    pen : Pen
        Text measure and language.
    bare : bool
        Draw only cities and the place to ``keep``, without locator and scale bar.
    keep : str, optional
        Id of a place that a bare map keeps.
    zones : sequence of (geometry, callable), optional
        Areas (WGS 84) and what draws each, in place of the date's classes; an empty sequence
        draws none.

    Returns
    -------
    list of Mark
        Marks in drawing order.
    """
    scene = now.scene
    spots = spots_in(now, frame)
    if bare:
        spots = bare_spots(spots, keep)
    if zones is None:
        zones = _classes(now, frame)
    areas = [frame.project(area) for area, _ in zones]
    patches = [part.bounds for each in areas for part in shapely.get_parts(each)]
    busy = [spot.box for spot in spots if spot.role != "minor"]
    inset, scale = place_insets(scene, frame, pen, [*busy, *patches]) if not bare else (None, None)
    front = _front(now, frame) if zones else []
    around = Surroundings(
        corners=[corner.box for corner in (inset, scale) if corner],
        front=front,
        borders=_borders(scene, frame),
        ground=shapely.union_all(areas),
    )
    return [
        Shape([rectangle(frame.box)], fill=_sheet(scene)),
        *_lands(scene, frame),
        *(
            mark
            for (_, draw), area in zip(zones, areas, strict=True)
            for mark in draw(area, frame.box)
        ),
        *(_band(now, frame) if zones else ()),
        *_lines(scene, frame),
        *(symbols.front(front, scene.inferred, frame.box) if front else ()),
        *_discs(spots, frame),
        *place_marks(now, frame, spots, around, pen),
        *(inset.marks if inset else ()),
        *(scale.marks if scale else ()),
        Shape([rectangle(frame.box)], stroke=symbols.RULE, width=1),
    ]


def _sheet(scene: Scene) -> str:
    """Return the background colour: water, or land if the base map has no countries."""
    based = any(feature.kind == "country" for feature in scene.base)
    return symbols.WATER if based else symbols.LANDS[0]


def _lands(scene: Scene, frame: Frame) -> Iterable[Mark]:
    countries = (feature for feature in scene.base if feature.kind == "country")
    for i, country in enumerate(countries):
        land = frame.project(country.geometry).simplify(_SIMPLER_PX)
        yield Shape(rings(land), fill=symbols.LANDS[i % len(symbols.LANDS)])


def _classes(now: Snapshot, frame: Frame) -> Zones:
    """List the area of each class; what rests on old evidence is drawn faded."""
    scene, stale = now.scene, frame.project(now.stale)

    def draw(kind: Style, area: shapely.Geometry, box: Box) -> list[Shape]:
        fresh, old = area.difference(stale), area.intersection(stale)
        return [
            *(() if fresh.is_empty else class_marks(scene, kind, fresh, box)),
            *(() if old.is_empty else class_marks(scene, kind, old, box, faded=True)),
        ]

    kinds = {kind.control: kind for kind in scene.classes}
    return [(area, partial(draw, kinds[control])) for control, area in now.drawn.items()]


def _band(now: Snapshot, frame: Frame) -> Iterable[Mark]:
    if now.band is not None:
        seen_part = frame.project(now.band).intersection(shapely.box(*frame.box))
        yield from band(seen_part.simplify(_SIMPLER_PX))


def _lines(scene: Scene, frame: Frame) -> Iterable[Mark]:
    for feature in scene.base:
        if feature.kind == "lake":
            yield Shape(rings(frame.project(feature.geometry)), fill=symbols.STREAM)
    for kind, (color, width, dash) in _LINES.items():
        for feature in scene.base:
            if feature.kind == kind:
                lines = strokes(frame.project(feature.geometry).simplify(_SIMPLER_PX))
                yield Shape(lines, False, stroke=color, width=width, dash=dash, clip=frame.box)


def _borders(scene: Scene, frame: Frame) -> list[list[Point]]:
    borders = (feature for feature in scene.base if feature.kind == "border")
    return [line for each in borders for line in strokes(frame.project(each.geometry))]


def _front(now: Snapshot, frame: Frame) -> list[list[Point]]:
    if not now.front:
        return []
    return strokes(frame.project(shapely.MultiLineString(now.front)))


def _discs(spots: Iterable[Spot], frame: Frame) -> Iterable[Mark]:
    for spot in spots:
        if circle_is_visible(spot, frame):
            edge = rings(frame.disc(spot.lon, spot.lat, spot.place.precision_m or 0))
            yield Shape(edge, stroke=symbols.INK, width=1, clip=frame.box)
