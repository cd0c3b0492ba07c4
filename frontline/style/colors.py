"""Colour of a side → the inks it is drawn in, on light, dark and grey maps.

A line stands out from every background. A fill has a lightness set by the side's position in the
order of sides, so that sides differ in grey print and for colour-blind readers. A pale wash shows
claimed areas and stale evidence. ``tests/style/test_colors.py`` measures the distances.
"""

from __future__ import annotations

import re
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from functools import cache
from math import dist
from typing import Final

PALETTE: Final = (
    *("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#6c4800", "#90d86c", "#5700d9", "#d921b4"),
    *("#294037", "#5a2966", "#b24747", "#40293b", "#748c15", "#296641", "#54008c", "#388c8c"),
)
"""Colours of sides without a colour of their own, in the order of the sides.

They start from the set of Okabe and Ito (2008), "Color Universal Design", which is safe for
colour-blind readers. Its yellow and sky blue are replaced by a brown and a lime: darkened to stand
out from the map, they resemble the first two colours. Each of the others was searched for as the
one farthest from all before it, for full colour vision and for the three kinds of colour blindness.
"""

_SHADES: Final = ((0, 0.0), (6, -0.45), (-10, 0.2), (-14, -0.25), (12, 0.4), (0, -0.6), (0, 0.5))
"""The shades of a colour: degrees of hue, and the share of the way to black or to white."""

CONTRAST: Final = 3.0
"""Minimum contrast ratio of lines to their background: WCAG 2.2, 1.4.11."""

_FALLBACK: Final = "#767676"
_PALE_SHARE: Final = 0.13
_STEPS: Final = 100


@dataclass(frozen=True, slots=True)
class Theme:
    """The backgrounds of a map and the lightness of its inks.

    Attributes
    ----------
    backgrounds : tuple of str
        Backgrounds, ``#rrggbb``: two kinds of land, and water.
    goal : str
        Colour that lines move towards until they stand out.
    fills : tuple of float
        CIE L* of fills, 0 to 100, in the order of the sides.
    greys : tuple of float
        CIE L* of lines in a theme without hues; empty in themes with hues.
    """

    backgrounds: tuple[str, ...]
    goal: str
    fills: tuple[float, ...]
    greys: tuple[float, ...] = ()


LIGHT: Final = Theme(
    ("#f6f5f1", "#ebe9e4", "#e6ebef"),
    "#000000",
    (82, 72, 62, 67, 77, 87, 67, 62, 67, 87, 62, 72, 62, 67, 72, 77),
)
DARK: Final = Theme(
    ("#262a30", "#2f343a", "#181d22"),
    "#ffffff",
    (34, 46, 56, 51, 40, 29, 51, 56, 51, 29, 56, 46, 56, 51, 46, 40),
)
GREY: Final = Theme(
    ("#f6f6f6", "#eaeaea", "#e0e0e0"),
    "#000000",
    (84, 66, 54, 60, 76, 90),
    (16, 44, 30, 37, 23, 50),
)
"""The themes; the player's ``tokens.css`` has the same backgrounds for light and dark."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of a side in a theme, ``#rrggbb``.

    Attributes
    ----------
    line : str
        Lines and symbols.
    fill : str
        Areas held.
    pale : str
        Areas claimed, and stale evidence.
    """

    line: str
    fill: str
    pale: str


@cache
def ink(color: str, order: int, theme: Theme = LIGHT) -> Ink:
    """Derive the inks of a side from its colour.

    Parameters
    ----------
    color : str
        ``#rrggbb``; anything else counts as grey.
    order : int
        Position of the side, from 0.
    theme : Theme
        Theme of the map.

    Returns
    -------
    Ink

    Examples
    --------
    >>> ink("#0072b2", 0).line
    '#0072b2'
    """
    background = theme.backgrounds[0]
    greys = theme.greys
    line = _grey(greys[order % len(greys)]) if greys else _line(color, theme)
    lightness = theme.fills[order % len(theme.fills)]
    shades = [mix(line, background, step / _STEPS) for step in range(_STEPS + 1)]
    fill = min(shades, key=lambda shade: abs(_lightness(shade) - lightness))
    return Ink(line, fill, mix(line, background, _PALE_SHARE))


def shade(color: str, number: int) -> str:
    """Return a shade of a colour, for the allies of its side.

    Parameters
    ----------
    color : str
        ``#rrggbb``.
    number : int
        Number of the shade; 0 is the colour itself.

    Returns
    -------
    str
        ``#rrggbb``.

    Examples
    --------
    >>> shade("#0072b2", 0), shade("#0072b2", 1)
    ('#0072b2', '#003562')
    """
    turn, share = _SHADES[number % len(_SHADES)]
    hue, lightness, saturation = rgb_to_hls(*(value / 255 for value in _channels(color)))
    lightness += share * (lightness if share < 0 else 1 - lightness)
    channels = hls_to_rgb((hue + turn / 360) % 1, lightness, saturation)
    return "#" + "".join(f"{int(value * 255 + 0.5):02x}" for value in channels)


def mix(a: str, b: str, share: float) -> str:
    """Mix two colours in sRGB.

    Parameters
    ----------
    a, b : str
        Colours, ``#rrggbb``.
    share : float
        Share of the first colour, 0 to 1.

    Returns
    -------
    str
        ``#rrggbb``.

    Examples
    --------
    >>> mix("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = zip(_channels(a), _channels(b), strict=True)
    return "#" + "".join(f"{int(x * share + y * (1 - share) + 0.5):02x}" for x, y in pairs)


def contrast(a: str, b: str) -> float:
    """Measure the contrast ratio of two colours (WCAG 2).

    Parameters
    ----------
    a, b : str
        Colours, ``#rrggbb``.

    Returns
    -------
    float
        1 to 21.

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    """
    dark, light = sorted((_luminance(a), _luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def apart(a: str, b: str) -> float:
    """Measure how far apart two colours look (CIE 1976, ΔE*ab).

    Parameters
    ----------
    a, b : str
        Colours, ``#rrggbb``.

    Returns
    -------
    float
        Distance in CIE L*a*b*; about 2 can just be noticed side by side.

    Examples
    --------
    >>> round(apart("#000000", "#ffffff")), round(apart("#0072b2", "#0072b2"))
    (100, 0)
    """
    return dist(_lab(a), _lab(b))


def _lab(color: str) -> tuple[float, float, float]:
    """Return CIE L*, a* and b* of a colour, for the white of sRGB."""
    r, g, b = map(_linear, _channels(color))
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089
    fx, fy, fz = map(_lab_root, (x, _luminance(color), z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _lab_root(share: float) -> float:
    return share ** (1 / 3) if share > 216 / 24389 else (share * 24389 / 27 + 16) / 116


def _line(color: str, theme: Theme) -> str:
    """Move a colour towards the theme's goal until it stands out from every background."""
    safe = color.lower() if re.fullmatch("#[0-9a-fA-F]{6}", color) else _FALLBACK
    shades = (mix(safe, theme.goal, 1 - step / _STEPS) for step in range(_STEPS + 1))
    visible_shades = (
        shade
        for shade in shades
        if min(contrast(shade, background) for background in theme.backgrounds) >= CONTRAST
    )
    return next(visible_shades)


def _grey(lightness: float) -> str:
    """Return the grey of a CIE L* over 8."""
    y = ((lightness + 16) / 116) ** 3
    return "#" + f"{round(255 * (1.055 * y ** (1 / 2.4) - 0.055)):02x}" * 3


def _channels(color: str) -> list[int]:
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]


def _luminance(color: str) -> float:
    r, g, b = map(_linear, _channels(color))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _linear(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _lightness(color: str) -> float:
    """Return CIE L* of a colour, 0 to 100."""
    return 116 * _lab_root(_luminance(color)) - 16
