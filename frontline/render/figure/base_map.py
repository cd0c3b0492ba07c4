"""Map of a date → marks: base map, areas by class, front, places.

Order, colours and widths match ``player/map/ground_layer.mjs``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

import shapely

from frontline.render.figure import symbols
from frontline.render.figure.base_marks import border_lines, land, waters_and_lines
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
from frontline.render.figure.relief_shadow import relief_shadow
from frontline.render.figure.typeset import Pen
from frontline.scene.scene import Snapshot
from frontline.style.classes import Style, signed

Zones = Sequence[tuple[shapely.Geometry, Callable[[shapely.Geometry, Box], Sequence[Shape]]]]
"""Areas (WGS 84), each with a function that draws it in pixels, clipped to a box."""

_TOLERANCE_PX: Final = 0.15


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
        Box on the page and the extent it shows.
    pen : Pen
        Text measure and language.
    bare : bool
        Draw only cities and the place to ``keep``, without locator and scale bar.
    keep : str, optional
        Id of a place that a bare map keeps.
    zones : sequence of (geometry, callable), optional
        Areas (WGS 84), each with its drawing function, in place of the date's classes. If empty, no
        areas are drawn.

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
        zones = _class_zones(now, frame)
    areas = [frame.project(area) for area, _ in zones]
    area_boxes = [part.bounds for area in areas for part in shapely.get_parts(area)]
    occupied = [spot.box for spot in spots if spot.role != "minor"]
    inset, scale = (
        place_insets(scene, frame, pen, [*occupied, *area_boxes]) if not bare else (None, None)
    )
    front = _front(now, frame) if zones else []
    surroundings = Surroundings(
        corners=[inset_box.box for inset_box in (inset, scale) if inset_box],
        front=front,
        borders=border_lines(scene.base, frame),
        areas=shapely.union_all(areas),
    )
    return [
        *land(scene.base, frame),
        *(
            mark
            for (_, draw), area in zip(zones, areas, strict=True)
            for mark in draw(area, frame.box)
        ),
        *relief_shadow(scene.header.relief, frame),
        *(_band(now, frame) if zones else ()),
        *waters_and_lines(scene.base, frame),
        *(symbols.front(front, scene.inferred, frame.box) if front else ()),
        *_accuracy_circles(spots, frame),
        *place_marks(now, frame, spots, surroundings, pen),
        *(inset.marks if inset else ()),
        *(scale.marks if scale else ()),
        Shape([rectangle(frame.box)], stroke=symbols.RULE, width=1),
    ]


def _class_zones(now: Snapshot, frame: Frame) -> Zones:
    """List the area of each class; areas with stale evidence are drawn faded."""
    scene, stale = now.scene, frame.project(now.stale)
    signs = signed(scene.header.sides)

    def draw(style: Style, area: shapely.Geometry, box: Box) -> list[Shape]:
        current, outdated = area.difference(stale), area.intersection(stale)
        return [
            *(
                mark
                for part, faded in ((current, False), (outdated, True))
                if not part.is_empty
                for mark in class_marks(scene, style, part, box, faded=faded, signed=signs)
            ),
        ]

    styles = {style.control: style for style in scene.classes}
    return [(area, partial(draw, styles[control])) for control, area in now.drawn.items()]


def _band(now: Snapshot, frame: Frame) -> Iterable[Mark]:
    if now.band is not None:
        visible_band = frame.project(now.band).intersection(shapely.box(*frame.box))
        yield from band(visible_band.simplify(_TOLERANCE_PX))


def _front(now: Snapshot, frame: Frame) -> list[list[Point]]:
    if not now.front:
        return []
    return strokes(frame.project(shapely.MultiLineString(now.front)))


def _accuracy_circles(spots: Iterable[Spot], frame: Frame) -> Iterable[Mark]:
    for spot in spots:
        if circle_is_visible(spot, frame):
            edge = rings(frame.disc(spot.lon, spot.lat, spot.place.precision_m or 0))
            yield Shape(edge, stroke=symbols.INK, width=1, clip=frame.box)
