"""Two maps on common zones → their balance: the areas that passed from one control to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum

from frontline.analysis.balance import Balance, FlowKey, Handover, flows_of
from frontline.analysis.measured import Turn
from frontline.analysis.transitions import control_of
from frontline.dates.edtf import day_before
from frontline.ground.topology import patches
from frontline.ground.zones import Laid
from frontline.model import NOT_GROUND, Control, Place
from frontline.scene.homonyms import unit_of
from frontline.scene.scene import Scene
from frontline.scene.standing import Standing, standings

Passing = Mapping[str, tuple[Control, Control]]
"""Control before and after of the zones or places whose control differs, by id."""


def between(first: Standing, second: Standing) -> Balance:
    """Return the balance of two maps of one scene.

    Parameters
    ----------
    first, second : Standing
        The maps, in either order of dates; maps on different zones are laid out again.

    Returns
    -------
    Balance
        The changes from the first map to the second.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> balance = between(scene.at("2024-03-06"), scene.at("2024-03-07"))
    >>> [handover.place for handover in balance.handovers]
    ['birch']
    """
    if first.laid is not second.laid:
        moments = (first.date, first.known), (second.date, second.known)
        first, second = standings(first.scene, *moments)
    controls_of_places = {
        place.id: (first.control(place.id), second.control(place.id))
        for place in first.scene.places
    }
    basis = first.scene
    sliver_km2 = basis.header.ground.sliver_km2
    return balance_of(
        first.laid, passing(first, second), controls_of_places, gazetteer(basis.places), sliver_km2
    )


def passing(first: Standing, second: Standing) -> Passing:
    """Return the zones whose control differs between two maps.

    Parameters
    ----------
    first, second : Standing
        Maps on the same zones.

    Returns
    -------
    mapping of str to tuple of (Control, Control)
        Control before and after, by zone.
    """
    pairs = {zone: (first.control(zone), second.control(zone)) for zone in first.ground.zones}
    return {zone: (before, after) for zone, (before, after) in pairs.items() if before != after}


def passings(
    scene: Scene, turns: Sequence[Turn], *, then: bool = False
) -> Iterator[tuple[date, Laid, Passing]]:
    """Yield the zones that changed control on each date.

    Changes over dates without a published map count on the date of the next map.

    Parameters
    ----------
    scene : Scene
        The scene.
    turns : sequence of Turn
        The turns of the scene by the same clock.
    then : bool
        Whether to use what was known on each date, not what is known now.

    Yields
    ------
    tuple of (date, Laid, mapping)
        The date, the zones, and the control before and after by zone.
    """
    first = scene.dates[0]
    eve = day_before(first)
    changes = scene.changes_of_control_then if then else scene.changes_of_control
    if any(change.date == first for change in changes):
        clock = ((eve, eve), (first, first)) if then else ((eve, None), (first, None))
        before, after = scene.together(*clock)
        yield first, before.laid, passing(before, after)
    for turn in turns:
        controls = {
            zone: (control_of(old), control_of(new)) for zone, (old, new) in turn.zones.items()
        }
        passed = {zone: pair for zone, pair in controls.items() if pair[0] != pair[1]}
        if passed:
            yield turn.day, scene.laid, passed


def daily_balances(
    scene: Scene, turns: Sequence[Turn], *, then: bool = False
) -> dict[date, Balance]:
    """Return the balance of each date with changes against the previous map.

    Parameters
    ----------
    scene : Scene
        The scene.
    turns : sequence of Turn
        The turns of the scene by the same clock.
    then : bool
        Whether to use what was known on each date, not what is known now.

    Returns
    -------
    dict of date to Balance
        The balances, by date.
    """
    handed: defaultdict[date, dict[str, tuple[Control, Control]]] = defaultdict(dict)
    for change in scene.changes_of_control_then if then else scene.changes_of_control:
        in_step = handed[scene.shown(change.date)]
        before, _ = in_step.get(change.place, (change.before, change.after))
        in_step[change.place] = before, change.after
    passed = {day: (laid, zones) for day, laid, zones in passings(scene, turns, then=then)}
    places, sliver_km2 = gazetteer(scene.places), scene.header.ground.sliver_km2
    balances = {
        day: balance_of(*passed.get(day, (scene.laid, {})), handed.get(day, {}), places, sliver_km2)
        for day in sorted(passed.keys() | handed.keys())
    }
    return {day: balance for day, balance in balances.items() if balance.flows or balance.handovers}


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The administrative unit of each place, and which places are settlements.

    Attributes
    ----------
    units : mapping of str to str or None
        The unit of each place, without its code.
    settlements : frozenset of str
        Ids of the places that are settlements.
    """

    units: Mapping[str, str | None]
    settlements: frozenset[str]


def gazetteer(places: Collection[Place]) -> Gazetteer:
    """Return the administrative units of places, and which places are settlements.

    Parameters
    ----------
    places : collection of Place
        The places of a map.

    Returns
    -------
    Gazetteer
        The units and the settlements.
    """
    return Gazetteer(
        {place.id: unit_of(place.admin) for place in places},
        frozenset(place.id for place in places if place.kind not in NOT_GROUND),
    )


def balance_of(
    laid: Laid, passed: Passing, handed: Passing, places: Gazetteer, sliver_km2: float
) -> Balance:
    """Return the balance of the zones and places that changed control.

    Parameters
    ----------
    laid : Laid
        The zones.
    passed : mapping of str to tuple of (Control, Control)
        Control before and after of the zones that changed control.
    handed : mapping of str to tuple of (Control, Control)
        Control before and after of the places that changed control.
    places : Gazetteer
        The units and settlements.
    sliver_km2 : float
        The area below which a patch is a sliver, in square kilometres.

    Returns
    -------
    Balance
        The flows and handovers.
    """
    parts: defaultdict[FlowKey, list[float]] = defaultdict(list)
    for zone, km2, sliver in _changed_polygons(laid, passed, sliver_km2):
        unit = places.units[place] if (place := laid.place_of[zone]) else None
        parts[*passed[zone], unit, sliver].append(km2)
    handovers = (
        Handover(place, places.units[place], before, after)
        for place, (before, after) in sorted(handed.items())
        if before.side != after.side and place in places.settlements
    )
    return Balance(flows_of(parts), tuple(handovers))


def _changed_polygons(
    laid: Laid, passed: Passing, sliver_km2: float
) -> Iterator[tuple[str, float, bool]]:
    """Yield zone and area of each changed polygon, and whether it is part of a sliver."""
    zones_by_change: defaultdict[tuple[Control, Control], list[str]] = defaultdict(list)
    for zone, pair in passed.items():
        zones_by_change[pair].append(zone)
    for zones in zones_by_change.values():
        if all(km2 >= sliver_km2 for zone in zones for km2 in laid.km2[zone]):
            yield from ((zone, km2, False) for zone in zones for km2 in laid.km2[zone])
            continue
        for patch in patches(laid.topology, zones):
            parts = [(zone, laid.km2[zone][number]) for zone, number in patch]
            sliver = fsum(km2 for _, km2 in parts) < sliver_km2
            yield from ((zone, km2, sliver) for zone, km2 in parts)
