"""Colour → the inks it is drawn in, on light and on dark ground.

A colour means one side for ever, and its inks follow from it: a line that stands out from all
ground, a filling whose lightness depends on the side's place in the order, so that sides differ
in grey print and to every eye, and a pale one for what is claimed or rests on old evidence.
``tests/style/test_colors.py`` says by how much, and holds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

CONTRAST: Final = 3.0
"""How far lines stand out from ground: WCAG 2.2, 1.4.11."""

_FALLBACK: Final = "#767676"
_PALE_SHARE: Final = 0.13
_STEPS: Final = 100


@dataclass(frozen=True, slots=True)
class Theme:
    """Hold the grounds that ink lies on, where it goes to stand out, and how light fillings are.

    ``fills`` are CIE L* in the order of the sides; so are ``greys``, the lines of a theme without
    hues.
    """

    grounds: tuple[str, ...]
    goal: str
    fills: tuple[float, ...]
    greys: tuple[float, ...] = ()


LIGHT: Final = Theme(("#f6f5f1", "#ebe9e4", "#e6ebef"), "#000000", (82, 72, 62, 67, 77, 87))
DARK: Final = Theme(("#262a30", "#2f343a", "#181d22"), "#ffffff", (34, 46, 56, 51, 40, 29))
GREY: Final = Theme(
    ("#f6f6f6", "#eaeaea", "#e0e0e0"),
    "#000000",
    (84, 66, 54, 60, 76, 90),
    (16, 44, 30, 37, 23, 50),
)
"""The two kinds of land and the water of each theme; of two as in ``player.css``."""


@dataclass(frozen=True, slots=True)
class Ink:
    """Hold the colours (``#rrggbb``) of lines and signs, of held ground, and of a pale wash."""

    line: str
    fill: str
    pale: str


@cache
def ink(color: str, order: int, theme: Theme = LIGHT) -> Ink:
    """Make the inks of a colour; ``order`` is the place of its side, from 0."""
    ground = theme.grounds[0]
    greys = theme.greys
    line = _grey(greys[order % len(greys)]) if greys else _line(color, theme)
    lightness = theme.fills[order % len(theme.fills)]
    shades = [mix(line, ground, step / _STEPS) for step in range(_STEPS + 1)]
    fill = min(shades, key=lambda shade: abs(_lightness(shade) - lightness))
    return Ink(line, fill, mix(line, ground, _PALE_SHARE))


def mix(a: str, b: str, share: float) -> str:
    """Mix two ``#rrggbb`` colours; ``share`` is that of the first."""
    pairs = zip(_channels(a), _channels(b), strict=True)
    return "#" + "".join(f"{int(x * share + y * (1 - share) + 0.5):02x}" for x, y in pairs)


def contrast(a: str, b: str) -> float:
    """Measure the contrast of two colours by WCAG 2: 1 to 21."""
    dark, light = sorted((_luminance(a), _luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def _line(color: str, theme: Theme) -> str:
    """Move a colour towards the theme's goal until it stands out from every ground."""
    safe = color.lower() if re.fullmatch("#[0-9a-fA-F]{6}", color) else _FALLBACK
    shades = (mix(safe, theme.goal, 1 - step / _STEPS) for step in range(_STEPS + 1))
    stands_out = (
        shade
        for shade in shades
        if min(contrast(shade, ground) for ground in theme.grounds) >= CONTRAST
    )
    return next(stands_out)


def _grey(lightness: float) -> str:
    """Return the grey of a CIE L* over 8."""
    y = ((lightness + 16) / 116) ** 3
    return "#" + f"{round(255 * (1.055 * y ** (1 / 2.4) - 0.055)):02x}" * 3


def _channels(color: str) -> list[int]:
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]


def _luminance(color: str) -> float:
    r, g, b = (
        share / 12.92 if (share := value / 255) <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for value in _channels(color)
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _lightness(color: str) -> float:
    """Return CIE L* of a colour, 0 to 100."""
    y = _luminance(color)
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27
