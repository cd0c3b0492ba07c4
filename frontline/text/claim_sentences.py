"""Claims in words, in the language of the map."""

from __future__ import annotations

from frontline.language.speaker import Speaker
from frontline.model import CONTROL, Claim, Control
from frontline.scene.scene import Scene
from frontline.text import lookups, phrases


def claim_words(scene: Scene, say: Speaker, claim: Claim) -> str:
    """Write what a claim states: the control of its places, or a subject and its value.

    Parameters
    ----------
    scene : Scene
        The map.
    say : Speaker
        Language of the text.
    claim : Claim
        The claim; a denial, correction or retraction is written as one.

    Returns
    -------
    str
        Such as ``held by Russia``, ``killed: 11–17``, ``denies: held by Russia``.
    """
    if claim.about == CONTROL:
        control = Control("held", claim.side) if claim.side else Control("contested")
        value = phrases.control_words(control, lookups.sides_of(scene), say)
    else:
        value = f"{say.word('about', claim.about)}: {amount_words(claim, say)}"
    return value if claim.stance == "asserts" else say(f"stance_{claim.stance}", value=value)


def amount_words(claim: Claim, say: Speaker) -> str:
    """Write the value of a claim: text unchanged, a number formatted for the language.

    Parameters
    ----------
    claim : Claim
        The claim.
    say : Speaker
        Language of the text.

    Returns
    -------
    str
        Such as ``15``, ``15–20``, ``at least 15``.
    """
    if claim.quantity is None:
        return claim.value
    low, high = claim.quantity.low, claim.quantity.high
    if high is None:
        return say("at_least", number=low)
    return "–".join(say("figure_count", number=number) for number in dict.fromkeys((low, high)))
