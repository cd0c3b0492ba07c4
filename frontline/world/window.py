"""The extent of a map → the part of the world that its outputs can show, and at what scales."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from frontline.model.longitudes import M_PER_DEG
from frontline.world.blocks import boxes_meet

if TYPE_CHECKING:
    from numpy.typing import NDArray

Box = tuple[float, float, float, float]
"""West, south, east and north in degrees (WGS 84)."""

EARTH: Final[Box] = (-180.0, -90.0, 180.0, 90.0)

_NARROW_PX, _WIDE_PX = 336.0, 1800.0
"""CSS pixels across the smallest figure (89 mm) and the largest."""

_USUAL_PX: Final = (1200.0, 700.0)
"""Width and height of a map as it is usually seen."""

_ZOOM: Final = 8.0
"""How far the page is magnified."""

_TOLERANCE_PX: Final = 0.5
_LEAST_PX: Final = 3.0
"""Islands and lakes that are smaller at the usual size are left out."""

_WIDEST, _TALLEST = 3.2, 16 / 9
"""Shapes of the page's map: 1600 by 500 pixels, and a telephone's full screen."""

_ZOOMED_OUT: Final = 2.4
"""The page shows twice the extent at most; its zoom is in quarters of a step."""

_NEAR: Final = 0.15
"""The part of the extent beyond each of its sides to which the page is moved."""

_COARSER: Final = (1.0, 6.0, 20.0, 30.0)
"""How much more lines are generalised off the map itself: in what the page shows around it, in
what it shows when it is zoomed out, and where they are cut off."""


@dataclass(frozen=True)
class Window:
    """What the outputs of a map can show of the world.

    Attributes
    ----------
    box : tuple of float
        West, south, east and north in degrees; longitudes increase, and may leave ±180.
    near : tuple of float
        The map's own part of it, of which more is drawn.
    finest, coarsest : float
        Scales in metres per CSS pixel.
    tolerance_deg : float
        Distance by which lines are generalised, in degrees of latitude.
    factors : tuple of float
        How many times more in each zone, and beyond the last.
    """

    box: Box
    near: Box
    finest: float
    coarsest: float
    tolerance_deg: float
    factors: tuple[float, ...] = _COARSER

    @property
    def zones(self) -> tuple[tuple[Box, float], ...]:
        """The boxes in each other, each with the distance by which lines are generalised in it."""
        west, south, east, north = self.box
        shown = _around(self.box, (east - west) / 4, (north - south) / 4)
        distances = [self.tolerance_deg * factor for factor in self.factors]
        return tuple(zip((self.near, shown, self.box, EARTH), distances, strict=True))

    def seen(self, boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which islands or lakes are large enough to be seen where they lie.

        Parameters
        ----------
        boxes : ndarray
            West, south, east and north of each, in degrees from -180 to 180.

        Returns
        -------
        ndarray of bool
        """
        size = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
        return np.asarray(size >= _LEAST_PX / _TOLERANCE_PX * self.tolerances(boxes))

    def is_near(self, boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which boxes meet the map's own part.

        Parameters
        ----------
        boxes : ndarray
            West, south, east and north of each, in degrees from -180 to 180.

        Returns
        -------
        ndarray of bool
        """
        met = [boxes_meet(boxes, part) for part, _ in self.turns(self.near)]
        return np.asarray(np.any(met, axis=0))

    def tolerances(self, boxes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return by how much lines are generalised where some boxes lie.

        Parameters
        ----------
        boxes : ndarray
            West, south, east and north of each, in degrees from -180 to 180.

        Returns
        -------
        ndarray of float
            Degrees of latitude: the least of the zones that each box meets.
        """
        tolerances = np.empty(len(boxes))
        for zone, distance in reversed(self.zones):
            for part, _ in self.turns(zone):
                tolerances[boxes_meet(boxes, part)] = distance
        return tolerances

    def coarser(self, near: float, far: float) -> Window:
        """Return the same window with lines generalised more.

        Parameters
        ----------
        near, far : float
            How many times more: on the map itself, and around it.

        Returns
        -------
        Window
        """
        first, *others = self.factors
        factors = (first * near, *(max(factor * far, first * near) for factor in others))
        return replace(self, factors=factors)

    def turns(self, box: Box | None = None) -> Iterator[tuple[Box, float]]:
        """Yield the parts of the window in longitudes from -180 to 180, and the turn of each.

        Parameters
        ----------
        box : (float, float, float, float), optional
            A part of the window in place of the whole.

        Yields
        ------
        tuple
            West, south, east and north in degrees; and the degrees to add to its longitudes.
        """
        west, south, east, north = box or self.box
        for turn in range(math.floor((west + 180) / 360), math.ceil((east + 180) / 360)):
            by = 360.0 * turn
            part = max(west - by, -180.0), south, min(east - by, 180.0), north
            if part[0] < part[2]:
                yield part, by

    def shows(self, scales: tuple[float, float]) -> bool:
        """Tell whether something drawn between two scales is drawn at one of the map's.

        Parameters
        ----------
        scales : (float, float)
            Finest and coarsest, in metres per CSS pixel.

        Returns
        -------
        bool
        """
        finest, coarsest = scales
        return finest <= self.coarsest and self.finest <= coarsest


def window_of_map(extent: Box) -> Window:
    """Return what the outputs of a map can show of the world.

    Parameters
    ----------
    extent : (float, float, float, float)
        West, south, east and north of the map in degrees, unbroken.

    Returns
    -------
    Window
        All that a page of any usual shape shows when it is zoomed out: no edge is in view.

    Examples
    --------
    >>> window = window_of_map((36.0, 50.0, 37.0, 51.0))
    >>> [round(degrees, 1) for degrees in window.box], round(window.coarsest)
    ([30.5, 49.1, 42.5, 51.9], 331)
    """
    west, south, east, north = extent
    squeeze = max(math.cos(math.radians((south + north) / 2)), 0.05)
    width, height = (east - west) * squeeze, north - south
    half_width = _ZOOMED_OUT * max(width, _WIDEST * height) / squeeze / 2
    half_height = _ZOOMED_OUT * max(height, _TALLEST * width) / 2
    least, most = min(width, height) * M_PER_DEG, max(width, height) * M_PER_DEG
    return Window(
        _around(extent, half_width, half_height),
        _around(extent, (0.5 + _NEAR) * (east - west), (0.5 + _NEAR) * height),
        least / _WIDE_PX / _ZOOM,
        most / _NARROW_PX,
        _TOLERANCE_PX * max(width / _USUAL_PX[0], height / _USUAL_PX[1]),
    )


def _around(extent: Box, half_width: float, half_height: float) -> Box:
    """Return the box around the middle of an extent, within the poles and one turn."""
    lon, lat = (extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2
    half_width = min(half_width, 180.0)
    return (
        lon - half_width,
        max(lat - half_height, -90.0),
        lon + half_width,
        min(lat + half_height, 90.0),
    )


def generalised(lines: NDArray[np.object_], window: Window) -> NDArray[np.object_]:
    """Generalise lines: a little in the map's own part of a window, more around it.

    Parameters
    ----------
    lines : ndarray of LineString
        In degrees, from -180 to 180.
    window : Window
        What the map can show.

    Returns
    -------
    ndarray of LineString
        Each with its first and last position; the same line becomes the same line.
    """
    if not len(lines) or not window.tolerance_deg:
        return lines
    xy, line_of = shapely.get_coordinates(lines, return_index=True)
    tolerances = window.tolerances(np.hstack([xy, xy]))
    goes_on = np.append(line_of[1:] == line_of[:-1], False)
    is_first = np.append(True, ~goes_on[:-1])
    # A piece ends with the first position of the next one, but for the last piece of a line.
    starts = np.flatnonzero(
        is_first | (goes_on & np.append(False, tolerances[1:] != tolerances[:-1]))
    )
    ends = np.append(starts[1:], len(xy)) - 1
    ends += np.where(goes_on[ends], 1, 0)
    counts = ends - starts + 1
    picked = np.repeat(starts - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    pieces = shapely.linestrings(xy[picked], indices=np.repeat(np.arange(len(starts)), counts))
    simple: Any = shapely.simplify(pieces, tolerances[starts], preserve_topology=False)
    kept, piece_of = shapely.get_coordinates(simple, return_index=True)
    is_joint = np.append(True, piece_of[1:] != piece_of[:-1]) & ~is_first[starts][piece_of]
    owner = line_of[starts][piece_of]
    return np.asarray(shapely.linestrings(kept[~is_joint], indices=owner[~is_joint]), dtype=object)


def clipped(geometries: NDArray[np.object_], part: Box, by: float) -> NDArray[np.object_]:
    """Cut geometries to a part of a window, and turn them.

    Parameters
    ----------
    geometries : ndarray of shapely geometries
        Lines or polygons in degrees, from -180 to 180.
    part : (float, float, float, float)
        West, south, east and north in degrees.
    by : float
        Degrees to add to the longitudes.

    Returns
    -------
    ndarray of shapely geometries
        Valid and of the same kinds; what lies outside is empty.
    """
    cut: Any = shapely.clip_by_rect(geometries, *part)
    broken = ~shapely.is_valid(cut)
    if broken.any():
        cut[broken] = shapely.intersection(
            shapely.make_valid(geometries[broken], method="structure"), shapely.box(*part)
        )
    return np.asarray(_turned(cut, by) if by else cut, dtype=object)


def _turned(geometries: Any, by: float) -> Any:
    return shapely.transform(geometries, lambda xy: xy + np.array([by, 0.0]))
