"""Dated claims → spans: for each place, who held it from which day to which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from frontline.dates import day_after
from frontline.evidence.weigh import verdict
from frontline.model import (
    CONTROL,
    UNKNOWN,
    Claim,
    Control,
    Dataset,
    Span,
)


def known_by(dataset: Dataset, day: date) -> Dataset:
    """Return the dataset without what happened or was said after ``day``, and end its period there.

    Nothing of what is left out can be found in the result. Raises ValueError when the day lies
    before the period.
    """
    header = dataset.header
    if day < header.start:
        raise ValueError(f"{day} is before the period, which starts on {header.start}")
    events = tuple(
        event
        for event in dataset.events
        if event.known.day <= day and (event.when.start is None or event.when.start <= day)
    )
    kept = {event.id for event in events}
    claims = tuple(
        claim
        for claim in dataset.claims
        if claim.known.day <= day
        and (claim.when.start is None or claim.when.start <= day)
        and (claim.event is None or claim.event in kept)
    )
    return replace(
        dataset,
        header=replace(header, end=min(header.end, day_after(day))),
        events=events,
        claims=claims,
    )


def spans(dataset: Dataset, started: Collection[str]) -> tuple[Span, ...]:
    """Work out who held each place on each day of the period, as maximal half-open spans.

    ``started`` are the ids of the places that the header's start speaks for; they are held by
    its side until somebody says otherwise. Places that nobody spoke of have no span. The spans
    of a place follow each other without gap over the period; they are sorted by place and day.
    A span's claims are those of the day that began it and of every later day in it on which
    somebody asserted something.
    """
    header = dataset.header
    spoken: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in dataset.claims:
        if claim.about == CONTROL:
            for place in claim.places:
                spoken[place].append(claim)
    start = header.base_start
    first = {place: Control("held", start.side) for place in started} if start else {}
    found: list[Span] = []
    for place in sorted(first.keys() | spoken.keys()):
        found.extend(
            _of_place(place, spoken[place], first.get(place, UNKNOWN), header.start, header.end)
        )
    return tuple(found)


def drawn(dataset: Dataset) -> Iterator[Span]:
    """Yield the span of each drawn area, cut to the period; its claim is the area itself."""
    header = dataset.header
    for area in dataset.areas:
        start = max(area.when.start or header.start, header.start)
        end = min(area.when.end or header.end, header.end)
        if start < end:
            yield Span(area.id, start, end, Control(area.status, area.side), (area.id,))


def _of_place(
    place: str, claims: list[Claim], control: Control, start: date, end: date
) -> Iterator[Span]:
    by_day: defaultdict[date, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_day[claim.when.start or date.min].append(claim)
    since, behind = start, set[str]()
    for day in sorted(day for day in by_day if day < end):
        after = verdict(by_day[day], control)
        if after != control:
            if day > since:
                yield Span(place, since, day, control, tuple(sorted(behind)))
            since, behind, control = max(day, start), set(), after
        if any(claim.stance == "asserts" for claim in by_day[day]) or day == since:
            behind |= {claim.id for claim in by_day[day]}
    yield Span(place, since, end, control, tuple(sorted(behind)))
