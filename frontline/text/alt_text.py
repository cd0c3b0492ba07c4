"""Scene → the alternative text of its map."""

from __future__ import annotations

from datetime import date

from frontline.ground.terrain import LEVEL
from frontline.language.speaker import Speaker, speaker
from frontline.model import Control
from frontline.scene.scene import Scene, Snapshot, is_bare
from frontline.text.day_sentences import change_sentences, control_sentences, no_map_note
from frontline.text.lookups import is_drawn, sides_of, snapshot
from frontline.text.map_notes import left_out_note
from frontline.text.phrases import (
    as_sentence,
    capitalized,
    control_words,
    date_words,
    joined,
    utc_words,
)
from frontline.text.quantities import km2_words, length_words


def alt(scene: Scene, date: date | str | None = None) -> str:
    """Describe the figure for a person who cannot see it, in plain sentences.

    ``date`` is by default the day the map opens on. Raises UsageError when it is not in the
    period.
    """
    now, say = snapshot(scene, date), speaker(scene.header)
    on = date_words(now.date, say.language)
    told = {"date": on, "utc": utc_words(now), "title": scene.header.title}
    countries = _countries(scene)
    parts = [
        say("alt_map_of", **told, countries=joined(countries, say=say))
        if countries
        else say("alt_map", **told),
        *no_map_note(now, say),
        *control_sentences(now, say),
        *_sites(now, say),
        *_ground(now, say),
        *_front(now, say),
        *change_sentences(now, say),
        "" if now.changes else say("short_no_change"),
        left_out_note(scene),
    ]
    return " ".join(part for part in parts if part)


def _ground(now: Snapshot, say: Speaker) -> list[str]:
    """Tell how much drawn ground each class has: its places need not tell of it."""
    scene = now.scene
    km2: dict[Control, float] = {}
    for zone, parts in now.laid.km2.items() if scene.drawn else ():
        span = now.spans.get(zone)
        if span and not is_bare(span, scene.header):
            km2[span.control] = km2.get(span.control, 0.0) + sum(parts)
    told = []
    for kind in scene.classes:
        if size := km2.get(kind.control):
            name = control_words(kind.control, sides_of(scene), say)
            told.append(say("short_ground", **{"class": name, "km2": km2_words(size, say=say)}))
    return [capitalized(as_sentence("; ".join(told)))] if told else []


def _front(now: Snapshot, say: Speaker) -> list[str]:
    if not now.front:
        return []
    if now.band is not None and not now.band.is_empty:
        return [say("alt_front_band", share=100 * LEVEL)]
    return [say("short_front_inferred" if now.scene.inferred else "short_front")]


def _sites(now: Snapshot, say: Speaker) -> list[str]:
    """Name the places that are marked without anyone holding them, such as a building hit."""
    scene = now.scene
    spoken = {span.zone for span in scene.spans}
    sites = [
        f"{place.name} ({say('located_within', length=length_words(place.precision_m, say))})"
        if place.precision_m
        else place.name
        for place in scene.places
        if place.id in scene.reported and is_drawn(place) and place.id not in spoken
    ]
    return [say("short_sites", count=len(sites), places=joined(sites, say=say))] if sites else []


def _countries(scene: Scene) -> list[str]:
    """Name the countries that the map shows."""
    from shapely.geometry import box

    frame = box(*scene.header.extent)
    names = dict.fromkeys(
        feature.name
        for feature in scene.base
        if feature.kind == "country" and feature.name and feature.geometry.intersects(frame)
    )
    return list(names)
