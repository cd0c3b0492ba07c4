"""Scene → the quality of its inferred areas: how much evidence, and how far it agrees."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from math import fsum, sqrt
from typing import Final

import shapely

from frontline.analysis.announcements import Announced, Announcements, measure_announcements
from frontline.analysis.area_ranges import AreaRange, Key, Ranges, measure_ranges
from frontline.analysis.measured import MeasuredScene
from frontline.analysis.shifts import speakers
from frontline.evidence.agreement import Agreement, agreement
from frontline.evidence.timeline import EVER
from frontline.model import Span
from frontline.scene.scene import Scene, Snapshot

LINE_ERROR: Final = 0.3
"""The expected error of an inferred line in units of the spacing of places, √(km² per place)."""


@dataclass(frozen=True, slots=True)
class Quality:
    """The evidence for the inferred areas of a map on its opening date.

    Attributes
    ----------
    date : date
        The date.
    places : int
        The number of places with evidence that decide areas.
    km2 : float
        The area that they decide, in square kilometres.
    stale : int
        The number of these places whose newest evidence is older than ``stale_after_days``.
    stale_after_days : int
        The policy's limit, in days.
    agreement : Agreement
        How far independent sources agree.
    sources : int
        The number of sources of the evidence; copies count with their origin.
    ranges : mapping of str to AreaRange
        The range of the area of each side that has one. The initial holder is omitted, because
        its area ends with the map.
    overruled : tuple of str
        Ids of the places that a smooth field leaves within the area of another side.
    """

    date: date
    places: int
    km2: float
    stale: int
    stale_after_days: int
    agreement: Agreement
    sources: int
    ranges: Mapping[str, AreaRange]
    overruled: tuple[str, ...] = ()

    @property
    def km2_per_place(self) -> float:
        """The mean area that a place decides, in square kilometres."""
        return self.km2 / self.places

    @property
    def line_error_km(self) -> float:
        """The expected error of an inferred line, in kilometres."""
        return LINE_ERROR * sqrt(self.km2_per_place)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class AssessedScene(MeasuredScene):
    """A measured scene with the quality of its inferred areas, and the ranges of all areas.

    Attributes
    ----------
    quality : Quality or None
        The quality; None if no area is inferred on the opening date.
    ranges, ranges_then : Ranges
        The ranges of areas, as known now and as known then.
    announced, announced_then : Announcements
        What sides say that they have, where the map does not follow; as known now and then.
    """

    quality: Quality | None
    ranges: Ranges
    ranges_then: Ranges
    announced: Announcements
    announced_then: Announcements


def assess(scene: MeasuredScene) -> AssessedScene:
    """Assess the inferred areas of a scene, weighing the map again without each source.

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
    values = {field.name: getattr(scene, field.name) for field in fields(MeasuredScene)}
    now = measure_ranges(scene)
    return AssessedScene(
        **values,
        quality=_quality(scene, now),
        ranges=now,
        ranges_then=measure_ranges(scene, then=True),
        announced=measure_announcements(scene),
        announced_then=measure_announcements(scene, then=True),
    )


def ranges(scene: Scene, *, then: bool = False) -> Ranges:
    """Return the ranges of the areas of a scene.

    Parameters
    ----------
    scene : Scene
        The scene; an ``AssessedScene`` already has them.
    then : bool
        Whether to use what was known on each date, not what is known now.

    Returns
    -------
    mapping of Key to RangesByDate
        The ranges.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> ranges(scene) is scene.ranges
    True
    """
    if isinstance(scene, AssessedScene):
        return scene.ranges_then if then else scene.ranges
    return measure_ranges(scene, then=then)


def announcements(scene: Scene, *, then: bool = False) -> Announcements:
    """Return what sides say that they have, where the map does not follow.

    Parameters
    ----------
    scene : Scene
        The scene; an ``AssessedScene`` already has it.
    then : bool
        Whether to use what was known on each date, not what is known now.

    Returns
    -------
    mapping of date to tuple of Announced
        The sides, by the date from which it is so.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> announcements(scene) is scene.announced
    True
    """
    if isinstance(scene, AssessedScene):
        return scene.announced_then if then else scene.announced
    return measure_announcements(scene, then=then)


def announced_on(day_map: Snapshot) -> tuple[Announced, ...]:
    """Return the sides whose word the map of a date does not follow everywhere.

    Parameters
    ----------
    day_map : Snapshot
        The map of a date, as known now or then.

    Returns
    -------
    tuple of Announced
        The sides, with the places that they say they have; none by the knowledge of another date.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> [announced.side for announced in announced_on(scene.at("2024-03-05"))]
    ['north']
    """
    scene, then = day_map.scene, day_map.known == day_map.date
    if day_map.known is not None and not then:
        return ()
    found = announcements(scene, then=then)
    begun = [day for day in found if day <= day_map.date]
    return found[max(begun)] if begun else ()


def range_on(day_map: Snapshot, key: Key) -> AreaRange | None:
    """Return the range of an area on the map of a date.

    Parameters
    ----------
    day_map : Snapshot
        The map of a date, as known now or then.
    key : Key
        A class of the map, or the id of a side.

    Returns
    -------
    AreaRange or None
        The range; None where the area is a single figure or not measured, and by the knowledge of
        another date.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> range_on(scene.opening, "north").low
    0.0
    """
    if day_map.known not in (None, day_map.date):
        return None
    found = ranges(day_map.scene, then=day_map.known is not None).get(key)
    return found.on(day_map.date) if found else None


def quality(scene: Scene) -> Quality | None:
    """Assess the inferred areas of a map on its opening date.

    Parameters
    ----------
    scene : Scene
        The scene; an ``AssessedScene`` already has its quality.

    Returns
    -------
    Quality or None
        The quality; None if no area is inferred on that date.

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
    return _quality(scene, measure_ranges(scene))


def _quality(scene: Scene, ranges: Ranges) -> Quality | None:
    day, opening = scene.opens, scene.opening
    with_evidence = {id for id, span in opening.spans.items() if _has_evidence(scene, span)}
    located = {place.id for place in scene.places if place.lon is not None}
    deciding = with_evidence & located & set(scene.land.places)
    zones = [
        zone for zone, place in opening.laid.place_of.items() if place and zone in with_evidence
    ]
    km2_of = scene.km2
    km2 = fsum(km2_of.get(zone, 0.0) for zone in zones)
    if not deciding or not km2:
        return None
    return Quality(
        date=day,
        places=len(deciding),
        km2=km2,
        stale=sum(opening.spans[place].stale for place in deciding),
        stale_after_days=scene.header.policy.stale_after_days,
        agreement=agreement(scene.book, day, EVER),
        sources=len(speakers(scene)),
        ranges={
            key: found
            for key, by_date in ranges.items()
            if isinstance(key, str) and (found := by_date.on(day))
        },
        overruled=tuple(_overruled(scene, deciding)) if scene.land.smooth else (),
    )


def _overruled(scene: Scene, deciding: Collection[str]) -> Iterator[str]:
    """Yield the places whose side holds no ground at their own position."""
    opening = scene.opening
    zones = [zone for zone in opening.ground.zones if zone in opening.spans]
    places = [place for place in scene.places if place.id in deciding]
    points = shapely.points([(place.lon, place.lat) for place in places])
    tree = shapely.STRtree(opening.ground.polygons(zones))
    sides: dict[int, set[str | None]] = {}
    for place, zone in tree.query(points, predicate="intersects").T.tolist():
        sides.setdefault(place, set()).add(opening.control(zones[zone]).side)
    for number, place in enumerate(places):
        side = opening.control(place.id).side
        if side and side not in sides.get(number, {side}):
            yield place.id


def _has_evidence(scene: Scene, span: Span) -> bool:
    """Return whether a span has a status and a claim other than drawn areas."""
    has_claim = any(claim not in scene.land.drawings for claim in span.claims)
    return has_claim and span.control.status != "unknown"
