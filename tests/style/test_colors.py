"""Measured colours: contrast in every theme, and distances between sides, also in grey print.

The tokens are read from ``tokens.css``, the palette from ``style/colors.py``. Colour blindness is
simulated by Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model for Simulation
of Color Vision Deficiency", severity 1.0, applied to linear RGB. The distance of colours is
CIEDE2000 (CIE 142-2001).

Decoration carries no information and has no minimum contrast: the tones of land and water, rivers,
roads, hairlines between paragraphs, and the fills of held areas, whose edges show them.
"""

import itertools
import math
import re

import numpy as np
import pytest
from support import EXAMPLE, ROOT

from frontline import project
from frontline.render.figure import themes
from frontline.style import classes
from frontline.style import colors as inks
from frontline.style.colors import DARK, GREY, LIGHT, ink

HEADER = project.load(EXAMPLE).header

MIN_DISTANCE = 7.0
"""Minimum CIEDE2000 between the sides of the example; 2.3 is just visible."""
MIN_DISTANCES = {6: {"all cones": 7.0, "blind": 7.0}, 16: {"all cones": 8.0, "blind": 3.4}}
"""The same between the first sides of the palette, for lines and fills, by their number."""
MIN_GREY_DIFFERENCE = {2: 9.0, 6: 4.0}
"""Minimum difference of L* between fills, for two and for six sides; 1 is just visible."""

VISION = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
THEMES = {"light": LIGHT, "dark": DARK}
LANDS = ("land-a", "land-b", "water")
GREY_TOKENS = {
    **themes.TOKENS["grey"],
    **dict(zip(LANDS, GREY.backgrounds, strict=True)),
}
CSS = (ROOT / "frontline/render/page/player/style/tokens.css").read_text(encoding="utf-8")


def tokens(start):
    block = CSS[CSS.index(start) :]
    return dict(re.findall(r"--([\w-]+): ([^;]+);", block[: block.index("}\n")]))


LIGHT_TOKENS = tokens(":root {")
DARK_TOKENS = {**LIGHT_TOKENS, **tokens("@media screen and (prefers-color-scheme: dark)")}
PRINT_TOKENS = {**LIGHT_TOKENS, **tokens("@media print {")}
BY_THEME = {"light": LIGHT_TOKENS, "dark": DARK_TOKENS, "print": PRINT_TOKENS}


def linear(color):
    share = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(first, second):
    """Return the contrast by WCAG 2.2, implemented independently of the package."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    low, high = sorted(float(linear(color) @ weights) for color in (first, second))
    return (high + 0.05) / (low + 0.05)


def lab(color, vision):
    """Return CIE L*a*b* (D65) of a colour under a kind of colour vision."""
    perceived = np.clip(VISION[vision] @ linear(color), 0, 1)
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    t = to_xyz @ perceived / np.array([0.95047, 1.0, 1.08883])
    f = np.where(t > 216 / 24389, np.cbrt(t), (24389 / 27 * t + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(first, second):
    """Return CIEDE2000 as defined by Sharma, Wu and Dalal (2005), in their notation."""
    (l1, a1, b1), (l2, a2, b2) = first, second
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = (math.degrees(math.atan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = 0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    dl, dc = l2 - l1, c2 - c1
    dh = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    lm, cm = (l1 + l2) / 2, (c1 + c2) / 2
    hm = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    t = (
        1
        - 0.17 * math.cos(math.radians(hm - 30))
        + 0.24 * math.cos(math.radians(2 * hm))
        + 0.32 * math.cos(math.radians(3 * hm + 6))
        - 0.20 * math.cos(math.radians(4 * hm - 63))
    )
    theta = 30 * math.exp(-(((hm - 275) / 25) ** 2))
    rc = 2 * math.sqrt(cm**7 / (cm**7 + 25**7))
    sl = 1 + 0.015 * (lm - 50) ** 2 / math.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    rt = -math.sin(math.radians(2 * theta)) * rc
    return math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * (dc / sc) * (dh / sh))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
    ],
)
def test_ciede2000_agrees_with_published_test_data(first, second, expected):
    assert ciede2000(first, second) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("theme", BY_THEME)
@pytest.mark.parametrize("text", ["ink", "ink-2", "link"])
def test_text_has_sufficient_contrast(theme, text):
    tokens_of_theme = BY_THEME[theme]
    for background in ("page", "raised", "wash", "land-a", "land-b", "water"):
        assert contrast(tokens_of_theme[text], tokens_of_theme[background]) >= 4.5, background


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("text", ["ink", "ink-2"])
def test_labels_have_sufficient_contrast_to_every_fill_through_their_halo(theme, text):
    tokens_of_theme = BY_THEME[theme]
    red, green, blue, share = map(int, re.findall(r"\d+", tokens_of_theme["halo"]))
    halo = f"#{red:02x}{green:02x}{blue:02x}"
    assert inks.PALETTE
    for order, color in enumerate(inks.PALETTE):
        background = inks.mix(halo, ink(color, order, THEMES[theme]).fill, share / 100)
        assert contrast(tokens_of_theme[text], background) >= 4.5, color


@pytest.mark.parametrize("theme", BY_THEME)
@pytest.mark.parametrize(
    ("symbol", "backgrounds"),
    [
        ("edge", ["page", "raised"]),
        ("border", ["land-a", "land-b", "water"]),
        ("dot", ["land-a", "land-b"]),
        ("ink", ["land-a", "land-b", "water", "casing"]),
    ],
)
def test_symbols_and_edges_of_controls_have_sufficient_contrast(theme, symbol, backgrounds):
    tokens_of_theme = BY_THEME[theme]
    assert backgrounds
    for background in backgrounds:
        assert contrast(tokens_of_theme[symbol], tokens_of_theme[background]) >= 3, background


@pytest.mark.parametrize("theme", THEMES)
def test_page_and_figures_use_the_backgrounds_of_the_inks(theme):
    tokens_of_theme = BY_THEME[theme]
    assert THEMES[theme].backgrounds == tuple(
        tokens_of_theme[name] for name in ("land-a", "land-b", "water")
    )
    for name, value in themes.TOKENS[theme].items():
        assert tokens_of_theme[name] == value, name


COLORS = [
    *inks.PALETTE,
    classes.CONTESTED_COLOR,
    classes.UNKNOWN_COLOR,
    "#000000",
    "#ffffff",
    "#f0e442",
    "url(javascript:0)",
]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("color", COLORS)
def test_lines_of_any_colour_have_sufficient_contrast(theme, color):
    assert inks.PALETTE
    for order in range(len(inks.PALETTE)):
        shades = ink(color, order, THEMES[theme])
        for background in (*THEMES[theme].backgrounds, BY_THEME[theme]["casing"]):
            assert contrast(shades.line, background) >= 3, background
        assert contrast(shades.line, shades.pale) >= 2.4


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("part", ["line", "fill"])
@pytest.mark.parametrize("count", MIN_DISTANCES)
def test_sides_of_the_palette_differ_in_every_colour_vision(theme, vision, part, count):
    minimum = MIN_DISTANCES[count].get(vision, MIN_DISTANCES[count]["blind"])
    colors = inks.PALETTE[:count]
    assert len(colors) == count
    seen = [
        lab(getattr(ink(color, order, THEMES[theme]), part), vision)
        for order, color in enumerate(colors)
    ]
    for (i, first), (j, second) in itertools.combinations(enumerate(seen), 2):
        assert ciede2000(first, second) >= minimum, (colors[i], colors[j])


def test_two_hundred_sides_differ_in_colour_or_shape():
    looks = {(order % len(inks.PALETTE), classes.shape_number(order)) for order in range(200)}
    assert len(looks) == 200
    assert classes.shape_number(classes.SHAPES) != classes.shape_number(0)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("count", MIN_GREY_DIFFERENCE)
def test_areas_of_two_sides_differ_in_grey_print(theme, count):
    colors = inks.PALETTE[:count]
    fills = [ink(color, order, THEMES[theme]).fill for order, color in enumerate(colors)]
    assert len(fills) == count
    for first, second in itertools.combinations([lab(fill, "all cones")[0] for fill in fills], 2):
        assert abs(first - second) >= MIN_GREY_DIFFERENCE[count]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("vision", VISION)
def test_sides_of_the_example_differ_in_every_colour_vision(theme, vision):
    inks_of_sides = [
        ink(side.color, order, THEMES[theme]) for order, side in enumerate(HEADER.sides)
    ]
    for part in ("line", "fill"):
        first, second = (lab(getattr(side_ink, part), vision) for side_ink in inks_of_sides)
        assert ciede2000(first, second) >= MIN_DISTANCE


def test_classes_that_share_an_ink_differ_in_pattern():
    sides = HEADER.sides
    for side in sides:
        kinds = [kind for kind in classes.classes(sides) if kind.control.side == side.id]
        assert len({kind.hatch for kind in kinds}) == len(kinds)
    without_side = [kind for kind in classes.classes(sides) if kind.control.side is None]
    assert len({kind.hatch for kind in without_side}) == len(without_side)
    assert "none" not in {kind.hatch for kind in without_side}


# Figures in grey print


def test_grey_print_has_no_hue():
    grey_inks = [ink(color, order, GREY) for order, color in enumerate(inks.PALETTE)]
    shades = [
        shade for grey_ink in grey_inks for shade in (grey_ink.line, grey_ink.fill, grey_ink.pale)
    ]
    for color in (*GREY_TOKENS.values(), *shades):
        assert color[1:3] == color[3:5] == color[5:7], color


def test_in_grey_print_text_symbols_and_lines_have_sufficient_contrast():
    for name, backgrounds, minimum in (
        ("ink", ("page", *LANDS), 4.5),
        ("ink-2", ("page", *LANDS), 4.5),
        ("border", LANDS, 3),
        ("dot", ("land-a", "land-b"), 3),
    ):
        for background in backgrounds:
            assert contrast(GREY_TOKENS[name], GREY_TOKENS[background]) >= minimum, (
                name,
                background,
            )
    assert inks.PALETTE
    for order, color in enumerate(inks.PALETTE):
        grey_ink = ink(color, order, GREY)
        for background in (*GREY.backgrounds, GREY_TOKENS["casing"]):
            assert contrast(grey_ink.line, background) >= 3, background
        assert contrast(grey_ink.line, grey_ink.pale) >= 2.4


def test_in_grey_print_the_sides_differ_in_lightness():
    grey_inks = [ink(color, order, GREY) for order, color in enumerate(inks.PALETTE)]
    assert len(grey_inks) > 1
    for part, minimums in (("fill", {2: 15, 6: 5}), ("line", {2: 25, 6: 5})):
        lightness = [lab(getattr(grey_ink, part), "all cones")[0] for grey_ink in grey_inks]
        for count, minimum in minimums.items():
            for first, second in itertools.combinations(lightness[:count], 2):
                assert abs(first - second) >= minimum, (part, count)
