"""Dates without a map, and what holds on through them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from frontline.dates.edtf import Interval


def past_gaps(end: date | None, gaps: Iterable[Interval]) -> date | None:
    """Move the end of what holds on until the next map past the dates without a map.

    Parameters
    ----------
    end : date or None
        The first date that is no longer part of it; None if it has no end.
    gaps : iterable of Interval
        The dates without a map, in order.

    Returns
    -------
    date or None
        The end of the gap that begins there, or else the same date.

    Examples
    --------
    >>> past_gaps(date(2024, 5, 11), [Interval(date(2024, 5, 11), date(2024, 5, 14), "")])
    datetime.date(2024, 5, 14)
    """
    for gap in gaps:
        if end and (gap.start or date.min) <= end and (gap.end is None or end < gap.end):
            end = gap.end
    return end
