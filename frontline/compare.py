"""Two maps → what happened between them and what was only learnt later.

From the map of D1 as known on K1 to the map of D2 as known on K2 there are two steps, and their
sum is the whole: D1 by K1 → D1 by K2 is what was learnt, D1 by K2 → D2 by K2 what happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from frontline.balance import Balance, between, movers
from frontline.leaveout import Range, ranges
from frontline.model import Control
from frontline.scene import Scene, Snapshot


@dataclass(frozen=True, slots=True)
class Passage:
    """Say that a place is one thing on one map and another on the next.

    ``new`` are the claims that count only on the later map, ``gone`` those that count only on
    the earlier.
    """

    place: str
    before: Control
    after: Control
    new: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Hold the passages of places in one step, and the balance of the ground."""

    passages: tuple[Passage, ...]
    balance: Balance


@dataclass(frozen=True, eq=False)
class Difference:
    """Hold the difference of two maps: the maps, the whole, and its two parts."""

    before: Snapshot
    after: Snapshot
    learnt: Step
    happened: Step
    whole: Step

    @cached_property
    def ranges(self) -> Mapping[str | None, Range]:
        """The range of the whole's net km² with one source at a time left out; may be empty.

        By side and, under None, of all sides but the start's together.
        """
        maps = [(map.date, map.known) for map in (self.before, self.after)]

        def net_km2(some: Scene) -> dict[str | None, float]:
            whole = between(*some.together(*maps, alone=True))
            sides = [side.id for side in some.header.sides]
            nets: dict[str | None, float] = {side: whole.side(side).net_km2 for side in sides}
            return nets | {None: whole.total(movers(some)).net_km2}

        return ranges(self.before.scene, net_km2)


def difference(scene: Scene, first: date, second: date, known1: date, known2: date) -> Difference:
    """Split the difference of two maps into what was learnt later and what happened.

    Raises ValueError when a day is not in the period.
    """
    for day in (first, second):
        scene.at(day)
    one, middle, two = scene.together((first, known1), (first, known2), (second, known2))
    return Difference(one, two, _step(one, middle), _step(middle, two), _step(one, two))


def _step(before: Snapshot, after: Snapshot) -> Step:
    passages = []
    for place in sorted(place.id for place in before.scene.places):
        was, now = before.control(place), after.control(place)
        if was != now:
            old = before.spans[place].claims if place in before.spans else ()
            new = after.spans[place].claims if place in after.spans else ()
            gained, lost = sorted(set(new) - set(old)), sorted(set(old) - set(new))
            passages.append(Passage(place, was, now, tuple(gained), tuple(lost)))
    return Step(tuple(passages), between(before, after))
