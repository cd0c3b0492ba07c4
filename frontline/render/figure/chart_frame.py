"""Frame of a chart over dates: axes, grid lines, date ticks, labels at the ends of lines.

The vertical axis begins at zero. Dates run in the direction of the language. Lengths are CSS
pixels.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from frontline.render.figure import symbols
from frontline.render.figure.label_placement import Box, Point
from frontline.render.figure.marks import Mark, Shape, Type, Words
from frontline.render.figure.short_dates import short_day
from frontline.render.figure.typeset import Pen, baseline, block

_TICK: Final = Type(11, 14, symbols.INK_2)
_NAME: Final = Type(11.5, 15, symbols.INK)
_NAME_BOLD: Final = Type(13, 17, symbols.INK, bold=True)
_TICK_GAP_PX: Final = 14.0
_GUTTER_PX: Final = 8.0
_LEAD_PX: Final = 14.0
_GRID_LINES: Final = 4
_DAY_STEPS: Final = (1, 2, 5, 10)
_MONTH_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)


@dataclass(frozen=True, slots=True)
class Plot:
    """The coordinate system of a chart.

    Attributes
    ----------
    box : tuple of float
        Left, top, right and bottom in pixels.
    days : sequence of datetime.date
        Consecutive dates of the horizontal axis.
    top : float
        Amount at the upper edge; zero is at the lower one.
    rtl : bool
        Whether dates run from right to left.
    """

    box: Box
    days: Sequence[date]
    top: float
    rtl: bool

    def x(self, days: float) -> float:
        """Return the x of a moment.

        Parameters
        ----------
        days : float
            Days since the beginning of the first date.

        Returns
        -------
        float
            Pixels.
        """
        left, _, right, _ = self.box
        offset = days / len(self.days) * (right - left)
        return right - offset if self.rtl else left + offset

    def y(self, amount: float) -> float:
        """Return the y of an amount.

        Parameters
        ----------
        amount : float
            Amount in the unit of ``top``.

        Returns
        -------
        float
            Pixels, downwards.

        Examples
        --------
        >>> Plot((0, 0, 100, 50), [date(2024, 5, 1)], 10.0, False).y(5.0)
        25.0
        """
        _, top, _, bottom = self.box
        return bottom - amount / self.top * (bottom - top)


def axes(plot: Plot, pen: Pen, write: Callable[[float], str], language: str) -> list[Mark]:
    """Draw grid lines with their amounts, and ticks with their dates.

    Parameters
    ----------
    plot : Plot
        Coordinate system of the chart.
    pen : Pen
        Text measure and direction.
    write : callable
        Writes an amount.
    language : str
        BCP 47 tag of the dates.

    Returns
    -------
    list of Mark
        Marks in drawing order.
    """
    left, _, right, bottom = plot.box
    marks: list[Mark] = []
    for amount in (0.0, *grid_amounts(plot.top)):
        y = plot.y(amount)
        color, width = (symbols.INK, 1.2) if amount == 0 else (symbols.RULE, 1.0)
        marks.append(Shape([[(left, y), (right, y)]], False, stroke=color, width=width))
        text = write(amount) if amount else "0"
        x = right + _GUTTER_PX if plot.rtl else left - _GUTTER_PX - pen(text, _TICK)
        marks.append(Words(x, y + _TICK.size * 0.35, pen.line(text), _TICK))
    for moment, text in day_ticks(plot, pen, language):
        x = plot.x(moment)
        marks.append(Shape([[(x, bottom), (x, bottom + 4)]], False, stroke=symbols.INK_2, width=1))
        width = pen(text, _TICK)
        middle = min(max(x - width / 2, left - _GUTTER_PX), right + _GUTTER_PX - width)
        marks.append(Words(middle, bottom + 4 + baseline(_TICK), pen.line(text), _TICK))
    return marks


FOOT_PX: Final = 4 + _TICK.leading
"""Height of the date ticks below a plot, in pixels."""


def gutter_width(pen: Pen, write: Callable[[float], str], top: float) -> float:
    """Measure the width that the amounts need beside a plot.

    Parameters
    ----------
    pen : Pen
        Text measure.
    write : callable
        Writes an amount.
    top : float
        Amount at the upper edge.

    Returns
    -------
    float
        Width in pixels.
    """
    return max(pen(write(amount), _TICK) for amount in (*grid_amounts(top), 0.0)) + _GUTTER_PX


def grid_amounts(top: float) -> list[float]:
    """List round amounts above zero, about four of them.

    Parameters
    ----------
    top : float
        Amount at the upper edge.

    Returns
    -------
    list of float
        Multiples of 1, 2 or 5 times a power of ten.

    Examples
    --------
    >>> grid_amounts(110.0)
    [50.0, 100.0]
    """
    if top <= 0:
        return []
    rough = top / _GRID_LINES
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in (1, 2, 5, 10) if s * power >= rough * 0.999)
    return [step * i for i in range(1, int(top / step + 1e-9) + 1)]


def chart_top(largest: float) -> float:
    """Return the amount at which a chart ends.

    Parameters
    ----------
    largest : float
        Greatest amount drawn.

    Returns
    -------
    float
        Somewhat more; 1 if nothing is above zero.
    """
    return largest * 1.08 if largest > 0 else 1.0


def day_ticks(plot: Plot, pen: Pen, language: str) -> list[tuple[float, str]]:
    """Choose the dates to label so that the labels stand apart.

    Parameters
    ----------
    plot : Plot
        Coordinate system of the chart.
    pen : Pen
        Text measure.
    language : str
        BCP 47 tag.

    Returns
    -------
    list of (float, str)
        Days since the first date, and the label.
    """
    for ticks in _tick_candidates(plot.days, language):
        label_width = max(pen(text, _TICK) for _, text in ticks) + _TICK_GAP_PX
        spacing = min(
            (abs(plot.x(b) - plot.x(a)) for (a, _), (b, _) in pairwise(ticks)),
            default=math.inf,
        )
        if label_width <= spacing:
            return ticks
    middle = (len(plot.days) / 2, short_day(plot.days[0], language, "yMMM"))
    return [middle]


def _tick_candidates(days: Sequence[date], language: str) -> Iterator[list[tuple[float, str]]]:
    is_coarse = len(days) > 2 and (days[2] - days[1]).days >= 28  # months
    for step in () if is_coarse else _DAY_STEPS:
        yield [(i + 0.5, short_day(days[i], language)) for i in range(0, len(days), step)]
    for months in _MONTH_STEPS:
        parts = "y" if months % 12 == 0 else "yMMM"
        eves = (days[0] - timedelta(days=1), *days)
        starts = [
            (float(i), short_day(day, language, parts))
            for i, (eve, day) in enumerate(zip(eves, days, strict=False))
            if _month(eve) // months != _month(day) // months
        ]
        if starts:
            yield starts


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def step_edges(
    plot: Plot, low: Sequence[float], high: Sequence[float]
) -> Iterator[tuple[list[Point], list[Point]]]:
    """Trace the upper and the lower edge of a band over each run of dates with amounts.

    Parameters
    ----------
    plot : Plot
        Coordinate system of the chart.
    low, high : sequence of float
        Amounts by date; NaN in ``high`` where there is none.

    Yields
    ------
    (list of Point, list of Point)
        Upper and lower edge in pixels, in steps of one date.
    """
    start: int | None = None
    for i in range(len(high) + 1):
        measured = i < len(high) and not math.isnan(high[i])
        if measured and start is None:
            start = i
        if not measured and start is not None:
            run = range(start, i)
            yield (
                [(plot.x(j + e), plot.y(high[j])) for j in run for e in (0, 1)],
                [(plot.x(j + e), plot.y(low[j])) for j in run for e in (0, 1)],
            )
            start = None


@dataclass(frozen=True, slots=True)
class EndLabel:
    """A label at the end of a line.

    Attributes
    ----------
    y : float
        Height of the line's end in pixels.
    amount : str
        Amount on the last date, set bold.
    words : str
        Name of the line.
    """

    y: float
    amount: str
    words: str


def end_labels(plot: Plot, labels: Sequence[EndLabel], width: float, pen: Pen) -> list[Mark] | None:
    """Set labels in the column after the last date, without overlaps.

    A label moved off its line is connected to it.

    Parameters
    ----------
    plot : Plot
        Coordinate system of the chart.
    labels : sequence of EndLabel
        Labels.
    width : float
        Width of the column in pixels.
    pen : Pen
        Text measure.

    Returns
    -------
    list of Mark or None
        None if the labels do not fit.
    """
    _, top, _, bottom = plot.box
    edge = plot.box[0] if plot.rtl else plot.box[2]
    left = edge - _LEAD_PX - width if plot.rtl else edge + _LEAD_PX
    heights = [
        _NAME_BOLD.leading + block(label.words, 0, 0, width, _NAME, pen)[1] + 4 for label in labels
    ]
    by_height = sorted(range(len(labels)), key=lambda i: (labels[i].y, -i))
    if sum(heights) > bottom - top + FOOT_PX:
        return None
    tops = dict.fromkeys(by_height, 0.0)
    limit = top - 2.0
    for i in by_height:
        tops[i] = max(limit, labels[i].y - heights[i] / 2)
        limit = tops[i] + heights[i]
    limit = bottom + FOOT_PX
    for i in reversed(by_height):
        tops[i] = min(tops[i], limit - heights[i])
        limit = tops[i]
    marks: list[Mark] = []
    for i in by_height:
        label, y = labels[i], tops[i]
        bold, below = block(label.amount, left, y, width, _NAME_BOLD, pen)
        text, _ = block(label.words, left, below, width, _NAME, pen)
        label_edge = left + width + 3 if plot.rtl else left - 3
        knee = edge + (-4 if plot.rtl else 4)
        leader = [(edge, label.y), (knee, label.y), (label_edge, y + _NAME_BOLD.leading / 2)]
        marks.append(Shape([leader], False, stroke=symbols.INK_2, width=0.8))
        marks += [*bold, *text]
    return marks
