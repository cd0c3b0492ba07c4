"""Scene and two days → a plain summary of what changed between them, in the scene's language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from frontline.analysis.difference import Difference, difference
from frontline.dates.edtf import as_date
from frontline.errors import UsageError
from frontline.language.speaker import Speaker, speaker
from frontline.model import Control
from frontline.scene.scene import Change, Scene
from frontline.text.attribution import moves, who_says
from frontline.text.break_notes import break_words
from frontline.text.captions import (
    CHANGES_SHOWN,
    control_words,
    date_words,
    gains,
    joined,
    km2_number,
    km_words,
    known_words,
    names_of,
    sides_of,
    stopped,
)

EVENTS_SHOWN: Final = 8
"""How many events are told; more are counted."""


def change_summary(
    scene: Scene, first: date | str, last: date | str, *, brief: bool = False
) -> str:
    """Summarize what changed from the end of a day to the end of a later one, as known now.

    Who gained and lost how much ground, which places changed and who says so, what else happened;
    a ``brief`` one leaves to tables who says so and what else happened. Raises UsageError for what
    is no day of the period, or when the last is not after the first.
    """
    one, two = (as_date(day, name) for day, name in ((first, "from"), (last, "to")))
    return summary_of(scene, compared(scene, one, two), brief=brief)


def compared(scene: Scene, first: date, last: date) -> Difference:
    """Compare two days of a scene by all that is known.

    Raises UsageError when a day is not in the period, or the last does not come after the first.
    """
    if last <= first:
        raise UsageError(f"to: {last} does not come after {first}")
    return difference(scene, first, last)


def summary_of(scene: Scene, found: Difference, *, brief: bool = False) -> str:
    """Summarize what differs between two days of a scene, as ``change_summary`` does."""
    say = speaker(scene.header)
    on = [date_words(day, say.language) for day in found.days]
    ends = {"from": on[0], "until": on[1], "known": known_words(scene, say)}
    return " ".join(
        [
            stopped(say("summary_head", **ends)),
            *_unmapped(found, say),
            *_ground(scene, found, say),
            *_front(found, say),
            *(_outcomes if brief else _places)(scene, found, say),
            *(() if brief else _events(scene, found, say)),
            *_breaks(scene, found, say),
        ]
    )


def _unmapped(found: Difference, say: Speaker) -> Iterator[str]:
    for asked, map in zip(found.days, (found.before, found.after), strict=True):
        if asked != map.date:
            days = [date_words(day, say.language) for day in (asked, map.date)]
            yield stopped(say("summary_no_map", asked=days[0], date=days[1]))


def _ground(scene: Scene, found: Difference, say: Speaker) -> Iterator[str]:
    """Write what each side gained and lost, how much it only claims, and what is contested."""
    balance, lines = found.whole.balance, list[str]()
    for side in scene.header.sides:
        tally, claimed = balance.side(side.id), balance.claimed_km2(side.id)
        told = gains(tally, say)
        if claimed:
            told = say("claimed_part", km2=told, part=km2_number(claimed, say))
        if tally.gain_km2 or tally.loss_km2:
            lines.append(say("summary_side", side=side.name, told=told))
    contested = balance.control(Control("contested"))
    if contested.gain_km2 or contested.loss_km2:
        lines.append(say("summary_contested", told=gains(contested, say)))
    yield from lines or [say("nothing_passed")]


def _front(found: Difference, say: Speaker) -> Iterator[str]:
    before, after = (sum(map.front_km.values()) for map in (found.before, found.after))
    if before or after:
        told = {"before": km_words(before, say), "after": km_words(after, say)}
        if told["before"] == told["after"]:
            yield say("summary_front_same", length=told["after"])
        else:
            yield say("summary_front", **told)


def _places(scene: Scene, found: Difference, say: Speaker) -> Iterator[str]:
    """Write which places changed, from what to what, and who says so."""
    names, sides = names_of(scene), sides_of(scene)
    passed = [
        Change(
            found.after.date, one.place, one.before, one.after, one.new or _now(found, one.place)
        )
        for one in found.whole.passages
    ]
    told = moves(scene, passed)
    for move in told[:CHANGES_SHOWN]:
        before, after = (control_words(end, sides, say) for end in (move.before, move.after))
        places = joined((names.get(place, place) for place in move.places), say=say)
        says = who_says(move, say)
        who = f" ({says})" if says else ""
        yield say("short_changed", places=places, who=who, **{"from": before, "to": after})
    if rest := sum(len(move.places) for move in told[CHANGES_SHOWN:]):
        yield say("summary_more", count=rest)
    if not told:
        yield say("summary_no_place")


def _outcomes(scene: Scene, found: Difference, say: Speaker) -> Iterator[str]:
    """Write which places changed, those together that changed alike."""
    names, sides = names_of(scene), sides_of(scene)
    alike: dict[tuple[Control, Control], list[str]] = {}
    for one in found.whole.passages:
        alike.setdefault((one.before, one.after), []).append(names.get(one.place, one.place))
    for ends, places in alike.items():
        before, after = (control_words(end, sides, say) for end in ends)
        told = {"places": joined(places, say=say), "from": before, "to": after}
        yield say("short_changed", who="", **told)
    if not alike:
        yield say("summary_no_place")


def _now(found: Difference, place: str) -> tuple[str, ...]:
    span = found.after.spans.get(place)
    return span.claims if span else ()


def _events(scene: Scene, found: Difference, say: Speaker) -> Iterator[str]:
    one, two = found.days
    events = [e for e in scene.events if e.when.start and one < e.when.start <= two]
    events.sort(key=lambda event: (event.when.start or one, event.id))
    told = [
        f"{date_words(event.when.start, say.language)}: {event.title} ({event.claimant})"
        for event in events[:EVENTS_SHOWN]
        if event.when.start
    ]
    if more := len(events) - len(told):
        told.append(say("more_events", count=more))
    if told:
        yield say("summary_events", events="; ".join(told))


def _breaks(scene: Scene, found: Difference, say: Speaker) -> Iterator[str]:
    for told, _ in found.breaks:
        on = say("break_on", date=date_words(told.date, say.language))
        yield f"{on}; {say('summary_left_out')}. {break_words(scene, told)}"
