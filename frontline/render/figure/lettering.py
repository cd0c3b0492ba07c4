"""The names set on a map so far, and what further names keep away from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from frontline.render.figure import symbols
from frontline.render.figure.label_placement import Box, Point
from frontline.render.figure.marks import Mark, Type, Words
from frontline.render.figure.typeset import Measure, baseline

HALO: Final = symbols.LANDS[0]
"""Colour of the edge around names on the map."""


@dataclass(slots=True)
class Lettering:
    """The names placed so far and the boxes that further names avoid.

    Attributes
    ----------
    frame : tuple of float
        Box of the map, in pixels, less its margin.
    taken : list of tuple of float
        Boxes that no further name may overlap.
    front, soft : sequence of tuple of float
        Boxes along the front, covered only for lack of room, and along all lines, avoided where
        another spot is as good.
    measure : callable
        Measures a text in pixels.
    marks : list of Mark
        The names.
    """

    frame: Box
    taken: list[Box]
    front: Sequence[Box]
    soft: Sequence[Box]
    measure: Measure
    marks: list[Mark]

    def set_name(self, box: Box, text: str, type: Type) -> None:
        """Set a name in its box.

        Parameters
        ----------
        box : tuple of float
            Left, top, right, bottom in pixels.
        text : str
            The name.
        type : Type
            Text style.
        """
        self.taken.append(box)
        self.marks.append(Words(box[0] + 1, box[1] + baseline(type), text, type, halo=HALO))

    def set_along(self, start: Point, end: Point, text: str, type: Type) -> None:
        """Set a name along a line, centred on it.

        Parameters
        ----------
        start, end : (float, float)
            Ends of the line in pixels, in the direction of reading.
        text : str
            The name.
        type : Type
            Text style.
        """
        dx, dy = end[0] - start[0], end[1] - start[1]
        length = math.hypot(dx, dy)
        spare = (length - self.measure(text, type)) / 2
        below = baseline(type) - type.leading / 2
        x = start[0] + (dx * spare - dy * below) / length
        y = start[1] + (dy * spare + dx * below) / length
        turn = math.degrees(math.atan2(-dy, dx))
        self.marks.append(Words(x, y, text, type, halo=HALO, turn=turn))
