"""Scene → the caption of its map.

Texts are messages in the scene's language; the page uses the same ones, see
``player/text/values.mjs``. Nothing depends on the environment's locale.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from frontline.language.speaker import Speaker, speaker
from frontline.scene.scene import Scene, Snapshot
from frontline.text.area_words import (
    announced_sentences,
    no_front_sentence,
    range_sentences,
)
from frontline.text.credit_lines import credits_line, sources_line
from frontline.text.day_sentences import (
    change_sentences,
    control_sentences,
    no_map_note,
    said_of_step,
)
from frontline.text.lookups import events_begun, snapshot
from frontline.text.map_notes import quality_note, remarks
from frontline.text.phrases import as_sentence, capitalized, date_words, known_words, utc_words

EVENTS_SHOWN: Final = 4
"""Number of events of a date that are named; the others are counted."""


def caption(scene: Scene, date: date | str | None = None) -> str:
    """Write the caption of a figure: its subject, its date, what changed and who says so.

    Parameters
    ----------
    scene : Scene
        The map, in the language of the text.
    date : datetime.date or str, optional
        Date of the figure, ISO 8601 if text. Default: the date on which the map opens.

    Returns
    -------
    str
        The caption on one line.

    Raises
    ------
    UsageError
        If the date is not in the map's period.

    Examples
    --------
    >>> from importlib.resources import files
    >>> from frontline.project import build, load
    >>> scene = build(load(files("frontline") / "starter"))
    >>> caption(scene, "2024-03-08").split(". ")[1]
    'Situation at the end of 8 March 2024 (UTC)'
    """
    day_map, say = snapshot(scene, date), speaker(scene.header)
    date_text = date_words(day_map.date, say.language)
    parts = [
        as_sentence(scene.header.title),
        as_sentence(
            say(
                "situation_on",
                date=date_text,
                utc=utc_words(day_map),
                known=known_words(scene, say, day_map.known),
            )
        ),
        *no_map_note(day_map, say),
        *change_sentences(day_map, say),
        *control_sentences(day_map, say),
        *announced_sentences(day_map, say),
        *map(capitalized, range_sentences(day_map, say)),
        *no_front_sentence(day_map, say),
        *_event_sentence(day_map, say),
        *remarks(scene),
        quality_note(scene, brief=True),
        as_sentence(sources_line(scene)),
        as_sentence(credits_line(scene)),
    ]
    return " ".join(part for part in parts if part)


def _event_sentence(day_map: Snapshot, say: Speaker) -> list[str]:
    events = events_begun(day_map)
    if not events:
        return []
    titles = [f"{event.title} ({event.claimant})" for event in events[:EVENTS_SHOWN]]
    unnamed = len(events) - len(titles)
    titles += [say("more_events", count=unnamed)] if unnamed else []
    return [said_of_step("recorded", day_map, say, events="; ".join(titles))]
