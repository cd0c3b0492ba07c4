"""Zones that may overlap → plots that do not: the smallest pieces that can be added up."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from frontline.ground.measure import area_km2
from frontline.ground.topology import Topology

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True, eq=False)
class Plot:
    """Hold a connected polygon (WGS 84), its geodesic km², and the zones that cover it."""

    zones: tuple[str, ...]
    polygon: BaseGeometry
    km2: float


def plots(ground: Topology, over: Collection[str]) -> tuple[Plot, ...]:
    """Cut zones into plots; those ``over`` others may overlap, the rest are disjoint."""
    polygons = [(zone, part) for zone in ground.zones for part in _parts(ground, zone)]
    if not any(zone in over for zone in ground.zones):
        return tuple(Plot((zone,), part, area_km2(part)) for zone, part in polygons)
    zones = np.array([zone for zone, _ in polygons])
    parts = [part for _, part in polygons]
    lines = shapely.union_all([part.boundary for part in parts])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inside, part = shapely.STRtree(parts).query(shapely.point_on_surface(faces), "within")
    return tuple(
        Plot(tuple(sorted(zones[part[inside == number]])), face, area_km2(face))
        for number, face in enumerate(faces)
        if (inside == number).any()
    )


def patches(pieces: Sequence[Plot]) -> list[list[Plot]]:
    """Gather plots into patches that hang together; what meets in a point does not."""
    whole = shapely.get_parts(shapely.union_all([plot.polygon for plot in pieces]))
    spots = shapely.point_on_surface([plot.polygon for plot in pieces])
    found: list[list[Plot]] = [[] for _ in whole]
    for piece, patch in zip(*shapely.STRtree(whole).query(spots, "within"), strict=True):
        found[patch].append(pieces[piece])
    return found


def _parts(ground: Topology, zone: str) -> Sequence[BaseGeometry]:
    parts: Sequence[BaseGeometry] = shapely.get_parts(ground.polygon(zone))
    return parts
