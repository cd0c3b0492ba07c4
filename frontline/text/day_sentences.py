"""The map of a date in sentences: who controls what, and what changed.

The caption and the alternative text share them.
"""

from __future__ import annotations

from typing import Final

from frontline.analysis.transitions import map_days
from frontline.language.speaker import Speaker
from frontline.model import Control
from frontline.scene.scene import Snapshot
from frontline.scene.zone_spans import is_bare
from frontline.text.attribution import change_groups, who_says
from frontline.text.lookups import is_drawn, names_of, sides_of
from frontline.text.phrases import as_sentence, capitalized, control_words, date_words, joined

CHANGES_SHOWN: Final = 12
"""How many groups of changes of a date are written out; the rest is counted."""


def no_map_note(now: Snapshot, say: Speaker) -> list[str]:
    """Note that no map was published on a date.

    Parameters
    ----------
    now : Snapshot
        The map of the date.
    say : Speaker
        Language of the text.

    Returns
    -------
    list of str
        One sentence, or nothing if a map was published.
    """
    if now.date in map_days(now.scene.header):
        return []
    return [as_sentence(say("no_map_days", days=date_words(now.date, say.language)))]


def control_sentences(now: Snapshot, say: Speaker) -> list[str]:
    """Write who controls each place that is drawn in a class or named in a report.

    Parameters
    ----------
    now : Snapshot
        The map of the date.
    say : Speaker
        Language of the text.

    Returns
    -------
    list of str
        One sentence per class, then those on places without reports and on old evidence.
    """
    scene = now.scene
    places_by_control: dict[Control | None, list[str]] = {}
    for place in scene.places:
        span = now.spans.get(place.id)
        bare = span is None or is_bare(span, scene.header)
        if span is None or not is_drawn(place) or (bare and place.id not in scene.reported):
            continue
        places_by_control.setdefault(None if bare else span.control, []).append(place.name)
    areas = [now.spans[area.id] for area in scene.areas if area.id in now.spans]
    drawn = [span.control for span in areas if not is_bare(span, scene.header)]
    sentences: list[str] = []

    def tell(key: str, places: list[str], control: Control) -> None:
        words = control_words(control, sides_of(scene), say)
        values = {"places": joined(places, say=say), "control": words, "head": capitalized(words)}
        sentences.append(say(key, **values, count=len(places)))

    for style in scene.classes:
        if places := places_by_control.get(style.control):
            unknown = style.control.status == "unknown"
            tell("short_unknown" if unknown else "short_control", places, style.control)
        if count := drawn.count(style.control):
            words = control_words(style.control, sides_of(scene), say)
            sentences.append(say("drawn_as", count=count, control=words))
    if (places := places_by_control.get(None)) and (start := scene.header.base_start):
        tell("short_before", places, Control("held", start.side))
    stale = [p.name for p in scene.places if is_drawn(p) and _is_stale(now, p.id)]
    if stale:
        days = scene.header.policy.stale_after_days
        sentences.append(say("short_stale", places=joined(stale, say=say), count=days))
    return sentences


def _is_stale(now: Snapshot, place: str) -> bool:
    span = now.spans.get(place)
    return span is not None and span.stale


def change_sentences(now: Snapshot, say: Speaker) -> list[str]:
    """Write the changes of control on a date, and who states them.

    Parameters
    ----------
    now : Snapshot
        The map of the date.
    say : Speaker
        Language of the text.

    Returns
    -------
    list of str
        One sentence per group of changes, and one that counts the rest.
    """
    scene, names = now.scene, names_of(now.scene)
    sentences: list[str] = []
    groups = change_groups(scene, now.changes_of_control)
    for group in groups[:CHANGES_SHOWN]:
        before, after = (
            control_words(c, sides_of(scene), say) for c in (group.before, group.after)
        )
        says = who_says(group, say)
        values = {
            "places": joined((names.get(place, place) for place in group.places), say=say),
            "from": before,
            "to": after,
            "who": f" ({says})" if says else "",
        }
        sentences.append(say("short_changed", **values))
    if sentences:
        on = date_words(now.date, say.language)
        sentences[0] = say("short_on", day=on, told=sentences[0])
    if rest := sum(len(group.places) for group in groups[CHANGES_SHOWN:]):
        sentences.append(say("short_rest", count=rest))
    return sentences
