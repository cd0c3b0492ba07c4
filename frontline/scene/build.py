"""Dataset → the basis of a scene: areas fitted, claims in a ledger, terrain set up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import shapely

from frontline.dates.steps import step_dates
from frontline.errors import DataError, Issue
from frontline.evidence.drawings import drawings
from frontline.evidence.ledger import ledger
from frontline.evidence.release import embedded
from frontline.ground.measure import distance_km
from frontline.ground.repair import Loss, Repair, losses, mend
from frontline.ground.terrain import Terrain, terrain
from frontline.ground.topology import GRID_DEG
from frontline.ground.zones import Laid
from frontline.model import NOT_GROUND, Area, Claim, Dataset, Event, camps
from frontline.model.longitudes import window_west
from frontline.scene.basis import Basis
from frontline.scene.contradictions import contests_itself, opposed
from frontline.scene.homonyms import told_apart

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SNAP_KM: Final = 1.0
"""A place this far outside the country of the start counts as within it."""

_Sheet = tuple[str, date | None, date | None]
"""The source and the dates of areas that were drawn together."""


class LostGroundError(DataError):
    """Every area whose ground the repair of its map would take.

    Parameters
    ----------
    lost : tuple of Loss
        The areas.
    tolerance_m : float
        The tolerance of the repair, in metres.

    Attributes
    ----------
    problems : tuple of (str, str, str)
        The id of each area, the code of the rule, and what is wrong.
    """

    def __init__(self, lost: tuple[Loss, ...], tolerance_m: float) -> None:
        self.problems = tuple((loss.id, "FL312", _lost(loss, tolerance_m)) for loss in lost)
        super().__init__(Issue("areas.geojson", 0, code, text) for _, code, text in self.problems)


def build_basis(dataset: Dataset, like: Basis | None = None, laid: Laid | None = None) -> Basis:
    """Enter the claims of a dataset into a ledger and set up its terrain.

    If the header names a start, its side holds the places within its country until a claim
    states otherwise. Buildings, sites and regions decide no areas. A drawn area is its source's
    statement about every place within it, other than regions.

    Parameters
    ----------
    dataset : Dataset
        Valid data of one map.
    like : Basis, optional
        A basis with the same header. Its terrain is reused if it has all the places and drawn
        areas of the dataset; the surplus ones then have no status.
    laid : Laid, optional
        Zones laid out on the terrain of ``like``, reused together with it.

    Returns
    -------
    Basis
        The basis, ready to be settled.
    """
    dataset, repairs = with_areas_fitted(dataset)
    header = dataset.header
    country = start_country(dataset)
    located = located_places(dataset)
    started = frozenset(located) if header.base_start else frozenset()
    sides = [side.id for side in header.sides]
    stated = drawings(dataset.areas, dataset.sources, header)
    claims = (*dataset.claims, *_claims_at_places(dataset, stated.claims))
    book = ledger(claims, dataset.sources, sides, header.policy, camps(header.sides))
    shown = embedded(replace(dataset, claims=claims))
    deciding = {*book.places, *started}
    placed = {id: lonlat for id, lonlat in located.items() if id in deciding}
    polygons = {area.id: area.geometry for area in shown.areas}
    if like is not None and _covers(like.land, placed, polygons):
        land, kin = like.land, laid
    else:
        land, kin = _terrain(shown, placed, polygons, sides, country), None
    statements: tuple[Event | Claim, ...] = (*shown.events, *shown.claims)
    return Basis(
        header=shown.header,
        places=told_apart(shown.places),
        areas=shown.areas,
        events=shown.events,
        claims=shown.claims,
        sources=shown.sources,
        base=shown.base,
        dates=tuple(step_dates(shown.header.start, shown.header.end, shown.header.step)),
        land=land,
        started=started,
        quiet=started.difference(book.places),
        reported=frozenset(place for statement in statements for place in statement.places),
        book=book,
        drawings=stated,
        dataset=dataset,
        kin=kin,
        repairs=tuple(repair for repair in repairs if repair.id in polygons),
        contests_itself=like.contests_itself
        if like
        else contests_itself(shown.areas, stated, header),
    )


def _terrain(
    shown: Dataset,
    placed: Mapping[str, tuple[float, float]],
    drawings: Mapping[str, BaseGeometry],
    sides: list[str],
    country: BaseGeometry | None,
) -> Terrain:
    ground = shown.header.ground
    barriers = [f.geometry for f in shown.base if f.kind in ground.barrier]
    return terrain(
        placed,
        drawings,
        _stacks(shown.areas),
        ground,
        sides,
        country,
        shapely.union_all(barriers) if barriers else None,
        shown.header.grid_deg or GRID_DEG,
        window_west(shown.header.extent),
    )


def start_country(dataset: Dataset) -> BaseGeometry | None:
    """Return the polygon of the country that the start of a map names.

    Parameters
    ----------
    dataset : Dataset
        Valid data of one map.

    Returns
    -------
    shapely geometry or None
        Longitude and latitude in degrees (WGS 84); None without a start.
    """
    start = dataset.header.base_start
    return dict(_countries(dataset))[start.within] if start else None


def located_places(dataset: Dataset) -> dict[str, tuple[float, float]]:
    """Locate the places that may decide areas.

    With a start, these lie in its country, or within ``SNAP_KM`` of it and in no other country:
    the outlines of countries are coarser than the positions of places on a coast.

    Parameters
    ----------
    dataset : Dataset
        Valid data of one map.

    Returns
    -------
    dict of str to (float, float)
        Longitude and latitude in degrees (WGS 84), by the ids of the places.
    """
    located = {
        place.id: (place.lon, place.lat)
        for place in dataset.places
        if place.lon is not None and place.lat is not None and place.kind not in NOT_GROUND
    }
    country = start_country(dataset)
    if country is None:
        return located
    countries = [geometry for _, geometry in _countries(dataset)]
    shapely.prepare(countries)
    return {
        id: lonlat
        for id, lonlat in located.items()
        if shapely.intersects_xy(country, *lonlat)
        or (
            distance_km(country, *lonlat) <= SNAP_KM
            and not shapely.intersects_xy(countries, *lonlat).any()
        )
    }


def _countries(dataset: Dataset) -> Iterator[tuple[str | None, BaseGeometry]]:
    """Yield the countries that decide something: the map's own, and one that its start names."""
    start = dataset.header.base_start
    for base in dataset.base:
        if base.kind == "country" and not (base.world and (not start or base.id != start.within)):
            yield base.id, base.geometry


def _claims_at_places(dataset: Dataset, drawn_claims: Mapping[str, Claim]) -> Iterator[Claim]:
    """Yield the claims of the drawn areas with places in them, each with these places."""
    places = [p for p in dataset.places if p.lon is not None and p.kind != "region"]
    areas = [area for area in dataset.areas if area.id in drawn_claims]
    if not (places and areas):
        return
    tree = shapely.STRtree(shapely.points([(place.lon, place.lat) for place in places]))
    within: dict[str, list[str]] = {}
    pairs = tree.query([area.geometry for area in areas], predicate="intersects")
    for area, place in pairs.T.tolist():
        within.setdefault(areas[area].id, []).append(places[place].id)
    for id, ids in within.items():
        yield replace(drawn_claims[id], places=tuple(sorted(ids)))


def _stacks(areas: Iterable[Area]) -> Iterator[tuple[str, ...]]:
    """Yield groups of area ids with identical polygons and dates that do not overlap."""
    stacks: dict[bytes, list[list[Area]]] = {}
    ordered = sorted(areas, key=lambda area: (area.when.start or date.min, area.id))
    shapes = shapely.to_wkb([area.geometry for area in ordered])
    for area, shape in zip(ordered, shapes, strict=True):
        stacks_of_shape = stacks.setdefault(shape, [])
        begins = area.when.start or date.min
        free_stacks = (
            stack for stack in stacks_of_shape if (stack[-1].when.end or date.max) <= begins
        )
        if stack := next(free_stacks, None):
            stack.append(area)
        else:
            stacks_of_shape.append([area])
    for stacks_of_shape in stacks.values():
        yield from (tuple(area.id for area in stack) for stack in stacks_of_shape)


def with_areas_fitted(dataset: Dataset) -> tuple[Dataset, tuple[Repair, ...]]:
    """Fit the areas of a dataset edge to edge; those of daily maps already are.

    Areas that may not be redistributed are fitted only to each other: an edge moved to one of
    theirs would show where it lies.

    Parameters
    ----------
    dataset : Dataset
        Valid data of one map.

    Returns
    -------
    dataset : Dataset
        The dataset with fitted areas.
    repairs : tuple of Repair
        The areas that changed.

    Raises
    ------
    LostGroundError
        If an area would not keep its ground.
    """
    if dataset.header.grid_deg is not None:
        return dataset, ()
    closed = {source.id for source in dataset.sources if not source.redistributed}
    fitted: dict[str, Area] = {}
    repairs: list[Repair] = []
    for are_closed in (False, True):
        alike = tuple(area for area in dataset.areas if (area.source in closed) is are_closed)
        if alike:
            areas, changed = _fitted(alike, dataset.header.ground.tolerance_m)
            fitted |= {area.id: area for area in areas}
            repairs += changed
    areas = tuple(fitted[area.id] for area in dataset.areas)
    return replace(dataset, areas=areas), tuple(repairs)


@lru_cache(maxsize=2)  # the notices of a map and its scene ask for the same areas
def _fitted(
    areas: tuple[Area, ...], tolerance_m: float
) -> tuple[tuple[Area, ...], tuple[Repair, ...]]:
    """Return areas fitted to one another, and what changed."""
    sheets: dict[_Sheet, dict[str, BaseGeometry]] = {}
    for area in areas:
        sheets.setdefault(_sheet_of(area), {})[area.id] = area.geometry
    rivals = (
        (first.id, second.id)
        for first, second in opposed(areas, tolerance_m)
        if _sheet_of(first) != _sheet_of(second)
    )
    fitted, repairs = mend(sheets.values(), rivals, tolerance_m)
    drawn = {area.id: area.geometry for area in areas}
    if lost := losses(drawn, fitted, tolerance_m):
        raise LostGroundError(lost, tolerance_m)
    return tuple(replace(area, geometry=fitted[area.id]) for area in areas), repairs


def _lost(loss: Loss, tolerance_m: float) -> str:
    taker = f' and "{loss.other}" the rest' if loss.other else ""
    return (
        f'"{loss.id}" would have {loss.after_km2:,.3f} of its {loss.before_km2:,.3f} km²{taker} if'
        f" overlaps and gaps up to {tolerance_m:g} m wide were closed: cut one area out of the"
        ' other, or lower "tolerance_m" under [ground] in map.toml (0 closes none)'
    )


def _sheet_of(area: Area) -> _Sheet:
    return area.source, area.when.start, area.when.end


def _covers(land: Terrain, placed: Collection[str], drawings: Collection[str]) -> bool:
    """Return whether a terrain has all of the given places and drawn areas."""
    return set(placed) <= land.positions.keys() and set(drawings) <= land.drawings.keys()
