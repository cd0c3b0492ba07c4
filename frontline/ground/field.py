"""Places with shares of evidence → areas, front line and band: a field without a length scale.

1. Each place is compared with the kriging mean of its neighbours' sides, without its own, and its
   evidence is trusted accordingly (a mean field over a few sweeps). A label that stands alone
   among unanimous neighbours is taken to be wrong.
2. The field is the kriging mean of the trusted evidence at the nodes of a grid. The front line
   runs where the two leading sides are equal. Weights depend only on the positions of the places,
   so another date costs only a few sparse products.
3. The lead divided by its spread is a normal score, p = Φ(z). The band of a level is the area
   where p lies between (1 - level) / 2 and (1 + level) / 2. The spread is estimated near the front
   line, from how often places contradict the prediction of their neighbours. The surroundings of
   a place inside another side's area are doubtful and belong to the band.

All lengths are relative to the spacing of the places; coordinates are metres of an equal-area
frame. Evidence and values are rounded, so that lines far from a change stay identical bit by bit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import contourpy
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree
from scipy.special import ndtri

from frontline.ground.kriging import NEIGHBOURS, Floats, Ints, kriging_weights, rows_of
from frontline.ground.trusted_labels import (
    fitted_spread,
    neighbour_mean,
    share_wrong,
    trusted_shares,
)

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Flags = NDArray[np.bool_]

REACH_SPACINGS: Final = 5.0
"""The default reach of a place, in typical spacings."""

# Nuggets: how strongly single labels are smoothed when judging places, and when drawing.
_JUDGE_NUGGET: Final = 2.0
_FIELD_NUGGET: Final = 0.7

_NODES_PER_SPACING: Final = 4
_MAX_NODES: Final = 4_000_000
_MIN_ACROSS: Final = 64
_BLOCK: Final = 2
_WIDE: Final = 64
_VALUE_DECIMALS: Final = 6
_DISC_CORNERS: Final = 24


@dataclass(slots=True, eq=False)
class Land:
    """The surveyed places of a field: everything that depends only on their positions.

    Weights of grid nodes are computed when they are first needed.

    Attributes
    ----------
    xy : ndarray, shape (n, 2)
        Distinct places in metres, sorted.
    tree : cKDTree
        An index of the places.
    judge : sparse array, n × n
        Kriging weights of the other places at each place.
    around : sparse array, n × n
        Ones at the 64 nearest neighbours of each place.
    block_place, block_free : ndarray
        For each block of nodes, its nearest place, and whether the neighbours of that place alone
        decide the nodes.
    gx, gy, mesh : ndarray
        Coordinates of the grid axes and of every node, in metres.
    lone : ndarray
        The distance from each place to its nearest neighbour, in metres.
    reach : shapely geometry
        The area that places decide, in metres.
    row_of, rows : ndarray, sparse array
        The weights of nodes, and the number of each node's row; -1 if not computed yet.
    """

    xy: Floats
    tree: cKDTree
    judge: sparse.csr_array
    around: sparse.csr_array
    block_place: Ints
    block_free: Flags
    gx: Floats
    gy: Floats
    mesh: tuple[Floats, Floats] = field(repr=False)
    lone: Floats
    reach: BaseGeometry
    row_of: Ints = field(repr=False)
    rows: sparse.csr_array = field(repr=False)


def survey(xy: Floats, reach_m: float | None = None) -> Land:
    """Compute everything in a field that depends only on the positions of its places.

    Parameters
    ----------
    xy : ndarray, shape (n, 2)
        Distinct places in metres, sorted.
    reach_m : float, optional
        The reach of a place in metres; by default, five times the typical spacing.

    Returns
    -------
    Land
        The survey, ready for ``solve``.
    """
    n = len(xy)
    tree = cKDTree(xy)
    weights, columns = (
        kriging_weights(xy, xy, tree, _JUDGE_NUGGET, True) if n > 1 else (np.ones((1, 1)),) * 2
    )
    wide = min(_WIDE, n)
    metres, neighbours = tree.query(xy, np.arange(1, wide + 1))
    k = min(NEIGHBOURS + 1, n)
    local = metres[:, k - 1] * np.sqrt(np.pi / k)
    spacing = float(np.median(local)) or 1.0
    reach = REACH_SPACINGS * spacing if reach_m is None else reach_m
    low, high = xy.min(0) - reach, xy.max(0) + reach
    step = min(spacing / _NODES_PER_SPACING, reach / 8, float(np.max(high - low)) / _MIN_ACROSS)
    step = max(step, float(np.sqrt(np.prod(high - low) / _MAX_NODES)))
    middle = (low + high) / 2
    size = np.ceil(((high - low) / step + 1) / _BLOCK).astype(int) * _BLOCK
    gx, gy = (middle[a] + (np.arange(size[a]) - (size[a] - 1) / 2) * step for a in (0, 1))
    bx, by = (values.reshape(-1, _BLOCK).mean(1) for values in (gx, gy))
    centres = np.stack(np.meshgrid(bx, by), axis=-1).reshape(-1, 2)
    nearest_m, block_place = tree.query(centres)
    slack = nearest_m + step * (_BLOCK - 1) / np.sqrt(2)
    # Beyond 0.8 of the rim, the field is far from 0.
    block_free = metres[block_place, -1] - slack > 0.8 * (metres[block_place, k - 1] + slack)
    block_free |= (nearest_m > reach + step) | (n <= wide)
    axes = [np.concatenate([[b[0] - 2 * reach], b, [b[-1] + 2 * reach]]) for b in (bx, by)]
    padded = np.pad(nearest_m.reshape(len(by), len(bx)), 1, constant_values=2 * reach)
    return Land(
        xy=xy,
        tree=tree,
        judge=rows_of(weights, columns.astype(np.intp), n),
        around=rows_of(np.ones_like(metres, dtype=np.float32), neighbours, n),
        block_place=block_place,
        block_free=block_free,
        gx=gx,
        gy=gy,
        mesh=tuple(np.meshgrid(gx, gy)),
        lone=np.minimum(metres[:, 1], 2 * reach) if n > 1 else np.array([reach]),
        reach=_filled_contour(contourpy.contour_generator(axes[0], axes[1], padded), -1.0, reach),
        row_of=np.full(len(gx) * len(gy), -1),
        rows=sparse.csr_array((0, n)),
    )


def _node_values(
    land: Land, shares: Floats, unsure: Floats, fresh: Floats | None
) -> tuple[Floats, Floats]:
    """Return the kriging mean of each side at every node: (sides, rows in y, columns in x).

    The second array is the kriging mean of ``unsure``, 0 where all neighbours agree.
    """
    n = shares.shape[1]
    side, is_firm = shares.argmax(0), shares.max(0) > 0.75
    firm_sides = (((side == i) & is_firm).astype(np.float32) for i in range(len(shares)))
    agreeing = np.stack([land.around @ firm_side for firm_side in firm_sides])
    divided = ~((agreeing.max(0) == land.around.indptr[1])[land.block_place] & land.block_free)
    shape = len(land.gy) // _BLOCK, len(land.gx) // _BLOCK

    def per_node(blocks: NDArray[Any]) -> NDArray[Any]:
        """Return the value of each node's block."""
        return blocks.reshape(shape).repeat(_BLOCK, 0).repeat(_BLOCK, 1).ravel()

    nodes = np.flatnonzero(per_node(divided))
    new = nodes[land.row_of[nodes] < 0]
    if len(new):
        positions = np.stack([land.gx[new % len(land.gx)], land.gy[new // len(land.gx)]], axis=1)
        new_rows = rows_of(*kriging_weights(positions, land.xy, land.tree, _FIELD_NUGGET), n)
        land.row_of[new] = land.rows.shape[0] + np.arange(len(new))
        land.rows = sparse.vstack([land.rows, new_rows], format="csr")
    side_of_block = side[land.block_place]
    rows = land.row_of[nodes]
    values = np.empty((len(shares), len(land.gy) * len(land.gx)))
    means = neighbour_mean(land.rows, shares, fresh)
    for i in range(len(shares) - 1):
        values[i] = per_node((side_of_block == i).astype(float))
        values[i, nodes] = np.round(means[i], _VALUE_DECIMALS)[rows]
    values[-1] = 1 - values[:-1].sum(0)
    node_unsure = np.zeros(values.shape[1])
    if unsure.any():
        node_unsure[nodes] = np.clip(np.round(land.rows @ unsure, _VALUE_DECIMALS), 0, 1)[rows]
    grid = len(land.gy), len(land.gx)
    return values.reshape(len(shares), *grid), node_unsure.reshape(grid)


def _leads(values: Floats) -> Floats:
    """Return each side's lead over its best rival, positive within the side's area."""
    if len(values) == 2:
        return values - values[::-1]
    second, best = np.sort(values, axis=0)[-2:]
    lead: Floats = values - np.where(values == best, second, best)
    return lead


def _filled_contour(generator: contourpy.ContourGenerator, low: float, high: float) -> BaseGeometry:
    parts = [
        shapely.Polygon(xy[at[0] : at[1]], [xy[start:end] for start, end in pairwise(at[1:])])
        for xy, at in zip(*generator.filled(low, high), strict=True)
    ]
    polygons = shapely.MultiPolygon(parts)
    return polygons if polygons.is_valid else shapely.union_all(shapely.make_valid(parts))


def _with_doubtful_places(
    band: BaseGeometry, land: Land, lead: Floats, shares: Floats, pins: Flags
) -> BaseGeometry:
    """Add discs around places inside another side's area, half-way to the next place."""
    column = np.clip(np.rint((land.xy[:, 0] - land.gx[0]) / (land.gx[1] - land.gx[0])), 0, None)
    row = np.clip(np.rint((land.xy[:, 1] - land.gy[0]) / (land.gy[1] - land.gy[0])), 0, None)
    label = shares.argmax(0)
    labelled = shares.max(0) > 1.5 / len(shares)
    trails = lead[label, row.astype(int), column.astype(int)] <= 0
    doubtful = np.flatnonzero(labelled & ~pins & trails)
    if not len(doubtful):
        return band
    angle = np.arange(_DISC_CORNERS) * 2 * np.pi / _DISC_CORNERS
    rim = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    discs = shapely.polygons(land.xy[doubtful, None] + land.lone[doubtful, None, None] / 2 * rim)
    shapely.prepare(band)
    discs = discs[~shapely.contains_properly(band, discs)]
    touches_band = shapely.intersects(band, discs)
    joined = shapely.union_all([band, *discs[touches_band]])
    return shapely.multipolygons([*shapely.get_parts(joined), *discs[~touches_band]])


def _raise_pinned(land: Land, lead: Floats, place: int, side: int) -> None:
    """Raise a side's lead so that it is positive at least in the inner circle of a place's cell."""
    x, y = land.xy[place]
    radius = max(land.lone[place], 2 * (land.gx[1] - land.gx[0]))
    columns = slice(*np.searchsorted(land.gx, [x - radius, x + radius]))
    rows = slice(*np.searchsorted(land.gy, [y - radius, y + radius]))
    leads_nearby = lead[:, rows, columns]
    distance = np.hypot(land.gx[columns] - x, (land.gy[rows] - y)[:, None])
    lift = np.maximum(np.maximum(1 - 2 * distance / radius, -1) - leads_nearby[side], 0)
    leads_nearby -= lift
    leads_nearby[side] += 2 * lift


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """The inference for one date, in metres.

    Attributes
    ----------
    areas : tuple of shapely geometry
        The area of each side.
    band : shapely geometry
        The area that contains the front line with the probability ``level``.
    level : float
        That probability.
    wrong : float
        The estimated share of wrong labels, from 0 to 1.
    """

    areas: tuple[BaseGeometry, ...]
    band: BaseGeometry
    level: float
    wrong: float


def solve(
    land: Land,
    shares: Floats,
    pins: Flags | None = None,
    level: float = 0.8,
    unsure: Floats | None = None,
    fresh: Floats | None = None,
) -> Field:
    """Infer areas and the uncertainty band from the shares of evidence at each place.

    Parameters
    ----------
    land : Land
        The survey of the places.
    shares : ndarray, shape (sides, n)
        The share of each side at each place; columns sum to 1.
    pins : ndarray of bool, optional
        Places that keep an area of their own, even if all their neighbours differ.
    level : float
        The probability that the band contains the front line.
    unsure : ndarray, optional
        How uncertain the evidence of each place is, from 0 to 1. It widens the band but does not
        move the front line.
    fresh : ndarray, optional
        What age leaves of the evidence of each place, from 0 to 1. It moves the front line
        towards older places.

    Returns
    -------
    Field
        Areas and band.
    """
    sides, n = shares.shape
    pins = np.zeros(n, bool) if pins is None else pins
    unsure = np.zeros(n) if unsure is None else unsure
    wrong = share_wrong(shares, land.judge, fresh)
    trusted = trusted_shares(shares, land.judge, pins, fresh)
    values, node_unsure = _node_values(land, trusted, unsure, fresh)
    lead = _leads(values)
    for place in np.flatnonzero(pins):
        _raise_pinned(land, lead, int(place), int(shares[:, place].argmax()))
    spread = fitted_spread(shares, neighbour_mean(land.judge, trusted, fresh), wrong, fresh)
    cutoff = float(ndtri((1 + level) / 2)) * spread
    contours = [contourpy.contour_generator(*land.mesh, side_lead) for side_lead in lead]
    areas = [land.reach & _filled_contour(contour, 0.0, np.inf) for contour in contours]
    top = lead[0] if sides == 2 else lead.max(0)
    score = np.copysign(np.abs(top) ** (1 + node_unsure), top) if node_unsure.any() else top
    score_contour = contourpy.contour_generator(*land.mesh, score)
    band = _filled_contour(score_contour, -cutoff if sides == 2 else -np.inf, cutoff)
    band = _with_doubtful_places(land.reach & band, land, lead, shares, pins)
    return Field(tuple(areas), band, level, wrong)
