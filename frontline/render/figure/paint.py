"""A laid-out sheet → PNG, SVG or PDF. matplotlib is used only here.

The same sheet gives the same bytes on every machine with the same versions: fonts are those that
matplotlib ships, no timestamp is written, and no user settings reach the figure.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.image import AxesImage
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.patheffects import Stroke
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from frontline.errors import UsageError
from frontline.render.figure.marks import Mark, Shadow, Shape, Sheet, Type, Words
from frontline.render.figure.symbols import PAGE

MAX_HEIGHT_PX: Final = 40_000
"""Maximum height; drawing a picture of that size takes 250 MB of memory."""

SCALE: Final = 2
"""Pixels of a PNG per CSS pixel, unless a size determines them."""

Colors = Mapping[str, str]
"""``#rrggbb`` by name."""

_CSS_DPI: Final = 96
_ISOLATES: Final = dict.fromkeys(range(0x2066, 0x206A))
_HALO_PX: Final = 3.0
_HALO_ID: Final = "halo"
_RC: Final[dict[Any, Any]] = {
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans", "Verdana"],
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "frontline",
    "text.hinting": "no_hinting",
    "text.usetex": False,
}
_HALO_TEXT: Final = re.compile(
    rf'(<g id="{_HALO_ID}-\d+">\s*<text style="[^"]*fill: (#[0-9a-f]{{6}})[^"]*)(")'
)
_STYLE: Final = '<style type="text/css">'
_METADATA: Final[dict[str, dict[str, None]]] = {
    "png": {},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None},
}


def save_sheet(page: Sheet, colors: Colors, format: str, pixels: int, title: str) -> bytes:
    """Paint a sheet.

    Parameters
    ----------
    page : Sheet
        The sheet.
    colors : mapping of str to str
        ``#rrggbb`` by name.
    format : str
        ``png``, ``svg`` or ``pdf``.
    pixels : int
        Width of a PNG in pixels.
    title : str
        Title in the file's metadata.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    UsageError
        If long texts make the sheet taller than ``MAX_HEIGHT_PX``.
    """
    if (height := round(page.height * pixels / page.width)) > MAX_HEIGHT_PX:
        limit = f"at most {MAX_HEIGHT_PX} are drawn; shorten its longest texts"
        raise UsageError(f"the figure would be {height} pixels high: {limit}")
    figure = _paint(page, colors, format, pixels / page.width)
    file = io.BytesIO()
    metadata = {"Title": title, **_METADATA[format]}
    figure.savefig(file, format=format, dpi=figure.dpi, metadata=metadata)
    return file.getvalue()


@contextmanager
def matplotlib_settings() -> Iterator[None]:
    """Isolate the figure's matplotlib settings from the user's, in both directions."""
    with matplotlib.rc_context(), warnings.catch_warnings():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_RC)
        # A character that the font lacks is drawn as a box, which needs no warning.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def _paint(page: Sheet, colors: Colors, format: str, ratio: float = SCALE) -> Figure:
    """Paint the marks of a sheet on a figure whose data units are CSS pixels."""
    figure = Figure((page.width / _CSS_DPI, page.height / _CSS_DPI), dpi=_CSS_DPI * ratio)
    figure.set_facecolor(colors[PAGE])
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, page.width), ylim=(page.height, 0))
    axes.axis("off")
    for index, mark in enumerate(page.marks):
        for artist in _artists(mark, colors, axes, index, format):
            artist.set_zorder(index)
            axes.add_artist(artist)
            # Otherwise add_artist clips to the whole figure, one clip path per artist in an SVG.
            artist.set_clip_on(isinstance(mark, Shape) and mark.clip is not None)
    return figure


def _artists(mark: Mark, colors: Colors, axes: Any, index: int, format: str) -> Iterator[Any]:
    if isinstance(mark, Shadow):
        yield _shadow(mark, axes)
        return
    if isinstance(mark, Shape):
        if mark.lines:
            yield _shape(mark, colors, axes)
        return
    if format == "pdf":
        # In PDF, matplotlib gives these characters the width of a space, as they have no glyph.
        mark = replace(mark, text=mark.text.translate(_ISOLATES))
    if mark.halo:
        halo = _text(mark, colors[mark.halo])
        # Path effects would turn SVG text into outlines; its halo is a stroke added afterwards.
        if format == "svg":
            halo.set_gid(f"{_HALO_ID}-{index}")
        else:
            halo.set_path_effects(
                [Stroke(linewidth=_points(_HALO_PX), foreground=colors[mark.halo])]
            )
        yield halo
    yield _text(mark, colors[mark.type.color])


def _shape(mark: Shape, colors: Colors, axes: Any) -> PathPatch:
    outlines = [_outline(line, mark.closed) for line in mark.lines]
    patch = PathPatch(
        Outline.make_compound_path(*outlines),
        facecolor=colors[mark.fill] if mark.fill else "none",
        edgecolor=colors[mark.stroke] if mark.stroke else "none",
        linewidth=_points(mark.width) if mark.stroke else 0,
        linestyle=(0, [length / mark.width for length in mark.dash]) if mark.dash else "solid",
        capstyle="butt",
        joinstyle="round",
        snap=False,
    )
    if mark.clip:
        left, top, right, bottom = mark.clip
        clip_box = Rectangle((left, top), right - left, bottom - top, transform=axes.transData)
        patch.set_clip_path(clip_box)
    return patch


def _shadow(mark: Shadow, axes: Any) -> AxesImage:
    left, top, right, bottom = mark.box
    black = np.zeros((*mark.darkness.shape, 4))
    black[..., 3] = mark.darkness
    picture = AxesImage(
        axes, extent=(left, right, bottom, top), origin="upper", interpolation="bilinear"
    )
    picture.set_data(black)
    return picture


def _outline(line: Any, closed: bool) -> Outline:
    if not closed:
        return Outline(list(line))
    return Outline([*line, line[0]], closed=True)


def _text(mark: Words, color: str) -> Text:
    return Text(
        mark.x,
        mark.y,
        mark.text,
        color=color,
        fontproperties=_font(mark.type.bold, _points(mark.type.size)),
        verticalalignment="baseline",
        rotation=mark.turn,
        rotation_mode="anchor",
        parse_math=False,
    )


def _points(px: float) -> float:
    return px * 72 / _CSS_DPI


@lru_cache
def _font(bold: bool, size: float) -> FontProperties:
    """Return the font file that matplotlib ships, whatever else is installed."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    file = Path(matplotlib.get_data_path(), "fonts", "ttf", name)
    return FontProperties(fname=str(file), size=size, weight="bold" if bold else "normal")


@lru_cache(maxsize=10_000)
def text_width(text: str, type: Type) -> float:
    """Measure a line of text without hinting, as in every format.

    Parameters
    ----------
    text : str
        The line.
    type : Type
        Text style.

    Returns
    -------
    float
        Width in CSS pixels.
    """
    width, _, _ = text_to_path.get_text_width_height_descent(
        text, _font(type.bold, type.size), False
    )
    return float(width)


def add_description(svg: str, description: str) -> str:
    """Add the halos of text and a description to an SVG.

    Parameters
    ----------
    svg : str
        The SVG that matplotlib wrote.
    description : str
        Alternative text.

    Returns
    -------
    str
        The SVG.
    """
    halo_style = f"stroke-width: {_points(_HALO_PX):g}; stroke-linejoin: round"
    svg = _HALO_TEXT.sub(rf"\1; stroke: \2; {halo_style}\3", svg)
    # As in the other formats, the first strong letter decides the direction of a line.
    svg = svg.replace(_STYLE, f"{_STYLE}text{{unicode-bidi: plaintext}}", 1)
    description_element = f" <desc>{escape(description)}</desc>\n <metadata>"
    return svg.replace(" <metadata>", description_element, 1).replace(
        "<svg ", '<svg role="img" ', 1
    )
