"""Scene and dates → the plate of several maps side by side, at one scale, with one legend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from math import ceil
from typing import Final

from frontline.analysis.transitions import turns
from frontline.errors import UsageError
from frontline.render.figure import symbols
from frontline.render.figure.base_map import map_marks
from frontline.render.figure.change_map import gain_items
from frontline.render.figure.content import Draw, Face, Plate
from frontline.render.figure.day_map import location_notes, map_foot, not_shown_note
from frontline.render.figure.legend import keys, scale_key
from frontline.render.figure.marks import Mark, Type
from frontline.render.figure.projection import fit
from frontline.render.figure.short_dates import days_words
from frontline.render.figure.typeset import Pen, block
from frontline.scene.scene import Scene
from frontline.text.alt_text import alt
from frontline.text.lookups import snapshot
from frontline.text.phrases import date_words, situation
from frontline.text.summary import change_summary

MAX_MAPS: Final = 12
"""How many small maps are drawn if no dates are given."""

_GAP_PX: Final = 14.0
_PAIR_PX: Final = 230.0
_SMALL_PX: Final = 140.0
_DAY: Final = Type(13, 20, symbols.INK, bold=True)

_Cell = Callable[[int, float, float, float, float | None], Face]
"""Lays out the picture with an index in a place: left, top, width, height or None."""


def pair_plate(scene: Scene, first: date, last: date, pen: Pen) -> Plate:
    """Compose two maps, before and after.

    Parameters
    ----------
    scene : Scene
        The map.
    first, last : datetime.date
        Dates, in either order.
    pen : Pen
        Text measure and language.

    Returns
    -------
    Plate
        Content of the figure.
    """
    days, language = sorted((first, last)), scene.header.language
    texts = [date_words(day, language) for day in days]
    return Plate(
        title=scene.header.title,
        summary=scene.header.summary,
        day=days_words(days[0], days[1], language),
        beside=situation(snapshot(scene, days[1])),
        draw=_draw_maps(scene, days, texts, pen, _PAIR_PX, bare=False),
        aside=pen.say("twin_gains", day=texts[0]),
        items=gain_items(scene, days[0], days[1], pen),
        unseen=not_shown_note(scene, pen),
        foot=map_foot(scene),
        alt=f"{change_summary(scene, days[0], days[1])} {alt(scene, days[1])}",
    )


def multiples_plate(scene: Scene, days: Sequence[date], pen: Pen) -> Plate:
    """Compose small maps of several dates.

    Parameters
    ----------
    scene : Scene
        The map.
    days : sequence of datetime.date
        Dates in order.
    pen : Pen
        Text measure and language.

    Returns
    -------
    Plate
        Content of the figure.
    """
    language = scene.header.language
    texts = [date_words(day, language) for day in days]
    return Plate(
        title=scene.header.title,
        summary=scene.header.summary,
        day=days_words(days[0], days[-1], language),
        beside=situation(snapshot(scene, days[-1])),
        draw=_draw_maps(scene, days, texts, pen, _SMALL_PX, bare=True),
        foot=map_foot(scene),
        alt=" ".join(alt(scene, day) for day in days),
    )


def dates_of_changes(scene: Scene) -> tuple[date, ...]:
    """Choose the dates for small maps.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    tuple of datetime.date
        Dates with changes and the opening date; at most 12, evenly chosen.
    """
    dates_with_turns = {turn.day for turn in turns(scene)} | {
        scene.shown(change.date) for change in scene.changes_of_control
    }
    dates = sorted(dates_with_turns | {scene.opens})
    if len(dates) <= MAX_MAPS:
        return tuple(dates)
    step = (len(dates) - 1) / (MAX_MAPS - 1)
    return tuple(dates[round(i * step)] for i in range(MAX_MAPS))


def _draw_maps(
    scene: Scene,
    days: Sequence[date],
    texts: Sequence[str],
    pen: Pen,
    min_width: float,
    *,
    bare: bool,
) -> Draw:
    if not days:
        raise UsageError("dates: there is no date to draw")
    maps = [snapshot(scene, day) for day in days]

    def draw(left: float, top: float, width: float, height: float | None) -> Face:
        columns = _columns(scene.header.extent, len(days), width, height, min_width)
        rows = ceil(len(days) / columns)
        cell = (width - (columns - 1) * _GAP_PX) / columns
        map_height = None
        if height is not None:
            map_height = max(40.0, (height - (rows - 1) * _GAP_PX) / rows - _DAY.leading)
        heads: list[Mark] = []
        frames, y = [], top
        for row in range(rows):
            row_bottom = y
            for column, number in enumerate(
                range(row * columns, min((row + 1) * columns, len(days)))
            ):
                position = columns - 1 - column if pen.rtl else column
                x = left + position * (cell + _GAP_PX)
                head, head_bottom = block(texts[number], x, y, cell, _DAY, pen)
                heads += head
                frame = fit(scene.header.extent, x, head_bottom, cell, map_height)
                frames.append(frame)
                row_bottom = max(row_bottom, frame.box[3])
            y = row_bottom + _GAP_PX

        def marks() -> list[Mark]:
            marks_by_map = [
                map_marks(now, frame, pen, bare=bare)
                for now, frame in zip(maps, frames, strict=True)
            ]
            return [*heads, *(mark for marks in marks_by_map for mark in marks)]

        remarks = () if bare else tuple(location_notes(maps[-1], frames[-1], pen))
        legend = keys(scene, pen.say, circles=False, signs=not bare)
        if bare:
            legend.append(scale_key(frames[0], pen))
        return Face(y - _GAP_PX, marks, tuple(legend), remarks)

    return draw


def _columns(
    extent: tuple[float, float, float, float],
    count: int,
    width: float,
    height: float | None,
    min_width: float,
) -> int:
    """Choose the number of columns by minimum width or, on a fixed page, for the largest maps."""
    if height is None:
        fitting = max(1, min(count, int((width + _GAP_PX) // (min_width + _GAP_PX))))
        return ceil(count / ceil(count / fitting))

    def scale(columns: int) -> float:
        rows = ceil(count / columns)
        cell = (width - (columns - 1) * _GAP_PX) / columns
        map_height = (height - (rows - 1) * _GAP_PX) / rows - _DAY.leading
        if cell <= _GAP_PX or map_height <= _GAP_PX:
            return 0.0
        return 1 / fit(extent, 0, 0, cell, map_height).m_per_px

    return max(range(1, count + 1), key=scale)
