"""Scene → the alternative text of its map."""

from __future__ import annotations

from datetime import date

from frontline.ground.smooth_field import LEVEL
from frontline.language.speaker import Speaker, speaker
from frontline.model import Control
from frontline.scene.scene import Scene, Snapshot
from frontline.scene.zone_spans import is_bare
from frontline.text.area_words import (
    announced_sentences,
    area_on,
    no_front_sentence,
    range_sentences,
)
from frontline.text.day_sentences import (
    change_sentences,
    control_sentences,
    no_map_note,
    said_of_step,
)
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
from frontline.text.quantities import length_words


def alt(scene: Scene, date: date | str | None = None) -> str:
    """Describe the map of a date for readers who cannot see it, in plain sentences.

    Parameters
    ----------
    scene : Scene
        The map, in the language of the text.
    date : datetime.date or str, optional
        Date to describe, ISO 8601 if text. Default: the date on which the map opens.

    Returns
    -------
    str
        The description on one line.

    Raises
    ------
    UsageError
        If the date is not in the map's period.

    Examples
    --------
    >>> from importlib.resources import files
    >>> from frontline.project import build, load
    >>> scene = build(load(files("frontline") / "starter"))
    >>> alt(scene, "2024-03-05").split(". ")[1]
    'Alder is claimed by the North'
    """
    day_map, say = snapshot(scene, date), speaker(scene.header)
    date_text = date_words(day_map.date, say.language)
    values = {"date": date_text, "utc": utc_words(day_map), "title": scene.header.title}
    countries = _countries(scene)
    parts = [
        say("alt_map_of", **values, countries=joined(countries, say=say))
        if countries
        else say("alt_map", **values),
        *no_map_note(day_map, say),
        *control_sentences(day_map, say),
        *announced_sentences(day_map, say),
        *_site_sentence(day_map, say),
        *_area_sentence(day_map, say),
        *map(capitalized, range_sentences(day_map, say)),
        *_front_sentence(day_map, say),
        *(change_sentences(day_map, say) or [said_of_step("short_no_change", day_map, say)]),
        left_out_note(scene),
    ]
    return " ".join(part for part in parts if part)


def _area_sentence(day_map: Snapshot, say: Speaker) -> list[str]:
    """Write the area of each class of a drawn map, whose zones are not named as places."""
    scene = day_map.scene
    km2: dict[Control, float] = {}
    for zone, areas_km2 in day_map.laid.km2.items() if scene.drawn else ():
        span = day_map.spans.get(zone)
        if span and not is_bare(span, scene.header):
            km2[span.control] = km2.get(span.control, 0.0) + sum(areas_km2)
    phrases = []
    for style in scene.classes:
        if area_km2 := km2.get(style.control):
            name = control_words(style.control, sides_of(scene), say)
            words = area_on(day_map, style.control, area_km2, say)
            phrases.append(say("short_ground", **{"class": name, "km2": words}))
    return [capitalized(as_sentence("; ".join(phrases)))] if phrases else []


def _front_sentence(day_map: Snapshot, say: Speaker) -> list[str]:
    if not day_map.front:
        return no_front_sentence(day_map, say)
    if day_map.band is not None and not day_map.band.is_empty:
        return [say("alt_front_band", share=100 * LEVEL)]
    return [say("short_front_inferred" if day_map.scene.inferred else "short_front")]


def _site_sentence(day_map: Snapshot, say: Speaker) -> list[str]:
    """Name the sites of events, such as a damaged building, that have no claims of control."""
    scene = day_map.scene
    places_with_control = {span.zone for span in scene.spans}
    sites = [
        f"{place.name} ({say('located_within', length=length_words(place.precision_m, say))})"
        if place.precision_m
        else place.name
        for place in scene.places
        if place.id in scene.reported and is_drawn(place) and place.id not in places_with_control
    ]
    return [say("short_sites", count=len(sites), places=joined(sites, say=say))] if sites else []


def _countries(scene: Scene) -> list[str]:
    """List the countries within the map's extent."""
    from shapely.geometry import box

    frame = box(*scene.header.extent)
    names = dict.fromkeys(
        feature.name
        for feature in scene.base
        if feature.kind == "country" and feature.name and feature.geometry.intersects(frame)
    )
    return list(names)
