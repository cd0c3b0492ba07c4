"""Ground → few bytes for the page: each vertex once, each zone's history once.

The arcs are walked as one would draw them without lifting the pen: straight on where lines
cross, back to the last open end where a walk closes. A vertex is written as its step from the
one before, seen in the direction of the step before; a node that was reached already as its
rank by nearness among those with open ends. Which zone lies left and right is not written with
the arcs: faces are traced by turning at each node, and each needs its zone once, which is most
often new or one met a moment ago. The days of a zone's spans are most often those of a
neighbour.

``player/unpack.mjs`` walks the same way. ``scene.json`` holds the same ground in plain words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import atan2
from typing import Final

import numpy as np

from frontline.ground.topology import GRID_DEG, Topology
from frontline.model import Control, Span
from frontline.render.coder import Encoder
from frontline.scene import Scene, is_bare

PER_DEGREE: Final = round(1 / GRID_DEG)
"""Steps of the grid in a degree: coordinates are written as whole steps."""

_XY = tuple[int, int]
_Run = tuple[int, int, int]  # first day, end, word


@dataclass(frozen=True, slots=True)
class Word:
    """Say of ground what a span says, but for where and when; ``bare`` is drawn as bare land.

    ``sources`` are those of the areas that were drawn there.
    """

    control: Control
    stale: bool
    bare: bool
    claims: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """Hold the ground of a scene as the page reads it.

    ``ids`` are those of zones and places in the order of their numbers, empty where nothing else
    in the record has the id; ``words`` are what spans say, each once; ``data`` is the rest.
    """

    ids: tuple[str, ...]
    words: tuple[Word, ...]
    data: bytes


def pack(scene: Scene) -> Packed:
    """Pack the arcs, faces and spans of a scene, by both clocks."""
    words = _Words(scene)
    now, then = words.runs(scene.spans), words.runs(scene.spans_then)
    coder = Encoder()
    mesh = _Mesh(scene.ground)
    coder.natural("days", len(scene.dates))
    mesh.walk(coder)
    zones = _label(coder, mesh, now, then, len(scene.dates))
    rest = sorted((now.keys() | then.keys()) - zones.keys())
    coder.natural("rest", len(rest))
    for id in rest:
        _histories(coder, now.get(id, ()), then.get(id, ()), [], len(scene.dates))
    named = {place.id for place in scene.places}
    ids = (id if id.partition(";")[0] in named else "" for id in (*zones, *rest))
    return Packed(tuple(ids), tuple(words.numbers), coder.finish())


class _Words:
    """Number what spans say, each thing once; of claims, those that the record holds."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.first = scene, scene.dates[0]
        self.claims = {claim.id for claim in scene.claims}
        self.drawn = {area.id: area.source for area in scene.areas}
        self.numbers: dict[Word, int] = {}

    def runs(self, spans: Iterable[Span]) -> dict[str, tuple[_Run, ...]]:
        """Gather the spans of each id as first day, end and word, all numbers."""
        found: dict[str, list[_Run]] = {}
        for span in spans:
            run = (self._day(span.start), self._day(span.end), self._number(span))
            found.setdefault(span.zone, []).append(run)
        return {id: tuple(runs) for id, runs in found.items()}

    def _day(self, day: date) -> int:
        return (day - self.first).days

    def _number(self, span: Span) -> int:
        claims = tuple(id for id in span.claims if id in self.claims)
        drawn = sorted({self.drawn[id] for id in span.claims if id in self.drawn})
        bare = is_bare(span, self.scene.header)
        word = Word(span.control, span.stale, bare, claims, tuple(drawn))
        return self.numbers.setdefault(word, len(self.numbers))


class _Mesh:
    """Hold arcs as half-edges: ``2 * i`` is arc ``i``, ``2 * i + 1`` the same walked backwards."""

    def __init__(self, ground: Topology) -> None:
        self.lines = [
            [(round(lon * PER_DEGREE), round(lat * PER_DEGREE)) for lon, lat in arc]
            for arc in ground.arcs
        ]
        self.left = [zone for faces in ground.faces for zone in faces]
        self.order: list[int] = []  # half-edges in the order and direction of the walk
        at: dict[_XY, list[tuple[float, int]]] = {}
        for arc, line in enumerate(self.lines):
            for half, (a, b) in ((2 * arc, line[:2]), (2 * arc + 1, line[:-3:-1])):
                at.setdefault(a, []).append((atan2(b[1] - a[1], b[0] - a[0]), half))
        self.angled = {node: sorted(halves) for node, halves in at.items()}
        self.around = {node: [half for _, half in halves] for node, halves in self.angled.items()}

    def line(self, half: int) -> list[_XY]:
        """Return the vertices of a half-edge."""
        line = self.lines[half >> 1]
        return line[::-1] if half & 1 else line

    def walk(self, coder: Encoder) -> None:
        """Write every arc, and keep the order in which they were walked."""
        coder.natural("arcs", len(self.lines))
        walk = _Walk(coder, self)
        for node in sorted(self.around):
            walk.begin(node)
        self.order = walk.order

    def cycles(self) -> Iterator[list[int]]:
        """Yield the borders of the faces: half-edges with one face to their left.

        Numbers are those of the walk: ``2 * n`` is the n-th arc as it was walked.
        """
        number = {half: 2 * n for n, half in enumerate(self.order)}
        number |= {half ^ 1: 2 * n + 1 for n, half in enumerate(self.order)}
        after: dict[int, int] = {}
        for halves in self.angled.values():
            around = sorted((angle, number[half]) for angle, half in halves)
            for (_, before), (_, half) in zip([around[-1], *around], around, strict=False):
                after[half ^ 1] = before
        seen: set[int] = set()
        for half in range(2 * len(self.order)):
            if half not in seen:
                cycle = [half]
                while (following := after[cycle[-1]]) != half:
                    cycle.append(following)
                seen.update(cycle)
                yield cycle

    def zone(self, number: int) -> str | None:
        """Return the zone to the left of a half-edge, by its number in the walk."""
        return self.left[self.order[number >> 1] ^ (number & 1)]


class _Walk:
    """Walk the arcs from open end to open end, and write what is new at each step."""

    def __init__(self, coder: Encoder, mesh: _Mesh) -> None:
        self.coder, self.mesh = coder, mesh
        self.number: dict[_XY, int] = {}
        self.left: list[int] = []  # of each node met, the arcs still to be walked
        self.stack: list[_XY] = []
        self.xy = np.zeros((len(mesh.around), 2), dtype=np.int64)
        self.open = np.zeros(len(mesh.around), dtype=bool)
        self.walked: set[int] = set()
        self.order: list[int] = []
        self.start: _XY = (0, 0)

    def begin(self, node: _XY) -> None:
        """Walk all that hangs together with a node, unless that was done."""
        if node in self.number:
            return
        for axis in (0, 1):
            self.coder.whole("start", node[axis] - self.start[axis])
        self.start = node
        self._meet(node)
        while self.stack:
            at, before = self.stack[-1], None
            if not self.left[self.number[at]]:
                self.stack.pop()
            while self.left[self.number[at]]:
                at, before = self._arc(at, before)

    def _meet(self, node: _XY) -> None:
        number = self.number[node] = len(self.number)
        self.xy[number], self.open[number] = node, True
        self.left.append(len(self.mesh.around[node]))
        self.coder.natural("degree", self.left[-1])
        self.stack.append(node)

    def _leave(self, node: _XY) -> None:
        number = self.number[node]
        self.left[number] -= 1
        self.open[number] = self.left[number] > 0

    def _arc(self, at: _XY, before: _XY | None) -> tuple[_XY, _XY]:
        """Write an arc from a node, and return where it ends and its last step."""
        half = self._straightest(at, before)
        self.walked.add(half >> 1)
        self.order.append(half)
        line = self.mesh.line(half)
        degree = min(len(self.mesh.around[at]), 5)
        self.coder.natural("vertices", len(line) - 2)
        self._leave(at)
        kind: object = degree if before else "turn"
        for a, b in pairwise(line[:-1]):
            before = self._step(kind, (b[0] - a[0], b[1] - a[1]), before)
            kind = "along"
        (x, y), end = line[-2:]
        met = end in self.number
        self.coder.bit(("met", kind == "along"), met)
        if met:
            away = ((self.xy[: len(self.number)] - (x, y)) ** 2).sum(axis=1)
            mine = self.number[end]
            nearer = (away < away[mine]) | ((away == away[mine]) & (np.arange(len(away)) < mine))
            self.coder.natural("rank", int((nearer & self.open[: len(away)]).sum()))
        else:
            self._step(kind, (end[0] - x, end[1] - y), before)
            self._meet(end)
        self._leave(end)
        return end, (end[0] - x, end[1] - y)

    def _straightest(self, at: _XY, before: _XY | None) -> int:
        """Return the arc that goes on most nearly in the direction of the last step."""
        halves = [half for half in self.mesh.around[at] if half >> 1 not in self.walked]
        if before is None or len(halves) == 1:
            return halves[0]

        def cosine(half: int) -> Fraction:
            a, b = self.mesh.line(half)[:2]
            x, y = b[0] - a[0], b[1] - a[1]
            dot = before[0] * x + before[1] * y
            return Fraction(dot * abs(dot), x * x + y * y)

        return max(halves, key=cosine)

    def _step(self, kind: object, step: _XY, before: _XY | None) -> _XY:
        """Write a step: how far along the main axis of the last one, and how far off its line."""
        if before is None:
            self.coder.whole(("x", kind), step[0])
            self.coder.whole(("y", kind), step[1])
            return step
        main = 0 if abs(before[0]) >= abs(before[1]) else 1
        sign = 1 if before[main] > 0 else -1
        along, across = before[main] * sign, before[1 - main]
        forth = step[main] * sign
        off = step[1 - main] - (2 * forth * across + along) // (2 * along)
        self.coder.whole(("forth", kind), forth)
        size = (abs(forth) + 1).bit_length() // 2
        self.coder.whole(("off", kind, size, forth < 0), off)
        return step


def _label(
    coder: Encoder,
    mesh: _Mesh,
    now: Mapping[str, Sequence[_Run]],
    then: Mapping[str, Sequence[_Run]],
    days: int,
) -> dict[str, int]:
    """Write the zone of every face and, where it is new, its history; number the zones."""
    numbers: dict[str, int] = {}
    recent: list[str] = []
    face: dict[int, str | None] = {}
    for cycle in mesh.cycles():
        zones = [mesh.zone(half) for half in cycle]
        pure = len(set(zones)) == 1
        coder.bit("pure", pure)
        beside = {face[half ^ 1] for half in cycle if face.get(half ^ 1)}
        for zone in zones[:1] if pure else zones:
            if zone is None:
                coder.natural("zone", 1)
            elif zone not in numbers:
                coder.natural("zone", 0)
                numbers[zone] = len(numbers)
                near = {
                    day
                    for other in beside
                    if other is not None
                    for clock in (now, then)
                    for run in clock.get(other, ())
                    for day in run[:2]
                }
                _histories(coder, now.get(zone, ()), then.get(zone, ()), sorted(near), days)
                recent.insert(0, zone)
            else:
                rank = recent.index(zone)
                coder.natural("zone", rank + 2)
                recent.insert(0, recent.pop(rank))
        face |= dict(zip(cycle, zones, strict=True))
    return numbers


def _histories(
    coder: Encoder, now: Sequence[_Run], then: Sequence[_Run], near: Sequence[int], days: int
) -> None:
    """Write the spans of a zone, as known now and, where that differs, as known then."""
    _history(coder, now, near, days)
    coder.bit("same", now == then)
    if now != then:
        _history(coder, then, near, days)


def _history(coder: Encoder, runs: Sequence[_Run], near: Sequence[int], days: int) -> None:
    coder.natural("spans", len(runs))
    day, last = 0, 0
    for i, (start, end, word) in enumerate(runs):
        _day(coder, ("start", i > 0), day, start, near, days)
        _day(coder, "end", start, end, near, days)
        coder.natural(("word", last), word)
        day, last = end, word


def _day(
    coder: Encoder, kind: object, after: int, day: int, near: Sequence[int], days: int
) -> None:
    """Write a day: the last, one of those ``near`` that are not past, or how far on it is."""
    ahead = [other for other in near if after <= other < days]
    if day == days:
        coder.natural((kind, min(len(ahead), 3)), 1)
    elif day in ahead:
        coder.natural((kind, min(len(ahead), 3)), 2 + ahead.index(day))
    else:
        coder.natural((kind, min(len(ahead), 3)), 0)
        coder.natural((kind, "on"), day - after)
