"""Map → how good its inferred ground is: on how much it rests, and how far that agrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import fsum, sqrt
from typing import Final

from frontline.dates import end_of
from frontline.evidence.agree import Agreement, agreement
from frontline.leaveout import Range, ranges
from frontline.model import NOT_GROUND
from frontline.scene import Scene, is_bare

LINE_ERROR: Final = 0.3
"""Expected error of an inferred line in units of the spacing of places, √(km² per place)."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Hold what a map's inferred ground rests on, on the day the map opens on.

    ``places`` speak for ``km2`` of ground; ``stale`` of them by old evidence. By side its
    ``held_km2``, held or claimed, and the ``ranges`` of these with one source at a time left
    out, empty where just one source speaks. The side of the start is not among them: its ground
    ends where the map does.
    """

    date: date
    places: int
    km2: float
    stale: int
    agreement: Agreement
    held_km2: Mapping[str, float]
    ranges: Mapping[str, Range]

    @property
    def km2_per_place(self) -> float:
        """The ground that a place speaks for on average."""
        return self.km2 / self.places

    @property
    def line_error_km(self) -> float:
        """How far off an inferred line is expected to lie."""
        return LINE_ERROR * sqrt(self.km2_per_place)


@lru_cache(maxsize=8)
def quality(scene: Scene) -> Quality | None:
    """Judge the inferred ground of a map; None where no ground is inferred on its day."""
    day = scene.opens
    now = scene.at(day)
    spots = {p.id for p in scene.places if p.lon is not None and p.kind not in NOT_GROUND}
    spoken = {zone for zone, span in now.spans.items() if not is_bare(span, scene.header)}
    used = spoken & spots
    km2 = fsum(scene.km2[zone] for zone in _inferred(scene) if zone in spoken)
    if not used or not km2:
        return None
    known = end_of(scene.known_by, scene.header.zone)
    return Quality(
        date=day,
        places=len(used),
        km2=km2,
        stale=sum(now.spans[place].stale for place in used),
        agreement=agreement(scene.book, day, known),
        held_km2=_held(scene),
        ranges=ranges(scene, _held),
    )


def _inferred(scene: Scene) -> list[str]:
    drawn = {area.id for area in scene.areas}
    return [zone for zone in scene.ground.zones if zone not in drawn]


def _held(scene: Scene) -> dict[str, float]:
    """Add up the inferred ground of each side but the start's on the day the map opens on."""
    now = scene.at(scene.opens, scene.known_by)
    start = scene.header.base_start
    sides = [side.id for side in scene.header.sides if not (start and side.id == start.side)]
    zones = {zone: now.control(zone).side for zone in _inferred(scene)}
    return {
        side: fsum(scene.km2[zone] for zone, holder in zones.items() if holder == side)
        for side in sides
    }
