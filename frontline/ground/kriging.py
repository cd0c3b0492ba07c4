"""Ordinary kriging weights of the nearest places, without a length scale.

The variogram is |h| in units of the local spacing, so that nothing depends on kilometres. The
nugget grows without bound towards the first place left out, so that places enter and leave without
a jump (Cressie, *Statistics for Spatial Data*, 1993, ch. 3). Weights are clipped at zero, so that
more evidence for a side never lowers that side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

NEIGHBOURS: Final = 24
"""The number of nearest places that count at a point."""

_BATCH: Final = 4096


def kriging_weights(
    points: Floats, places: Floats, tree: cKDTree, nugget: float, leave_self_out: bool = False
) -> tuple[Floats, Ints]:
    """Return the kriging weights of the nearest places at each point.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Points in metres.
    places : ndarray, shape (m, 2)
        Places in metres.
    tree : cKDTree
        An index of the places.
    nugget : float
        Variance of a single place, in units of the local spacing.
    leave_self_out : bool
        Whether the points are the places themselves, each to be judged by the others alone.

    Returns
    -------
    weights : ndarray, shape (n, k)
        At least 0, summing to 1 by row, and continuous as the point moves.
    indices : ndarray, shape (n, k)
        The numbers of the places.
    """
    skipped = int(leave_self_out)
    count = min(NEIGHBOURS, len(places) - skipped)
    has_rest = len(places) - skipped > count
    distance, indices = tree.query(points, np.arange(1 + skipped, count + skipped + has_rest + 1))
    rim = np.nextafter(distance[:, -1:], np.inf) if has_rest else distance[:, -1:] * 2 + 1e-9
    distance, indices = distance[:, :count], indices[:, :count]
    weights = np.empty_like(distance)
    diagonal = np.arange(count)
    sill = 8 * np.sqrt(count / np.pi)
    for start in range(0, len(points), _BATCH):
        batch = slice(start, start + _BATCH)
        spacing = rim[batch] * np.sqrt(np.pi / count)
        neighbours = places[indices[batch]]
        matrix = (
            sill
            - np.hypot(
                neighbours[:, :, None, 0] - neighbours[:, None, :, 0],
                neighbours[:, :, None, 1] - neighbours[:, None, :, 1],
            )
            / spacing[:, :, None]
        )
        taper = np.maximum(1 - (distance[batch] / rim[batch]) ** 2, 1e-6) ** 2
        matrix[:, diagonal, diagonal] += nugget + 2 * (1 / taper - 1)
        right_side = np.stack([sill - distance[batch] / spacing, np.ones_like(taper)], axis=2)
        plain, ones = np.moveaxis(np.linalg.solve(matrix, right_side), 2, 0)
        batch_weights = plain + ones * ((1 - plain.sum(1)) / ones.sum(1))[:, None]
        batch_weights = np.maximum(batch_weights, 0)
        weights[batch] = batch_weights / batch_weights.sum(1, keepdims=True)
    return weights, indices


def rows_of(weights: Floats, indices: Ints, column_count: int) -> sparse.csr_array:
    """Return weights as the rows of a sparse matrix.

    Parameters
    ----------
    weights : ndarray, shape (m, k)
        The weights.
    indices : ndarray, shape (m, k)
        Their columns.
    column_count : int
        The number of columns.

    Returns
    -------
    sparse array, shape (m, n)
        The matrix.
    """
    pointer = np.arange(len(indices) + 1) * indices.shape[1]
    return sparse.csr_array(
        (weights.ravel(), indices.ravel(), pointer), shape=(len(indices), column_count)
    )
