"""Dates in brief, in the language of the map."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from babel.dates import format_interval, format_skeleton

from frontline.language.messages import locale_of

_DASH: Final = re.compile(r"\s*[–—]\s*")
"""The dash of a range: editions of CLDR differ in its length and in the spaces around it."""


def short_day(day: date, language: str, parts: str = "MMMd") -> str:
    """Write a date in brief.

    Parameters
    ----------
    day : datetime.date
        The date.
    language : str
        BCP 47 tag.
    parts : str
        CLDR skeleton of the parts to write.

    Returns
    -------
    str
        Such as ``12 May``.

    Examples
    --------
    >>> short_day(date(2024, 5, 12), "en")
    '12 May'
    """
    return format_skeleton(parts, day, locale=locale_of(language))


def days_words(first: date, last: date, language: str) -> str:
    """Write a range of dates, or a single date.

    Parameters
    ----------
    first, last : datetime.date
        Dates, both included.
    language : str
        BCP 47 tag.

    Returns
    -------
    str
        Such as ``8–13 May 2024``.

    Examples
    --------
    >>> days_words(date(2024, 5, 8), date(2024, 5, 13), "en")
    '8–13 May 2024'
    """
    words = format_interval(first, last, "yMMMd", locale=locale_of(language))
    in_one_month = (first.year, first.month) == (last.year, last.month)
    return _DASH.sub("–" if in_one_month else "\u2009–\u2009", words)
