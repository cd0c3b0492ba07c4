"""Scene → the paragraph under a figure."""

from __future__ import annotations

from datetime import date
from typing import Final

from frontline.language.speaker import Speaker, speaker
from frontline.scene.scene import Scene, Snapshot
from frontline.text.credit_lines import credits_line, sources_line
from frontline.text.day_sentences import change_sentences, control_sentences, no_map_note
from frontline.text.lookups import begun, snapshot
from frontline.text.map_notes import quality_note, remarks
from frontline.text.phrases import as_sentence, date_words, known_words, utc_words

EVENTS_SHOWN: Final = 4
"""How many events of a day the caption names; more are counted."""


def caption(scene: Scene, date: date | str | None = None) -> str:
    """Write the paragraph to print under a figure: what, as of when, what changed, who says so.

    ``date`` is by default the day the map opens on. Raises UsageError when it is not in the
    period.
    """
    now, say = snapshot(scene, date), speaker(scene.header)
    on = date_words(now.date, say.language)
    parts = [
        as_sentence(scene.header.title),
        as_sentence(
            say(
                "situation_on",
                date=on,
                utc=utc_words(now),
                known=known_words(scene, say, now.known),
            )
        ),
        *no_map_note(now, say),
        *control_sentences(now, say),
        *change_sentences(now, say),
        *_happened(now, say),
        *remarks(scene),
        quality_note(scene, brief=True),
        as_sentence(sources_line(scene)),
        as_sentence(credits_line(scene)),
    ]
    return " ".join(part for part in parts if part)


def _happened(now: Snapshot, say: Speaker) -> list[str]:
    events = begun(now)
    if not events:
        return []
    told = [f"{event.title} ({event.claimant})" for event in events[:EVENTS_SHOWN]]
    more = len(events) - len(told)
    told += [say("more_events", count=more)] if more else []
    return [say("recorded", events="; ".join(told))]
