"""Spans of places → changes of control: the control of a place before and from a date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from frontline.dates.edtf import day_before
from frontline.dates.instants import end_of
from frontline.evidence import timeline
from frontline.model import Claim, Control, Span
from frontline.scene.basis import Basis


@dataclass(frozen=True, slots=True)
class Change:
    """A change of control at one place on one date.

    Attributes
    ----------
    date : date
        The first date with the new control.
    place : str
        The id of the place.
    before, after : Control
        The control until that date and from that date.
    claims : tuple of str
        Ids of the claims that support the change.
    assessed : bool
        Whether only the evidence changed: none of it says that the control is new on that date.
        It became known later, grew old, or ended.
    """

    date: date
    place: str
    before: Control
    after: Control
    claims: tuple[str, ...]
    assessed: bool = False


def changes_of_control(basis: Basis, spans: Iterable[Span], *, then: bool) -> tuple[Change, ...]:
    """Find the changes between successive spans of each place.

    The claims of a change are those that begin to count on its date. An area drawn for the first
    date of the period is assumed to have existed before.

    Parameters
    ----------
    basis : Basis
        The claims of the map.
    spans : iterable of Span
        Spans of places and zones; those of one place are in order.
    then : bool
        Whether the spans are as known then, not as known now.

    Returns
    -------
    tuple of Change
        The changes, by date and place.
    """
    header = basis.header
    new_claims, dated = _new_claims(basis, then=then)
    eve = day_before(header.start)
    known = end_of(eve, header.zone) if then else timeline.EVER
    ids = {place.id for place in basis.places}
    placed = [span for span in spans if span.zone in ids]
    initial = (span for span in placed if span.start == header.start)
    first_spans = {span.zone: span for span in initial if not _is_drawn(basis, span)}
    on_eve = timeline.standing(basis.book, header, basis.started, eve, known)
    pairs = [(span, first_spans[span.zone]) for span in on_eve if span.zone in first_spans]
    changes = [
        Change(
            after.start,
            after.zone,
            before.control,
            after.control,
            tuple(sorted(new_claims.get((after.zone, after.start)) or set(after.claims))),
            (after.zone, after.start) not in dated,
        )
        for before, after in (*pairs, *pairwise(placed))
        if before.zone == after.zone and before.control != after.control
    ]
    return tuple(sorted(changes, key=lambda change: (change.date, change.place)))


def changes_between(
    before: Mapping[str, Span],
    after: Mapping[str, Span],
    places: Iterable[str],
    claims: Iterable[Claim],
    day: date,
) -> tuple[Change, ...]:
    """Find the changes of places from the eve of a date to the date, by the same knowledge.

    Parameters
    ----------
    before, after : mapping of str to Span
        The spans of places and zones on the eve and on the date.
    places : iterable of str
        Ids of the places.
    claims : iterable of Claim
        The claims of control that were known.
    day : date
        The date.

    Returns
    -------
    tuple of Change
        The changes, by place.
    """
    dated = {id for claim in claims if claim.when.start == day for id in claim.places}
    return tuple(
        Change(day, id, before[id].control, span.control, span.claims, id not in dated)
        for id in sorted(places)
        if (span := after.get(id)) and id in before and before[id].control != span.control
    )


def _new_claims(
    basis: Basis, *, then: bool
) -> tuple[dict[tuple[str, date], set[str]], set[tuple[str, date]]]:
    """Map each place and date to the claims of control that begin to count there.

    The second value is where at least one of them is about that very date.
    """
    claims: dict[tuple[str, date], set[str]] = {}
    dated: set[tuple[str, date]] = set()
    for claim in basis.control_claims:
        starts = claim.when.start or basis.header.start
        day = max(starts, claim.known.day) if then else starts
        for place in claim.places:
            claims.setdefault((place, day), set()).add(claim.id)
            if starts == day:
                dated.add((place, day))
    return claims, dated


def _is_drawn(basis: Basis, span: Span) -> bool:
    """Return whether the claims of a span are all drawn areas."""
    return bool(span.claims) and basis.land.drawings.keys() >= {*span.claims}
