"""The map of a day as a figure: the classes on it, and what the day brought."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from frontline.language.speaker import Speaker
from frontline.model import NOT_GROUND
from frontline.render.figure.base_map import map_marks
from frontline.render.figure.content import Face, Foot, Item, Plate
from frontline.render.figure.legend import control_swatch, keys, only_named
from frontline.render.figure.place_marks import seen, spots_in
from frontline.render.figure.projection import Frame, fit
from frontline.render.figure.typeset import Pen
from frontline.scene.scene import Scene, Snapshot
from frontline.text.alt_text import alt
from frontline.text.attribution import ChangeGroup, change_groups, who_says
from frontline.text.credit_lines import credits_line, publishers
from frontline.text.lookups import begun, names_of, sides_of
from frontline.text.map_notes import left_out_note, remarks
from frontline.text.phrases import control_words, date_words, joined, situation
from frontline.text.quantities import length_words

CHANGES_SHOWN: Final = 6
EVENTS_SHOWN: Final = 4
NAMES_SHOWN: Final = 12
"""How much of a day is listed under the map; the rest is counted."""


def day_map(now: Snapshot, pen: Pen) -> Plate:
    """Make the plate of a day's map."""
    scene = now.scene

    def draw(left: float, top: float, width: float, height: float | None) -> Face:
        frame = fit(scene.header.extent, left, top, width, height)
        discs = any(seen(spot, frame) for spot in spots_in(now, frame))
        return Face(
            frame.box[3],
            lambda: map_marks(now, frame, pen),
            tuple(keys(scene, pen.say, discs)),
            tuple(located(now, frame, pen)),
        )

    return Plate(
        title=scene.header.title,
        summary=scene.header.summary,
        day=date_words(now.date, scene.header.language),
        beside=situation(now),
        draw=draw,
        aside=pen.say("what_changed"),
        items=tuple(_news(now, pen)),
        unseen=unseen(scene, pen),
        foot=foot_of(scene),
        alt=alt(scene, now.date),
    )


def foot_of(scene: Scene) -> Foot:
    """Return what stands at the foot of a map: how ground came about, sources, credits."""
    return Foot(remarks(scene), tuple(publishers(scene)), credits_line(scene))


def cited_foot(scene: Scene, cited: Iterable[str]) -> Foot:
    """Return the foot of a figure that shows no ground, and rests on some sources alone."""
    ids = set(cited)
    names = dict.fromkeys(source.publisher for source in scene.sources if source.id in ids)
    notes = tuple(filter(None, [left_out_note(scene)]))
    return Foot(notes, tuple(names), credits_line(scene))


def unseen(scene: Scene, pen: Pen) -> str:
    """Name the places that are spoken of and not on the map; empty where there are none."""
    names = only_named(scene)
    return pen.say("known_by_name", places=joined(names, NAMES_SHOWN, pen.say)) if names else ""


def _news(now: Snapshot, pen: Pen) -> Iterator[Item]:
    """List what the day brought, the changes of control before the events."""
    scene, say = now.scene, pen.say
    found, events = change_groups(scene, now.changes), begun(now)
    if found:
        yield Item(((say("control"), False),), head=True)
    for move in found[:CHANGES_SHOWN]:
        yield _told(scene, move, pen.say)
    if rest := sum(len(move.places) for move in found[CHANGES_SHOWN:]):
        yield Item(((say("short_more", count=rest), False),))
    if events:
        yield Item(((say("events_head"), False),), head=True)
    for event in events[:EVENTS_SHOWN]:
        yield Item(((event.title, False), (f"({event.claimant})", False)))
    if rest := len(events[EVENTS_SHOWN:]):
        yield Item(((say("more_events", count=rest), False),))
    if not (found or events):
        yield Item(((say("nothing_recorded"), False),))


def _told(scene: Scene, move: ChangeGroup, say: Speaker) -> Item:
    names = names_of(scene)
    places = joined((names.get(place, place) for place in move.places), NAMES_SHOWN, say)
    says = who_says(move, say)
    after = control_words(move.after, sides_of(scene), say)
    told = f"{after} ({says})" if says else after
    return Item(((f"{places}:", True), (told, False)), control_swatch(scene, move.after))


def located(now: Snapshot, frame: Frame, pen: Pen) -> Iterator[str]:
    """Say in words how exactly sites lie whose circle is too small to be seen."""
    found: dict[float, list[str]] = {}
    for spot in spots_in(now, frame):
        place = spot.place
        if place.precision_m and place.kind in NOT_GROUND and not seen(spot, frame):
            found.setdefault(place.precision_m, []).append(place.name)
    for precision, names in sorted(found.items()):
        told = {
            "places": joined(names, NAMES_SHOWN, pen.say),
            "length": length_words(precision, pen.say),
        }
        yield pen.say("figure_located", count=len(names), **told)
