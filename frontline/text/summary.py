"""Scene and two dates → a plain summary of what changed between them, in the scene's language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from frontline.analysis.difference import Difference, difference
from frontline.dates.edtf import as_date
from frontline.errors import UsageError
from frontline.language.speaker import Speaker, speaker
from frontline.model import Control
from frontline.scene.changes_of_control import Change
from frontline.scene.scene import Scene
from frontline.text.area_words import announced_sentences, no_front_sentence, range_sentences
from frontline.text.attribution import change_groups, who_says
from frontline.text.bloc_words import bloc_gains
from frontline.text.break_notes import break_words
from frontline.text.day_sentences import CLASSES_SHOWN
from frontline.text.gain_words import NOBODY, gain_words
from frontline.text.lookups import names_of, ranks_of, sides_of
from frontline.text.phrases import (
    as_sentence,
    capitalized,
    control_words,
    date_words,
    joined,
    known_words,
)
from frontline.text.quantities import km2_number, km_words

CHANGES_SHOWN: Final = 12
EVENTS_SHOWN: Final = 8
"""Number of changes of control and of events that are named; the others are counted."""


def change_summary(
    scene: Scene,
    first: date | str | None = None,
    last: date | str | None = None,
    *,
    brief: bool = False,
) -> str:
    """Summarize what changed from the end of one date to the end of a later one, as known now.

    The summary gives each side's gains and losses, the places that changed control and who says so,
    and the other events.

    Parameters
    ----------
    scene : Scene
        The map, in the language of the text.
    first, last : datetime.date or str, optional
        Dates, ISO 8601 if text. Default: the ends of the map's period.
    brief : bool
        Leave out attribution and events, for a text beside tables.

    Returns
    -------
    str
        One paragraph.

    Raises
    ------
    UsageError
        If a date is not in the map's period, or ``last`` is not after ``first``.

    Examples
    --------
    >>> from importlib.resources import files
    >>> from frontline.project import build, load
    >>> scene = build(load(files("frontline") / "starter"))
    >>> change_summary(scene, "2024-03-04", "2024-03-08", brief=True).split(". ")[0]
    'From the end of 4 March 2024 to the end of 8 March 2024'
    """
    start = as_date(first, "from") if first is not None else scene.dates[0]
    end = as_date(last, "to") if last is not None else scene.dates[-1]
    return summary_of(scene, compared(scene, start, end), brief=brief)


def compared(scene: Scene, first: date, last: date) -> Difference:
    """Compare two dates of a map, as known now.

    Parameters
    ----------
    scene : Scene
        The map.
    first, last : datetime.date
        Dates; the difference runs from the end of one to the end of the other.

    Returns
    -------
    Difference
        The difference.

    Raises
    ------
    UsageError
        If a date is not in the map's period, or ``last`` is not after ``first``.
    """
    if last <= first:
        raise UsageError(f"to: {last} does not come after {first}")
    return difference(scene, first, last)


def summary_of(scene: Scene, comparison: Difference, *, brief: bool = False) -> str:
    """Summarize a difference, as ``change_summary`` does.

    Parameters
    ----------
    scene : Scene
        The map, in the language of the text.
    comparison : Difference
        The difference between two dates of the map.
    brief : bool
        Leave out attribution and events.

    Returns
    -------
    str
        One paragraph.
    """
    say = speaker(scene.header)
    date_texts = [date_words(day, say.language) for day in comparison.days]
    values = {"from": date_texts[0], "until": date_texts[1], "known": known_words(scene, say)}
    return " ".join(
        [
            as_sentence(say("summary_head", **values)),
            *_unmapped_sentences(comparison, say),
            *_state_sentences(comparison, say),
            *_area_sentences(scene, comparison, say),
            *_front_sentences(comparison, say),
            *(_outcome_sentences if brief else _change_sentences)(scene, comparison, say),
            *(() if brief else _event_sentences(scene, comparison, say)),
            *_break_sentences(scene, comparison, say),
        ]
    )


def _unmapped_sentences(comparison: Difference, say: Speaker) -> Iterator[str]:
    for requested_date, day_map in zip(
        comparison.days, (comparison.before, comparison.after), strict=True
    ):
        if requested_date != day_map.date:
            date_texts = [date_words(day, say.language) for day in (requested_date, day_map.date)]
            yield as_sentence(say("summary_no_map", requested=date_texts[0], date=date_texts[1]))


def _area_sentences(scene: Scene, comparison: Difference, say: Speaker) -> Iterator[str]:
    """Write the gains and losses of each side, the part only claimed, and of contested areas."""
    balance, sides, sentences = comparison.whole.balance, sides_of(scene), list[str]()
    turnover = {side: balance.side(side).gain_km2 + balance.side(side).loss_km2 for side in sides}
    moved = [side for side in scene.header.sides if turnover[side.id]]
    if is_long := len(moved) > CLASSES_SHOWN + 1:
        moved.sort(key=lambda side: -turnover[side.id])
    for bloc, gain_text in bloc_gains(scene, balance, say):
        sentences.append(say("summary_side", side=bloc, change=gain_text))
    for side in moved[: CLASSES_SHOWN if is_long else None]:
        gain_text = gain_words(balance, Control("held", side.id), sides, say)
        if claimed_km2 := balance.claimed_km2(side.id):
            gain_text = say("claimed_part", km2=gain_text, part=km2_number(claimed_km2, say))
        if gain_text:
            sentences.append(say("summary_side", side=side.name, change=gain_text))
    if is_long:
        sentences.append(say("summary_sides_rest", count=len(moved) - CLASSES_SHOWN))
    contested, unknown = (gain_words(balance, holder, sides, say) for holder in NOBODY)
    if contested:
        sentences.append(say("summary_contested", change=contested))
    if unknown:
        sentences.append(say("summary_unknown", change=unknown))
    yield from sentences or [say("no_area_changed")]


def _state_sentences(comparison: Difference, say: Speaker) -> Iterator[str]:
    """Write what each side has in the end, as a range, and what it only says that it has."""
    if ranges := range_sentences(comparison.after, say):
        day = date_words(comparison.after.date, say.language)
        yield say("short_on", day=day, change=ranges[0])
        yield from map(capitalized, ranges[1:])
    yield from announced_sentences(comparison.after, say)


def _front_sentences(comparison: Difference, say: Speaker) -> Iterator[str]:
    before, after = (
        sum(day_map.front_km.values()) for day_map in (comparison.before, comparison.after)
    )
    if not after:
        yield from no_front_sentence(comparison.after, say)
    if comparison.after.scene.inferred:
        if after:
            yield say("front_unmeasured")
    elif before or after:
        lengths = {"before": km_words(before, say), "after": km_words(after, say)}
        if lengths["before"] == lengths["after"]:
            yield say("summary_front_same", length=lengths["after"])
        else:
            yield say("summary_front", **lengths)


def _change_sentences(scene: Scene, comparison: Difference, say: Speaker) -> Iterator[str]:
    """Write which places changed control, and who says so."""
    names, sides = names_of(scene), sides_of(scene)
    changes = [
        Change(
            comparison.after.date,
            passage.place,
            passage.before,
            passage.after,
            passage.new or _current_claims(comparison, passage.place),
            passage.place in comparison.assessed,
        )
        for passage in comparison.whole.passages
    ]
    groups = change_groups(scene, changes)
    for group in groups[:CHANGES_SHOWN]:
        before, after = (
            control_words(control, sides, say) for control in (group.before, group.after)
        )
        places = joined((names.get(place, place) for place in group.places), say=say)
        attribution = who_says(group, say)
        who = f" ({attribution})" if attribution else ""
        key = "short_assessed" if group.assessed else "short_changed"
        values = {"places": places, "who": who, "from": before, "to": after}
        yield say(key, **values, count=len(group.places))
    if unnamed := sum(len(group.places) for group in groups[CHANGES_SHOWN:]):
        yield say("summary_more", count=unnamed)
    if not groups:
        yield say("summary_no_place")


def _outcome_sentences(scene: Scene, comparison: Difference, say: Speaker) -> Iterator[str]:
    """Write which places changed control, grouped by outcome."""
    names, sides, ranks = names_of(scene), sides_of(scene), ranks_of(scene)
    passages = sorted(
        comparison.whole.passages, key=lambda passage: ranks.get(passage.place, len(ranks))
    )
    places_by_outcome: dict[tuple[str, Control, Control], list[str]] = {}
    for passage in passages:
        key = "short_assessed" if passage.place in comparison.assessed else "short_changed"
        places_by_outcome.setdefault((key, passage.before, passage.after), []).append(
            names.get(passage.place, passage.place)
        )
    for (key, *outcome), places in places_by_outcome.items():
        before, after = (control_words(control, sides, say) for control in outcome)
        values = {"places": joined(places, say=say), "from": before, "to": after}
        yield say(key, who="", **values, count=len(places))
    if not places_by_outcome:
        yield say("summary_no_place")


def _current_claims(comparison: Difference, place: str) -> tuple[str, ...]:
    span = comparison.after.spans.get(place)
    return span.claims if span else ()


def _event_sentences(scene: Scene, comparison: Difference, say: Speaker) -> Iterator[str]:
    start, end = comparison.days
    events = [
        event for event in scene.events if event.when.start and start < event.when.start <= end
    ]
    events.sort(key=lambda event: (event.when.start or start, event.id))
    titles = [
        f"{date_words(event.when.start, say.language)}: {event.title} ({event.claimant})"
        for event in events[:EVENTS_SHOWN]
        if event.when.start
    ]
    if unnamed := len(events) - len(titles):
        titles.append(say("more_events", count=unnamed))
    if titles:
        yield say("summary_events", events="; ".join(titles))


def _break_sentences(scene: Scene, comparison: Difference, say: Speaker) -> Iterator[str]:
    for method_break, _ in comparison.breaks:
        date_text = say("break_on", date=date_words(method_break.date, say.language))
        yield f"{date_text}; {say('summary_left_out')}. {break_words(scene, method_break)}"
