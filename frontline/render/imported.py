"""What an import found → lines for people, and a record for other tools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from frontline.model import Control
from frontline.snapshots import Report

_MOST: Final = 5
"""So many examples of one thing are named; the record has them all."""


def as_record(report: Report) -> dict[str, Any]:
    """Return the report as plain values; days as ISO strings, stretches with both ends included."""
    found: dict[str, Any] = _plain(asdict(report))
    return found


def as_text(report: Report) -> str:
    """Return the report as lines."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    days = report.days
    yield (
        f"{report.files} files by the profile {report.profile}: {_days(len(days))} with a map, "
        + (f"{days[0]} to {days[-1]}")
    )
    cutoff = f"{report.cutoff_hour:02}:00 {report.timezone}"
    yield f"a map counts for the day that begins at {cutoff}; of several, the last one counts"
    gaps = [f"{a}" if a == b else f"{a} to {b}" for a, b in report.missing]
    lost = sum((b - a).days + 1 for a, b in report.missing)
    yield f"days missing: {lost}{_some(gaps)}"
    yield f"days repeated (the map is that of the day before): {len(report.repeated)}"
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
    for why, count in report.dropped.items():
        yield f"dropped: {count.features} × {why}, in {count.files} files such as {count.example}"
    for one in report.mended:
        change = f"{one.before_km2:.3f} → {one.after_km2:.3f} km²"
        yield f"mended: {one.day}, {_days(one.days)}, {_said(one.control)}: {one.reason}: {change}"
    for over in report.overlaps:
        kept, left = _said(over.kept), _said(over.left)
        most = f"at most {over.km2:.3f} km² on {over.day}"
        yield f"overlap: {kept} kept over {left} on {_days(over.days)}, {most}"
    if report.simplified:
        thin = report.simplified
        vertices = f"{thin.vertices_before} → {thin.vertices_after} vertices"
        worst = f"the area of no class of no day moves more than on {thin.worst_day}"
        yield f"simplified: {thin.metres:g} m: {vertices}; {worst}: {thin.worst_km2:.3f} km²"
    size = f"{report.pieces} pieces of ground, {report.areas} areas"
    off = f"the area of every day within {report.area_error:.1e} of its source"
    yield f"{size} on a grid of {report.grid_deg:g}°; {off}"


def _some(named: Iterable[object]) -> str:
    found = [str(one) for one in named]
    more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return f" ({'; '.join(found[:_MOST])}{more})" if found else ""


def _days(count: int) -> str:
    return f"{count} day{'s' if count != 1 else ''}"


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
