"""Scene → the words that go with a map: caption, alternative text, sources, credits.

The wording is that of the page, see ``player/words.mjs``. Nothing depends on the environment's
locale: days are written in the map's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from babel.dates import format_date

from frontline.balance import Tally
from frontline.dates import utc_offset
from frontline.errors import UsageError
from frontline.ground.terrain import LEVEL
from frontline.messages import locale_of
from frontline.model import Control, Event, Place, Side
from frontline.quality import Quality, quality
from frontline.render.voices import moves, who_says
from frontline.scene import Scene, Snapshot, is_bare

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
    now = snapshot(scene, date)
    on = date_words(now.date, scene.header.language)
    parts = [
        f"{_stopped(scene.header.title)} Situation at the end of {on} ({_utc(now)}){_known(now)}.",
        *_state(now),
        *_changed(now, on),
        *_happened(now),
        ground_note(scene),
        quality_note(scene, brief=True),
        _stopped(sources_line(scene)),
        _stopped(credits_line(scene)),
    ]
    return " ".join(part for part in parts if part)


def alt(scene: Scene, date: date | str | None = None) -> str:
    """Describe the figure for a person who cannot see it, in plain sentences.

    ``date`` is by default the day the map opens on. Raises UsageError when it is not in the
    period.
    """
    now = snapshot(scene, date)
    on = date_words(now.date, scene.header.language)
    front = "A line marks the front" + (", which is inferred" if scene.inferred else "")
    band = now.band is not None and not now.band.is_empty
    front += (
        f"; a lighter band around it is where it lies, {LEVEL * 100:g} % sure." if band else "."
    )
    parts = [
        f"Map{_region(scene)} at the end of {on} ({_utc(now)}), titled “{scene.header.title}”.",
        *_state(now),
        *_sites(now),
        front if now.front else "",
        *_changed(now, on),
        "" if now.changes else "No change of control is recorded on this day.",
    ]
    return " ".join(part for part in parts if part)


def snapshot(scene: Scene, date: date | str | None) -> Snapshot:
    """Return the map of a day, by default the one the map opens on.

    Raises UsageError when the day is not in the period.
    """
    try:
        return scene.opening if date is None else scene.at(date)
    except ValueError as error:
        raise UsageError(f"date: {error}") from error


def date_words(day: date, language: str) -> str:
    """Write a day in full in a language: ``13 May 2024``; British English for an unknown one."""
    return format_date(day, format="long", locale=locale_of(language))


def situation(now: Snapshot) -> str:
    """Write what a day's map shows: ``Situation at the end of the day, UTC+3``."""
    return f"Situation at the end of the day, {_utc(now)}{_known(now)}"


def _known(now: Snapshot) -> str:
    day = now.known or now.scene.header.known
    return f", as known on {date_words(day, now.scene.header.language)}" if day else ""


def control_words(control: Control, sides: Mapping[str, Side]) -> str:
    """Name a control in words: ``held by Russia``, ``contested``."""
    if control.side is None:
        return control.status
    side = sides.get(control.side)
    return f"{control.status} by {side.name if side else control.side}"


def since_before(scene: Scene) -> str:
    """Name the ground as the period began, ``Held by Ukraine since before``; empty if not told."""
    start = scene.header.base_start
    if start is None:
        return ""
    return f"Held by {sides_of(scene)[start.side].name} since before"


def stale_words(scene: Scene) -> str:
    """Name the ground whose evidence has become old, for the legend."""
    return f"The newest evidence is {_old(scene)}"


def _old(scene: Scene) -> str:
    days = scene.header.policy.stale_after_days
    return f"more than {days} day{'' if days == 1 else 's'} old"


def ground_note(scene: Scene) -> str:
    """Write how areas came about: drawn, inferred and how, or both; empty where there are none."""
    if not scene.inferred:
        return "Areas are shown as their sources drew them." if scene.drawn else ""
    reach = f"at most {scene.header.ground.reach_km:g} km from a place"
    if scene.header.ground.method == "base":
        base = "drawn" if scene.areas else "held when the period began"
        return (
            f"Areas are as {base}, but for those nearest to places that contradict it ({reach}), "
            "which are inferred; they are not surveyed lines."
        )
    how = {"cells": "nearest-place cells", "field": "a smooth field"}[scene.header.ground.method]
    mixed = " Where a source drew areas they are shown as drawn." if scene.areas else ""
    band = f" {band_words()}" if scene.bands else ""
    return (
        f"Areas are inferred from reports at places ({how}, {reach}); "
        f"they are not surveyed lines.{band}{mixed}"
    )


def band_words() -> str:
    """Write what the band is."""
    return f"By this method the line lies within the band {LEVEL * 100:g} times out of 100."


def band_label() -> str:
    """Write the band's line in the legend."""
    return f"{LEVEL * 100:g} % band of the front"


def quality_note(scene: Scene, *, brief: bool = False) -> str:
    """Write how good the inferred ground is on the day the map opens on; empty without any.

    ``brief`` tells no more than on how many places it rests, and how good a line is.
    """
    found = quality(scene)
    if found is None:
        return ""
    on = date_words(found.date, scene.header.language)
    line = metres(_two_digits(found.line_error_km * 1000))
    places = "1 place" if found.places == 1 else f"{found.places:,} places"
    sentences = [
        f"Inferred from {places}, one per {km2_words(found.km2_per_place)} ({on}): "
        f"the line is good to about {line}.",
        f"{_stale_share(found)} on evidence {_old(scene)}.",
        _agreement(found),
        *_ranges(scene, found),
    ]
    return sentences[0] if brief else " ".join(sentences)


def _stale_share(found: Quality) -> str:
    return f"{found.stale / found.places:.0%} of them rest" if found.stale else "None of them rests"


def _agreement(found: Quality) -> str:
    agreed = found.agreement
    if agreed.share is None:
        return "No place is spoken of by two sources."
    places = "1 place is" if agreed.places == 1 else f"{agreed.places:,} places are"
    kappa = "" if agreed.kappa is None else f" (κ {_signed(agreed.kappa, 2)})"
    share = f"{agreed.share:.0%}"
    return f"{places} spoken of by several sources, which agree in {share} of pairs{kappa}."


def _ranges(scene: Scene, found: Quality) -> list[str]:
    if not found.ranges:
        return ["All of it rests on one source."]
    return [
        f"With any one source left out, {sides_of(scene)[side].name} holds or claims "
        f"{range_words(held.low, held.high)}."
        for side, held in found.ranges.items()
        if held.high
    ]


def range_words(low: float, high: float) -> str:
    """Write a range of ground: ``410 to 433 km²``; one figure where the ends read alike."""
    ends = [km2_words(end) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0].removesuffix(' km²')} to {ends[1]}"


def km2_words(km2: float, plus: str = "") -> str:
    """Write an area for people: ``1,204 km²``, ``3.2 km²``; ``plus`` stands before a gain."""
    places = 1 if 0.05 <= abs(km2) < 9.95 else 0
    return f"{plus if round(km2, places) > 0 else ''}{_signed(km2, places)} km²"


def gains(tally: Tally) -> str:
    """Write a net, and what was gained and lost where there is both."""
    both = f" (gained {km2_words(tally.gain_km2)}, lost {km2_words(tally.loss_km2)})"
    return km2_words(tally.net_km2, "+") + (both if tally.gain_km2 and tally.loss_km2 else "")


def _signed(number: float, places: int) -> str:
    """Write a number with a minus sign of its own, and none for what rounds to nothing."""
    return f"{round(number, places) + 0:,.{places}f}".replace("-", "\N{MINUS SIGN}")


def _two_digits(number: float) -> float:
    return float(f"{number:.2g}")


def sources_line(scene: Scene) -> str:
    """Name the publisher of every source that is cited."""
    names = publishers(scene)
    if not names:
        return ""
    return f"{'Source' if len(names) == 1 else 'Sources'}: {' · '.join(names)}"


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
    maker = [f"Map: {scene.header.author}"] if scene.header.author else []
    return " · ".join([*maker, *scene.header.credits])


def joined(items: Iterable[str], limit: int = NAMES_SHOWN) -> str:
    """Join items as a sentence does, ``A, B and C``; what is over the limit is counted."""
    names = list(items)
    if len(names) > limit + 1:
        names = [*names[:limit], f"{len(names) - limit} more"]
    mark = ";" if any("," in name for name in names) else ","
    if len(names) < 2:
        return "".join(names)
    head = f"{mark} ".join(names[:-1])
    return f"{head}{mark if mark == ';' else ''} and {names[-1]}"


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


def _stopped(text: str) -> str:
    return text if not text or text.endswith(_ENDS) else f"{text}."


def _state(now: Snapshot) -> list[str]:
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
    for style in scene.classes:
        words = control_words(style.control, sides_of(scene))
        if places := found.get(style.control):
            sentences.append(_who_has(places, style.control, words))
        if count := drawn.count(style.control):
            what = "One area is" if count == 1 else f"{count} areas are"
            sentences.append(f"{what} drawn as {words}.")
    if (places := found.get(None)) and (start := scene.header.base_start):
        words = control_words(Control("held", start.side), sides_of(scene))
        sentences.append(f"{joined(places)} {_be(places)} {words}, as when the period began.")
    stale = [p.name for p in scene.places if is_drawn(p) and _is_stale(now, p.id)]
    if stale:
        sentences.append(f"The newest evidence on {joined(stale)} is {_old(scene)}.")
    return sentences


def _is_stale(now: Snapshot, place: str) -> bool:
    span = now.spans.get(place)
    return span is not None and span.stale


def _who_has(places: Sequence[str], control: Control, words: str) -> str:
    if control.status == "unknown":
        return f"Who holds {joined(places)} is unknown."
    return f"{joined(places)} {_be(places)} {words}."


def _be(items: Sequence[str]) -> str:
    return "is" if len(items) == 1 else "are"


def _changed(now: Snapshot, on: str) -> list[str]:
    scene, names = now.scene, names_of(now.scene)
    sentences: list[str] = []
    found = moves(scene, now.changes)
    for move in found[:CHANGES_SHOWN]:
        before, after = (control_words(c, sides_of(scene)) for c in (move.before, move.after))
        places = joined(names.get(place, place) for place in move.places)
        says = who_says(move)
        start = "" if sentences else f"On {on}, "
        sentences.append(
            f"{start}{places} changed from {before} to {after}{f' ({says})' if says else ''}."
        )
    if rest := sum(len(move.places) for move in found[CHANGES_SHOWN:]):
        changes = "change of control is" if rest == 1 else "changes of control are"
        sentences.append(f"{rest} more {changes} recorded on this day.")
    return sentences


def _happened(now: Snapshot) -> list[str]:
    events = begun(now)
    if not events:
        return []
    told = [f"{event.title} ({event.claimant})" for event in events[:EVENTS_SHOWN]]
    more = len(events) - len(told)
    told += [f"and {more} more"] if more else []
    return [f"Recorded on the day: {'; '.join(told)}."]


def begun(now: Snapshot) -> tuple[Event, ...]:
    """Return the events of a day that began on it."""
    return tuple(event for event in now.events if event.when.start == now.date)


def _sites(now: Snapshot) -> list[str]:
    """Name the places that are marked without anyone holding them, such as a building hit."""
    scene = now.scene
    spoken = {span.zone for span in scene.spans}
    sites = [
        place.name
        + (f" (located to within {metres(place.precision_m)})" if place.precision_m else "")
        for place in scene.places
        if place.id in scene.reported and is_drawn(place) and place.id not in spoken
    ]
    if not sites:
        return []
    kind = "Site of an event" if len(sites) == 1 else "Sites of events"
    return [f"{kind}: {joined(sites)}."]


def metres(length: float) -> str:
    """Write a length in metres for people: ``150 m``, ``1.2 km``."""
    return f"{length / 1000:.1f} km".replace(".0", "") if length >= 1000 else f"{length:g} m"


def _region(scene: Scene) -> str:
    """Name the countries that the map shows: `` of parts of A and B``."""
    from shapely.geometry import box

    frame = box(*scene.header.extent)
    names = dict.fromkeys(
        feature.name
        for feature in scene.base
        if feature.kind == "country" and feature.name and feature.geometry.intersects(frame)
    )
    return f" of parts of {joined(names)}" if names else ""
