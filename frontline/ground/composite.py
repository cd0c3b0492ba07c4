"""Many maps of one ground → pieces that no line of any of them cuts: the space-time composite.

Each piece lies wholly inside or outside every polygon of every map, so that its history is a list
of labels and no geometry (Langran & Chrisman, "A framework for temporal geographic information",
*Cartographica* 25(3), 1988). Lines are cut and snapped to one grid: pieces fit edge to edge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.ground.topology import GRID_DEG

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Labels = tuple[str | None, ...]
Layer = Mapping[str, "BaseGeometry"]

_Words = NDArray[np.uint64]
_WORD: Final = 64
_CHUNK: Final = 200_000


def composite(layers: Sequence[Layer], grid_deg: float = GRID_DEG) -> dict[Labels, BaseGeometry]:
    """Overlay maps, and return the ground of each combination of labels.

    Each layer maps labels to polygons (WGS 84) that do not overlap one another by more than the
    grid; those of different layers may. The result maps the label in each layer, None where it
    has none, to a MultiPolygon on the grid; together these form a coverage. Ground that lies in
    no layer is left out.
    """
    codes = _Codes(layers)
    edges, marks = _edges(layers, codes, grid_deg)
    if not len(edges):
        return {}
    lines = shapely.linestrings(edges.astype(np.float64))
    noded = shapely.get_parts(shapely.union_all(lines, grid_size=1.0))
    faces = shapely.get_parts(shapely.polygonize(noded))
    inside = _inside(shapely.point_on_surface(faces), edges, marks)
    distinct, which = np.unique(inside, axis=0, return_inverse=True)
    numbers: dict[Labels, int] = {}
    number_of = [numbers.setdefault(codes.labels(code), len(numbers)) for code in distinct]
    piece = np.array(number_of)[which]
    order = np.argsort(piece, kind="stable")
    groups = np.split(faces[order], np.searchsorted(piece[order], np.arange(1, len(numbers))))
    return {
        labels: shapely.transform(
            shapely.multipolygons(shapely.get_parts(shapely.coverage_union_all(group))),
            lambda xy: np.round(xy * grid_deg, 7),
        )
        for labels, group in zip(numbers, groups, strict=True)
        if any(label is not None for label in labels)
    }


class _Codes:
    """Number the labels of each layer from 1, in bits of their own within an array of words."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.names = [sorted(layer) for layer in layers]
        widths = [len(names).bit_length() for names in self.names]
        self.at: list[tuple[int, int]] = []  # word and shift of each layer
        word, shift = 0, 0
        for width in widths:
            if shift + width > _WORD:
                word, shift = word + 1, 0
            self.at.append((word, shift))
            shift += width
        self.widths, self.words = widths, word + 1

    def code(self, layer: int, label: str) -> _Words:
        """Return the bits of a label of a layer."""
        code = np.zeros(self.words, dtype=np.uint64)
        word, shift = self.at[layer]
        code[word] = (self.names[layer].index(label) + 1) << shift
        return code

    def labels(self, code: _Words) -> Labels:
        """Return the label in each layer."""
        found: list[str | None] = []
        for names, width, (word, shift) in zip(self.names, self.widths, self.at, strict=True):
            number = int(code[word]) >> shift & ((1 << width) - 1)
            found.append(names[number - 1] if 0 < number <= len(names) else None)
        return tuple(found)


def _edges(
    layers: Sequence[Layer], codes: _Codes, grid_deg: float
) -> tuple[NDArray[np.int64], _Words]:
    """Return each distinct edge on the grid, (n, 2, 2), and the labels that change across it.

    An edge between two polygons of a layer carries the bits in which their codes differ; one that
    a layer walks twice to the same effect is no border of it.
    """
    ends, marks = [], []
    for number, layer in enumerate(layers):
        for label in codes.names[number]:
            rings = shapely.get_rings(shapely.get_parts(layer[label]))
            xy, ring = shapely.get_coordinates(rings, return_index=True)
            grid = np.rint(xy / grid_deg).astype(np.int64)
            same = (ring[1:] == ring[:-1]) & (grid[1:] != grid[:-1]).any(axis=1)
            ends.append(np.stack([grid[:-1][same], grid[1:][same]], axis=1))
            marks.append(np.broadcast_to(codes.code(number, label), (same.sum(), codes.words)))
    if not ends:
        return np.zeros((0, 2, 2), np.int64), np.zeros((0, 1), np.uint64)
    vertices, ids = np.unique(_packed(np.concatenate(ends)), return_inverse=True)
    pairs = np.sort(ids.reshape(-1, 2), axis=1)
    packed, inverse = np.unique(pairs[:, 0] * len(vertices) + pairs[:, 1], return_inverse=True)
    order = np.argsort(inverse, kind="stable")
    first = np.searchsorted(inverse[order], np.arange(len(packed)))
    mark = np.bitwise_xor.reduceat(np.concatenate(marks)[order], first, axis=0)
    kept = mark.any(axis=1)
    both = np.stack(np.divmod(packed[kept], len(vertices)), axis=1)
    return _unpacked(vertices[both]), mark[kept]


_HALF: Final = 1 << 31


def _packed(xy: NDArray[np.int64]) -> NDArray[np.int64]:
    """Write a vertex as one number that sorts from west to east, then from south to north."""
    return (xy[..., 0] << 32) + (xy[..., 1] + _HALF)


def _unpacked(packed: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.stack([packed >> 32, (packed & (2 * _HALF - 1)) - _HALF], axis=-1)


def _inside(points: NDArray[Any], edges: NDArray[np.int64], marks: _Words) -> _Words:
    """Return the code at each point: what changes across the edges west of it, taken together."""
    xy = shapely.get_coordinates(points)
    west = np.column_stack([np.full(len(xy), edges[:, :, 0].min() - 1.0), xy[:, 1]])
    rays = shapely.linestrings(np.stack([west, xy], axis=1))
    low, high = edges[:, :, 1].min(axis=1), edges[:, :, 1].max(axis=1)
    boxes = shapely.box(edges[:, 0, 0], low, edges[:, 1, 0], high)
    code = np.zeros((len(xy), marks.shape[1]), dtype=np.uint64)
    tree = shapely.STRtree(boxes)
    for start in range(0, len(xy), 4096):
        ray, edge = tree.query(rays[start : start + 4096])
        ray += start
        (ax, ay), (bx, by) = edges[edge, 0].T, edges[edge, 1].T
        px, py = xy[ray].T
        spans = (ay <= py) != (by <= py)
        ray, edge = ray[spans], edge[spans]
        ax, ay, bx, by, px, py = (v[spans] for v in (ax, ay, bx, by, px, py))
        west_of = ax + (py - ay) / (by - ay) * (bx - ax) < px
        ray, edge = ray[west_of], edge[west_of]
        for some in range(0, len(ray), _CHUNK):
            part = slice(some, some + _CHUNK)
            np.bitwise_xor.at(code, ray[part], marks[edge[part]])
    return code
