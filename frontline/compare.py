"""Two maps → what happened between them and what was only learnt later.

From the map of D1 as known on K1 to the map of D2 as known on K2 there are two steps, and their
sum is the whole: D1 by K1 → D1 by K2 is what was learnt, D1 by K2 → D2 by K2 what happened.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from frontline.ground.measure import area_km2
from frontline.model import UNKNOWN, Control
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
    """Hold the passages of one step, and by how much the ground of each control grew, in km²."""

    passages: tuple[Passage, ...]
    km2: dict[Control, float]


@dataclass(frozen=True, slots=True)
class Difference:
    """Hold the difference of two maps: the whole, and its two parts."""

    learnt: Step
    happened: Step
    whole: Step


def difference(scene: Scene, first: date, second: date, known1: date, known2: date) -> Difference:
    """Split the difference of two maps into what was learnt later and what happened.

    Raises ValueError when a day is not in the period.
    """
    for day in (first, second):
        scene.at(day)
    one, between, two = scene.together((first, known1), (first, known2), (second, known2))
    return Difference(_step(one, between), _step(between, two), _step(one, two))


def _step(before: Snapshot, after: Snapshot) -> Step:
    zones = sorted(before.spans.keys() | after.spans.keys())
    passages = []
    for zone in zones:
        was, now = before.control(zone), after.control(zone)
        if was != now:
            old = before.spans[zone].claims if zone in before.spans else ()
            new = after.spans[zone].claims if zone in after.spans else ()
            gained, lost = sorted(set(new) - set(old)), sorted(set(old) - set(new))
            passages.append(Passage(zone, was, now, tuple(gained), tuple(lost)))
    grown: defaultdict[Control, float] = defaultdict(float)
    for passage in passages:
        if passage.place in before.scene.ground.zones:
            km2 = area_km2(before.scene.ground.polygon(passage.place))
            grown[passage.before] -= km2
            grown[passage.after] += km2
    grown.pop(UNKNOWN, None)
    return Step(tuple(passages), dict(grown))
