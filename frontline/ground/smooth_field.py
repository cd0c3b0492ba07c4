"""Terrain and a state → the area of each class in the smooth field, and the uncertainty band."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from frontline.ground.coverage import cleaned
from frontline.ground.equal_area import HAIR_M
from frontline.ground.measure import area_km2
from frontline.ground.terrain import Region, State, Terrain, class_of
from frontline.model import CONTESTED
from frontline.model.longitudes import in_window

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

LEVEL: Final = 0.8
"""The probability that the uncertainty band contains the front line."""

_CLAIMED: Final = 0.5
_STALE: Final = 0.5
"""How uncertain the class of a place is, from 0 to 1: if only claimed, and if stale."""


def field_areas(land: Terrain, state: State) -> tuple[dict[str, BaseGeometry], BaseGeometry | None]:
    """Solve the field of a state.

    Parameters
    ----------
    land : Terrain
        The places and their regions.
    state : State
        The control of each place.

    Returns
    -------
    areas : dict of str to shapely geometry
        The area of each class (WGS 84); empty if no place has a class.
    band : shapely geometry or None
        The area that contains the front line with the probability ``LEVEL`` (WGS 84); None
        without a field.
    """
    if not land.regions:
        return {}, None
    from frontline.ground.field import solve

    present = {class_of(control) for control in state.control}
    classes = [name for name in land.classes if name in present]
    if not classes:
        return {}, None
    absent = [name for name in land.classes if name not in present]
    classes += absent[: max(0, 2 - len(classes))]
    parts: dict[str, list[BaseGeometry]] = {name: [] for name in classes}
    bands = []
    for region in land.regions:
        solution = solve(region.land, *_evidence(land, region, state, classes))
        fitted = cleaned(list(solution.areas), HAIR_M)
        for name, area in zip(classes, fitted, strict=True):
            parts[name].append(in_window(region.frame.unproject(area), land.west))
        band = in_window(region.frame.unproject(solution.band), land.west)
        bands.append(band if region.within is None else band.intersection(region.within))
    areas = {name: shapely.union_all(polygons) for name, polygons in parts.items()}
    return {name: area for name, area in areas.items() if area.area}, shapely.union_all(bands)


@dataclass(frozen=True, slots=True)
class Doubt:
    """How far the area of a class may reach within the uncertainty band.

    Attributes
    ----------
    less_km2 : float
        The part of the band inside the area, in square kilometres: what it may lose.
    more_km2 : float
        The rest of the pieces of the band that touch the area: what it may gain.
    """

    less_km2: float
    more_km2: float


def doubts_of(areas: Mapping[str, BaseGeometry], band: BaseGeometry | None) -> dict[str, Doubt]:
    """Measure how far each area of a field may reach within its band.

    Parameters
    ----------
    areas : mapping of str to shapely geometry
        The area of each class (WGS 84).
    band : shapely geometry or None
        The uncertainty band (WGS 84).

    Returns
    -------
    dict of str to Doubt
        The doubt of each class; empty without a band.

    Examples
    --------
    >>> west, east = shapely.box(30, 50, 31, 51), shapely.box(31, 50, 32, 51)
    >>> doubt = doubts_of({"west": west, "east": east}, shapely.box(30.9, 50, 31.2, 51))["west"]
    >>> round(doubt.less_km2), round(doubt.more_km2)
    (789, 1578)
    """
    if band is None or band.is_empty:
        return {}
    pieces = shapely.get_parts(band)
    inside = {
        name: [area_km2(part) for part in shapely.intersection(pieces, area)]
        for name, area in areas.items()
    }
    return {
        name: Doubt(
            fsum(inside[name]),
            fsum(
                part
                for other in inside
                if other != name
                for own, part in zip(inside[name], inside[other], strict=True)
                if own
            ),
        )
        for name in areas
    }


def _evidence(
    land: Terrain, region: Region, state: State, classes: list[str]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], float, NDArray[np.float64]]:
    """Return the arguments of ``solve``: shares by class and place, pins, level, uncertainty."""
    controls = [state.control[number] for number in region.numbers]
    names = [class_of(control) for control in controls]
    ids = [land.places[number] for number in region.numbers]
    shares = np.array(
        [[1.0 if name == class_name else 0.0 for name in names] for class_name in classes]
    )
    shares[:, [name is None for name in names]] = 1 / len(classes)
    # A contested place is pinned, so that smoothing does not decide it.
    pins = np.array(
        [name == CONTESTED or id in state.pins for id, name in zip(ids, names, strict=True)]
    )
    unsure = np.array(
        [
            _CLAIMED * (control is not None and control.status == "claimed")
            + _STALE * (id in state.stale)
            for id, control in zip(ids, controls, strict=True)
        ]
    )
    return shares, pins, LEVEL, unsure


def field_km2(land: Terrain, state: State) -> dict[str, float]:
    """Measure the area of each class within the cells of places that have one, without zones.

    Parameters
    ----------
    land : Terrain
        A ``smooth`` terrain.
    state : State
        The control of each place.

    Returns
    -------
    dict of str to float
        The geodesic area of each class, in square kilometres.
    """
    areas, _ = field_areas(land, state)
    cells_by_class: dict[str, list[BaseGeometry]] = {}
    for id, control in zip(land.places, state.control, strict=True):
        if name := class_of(control):
            cells_by_class.setdefault(name, []).append(land.cells[id])
    joined_cells = {
        name: shapely.coverage_union_all(polygons) for name, polygons in cells_by_class.items()
    }
    in_cells, in_field = (
        shapely.union_all(list(shapes.values())) for shapes in (joined_cells, areas)
    )
    parts = [(name, area & in_cells) for name, area in areas.items()]
    # Cells may extend beyond the field at the rim of the reach.
    parts += [(name, area - in_field) for name, area in joined_cells.items()]
    km2: dict[str, list[float]] = {}
    for name, area in parts:
        km2.setdefault(name, []).append(area_km2(area))
    return {name: fsum(values) for name, values in km2.items()}
