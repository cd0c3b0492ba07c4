"""A map → problems and notices about its ground: repairs, contradictions, places without any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import shapely

from frontline.errors import DataError, Issue
from frontline.evidence.drawings import drawings
from frontline.ground.measure import distance_km
from frontline.ground.repair import Repair
from frontline.intake.admin_units import containing_regions
from frontline.intake.raw_map import RawMap
from frontline.intake.record_notices import MAX_NOTICES, Records
from frontline.model import CONTROL, NOT_GROUND, Dataset, Place
from frontline.project.state_notices import state_notices
from frontline.scene.build import (
    SNAP_KM,
    LostGroundError,
    located_places,
    start_country,
    with_areas_fitted,
)
from frontline.scene.contradictions import Contradiction, contradictions
from frontline.scene.homonyms import unit_of

_ENDS = 'under [reading]: "areas.geojson" = { ends = "exclusive" }'


def verify_ground(raw: RawMap, dataset: Dataset) -> None:
    """Verify that the repair of the areas of a map would leave each its ground.

    Parameters
    ----------
    raw : RawMap
        Records of a map folder without problems.
    dataset : Dataset
        The valid map made of them.

    Raises
    ------
    DataError
        If an area would lose it; the error carries all of them.
    """
    try:
        with_areas_fitted(dataset)
    except LostGroundError as lost:
        records = Records(raw)
        raise DataError(
            records.of("areas.geojson", id).issue(code, message, "geometry")
            for id, code, message in lost.problems
        ) from lost


def ground_notices(raw: RawMap, dataset: Dataset) -> Iterator[Issue]:
    """Yield the notices about the ground of a map.

    Parameters
    ----------
    raw : RawMap
        Records of a map folder without problems.
    dataset : Dataset
        The valid map made of them.

    Yields
    ------
    Issue
        Notices, at most ``MAX_NOTICES`` of a kind.
    """
    records, header = Records(raw), dataset.header
    fitted, repairs = with_areas_fitted(dataset)
    stated = drawings(fitted.areas, dataset.sources, header)
    kinds: tuple[Iterator[Issue], ...] = (
        (_contradiction(records, found) for found in contradictions(fitted.areas, stated, header)),
        (_repair(records, repair, header.ground.tolerance_m) for repair in repairs),
        _at_one_point(records, dataset),
        _off_the_start(records, dataset),
        _in_two_countries(records, dataset),
        _in_another_unit(records, dataset),
        state_notices(records, dataset),
    )
    for kind in kinds:
        yield from islice(kind, MAX_NOTICES)


def _contradiction(records: Records, found: Contradiction) -> Issue:
    second, first = f'"{found.second}"', f'"{found.first}"'
    size = f"over {found.km2:,.3f} km², up to {_length(found.width_m)} wide"
    result = f'"{found.counts}" counts there' if found.counts else "contested there"
    record = records.of("areas.geojson", found.second)
    if found.one_day:
        cause = f"{second} begins on {found.day}, the last date of {first}, {size}"
        advice = f"if ends are exclusive, state it in map.toml {_ENDS}"
        return record.issue("FL502", f"{cause}, and is of another side: {result}; {advice}", "from")
    cause = f"{second} contradicts {first} of the same claimant from {found.day} on, {size}"
    advice = f'cut one out of the other, or give the one on top a later "known" than {first}'
    return record.issue("FL501", f"{cause}: {result}; {advice}", "side")


def _repair(records: Records, repair: Repair, tolerance_m: float) -> Issue:
    size = f"{repair.before_km2:,.3f} km² before, {repair.after_km2:,.3f} km² after"
    reason = f'overlaps and gaps up to {tolerance_m:g} m wide are closed ("tolerance_m")'
    message = f'"{repair.id}" is fitted to adjacent areas: {size}; {reason}'
    return records.of("areas.geojson", repair.id).issue("FL503", message, "geometry")


def _at_one_point(records: Records, dataset: Dataset) -> Iterator[Issue]:
    """Yield a notice for each place at the position of an earlier one."""
    if dataset.header.ground.method == "none":
        return
    decide = _with_control(dataset)
    first_at: dict[tuple[float | None, float | None], Place] = {}
    for place in dataset.places:
        if place.lon is None or place.id not in decide:
            continue
        first = first_at.setdefault((place.lon, place.lat), place)
        if first is not place:
            message = (
                f'"{place.id}" lies at the position of "{first.id}": they share one piece of'
                " ground, which is contested where they name opponents"
            )
            yield records.of("places.geojson", place.id).issue("FL504", message, "geometry")


def _off_the_start(records: Records, dataset: Dataset) -> Iterator[Issue]:
    """Yield a notice for each place with control outside the country of the start."""
    start, country = dataset.header.base_start, start_country(dataset)
    if start is None or country is None:
        return
    located, decide = located_places(dataset), _with_control(dataset)
    for place in dataset.places:
        if place.lon is None or place.lat is None or place.id not in decide:
            continue
        if shapely.intersects_xy(country, place.lon, place.lat):
            continue
        distance = _length(1000 * distance_km(country, place.lon, place.lat))
        where = f'"{place.id}" lies {distance} outside "{start.within}", the country of [start]'
        record = records.of("places.geojson", place.id)
        if place.id in located:
            limit = _length(1000 * SNAP_KM)
            message = f"{where}: up to {limit} it counts as within"
            yield record.issue("FL506", message, "geometry")
        else:
            message = f"{where}: it has neither ground nor the side of the start"
            yield record.issue("FL505", message, "geometry")


def _in_two_countries(records: Records, dataset: Dataset) -> Iterator[Issue]:
    """Yield a notice for each place within several countries of the base."""
    countries = [base for base in dataset.base if base.kind == "country" and not base.world]
    places = [place for place in dataset.places if place.lon is not None]
    if len(countries) < 2 or not places:
        return
    points = shapely.points([(place.lon, place.lat) for place in places])
    tree = shapely.STRtree([country.geometry for country in countries])
    ids: dict[int, list[str]] = {}
    for place, country in tree.query(points, predicate="within").T.tolist():
        ids.setdefault(place, []).append(f'"{countries[country].id or countries[country].name}"')
    for number, within in sorted(ids.items()):
        if len(within) > 1:
            message = f'"{places[number].id}" lies in {" and ".join(sorted(within))} at once'
            record = records.of("places.geojson", places[number].id)
            yield record.issue("FL507", message, "geometry")


def _in_another_unit(records: Records, dataset: Dataset) -> Iterator[Issue]:
    """Yield a notice for each place whose ``admin`` is none of the regions around it."""
    stated = {place.id: place.admin or "" for place in dataset.places}
    for id, regions in containing_regions(dataset.places, dataset.base).items():
        if any(region.id and region.id in stated[id] for region in regions):
            continue
        names = [
            text
            for region in regions
            for text in (region.name, *(texts["name"] for texts in region.texts.values()))
        ]
        if not any(_same_unit(unit_of(stated[id]) or "", name) for name in names):
            message = f'"{id}" lies in {regions[0].name} of the base, and its "admin" is another'
            record = records.of("places.geojson", id)
            yield record.issue("FL516", f'{message}: "{stated[id]}"', "admin")


def _same_unit(first: str, second: str) -> bool:
    """Return whether two names begin alike, as "Kharkiv oblast" and "Kharkivska" do."""
    first_word, second_word = (name.casefold().split(" ", 1)[0] for name in (first, second))
    return bool(first_word) and (
        first_word.startswith(second_word) or second_word.startswith(first_word)
    )


def _with_control(dataset: Dataset) -> set[str]:
    """Return the ids of the settlements that a claim of control names."""
    ground = {place.id for place in dataset.places if place.kind not in NOT_GROUND}
    claims: Iterable[tuple[str, ...]] = (c.places for c in dataset.claims if c.about == CONTROL)
    return ground.intersection(id for places in claims for id in places)


def _length(metres: float) -> str:
    return f"{metres:.0f} m" if metres < 1000 else f"{metres / 1000:.1f} km"
