"""Two states of one ground → who gained and who lost how much of it.

Every figure is a sum over the same flows: ground that passed from one control to another within
one administrative unit. So gains less losses are the net, and the parts sum to the whole.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import fsum
from typing import Final

from frontline.analysis.transitions import control_of, turns
from frontline.dates.edtf import day_before
from frontline.ground.terrain import Laid
from frontline.ground.topology import patches
from frontline.model import NOT_GROUND, Control
from frontline.scene.scene import Scene, Snapshot

EXACT: Final = 9
"""Decimals of a km² to which sums are kept, a thousandth of a square metre."""

_CODE: Final = re.compile(r"[A-Z0-9.-]*\d[A-Z0-9.-]*\s+(?=\S)")

Passing = Mapping[str, tuple[Control, Control]]
"""The zones that passed from one control to another."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Say how much ground of an administrative unit passed from one control to another.

    ``sliver`` says that it passed in patches too small to be a gain or a loss.
    """

    before: Control
    after: Control
    unit: str | None
    km2: float
    sliver: bool


@dataclass(frozen=True, slots=True)
class Handover:
    """Say that a settlement of an administrative unit passed from one hand to another."""

    place: str
    unit: str | None
    before: Control
    after: Control


@dataclass(frozen=True, slots=True)
class Tally:
    """Hold what was gained and what was lost, in km²."""

    gain_km2: float
    loss_km2: float

    @property
    def net_km2(self) -> float:
        """The gain less the loss."""
        return round(self.gain_km2 - self.loss_km2, EXACT)


@dataclass(frozen=True, slots=True)
class Balance:
    """Hold the ground and the settlements that passed between two states, or in several steps."""

    flows: tuple[Flow, ...] = ()
    handovers: tuple[Handover, ...] = ()

    @property
    def slivers_km2(self) -> float:
        """How much ground passed in slivers, which are no gain and no loss."""
        return _sum(flow.km2 for flow in self.flows if flow.sliver)

    @property
    def controls(self) -> tuple[Control, ...]:
        """What the ground that passed was before or is after."""
        found = {control for flow in self.flows for control in (flow.before, flow.after)}
        return tuple(sorted(found, key=lambda control: (control.status, control.side or "")))

    @property
    def units(self) -> tuple[str | None, ...]:
        """The administrative units in which ground passed; None, the last, where none is given."""
        return tuple(sorted({flow.unit for flow in self.flows}, key=lambda u: (u is None, u or "")))

    def within(self, unit: str | None) -> Balance:
        """Return the part of the balance that lies within an administrative unit."""
        return Balance(
            tuple(flow for flow in self.flows if flow.unit == unit),
            tuple(handover for handover in self.handovers if handover.unit == unit),
        )

    def side(self, side: str) -> Tally:
        """Tally the ground that a side holds or claims."""
        return self._tally(lambda control: control.side == side)

    def claimed_km2(self, side: str) -> float:
        """How much of what a side gained it only claims."""
        claimed = Control("claimed", side)
        gained = (f for f in self.flows if f.after == claimed and f.before.side != side)
        return _sum(flow.km2 for flow in gained if not flow.sliver)

    def control(self, control: Control) -> Tally:
        """Tally the ground of one control: a side's held or claimed ground, the contested."""
        return self._tally(lambda other: other == control)

    def total(self, sides: Iterable[str]) -> Tally:
        """Add up what some sides gained, and what they lost."""
        tallies = [self.side(side) for side in sides]
        return Tally(_sum(t.gain_km2 for t in tallies), _sum(t.loss_km2 for t in tallies))

    def _tally(self, has: Callable[[Control], bool]) -> Tally:
        flows = [f for f in self.flows if not f.sliver and has(f.before) != has(f.after)]
        gain = _sum(flow.km2 for flow in flows if has(flow.after))
        return Tally(gain, _sum(flow.km2 for flow in flows if has(flow.before)))


def joined(balances: Sequence[Balance]) -> Balance:
    """Add up balances of steps that follow each other."""
    if len(balances) == 1:
        return balances[0]
    parts: defaultdict[tuple[Control, Control, str | None, bool], list[float]] = defaultdict(list)
    for flow in (flow for balance in balances for flow in balance.flows):
        parts[flow.before, flow.after, flow.unit, flow.sliver].append(flow.km2)
    return Balance(_flows(parts), tuple(h for balance in balances for h in balance.handovers))


def movers(scene: Scene) -> tuple[str, ...]:
    """Return the sides but the one that held all ground as the period began."""
    start = scene.header.base_start
    return tuple(s.id for s in scene.header.sides if not (start and s.id == start.side))


def between(one: Snapshot, two: Snapshot) -> Balance:
    """Balance two maps of a scene, on common ground."""
    if one.laid is not two.laid:
        one, two = one.scene.together((one.date, one.known), (two.date, two.known))
    return _balance(one.scene, one.laid, _passing(one, two), _handed(one, two))


def over(scene: Scene, first: date, last: date, *, then: bool = False) -> Balance:
    """Balance the maps of two days, by one of two clocks: ``between``, of what turned alone.

    ``first`` may be the day before the period.
    """
    changes = [
        change
        for change in (scene.changes_then if then else scene.changes)
        if first < change.date <= last
    ]
    if any(change.date == scene.dates[0] for change in changes):
        return between(*scene.together(*((day, day if then else None) for day in (first, last))))
    steps = [turn.zones for turn in turns(scene, then=then) if first < turn.day <= last]
    was = {zone: control_of(one) for zones in reversed(steps) for zone, (one, _) in zones.items()}
    now = {zone: control_of(two) for zones in steps for zone, (_, two) in zones.items()}
    passing = {zone: (was[zone], now[zone]) for zone in was if was[zone] != now[zone]}
    before = {change.place: change.before for change in reversed(changes)}
    after = {change.place: change.after for change in changes}
    handed = {place: (before[place], after[place]) for place in before}
    return _balance(scene, scene.laid, passing, handed)


def daily(scene: Scene, *, then: bool = False) -> Mapping[date, Balance]:
    """Balance each day on which anything passed with the map before it, by one of two clocks."""
    return _daily(scene.own, then=then)


@lru_cache(maxsize=2)
def _daily(scene: Scene, *, then: bool) -> Mapping[date, Balance]:
    if then and scene.changes_then == scene.changes and scene.spans_then == scene.spans:
        return _daily(scene, then=False)
    handed: defaultdict[date, dict[str, tuple[Control, Control]]] = defaultdict(dict)
    for change in scene.changes_then if then else scene.changes:
        handed[change.date][change.place] = change.before, change.after
    passed = {day: (laid, passing) for day, laid, passing in passings(scene, then=then)}
    found = {
        day: _balance(scene, *passed.get(day, (scene.laid, {})), handed.get(day, {}))
        for day in sorted(passed.keys() | handed.keys())
    }
    return {day: told for day, told in found.items() if told.flows or told.handovers}


def passings(scene: Scene, *, then: bool = False) -> Iterator[tuple[date, Laid, Passing]]:
    """Yield the zones that passed on each day, and their ground, by one of two clocks.

    What passed over days for which no map was published did so on the day of the next.
    """
    first = scene.dates[0]
    eve = day_before(first)
    if any(c.date == first for c in (scene.changes_then if then else scene.changes)):
        clock = ((eve, eve), (first, first)) if then else ((eve, None), (first, None))
        one, two = scene.together(*clock)
        yield first, one.laid, _passing(one, two)
    for turn in turns(scene, then=then):
        ends = {zone: (control_of(one), control_of(two)) for zone, (one, two) in turn.zones.items()}
        passing = {zone: (was, now) for zone, (was, now) in ends.items() if was != now}
        if passing:
            yield turn.day, scene.laid, passing


def ground_of_changes(scene: Scene) -> dict[tuple[date, str], float]:
    """Return the km² that passed with each place that changed: of its cell, the same way."""
    changes = {(c.date, c.place): (c.before, c.after) for c in scene.changes}
    parts: defaultdict[tuple[date, str], list[float]] = defaultdict(list)
    for day, laid, passing in passings(scene) if changes else ():
        for zone, way in passing.items():
            place = laid.place_of[zone]
            if place and changes.get((day, place)) == way:
                parts[day, place] += laid.km2[zone]
    return {key: _sum(km2) for key, km2 in parts.items()}


def unit_of(admin: str | None) -> str | None:
    """Name an administrative unit without the code before it."""
    return _CODE.sub("", admin, count=1) if admin and _CODE.match(admin) else admin


def _passing(one: Snapshot, two: Snapshot) -> Passing:
    pairs = {zone: (one.control(zone), two.control(zone)) for zone in one.ground.zones}
    return {zone: (was, now) for zone, (was, now) in pairs.items() if was != now}


def _handed(one: Snapshot, two: Snapshot) -> Passing:
    return {p.id: (one.control(p.id), two.control(p.id)) for p in one.scene.places}


def _balance(scene: Scene, laid: Laid, passing: Passing, handed: Passing) -> Balance:
    """Sort ground that passed into flows, and places into those that changed hands."""
    units, settlements = _gazetteer(scene)
    parts: defaultdict[tuple[Control, Control, str | None, bool], list[float]] = defaultdict(list)
    for zone, km2, sliver in _sifted(laid, passing, scene.header.ground.sliver_km2):
        unit = units[place] if (place := laid.place_of[zone]) else None
        parts[*passing[zone], unit, sliver].append(km2)
    handovers = (
        Handover(place, units[place], was, now)
        for place, (was, now) in sorted(handed.items())
        if was.side != now.side and place in settlements
    )
    return Balance(_flows(parts), tuple(handovers))


def _flows(
    parts: Mapping[tuple[Control, Control, str | None, bool], Iterable[float]],
) -> tuple[Flow, ...]:
    flows = (
        Flow(was, now, unit, _sum(km2), sliver) for (was, now, unit, sliver), km2 in parts.items()
    )
    return tuple(sorted(flows, key=_order))


@lru_cache(maxsize=1)
def _gazetteer(scene: Scene) -> tuple[Mapping[str, str | None], frozenset[str]]:
    """Return the administrative unit of each place, and which of them are settlements."""
    units = {place.id: unit_of(place.admin) for place in scene.places}
    return units, frozenset(place.id for place in scene.places if place.kind not in NOT_GROUND)


def _sifted(laid: Laid, passing: Passing, sliver_km2: float) -> Iterator[tuple[str, float, bool]]:
    """Yield the polygons of zones that passed, and whether each is part of a sliver."""
    ways: defaultdict[tuple[Control, Control], list[str]] = defaultdict(list)
    for zone, way in passing.items():
        ways[way].append(zone)
    for zones in ways.values():
        if all(km2 >= sliver_km2 for zone in zones for km2 in laid.km2[zone]):
            yield from ((zone, km2, False) for zone in zones for km2 in laid.km2[zone])
            continue
        for patch in patches(laid.topology, zones):
            parts = [(zone, laid.km2[zone][number]) for zone, number in patch]
            sliver = fsum(km2 for _, km2 in parts) < sliver_km2
            yield from ((zone, km2, sliver) for zone, km2 in parts)


def _order(flow: Flow) -> tuple[str | bool, ...]:
    was, now = flow.before, flow.after
    ends = (was.status, was.side or "", now.status, now.side or "")
    return (*ends, flow.unit or "", flow.unit is None, flow.sliver)


def _sum(parts: Iterable[float]) -> float:
    return round(fsum(parts), EXACT)
