"""Side and status → colour, hatch, words: the one place that decides how control looks.

Colours begin with the colour-blind safe set of Okabe and Ito (2008), "Color Universal Design"; its
yellow and sky blue, too like the first two once they stand out from the ground, gave way to an
earth and a lime. A class is told by its pattern and its words as well, never by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from frontline.model import Control, Side

Hatch = Literal["none", "diagonal", "cross", "dots"]

PALETTE: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#6c4800", "#90d86c")
"""Colours for sides that name none, in the order of the sides."""

CONTESTED_COLOR: Final = "#55507a"
UNKNOWN_COLOR: Final = "#767676"

RANKS: Final = ("city", "town", "building", "site", "village", "settlement")
"""Kinds of place by the importance of their label; every other kind comes after."""


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
"""Kinds of event by the sign they have on the row of days; every other kind has "event"."""


@dataclass(frozen=True, slots=True)
class Style:
    """Say how one class of control is drawn and named."""

    control: Control
    label: str
    color: str
    hatch: Hatch


def classes(sides: tuple[Side, ...]) -> tuple[Style, ...]:
    """List every class a map with these sides can show, in legend order."""
    styles = []
    for side in sides:
        styles.append(Style(Control("held", side.id), f"Held by {side.name}", side.color, "none"))
        styles.append(
            Style(Control("claimed", side.id), f"Claimed by {side.name}", side.color, "diagonal")
        )
    styles.append(Style(Control("contested"), "Contested", CONTESTED_COLOR, "cross"))
    styles.append(Style(Control("unknown"), "Unknown", UNKNOWN_COLOR, "dots"))
    return tuple(styles)


def rank(kind: str, reported: bool) -> int:
    """Rank a place's label, 0 first: cities, then what the map reports on, then the rest."""
    order = RANKS.index(kind) if kind in RANKS else len(RANKS)
    return order if reported or order < 2 else order + len(RANKS) + 1


def sign(kind: str) -> str:
    """Name the sign of a kind of event."""
    return next((sign for sign, kinds in SIGNS.items() if kind.lower() in kinds), "event")
