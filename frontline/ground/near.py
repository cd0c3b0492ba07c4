"""Points → how far the nearest place or line is, in geodesic kilometres."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from scipy.spatial import cKDTree

from frontline.ground.frame import Frame

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_GEOD: Final = Geod(ellps="WGS84")
_LEAST_RADIUS_M: Final = 6_335_439.0
"""The least radius of curvature of WGS 84, a (1 - e²), at the equator along the meridian."""

_PIECE: Final = 16


class Places:
    """Find the nearest of some positions, WGS 84, an array of shape (n, 2).

    Candidates come by the straight line through the Earth, which is never longer than the
    geodesic. That is at most the arc of the narrowest circle over it (Schur's comparison
    theorem), so all that could be nearer by geodesic are compared by it.
    """

    def __init__(self, lonlat: Floats) -> None:
        self.lonlat = lonlat
        self.tree = cKDTree(_geocentric(lonlat))

    def nearest(self, lonlat: Floats) -> tuple[Ints, Floats]:
        """Return the number of the nearest and its distance in km; of two as near the first."""
        spots = _geocentric(lonlat)
        best = np.zeros(len(lonlat), dtype=np.int64)
        left = np.arange(len(lonlat))
        count = min(2, len(self.lonlat))
        while len(left):
            chord, near = self.tree.query(spots[left], np.arange(1, count + 1))
            half = np.minimum(chord[:, 0] / (2 * _LEAST_RADIUS_M), 1)
            limit = np.where(half < 1, 2 * _LEAST_RADIUS_M * np.arcsin(half), np.inf)
            done = (chord[:, -1] > limit) | (count == len(self.lonlat))
            rivals = chord[:, 1] <= limit if count > 1 else np.zeros(len(left), dtype=bool)
            best[left[done & ~rivals]] = near[done & ~rivals, 0]
            close = np.flatnonzero(done & rivals)
            if len(close):
                best[left[close]] = self._closest(lonlat[left[close]], near[close])
            left = left[~done]
            count = min(2 * count, len(self.lonlat))
        return best, distance_km(lonlat, self.lonlat[best])

    def _closest(self, lonlat: Floats, near: Ints) -> Ints:
        near = np.sort(near, axis=1)
        each = [distance_km(lonlat, self.lonlat[column]) for column in near.T]
        chosen: Ints = near[np.arange(len(near)), np.argmin(each, axis=0)]
        return chosen


class Lines:
    """Find the distance to the nearest of those lines, WGS 84, that are on at a time.

    The foot of the distance is found in an equal-area ``frame``; the distance to it is geodesic.
    """

    def __init__(self, lines: Iterable[Sequence[tuple[float, float]]], frame: Frame) -> None:
        self.frame = frame
        metres = [frame.points(np.array(line, dtype=np.float64)) for line in lines]
        parts = [
            (number, line[start : start + _PIECE + 1])
            for number, line in enumerate(metres)
            for start in range(0, len(line) - 1, _PIECE)
        ]
        self.line = np.array([number for number, _ in parts], dtype=np.int64)
        self.pieces = np.array([shapely.LineString(part) for _, part in parts], dtype=object)

    def distance_km(self, lonlat: Floats, on: NDArray[np.bool_]) -> Floats:
        """Return the distance from each position to the nearest line that is on, nan for none."""
        pieces = self.pieces[on[self.line]] if len(self.line) else self.pieces
        if not len(pieces):
            return np.full(len(lonlat), np.nan)
        spots = shapely.points(self.frame.points(lonlat))
        tree = shapely.STRtree(pieces)
        _, nearest = tree.query_nearest(spots, all_matches=False)
        ways = shapely.shortest_line(spots, pieces[nearest])
        foot = shapely.get_coordinates(ways).reshape(-1, 2, 2)[:, 1]
        back = np.column_stack(self.frame.back.transform(foot[:, 0], foot[:, 1]))
        return distance_km(lonlat, back)


def distance_km(one: Floats, other: Floats) -> Floats:
    """Return the geodesic distance between positions, WGS 84, arrays of shape (n, 2), in km.

    After Karney, *Algorithms for geodesics*, J. Geodesy 87, 2013.
    """
    _, _, metres = _GEOD.inv(one[:, 0], one[:, 1], other[:, 0], other[:, 1])
    return np.asarray(metres, dtype=np.float64) / 1000


def _geocentric(lonlat: Floats) -> Floats:
    """Turn positions on the ellipsoid into metres from its centre, an array of shape (n, 3)."""
    lon, lat = np.radians(lonlat).T
    across = _GEOD.a / np.sqrt(1 - _GEOD.es * np.sin(lat) ** 2)
    around = across * np.cos(lat)
    return np.column_stack(
        [around * np.cos(lon), around * np.sin(lon), across * (1 - _GEOD.es) * np.sin(lat)]
    )
