"""Map of a date → the plate of a figure: the map, and what changed that day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from frontline.language.speaker import Speaker
from frontline.model import NOT_GROUND
from frontline.render.figure.base_map import map_marks
from frontline.render.figure.content import Face, Foot, Item, Plate
from frontline.render.figure.legend import control_swatch, keys, names_without_coordinates
from frontline.render.figure.place_marks import circle_is_visible, spots_in
from frontline.render.figure.projection import Frame, fit
from frontline.render.figure.short_dates import short_day
from frontline.render.figure.typeset import Pen, Run
from frontline.scene.scene import Scene, Snapshot
from frontline.text.alt_text import alt
from frontline.text.area_words import announced_sentences, range_sentences
from frontline.text.attribution import ChangeGroup, change_groups, who_says
from frontline.text.credit_lines import credits_line, publishers
from frontline.text.day_sentences import drawn_flows, flow_sentence, said_of_step
from frontline.text.lookups import events_begun, names_of, sides_of
from frontline.text.map_notes import left_out_note, remarks
from frontline.text.phrases import capitalized, control_words, date_words, joined, situation
from frontline.text.quantities import km2_words, length_words

CHANGES_SHOWN: Final = 6
EVENTS_SHOWN: Final = 4
"""How many entries are listed below the map; the rest is counted."""


def day_plate(now: Snapshot, pen: Pen, *, of_film: bool = False) -> Plate:
    """Compose the map of a date with its list of changes and events.

    Parameters
    ----------
    now : Snapshot
        The map of the date.
    pen : Pen
        Text measure and language.
    of_film : bool
        Whether to leave out notes of the date, which would move what stands below them.

    Returns
    -------
    Plate
        Content of the figure.
    """
    scene = now.scene
    notes = () if of_film else (*announced_sentences(now, pen.say), *_range_notes(now, pen))

    def draw(left: float, top: float, width: float, height: float | None) -> Face:
        frame = fit(scene.header.extent, left, top, width, height)
        has_circles = any(circle_is_visible(spot, frame) for spot in spots_in(now, frame))
        return Face(
            frame.box[3],
            lambda: map_marks(now, frame, pen),
            tuple(keys(scene, pen.say, has_circles)),
            (*notes, *location_notes(now, frame, pen)),
        )

    return Plate(
        title=scene.header.title,
        summary=scene.header.summary,
        day=date_words(now.date, scene.header.language),
        beside=situation(now),
        draw=draw,
        aside=pen.say("what_changed"),
        items=tuple(_change_list(now, pen)),
        unseen=not_shown_note(scene, pen),
        foot=map_foot(scene),
        alt=alt(scene, now.date),
    )


def _range_notes(now: Snapshot, pen: Pen) -> Iterator[str]:
    return map(capitalized, range_sentences(now, pen.say))


def map_foot(scene: Scene) -> Foot:
    """Compose the foot of a figure that shows areas: method, all sources, credits.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    Foot
        The foot.
    """
    return Foot(remarks(scene), tuple(publishers(scene)), credits_line(scene))


def cited_foot(scene: Scene, cited: Iterable[str]) -> Foot:
    """Compose the foot of a figure without areas, which cites only some sources.

    Parameters
    ----------
    scene : Scene
        The map.
    cited : iterable of str
        Ids of the sources.

    Returns
    -------
    Foot
        The foot.
    """
    ids = set(cited)
    names = dict.fromkeys(source.publisher for source in scene.sources if source.id in ids)
    notes = tuple(filter(None, [left_out_note(scene)]))
    return Foot(notes, tuple(names), credits_line(scene))


def not_shown_note(scene: Scene, pen: Pen) -> str:
    """List the names of reported places that have no coordinates.

    Parameters
    ----------
    scene : Scene
        The map.
    pen : Pen
        Language.

    Returns
    -------
    str
        One line; empty if there are none.
    """
    names = names_without_coordinates(scene)
    return pen.say("known_by_name", places=joined(names, say=pen.say)) if names else ""


def _change_list(now: Snapshot, pen: Pen) -> Iterator[Item]:
    """List the changes of control on the date, of places and of drawn ground, then its events."""
    scene, say = now.scene, pen.say
    groups, events = change_groups(scene, now.changes_of_control), events_begun(now)
    if groups:
        yield Item(((say("control"), False),), head=True)
    for group in groups[:CHANGES_SHOWN]:
        yield _change_item(now, group, pen.say)
    if hidden := sum(len(group.places) for group in groups[CHANGES_SHOWN:]):
        yield Item(((say("short_more", count=hidden), False),))
    flows = drawn_flows(now)
    if flows and not groups:
        yield Item(((say("control"), False),), head=True)
    for flow in flows[:CHANGES_SHOWN]:
        swatch = control_swatch(scene, flow.after)
        yield Item(((flow_sentence(scene, flow, say), False),), swatch)
    if rest := sum(flow.km2 for flow in flows[CHANGES_SHOWN:]):
        yield Item(((say("ground_rest", km2=km2_words(rest, say=say)), False),))
    if events:
        yield Item(((say("events_head"), False),), head=True)
    for event in events[:EVENTS_SHOWN]:
        yield Item(((event.title, False), (f"({event.claimant})", False)))
    if hidden := len(events[EVENTS_SHOWN:]):
        yield Item(((say("more_events", count=hidden), False),))
    if not (groups or flows or events):
        yield Item(((said_of_step("nothing_recorded", now, say), False),))


def _change_item(now: Snapshot, group: ChangeGroup, say: Speaker) -> Item:
    scene, names = now.scene, names_of(now.scene)
    places = joined((names.get(place, place) for place in group.places), say=say)
    claimants = who_says(group, say)
    after = control_words(group.after, sides_of(scene), say)
    after = say("now_assessed", control=after) if group.assessed else after
    text = f"{after} ({claimants})" if claimants else after
    runs: tuple[Run, ...] = ((f"{places}:", True), (text, False))
    if group.date != now.date:
        runs = ((f"{short_day(group.date, say.language)},", False), *runs)
    return Item(runs, control_swatch(scene, group.after))


def location_notes(now: Snapshot, frame: Frame, pen: Pen) -> Iterator[str]:
    """State the accuracy of sites whose circle of accuracy is too small to be visible.

    Parameters
    ----------
    now : Snapshot
        The map of the date.
    frame : Frame
        Box on the page and the extent it shows.
    pen : Pen
        Language.

    Yields
    ------
    str
        One sentence per accuracy.
    """
    names_by_precision: dict[float, list[str]] = {}
    for spot in spots_in(now, frame):
        place = spot.place
        if place.precision_m and place.kind in NOT_GROUND and not circle_is_visible(spot, frame):
            names_by_precision.setdefault(place.precision_m, []).append(place.name)
    for precision, names in sorted(names_by_precision.items()):
        values = {
            "places": joined(names, say=pen.say),
            "length": length_words(precision, pen.say),
        }
        yield pen.say("figure_located", count=len(names), **values)
