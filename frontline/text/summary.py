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
from frontline.text.attribution import change_groups, who_says
from frontline.text.break_notes import break_words
from frontline.text.day_sentences import CHANGES_SHOWN
from frontline.text.lookups import names_of, sides_of
from frontline.text.phrases import as_sentence, control_words, date_words, joined, known_words
from frontline.text.quantities import gain_words, km2_number, km_words

EVENTS_SHOWN: Final = 8
"""How many events are named; the rest is counted."""


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
        Leave out attribution and events, for a text that stands beside tables.

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
    """Compare two dates of a map by everything known now.

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
    on = [date_words(day, say.language) for day in comparison.days]
    ends = {"from": on[0], "until": on[1], "known": known_words(scene, say)}
    return " ".join(
        [
            as_sentence(say("summary_head", **ends)),
            *_unmapped(comparison, say),
            *_ground(scene, comparison, say),
            *_front(comparison, say),
            *(_outcomes if brief else _places)(scene, comparison, say),
            *(() if brief else _events(scene, comparison, say)),
            *_breaks(scene, comparison, say),
        ]
    )


def _unmapped(comparison: Difference, say: Speaker) -> Iterator[str]:
    for asked, map in zip(comparison.days, (comparison.before, comparison.after), strict=True):
        if asked != map.date:
            days = [date_words(day, say.language) for day in (asked, map.date)]
            yield as_sentence(say("summary_no_map", asked=days[0], date=days[1]))


def _ground(scene: Scene, comparison: Difference, say: Speaker) -> Iterator[str]:
    """Write each side's gains and losses, the part only claimed, and the contested area."""
    balance, lines = comparison.whole.balance, list[str]()
    for side in scene.header.sides:
        tally, claimed = balance.side(side.id), balance.claimed_km2(side.id)
        words = gain_words(tally, say)
        if claimed:
            words = say("claimed_part", km2=words, part=km2_number(claimed, say))
        if tally.gain_km2 or tally.loss_km2:
            lines.append(say("summary_side", side=side.name, told=words))
    contested = balance.control(Control("contested"))
    if contested.gain_km2 or contested.loss_km2:
        lines.append(say("summary_contested", told=gain_words(contested, say)))
    yield from lines or [say("nothing_passed")]


def _front(comparison: Difference, say: Speaker) -> Iterator[str]:
    before, after = (sum(map.front_km.values()) for map in (comparison.before, comparison.after))
    if before or after:
        lengths = {"before": km_words(before, say), "after": km_words(after, say)}
        if lengths["before"] == lengths["after"]:
            yield say("summary_front_same", length=lengths["after"])
        else:
            yield say("summary_front", **lengths)


def _places(scene: Scene, comparison: Difference, say: Speaker) -> Iterator[str]:
    """Write which places changed control, and who says so."""
    names, sides = names_of(scene), sides_of(scene)
    passed = [
        Change(
            comparison.after.date,
            passage.place,
            passage.before,
            passage.after,
            passage.new or _now(comparison, passage.place),
        )
        for passage in comparison.whole.passages
    ]
    groups = change_groups(scene, passed)
    for group in groups[:CHANGES_SHOWN]:
        before, after = (control_words(end, sides, say) for end in (group.before, group.after))
        places = joined((names.get(place, place) for place in group.places), say=say)
        says = who_says(group, say)
        who = f" ({says})" if says else ""
        yield say("short_changed", places=places, who=who, **{"from": before, "to": after})
    if rest := sum(len(group.places) for group in groups[CHANGES_SHOWN:]):
        yield say("summary_more", count=rest)
    if not groups:
        yield say("summary_no_place")


def _outcomes(scene: Scene, comparison: Difference, say: Speaker) -> Iterator[str]:
    """Write which places changed control, grouped by outcome."""
    names, sides = names_of(scene), sides_of(scene)
    alike: dict[tuple[Control, Control], list[str]] = {}
    for passage in comparison.whole.passages:
        alike.setdefault((passage.before, passage.after), []).append(
            names.get(passage.place, passage.place)
        )
    for ends, places in alike.items():
        before, after = (control_words(end, sides, say) for end in ends)
        values = {"places": joined(places, say=say), "from": before, "to": after}
        yield say("short_changed", who="", **values)
    if not alike:
        yield say("summary_no_place")


def _now(comparison: Difference, place: str) -> tuple[str, ...]:
    span = comparison.after.spans.get(place)
    return span.claims if span else ()


def _events(scene: Scene, comparison: Difference, say: Speaker) -> Iterator[str]:
    start, end = comparison.days
    events = [e for e in scene.events if e.when.start and start < e.when.start <= end]
    events.sort(key=lambda event: (event.when.start or start, event.id))
    titles = [
        f"{date_words(event.when.start, say.language)}: {event.title} ({event.claimant})"
        for event in events[:EVENTS_SHOWN]
        if event.when.start
    ]
    if more := len(events) - len(titles):
        titles.append(say("more_events", count=more))
    if titles:
        yield say("summary_events", events="; ".join(titles))


def _breaks(scene: Scene, comparison: Difference, say: Speaker) -> Iterator[str]:
    for method_break, _ in comparison.breaks:
        on = say("break_on", date=date_words(method_break.date, say.language))
        yield f"{on}; {say('summary_left_out')}. {break_words(scene, method_break)}"
