"""The report of an import → lines of text, and a record for other tools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from frontline.model import Control
from frontline.snapshots.composite import Mended, Overlap, Simplified
from frontline.snapshots.file_dates import Tally

_MOST: Final = 5
"""Most examples in a line; the record has all of them."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an import read, repaired, dropped and decided.

    Attributes
    ----------
    profile, timezone : str
        Profile and time zone.
    cutoff_hour : int
        Hour at which a day begins.
    grid_deg : float
        Grid of the coordinates, in degrees.
    files : int
        Number of files.
    days : tuple of date
        Days that have a map.
    missing : tuple of tuple
        First and last day of each stretch without maps, both included.
    repeated : tuple of date
        Days whose map equals that of the day before.
    bare : tuple of date
        Days with nothing in the window.
    same_day : Mapping
        Day → the file that counts, and the others.
    out_of_order : tuple of str
        Files whose names sort after one of a later day.
    unread, skipped : tuple of tuple
        Name and reason of each file that was not read, or not opened.
    dropped : Mapping
        Reason → features that were left out.
    closed : Tally
        Features with an open ring that was closed.
    mended, overlaps : tuple
        Repairs, and overlaps of classes.
    simplified : Simplified or None
        Effect of simplifying.
    pieces, areas : int
        Number of pieces, and of areas of the map.
    area_off_km2 : float
        Largest difference of a class from its source on any day.
    """

    profile: str
    timezone: str
    cutoff_hour: int
    grid_deg: float
    files: int
    days: tuple[date, ...]
    missing: tuple[tuple[date, date], ...]
    repeated: tuple[date, ...]
    bare: tuple[date, ...]
    same_day: Mapping[date, tuple[str, tuple[str, ...]]]
    out_of_order: tuple[str, ...]
    unread: tuple[tuple[str, str], ...]
    skipped: tuple[tuple[str, str], ...]
    dropped: Mapping[str, Tally]
    closed: Tally
    mended: tuple[Mended, ...]
    overlaps: tuple[Overlap, ...]
    simplified: Simplified | None
    pieces: int
    areas: int
    area_off_km2: float


def as_record(report: Report) -> dict[str, Any]:
    """Convert a report to plain values.

    Parameters
    ----------
    report : Report
        Report of an import.

    Returns
    -------
    dict
        Dates as ISO strings; stretches of days include both ends.
    """
    record: dict[str, Any] = _plain(asdict(report))
    return record


def as_text(report: Report) -> Iterator[str]:
    """Yield a report as lines of text.

    Parameters
    ----------
    report : Report
        Report of an import.

    Yields
    ------
    str
        One line.
    """
    days = report.days
    files, mapped = _count(report.files, "file"), _count(len(days), "day")
    dates = f"{days[0]} to {days[-1]}"
    yield f"{files} read with the profile {report.profile}: {mapped} with a map, {dates}"
    cutoff = f"{report.cutoff_hour:02}:00 {report.timezone}"
    yield f"a map belongs to the day that begins at {cutoff}; of several maps, the last counts"
    stretches = [f"{a}" if a == b else f"{a} to {b}" for a, b in report.missing]
    lost = sum((b - a).days + 1 for a, b in report.missing)
    yield f"days missing: {lost}{_some(stretches)}"
    yield f"days repeated (same map as the day before): {len(report.repeated)}"
    if report.bare:
        yield f"days with nothing in the window: {len(report.bare)}{_some(report.bare)}"
    same = (
        f"{day}: {kept}, not {', '.join(left)}" for day, (kept, left) in report.same_day.items()
    )
    yield f"days with several maps: {len(report.same_day)}{_some(same)}"
    yield f"files out of order: {len(report.out_of_order)}{_some(report.out_of_order)}"
    for name, why in report.unread:
        yield f"not read: {name}: {why}"
    if report.skipped:
        named = (f"{name} ({why})" for name, why in report.skipped)
        yield f"not opened: {len(report.skipped)}{_some(named)}"
    for why, tally in report.dropped.items():
        yield f"dropped: {_tally(tally, why)}"
    if report.closed.features:
        closed = _tally(report.closed, "open ring closed")
        yield f"repaired: {closed}: 0.000 km² gained or lost"
    for repair in report.mended:
        change = f"{repair.before_km2:.3f} → {repair.after_km2:.3f} km²"
        where = f"{repair.day}, {_count(repair.days, 'day')}, {_said(repair.control)}"
        yield f"repaired: {where}: {repair.reason}: {change}"
    for over in report.overlaps:
        classes = f"{_said(over.one)} and {_said(over.other)}"
        most = f"at most {over.km2:.3f} km² on {over.day}"
        counts = _said(over.counts_as)
        yield f"overlap: {classes} on {_count(over.days, 'day')}, {most}: counted as {counts}"
    if report.simplified:
        thin = report.simplified
        vertices = f"{thin.vertices_before} → {thin.vertices_after} vertices"
        worst = f"the largest change of a class on any day is {thin.worst_km2:.3f} km²"
        yield f"simplified: {thin.metres:g} m: {vertices}; {worst}, on {thin.worst_day}"
    size = f"{_count(report.pieces, 'piece')}, {_count(report.areas, 'area')}"
    off = f"no class differs from its source by more than {report.area_off_km2:.3f} km² on any day"
    yield f"{size} on a grid of {report.grid_deg:g}°; {off}"


def _tally(tally: Tally, what: str) -> str:
    files = _count(len(tally.where), "file")
    return f"{tally.features} × {what}, in {files} such as {tally.example}"


def _some(named: Iterable[object]) -> str:
    names = [str(item) for item in named]
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f" ({'; '.join(names[:_MOST])}{more})" if names else ""


def _count(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count != 1 else ''}"


def _said(control: Control) -> str:
    return f"{control.status} by {control.side}" if control.side else control.status


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value
