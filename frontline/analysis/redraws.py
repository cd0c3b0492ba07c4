"""Scene → how drawn lines moved from map to map: where, by how much, and between which classes.

Inferred areas are ignored, because they follow from claims with sources of their own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from frontline.analysis.measured import Turn
from frontline.analysis.transitions import map_dates
from frontline.ground.measure import lengths_km
from frontline.ground.topology import patches
from frontline.model import Control, Span
from frontline.scene.scene import Scene

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Class = Control | None
"""The class as which an area is drawn; None if it is not drawn."""

_Spans = tuple[Span | None, Span | None]
"""The span of a zone on the previous map and on the current one."""


@dataclass(frozen=True, slots=True)
class Move:
    """The movement of drawn lines between two consecutive maps, without slivers.

    Attributes
    ----------
    day, since : date
        The dates of the later map and of the previous one.
    stretches : int
        The number of connected areas that changed.
    km2 : float
        Their area in square kilometres.
    net_km2 : float
        The net change of the areas of all classes, in square kilometres.
    vacated_km : float
        The length of lines of the previous map that are no longer lines, in kilometres.
    lines_km : float
        The total length of lines between classes on the previous map, in kilometres.
    turnovers : tuple of Turnover
        The classes that begin or end.
    """

    day: date
    since: date
    stretches: int
    km2: float
    net_km2: float
    vacated_km: float
    lines_km: float
    turnovers: tuple[Turnover, ...]

    @property
    def days(self) -> int:
        """The number of days since the previous map."""
        return (self.day - self.since).days

    @property
    def shift_m(self) -> float | None:
        """The mean distance by which lines moved, in metres; None if no line did."""
        return self.km2 / self.vacated_km * 1000 if self.vacated_km else None

    @property
    def share(self) -> float:
        """The share of all lines that moved."""
        return self.vacated_km / self.lines_km if self.lines_km else 0.0


@dataclass(frozen=True, slots=True)
class Turnover:
    """The area of a class of control that begins or has ended on a map.

    Attributes
    ----------
    control : Control
        The class.
    begins : bool
        Whether the class begins; otherwise it ends.
    stretches : int
        The number of connected areas.
    km2 : float
        Their area in square kilometres.
    redrawn_km2 : float
        The part that the other map draws as another class.
    outline_km : float
        The length of their outlines in kilometres.
    """

    control: Control
    begins: bool
    stretches: int
    km2: float
    redrawn_km2: float
    outline_km: float

    @property
    def strip(self) -> float:
        """The ratio of length to width of a strip with this area and this outline."""
        return self.outline_km**2 / (4 * self.km2) if self.km2 else 0.0


def moves(scene: Scene, turns: Sequence[Turn]) -> Iterator[Move]:
    """Yield how drawn lines moved, by date.

    Parameters
    ----------
    scene : Scene
        The scene.
    turns : sequence of Turn
        The turns of the scene, as known now.

    Yields
    ------
    Move
        The move of each turn.
    """
    class_map = _ClassMap(scene)
    for turn in turns:
        drawn = {zone: spans for zone, spans in turn.zones.items() if _is_drawn(scene, spans)}
        stretches = _stretches(scene, drawn)
        lines_km, before = class_map.lines_km, class_map.present()
        vacated_km = class_map.advance(turn, stretches)
        changed_classes = sorted(
            before ^ class_map.present(), key=lambda control: (control.status, control.side or "")
        )
        yield Move(
            day=turn.day,
            since=turn.since,
            stretches=len(stretches),
            km2=_km2(scene, stretches),
            net_km2=_net_km2(scene, drawn, stretches),
            vacated_km=vacated_km,
            lines_km=lines_km,
            turnovers=tuple(
                _turnover(scene, class_map, drawn, control, begins=control not in before)
                for control in changed_classes
            ),
        )


def _is_drawn(scene: Scene, spans: Iterable[Span | None]) -> bool:
    """Return whether a drawn area is among the claims of any of the spans."""
    drawings = scene.land.drawings.keys()
    return any(span and not drawings.isdisjoint(span.claims) for span in spans)


_Stretch = list[tuple[str, int]]
"""Connected polygons of zones, by zone and number."""


def _stretches(scene: Scene, zones: Collection[str]) -> list[_Stretch]:
    """Group zones into stretches, without slivers."""
    all_patches = patches(scene.ground, zones)
    return [
        patch for patch in all_patches if _km2(scene, [patch]) >= scene.header.ground.sliver_km2
    ]


def _km2(scene: Scene, stretches: Iterable[_Stretch]) -> float:
    return fsum(scene.laid.km2[zone][number] for stretch in stretches for zone, number in stretch)


def _net_km2(scene: Scene, changed: Mapping[str, _Spans], stretches: Iterable[_Stretch]) -> float:
    """Return half the sum of the absolute net changes of all classes, undrawn included."""
    net: defaultdict[_Class, list[float]] = defaultdict(list)
    for zone, number in (part for stretch in stretches for part in stretch):
        old_class, new_class = map(_class, changed[zone])
        km2 = scene.laid.km2[zone][number]
        net[old_class].append(-km2)
        net[new_class].append(km2)
    return fsum(abs(fsum(parts)) for parts in net.values()) / 2


def _turnover(
    scene: Scene,
    class_map: _ClassMap,
    changed: Mapping[str, _Spans],
    control: Control,
    *,
    begins: bool,
) -> Turnover:
    """Measure the area of a class that begins or ends."""
    other_span = {
        zone: old if begins else new
        for zone, (old, new) in changed.items()
        if _class(new if begins else old) == control
    }
    stretches = _stretches(scene, other_span)
    redrawn = [[part for part in stretch if other_span[part[0]]] for stretch in stretches]
    return Turnover(
        control=control,
        begins=begins,
        stretches=len(stretches),
        km2=_km2(scene, stretches),
        redrawn_km2=_km2(scene, redrawn),
        outline_km=class_map.outline_km(stretches),
    )


class _ClassMap:
    """The class of each zone on the current map, and the arcs that are lines between classes."""

    def __init__(self, scene: Scene) -> None:
        self.zones = scene.ground.zones
        self.number = {zone: i for i, zone in enumerate(self.zones, 1)}
        sides = [[self.number.get(zone or "", 0) for zone in pair] for pair in scene.ground.faces]
        self.sides = np.array(sides, dtype=np.intp).reshape(-1, 2)
        self.km = lengths_km(scene.ground.arcs)
        self.codes: dict[_Class, int] = {None: 0}
        self.state = np.zeros(len(self.zones) + 1, dtype=np.intp)
        self.count: Counter[_Class] = Counter()
        for first in map_dates(scene)[:1]:
            for span in scene.spans:
                if span.start <= first < span.end and span.zone in self.zones:
                    self._set(span.zone, None, span.control)
        self.lines_km = float(self.km[self._lines(np.arange(len(self.km)))].sum())

    def present(self) -> set[Control]:
        """Return the classes with an area on the current map."""
        return {control for control, zones in self.count.items() if control and zones}

    def advance(self, turn: Turn, stretches: Iterable[_Stretch]) -> float:
        """Advance to the next map; return the km of lines that the stretches vacated."""
        rings = (ring for zone in turn.zones for rings in self.zones[zone] for ring in rings)
        arcs = np.unique([max(arc, ~arc) for ring in rings for arc in ring])
        was_line = self._lines(arcs)
        for zone, spans in turn.zones.items():
            self._set(zone, *map(_class, spans))
        is_line = self._lines(arcs)
        self.lines_km += float(self.km[arcs[is_line]].sum() - self.km[arcs[was_line]].sum())
        moved = {arc for stretch in stretches for arc in self._arcs_of(stretch)}
        return fsum(self.km[arc] for arc in moved.intersection(arcs[was_line & ~is_line].tolist()))

    def outline_km(self, stretches: Iterable[_Stretch]) -> float:
        """Measure the length of the outlines of stretches, in kilometres."""
        occurrences = Counter(arc for stretch in stretches for arc in self._arcs_of(stretch))
        return fsum(self.km[arc] for arc, times in occurrences.items() if times == 1)

    def _set(self, zone: str, old: _Class, new: _Class) -> None:
        self.state[self.number[zone]] = self.codes.setdefault(new, len(self.codes))
        self.count[old] -= 1
        self.count[new] += 1

    def _lines(self, arcs: NDArray[np.intp]) -> NDArray[np.bool_]:
        left, right = self.state[self.sides[arcs]].T
        return np.asarray(left != right)

    def _arcs_of(self, stretch: _Stretch) -> Iterator[int]:
        for zone, number in stretch:
            for ring in self.zones[zone][number]:
                yield from (max(arc, ~arc) for arc in ring)


def _class(span: Span | None) -> _Class:
    return span.control if span else None
