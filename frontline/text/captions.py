"""Scene → the caption of its map.

Texts are messages in the scene's language, the same as the page's where it says the same; see
``player/text/values.mjs``. Nothing depends on the environment's locale.
"""

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
"""How many events of a date are named; the rest is counted."""


def caption(scene: Scene, date: date | str | None = None) -> str:
    """Write the paragraph below a figure: what it shows, as of when, what changed, who says so.

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
        *_event_sentence(now, say),
        *remarks(scene),
        quality_note(scene, brief=True),
        as_sentence(sources_line(scene)),
        as_sentence(credits_line(scene)),
    ]
    return " ".join(part for part in parts if part)


def _event_sentence(now: Snapshot, say: Speaker) -> list[str]:
    events = begun(now)
    if not events:
        return []
    titles = [f"{event.title} ({event.claimant})" for event in events[:EVENTS_SHOWN]]
    more = len(events) - len(titles)
    titles += [say("more_events", count=more)] if more else []
    return [say("recorded", events="; ".join(titles))]
