"""What changed between two days as a figure: ground gained, lost, and still contested."""

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
from frontline.render.figure.day_labels import days_words
from frontline.render.figure.day_map import foot_of, located, unseen
from frontline.render.figure.hatch import class_marks, hatching
from frontline.render.figure.labels import Box
from frontline.render.figure.legend import Key, front_key
from frontline.render.figure.marks import Shape
from frontline.render.figure.projection import fit, rings
from frontline.render.figure.typeset import Pen
from frontline.scene.scene import Scene, Snapshot, is_bare
from frontline.style.classes import Hatch, Style
from frontline.text.captions import alt, date_words, km2_words, sides_of
from frontline.text.summary import change_summary

_EDGE_PX: Final = 1.6
_KEYS: Final = {
    "gained": "gained_since",
    "lost": "lost_since",
    "contested": "figure_contested",
    "kept": "figure_kept",
}
"""The kinds of ground in the order of the legend, and the message for each."""

_Draw = Callable[[shapely.Geometry, Box], list[Shape]]


def changes(scene: Scene, one: date, two: date, pen: Pen) -> Plate:
    """Make the plate of what changed from one day to another."""
    one, two = sorted((one, two))
    told = difference(scene, one, two)
    since = date_words(one, scene.header.language)
    found = _grounds(told.before, told.after, since, pen)
    zones = [(ground, draw) for _, ground, draw in found]
    legend = [Key(partial(_swatch, draw), words) for words, _, draw in found]
    legend += [front_key(scene, pen.say)] if told.after.front else []

    def draw(left: float, top: float, width: float, height: float | None) -> Face:
        frame = fit(scene.header.extent, left, top, width, height)
        return Face(
            frame.box[3],
            lambda: map_marks(told.after, frame, pen, zones=zones),
            tuple(legend),
            tuple(located(told.after, frame, pen)),
        )

    return Plate(
        title=scene.header.title,
        summary=scene.header.summary,
        day=days_words(one, two, scene.header.language),
        beside=pen.say("change_since", date=since),
        draw=draw,
        aside=pen.say("twin_gains", day=since),
        items=flows(scene, one, two, pen),
        unseen=unseen(scene, pen),
        foot=foot_of(scene),
        alt=f"{change_summary(scene, one, two)} {alt(scene, two)}",
    )


def flows(scene: Scene, one: date, two: date, pen: Pen) -> tuple[Item, ...]:
    """List what each side gained and lost, and the days between on which the method changed."""
    told, say = difference(scene, one, two), pen.say
    found = []
    for side in scene.header.sides:
        tally = told.whole.balance.side(side.id)
        if tally.gain_km2 or tally.loss_km2:
            ways = (("figure_gained", tally.gain_km2), ("figure_lost", tally.loss_km2))
            parts = [say(key, km2=km2_words(amount, say=say)) for key, amount in ways if amount]
            found.append(Item(((f"{side.name}:", True), (say("comma").join(parts), False))))
    if not found:
        found.append(Item(((say("nothing_passed"), False),)))
    language = scene.header.language
    for broken, _ in told.breaks:
        text = say("break_on", date=date_words(broken.date, language))
        found.append(Item(((text, False),)))
    return tuple(found)


def _grounds(
    one: Snapshot, two: Snapshot, since: str, pen: Pen
) -> list[tuple[str, shapely.Geometry, _Draw]]:
    """List the grounds of a change map in the order of the legend, in words, and how drawn."""
    scene, say = two.scene, pen.say
    was, now = (_controls(each) for each in (one, two))
    zones: dict[tuple[str, str | None], list[str]] = {}
    for zone in two.ground.zones:
        before, after = was.get(zone), now.get(zone)
        a, b = (control.side if control else None for control in (before, after))
        start = scene.header.base_start
        if after is None and start:
            b = start.side
        if before is None and start:
            a = start.side
        if a != b:
            zones.setdefault(("gained", b) if b else ("lost", a), []).append(zone)
        elif after and after.side is None and after.status == "contested":
            zones.setdefault(("contested", None), []).append(zone)
        elif after and b:
            zones.setdefault(("kept", b), []).append(zone)
    order = list(_KEYS)
    sides = [side.id for side in scene.header.sides]
    found: list[tuple[str, shapely.Geometry, _Draw]] = []
    for kind, side in sorted(
        zones, key=lambda key: (order.index(key[0]), sides.index(key[1]) if key[1] else 0)
    ):
        name = sides_of(scene)[side].name if side else ""
        words = say(_KEYS[kind], side=name, date=since)
        area = shapely.union_all(two.ground.polygons(zones[kind, side]))
        found.append((words, area, partial(_marks, scene, kind, side)))
    return found


def _controls(now: Snapshot) -> dict[str, Control]:
    """Map the zones to who has them, without those that are as when the period began."""
    spans = {zone: now.spans[zone] for zone in now.ground.zones if zone in now.spans}
    header = now.scene.header
    return {zone: span.control for zone, span in spans.items() if not is_bare(span, header)}


def _marks(
    scene: Scene, kind: str, side: str | None, ground: shapely.Geometry, box: Box
) -> list[Shape]:
    """Draw a ground: gains full, losses crossed on pale, what was kept pale."""
    if kind == "contested":
        return class_marks(scene, _style(Control("contested"), "cross"), ground, box)
    shades = symbols.ink(scene, Control("held", side))
    outline = rings(ground)
    if kind == "gained":
        edge = Shape(outline, stroke=shades.line, width=_EDGE_PX, clip=box)
        return [Shape(outline, fill=shades.fill), edge]
    if kind == "lost":
        dots = hatching(_style(Control("held", side), "dots"), shades.line, ground)
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
