"""Changes of control → the claims that support them, and those that dispute them.

``player/model/records.mjs`` does the same on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from frontline.language.speaker import Speaker, english
from frontline.model import Claim, Control
from frontline.scene.changes_of_control import Change
from frontline.scene.scene import Scene
from frontline.text.lookups import ranks_of

VOICES_SHOWN: Final = 3
"""Number of claimants named for one change; the others are counted."""


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Places that changed control on one date, with the same outcome and the same claims.

    Attributes
    ----------
    date : datetime.date
        Date of the change.
    places : tuple of str
        Ids of the places.
    before, after : Control
        Control before that date, and from it on.
    says : tuple of Claim
        Claims that support the change.
    against : tuple of Claim
        The latest claims of each claimant that deny the change or contradict it.
    assessed : bool
        Whether only the evidence changed.
    """

    date: date
    places: tuple[str, ...]
    before: Control
    after: Control
    says: tuple[Claim, ...]
    against: tuple[Claim, ...]
    assessed: bool = False


def change_groups(scene: Scene, changes: Iterable[Change]) -> tuple[ChangeGroup, ...]:
    """Group changes that have the same date, outcome and claims.

    Parameters
    ----------
    scene : Scene
        The map that holds the claims.
    changes : iterable of Change
        Changes of control.

    Returns
    -------
    tuple of ChangeGroup
        By date; the most important places first, also within each group.
    """
    ranks = ranks_of(scene)
    changes = sorted(changes, key=lambda each: (each.date, ranks.get(each.place, len(ranks))))
    groups: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        key = (change.date, change.before, change.after, change.claims, change.assessed)
        groups.setdefault(key, []).append(change)
    claims = sorted(scene.control_claims, key=lambda claim: (claim.known, claim.id))
    by_id = {claim.id: claim for claim in claims}
    by_place: dict[str, list[Claim]] = {}
    for claim in claims:
        for place in claim.places:
            by_place.setdefault(place, []).append(claim)
    return tuple(_group_of(group, by_id, by_place) for group in groups.values())


def claimants(claims: Iterable[Claim]) -> tuple[str, ...]:
    """List the claimants of claims, each once, in order.

    Parameters
    ----------
    claims : iterable of Claim
        Claims in the order to keep.

    Returns
    -------
    tuple of str
        Names of the claimants.
    """
    return tuple(dict.fromkeys(claim.claimant for claim in claims))


def who_says(group: ChangeGroup, say: Speaker | None = None) -> str:
    """Name who states a change of control and who denies it.

    Parameters
    ----------
    group : ChangeGroup
        The change.
    say : Speaker, optional
        Language of the text. Default: English.

    Returns
    -------
    str
        ``A; B – denied by C``, or empty if no claimant is known.
    """
    say = say or english()
    if group.after.side is None and (group.against or any(claim.side for claim in group.says)):
        all_claimants = claimants((*group.says, *group.against))
        is_disputed = len(all_claimants) > 1
        return (
            say("short_differ", who=_voices(all_claimants, say))
            if is_disputed
            else all_claimants[0]
        )
    supporters = claimants(group.says)
    denials = [claim for claim in group.against if claim.stance == "denies"]
    parts = [_voices(supporters, say)] if supporters else []
    if denials:
        all_earlier = all(claim.known.day < group.date for claim in denials)
        key = "short_denied_earlier" if all_earlier else "short_denied"
        parts.append(say(key, who=_voices(claimants(denials), say)))
    return " – ".join(parts)


def _group_of(
    changes: list[Change], by_id: Mapping[str, Claim], by_place: Mapping[str, list[Claim]]
) -> ChangeGroup:
    first = changes[0]
    places = tuple(change.place for change in changes)
    # A change by a drawn area cites the area's id, which is no claim.
    cited = [by_id[id] for id in first.claims if id in by_id]
    supporting = {claim.id: claim for claim in cited if _supports(claim, first.after)}
    opposing = {claim.id: claim for claim in cited if claim.id not in supporting}
    for place in places:
        for claim in _latest_claims(by_place.get(place, []), first.date):
            if claim.id not in supporting and _opposes(claim, first.after):
                opposing.setdefault(claim.id, claim)
    return ChangeGroup(
        first.date,
        places,
        first.before,
        first.after,
        tuple(supporting.values()),
        tuple(opposing.values()),
        first.assessed,
    )


def _latest_claims(claims: list[Claim], day: date) -> list[Claim]:
    """Return the latest claims of each claimant about a place, as known at the end of a date."""
    known_claims = [claim for claim in claims if claim.known.day <= day]
    newest = {claim.claimant: claim.known.instant for claim in known_claims}
    return [claim for claim in known_claims if newest[claim.claimant] == claim.known.instant]


def _supports(claim: Claim, after: Control) -> bool:
    if claim.stance != "asserts":
        return False
    return claim.side == after.side if after.side else after.status == "contested"


def _opposes(claim: Claim, after: Control) -> bool:
    if after.status == "unknown":
        return False
    if claim.stance == "denies":
        return claim.side == after.side
    return after.side is not None and claim.side != after.side


def _voices(names: Sequence[str], say: Speaker) -> str:
    unnamed = len(names) - VOICES_SHOWN
    if unnamed < 2:
        return "; ".join(names)
    return say("and_more", list="; ".join(names[:VOICES_SHOWN]), more=unnamed)
