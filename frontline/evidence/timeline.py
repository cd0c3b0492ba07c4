"""Weighed claims → spans: for each place, who had it from which day to which.

There are two clocks. "As known now", every day is judged by all that is known; "as known then",
each day by what was known at its end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

from frontline.dates.edtf import Interval, day_after, day_before, days, end_of, parse_known
from frontline.evidence.ledger import Ledger
from frontline.evidence.weigh import COUNTED, STATUSES, Weighed, weigh
from frontline.model import CONTESTED, CONTROL, UNKNOWN, Area, Claim, Control, Header, Source, Span

_UNKNOWN, _CLAIMED, _HELD = map(STATUSES.index, ("unknown", "claimed", "held"))
_SIDED = (_CLAIMED, _HELD)

EVER = datetime.max.replace(tzinfo=UTC)
"""The knowledge of all that is in the files."""


def spans(
    book: Ledger, header: Header, started: Collection[str], *, then: bool = False
) -> tuple[Span, ...]:
    """Work out who controlled each place on each date of the period.

    The spans of a place are half-open, as long as possible, and follow each other without a gap;
    the claims of a span are those that counted on any date of it.

    Parameters
    ----------
    book : Ledger
        The claims.
    header : Header
        The period, the time zone and the policy.
    started : collection of str
        Ids of the places that the header's start speaks for.
    then : bool
        Whether each date is judged by what was known at its end, rather than by all that is known.

    Returns
    -------
    tuple of Span
        The spans, by place and date.
    """
    found: dict[str, list[_Open]] = {place: [] for place in {*book.places, *started}}
    befores = [_before(header, place in started) for place in book.places]
    owns = np.array([_number(book, before) for before in befores])
    seen: tuple[_Codes, _Rows] | None = None
    for day in days(header.start, header.end) if book.places else ():
        weighed = weigh(book, day, end_of(day, header.zone) if then else EVER)
        codes = _codes(book, header, weighed, owns)
        rows = (weighed.reason == COUNTED) & (codes[book.place] >= 0)
        # Of most places most days are as the day before: only what is new is looked at.
        changed = codes != seen[0] if seen else np.ones(len(codes), dtype=bool)
        for place in np.flatnonzero(changed).tolist():
            mine = found[book.places[place]]
            control = settled(book, weighed, place, befores[place])
            stale = control is not befores[place] and bool(codes[place] % 2)
            if mine and (mine[-1].control, mine[-1].stale) == (control, stale):
                continue
            if mine:
                mine[-1].end = day
            mine.append(_Open(day, header.end, control, stale))
        new = rows & (~seen[1] | changed[book.place]) if seen else rows
        for row in np.flatnonzero(new).tolist():
            zone = book.places[book.place[row]]
            found[zone][-1].claims.add(book.claims[book.claim[row]].id)
        seen = codes, rows
    for zone in set(started).difference(book.places):
        found[zone].append(_Open(header.start, header.end, _before(header, True), False))
    return tuple(
        Span(zone, one.start, one.end, one.control, tuple(sorted(one.claims)), one.stale)
        for zone in sorted(found)
        for one in found[zone]
    )


_Codes = NDArray[np.int64]
_Rows = NDArray[np.bool_]


@dataclass(slots=True)
class _Open:
    """Hold a span while its end is not known."""

    start: date
    end: date
    control: Control
    stale: bool
    claims: set[str] = field(default_factory=set)


def _before(header: Header, started: bool) -> Control:
    return Control("held", header.base_start.side) if started and header.base_start else UNKNOWN


def _number(book: Ledger, before: Control) -> int:
    """Return the number of a side that had a place before; -1 for none."""
    return book.sides.index(before.side) if before.side in book.sides else -1


def _codes(book: Ledger, header: Header, weighed: Weighed, owns: NDArray[np.int64]) -> _Codes:
    """Write the control of each place as a number, odd where its evidence is old.

    It is -1 where the place stays what it was before; ``owns`` has the side that it was of.
    """
    sided = np.isin(weighed.status, _SIDED)
    side = np.where(sided, weighed.side, -1)
    stale = weighed.age > header.policy.stale_after_days
    codes = 2 * (weighed.status * (len(book.sides) + 1) + side + 1) + stale
    return np.where(_stays(weighed.status, weighed.side, owns), -1, codes)


def _stays(status: _Codes, side: _Codes, own: _Codes | int) -> _Rows:
    """Say whether places stay what they were, by the numbers of what is told and of who had them.

    They do where the evidence is too little, and where a side that had one says no more than that
    it has it.
    """
    stays: _Rows = (status == _UNKNOWN) | ((status == _CLAIMED) & (side == own))
    return stays


def standing(
    book: Ledger, header: Header, started: Collection[str], day: date, known: datetime
) -> Iterator[Span]:
    """Work out who controlled each place on one date, by what was known at an instant.

    Parameters
    ----------
    book : Ledger
        The claims.
    header : Header
        The start and the policy.
    started : collection of str
        Ids of the places that the header's start speaks for.
    day : date
        The date.
    known : datetime
        The instant by which claims must be known.

    Yields
    ------
    Span
        A span of that one date, for each place with claims or a start.
    """
    weighed = weigh(book, day, known)
    start = _before(header, True)
    end, old = day_after(day), header.policy.stale_after_days
    counted = _counted(book, weighed)
    for number, place in enumerate(book.places):
        before = start if place in started else UNKNOWN
        control = settled(book, weighed, number, before)
        if control is before:
            yield Span(place, day, end, before, ())
        else:
            stale = bool(weighed.age[number] > old)
            yield Span(place, day, end, control, counted.get(number, ()), stale)
    for place in set(started).difference(book.places):
        yield Span(place, day, end, start, ())


def settled(book: Ledger, weighed: Weighed, place: int, before: Control) -> Control:
    """Return the control of a place.

    Parameters
    ----------
    book : Ledger
        The claims.
    weighed : Weighed
        What they say on a date.
    place : int
        The number of the place in the ledger.
    before : Control
        Its control as the period began.

    Returns
    -------
    Control
        Its control; ``before`` itself where the evidence does not change it.
    """
    status, side = weighed.status[place], weighed.side[place]
    if _stays(status, side, _number(book, before)):
        return before
    return Control(STATUSES[status], book.sides[side] if status in _SIDED else None)


def drawn(header: Header, areas: Iterable[Area]) -> Iterator[Span]:
    """Yield the spans of each drawn area, cut to the period; its claim is the area itself.

    On the dates for which no map was published, nothing is drawn.

    Parameters
    ----------
    header : Header
        The period and the dates without a map.
    areas : iterable of Area
        The drawn areas.

    Yields
    ------
    Span
        A span of an area.
    """
    published = tuple(_published(header))
    for area in areas:
        control, claims = Control(area.status, area.side), (area.id,)
        for first, last in published:
            start, end = max(area.when.start or first, first), min(area.when.end or last, last)
            if start < end:
                yield Span(area.id, start, end, control, claims)


def _published(header: Header) -> Iterator[tuple[date, date]]:
    """Yield the stretches of the period without the days for which no map was published."""
    start = header.start
    for gap in header.missing:
        if gap.start is not None and gap.start > start:
            yield start, min(gap.start, header.end)
        start = max(start, gap.end or header.end)
    if start < header.end:
        yield start, header.end


def testimony(
    area: Area, places: tuple[str, ...], sources: Iterable[Source], header: Header
) -> Claim:
    """Return what a drawn area says of the places within it, as a claim of its publisher.

    It is known from the date on for which it was drawn.

    Parameters
    ----------
    area : Area
        The drawn area.
    places : tuple of str
        Ids of the places within it.
    sources : iterable of Source
        The sources, for the name of the publisher.
    header : Header
        The period and the time zone.

    Returns
    -------
    Claim
        A claim of control with the id of the area.
    """
    publisher = next((s.publisher for s in sources if s.id == area.source), area.source)
    start = area.when.start or header.start
    last = day_before(area.when.end).isoformat() if area.when.end else ".."
    return Claim(
        id=area.id,
        event=None,
        places=places,
        about=CONTROL,
        value=area.side or CONTESTED,
        side=area.side,
        quantity=None,
        claimant=publisher,
        kind="claimed" if area.status == "claimed" else "assessed",
        stance="asserts",
        when=Interval(start, area.when.end, f"{start.isoformat()}/{last}"),
        known=parse_known(start.isoformat(), header.zone),
        sources=(area.source,),
        note="",
    )


def _counted(book: Ledger, weighed: Weighed) -> dict[int, tuple[str, ...]]:
    """Map the number of a place to the claims that count at it."""
    rows = np.flatnonzero(weighed.reason == COUNTED)
    found: dict[int, list[str]] = {}
    for place, claim in zip(book.place[rows], book.claim[rows], strict=True):
        found.setdefault(int(place), []).append(book.claims[claim].id)
    return {place: tuple(sorted(claims)) for place, claims in found.items()}
