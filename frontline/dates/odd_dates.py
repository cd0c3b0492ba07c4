"""Text of a single date that is not EDTF → the dates and months it may mean."""

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
                if is_calendar_date(reading):
                    yield reading
    yield from _named_month(text)
    try:
        yield f"{parsedate_to_datetime(text):%Y-%m-%d}"
    except (ValueError, TypeError, IndexError, OverflowError):
        return


def is_calendar_date(text: str) -> bool:
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
    >>> is_calendar_date("2024-02-29"), is_calendar_date("2023-02-29")
    (True, False)
    """
    try:
        date.fromisoformat((text.rstrip("~?%") + "-01-01")[:10])
    except ValueError:
        return text == ".."
    return True


@cache
def month_numbers() -> dict[str, int]:
    """Map the names of months, long and short, in eight languages, to their numbers."""
    from babel.dates import get_month_names

    return {
        name.rstrip(".").casefold(): number
        for language in reversed(_LANGUAGES)
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, language).items()
    }


def _two_digits(number: str) -> str:
    return number.zfill(2)


def _day_month(first: str, second: str, year: str) -> Iterator[str]:
    for day, month in dict.fromkeys([(first, second), (second, first)]):
        yield f"{year}-{_two_digits(month)}-{_two_digits(day)}"


def _year_first(year: str, second: str, third: str) -> Iterator[str]:
    reading = f"{year}-{_two_digits(second)}-{_two_digits(third)}"
    yield reading
    if not is_calendar_date(reading):
        yield f"{year}-{_two_digits(third)}-{_two_digits(second)}"


def _two_digit_year(first: str, second: str, third: str) -> Iterator[str]:
    for day, month, year in (
        (first, second, third),
        (second, first, third),
        (third, second, first),
    ):
        yield f"20{_two_digits(year)}-{_two_digits(month)}-{_two_digits(day)}"


def _unseparated(digits: str) -> Iterator[str]:
    for y, m, d in ((0, 4, 6), (4, 2, 0), (4, 0, 2)):
        year, month, day = digits[y : y + 4], digits[m : m + 2], digits[d : d + 2]
        if "1900" <= year <= "2100":
            yield f"{year}-{month}-{day}"


def _week(year: str, week: str, day: str | None) -> Iterator[str]:
    try:
        first = date.fromisocalendar(int(year), int(week), int(day or 1))
    except ValueError:
        return
    yield first.isoformat() if day else f"{first}/{first + timedelta(days=6)}"


def _ordinal(year: str, day_of_year: str) -> Iterator[str]:
    if 0 < int(day_of_year) <= 366 and int(year):
        day = date(int(year), 1, 1) + timedelta(days=int(day_of_year) - 1)
        if day.year == int(year):
            yield day.isoformat()


_FORMS: tuple[tuple[str, Callable[..., Iterator[str]]], ...] = (
    (r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})\.?(?:[ T,].*)?", _day_month),
    (r"(\d{4})[-./ ](\d{1,2})[-./ ](\d{1,2})\.?(?:[ T,].*)?", _year_first),
    (r"(\d{1,2})[-./ ](\d{1,2})[-./ ]'?(\d{2})", _two_digit_year),
    (r"(\d{4})[/.](\d{1,2})", lambda year, month: iter([f"{year}-{_two_digits(month)}"])),
    (r"(\d{1,2})[-/.](\d{4})", lambda month, year: iter([f"{year}-{_two_digits(month)}"])),
    (r"(\d{4})-(\d)", lambda year, month: iter([f"{year}-{_two_digits(month)}"])),
    (r"(\d{8})(?:[T ].*)?", _unseparated),
    (r"(\d{4})-?W(\d{2})(?:-?(\d))?", _week),
    (r"(\d{4})-?(\d{3})", _ordinal),
)


def _named_month(text: str) -> Iterator[str]:
    words = re.findall(r"[^\W\d_]+|\d+", text)
    months = month_numbers()
    month = next((months[word.casefold()] for word in words if word.casefold() in months), None)
    numbers = [word for word in words if word.isdigit()]
    if month is None or not 1 <= len(numbers) <= 2:
        return
    if len(numbers) == 1 and len(numbers[0]) == 4:
        yield f"{numbers[0]}-{month:02}"
    for day, year in permutations(numbers, 2):
        if len(day) <= 2 and len(year) in (2, 4):
            yield f"{year if len(year) == 4 else f'20{year}'}-{month:02}-{_two_digits(day)}"
