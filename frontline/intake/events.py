"""``events.csv``: the shape of an event, and its rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from frontline.dates.edtf import Interval, parse_known
from frontline.errors import Issue
from frontline.intake.field_types import Edtf, Id, Ids, KnownTime, Text
from frontline.intake.formats.record import Record
from frontline.intake.map_context import MapContext
from frontline.intake.record_shape import TranslatedShape
from frontline.model import CONTROL_EVENTS, Event, Source

_LONG_KNOWN: Final = parse_known("1900-01-01", ZoneInfo("UTC"))
"""When an event became known whose dates are out of range."""


class EventRow(TranslatedShape):
    """A row of ``events.csv``."""

    translated = ("title", "text", "claimant")

    id: Id
    date: Edtf
    place: Ids = ()
    kind: Text
    side: Id | None = None
    title: Text
    text: Text | None = None
    claimant: Text | None = None
    known: KnownTime | None = None
    source: Ids


def read_events(
    context: MapContext, period: Interval | None, sources: Mapping[str, Source]
) -> Iterator[Event]:
    """Yield the events of a map.

    Parameters
    ----------
    context : MapContext
        Records of the map; receives the issues.
    period : Interval or None
        Period that events must overlap; None if it is not known.
    sources : Mapping
        Source by id; if no claimant is named, it is the publisher of the event's best source.

    Yields
    ------
    Event
        Event with its places, sources and times.
    """
    _check_not_empty(context)
    for record, row in context.rows("events.csv", EventRow):
        places = context.refer_all(record, context.places, row.place)
        cited = context.refer_all(record, context.sources, row.source)
        _check_row(context, record, row, period)
        yield Event(
            id=row.id,
            when=row.date,
            known=row.known or context.known_after(row.date) or _LONG_KNOWN,
            places=places,
            kind=row.kind,
            side=row.side,
            title=row.title,
            text=row.text or "",
            claimant=row.claimant or _publisher([sources[id] for id in cited if id in sources]),
            sources=cited,
            texts=row.texts,
        )


def _publisher(sources: Sequence[Source]) -> str:
    """Return the publisher of the best source, by a rule that the order in the cell never changes.

    An original comes before a copy, then the better reliability, then the first id.
    """
    best = min(
        sources,
        key=lambda source: (source.upstream is not None, source.reliability or "F", source.id),
        default=None,
    )
    return best.publisher if best else ""


def _check_not_empty(context: MapContext) -> None:
    """Add an issue for an empty file, unless areas are drawn or rows could not be read."""
    path = context.raw.file("events.csv")
    paths = (path, context.raw.file("areas.geojson"))
    has_unread_rows = any(issue.path in paths for issue in context.raw.issues)
    has_drawn_areas = "areas.geojson" in context.raw.tables
    if context.raw.tables.get("events.csv") == [] and not (has_unread_rows or has_drawn_areas):
        context.issues.append(Issue(path, 1, "FL401", "the file has no events"))


def _check_row(context: MapContext, record: Record, row: EventRow, period: Interval | None) -> None:
    if row.side:
        context.refer(record, context.sides, row.side)
    if period and not row.date.overlaps(period):
        message = f'"{row.date.text}" is outside the period {period.text} of map.toml'
        context.add(record, "FL402", message, "date")
    if row.kind.lower() in CONTROL_EVENTS and not (row.side and row.place):
        message = f'an event of kind "{row.kind}" needs a "side" and a "place"'
        context.add(record, "FL128", message, "kind")
    context.check_texts(record, row.texts)
    if row.claimant:
        context.issues += context.claimants.record_names(record, row.claimant, row.texts)
    elif any("claimant" in fields for fields in row.texts.values()):
        message = '"claimant" is missing: only a translation of it is given'
        context.add(record, "FL126", message, "claimant")
