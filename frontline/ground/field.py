"""Places with shares of evidence → areas, front and band: a field without a length scale.

1. Every place is judged by its neighbours, by the kriging mean of their sides without its own,
   and its evidence is trusted accordingly (a mean field over a few sweeps): a label that stands
   alone in ground of one mind is taken for a wrong one.
2. The field is the kriging mean of the trusted evidence at the nodes of a grid; the front is where
   two sides lead alike. Weights depend on where the places are and never on what they say, so a
   further date costs a few sparse products.
3. The lead divided by its spread is a normal score, p = Φ(z); the band of a level is where p lies
   between (1 - level) / 2 and its mirror. The spread is measured on the very front: by how often
   places near it say something else than their neighbours foretell. Around each place that lies
   on another side's ground than it says, the ground is in doubt, and in the band.

All is relative to the spacing of the places; coordinates are metres of an equal-area frame.
Evidence and values are rounded, so that lines far from what changed stay the same to the last bit.
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
from scipy.special import ndtr, ndtri

from frontline.ground.kriging import NEIGHBOURS, Floats, Ints, kriging_weights, rows_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Flags = NDArray[np.bool_]

REACH_SPACINGS: Final = 5.0
"""How many typical spacings a place speaks for the ground around it, where no reach is given."""

# Nuggets: how much one neighbour's label is smoothed when judging another, and when drawing.
_JUDGE_NUGGET: Final = 2.0
_FIELD_NUGGET: Final = 0.7

# Log-odds of a label by itself (5 % wrong) and of neighbours of one mind; in the last sweep a
# label has more benefit of the doubt, and a divided vote less weight.
_SWEEPS: Final = 8
_OWN: Final = 2.94
_VOTE: Final = 6.0
_LAST_OWN: Final = 4.0
_LAST_VOTE: Final = 10.0

# Spread of the lead of a place's neighbours, before the front has been looked at: its median, and
# its standard deviation in logs; and how much larger that of the field at the true line is.
_SPREADS: Final = np.geomspace(0.1, 1.2, 40)
_PRIOR_SPREAD: Final = (0.33, 0.25)
_FIELD_SPREAD: Final = 1.4
_PRIOR_WRONG: Final = 0.002
_PRIOR_PLACES: Final = 20.0

_NODES_PER_SPACING: Final = 4
_MAX_NODES: Final = 4_000_000
_MIN_ACROSS: Final = 64
_BLOCK: Final = 2
_WIDE: Final = 64
_LEADS: Final = np.linspace(-1, 1, 401)
_DECIMALS: Final = 4
_VALUE_DECIMALS: Final = 6
_DISC_CORNERS: Final = 24


@dataclass(slots=True, eq=False)
class Land:
    """Everything that depends on where places are, and on nothing that is claimed of them.

    Weights of the nodes of the grid are worked out when they are first needed.

    Attributes
    ----------
    xy : ndarray, shape (n, 2)
        Distinct places in metres, sorted.
    tree : cKDTree
        An index of them.
    judge : sparse array, n × n
        Kriging weights of each place by the others.
    around : sparse array, n × n
        Ones at the 64 nearest of each place.
    block_place, block_free : ndarray
        For each block of nodes, its nearest place, and whether that place's surroundings decide
        its nodes.
    gx, gy, mesh : ndarray
        Coordinates of the grid, and of every node, in metres.
    lone : ndarray
        The distance of each place to its nearest other, in metres.
    reach : shapely geometry
        Where places decide, in metres.
    row_of, rows : ndarray, sparse array
        The row of weights of each node, -1 where not yet needed.
    """

    xy: Floats  # distinct places, metres, sorted
    tree: cKDTree
    judge: sparse.csr_array  # n x n, leave-one-out
    around: sparse.csr_array  # n x n, ones: the 64 nearest
    block_place: Ints  # of each block of nodes: its nearest place ...
    block_free: Flags  # ... and whether that place's surroundings speak for its nodes
    gx: Floats
    gy: Floats
    mesh: tuple[Floats, Floats] = field(repr=False)  # gx and gy of every node
    lone: Floats  # distance of each place to its nearest other
    reach: BaseGeometry
    row_of: Ints = field(repr=False)  # node -> row of `rows`, or -1
    rows: sparse.csr_array = field(repr=False)


def survey(xy: Floats, reach_m: float | None = None) -> Land:
    """Work out everything about a field that depends on where its places are.

    Parameters
    ----------
    xy : ndarray, shape (n, 2)
        Distinct places in metres, sorted.
    reach_m : float, optional
        How far a place decides the area around it, in metres; by default five times the typical
        spacing.

    Returns
    -------
    Land
        The survey, ready for ``solve``.
    """
    n = len(xy)
    tree = cKDTree(xy)
    weights, idx = (
        kriging_weights(xy, xy, tree, _JUDGE_NUGGET, True) if n > 1 else (np.ones((1, 1)),) * 2
    )
    wide = min(_WIDE, n)
    dist, near = tree.query(xy, np.arange(1, wide + 1))
    k = min(NEIGHBOURS + 1, n)
    local = dist[:, k - 1] * np.sqrt(np.pi / k)
    spacing = float(np.median(local)) or 1.0
    reach = REACH_SPACINGS * spacing if reach_m is None else reach_m
    low, high = xy.min(0) - reach, xy.max(0) + reach
    step = min(spacing / _NODES_PER_SPACING, reach / 8, float(np.max(high - low)) / _MIN_ACROSS)
    step = max(step, float(np.sqrt(np.prod(high - low) / _MAX_NODES)))
    middle = (low + high) / 2
    counts = np.ceil(((high - low) / step + 1) / _BLOCK).astype(int) * _BLOCK
    gx, gy = (middle[a] + (np.arange(counts[a]) - (counts[a] - 1) / 2) * step for a in (0, 1))
    bx, by = (g.reshape(-1, _BLOCK).mean(1) for g in (gx, gy))
    centres = np.stack(np.meshgrid(bx, by), axis=-1).reshape(-1, 2)
    away, place = tree.query(centres)
    slack = away + step * (_BLOCK - 1) / np.sqrt(2)  # the field is far from 0 beyond 0.8 of the rim
    free = (dist[place, -1] - slack > 0.8 * (dist[place, k - 1] + slack)) | (away > reach + step)
    free |= n <= wide
    wider = [np.concatenate([[b[0] - 2 * reach], b, [b[-1] + 2 * reach]]) for b in (bx, by)]
    far = np.pad(away.reshape(len(by), len(bx)), 1, constant_values=2 * reach)
    return Land(
        xy=xy,
        tree=tree,
        judge=rows_of(weights, idx.astype(np.intp), n),
        around=rows_of(np.ones_like(dist, dtype=np.float32), near, n),
        block_place=place,
        block_free=free,
        gx=gx,
        gy=gy,
        mesh=tuple(np.meshgrid(gx, gy)),
        lone=np.minimum(dist[:, 1], 2 * reach) if n > 1 else np.array([reach]),
        reach=_filled(contourpy.contour_generator(wider[0], wider[1], far), -1.0, reach),
        row_of=np.full(len(gx) * len(gy), -1),
        rows=sparse.csr_array((0, n)),
    )


def _mean(weights: sparse.csr_array, x: Floats) -> Floats:
    """Take weighted means of shares (sides, places); they sum to 1: the last side comes free."""
    known = np.stack([weights @ row for row in x[:-1]])
    return np.concatenate([known, 1 - known.sum(0, keepdims=True)])


def _share_wrong(shares: Floats, judge: sparse.csr_array) -> float:
    """Tell how often a label stands against ground that is otherwise of one mind."""
    if shares.shape[1] <= NEIGHBOURS:  # too few to tell
        return _PRIOR_WRONG
    sides, every = np.eye(len(shares)), np.arange(shares.shape[1])
    own = shares.argmax(0)
    told = shares.max(0) > 1.5 / len(shares)
    kept = own
    for _ in range(2):
        g = _mean(judge, sides[:, kept])
        kept = np.where(g[own, every] < 0.25, g.argmax(0), own)
    g = _mean(judge, sides[:, kept])
    calm = (g.max(0) > 0.95) & told
    against = calm & (g.argmax(0) != own)
    return float(against.sum() + _PRIOR_WRONG * _PRIOR_PLACES) / float(calm.sum() + _PRIOR_PLACES)


def _trusted(shares: Floats, judge: sparse.csr_array, pins: Flags) -> Floats:
    """Weigh the shares of each place against its neighbours.

    Sweeps with a firm hand tell which labels stand alone; the last one, with what they left,
    lets a label stand unless its neighbours are nearly of one mind against it. Every step
    rises with every share, so more evidence for a side can only raise it everywhere.
    """
    x = shares
    few = min(1.0, (x.shape[1] - 1) / NEIGHBOURS)  # a few neighbours say little
    for own, vote, power in [(_OWN, _VOTE, 1)] * _SWEEPS + [(_LAST_OWN, _LAST_VOTE, 3)]:
        lean = 2 * _mean(judge, x) - 1
        logits = own * shares + few * vote / 2 * lean**power
        e = np.exp(logits - logits.max(0))
        x = e / e.sum(0)
        x[:, pins] = shares[:, pins]
    return np.round(x, _DECIMALS)


def _spread(shares: Floats, foretold: Floats, wrong: float) -> float:
    """Tell how far the lead at the true line strays from 0, by what neighbours foretell of places.

    ``foretold`` are the shares each place has by its neighbours without itself. A place then says
    the side that leads by l with the probability w + (1 - 2w) Φ(l / spread), where w is the share
    of ``wrong`` labels: a probit with lapses (Wichmann and Hill, *Perception & Psychophysics* 63,
    2001), fitted by its leave-one-out probability (Rasmussen and Williams, *Gaussian Processes for
    Machine Learning*, 2006, sec. 5.4.2). The mode under a log-normal prior is taken, in steps of
    7 %: where few places are near the front, it stays at what was usual on drawn ones.
    """
    every = np.arange(shares.shape[1])
    said = shares.argmax(0)
    second, first = np.sort(shares, axis=0)[-2:]
    others = foretold.copy()
    others[said, every] = -1
    lead = foretold[said, every] - others.max(0)
    bins = np.rint((lead + 1) * (len(_LEADS) // 2)).astype(int)
    said_so = np.bincount(bins, first - second, len(_LEADS))
    fit = np.log(wrong + (1 - 2 * wrong) * ndtr(_LEADS[:, None] / _SPREADS))
    usual, deviation = _PRIOR_SPREAD
    prior = np.log(_SPREADS / usual) / deviation
    score = said_so @ fit - prior**2 / 2
    return _FIELD_SPREAD * float(_SPREADS[score.argmax()])


def _values(land: Land, x: Floats, unsure: Floats) -> tuple[Floats, Floats]:
    """Take the kriging mean of each side at every node: (sides, rows in y, columns in x).

    Returns as well how ``unsure`` the evidence is there, 0 where it is of one mind anyway.
    """
    n = x.shape[1]
    side, firm = x.argmax(0), x.max(0) > 0.75
    like = np.stack([land.around @ ((side == s) & firm).astype(np.float32) for s in range(len(x))])
    busy = ~((like.max(0) == land.around.indptr[1])[land.block_place] & land.block_free)
    shape = len(land.gy) // _BLOCK, len(land.gx) // _BLOCK

    def spread(blocks: NDArray[Any]) -> NDArray[Any]:
        """Give every node the value of its block."""
        return blocks.reshape(shape).repeat(_BLOCK, 0).repeat(_BLOCK, 1).ravel()

    nodes = np.flatnonzero(spread(busy))
    new = nodes[land.row_of[nodes] < 0]
    if len(new):
        at = np.stack([land.gx[new % len(land.gx)], land.gy[new // len(land.gx)]], axis=1)
        more = rows_of(*kriging_weights(at, land.xy, land.tree, _FIELD_NUGGET), n)
        land.row_of[new] = land.rows.shape[0] + np.arange(len(new))
        land.rows = sparse.vstack([land.rows, more], format="csr")
    side_of_block = side[land.block_place]
    rows = land.row_of[nodes]
    values = np.empty((len(x), len(land.gy) * len(land.gx)))
    for s in range(len(x) - 1):
        values[s] = spread((side_of_block == s).astype(float))
        values[s, nodes] = np.round(land.rows @ x[s], _VALUE_DECIMALS)[rows]
    values[-1] = 1 - values[:-1].sum(0)
    soft = np.zeros(values.shape[1])
    if unsure.any():
        soft[nodes] = np.clip(np.round(land.rows @ unsure, _VALUE_DECIMALS), 0, 1)[rows]
    grid = len(land.gy), len(land.gx)
    return values.reshape(len(x), *grid), soft.reshape(grid)


def _margins(values: Floats) -> Floats:
    """Take each side's lead over the best other: its area is where this is positive."""
    if len(values) == 2:
        return values - values[::-1]
    second, best = np.sort(values, axis=0)[-2:]
    lead: Floats = values - np.where(values == best, second, best)
    return lead


def _filled(generator: contourpy.ContourGenerator, low: float, high: float) -> BaseGeometry:
    rings = [
        shapely.Polygon(p[o[0] : o[1]], [p[a:b] for a, b in pairwise(o[1:])])
        for p, o in zip(*generator.filled(low, high), strict=True)
    ]
    whole = shapely.MultiPolygon(rings)
    return whole if whole.is_valid else shapely.union_all(shapely.make_valid(rings))


def _with_doubts(
    band: BaseGeometry, land: Land, lead: Floats, shares: Floats, pins: Flags
) -> BaseGeometry:
    """Add discs, halfway to the next place, around places on another side's ground to a band."""
    column = np.clip(np.rint((land.xy[:, 0] - land.gx[0]) / (land.gx[1] - land.gx[0])), 0, None)
    row = np.clip(np.rint((land.xy[:, 1] - land.gy[0]) / (land.gy[1] - land.gy[0])), 0, None)
    said = shares.argmax(0)
    told = shares.max(0) > 1.5 / len(shares)
    alone = np.flatnonzero(told & ~pins & (lead[said, row.astype(int), column.astype(int)] <= 0))
    if not len(alone):
        return band
    turn = np.arange(_DISC_CORNERS) * 2 * np.pi / _DISC_CORNERS
    rim = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    discs = shapely.polygons(land.xy[alone, None] + land.lone[alone, None, None] / 2 * rim)
    shapely.prepare(band)
    discs = discs[~shapely.contains_properly(band, discs)]
    meets = shapely.intersects(band, discs)
    whole = shapely.union_all([band, *discs[meets]])
    return shapely.multipolygons([*shapely.get_parts(whole), *discs[~meets]])


def _pin(land: Land, lead: Floats, place: int, side: int) -> None:
    """Let a side lead on at least the inner circle of a place's cell."""
    x, y = land.xy[place]
    reach = max(land.lone[place], 2 * (land.gx[1] - land.gx[0]))
    columns = slice(*np.searchsorted(land.gx, [x - reach, x + reach]))
    rows = slice(*np.searchsorted(land.gy, [y - reach, y + reach]))
    near = lead[:, rows, columns]
    away = np.hypot(land.gx[columns] - x, (land.gy[rows] - y)[:, None])
    push = np.maximum(np.maximum(1 - 2 * away / reach, -1) - near[side], 0)
    near -= push
    near[side] += 2 * push


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """The inference for one date, in metres.

    Attributes
    ----------
    areas : tuple of shapely geometry
        The area of each side.
    band : shapely geometry
        Where the front line lies with the probability ``level``.
    level : float
        That probability.
    wrong : float
        The share of the evidence that looks wrong, from 0 to 1.
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
) -> Field:
    """Infer areas and the uncertainty band from the shares of evidence at each place.

    Parameters
    ----------
    land : Land
        The survey of the places.
    shares : ndarray, shape (sides, n)
        The share of each side at each place; columns sum to 1.
    pins : ndarray of bool, optional
        Places whose surroundings are held too, whatever their neighbours say.
    level : float
        The probability with which the front line lies in the band.
    unsure : ndarray, optional
        How far the evidence of each place is from firm, from 0 to 1: it widens the band and moves
        no front line.

    Returns
    -------
    Field
        Areas and band.
    """
    sides, n = shares.shape
    pins = np.zeros(n, bool) if pins is None else pins
    unsure = np.zeros(n) if unsure is None else unsure
    wrong = _share_wrong(shares, land.judge)
    x = _trusted(shares, land.judge, pins)
    values, soft = _values(land, x, unsure)
    lead = _margins(values)
    for i in np.flatnonzero(pins):
        _pin(land, lead, int(i), int(shares[:, i].argmax()))
    cut = float(ndtri((1 + level) / 2)) * _spread(shares, _mean(land.judge, x), wrong)
    lines = [contourpy.contour_generator(*land.mesh, one) for one in lead]
    areas = [land.reach & _filled(line, 0.0, np.inf) for line in lines]
    best = lead[0] if sides == 2 else lead.max(0)
    score = np.copysign(np.abs(best) ** (1 + soft), best) if soft.any() else best
    scores = contourpy.contour_generator(*land.mesh, score)
    band = _filled(scores, -cut if sides == 2 else -np.inf, cut)
    band = _with_doubts(land.reach & band, land, lead, shares, pins)
    return Field(tuple(areas), band, level, wrong)
