"""Lines of base features → few bytes, with each stretch that features share stored once.

Lines are cut where they meet or part, as in TopoJSON (Bostock, "How to infer topology", 2013);
the stretches are written by the walk of ``arcs.py``, and a feature is written as the half-edges
along it, each relative to the one before. ``player/codec/base_arcs.mjs`` is the reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from frontline.render.page.codec.arcs import GridPoint, Mesh
from frontline.render.page.codec.range_coder import Encoder


@dataclass(frozen=True, slots=True)
class BaseLines:
    """A feature to pack.

    Attributes
    ----------
    layer : int
        Number of its layer.
    name : int or None
        Number of its name.
    lines : list of list of tuple of int
        Its lines or rings in steps of the grid, no vertex equal to the one before; a ring ends
        where it starts.
    """

    layer: int
    name: int | None
    lines: list[list[GridPoint]]


def pack_lines(features: Sequence[BaseLines]) -> bytes:
    """Pack features.

    Parameters
    ----------
    features : sequence of BaseLines
        Features in drawing order, by layer.

    Returns
    -------
    bytes
        Arcs, then the features that consist of them.

    Examples
    --------
    A border and the ring that it is a part of:

    >>> ring = [(0, 0), (900, 0), (900, 900), (0, 0)]
    >>> alone = pack_lines([BaseLines(0, None, [ring])])
    >>> len(pack_lines([BaseLines(0, None, [ring]), BaseLines(1, None, [ring[1:3]])])) - len(alone)
    7
    """
    arcs, paths = shared_arcs([line for feature in features for line in feature.lines])
    coder, mesh = Encoder(), Mesh(arcs)
    mesh.walk(coder)
    number = {half: index for index, half in enumerate(mesh.halves)}
    lines = iter(paths)
    coder.natural("features", len(features))
    layer = name = first = 0
    for feature in features:
        coder.natural("layer", feature.layer - layer)
        layer = feature.layer
        coder.bit("named", feature.name is not None)
        if feature.name is not None:
            coder.whole("name", feature.name - name)
            name = feature.name
        coder.natural("lines", len(feature.lines))
        for _ in feature.lines:
            halves = [number[half] for half in next(lines)]
            coder.natural("halves", len(halves) - 1)
            coder.whole("first", halves[0] - first)
            first = halves[-1]
            for before, half in pairwise(halves):
                coder.natural("turn", _turn(mesh.clockwise, before, half))
    return coder.finish()


def shared_arcs(lines: Sequence[list[GridPoint]]) -> tuple[list[list[GridPoint]], list[list[int]]]:
    """Cut lines into arcs where they meet or part.

    Parameters
    ----------
    lines : sequence of list of tuple of int
        Lines and rings; a ring ends where it starts.

    Returns
    -------
    arcs : list of list of tuple of int
        Each distinct arc once.
    paths : list of list of int
        For each line, its arcs in order as half-edges: ``2 * i`` for arc ``i``, one more for its
        reverse.
    """
    nodes = _nodes(lines)
    arcs: list[list[GridPoint]] = []
    half_from: dict[tuple[GridPoint, GridPoint], int] = {}
    paths = []
    for line in lines:
        path = []
        for arc in _cut(line, nodes):
            start, end = (arc[0], arc[1]), (arc[-1], arc[-2])
            if start not in half_from:
                half_from[start], half_from[end] = 2 * len(arcs), 2 * len(arcs) + 1
                arcs.append(arc)
            path.append(half_from[start])
        paths.append(path)
    return arcs, paths


def _nodes(lines: Sequence[list[GridPoint]]) -> set[GridPoint]:
    """Return the ends of lines and the vertices where they meet, part or turn back."""
    neighbours: dict[GridPoint, set[GridPoint]] = {}
    nodes: set[GridPoint] = set()
    for line in lines:
        for before, after in pairwise(line):
            neighbours.setdefault(before, set()).add(after)
            neighbours.setdefault(after, set()).add(before)
        if line[0] != line[-1]:
            nodes |= {line[0], line[-1]}
        around = zip([line[-2], *line], line, line[1:], strict=False)
        nodes |= {point for before, point, after in around if before == after}
    nodes.update(point for point, others in neighbours.items() if len(others) != 2)
    for line in lines:
        if nodes.isdisjoint(line):
            nodes.add(min(line))  # a ring on its own: all lines along it are the same ring
    return nodes


def _cut(line: list[GridPoint], nodes: set[GridPoint]) -> Iterator[list[GridPoint]]:
    """Cut a line at nodes; a ring is turned to start at one."""
    if line[0] not in nodes:
        start = next(i for i, point in enumerate(line) if point in nodes)
        line = [*line[start:], *line[1 : start + 1]]
    start = 0
    for i in range(1, len(line)):
        if line[i] in nodes:
            yield line[start : i + 1]
            start = i


def _turn(clockwise: Sequence[int], before: int, half: int) -> int:
    """Count the half-edges clockwise between the way back and the way on."""
    count, candidate = 0, clockwise[before ^ 1]
    while candidate != half:
        count, candidate = count + 1, clockwise[candidate]
    return count
