"""A map with countries of its own → notices where the package's world has places in another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import shapely

from frontline.errors import Issue
from frontline.ground.measure import distance_km
from frontline.intake.record_notices import Records
from frontline.intake.world_layers import BaseTable
from frontline.model import BaseFeature, Dataset, Place
from frontline.world import nine_tenths_of, world_states

_NAMED: Final = 3
"""How many places a notice names."""


def state_notices(records: Records, dataset: Dataset) -> Iterator[Issue]:
    """Yield a notice for each two states whose border the map and the world draw differently.

    A country of the map is the state of the world that has its id as ISO code, in any case, or one
    of its names. The map's own counts; a notice is due only if, at one of the places between the
    two borders, they are farther apart than nine tenths of the world's are from the true ones.

    Parameters
    ----------
    records : Records
        Records of the map.
    dataset : Dataset
        The valid map made of them.

    Yields
    ------
    Issue
        Notice, at the first of the places.
    """
    header = records.raw.header
    table = BaseTable(**header.values.get("base", {})) if header else BaseTable()
    own = [base for base in dataset.base if base.kind == "country" and not base.world]
    located = [place for place in dataset.places if place.lon is not None]
    if not own or not located or not table.has_states(dataset.header.end):
        return
    languages = tuple(dict.fromkeys(("en", *dataset.header.languages)))  # messages are English
    states = world_states(dataset.header.extent, languages, table.viewpoint)
    points = shapely.points([(place.lon, place.lat) for place in located])
    for country in own:
        same = next((state for state in states if _is_same(country, state)), None)
        if same is None:
            continue
        within = shapely.intersects(country.geometry, points)
        for state in states:
            moved = np.flatnonzero(within & shapely.intersects(state.geometry, points))
            if state is not same and len(moved):
                places = [located[number] for number in moved.tolist()]
                yield from _notice(records, country, same, state, places)


def _notice(
    records: Records, country: BaseFeature, same: BaseFeature, other: BaseFeature,
    places: list[Place],
) -> Iterator[Issue]:  # fmt: skip
    """Yield the notice about places in a country of the map and in another state of the world."""
    error_km = nine_tenths_of("border") / 1000
    apart_km = max(
        distance_km(country.geometry.boundary, place.lon or 0.0, place.lat or 0.0)
        + distance_km(same.geometry, place.lon or 0.0, place.lat or 0.0)
        for place in places
    )
    if apart_km <= error_km:
        return
    named = ", ".join(f'"{place.id}"' for place in places[:_NAMED])
    more = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
    message = (
        f'{named}{more} {"lie" if len(places) > 1 else "lies"} in "{country.id}" by the map\'s own'
        f" countries, and in {other.name} by the package's world: the map's own"
        f" count; the borders are up to {apart_km:.1f} km apart there, and the world's is within"
        f" about {error_km:.1f} km"
    )
    yield records.of("places.geojson", places[0].id).issue("FL517", message, "geometry")


def _is_same(country: BaseFeature, state: BaseFeature) -> bool:
    if country.id.upper() == state.id:
        return True
    names = {name.casefold() for name in _names(country) if name}
    return not names.isdisjoint(name.casefold() for name in _names(state))


def _names(feature: BaseFeature) -> Iterator[str]:
    yield feature.name
    yield from (texts["name"] for texts in feature.texts.values() if "name" in texts)
