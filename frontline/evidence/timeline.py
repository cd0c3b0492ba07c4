"""Weighed claims → spans: who controlled each place, from which date to which.

There are two clocks. "As known now" judges every date by all that is known; "as known then"
judges each date by what was known at its end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from frontline.dates.edtf import day_after, day_before
from frontline.dates.instants import end_of
from frontline.evidence.drawings import Drawings
from frontline.evidence.ledger import Ledger
from frontline.evidence.weigh import COUNTED, STATUSES, Weighed, weigh
from frontline.model import (
    UNKNOWN,
    Area,
    Control,
    Header,
    Span,
)

_EPOCH: Final = date(1970, 1, 1).toordinal()
_DAY_US: Final = 86_400_000_000
_UNKNOWN, _CLAIMED, _HELD = map(STATUSES.index, ("unknown", "claimed", "held"))
_SIDED = (_CLAIMED, _HELD)

EVER = datetime.max.replace(tzinfo=UTC)
"""The instant by which everything in the files is known."""


def spans(
    book: Ledger, header: Header, started: Collection[str], *, then: bool = False
) -> tuple[Span, ...]:
    """Work out who controlled each place on each date of the period.

    The spans of a place are half-open and without gaps, and as long as its control, the age of its
    evidence and whether claims decide it stay the same. The claims of a span are those that
    counted on any of its dates.

    Parameters
    ----------
    book : Ledger
        The claims.
    header : Header
        The period, the time zone and the policy.
    started : collection of str
        Ids of the places that the header's start covers.
    then : bool
        Whether to judge each date by what was known at its end, not by all that is known.

    Returns
    -------
    tuple of Span
        The spans, by place and date.
    """
    spans_by_place: dict[str, list[_OpenSpan]] = {place: [] for place in {*book.places, *started}}
    initial = [_initial_control(header, place in started) for place in book.places]
    initial_sides = np.array([_side_number(book, before) for before in initial])
    previous: tuple[_Codes, _Rows] | None = None

    def outcome(day: date) -> _Outcome:
        weighed = weigh(book, day, end_of(day, header.zone) if then else EVER)
        codes = _control_codes(book, header, weighed, initial_sides)
        rows = (weighed.reason == COUNTED) & (codes[book.place] >= 0)
        own = np.zeros(len(codes), dtype=bool)
        own[book.place[rows & ~book.drawn]] = True  # then ground is inferred from a place
        if is_aged(header, day):
            codes = np.where(own | (codes < 0), codes, codes | 1)
        return _Outcome(weighed, codes, rows, own, np.where(codes < 0, -1, 2 * codes + own))

    bounds = _bounds(book, header, then=then) if book.places else []
    for day, (weighed, codes, rows, own, keys) in _turning_points(bounds, outcome):
        # Most places are unchanged from one date to the next, so only changes are processed.
        changed = keys != previous[0] if previous else np.ones(len(keys), dtype=bool)
        for place in np.flatnonzero(changed).tolist():
            of_place = spans_by_place[book.places[place]]
            control = settled(book, weighed, place, initial[place])
            stale = control is not initial[place] and bool(codes[place] % 2)
            evidence = (control is not initial[place], bool(own[place]))
            if of_place and of_place[-1].continues(control, stale, evidence):
                continue
            if of_place:
                of_place[-1].end = day
            of_place.append(_OpenSpan(day, header.end, control, stale, evidence))
        is_new = rows & (~previous[1] | changed[book.place]) if previous else rows
        for row in np.flatnonzero(is_new).tolist():
            place_id = book.places[book.place[row]]
            spans_by_place[place_id][-1].claims.add(book.claims[book.claim[row]].id)
        previous = keys, rows
    for place_id in set(started).difference(book.places):
        spans_by_place[place_id].append(
            _OpenSpan(
                header.start, header.end, _initial_control(header, True), False, (False, False)
            )
        )
    return tuple(
        Span(place_id, span.start, span.end, span.control, tuple(sorted(span.claims)), span.stale)
        for place_id in sorted(spans_by_place)
        for span in spans_by_place[place_id]
    )


_Codes = NDArray[np.int64]
_Rows = NDArray[np.bool_]


class _Outcome(NamedTuple):
    """The weighed claims on one date, and what is compared from one date to the next."""

    weighed: Weighed
    codes: _Codes
    rows: _Rows
    own: _Rows
    keys: _Codes

    def is_like(self, other: _Outcome) -> bool:
        return np.array_equal(self.keys, other.keys) and np.array_equal(self.rows, other.rows)


def _bounds(book: Ledger, header: Header, *, then: bool) -> list[date]:
    """List the dates on which a claim begins, ends or is heard of, and the ends of the period."""
    first, last = header.start.toordinal(), header.end.toordinal()
    ordinals = {first, last, *np.concatenate((book.start, book.end, book.fresh)).tolist()}
    ordinals |= {day.toordinal() for aged in header.aged for day in (aged.start, aged.end) if day}
    if then:
        heard = {*book.known.tolist(), *(known for known, _, _ in book.amends)}
        heard_on = {_EPOCH + known // _DAY_US for known in heard}
        ordinals |= {day + near for day in heard_on for near in (-1, 0, 1)}  # in any time zone
    return [date.fromordinal(day) for day in sorted(ordinals) if first <= day <= last]


def _turning_points(
    bounds: Sequence[date], outcome: Callable[[date], _Outcome]
) -> Iterator[tuple[date, _Outcome]]:
    """Yield the dates on which the outcome may differ from that of the day before.

    While no claim begins or ends, the weight of each only decays: every share grows or falls
    throughout. So between two dates with the same outcome there is no other, and a long time
    without news costs no more than a day.
    """

    def within(first: date, last: date, before: _Outcome, after: _Outcome) -> _Points:
        days = (last - first).days
        if before.is_like(after):
            return
        if days == 1:
            yield last, after
            return
        middle = first + timedelta(days=days // 2)
        between = outcome(middle)
        yield from within(first, middle, before, between)
        yield from within(middle, last, between, after)

    for start, end in pairwise(bounds):
        at_start, last = outcome(start), day_before(end)
        yield start, at_start
        if start < last:
            yield from within(start, last, at_start, outcome(last))


_Points = Iterator[tuple[date, _Outcome]]


@dataclass(slots=True)
class _OpenSpan:
    """A span whose end is not yet known."""

    start: date
    end: date
    control: Control
    stale: bool
    evidence: tuple[bool, bool]  # whether any claim decides it, and any besides drawn areas
    claims: set[str] = field(default_factory=set)

    def continues(self, control: Control, stale: bool, evidence: tuple[bool, bool]) -> bool:
        return (self.control, self.stale, self.evidence) == (control, stale, evidence)


def _initial_control(header: Header, started: bool) -> Control:
    return Control("held", header.base_start.side) if started and header.base_start else UNKNOWN


def _side_number(book: Ledger, control: Control) -> int:
    """Return the number of the side that a control names, or -1."""
    return book.sides.index(control.side) if control.side in book.sides else -1


def _control_codes(
    book: Ledger, header: Header, weighed: Weighed, initial_sides: NDArray[np.int64]
) -> _Codes:
    """Encode the control of each place as a number, odd if its evidence is stale.

    The code is -1 where the place keeps its initial control; ``initial_sides`` has the number of
    the side of that control.
    """
    sided = np.isin(weighed.status, _SIDED)
    side = np.where(sided, weighed.side, -1)
    stale = weighed.age > header.policy.stale_after_days
    codes = 2 * (weighed.status * (len(book.sides) + 1) + side + 1) + stale
    return np.where(_keeps_status(weighed.status, weighed.side, initial_sides), -1, codes)


def _keeps_status(status: _Codes, side: _Codes, initial_side: _Codes | int) -> _Rows:
    """Return whether places keep their initial control.

    They do where there is too little evidence, and where the side in control only claims the
    place itself.
    """
    keeps: _Rows = (status == _UNKNOWN) | ((status == _CLAIMED) & (side == initial_side))
    return keeps


def standing(
    book: Ledger, header: Header, started: Collection[str], day: date, known: datetime
) -> Iterator[Span]:
    """Work out who controlled each place on one date, by what was known at an instant.

    Before the period, a place of which nothing was known has the control of the first date: what
    held when the period began is no change.

    Parameters
    ----------
    book : Ledger
        The claims.
    header : Header
        The start and the policy.
    started : collection of str
        Ids of the places that the header's start covers.
    day : date
        The date.
    known : datetime
        The instant by which claims must have been known.

    Yields
    ------
    Span
        A span of that one date, for each place with claims or an initial control.
    """
    weighed = weigh(book, day, known)
    from_start = _initial_control(header, True)
    end, stale_after = day_after(day), header.policy.stale_after_days
    claims_at = _counting_claims(book, weighed)
    at_first: dict[str, Span] = {}
    if day < header.start:
        known_at_first = max(known, end_of(header.start, header.zone))
        first = standing(book, header, started, header.start, known_at_first)
        at_first = {span.zone: span for span in first}
    counted = weighed.reason == COUNTED
    only_drawn = set(book.place[counted].tolist()) - set(book.place[counted & ~book.drawn].tolist())
    aged = only_drawn if is_aged(header, day) else set()
    for number, place in enumerate(book.places):
        initial = from_start if place in started else UNKNOWN
        control = settled(book, weighed, number, initial)
        if place in at_first and initial is UNKNOWN and number not in claims_at:
            yield replace(at_first[place], start=day, end=end)
        elif control is initial:
            yield Span(place, day, end, initial, ())
        else:
            stale = bool(weighed.age[number] > stale_after) or number in aged
            yield Span(place, day, end, control, claims_at.get(number, ()), stale)
    for place in set(started).difference(book.places):
        yield Span(place, day, end, from_start, ())


def settled(book: Ledger, weighed: Weighed, place: int, before: Control) -> Control:
    """Return the control of a place.

    Parameters
    ----------
    book : Ledger
        The claims.
    weighed : Weighed
        The weighed claims on one date.
    place : int
        The number of the place in the ledger.
    before : Control
        Its control at the start of the period.

    Returns
    -------
    Control
        Its control; the object ``before`` itself if the evidence does not change it.
    """
    status, side = weighed.status[place], weighed.side[place]
    if _keeps_status(status, side, _side_number(book, before)):
        return before
    return Control(STATUSES[status], book.sides[side] if status in _SIDED else None)


def drawn(
    header: Header,
    areas: Iterable[Area],
    drawings: Drawings,
    *,
    then: bool = False,
    known: date | None = None,
) -> Iterator[Span]:
    """Yield the spans of each drawn area, cut to the period; its claim is the area itself.

    An area has no span on dates for which no map was published.

    Parameters
    ----------
    header : Header
        The period and the dates without a map.
    areas : iterable of Area
        The drawn areas.
    drawings : Drawings
        What each area states.
    then : bool
        Whether an area begins when it became known, if that was later than its first date.
    known : date, optional
        The date of knowledge; areas that became known later have no span.

    Yields
    ------
    Span
        A span of an area.
    """
    stretches = tuple(_published(header))
    for area in areas:
        known_on = _known_on(area, header)
        if known is not None and known_on > known:
            continue
        begins = max(area.when.start or date.min, known_on if then else date.min)
        for first, last in stretches:
            start, end = max(begins, first), min(area.when.end or last, last)
            for since, until, stale in _by_age(start, end, header):
                yield Span(area.id, since, until, drawings.control(area.id), (area.id,), stale)


def _by_age(start: date, end: date, header: Header) -> Iterator[tuple[date, date, bool]]:
    """Divide a stretch of dates where drawn areas become older than their limit, or new."""
    ends = (bound for aged in header.aged for bound in (aged.start, aged.end))
    bounds = {start, *(bound for bound in ends if bound and start < bound < end), end}
    for since, until in pairwise(sorted(bounds)) if start < end else ():
        yield since, until, is_aged(header, since)


def is_aged(header: Header, day: date) -> bool:
    """Return whether the drawn areas of a date are those of a map older than its limit.

    Parameters
    ----------
    header : Header
        The header of a map.
    day : date
        The date.

    Returns
    -------
    bool
    """
    return any(day in aged for aged in header.aged)


def _known_on(area: Area, header: Header) -> date:
    """Return the date on which an area became known: at the latest that of its first date."""
    return area.known.day if area.known else area.when.start or header.start


def _published(header: Header) -> Iterator[tuple[date, date]]:
    """Yield the stretches of the period for which maps were published."""
    start = header.start
    for gap in header.missing:
        if gap.start is not None and gap.start > start:
            yield start, min(gap.start, header.end)
        start = max(start, gap.end or header.end)
    if start < header.end:
        yield start, header.end


def _counting_claims(book: Ledger, weighed: Weighed) -> dict[int, tuple[str, ...]]:
    """Map place numbers to the ids of the claims that count there."""
    rows = np.flatnonzero(weighed.reason == COUNTED)
    claims_at: dict[int, list[str]] = {}
    for place, claim in zip(book.place[rows], book.claim[rows], strict=True):
        claims_at.setdefault(int(place), []).append(book.claims[claim].id)
    return {place: tuple(sorted(claims)) for place, claims in claims_at.items()}
