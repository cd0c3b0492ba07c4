"""Features of a source → fewer and simpler ones, as a scale can show them.

Distances and areas are measured in a plane in which a degree of longitude is as long as in the
middle of the map.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from frontline.basemap.scale import MIN_MM, MIN_MM2, NARROW_MM, Scale
from frontline.basemap.source_features import Found
from frontline.model import BASE_GEOMETRIES, BaseFeature
from frontline.model.longitudes import M_PER_DEG
from frontline.style.base_scales import is_drawn

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_SIDE_BY_SIDE: Final = 5.0
"""Least length of a stretch beside another line at which it is left out, in gaps."""

_CLOSER: Final = 2.0
"""The base has the towns that are drawn when a reader comes this much closer."""

_RIVER_KM: Final = (150.0, 60.0, 25.0)
"""Length within the window from which a named river has rank 1, 2, 3."""

_WITH_NAMES: Final = ("river", "lake")
"""Kinds other than regions and towns whose names are drawn."""

_AREAS: Final = ("lake", "built_up", "forest")


@dataclass(frozen=True, slots=True)
class Layer:
    """The features of one kind at a scale.

    Attributes
    ----------
    kind : str
        Kind of base feature.
    features : tuple of Found
        What is drawn, sorted; in degrees.
    dropped : int
        Number of lines, polygons or towns that are too small at the scale.
    """

    kind: str
    features: tuple[Found, ...]
    dropped: int


def generalise(
    kind: str, found: Sequence[Found], scale: Scale, *, rivers_by_length: bool = False
) -> Layer:
    """Merge, cut, simplify and round the features of one kind.

    Parameters
    ----------
    kind : str
        Kind of base feature.
    found : sequence of Found
        Features of that kind.
    scale : Scale
        Scale, and window to cut to.
    rivers_by_length : bool, optional
        Rank rivers by their length, for sources that do not rank them.

    Returns
    -------
    Layer
        Features that the scale can show.
    """
    plane = _Plane(scale)
    if BASE_GEOMETRIES[kind] == ("Point",):
        drawn = [town for town in found if _is_town_drawn(town, scale)]
        kept = [replace(town, geometry=plane.rounded(town.geometry)) for town in drawn]
        return Layer(kind, _sorted(kept), len(found) - len(kept))
    dimension = 1 if BASE_GEOMETRIES[kind] == ("LineString",) else 2
    cut = plane.cut(found, dimension)
    if dimension == 1:
        merged, dropped = _lines(kind, cut, scale, rivers_by_length)
    elif kind == "region":
        merged, dropped = _coverages(cut, scale), 0
    else:
        merged, dropped = _areas(kind, cut, scale)
    rounded = (replace(each, geometry=plane.degrees(each.geometry)) for each in merged)
    kept = [each for each in rounded if not each.geometry.is_empty]
    return Layer(kind, _sorted(kept), dropped + len(merged) - len(kept))


def borders_of(regions: Sequence[Found]) -> list[Found]:
    """Return the lines between regions, for sources that have only polygons.

    Parameters
    ----------
    regions : sequence of Found
        Regions of one source, of several ranks.

    Returns
    -------
    list of Found
        Each line once, with the rank of the largest regions that it divides.
    """
    lines: list[Found] = []
    drawn: BaseGeometry = shapely.LineString()
    for rank in sorted({region.rank for region in regions}):
        edges = [shapely.boundary(region.geometry) for region in regions if region.rank == rank]
        new = shapely.difference(shapely.union_all(edges), drawn)
        drawn = shapely.union(drawn, new)
        parts = shapely.get_parts(shapely.line_merge(new))
        lines += [Found("region_border", part, rank) for part in parts]
    return lines


class _Plane:
    """Degrees to metres and back."""

    def __init__(self, scale: Scale) -> None:
        self.factors = np.array([M_PER_DEG * scale.lon_factor, M_PER_DEG])
        self.window = shapely.box(*scale.window)
        shapely.prepare(self.window)
        self.digits = scale.digits

    def cut(self, found: Iterable[Found], dimension: int) -> list[Found]:
        """Cut features to the window, and measure them in metres."""
        whole = list(found)
        shapes = np.array([each.geometry for each in whole], dtype=object)
        if not len(shapes):
            return []
        invalid = ~shapely.is_valid(shapes)
        shapes[invalid] = shapely.make_valid(shapes[invalid])
        crosses = ~shapely.contains_properly(self.window, shapes)
        shapes[crosses] = shapely.intersection(shapes[crosses], self.window)
        shapes = shapely.transform(shapes, lambda xy: xy * self.factors)
        pairs = (
            (each, _of_dimension(geometry, dimension))
            for each, geometry in zip(whole, shapes, strict=True)
        )
        return [replace(each, geometry=part) for each, part in pairs if not part.is_empty]

    def degrees(self, geometry: BaseGeometry) -> BaseGeometry:
        degrees = shapely.transform(geometry, lambda xy: xy / self.factors)
        grid = 10.0**-self.digits
        rounded = shapely.set_precision(degrees, grid)
        return self.rounded(_of_dimension(rounded, shapely.get_dimensions(geometry)))

    def rounded(self, geometry: BaseGeometry) -> BaseGeometry:
        return shapely.normalize(shapely.transform(geometry, lambda xy: np.round(xy, self.digits)))


def _of_dimension(geometry: BaseGeometry, dimension: int) -> BaseGeometry:
    """Return the lines or polygons of a geometry as one."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    parts = parts[(shapely.get_dimensions(parts) == dimension) & ~shapely.is_empty(parts)]
    if len(parts) == 1:
        return parts[0]
    return (shapely.MultiLineString if dimension == 1 else shapely.MultiPolygon)(list(parts))


def _is_town_drawn(town: Found, scale: Scale) -> bool:
    feature = BaseFeature(
        "town", "", town.name, town.geometry, rank=town.rank, population=town.population
    )
    return bool(town.name) and is_drawn(feature, scale.m_per_px / _CLOSER)


def _lines(
    kind: str, found: Sequence[Found], scale: Scale, rivers_by_length: bool
) -> tuple[list[Found], int]:
    groups: dict[Any, list[BaseGeometry]] = defaultdict(list)
    for each in found:
        named = (each.name, tuple(sorted(each.names.items()))) if kind in _WITH_NAMES else ("", ())
        groups[named, each.rank, each.disputed].append(each.geometry)
    least = scale.metres(MIN_MM.get(kind, 0.0))
    lines: list[Found] = []
    dropped = 0
    for ((name, names), rank, disputed), shapes in groups.items():
        pieces = np.concatenate([shapely.get_parts(each) for each in shapes])
        parts = shapely.get_parts(shapely.line_merge(shapely.MultiLineString(list(pieces))))
        if kind == "river" and rivers_by_length:
            rank = _river_rank(name, rank, float(shapely.length(parts).sum()))
        parts = shapely.simplify(parts, scale.tolerance_m)
        lines += [Found(kind, part, rank, name, dict(names), disputed=disputed) for part in parts]
    if kind in ("road", "railway"):
        lines = list(_apart(lines, scale.metres(NARROW_MM)))
    kept: dict[Any, list[BaseGeometry]] = defaultdict(list)
    for line, ends in zip(lines, _loose_ends([line.geometry for line in lines]), strict=True):
        if line.geometry.length < least and ends:
            dropped += 1
        else:
            key = (line.name, tuple(sorted(line.names.items())), line.rank, line.disputed)
            kept[key].append(line.geometry)
    merged = [
        Found(
            kind,
            _of_dimension(shapely.MultiLineString(parts), 1),
            rank,
            name,
            dict(names),
            disputed=disputed,
        )
        for (name, names, rank, disputed), parts in kept.items()
    ]
    return merged, dropped


def _loose_ends(lines: Sequence[BaseGeometry]) -> list[bool]:
    """Tell which lines have a free end: a short one that links two others must not be lost."""
    ends = [[tuple(np.round(line.coords[at], 1)) for at in (0, -1)] for line in lines]
    count = Counter(end for pair in ends for end in pair)
    return [any(count[end] == 1 for end in pair) for pair in ends]


def _river_rank(name: str, rank: int, length_m: float) -> int:
    """Return the rank of a river by its length; a canal is one less."""
    if not name:
        return 4
    return rank + sum(length_m < 1000 * least for least in _RIVER_KM)


def _apart(lines: Sequence[Found], gap_m: float) -> Iterator[Found]:
    """Yield lines without their stretches along a more important or longer one.

    The two carriageways of a motorway and the tracks of a station are one line on paper.
    """
    ordered = sorted(lines, key=lambda line: (line.rank, -line.geometry.length, line.geometry.wkb))
    shapes = np.array([line.geometry for line in ordered], dtype=object)
    if not len(shapes):
        return
    around = shapely.buffer(shapes, gap_m, quad_segs=2, cap_style="flat")
    later, earlier = shapely.STRtree(around).query(shapes, predicate="intersects")
    later, earlier = later[later > earlier], earlier[later > earlier]
    beside = shapely.length(shapely.intersection(shapes[later], around[earlier]))
    is_long = beside > _SIDE_BY_SIDE * gap_m
    near: dict[int, list[int]] = defaultdict(list)
    for line, other in zip(later[is_long].tolist(), earlier[is_long].tolist(), strict=True):
        near[line].append(other)
    for number, line in enumerate(ordered):
        rest = shapes[number]
        for other in sorted(near.get(number, ())):
            rest = _without_stretches(rest, around[other], gap_m)
        parts = shapely.get_parts(shapely.line_merge(rest))
        for part in parts[shapely.length(parts) > 0]:
            yield replace(line, geometry=part)


def _without_stretches(line: BaseGeometry, around: BaseGeometry, gap_m: float) -> BaseGeometry:
    """Remove the long stretches of a line within an area; crossings stay."""
    inside = shapely.get_parts(shapely.line_merge(_lines_of(shapely.intersection(line, around))))
    crossings = inside[shapely.length(inside) <= _SIDE_BY_SIDE * gap_m]
    outside = shapely.get_parts(_lines_of(shapely.difference(line, around)))
    return shapely.MultiLineString([*outside, *crossings])


def _lines_of(geometry: BaseGeometry) -> BaseGeometry:
    return _of_dimension(geometry, 1)


def _areas(kind: str, found: Sequence[Found], scale: Scale) -> tuple[list[Found], int]:
    """Merge polygons of one name, close or cut what is narrow, and leave out what is small."""
    groups: dict[Any, list[BaseGeometry]] = defaultdict(list)
    for each in found:
        named = (each.name, tuple(sorted(each.names.items()))) if kind in _WITH_NAMES else ("", ())
        groups[named, each.rank].append(each.geometry)
    least = MIN_MM2[kind] * scale.metres(1.0) ** 2
    half = scale.metres(NARROW_MM) / 2
    steps = (-half, half) if kind == "lake" else (half, -half)
    polygons: list[tuple[Any, BaseGeometry]] = []
    dropped = 0
    for key, shapes in groups.items():
        area = shapely.union_all(shapely.set_precision(shapes, scale.tolerance_m / 20))
        for distance in steps:
            area = shapely.buffer(area, distance, quad_segs=2, join_style="mitre", mitre_limit=2)
        parts = shapely.get_parts(_of_dimension(area, 2))
        large = parts[shapely.area(parts) >= least]
        dropped += len(parts) - len(large)
        polygons += [(key, _without_holes(part, least)) for part in large]
    simple = shapely.coverage_simplify([part for _, part in polygons], scale.tolerance_m)
    merged: dict[Any, list[BaseGeometry]] = defaultdict(list)
    for (key, _), part in zip(polygons, simple, strict=True):
        merged[key].append(part)
    return [
        Found(kind, _of_dimension(shapely.union_all(parts), 2), rank, name, dict(names))
        for ((name, names), rank), parts in merged.items()
    ], dropped


def _without_holes(polygon: BaseGeometry, least_m2: float) -> BaseGeometry:
    """Fill the holes of a polygon that are too small to be drawn."""
    rings = shapely.get_rings(polygon)
    holes = [hole for hole in rings[1:] if shapely.area(shapely.polygons(hole)) >= least_m2]
    return shapely.polygons(rings[0], holes=holes or None)


def _coverages(regions: Sequence[Found], scale: Scale) -> list[Found]:
    """Simplify regions of each rank together, so that neighbours keep one edge."""
    result: list[Found] = []
    for rank in sorted({region.rank for region in regions}):
        ranked = [region for region in regions if region.rank == rank]
        shapes = shapely.set_precision(
            [region.geometry for region in ranked], scale.tolerance_m / 20
        )
        shapes = shapely.coverage_simplify(shapes, scale.tolerance_m)
        result += [
            replace(region, geometry=_of_dimension(simple, 2))
            for region, simple in zip(ranked, shapes, strict=True)
        ]
    return [region for region in result if not region.geometry.is_empty]


def _sorted(features: Iterable[Found]) -> tuple[Found, ...]:
    def order(feature: Found) -> tuple[Any, ...]:
        inhabitants = -(feature.population or 0)
        return feature.rank, inhabitants, feature.name, feature.id, feature.geometry.wkb

    return tuple(sorted(features, key=order))
