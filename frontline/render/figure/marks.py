"""What a still figure is made of: shapes and lines of text, in CSS pixels, y downwards.

A sheet is a flat list of marks in the order they are painted. It knows no plotting library, so
that a test can ask where every word stands.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from frontline.render.figure.label_placement import Box, Point

Line = Sequence[Point]
ASCENT, DESCENT = 0.93, 0.24
"""How far the type reaches above and below its baseline, in its size."""


@dataclass(frozen=True, slots=True)
class Type:
    """Describe how text is set: size and leading in pixels, weight, colour."""

    size: float
    leading: float
    color: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Set one line of text from ``x`` on, with its baseline at ``y``.

    ``halo`` is the colour of an edge around the letters, for text that lies on a map.
    """

    x: float
    y: float
    text: str
    type: Type
    halo: str | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """Draw rings (``closed``) or lines; holes run against their outer ring.

    ``width`` and ``dash`` are in pixels; what lies outside ``clip`` is not drawn.
    """

    lines: Sequence[Line]
    closed: bool = True
    fill: str | None = None
    stroke: str | None = None
    width: float = 1.0
    dash: tuple[float, ...] = ()
    clip: Box | None = None


Mark = Words | Shape


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hold a figure: its size in CSS pixels and its marks in the order they are painted."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def rectangle(box: Box) -> list[Point]:
    """Return the ring of a box."""
    left, top, right, bottom = box
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def circle(x: float, y: float, radius: float) -> list[Point]:
    """Return a ring so close to the circle that the difference is under a twentieth of a pixel."""
    count = max(16, math.ceil(math.pi * math.sqrt(10 * radius)))
    angles = (2 * math.pi * i / count for i in range(count))
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles]


def moved(ring: Iterable[Point], x: float, y: float) -> list[Point]:
    """Return a ring drawn around the origin, moved to a point."""
    return [(x + dx, y + dy) for dx, dy in ring]
