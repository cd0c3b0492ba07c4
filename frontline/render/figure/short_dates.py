"""Days as a figure writes them, in the language of the map."""

from __future__ import annotations

from datetime import date

from babel.dates import format_interval, format_skeleton

from frontline.language.messages import locale_of


def short_day(day: date, language: str, parts: str = "MMMd") -> str:
    """Write a day in brief, ``12 May``, or what ``parts`` of it (CLDR) are to be seen."""
    return format_skeleton(parts, day, locale=locale_of(language))


def days_words(first: date, last: date, language: str) -> str:
    """Write days from one to another, ``8–13 May 2024``; or the one, if it is one."""
    return str(format_interval(first, last, "yMMMd", locale=locale_of(language)))
