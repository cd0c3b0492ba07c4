"""Points → the nearest place or line, and its geodesic distance in kilometres."""

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

from frontline.ground.equal_area import STRAIGHT_DEG, Frame

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_GEOD: Final = Geod(ellps="WGS84")
_LEAST_RADIUS_M: Final = 6_335_439.0
"""The smallest radius of curvature of WGS 84, a (1 - e²), at the equator along the meridian."""

_BATCH: Final = 1 << 17
"""The number of positions that one thread looks up at a time."""

_PIECE_VERTICES: Final = 16

_BLOCK_MOMENTS: Final = 32


class PlaceIndex:
    """An index of positions that finds the nearest one by geodesic distance.

    Candidates are found by the chord through the Earth, which is never longer than the geodesic.
    The geodesic is at most the arc over that chord with the smallest radius of curvature (Schur's
    comparison theorem). All candidates within this limit are compared by geodesic distance.

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
            The number of the nearest place; the first of several equally near.

        Examples
        --------
        >>> PlaceIndex(np.array([[36.0, 50.0], [37.0, 50.0]])).nearest(np.array([[36.8, 50.1]]))
        array([1])
        """
        starts = range(0, len(lonlat), _BATCH)
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # the slow calls release the GIL
            batches = pool.map(self._nearest, (lonlat[start : start + _BATCH] for start in starts))
            return np.concatenate([np.zeros(0, dtype=np.int64), *batches])

    def _nearest(self, lonlat: Floats) -> Ints:
        order = _grid_order(lonlat)  # neighbours take similar paths through the tree
        lonlat = lonlat.take(order, axis=0)
        best = np.empty(len(lonlat), dtype=np.int64)
        best[order] = self._nearest_among(2, lonlat, _geocentric(lonlat))
        return best

    def _nearest_among(self, count: int, lonlat: Floats, geocentric: Floats) -> Ints:
        """Search the ``count`` nearest by chord, and more where those may not suffice."""
        count = min(count, len(self.lonlat))
        chord, candidates = self._tree.query(geocentric, np.arange(1, count + 1))
        half_angle_sine = np.minimum(chord[:, 0] / (2 * _LEAST_RADIUS_M), 1)
        limit = np.where(
            half_angle_sine < 1, 2 * _LEAST_RADIUS_M * np.arcsin(half_angle_sine), np.inf
        )
        best: Ints = candidates[:, 0].copy()
        rivals = np.flatnonzero((chord[:, 1:2] <= limit[:, None]).any(axis=1))
        is_complete = (chord[rivals, -1] > limit[rivals]) | (count == len(self.lonlat))
        settled, unsettled = rivals[is_complete], rivals[~is_complete]
        best[settled] = self._closest(lonlat[settled], candidates[settled])
        if len(unsettled):
            best[unsettled] = self._nearest_among(
                2 * count, lonlat[unsettled], geocentric[unsettled]
            )
        return best

    def _closest(self, lonlat: Floats, candidates: Ints) -> Ints:
        if not len(candidates):
            return candidates[:, 0]
        candidates = np.sort(candidates, axis=1)
        distances = [distance_km(lonlat, self.lonlat[column]) for column in candidates.T]
        chosen: Ints = candidates[np.arange(len(candidates)), np.argmin(distances, axis=0)]
        return chosen


class LineIndex:
    """An index of lines, each present at some moments, that finds the distance to the nearest.

    Most lines stay from one moment to the next. One tree of the stable lines serves a block of
    moments, and each moment has a small tree of the others. The nearest point of a line is found
    in an equal-area frame, whose scale varies with direction by a few parts in a thousand over a
    country; the distance to that point is geodesic.

    Parameters
    ----------
    lines : sequence of sequence of (float, float)
        Longitude and latitude of the vertices of each line, in degrees (WGS 84).
    present : ndarray of bool, shape (moments, lines)
        Whether each line is present at each moment.
    frame : Frame
        The equal-area frame.
    """

    def __init__(
        self,
        lines: Sequence[Sequence[tuple[float, float]]],
        present: NDArray[np.bool_],
        frame: Frame,
    ) -> None:
        self._present, self._frame = present, frame
        segmented = shapely.segmentize([shapely.LineString(line) for line in lines], STRAIGHT_DEG)
        xy, line_of_vertex = shapely.get_coordinates(segmented, return_index=True)
        ends = np.flatnonzero(np.diff(line_of_vertex, append=-1)) + 1
        begins = np.concatenate([[0], ends[:-1]]) if len(ends) else ends
        metres = frame.points(xy) if len(xy) else xy
        pieces = [
            (number, metres[start : min(start + _PIECE_VERTICES + 1, end)])
            for number, (begin, end) in enumerate(zip(begins, ends, strict=True))
            for start in range(begin, end - 1, _PIECE_VERTICES)
        ]
        self._line = np.array([number for number, _ in pieces], dtype=np.int64)
        self._pieces = np.array([shapely.LineString(piece) for _, piece in pieces], dtype=object)
        self._stable: dict[int, tuple[NDArray[np.bool_], Ints, shapely.STRtree]] = {}

    def distance_km(self, lonlat: Floats, moment: Ints) -> Floats:
        """Measure the distance from each position to the nearest line at its moment.

        Parameters
        ----------
        lonlat : ndarray, shape (n, 2)
            Longitude and latitude in degrees (WGS 84).
        moment : ndarray of int, shape (n,)
            The row of ``present`` for each position.

        Returns
        -------
        ndarray
            Geodesic distances in kilometres; NaN if no line is present.
        """
        points = shapely.points(self._frame.points(lonlat))
        best, best_metres = np.full(len(lonlat), -1), np.full(len(lonlat), np.inf)
        for block, rows in _groups(moment // _BLOCK_MOMENTS):
            is_stable, pieces, tree = self._lines_of_block(block)
            _keep_nearer(tree, pieces, points, rows, best, best_metres)
            for number, subset in _groups(moment[rows]):
                unstable_pieces = np.flatnonzero((self._present[number] & ~is_stable)[self._line])
                _keep_nearer(
                    shapely.STRtree(self._pieces[unstable_pieces]),
                    unstable_pieces,
                    points,
                    rows[subset],
                    best,
                    best_metres,
                )
        distances = np.full(len(lonlat), np.nan)
        matched = np.flatnonzero(best >= 0)
        connections = shapely.shortest_line(points[matched], self._pieces[best[matched]])
        foot = shapely.get_coordinates(connections).reshape(-1, 2, 2)[:, 1]
        foot_lonlat = np.column_stack(self._frame.to_degrees.transform(foot[:, 0], foot[:, 1]))
        distances[matched] = distance_km(lonlat[matched], foot_lonlat)
        return distances

    def _lines_of_block(self, block: int) -> tuple[NDArray[np.bool_], Ints, shapely.STRtree]:
        """Return which lines are present throughout a block, their pieces, and a tree of these."""
        if block not in self._stable:
            is_stable = np.all(
                self._present[block * _BLOCK_MOMENTS : (block + 1) * _BLOCK_MOMENTS], axis=0
            )
            pieces = np.flatnonzero(is_stable[self._line])
            self._stable[block] = is_stable, pieces, shapely.STRtree(self._pieces[pieces])
        return self._stable[block]


def _keep_nearer(
    tree: shapely.STRtree,
    pieces: Ints,
    points: NDArray[np.object_],
    rows: Ints,
    best: Ints,
    best_metres: Floats,
) -> None:
    """Update the nearest piece of rows where a tree has a nearer one."""
    if not len(pieces):
        return
    (queried, nearest), metres = tree.query_nearest(
        points[rows], return_distance=True, all_matches=False
    )
    closer = metres < best_metres[rows[queried]]
    best[rows[queried[closer]]] = pieces[nearest[closer]]
    best_metres[rows[queried[closer]]] = metres[closer]


def _groups(keys: Ints) -> Iterator[tuple[int, Ints]]:
    """Yield each key with its positions in the array."""
    order = np.argsort(keys, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(keys[order])) + 1):
        if len(rows):
            yield int(keys[rows[0]]), rows


def distance_km(first: Floats, second: Floats) -> Floats:
    """Measure the geodesic distance between pairs of positions.

    After Karney, *Algorithms for geodesics*, J. Geodesy 87, 2013.

    Parameters
    ----------
    first, second : ndarray, shape (n, 2)
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
    _, _, metres = _GEOD.inv(first[:, 0], first[:, 1], second[:, 0], second[:, 1])
    return np.asarray(metres, dtype=np.float64) / 1000


def _grid_order(lonlat: Floats) -> Ints:
    """Return an order that groups positions by the cells of a grid."""
    if not len(lonlat):
        return np.arange(0)
    low, high = lonlat.min(axis=0), lonlat.max(axis=0)
    column, row = ((lonlat - low) * (255 / np.maximum(high - low, 1e-9))).astype(np.uint16).T
    return np.argsort(row * np.uint16(256) + column, kind="stable")


def _geocentric(lonlat: Floats) -> Floats:
    """Return positions on the ellipsoid in metres from its centre, shape (n, 3)."""
    lon, lat = np.radians(lonlat).T
    sine = np.sin(lat)
    normal_radius = _GEOD.a / np.sqrt(1 - _GEOD.es * sine * sine)
    axis_distance = normal_radius * np.cos(lat)
    metres = np.empty((len(lonlat), 3))
    metres[:, 0], metres[:, 1] = axis_distance * np.cos(lon), axis_distance * np.sin(lon)
    metres[:, 2] = normal_radius * (1 - _GEOD.es) * sine
    return metres
