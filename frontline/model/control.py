"""Control of a place over time, and the values that state it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

Status = Literal["held", "claimed", "contested", "unknown"]

ClaimKind = Literal["assessed", "reported", "claimed"]

Stance = Literal["asserts", "denies", "retracts", "corrects"]

Reliability = Literal["A", "B", "C", "D", "E", "F"]

Texts = Mapping[str, Mapping[str, str]]
"""Translations: language → field → text."""

CONTROL: Final = "control"
"""The ``about`` of a claim of control."""

CONTESTED: Final = "contested"
"""The value of a claim of control by which no side holds the place (a grey zone)."""

NOT_GROUND: Final = frozenset({"building", "site", "region"})
"""Kinds of place whose control is no evidence of control of the area around them."""

CONTROL_EVENTS: Final[Mapping[str, ClaimKind]] = {"held": "assessed", "claimed": "claimed"}
"""Kinds of event that are also claims of control → the kind of claim that intake derives."""

RELIABILITY: Final[Mapping[Reliability, float]] = {
    "A": 1.0, "B": 0.8, "C": 0.6, "D": 0.4, "E": 0.2, "F": 0.4,
}  # fmt: skip
"""Factor of each Admiralty letter; F (cannot be judged) counts for sources without a letter."""

KIND: Final[Mapping[ClaimKind, float]] = {"assessed": 1.0, "reported": 0.7, "claimed": 0.5}
"""Factor of each kind of claim."""


@dataclass(frozen=True, slots=True)
class Side:
    """A party to the conflict, or a neutral state.

    Attributes
    ----------
    id : str
        Id in the files.
    name : str
        Name.
    color : str
        Colour on every map, ``#rrggbb``.
    adjective : str
        Adjective for prose: "Russian advance".
    texts : Texts
        Translations of ``name``, ``adjective`` and ``bloc``.
    bloc : str or None
        Name of the alliance that it belongs to, in the map's main language.
    party : bool
        Whether it is a party to the conflict; a neutral state is none.
    """

    id: str
    name: str
    color: str
    adjective: str
    texts: Texts = field(default_factory=dict, hash=False)
    bloc: str | None = None
    party: bool = True


def camps(sides: Iterable[Side]) -> dict[str, int]:
    """Return the camps of a map, numbered: a bloc is one, and so is a side without a bloc.

    Parameters
    ----------
    sides : iterable of Side
        The sides of a map.

    Returns
    -------
    dict of str to int
        The number of the camp of each side, by its id, in the order of the sides.

    Examples
    --------
    >>> look = {"color": "#000000", "adjective": ""}
    >>> france, britain = (Side(id, id, **look, bloc="Allies") for id in ("fr", "gb"))
    >>> camps([france, Side("de", "de", **look), britain])
    {'fr': 0, 'de': 1, 'gb': 0}
    """
    numbers = dict[tuple[str | None, str], int]()
    return {
        side.id: numbers.setdefault((side.bloc, "" if side.bloc else side.id), len(numbers))
        for side in sides
    }


def opposing_camps(sides: Iterable[Side]) -> dict[str, int]:
    """Return the camps of the sides that are parties: front lines run between these only.

    Parameters
    ----------
    sides : iterable of Side
        The sides of a map.

    Returns
    -------
    dict of str to int
        The number of the camp of each party, by its id.

    Examples
    --------
    >>> look = {"color": "#000000", "adjective": ""}
    >>> opposing_camps([Side("fr", "fr", **look), Side("ch", "ch", **look, party=False)])
    {'fr': 0}
    """
    sides = tuple(sides)
    numbers = camps(sides)
    return {side.id: numbers[side.id] for side in sides if side.party}


@dataclass(frozen=True, slots=True)
class Control:
    """Control of a place or an area.

    Attributes
    ----------
    status : Status
        Held, claimed, contested or unknown.
    side : str or None
        Id of the side that holds or claims it; None if contested or unknown.
    """

    status: Status
    side: str | None = None


UNKNOWN: Final = Control("unknown")


@dataclass(frozen=True, slots=True)
class Span:
    """The control of one zone over an interval of dates.

    Attributes
    ----------
    zone : str
        Id of the zone or place.
    start, end : date
        Half-open interval.
    control : Control
        Status and side.
    claims : tuple of str
        Ids of the claims that support it.
    stale : bool
        Whether its newest evidence is stale.
    """

    zone: str
    start: date
    end: date
    control: Control
    claims: tuple[str, ...]
    stale: bool = False
