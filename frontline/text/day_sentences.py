"""The map of a date → sentences for captions and alternative texts: control, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import fsum
from typing import Final

from frontline.analysis.area_by_date import areas_of
from frontline.analysis.balance import Balance, Flow
from frontline.analysis.flows import between
from frontline.analysis.gains import daily
from frontline.analysis.measured import MeasuredScene
from frontline.analysis.transitions import is_mapped, map_dates
from frontline.language.speaker import Speaker
from frontline.model import Control
from frontline.scene.scene import Scene, Snapshot
from frontline.scene.zone_spans import is_bare
from frontline.text.attribution import ChangeGroup, change_groups, who_says
from frontline.text.lookups import is_drawn, names_of, ranks_of, sides_of
from frontline.text.phrases import as_sentence, capitalized, control_words, date_words, joined
from frontline.text.quantities import km2_words

CHANGES_SHOWN: Final = 6
CLASSES_SHOWN: Final = 8
"""Number of changes and of classes of a date that are written out; the others are counted."""


def no_map_note(day_map: Snapshot, say: Speaker) -> list[str]:
    """Note that no map was published on a date.

    Parameters
    ----------
    day_map : Snapshot
        The map of the date.
    say : Speaker
        Language of the text.

    Returns
    -------
    list of str
        One sentence, or nothing if a map was published.
    """
    if is_mapped(day_map.scene.header, day_map.date):
        return []
    return [as_sentence(say("no_map_days", days=date_words(day_map.date, say.language)))]


def control_sentences(day_map: Snapshot, say: Speaker) -> list[str]:
    """Write who controls each place that is drawn in a class or named in a report.

    Parameters
    ----------
    day_map : Snapshot
        The map of the date.
    say : Speaker
        Language of the text.

    Returns
    -------
    list of str
        One sentence per class, then one on places without reports and one on stale evidence.
    """
    scene = day_map.scene
    ranks = ranks_of(scene)
    ordered = sorted(scene.places, key=lambda place: ranks[place.id])
    places_by_control: dict[Control | None, list[str]] = {}
    for place in ordered:
        span = day_map.spans.get(place.id)
        is_unreported = span is None or is_bare(span, scene.header)
        if (
            span is None
            or not is_drawn(place)
            or (is_unreported and place.id not in scene.reported)
        ):
            continue
        places_by_control.setdefault(None if is_unreported else span.control, []).append(place.name)
    sentences: list[str] = []

    def add_sentence(key: str, places: list[str], control: Control) -> None:
        control_text = control_words(control, sides_of(scene), say)
        values = {
            "places": joined(places, say=say),
            "control": control_text,
            "head": capitalized(control_text),
        }
        sentences.append(say(key, **values, count=len(places)))

    patches = day_map.drawn_patches
    present = [
        style.control
        for style in scene.classes
        if places_by_control.get(style.control) or patches.get(style.control)
    ]
    leading = leading_classes(day_map, present)
    for control in leading:
        if places := places_by_control.get(control):
            key = "short_unknown" if control.status == "unknown" else "short_control"
            add_sentence(key, places, control)
        if count := patches.get(control):
            control_text = control_words(control, sides_of(scene), say)
            sentences.append(say("drawn_as", count=count, control=control_text))
    if hidden := len(present) - len(leading):
        sentences.append(say("classes_rest", count=hidden))
    if (places := places_by_control.get(None)) and (start := scene.header.base_start):
        add_sentence("short_before", places, Control("held", start.side))
    stale_places = [
        place.name for place in ordered if is_drawn(place) and _is_stale(day_map, place.id)
    ]
    if stale_places:
        days = scene.header.policy.stale_after_days
        sentences.append(say("short_stale", places=joined(stale_places, say=say), count=days))
    return sentences


def leading_classes(day_map: Snapshot, controls: Sequence[Control]) -> list[Control]:
    """Return the classes to describe: all, or if they are many, those with the most ground.

    Parameters
    ----------
    day_map : Snapshot
        The map of the date.
    controls : sequence of Control
        The classes on the map, in legend order.

    Returns
    -------
    list of Control
        The classes; one beyond ``CLASSES_SHOWN`` is still described.
    """
    if len(controls) <= CLASSES_SHOWN + 1:
        return [*controls]
    km2 = areas_of(day_map)
    return sorted(controls, key=lambda control: -km2.get(control, 0.0))[:CLASSES_SHOWN]


def _before_and_after(scene: Scene, change: ChangeGroup | Flow, say: Speaker) -> dict[str, str]:
    controls = {"from": change.before, "to": change.after}
    return {key: control_words(value, sides_of(scene), say) for key, value in controls.items()}


def _is_stale(day_map: Snapshot, place: str) -> bool:
    span = day_map.spans.get(place)
    return span is not None and span.stale


def drawn_flows(day_map: Snapshot) -> list[Flow]:
    """Measure the ground that changed control on a date of a map with drawn areas.

    On other maps the places, which all ground follows, tell the change.

    Parameters
    ----------
    day_map : Snapshot
        The map of the date.

    Returns
    -------
    list of Flow
        The areas by control before and after, without slivers, the largest first; since the map
        shown before.
    """
    scene, on = day_map.scene, day_map.date
    earlier = [day for day in map_dates(scene) if day < on]
    if not scene.drawn or not earlier or not is_mapped(scene.header, on):
        return []
    is_shown = scene.shown(on) == on
    if is_shown and isinstance(scene, MeasuredScene) and day_map.known in (None, on):
        balance = daily(scene, then=day_map.known is not None).get(on, Balance())
    else:
        known = earlier[-1] if day_map.known == on else day_map.known
        balance = between(scene.at(earlier[-1], known), day_map)
    return list(balance.passages)


def tells_of_one_day(day_map: Snapshot) -> bool:
    """Return whether the map shown before is that of the day before.

    Parameters
    ----------
    day_map : Snapshot
        The map of a date.

    Returns
    -------
    bool
    """
    return (day_map.date - day_map.scene.eve(day_map.date)).days == 1


def said_of_step(key: str, day_map: Snapshot, say: Speaker, **values: str) -> str:
    """Write a message about what a map tells: of its day, or of the days since the map before.

    Parameters
    ----------
    key : str
        Message about a day; that about several days has the same key with ``_since``.
    day_map : Snapshot
        The map of a date.
    say : Speaker
        Language of the text.
    **values : str
        Values of the message besides ``day``.

    Returns
    -------
    str
        The message.
    """
    if tells_of_one_day(day_map):
        return say(key, day=date_words(day_map.date, say.language), **values)
    eve = day_map.scene.eve(day_map.date)
    return say(f"{key}_since", day=date_words(eve, say.language), **values)


def flow_sentence(scene: Scene, flow: Flow, say: Speaker) -> str:
    """Write the area that passed from one control to another.

    Parameters
    ----------
    scene : Scene
        The map.
    flow : Flow
        The area.
    say : Speaker
        Language of the text.

    Returns
    -------
    str
        One sentence.
    """
    km2 = km2_words(flow.km2, say=say)
    return say("short_changed", places=km2, who="", **_before_and_after(scene, flow, say))


def change_sentences(day_map: Snapshot, say: Speaker) -> list[str]:
    """Write the changes of control on a date, of places and of drawn ground, and who states them.

    Parameters
    ----------
    day_map : Snapshot
        The map of the date.
    say : Speaker
        Language of the text.

    Returns
    -------
    list of str
        One sentence per group of places, one that counts the rest, and one per change of ground.
    """
    scene, names = day_map.scene, names_of(day_map.scene)
    sentences: list[str] = []
    groups = change_groups(scene, day_map.changes_of_control)
    dated: date | None = None
    for group in groups[:CHANGES_SHOWN]:
        attribution = who_says(group, say)
        values = {
            "places": joined((names.get(place, place) for place in group.places), say=say),
            "who": f" ({attribution})" if attribution else "",
            **_before_and_after(scene, group, say),
        }
        key = "short_assessed" if group.assessed else "short_changed"
        sentence = say(key, **values, count=len(group.places))
        if group.date != dated:
            dated = group.date
            sentence = say("short_on", day=date_words(dated, say.language), change=sentence)
        sentences.append(sentence)
    if unnamed := sum(len(group.places) for group in groups[CHANGES_SHOWN:]):
        sentences.append(say("short_rest", count=unnamed))
    flows = drawn_flows(day_map)
    told = [flow_sentence(scene, flow, say) for flow in flows[:CHANGES_SHOWN]]
    if told and not (groups and tells_of_one_day(day_map)):
        told[0] = said_of_step("short_on", day_map, say, change=told[0])
    if rest := fsum(flow.km2 for flow in flows[CHANGES_SHOWN:]):
        told.append(say("ground_rest", km2=km2_words(rest, say=say)))
    return sentences + told
