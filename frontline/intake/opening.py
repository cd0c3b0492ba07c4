"""The day that a chapter or the opened map shows, and that it is compared with → what is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from frontline.errors import Issue
from frontline.intake import rows
from frontline.intake.read import Record


def check_shown(
    record: Record,
    shape: rows.ChapterTable | rows.OpensTable,
    header: rows.HeaderFile | None,
    where: str = "",
) -> Iterable[Issue]:
    """Name days outside the period, and a comparison with no day or one without a map.

    ``where`` is the key of the table within the record.
    """

    def issue(code: str, message: str, key: str) -> Issue:
        return record.issue(code, message, f"{where}{key}")

    period = header.period if header else None
    for key, day in (("date", shape.date), ("since", shape.since)):
        if period and day and day not in period:
            yield issue("FL402", f'"{day}" is outside the period {period.text}', key)
    missing = header.snapshots.missing if header and header.snapshots else ()
    if shape.since and any(shape.since in gap for gap in missing):
        said = f'no map was published for "{shape.since}", so nothing can be compared with it'
        yield issue("FL409", said, "since")
    if shape.how and not shape.since:
        said = f'"{where}how" needs "since", the day to compare with'
        yield issue("FL133", said, "how")
