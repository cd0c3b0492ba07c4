"""Dataset → the basis of a scene: areas fitted, claims in a ledger, terrain set up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import shapely

from frontline.dates.edtf import days
from frontline.evidence.drawings import drawings
from frontline.evidence.ledger import ledger
from frontline.evidence.release import embedded
from frontline.ground.repair import Repair, mend
from frontline.ground.terrain import Terrain, terrain
from frontline.ground.topology import GRID_DEG
from frontline.ground.zones import Laid
from frontline.model import NOT_GROUND, Area, Claim, Dataset, Event
from frontline.scene.basis import Basis

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


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
    dataset, repairs = _with_areas_fitted(dataset)
    header = dataset.header
    countries = {f.id: f.geometry for f in dataset.base if f.kind == "country"}
    country = countries[header.base_start.within] if header.base_start else None
    located = _located(dataset, country)
    started = frozenset(located) if header.base_start else frozenset()
    sides = [side.id for side in header.sides]
    stated = drawings(dataset.areas, dataset.sources, sides, header)
    claims = (*dataset.claims, *_claims_at_places(dataset, stated.claims))
    book = ledger(claims, dataset.sources, sides, header.policy)
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
        places=shown.places,
        areas=shown.areas,
        events=shown.events,
        claims=shown.claims,
        sources=shown.sources,
        base=shown.base,
        dates=tuple(days(shown.header.start, shown.header.end)),
        land=land,
        started=started,
        quiet=started.difference(book.places),
        reported=frozenset(place for statement in statements for place in statement.places),
        book=book,
        drawings=stated,
        dataset=dataset,
        kin=kin,
        repairs=repairs,
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
    )


def _located(dataset: Dataset, country: BaseGeometry | None) -> dict[str, tuple[float, float]]:
    """Map the ids of places that may decide areas to longitude and latitude."""
    located = {
        place.id: (place.lon, place.lat)
        for place in dataset.places
        if place.lon is not None and place.lat is not None and place.kind not in NOT_GROUND
    }
    if country is None:
        return located
    return {id: lonlat for id, lonlat in located.items() if shapely.contains_xy(country, *lonlat)}


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


def _with_areas_fitted(dataset: Dataset) -> tuple[Dataset, tuple[Repair, ...]]:
    """Fit the areas of one source and date edge to edge; those of daily maps already are."""
    if dataset.header.grid_deg is not None:
        return dataset, ()
    sheets: dict[tuple[str, date | None, date | None], dict[str, BaseGeometry]] = {}
    for area in dataset.areas:
        sheet = sheets.setdefault((area.source, area.when.start, area.when.end), {})
        sheet[area.id] = area.geometry
    fitted, repairs = mend(sheets.values())
    areas = tuple(replace(area, geometry=fitted[area.id]) for area in dataset.areas)
    return replace(dataset, areas=areas), repairs


def _covers(land: Terrain, placed: Collection[str], drawings: Collection[str]) -> bool:
    """Return whether a terrain has all of the given places and drawn areas."""
    return set(placed) <= set(land.places) and set(drawings) <= land.drawings.keys()
