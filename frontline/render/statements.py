"""What a claim says, in the language of the map."""

from __future__ import annotations

from babel.numbers import format_decimal

from frontline.messages import locale_of
from frontline.model import CONTROL, Claim, Control
from frontline.render import words
from frontline.render.catalogue import Speaker
from frontline.scene import Scene


def said(scene: Scene, say: Speaker, claim: Claim) -> str:
    """Write what a claim says: who has its places, or a matter and its value; or its denial."""
    if claim.about == CONTROL:
        control = Control("held", claim.side) if claim.side else Control("contested")
        value = words.control_words(control, words.sides_of(scene), say)
    else:
        value = f"{say.word('about', claim.about)}: {_value(say, claim)}"
    return value if claim.stance == "asserts" else say(f"stance_{claim.stance}", value=value)


def _value(say: Speaker, claim: Claim) -> str:
    """Write what is claimed of a matter: a text as it is, a number as the language has it."""
    if claim.quantity is None:
        return claim.value
    low, high = claim.quantity.low, claim.quantity.high
    numbers = [
        format_decimal(n, locale=locale_of(say.language)) for n in (low, high) if n is not None
    ]
    return say("at_least", number=numbers[0]) if high is None else "–".join(dict.fromkeys(numbers))
