"""A period → the dates that a map shows: every day, or one date per week, month or year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Final, Literal, get_args

from frontline.dates.edtf import day_before

Step = Literal["day", "week", "month", "year"]
"""The time between two dates that a map shows."""

STEPS: Final[tuple[Step, ...]] = get_args(Step)

MAX_STEPS: Final = 36_525
"""Maximum number of steps of a map: the days of a hundred years."""


def step_dates(start: date, end: date, step: Step = "day") -> Iterator[date]:
    """Yield the dates that a map shows: the first, then the last date of each step.

    Weeks are counted from the first date. Months and years are those of the calendar, and are
    shown on their last day. The last date is always shown.

    Parameters
    ----------
    start, end : date
        The half-open period.
    step : Step, optional
        ``day``, ``week``, ``month`` or ``year``.

    Yields
    ------
    date

    Examples
    --------
    >>> shown = step_dates(date(1918, 3, 21), date(1918, 4, 11), "week")
    >>> [day.isoformat() for day in shown]
    ['1918-03-21', '1918-03-28', '1918-04-04', '1918-04-10']
    >>> [day.isoformat() for day in step_dates(date(98, 1, 1), date(100, 1, 1), "year")]
    ['0098-01-01', '0098-12-31', '0099-12-31']
    """
    last = day_before(end)
    shown = start
    while shown < last:
        yield shown
        shown = min(_next(shown, step), last)
    yield last


def has_few_steps(start: date, end: date, step: Step) -> bool:
    """Return whether a map may show all steps of a period: at most ``MAX_STEPS``.

    Parameters
    ----------
    start, end : date
        The half-open period.
    step : Step
        ``day``, ``week``, ``month`` or ``year``.

    Returns
    -------
    bool

    Examples
    --------
    >>> has_few_steps(date(1501, 1, 1), date(2000, 1, 1), "day")
    False
    """
    return next(islice(step_dates(start, end, step), MAX_STEPS, None), None) is None


def _next(shown: date, step: Step) -> date:
    """Return the date that is shown after another one; date.max at the end of the calendar."""
    try:
        if step in ("day", "week"):
            return shown + timedelta(days=1 if step == "day" else 7)
        after = shown + timedelta(days=1)  # the first day of the next step, or a day within it
        if step == "year":
            return date(after.year, 12, 31)
        return date(after.year + after.month // 12, after.month % 12 + 1, 1) - timedelta(days=1)
    except (OverflowError, ValueError):
        return date.max
