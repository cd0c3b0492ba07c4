"""Gains and losses in words: how much, from whom and to whom, so that they add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from frontline.analysis.balance import Balance, Flow, holder
from frontline.language.speaker import Speaker, english
from frontline.model import UNKNOWN, Control, Side
from frontline.scene.basis import Basis
from frontline.text.lookups import sides_of
from frontline.text.phrases import control_words
from frontline.text.quantities import km2_words

NOBODY: Final = (Control("contested"), UNKNOWN)
"""The holders of areas that no side holds or claims."""


def gains_by_holder(
    scene: Basis, balance: Balance, say: Speaker | None = None
) -> list[tuple[str, str]]:
    """Write what each side gained and lost, then how contested and unknown areas changed.

    Parameters
    ----------
    scene : Basis
        The map.
    balance : Balance
        The areas that changed control.
    say : Speaker, optional
        Language of the text. Default: English.

    Returns
    -------
    list of (str, str)
        The name and the gain of each holder whose area changed.
    """
    sides, say = sides_of(scene), say or english()
    return [
        (holder_words(each, sides, say), words)
        for each in holders(scene.header.sides)
        if (words := gain_words(balance, each, sides, say))
    ]


def gain_lines(scene: Basis, balance: Balance) -> list[str]:
    """Write the same as one line per holder, in English.

    Parameters
    ----------
    scene : Basis
        The map.
    balance : Balance
        The areas that changed control.

    Returns
    -------
    list of str
        Such as ``Russia: +38 km² from Ukraine``.
    """
    return [f"{name}: {words}" for name, words in gains_by_holder(scene, balance)]


def holders(sides: Iterable[Side]) -> tuple[Control, ...]:
    """List who may have an area: the sides in their order, then nobody.

    Parameters
    ----------
    sides : iterable of Side
        The sides of a map.

    Returns
    -------
    tuple of Control
        The holders, see ``balance.holder``.
    """
    return (*(Control("held", side.id) for side in sides), *NOBODY)


def holder_words(control: Control, sides: Mapping[str, Side], say: Speaker) -> str:
    """Name who has an area.

    Parameters
    ----------
    control : Control
        The control of the area.
    sides : mapping of str to Side
        Sides by id.
    say : Speaker
        Language of the text.

    Returns
    -------
    str
        The name of the side, or ``contested`` or ``unknown``.
    """
    side = sides.get(control.side or "")
    return side.name if side else control_words(holder(control), sides, say)


def gain_words(
    balance: Balance, of: Control, sides: Mapping[str, Side], say: Speaker | None = None
) -> str:
    """Write what a holder gained and lost, and from whom and to whom.

    Parameters
    ----------
    balance : Balance
        The areas that changed control.
    of : Control
        The holder: a side, contested or unknown.
    sides : mapping of str to Side
        Sides by id.
    say : Speaker, optional
        Language of the text. Default: English.

    Returns
    -------
    str
        The net gain with its parts; empty if nothing was gained or lost.

    Examples
    --------
    >>> held, contested = Control("held", "b"), Control("contested")
    >>> flow = Flow(contested, held, None, 38.0, sliver=False)
    >>> gain_words(Balance((flow,)), held, {})
    '+38 km² from contested'
    >>> back = Flow(held, Control("claimed", "a"), None, 18.0, sliver=False)
    >>> gain_words(Balance((flow, back)), held, {})
    '+20 km² (gained 38 km² from contested; lost 18 km² to held by a)'
    """
    say = say or english()
    gains = [flow for flow in balance.exchanges if flow.after == of]
    losses = [flow for flow in balance.exchanges if flow.before == of]
    tally = balance.tally(of)
    plus, sign = ("", 1) if gains and losses else ("+", -1)
    gain = _with_parts(
        km2_words(tally.gain_km2, plus, say),
        [("gain_from", flow, flow.before) for flow in gains],
        sides,
        say,
    )
    loss = _with_parts(
        km2_words(sign * tally.loss_km2, say=say),
        [("loss_to", flow, flow.after) for flow in losses],
        sides,
        say,
    )
    if gains and losses:
        net = km2_words(tally.net_km2, "+", say)
        return say("gained_lost", net=net, gain=gain, loss=loss)
    return gain if gains else loss if losses else ""


def _with_parts(
    total: str,
    parts: list[tuple[str, Flow, Control]],
    sides: Mapping[str, Side],
    say: Speaker,
) -> str:
    """Write a total with the holders that its parts come from or go to."""
    words = [(key, flow.km2, holder_words(other, sides, say)) for key, flow, other in parts]
    if len(words) == 1:
        key, _, name = words[0]
        return say(key, km2=total, holder=name)
    listed = [say(key, km2=km2_words(km2, say=say), holder=name) for key, km2, name in words]
    return say("total_of", total=total, parts=say("comma").join(listed))
