"""The validated input of a map."""

from __future__ import annotations

from dataclasses import dataclass

from frontline.model.records import Area, BaseFeature, Claim, Event, Place, Source
from frontline.model.settings import Header


@dataclass(frozen=True, slots=True)
class Dataset:
    """The validated input of a map; nothing is checked again after intake.

    Attributes
    ----------
    header : Header
        Settings of the map.
    places : tuple of Place
        Named places.
    areas : tuple of Area
        Drawn areas of control.
    events : tuple of Event
        Events.
    claims : tuple of Claim
        Claims, including those derived from events of control.
    sources : tuple of Source
        Sources.
    base : tuple of BaseFeature
        Base map.

    Examples
    --------
    >>> import frontline
    >>> dataset = frontline.load("frontline/starter")
    >>> [place.name for place in dataset.places]
    ['Alder', 'Birch', 'Cedar', 'Elmstadt']
    """

    header: Header
    places: tuple[Place, ...]
    areas: tuple[Area, ...]
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    base: tuple[BaseFeature, ...]
