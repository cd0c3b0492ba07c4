"""Scene → the words that go with a map: caption, alternative text, sources, credits.

They are messages in the scene's language, those of the page where it says the same, see
``player/text/values.mjs``. Nothing depends on the environment's locale.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from babel.dates import format_date

from frontline.analysis.gains import Tally
from frontline.analysis.quality import Quality, quality
from frontline.analysis.transitions import map_days
from frontline.dates.edtf import utc_offset
from frontline.ground.terrain import LEVEL
from frontline.language.messages import locale_of
from frontline.language.speaker import Speaker, english, speaker
from frontline.model import Control, Event, Place, Side
from frontline.scene.scene import Scene, Snapshot, is_bare
from frontline.text.attribution import moves, who_says

NAMES_SHOWN: Final = 40
"""How many places are named in one list of the words; more are counted."""

CHANGES_SHOWN: Final = 12
"""How many changes of a day, alike ones taken together, are told; more are counted."""

EVENTS_SHOWN: Final = 4
"""How many events of a day the caption names; more are counted."""

_ENDS: Final = (".", "!", "?", "…", "。", "؟")


def caption(scene: Scene, date: date | str | None = None) -> str:
    """Write the paragraph to print under a figure: what, as of when, what changed, who says so.

    ``date`` is by default the day the map opens on. Raises UsageError when it is not in the
    period.
    """
    now, say = snapshot(scene, date), speaker(scene.header)
    on = date_words(now.date, say.language)
    parts = [
        stopped(scene.header.title),
        stopped(
            say("situation_on", date=on, utc=_utc(now), known=known_words(scene, say, now.known))
        ),
        *_gap(now, say),
        *_state(now, say),
        *_changed(now, say),
        *_happened(now, say),
        *remarks(scene),
        quality_note(scene, brief=True),
        stopped(sources_line(scene)),
        stopped(credits_line(scene)),
    ]
    return " ".join(part for part in parts if part)


def alt(scene: Scene, date: date | str | None = None) -> str:
    """Describe the figure for a person who cannot see it, in plain sentences.

    ``date`` is by default the day the map opens on. Raises UsageError when it is not in the
    period.
    """
    now, say = snapshot(scene, date), speaker(scene.header)
    on = date_words(now.date, say.language)
    told = {"date": on, "utc": _utc(now), "title": scene.header.title}
    countries = _countries(scene)
    parts = [
        say("alt_map_of", **told, countries=joined(countries, say=say))
        if countries
        else say("alt_map", **told),
        *_gap(now, say),
        *_state(now, say),
        *_sites(now, say),
        *_ground(now, say),
        *_front(now, say),
        *_changed(now, say),
        "" if now.changes else say("short_no_change"),
        left_out_note(scene),
    ]
    return " ".join(part for part in parts if part)


def _gap(now: Snapshot, say: Speaker) -> list[str]:
    """Say of a day that no map was published for it."""
    if now.date in map_days(now.scene.header):
        return []
    return [stopped(say("no_map_days", days=date_words(now.date, say.language)))]


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
    return [capitalized(stopped("; ".join(told)))] if told else []


def _front(now: Snapshot, say: Speaker) -> list[str]:
    if not now.front:
        return []
    if now.band is not None and not now.band.is_empty:
        return [say("alt_front_band", share=100 * LEVEL)]
    return [say("short_front_inferred" if now.scene.inferred else "short_front")]


def snapshot(scene: Scene, date: date | str | None) -> Snapshot:
    """Return the map of a day, by default the one the map opens on.

    Raises UsageError when the day is not in the period.
    """
    return scene.opening if date is None else scene.at(date)


def date_words(day: date, language: str) -> str:
    """Write a day in full in a language: ``13 May 2024``; British English for an unknown one."""
    return format_date(day, format="long", locale=locale_of(language))


def situation(now: Snapshot) -> str:
    """Write what a day's map shows: ``Situation at the end of the day, UTC+3``."""
    say = speaker(now.scene.header)
    return say("situation_day", utc=_utc(now), known=known_words(now.scene, say, now.known))


def known_words(scene: Scene, say: Speaker, known: date | None = None) -> str:
    """Write by what day's knowledge a map is: ``, as known on 13 May``; empty by all of it."""
    day = known or scene.header.known
    return say("as_known_on", date=date_words(day, say.language)) if day else ""


def control_words(control: Control, sides: Mapping[str, Side], say: Speaker | None = None) -> str:
    """Name a control in words: ``held by Russia``, ``contested``; in English by default."""
    say = say or english()
    if control.side is None:
        return say.word("status", control.status)
    side = sides.get(control.side)
    return say(f"{control.status}_by", side=side.name if side else control.side)


def class_words(control: Control, sides: Mapping[str, Side], say: Speaker) -> str:
    """Name a class of the legend: ``Held by Russia``, ``Contested``."""
    return capitalized(control_words(control, sides, say))


def since_before(scene: Scene) -> str:
    """Name the ground as the period began, ``Held by Ukraine since before``; empty if not told."""
    start = scene.header.base_start
    if start is None:
        return ""
    return speaker(scene.header)("held_before", side=sides_of(scene)[start.side].name)


def stale_words(scene: Scene) -> str:
    """Name the ground whose evidence has become old, for the legend."""
    return speaker(scene.header)("newest_evidence", count=scene.header.policy.stale_after_days)


def ground_note(scene: Scene) -> str:
    """Write how areas came about: drawn, inferred and how, or both; empty where there are none."""
    say = speaker(scene.header)
    if not scene.inferred:
        return say("ground_drawn") if scene.drawn else ""
    reach = say("unit_km", number=scene.header.ground.reach_km)
    if scene.header.ground.method == "base":
        return say("ground_base_drawn" if scene.areas else "ground_base_held", reach=reach)
    how = {"cells": "ground_cells", "field": "ground_field"}[scene.header.ground.method]
    band = [band_words(say)] if scene.bands else []
    mixed = [say("ground_mixed")] if scene.areas else []
    return " ".join([say(how, reach=reach), *band, *mixed])


def left_out_note(scene: Scene) -> str:
    """Write how much of the files had problems and is left out; empty where nothing is."""
    count = len({(left.file, left.line, left.feature) for left in scene.header.left_out})
    return speaker(scene.header)("left_out", count=count) if count else ""


def remarks(scene: Scene) -> tuple[str, ...]:
    """Write what is to be known of a map as a whole: what it lacks, how its areas came about."""
    return tuple(filter(None, (left_out_note(scene), ground_note(scene))))


def band_words(say: Speaker | None = None) -> str:
    """Write what the band is; in English by default."""
    return (say or english())("band_note", share=100 * LEVEL)


def band_label(say: Speaker | None = None) -> str:
    """Write the band's line in the legend; in English by default."""
    return (say or english())("band_label", share=100 * LEVEL)


def quality_note(scene: Scene, *, brief: bool = False) -> str:
    """Write how good the inferred ground is on the day the map opens on; empty without any.

    ``brief`` tells no more than on how many places it rests, and how good a line is.
    """
    found = quality(scene)
    if found is None:
        return ""
    say = speaker(scene.header)
    days = scene.header.policy.stale_after_days
    share = say.percent(found.stale / found.places)
    first = say(
        "quality_places",
        count=found.places,
        area=km2_words(found.km2_per_place, say=say),
        date=date_words(found.date, say.language),
        length=metres(_two_digits(found.line_error_km * 1000), say),
    )
    if brief:
        return first
    old = say("quality_stale", share=share, count=days) if found.stale else ""
    return " ".join(
        [
            first,
            old or say("quality_fresh", count=days),
            _agreement(found, say),
            *_ranges(scene, found, say),
        ]
    )


def _agreement(found: Quality, say: Speaker) -> str:
    agreed = found.agreement
    if agreed.share is None:
        return say("quality_alone")
    kappa = "" if agreed.kappa is None else f" (κ {say.number(agreed.kappa, 2)})"
    share = say.percent(agreed.share)
    return say("quality_agreement", count=agreed.places, share=share, kappa=kappa)


def _ranges(scene: Scene, found: Quality, say: Speaker) -> list[str]:
    if not found.ranges:
        return [say("quality_one_source")]
    return [
        say(
            "quality_range",
            side=sides_of(scene)[side].name,
            range=range_words(held.low, held.high, say),
        )
        for side, held in found.ranges.items()
        if held.high
    ]


def range_words(low: float, high: float, say: Speaker | None = None) -> str:
    """Write a range of ground: ``410 to 433 km²``; one figure where the ends read alike."""
    say = say or english()
    ends = [km2_number(end, say) for end in (low, high)]
    if ends[0] == ends[1]:
        return say("unit_km2", number=ends[0])
    return say("range_km2", low=ends[0], high=ends[1])


def km2_words(km2: float, plus: str = "", say: Speaker | None = None) -> str:
    """Write an area for people: ``1,204 km²``, ``3.2 km²``; ``plus`` stands before a gain."""
    say = say or english()
    gain = round(km2, _places(km2)) > 0
    return say("unit_km2", number=f"{plus if gain else ''}{km2_number(km2, say)}")


def km2_number(km2: float, say: Speaker) -> str:
    """Write the number of an area: a small one with a decimal."""
    return say.number(km2, _places(km2))


def km_words(length: float, say: Speaker) -> str:
    """Write a length: ``54 km``, ``3.2 km``."""
    return say("unit_km", number=say.number(length, _places(length)))


def _places(measured: float) -> int:
    """Return the decimals of what is measured: one for what is small."""
    return 1 if 0.05 <= abs(measured) < 9.95 else 0


def gains(tally: Tally, say: Speaker | None = None) -> str:
    """Write a net, and what was gained and lost where there is both."""
    say = say or english()
    net = km2_words(tally.net_km2, "+", say)
    if not (tally.gain_km2 and tally.loss_km2):
        return net
    gain, loss = (km2_words(km2, say=say) for km2 in (tally.gain_km2, tally.loss_km2))
    return say("gained_lost", net=net, gain=gain, loss=loss)


def _two_digits(number: float) -> float:
    return float(f"{number:.2g}")


def sources_line(scene: Scene) -> str:
    """Name the publisher of every source that is cited."""
    names = publishers(scene)
    if not names:
        return ""
    key = "source_line" if len(names) == 1 else "sources_line"
    return speaker(scene.header)(key, names=" · ".join(names))


def publishers(scene: Scene) -> list[str]:
    """List the publishers of the sources that are cited, each once, in the order of the sources."""
    ids = cited(scene)
    return list(dict.fromkeys(source.publisher for source in scene.sources if source.id in ids))


def cited(scene: Scene) -> set[str]:
    """Return the ids of the sources that anything on the map names."""
    found = {id for event in scene.events for id in event.sources}
    found |= {id for claim in scene.claims for id in claim.sources}
    found |= {area.source for area in scene.areas}
    found |= {place.source for place in scene.places if place.source}
    found |= {scene.header.base_start.source} if scene.header.base_start else set()
    return found


def credits_line(scene: Scene) -> str:
    """Name who made the map and whom else to credit; empty where nobody is named."""
    author = scene.header.author
    maker = [speaker(scene.header)("map_by", author=author)] if author else []
    return " · ".join([*maker, *scene.header.credits])


def joined(items: Iterable[str], limit: int = NAMES_SHOWN, say: Speaker | None = None) -> str:
    """Join items as a sentence does, ``A, B and C``; what is over the limit is counted."""
    say, names = say or english(), list(items)
    if len(names) > limit + 1:
        names = [*names[:limit], say("short_more", count=len(names) - limit)]
    return say.listed(names)


def names_of(scene: Scene) -> dict[str, str]:
    """Map the ids of places to their names."""
    return {place.id: place.name for place in scene.places}


def sides_of(scene: Scene) -> dict[str, Side]:
    """Map the ids of the sides to the sides."""
    return {side.id: side for side in scene.header.sides}


def is_drawn(place: Place) -> bool:
    """Say whether a place has a spot on the map; a region or a mere name has none."""
    return place.lon is not None and place.kind != "region"


def _utc(now: Snapshot) -> str:
    return utc_offset(now.scene.header.zone, now.date)


def capitalized(text: str) -> str:
    """Capitalize the first letter of a text."""
    return text[:1].upper() + text[1:]


def stopped(text: str) -> str:
    """End a text as a sentence ends."""
    return text if not text or text.endswith(_ENDS) else f"{text}."


def _state(now: Snapshot, say: Speaker) -> list[str]:
    """Say of every place that is drawn in a class, or spoken of, who has it."""
    scene = now.scene
    found: dict[Control | None, list[str]] = {}
    for place in scene.places:
        span = now.spans.get(place.id)
        bare = span is None or is_bare(span, scene.header)
        if span is None or not is_drawn(place) or (bare and place.id not in scene.reported):
            continue
        found.setdefault(None if bare else span.control, []).append(place.name)
    areas = [now.spans[area.id] for area in scene.areas if area.id in now.spans]
    drawn = [span.control for span in areas if not is_bare(span, scene.header)]
    sentences: list[str] = []

    def tell(key: str, places: list[str], control: Control) -> None:
        words = control_words(control, sides_of(scene), say)
        told = {"places": joined(places, say=say), "control": words, "head": capitalized(words)}
        sentences.append(say(key, **told, count=len(places)))

    for style in scene.classes:
        if places := found.get(style.control):
            unknown = style.control.status == "unknown"
            tell("short_unknown" if unknown else "short_control", places, style.control)
        if count := drawn.count(style.control):
            words = control_words(style.control, sides_of(scene), say)
            sentences.append(say("drawn_as", count=count, control=words))
    if (places := found.get(None)) and (start := scene.header.base_start):
        tell("short_before", places, Control("held", start.side))
    stale = [p.name for p in scene.places if is_drawn(p) and _is_stale(now, p.id)]
    if stale:
        days = scene.header.policy.stale_after_days
        sentences.append(say("short_stale", places=joined(stale, say=say), count=days))
    return sentences


def _is_stale(now: Snapshot, place: str) -> bool:
    span = now.spans.get(place)
    return span is not None and span.stale


def _changed(now: Snapshot, say: Speaker) -> list[str]:
    scene, names = now.scene, names_of(now.scene)
    sentences: list[str] = []
    found = moves(scene, now.changes)
    for move in found[:CHANGES_SHOWN]:
        before, after = (control_words(c, sides_of(scene), say) for c in (move.before, move.after))
        says = who_says(move, say)
        told = {
            "places": joined((names.get(place, place) for place in move.places), say=say),
            "from": before,
            "to": after,
            "who": f" ({says})" if says else "",
        }
        sentences.append(say("short_changed", **told))
    if sentences:
        on = date_words(now.date, say.language)
        sentences[0] = say("short_on", day=on, told=sentences[0])
    if rest := sum(len(move.places) for move in found[CHANGES_SHOWN:]):
        sentences.append(say("short_rest", count=rest))
    return sentences


def _happened(now: Snapshot, say: Speaker) -> list[str]:
    events = begun(now)
    if not events:
        return []
    told = [f"{event.title} ({event.claimant})" for event in events[:EVENTS_SHOWN]]
    more = len(events) - len(told)
    told += [say("more_events", count=more)] if more else []
    return [say("recorded", events="; ".join(told))]


def begun(now: Snapshot) -> tuple[Event, ...]:
    """Return the events of a day that began on it."""
    return tuple(event for event in now.events if event.when.start == now.date)


def _sites(now: Snapshot, say: Speaker) -> list[str]:
    """Name the places that are marked without anyone holding them, such as a building hit."""
    scene = now.scene
    spoken = {span.zone for span in scene.spans}
    sites = [
        f"{place.name} ({say('located_within', length=metres(place.precision_m, say))})"
        if place.precision_m
        else place.name
        for place in scene.places
        if place.id in scene.reported and is_drawn(place) and place.id not in spoken
    ]
    return [say("short_sites", count=len(sites), places=joined(sites, say=say))] if sites else []


def metres(length: float, say: Speaker | None = None) -> str:
    """Write a length in metres for people: ``150 m``, ``1.2 km``; in English by default."""
    say = say or english()
    if length >= 1000:
        return say("unit_km", number=round(length / 1000, 1))
    return say("unit_m", number=length)


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
