"""The frame of a chart over days: a zero base, round grid lines, days that fit, names at the end.

Days run as the language does. Lengths are CSS pixels.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
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
_MONTH_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, slots=True)
class Plot:
    """Hold the box of a chart, its days, the amount at its top, and which way the days run."""

    box: Box
    days: Sequence[date]
    top: float
    rtl: bool

    def x(self, at: float) -> float:
        """Return where a moment lies, in days from the first."""
        left, _, right, _ = self.box
        along = at / len(self.days) * (right - left)
        return right - along if self.rtl else left + along

    def y(self, amount: float) -> float:
        """Return where an amount lies; zero is the lower edge."""
        _, top, _, bottom = self.box
        return bottom - amount / self.top * (bottom - top)


def axes(plot: Plot, pen: Pen, write: Callable[[float], str], language: str) -> list[Mark]:
    """Draw grid lines with their amounts beside the plot, and the days under it."""
    left, _, right, bottom = plot.box
    marks: list[Mark] = []
    for amount in (0.0, *grid(plot.top)):
        y = plot.y(amount)
        color, width = (symbols.INK, 1.2) if amount == 0 else (symbols.RULE, 1.0)
        marks.append(Shape([[(left, y), (right, y)]], False, stroke=color, width=width))
        text = write(amount) if amount else "0"
        x = right + _GUTTER_PX if plot.rtl else left - _GUTTER_PX - pen(text, _TICK)
        marks.append(Words(x, y + _TICK.size * 0.35, pen.line(text), _TICK))
    for at, text in day_ticks(plot, pen, language):
        x = plot.x(at)
        marks.append(Shape([[(x, bottom), (x, bottom + 4)]], False, stroke=symbols.INK_2, width=1))
        width = pen(text, _TICK)
        middle = min(max(x - width / 2, left - _GUTTER_PX), right + _GUTTER_PX - width)
        marks.append(Words(middle, bottom + 4 + baseline(_TICK), pen.line(text), _TICK))
    return marks


FOOT_PX: Final = 4 + _TICK.leading
"""How much room the days need under a plot."""


def gutter(pen: Pen, write: Callable[[float], str], top: float) -> float:
    """Return how much room the amounts need beside a plot."""
    return max(pen(write(amount), _TICK) for amount in (*grid(top), 0.0)) + _GUTTER_PX


def grid(top: float) -> list[float]:
    """List round amounts above zero, up to a top, about four of them."""
    if top <= 0:
        return []
    rough = top / _GRID_LINES
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in (1, 2, 5, 10) if s * power >= rough * 0.999)
    return [step * i for i in range(1, int(top / step + 1e-9) + 1)]


def round_top(most: float) -> float:
    """Return where a chart may end: a little above its greatest amount."""
    return most * 1.08 if most > 0 else 1.0


def day_ticks(plot: Plot, pen: Pen, language: str) -> list[tuple[float, str]]:
    """Choose days to be named so that their names stand apart: in days from the first."""
    for ticks in _ladders(plot.days, language):
        wide = max(pen(text, _TICK) for _, text in ticks) + _TICK_GAP_PX
        apart = min(
            (abs(plot.x(b) - plot.x(a)) for (a, _), (b, _) in pairwise(ticks)),
            default=math.inf,
        )
        if wide <= apart:
            return ticks
    middle = (len(plot.days) / 2, short_day(plot.days[0], language, "yMMM"))
    return [middle]


def _ladders(days: Sequence[date], language: str) -> Iterator[list[tuple[float, str]]]:
    for step in _DAY_STEPS:
        yield [(i + 0.5, short_day(days[i], language)) for i in range(0, len(days), step)]
    for months in _MONTH_STEPS:
        parts = "y" if months % 12 == 0 else "yMMM"
        starts = [
            (float(i), short_day(day, language, parts))
            for i, day in enumerate(days)
            if day.day == 1 and (day.year * 12 + day.month - 1) % months == 0
        ]
        if starts:
            yield starts


def steps(
    plot: Plot, low: Sequence[float], high: Sequence[float]
) -> Iterator[tuple[list[Point], list[Point]]]:
    """Yield the upper and the lower edge of each run of days that have an amount, day by day."""
    start: int | None = None
    for i in range(len(high) + 1):
        told = i < len(high) and not math.isnan(high[i])
        if told and start is None:
            start = i
        if not told and start is not None:
            run = range(start, i)
            yield (
                [(plot.x(j + e), plot.y(high[j])) for j in run for e in (0, 1)],
                [(plot.x(j + e), plot.y(low[j])) for j in run for e in (0, 1)],
            )
            start = None


@dataclass(frozen=True, slots=True)
class Name:
    """Hold what is written at the end of a line: at which height, the amount, and its name."""

    y: float
    amount: str
    words: str


def names(plot: Plot, found: Sequence[Name], width: float, pen: Pen) -> list[Mark] | None:
    """Write names in the column after the last day, none over another; None without the room.

    A name that had to give way is led to its line.
    """
    _, top, _, bottom = plot.box
    edge = plot.box[0] if plot.rtl else plot.box[2]
    left = edge - _LEAD_PX - width if plot.rtl else edge + _LEAD_PX
    heights = [
        _NAME_BOLD.leading + block(name.words, 0, 0, width, _NAME, pen)[1] + 4 for name in found
    ]
    order = sorted(range(len(found)), key=lambda i: (found[i].y, -i))
    if sum(heights) > bottom - top + FOOT_PX:
        return None
    tops = dict.fromkeys(order, 0.0)
    limit = top - 2.0
    for i in order:
        tops[i] = max(limit, found[i].y - heights[i] / 2)
        limit = tops[i] + heights[i]
    limit = bottom + FOOT_PX
    for i in reversed(order):
        tops[i] = min(tops[i], limit - heights[i])
        limit = tops[i]
    marks: list[Mark] = []
    for i in order:
        name, y = found[i], tops[i]
        bold, under = block(name.amount, left, y, width, _NAME_BOLD, pen)
        text, _ = block(name.words, left, under, width, _NAME, pen)
        near = left + width + 3 if plot.rtl else left - 3
        knee = edge + (-4 if plot.rtl else 4)
        lead = [(edge, name.y), (knee, name.y), (near, y + _NAME_BOLD.leading / 2)]
        marks.append(Shape([lead], False, stroke=symbols.INK_2, width=0.8))
        marks += [*bold, *text]
    return marks
