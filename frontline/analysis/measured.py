"""A scene with its measures of change: ``measure_changes`` computes them, renderers read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from frontline.analysis.balance import Balance
from frontline.model import Control, Span
from frontline.scene.scene import Scene

_Date = date


@dataclass(frozen=True, slots=True)
class Turn:
    """The zones whose control differs between two consecutive maps.

    Attributes
    ----------
    day : date
        The date of the later map.
    since : date
        The date of the previous map.
    zones : mapping of str to tuple of (Span or None, Span or None)
        The span of each of these zones on the earlier and on the later map; None if there is no
        claim.
    """

    day: date
    since: date
    zones: Mapping[str, tuple[Span | None, Span | None]]


@dataclass(frozen=True, slots=True)
class Break:
    """A date on which the maps changed because the mapping method changed.

    Attributes
    ----------
    date : date
        The date of the first map drawn by the new method.
    since : date
        The date of the previous map.
    kind : str
        ``class``, ``redraw`` or ``jump``, by the evidence for it; ``stated`` if only the header
        states it.
    stretches : int
        The number of connected areas in which lines moved.
    usual : float
        The same number on a typical date.
    shift_m : float or None
        The mean distance by which lines moved, in metres; None if no line did.
    usual_shift_m : float
        The same distance on a typical date.
    share : float
        The share of the total line length that moved, from 0 to 1.
    begins, ends : tuple of Control
        The classes of control that begin and that end.
    """

    date: _Date
    since: _Date
    kind: Literal["class", "redraw", "jump", "stated"]
    stretches: int = 0
    usual: float = 0.0
    shift_m: float | None = None
    usual_shift_m: float = 0.0
    share: float = 0.0
    begins: tuple[Control, ...] = ()
    ends: tuple[Control, ...] = ()


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class MeasuredScene(Scene):
    """A scene with the measures of change over its whole period.

    ``transitions.turns``, ``method_breaks.breaks`` and ``gains.daily`` read these fields; for a
    plain ``Scene`` they compute them.

    Attributes
    ----------
    turns, turns_then : tuple of Turn
        The turns of zones by date, as known now and as known then.
    breaks : tuple of Break
        The dates on which the mapping method changed.
    balances, balances_then : mapping of date to Balance
        The balance of each date with changes against the previous map.
    """

    turns: tuple[Turn, ...]
    turns_then: tuple[Turn, ...]
    breaks: tuple[Break, ...]
    balances: Mapping[date, Balance]
    balances_then: Mapping[date, Balance]
