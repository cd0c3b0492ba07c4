"""Spans of dates that overlap → stretches of dates, each with the spans that cover it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from frontline.dates.edtf import day_after, day_before


def stretches(spans: Sequence[tuple[date, date]]) -> Iterator[tuple[date, date, list[int]]]:
    """Divide the dates that spans cover where any of them begins or ends.

    Parameters
    ----------
    spans : sequence of (date, date)
        First and last dates, both included.

    Yields
    ------
    date, date
        First and last date of a stretch, in order of time.
    list of int
        The numbers of the spans that cover it, in order.

    Examples
    --------
    >>> month, day = (date(2024, 5, 1), date(2024, 5, 31)), (date(2024, 5, 12), date(2024, 5, 12))
    >>> [(first.day, last.day, covering) for first, last, covering in stretches([month, day])]
    [(1, 11, [0]), (12, 12, [0, 1]), (13, 31, [0])]
    """
    bounds = sorted({day for first, last in spans for day in (first, day_after(last))})
    beginning: dict[date, list[int]] = {}
    for number, (first, _) in enumerate(spans):
        beginning.setdefault(first, []).append(number)
    covering: list[int] = []
    for start, following in pairwise(bounds):
        covering = [number for number in covering if spans[number][1] >= start]
        covering = sorted(covering + beginning.get(start, []))
        if covering:
            yield start, day_before(following), covering
