"""Claims of control → a ledger: columns of numbers, a row for each claim at each of its places.

Every factor of a weight but age is computed here, once; ``weigh`` applies the date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frontline.model import CONTROL, Claim, Policy, Source

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NEVER: Final = np.iinfo(np.int64).max
"""The end of a claim without one, later than any date."""


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """Claims of control as columns, a row for each claim at each of its places, sorted by place.

    Attributes
    ----------
    claims : tuple of Claim
        The claims, sorted by id.
    places, sides : tuple of str
        Ids, in the order of their numbers.
    camp : ndarray of int
        The number of the camp of each side: allies count together.
    policy : Policy
        The numbers by which claims are weighed.
    claim, place, claimant, voice : ndarray of int
        Numbers, by row. The voice of a claim is its claimant, or, if all its sources are copies,
        their origins.
    effect : ndarray of int
        The number of the side asserted; the count of sides for "contested"; above that, the
        number of the side denied.
    start, end, fresh : ndarray of int
        Ordinal dates: the half-open validity, and the date from which a claim ages.
    known : ndarray of int
        When each claim became known, in microseconds since the epoch, UTC.
    weight, word : ndarray of float
        The weight without age, and without age and interest.
    independent : ndarray of bool
        Whether a claim is more than the word of the side that it favours.
    drawn : ndarray of bool
        Whether a claim is a drawn area's, which never becomes stale within its dates.
    copied : ndarray of bool
        Whether all sources of a claim are copies.
    quotes : ndarray of int, shape (n, 2)
        Rows with the number of an origin: those of the sources of copied claims, and which other
        claims cite one of these origins itself.
    amends : tuple of (int, int, int)
        When a claim was retracted or corrected, by which claim, and which claim it was.
    """

    claims: tuple[Claim, ...]
    places: tuple[str, ...]
    sides: tuple[str, ...]
    camp: Ints
    policy: Policy
    claim: Ints
    place: Ints
    claimant: Ints
    voice: Ints
    effect: Ints
    start: Ints
    end: Ints
    fresh: Ints
    known: Ints
    weight: Floats
    word: Floats
    independent: Bools
    drawn: Bools
    copied: Bools
    quotes: Ints
    amends: tuple[tuple[int, int, int], ...]


def ledger(
    claims: Iterable[Claim],
    sources: Sequence[Source],
    sides: Sequence[str],
    policy: Policy,
    camps: Mapping[str, int] | None = None,
) -> Ledger:
    """Enter the claims of control and their retractions and corrections into a ledger.

    Parameters
    ----------
    claims : iterable of Claim
        The claims; those about other matters are ignored.
    sources : sequence of Source
        The sources.
    sides : sequence of str
        Ids of the sides.
    policy : Policy
        The numbers by which claims are weighed.
    camps : mapping of str to int, optional
        The camp of each side, see ``model.camps``. Default: no side has allies.

    Returns
    -------
    Ledger
        The ledger, ready for ``weigh``.

    Examples
    --------
    >>> from frontline.model import Policy
    >>> ledger([], [], ["north", "south"], Policy()).places
    ()
    """
    camps = {side: camps[side] if camps else number for number, side in enumerate(sides)}
    entered = tuple(sorted((c for c in claims if c.about == CONTROL), key=lambda c: c.id))
    places = {id: i for i, id in enumerate(sorted({p for c in entered for p in c.places}))}
    quoted_by = _quoted_origins(entered, {source.id: source for source in sources})
    rows = [
        (i, places[id], *row)
        for i, row in _rows(entered, sources, quoted_by, camps, policy)
        for id in entered[i].places
    ]
    rows.sort(key=lambda row: (row[1], row[0]))
    columns = [np.array(column) for column in zip(*rows, strict=True)] or [np.zeros(0)] * 14
    ints = [column.astype(np.int64) for column in columns[:9]]
    quotes = [(row, origin) for row, (i, *_) in enumerate(rows) for origin in quoted_by[int(i)]]
    claim_of, place, claimant, voice_of, effect, start, end, fresh, known = ints
    return Ledger(
        claims=entered,
        places=tuple(places),
        sides=tuple(sides),
        camp=np.array([*camps.values()], dtype=np.int64),
        policy=policy,
        claim=claim_of,
        place=place,
        claimant=claimant,
        voice=voice_of,
        effect=effect,
        start=start,
        end=end,
        fresh=fresh,
        known=known,
        weight=columns[9].astype(np.float64),
        word=columns[10].astype(np.float64),
        independent=columns[11].astype(np.bool_),
        drawn=columns[12].astype(np.bool_),
        copied=columns[13].astype(np.bool_),
        quotes=np.array(quotes, dtype=np.int64).reshape(-1, 2),
        amends=_amendments(entered),
    )


def _amendments(claims: Sequence[Claim]) -> tuple[tuple[int, int, int], ...]:
    """Return when each claim was retracted or corrected, by which claim, and which it was."""
    number = {claim.id: i for i, claim in enumerate(claims)}
    return tuple(
        sorted(
            (microseconds(claim.known.instant), i, number[claim.target])
            for i, claim in enumerate(claims)
            if claim.target in number
        )
    )


def _rows(
    claims: Sequence[Claim],
    sources: Sequence[Source],
    quoted_by: Sequence[tuple[int, ...]],
    camps: Mapping[str, int],
    policy: Policy,
) -> Iterator[tuple[int, tuple[int | float, ...]]]:
    """Yield the number of each claim that is no retraction, and its values without the place."""
    by_id = {source.id: source for source in sources}
    trust, favoured = _reliance(by_id, policy)
    voices, claimants = dict[str | tuple[int, ...], int](), dict[str, int]()
    sides = [*camps]
    for i, claim in enumerate(claims):
        if claim.stance == "retracts":
            continue
        copied = all(by_id[id].upstream for id in claim.sources)
        voice = quoted_by[i] if copied else claim.claimant
        is_bounded = "/" in claim.when.text and claim.when.end is not None
        yield (
            i,
            (
                claimants.setdefault(claim.claimant, len(claimants)),
                voices.setdefault(voice, len(voices)),
                _effect(claim, sides),
                claim.when.start.toordinal() if claim.when.start else 0,
                claim.when.end.toordinal() if is_bounded and claim.when.end else NEVER,
                (claim.when.start or claim.known.day).toordinal(),
                microseconds(claim.known.instant),
                *_weights(
                    claim, [(favoured[id], trust[id]) for id in claim.sources], policy, camps
                ),
                claim.drawn,
                copied,
            ),
        )


def _quoted_origins(claims: Sequence[Claim], by_id: Mapping[str, Source]) -> list[tuple[int, ...]]:
    """Return the numbers of the origins that each claim quotes, of those that have copies."""
    origin_of = origins(by_id.values())
    copies = [[id for id in claim.sources if by_id[id].upstream] for claim in claims]
    numbers = {
        origin: number
        for number, origin in enumerate(sorted({origin_of[id] for ids in copies for id in ids}))
    }
    quoted_by = []
    for claim, ids in zip(claims, copies, strict=True):
        is_copied = len(ids) == len(claim.sources)
        cited = {origin_of[id] for id in ids} if is_copied else {*claim.sources}
        quoted_by.append(tuple(sorted(numbers[id] for id in cited if id in numbers)))
    return quoted_by


def _effect(claim: Claim, sides: Sequence[str]) -> int:
    if claim.side is None:
        return len(sides)
    number = sides.index(claim.side)
    if claim.stance != "denies":
        return number
    return 1 - number if len(sides) == 2 else len(sides) + 1 + number


def _weights(
    claim: Claim,
    sources: Sequence[tuple[set[str], float]],
    policy: Policy,
    camps: Mapping[str, int],
) -> tuple[float, float, bool]:
    """Return a claim's weight, the same without interest, and whether it is independent.

    The source that gives the most weight decides. A claim is not independent if its kind is
    ``claimed`` or if every one of its sources speaks for the side that it favours, or an ally.
    """
    certainty = policy.uncertain if claim.when.uncertain else 1.0
    factor = policy.kind[claim.kind] * certainty
    is_own = [any(_favours(claim, side, camps) for side in favoured) for favoured, _ in sources]
    words = [trust for _, trust in sources]
    weights = [
        word * (policy.interest if own else 1.0) for word, own in zip(words, is_own, strict=True)
    ]
    return max(weights) * factor, max(words) * factor, claim.kind != "claimed" and not all(is_own)


def _favours(claim: Claim, side: str, camps: Mapping[str, int]) -> bool:
    """Return whether a claim asserts a side or its ally, or denies an opponent."""
    if claim.side is None:
        return False
    return (camps[claim.side] == camps[side]) == (claim.stance != "denies")


def _reliance(
    by_id: Mapping[str, Source], policy: Policy
) -> tuple[dict[str, float], dict[str, set[str]]]:
    """Return each source's reliability, and the sides that it speaks for.

    A source is at most as reliable as the source that it copies, and speaks for its sides too.
    """
    trust: dict[str, float] = {}
    favoured: dict[str, set[str]] = {}
    for source in _origins_first(by_id):
        own = policy.reliability[source.reliability or "F"]
        trust[source.id] = min(own, trust[source.upstream]) if source.upstream else own
        inherited = favoured[source.upstream] if source.upstream else set[str]()
        favoured[source.id] = inherited | ({source.side} if source.side else set[str]())
    return trust, favoured


def _origins_first(by_id: Mapping[str, Source]) -> Iterator[Source]:
    """Yield each source after the one that it copies; chains may be of any length."""
    done: set[str] = set()
    for source in by_id.values():
        chain: list[Source] = []
        link: Source | None = source
        while link and link.id not in done:
            done.add(link.id)
            chain.append(link)
            link = by_id.get(link.upstream or "")
        yield from reversed(chain)


def origins(sources: Iterable[Source]) -> dict[str, str]:
    """Map each source that copies or is copied to the origin of its chain.

    Parameters
    ----------
    sources : iterable of Source
        The sources.

    Returns
    -------
    dict of str to str
        Ids of origins, by source id.
    """
    origin_of: dict[str, str] = {}
    for source in _origins_first({source.id: source for source in sources}):
        if source.upstream:
            origin = origin_of.get(source.upstream, source.upstream)
            origin_of[source.id] = origin_of[origin] = origin
    return origin_of


def microseconds(at: datetime) -> int:
    """Return an instant in microseconds since the epoch.

    Parameters
    ----------
    at : datetime
        The instant, with its time zone.

    Returns
    -------
    int
        Microseconds since 1 January 1970, UTC.

    Examples
    --------
    >>> from datetime import UTC
    >>> microseconds(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000
    """
    return int(at.timestamp() * 1_000_000)
