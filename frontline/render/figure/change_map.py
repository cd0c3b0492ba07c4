"""Scene and two dates → the plate of a change map: areas gained, lost and still contested."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

import shapely

from frontline.analysis.difference import difference
from frontline.model import Control
from frontline.render.figure import symbols
from frontline.render.figure.base_map import map_marks
from frontline.render.figure.content import Face, Item, Plate
from frontline.render.figure.day_map import location_notes, map_foot, not_shown_note
from frontline.render.figure.hatch import class_marks, hatching
from frontline.render.figure.label_placement import Box
from frontline.render.figure.legend import Key, front_key
from frontline.render.figure.marks import Shape
from frontline.render.figure.projection import fit, rings
from frontline.render.figure.short_dates import days_words
from frontline.render.figure.typeset import Pen
from frontline.scene.scene import Scene, Snapshot
from frontline.scene.zone_spans import is_bare
from frontline.style.classes import Hatch, Style
from frontline.text.alt_text import alt
from frontline.text.gain_words import gains_by_holder
from frontline.text.lookups import sides_of
from frontline.text.phrases import capitalized, date_words
from frontline.text.summary import change_summary

_EDGE_PX: Final = 1.6
_KEYS: Final = {
    "gained": "gained_since",
    "lost": "lost_since",
    "contested": "figure_contested",
    "kept": "figure_kept",
}
"""Message of each kind of area, in the order of the legend."""

_Draw = Callable[[shapely.Geometry, Box], list[Shape]]


def change_plate(scene: Scene, first: date, last: date, pen: Pen) -> Plate:
    """Compose a map of the changes between two dates.

    Parameters
    ----------
    scene : Scene
        The map.
    first, last : datetime.date
        Dates, in either order.
    pen : Pen
        Text measure and language.

    Returns
    -------
    Plate
        Content of the figure.
    """
    first, last = sorted((first, last))
    comparison = difference(scene, first, last)
    since = date_words(first, scene.header.language)
    areas = _changed_areas(comparison.before, comparison.after, since, pen)
    zones = [(area, draw) for _, area, draw in areas]
    legend = [Key(partial(_swatch, draw), words) for words, _, draw in areas]
    legend += [front_key(scene, pen.say)] if comparison.after.front else []

    def draw(left: float, top: float, width: float, height: float | None) -> Face:
        frame = fit(scene.header.extent, left, top, width, height)
        return Face(
            frame.box[3],
            lambda: map_marks(comparison.after, frame, pen, zones=zones),
            tuple(legend),
            tuple(location_notes(comparison.after, frame, pen)),
        )

    return Plate(
        title=scene.header.title,
        summary=scene.header.summary,
        day=days_words(first, last, scene.header.language),
        beside=pen.say("change_since", date=since),
        draw=draw,
        aside=pen.say("twin_gains", day=since),
        items=gain_items(scene, first, last, pen),
        unseen=not_shown_note(scene, pen),
        foot=map_foot(scene),
        alt=f"{change_summary(scene, first, last)} {alt(scene, last)}",
    )


def gain_items(scene: Scene, first: date, last: date, pen: Pen) -> tuple[Item, ...]:
    """List gains and losses by holder, and the dates on which the mapping method changed.

    Parameters
    ----------
    scene : Scene
        The map.
    first, last : datetime.date
        Dates, ``first`` before ``last``.
    pen : Pen
        Text measure and language.

    Returns
    -------
    tuple of Item
        Entries of the list beside the legend.
    """
    comparison, say = difference(scene, first, last), pen.say
    items = []
    for name, words in gains_by_holder(scene, comparison.whole.balance, say):
        items.append(Item(((f"{capitalized(name)}:", True), (words, False))))
    if not items:
        items.append(Item(((say("no_area_changed"), False),)))
    language = scene.header.language
    for method_change, _ in comparison.breaks:
        text = say("break_on", date=date_words(method_change.date, language))
        items.append(Item(((text, False),)))
    return tuple(items)


def _changed_areas(
    first: Snapshot, last: Snapshot, since: str, pen: Pen
) -> list[tuple[str, shapely.Geometry, _Draw]]:
    """List the areas of a change map in legend order, with their text and drawing function."""
    scene, say = last.scene, pen.say
    before_by_zone, after_by_zone = (_controls(snapshot) for snapshot in (first, last))
    zones: dict[tuple[str, str | None], list[str]] = {}
    for zone in last.ground.zones:
        before, after = before_by_zone.get(zone), after_by_zone.get(zone)
        old_side, new_side = (control.side if control else None for control in (before, after))
        start = scene.header.base_start
        if after is None and start:
            new_side = start.side
        if before is None and start:
            old_side = start.side
        if old_side != new_side:
            key = ("gained", new_side) if new_side else ("lost", old_side)
            zones.setdefault(key, []).append(zone)
        elif after and after.side is None and after.status == "contested":
            zones.setdefault(("contested", None), []).append(zone)
        elif after and new_side:
            zones.setdefault(("kept", new_side), []).append(zone)
    order = list(_KEYS)
    sides = [side.id for side in scene.header.sides]
    areas: list[tuple[str, shapely.Geometry, _Draw]] = []
    for kind, side in sorted(
        zones, key=lambda key: (order.index(key[0]), sides.index(key[1]) if key[1] else 0)
    ):
        name = sides_of(scene)[side].name if side else ""
        words = say(_KEYS[kind], side=name, date=since)
        area = shapely.union_all(last.ground.polygons(zones[kind, side]))
        areas.append((words, area, partial(_marks, scene, kind, side)))
    return areas


def _controls(snapshot: Snapshot) -> dict[str, Control]:
    """Return the control by zone, without zones that no report changed."""
    spans = {zone: snapshot.spans[zone] for zone in snapshot.ground.zones if zone in snapshot.spans}
    header = snapshot.scene.header
    return {zone: span.control for zone, span in spans.items() if not is_bare(span, header)}


def _marks(
    scene: Scene, kind: str, side: str | None, area: shapely.Geometry, box: Box
) -> list[Shape]:
    """Draw an area: gains in full colour, losses dotted, the rest pale."""
    if kind == "contested":
        return class_marks(scene, _style(Control("contested"), "cross"), area, box)
    shades = symbols.ink(scene, Control("held", side))
    outline = rings(area)
    if kind == "gained":
        edge = Shape(outline, stroke=shades.line, width=_EDGE_PX, clip=box)
        return [Shape(outline, fill=shades.fill), edge]
    if kind == "lost":
        dots = hatching(_style(Control("held", side), "dots"), shades.line, area)
        edge = Shape(outline, stroke=shades.line, width=_EDGE_PX, dash=symbols.STALE_DASH, clip=box)
        return [Shape(outline, fill=symbols.CASING), *dots, edge]
    return [
        Shape(outline, fill=shades.pale),
        Shape(outline, stroke=shades.line, width=0.5, clip=box),
    ]


def _style(control: Control, hatch: Hatch) -> Style:
    return Style(control, "", "", hatch)


def _swatch(draw: _Draw, box: Box) -> list[Shape]:
    return draw(shapely.box(*box), box)
