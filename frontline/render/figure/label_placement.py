"""Greedy placement of labels: the important ones first, hidden rather than overlapping.

``player/map/labels.mjs`` has the same algorithm; ``tests/cases-labels.json`` tests both. Points and
boxes are in CSS pixels, y downwards.
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
    """A label to place.

    Attributes
    ----------
    id : str
        Unique id; it breaks ties of rank.
    rank : float
        Order of placement, lowest first.
    width, height : float
        Size in pixels.
    spots : sequence of Point
        Candidate top-left corners, the most readable first.
    """

    id: str
    rank: float
    width: float
    height: float
    spots: Sequence[Point]


def box_around(point: Point, width: float, height: float | None = None) -> Box:
    """Return the box of a given size around a point.

    Parameters
    ----------
    point : (float, float)
        Centre in pixels.
    width : float
        Width in pixels.
    height : float, optional
        Height in pixels. Default: the width.

    Returns
    -------
    tuple of float
        Left, top, right, bottom.

    Examples
    --------
    >>> box_around((10, 10), 4)
    (8.0, 8.0, 12.0, 12.0)
    """
    x, y = point
    height = width if height is None else height
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def overlaps(a: Box, b: Box) -> bool:
    """Return whether two boxes share more than an edge.

    Parameters
    ----------
    a, b : tuple of float
        Boxes: left, top, right, bottom.

    Returns
    -------
    bool
        False if they only touch.

    Examples
    --------
    >>> overlaps((0, 0, 2, 2), (1, 1, 3, 3)), overlaps((0, 0, 2, 2), (2, 0, 3, 2))
    (True, False)
    """
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def within(box: Box, frame: Box) -> bool:
    """Return whether a box lies inside a frame, edges included.

    Parameters
    ----------
    box, frame : tuple of float
        Boxes: left, top, right, bottom.

    Returns
    -------
    bool
        True if no part of the box lies outside.
    """
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def spots_beside(point: Point, width: float, height: float, gap: float) -> list[Point]:
    """List eight positions for a label beside a point.

    Parameters
    ----------
    point : (float, float)
        Point in pixels.
    width, height : float
        Size of the label in pixels.
    gap : float
        Distance from the point in pixels.

    Returns
    -------
    list of Point
        Top-left corners, the most readable first.
    """
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
    """Place labels so that none overlaps another or an obstacle.

    Parameters
    ----------
    labels : iterable of Label
        Labels; lower ranks are placed first.
    obstacles : sequence of tuple of float
        Boxes that no label may overlap.
    soft : sequence of tuple of float
        Boxes to avoid where another spot is as good.
    frame : tuple of float
        Box that labels stay within.

    Returns
    -------
    dict
        Boxes by the id of the label; labels without a free spot are left out.

    Examples
    --------
    >>> pair = [Label("a", 0, 4, 2, [(0, 0)]), Label("b", 1, 4, 2, [(2, 0), (5, 0)])]
    >>> place_labels(pair, [], [], (0, 0, 10, 10))
    {'a': (0, 0, 4, 2), 'b': (5, 0, 9, 2)}
    """
    taken, avoided = _Grid(obstacles, frame), _Grid(soft, frame)
    placed: dict[str, Box] = {}
    for label in sorted(labels, key=lambda item: (item.rank, item.id.encode("utf-16-be"))):
        box = _best_spot(label, taken, avoided, frame)
        if box is not None:
            taken.add(box)
            placed[label.id] = box
    return placed


def by_room(points: Iterable[Point], obstacles: Sequence[Box], frame: Box) -> list[Point]:
    """Sort points by the free space around them.

    Parameters
    ----------
    points : iterable of Point
        Points in pixels.
    obstacles : sequence of tuple of float
        Boxes to keep away from.
    frame : tuple of float
        Box whose edges to keep away from.

    Returns
    -------
    list of Point
        The point with the most free space first.
    """

    def room(point: Point) -> float:
        x, y = point
        edges = min(x - frame[0], y - frame[1], frame[2] - x, frame[3] - y)
        others = (math.hypot(x - (b[0] + b[2]) / 2, y - (b[1] + b[3]) / 2) for b in obstacles)
        return min((edges, *others))

    return sorted(points, key=room, reverse=True)


class _Grid:
    """An index of boxes by position, so that a label is compared only with those near it."""

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

    def overlapping(self, box: Box) -> Iterator[int]:
        """Yield the numbers of the boxes that overlap one, some of them several times."""
        for cell in self._cells(box):
            for number in self.cells.get(cell, ()):
                if overlaps(box, self.boxes[number]):
                    yield number

    def _cells(self, box: Box) -> Iterator[tuple[int, int]]:
        left, top, right, bottom = self.frame
        columns = range(int(max(box[0], left) // _CELL_PX), int(min(box[2], right) // _CELL_PX) + 1)
        rows = range(int(max(box[1], top) // _CELL_PX), int(min(box[3], bottom) // _CELL_PX) + 1)
        return product(columns, rows)


def _best_spot(label: Label, taken: _Grid, soft: _Grid, frame: Box) -> Box | None:
    """Choose the spot that overlaps nothing taken and the fewest soft boxes; None if all do."""
    best, least = None, math.inf
    for left, top in label.spots:
        box = (left, top, left + label.width, top + label.height)
        if not within(box, frame) or any(True for _ in taken.overlapping(box)):
            continue
        cost = len({*soft.overlapping(box)})
        if cost < least:
            best, least = box, cost
    return best
