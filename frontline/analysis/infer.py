"""Places with a side → areas, front lines and uncertainty band, from a table alone.

Barriers divide the map into regions; evidence counts only in the region of its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import shapely

from frontline.errors import UsageError
from frontline.ground.cells import cells
from frontline.ground.coverage import cleaned
from frontline.ground.equal_area import frame_of
from frontline.ground.field import REACH_SPACINGS, solve, survey
from frontline.ground.kriging import Floats
from frontline.ground.measure import area_km2, length_km
from frontline.ground.regions import Bounds, regions
from frontline.ground.topology import GRID_DEG, topology
from frontline.intake.places_with_sides import Spot, spots_of_frame
from frontline.model import CONTESTED, Policy
from frontline.model.longitudes import WEST, in_window, lon_in, window_of

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

Method = Literal["field", "cells", "base"]
METHODS: Final[tuple[Method, ...]] = ("field", "cells", "base")
LEVEL: Final = 0.8
"""The probability that the band contains the front line."""

_TIE: Final = 1e-9
_LEAST_FRESH: Final = 1e-6
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
    within: BaseGeometry | None = None,
) -> GeoDataFrame:
    """Infer areas, front lines and an uncertainty band from a table of places with a side.

    If rows have a ``date``, their weight halves for every 14 days before the newest row, and old
    places give way to fresh neighbours. The band is wider around places with less weight than most.
    The side "contested" names ground that no side holds, "unknown" no evidence; opposite sides with
    equal weight on one point are contested. The order of rows never matters.

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
    within : shapely geometry, optional
        Polygons, such as a country, beyond which nothing is inferred (WGS 84).

    Returns
    -------
    GeoDataFrame
        Rows (EPSG:4326) of the ``kind`` ``area`` (one per ``side``, with ``km2``), ``front`` (one
        per pair of sides, with ``km``), ``band`` (``level`` 0.8; only with the method ``field``),
        ``contested`` (without a side, with ``km2``) and ``overruled`` (the position of a place
        within an area of others, with the ``side`` of the place).

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
        within=within,
    )


def infer_spots(
    spots: Sequence[Spot],
    *,
    method: str = "field",
    reach_km: float | None = None,
    bounds: Bounds | None = None,
    barrier: BaseGeometry | None = None,
    base: Iterable[tuple[str, BaseGeometry]] = (),
    within: BaseGeometry | None = None,
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
    within : shapely geometry, optional
        Polygons, such as a country, beyond which nothing is inferred (WGS 84).

    Returns
    -------
    GeoDataFrame
        The result, as from ``infer``.

    Raises
    ------
    UsageError
        If the method or the base is not usable, or no place has a weight.
    """
    base = list(base)
    across = bounds[::2] if bounds and bounds[0] > bounds[2] else ()
    west = window_of(np.array([*(spot.lon for spot in spots), *across]))
    spots = [replace(spot, lon=lon_in(spot.lon, west)) for spot in spots]
    barrier, within = (shape and in_window(shape, west) for shape in (barrier, within))
    if bounds is not None:
        bounds = (lon_in(bounds[0], west), bounds[1], lon_in(bounds[2], west), bounds[3])
    base_areas = {
        side: in_window(shapely.union_all([polygon for own, polygon in base if own == side]), west)
        for side in _sides(base)
    }
    if method not in METHODS:
        raise UsageError(f'method: "{method}" is not one of {", ".join(METHODS)}')
    if (method == "base") != bool(base_areas):
        raise UsageError("base: the method base, and no other, needs polygons to start from")
    sides = {spot.side for spot in spots} | base_areas.keys()
    classes = [*sorted(sides - {CONTESTED}), CONTESTED]
    if not any(spot.weight > 0 for spot in spots):
        raise UsageError("there is no place to infer anything from")
    evidence = _evidence(spots, classes)
    if not evidence.weights[-1].any():
        classes.pop()
        evidence = replace(evidence, weights=evidence.weights[:-1])
    reach = reach_km or _reach_km(evidence.lonlat)
    solve_region = _field_of_region if method == "field" else _cells_of_region
    parts = [
        solve_region(evidence[inside], reach, region)
        for region, inside in regions(evidence.lonlat, reach, bounds, barrier, within)
    ]
    areas = {
        name: shapely.union_all([in_window(part.areas[number], west) for part in parts])
        for number, name in enumerate(classes)
    }
    if method == "base":
        areas = _moved_base(base_areas, areas)
    bands = [in_window(part.band, west) for part in parts if part.band is not None]
    areas = _fitted_areas(areas)
    overruled = list(_overruled(evidence, classes, areas))
    return _result_table(areas, shapely.union_all(bands), overruled)


def _overruled(
    evidence: _Evidence, classes: Sequence[str], areas: Mapping[str, BaseGeometry]
) -> Iterator[tuple[str, shapely.Point]]:
    """Yield the side and the position of each place within an area of others."""
    leader = evidence.weights.argmax(0)
    for area in areas.values():
        shapely.prepare(area)
    for number, name in enumerate(classes):
        own = evidence.lonlat[(leader == number) & ~evidence.contested]
        if name in areas:
            own = own[~shapely.intersects_xy(areas[name], own)]
        elsewhere = np.zeros(len(own), dtype=np.bool_)
        for area in areas.values():
            elsewhere |= shapely.intersects_xy(area, own)
        for position in own[elsewhere]:
            yield name, shapely.Point(position)


def _fitted_areas(areas: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Fit the areas of the sides edge to edge, dropping sides without an area."""
    present = {side: area for side, area in areas.items() if not area.is_empty}
    return dict(zip(present, cleaned(list(present.values()), GRID_DEG), strict=True))


def _sides(base: Iterable[tuple[str, BaseGeometry]]) -> list[str]:
    return sorted({side for side, _ in base})


@dataclass(frozen=True, slots=True, eq=False)
class _Evidence:
    """The evidence at each distinct position.

    Opposite sides with equal weight make a position contested. ``lonlat`` has the shape (n, 2),
    ``weights`` (classes, n); ``fresh`` is what age leaves of the evidence, from 0 to 1.
    """

    lonlat: Floats
    weights: Floats
    fresh: Floats
    contested: NDArray[np.bool_]

    def __getitem__(self, inside: NDArray[np.bool_]) -> _Evidence:
        return _Evidence(
            self.lonlat[inside],
            self.weights[:, inside],
            self.fresh[inside],
            self.contested[inside],
        )


def _evidence(spots: Sequence[Spot], classes: Sequence[str]) -> _Evidence:
    """Sum the evidence at each distinct position; the last class is "contested"."""
    newest = max((spot.day for spot in spots if spot.day), default=None)
    sums: dict[tuple[float, float], list[float]] = {}
    undecayed: dict[tuple[float, float], float] = {}
    for spot in sorted(
        spots, key=lambda spot: (spot.lon, spot.lat, spot.side, spot.weight, spot.day or date.min)
    ):
        if spot.weight > 0:
            position = (spot.lon, spot.lat)
            age = (newest - spot.day).days if newest and spot.day else 0
            decay = 2 ** (-age / _HALF_LIFE_DAYS)
            of_position = sums.setdefault(position, [0.0] * len(classes))
            of_position[classes.index(spot.side)] += float(spot.weight * decay)
            undecayed[position] = undecayed.get(position, 0.0) + spot.weight
    lonlat = np.array(list(sums), dtype=np.float64).reshape(-1, 2)
    weights = np.array(list(sums.values()), dtype=np.float64).reshape(-1, len(classes)).T.copy()
    total = weights.sum(0)
    fresh = total / np.array([undecayed[position] for position in sums])
    contested = (weights >= weights.max(0) * (1 - _TIE)).sum(0) > 1
    contested |= weights.argmax(0) == len(classes) - 1
    weights[:, contested] = 0
    weights[-1, contested] = total[contested]
    return _Evidence(lonlat, weights, np.maximum(fresh, _LEAST_FRESH), contested)


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


def _field_of_region(evidence: _Evidence, reach_km: float, region: BaseGeometry | None) -> _Part:
    frame, weights = frame_of(evidence.lonlat), evidence.weights
    land = survey(frame.points(evidence.lonlat), reach_km * 1000)
    if len(weights) == 1:  # a single side has no front line
        reach = frame.unproject(land.reach)
        return _Part((reach if region is None else reach.intersection(region),), None)
    total = weights.sum(0)
    unsure = np.clip(1 - total / np.median(total), 0, 1)
    # If all are equally old, age decides nothing.
    fresh = evidence.fresh if np.ptp(evidence.fresh) else None
    solution = solve(
        land, weights / total, evidence.contested, level=LEVEL, unsure=unsure, fresh=fresh
    )
    limits = None if region is None else frame.project(region)

    def clipped(area: BaseGeometry) -> BaseGeometry:
        return frame.unproject(area if limits is None else area.intersection(limits))

    return _Part(tuple(clipped(area) for area in solution.areas), clipped(solution.band))


def _cells_of_region(evidence: _Evidence, reach_km: float, region: BaseGeometry | None) -> _Part:
    """Assign each place's cell to the side with the most evidence there."""
    spots = {f"{number:09}": (float(x), float(y)) for number, (x, y) in enumerate(evidence.lonlat)}
    cell_of = cells(spots, region, reach_km)
    leader = evidence.weights.argmax(0)
    return _Part(
        tuple(
            shapely.union_all([cell for id, cell in cell_of.items() if leader[int(id)] == number])
            for number in range(len(evidence.weights))
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


def _result_table(
    areas: dict[str, BaseGeometry],
    band: BaseGeometry,
    overruled: Iterable[tuple[str, shapely.Point]],
) -> GeoDataFrame:
    import geopandas

    ground = topology(areas)
    fronts: dict[tuple[str, str], list[shapely.LineString]] = {}
    for arc, (left, right) in zip(ground.arcs, ground.faces, strict=True):
        if left and right and CONTESTED not in (left, right):
            pair = (left, right) if left < right else (right, left)
            fronts.setdefault(pair, []).append(shapely.LineString(arc))
    rows = [
        {"kind": "area", "side": side, "km2": round(area_km2(area), 3), "geometry": area}
        for side, area in areas.items()
        if side != CONTESTED
    ]
    for pair, lines in sorted(fronts.items()):
        line = shapely.line_merge(shapely.multilinestrings(lines))
        values = {"kind": "front", "side": " / ".join(pair), "km": round(length_km(line), 3)}
        rows.append({**values, "geometry": line})
    if not band.is_empty:
        km2 = round(area_km2(band), 3)
        rows.append({"kind": "band", "level": LEVEL, "km2": km2, "geometry": band})
    if CONTESTED in areas:
        km2 = round(area_km2(areas[CONTESTED]), 3)
        rows.append({"kind": "contested", "km2": km2, "geometry": areas[CONTESTED]})
    for side, point in overruled:
        rows.append({"kind": "overruled", "side": side, "geometry": point})
    for row in rows:
        row["geometry"] = in_window(row["geometry"], WEST)
    columns = ["kind", "side", "level", "km2", "km", "geometry"]
    return geopandas.GeoDataFrame(rows, columns=columns, crs="EPSG:4326")
