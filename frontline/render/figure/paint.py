"""Scene → a still figure: PNG, SVG or PDF. matplotlib is used only here.

The sheet says what stands where; here it is painted. The same scene gives the same bytes, on
every run and machine with the same versions: the fonts are those that matplotlib ships, nothing
asks for the time, and no user's settings reach the figure.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.patheffects import Stroke
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from frontline.errors import UsageError
from frontline.render.figure.arrange import arrange
from frontline.render.figure.content import Plate
from frontline.render.figure.film_frame import frame_plate
from frontline.render.figure.kinds import Ask, compose, plate, sheet
from frontline.render.figure.marks import Mark, Shape, Sheet, Type, Words
from frontline.render.figure.place_map import place_plate
from frontline.render.figure.sizes import Size, size_of
from frontline.render.figure.symbols import PAGE
from frontline.render.figure.themes import palette
from frontline.render.figure.typeset import Pen, pen
from frontline.scene.scene import Scene
from frontline.scene.translation import in_language
from frontline.text.lookups import snapshot

FORMATS: Final = ("png", "svg", "pdf")
LEAST_PX: Final = 640
"""The least width: 320 CSS pixels, a small telephone."""

MOST_PX: Final = 40_000
"""The greatest height: a picture of that size takes a quarter of a gigabyte to draw."""

SCALES: Final = (1, 2)

_SCALE: Final = 2
Colors = Mapping[str, str]
"""The colour of each name."""

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


def render_figure(
    scene: Scene,
    date: date | str | None = None,
    *,
    kind: str = "map",
    since: date | str | None = None,
    dates: Sequence[date | str] = (),
    place: str | None = None,
    format: str = "png",
    size: str | None = None,
    width_px: int | None = None,
    scale: int = 1,
    theme: str = "light",
    language: str | None = None,
    headed: bool = True,
) -> bytes:
    """Render a still figure: by default the map of the day that the map opens on.

    ``kind`` is one of ``sheet.KINDS``: ``pair`` and ``changes`` compare ``date`` with an earlier
    day, ``since``; ``multiples`` shows small maps of ``dates``; ``site`` what is told of a
    ``place``; ``area``, ``events`` and ``front`` are charts of the whole period. ``size`` is one of
    ``sizes.SIZES``, by default ``web``; or ``width_px`` is the width of a PNG that is drawn at two
    pixels per CSS pixel. SVG and PDF have the same size on paper. With a ``scale`` of 2 a PNG has
    twice as many pixels each way. ``theme`` is light, dark or grey, ``language`` one of the map's.
    Without ``headed`` a figure begins with the day. Raises UsageError for what there is not: a day
    outside the period, a kind, format, size, theme, language or place.
    """
    if format not in FORMATS:
        raise UsageError(f'format: "{format}" is not one of {", ".join(FORMATS)}')
    if scale not in SCALES:
        raise UsageError(f"scale: {scale} is not 1 or 2")
    colors, form = palette(scene, theme), _form(size, width_px)
    told = scene if language is None else in_language(scene, language)
    ask = Ask(kind, date, since, tuple(dates), place)
    with _settings():
        page, words = compose(told, ask, form, _measure, headed=headed)
        made = _saved(page, colors, format, form.pixels * scale, told.header.title)
    return _finished(made.decode(), words).encode() if format == "svg" else made


def describe_figure(
    scene: Scene,
    date: date | str | None = None,
    *,
    kind: str = "map",
    since: date | str | None = None,
) -> str:
    """Describe what ``render_figure`` draws, for a person who cannot see it."""
    with _settings():
        return plate(scene, Ask(kind, date, since), pen(scene.header, _measure)).alt


def render_frame(
    scene: Scene, date: date | str, *, size: str = "slide", theme: str = "light"
) -> bytes:
    """Render a day as a picture of a film, a PNG: that of each day has the same size and form.

    Raises UsageError for a day outside the period, and for a size or theme that there is not.
    """
    now = snapshot(scene, date)
    return _plated(scene, lambda pen: frame_plate(now, pen), "png", size, theme)


def render_place(
    scene: Scene,
    place: str,
    date: date | str | None = None,
    *,
    width_km: float,
    format: str = "png",
    size: str = "web",
    theme: str = "light",
) -> bytes:
    """Render the map of a day around a place, and what was said of it by then.

    The map shows so many kilometres from side to side. Raises UsageError for what there is not.
    """
    if format not in FORMATS:
        raise UsageError(f'format: "{format}" is not one of {", ".join(FORMATS)}')
    now = snapshot(scene, date)
    make = partial(place_plate, now, place, width_km)
    return _plated(scene, make, format, size, theme)


def _plated(
    scene: Scene, make: Callable[[Pen], Plate], format: str, size: str, theme: str
) -> bytes:
    """Put a plate on a page of a size, and return it in a format."""
    colors, form = palette(scene, theme), size_of(size)
    with _settings():
        drawn = pen(scene.header, _measure)
        told = make(drawn)
        made = _saved(arrange(told, form, drawn), colors, format, form.pixels, told.title)
    return _finished(made.decode(), told.alt).encode() if format == "svg" else made


def _saved(page: Sheet, colors: Colors, format: str, pixels: int, title: str) -> bytes:
    """Paint a sheet, and return it in a format; a PNG is so many pixels wide.

    Raises UsageError for one that long texts make too high.
    """
    if (high := round(page.height * pixels / page.width)) > MOST_PX:
        said = f"{high} pixels high by its texts; {MOST_PX} are drawn: shorten the longest of them"
        raise UsageError(f"the figure would be {said}")
    figure = _paint(page, colors, format, pixels / page.width)
    file = io.BytesIO()
    metadata = {"Title": title, **_METADATA[format]}
    figure.savefig(file, format=format, dpi=figure.dpi, metadata=metadata)
    return file.getvalue()


def figure_size(scene: Scene) -> tuple[int, int]:
    """Return the width and the height in pixels of the PNG that ``render_figure`` makes."""
    form = _form(None, None)
    with _settings():
        page = sheet(scene.opening, form, _measure)
    return form.pixels, round(page.height * form.pixels / page.width)


def _form(size: str | None, width_px: int | None) -> Size:
    """Return the page that is asked for."""
    if width_px is None:
        return size_of(size or "web")
    if size is not None:
        raise UsageError("size and width_px: give one of the two")
    if width_px < LEAST_PX:
        raise UsageError(f"width_px: {width_px} is less than {LEAST_PX}")
    return Size(width_px / _SCALE, width_px)


@contextmanager
def _settings() -> Iterator[None]:
    """Keep a user's settings out of the figure, and the figure's settings in."""
    with matplotlib.rc_context(), warnings.catch_warnings():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_RC)
        # A character that the font lacks is drawn as a box; there is nothing to warn of.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def _paint(page: Sheet, colors: Colors, format: str, ratio: float = _SCALE) -> Figure:
    """Put the marks of a sheet on a figure whose data units are CSS pixels.

    ``ratio`` is the number of pixels of a PNG per CSS pixel.
    """
    figure = Figure((page.width / _CSS_DPI, page.height / _CSS_DPI), dpi=_CSS_DPI * ratio)
    figure.set_facecolor(colors[PAGE])
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, page.width), ylim=(page.height, 0))
    axes.axis("off")
    for order, mark in enumerate(page.marks):
        for artist in _artists(mark, colors, axes, order, format):
            artist.set_zorder(order)
            axes.add_artist(artist)
            # What add_artist clips to the whole figure would be a clip path each in an SVG.
            artist.set_clip_on(isinstance(mark, Shape) and mark.clip is not None)
    return figure


def _artists(mark: Mark, colors: Colors, axes: Any, order: int, format: str) -> Iterator[Any]:
    if isinstance(mark, Shape):
        if mark.lines:
            yield _shape(mark, colors, axes)
        return
    if format == "pdf":
        # matplotlib's PDF gives these the width of a space, for want of a glyph of their own.
        mark = replace(mark, text=mark.text.translate(_ISOLATES))
    if mark.halo:
        halo = _text(mark, colors[mark.halo])
        # Path effects would turn SVG text into outlines; its halo is an edge set afterwards.
        if format == "svg":
            halo.set_gid(f"{_HALO_ID}-{order}")
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
        window = Rectangle((left, top), right - left, bottom - top, transform=axes.transData)
        patch.set_clip_path(window)
    return patch


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
        parse_math=False,
    )


def _points(px: float) -> float:
    return px * 72 / _CSS_DPI


@lru_cache
def _font(bold: bool, size: float) -> FontProperties:
    """Return the font by its file: the one matplotlib ships, whatever else is installed."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    file = Path(matplotlib.get_data_path(), "fonts", "ttf", name)
    return FontProperties(fname=str(file), size=size, weight="bold" if bold else "normal")


@lru_cache(maxsize=10_000)
def _measure(text: str, type: Type) -> float:
    """Measure a line of text in CSS pixels, unhinted, as every format sets it."""
    width, _, _ = text_to_path.get_text_width_height_descent(
        text, _font(type.bold, type.size), False
    )
    return float(width)


def _finished(svg: str, description: str) -> str:
    """Give an SVG the halos of its text and a description for those who cannot see it."""
    edge = f"stroke-width: {_points(_HALO_PX):g}; stroke-linejoin: round"
    svg = _HALO_TEXT.sub(rf"\1; stroke: \2; {edge}\3", svg)
    # The direction of a line is that of its first letter with one, as in the other formats.
    svg = svg.replace(_STYLE, f"{_STYLE}text{{unicode-bidi: plaintext}}", 1)
    told = f" <desc>{escape(description)}</desc>\n <metadata>"
    return svg.replace(" <metadata>", told, 1).replace("<svg ", '<svg role="img" ', 1)
