"""Spans → the zones whose control differs from one map to the next.

A date for which no map was published has none: what changed over such dates shows on the first
map after them, and is dated to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from frontline.analysis.measured import MeasuredScene, Turn
from frontline.dates.edtf import day_before, days
from frontline.model import UNKNOWN, Control, Header, Span
from frontline.scene.scene import Scene


def turns(scene: Scene, *, then: bool = False) -> tuple[Turn, ...]:
    """Return the turns of zones over the period; the first map has none.

    Parameters
    ----------
    scene : Scene
        The scene; where it is measured, its turns are at hand.
    then : bool
        Whether each date is as known then, rather than as known now.

    Returns
    -------
    tuple of Turn
        The turns, by date.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> [turn.day.isoformat() for turn in turns(scene)]
    ['2024-03-05', '2024-03-06', '2024-03-07', '2024-03-08']
    """
    if isinstance(scene, MeasuredScene):
        return scene.turns_then if then else scene.turns
    edges: dict[date, dict[str, Span | None]] = {}
    for span in scene.spans_then if then else scene.spans:
        if span.zone in scene.ground.zones:
            edges.setdefault(span.end, {}).setdefault(span.zone, None)
            edges.setdefault(span.start, {})[span.zone] = span
    return tuple(_walk(edges, map_days(scene.header)))


def _walk(edges: Mapping[date, Mapping[str, Span | None]], maps: list[date]) -> Iterator[Turn]:
    """Go from map to map, and yield what differs between two; spans change at the ``edges``."""
    current: dict[str, Span | None] = {}
    ahead = sorted(edges, reverse=True)
    for since, day in zip([None, *maps], maps, strict=False):
        before: dict[str, Span | None] = {}
        while ahead and ahead[-1] <= day:
            for zone, span in edges[ahead.pop()].items():
                before.setdefault(zone, current.get(zone))
                current[zone] = span
        turned = {
            zone: (old, current[zone])
            for zone, old in before.items()
            if (old and old.control) != ((new := current[zone]) and new.control)
        }
        if turned and since is not None:
            yield Turn(day, since, turned)


def control_of(span: Span | None) -> Control:
    """Return the control of a span.

    Parameters
    ----------
    span : Span or None
        The span of a zone; None where there is no claim.

    Returns
    -------
    Control
        Its control; unknown without a span.

    Examples
    --------
    >>> control_of(None)
    Control(status='unknown', side=None)
    """
    return span.control if span else UNKNOWN


def map_days(header: Header) -> list[date]:
    """List the dates of the period for which a map was published.

    Parameters
    ----------
    header : Header
        The header of the map.

    Returns
    -------
    list of date
        The dates, in order.
    """
    return [day for day in days(header.start, header.end) if not _is_missing(header, day)]


def map_day(header: Header, day: date) -> date:
    """Return the date of the map that stands for a date: its own, or the last before it.

    Parameters
    ----------
    header : Header
        The header of the map.
    day : date
        A date of the period, or one day before it.

    Returns
    -------
    date
        The date; that of the first map where none is before it.
    """
    while _is_missing(header, day):
        if day <= header.start:
            return next(iter(map_days(header)), day)
        day = day_before(day)
    return day


def _is_missing(header: Header, day: date) -> bool:
    return any(day in interval for interval in header.missing)
