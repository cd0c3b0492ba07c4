"""Why a place has its status: the claims, what became of each, and what would change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from frontline.dates.edtf import Interval, Known, day_after
from frontline.evidence.timeline import settled
from frontline.evidence.weigh import COUNTED, REASONS, UNHEARD, Ledger, Weighed, ledger, weigh
from frontline.model import (
    CONTESTED,
    CONTROL,
    Claim,
    ClaimKind,
    Control,
    Policy,
    Reliability,
    Source,
)

_Judge = Callable[[Sequence[Claim], Sequence[Source]], Control]
_NEW: Final = "a new voice"
_SINCE: Final = datetime(1, 1, 2, tzinfo=UTC)
"""When a claim that might come is known: before whatever knowledge is asked for."""
_LIKELY: Final[tuple[tuple[ClaimKind, Reliability], ...]] = (
    ("claimed", "C"),
    ("reported", "C"),
    ("reported", "B"),
    ("assessed", "C"),
    ("assessed", "B"),
    ("assessed", "A"),
)
"""Claims that might come next, from the lightest to the weightiest by the default policy."""


@dataclass(frozen=True, slots=True)
class Account:
    """Hold what became of one claim: its weight, whether it counts, and why or why not."""

    claim: Claim
    weight: float
    counted: bool
    why: str


@dataclass(frozen=True, slots=True)
class Flip:
    """Say what would change a status: a claim taken away, or one more of a certain kind."""

    without: str | None
    kind: ClaimKind | None
    reliability: Reliability | None
    side: str | None
    becomes: Control


@dataclass(frozen=True, slots=True)
class Explanation:
    """Hold why a place has its control at a day and a knowledge.

    ``shares`` maps each side, and ``contested``, to its share of the evidence; ``age_days`` is
    the age of the newest evidence that counts. ``prior`` says that the control is that of the
    period's beginning, which the evidence does not change.
    """

    place: str
    control: Control
    prior: bool
    shares: dict[str, float]
    age_days: int | None
    accounts: tuple[Account, ...]
    flips: tuple[Flip, ...]


def explain(
    place: str,
    claims: Sequence[Claim],
    sources: Sequence[Source],
    sides: Sequence[str],
    policy: Policy,
    prior: Control,
    day: date,
    known: datetime,
) -> Explanation:
    """Explain the control of a place on a day by what was known at an instant.

    ``prior`` is what the place was when the period began. Claims that were not yet known are
    told as such, in the order in which they became known.
    """
    mine = [
        replace(claim, places=(place,))
        for claim in claims
        if claim.about == CONTROL and place in claim.places
    ]
    book = ledger(mine, sources, sides, policy)
    weighed = weigh(book, day, known)

    def control(changed: Sequence[Claim], cited: Sequence[Source]) -> Control:
        other = ledger(changed, cited, sides, policy)
        return settled(other, weigh(other, day, known), 0, prior) if other.places else prior

    now = control(mine, sources)
    names = (*sides, CONTESTED)
    shares = weighed.share[0] if book.places else []
    age = int(weighed.age[0]) if book.places else -1
    return Explanation(
        place=place,
        control=now,
        prior=now is prior,
        shares={n: round(float(s), 4) for n, s in zip(names, shares, strict=False)},
        age_days=age if age >= 0 else None,
        accounts=tuple(_accounts(book, weighed, known)),
        flips=(
            *_without(mine, sources, now, control, book, weighed),
            *_with(place, mine, sources, sides, now, control, day, known),
        ),
    )


def _accounts(book: Ledger, weighed: Weighed, known: datetime) -> Iterator[Account]:
    """Say what became of each claim, in the order in which they became known."""
    rows = {int(claim): row for row, claim in enumerate(book.claim)}
    numbered = sorted(enumerate(book.claims), key=lambda item: (item[1].known, item[1].id))
    for number, claim in numbered:
        if number in rows:
            reason = int(weighed.reason[rows[number]])
            weight = round(float(weighed.weight[rows[number]]), 4)
            yield Account(claim, weight, reason == COUNTED, REASONS[reason])
        else:
            heard = claim.known.at <= known
            said = f"{claim.stance} {claim.target}" if heard else REASONS[UNHEARD]
            yield Account(claim, 0.0, False, said)


def _without(
    mine: Sequence[Claim],
    sources: Sequence[Source],
    now: Control,
    control: _Judge,
    book: Ledger,
    weighed: Weighed,
) -> Iterator[Flip]:
    """Find the claims that count without which the status would be another."""
    counted = {book.claims[i].id for i in book.claim[weighed.reason == COUNTED]}
    for claim in sorted(mine, key=lambda claim: claim.id):
        if claim.id in counted:
            becomes = control([other for other in mine if other is not claim], sources)
            if becomes != now:
                yield Flip(claim.id, None, None, None, becomes)


def _with(
    place: str,
    mine: Sequence[Claim],
    sources: Sequence[Source],
    sides: Sequence[str],
    now: Control,
    control: _Judge,
    day: date,
    known: datetime,
) -> Iterator[Flip]:
    """Find, for each side, the lightest single claim of that day that would change the status."""
    for side in sides:
        for kind, reliability in _LIKELY:
            source = Source(_NEW, "", "", None, None, None, None, None, reliability, None)
            claim = Claim(
                id=_NEW,
                event=None,
                places=(place,),
                about=CONTROL,
                value=side,
                side=side,
                quantity=None,
                claimant=_NEW,
                kind=kind,
                stance="asserts",
                when=Interval(day, day_after(day), day.isoformat()),
                known=Known(_SINCE, day, day.isoformat()),
                sources=(_NEW,),
                note="",
            )
            becomes = control([*mine, claim], [*sources, source])
            if becomes != now:
                yield Flip(None, kind, reliability, side, becomes)
                break
