"""Patterns of classes as geometry: stripes and dots, clipped to an area.

Drawn as lines, patterns look alike in every format and viewer, which the pattern fills of PDF and
SVG do not. Lengths are CSS pixels, as in ``player/map/symbols.mjs``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from frontline.render.figure import symbols
from frontline.render.figure.label_placement import Box, Point
from frontline.render.figure.marks import Line, Shape, circle
from frontline.render.figure.projection import rings
from frontline.render.figure.symbols import BAND_DASH, BAND_PERIOD_PX, BAND_PX, CASING, INK_2

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from frontline.scene.scene import Scene
    from frontline.style.classes import Style

PERIOD_PX: Final = 7.0
_STRIPE_PX: Final = 2.0
_FINE_STRIPE_PX: Final = 1.1
_DOT_PX: Final = 1.3
_SIGN_PX: Final = 4.5
_FADED: Final = 0.5


def class_marks(
    scene: Scene,
    style: Style,
    area: BaseGeometry,
    clip: Box,
    *,
    faded: bool = False,
    signed: bool = False,
) -> list[Shape]:
    """Draw an area in its class: fill, pattern, signs and edge.

    Parameters
    ----------
    scene : Scene
        The map.
    style : Style
        The class.
    area : shapely geometry
        Polygons in pixels.
    clip : tuple of float
        Box to clip the edge to.
    faded : bool
        Draw old evidence: paler, with a dashed edge.
    signed : bool
        Draw the shape of the side on the area.

    Returns
    -------
    list of Shape
        Marks in drawing order.
    """
    line = symbols.ink(scene, style.control).line
    outline, dash = rings(area), symbols.STALE_DASH if faded else ()
    shape = symbols.side_shape(scene, style.control) if signed else None
    return [
        Shape(outline, fill=symbols.patch(scene, style, faded=faded)),
        *hatching(style, line, area, faded=faded),
        *([symbols.area_signs(shape, line, _sign_spots(area, clip))] if shape else ()),
        Shape(outline, stroke=line, width=symbols.EDGE_PX, dash=dash, clip=clip),
    ]


def hatching(style: Style, color: str, area: BaseGeometry, *, faded: bool = False) -> list[Shape]:
    """Draw the pattern of a class.

    The pattern is fixed to the page, so that it continues from one polygon to the next.

    Parameters
    ----------
    style : Style
        The class.
    color : str
        Name of the colour.
    area : shapely geometry
        Polygons in pixels.
    faded : bool
        Draw thinner strokes, for old evidence.

    Returns
    -------
    list of Shape
        Empty for a class without a pattern.
    """
    if area.is_empty:
        return []
    weight = _FADED if faded else 1
    if style.hatch == "diagonal":
        return [_strokes(_stripes(area, 1), color, _STRIPE_PX * weight)]
    if style.hatch == "cross":
        crossed = [*_stripes(area, 1), *_stripes(area, -1)]
        return [_strokes(crossed, color, _FINE_STRIPE_PX * weight)]
    if style.hatch == "dots":
        dots = _grid_points(area.buffer(-_DOT_PX), PERIOD_PX)
        return [Shape([circle(x, y, _DOT_PX) for x, y in dots], fill=color)]
    return []


def band(area: BaseGeometry) -> list[Shape]:
    """Draw the uncertainty band of the front: light hairlines and a dotted edge.

    Parameters
    ----------
    area : shapely geometry
        Polygons of the band in pixels.

    Returns
    -------
    list of Shape
        Empty for an empty band.
    """
    if area.is_empty:
        return []
    left, top, right, bottom = area.bounds
    indices = range(math.floor(top / BAND_PERIOD_PX), math.ceil(bottom / BAND_PERIOD_PX) + 1)
    levels = [[(left, i * BAND_PERIOD_PX), (right, i * BAND_PERIOD_PX)] for i in indices]
    lines = _clipped(shapely.linestrings(levels), area)
    edge = Shape(rings(area), stroke=INK_2, width=0.8, dash=BAND_DASH)
    return [_strokes(lines, CASING, BAND_PX), edge]


def _strokes(lines: list[Line], color: str, width: float) -> Shape:
    return Shape(lines, closed=False, stroke=color, width=width)


def _stripes(area: BaseGeometry, lean: int) -> list[Line]:
    """Clip the lines x + lean · y = c, one period apart, to an area."""
    left, top, right, bottom = area.bounds
    step = PERIOD_PX * math.sqrt(2)
    intercepts = sorted(
        (left + lean * top, right + lean * bottom, left + lean * bottom, right + lean * top)
    )
    indices = range(math.floor(intercepts[0] / step), math.ceil(intercepts[-1] / step) + 1)
    lines = shapely.linestrings(
        [[(i * step - lean * top, top), (i * step - lean * bottom, bottom)] for i in indices]
    )
    return _clipped(lines, area)


def _clipped(lines: NDArray[np.object_], area: BaseGeometry) -> list[Line]:
    shapely.prepare(area)
    pieces = shapely.get_parts(shapely.intersection(lines, area))
    return [
        [(float(x), float(y)) for x, y in shapely.get_coordinates(piece)]
        for piece in pieces
        if piece.geom_type == "LineString" and piece.length > 0
    ]


def _sign_spots(area: BaseGeometry, clip: Box) -> list[Point]:
    """List where an area bears signs: on a grid, and once in each smaller part with room for it."""
    spots = []
    for part in shapely.get_parts(area.intersection(shapely.box(*clip)).buffer(-_SIGN_PX)):
        middle = part.representative_point()
        on_grid = _grid_points(part, symbols.AREA_SIGN_PERIOD_PX)
        spots += on_grid or [(middle.x, middle.y)]
    return spots


def _grid_points(area: BaseGeometry, period: float) -> list[Point]:
    """List the points of a square grid, one period apart, inside an area."""
    if area.is_empty:
        return []
    left, top, right, bottom = area.bounds
    xs = np.arange(math.floor(left / period), math.ceil(right / period) + 1) + 0.5
    ys = np.arange(math.floor(top / period), math.ceil(bottom / period) + 1) + 0.5
    x, y = (axis.ravel() for axis in np.meshgrid(xs * period, ys * period))
    inside = shapely.contains_xy(area, x, y)
    return [(float(a), float(b)) for a, b in zip(x[inside], y[inside], strict=True)]
