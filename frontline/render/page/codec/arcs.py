"""Arcs → few bytes, walked as one would draw them without lifting the pen.

The walk goes straight on where lines cross, and back to the last open end where it closes. A
vertex is written as its step from the vertex before, relative to the direction of the step before
that; a node reached earlier as its rank by distance among the nodes with open ends.
``player/codec/arcs.mjs`` walks in the same way, with every floating-point operation in the same
order.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice, pairwise
from math import atan2, floor

import numpy as np

from frontline.ground.topology import Topology
from frontline.render.page.codec.range_coder import Encoder

_XY = tuple[int, int]


class Mesh:
    """The arcs of a map as half-edges: ``2 * i`` is arc ``i``, ``2 * i + 1`` the same reversed.

    Parameters
    ----------
    ground : Topology
        Arcs with the zones to their left and right.

    Attributes
    ----------
    left : list of str or None
        Zone to the left of each half-edge, numbered in the order and direction of ``walk``.
    clockwise : list of int
        By the same numbers, the next half-edge clockwise around the node at its start.
    """

    def __init__(self, ground: Topology) -> None:
        lonlat = np.array(list(chain.from_iterable(ground.arcs))).reshape(-1, 2)
        steps = np.rint(lonlat / ground.grid_deg).astype(np.int64)
        vertices = iter(zip(*steps.T.tolist(), strict=True))
        self.lines: list[list[_XY]] = [list(islice(vertices, len(arc))) for arc in ground.arcs]
        self.faces = [zone for faces in ground.faces for zone in faces]
        at: dict[_XY, list[tuple[float, int]]] = {}
        for arc, line in enumerate(self.lines):
            for half, (a, b) in ((2 * arc, line[:2]), (2 * arc + 1, line[:-3:-1])):
                at.setdefault(a, []).append((atan2(b[1] - a[1], b[0] - a[0]), half))
        self.angled = {node: sorted(halves) for node, halves in at.items()}
        self.around = {node: [half for _, half in halves] for node, halves in self.angled.items()}
        self.left: list[str | None] = []
        self.clockwise: list[int] = []

    def line(self, half: int) -> list[_XY]:
        """Return the vertices of a half-edge.

        Parameters
        ----------
        half : int
            Its number before the walk.

        Returns
        -------
        list of tuple of int
            Longitude and latitude in steps of the grid.
        """
        line = self.lines[half >> 1]
        return line[::-1] if half & 1 else line

    def walk(self, coder: Encoder) -> None:
        """Write every arc, and number the half-edges in the order of the walk.

        Parameters
        ----------
        coder : Encoder
            Where to write.
        """
        coder.natural("arcs", len(self.lines))
        walk = _Walk(coder, self)
        for node in sorted(self.around):
            walk.begin(node)
        halves = [half for first in walk.order for half in (first, first ^ 1)]
        number = {half: n for n, half in enumerate(halves)}
        self.left = [self.faces[half] for half in halves]
        self.clockwise = [0] * len(halves)
        for around in self.angled.values():
            turn = [n for _, n in sorted((angle, number[half]) for angle, half in around)]
            for before, half in zip([turn[-1], *turn], turn, strict=False):
                self.clockwise[half] = before

    def cycles(self) -> Iterator[list[int]]:
        """Yield the borders of the faces, each a cycle of half-edges with the face to its left."""
        seen: set[int] = set()
        for half in range(len(self.left)):
            if half not in seen:
                cycle = [half]
                while (following := self.clockwise[cycle[-1] ^ 1]) != half:
                    cycle.append(following)
                seen.update(cycle)
                yield cycle


class _Walk:
    """A walk along the arcs from open end to open end, which writes what is new at each step."""

    def __init__(self, coder: Encoder, mesh: Mesh) -> None:
        self.coder, self.mesh = coder, mesh
        self.number: dict[_XY, int] = {}
        self.left: list[int] = []  # arcs still to be walked at each node met
        self.stack: list[_XY] = []
        self.opened: list[int] = []  # nodes with open ends, in no order
        self.place: list[int] = []  # index of each node in ``opened``
        self.x, self.y = np.zeros((2, len(mesh.around)))  # coordinates of ``opened``, same order
        self.walked: set[int] = set()
        self.order: list[int] = []
        self.start: _XY = (0, 0)

    def begin(self, node: _XY) -> None:
        """Walk everything connected to a node, unless it was walked.

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
            at, before = self.stack[-1], None
            if not self.left[self.number[at]]:
                self.stack.pop()
            while self.left[self.number[at]]:
                at, before = self._arc(at, before)

    def _meet(self, node: _XY) -> None:
        number = self.number[node] = len(self.number)
        self.left.append(len(self.mesh.around[node]))
        self.place.append(len(self.opened))
        self.x[len(self.opened)], self.y[len(self.opened)] = node
        self.opened.append(number)
        self.coder.natural("degree", self.left[-1])
        self.stack.append(node)

    def _leave(self, node: _XY) -> None:
        number = self.number[node]
        self.left[number] -= 1
        if not self.left[number]:
            last, at = self.opened.pop(), self.place[number]
            if last != number:
                self.opened[at], self.place[last] = last, at
            self.x[at], self.y[at] = self.x[len(self.opened)], self.y[len(self.opened)]

    def _arc(self, at: _XY, before: _XY | None) -> tuple[_XY, _XY]:
        """Write an arc from a node; return its end and its last step."""
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
            self.coder.natural("rank", self._rank((x, y), self.number[end]))
        else:
            self._step(kind, (end[0] - x, end[1] - y), before)
            self._meet(end)
        self._leave(end)
        return end, (end[0] - x, end[1] - y)

    def _rank(self, spot: _XY, mine: int) -> int:
        """Count the open nodes that are nearer to a spot than a node, or as near and older."""
        steps_x = self.x[: len(self.opened)] - spot[0]
        steps_y = self.y[: len(self.opened)] - spot[1]
        away = steps_x * steps_x + steps_y * steps_y
        limit = away[self.place[mine]]
        older = sum(self.opened[at] < mine for at in np.flatnonzero(away == limit).tolist())
        return int(np.count_nonzero(away < limit)) + older

    def _straightest(self, at: _XY, before: _XY | None) -> int:
        """Return the arc that continues most nearly in the direction of the last step."""
        halves = [half for half in self.mesh.around[at] if half >> 1 not in self.walked]
        best, *others = halves
        if before is None or not others:
            return best
        top, bottom = self._cosine(best, before)
        for half in others:
            above, below = self._cosine(half, before)
            if above * bottom > top * below:
                best, top, bottom = half, above, below
        return best

    def _cosine(self, half: int, before: _XY) -> tuple[int, int]:
        """Return a fraction that grows with the cosine of the angle to the last step."""
        line = self.mesh.lines[half >> 1]
        (ax, ay), (bx, by) = (line[-1], line[-2]) if half & 1 else line[:2]
        x, y = bx - ax, by - ay
        dot = before[0] * x + before[1] * y
        return dot * abs(dot), x * x + y * y

    def _step(self, kind: object, step: _XY, before: _XY | None) -> _XY:
        """Write a step: along the main axis of the last step, and off the line of that step."""
        if before is None:
            self.coder.whole(("x", kind), step[0])
            self.coder.whole(("y", kind), step[1])
            return step
        main = 0 if abs(before[0]) >= abs(before[1]) else 1
        sign = 1 if before[main] > 0 else -1
        along, across = before[main] * sign, before[1 - main]
        forth = step[main] * sign
        off = step[1 - main] - floor((2.0 * forth * across + along) / (2 * along))
        self.coder.whole(("forth", kind), forth)
        size = (abs(forth) + 1).bit_length() // 2
        self.coder.whole(("off", kind, size, forth < 0), off)
        return step
