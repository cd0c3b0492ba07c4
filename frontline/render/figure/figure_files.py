"""Scene → the files of its figures: PNG, SVG, PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final

from frontline.errors import UsageError
from frontline.render.figure.arrange import arrange
from frontline.render.figure.content import Plate
from frontline.render.figure.film_frame import frame_plate
from frontline.render.figure.kinds import FigureRequest, compose, plate, sheet
from frontline.render.figure.paint import (
    SCALE,
    add_description,
    matplotlib_settings,
    save_sheet,
    text_width,
)
from frontline.render.figure.place_map import place_plate
from frontline.render.figure.sizes import Size, size_of
from frontline.render.figure.themes import palette
from frontline.render.figure.typeset import Pen, pen
from frontline.scene.scene import Scene
from frontline.scene.translation import in_language
from frontline.text.lookups import snapshot

FORMATS: Final = ("png", "svg", "pdf")
MIN_WIDTH_PX: Final = 640
"""Minimum width: 320 CSS pixels, a small phone."""

SCALES: Final = (1, 2)


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
    """Render a still figure.

    Parameters
    ----------
    scene : Scene
        The map.
    date : datetime.date or str, optional
        Date to draw, or last date of a chart. Default: the map's opening date; for charts, the
        period's last.
    kind : str
        ``map``; ``pair`` or ``changes``, which compare ``date`` with ``since``; ``multiples``,
        small maps of ``dates``; ``site``, the claims about ``place``; or a chart over dates:
        ``area``, ``events``, ``front``.
    since : datetime.date or str, optional
        Earlier date of a comparison, or first date of a chart. Default: the period's first.
    dates : sequence of datetime.date or str
        Dates of small multiples. Default: those with changes, at most 12.
    place : str, optional
        Id of a site. Default: the one with the most claims.
    format : str
        ``png``, ``svg`` or ``pdf``.
    size : str, optional
        ``web`` (the default), ``print-column``, ``print-page``, ``social`` or ``slide``.
    width_px : int, optional
        Width of a PNG, in place of ``size``; at least 640.
    scale : int
        1, or 2 for twice as many pixels per side.
    theme : str
        ``light``, ``dark`` or ``grey``.
    language : str, optional
        One of the map's languages. Default: its first.
    headed : bool
        Whether the figure has a headline and a standfirst; without, it begins with the date.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    UsageError
        For a date outside the period, or an unknown kind, format, size, theme, language or place.

    Examples
    --------
    >>> from importlib.resources import files
    >>> from frontline.project import build, load
    >>> scene = build(load(files("frontline") / "starter"))
    >>> render_figure(scene, "2024-03-05", size="social")[1:4]
    b'PNG'
    """
    if format not in FORMATS:
        raise UsageError(f'format: "{format}" is not one of {", ".join(FORMATS)}')
    if scale not in SCALES:
        raise UsageError(f"scale: {scale} is not 1 or 2")
    colors, page_size = palette(scene, theme), _page_size(size, width_px)
    translated = scene if language is None else in_language(scene, language)
    request = FigureRequest(kind, date, since, tuple(dates), place)
    pixels, title = page_size.pixels * scale, translated.header.title
    with matplotlib_settings():
        laid_out, description = compose(translated, request, page_size, text_width, headed=headed)
        figure = save_sheet(laid_out, colors, format, pixels, title)
    return add_description(figure.decode(), description).encode() if format == "svg" else figure


def describe_figure(
    scene: Scene,
    date: date | str | None = None,
    *,
    kind: str = "map",
    since: date | str | None = None,
) -> str:
    """Write the alternative text of a figure.

    Parameters
    ----------
    scene : Scene
        The map.
    date, since : datetime.date or str, optional
        Dates, as for ``render_figure``.
    kind : str
        Kind of figure, as for ``render_figure``.

    Returns
    -------
    str
        The description.
    """
    with matplotlib_settings():
        return plate(scene, FigureRequest(kind, date, since), pen(scene.header, text_width)).alt


def render_frame(
    scene: Scene, date: date | str, *, size: str = "slide", theme: str = "light"
) -> bytes:
    """Render the map of a date as a frame of a film; all frames have the same size and layout.

    Parameters
    ----------
    scene : Scene
        The map.
    date : datetime.date or str
        Date of the frame.
    size, theme : str
        As for ``render_figure``.

    Returns
    -------
    bytes
        A PNG.

    Raises
    ------
    UsageError
        For a date outside the period, or an unknown size or theme.
    """
    now = snapshot(scene, date)
    return _render_plate(scene, lambda pen: frame_plate(now, pen), "png", size, theme)


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
    """Render the map around a place, with the claims about it up to a date.

    Parameters
    ----------
    scene : Scene
        The map.
    place : str
        Id of the place.
    date : datetime.date or str, optional
        Date to draw. Default: the map's opening date.
    width_km : float
        Width of the map in km.
    format, size, theme : str
        As for ``render_figure``.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    UsageError
        For a date outside the period, or an unknown place, format, size or theme.
    """
    if format not in FORMATS:
        raise UsageError(f'format: "{format}" is not one of {", ".join(FORMATS)}')
    now = snapshot(scene, date)
    compose_plate = partial(place_plate, now, place, width_km)
    return _render_plate(scene, compose_plate, format, size, theme)


def figure_size(scene: Scene) -> tuple[int, int]:
    """Return the size of the default PNG of ``render_figure``.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    (int, int)
        Width and height in pixels.
    """
    page_size = _page_size(None, None)
    with matplotlib_settings():
        laid_out = sheet(scene.opening, page_size, text_width)
    return page_size.pixels, round(laid_out.height * page_size.pixels / laid_out.width)


def _render_plate(
    scene: Scene, compose_plate: Callable[[Pen], Plate], format: str, size: str, theme: str
) -> bytes:
    """Compose a plate, lay it out and paint it."""
    colors, page_size = palette(scene, theme), size_of(size)
    with matplotlib_settings():
        text_pen = pen(scene.header, text_width)
        plate = compose_plate(text_pen)
        laid_out = arrange(plate, page_size, text_pen)
        figure = save_sheet(laid_out, colors, format, page_size.pixels, plate.title)
    return add_description(figure.decode(), plate.alt).encode() if format == "svg" else figure


def _page_size(size: str | None, width_px: int | None) -> Size:
    """Return the page for a named size or a width in pixels."""
    if width_px is None:
        return size_of(size or "web")
    if size is not None:
        raise UsageError("size, width_px: give only one of them")
    if width_px < MIN_WIDTH_PX:
        raise UsageError(f"width_px: {width_px} is less than {MIN_WIDTH_PX}")
    return Size(width_px / SCALE, width_px)
