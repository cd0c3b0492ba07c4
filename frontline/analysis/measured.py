"""A scene with its figures of change: ``measure_changes`` works them out, renderers read them."""

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
    """The zones whose control differs between two maps that follow each other.

    Attributes
    ----------
    day : date
        The date of the later map.
    since : date
        The date of the map before it.
    zones : mapping of str to tuple of (Span or None, Span or None)
        The span of each of these zones on the earlier and on the later map; None where there is
        no claim.
    """

    day: date
    since: date
    zones: Mapping[str, tuple[Span | None, Span | None]]


@dataclass(frozen=True, slots=True)
class Break:
    """A date on which the maps changed because the mapping method did.

    Attributes
    ----------
    date : date
        The date of the first map by the new method.
    since : date
        The date of the map before it.
    kind : str
        ``class``, ``redraw`` or ``jump`` by what shows it; ``stated`` if the header states it.
    stretches : int
        The number of places at which lines moved.
    usual : float
        The same on a usual day.
    shift_m : float or None
        How far lines moved on average, in metres; None where none did.
    usual_shift_m : float
        The same on a usual day.
    share : float
        The share of the length of all lines that moved, from 0 to 1.
    begins, ends : tuple of Control
        The classes of control that begin and those that end.
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
    """A scene with the figures of change over its whole period.

    ``transitions.turns``, ``method_breaks.breaks`` and ``gains.daily`` read them here, and work
    them out for a plain ``Scene``.

    Attributes
    ----------
    turns, turns_then : tuple of Turn
        The turns of zones by date, as known now and as known then.
    breaks : tuple of Break
        The dates on which the mapping method changed.
    balances, balances_then : mapping of date to Balance
        The balance of each date on which anything changed with the map before it.
    """

    turns: tuple[Turn, ...]
    turns_then: tuple[Turn, ...]
    breaks: tuple[Break, ...]
    balances: Mapping[date, Balance]
    balances_then: Mapping[date, Balance]
