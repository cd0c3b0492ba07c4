"""The ground of a map: land, forest, built-up areas and water, roads, railways and borders.

Order, colours and widths match ``player/map/base_layer.mjs``; ``style/base_scales.py`` says at
which scales a feature is drawn, ``style/base_strokes.py`` how wide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import shapely

from frontline.model import BaseFeature
from frontline.render.figure import symbols
from frontline.render.figure.label_placement import Point
from frontline.render.figure.marks import Mark, Shape, rectangle
from frontline.render.figure.projection import Frame, rings, strokes
from frontline.style.base_scales import is_drawn
from frontline.style.base_strokes import SHADES, Stroke, land_tones, stroke

_TOLERANCE_PX: Final = 0.15
_MIN_AREA_PX2: Final = 2.0
_BELOW: Final = ("forest", "built_up")
_LINES: Final = ("river", "coast", "road", "railway", "region_border", "border")
"""Kinds drawn below the areas of control, and kinds of lines drawn above; lowest first."""


def land(base: Sequence[BaseFeature], frame: Frame) -> Iterator[Mark]:
    """Draw what lies below the areas of control: sea and land, forest, built-up ground.

    Parameters
    ----------
    base : sequence of BaseFeature
        Features of the base map.
    frame : Frame
        Box on the page and the extent it shows.

    Yields
    ------
    Mark
        In drawing order.
    """
    countries = [feature for feature in base if feature.kind == "country"]
    ground = symbols.WATER if countries else symbols.LANDS[0]
    yield Shape([rectangle(frame.box)], fill=ground)
    for country, tone in zip(countries, land_tones(countries), strict=True):
        outline = rings(frame.project(country.geometry).simplify(_TOLERANCE_PX))
        yield Shape(outline, fill=tone)
    for kind in _BELOW:
        yield Shape(_polygons(base, kind, frame), fill=SHADES[kind])


def waters_and_lines(base: Sequence[BaseFeature], frame: Frame) -> Iterator[Mark]:
    """Draw what lies above the areas of control: lakes, and lines by kind and rank.

    Parameters
    ----------
    base : sequence of BaseFeature
        Features of the base map.
    frame : Frame
        Box on the page and the extent it shows.

    Yields
    ------
    Mark
        In drawing order.
    """
    for lake in (feature for feature in base if feature.kind == "lake"):
        if shore := stroke(lake):
            outline, width = _polygons([lake], "lake", frame), shore.width_px
            yield Shape(
                outline, fill=SHADES["lake"], stroke=shore.color, width=width, clip=frame.box
            )
    drawn = [f for f in base if f.kind in _LINES and is_drawn(f, frame.m_per_px)]
    lines: dict[Stroke, list[list[Point]]] = {}
    for feature in sorted(drawn, key=_order):
        if style := stroke(feature):
            lines.setdefault(style, []).extend(_visible_lines(feature, frame))
    for style, parts in lines.items():
        yield Shape(
            parts, False, stroke=style.color, width=style.width_px, dash=style.dash, clip=frame.box
        )


def border_lines(base: Iterable[BaseFeature], frame: Frame) -> list[list[Point]]:
    """List the lines that names keep off: borders and rivers.

    Parameters
    ----------
    base : iterable of BaseFeature
        Features of the base map.
    frame : Frame
        Box on the page and the extent it shows.

    Returns
    -------
    list of list of Point
        Lines in pixels.
    """
    kinds = ("border", "river")
    shown = (f for f in base if f.kind in kinds and is_drawn(f, frame.m_per_px))
    return [line for feature in shown for line in _visible_lines(feature, frame)]


def _polygons(base: Iterable[BaseFeature], kind: str, frame: Frame) -> list[list[Point]]:
    """List the rings of the polygons of a kind that are large enough to be seen."""
    shown = [f.geometry for f in base if f.kind == kind and is_drawn(f, frame.m_per_px)]
    parts = (part for geometry in shown for part in shapely.get_parts(frame.project(geometry)))
    large = (part for part in parts if part.area >= _MIN_AREA_PX2)
    return [ring for part in large for ring in rings(part.simplify(_TOLERANCE_PX))]


def _order(feature: BaseFeature) -> tuple[int, int, bool]:
    """Order lines by kind, and within a kind the least important first."""
    return _LINES.index(feature.kind), -feature.rank, feature.disputed


def _visible_lines(feature: BaseFeature, frame: Frame) -> list[list[Point]]:
    return strokes(frame.project(feature.geometry).simplify(_TOLERANCE_PX))
