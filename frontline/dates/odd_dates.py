"""Text of a single date that is not EDTF → the dates and months that it may mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from itertools import permutations

_LANGUAGES = ("en", "uk", "ru", "ar", "de", "fr", "es", "pl")


def single_readings(text: str) -> Iterator[str]:
    """Yield the dates and months that a text may mean.

    Parameters
    ----------
    text : str
        Text with ASCII digits, plain dashes and single spaces.

    Yields
    ------
    str
        EDTF dates and months, the most likely first; some may repeat.

    Examples
    --------
    >>> list(single_readings("12 May 2024"))[0]
    '2024-05-12'
    """
    for pattern, read in _FORMS:
        if match := re.fullmatch(pattern, text, re.ASCII | re.IGNORECASE):
            for reading in read(*match.groups()):
                if is_day(reading):
                    yield reading
    yield from _named_month(text)
    try:
        yield f"{parsedate_to_datetime(text):%Y-%m-%d}"
    except (ValueError, TypeError, IndexError, OverflowError):
        return


def is_day(text: str) -> bool:
    """Return whether an EDTF text is on the calendar.

    Parameters
    ----------
    text : str
        EDTF year, month or date, with or without a qualifier, or ``..``.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_day("2024-02-29"), is_day("2023-02-29")
    (True, False)
    """
    try:
        date.fromisoformat((text.rstrip("~?%") + "-01-01")[:10])
    except ValueError:
        return text == ".."
    return True


@cache
def months() -> dict[str, int]:
    """Map the names of months, long and short, in eight languages, to their numbers."""
    from babel.dates import get_month_names

    return {
        name.rstrip(".").casefold(): number
        for language in reversed(_LANGUAGES)
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, language).items()
    }


def _two(number: str) -> str:
    return number.zfill(2)


def _day_month(a: str, b: str, year: str) -> Iterator[str]:
    for day, month in dict.fromkeys([(a, b), (b, a)]):
        yield f"{year}-{_two(month)}-{_two(day)}"


def _year_first(year: str, a: str, b: str) -> Iterator[str]:
    first = f"{year}-{_two(a)}-{_two(b)}"
    yield first
    if not is_day(first):
        yield f"{year}-{_two(b)}-{_two(a)}"


def _short_years(a: str, b: str, c: str) -> Iterator[str]:
    for day, month, year in ((a, b, c), (b, a, c), (c, b, a)):
        yield f"20{_two(year)}-{_two(month)}-{_two(day)}"


def _run(digits: str) -> Iterator[str]:
    for y, m, d in ((0, 4, 6), (4, 2, 0), (4, 0, 2)):
        if "1900" <= digits[y : y + 4] <= "2100":
            yield f"{digits[y : y + 4]}-{digits[m : m + 2]}-{digits[d : d + 2]}"


def _week(year: str, week: str, day: str | None) -> Iterator[str]:
    try:
        first = date.fromisocalendar(int(year), int(week), int(day or 1))
    except ValueError:
        return
    yield first.isoformat() if day else f"{first}/{first + timedelta(days=6)}"


def _ordinal(year: str, number: str) -> Iterator[str]:
    if 0 < int(number) <= 366 and int(year):
        day = date(int(year), 1, 1) + timedelta(days=int(number) - 1)
        if day.year == int(year):
            yield day.isoformat()


_FORMS: tuple[tuple[str, Callable[..., Iterator[str]]], ...] = (
    (r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})\.?(?:[ T,].*)?", _day_month),
    (r"(\d{4})[-./ ](\d{1,2})[-./ ](\d{1,2})\.?(?:[ T,].*)?", _year_first),
    (r"(\d{1,2})[-./ ](\d{1,2})[-./ ]'?(\d{2})", _short_years),
    (r"(\d{4})[/.](\d{1,2})", lambda year, month: iter([f"{year}-{_two(month)}"])),
    (r"(\d{1,2})[-/.](\d{4})", lambda month, year: iter([f"{year}-{_two(month)}"])),
    (r"(\d{4})-(\d)", lambda year, month: iter([f"{year}-{_two(month)}"])),
    (r"(\d{8})(?:[T ].*)?", _run),
    (r"(\d{4})-?W(\d{2})(?:-?(\d))?", _week),
    (r"(\d{4})-?(\d{3})", _ordinal),
)


def _named_month(text: str) -> Iterator[str]:
    words = re.findall(r"[^\W\d_]+|\d+", text)
    month = next((months()[word.casefold()] for word in words if word.casefold() in months()), None)
    numbers = [word for word in words if word.isdigit()]
    if month is None or not 1 <= len(numbers) <= 2:
        return
    if len(numbers) == 1 and len(numbers[0]) == 4:
        yield f"{numbers[0]}-{month:02}"
    for day, year in permutations(numbers, 2):
        if len(day) <= 2 and len(year) in (2, 4):
            yield f"{year if len(year) == 4 else f'20{year}'}-{month:02}-{_two(day)}"
