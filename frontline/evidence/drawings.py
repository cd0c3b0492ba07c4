"""Drawn areas → what they state: about the ground, alone or where several lie, and about places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from frontline.dates.edtf import Interval, day_before, parse_known
from frontline.dates.gaps import past_gaps
from frontline.evidence.ledger import ledger
from frontline.evidence.weigh import STATUSES, weigh
from frontline.model import (
    CONTESTED,
    CONTROL,
    UNKNOWN,
    Area,
    Claim,
    Control,
    Header,
    Policy,
    Source,
    camps,
)

_FIRST_KNOWN: Final = date(2, 1, 1)
"""First date with a last moment in every time zone."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawings:
    """The statements of drawn areas, weighed as those about a place are.

    The word of a source that speaks for a side is *claimed* by that side, and a source below the
    minimum states nothing. Where several areas lie, a later one of the same claimant replaces an
    earlier one that it contradicts; those of others count by their weight. All of them age alike,
    so that the outcome does not depend on the date.

    Attributes
    ----------
    claims : dict of str to Claim
        The claim of each area, by its id; areas that state nothing have none.
    sources : sequence of Source
        The sources of the map.
    sides : sequence of str
        Ids of its sides.
    policy : Policy
        The numbers by which claims are weighed.
    camps : mapping of str to int
        The camp of each side: allies do not contest each other.
    """

    claims: dict[str, Claim]
    sources: Sequence[Source]
    sides: Sequence[str]
    policy: Policy
    camps: Mapping[str, int]
    _controls: dict[tuple[object, ...], Control] = field(default_factory=dict)

    def control(self, *ids: str) -> Control:
        """Return the control of ground where these areas lie.

        Parameters
        ----------
        *ids : str
            Ids of drawn areas that exist at one time.

        Returns
        -------
        Control
            The control; unknown if none of the areas states any.
        """
        claims = [self.claims[id] for id in ids if id in self.claims]
        # An archive has thousands of areas, but few that differ in what is weighed.
        starts = [claim.when.start for claim in claims] if len(claims) > 1 else []
        key = (*((claim.side, claim.kind, claim.sources) for claim in claims), *starts)
        if key not in self._controls:
            self._controls[key] = self._weighed(claims)
        return self._controls[key]

    def _weighed(self, claims: Sequence[Claim]) -> Control:
        if not claims:
            return UNKNOWN
        # Without ends, the claims are all valid from the latest first date on.
        standing = [
            replace(claim, places=("",), when=Interval(claim.when.start, None, ""))
            for claim in claims
        ]
        book = ledger(standing, self.sources, self.sides, self.policy, self.camps)
        latest = max(claim.when.start or date.min for claim in claims)
        weighed = weigh(book, latest, max(claim.known.instant for claim in claims))
        status = STATUSES[weighed.status[0]]
        has_side = status in ("held", "claimed")
        return Control(status, self.sides[weighed.side[0]] if has_side else None)


def drawings(areas: Iterable[Area], sources: Sequence[Source], header: Header) -> Drawings:
    """Return what drawn areas state.

    Parameters
    ----------
    areas : iterable of Area
        The drawn areas.
    sources : sequence of Source
        The sources, which name the publishers.
    header : Header
        The period, the time zone, the sides and the policy.

    Returns
    -------
    Drawings
        Their claims, without places.
    """
    publishers = {source.id: source.publisher for source in sources}
    claims = {
        area.id: _claim(area, publishers.get(area.source, area.source), header)
        for area in areas
        if area.status != "unknown"
    }
    sides = camps(header.sides)
    return Drawings(claims, sources, [*sides], header.policy, sides)


def _claim(area: Area, publisher: str, header: Header) -> Claim:
    """Return the claim of an area, which is known from its first date unless it says otherwise.

    Where no map was published after its last date, it stands until the next map.
    """
    start = area.when.start or header.start
    gaps = sorted(header.missing, key=lambda gap: gap.start or date.min)
    end = past_gaps(area.when.end, gaps)
    last = day_before(end).isoformat() if end else ".."
    return Claim(
        id=area.id,
        event=None,
        places=(),
        about=CONTROL,
        value=area.side or CONTESTED,
        side=area.side,
        quantity=None,
        claimant=publisher,
        kind="claimed" if area.status == "claimed" else "assessed",
        stance="asserts",
        when=Interval(start, end, f"{start.isoformat()}/{last}"),
        known=area.known or parse_known(max(start, _FIRST_KNOWN).isoformat(), header.zone),
        sources=(area.source,),
        note="",
        drawn=True,
    )
