"""The marks of a still figure: shapes and lines of text, in CSS pixels, y downwards.

A sheet is a flat list of marks in drawing order. It knows no plotting library, so that a test can
check the position of every word.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from frontline.render.figure.label_placement import Box, Point

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Line = Sequence[Point]
ASCENT, DESCENT = 0.93, 0.24
"""Extent of the type above and below its baseline, relative to its size."""


@dataclass(frozen=True, slots=True)
class Type:
    """A text style.

    Attributes
    ----------
    size, leading : float
        Font size and line height in pixels.
    color : str
        Name of the colour.
    bold : bool
        Whether the text is bold.
    """

    size: float
    leading: float
    color: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text.

    Attributes
    ----------
    x, y : float
        Left end of the baseline.
    text : str
        The text.
    type : Type
        Text style.
    halo : str or None
        Colour of an edge around the letters, for text on a map.
    turn : float
        Angle in degrees by which the line is turned against the clock about its left end.
    """

    x: float
    y: float
    text: str
    type: Type
    halo: str | None = None
    turn: float = 0.0


@dataclass(frozen=True, slots=True)
class Shape:
    """Rings or lines with fill and stroke.

    Attributes
    ----------
    lines : sequence of Line
        Rings if ``closed``, else lines; holes run against their outer ring.
    closed : bool
        Whether the lines are rings.
    fill, stroke : str or None
        Names of the colours.
    width : float
        Stroke width in pixels.
    dash : tuple of float
        Lengths of dashes and gaps in pixels; empty for a solid stroke.
    clip : tuple of float or None
        Box outside which nothing is drawn.
    """

    lines: Sequence[Line]
    closed: bool = True
    fill: str | None = None
    stroke: str | None = None
    width: float = 1.0
    dash: tuple[float, ...] = ()
    clip: Box | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Shadow:
    """A picture of shadows, darkest where its values are greatest.

    Attributes
    ----------
    box : tuple of float
        Left, top, right and bottom of the picture in pixels.
    darkness : ndarray of float, shape (rows, columns)
        Opacity of black, from 0 to 1.
    """

    box: Box
    darkness: NDArray[np.float64]


Mark = Words | Shape | Shadow


@dataclass(frozen=True, slots=True)
class Sheet:
    """A laid-out figure.

    Attributes
    ----------
    width, height : float
        Size in CSS pixels.
    marks : tuple of Mark
        Marks in drawing order.
    """

    width: float
    height: float
    marks: tuple[Mark, ...]


def rectangle(box: Box) -> list[Point]:
    """Return the ring of a box.

    Parameters
    ----------
    box : tuple of float
        Left, top, right, bottom.

    Returns
    -------
    list of Point
        Four corners.

    Examples
    --------
    >>> rectangle((0, 0, 2, 1))
    [(0, 0), (2, 0), (2, 1), (0, 1)]
    """
    left, top, right, bottom = box
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def circle(x: float, y: float, radius: float) -> list[Point]:
    """Return a ring that approximates a circle to a twentieth of a pixel.

    Parameters
    ----------
    x, y : float
        Centre in pixels.
    radius : float
        Radius in pixels.

    Returns
    -------
    list of Point
        At least 16 points.
    """
    count = max(16, math.ceil(math.pi * math.sqrt(10 * radius)))
    angles = (2 * math.pi * i / count for i in range(count))
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles]


def shifted(ring: Iterable[Point], x: float, y: float) -> list[Point]:
    """Move a ring from the origin to a point.

    Parameters
    ----------
    ring : iterable of Point
        Ring around the origin.
    x, y : float
        Target in pixels.

    Returns
    -------
    list of Point
        The moved ring.

    Examples
    --------
    >>> shifted([(0, 0), (1, 0), (0, 1)], 5, 5)
    [(5, 5), (6, 5), (5, 6)]
    """
    return [(x + dx, y + dy) for dx, dy in ring]
