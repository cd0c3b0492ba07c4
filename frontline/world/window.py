"""The extent of a map → the part of the world that its outputs can show, and at what scales."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

Box = tuple[float, float, float, float]
"""West, south, east and north in degrees (WGS 84)."""

EARTH: Final[Box] = (-180.0, -90.0, 180.0, 90.0)

DEG_M: Final = 111_195.0
"""Metres per degree of latitude on the mean sphere of 6371.0 km."""

_NARROW_PX, _USUAL_PX, _WIDE_PX = 336.0, 1200.0, 1800.0
"""CSS pixels across the smallest figure (89 mm), a usual one, and the largest."""

_ZOOM: Final = 8.0
"""How far the page is magnified."""

_TOLERANCE_PX: Final = 0.2
_LEAST_PX: Final = 2.0
"""Islands and lakes that are narrower at the usual width are left out."""

_ASPECT: Final = 2.0
"""Pages and figures are at most twice as wide as high, or as high as wide."""


@dataclass(frozen=True)
class Window:
    """What the outputs of a map can show of the world.

    Attributes
    ----------
    box : tuple of float
        West, south, east and north in degrees; longitudes increase, and may leave ±180.
    extent : tuple of float
        The map's own part of it.
    finest, coarsest : float
        Scales in metres per CSS pixel.
    tolerance_deg : float
        Distance by which lines may be generalised, in degrees of latitude.
    """

    box: Box
    extent: Box
    finest: float
    coarsest: float
    tolerance_deg: float

    @property
    def least_deg(self) -> float:
        """Width in degrees of latitude below which islands and lakes are left out."""
        return self.tolerance_deg * _LEAST_PX / _TOLERANCE_PX

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
        The extent with a margin, so that a page twice as wide as high, or as high as wide, shows
        no edge.

    Examples
    --------
    >>> window = window_of_map((36.0, 50.0, 37.0, 51.0))
    >>> [round(degrees, 1) for degrees in window.box], round(window.coarsest)
    ([34.8, 49.8, 38.2, 51.2], 331)
    """
    west, south, east, north = extent
    squeeze = max(math.cos(math.radians((south + north) / 2)), 0.05)
    width, height = (east - west) * squeeze, north - south
    page_width = 1.1 * max(width, _ASPECT * height) / squeeze
    page_height = 1.1 * max(height, _ASPECT * width)
    middle = (west + east) / 2
    half = min(page_width / 2, 180.0)
    box = (
        middle - half,
        max((south + north - page_height) / 2, -90.0),
        middle + half,
        min((south + north + page_height) / 2, 90.0),
    )
    least, most = min(width, height) * DEG_M, max(width, height) * DEG_M
    tolerance = _TOLERANCE_PX * max(width, height / _ASPECT) / _USUAL_PX
    return Window(box, extent, least / _WIDE_PX / _ZOOM, most / _NARROW_PX, tolerance)


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
