"""What may leave the house: knowledge by a day, embargo, what is withheld or not redistributed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from frontline.dates.edtf import day_after, end_of
from frontline.errors import UsageError
from frontline.evidence.ledger import origins
from frontline.model import CONTROL, Area, Chapter, Claim, Dataset, Event, Texts

_Dated = TypeVar("_Dated", Area, Claim, Event)
_Stated = TypeVar("_Stated", Claim, Event)

NOT_REDISTRIBUTED: Final = "(not redistributed; see the source)"
"""What stands in an output for a text that may not be in it."""


def published(dataset: Dataset) -> Dataset:
    """Leave out the claims that are marked to be withheld.

    One that retracts or corrects another takes that with it: what is known to be wrong is not
    published for want of the claim that says so.

    Parameters
    ----------
    dataset : Dataset
        Validated input.

    Returns
    -------
    Dataset
        The dataset without them.
    """
    gone = {claim.id for claim in dataset.claims if claim.withhold}
    gone |= {claim.target or "" for claim in dataset.claims if claim.withhold}
    claims = tuple(claim for claim in dataset.claims if claim.id not in gone)
    return _told(dataset, replace(dataset, claims=_loosened(claims)))


def known_by(dataset: Dataset, day: date) -> Dataset:
    """Leave out what became known after a date: nothing of it can be found in the result.

    Parameters
    ----------
    dataset : Dataset
        Validated input.
    day : date
        The last date of knowledge, in the time zone of the map.

    Returns
    -------
    Dataset
        The dataset as known on that date.
    """
    known = _known_at(dataset, end_of(day, dataset.header.zone))
    return replace(known, header=replace(known.header, known=day), areas=_begun(dataset.areas, day))


def as_of(dataset: Dataset, day: date) -> Dataset:
    """Leave out what happened or became known after a date, and end the period there.

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
    embargo = timedelta(hours=header.policy.embargo_hours)
    known = _known_at(dataset, end_of(day, header.zone) - embargo)
    areas = _begun(dataset.areas, day)
    events, claims = _begun(known.events, day), _begun(known.claims, day)
    header = replace(known.header, end=min(header.end, day_after(day)), known=day)
    left = replace(
        known, header=header, areas=areas, events=events, claims=_of_events(claims, events)
    )
    return _told(dataset, left)


def without(dataset: Dataset, origin: str) -> Dataset:
    """Return the dataset as it would be if a source, and what copies it, had said nothing.

    A statement that rests on other sources too rests on these alone. A claim about an event that
    is left out stands for itself.

    Parameters
    ----------
    dataset : Dataset
        Validated input.
    origin : str
        The id of a source that copies no other.

    Returns
    -------
    Dataset
        The dataset without it.
    """
    roots = origins(dataset.sources)
    gone = {source.id for source in dataset.sources if roots.get(source.id, source.id) == origin}
    events, claims = _resting(dataset.events, gone), _resting(dataset.claims, gone)
    ids = {None, *(event.id for event in events)}
    alone = (c if c.event in ids else replace(c, event=None) for c in claims)
    areas = tuple(area for area in dataset.areas if area.source not in gone)
    return replace(dataset, areas=areas, events=events, claims=_loosened(tuple(alone)))


def embedded(dataset: Dataset) -> Dataset:
    """Return the dataset as it may be embedded in an output.

    Texts that rest only on sources which are not redistributed are replaced by a notice; areas and
    coordinates from such sources, and sources that nothing rests on, are left out. Who claims
    what, and the numbers and sides claimed, stay: they are facts.

    Parameters
    ----------
    dataset : Dataset
        Validated input.

    Returns
    -------
    Dataset
        What may leave the house.
    """
    closed = {source.id for source in dataset.sources if not source.redistributed}

    def is_closed(sources: tuple[str, ...]) -> bool:
        return bool(sources) and closed.issuperset(sources)

    def claim(one: Claim) -> Claim:
        if not is_closed(one.sources):
            return one
        fact = one.about == CONTROL or one.quantity is not None
        value = one.value if fact else NOT_REDISTRIBUTED
        return replace(one, note="", value=value, texts=_names(one.texts))

    header = dataset.header
    notes = tuple(note for note in header.notes if not is_closed(note.sources))
    chapters = tuple(one for one in header.chapters if not is_closed(one.sources))
    shown = replace(
        dataset,
        header=replace(header, notes=notes, chapters=chapters),
        places=tuple(
            replace(p, lon=None, lat=None, geometry=None) if p.source in closed else p
            for p in dataset.places
        ),
        areas=tuple(area for area in dataset.areas if area.source not in closed),
        events=tuple(
            replace(e, title=NOT_REDISTRIBUTED, text="", texts=_names(e.texts))
            if is_closed(e.sources)
            else e
            for e in dataset.events
        ),
        claims=tuple(claim(one) for one in dataset.claims),
    )
    cited = used(shown)
    return replace(shown, sources=tuple(s for s in dataset.sources if s.id in cited))


def used(dataset: Dataset) -> set[str]:
    """Return the sources on which anything in a dataset rests, with those that they copy.

    Parameters
    ----------
    dataset : Dataset
        Validated input.

    Returns
    -------
    set of str
        Ids of sources.
    """
    statements: tuple[Event | Claim, ...] = (*dataset.events, *dataset.claims)
    cited = {id for statement in statements for id in statement.sources}
    cited |= {id for note in dataset.header.notes for id in note.sources}
    cited |= {id for chapter in dataset.header.chapters for id in chapter.sources}
    cited |= {place.source for place in dataset.places if place.source}
    cited |= {area.source for area in dataset.areas}
    if dataset.header.base_start:
        cited.add(dataset.header.base_start.source)
    upstream = {source.id: source.upstream for source in dataset.sources}
    for id in tuple(cited):
        while id := upstream.get(id) or "":
            cited.add(id)
    return cited


def _resting(statements: tuple[_Stated, ...], gone: set[str]) -> tuple[_Stated, ...]:
    """Leave out sources, and what rests on no other."""

    def left(one: _Stated) -> _Stated:
        if gone.isdisjoint(one.sources):
            return one
        return replace(one, sources=tuple(id for id in one.sources if id not in gone))

    return tuple(filter(lambda one: one.sources, map(left, statements)))


def _names(texts: Texts) -> Texts:
    """Keep of texts in several languages who said it."""
    return {
        language: {"claimant": fields["claimant"]}
        for language, fields in texts.items()
        if "claimant" in fields
    }


def _begun(dated: tuple[_Dated, ...], day: date) -> tuple[_Dated, ...]:
    """Keep what had begun by a day."""
    return tuple(one for one in dated if one.when.start is None or one.when.start <= day)


def _known_at(dataset: Dataset, known: datetime) -> Dataset:
    """Keep what was known for certain by an instant: a day without a time, when it is over."""

    def was_known(statement: Event | Claim) -> bool:
        said, zone = statement.known, dataset.header.zone
        return (said.at if "T" in said.text else end_of(said.day, zone)) <= known

    header = dataset.header
    events = tuple(filter(was_known, dataset.events))
    claims = _of_events(tuple(filter(was_known, dataset.claims)), events)
    chapters = tuple(one for one in header.chapters if _is_over(one, known, header.zone))
    header = replace(header, chapters=chapters)
    return _told(dataset, replace(dataset, header=header, events=events, claims=claims))


def _is_over(chapter: Chapter, known: datetime, zone: ZoneInfo) -> bool:
    """Say whether the days that a chapter is about are over: then it may be told."""
    return end_of(max(chapter.date, chapter.since or chapter.date), zone) <= known


def _told(dataset: Dataset, left: Dataset) -> Dataset:
    """Leave out the chapters that highlight a place of which nothing that was said is left."""
    silent = _spoken_of(dataset) - _spoken_of(left)
    chapters = tuple(one for one in left.header.chapters if silent.isdisjoint(one.places))
    return replace(left, header=replace(left.header, chapters=chapters))


def _spoken_of(dataset: Dataset) -> set[str]:
    statements: tuple[Event | Claim, ...] = (*dataset.events, *dataset.claims)
    return {place for statement in statements for place in statement.places}


def _of_events(claims: tuple[Claim, ...], events: tuple[Event, ...]) -> tuple[Claim, ...]:
    """Leave out the claims about events that are left out."""
    ids = {event.id for event in events}
    return _loosened(tuple(c for c in claims if c.event is None or c.event in ids))


def _loosened(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """Loosen claims from those they amend, where these are left out.

    What corrects a claim then asserts its own; what retracts one says nothing any more.
    """
    ids = {claim.id for claim in claims}
    loose = {claim.id for claim in claims if claim.target and claim.target not in ids}
    gone = {claim.id for claim in claims if claim.id in loose and claim.stance == "retracts"}
    kept = tuple(
        replace(claim, target=None, stance="asserts") if claim.id in loose else claim
        for claim in claims
        if claim.id not in gone
    )
    return _loosened(kept) if gone else kept
