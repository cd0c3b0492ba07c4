"""What a claim says, in the language of the map."""

from __future__ import annotations

from frontline.language.speaker import Speaker
from frontline.model import CONTROL, Claim, Control
from frontline.scene.scene import Scene
from frontline.text import lookups, phrases


def claim_words(scene: Scene, say: Speaker, claim: Claim) -> str:
    """Write what a claim says: who has its places, or a matter and its value; or its denial."""
    if claim.about == CONTROL:
        control = Control("held", claim.side) if claim.side else Control("contested")
        value = phrases.control_words(control, lookups.sides_of(scene), say)
    else:
        value = f"{say.word('about', claim.about)}: {amount_words(claim, say)}"
    return value if claim.stance == "asserts" else say(f"stance_{claim.stance}", value=value)


def amount_words(claim: Claim, say: Speaker) -> str:
    """Write what is claimed of a matter: a text as it is, a number as the language has it."""
    if claim.quantity is None:
        return claim.value
    low, high = claim.quantity.low, claim.quantity.high
    if high is None:
        return say("at_least", number=low)
    return "–".join(say("figure_count", number=number) for number in dict.fromkeys((low, high)))
