"""Scene → how the lines that were drawn moved from map to map: where, by how much, of what class.

What is inferred is left out: it follows from claims, of which each names its source.
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
from frontline.analysis.transitions import map_days
from frontline.ground.measure import lengths_km
from frontline.ground.topology import patches
from frontline.model import Control, Span
from frontline.scene.scene import Scene

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Class = Control | None
"""What ground is drawn as; None: nothing is drawn."""

_Spans = tuple[Span | None, Span | None]
"""What a zone was and what it is."""


@dataclass(frozen=True, slots=True)
class Move:
    """How drawn lines moved between two maps that follow each other, slivers left out.

    Attributes
    ----------
    day, since : date
        The dates of the later map and of the one before it.
    stretches : int
        The number of connected areas that changed.
    km2 : float
        Their area in square kilometres.
    net_km2 : float
        What classes have more or less than before, in square kilometres.
    vacated_km : float
        The length of lines of the map before that are lines no more, in kilometres.
    lines_km : float
        The length of all its lines between classes, in kilometres.
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
        """How many days passed since the map before."""
        return (self.day - self.since).days

    @property
    def shift_m(self) -> float | None:
        """How far lines moved on average; None where none did."""
        return self.km2 / self.vacated_km * 1000 if self.vacated_km else None

    @property
    def share(self) -> float:
        """The share of all lines that moved."""
        return self.vacated_km / self.lines_km if self.lines_km else 0.0


@dataclass(frozen=True, slots=True)
class Turnover:
    """The area of a class of control that begins on a map, or that has ended.

    Attributes
    ----------
    control : Control
        The class.
    begins : bool
        Whether it begins, rather than ends.
    stretches : int
        The number of connected areas.
    km2 : float
        Their area in square kilometres.
    redrawn_km2 : float
        The part that is drawn on both maps, as another class on one of them.
    outline_km : float
        The length of their outline in kilometres.
    """

    control: Control
    begins: bool
    stretches: int
    km2: float
    redrawn_km2: float
    outline_km: float

    @property
    def strip(self) -> float:
        """How many times as long as wide a strip of this ground and this outline would be."""
        return self.outline_km**2 / (4 * self.km2) if self.km2 else 0.0


def moves(scene: Scene, turns: Sequence[Turn]) -> Iterator[Move]:
    """Yield how drawn lines moved, by date.

    Parameters
    ----------
    scene : Scene
        The scene.
    turns : sequence of Turn
        Its turns, as known now.

    Yields
    ------
    Move
        The move of each turn.
    """
    face = _Face(scene)
    for turn in turns:
        drawn = {zone: spans for zone, spans in turn.zones.items() if _is_drawn(scene, spans)}
        stretches = _stretches(scene, drawn)
        lines_km, held = face.lines_km, face.held()
        vacated_km = face.turn(turn, stretches)
        turned = sorted(held ^ face.held(), key=lambda c: (c.status, c.side or ""))
        yield Move(
            day=turn.day,
            since=turn.since,
            stretches=len(stretches),
            km2=_km2(scene, stretches),
            net_km2=_net_km2(scene, drawn, stretches),
            vacated_km=vacated_km,
            lines_km=lines_km,
            turnovers=tuple(
                _turnover(scene, face, drawn, control, begins=control not in held)
                for control in turned
            ),
        )


def _is_drawn(scene: Scene, spans: Iterable[Span | None]) -> bool:
    """Say whether any of some spans rests on a drawing."""
    drawings = scene.land.drawings.keys()
    return any(span and not drawings.isdisjoint(span.claims) for span in spans)


_Stretch = list[tuple[str, int]]
"""Polygons of zones that hang together, by zone and number."""


def _stretches(scene: Scene, zones: Collection[str]) -> list[_Stretch]:
    """Gather zones into stretches, without slivers."""
    found = patches(scene.ground, zones)
    return [one for one in found if _km2(scene, [one]) >= scene.header.ground.sliver_km2]


def _km2(scene: Scene, stretches: Iterable[_Stretch]) -> float:
    return fsum(scene.laid.km2[zone][number] for one in stretches for zone, number in one)


def _net_km2(scene: Scene, turned: Mapping[str, _Spans], stretches: Iterable[_Stretch]) -> float:
    """Add up what each class, or that nothing is drawn, won less what it lost; once for both."""
    net: defaultdict[_Class, list[float]] = defaultdict(list)
    for zone, number in (part for one in stretches for part in one):
        was, now = map(_class, turned[zone])
        km2 = scene.laid.km2[zone][number]
        net[was].append(-km2)
        net[now].append(km2)
    return fsum(abs(fsum(parts)) for parts in net.values()) / 2


def _turnover(
    scene: Scene,
    face: _Face,
    turned: Mapping[str, _Spans],
    control: Control,
    *,
    begins: bool,
) -> Turnover:
    """Measure the ground of a class that begins, or else ends."""
    other = {
        zone: was if begins else now
        for zone, (was, now) in turned.items()
        if _class(now if begins else was) == control
    }
    stretches = _stretches(scene, other)
    redrawn = [[part for part in one if other[part[0]]] for one in stretches]
    return Turnover(
        control=control,
        begins=begins,
        stretches=len(stretches),
        km2=_km2(scene, stretches),
        redrawn_km2=_km2(scene, redrawn),
        outline_km=face.outline_km(stretches),
    )


class _Face:
    """Keep the class of each zone from map to map, and by it which arcs are lines."""

    def __init__(self, scene: Scene) -> None:
        self.zones = scene.ground.zones
        self.number = {zone: i for i, zone in enumerate(self.zones, 1)}
        sides = [[self.number.get(zone or "", 0) for zone in pair] for pair in scene.ground.faces]
        self.sides = np.array(sides, dtype=np.intp).reshape(-1, 2)
        self.km = lengths_km(scene.ground.arcs)
        self.codes: dict[_Class, int] = {None: 0}
        self.state = np.zeros(len(self.zones) + 1, dtype=np.intp)
        self.count: Counter[_Class] = Counter()
        for first in map_days(scene.header)[:1]:
            for span in scene.spans:
                if span.start <= first < span.end and span.zone in self.zones:
                    self._set(span.zone, None, span.control)
        self.lines_km = float(self.km[self._lines(np.arange(len(self.km)))].sum())

    def held(self) -> set[Control]:
        """Return the classes that have ground."""
        return {control for control, zones in self.count.items() if control and zones}

    def turn(self, turn: Turn, stretches: Iterable[_Stretch]) -> float:
        """Go on to the next map; return how many km of lines the stretches leave behind."""
        rings = (ring for zone in turn.zones for rings in self.zones[zone] for ring in rings)
        arcs = np.unique([max(arc, ~arc) for ring in rings for arc in ring])
        was = self._lines(arcs)
        for zone, spans in turn.zones.items():
            self._set(zone, *map(_class, spans))
        now = self._lines(arcs)
        self.lines_km += float(self.km[arcs[now]].sum() - self.km[arcs[was]].sum())
        moved = {arc for stretch in stretches for arc in self._walk(stretch)}
        return fsum(self.km[arc] for arc in moved.intersection(arcs[was & ~now].tolist()))

    def outline_km(self, stretches: Iterable[_Stretch]) -> float:
        """Measure the outline of stretches."""
        walked = Counter(arc for stretch in stretches for arc in self._walk(stretch))
        return fsum(self.km[arc] for arc, times in walked.items() if times == 1)

    def _set(self, zone: str, was: _Class, now: _Class) -> None:
        self.state[self.number[zone]] = self.codes.setdefault(now, len(self.codes))
        self.count[was] -= 1
        self.count[now] += 1

    def _lines(self, arcs: NDArray[np.intp]) -> NDArray[np.bool_]:
        left, right = self.state[self.sides[arcs]].T
        return np.asarray(left != right)

    def _walk(self, stretch: _Stretch) -> Iterator[int]:
        for zone, number in stretch:
            for ring in self.zones[zone][number]:
                yield from (max(arc, ~arc) for arc in ring)


def _class(span: Span | None) -> _Class:
    return span.control if span else None
