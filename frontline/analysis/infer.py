"""Places with a side → areas, front lines and uncertainty band, from a table alone.

Barriers divide the map into regions; evidence counts only in the region of its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import shapely

from frontline.errors import UsageError
from frontline.ground.cells import cells
from frontline.ground.equal_area import frame_of
from frontline.ground.field import REACH_SPACINGS, solve, survey
from frontline.ground.kriging import Floats
from frontline.ground.measure import area_km2, length_km
from frontline.ground.regions import Bounds, regions
from frontline.ground.topology import topology
from frontline.intake.places_with_sides import Spot, spots_of_frame
from frontline.model import Policy

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

Method = Literal["field", "cells", "base"]
METHODS: Final[tuple[Method, ...]] = ("field", "cells", "base")
LEVEL: Final = 0.8
"""The probability that the band contains the front line."""

_HALF_LIFE_DAYS: Final = Policy().half_life_days


@dataclass(frozen=True, slots=True)
class _Part:
    """The result for one region: the area of each side, and the band if there is one."""

    areas: tuple[BaseGeometry, ...]
    band: BaseGeometry | None


def infer(
    places: GeoDataFrame,
    *,
    method: Method = "field",
    reach_km: float | None = None,
    bounds: Bounds | None = None,
    barrier: BaseGeometry | None = None,
    base: GeoDataFrame | None = None,
) -> GeoDataFrame:
    """Infer areas, front lines and an uncertainty band from a table of places with a side.

    If rows have a ``date``, their weight halves for every 14 days before the newest row. The band
    is wider around places with less weight than most. The order of rows never matters.

    Parameters
    ----------
    places : GeoDataFrame
        Points with a ``side`` and, optionally, a ``weight`` and a ``date``, in any CRS.
    method : str
        ``field``, ``cells``, or ``base``, which changes given polygons only where places
        contradict them.
    reach_km : float, optional
        The reach of a place in kilometres; by default, five times the typical spacing.
    bounds : tuple of float, optional
        West, south, east and north, in degrees (WGS 84).
    barrier : shapely geometry, optional
        Lines or polygons that evidence does not cross (WGS 84).
    base : GeoDataFrame, optional
        Polygons with a ``side``, the starting point of the method ``base``.

    Returns
    -------
    GeoDataFrame
        Rows (EPSG:4326) of the ``kind`` ``area`` (one per ``side``, with ``km2``), ``front`` (one
        per pair of sides, with ``km``) and ``band`` (``level`` 0.8; only with the method
        ``field``).

    Raises
    ------
    DataError
        If rows of the table have problems; the error has all of them.
    UsageError
        If the method or the base is not usable.

    Examples
    --------
    >>> import geopandas
    >>> points = geopandas.points_from_xy([36.0, 36.1], [50.0, 50.0], crs="EPSG:4326")
    >>> places = geopandas.GeoDataFrame({"side": ["north", "south"]}, geometry=points)
    >>> list(infer(places, method="cells").kind)
    ['area', 'area', 'front']
    """
    rows = () if base is None else zip(base.side, base.geometry, strict=True)
    drawn = [(str(side), polygon) for side, polygon in rows]
    return infer_spots(
        spots_of_frame(places),
        method=method,
        reach_km=reach_km,
        bounds=bounds,
        barrier=barrier,
        base=drawn,
    )


def infer_spots(
    spots: Sequence[Spot],
    *,
    method: str = "field",
    reach_km: float | None = None,
    bounds: Bounds | None = None,
    barrier: BaseGeometry | None = None,
    base: Iterable[tuple[str, BaseGeometry]] = (),
) -> GeoDataFrame:
    """Infer areas, front lines and an uncertainty band from places with a side, as ``infer`` does.

    Parameters
    ----------
    spots : sequence of Spot
        The places.
    method : str
        ``field``, ``cells`` or ``base``.
    reach_km : float, optional
        The reach of a place, in kilometres.
    bounds : tuple of float, optional
        West, south, east and north, in degrees (WGS 84).
    barrier : shapely geometry, optional
        Lines or polygons that evidence does not cross (WGS 84).
    base : iterable of (str, shapely geometry)
        Sides and polygons (WGS 84), the starting point of the method ``base``.

    Returns
    -------
    GeoDataFrame
        The result, as from ``infer``.

    Raises
    ------
    UsageError
        If the method or the base is not usable, or no place has a weight.
    """
    base_areas = {
        side: shapely.union_all([polygon for base_side, polygon in base if base_side == side])
        for side in _sides(base)
    }
    if method not in METHODS:
        raise UsageError(f'method: "{method}" is not one of {", ".join(METHODS)}')
    if (method == "base") != bool(base_areas):
        raise UsageError("base: the method base, and no other, needs polygons to start from")
    sides = sorted({spot.side for spot in spots} | base_areas.keys())
    if not any(spot.weight > 0 for spot in spots):
        raise UsageError("there is no place to infer anything from")
    lonlat, weights = _evidence(spots, sides)
    reach = reach_km or _reach_km(lonlat)
    methods: dict[str, Callable[..., _Part]] = {
        "field": _field_of_region,
        "cells": _cells_of_region,
        "base": _cells_of_region,
    }
    parts = [
        methods[method](lonlat[inside], weights[:, inside], reach, region)
        for region, inside in regions(lonlat, reach, bounds, barrier)
    ]
    areas = {
        side: shapely.union_all([part.areas[number] for part in parts])
        for number, side in enumerate(sides)
    }
    if method == "base":
        areas = _moved_base(base_areas, areas)
    band = shapely.union_all([part.band for part in parts if part.band is not None])
    return _result_table(_fitted_areas(areas), band)


def _fitted_areas(areas: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Fit the areas of the sides edge to edge, dropping sides without an area."""
    present = {side: area for side, area in areas.items() if not area.is_empty}
    return dict(zip(present, shapely.coverage_clean(list(present.values())), strict=True))


def _sides(base: Iterable[tuple[str, BaseGeometry]]) -> list[str]:
    return sorted({side for side, _ in base})


def _evidence(spots: Sequence[Spot], sides: Sequence[str]) -> tuple[Floats, Floats]:
    """Sum the evidence at each distinct position: positions (n, 2), weights (sides, n)."""
    newest = max((spot.day for spot in spots if spot.day), default=None)
    sums_by_position: dict[tuple[float, float], list[float]] = {}
    for spot in sorted(
        spots, key=lambda spot: (spot.lon, spot.lat, spot.side, spot.weight, spot.day or date.min)
    ):
        if spot.weight > 0:
            sums_of_sides = sums_by_position.setdefault((spot.lon, spot.lat), [0.0] * len(sides))
            age = (newest - spot.day).days if newest and spot.day else 0
            decay = 2 ** (-age / _HALF_LIFE_DAYS)
            sums_of_sides[sides.index(spot.side)] += float(spot.weight * decay)
    lonlat = np.array(list(sums_by_position), dtype=np.float64).reshape(-1, 2)
    weights = np.array(list(sums_by_position.values()), dtype=np.float64).reshape(-1, len(sides))
    return lonlat, weights.T


def _reach_km(lonlat: Floats) -> float:
    """Return five times the typical spacing, which is estimated from nearest neighbours."""
    if len(lonlat) < 2:
        return REACH_SPACINGS
    points = shapely.points(frame_of(lonlat).points(lonlat))
    tree = shapely.STRtree(points)
    _, distances = tree.query_nearest(
        points, exclusive=True, return_distance=True, all_matches=False
    )
    # For random places, the spacing is twice the mean distance to the nearest neighbour.
    return float(REACH_SPACINGS * 2 * np.median(distances) / 1000)


def _field_of_region(
    lonlat: Floats, weights: Floats, reach_km: float, region: BaseGeometry | None
) -> _Part:
    frame = frame_of(lonlat)
    land = survey(frame.points(lonlat), reach_km * 1000)
    if len(weights) == 1:  # a single side has no front line
        reach = frame.unproject(land.reach)
        return _Part((reach if region is None else reach.intersection(region),), None)
    total = weights.sum(0)
    unsure = np.clip(1 - total / np.median(total), 0, 1)
    solution = solve(land, weights / total, level=LEVEL, unsure=unsure)
    limits = None if region is None else frame.project(region)

    def clipped(area: BaseGeometry) -> BaseGeometry:
        return frame.unproject(area if limits is None else area.intersection(limits))

    return _Part(tuple(clipped(area) for area in solution.areas), clipped(solution.band))


def _cells_of_region(
    lonlat: Floats, weights: Floats, reach_km: float, region: BaseGeometry | None
) -> _Part:
    """Assign each place's cell to the side with the most evidence there, to none in a tie."""
    spots = {f"{number:09}": (float(x), float(y)) for number, (x, y) in enumerate(lonlat)}
    cell_of = cells(spots, region, reach_km)
    ranked = np.sort(weights, axis=0)
    has_leader = ranked[-1] > (ranked[-2] if len(weights) > 1 else 0)
    leader = np.where(has_leader, weights.argmax(0), -1)
    return _Part(
        tuple(
            shapely.union_all([cell for id, cell in cell_of.items() if leader[int(id)] == number])
            for number in range(len(weights))
        ),
        None,
    )


def _moved_base(
    start: dict[str, BaseGeometry], inferred: dict[str, BaseGeometry]
) -> dict[str, BaseGeometry]:
    """Change a base where inferred areas contradict it, within the extent of the base."""
    extent = shapely.union_all(list(start.values()))
    moved = {}
    for side, area in inferred.items():
        rival_areas = shapely.union_all(
            [polygon for rival, polygon in inferred.items() if rival != side]
        )
        remaining = start[side].difference(rival_areas) if side in start else shapely.MultiPolygon()
        moved[side] = remaining.union(area.intersection(extent))
    return moved


def _result_table(areas: dict[str, BaseGeometry], band: BaseGeometry) -> GeoDataFrame:
    import geopandas

    ground = topology(areas)
    fronts: dict[tuple[str, str], list[shapely.LineString]] = {}
    for arc, (left, right) in zip(ground.arcs, ground.faces, strict=True):
        if left and right:
            pair = (left, right) if left < right else (right, left)
            fronts.setdefault(pair, []).append(shapely.LineString(arc))
    rows = [
        {"kind": "area", "side": side, "km2": round(area_km2(area), 3), "geometry": area}
        for side, area in areas.items()
    ]
    for pair, lines in sorted(fronts.items()):
        line = shapely.line_merge(shapely.multilinestrings(lines))
        values = {"kind": "front", "side": " / ".join(pair), "km": round(length_km(line), 3)}
        rows.append({**values, "geometry": line})
    if not band.is_empty:
        km2 = round(area_km2(band), 3)
        rows.append({"kind": "band", "level": LEVEL, "km2": km2, "geometry": band})
    columns = ["kind", "side", "level", "km2", "km", "geometry"]
    return geopandas.GeoDataFrame(rows, columns=columns, crs="EPSG:4326")
