"""Areas as drawn, repaired and overlaid → how far they kept their ground, and which did not."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from frontline.ground.measure import area_km2
from frontline.model.longitudes import M_PER_DEG
from frontline.snapshots.daily_maps import DailyMaps, DrawnPolygons
from frontline.snapshots.import_report import control_text

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_CELLS: Final = 1.5
"""How far rounding to the grid and splitting lines there may move an edge, in cells."""


def deviation_km2(
    valid_geometry: Mapping[DrawnPolygons, BaseGeometry], overlaid_deg2: NDArray[np.float64]
) -> float:
    """Return the largest difference of an area from its source.

    Parameters
    ----------
    valid_geometry : mapping
        Valid geometry of each area as drawn, in degrees (WGS 84).
    overlaid_deg2 : ndarray
        Area of each in the overlay, in square degrees.

    Returns
    -------
    float
        Square kilometres, approximated on a plane at the middle latitude.
    """
    shapes = list(valid_geometry.values())
    south, north = shapely.total_bounds(shapes)[[1, 3]]
    largest = float(np.max(np.abs(overlaid_deg2 - shapely.area(shapes)), initial=0.0))
    return largest * (M_PER_DEG / 1000) ** 2 * math.cos(math.radians((south + north) / 2))


def lost_ground(
    maps: DailyMaps,
    valid_geometry: Mapping[DrawnPolygons, BaseGeometry],
    overlaid_deg2: NDArray[np.float64],
    grid_deg: float,
) -> Iterator[str]:
    """Yield the areas that did not keep their ground, with their dates and classes.

    A repair must leave at least half of the largest polygon of an area. The overlay may move edges
    by one and a half cells of the grid.

    Parameters
    ----------
    maps : DailyMaps
        Maps by day.
    valid_geometry : mapping
        Valid geometry of each area as drawn, in degrees (WGS 84).
    overlaid_deg2 : ndarray
        Area of each in the overlay, in square degrees.
    grid_deg : float
        Grid of the coordinates, in degrees.

    Yields
    ------
    str
        One line for each.
    """
    shapes = list(valid_geometry.values())
    is_off = np.abs(overlaid_deg2 - shapely.area(shapes)) > (
        _CELLS * grid_deg * shapely.length(shapes)
    )
    for number, (drawn, valid) in enumerate(valid_geometry.items()):
        is_repaired = valid is not drawn.geometry
        if not (is_repaired or is_off[number]):
            continue
        parts = shapely.get_parts(drawn.geometry) if is_repaired else ()
        before, after = max(map(area_km2, parts), default=0.0), area_km2(valid)
        if after < before / 2:
            step = f"{before:,.3f} → {after:,.3f} km²: redraw its rings"
            yield f"{_where(maps, drawn)} loses ground when it is repaired: {step}"
        elif is_off[number]:
            off = deviation_km2({drawn: valid}, overlaid_deg2[number : number + 1])
            step = f"{off:,.3f} of {after:,.3f} km² differ: choose another grid (--grid-deg)"
            yield f"{_where(maps, drawn)} loses or gains ground in the overlay of all maps: {step}"


def _where(maps: DailyMaps, drawn: DrawnPolygons) -> str:
    """Name an area by its first map and its class."""
    return next(
        f"{day_map.files[-1]}, {day}: the area {control_text(control)}"
        for day, day_map in maps.days.items()
        for control, polygons in day_map.areas.items()
        if polygons is drawn
    )
