"""Drawn areas → the pairs that share dates and lie near each other, by their bounding boxes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.model.records import Area

Ints = NDArray[np.int64]

_AT_ONCE: Final = 32
"""Areas whose neighbours are listed at a time, so that memory is bounded."""

_FEW: Final = 5_000
"""So many areas are compared with each other faster than an index finds them."""


def in_order(areas: Sequence[Area]) -> list[Area]:
    """Sort areas by their first dates and ids.

    Parameters
    ----------
    areas : sequence of Area
        The drawn areas.

    Returns
    -------
    list of Area
    """
    return sorted(areas, key=lambda area: (area.when.start or date.min, area.id))


def neighbours(ordered: Sequence[Area], reach_deg: float) -> Iterator[tuple[Ints, Ints]]:
    """Yield the pairs of areas that share a date and whose bounding boxes lie near each other.

    Parameters
    ----------
    ordered : sequence of Area
        The drawn areas, by their first dates.
    reach_deg : float
        How far the boxes may be apart, in degrees; if negative, how far they must overlap.

    Yields
    ------
    first, second : ndarray of int
        Numbers of some of the areas, the lower number first.
    """
    if not ordered:
        return
    starts = [area.when.start or date.min for area in ordered]
    until = np.array([bisect_left(starts, area.when.end or date.max) for area in ordered])
    low = shapely.bounds([area.geometry for area in ordered])
    high, low = low[:, 2:], low[:, :2]
    tree: shapely.STRtree | None = None
    for begin in range(0, len(ordered), _AT_ONCE):
        some = np.arange(begin, min(begin + _AT_ONCE, len(ordered)))
        least, most = low[some] - reach_deg, high[some] + reach_deg
        if (last := int(until[some].max())) - begin <= _FEW:
            near = np.ones((len(some), max(last - begin, 0)), dtype=bool)
            for axis in (0, 1):
                near &= low[begin:last, axis] <= most[:, axis, None]
                near &= high[begin:last, axis] >= least[:, axis, None]
            first, second = np.nonzero(near)
            second += begin
        else:
            tree = tree or shapely.STRtree(shapely.box(*low.T, *high.T))
            first, second = tree.query(shapely.box(*least.T, *most.T))
        first += begin
        met = (first < second) & (second < until[first])
        yield first[met], second[met]
