"""Days and amounts as a figure writes them, in the language of the map."""

from __future__ import annotations

from datetime import date

from babel.dates import format_skeleton

from frontline.messages import locale_of
from frontline.render.catalogue import Speaker


def short_day(day: date, language: str, parts: str = "MMMd") -> str:
    """Write a day in brief, ``12 May``, or what ``parts`` of it (CLDR) are to be seen."""
    return format_skeleton(parts, day, locale=locale_of(language))


def km(length: float, say: Speaker) -> str:
    """Write a length: ``54 km``, ``3.2 km``."""
    return say("unit_km", number=say.number(length, 1 if 0.05 <= length < 9.95 else 0))
