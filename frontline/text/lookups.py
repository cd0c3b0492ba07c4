"""What texts look up in a scene: the map of a date, names, sides."""

from __future__ import annotations

from datetime import date

from frontline.errors import UsageError
from frontline.model import Event, Place, Side
from frontline.scene.scene import Scene, Snapshot


def snapshot(scene: Scene, date: date | str | None) -> Snapshot:
    """Return the map of a day, by default the one the map opens on.

    Raises UsageError when the day is not in the period.
    """
    try:
        return scene.opening if date is None else scene.at(date)
    except ValueError as error:
        raise UsageError(f"date: {error}") from error


def names_of(scene: Scene) -> dict[str, str]:
    """Map the ids of places to their names."""
    return {place.id: place.name for place in scene.places}


def sides_of(scene: Scene) -> dict[str, Side]:
    """Map the ids of the sides to the sides."""
    return {side.id: side for side in scene.header.sides}


def is_drawn(place: Place) -> bool:
    """Say whether a place has a spot on the map; a region or a mere name has none."""
    return place.lon is not None and place.kind != "region"


def begun(now: Snapshot) -> tuple[Event, ...]:
    """Return the events of a day that began on it."""
    return tuple(event for event in now.events if event.when.start == now.date)
