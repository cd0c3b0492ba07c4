"""Insets in the corners of a map: the locator and the scale bar.

The locator matches the page's; see ``player/map/furniture.mjs``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import shapely

from frontline.render.figure import symbols
from frontline.render.figure.label_placement import Box, Label, overlaps, place_labels
from frontline.render.figure.marks import Mark, Shape, Type, Words, rectangle
from frontline.render.figure.projection import Frame, rings
from frontline.render.figure.scale_bar import bar_words, bars
from frontline.render.figure.typeset import Measure, Pen, baseline, tidy
from frontline.scene.scene import Scene

_MARGIN_PX: Final = 8.0
_LOCATOR_PX: Final = (72.0, 116.0)
_LOCATOR_SHARE: Final = 0.16
_LOCATOR_SPAN: Final = 9.0
_LOCATOR_MIN_DEG: Final = 6.0
LOCATOR_MAX_DEG: Final = 40.0
"""Width of a map in degrees of longitude from which its outlines say where it lies."""

_EXTENT_MIN_PX: Final = 5.0
_SCALE_PX: Final = 130.0
_SCALE_SHARE: Final = 0.3
_TICK_PX: Final = 5.0
_SMALL: Final = Type(11, 13, symbols.INK)
_TINY: Final = Type(10, 12, symbols.INK_2)


@dataclass(frozen=True, slots=True)
class Inset:
    """A drawing in a corner of the map.

    Attributes
    ----------
    box : tuple of float
        Box that it covers, in pixels.
    marks : tuple of Mark
        Marks in drawing order.
    """

    box: Box
    marks: tuple[Mark, ...]


def place_insets(
    scene: Scene, frame: Frame, pen: Pen, occupied: Sequence[Box]
) -> tuple[Inset | None, Inset]:
    """Place the locator and the scale bar where they hide the least.

    Parameters
    ----------
    scene : Scene
        The map.
    frame : Frame
        Box on the page and the extent it shows.
    pen : Pen
        Text measure and language.
    occupied : sequence of tuple of float
        Boxes to keep free.

    Returns
    -------
    (Inset or None, Inset)
        Locator and scale bar; no locator if the base has no outlines, the map is too small, or it
        shows so much of the world that it needs none.
    """
    left, _, right, _ = frame.box
    size = min(_LOCATOR_PX[1], (right - left) * _LOCATOR_SHARE)
    inset = None
    has_outlines = any(feature.kind == "outline" for feature in scene.base)
    west, _, east, _ = scene.header.extent
    if size >= _LOCATOR_PX[0] and has_outlines and east - west <= LOCATOR_MAX_DEG:
        inset = _locator(scene, _best_corner(frame.box, size, size, occupied, "right"), pen)
    scale = _scale(frame, pen, [*occupied, *([inset.box] if inset else [])])
    return inset, scale


def _best_corner(
    frame: Box, width: float, height: float, occupied: Sequence[Box], preferred: str
) -> Box:
    """Choose the corner that hides the least; ties favour the bottom and the preferred side."""
    left, top, right, bottom = frame
    xs = {"left": left + _MARGIN_PX, "right": right - _MARGIN_PX - width}
    ys = (bottom - _MARGIN_PX - height, top + _MARGIN_PX)
    sides = (preferred, "left" if preferred == "right" else "right")
    boxes = [(xs[side], y, xs[side] + width, y + height) for y in ys for side in sides]
    return min(boxes, key=lambda box: sum(_overlap_px2(box, other) for other in occupied))


def _overlap_px2(a: Box, b: Box) -> float:
    """Measure the overlap of two boxes in square pixels; any touch counts."""
    if not overlaps(a, b):
        return 0.0
    return (min(a[2], b[2]) - max(a[0], b[0])) * (min(a[3], b[3]) - max(a[1], b[1])) + 1


def _locator(scene: Scene, box: Box, measure: Measure) -> Inset:
    west, south, east, north = scene.header.extent
    squeeze = math.cos(math.radians((south + north) / 2))
    half = max(_LOCATOR_MIN_DEG, (north - south) * _LOCATOR_SPAN / 2) * 0.8
    scale = (box[2] - box[0]) / (2 * half)
    origin = (west + east) / 2 * squeeze - half, (south + north) / 2 + half
    frame = Frame(box, origin[0] / squeeze, origin[1], squeeze * scale, scale, math.nan)
    outlines = [feature for feature in scene.base if feature.kind == "outline"]
    # An outline takes the name of its country, which is translated into more languages.
    names = {
        feature.id: feature.name
        for feature in (
            *outlines,
            *(feature for feature in scene.base if feature.kind == "country"),
        )
    }
    lands = [(tidy(names[feature.id]), frame.project(feature.geometry)) for feature in outlines]
    marks: list[Mark] = [Shape([rectangle(box)], fill=symbols.WATER)]
    for _, land in lands:
        edge = rings(land.simplify(0.2))
        marks.append(Shape(edge, fill=symbols.LANDS[0], stroke=symbols.BORDER, width=0.7, clip=box))
    extent_box = _extent_box(frame, scene.header.extent)
    marks.append(Shape([rectangle(extent_box)], stroke=symbols.INK, width=1.8, clip=box))
    marks += _countries(lands, extent_box, box, measure)
    marks += [Shape([rectangle(box)], stroke=symbols.BORDER, width=0.8)]
    return Inset(_padded(box), tuple(marks))


def _extent_box(frame: Frame, extent: tuple[float, float, float, float]) -> Box:
    """Return the box of the map's extent in the locator, enlarged to be visible."""
    west, south, east, north = extent
    (left, top), (right, bottom) = frame.point(west, north), frame.point(east, south)
    dx, dy = (
        max(0.0, _EXTENT_MIN_PX - right + left) / 2,
        max(0.0, _EXTENT_MIN_PX - bottom + top) / 2,
    )
    return left - dx, top - dy, right + dx, bottom + dy


def _countries(
    lands: Sequence[tuple[str, shapely.Geometry]], extent_box: Box, box: Box, measure: Measure
) -> list[Mark]:
    """Label the countries that are large enough, the largest first."""
    labels, names = [], {}
    shown = [(name, land) for name, land in lands if name and not land.is_empty]
    for i, (name, land) in enumerate(sorted(shown, key=lambda item: -item[1].area)):
        width = measure(name, _TINY) + 2
        middles = [land.representative_point(), land.centroid]
        corners = [(p.x - width / 2, p.y - _TINY.leading / 2) for p in middles]
        fits = [
            (x, y)
            for x, y in corners
            if land.contains(shapely.box(x, y, x + width, y + _TINY.leading))
        ]
        labels.append(Label(str(i), i, width, _TINY.leading, fits))
        names[str(i)] = name
    return [
        Words(spot[0] + 1, spot[1] + baseline(_TINY), names[id], _TINY, halo=symbols.LANDS[0])
        for id, spot in place_labels(labels, [_padded(extent_box, 2)], [], box).items()
    ]


def _scale(frame: Frame, pen: Pen, occupied: Sequence[Box]) -> Inset:
    """Draw the dual scale bar: kilometres above the line, miles below it."""
    limit = min(_SCALE_PX, (frame.box[2] - frame.box[0]) * _SCALE_SHARE)
    km, miles = bars(frame.m_per_px, limit)
    names = {bar: bar_words(bar, pen) for bar in (km, miles)}
    length = max(km.length_px, miles.length_px)
    width = max(length, *(bar.length_px + 4 + pen(label, _SMALL) for bar, label in names.items()))
    box = _best_corner(frame.box, width, 2 * _SMALL.leading, occupied, "left")
    left, middle = box[0], (box[1] + box[3]) / 2
    marks: list[Mark] = []
    for bar, direction in ((km, -1), (miles, 1)):
        end = left + bar.length_px
        ticks = [
            [
                (left, middle + direction * _TICK_PX),
                (left, middle),
                (end, middle),
                (end, middle + direction * _TICK_PX),
            ]
        ]
        marks.append(Shape(ticks, False, stroke=symbols.LANDS[0], width=4))
        marks.append(Shape(ticks, False, stroke=symbols.INK, width=1.3))
        top = middle - _SMALL.leading if direction < 0 else middle
        label = Words(end + 4, top + baseline(_SMALL), names[bar], _SMALL, halo=symbols.LANDS[0])
        marks.append(label)
    casings = [m for m in marks if isinstance(m, Shape) and m.stroke != symbols.INK]
    return Inset(_padded(box), (*casings, *(m for m in marks if m not in casings)))


def _padded(box: Box, padding: float = 4.0) -> Box:
    return box[0] - padding, box[1] - padding, box[2] + padding, box[3] + padding
