"""Side and status → colour, pattern and label, for the page and the figures alike.

Patterns and labels distinguish the classes as well as colours do, so colour alone never does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from frontline.model import Control, Side

Hatch = Literal["none", "diagonal", "cross", "dots"]

CONTESTED_COLOR: Final = "#55507a"
UNKNOWN_COLOR: Final = "#767676"

UNSIGNED: Final = 4
"""The number of sides whose fills differ enough without a sign, also in grey print."""

SHAPES: Final = 16
"""The number of shapes of sides."""

RANKS: Final = ("city", "town", "building", "site", "village", "settlement")
"""Kinds of place by the importance of their labels; every other kind comes after."""


SIGNS: Final = {
    "strike": (
        *("airstrike", "attack", "bombing", "collapse", "drone", "explosion", "fire"),
        *("missile", "shelling", "strike"),
    ),
    "move": (
        *("advance", "assault", "battle", "capture", "claimed", "clash", "fighting", "held"),
        *("infiltration", "reinforcement", "retreat", "withdrawal"),
    ),
    "toll": ("casualties", "casualty", "death", "evacuation", "injury", "toll"),
    "word": ("announcement", "assessment", "decision", "denial", "order", "report", "statement"),
}
"""Symbols of the timeline, and the kinds of event they stand for; every other kind is "event"."""


@dataclass(frozen=True, slots=True)
class Style:
    """The look of one class of control.

    Attributes
    ----------
    control : Control
        Status and side.
    label : str
        English label.
    color : str
        Base colour, ``#rrggbb``; ``colors.ink`` derives the drawn colours.
    hatch : Hatch
        Fill pattern.
    """

    control: Control
    label: str
    color: str
    hatch: Hatch


def classes(sides: tuple[Side, ...]) -> tuple[Style, ...]:
    """List every class that a map with these sides can show, in legend order.

    Parameters
    ----------
    sides : tuple of Side
        The map's sides.

    Returns
    -------
    tuple of Style
        For each side its held and its claimed class, then contested and unknown.

    Examples
    --------
    >>> [style.label for style in classes((Side("n", "North", "#0072b2", "northern"),))]
    ['Held by North', 'Claimed by North', 'Contested', 'Unknown']
    """
    styles = []
    for side in sides:
        styles.append(Style(Control("held", side.id), f"Held by {side.name}", side.color, "none"))
        styles.append(
            Style(Control("claimed", side.id), f"Claimed by {side.name}", side.color, "diagonal")
        )
    styles.append(Style(Control("contested"), "Contested", CONTESTED_COLOR, "cross"))
    styles.append(Style(Control("unknown"), "Unknown", UNKNOWN_COLOR, "dots"))
    return tuple(styles)


def signed(sides: Sequence[Side]) -> bool:
    """Return whether areas bear the shape of their side, because colours alone no longer suffice.

    Parameters
    ----------
    sides : sequence of Side
        The map's sides.

    Returns
    -------
    bool
        True for more than ``UNSIGNED`` sides.
    """
    return len(sides) > UNSIGNED


def shape_number(order: int) -> int:
    """Return the number of a side's shape.

    Sides that share a colour of the palette have different shapes.

    Parameters
    ----------
    order : int
        Position of the side, from 0.

    Returns
    -------
    int
        From 0, below ``SHAPES``.

    Examples
    --------
    >>> shape_number(3), shape_number(16), shape_number(33)
    (3, 1, 3)
    """
    return (order + order // SHAPES) % SHAPES


def rank(kind: str, reported: bool) -> int:
    """Rank a place's label: cities and towns, then places with reports, then the rest.

    Parameters
    ----------
    kind : str
        Kind of place.
    reported : bool
        Whether an event or a claim names the place.

    Returns
    -------
    int
        Rank; 0 is drawn first.

    Examples
    --------
    >>> rank("city", False) < rank("village", True) < rank("village", False)
    True
    """
    order = RANKS.index(kind) if kind in RANKS else len(RANKS)
    return order if reported or order < 2 else order + len(RANKS) + 1


def sign(kind: str) -> str:
    """Return the symbol of a kind of event.

    Parameters
    ----------
    kind : str
        Kind of event, in any case.

    Returns
    -------
    str
        A key of ``SIGNS``, or ``event``.

    Examples
    --------
    >>> sign("Shelling"), sign("festival")
    ('strike', 'event')
    """
    return next((sign for sign, kinds in SIGNS.items() if kind.lower() in kinds), "event")
