"""The kinds of figure, each a plate, put on a page of a size."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from frontline.errors import UsageError
from frontline.render.figure.arrange import arrange
from frontline.render.figure.change_map import changes
from frontline.render.figure.content import Plate
from frontline.render.figure.day_charts import area, events, front
from frontline.render.figure.day_map import day_map
from frontline.render.figure.marks import Sheet
from frontline.render.figure.site_card import site
from frontline.render.figure.sizes import Size
from frontline.render.figure.small_multiples import days_of_changes, multiples, pair
from frontline.render.figure.typeset import Measure, Pen, pen
from frontline.scene.scene import Scene, Snapshot
from frontline.text.lookups import snapshot

KINDS: Final = ("map", "pair", "multiples", "changes", "area", "events", "front", "site")


@dataclass(frozen=True, slots=True)
class Ask:
    """Say which figure is wanted: its kind, and the days or the place that it shows.

    ``date`` is by default the day the map opens on, ``since`` the first of the period (and then
    ``date``, where it would be the same, the last); of a chart they are its last and its first day,
    by default those of the period. ``dates`` are the days with changes, ``place`` is the site of
    which most is told.
    """

    kind: str = "map"
    date: dt.date | str | None = None
    since: dt.date | str | None = None
    dates: tuple[dt.date | str, ...] = ()
    place: str | None = None


_CHARTS: Final = {"area": area, "events": events, "front": front}
_TAKES: Final = {"map": {"date"}, "multiples": {"dates"}, "site": {"place"}}
_TWO_DAYS: Final = frozenset({"date", "since"})


def plate(scene: Scene, ask: Ask, pen: Pen) -> Plate:
    """Make the plate that is asked for.

    Raises UsageError for a kind that there is not, for what the kind does not take, and for a day
    outside the period.
    """
    if ask.kind not in KINDS:
        raise UsageError(f'kind: "{ask.kind}" is not one of {", ".join(KINDS)}')
    for name in ("date", "since", "dates", "place"):
        if getattr(ask, name) and name not in _TAKES.get(ask.kind, _TWO_DAYS):
            raise UsageError(f"{name}: a figure of the kind {ask.kind} has none")
    if ask.kind in ("map", "pair", "changes"):
        now = snapshot(scene, ask.date)
        if ask.kind == "map":
            return day_map(now, pen)
        if ask.date is None and now.date == scene.dates[0]:
            now = scene.at(scene.dates[-1])
        since = snapshot(scene, ask.since or scene.dates[0]).date
        if since == now.date:
            raise UsageError(f"since: {since} is the day of the figure itself")
        return (pair if ask.kind == "pair" else changes)(scene, since, now.date, pen)
    if ask.kind == "multiples":
        chosen = (snapshot(scene, day).date for day in ask.dates or days_of_changes(scene))
        return multiples(scene, sorted(set(chosen)), pen)
    if ask.kind == "site":
        return site(scene, ask.place, pen)
    first, last = (
        scene.dates.index(snapshot(scene, day).date)
        for day in (ask.since or scene.dates[0], ask.date or scene.dates[-1])
    )
    if last < first:
        raise UsageError(f"since: {scene.dates[first]} comes after {scene.dates[last]}")
    return _CHARTS[ask.kind](scene, scene.dates[first : last + 1], pen)


def compose(
    scene: Scene, ask: Ask, size: Size, measure: Measure, *, headed: bool = True
) -> tuple[Sheet, str]:
    """Lay out a figure; returns the page, and what it shows in words."""
    drawn = pen(scene.header, measure)
    made = plate(scene, ask, drawn)
    return arrange(made, size, drawn, headed=headed), made.alt


def sheet(now: Snapshot, size: Size, measure: Measure, *, headed: bool = True) -> Sheet:
    """Lay out the map of a day."""
    drawn = pen(now.scene.header, measure)
    return arrange(day_map(now, drawn), size, drawn, headed=headed)
