"""Two maps → what happened between them and what was only learnt later.

From the map of D1 as known on K1 to the map of D2 as known on K2 there are two steps, and their
sum is the whole: D1 by K1 → D1 by K2 is what was learnt, D1 by K2 → D2 by K2 what happened. Where
the method of the maps changed in between, what passed over that is left out of both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from frontline.analysis.gains import Balance, between, joined, movers
from frontline.analysis.jackknife import Range, ranges
from frontline.analysis.method_breaks import Break, breaks, legs
from frontline.analysis.transitions import map_day
from frontline.dates.edtf import as_date
from frontline.model import Control
from frontline.scene.scene import Scene, Snapshot

_Map = tuple[date, date | None]
"""The day of a map, and the day by whose knowledge it is; None: by all."""


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
    """Hold the difference of the maps of two ``days``: the whole, and its two parts.

    Where a day has no map, ``before`` or ``after`` is the last before it. ``breaks`` are those in
    between, with what passed over each, which the parts do not count unless ``with_breaks``;
    ``steps`` are the pairs of maps of which the whole is the sum.
    """

    days: tuple[date, date]
    before: Snapshot
    after: Snapshot
    learnt: Step
    happened: Step
    whole: Step
    breaks: tuple[tuple[Break, Balance], ...]
    with_breaks: bool
    steps: tuple[tuple[_Map, _Map], ...]

    @cached_property
    def ranges(self) -> Mapping[str | None, Range]:
        """The range of the whole's net km² with one source at a time left out; may be empty.

        By side and, under None, of all sides but the start's together.
        """
        maps = list(dict.fromkeys(map for step in self.steps for map in step))

        def net_km2(some: Scene) -> dict[str | None, float]:
            found = dict(zip(maps, some.together(*maps, alone=True), strict=True))
            whole = joined([between(found[one], found[two]) for one, two in self.steps])
            sides = [side.id for side in some.header.sides]
            nets: dict[str | None, float] = {side: whole.side(side).net_km2 for side in sides}
            return nets | {None: whole.total(movers(some)).net_km2}

        return ranges(self.before.scene, net_km2)


def difference(
    scene: Scene,
    first: date | str | None = None,
    last: date | str | None = None,
    known_first: date | str | None = None,
    known_last: date | str | None = None,
    *,
    with_breaks: bool = False,
) -> Difference:
    """Split the difference of two maps into what was learnt later and what happened.

    ``first`` and ``last`` are the dates of the maps, by default the ends of the period;
    ``known_first`` and ``known_last`` the dates as known on which they are drawn, None for all
    that is known. What passed over a method break counts only ``with_breaks``. Raises UsageError
    when a date is not in the period.
    """
    first = scene.at(scene.dates[0] if first is None else first).date
    second = scene.at(scene.dates[-1] if last is None else last).date
    known1 = as_date(known_first, "known") if known_first is not None else None
    known2 = as_date(known_last, "known") if known_last is not None else None
    one, two = (map_day(scene.header, day) for day in (first, second))
    way = legs(one, two, breaks(scene))
    whole = [(one, two)] if with_breaks else [leg for leg, told in way if told is None]
    middle: _Map = (one, known2)
    happened: list[tuple[_Map, _Map]] = [((a, known2), (b, known2)) for a, b in whole]
    broken = [(((a, known2), (b, known2)), told) for (a, b), told in way if told]
    if happened and happened[0][0] == middle:
        steps = [((one, known1), happened[0][1]), *happened[1:]]
    else:
        steps = [((one, known1), middle), *happened]
    maps: list[_Map] = [(one, known1), middle, (two, known2)]
    maps += [map for step in (*happened, *(step for step, _ in broken)) for map in step]
    maps = list(dict.fromkeys(maps))
    found = dict(zip(maps, scene.together(*maps), strict=True))

    def balance(some: Iterable[tuple[_Map, _Map]]) -> Balance:
        return joined([between(found[a], found[b]) for a, b in some])

    before, midway, after = (found[map] for map in ((one, known1), middle, (two, known2)))
    return Difference(
        days=(first, second),
        before=before,
        after=after,
        learnt=_step(before, midway, balance([((one, known1), middle)])),
        happened=_step(midway, after, balance(happened)),
        whole=_step(before, after, balance(steps)),
        breaks=tuple((told, balance([step])) for step, told in broken),
        with_breaks=with_breaks,
        steps=tuple(steps),
    )


def _step(before: Snapshot, after: Snapshot, balance: Balance) -> Step:
    passages = []
    for place in sorted(place.id for place in before.scene.places):
        was, now = before.control(place), after.control(place)
        if was != now:
            old = before.spans[place].claims if place in before.spans else ()
            new = after.spans[place].claims if place in after.spans else ()
            gained, lost = sorted(set(new) - set(old)), sorted(set(old) - set(new))
            passages.append(Passage(place, was, now, tuple(gained), tuple(lost)))
    return Step(tuple(passages), balance)
