"""Scene → how good its inferred areas are: on how much they rest, and how far that agrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from math import fsum, sqrt
from typing import Final

from frontline.analysis.gains import sides_without_initial_holder
from frontline.analysis.jackknife import Range, ranges
from frontline.analysis.measured import MeasuredScene
from frontline.evidence.agreement import Agreement, agreement
from frontline.evidence.timeline import EVER
from frontline.model import Span
from frontline.scene.basis import Basis
from frontline.scene.scene import Scene
from frontline.scene.standing import side_km2

LINE_ERROR: Final = 0.3
"""Expected error of an inferred line in units of the spacing of places, √(km² per place)."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What the inferred areas of a map rest on, on the date on which it opens.

    Attributes
    ----------
    date : date
        The date.
    places : int
        The number of places with evidence that decide areas.
    km2 : float
        The area that they decide, in square kilometres.
    stale : int
        The number of them whose newest evidence is older than ``stale_after_days``.
    stale_after_days : int
        The policy's limit, in days.
    agreement : Agreement
        How far independent sources agree.
    ranges : mapping of str to Range
        By side, the range of the km² that it holds or claims with one source at a time left out;
        empty where only one source speaks. The side of the start is left out: its area ends where
        the map does.
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
        """The area that a place decides on average, in square kilometres."""
        return self.km2 / self.places

    @property
    def line_error_km(self) -> float:
        """How far off an inferred line is expected to lie, in kilometres."""
        return LINE_ERROR * sqrt(self.km2_per_place)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class AssessedScene(MeasuredScene):
    """A measured scene with the quality of its inferred areas.

    Attributes
    ----------
    quality : Quality or None
        The quality; None where no area is inferred on the date on which the map opens.
    """

    quality: Quality | None


def assess(scene: MeasuredScene) -> AssessedScene:
    """Assess the inferred areas of a scene: this weighs the map again without each source.

    Parameters
    ----------
    scene : MeasuredScene
        A measured scene.

    Returns
    -------
    AssessedScene
        The scene with its quality.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> dataset = frontline.load(files("frontline") / "starter")
    >>> assess(frontline.build(dataset, measure="changes")).quality.places
    2
    """
    own = {field.name: getattr(scene, field.name) for field in fields(MeasuredScene)}
    return AssessedScene(**own, quality=quality(scene))


def quality(scene: Scene) -> Quality | None:
    """Judge the inferred areas of a map on the date on which it opens.

    Parameters
    ----------
    scene : Scene
        The scene; where it is assessed, its quality is at hand.

    Returns
    -------
    Quality or None
        The quality; None where no area is inferred on that date.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> quality(scene) is scene.quality
    True
    """
    if isinstance(scene, AssessedScene):
        return scene.quality
    day, now = scene.opens, scene.opening
    evident = {id for id, span in now.spans.items() if _is_evident(scene, span)}
    located = {place.id for place in scene.places if place.lon is not None}
    used = evident & located & set(scene.land.places)
    zones = [zone for zone, place in now.laid.place_of.items() if place and zone in evident]
    km2_of = scene.km2
    km2 = fsum(km2_of.get(zone, 0.0) for zone in zones)
    if not used or not km2:
        return None
    sides = sides_without_initial_holder(scene.header)

    def measure(basis: Basis) -> dict[str, float]:
        km2 = basis.side_km2(day) if isinstance(basis, Scene) else side_km2(basis, day)
        return {side: km2[side] for side in sides}

    return Quality(
        date=day,
        places=len(used),
        km2=km2,
        stale=sum(now.spans[place].stale for place in used),
        stale_after_days=scene.header.policy.stale_after_days,
        agreement=agreement(scene.book, day, EVER),
        ranges=ranges(scene, measure),
    )


def _is_evident(scene: Scene, span: Span) -> bool:
    """Return whether a span rests on a claim about a place, and not on drawn areas alone."""
    claimed = any(claim not in scene.land.drawings for claim in span.claims)
    return claimed and span.control.status != "unknown"
