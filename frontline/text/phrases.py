"""Dates, controls and lists in words, the parts of sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from babel.dates import format_date

from frontline.dates.edtf import utc_offset
from frontline.language.messages import locale_of
from frontline.language.speaker import Speaker, english, speaker
from frontline.model import Control, Side
from frontline.scene.scene import Scene, Snapshot

NAMES_SHOWN: Final = 40
"""How many places are named in one list of the words; more are counted."""

_ENDS: Final = (".", "!", "?", "…", "。", "؟")


def date_words(day: date, language: str) -> str:
    """Write a day in full in a language: ``13 May 2024``; British English for an unknown one."""
    return format_date(day, format="long", locale=locale_of(language))


def situation(now: Snapshot) -> str:
    """Write what a day's map shows: ``Situation at the end of the day, UTC+3``."""
    say = speaker(now.scene.header)
    return say("situation_day", utc=utc_words(now), known=known_words(now.scene, say, now.known))


def known_words(scene: Scene, say: Speaker, known: date | None = None) -> str:
    """Write by what day's knowledge a map is: ``, as known on 13 May``; empty by all of it."""
    day = known or scene.header.known
    return say("as_known_on", date=date_words(day, say.language)) if day else ""


def utc_words(now: Snapshot) -> str:
    """Write the offset of a map's time zone on its date: ``UTC+3``."""
    return utc_offset(now.scene.header.zone, now.date)


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


def joined(items: Iterable[str], limit: int = NAMES_SHOWN, say: Speaker | None = None) -> str:
    """Join items as a sentence does, ``A, B and C``; what is over the limit is counted."""
    say, names = say or english(), list(items)
    if len(names) > limit + 1:
        names = [*names[:limit], say("short_more", count=len(names) - limit)]
    return say.listed(names)


def capitalized(text: str) -> str:
    """Capitalize the first letter of a text."""
    return text[:1].upper() + text[1:]


def as_sentence(text: str) -> str:
    """End a text as a sentence ends."""
    return text if not text or text.endswith(_ENDS) else f"{text}."
