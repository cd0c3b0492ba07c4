"""``[base]`` of ``map.toml``, and what the package's world adds to the base of a map."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

from frontline.intake.map_context import MapFacts
from frontline.intake.record_shape import Shape
from frontline.model import BaseFeature
from frontline.world import world_country, world_features

_GOES_WITH: Final = {
    "country": ("country", "border", "coast"),
    "coast": ("country", "coast"),
    "border": ("border",),
    "region": ("region", "region_border"),
    "region_border": ("region", "region_border"),
}
"""Kind in a map's own base → the world's kinds that it replaces; others replace their own."""

_OF_STATES: Final = ("country", "border", "region", "region_border", "town")
_PRESENT: Final = date(1992, 1, 1)
"""Maps that end earlier do not get the states, regions and town names of today."""


class BaseTable(Shape):
    """What the base of the map takes from the package's world."""

    world: bool = True
    viewpoint: Literal["DE", "UA"] | None = None

    def has_states(self, end: date | None) -> bool:
        """Tell whether a map takes states from the world.

        Parameters
        ----------
        end : date or None
            Last date of the map; its states of before 1992 were others.

        Returns
        -------
        bool
        """
        return self.world and not (end and end < _PRESENT)


def with_world(
    own: Sequence[BaseFeature], table: BaseTable, facts: MapFacts, within: str | None
) -> tuple[BaseFeature, ...]:
    """Add to a map's own base each layer of the world that it does not have.

    Parameters
    ----------
    own : sequence of BaseFeature
        The base in the map folder.
    table : BaseTable
        What the map takes from the world.
    facts : MapFacts
        Extent, period and languages.
    within : str or None
        Country that ``[start]`` names; if the map has no country of its own, the ISO code of one
        of the world.

    Returns
    -------
    tuple of BaseFeature
        The map's own features, then those of the world.
    """
    if not table.world or facts.extent is None:
        return tuple(own)
    replaced = {kind for f in own for kind in _GOES_WITH.get(f.kind, (f.kind,))}
    end = facts.period.end if facts.period else None
    if not table.has_states(end):
        replaced.update(_OF_STATES)
    world = world_features(facts.extent, facts.languages, table.viewpoint)
    taken = [feature for feature in world if feature.kind not in replaced]
    if within and not any(feature.kind == "country" for feature in own):
        whole = world_country(within, facts.languages, facts.extent)
        if whole:
            taken = [f for f in taken if f.kind != "country" or f.id != within] + [whole]
    return *own, *taken
