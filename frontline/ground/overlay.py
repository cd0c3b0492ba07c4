"""Maps of one area → pieces that no line of any map divides: the space-time composite.

Each piece lies entirely inside or outside every polygon of every map, so that its history is a
list of labels without geometry (Langran & Chrisman, "A framework for temporal geographic
information", *Cartographica* 25(3), 1988). Lines are split and snapped to one grid, so that pieces
fit edge to edge.
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
    """The pieces of an overlay, with the label of each piece in each layer.

    Attributes
    ----------
    polygons : tuple of shapely geometry
        MultiPolygons on the grid (WGS 84).
    names : tuple of tuple of str
        The labels of each layer.
    numbers : ndarray, shape (pieces, layers)
        The number of each piece's label in each layer, from 1; 0 outside the layer.
    """

    polygons: tuple[BaseGeometry, ...]
    names: tuple[tuple[str, ...], ...]
    numbers: NDArray[np.uint16]


def composite(layers: Sequence[Layer], grid_deg: float = GRID_DEG) -> dict[Labels, BaseGeometry]:
    """Overlay maps and return the area of each combination of labels.

    Parameters
    ----------
    layers : sequence of mapping of str to shapely geometry
        Polygons by label (WGS 84). Within a layer, they overlap by no more than the grid.
    grid_deg : float
        The grid of coordinates, in degrees.

    Returns
    -------
    dict of tuple to shapely geometry
        A MultiPolygon on the grid for each tuple of labels, None standing for no label. Together
        they form a coverage of everything that lies in a layer.

    Examples
    --------
    >>> pieces = composite([{"a": shapely.box(0, 0, 2, 1)}, {"b": shapely.box(1, 0, 3, 1)}], 0.1)
    >>> sorted(pieces, key=str)
    [('a', 'b'), ('a', None), (None, 'b')]
    """
    pieces = overlay(layers, grid_deg)
    columns = [
        np.array([None, *names], dtype=object)[pieces.numbers[:, layer]]
        for layer, names in enumerate(pieces.names)
    ]
    return dict(zip(zip(*columns, strict=True), pieces.polygons, strict=True))


def overlay(layers: Sequence[Layer], grid_deg: float = GRID_DEG) -> Overlay:
    """Overlay maps like ``composite``, keeping the labels as numbers.

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
    label_bits = _LabelBits(layers)
    edges, marks = _edges(layers, label_bits, grid_deg)
    if not len(edges):
        return Overlay((), label_bits.names, np.zeros((0, len(layers)), np.uint16))
    lines = shapely.linestrings(edges.astype(np.float64))
    # Noding a few long lines is faster than noding many short ones.
    chains = shapely.line_merge(shapely.multilinestrings(lines))
    noded = shapely.get_parts(shapely.union_all([chains], grid_size=1.0))
    faces = shapely.get_parts(shapely.polygonize(noded))
    codes_of_faces = _codes_at(shapely.point_on_surface(faces), edges, marks)
    distinct, row_of_face = distinct_rows(codes_of_faces)
    numbers, piece_of_row = _distinct_in_order(label_bits.numbers(distinct))
    piece = piece_of_row[row_of_face]
    order = np.argsort(piece, kind="stable")
    groups = np.split(faces[order], np.searchsorted(piece[order], np.arange(1, len(numbers))))
    has_label = numbers.max(axis=1) > 0
    dissolved = [
        shapely.coverage_union_all(group)
        for group, any_label in zip(groups, has_label, strict=True)
        if any_label
    ]
    parts, piece_of_part = shapely.get_parts(dissolved, return_index=True)
    polygons = shapely.multipolygons(parts, indices=piece_of_part)
    polygons = shapely.transform(polygons, lambda xy: np.round(xy * grid_deg, 7))
    return Overlay(tuple(polygons), label_bits.names, numbers[has_label])


def _distinct_in_order(numbers: NDArray[np.uint16]) -> tuple[NDArray[np.uint16], NDArray[np.intp]]:
    """Return the distinct rows in order of first occurrence, and the number of each row."""
    _, which = distinct_rows(numbers)
    _, first_rows = np.unique(which, return_index=True)
    return numbers[np.sort(first_rows)], np.argsort(np.argsort(first_rows))[which]


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
        The number among ``rows`` of each row of the table.

    Examples
    --------
    >>> distinct_rows(np.array([[2, 0], [1, 1], [2, 0]], dtype=np.uint16))[1].tolist()
    [1, 0, 1]
    """
    packed = np.ascontiguousarray(table.astype(table.dtype.newbyteorder(">")))
    rows = packed.view(np.dtype((np.void, packed.shape[1] * packed.itemsize)))[:, 0]
    _, first_rows, which = np.unique(rows, return_index=True, return_inverse=True)
    return table[first_rows], which


class _LabelBits:
    """The labels of each layer, numbered from 1, in separate bits of an array of words."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.names = tuple(tuple(sorted(layer)) for layer in layers)
        self.widths = [len(names).bit_length() for names in self.names]
        self.word_and_shift: list[tuple[int, int]] = []
        word, shift = 0, 0
        for width in self.widths:
            if shift + width > _WORD:
                word, shift = word + 1, 0
            self.word_and_shift.append((word, shift))
            shift += width
        self.words = word + 1

    def bits(self) -> Iterator[tuple[int, np.uint64]]:
        """Yield the word and the bits of each label of each layer."""
        for names, (word, shift) in zip(self.names, self.word_and_shift, strict=True):
            for number in range(1, len(names) + 1):
                yield word, np.uint64(number << shift)

    def numbers(self, codes: _Words) -> NDArray[np.uint16]:
        """Return the number of the label in each layer, shape (n, layers); 0 for none."""
        label_numbers = np.zeros((len(codes), len(self.names)), dtype=np.uint16)
        for layer, (width, (word, shift)) in enumerate(
            zip(self.widths, self.word_and_shift, strict=True)
        ):
            number = codes[:, word] >> np.uint64(shift) & np.uint64((1 << width) - 1)
            label_numbers[:, layer] = np.where(number <= len(self.names[layer]), number, 0)
        return label_numbers


def _edges(
    layers: Sequence[Layer], label_bits: _LabelBits, grid_deg: float
) -> tuple[NDArray[np.int64], _Words]:
    """Return each distinct edge on the grid, (n, 2, 2), and the labels that change across it.

    An edge between two polygons of a layer carries the bits in which their codes differ; an edge
    that occurs twice with the same label is not a boundary. Because maps largely repeat one
    another, vertices and edges are stored once and referred to by number.
    """
    polygons = [
        layer[name] for layer, names in zip(layers, label_bits.names, strict=True) for name in names
    ]
    vertices = _sorted_union(_ring_vertices(polygon, grid_deg)[0] for polygon in polygons)
    pairs = []
    for polygon in polygons:
        ring_vertices, is_edge = _ring_vertices(polygon, grid_deg)
        numbers = np.searchsorted(vertices, ring_vertices)
        start, end = numbers[:-1][is_edge], numbers[1:][is_edge]
        pairs.append((np.minimum(start, end) << 32) + np.maximum(start, end))
    edges = _sorted_union(pairs)
    mark = np.zeros((len(edges), label_bits.words), dtype=np.uint64)
    for pair, (word, bits) in zip(pairs, label_bits.bits(), strict=True):
        np.bitwise_xor.at(mark[:, word], np.searchsorted(edges, pair), bits)
    kept = mark.any(axis=1)
    endpoints = np.stack([edges[kept] >> 32, edges[kept] & _LOW], axis=1)
    return _unpacked(vertices[endpoints]), mark[kept]


def _ring_vertices(polygon: BaseGeometry, grid_deg: float) -> tuple[_Packed, NDArray[np.bool_]]:
    """Return the vertices of a polygon's rings on the grid, and which steps between are edges."""
    rings = shapely.get_rings(shapely.get_parts(polygon))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    vertices = _packed(np.rint(xy / grid_deg).astype(np.int64))
    return vertices, (ring[1:] == ring[:-1]) & (vertices[1:] != vertices[:-1])


def _sorted_union(arrays: Iterable[_Packed]) -> _Packed:
    """Return the sorted distinct numbers of many arrays with mostly equal content."""
    union = np.zeros(0, dtype=np.int64)
    for array in arrays:
        if len(union):
            position = np.minimum(np.searchsorted(union, array), len(union) - 1)
            array = array[union[position] != array]
        if len(array):
            new = np.unique(array)
            union = np.insert(union, np.searchsorted(union, new), new)
    return union


_HALF: Final = 1 << 31
_LOW: Final = (1 << 32) - 1


def _packed(xy: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return vertices as numbers that sort from west to east, then from south to north."""
    return (xy[..., 0] << 32) + (xy[..., 1] + _HALF)


def _unpacked(packed: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.stack([packed >> 32, (packed & _LOW) - _HALF], axis=-1)


def _codes_at(points: NDArray[Any], edges: NDArray[np.int64], marks: _Words) -> _Words:
    """Return the label bits at each point: the sum of the changes across the edges west of it."""
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
        x, y = xy[ray].T
        crosses = (ay <= y) != (by <= y)
        ray, edge = ray[crosses], edge[crosses]
        ax, ay, bx, by, x, y = (values[crosses] for values in (ax, ay, bx, by, x, y))
        west_of = ax + (y - ay) / (by - ay) * (bx - ax) < x
        ray, edge = ray[west_of], edge[west_of]
        for start_of_chunk in range(0, len(ray), _CHUNK):
            chunk = slice(start_of_chunk, start_of_chunk + _CHUNK)
            np.bitwise_xor.at(code, ray[chunk], marks[edge[chunk]])
    return code
