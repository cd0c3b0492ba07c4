"""Ordinary kriging weights of the nearest places, without a length scale.

The variogram is |h| in units of the local spacing, so that nothing depends on kilometres; a nugget
that grows without bound towards the first place left out lets no place enter or leave with a
jump (Cressie, *Statistics for Spatial Data*, 1993, ch. 3). Weights are clipped at zero: more
evidence for a side never lowers that side.
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
"""How many of the nearest places have a say at a point."""

_BATCH: Final = 4096


def kriging_weights(
    at: Floats, places: Floats, tree: cKDTree, nugget: float, leave_self_out: bool = False
) -> tuple[Floats, Ints]:
    """Weigh the nearest places at each point.

    Parameters
    ----------
    at : ndarray, shape (n, 2)
        Points in metres.
    places : ndarray, shape (m, 2)
        Places in metres.
    tree : cKDTree
        An index of the places.
    nugget : float
        Variance of a single place, in units of the local spacing.
    leave_self_out : bool
        Whether the points are the places, and each is judged by the others alone.

    Returns
    -------
    weights : ndarray, shape (n, k)
        At least 0, summing to 1 by row, and changing without a jump as the point moves.
    idx : ndarray, shape (n, k)
        The numbers of the places.
    """
    skip = int(leave_self_out)
    k = min(NEIGHBOURS, len(places) - skip)
    more = len(places) - skip > k
    dist, idx = tree.query(at, np.arange(1 + skip, k + skip + more + 1))
    rim = np.nextafter(dist[:, -1:], np.inf) if more else dist[:, -1:] * 2 + 1e-9
    dist, idx = dist[:, :k], idx[:, :k]
    out = np.empty_like(dist)
    diagonal = np.arange(k)
    sill = 8 * np.sqrt(k / np.pi)
    for i in range(0, len(at), _BATCH):
        s = slice(i, i + _BATCH)
        spacing = rim[s] * np.sqrt(np.pi / k)
        near = places[idx[s]]
        matrix = (
            sill
            - np.hypot(
                near[:, :, None, 0] - near[:, None, :, 0], near[:, :, None, 1] - near[:, None, :, 1]
            )
            / spacing[:, :, None]
        )
        taper = np.maximum(1 - (dist[s] / rim[s]) ** 2, 1e-6) ** 2
        matrix[:, diagonal, diagonal] += nugget + 2 * (1 / taper - 1)
        right = np.stack([sill - dist[s] / spacing, np.ones_like(taper)], axis=2)
        plain, ones = np.moveaxis(np.linalg.solve(matrix, right), 2, 0)
        w = plain + ones * ((1 - plain.sum(1)) / ones.sum(1))[:, None]
        w = np.maximum(w, 0)
        out[s] = w / w.sum(1, keepdims=True)
    return out, idx


def rows_of(weights: Floats, idx: Ints, n: int) -> sparse.csr_array:
    """Write weights as the rows of a sparse matrix.

    Parameters
    ----------
    weights : ndarray, shape (m, k)
        The weights.
    idx : ndarray, shape (m, k)
        Their columns.
    n : int
        The number of columns.

    Returns
    -------
    sparse array, shape (m, n)
        The matrix.
    """
    pointer = np.arange(len(idx) + 1) * idx.shape[1]
    return sparse.csr_array((weights.ravel(), idx.ravel(), pointer), shape=(len(idx), n))
