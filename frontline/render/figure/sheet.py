"""A kind of figure, on a page of a size."""

from __future__ import annotations

from frontline.render.figure.arrange import arrange
from frontline.render.figure.daymap import day_map
from frontline.render.figure.marks import Sheet
from frontline.render.figure.sizes import Size
from frontline.render.figure.typeset import Measure, pen
from frontline.scene import Snapshot


def sheet(now: Snapshot, size: Size, measure: Measure, *, headed: bool = True) -> Sheet:
    """Lay out the map of a day."""
    drawn = pen(now.scene.header, measure)
    return arrange(day_map(now, drawn), size, drawn, headed=headed)
