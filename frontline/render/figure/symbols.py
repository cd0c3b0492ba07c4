"""Appearance of a class in print: tints, patterns, place symbols.

The counterpart of ``player/map/symbols.mjs``. Colours are names that each theme resolves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from frontline.model import Control
from frontline.render.figure.label_placement import Box, Point
from frontline.render.figure.marks import Shape, circle, shifted
from frontline.scene.scene import Scene
from frontline.style import base_strokes
from frontline.style.classes import Style, shape_number
from frontline.style.colors import Ink

LANDS: Final = base_strokes.LANDS

PAGE: Final = "page"
INK: Final = "ink"
INK_2: Final = "ink-2"
RULE: Final = "rule"
WATER: Final = "water"
BORDER: Final = "border"
WATER_INK: Final = "water-ink"
TOWN: Final = "town"
DOT: Final = "dot"
CASING: Final = "casing"
"""Names of colours by purpose; ``themes`` resolves them."""

FRONT_DASH: Final = (7.0, 4.0)
FRONT_PX: Final = 2.4
CASING_PX: Final = 5.0
RING_PX: Final = 10.2
BAND_PERIOD_PX: Final = 3.0
BAND_PX: Final = 1.4
BAND_DASH: Final = (1.5, 2.5)
SWATCH: Final = (36.0, 20.0)

EDGE_PX: Final = 1.0
STALE_DASH: Final = (3.0, 2.0)
_STAR: Final = [
    (0.0, -8.5), (2.4, -2.4), (8.5, 0.0), (2.4, 2.4),
    (0.0, 8.5), (-2.4, 2.4), (-8.5, 0.0), (-2.4, -2.4),
]  # fmt: skip
_DIAMOND: Final = [(0.0, -7.5), (7.5, 0.0), (0.0, 7.5), (-7.5, 0.0)]
_HALF: Final = [(0.0, -7.5), (0.0, 7.5), (7.5, 0.0)]
_SIDE_SHAPES: Final = (
    circle(0, 0, 6),
    [(-5.4, -5.4), (5.4, -5.4), (5.4, 5.4), (-5.4, 5.4)],
    [(0.0, -7.0), (6.6, 5.0), (-6.6, 5.0)],
    [(0.0, -6.8), (6.5, -2.1), (4.0, 5.5), (-4.0, 5.5), (-6.5, -2.1)],
    [
        (-2.3, -6.8), (2.3, -6.8), (2.3, -2.3), (6.8, -2.3), (6.8, 2.3), (2.3, 2.3),
        (2.3, 6.8), (-2.3, 6.8), (-2.3, 2.3), (-6.8, 2.3), (-6.8, -2.3), (-2.3, -2.3),
    ],
    [(0.0, 7.0), (-6.6, -5.0), (6.6, -5.0)],
    [(-6.0, -6.5), (6.0, -6.5), (1.6, 0.0), (6.0, 6.5), (-6.0, 6.5), (-1.6, 0.0)],
    [(7.0, 0.0), (-5.0, 6.6), (-5.0, -6.6)],
    [(-2.9, -7.0), (2.9, -7.0), (2.9, 7.0), (-2.9, 7.0)],
    [
        (3.2, -6.4), (6.4, -3.2), (3.3, 0.0), (6.4, 3.2), (3.2, 6.4), (0.0, 3.3),
        (-3.2, 6.4), (-6.4, 3.2), (-3.3, 0.0), (-6.4, -3.2), (-3.2, -6.4), (0.0, -3.3),
    ],
    [(-7.0, 0.0), (5.0, -6.6), (5.0, 6.6)],
    [(6.5, -6.0), (6.5, 6.0), (0.0, 1.6), (-6.5, 6.0), (-6.5, -6.0), (0.0, -1.6)],
    [(-7.0, -2.9), (7.0, -2.9), (7.0, 2.9), (-7.0, 2.9)],
    [(-3.4, -5.9), (3.4, -5.9), (6.8, 0.0), (3.4, 5.9), (-3.4, 5.9), (-6.8, 0.0)],
    [(-6.8, 4.0), (-6.8, 1.0), (-3.4, -4.4), (3.4, -4.4), (6.8, 1.0), (6.8, 4.0)],
    [(6.8, -4.0), (6.8, -1.0), (3.4, 4.4), (-3.4, 4.4), (-6.8, -1.0), (-6.8, -4.0)],
)  # fmt: skip
"""The shapes of the sides, in their order; ``shape_number`` says which one a side beyond has."""

AREA_SIGN: Final = 0.5
AREA_SIGN_PERIOD_PX: Final = 39.6
"""The size of the shapes on areas relative to those of places, and the width of their grid."""


def ink(scene: Scene, control: Control) -> Ink:
    """Name the inks of a control.

    Parameters
    ----------
    scene : Scene
        The map.
    control : Control
        Status and side; without a known side, the inks are those of its class.

    Returns
    -------
    Ink
        Names of the colours.
    """
    sides = [side.id for side in scene.header.sides]
    owner = "contested" if control.status == "contested" else "unknown"
    if control.side in sides:
        owner = str(sides.index(control.side))
    return ink_names(owner)


def ink_names(owner: str) -> Ink:
    """Name the inks of a side, or of a class without a side.

    Parameters
    ----------
    owner : str
        Index of the side, ``contested`` or ``unknown``.

    Returns
    -------
    Ink
        Names of the colours.

    Examples
    --------
    >>> ink_names("0").line
    'line:0'
    """
    return Ink(f"line:{owner}", f"fill:{owner}", f"pale:{owner}")


def patch(scene: Scene, style: Style, *, faded: bool = False) -> str:
    """Return the flat colour of a class's area.

    Figures have no transparency, which print shops and old viewers handle badly.

    Parameters
    ----------
    scene : Scene
        The map.
    style : Style
        The class.
    faded : bool
        Whether the evidence is stale.

    Returns
    -------
    str
        Name of the colour.
    """
    shades = ink(scene, style.control)
    return shades.fill if style.hatch == "none" and not faded else shades.pale


def style_of(scene: Scene, control: Control) -> Style | None:
    """Return the class of a control.

    Parameters
    ----------
    scene : Scene
        The map.
    control : Control
        Status and side.

    Returns
    -------
    Style or None
        None if the map has no such class.
    """
    return next((style for style in scene.classes if style.control == control), None)


def news_rings(spots: Sequence[Point], scale: float = 1) -> list[Shape]:
    """Draw rings around places with news, light casings below dark lines.

    Parameters
    ----------
    spots : sequence of Point
        Points in pixels.
    scale : float
        Size relative to a full-size map.

    Returns
    -------
    list of Shape
        Marks in drawing order.
    """
    lines = [circle(*point, RING_PX * scale) for point in spots]
    return [
        *(Shape([line], stroke=CASING, width=5 * scale) for line in lines),
        *(Shape([line], stroke=INK, width=2 * scale) for line in lines),
    ]


def star(point: Point, scale: float = 1) -> list[Shape]:
    """Draw the symbol of a site of an event.

    Parameters
    ----------
    point : (float, float)
        Point in pixels.
    scale : float
        Size relative to a full-size map.

    Returns
    -------
    list of Shape
        Marks in drawing order.
    """
    outline = [shifted(_sized(_STAR, scale), *point)]
    return [Shape(outline, stroke=CASING, width=2.4 * scale), Shape(outline, fill=INK)]


def city(point: Point, radius: float) -> list[Shape]:
    """Draw the symbol of a city: a disc within a ring.

    Parameters
    ----------
    point : (float, float)
        Point in pixels.
    radius : float
        Radius in pixels.

    Returns
    -------
    list of Shape
        Marks in drawing order.
    """
    outline = [circle(*point, radius)]
    return [
        Shape(outline, stroke=CASING, width=3),
        Shape(outline, fill=CASING, stroke=INK, width=1.4),
        Shape([circle(*point, radius * 0.45)], fill=INK),
    ]


def town(point: Point, diameter: float) -> Shape:
    """Draw the symbol of a town of the base map: a ring.

    Parameters
    ----------
    point : (float, float)
        Point in pixels.
    diameter : float
        Diameter in pixels.

    Returns
    -------
    Shape
    """
    return Shape([circle(*point, diameter / 2 - 0.5)], fill=CASING, stroke=TOWN, width=1.4)


def front(lines: list[list[Point]], inferred: bool, clip: Box | None = None) -> list[Shape]:
    """Draw a front line on a light casing.

    Parameters
    ----------
    lines : list of list of Point
        Lines in pixels.
    inferred : bool
        Draw the line dashed.
    clip : tuple of float, optional
        Box to clip to.

    Returns
    -------
    list of Shape
        Marks in drawing order.
    """
    dash = FRONT_DASH if inferred else ()
    return [
        Shape(lines, closed=False, stroke=CASING, width=CASING_PX, clip=clip),
        Shape(lines, closed=False, stroke=INK, width=FRONT_PX, dash=dash, clip=clip),
    ]


def sign(scene: Scene, control: Control | None, point: Point, scale: float = 1) -> list[Shape]:
    """Draw the symbol of a reported place: shape by side, fill by status.

    Parameters
    ----------
    scene : Scene
        The map.
    control : Control or None
        Control of the place; None for a site of an event.
    point : (float, float)
        Point in pixels.
    scale : float
        Size relative to a full-size map.

    Returns
    -------
    list of Shape
        Marks in drawing order.
    """
    if control is None:
        return star(point, scale)
    shape = side_shape(scene, control) or _DIAMOND
    shade, outline = ink(scene, control).line, [shifted(_sized(shape, scale), *point)]
    if control.status == "held":
        return [Shape(outline, stroke=CASING, width=1.6 * scale), Shape(outline, fill=shade)]
    dash = (2.0 * scale, 1.6 * scale) if control.status == "unknown" else ()
    # The outline is painted first, so that only its outer half is visible, as on the page.
    marks: list[Shape] = [
        Shape(outline, stroke=shade, width=2.4 * scale, dash=dash),
        Shape(outline, fill=CASING),
    ]
    if control.status == "claimed":
        marks.append(Shape([circle(*point, 1.8 * scale)], fill=shade))
    if control.status == "contested":
        marks.append(Shape([shifted(_sized(_HALF, scale), *point)], fill=shade))
    return marks


def side_shape(scene: Scene, control: Control) -> Sequence[Point] | None:
    """Return the shape of the side that has a place or an area.

    Parameters
    ----------
    scene : Scene
        The map.
    control : Control
        The control of the place or area.

    Returns
    -------
    sequence of Point or None
        A ring around (0, 0) in pixels; None without a side.
    """
    sides = [side.id for side in scene.header.sides]
    if control.side not in sides:
        return None
    return _SIDE_SHAPES[shape_number(sides.index(control.side))]


def area_signs(shape: Sequence[Point], color: str, spots: Iterable[Point]) -> Shape:
    """Draw the small shapes of a side on its area.

    Parameters
    ----------
    shape : sequence of Point
        The shape of the side.
    color : str
        Name of the colour.
    spots : iterable of Point
        Points in pixels.

    Returns
    -------
    Shape
        One mark.
    """
    return Shape([shifted(_sized(shape, AREA_SIGN), *spot) for spot in spots], fill=color)


def _sized(ring: Sequence[Point], scale: float) -> list[Point]:
    return [(x * scale, y * scale) for x, y in ring]
