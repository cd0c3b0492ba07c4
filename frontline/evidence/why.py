"""Why a place has its status: the claims, what became of each, and what would change it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from frontline.dates.edtf import Known, on_day
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

_ControlOf = Callable[[Sequence[Claim], Sequence[Source]], Control]
_NEW_VOICE: Final = "a new voice"
_LONG_KNOWN: Final = datetime(1, 1, 2, tzinfo=UTC)
"""When a possible claim became known: before any instant that can be asked about."""
_LIKELY_CLAIMS: Final[tuple[tuple[ClaimKind, Reliability], ...]] = (
    ("claimed", "C"),
    ("reported", "C"),
    ("reported", "B"),
    ("assessed", "C"),
    ("assessed", "B"),
    ("assessed", "A"),
)
"""Claims that might come next, from the lightest to the heaviest under the default policy."""


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
    """A single change of the evidence that would change the control of a place.

    Attributes
    ----------
    without : str or None
        The claim to remove; None if one is added.
    kind, reliability, side : str or None
        Kind, Admiralty letter of the source, and side of the claim to add; None if one is
        removed.
    becomes : Control
        The resulting control.
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
        Whether this is the control at the start of the period, unchanged by the evidence.
    shares : dict of str to float
        The share of each side, and of ``contested``, in the evidence.
    age_days : int or None
        The age of the newest evidence that counts, in days.
    accounts : tuple of Account
        What became of each claim, in the order in which the claims became known.
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
    camps: Mapping[str, int] | None = None,
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
        The control of the place at the start of the period.
    day : date
        The date.
    known : datetime
        The instant by which claims must have been known; later ones are listed as not yet known.
    camps : mapping of str to int, optional
        The camp of each side, see ``model.camps``. Default: no side has allies.

    Returns
    -------
    Explanation
        The claims, their weights, and what would change the control.
    """
    of_place = [
        replace(claim, places=(place,))
        for claim in claims
        if claim.about == CONTROL and place in claim.places
    ]
    book = ledger(of_place, sources, sides, policy, camps)
    weighed = weigh(book, day, known)

    def control_by(changed: Sequence[Claim], cited: Sequence[Source]) -> Control:
        changed_book = ledger(changed, cited, sides, policy, camps)
        if not changed_book.places:
            return prior
        return settled(changed_book, weigh(changed_book, day, known), 0, prior)

    current = control_by(of_place, sources)
    names = (*sides, CONTESTED)
    shares = weighed.share[0] if book.places else []
    age = int(weighed.age[0]) if book.places else -1
    return Explanation(
        place=place,
        control=current,
        prior=current is prior,
        shares={name: round(float(share), 4) for name, share in zip(names, shares, strict=False)},
        age_days=age if age >= 0 else None,
        accounts=tuple(_accounts(book, weighed, known)),
        flips=(
            *_flips_by_removal(of_place, sources, current, control_by, book, weighed),
            *_flips_by_addition(place, of_place, sources, sides, current, control_by, day, known),
        ),
    )


def _accounts(book: Ledger, weighed: Weighed, known: datetime) -> Iterator[Account]:
    """Yield what became of each claim, in the order in which the claims became known."""
    rows = {int(claim): row for row, claim in enumerate(book.claim)}
    numbered = sorted(enumerate(book.claims), key=lambda item: (item[1].known, item[1].id))
    for number, claim in numbered:
        if number in rows:
            reason = int(weighed.reason[rows[number]])
            weight = round(float(weighed.weight[rows[number]]), 4)
            yield Account(claim, weight, reason == COUNTED, REASONS[reason])
        else:
            is_known = claim.known.instant <= known
            fate = f"{claim.stance} {claim.target}" if is_known else REASONS[UNHEARD]
            yield Account(claim, 0.0, False, fate)


def _flips_by_removal(
    of_place: Sequence[Claim],
    sources: Sequence[Source],
    current: Control,
    control_by: _ControlOf,
    book: Ledger,
    weighed: Weighed,
) -> Iterator[Flip]:
    """Yield the counted claims whose removal would change the control."""
    counted = {book.claims[i].id for i in book.claim[weighed.reason == COUNTED]}
    for claim in sorted(of_place, key=lambda claim: claim.id):
        if claim.id in counted:
            becomes = control_by([other for other in of_place if other is not claim], sources)
            if becomes != current:
                yield Flip(claim.id, None, None, None, becomes)


def _flips_by_addition(
    place: str,
    of_place: Sequence[Claim],
    sources: Sequence[Source],
    sides: Sequence[str],
    current: Control,
    control_by: _ControlOf,
    day: date,
    known: datetime,
) -> Iterator[Flip]:
    """Yield, for each side, the lightest new claim of that date that would change the control."""
    for side in sides:
        for kind, reliability in _LIKELY_CLAIMS:
            source = Source(_NEW_VOICE, "", "", None, None, None, None, None, reliability, None)
            claim = Claim(
                id=_NEW_VOICE,
                event=None,
                places=(place,),
                about=CONTROL,
                value=side,
                side=side,
                quantity=None,
                claimant=_NEW_VOICE,
                kind=kind,
                stance="asserts",
                when=on_day(day),
                known=Known(_LONG_KNOWN, day, day.isoformat()),
                sources=(_NEW_VOICE,),
                note="",
            )
            becomes = control_by([*of_place, claim], [*sources, source])
            if becomes != current:
                yield Flip(None, kind, reliability, side, becomes)
                break
