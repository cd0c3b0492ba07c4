"""Blocs of sides: what they hold together, and gained from or lost to others, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from frontline.analysis.balance import Balance
from frontline.language.speaker import Speaker
from frontline.model import Control, Side
from frontline.scene.basis import Basis
from frontline.text.gain_words import gain_words
from frontline.text.lookups import sides_of
from frontline.text.quantities import km2_words

MEMBERS_SHOWN = 8
"""Number of allies whose ground is stated apart; the others are counted."""


def blocs_of(scene: Basis) -> dict[str, tuple[Side, ...]]:
    """Map the blocs of several sides to their members.

    Parameters
    ----------
    scene : Basis
        The map.

    Returns
    -------
    dict
        Sides by the name of the bloc in the map's main language, in the order of the sides.
    """
    blocs: dict[str, tuple[Side, ...]] = {}
    for side in scene.header.sides:
        if side.bloc:
            blocs[side.bloc] = (*blocs.get(side.bloc, ()), side)
    return {bloc: members for bloc, members in blocs.items() if len(members) > 1}


def bloc_name(scene: Basis, bloc: str) -> str:
    """Return the name of a bloc in the language of a scene.

    Parameters
    ----------
    scene : Basis
        The map.
    bloc : str
        Its name in the map's main language.

    Returns
    -------
    str
        Its translation, if the map has one.
    """
    first = next(side for side in scene.header.sides if side.bloc == bloc)
    return first.texts.get(scene.header.language, {}).get("bloc", bloc)


def bloc_grounds(scene: Basis, km2: Mapping[str, float], say: Speaker) -> list[str]:
    """Write the ground of each bloc, and its parts by side, the largest first.

    Parameters
    ----------
    scene : Basis
        The map.
    km2 : mapping of str to float
        The area of each side in square kilometres.
    say : Speaker
        Language of the text.

    Returns
    -------
    list of str
        Such as ``Allies: 12,000 km² (France: 8,000 km²; Britain: 4,000 km²)``.
    """
    totals = {
        bloc: sum(km2.get(side.id, 0.0) for side in members)
        for bloc, members in blocs_of(scene).items()
    }
    return [
        say(
            "bloc_ground",
            bloc=bloc_name(scene, bloc),
            km2=km2_words(totals[bloc], say=say),
            parts="; ".join(_parts(blocs_of(scene)[bloc], km2, say)),
        )
        for bloc in sorted(totals, key=lambda bloc: -totals[bloc])
        if totals[bloc]
    ]


def bloc_gains(scene: Basis, balance: Balance, say: Speaker) -> Iterator[tuple[str, str]]:
    """Yield what each bloc gained from others and lost to them; allies exchange nothing.

    Parameters
    ----------
    scene : Basis
        The map.
    balance : Balance
        The areas that changed control.
    say : Speaker
        Language of the text.

    Yields
    ------
    (str, str)
        The name and the gain of a bloc whose area changed.
    """
    blocs = blocs_of(scene)
    # An id contains no semicolon, so that a bloc is never taken for a side.
    key_of = {side.id: f";{bloc}" for bloc, members in blocs.items() for side in members}
    names = {f";{bloc}": bloc_name(scene, bloc) for bloc in blocs}

    def joined(control: Control) -> Control:
        return replace(control, side=key_of.get(control.side or "", control.side))

    flows = tuple(
        replace(flow, before=joined(flow.before), after=joined(flow.after))
        for flow in balance.flows
    )
    sides = {**sides_of(scene), **{key: Side(key, name, "", name) for key, name in names.items()}}
    for key, name in names.items():
        if words := gain_words(Balance(flows), Control("held", key), sides, say):
            yield name, words


def _parts(members: tuple[Side, ...], km2: Mapping[str, float], say: Speaker) -> list[str]:
    """Write the ground of the allies that have any, the largest first."""
    holding = sorted((side for side in members if km2.get(side.id)), key=lambda s: -km2[s.id])
    rows = [(side.name, km2[side.id]) for side in holding[:MEMBERS_SHOWN]]
    if hidden := holding[MEMBERS_SHOWN:]:
        rows.append((say("short_more", count=len(hidden)), sum(km2[side.id] for side in hidden)))
    return [
        say("short_ground", **{"class": name}, km2=km2_words(part, say=say)) for name, part in rows
    ]
