"""``[base]`` of ``map.toml``, and what the package's world adds to the base of a map."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Literal

import numpy as np

from frontline.intake.map_context import MapFacts
from frontline.intake.record_shape import Shape
from frontline.model import BaseFeature, Place
from frontline.world import world_country, world_features

_GOES_WITH: Final = {
    "country": ("country", "border", "coast"),
    "coast": ("country", "coast"),
    "border": ("border",),
    "region": ("region", "region_border"),
    "region_border": ("region", "region_border"),
}
"""Kind in a map's own base → the world's kinds that it replaces; others replace their own."""

_OF_STATES: Final = ("country", "border", "region", "region_border", "town")
_PRESENT: Final = date(1992, 1, 1)
"""Maps that end earlier do not get the states, regions and town names of today."""


_KM_PER_DEG: Final = 111.195
_SAME_NAME_KM: Final = 30.0
_LEAST_KM: Final = 2.0
_PEOPLE_PER_KM2: Final = 3000.0


class BaseTable(Shape):
    """What the base of the map takes from the package's world."""

    world: bool = True
    viewpoint: Literal["DE", "UA"] | None = None

    def has_states(self, end: date | None) -> bool:
        """Tell whether a map takes states from the world.

        Parameters
        ----------
        end : date or None
            Last date of the map; its states of before 1992 were others.

        Returns
        -------
        bool
        """
        return self.world and not (end and end < _PRESENT)


def with_world(
    own: Sequence[BaseFeature], table: BaseTable, facts: MapFacts, within: str | None
) -> tuple[BaseFeature, ...]:
    """Add to a map's own base each layer of the world that it does not have.

    Parameters
    ----------
    own : sequence of BaseFeature
        The base in the map folder.
    table : BaseTable
        What the map takes from the world.
    facts : MapFacts
        Extent, period and languages.
    within : str or None
        Country that ``[start]`` names; if the map has no country of its own, the ISO code of one
        of the world.

    Returns
    -------
    tuple of BaseFeature
        The map's own features, then those of the world.
    """
    if not table.world or facts.extent is None:
        return tuple(own)
    replaced = {kind for f in own for kind in _GOES_WITH.get(f.kind, (f.kind,))}
    end = facts.period.end if facts.period else None
    if not table.has_states(end):
        replaced.update(_OF_STATES)
    world = world_features(facts.extent, facts.languages, table.viewpoint)
    taken = [feature for feature in world if feature.kind not in replaced]
    if within and not any(feature.kind == "country" for feature in own):
        whole = world_country(within, facts.languages, facts.extent)
        if whole:
            taken = [f for f in taken if f.kind != "country" or f.id != within] + [whole]
    return *own, *taken


def without_own_places(
    base: Iterable[BaseFeature], places: Iterable[Place]
) -> tuple[BaseFeature, ...]:
    """Leave out towns of the world that the map has as places.

    A town is the same as a place that lies in it, taken for a circle of 3,000 people to the square
    kilometre and at least 2 km, or that has its name and lies within 30 km.

    Parameters
    ----------
    base : iterable of BaseFeature
        Base of the map.
    places : iterable of Place
        Places of the map.

    Returns
    -------
    tuple of BaseFeature
        The others, in the same order.

    Examples
    --------
    >>> from shapely import Point
    >>> town = BaseFeature("town", "", "Vovchansk", Point(36.94, 50.29), population=17_000)
    >>> place = Place("v", "Vovchansk", {}, "town", None, 36.95, 50.30, None, None)
    >>> from dataclasses import replace
    >>> len(without_own_places([town, replace(town, world=True)], [place]))
    1
    """
    located = [
        place
        for place in places
        if place.lon is not None and place.lat is not None and place.kind != "region"
    ]
    positions = np.array([(place.lon, place.lat) for place in located], dtype=np.float64)

    def is_own(town: BaseFeature) -> bool:
        lonlat = town.geometry.x, town.geometry.y
        offsets = np.remainder(positions - lonlat + 180, 360) - 180
        offsets[:, 0] *= math.cos(math.radians(lonlat[1]))
        km = np.hypot(offsets[:, 0], offsets[:, 1]) * _KM_PER_DEG
        radius_km = math.sqrt((town.population or 0) / _PEOPLE_PER_KM2 / math.pi)
        if (km <= max(_LEAST_KM, radius_km)).any():
            return True
        names = {town.name, *(fields["name"] for fields in town.texts.values())}
        near = (located[number] for number in np.flatnonzero(km <= _SAME_NAME_KM).tolist())
        return any(names.intersection((place.name, *place.names.values())) for place in near)

    return tuple(
        feature
        for feature in base
        if not (feature.world and feature.kind == "town" and located and is_own(feature))
    )
