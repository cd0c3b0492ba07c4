"""Scene → the days on which maps changed because their method did, and not the ground.

Ground changes in a few places a day; a method changes everywhere at once. What is usual is taken
from the archive itself, so that no measure here is in kilometres.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np

from frontline.analysis import transitions
from frontline.analysis.measured import Break, MeasuredScene, Turn
from frontline.analysis.redraws import Move, Turnover, moves
from frontline.analysis.transitions import map_days
from frontline.dates.edtf import Interval, day_after
from frontline.scene.scene import Scene

USUAL_MAPS: Final = 5
"""Of fewer other maps it cannot be told what is usual."""

FAR: Final = 8.0
"""A day has too many stretches when it lies so many spreads beyond the usual."""

WIDE: Final = 0.25
"""Or, if they are long, when they are so much of all lines."""

LITTLE: Final = 0.5
"""A redraw moves lines by less than so much of the usual distance;"""

EVEN: Final = 0.5
"""or to and fro, so that the net is less than so much of the whole."""

PLACES: Final = 8
"""In so many stretches a day no class comes or goes but by decision;"""

STRIP: Final = 200
"""nor along a strip so many times as long as wide;"""

MUCH: Final = 3.0
"""nor, where ground only changes its class, on so many times the km² of a usual day."""


def breaks(scene: Scene) -> tuple[Break, ...]:
    """Return the dates on which the mapping method changed.

    Parameters
    ----------
    scene : Scene
        The scene; where it is measured, its breaks are at hand.

    Returns
    -------
    tuple of Break
        The breaks by date, as the maps show or their header states.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> breaks(frontline.build(frontline.load(files("frontline") / "starter")))
    ()
    """
    if isinstance(scene, MeasuredScene):
        return scene.breaks
    return find_breaks(scene, transitions.turns(scene))


def find_breaks(scene: Scene, turns: Sequence[Turn]) -> tuple[Break, ...]:
    """Find the dates on which the mapping method changed.

    Parameters
    ----------
    scene : Scene
        The scene.
    turns : sequence of Turn
        Its turns, as known now.

    Returns
    -------
    tuple of Break
        The breaks, by date.
    """
    maps = map_days(scene.header)
    moved = list(moves(scene, turns))
    found = {}
    for move in filter(_is_odd, moved):
        others = [other for other in moved if other is not move and other.stretches]
        if told := _judged(move, _usual(others, known=len(maps) - 2 >= USUAL_MAPS)):
            found[move.day] = told
    for since, day in pairwise(maps):
        step = Interval(day_after(since), day_after(day), "")
        if any(step.overlaps(one) for one in scene.header.not_breaks):
            found.pop(day, None)
        if any(step.overlaps(one) for one in scene.header.breaks):
            found.setdefault(day, Break(day, since, "stated"))
    return tuple(found[day] for day in sorted(found))


Leg = tuple[date, date]
"""From the map of one day to that of another."""


def legs(first: date, last: date, found: Iterable[Break]) -> list[tuple[Leg, Break | None]]:
    """Cut the way between the maps of two dates at mapping method changes.

    Parameters
    ----------
    first, last : date
        The dates of the maps, in either order.
    found : iterable of Break
        The changes of method, by date.

    Returns
    -------
    list of (Leg, Break or None)
        Legs that follow each other; one over which the method changed comes with that change.

    Examples
    --------
    >>> from datetime import date
    >>> way = [date(2024, 5, day) for day in (1, 3, 4, 6)]
    >>> cut = legs(way[0], way[3], [Break(way[2], way[1], "stated")])
    >>> [(leg[0].day, leg[1].day, method_break is not None) for leg, method_break in cut]
    [(1, 3, False), (3, 4, True), (4, 6, False)]
    """
    if first > last:
        back = legs(last, first, found)
        return [((two, one), told) for (one, two), told in reversed(back)]
    cut: list[tuple[Leg, Break | None]] = []
    at = first
    for told in found:
        if first < told.date <= last:
            cut += [((at, told.since), None)] if at < told.since else []
            cut.append(((told.since, told.date), told))
            at = told.date
    return [*cut, ((at, last), None)] if at < last or not cut else cut


@dataclass(frozen=True, slots=True)
class _Usual:
    """Hold what is usual on the days on which more than slivers moved.

    It is ``known`` when there are enough maps; ``middle`` and ``spread`` are of the number of
    stretches, as ``_root``.
    """

    known: bool
    stretches: float
    shift_m: float
    km2: float
    middle: float
    spread: float


def _is_odd(move: Move) -> bool:
    """Say whether a move is worth a judgement: it would be odd where nothing ever moved."""
    many = _root(move.stretches / move.days) > _root(0) + FAR
    return many or move.share > WIDE or bool(move.turnovers)


def _usual(others: Iterable[Move], *, known: bool) -> _Usual:
    """Take the medians of the other days, which a few breaks among them do not move.

    The spread is the median absolute deviation, in units of a standard deviation (Hampel, *JASA*
    69, 1974), and at least that of counts that come about by chance.
    """
    moved = list(others)
    roots = [_root(move.stretches) for move in moved]
    middle = _median(roots) if roots else _root(0)
    return _Usual(
        known=known,
        stretches=_median([move.stretches for move in moved]),
        shift_m=_median([move.shift_m for move in moved if move.shift_m is not None]),
        km2=_median([move.km2 for move in moved]),
        middle=middle,
        spread=max(1.0, 1.4826 * _median([abs(root - middle) for root in roots])),
    )


def _judged(move: Move, usual: _Usual) -> Break | None:
    turned = [one for one in move.turnovers if _is_decided(one, move.days, usual)]
    little = move.shift_m is not None and move.shift_m < LITTLE * usual.shift_m
    even = move.net_km2 < EVEN * move.km2
    many = _root(move.stretches / move.days) > usual.middle + FAR * usual.spread
    wide = little and move.share / move.days > WIDE
    if not turned and not (usual.known and (many or wide)):
        return None
    return Break(
        date=move.day,
        since=move.since,
        kind="class" if turned else "redraw" if little or even else "jump",
        stretches=move.stretches,
        usual=usual.stretches,
        shift_m=move.shift_m,
        usual_shift_m=usual.shift_m,
        share=move.share,
        begins=tuple(one.control for one in turned if one.begins),
        ends=tuple(one.control for one in turned if not one.begins),
    )


def _is_decided(one: Turnover, days: int, usual: _Usual) -> bool:
    """Say whether a class comes or goes by decision, and not with the ground."""
    a_day_km2 = one.km2 / days
    many = one.stretches / days >= PLACES
    much = usual.known and a_day_km2 > MUCH * usual.km2 > 0 and one.redrawn_km2 > one.km2 / 2
    return a_day_km2 > usual.km2 and (many or one.strip > STRIP or much)


def _root(count: float) -> float:
    """Return what varies by about 1 of a count by chance (Anscombe, *Biometrika* 35, 1948)."""
    return 2 * float(np.sqrt(count + 3 / 8))


def _median(values: list[float]) -> float:
    return float(np.median(values)) if values else 0.0
