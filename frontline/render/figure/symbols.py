"""How a class of control looks in print: tints, patterns, swatches, signs of places.

The twin of ``player/symbols.mjs`` and the light tokens of ``player/player.css``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from frontline.model import Control
from frontline.render.figure.labels import Box, Point
from frontline.render.figure.marks import Shape, circle, moved
from frontline.scene import Scene
from frontline.style import Style

INK: Final = "#16191d"
INK_2: Final = "#525a63"
RULE: Final = "#d7dbdf"
WATER: Final = "#e6ebef"
LANDS: Final = ("#f6f5f1", "#ebe9e4")
STREAM: Final = "#b5c6d3"
ROAD: Final = "#d9d4cb"
BORDER: Final = "#80807c"
DOT: Final = "#8d8f90"
CASING: Final = "#ffffff"

BORDER_DASH: Final = (9.0, 3.0, 1.5, 3.0)
FRONT_DASH: Final = (7.0, 4.0)
FRONT_PX: Final = 2.4
CASING_PX: Final = 5.0
RING_PX: Final = 10.2
BAND_PERIOD_PX: Final = 3.0
BAND_PX: Final = 1.4
BAND_DASH: Final = (1.5, 2.5)
SWATCH: Final = (36.0, 20.0)

_GROUND: Final = LANDS[0]
_FALLBACK: Final = "#767676"
_CONTRAST: Final = 3.0
_SOLID_SHARE: Final = 0.5
_ZONE_OPACITY: Final = 0.78
_WASH_SHARE: Final = 0.14
_FADED: Final = 0.5
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
)


def mix(a: str, b: str, share: float) -> str:
    """Mix two ``#rrggbb`` colours; ``share`` is that of the first."""
    pairs = zip(_channels(a), _channels(b), strict=True)
    return "#" + "".join(f"{int(x * share + y * (1 - share) + 0.5):02x}" for x, y in pairs)


def contrast(a: str, b: str) -> float:
    """Measure the contrast of two colours by WCAG 2: 1 to 21."""
    dark, light = sorted((_luminance(a), _luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def tint(color: str) -> str:
    """Darken a colour until it stands out from the land."""
    shade, share = color.lower(), 1.0
    while contrast(shade, _GROUND) < _CONTRAST:
        share -= 0.1
        shade = mix(color.lower(), "#000000", share)
    return shade


def patch(style: Style, *, faded: bool = False) -> str:
    """Return the flat colour that lies over the whole ground of a class.

    Colours are mixed with the land beforehand: nothing in a figure is transparent, which print
    shops and old viewers thank for.
    """
    shade = tint(style.color)
    solid = mix(shade, _GROUND, _SOLID_SHARE) if style.hatch == "none" else None
    opacity = _ZONE_OPACITY * (_FADED if faded else 1)
    return mix(solid, _GROUND, opacity) if solid else mix(shade, _GROUND, _WASH_SHARE * opacity)


def pattern(style: Style, *, faded: bool = False) -> str:
    """Return the colour of the stripes or dots of a class."""
    return mix(tint(style.color), _GROUND, _ZONE_OPACITY * (_FADED if faded else 1))


def style_of(scene: Scene, control: Control) -> Style | None:
    """Find the class of a control among those of the map."""
    return next((style for style in scene.classes if style.control == control), None)


def rings(spots: Sequence[Point]) -> list[Shape]:
    """Draw the rings around places that are in the news of the day, casings below lines."""
    lines = [circle(*at, RING_PX) for at in spots]
    return [
        *(Shape([line], stroke=CASING, width=5) for line in lines),
        *(Shape([line], stroke=INK, width=2) for line in lines),
    ]


def star(at: Point) -> list[Shape]:
    """Draw the sign of a site that nobody holds."""
    outline = [moved(_STAR, *at)]
    return [Shape(outline, stroke=CASING, width=2.4), Shape(outline, fill=INK)]


def front(lines: list[list[Point]], inferred: bool, clip: Box | None = None) -> list[Shape]:
    """Draw a front line on its light casing, dashed where it is inferred."""
    dash = FRONT_DASH if inferred else ()
    return [
        Shape(lines, closed=False, stroke=CASING, width=CASING_PX, clip=clip),
        Shape(lines, closed=False, stroke=INK, width=FRONT_PX, dash=dash, clip=clip),
    ]


def sign(scene: Scene, control: Control | None, at: Point) -> list[Shape]:
    """Draw the mark of a reported place: shape by side, filling by status.

    ``control`` is None for a place that nobody holds, such as a building.
    """
    if control is None:
        return star(at)
    style = style_of(scene, control)
    sides = [side.id for side in scene.header.sides]
    number = sides.index(control.side) if control.side in sides else None
    shape = _DIAMOND if number is None else _SIDE_SHAPES[number % len(_SIDE_SHAPES)]
    color = style.color if style else _FALLBACK
    if style is None and number is not None:
        color = scene.header.sides[number].color
    shade, outline = tint(color), [moved(shape, *at)]
    if control.status == "held":
        return [Shape(outline, stroke=CASING, width=1.6), Shape(outline, fill=shade)]
    dash = (2.0, 1.6) if control.status == "unknown" else ()
    # The outline is painted first, so that just its outer half is seen, as on the page.
    drawn: list[Shape] = [
        Shape(outline, stroke=shade, width=2.4, dash=dash),
        Shape(outline, fill=CASING),
    ]
    if control.status == "claimed":
        drawn.append(Shape([circle(*at, 1.8)], fill=shade))
    if control.status == "contested":
        drawn.append(Shape([moved(_HALF, *at)], fill=shade))
    return drawn


def _channels(color: str) -> list[int]:
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]


def _luminance(color: str) -> float:
    r, g, b = (
        share / 12.92 if (share := value / 255) <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for value in _channels(color)
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
