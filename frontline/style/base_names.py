"""Base features whose names are set on the map beside those of its places."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice
from operator import itemgetter
from typing import Final

from frontline.model import BaseFeature, Place

_SAME_KM: Final = 2.0
_NAMESAKE_KM: Final = 20.0
_KM_PER_DEGREE: Final = 111.2


def unplaced_towns(base: Iterable[BaseFeature], places: Iterable[Place]) -> list[BaseFeature]:
    """List the towns of the base that are no place of the map, the largest first.

    A town is a place of the map if it lies within 2 km of it, or has one of its names and lies
    within 20 km of it.

    Parameters
    ----------
    base : iterable of BaseFeature
        The base map.
    places : iterable of Place
        Places of the map; buildings, sites and regions are not compared.

    Returns
    -------
    list of BaseFeature

    Examples
    --------
    >>> from shapely import Point
    >>> towns = [
    ...     BaseFeature("town", "", name, Point(36.2, lat), population=population)
    ...     for name, lat, population in (("Derhachi", 50.1, 17_000), ("Kharkiv", 50, 1_400_000))
    ... ]
    >>> [town.name for town in unplaced_towns(towns, [])]
    ['Kharkiv', 'Derhachi']
    """
    spots = [
        (place.lat, place.lon, frozenset(_folded((place.name, *place.names.values()))))
        for place in places
        if place.lon is not None
        and place.lat is not None
        and place.kind not in ("building", "site", "region")
    ]
    spots.sort(key=itemgetter(0))
    towns = [
        feature
        for feature in base
        if feature.kind == "town" and feature.name and not _is_placed(feature, spots)
    ]
    return sorted(towns, key=lambda town: (-(town.population or 0), town.rank, town.name))


def _is_placed(town: BaseFeature, spots: list[tuple[float, float, frozenset[str]]]) -> bool:
    lon, lat = town.geometry.centroid.coords[0]
    names = set(_folded((town.name, *(texts.get("name", "") for texts in town.texts.values()))))
    squeeze = math.cos(math.radians(lat))
    reach = _NAMESAKE_KM / _KM_PER_DEGREE
    first = bisect_left(spots, lat - reach, key=itemgetter(0))
    for other_lat, other_lon, other_names in islice(spots, first, None):
        if other_lat > lat + reach:
            break
        east = (other_lon - lon + 180) % 360 - 180
        away_km = _KM_PER_DEGREE * math.hypot(east * squeeze, other_lat - lat)
        if away_km <= _SAME_KM or (away_km <= _NAMESAKE_KM and names & other_names):
            return True
    return False


def _folded(names: Iterable[str]) -> Iterator[str]:
    return (name.casefold() for name in names if name)
