"""Places with a side → areas, fronts and band: for whoever has no more than a table.

A barrier cuts the ground into regions; in each, only its own places speak.
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
"""The probability with which the line lies in the band."""

_HALF_LIFE_DAYS: Final = Policy().half_life_days


@dataclass(frozen=True, slots=True)
class _Part:
    """Hold what one region gives: the ground of each side, and the band where there is one."""

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

    Where rows have a ``date``, their weight halves every 14 days before the newest of them; where
    there is less weight than at most places, the band is wider. The order of rows never matters.

    Parameters
    ----------
    places : GeoDataFrame
        Points with a ``side`` and, optionally, a ``weight`` and a ``date``, in any CRS.
    method : str
        ``field``, ``cells``, or ``base``, which moves given polygons only where places contradict
        them.
    reach_km : float, optional
        How far a place decides the area around it, in kilometres; by default five times the
        typical spacing.
    bounds : tuple of float, optional
        West, south, east and north, in degrees (WGS 84).
    barrier : shapely geometry, optional
        Lines or polygons that evidence does not cross (WGS 84).
    base : GeoDataFrame, optional
        Polygons with a ``side``, with which the method ``base`` starts.

    Returns
    -------
    GeoDataFrame
        Rows (EPSG:4326) with the ``kind`` ``area`` (one for each ``side``, with ``km2``),
        ``front`` (one for each pair of sides, with ``km``) and ``band`` (``level`` 0.8; method
        ``field`` only).

    Raises
    ------
    DataError
        If rows of the table have problems; the error carries all of them.
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
        How far a place decides the area around it, in kilometres.
    bounds : tuple of float, optional
        West, south, east and north, in degrees (WGS 84).
    barrier : shapely geometry, optional
        Lines or polygons that evidence does not cross (WGS 84).
    base : iterable of (str, shapely geometry)
        Sides and polygons (WGS 84) with which the method ``base`` starts.

    Returns
    -------
    GeoDataFrame
        As ``infer`` returns.

    Raises
    ------
    UsageError
        If the method or the base is not usable, or no place has a weight.
    """
    start = {side: shapely.union_all([g for s, g in base if s == side]) for side in _sides(base)}
    if method not in METHODS:
        raise UsageError(f'method: "{method}" is not one of {", ".join(METHODS)}')
    if (method == "base") != bool(start):
        raise UsageError("base: the method base, and no other, needs polygons to start from")
    sides = sorted({spot.side for spot in spots} | start.keys())
    if not any(spot.weight > 0 for spot in spots):
        raise UsageError("there is no place to infer anything from")
    lonlat, weights = _gather(spots, sides)
    reach = reach_km or _reach_km(lonlat)
    make: dict[str, Callable[..., _Part]] = {"field": _field, "cells": _cells, "base": _cells}
    parts = [
        make[method](lonlat[inside], weights[:, inside], reach, region)
        for region, inside in regions(lonlat, reach, bounds, barrier)
    ]
    areas = {
        side: shapely.union_all([part.areas[number] for part in parts])
        for number, side in enumerate(sides)
    }
    if method == "base":
        areas = _moved(start, areas)
    band = shapely.union_all([part.band for part in parts if part.band is not None])
    return _table(_fitted(areas), band)


def _fitted(areas: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Make the grounds of the sides fit edge to edge, and leave out sides that have none."""
    some = {side: area for side, area in areas.items() if not area.is_empty}
    return dict(zip(some, shapely.coverage_clean(list(some.values())), strict=True))


def _sides(base: Iterable[tuple[str, BaseGeometry]]) -> list[str]:
    return sorted({side for side, _ in base})


def _gather(spots: Sequence[Spot], sides: Sequence[str]) -> tuple[Floats, Floats]:
    """Add up the evidence on each distinct spot: positions (n, 2), weights (sides, n)."""
    newest = max((spot.day for spot in spots if spot.day), default=None)
    sums: dict[tuple[float, float], list[float]] = {}
    for spot in sorted(spots, key=lambda s: (s.lon, s.lat, s.side, s.weight, s.day or date.min)):
        if spot.weight > 0:
            at = sums.setdefault((spot.lon, spot.lat), [0.0] * len(sides))
            age = (newest - spot.day).days if newest and spot.day else 0
            at[sides.index(spot.side)] += float(spot.weight * 2 ** (-age / _HALF_LIFE_DAYS))
    lonlat = np.array(list(sums), dtype=np.float64).reshape(-1, 2)
    return lonlat, np.array(list(sums.values()), dtype=np.float64).reshape(-1, len(sides)).T


def _reach_km(lonlat: Floats) -> float:
    """Return five times the typical spacing: the median distance to the nearest other place."""
    if len(lonlat) < 2:
        return REACH_SPACINGS
    points = shapely.points(frame_of(lonlat).points(lonlat))
    tree = shapely.STRtree(points)
    _, away = tree.query_nearest(points, exclusive=True, return_distance=True, all_matches=False)
    # Places at random stand twice as far apart as the nearest other on average.
    return float(REACH_SPACINGS * 2 * np.median(away) / 1000)


def _field(lonlat: Floats, weights: Floats, reach_km: float, region: BaseGeometry | None) -> _Part:
    frame = frame_of(lonlat)
    land = survey(frame.points(lonlat), reach_km * 1000)
    if len(weights) == 1:  # nobody else is there to share the ground with
        whole = frame.unproject(land.reach)
        return _Part((whole if region is None else whole.intersection(region),), None)
    total = weights.sum(0)
    unsure = np.clip(1 - total / np.median(total), 0, 1)
    found = solve(land, weights / total, level=LEVEL, unsure=unsure)
    limits = None if region is None else frame.project(region)

    def cut(area: BaseGeometry) -> BaseGeometry:
        return frame.unproject(area if limits is None else area.intersection(limits))

    return _Part(tuple(cut(area) for area in found.areas), cut(found.band))


def _cells(lonlat: Floats, weights: Floats, reach_km: float, region: BaseGeometry | None) -> _Part:
    """Give each place's cell to the side with the most evidence there; to none in a tie."""
    spots = {f"{number:09}": (float(x), float(y)) for number, (x, y) in enumerate(lonlat)}
    found = cells(spots, region, reach_km)
    ranked = np.sort(weights, axis=0)
    clear = ranked[-1] > (ranked[-2] if len(weights) > 1 else 0)
    first = np.where(clear, weights.argmax(0), -1)
    return _Part(
        tuple(
            shapely.union_all([cell for id, cell in found.items() if first[int(id)] == number])
            for number in range(len(weights))
        ),
        None,
    )


def _moved(
    start: dict[str, BaseGeometry], told: dict[str, BaseGeometry]
) -> dict[str, BaseGeometry]:
    """Move a base where places contradict it, within the ground that it covers."""
    whole = shapely.union_all(list(start.values()))
    moved = {}
    for side, area in told.items():
        others = shapely.union_all([g for other, g in told.items() if other != side])
        kept = start[side].difference(others) if side in start else shapely.MultiPolygon()
        moved[side] = kept.union(area.intersection(whole))
    return moved


def _table(areas: dict[str, BaseGeometry], band: BaseGeometry) -> GeoDataFrame:
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
        told = {"kind": "front", "side": " / ".join(pair), "km": round(length_km(line), 3)}
        rows.append({**told, "geometry": line})
    if not band.is_empty:
        km2 = round(area_km2(band), 3)
        rows.append({"kind": "band", "level": LEVEL, "km2": km2, "geometry": band})
    columns = ["kind", "side", "level", "km2", "km", "geometry"]
    return geopandas.GeoDataFrame(rows, columns=columns, crs="EPSG:4326")
