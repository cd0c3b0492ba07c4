"""The report of an import → lines of text, and a record for other tools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from frontline.dates.steps import Step
from frontline.model import Control
from frontline.snapshots.composite import Overlap, PolygonRepair, Simplified
from frontline.snapshots.daily_maps import Tally

_MAX_EXAMPLES: Final = 5
"""Maximum number of examples in a line; the record has all of them."""


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
    last : date
        Last date of the last map.
    missing : tuple of tuple
        First and last day of each gap without maps, both included.
    repeated : tuple of date
        Days whose map equals that of the day before.
    bare : tuple of date
        Days whose map has no area in the window.
    same_day : Mapping
        Day → the file that counts, and the others.
    out_of_order : tuple of str
        Files whose names sort after that of a file of a later day.
    unread, skipped : tuple of tuple
        Name and reason of each file that was not read, or not opened.
    dropped : Mapping
        Reason → features that were left out.
    closed : Tally
        Features with an open ring that was closed.
    cut : Tally
        Features with a ring across or beyond the antimeridian that was cut there.
    mended, overlaps : tuple
        Repairs, and overlaps of classes.
    simplified : Simplified or None
        Effect of simplifying.
    pieces, areas : int
        Number of pieces, and of areas in the map.
    area_off_km2 : float
        Largest difference in area between a class and its source on any day, in km².
    step : Step or None
        ``year`` or ``month`` if every map is of one; None if any is of a day.
    holds : bool
        Whether each map holds until the next one.
    """

    profile: str
    timezone: str
    cutoff_hour: int
    grid_deg: float
    files: int
    days: tuple[date, ...]
    last: date
    missing: tuple[tuple[date, date], ...]
    repeated: tuple[date, ...]
    bare: tuple[date, ...]
    same_day: Mapping[date, tuple[str, tuple[str, ...]]]
    out_of_order: tuple[str, ...]
    unread: tuple[tuple[str, str], ...]
    skipped: tuple[tuple[str, str], ...]
    dropped: Mapping[str, Tally]
    closed: Tally
    cut: Tally
    mended: tuple[PolygonRepair, ...]
    overlaps: tuple[Overlap, ...]
    simplified: Simplified | None
    pieces: int
    areas: int
    area_off_km2: float
    step: Step | None
    holds: bool


def as_record(report: Report) -> dict[str, Any]:
    """Convert a report to plain values.

    Parameters
    ----------
    report : Report
        Report of an import.

    Returns
    -------
    dict
        Dates as ISO strings; gaps include both ends.
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
    files, mapped = _count(report.files, "file"), _count(len(days), report.step or "day")
    dates = f"{days[0]} to {report.last}"
    yield f"{files} read with the profile {report.profile}: {mapped} with a map, {dates}"
    cutoff = f"{report.cutoff_hour:02}:00 {report.timezone}"
    yield f"a map belongs to the day that begins at {cutoff}; of several maps, the last counts"
    gaps = [f"{first}" if first == last else f"{first} to {last}" for first, last in report.missing]
    missing_days = sum((last - first).days + 1 for first, last in report.missing)
    missing = "days without a map of their own, on which the one before holds"
    yield f"{missing if report.holds else 'days missing'}: {missing_days}{_examples(gaps)}"
    yield f"days repeated (same map as the day before): {len(report.repeated)}"
    if report.bare:
        yield f"days with nothing in the window: {len(report.bare)}{_examples(report.bare)}"
    same_day_files = (
        f"{day}: {kept}, not {', '.join(others)}" for day, (kept, others) in report.same_day.items()
    )
    yield f"days with several maps: {len(report.same_day)}{_examples(same_day_files)}"
    yield f"files out of order: {len(report.out_of_order)}{_examples(report.out_of_order)}"
    for name, reason in report.unread:
        yield f"not read: {name}: {reason}"
    if report.skipped:
        skipped_files = (f"{name} ({reason})" for name, reason in report.skipped)
        yield f"not opened: {len(report.skipped)}{_examples(skipped_files)}"
    for reason, tally in report.dropped.items():
        yield f"dropped: {_tally(tally, reason)}"
    if report.closed.features:
        closed = _tally(report.closed, "open ring closed")
        yield f"repaired: {closed}: 0.000 km² gained or lost"
    if report.cut.features:
        yield f"repaired: {_tally(report.cut, 'ring across or beyond the antimeridian, cut there')}"
    for repair in report.mended:
        change = f"{repair.before_km2:.3f} → {repair.after_km2:.3f} km²"
        where = f"{repair.day}, {_count(repair.days, 'day')}, {control_text(repair.control)}"
        yield f"repaired: {where}: {repair.reason}: {change}"
    for overlap in report.overlaps:
        classes = f"{control_text(overlap.one)} and {control_text(overlap.other)}"
        largest = f"at most {overlap.km2:.3f} km² on {overlap.day}"
        counts = control_text(overlap.counts_as)
        yield f"overlap: {classes} on {_count(overlap.days, 'day')}, {largest}: counted as {counts}"
    if report.simplified:
        simplified = report.simplified
        vertices = f"{simplified.vertices_before} → {simplified.vertices_after} vertices"
        change = f"{simplified.worst_km2:.3f} km², on {simplified.worst_day}"
        largest_change = f"the largest change of a class on any day is {change}"
        yield f"simplified: {simplified.metres:g} m: {vertices}; {largest_change}"
    size = f"{_count(report.pieces, 'piece')}, {_count(report.areas, 'area')}"
    deviation = (
        f"no class differs from its source by more than {report.area_off_km2:.3f} km² on any day"
    )
    yield f"{size} on a grid of {report.grid_deg:g}°; {deviation}"


def _tally(tally: Tally, what: str) -> str:
    files = _count(len(tally.where), "file")
    return f"{tally.features} × {what}, in {files} such as {tally.example}"


def _examples(items: Iterable[object]) -> str:
    names = [str(item) for item in items]
    more = f" and {len(names) - _MAX_EXAMPLES} more" if len(names) > _MAX_EXAMPLES else ""
    return f" ({'; '.join(names[:_MAX_EXAMPLES])}{more})" if names else ""


def _count(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count != 1 else ''}"


def control_text(control: Control) -> str:
    """Return a class of control in words.

    Parameters
    ----------
    control : Control
        The class.

    Returns
    -------
    str

    Examples
    --------
    >>> control_text(Control("held", "a"))
    'held by a'
    """
    return f"{control.status} by {control.side}" if control.side else control.status


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value
