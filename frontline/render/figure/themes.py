"""Themes: the colour of each named ink on light and dark pages and in greyscale print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from frontline.errors import UsageError
from frontline.render.figure.symbols import LANDS, WATER, ink_names
from frontline.scene.scene import Scene
from frontline.style import colors as inks
from frontline.style.classes import CONTESTED_COLOR, UNKNOWN_COLOR
from frontline.style.colors import DARK, GREY, LIGHT, Theme

INKS: Final[Mapping[str, Theme]] = {"light": LIGHT, "dark": DARK, "grey": GREY}
TOKENS: Final[Mapping[str, Mapping[str, str]]] = {
    "light": {
        "page": "#ffffff",
        "ink": "#16191d",
        "ink-2": "#525a63",
        "rule": "#d7dbdf",
        "stream": "#b5c6d3",
        "road": "#d9d4cb",
        "border": "#777773",
        "built-up": "#e3dfda",
        "forest": "#e9eee3",
        "railway": "#b9b4ac",
        "region-border": "#b3aea6",
        "town": "#6f7478",
        "water-ink": "#3d6480",
        "dot": "#7d7f80",
        "casing": "#ffffff",
    },
    "dark": {
        "page": "#15181c",
        "ink": "#eceff2",
        "ink-2": "#a9b2bb",
        "rule": "#383e45",
        "stream": "#3f5261",
        "road": "#3b4046",
        "border": "#888d92",
        "built-up": "#3c424a",
        "forest": "#262f2a",
        "railway": "#565d65",
        "region-border": "#5f666d",
        "town": "#99a1a9",
        "water-ink": "#8fb3cc",
        "dot": "#80868c",
        "casing": "#15181c",
    },
    "grey": {
        "page": "#ffffff",
        "ink": "#181818",
        "ink-2": "#565656",
        "rule": "#d9d9d9",
        "stream": "#c2c2c2",
        "road": "#d2d2d2",
        "border": "#757575",
        "built-up": "#dedede",
        "forest": "#ebebeb",
        "railway": "#b5b5b5",
        "region-border": "#afafaf",
        "town": "#727272",
        "water-ink": "#5a5a5a",
        "dot": "#7c7c7c",
        "casing": "#ffffff",
    },
}
"""Tokens of the player's ``tokens.css`` that figures use; those of greyscale print have no hue."""


def palette(scene: Scene, theme: str) -> dict[str, str]:
    """Resolve the named colours of a map in a theme.

    Parameters
    ----------
    scene : Scene
        The map, with the colours of its sides.
    theme : str
        ``light``, ``dark`` or ``grey``.

    Returns
    -------
    dict
        ``#rrggbb`` by name.

    Raises
    ------
    UsageError
        If the theme is unknown.
    """
    if theme not in TOKENS:
        raise UsageError(f'theme: "{theme}" is not one of {", ".join(TOKENS)}')
    theme_inks = INKS[theme]
    named_colors = {
        **TOKENS[theme],
        **dict(zip((*LANDS, WATER), theme_inks.backgrounds, strict=True)),
    }
    colors = [(str(i), side.color, i) for i, side in enumerate(scene.header.sides)]
    for owner, color, order in (
        *colors,
        ("contested", CONTESTED_COLOR, 0),
        ("unknown", UNKNOWN_COLOR, 0),
    ):
        names, shades = ink_names(owner), inks.ink(color, order, theme_inks)
        named_colors |= {
            names.line: shades.line,
            names.fill: shades.fill,
            names.pale: shades.pale,
        }
    return named_colors
