"""Places and regions of the base → the administrative unit of each place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import shapely

from frontline.model import BaseFeature, Place

_CODE: Final = re.compile(r"(?=.*\d)[A-Z0-9.-]+")


def containing_regions(
    places: Sequence[Place], base: Iterable[BaseFeature]
) -> dict[str, list[BaseFeature]]:
    """Find the named regions in which places lie.

    Parameters
    ----------
    places : sequence of Place
        Places; those without a position lie nowhere.
    base : iterable of BaseFeature
        Base of the map; what comes from the package's world is too coarse to count.

    Returns
    -------
    dict
        Regions by id of the place, the smallest first.
    """
    regions = [
        feature
        for feature in base
        if feature.kind == "region"
        and feature.name
        and not feature.world
        and shapely.get_dimensions(feature.geometry) == 2
    ]
    located = [place for place in places if place.lon is not None]
    if not regions or not located:
        return {}
    points = shapely.points([(place.lon, place.lat) for place in located])
    tree = shapely.STRtree([region.geometry for region in regions])
    found: dict[str, list[BaseFeature]] = {}
    for place, region in sorted(tree.query(points, predicate="covered_by").T.tolist()):
        found.setdefault(located[place].id, []).append(regions[region])
    for containing in found.values():
        containing.sort(key=lambda region: (-region.rank, region.geometry.area, region.id))
    return found


def with_units(places: Iterable[Place], base: Iterable[BaseFeature]) -> tuple[Place, ...]:
    """Give each place without an administrative unit that of the smallest region around it.

    Parameters
    ----------
    places : iterable of Place
        Places of a map.
    base : iterable of BaseFeature
        Base of the map.

    Returns
    -------
    tuple of Place
        The same places; the unit is written with its code first, if it has one.

    Examples
    --------
    >>> region = BaseFeature("region", "UA63", "Kharkiv oblast", shapely.box(35, 49, 38, 51))
    >>> place = Place("lyptsi", "Lyptsi", {}, "village", None, 36.43, 50.2, None, None)
    >>> with_units([place], [region])[0].admin
    'UA63 Kharkiv oblast'
    """
    all_places = tuple(places)
    without = [place for place in all_places if not place.admin]
    found = containing_regions(without, base)

    def unit(region: BaseFeature) -> str:
        return f"{region.id} {region.name}" if _CODE.fullmatch(region.id) else region.name

    return tuple(
        replace(place, admin=unit(found[place.id][0]))
        if not place.admin and place.id in found
        else place
        for place in all_places
    )
