"""The claims of one day at one place → what may be drawn of it.

The rule is that of the latest word: the claims of the last day on which anybody spoke decide.
Sides that contradict each other on that day, or a denial of what is asserted, make the place
contested, whoever spoke more often or last. An assessment by evidence makes it held; a report or
the word of a party alone makes it claimed.
"""

from __future__ import annotations

from collections.abc import Collection

from frontline.model import Claim, Control


def verdict(claims: Collection[Claim], before: Control) -> Control:
    """Weigh one day's control claims at a place that was ``before`` until then.

    The order of the claims never matters. Denials with nothing asserted beside them contest
    what stood before if it is the denied side's, and else change nothing.
    """
    asserted = {claim.side for claim in claims if claim.stance == "asserts"}
    denied = {claim.side for claim in claims if claim.stance == "denies"}
    if not asserted:
        return Control("contested") if before.side in denied else before
    if len(asserted) > 1 or None in asserted or asserted & denied:
        return Control("contested")
    assessed = any(claim.kind == "assessed" for claim in claims if claim.stance == "asserts")
    return Control("held" if assessed else "claimed", asserted.pop())
