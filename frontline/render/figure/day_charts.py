"""Charts over dates: events by kind, length of the front; and the parts of all charts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from frontline.analysis.transitions import map_dates
from frontline.errors import UsageError
from frontline.render.figure import symbols
from frontline.render.figure.chart_frame import (
    FOOT_PX,
    EndLabel,
    Plot,
    axes,
    chart_top,
    end_labels,
    gutter_width,
    step_edges,
)
from frontline.render.figure.content import Draw, Face, Foot, Plate
from frontline.render.figure.day_map import cited_foot, map_foot
from frontline.render.figure.front_length import front_lengths
from frontline.render.figure.marks import Mark, Shape, Type, Words, rectangle
from frontline.render.figure.short_dates import days_words
from frontline.render.figure.typeset import Pen, block
from frontline.scene.scene import Scene
from frontline.style.classes import SIGNS, sign
from frontline.text.phrases import capitalized, date_words
from frontline.text.quantities import km_words

_SHAPE: Final = 0.5
"""Height of a chart relative to its width, on a page without a fixed height."""

_MIN_PX: Final = 190.0
_LABELS_SHARE: Final = 0.26
_LABELS_PX: Final = (84.0, 170.0)
_HEAD_PX: Final = 10.0
_LINE_PX: Final = 2.2
_ROW_PX: Final = 64.0
_ROW_GAP_PX: Final = 10.0
_KIND: Final = Type(12, 18, symbols.INK, bold=True)
_COUNT: Final = Type(10.5, 12, symbols.INK)
Days = Sequence[date]
"""Consecutive dates of the period."""


def front_plate(scene: Scene, days: Days, pen: Pen) -> Plate:
    """Compose a chart of the length of the front by date.

    Parameters
    ----------
    scene : Scene
        The map.
    days : sequence of datetime.date
        Consecutive dates of the period.
    pen : Pen
        Text measure and language.

    Returns
    -------
    Plate
        Content of the figure; lengths in km.

    Raises
    ------
    UsageError
        If the front is inferred, or no two sides meet on these dates.
    """
    lengths = front_lengths(scene)[date_slice(scene, days)]
    if scene.inferred:
        raise UsageError(
            "kind: the front line of this map is inferred, so its length is not measured: "
            "choose area, or a map with drawn areas"
        )
    if not any(length > 0 for length in lengths):
        raise UsageError("kind: no two sides meet on these dates, so there is no front to measure")
    last = last_mapped(scene, days)

    def draw(left: float, top: float, width: float, height: float | None) -> Face:
        peak = max((length for length in lengths if not math.isnan(length)), default=0.0)

        def write(length: float) -> str:
            return km_words(length, pen.say)

        plot, column = labelled_plot(days, peak, write, left, top, width, height, pen)
        back, base = split_axes(axes(plot, pen, write, scene.header.language))
        lines = [upper for upper, _ in step_edges(plot, [0.0] * len(lengths), lengths)]
        line = Shape(lines, False, stroke=symbols.INK, width=_LINE_PX)
        ends = []
        if last is not None:
            words = pen.say("front_line")
            ends.append(EndLabel(plot.y(lengths[last]), write(lengths[last]), words))
        end_marks = end_labels(plot, ends, column, pen) or []
        marks = [*back, *base, line, *end_marks]
        return Face(plot.box[3] + FOOT_PX, lambda: marks, (), gap_notes(scene, days, pen))

    measured = [i for i, length in enumerate(lengths) if not math.isnan(length)]
    description = "; ".join(
        f"{date_words(days[i], scene.header.language)}: {km_words(lengths[i], pen.say)}"
        for i in ([measured[0], measured[-1]] if measured else ())
    )
    return chart_plate(scene, days, pen, "figure_front", "figure_front_note", draw, description)


def event_plate(scene: Scene, days: Days, pen: Pen) -> Plate:
    """Compose a chart of the events that began on each date, one row per kind.

    Parameters
    ----------
    scene : Scene
        The map.
    days : sequence of datetime.date
        Consecutive dates of the period.
    pen : Pen
        Text measure and language.

    Returns
    -------
    Plate
        Content of the figure.

    Raises
    ------
    UsageError
        If no event began on these dates.
    """
    counts = {kind: Counter[int]() for kind in (*SIGNS, "event")}
    dated_events = [
        (event, scene.number(event.when.start) - scene.number(days[0]))
        for event in scene.events
        if event.when.start and scene.eve(days[0]) < event.when.start <= days[-1]
    ]
    for event, offset in dated_events:
        counts[sign(event.kind)][offset] += 1
    shown = {kind: by_day for kind, by_day in counts.items() if by_day}
    if not shown:
        raise UsageError("kind: no event of this map began on these dates")
    peak = max(max(by_day.values()) for by_day in shown.values())
    say, language = pen.say, scene.header.language

    def draw(left: float, top: float, width: float, height: float | None) -> Face:
        rows = len(shown)
        row_height = (
            _ROW_PX
            if height is None
            else max(30.0, (height - FOOT_PX + _ROW_GAP_PX) / rows - _KIND.leading - _ROW_GAP_PX)
        )
        marks: list[Mark] = []
        y = top
        for row, (kind, by_day) in enumerate(shown.items()):
            head = (
                f"{capitalized(say(f'sign_{kind}'))}: {say('events', count=sum(by_day.values()))}"
            )
            words, y = block(head, left, y, width, _KIND, pen)
            plot = Plot(
                (left, y + _COUNT.leading, left + width, y + row_height), days, peak, pen.rtl
            )
            marks += [*words, *_bars(plot, by_day, pen)]
            if row == rows - 1:
                lines = axes(plot, pen, lambda amount: "", language)
                bottom = plot.box[3]
                marks += [
                    mark
                    for mark in lines
                    if (isinstance(mark, Words) and mark.text != "0" and mark.y > bottom + 3)
                    or (isinstance(mark, Shape) and mark.lines[0][1][1] > bottom + 3)
                ]
            y = plot.box[3] + _ROW_GAP_PX
        return Face(y - _ROW_GAP_PX + FOOT_PX, lambda: marks, (), gap_notes(scene, days, pen))

    description = "; ".join(
        f"{say(f'sign_{kind}')}: {say('events', count=sum(by_day.values()))}"
        for kind, by_day in shown.items()
    )
    source_ids = [source for event, _ in dated_events for source in event.sources]
    foot = cited_foot(scene, source_ids)
    return chart_plate(
        scene, days, pen, "figure_events", "figure_events_note", draw, description, foot
    )


def _bars(plot: Plot, counts: Counter[int], pen: Pen) -> list[Mark]:
    """Draw a bar per date, with its count above it where there is room."""
    left, _, right, bottom = plot.box
    marks: list[Mark] = [
        Shape([[(left, bottom), (right, bottom)]], False, stroke=symbols.INK, width=1.0)
    ]
    step = (right - left) / len(plot.days)
    pad = min(step * 0.18, 6.0)
    for day, count in sorted(counts.items()):
        bar_left, bar_right = sorted((plot.x(day), plot.x(day + 1)))
        bar = (bar_left + pad, plot.y(count), bar_right - pad, bottom)
        marks.append(Shape([rectangle(bar)], fill=symbols.INK_2))
        text = pen.say("figure_count", number=count)
        if pen(text, _COUNT) <= step:
            x = (bar_left + bar_right - pen(text, _COUNT)) / 2
            marks.append(Words(x, bar[1] - 3, text, _COUNT))
    return marks


def labelled_plot(
    days: Days,
    largest: float,
    write: Callable[[float], str],
    left: float,
    top: float,
    width: float,
    height: float | None,
    pen: Pen,
) -> tuple[Plot, float]:
    """Lay out a plot with amounts on one side and a column of labels on the other.

    Parameters
    ----------
    days : sequence of datetime.date
        Consecutive dates.
    largest : float
        The largest amount.
    write : callable
        The function that writes an amount.
    left, top, width, height : float
        The room in pixels; None for a height in proportion.
    pen : Pen
        Text measure and language.

    Returns
    -------
    plot : Plot
        The plot.
    column : float
        The width of the column of labels, in pixels.
    """
    chart_peak = chart_top(largest)
    axis_width = gutter_width(pen, write, chart_peak)
    label_width = min(max(width * _LABELS_SHARE, _LABELS_PX[0]), _LABELS_PX[1])
    label_room = label_width + 14
    plot_height = max(width * _SHAPE, _MIN_PX) if height is None else height
    edges = (
        (left + label_room, left + width - axis_width)
        if pen.rtl
        else (left + axis_width, left + width - label_room)
    )
    box = (edges[0], top + _HEAD_PX, edges[1], top + plot_height - FOOT_PX)
    return Plot(box, days, chart_peak, pen.rtl), label_width


def split_axes(marks: Sequence[Mark]) -> tuple[list[Mark], list[Mark]]:
    """Separate the grid lines, drawn below the data, from the zero line and all text.

    Parameters
    ----------
    marks : sequence of Mark
        The marks of the axes.

    Returns
    -------
    grid, front : list of Mark
        The marks below the data, and those above.
    """
    grid: list[Mark] = [m for m in marks if isinstance(m, Shape) and m.stroke == symbols.RULE]
    return grid, [mark for mark in marks if mark not in grid]


def chart_plate(
    scene: Scene,
    days: Days,
    pen: Pen,
    title_key: str,
    note_key: str,
    draw: Draw,
    description: str,
    foot: Foot | None = None,
) -> Plate:
    """Compose a chart into a plate.

    Parameters
    ----------
    scene : Scene
        The map.
    days : sequence of datetime.date
        Its dates.
    pen : Pen
        Text measure and language.
    title_key, note_key : str
        The messages of its title and of what it shows.
    draw : callable
        The function that draws it in a room.
    description : str
        Its alternative text after the title.
    foot : Foot, optional
        Its foot. Default: that of a figure with areas.

    Returns
    -------
    Plate
        Content of the figure.
    """
    period = days_words(days[0], days[-1], scene.header.language)
    title = pen.say(title_key)
    if scene.header.step != "day" and note_key != "figure_events_note":
        note_key = "figure_step_note"
    return Plate(
        title=scene.header.title,
        summary="",
        day=title,
        beside=f"{pen.say(note_key)}{pen.say('comma')}{period}",
        draw=draw,
        foot=foot or map_foot(scene),
        alt=f"{title}, {period}. {description}.",
    )


def gap_notes(scene: Scene, days: Days, pen: Pen) -> tuple[str, ...]:
    """Count the dates without a map, for a note.

    Parameters
    ----------
    scene : Scene
        The map.
    days : sequence of datetime.date
        The dates of a chart.
    pen : Pen
        Text measure and language.

    Returns
    -------
    tuple of str
        One note, or none.
    """
    missing = len(set(days) - set(map_dates(scene)))
    return (pen.say("chart_gaps", count=missing),) if missing else ()


def date_slice(scene: Scene, days: Days) -> slice:
    """Return the slice of the scene's dates that some dates cover.

    Parameters
    ----------
    scene : Scene
        The map.
    days : sequence of datetime.date
        Consecutive dates of its period.

    Returns
    -------
    slice
        Their positions.
    """
    first = scene.number(days[0])
    return slice(first, first + len(days))


def last_mapped(scene: Scene, days: Days) -> int | None:
    """Return the index of the last date with a published map.

    Parameters
    ----------
    scene : Scene
        The map.
    days : sequence of datetime.date
        The dates of a chart.

    Returns
    -------
    int or None
        The index; None if no map was published.
    """
    published = set(map_dates(scene))
    return max((i for i, day in enumerate(days) if day in published), default=None)
