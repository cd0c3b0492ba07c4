"""Map → how good its inferred ground is: on how much it rests, and how far that agrees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import fsum, sqrt
from typing import Final

from frontline.analysis.gains import movers
from frontline.analysis.jackknife import Range, ranges
from frontline.evidence.agreement import Agreement, agreement
from frontline.evidence.timeline import EVER
from frontline.model import Span
from frontline.scene.scene import Scene

LINE_ERROR: Final = 0.3
"""Expected error of an inferred line in units of the spacing of places, √(km² per place)."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Hold what a map's inferred ground rests on, on the day the map opens on.

    ``places`` speak for ``km2`` of ground; on ``stale`` of them the newest evidence is older than
    ``stale_after_days``. ``ranges`` are, by side, those of the km² that it holds or claims, with
    one source at a time left out; empty where just one source speaks. The side of the start is
    not among them: its ground ends where the map does.
    """

    date: date
    places: int
    km2: float
    stale: int
    stale_after_days: int
    agreement: Agreement
    ranges: Mapping[str, Range]

    @property
    def km2_per_place(self) -> float:
        """The ground that a place speaks for on average."""
        return self.km2 / self.places

    @property
    def line_error_km(self) -> float:
        """How far off an inferred line is expected to lie."""
        return LINE_ERROR * sqrt(self.km2_per_place)


def quality(scene: Scene) -> Quality | None:
    """Judge the inferred ground of a map; None where no ground is inferred on its day."""
    return _quality(scene.own)


@lru_cache(maxsize=1)
def _quality(scene: Scene) -> Quality | None:
    day = scene.opens
    now = scene.opening
    told = {id for id, span in now.spans.items() if _is_told(scene, span)}
    spots = {place.id for place in scene.places if place.lon is not None}
    used = told & spots & set(scene.land.places)
    zones = [zone for zone, place in now.laid.place_of.items() if place and zone in told]
    km2 = fsum(scene.km2.get(zone, 0.0) for zone in zones)
    if not used or not km2:
        return None
    return Quality(
        date=day,
        places=len(used),
        km2=km2,
        stale=sum(now.spans[place].stale for place in used),
        stale_after_days=scene.header.policy.stale_after_days,
        agreement=agreement(scene.book, day, EVER),
        ranges=ranges(scene, lambda some: _only(some.side_km2(day), movers(scene))),
    )


def _is_told(scene: Scene, span: Span) -> bool:
    """Say whether a span rests on what somebody said of a place, and not on a drawing alone."""
    told = any(claim not in scene.land.drawings for claim in span.claims)
    return told and span.control.status != "unknown"


def _only(km2: Mapping[str, float], sides: Iterable[str]) -> dict[str, float]:
    return {side: km2[side] for side in sides}
