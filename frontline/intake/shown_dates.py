"""Rules for the dates that a chapter or the opening state shows and compares."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from frontline.errors import Issue
from frontline.intake.formats.record import Record
from frontline.intake.map_context import MapFacts


def date_issues(
    record: Record,
    shown: date | None,
    since: date | None,
    how: str | None,
    facts: MapFacts,
    prefix: str = "",
) -> Iterator[Issue]:
    """Yield an issue for a date outside the period, and for a comparison with a missing map.

    Parameters
    ----------
    record : Record
        Chapter, or ``map.toml``.
    shown, since : date or None
        Date shown, and the date it is compared with.
    how : str or None
        How the comparison is drawn.
    facts : MapFacts
        Period and dates without a map.
    prefix : str, optional
        Dotted key of the table within the record, such as ``opens.``.

    Yields
    ------
    Issue
        FL402, FL409 or FL133.
    """

    def issue(code: str, message: str, key: str) -> Issue:
        return record.issue(code, message, f"{prefix}{key}")

    for key, day in (("date", shown), ("since", since)):
        if facts.period and day and day not in facts.period:
            yield issue("FL402", f'"{day}" is outside the period {facts.period.text}', key)
    if since and any(since in interval for interval in facts.missing):
        message = f'"{prefix}since" is "{since}", but no map was published for that date'
        yield issue("FL409", message, "since")
    if how and not since:
        yield issue("FL133", f'"{prefix}how" needs "since", the date to compare with', "how")
