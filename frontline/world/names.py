"""Names of countries, regions and towns in the languages of a map."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError

from frontline.model import Texts
from frontline.world.blocks import Blocks

_ADDED: Final = re.compile(r"\s*[(（].*$")
"""What follows a name in brackets, such as a former one."""


def named(names: dict[str, str], plain: str, languages: Sequence[str]) -> tuple[str, Texts]:
    """Return a name and its translations, as base features have them.

    Parameters
    ----------
    names : dict of str to str
        Names by language; empty ones count as absent.
    plain : str
        Name where there is none in a language.
    languages : sequence of str
        Languages of the map, the main one first.

    Returns
    -------
    (str, Texts)
        Name in the main language, and the others.
    """
    found = [names.get(language) or plain for language in languages] or [plain]
    texts = {
        language: {"name": name}
        for language, name in zip(languages[1:], found[1:], strict=False)
        if name
    }
    return found[0], texts


@cache
def locale_of(language: str) -> Locale | None:
    """Return CLDR's data for a language; None if it has none.

    Parameters
    ----------
    language : str
        Language tag, such as ``uk`` or ``pt-BR``.

    Returns
    -------
    Locale or None
    """
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def country_names(code: str, languages: Sequence[str]) -> dict[str, str]:
    """Return the names of a country as CLDR has them, without what it adds in brackets.

    Parameters
    ----------
    code : str
        ISO 3166-1 code of two letters.
    languages : sequence of str
        Language tags.

    Returns
    -------
    dict of str to str
        Names by language.

    Examples
    --------
    >>> country_names("UA", ["en", "uk"])
    {'en': 'Ukraine', 'uk': 'Україна'}
    >>> country_names("MM", ["en"])
    {'en': 'Myanmar'}
    """
    found = {}
    for language in languages:
        locale = locale_of(language)
        if locale and (name := locale.territories.get(code)):
            found[language] = _ADDED.sub("", str(name))
    return found


def names_at(blocks: Blocks, number: int, languages: Sequence[str]) -> dict[str, str]:
    """Return the names that a data file has of one of its points.

    Towns after which CLDR names a time zone have its name of them.

    Parameters
    ----------
    blocks : Blocks
        Data file.
    number : int
        Number of the point.
    languages : sequence of str
        Language tags.

    Returns
    -------
    dict of str to str
        Names by language.
    """
    zones = blocks.texts("zones")
    found = {}
    for language in languages:
        texts = blocks.texts(f"names_{language.partition('-')[0]}")
        if texts and texts[number]:
            found[language] = texts[number]
        locale = locale_of(language)
        if zones and zones[number] and locale:
            city = (locale.time_zones.get(zones[number]) or {}).get("city")
            if city:
                found[language] = str(city)
    return found
