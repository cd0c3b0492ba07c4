"""Scene → the dates on which maps changed because the mapping method changed, not control.

Control changes in a few places a day; a new method changes lines everywhere at once. Typical
values come from the archive itself, so that no threshold is in kilometres.
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
from frontline.analysis.transitions import map_dates
from frontline.dates.edtf import Interval, day_after
from frontline.scene.scene import Scene

MIN_OTHER_MAPS: Final = 5
"""The number of other maps needed to tell what is typical."""

MAX_SPREADS: Final = 8.0
"""A date has too many stretches if their number is this many spreads above the typical one."""

LONG_SHARE: Final = 0.25
"""Lines moved along too great a length if it exceeds this share of all lines."""

SMALL_SHIFT: Final = 0.5
"""A redraw moves lines by less than this fraction of the typical distance,"""

SMALL_NET: Final = 0.5
"""or in both directions, so that the net is less than this fraction of the changed area."""

MANY_STRETCHES: Final = 8
"""A class that begins or ends in this many stretches a day does so by decision,"""

LONG_STRIP: Final = 200
"""or along a strip this many times as long as it is wide,"""

LARGE_AREA: Final = 3.0
"""or, if areas only change class, on this many times the area of a typical date."""


def breaks(scene: Scene) -> tuple[Break, ...]:
    """Return the dates on which the mapping method changed.

    Parameters
    ----------
    scene : Scene
        The scene; a ``MeasuredScene`` already has the breaks.

    Returns
    -------
    tuple of Break
        The breaks by date, as found in the maps or stated in the header.

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
        The turns of the scene, as known now.

    Returns
    -------
    tuple of Break
        The breaks, by date.
    """
    maps = map_dates(scene)
    all_moves = list(moves(scene, turns))
    breaks_by_date = {}
    for move in filter(_is_candidate, all_moves):
        others = [other for other in all_moves if other is not move and other.stretches]
        if method_break := _break_of(
            move, _typical_of(others, known=len(maps) - 2 >= MIN_OTHER_MAPS)
        ):
            breaks_by_date[move.day] = method_break
    for since, day in pairwise(maps):
        step = Interval(day_after(since), day_after(day), "")
        if any(step.overlaps(interval) for interval in scene.header.not_breaks):
            breaks_by_date.pop(day, None)
        if any(step.overlaps(interval) for interval in scene.header.breaks):
            breaks_by_date.setdefault(day, Break(day, since, "stated"))
    return tuple(breaks_by_date[day] for day in sorted(breaks_by_date))


Leg = tuple[date, date]
"""The dates of two maps that are compared."""


def legs(first: date, last: date, method_breaks: Iterable[Break]) -> list[tuple[Leg, Break | None]]:
    """Divide the time between the maps of two dates at mapping method changes.

    Parameters
    ----------
    first, last : date
        The dates of the maps, in either order.
    method_breaks : iterable of Break
        The mapping method changes, by date.

    Returns
    -------
    list of (Leg, Break or None)
        Consecutive legs, each with the mapping method change that it crosses, if any.

    Examples
    --------
    >>> from datetime import date
    >>> maps = [date(2024, 5, day) for day in (1, 3, 4, 6)]
    >>> route = legs(maps[0], maps[3], [Break(maps[2], maps[1], "stated")])
    >>> [(leg[0].day, leg[1].day, method_break is not None) for leg, method_break in route]
    [(1, 3, False), (3, 4, True), (4, 6, False)]
    """
    if first > last:
        forward = legs(last, first, method_breaks)
        return [((end, start), method_break) for (start, end), method_break in reversed(forward)]
    route: list[tuple[Leg, Break | None]] = []
    reached = first
    for method_break in method_breaks:
        if first < method_break.date <= last:
            if reached < method_break.since:
                route.append(((reached, method_break.since), None))
            route.append(((method_break.since, method_break.date), method_break))
            reached = method_break.date
    return [*route, ((reached, last), None)] if reached < last or not route else route


@dataclass(frozen=True, slots=True)
class _Typical:
    """Typical values of dates on which more than slivers moved.

    ``known`` tells whether there are enough maps. ``middle`` and ``spread`` describe the number of
    stretches after ``_stabilized``.
    """

    known: bool
    stretches: float
    shift_m: float
    km2: float
    middle: float
    spread: float


def _is_candidate(move: Move) -> bool:
    """Return whether a move would be unusual in an archive in which nothing else moved."""
    has_many = _stabilized(move.stretches / move.days) > _stabilized(0) + MAX_SPREADS
    return has_many or move.share > LONG_SHARE or bool(move.turnovers)


def _typical_of(others: Iterable[Move], *, known: bool) -> _Typical:
    """Return the medians over the other dates, which are robust to a few breaks among them.

    The spread is the median absolute deviation, in units of a standard deviation (Hampel, *JASA*
    69, 1974), and at least that of random counts.
    """
    other_moves = list(others)
    stabilized_counts = [_stabilized(move.stretches) for move in other_moves]
    middle = _median(stabilized_counts) if stabilized_counts else _stabilized(0)
    return _Typical(
        known=known,
        stretches=_median([move.stretches for move in other_moves]),
        shift_m=_median([move.shift_m for move in other_moves if move.shift_m is not None]),
        km2=_median([move.km2 for move in other_moves]),
        middle=middle,
        spread=max(1.0, 1.4826 * _median([abs(count - middle) for count in stabilized_counts])),
    )


def _break_of(move: Move, typical: _Typical) -> Break | None:
    decided = [turnover for turnover in move.turnovers if _is_decided(turnover, move.days, typical)]
    is_small = move.shift_m is not None and move.shift_m < SMALL_SHIFT * typical.shift_m
    is_balanced = move.net_km2 < SMALL_NET * move.km2
    has_many = (
        _stabilized(move.stretches / move.days) > typical.middle + MAX_SPREADS * typical.spread
    )
    is_long = is_small and move.share / move.days > LONG_SHARE
    if not decided and not (typical.known and (has_many or is_long)):
        return None
    return Break(
        date=move.day,
        since=move.since,
        kind="class" if decided else "redraw" if is_small or is_balanced else "jump",
        stretches=move.stretches,
        usual=typical.stretches,
        shift_m=move.shift_m,
        usual_shift_m=typical.shift_m,
        share=move.share,
        begins=tuple(turnover.control for turnover in decided if turnover.begins),
        ends=tuple(turnover.control for turnover in decided if not turnover.begins),
    )


def _is_decided(turnover: Turnover, days: int, typical: _Typical) -> bool:
    """Return whether a class begins or ends by decision, not because control changed."""
    daily_km2 = turnover.km2 / days
    has_many = turnover.stretches / days >= MANY_STRETCHES
    is_large = (
        typical.known
        and daily_km2 > LARGE_AREA * typical.km2 > 0
        and turnover.redrawn_km2 > turnover.km2 / 2
    )
    return daily_km2 > typical.km2 and (has_many or turnover.strip > LONG_STRIP or is_large)


def _stabilized(count: float) -> float:
    """Transform a count to a random variance of about 1 (Anscombe, *Biometrika* 35, 1948)."""
    return 2 * float(np.sqrt(count + 3 / 8))


def _median(values: list[float]) -> float:
    return float(np.median(values)) if values else 0.0
