"""Many maps of one ground → pieces that no line of any of them cuts: the space-time composite.

Each piece lies wholly inside or outside every polygon of every map, so that its history is a list
of labels and no geometry (Langran & Chrisman, "A framework for temporal geographic information",
*Cartographica* 25(3), 1988). Lines are cut and snapped to one grid: pieces fit edge to edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.ground.topology import GRID_DEG

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Labels = tuple[str | None, ...]
Layer = Mapping[str, "BaseGeometry"]

_Words = NDArray[np.uint64]
_Packed = NDArray[np.int64]
_Number = TypeVar("_Number", np.uint16, np.uint64)
_WORD: Final = 64
_RAYS: Final = 512
_CHUNK: Final = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """The pieces of an overlay, and the label of each in each layer.

    Attributes
    ----------
    grounds : tuple of shapely geometry
        MultiPolygons on the grid (WGS 84).
    names : tuple of tuple of str
        The labels of each layer.
    numbers : ndarray, shape (pieces, layers)
        Which label a piece has in each layer, counted from 1; 0 where it lies outside.
    """

    grounds: tuple[BaseGeometry, ...]
    names: tuple[tuple[str, ...], ...]
    numbers: NDArray[np.uint16]


def composite(layers: Sequence[Layer], grid_deg: float = GRID_DEG) -> dict[Labels, BaseGeometry]:
    """Overlay maps, and return the area of each combination of labels.

    Parameters
    ----------
    layers : sequence of mapping of str to shapely geometry
        Polygons by label (WGS 84); those of one layer do not overlap by more than the grid, those
        of different layers may.
    grid_deg : float
        The grid of coordinates, in degrees.

    Returns
    -------
    dict of tuple to shapely geometry
        By the label in each layer, None where there is none, a MultiPolygon on the grid; together
        they form a coverage. What lies in no layer is left out.

    Examples
    --------
    >>> pieces = composite([{"a": shapely.box(0, 0, 2, 1)}, {"b": shapely.box(1, 0, 3, 1)}], 0.1)
    >>> sorted(pieces, key=str)
    [('a', 'b'), ('a', None), (None, 'b')]
    """
    found = overlay(layers, grid_deg)
    columns = [
        np.array([None, *names], dtype=object)[found.numbers[:, layer]]
        for layer, names in enumerate(found.names)
    ]
    return dict(zip(zip(*columns, strict=True), found.grounds, strict=True))


def overlay(layers: Sequence[Layer], grid_deg: float = GRID_DEG) -> Overlay:
    """Overlay any number of maps as ``composite`` does, and keep the labels as numbers.

    Parameters
    ----------
    layers : sequence of mapping of str to shapely geometry
        Polygons by label (WGS 84).
    grid_deg : float
        The grid of coordinates, in degrees.

    Returns
    -------
    Overlay
        The pieces.
    """
    codes = _Codes(layers)
    edges, marks = _edges(layers, codes, grid_deg)
    if not len(edges):
        return Overlay((), codes.names, np.zeros((0, len(layers)), np.uint16))
    lines = shapely.linestrings(edges.astype(np.float64))
    chains = shapely.line_merge(shapely.multilinestrings(lines))  # few long lines are soon noded
    noded = shapely.get_parts(shapely.union_all([chains], grid_size=1.0))
    faces = shapely.get_parts(shapely.polygonize(noded))
    inside = _inside(shapely.point_on_surface(faces), edges, marks)
    distinct, which = distinct_rows(inside)
    numbers, same = _told_apart(codes.numbers(distinct))
    piece = same[which]
    order = np.argsort(piece, kind="stable")
    groups = np.split(faces[order], np.searchsorted(piece[order], np.arange(1, len(numbers))))
    some = numbers.max(axis=1) > 0
    joined = [
        shapely.coverage_union_all(group)
        for group, any_label in zip(groups, some, strict=True)
        if any_label
    ]
    parts, whole = shapely.get_parts(joined, return_index=True)
    grounds = shapely.multipolygons(parts, indices=whole)
    grounds = shapely.transform(grounds, lambda xy: np.round(xy * grid_deg, 7))
    return Overlay(tuple(grounds), codes.names, numbers[some])


def _told_apart(numbers: NDArray[np.uint16]) -> tuple[NDArray[np.uint16], NDArray[np.intp]]:
    """Return the distinct rows in the order in which they first come, and which each row is."""
    _, which = distinct_rows(numbers)
    _, first = np.unique(which, return_index=True)
    return numbers[np.sort(first)], np.argsort(np.argsort(first))[which]


def distinct_rows(table: NDArray[_Number]) -> tuple[NDArray[_Number], NDArray[np.intp]]:
    """Return the distinct rows of a table.

    Parameters
    ----------
    table : ndarray, shape (n, k)
        Unsigned integers.

    Returns
    -------
    rows : ndarray, shape (m, k)
        The distinct rows, sorted.
    which : ndarray of int, shape (n,)
        The number of each row of the table among them.

    Examples
    --------
    >>> distinct_rows(np.array([[2, 0], [1, 1], [2, 0]], dtype=np.uint16))[1].tolist()
    [1, 0, 1]
    """
    packed = np.ascontiguousarray(table.astype(table.dtype.newbyteorder(">")))
    rows = packed.view(np.dtype((np.void, packed.shape[1] * packed.itemsize)))[:, 0]
    _, first, which = np.unique(rows, return_index=True, return_inverse=True)
    return table[first], which


class _Codes:
    """Number the labels of each layer from 1, in bits of their own within an array of words."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.names = tuple(tuple(sorted(layer)) for layer in layers)
        self.widths = [len(names).bit_length() for names in self.names]
        self.at: list[tuple[int, int]] = []  # word and shift of each layer
        word, shift = 0, 0
        for width in self.widths:
            if shift + width > _WORD:
                word, shift = word + 1, 0
            self.at.append((word, shift))
            shift += width
        self.words = word + 1

    def bits(self) -> Iterator[tuple[int, np.uint64]]:
        """Yield the word and the bits of each label of each layer."""
        for names, (word, shift) in zip(self.names, self.at, strict=True):
            for number in range(1, len(names) + 1):
                yield word, np.uint64(number << shift)

    def numbers(self, codes: _Words) -> NDArray[np.uint16]:
        """Return the number of the label in each layer, (n, layers), 0 where there is none."""
        found = np.zeros((len(codes), len(self.names)), dtype=np.uint16)
        for layer, (width, (word, shift)) in enumerate(zip(self.widths, self.at, strict=True)):
            number = codes[:, word] >> np.uint64(shift) & np.uint64((1 << width) - 1)
            found[:, layer] = np.where(number <= len(self.names[layer]), number, 0)
        return found


def _edges(
    layers: Sequence[Layer], codes: _Codes, grid_deg: float
) -> tuple[NDArray[np.int64], _Words]:
    """Return each distinct edge on the grid, (n, 2, 2), and the labels that change across it.

    An edge between two polygons of a layer carries the bits in which their codes differ; one that
    a layer walks twice to the same effect is no border of it. Maps repeat one another: each is
    reduced to the numbers of vertices and edges that are kept once for all.
    """
    grounds = [
        layer[name] for layer, names in zip(layers, codes.names, strict=True) for name in names
    ]
    vertices = _distinct(_walk(ground, grid_deg)[0] for ground in grounds)
    pairs = []
    for ground in grounds:
        walk, moves = _walk(ground, grid_deg)
        at = np.searchsorted(vertices, walk)
        a, b = at[:-1][moves], at[1:][moves]
        pairs.append((np.minimum(a, b) << 32) + np.maximum(a, b))
    edges = _distinct(pairs)
    mark = np.zeros((len(edges), codes.words), dtype=np.uint64)
    for pair, (word, bits) in zip(pairs, codes.bits(), strict=True):
        np.bitwise_xor.at(mark[:, word], np.searchsorted(edges, pair), bits)
    kept = mark.any(axis=1)
    both = np.stack([edges[kept] >> 32, edges[kept] & _LOW], axis=1)
    return _unpacked(vertices[both]), mark[kept]


def _walk(ground: BaseGeometry, grid_deg: float) -> tuple[_Packed, NDArray[np.bool_]]:
    """Return the vertices of a ground's rings on the grid, and which steps between are edges."""
    rings = shapely.get_rings(shapely.get_parts(ground))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    at = _packed(np.rint(xy / grid_deg).astype(np.int64))
    return at, (ring[1:] == ring[:-1]) & (at[1:] != at[:-1])


def _distinct(arrays: Iterable[_Packed]) -> _Packed:
    """Return the distinct numbers of many arrays that are mostly alike, sorted."""
    known = np.zeros(0, dtype=np.int64)
    for array in arrays:
        if len(known):
            at = np.minimum(np.searchsorted(known, array), len(known) - 1)
            array = array[known[at] != array]
        if len(array):
            new = np.unique(array)
            known = np.insert(known, np.searchsorted(known, new), new)
    return known


_HALF: Final = 1 << 31
_LOW: Final = (1 << 32) - 1


def _packed(xy: NDArray[np.int64]) -> NDArray[np.int64]:
    """Write a vertex as one number that sorts from west to east, then from south to north."""
    return (xy[..., 0] << 32) + (xy[..., 1] + _HALF)


def _unpacked(packed: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.stack([packed >> 32, (packed & _LOW) - _HALF], axis=-1)


def _inside(points: NDArray[Any], edges: NDArray[np.int64], marks: _Words) -> _Words:
    """Return the code at each point: what changes across the edges west of it, taken together."""
    xy = shapely.get_coordinates(points)
    west = np.column_stack([np.full(len(xy), edges[:, :, 0].min() - 1.0), xy[:, 1]])
    rays = shapely.linestrings(np.stack([west, xy], axis=1))
    low, high = edges[:, :, 1].min(axis=1), edges[:, :, 1].max(axis=1)
    boxes = shapely.box(edges[:, 0, 0], low, edges[:, 1, 0], high)
    code = np.zeros((len(xy), marks.shape[1]), dtype=np.uint64)
    tree = shapely.STRtree(boxes)
    for start in range(0, len(xy), _RAYS):
        ray, edge = tree.query(rays[start : start + _RAYS])
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
