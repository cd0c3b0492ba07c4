"""Why a place has its status: the claims, what became of each, and what would change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from frontline.dates.edtf import Interval, Known, day_after
from frontline.evidence.ledger import Ledger, ledger
from frontline.evidence.timeline import settled
from frontline.evidence.weigh import COUNTED, REASONS, UNHEARD, Weighed, weigh
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
    """What became of one claim.

    Attributes
    ----------
    claim : Claim
        The claim.
    weight : float
        Its weight on the date.
    counted : bool
        Whether it counts.
    why : str
        The reason, in words.
    """

    claim: Claim
    weight: float
    counted: bool
    why: str


@dataclass(frozen=True, slots=True)
class Flip:
    """A single change of the evidence that would change a status.

    Attributes
    ----------
    without : str or None
        The claim to be taken away; None where one is added.
    kind, reliability, side : str or None
        Kind, Admiralty letter of the source and side of the claim to be added; None where one is
        taken away.
    becomes : Control
        The control that would follow.
    """

    without: str | None
    kind: ClaimKind | None
    reliability: Reliability | None
    side: str | None
    becomes: Control


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a place has its control on a date, by what was known at an instant.

    Attributes
    ----------
    place : str
        The id of the place.
    control : Control
        Its control.
    prior : bool
        Whether it is that of the beginning of the period, which the evidence does not change.
    shares : dict of str to float
        The share of each side, and of ``contested``, in the evidence.
    age_days : int or None
        The age of the newest evidence that counts, in days.
    accounts : tuple of Account
        What became of each claim, in the order in which they became known.
    flips : tuple of Flip
        What would change the control.
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
    """Explain the control of a place on a date, by what was known at an instant.

    Parameters
    ----------
    place : str
        The id of the place.
    claims : sequence of Claim
        The claims of the map.
    sources : sequence of Source
        Its sources.
    sides : sequence of str
        Ids of its sides.
    policy : Policy
        The numbers by which claims are weighed.
    prior : Control
        The control of the place as the period began.
    day : date
        The date.
    known : datetime
        The instant by which claims must be known; later ones are listed as not yet known.

    Returns
    -------
    Explanation
        The claims, their weights, and what would change the control.
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
