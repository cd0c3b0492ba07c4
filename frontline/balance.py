"""Two states of one ground → who gained and who lost how much of it.

Every figure is a sum over the same flows: ground that passed from one control to another within
one administrative unit. So gains less losses are the net, and the parts sum to the whole.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Final

from frontline.ground.plots import Plot, patches
from frontline.model import UNKNOWN, Control
from frontline.scene import Scene, Snapshot

_EXACT: Final = 9
"""Decimals of a km² to which sums are kept, a thousandth of a square metre."""

_CODE: Final = re.compile(r"[A-Z0-9.-]*\d[A-Z0-9.-]*\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Flow:
    """Say how much ground of an administrative unit passed from one control to another."""

    before: Control
    after: Control
    unit: str | None
    km2: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Hold what was gained and what was lost, in km²."""

    gain_km2: float
    loss_km2: float

    @property
    def net_km2(self) -> float:
        """The gain less the loss."""
        return round(self.gain_km2 - self.loss_km2, _EXACT)


@dataclass(frozen=True, slots=True)
class Balance:
    """Hold the flows between two states, and how much lay in slivers, which are left out."""

    flows: tuple[Flow, ...]
    slivers_km2: float

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides that gained or lost ground, or passed it from claimed to held or back."""
        controls = (control for flow in self.flows for control in (flow.before, flow.after))
        return tuple(sorted({control.side for control in controls if control.side}))

    @property
    def units(self) -> tuple[str | None, ...]:
        """The administrative units in which ground passed; None, the last, where none is given."""
        return tuple(sorted({flow.unit for flow in self.flows}, key=lambda u: (u is None, u or "")))

    def within(self, unit: str | None) -> Balance:
        """Return the part of the balance that lies within an administrative unit."""
        return Balance(tuple(flow for flow in self.flows if flow.unit == unit), 0.0)

    def side(self, side: str) -> Tally:
        """Tally the ground that a side holds or claims."""
        return self._tally(lambda control: control.side == side)

    def control(self, control: Control) -> Tally:
        """Tally the ground of one control: a side's held or claimed ground, the contested."""
        return self._tally(lambda other: other == control)

    def total(self) -> Tally:
        """Tally the ground that any side gained, and that any side lost."""
        tallies = [self.side(side) for side in self.sides]
        return Tally(_sum(t.gain_km2 for t in tallies), _sum(t.loss_km2 for t in tallies))

    def _tally(self, has: Callable[[Control], bool]) -> Tally:
        flows = [f for f in self.flows if has(f.before) != has(f.after)]
        gain = _sum(flow.km2 for flow in flows if has(flow.after))
        return Tally(gain, _sum(flow.km2 for flow in flows if has(flow.before)))


def between(one: Snapshot, two: Snapshot) -> Balance:
    """Balance two maps of one scene."""
    states = ({zone: span.control for zone, span in map.spans.items()} for map in (one, two))
    return balance(one.scene, *states)


def daily(scene: Scene, *, then: bool = False) -> dict[date, Balance]:
    """Balance each day on which ground passed with the day before it, by one of two clocks."""
    spans, changes = scene.spans, scene.changes
    if then:
        spans, changes = scene.spans_then, scene.changes_then
    turns: defaultdict[date, dict[str, Control]] = defaultdict(dict)
    for span in spans:
        turns[span.end].setdefault(span.zone, UNKNOWN)
        turns[span.start][span.zone] = span.control
    first = scene.dates[0]
    eve = {change.place: change.before for change in changes if change.date == first}
    state = turns[first] | {z: eve[place] for z, place in scene.place_of.items() if place in eve}
    found = {}
    for day in sorted(turns.keys() & set(scene.dates)):
        before, state = state, state | turns[day]
        found[day] = balance(scene, before, state)
    return {day: told for day, told in found.items() if told.flows or told.slivers_km2}


def balance(
    scene: Scene, before: Mapping[str, Control], after: Mapping[str, Control]
) -> Balance:
    """Balance two states, each the control of zones; what it does not name is unknown.

    A patch of ground that passed from one control to another and is smaller than the header's
    ``sliver_km2`` is a sliver. Where areas are drawn over other ground they count, and where they
    contradict each other it is contested.
    """
    drawn = {area.id for area in scene.areas}
    passed: defaultdict[tuple[Control, Control], list[Plot]] = defaultdict(list)
    for plot in scene.plots:
        was, now = (_control(plot, state, drawn) for state in (before, after))
        if was != now:
            passed[was, now].append(plot)
    units = {place.id: unit_name(place.admin) for place in scene.places}
    km2: defaultdict[tuple[Control, Control, str | None], list[float]] = defaultdict(list)
    slivers: list[float] = []
    for (was, now), pieces in passed.items():
        for plot, is_sliver in _sifted(pieces, scene.header.ground.sliver_km2):
            if is_sliver:
                slivers.append(plot.km2)
            else:
                km2[was, now, _unit(scene, plot, units)].append(plot.km2)
    flows = (Flow(*key, _sum(parts)) for key, parts in km2.items())
    return Balance(tuple(sorted(flows, key=_order)), _sum(slivers))


def unit_name(admin: str | None) -> str | None:
    """Name an administrative unit without the code before it."""
    return _CODE.sub("", admin, count=1) if admin and _CODE.match(admin) else admin


def _control(plot: Plot, state: Mapping[str, Control], drawn: Collection[str]) -> Control:
    if len(plot.zones) == 1:
        return state.get(plot.zones[0], UNKNOWN)
    told = [(zone in drawn, state[zone]) for zone in plot.zones if zone in state]
    top = {control for over, control in told if over and control != UNKNOWN}
    top = top or {control for over, control in told if not over}
    if len(top) > 1:
        return Control("contested")
    return top.pop() if top else UNKNOWN


def _sifted(pieces: list[Plot], sliver_km2: float) -> Iterable[tuple[Plot, bool]]:
    """Say of each plot whether it is part of a sliver."""
    if all(plot.km2 >= sliver_km2 for plot in pieces):
        return [(plot, False) for plot in pieces]
    return [
        (plot, sum(one.km2 for one in patch) < sliver_km2)
        for patch in patches(pieces)
        for plot in patch
    ]


def _unit(scene: Scene, plot: Plot, units: Mapping[str, str | None]) -> str | None:
    places = (scene.place_of[zone] for zone in plot.zones)
    return next((units[place] for place in places if place), None)


def _order(flow: Flow) -> tuple[str, ...]:
    was, now = flow.before, flow.after
    return (was.status, was.side or "", now.status, now.side or "", flow.unit or "")


def _sum(parts: Iterable[float]) -> float:
    return round(fsum(parts), _EXACT)
