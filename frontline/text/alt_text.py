"""Scene → the alternative text of its map."""

from __future__ import annotations

from datetime import date
from math import fsum

from frontline.analysis.area_by_date import areas_of
from frontline.ground.smooth_field import LEVEL
from frontline.language.speaker import Speaker, speaker
from frontline.scene.scene import Scene, Snapshot
from frontline.text.area_words import (
    announced_sentences,
    area_on,
    no_front_sentence,
    range_sentences,
)
from frontline.text.bloc_words import bloc_grounds
from frontline.text.day_sentences import (
    change_sentences,
    control_sentences,
    leading_classes,
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
from frontline.text.quantities import km2_words, length_words


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
    >>> alt(scene, "2024-03-05").split(". ")[2]
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
        *(changes := change_sentences(day_map, say)),
        *control_sentences(day_map, say),
        *announced_sentences(day_map, say),
        *_site_sentence(day_map, say),
        *_area_sentence(day_map, say),
        *map(capitalized, range_sentences(day_map, say)),
        *_front_sentence(day_map, say),
        *(() if changes else [said_of_step("short_no_change", day_map, say)]),
        left_out_note(scene),
    ]
    return " ".join(part for part in parts if part)


def _area_sentence(day_map: Snapshot, say: Speaker) -> list[str]:
    """Write the area of each class of a drawn map, whose zones are not named as places."""
    scene = day_map.scene
    km2 = areas_of(day_map) if scene.drawn else {}
    controls = [style.control for style in scene.classes if km2.get(style.control)]
    leading = leading_classes(day_map, controls)
    rows = [
        (control_words(each, sides_of(scene), say), area_on(day_map, each, km2[each], say))
        for each in leading
    ]
    if hidden := [km2[control] for control in controls if control not in leading]:
        rows.append((say("short_more", count=len(hidden)), km2_words(fsum(hidden), say=say)))
    phrases = [say("short_ground", **{"class": name, "km2": words}) for name, words in rows]
    by_side: dict[str, float] = {}
    for control, part in km2.items():
        if control.side:
            by_side[control.side] = by_side.get(control.side, 0.0) + part
    sums = [as_sentence(words) for words in bloc_grounds(scene, by_side, say)]
    return [*sums, *([capitalized(as_sentence("; ".join(phrases)))] if phrases else [])]


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
