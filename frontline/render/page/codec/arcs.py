"""Arcs → few bytes, written in the order of a walk along them.

The walk goes straight on where lines cross and, at a dead end, returns to the last node with
unwalked arcs (an open node). A vertex is written as its step from the previous vertex, relative to
the direction of the previous step. A node that was reached before is written as its rank by
distance among the open nodes. ``player/codec/arcs.mjs`` repeats the walk, with every
floating-point operation in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice, pairwise
from math import atan2, floor

import numpy as np

from frontline.ground.topology import Topology
from frontline.render.page.codec.range_coder import Encoder

GridPoint = tuple[int, int]
"""Longitude and latitude in steps of a grid."""


def grid_lines(ground: Topology) -> list[list[GridPoint]]:
    """Return the arcs of a topology in steps of its grid.

    Parameters
    ----------
    ground : Topology
        Arcs (WGS 84) on a grid.

    Returns
    -------
    list of list of tuple of int
        Longitude and latitude of the vertices of each arc.
    """
    lonlat = np.array(list(chain.from_iterable(ground.arcs))).reshape(-1, 2)
    steps = np.rint(lonlat / ground.grid_deg).astype(np.int64)
    vertices = iter(zip(*steps.T.tolist(), strict=True))
    return [list(islice(vertices, len(arc))) for arc in ground.arcs]


class Mesh:
    """The arcs of a map as half-edges: ``2 * i`` is arc ``i``, ``2 * i + 1`` is its reverse.

    Parameters
    ----------
    lines : list of list of tuple of int
        Vertices of each arc: longitude and latitude in steps of the grid. Arcs meet at their ends.
    faces : iterable of (str or None, str or None)
        Zones to the left and right of each arc, if they are known.

    Attributes
    ----------
    left : list of str or None
        Zone to the left of each half-edge, numbered in the order and direction of ``walk``.
    halves : list of int
        The number before the walk of each half-edge, in the same order.
    clockwise : list of int
        For each half-edge, the next one clockwise around its start node, by the same numbers.
    """

    def __init__(
        self,
        lines: list[list[GridPoint]],
        faces: Iterable[tuple[str | None, str | None]] = (),
    ) -> None:
        self.lines = lines
        self.faces = [zone for pair in faces for zone in pair]
        halves_from: dict[GridPoint, list[tuple[float, int]]] = {}
        for arc, line in enumerate(self.lines):
            for half, (start, second) in ((2 * arc, line[:2]), (2 * arc + 1, line[:-3:-1])):
                halves_from.setdefault(start, []).append(
                    (atan2(second[1] - start[1], second[0] - start[0]), half)
                )
        self.angled = {node: sorted(halves) for node, halves in halves_from.items()}
        self.around = {node: [half for _, half in halves] for node, halves in self.angled.items()}
        self.left: list[str | None] = []
        self.halves: list[int] = []
        self.clockwise: list[int] = []

    def line(self, half: int) -> list[GridPoint]:
        """Return the vertices of a half-edge.

        Parameters
        ----------
        half : int
            Number before the walk.

        Returns
        -------
        list of tuple of int
            Longitude and latitude in steps of the grid.
        """
        line = self.lines[half >> 1]
        return line[::-1] if half & 1 else line

    def walk(self, coder: Encoder) -> None:
        """Write every arc and number the half-edges in the order of the walk.

        Parameters
        ----------
        coder : Encoder
            Destination of the numbers.
        """
        coder.natural("arcs", len(self.lines))
        walker = _Walker(coder, self)
        for node in sorted(self.around):
            walker.begin(node)
        self.halves = [half for first in walker.order for half in (first, first ^ 1)]
        new_number = {half: index for index, half in enumerate(self.halves)}
        self.left = [self.faces[half] for half in self.halves] if self.faces else []
        self.clockwise = [0] * len(self.halves)
        for angled in self.angled.values():
            turn = [
                index for _, index in sorted((angle, new_number[half]) for angle, half in angled)
            ]
            for previous, half in zip([turn[-1], *turn], turn, strict=False):
                self.clockwise[half] = previous

    def cycles(self) -> Iterator[list[int]]:
        """Yield the border of each face as a cycle of half-edges with the face to their left."""
        seen: set[int] = set()
        for half in range(len(self.halves)):
            if half not in seen:
                cycle = [half]
                while (following := self.clockwise[cycle[-1] ^ 1]) != half:
                    cycle.append(following)
                seen.update(cycle)
                yield cycle


class _Walker:
    """A walk along all arcs that writes each step as it takes it."""

    def __init__(self, coder: Encoder, mesh: Mesh) -> None:
        self.coder, self.mesh = coder, mesh
        self.number: dict[GridPoint, int] = {}
        self.left: list[int] = []  # unwalked arcs at each node, by number
        self.stack: list[GridPoint] = []
        self.opened: list[int] = []  # open nodes, unordered
        self.place: list[int] = []  # index of each node in ``opened``
        self.x, self.y = np.zeros((2, len(mesh.around)))  # coordinates of ``opened``, same order
        self.walked: set[int] = set()
        self.order: list[int] = []
        self.start: GridPoint = (0, 0)

    def begin(self, node: GridPoint) -> None:
        """Walk all arcs connected to a node, unless they were walked before.

        Parameters
        ----------
        node : tuple of int
            Longitude and latitude in steps of the grid.
        """
        if node in self.number:
            return
        for axis in (0, 1):
            self.coder.whole("start", node[axis] - self.start[axis])
        self.start = node
        self._meet(node)
        while self.stack:
            node, step = self.stack[-1], None
            if not self.left[self.number[node]]:
                self.stack.pop()
            while self.left[self.number[node]]:
                node, step = self._arc(node, step)

    def _meet(self, node: GridPoint) -> None:
        number = self.number[node] = len(self.number)
        self.left.append(len(self.mesh.around[node]))
        self.place.append(len(self.opened))
        self.x[len(self.opened)], self.y[len(self.opened)] = node
        self.opened.append(number)
        self.coder.natural("degree", self.left[-1])
        self.stack.append(node)

    def _leave(self, node: GridPoint) -> None:
        number = self.number[node]
        self.left[number] -= 1
        if not self.left[number]:
            moved, index = self.opened.pop(), self.place[number]
            if moved != number:
                self.opened[index], self.place[moved] = moved, index
            self.x[index], self.y[index] = self.x[len(self.opened)], self.y[len(self.opened)]

    def _arc(self, node: GridPoint, last_step: GridPoint | None) -> tuple[GridPoint, GridPoint]:
        """Write the next arc from a node; return its end node and its last step."""
        half = self._straightest(node, last_step)
        self.walked.add(half >> 1)
        self.order.append(half)
        line = self.mesh.line(half)
        degree = min(len(self.mesh.around[node]), 5)
        self.coder.natural("vertices", len(line) - 2)
        self._leave(node)
        kind: object = degree if last_step else "turn"
        for start, stop in pairwise(line[:-1]):
            last_step = self._step(kind, (stop[0] - start[0], stop[1] - start[1]), last_step)
            kind = "along"
        (x, y), end = line[-2:]
        is_known = end in self.number
        self.coder.bit(("met", kind == "along"), is_known)
        if is_known:
            self.coder.natural("rank", self._rank((x, y), self.number[end]))
        else:
            self._step(kind, (end[0] - x, end[1] - y), last_step)
            self._meet(end)
        self._leave(end)
        return end, (end[0] - x, end[1] - y)

    def _rank(self, point: GridPoint, node_number: int) -> int:
        """Count the open nodes that are nearer to a point than a node, or as near and older."""
        steps_x = self.x[: len(self.opened)] - point[0]
        steps_y = self.y[: len(self.opened)] - point[1]
        distances = steps_x * steps_x + steps_y * steps_y
        limit = distances[self.place[node_number]]
        older_count = sum(
            self.opened[index] < node_number
            for index in np.flatnonzero(distances == limit).tolist()
        )
        return int(np.count_nonzero(distances < limit)) + older_count

    def _straightest(self, node: GridPoint, last_step: GridPoint | None) -> int:
        """Return the unwalked half-edge that turns least from the direction of the last step."""
        halves = [half for half in self.mesh.around[node] if half >> 1 not in self.walked]
        best, *others = halves
        if last_step is None or not others:
            return best
        dot, norm = self._cosine(best, last_step)
        for half in others:
            other_dot, other_norm = self._cosine(half, last_step)
            if other_dot * norm > dot * other_norm:
                best, dot, norm = half, other_dot, other_norm
        return best

    def _cosine(self, half: int, last_step: GridPoint) -> tuple[int, int]:
        """Return a fraction that grows with the cosine of the angle to the last step."""
        line = self.mesh.lines[half >> 1]
        (ax, ay), (bx, by) = (line[-1], line[-2]) if half & 1 else line[:2]
        x, y = bx - ax, by - ay
        dot = last_step[0] * x + last_step[1] * y
        return dot * abs(dot), x * x + y * y

    def _step(self, kind: object, step: GridPoint, last_step: GridPoint | None) -> GridPoint:
        """Write a step as its advance along the last step's main axis and its deviation from it."""
        if last_step is None:
            self.coder.whole(("x", kind), step[0])
            self.coder.whole(("y", kind), step[1])
            return step
        main = 0 if abs(last_step[0]) >= abs(last_step[1]) else 1
        sign = 1 if last_step[main] > 0 else -1
        along, across = last_step[main] * sign, last_step[1 - main]
        advance = step[main] * sign
        deviation = step[1 - main] - floor((2.0 * advance * across + along) / (2 * along))
        self.coder.whole(("forth", kind), advance)
        size = (abs(advance) + 1).bit_length() // 2
        self.coder.whole(("off", kind, size, advance < 0), deviation)
        return step
