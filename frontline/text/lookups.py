"""Scene → lookups for its texts: the map of a date, names, sides, events."""

from __future__ import annotations

from datetime import date

from frontline.model import Event, Place, Side
from frontline.scene.basis import Basis
from frontline.scene.scene import Scene, Snapshot
from frontline.style.classes import rank


def snapshot(scene: Scene, date: date | str | None) -> Snapshot:
    """Return the map of a date.

    Parameters
    ----------
    scene : Scene
        The map.
    date : datetime.date, str or None
        Date, ISO 8601 if text; None for the date on which the map opens.

    Returns
    -------
    Snapshot
        The map of the date.

    Raises
    ------
    UsageError
        If the date is not in the map's period.
    """
    return scene.opening if date is None else scene.at(date)


def names_of(scene: Basis) -> dict[str, str]:
    """Map the ids of the places to their names.

    Parameters
    ----------
    scene : Basis
        The map.

    Returns
    -------
    dict
        Names in the scene's language, by id.
    """
    return {place.id: place.name for place in scene.places}


def sides_of(scene: Basis) -> dict[str, Side]:
    """Map the ids of the sides to the sides.

    Parameters
    ----------
    scene : Basis
        The map.

    Returns
    -------
    dict
        Sides by id.
    """
    return {side.id: side for side in scene.header.sides}


def ranks_of(scene: Basis) -> dict[str, int]:
    """Map the ids of the places to their importance to a reader.

    Parameters
    ----------
    scene : Basis
        The map.

    Returns
    -------
    dict
        The rank of each place, see ``classes.rank``; lower ones are named first.
    """
    return {place.id: rank(place.kind, place.id in scene.reported) for place in scene.places}


def is_drawn(place: Place) -> bool:
    """Return whether a place has a point on the map.

    Parameters
    ----------
    place : Place
        The place.

    Returns
    -------
    bool
        False for a region, and for a place without coordinates.
    """
    return place.lon is not None and place.kind != "region"


def events_begun(day_map: Snapshot) -> tuple[Event, ...]:
    """List the events that began in the step that ends on the date of a map.

    Parameters
    ----------
    day_map : Snapshot
        The map of the date.

    Returns
    -------
    tuple of Event
        In the order of the map's events.
    """
    since = day_map.scene.eve(day_map.date)
    return tuple(e for e in day_map.events if e.when.start and since < e.when.start <= day_map.date)
