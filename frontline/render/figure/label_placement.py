"""Greedy placing of labels: the important first, hidden rather than overlapped.

The page does the same in ``player/map/labels.mjs``; ``tests/cases-labels.json`` holds the two
together. Points and boxes are in CSS pixels, y downwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_CELL_PX: Final = 64


@dataclass(frozen=True, slots=True)
class Label:
    """Hold the size of a label, how early it is placed (0 first), and where it may go.

    ``spots`` are top-left corners, the most readable first.
    """

    id: str
    rank: float
    width: float
    height: float
    spots: Sequence[Point]


def box_around(point: Point, width: float, height: float | None = None) -> Box:
    """Make the box of given size around a point; it is square where no height is given."""
    x, y = point
    height = width if height is None else height
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def overlaps(a: Box, b: Box) -> bool:
    """Say whether two boxes share more than an edge."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def within(box: Box, frame: Box) -> bool:
    """Say whether a box lies inside a frame, its edges included."""
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def spots_beside(point: Point, width: float, height: float, gap: float) -> list[Point]:
    """List the eight top-left corners for a label beside a point, the most readable first."""
    x, y = point
    right, left, middle = x + gap, x - gap - width, x - width / 2
    above, below, level = y - gap - height, y + gap, y - height / 2
    near = gap * 0.7
    return [
        (right, level),
        (left, level),
        (middle, above),
        (middle, below),
        (x + near, y - near - height),
        (x + near, y + near),
        (x - near - width, y - near - height),
        (x - near - width, y + near),
    ]


def place_labels(
    labels: Iterable[Label], obstacles: Sequence[Box], soft: Sequence[Box], frame: Box
) -> dict[str, Box]:
    """Place labels so that none overlaps another or an obstacle; map their ids to boxes.

    Lower ranks come first, then the id decides. ``soft`` boxes are avoided where another spot is
    as good. What finds no spot is left out.
    """
    taken, avoided = _Grid(obstacles, frame), _Grid(soft, frame)
    placed: dict[str, Box] = {}
    for label in sorted(labels, key=lambda item: (item.rank, item.id.encode("utf-16-be"))):
        box = best_spot(label, taken.near(label), avoided.near(label), frame)
        if box is not None:
            taken.add(box)
            placed[label.id] = box
    return placed


def roomiest(points: Iterable[Point], obstacles: Sequence[Box], frame: Box) -> list[Point]:
    """Order points by their distance from the nearest obstacle or edge, the freest first."""

    def room(point: Point) -> float:
        x, y = point
        edges = min(x - frame[0], y - frame[1], frame[2] - x, frame[3] - y)
        others = (math.hypot(x - (b[0] + b[2]) / 2, y - (b[1] + b[3]) / 2) for b in obstacles)
        return min((edges, *others))

    return sorted(points, key=room, reverse=True)


class _Grid:
    """Find boxes by where they are, so that each label is compared with those near it alone."""

    def __init__(self, boxes: Iterable[Box], frame: Box) -> None:
        self.frame = frame
        self.boxes: list[Box] = []
        self.cells: dict[tuple[int, int], list[int]] = {}
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        for cell in self._cells(box):
            self.cells.setdefault(cell, []).append(len(self.boxes))
        self.boxes.append(box)

    def near(self, label: Label) -> list[Box]:
        """List the boxes in the frame that may be where a label may be."""
        if not label.spots:
            return []
        found = {n for cell in self._cells(_reach(label)) for n in self.cells.get(cell, ())}
        return [self.boxes[n] for n in sorted(found)]

    def _cells(self, box: Box) -> Iterator[tuple[int, int]]:
        left, top, right, bottom = self.frame
        across = range(int(max(box[0], left) // _CELL_PX), int(min(box[2], right) // _CELL_PX) + 1)
        down = range(int(max(box[1], top) // _CELL_PX), int(min(box[3], bottom) // _CELL_PX) + 1)
        return product(across, down)


def best_spot(label: Label, taken: Sequence[Box], soft: Sequence[Box], frame: Box) -> Box | None:
    """Return where a label overlaps nothing that is taken, and the least of what is ``soft``."""
    if not label.spots:
        return None
    best, least = None, math.inf
    reach = _reach(label)
    hard_near = [other for other in taken if overlaps(reach, other)]
    soft_near = [other for other in soft if overlaps(reach, other)]
    for left, top in label.spots:
        box = (left, top, left + label.width, top + label.height)
        if not within(box, frame) or any(overlaps(box, other) for other in hard_near):
            continue
        cost = sum(overlaps(box, other) for other in soft_near)
        if cost < least:
            best, least = box, cost
    return best


def _reach(label: Label) -> Box:
    """Return the box around all that a label may cover."""
    lefts, tops = zip(*label.spots, strict=True)
    return min(lefts), min(tops), max(lefts) + label.width, max(tops) + label.height
