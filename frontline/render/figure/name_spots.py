"""Candidate positions and lettering for names without room beside their mark.

Lengths are CSS pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

import shapely

from frontline.render.figure.label_placement import Box, Point, box_around, by_room
from frontline.render.figure.marks import Line
from frontline.render.figure.typeset import tidy

_TURNS: Final = 16
_GRID: Final = 11
_BEAD_PX: Final = 4.0
_HAIR: Final = "\u200a\u200a"


def spots_around(point: Point, width: float, height: float, gap: float) -> Iterable[Point]:
    """List positions for a label all around a point, at a given distance.

    Parameters
    ----------
    point : (float, float)
        Point in pixels.
    width, height : float
        Size of the label in pixels.
    gap : float
        Distance from the point to the label in pixels.

    Yields
    ------
    Point
        A top-left corner; those to the right come first, those to the left last.
    """
    for step in range(_TURNS):
        # To the right first, then above and below in turn, to the left last.
        angle = 2 * math.pi / _TURNS * ((step + 1) // 2) * (-1) ** step
        x = point[0] + math.cos(angle) * (gap + width / 2)
        y = point[1] + math.sin(angle) * (gap + height / 2)
        yield x - width / 2, y - height / 2


def leader_line(box: Box, point: Point, start: float) -> list[Point]:
    """Return the shortest line from a point to a label.

    Parameters
    ----------
    box : tuple of float
        Box of the label.
    point : (float, float)
        Point in pixels.
    start : float
        Distance from the point at which the line begins, in pixels.

    Returns
    -------
    list of Point
        Two ends.
    """
    x, y = point
    end = min(max(x, box[0] + 2), box[2] - 2), min(max(y, box[1] + 2), box[3] - 2)
    line = shapely.linestrings([point, end])
    begin = line.interpolate(min(start, line.length))
    return [(begin.x, begin.y), end]


def inner_half(box: Box) -> Box:
    """Return the inner part of a box, half as wide and half as high.

    Parameters
    ----------
    box : tuple of float
        Left, top, right, bottom.

    Returns
    -------
    tuple of float
        The inner box.

    Examples
    --------
    >>> inner_half((0, 0, 8, 4))
    (2.0, 1.0, 6.0, 3.0)
    """
    dx, dy = (box[2] - box[0]) / 4, (box[3] - box[1]) / 4
    return box[0] + dx, box[1] + dy, box[2] - dx, box[3] - dy


def beads(line: Line) -> list[Box]:
    """Cover a line with small boxes, as obstacles for labels.

    Parameters
    ----------
    line : sequence of Point
        Line in pixels.

    Returns
    -------
    list of tuple of float
        Boxes along the line.
    """
    string = shapely.linestrings(line)
    count = int(string.length // _BEAD_PX) + 1
    points = (string.interpolate(i / count, normalized=True) for i in range(count + 1))
    return [box_around((point.x, point.y), _BEAD_PX) for point in points]


def beads_of(lines: Iterable[Line]) -> list[Box]:
    """Cover lines with small boxes, as obstacles for labels.

    Parameters
    ----------
    lines : iterable of Line
        Lines in pixels.

    Returns
    -------
    list of tuple of float
        Boxes along the lines.
    """
    return [bead for line in lines for bead in beads(line)]


def letterspaced(name: str) -> str:
    """Write a name in spaced capitals if its script has capitals.

    Parameters
    ----------
    name : str
        Name of a country.

    Returns
    -------
    str
        Letters separated by hair spaces, or the name as it is.
    """
    words = tidy(name).upper().split(" ")
    if name.upper() == name.lower():
        return tidy(name)
    return "   ".join(_HAIR.join(word) for word in words)


def spots_on(
    land: shapely.Geometry, width: float, height: float, taken: Sequence[Box], frame: Box
) -> list[Point]:
    """List positions at which a name lies wholly on its land.

    Parameters
    ----------
    land : shapely geometry
        Polygons in pixels.
    width, height : float
        Size of the name in pixels.
    taken : sequence of tuple of float
        Boxes to keep away from.
    frame : tuple of float
        Box of the map.

    Returns
    -------
    list of Point
        Top-left corners, the one with the most room first.
    """
    if land.is_empty:
        return []
    left, top, right, bottom = land.bounds
    steps = [i / _GRID for i in range(1, _GRID)]
    grid = [(left + (right - left) * i, top + (bottom - top) * j) for j in steps for i in steps]
    shapely.prepare(land)
    inside = [
        (x, y)
        for x, y in grid
        if land.contains(shapely.box(x - width / 2, y - height, x + width / 2, y + height))
    ]
    return [(x - width / 2, y - height / 2) for x, y in by_room(inside, taken, frame)]
