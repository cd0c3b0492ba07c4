"""Spans → what each zone turns into from one map to the next.

A day for which no map was published has none: what changed over such days is seen on the first
map after them, and is dated to its day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from frontline.dates.edtf import day_before, days
from frontline.model import UNKNOWN, Control, Header, Span
from frontline.scene.scene import Scene


@dataclass(frozen=True, slots=True)
class Turn:
    """Hold, for the map of a day, the zones that turned, each with what it was and what it is.

    ``since`` is the day of the map before. Of a zone of which nobody speaks there is None.
    """

    day: date
    since: date
    zones: Mapping[str, tuple[Span | None, Span | None]]


def turns(scene: Scene, *, then: bool = False) -> tuple[Turn, ...]:
    """Return the turns of zones, by day, by one of two clocks; the first map has none."""
    return _turns(scene.own, then=then)


@lru_cache(maxsize=2)
def _turns(scene: Scene, *, then: bool) -> tuple[Turn, ...]:
    if then and scene.spans_then == scene.spans:
        return _turns(scene, then=False)
    edges: dict[date, dict[str, Span | None]] = {}
    for span in scene.spans_then if then else scene.spans:
        if span.zone in scene.ground.zones:
            edges.setdefault(span.end, {}).setdefault(span.zone, None)
            edges.setdefault(span.start, {})[span.zone] = span
    return tuple(_walk(edges, map_days(scene.header)))


def _walk(edges: Mapping[date, Mapping[str, Span | None]], maps: list[date]) -> Iterator[Turn]:
    """Go from map to map, and yield what differs between two; spans change at the ``edges``."""
    state: dict[str, Span | None] = {}
    left = sorted(edges, reverse=True)
    for since, day in zip([None, *maps], maps, strict=False):
        was: dict[str, Span | None] = {}
        while left and left[-1] <= day:
            for zone, span in edges[left.pop()].items():
                was.setdefault(zone, state.get(zone))
                state[zone] = span
        turned = {
            zone: (one, state[zone])
            for zone, one in was.items()
            if (one and one.control) != ((two := state[zone]) and two.control)
        }
        if turned and since is not None:
            yield Turn(day, since, turned)


def control_of(span: Span | None) -> Control:
    """Return who has a zone by its span; unknown where nobody speaks of it."""
    return span.control if span else UNKNOWN


def map_days(header: Header) -> list[date]:
    """List the days of the period that have a map: all but those for which none was published."""
    return [day for day in days(header.start, header.end) if not _is_missing(header, day)]


def map_day(header: Header, day: date) -> date:
    """Return the day of the map that stands for a day: where that has none, the last before it.

    Where no map is before it, that is the first of the period.
    """
    while _is_missing(header, day):
        if day <= header.start:
            return next(iter(map_days(header)), day)
        day = day_before(day)
    return day


def _is_missing(header: Header, day: date) -> bool:
    return any(day in gap for gap in header.missing)
