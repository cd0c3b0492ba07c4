"""Points → which place or line is nearest, and how far it is in geodesic kilometres."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from scipy.spatial import cKDTree

from frontline.ground.equal_area import Frame

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_GEOD: Final = Geod(ellps="WGS84")
_LEAST_RADIUS_M: Final = 6_335_439.0
"""The least radius of curvature of WGS 84, a (1 - e²), at the equator along the meridian."""

_PART: Final = 1 << 17
"""So many positions are looked for at a time, on each core."""

_PIECE: Final = 16
_STRAIGHT_DEG: Final = 0.05
"""So long, a stretch that is straight in degrees is so in the frame, to less than a metre."""

_BLOCK: Final = 32


class Places:
    """An index of positions, to find the nearest by geodesic.

    Candidates come by the straight line through the Earth, which is never longer than the
    geodesic. That is at most the arc of the narrowest circle over it (Schur's comparison theorem),
    so everything that could be nearer by geodesic is compared by it.

    Parameters
    ----------
    lonlat : ndarray, shape (n, 2)
        Longitude and latitude in degrees (WGS 84).
    """

    def __init__(self, lonlat: Floats) -> None:
        self.lonlat = lonlat
        self._tree = cKDTree(_geocentric(lonlat))

    def nearest(self, lonlat: Floats) -> Ints:
        """Find the nearest place to each position.

        Parameters
        ----------
        lonlat : ndarray, shape (n, 2)
            Longitude and latitude in degrees (WGS 84).

        Returns
        -------
        ndarray of int
            The number of the nearest; of several as near, the first.

        Examples
        --------
        >>> Places(np.array([[36.0, 50.0], [37.0, 50.0]])).nearest(np.array([[36.8, 50.1]]))
        array([1])
        """
        starts = range(0, len(lonlat), _PART)
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # all that takes long runs side by side
            parts = pool.map(self._nearest, (lonlat[at : at + _PART] for at in starts))
            return np.concatenate([np.zeros(0, dtype=np.int64), *parts])

    def _nearest(self, lonlat: Floats) -> Ints:
        order = _side_by_side(lonlat)  # for these the tree is walked much the same way
        lonlat = lonlat.take(order, axis=0)
        best = np.empty(len(lonlat), dtype=np.int64)
        best[order] = self._among(2, lonlat, _geocentric(lonlat))
        return best

    def _among(self, count: int, lonlat: Floats, spots: Floats) -> Ints:
        """Look among so many by the straight line, and among more where that may not be all."""
        count = min(count, len(self.lonlat))
        chord, near = self._tree.query(spots, np.arange(1, count + 1))
        half = np.minimum(chord[:, 0] / (2 * _LEAST_RADIUS_M), 1)
        limit = np.where(half < 1, 2 * _LEAST_RADIUS_M * np.arcsin(half), np.inf)
        best: Ints = near[:, 0].copy()
        rivals = np.flatnonzero((chord[:, 1:2] <= limit[:, None]).any(axis=1))
        seen = (chord[rivals, -1] > limit[rivals]) | (count == len(self.lonlat))
        close, more = rivals[seen], rivals[~seen]
        best[close] = self._closest(lonlat[close], near[close])
        if len(more):
            best[more] = self._among(2 * count, lonlat[more], spots[more])
        return best

    def _closest(self, lonlat: Floats, near: Ints) -> Ints:
        if not len(near):
            return near[:, 0]
        near = np.sort(near, axis=1)
        each = [distance_km(lonlat, self.lonlat[column]) for column in near.T]
        chosen: Ints = near[np.arange(len(near)), np.argmin(each, axis=0)]
        return chosen


class Lines:
    """An index of lines, each present at some moments, to find how far the nearest is.

    From one moment to the next most lines stay: a tree of those that stay serves a block of
    moments, and each moment has only a small one of the others. The foot of the distance is found
    in an equal-area frame, in which directions differ in scale: over a country, by some parts in a
    thousand. The distance to the foot is geodesic.

    Parameters
    ----------
    lines : sequence of sequence of (float, float)
        Longitude and latitude of the vertices of each line, in degrees (WGS 84).
    there : ndarray of bool, shape (moments, lines)
        Whether each line is present at each moment.
    frame : Frame
        The equal-area frame.
    """

    def __init__(
        self, lines: Sequence[Sequence[tuple[float, float]]], there: NDArray[np.bool_], frame: Frame
    ) -> None:
        self._there, self._frame = there, frame
        fine = shapely.segmentize([shapely.LineString(line) for line in lines], _STRAIGHT_DEG)
        xy, line = shapely.get_coordinates(fine, return_index=True)
        ends = np.flatnonzero(np.diff(line, append=-1)) + 1
        begins = np.concatenate([[0], ends[:-1]]) if len(ends) else ends
        metres = frame.points(xy) if len(xy) else xy
        cuts = [
            (number, metres[at : min(at + _PIECE + 1, end)])
            for number, (begin, end) in enumerate(zip(begins, ends, strict=True))
            for at in range(begin, end - 1, _PIECE)
        ]
        self._line = np.array([number for number, _ in cuts], dtype=np.int64)
        self._pieces = np.array([shapely.LineString(cut) for _, cut in cuts], dtype=object)
        self._stable: dict[int, tuple[NDArray[np.bool_], Ints, shapely.STRtree]] = {}

    def distance_km(self, lonlat: Floats, moment: Ints) -> Floats:
        """Measure the distance from each position to the nearest line at its moment.

        Parameters
        ----------
        lonlat : ndarray, shape (n, 2)
            Longitude and latitude in degrees (WGS 84).
        moment : ndarray of int, shape (n,)
            The row of ``there`` of each position.

        Returns
        -------
        ndarray
            Geodesic distances in kilometres; NaN where no line is present.
        """
        spots = shapely.points(self._frame.points(lonlat))
        best, far = np.full(len(lonlat), -1), np.full(len(lonlat), np.inf)
        for block, rows in _groups(moment // _BLOCK):
            stays, pieces, tree = self._staying(block)
            _nearer(tree, pieces, spots, rows, best, far)
            for number, some in _groups(moment[rows]):
                others = np.flatnonzero((self._there[number] & ~stays)[self._line])
                _nearer(shapely.STRtree(self._pieces[others]), others, spots, rows[some], best, far)
        found = np.full(len(lonlat), np.nan)
        near = np.flatnonzero(best >= 0)
        ways = shapely.shortest_line(spots[near], self._pieces[best[near]])
        foot = shapely.get_coordinates(ways).reshape(-1, 2, 2)[:, 1]
        back = np.column_stack(self._frame.back.transform(foot[:, 0], foot[:, 1]))
        found[near] = distance_km(lonlat[near], back)
        return found

    def _staying(self, block: int) -> tuple[NDArray[np.bool_], Ints, shapely.STRtree]:
        """Return which lines are there all through a block, their pieces, and a tree of them."""
        if block not in self._stable:
            stays = np.all(self._there[block * _BLOCK : (block + 1) * _BLOCK], axis=0)
            pieces = np.flatnonzero(stays[self._line])
            self._stable[block] = stays, pieces, shapely.STRtree(self._pieces[pieces])
        return self._stable[block]


def _nearer(
    tree: shapely.STRtree,
    pieces: Ints,
    spots: NDArray[np.object_],
    rows: Ints,
    best: Ints,
    far: Floats,
) -> None:
    """Note for rows the piece of a tree that is nearest, where it is nearer than what was noted."""
    if not len(pieces):
        return
    (asked, nearest), metres = tree.query_nearest(
        spots[rows], return_distance=True, all_matches=False
    )
    closer = metres < far[rows[asked]]
    best[rows[asked[closer]]] = pieces[nearest[closer]]
    far[rows[asked[closer]]] = metres[closer]


def _groups(keys: Ints) -> Iterator[tuple[int, Ints]]:
    """Yield each key with the places it stands at."""
    order = np.argsort(keys, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(keys[order])) + 1):
        if len(rows):
            yield int(keys[rows[0]]), rows


def distance_km(one: Floats, other: Floats) -> Floats:
    """Measure the geodesic distance between pairs of positions.

    After Karney, *Algorithms for geodesics*, J. Geodesy 87, 2013.

    Parameters
    ----------
    one, other : ndarray, shape (n, 2)
        Longitude and latitude in degrees (WGS 84).

    Returns
    -------
    ndarray
        Distances in kilometres.

    Examples
    --------
    >>> distance_km(np.array([[36.0, 50.0]]), np.array([[37.0, 50.0]])).round(1).tolist()
    [71.7]
    """
    _, _, metres = _GEOD.inv(one[:, 0], one[:, 1], other[:, 0], other[:, 1])
    return np.asarray(metres, dtype=np.float64) / 1000


def _side_by_side(lonlat: Floats) -> Ints:
    """Return an order in which positions follow others of the same cell of a grid."""
    if not len(lonlat):
        return np.arange(0)
    low, high = lonlat.min(axis=0), lonlat.max(axis=0)
    column, row = ((lonlat - low) * (255 / np.maximum(high - low, 1e-9))).astype(np.uint16).T
    return np.argsort(row * np.uint16(256) + column, kind="stable")


def _geocentric(lonlat: Floats) -> Floats:
    """Turn positions on the ellipsoid into metres from its centre, an array of shape (n, 3)."""
    lon, lat = np.radians(lonlat).T
    up = np.sin(lat)
    across = _GEOD.a / np.sqrt(1 - _GEOD.es * up * up)
    around = across * np.cos(lat)
    found = np.empty((len(lonlat), 3))
    found[:, 0], found[:, 1] = around * np.cos(lon), around * np.sin(lon)
    found[:, 2] = across * (1 - _GEOD.es) * up
    return found
