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

HAIR_DEG: Final = 2e-4
"""Overlaps and gaps narrower than this, about 20 m, are treated as drawing errors."""

_NOTICEABLE_KM2: Final = 1e-6

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


def mend(
    sheets: Iterable[Mapping[str, BaseGeometry]],
) -> tuple[dict[str, BaseGeometry], tuple[Repair, ...]]:
    """Fit the polygons of each sheet edge to edge; a sheet has one source and one date.

    Hair-thin overlaps are removed. Hair-thin gaps within a sheet are closed if no other sheet has
    an area there. Wide overlaps are taken to be intended, so polygons with one stay unchanged. If
    all sheets together already fit edge to edge, nothing changes.

    Parameters
    ----------
    sheets : iterable of mapping of str to shapely geometry
        The polygons of each sheet by id (WGS 84).

    Returns
    -------
    polygons : dict of str to shapely geometry
        The polygons of all sheets, fitted.
    repairs : tuple of Repair
        The areas that changed by more than a square metre.
    """
    sheets = list(sheets)
    polygons = {id: shape for sheet in sheets for id, shape in sheet.items()}
    if len(sheets) > 1 and fits(
        list({shapely.to_wkb(shape): shape for shape in polygons.values()}.values())
    ):
        return polygons, ()
    repairs = []
    for sheet in sheets:
        ids = sorted(sheet)
        shapes = np.array([sheet[id] for id in ids], dtype=object)
        if shapely.coverage_is_valid(shapes, gap_width=HAIR_DEG):
            continue
        for number, after in _fitted(shapes, polygons.values()).items():
            before = shapes[number]
            polygons[ids[number]] = after
            if area_km2(shapely.symmetric_difference(before, after)) > _NOTICEABLE_KM2:
                repairs.append(Repair(ids[number], area_km2(before), area_km2(after)))
    return polygons, tuple(sorted(repairs, key=lambda repair: repair.id))


def _fitted(shapes: _Shapes, all_polygons: Iterable[BaseGeometry]) -> dict[int, BaseGeometry]:
    """Return the fitted polygons, by number."""
    first, second = shapely.STRtree(shapes).query(shapes, "intersects")
    first, second = first[first < second], second[first < second]
    shared = shapely.intersection(shapes[first], shapes[second])
    overlaps_widely = ~shapely.is_empty(shapely.buffer(shared, -HAIR_DEG / 2))
    numbers = np.setdiff1d(
        np.arange(len(shapes)), np.union1d(first[overlaps_widely], second[overlaps_widely])
    )
    if not len(numbers):
        return {}
    cleaned = shapely.coverage_clean(shapes[numbers], gap_width=HAIR_DEG)
    filled = shapely.difference(shapely.union_all(cleaned), shapely.union_all(shapes[numbers]))
    gaps, others = shapely.get_parts(filled), np.array(list(all_polygons), dtype=object)
    gap, other = shapely.STRtree(others).query(gaps, "intersects")
    if shapely.area(shapely.intersection(gaps[gap], others[other])).any():
        cleaned = shapely.coverage_clean(shapes[numbers])
    return dict(zip(numbers.tolist(), cleaned, strict=True))
