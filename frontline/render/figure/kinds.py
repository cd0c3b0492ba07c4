"""Kinds of figure: a request → the plate of its kind, and its page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from frontline.errors import UsageError
from frontline.render.figure.area_chart import area_plate
from frontline.render.figure.arrange import arrange
from frontline.render.figure.change_map import change_plate
from frontline.render.figure.content import Plate
from frontline.render.figure.day_charts import event_plate, front_plate
from frontline.render.figure.day_map import day_plate
from frontline.render.figure.marks import Sheet
from frontline.render.figure.site_card import site_plate
from frontline.render.figure.sizes import Size
from frontline.render.figure.small_multiples import dates_of_changes, multiples_plate, pair_plate
from frontline.render.figure.typeset import Measure, Pen, pen
from frontline.scene.scene import Scene, Snapshot
from frontline.text.lookups import snapshot

KINDS: Final = ("map", "pair", "multiples", "changes", "area", "events", "front", "site")


@dataclass(frozen=True, slots=True)
class FigureRequest:
    """The kind of a figure and the dates or place it shows.

    Attributes
    ----------
    kind : str
        One of ``KINDS``.
    date : datetime.date or str, optional
        Date of a map, or last date of a chart. Default: the opening date; of a chart, the period's
        last.
    since : datetime.date or str, optional
        Earlier date of a comparison, or first date of a chart. Default: the period's first.
    dates : tuple of datetime.date or str
        Dates of small multiples. Default: those with changes.
    place : str, optional
        Id of a site. Default: the one with the most claims.
    """

    kind: str = "map"
    date: dt.date | str | None = None
    since: dt.date | str | None = None
    dates: tuple[dt.date | str, ...] = ()
    place: str | None = None


_CHARTS: Final = {"area": area_plate, "events": event_plate, "front": front_plate}
_OPTIONS_BY_KIND: Final = {"map": {"date"}, "multiples": {"dates"}, "site": {"place"}}
_COMPARISON_OPTIONS: Final = frozenset({"date", "since"})


def plate(scene: Scene, request: FigureRequest, pen: Pen) -> Plate:
    """Compose the plate of a figure.

    Parameters
    ----------
    scene : Scene
        The map.
    request : FigureRequest
        Kind, dates and place.
    pen : Pen
        Text measure and language.

    Returns
    -------
    Plate
        Content of the figure.

    Raises
    ------
    UsageError
        For an unknown kind, an option that the kind does not use, or a date outside the period.
    """
    if request.kind not in KINDS:
        raise UsageError(f'kind: "{request.kind}" is not one of {", ".join(KINDS)}')
    for name in ("date", "since", "dates", "place"):
        if getattr(request, name) and name not in _OPTIONS_BY_KIND.get(
            request.kind, _COMPARISON_OPTIONS
        ):
            raise UsageError(f"{name}: not used by a figure of kind {request.kind}")
    if request.kind in ("map", "pair", "changes"):
        now = snapshot(scene, request.date)
        if request.kind == "map":
            return day_plate(now, pen)
        if request.date is None and now.date == scene.dates[0]:
            now = scene.at(scene.dates[-1])
        since = snapshot(scene, request.since or scene.dates[0]).date
        if since == now.date:
            raise UsageError(f"since: {since} is the date of the figure itself")
        return (pair_plate if request.kind == "pair" else change_plate)(scene, since, now.date, pen)
    if request.kind == "multiples":
        chosen = (snapshot(scene, day).date for day in request.dates or dates_of_changes(scene))
        return multiples_plate(scene, sorted(set(chosen)), pen)
    if request.kind == "site":
        return site_plate(scene, request.place, pen)
    first, last = (
        scene.number(snapshot(scene, day).date)
        for day in (request.since or scene.dates[0], request.date or scene.dates[-1])
    )
    if last < first:
        raise UsageError(f"since: {scene.dates[first]} comes after {scene.dates[last]}")
    return _CHARTS[request.kind](scene, scene.dates[first : last + 1], pen)


def compose(
    scene: Scene, request: FigureRequest, size: Size, measure: Measure, *, headed: bool = True
) -> tuple[Sheet, str]:
    """Lay out a figure.

    Parameters
    ----------
    scene : Scene
        The map.
    request : FigureRequest
        Kind, dates and place.
    size : Size
        Page.
    measure : callable
        Measures a text in pixels.
    headed : bool
        Whether the page has a headline and a standfirst.

    Returns
    -------
    (Sheet, str)
        The page and its alternative text.
    """
    text_pen = pen(scene.header, measure)
    figure = plate(scene, request, text_pen)
    return arrange(figure, size, text_pen, headed=headed), figure.alt


def sheet(now: Snapshot, size: Size, measure: Measure, *, headed: bool = True) -> Sheet:
    """Lay out the map of a date.

    Parameters
    ----------
    now : Snapshot
        The map of the date.
    size : Size
        Page.
    measure : callable
        Measures a text in pixels.
    headed : bool
        Whether the page has a headline and a standfirst.

    Returns
    -------
    Sheet
        The page.
    """
    text_pen = pen(now.scene.header, measure)
    return arrange(day_plate(now, text_pen), size, text_pen, headed=headed)
