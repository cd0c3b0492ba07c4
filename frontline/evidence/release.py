"""Dataset → the part that may be published.

Four rules apply: what was known by a date, the embargo, withheld claims, and sources that may not
be redistributed. What the first three leave out is absent: the result is that of a folder in which
it had never been written.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from frontline.dates.edtf import Interval, day_after
from frontline.dates.instants import before, end_of, in_zone
from frontline.errors import UsageError
from frontline.evidence.absence import without_traces
from frontline.evidence.citations import used
from frontline.evidence.ledger import origins
from frontline.model import CONTROL, Area, Chapter, Claim, Dataset, Event, Header, Opening, Texts

_Dated = TypeVar("_Dated", Area, Claim, Event)
_Stated = TypeVar("_Stated", Claim, Event)

NOT_REDISTRIBUTED: Final = "(not redistributed; see the source)"
"""The text shown in place of one that may not be redistributed."""


def published(dataset: Dataset) -> Dataset:
    """Drop the claims that are marked as withheld, without a trace.

    A withheld retraction or correction also removes what it amends, and what that amends: otherwise
    a claim known to be wrong would be published unamended. Where that is an event, what is said
    about the event goes too.

    Parameters
    ----------
    dataset : Dataset
        Validated input.

    Returns
    -------
    Dataset
        The dataset without these claims.
    """
    target_of = {claim.id: claim.target for claim in dataset.claims}
    withheld: set[str] = set()
    for claim in dataset.claims:
        id: str | None = claim.id if claim.withhold else None
        while id and id not in withheld:
            withheld.add(id)
            id = target_of.get(id)
    events = tuple(event for event in dataset.events if event.id not in withheld)
    claims = tuple(claim for claim in dataset.claims if claim.id not in withheld)
    remaining = replace(dataset, events=events, claims=_about_events(claims, events))
    return without_traces(dataset, remaining)


def known_by(dataset: Dataset, day: date) -> Dataset:
    """Drop everything that became known after a date, without a trace.

    Parameters
    ----------
    dataset : Dataset
        Validated input.
    day : date
        The last date on which something may have become known, in the time zone of the map.

    Returns
    -------
    Dataset
        The dataset as known on that date.
    """
    known = _known_at(dataset, end_of(day, dataset.header.zone))
    header = replace(known.header, known=day)
    return without_traces(dataset, replace(known, header=header, areas=_begun_by(known.areas, day)))


def as_of(dataset: Dataset, day: date) -> Dataset:
    """Drop everything that happened or became known after a date, and end the period there.

    The policy's embargo counts back from the end of that date.

    Parameters
    ----------
    dataset : Dataset
        Validated input.
    day : date
        The date of the build.

    Returns
    -------
    Dataset
        The dataset as of that date.

    Raises
    ------
    UsageError
        If the date lies before the period.
    """
    header = dataset.header
    if day < header.start:
        raise UsageError(f"as of: {day} is before the period, which starts on {header.start}")
    known = _known_at(dataset, before(end_of(day, header.zone), header.policy.embargo_hours))
    areas = _begun_by(known.areas, day)
    events, claims = _begun_by(known.events, day), _begun_by(known.claims, day)
    header = _ended(known.header, day_after(day) if day < header.end else header.end)
    header = replace(header, known=day)
    claims = _about_events(claims, events)
    released = replace(known, header=header, areas=areas, events=events, claims=claims)
    return without_traces(dataset, released)


def without(dataset: Dataset, origin: str) -> Dataset:
    """Return the dataset without a source and the sources that copy it.

    A statement that other sources support too keeps only those. A claim about an event that is
    dropped is kept, detached from the event.

    Parameters
    ----------
    dataset : Dataset
        Validated input.
    origin : str
        The id of a source that copies no other.

    Returns
    -------
    Dataset
        The dataset without the source.
    """
    origin_of = origins(dataset.sources)
    excluded = {
        source.id for source in dataset.sources if origin_of.get(source.id, source.id) == origin
    }
    events = _without_sources(dataset.events, excluded)
    claims = claims_without(dataset.claims, excluded)
    ids = {None, *(event.id for event in events)}
    detached = tuple(c if c.event in ids else replace(c, event=None) for c in claims)
    areas = tuple(area for area in dataset.areas if area.source not in excluded)
    return replace(dataset, areas=areas, events=events, claims=detached)


def claims_without(claims: tuple[Claim, ...], excluded: set[str]) -> tuple[Claim, ...]:
    """Drop sources from claims, and the claims that have no other source.

    Parameters
    ----------
    claims : tuple of Claim
        The claims.
    excluded : set of str
        The ids of the sources.

    Returns
    -------
    tuple of Claim
        The claims that remain, without references to the others.
    """
    return _detach_orphaned(_without_sources(claims, excluded))


def embedded(dataset: Dataset) -> Dataset:
    """Return the dataset as it may be embedded in an output.

    A text whose sources may all not be redistributed is replaced by a notice. Areas and
    coordinates from such sources are dropped, and so are sources that are no longer cited.
    Claimants, and the numbers and sides they claim, are kept: they are facts.

    Parameters
    ----------
    dataset : Dataset
        Validated input.

    Returns
    -------
    Dataset
        The part of the dataset that may be published.
    """
    closed = {source.id for source in dataset.sources if not source.redistributed}

    def is_closed(sources: tuple[str, ...]) -> bool:
        return bool(sources) and closed.issuperset(sources)

    def redacted(claim: Claim) -> Claim:
        if not is_closed(claim.sources):
            return claim
        is_fact = claim.about == CONTROL or claim.quantity is not None
        value = claim.value if is_fact else NOT_REDISTRIBUTED
        return replace(claim, note="", value=value, texts=_claimants_only(claim.texts))

    header = dataset.header
    notes = tuple(note for note in header.notes if not is_closed(note.sources))
    chapters = tuple(chapter for chapter in header.chapters if not is_closed(chapter.sources))
    shown = replace(
        dataset,
        header=replace(header, notes=notes, chapters=chapters),
        places=tuple(
            replace(p, lon=None, lat=None, geometry=None) if p.source in closed else p
            for p in dataset.places
        ),
        areas=tuple(area for area in dataset.areas if area.source not in closed),
        events=tuple(
            replace(e, title=NOT_REDISTRIBUTED, text="", texts=_claimants_only(e.texts))
            if is_closed(e.sources)
            else e
            for e in dataset.events
        ),
        claims=tuple(redacted(claim) for claim in dataset.claims),
    )
    cited = used(shown)
    return replace(shown, sources=tuple(s for s in dataset.sources if s.id in cited))


def _without_sources(statements: tuple[_Stated, ...], excluded: set[str]) -> tuple[_Stated, ...]:
    """Drop sources from statements, and the statements that have no other source."""

    def reduced(statement: _Stated) -> _Stated:
        if excluded.isdisjoint(statement.sources):
            return statement
        cited = tuple(id for id in statement.sources if id not in excluded)
        return replace(statement, sources=cited)

    return tuple(statement for statement in map(reduced, statements) if statement.sources)


def _claimants_only(texts: Texts) -> Texts:
    """Keep only the claimant's name of translated texts."""
    return {
        language: {"claimant": fields["claimant"]}
        for language, fields in texts.items()
        if "claimant" in fields
    }


def _begun_by(dated: tuple[_Dated, ...], day: date) -> tuple[_Dated, ...]:
    """Keep records whose date had begun by a day, or that have no beginning."""
    return tuple(
        record for record in dated if record.when.start is None or record.when.start <= day
    )


def _ended(header: Header, end: date) -> Header:
    """End the period; a page that would have opened on a later date opens as by default."""
    opening = header.opening
    if any(day and day >= end for day in (opening.date, opening.since)):
        opening = Opening(language=opening.language)
    return replace(header, end=end, opening=opening)


def _known_at(dataset: Dataset, known: datetime) -> Dataset:
    """Keep what was certainly known by an instant.

    A date without a time counts as known once it is over, and a drawn area on its first date.
    """
    header, zone = dataset.header, dataset.header.zone

    def was_known(item: Event | Claim | Area) -> bool:
        if item.known is None:
            return item.when.start is None or end_of(item.when.start, zone) <= known
        is_instant = "T" in item.known.text
        return (item.known.instant if is_instant else end_of(item.known.day, zone)) <= known

    events = tuple(filter(was_known, dataset.events))
    header = replace(
        header,
        chapters=tuple(c for c in header.chapters if _is_over(c, known, zone)),
        breaks=_past(header.breaks, known, zone),
        not_breaks=_past(header.not_breaks, known, zone),
    )
    return replace(
        dataset,
        header=header,
        areas=tuple(filter(was_known, dataset.areas)),
        events=events,
        claims=_about_events(tuple(filter(was_known, dataset.claims)), events),
    )


def _is_over(chapter: Chapter, known: datetime, zone: ZoneInfo) -> bool:
    """Return whether the dates of a chapter are over, so that it may be shown."""
    return end_of(max(chapter.date, chapter.since or chapter.date), zone) <= known


def _past(intervals: tuple[Interval, ...], known: datetime, zone: ZoneInfo) -> tuple[Interval, ...]:
    """Cut intervals off at the last date that is over, and drop those that begin later."""
    today = in_zone(known, zone).date()
    end = day_after(today) if today < date.max and end_of(today, zone) <= known else today
    return tuple(
        replace(interval, end=min(interval.end or end, end), text="")
        for interval in intervals
        if interval.start is None or interval.start < end
    )


def _about_events(claims: tuple[Claim, ...], events: tuple[Event, ...]) -> tuple[Claim, ...]:
    """Drop claims about events that have been removed."""
    ids = {event.id for event in events}
    return _detach_orphaned(tuple(c for c in claims if c.event is None or c.event in ids))


def _detach_orphaned(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """Detach claims from the claims they amend, where those have been removed.

    A correction becomes an assertion of its own; a retraction is dropped.
    """
    ids = {claim.id for claim in claims}
    amending: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.target:
            amending.setdefault(claim.target, []).append(claim)
    missing = [target for target in amending if target not in ids]
    orphaned: set[str] = set()
    while missing:
        for claim in amending.get(missing.pop(), ()):
            orphaned.add(claim.id)
            if claim.stance == "retracts":
                missing.append(claim.id)
    return tuple(
        replace(claim, target=None, stance="asserts") if claim.id in orphaned else claim
        for claim in claims
        if claim.id not in orphaned or claim.stance != "retracts"
    )
