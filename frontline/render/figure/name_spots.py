"""Where a name may stand that has no place right beside its mark, and how it is set.

All lengths are CSS pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

import shapely

from frontline.render.figure.label_placement import Box, Point, box_around, roomiest
from frontline.render.figure.marks import Line
from frontline.render.figure.typeset import tidy

_TURNS: Final = 16
_GRID: Final = 11
_BEAD_PX: Final = 4.0
_HAIR: Final = "\u200a\u200a"


def around(point: Point, width: float, height: float, gap: float) -> Iterable[Point]:
    """List the top-left corners of a label some way off a point, all around it."""
    for turn in range(_TURNS):
        # Rightwards first, then up and down in turn, leftwards last.
        angle = 2 * math.pi / _TURNS * ((turn + 1) // 2) * (-1) ** turn
        x = point[0] + math.cos(angle) * (gap + width / 2)
        y = point[1] + math.sin(angle) * (gap + height / 2)
        yield x - width / 2, y - height / 2


def lead_to(box: Box, point: Point, start: float) -> list[Point]:
    """Return the shortest line to a label's box from a point, ``start`` pixels off it."""
    x, y = point
    end = min(max(x, box[0] + 2), box[2] - 2), min(max(y, box[1] + 2), box[3] - 2)
    line = shapely.linestrings([point, end])
    first = line.interpolate(min(start, line.length))
    return [(first.x, first.y), end]


def halved(box: Box) -> Box:
    """Return the inner part of a box, half as wide and half as high."""
    dx, dy = (box[2] - box[0]) / 4, (box[3] - box[1]) / 4
    return box[0] + dx, box[1] + dy, box[2] - dx, box[3] - dy


def beads(line: Line) -> list[Box]:
    """Cover a line with small boxes, for names to keep off it."""
    string = shapely.linestrings(line)
    count = int(string.length // _BEAD_PX) + 1
    points = (string.interpolate(i / count, normalized=True) for i in range(count + 1))
    return [box_around((point.x, point.y), _BEAD_PX) for point in points]


def beads_of(lines: Iterable[Line]) -> list[Box]:
    """Cover lines with small boxes."""
    return [bead for line in lines for bead in beads(line)]


def spaced(name: str) -> str:
    """Write a name in spaced capitals where its script has any, else as it is."""
    words = tidy(name).upper().split(" ")
    if name.upper() == name.lower():
        return tidy(name)
    return "   ".join(_HAIR.join(word) for word in words)


def spots_on(
    land: shapely.Geometry, width: float, height: float, taken: Sequence[Box], frame: Box
) -> list[Point]:
    """List where a name lies wholly on its land, the roomiest spot first."""
    left, top, right, bottom = frame
    steps = [i / _GRID for i in range(1, _GRID)]
    grid = [(left + (right - left) * i, top + (bottom - top) * j) for j in steps for i in steps]
    shapely.prepare(land)
    inside = [
        (x, y)
        for x, y in grid
        if land.contains(shapely.box(x - width / 2, y - height, x + width / 2, y + height))
    ]
    return [(x - width / 2, y - height / 2) for x, y in roomiest(inside, taken, frame)]
