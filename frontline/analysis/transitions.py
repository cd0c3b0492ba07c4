"""Spans → the zones whose control differs from one map to the next.

Changes over dates without a published map appear on the next map and take its date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from frontline.analysis.measured import MeasuredScene, Turn
from frontline.dates.edtf import day_before, days
from frontline.model import UNKNOWN, Control, Header, Span
from frontline.scene.scene import Scene


def turns(scene: Scene, *, then: bool = False) -> tuple[Turn, ...]:
    """Return the turns of zones over the period; the first map has no turn.

    Parameters
    ----------
    scene : Scene
        The scene; a ``MeasuredScene`` already has the turns.
    then : bool
        Whether to use what was known on each date, not what is known now.

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
    updates: dict[date, dict[str, Span | None]] = {}
    for span in scene.spans_then if then else scene.spans:
        if span.zone in scene.ground.zones:
            updates.setdefault(span.end, {}).setdefault(span.zone, None)
            updates.setdefault(span.start, {})[span.zone] = span
    return tuple(_turns_at(updates, map_dates(scene)))


def _turns_at(
    updates: Mapping[date, Mapping[str, Span | None]], maps: list[date]
) -> Iterator[Turn]:
    """Yield the differences between consecutive maps, given the span updates of each date."""
    current: dict[str, Span | None] = {}
    pending = sorted(updates, reverse=True)
    for since, day in zip([None, *maps], maps, strict=False):
        before: dict[str, Span | None] = {}
        while pending and pending[-1] <= day:
            for zone, span in updates[pending.pop()].items():
                before.setdefault(zone, current.get(zone))
                current[zone] = span
        changed = {
            zone: (old, current[zone])
            for zone, old in before.items()
            if (old and old.control) != ((new := current[zone]) and new.control)
        }
        if changed and since is not None:
            yield Turn(day, since, changed)


def control_of(span: Span | None) -> Control:
    """Return the control of a span.

    Parameters
    ----------
    span : Span or None
        The span of a zone; None if there is no claim.

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


def map_dates(scene: Scene) -> list[date]:
    """List the dates that a scene shows and for which a map was published.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    list of date
        The dates, in order.
    """
    return [day for day in scene.dates if is_mapped(scene.header, day)]


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
    return [day for day in days(header.start, header.end) if is_mapped(header, day)]


def map_day(header: Header, day: date) -> date:
    """Return the date of the map that is valid on a date: its own or the last one before it.

    Parameters
    ----------
    header : Header
        The header of the map.
    day : date
        A date of the period, or one day before it.

    Returns
    -------
    date
        The date of the map; before the first map, the date of the first map.
    """
    while not is_mapped(header, day):
        if day <= header.start:
            return next(iter(map_days(header)), day)
        day = day_before(day)
    return day


def is_mapped(header: Header, day: date) -> bool:
    """Return whether a map was published for a date.

    Parameters
    ----------
    header : Header
        The header of the map.
    day : date
        A date.

    Returns
    -------
    bool
        False for the dates that the header lists as missing.
    """
    return not any(day in interval for interval in header.missing)
