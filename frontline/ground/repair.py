"""Drawn polygons that almost fit edge to edge → polygons that do, and the changes made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.ground.coverage import fits
from frontline.ground.measure import area_km2

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_DEG_PER_M: Final = 1e-5
"""Degrees per metre: of latitude, and no fewer than those of longitude that it stands for."""

_DUST_DEG: Final = 1e-9
"""A grid of a tenth of a millimetre; as an area, ten square metres in square degrees."""

_NOTICEABLE_DEG2: Final = 1e-10
"""A square metre; geodesic areas also change with vertices on a straight edge."""

_Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Repair:
    """A drawn area that was fitted to its neighbours.

    Attributes
    ----------
    id : str
        The id of the area.
    before_km2, after_km2 : float
        Its geodesic area before and after, in square kilometres.
    """

    id: str
    before_km2: float
    after_km2: float


@dataclass(frozen=True, slots=True)
class Loss:
    """An area that a repair would not leave its ground.

    Attributes
    ----------
    id : str
        The id of the area.
    other : str
        The id of the area that most of it would go to; empty if it would go to none.
    before_km2, after_km2 : float
        Its geodesic area before and after, in square kilometres.
    """

    id: str
    other: str
    before_km2: float
    after_km2: float


def mend(
    sheets: Iterable[Mapping[str, BaseGeometry]],
    rivals: Iterable[tuple[str, str]] = (),
    tolerance_m: float = 20.0,
) -> tuple[dict[str, BaseGeometry], tuple[Repair, ...]]:
    """Fit polygons edge to edge: those of each sheet, which has one source and date, and rivals.

    Hair-thin overlaps are removed. Hair-thin gaps are closed if no other area lies there. Wide
    overlaps are taken to be intended, so polygons of a sheet with one stay unchanged. If all
    polygons already fit edge to edge, nothing changes. The caller verifies the result by
    ``losses``.

    Parameters
    ----------
    sheets : iterable of mapping of str to shapely geometry
        The polygons of each sheet by id (WGS 84).
    rivals : iterable of tuple of (str, str)
        Ids of areas that exist at one time and state different sides; the edge of the second is
        moved to that of the first.
    tolerance_m : float
        Overlaps and gaps narrower than about this, in metres, are treated as drawing errors; with
        0, nothing is.

    Returns
    -------
    polygons : dict of str to shapely geometry
        The polygons of all sheets, fitted.
    repairs : tuple of Repair
        The areas that changed by more than a square metre.

    Examples
    --------
    >>> west, east = shapely.box(36, 50, 36.1, 50.1), shapely.box(36.0999, 50, 36.2, 50.1)
    >>> _, repairs = mend([{"west": west}, {"east": east}], [("west", "east")])
    >>> [repair.id for repair in repairs]
    ['east']
    """
    sheets = list(sheets)
    drawn = {id: shape for sheet in sheets for id, shape in sheet.items()}
    distinct = {shapely.to_wkb(shape): shape for shape in drawn.values()}
    hair = tolerance_m * _DEG_PER_M
    polygons = dict(drawn)
    as_drawn = not hair or (len(sheets) > 1 and fits(list(distinct.values())))
    for sheet in () if as_drawn else sheets:
        ids = sorted(sheet)
        shapes = np.array([sheet[id] for id in ids], dtype=object)
        if not shapely.coverage_is_valid(shapes, gap_width=hair):
            fitted = _fitted(shapes, drawn.values(), hair)
            polygons |= {ids[number]: after for number, after in fitted.items()}
    ids, tree, moved = list(polygons), shapely.STRtree(list(polygons.values())), set[str]()
    for first, second in rivals if hair else ():
        gap = _gap(polygons[first], polygons[second], hair)
        near = {ids[number] for number in tree.query(gap)} | moved
        others = [polygons[id] for id in near - {first, second}]
        if others and shapely.area(shapely.intersection(gap, others)).any():
            gap = shapely.MultiPolygon()
        before = polygons[second]
        polygons[second] = _moved_to(polygons[first], before, gap, hair)
        if polygons[second] is not before:
            moved.add(second)
    repairs = [
        Repair(id, area_km2(before), area_km2(polygons[id]))
        for id, before in sorted(drawn.items())
        if polygons[id] is not before
        and shapely.area(shapely.symmetric_difference(before, polygons[id])) > _NOTICEABLE_DEG2
    ]
    return polygons, tuple(repairs)


def losses(
    drawn: Mapping[str, BaseGeometry], fitted: Mapping[str, BaseGeometry], tolerance_m: float
) -> tuple[Loss, ...]:
    """Return the areas that a repair would not leave their ground.

    An area keeps it if at least half of the area remains and none of its edges moves by more than
    twice the tolerance: once to the areas of its own sheet, and once to those of others.

    Parameters
    ----------
    drawn, fitted : mapping of str to shapely geometry
        The polygons before and after, by id (WGS 84).
    tolerance_m : float
        The tolerance of the repair, in metres.

    Returns
    -------
    tuple of Loss
        By id; empty if every area keeps its ground. Those that only grow are listed if none loses.

    Examples
    --------
    >>> farm, strip = shapely.box(36, 50, 36.1, 50.1), shapely.box(36.05, 50, 36.0501, 50.1)
    >>> taken = {"farm": farm, "strip": shapely.Polygon()}
    >>> [(loss.id, loss.other) for loss in losses({"farm": farm, "strip": strip}, taken, 20)]
    [('strip', 'farm')]
    """
    hair = 2 * tolerance_m * _DEG_PER_M
    lost, grown = [], []
    for id, before in sorted(drawn.items()):
        after = fitted[id]
        if after is before:
            continue
        away, more = shapely.difference(before, after), shapely.difference(after, before)
        if shapely.area(away) > shapely.area(before) / 2 or not _is_thin(away, hair):
            others = sorted(drawn.keys() - {id})
            taken = shapely.area(shapely.intersection([fitted[other] for other in others], away))
            taker = others[int(taken.argmax())] if taken.any() else ""
            lost.append(Loss(id, taker, area_km2(before), area_km2(after)))
        elif not _is_thin(more, hair):
            grown.append(Loss(id, "", area_km2(before), area_km2(after)))
    return tuple(lost or grown)


def _fitted(
    shapes: _Shapes, all_polygons: Iterable[BaseGeometry], hair: float
) -> dict[int, BaseGeometry]:
    """Return the fitted polygons, by number."""
    first, second = shapely.STRtree(shapes).query(shapes, "intersects")
    first, second = first[first < second], second[first < second]
    shared = shapely.intersection(shapes[first], shapes[second])
    overlaps_widely = ~_is_thin(shared, hair)
    numbers = np.setdiff1d(
        np.arange(len(shapes)), np.union1d(first[overlaps_widely], second[overlaps_widely])
    )
    if not len(numbers):
        return {}
    # Edges that differ in the last digits can make coverage_clean give a whole area away.
    before = shapely.set_precision(shapes[numbers], _DUST_DEG)
    cleaned = shapely.coverage_clean(before, gap_width=hair)
    filled = shapely.difference(shapely.union_all(cleaned), shapely.union_all(before))
    gaps, others = shapely.get_parts(filled), np.array(list(all_polygons), dtype=object)
    gap, other = shapely.STRtree(others).query(gaps, "intersects")
    if shapely.area(shapely.intersection(gaps[gap], others[other])).any():
        cleaned = shapely.coverage_clean(before)
    return dict(zip(numbers.tolist(), cleaned, strict=True))


def _gap(first: BaseGeometry, second: BaseGeometry, hair: float) -> BaseGeometry:
    """Return what lies between two polygons and is narrower than a hair."""
    both = shapely.union(first, second)
    alone = shapely.union_all([first, second, _closed(first, hair), _closed(second, hair)])
    return shapely.difference(_closed(both, hair), alone)


def _moved_to(
    first: BaseGeometry, second: BaseGeometry, gap: BaseGeometry, hair: float
) -> BaseGeometry:
    """Return the second polygon with its edge moved to the first: no overlap, and no gap."""
    shared = shapely.get_parts(shapely.intersection(first, second))
    overlap = shapely.union_all(shared[_is_thin(shared, hair)])
    if shapely.area(overlap) + shapely.area(gap) < _DUST_DEG:
        return second
    moved = shapely.union(shapely.difference(second, overlap), gap)
    if shapely.area(moved) < shapely.area(second) / 2:  # an area as thin as a hair is no mistake
        return second
    return _polygonal(moved)


def _is_thin(shapes: _Shapes, hair: float) -> NDArray[np.bool_]:
    return np.asarray(shapely.is_empty(shapely.buffer(shapes, -hair / 2)))


def _closed(shape: BaseGeometry, hair: float) -> BaseGeometry:
    """Close what is narrower than a hair between the edges of a shape."""
    grown = shapely.buffer(shape, hair / 2, join_style="mitre")
    return shapely.buffer(grown, -hair / 2, join_style="mitre")


def _polygonal(geometry: BaseGeometry) -> BaseGeometry:
    """Drop points, lines and dust."""
    rounded = shapely.set_precision(geometry, _DUST_DEG)
    parts = [part for part in shapely.get_parts(rounded) if part.geom_type == "Polygon"]
    return shapely.multipolygons(parts)
