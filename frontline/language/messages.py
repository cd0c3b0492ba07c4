"""Messages of the interface in each language, by key.

The files of ``frontline/language``, and those in a map's own folder ``languages``, follow i18next
(JSON, version 4): a key, with a CLDR plural category where the message counts (``days_one``,
``days_few``), and a message with placeholders such as ``{{side}}``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from babel import Locale

ENGLISH: Final = "en"
PLACEHOLDER: Final = re.compile(r"\{\{(\w+)\}\}")
CATEGORIES: Final = ("zero", "one", "two", "few", "many", "other")
"""The plural categories of CLDR."""

OF_DOCUMENTS: Final = ("alt_", "figure_", "methods_", "report_", "table_", "words_")
"""Prefixes of the keys that figures, texts, tables and reports use, and the page never does."""


@cache
def messages(language: str) -> Mapping[str, str]:
    """Load the messages of a language.

    Parameters
    ----------
    language : str
        BCP 47 tag.

    Returns
    -------
    mapping of str to str
        Messages by key; empty for a language without a file.
    """
    path = resources.files(__package__) / f"{language}.json"
    texts: dict[str, str] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return texts


def catalogues(
    languages: Iterable[str], own_messages: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Combine a map's own messages with the built-in ones.

    Parameters
    ----------
    languages : iterable of str
        Languages of the map.
    own_messages : mapping
        The map's own messages by language and key; they take precedence.

    Returns
    -------
    dict
        Messages by language and key, for the languages and for English, the fallback.
    """
    return {
        language: {**messages(language), **own_messages.get(language, {})}
        for language in dict.fromkeys((ENGLISH, *languages))
    }


def locale_of(language: str) -> Locale:
    """Return the locale of a language.

    Parameters
    ----------
    language : str
        BCP 47 tag.

    Returns
    -------
    babel.Locale
        British English for ``en`` and for an unknown language.
    """
    from babel import Locale, UnknownLocaleError

    if language != ENGLISH:
        try:
            return Locale.parse(language, sep="-")
        except (UnknownLocaleError, ValueError):
            pass
    return Locale("en", "GB")


def placeholders_by_key(language: str) -> dict[str, frozenset[str]]:
    """Map each message key that a language needs to the placeholders its message may contain.

    Parameters
    ----------
    language : str
        BCP 47 tag; its plural categories decide which forms are needed.

    Returns
    -------
    dict
        Sets of placeholder names by key.
    """
    english = messages(ENGLISH)
    placeholders = {}
    for key, message in english.items():
        base = stem(key)
        names = frozenset(PLACEHOLDER.findall(message))
        if base == key:
            placeholders[key] = names
            continue
        rule = locale_of(language).plural_form
        for category in CATEGORIES:
            if category == "other" or category in rule.tags:
                placeholders[f"{base}_{category}"] = names
    return placeholders


def stem(key: str) -> str:
    """Return a key without its plural category.

    Parameters
    ----------
    key : str
        Key of a message.

    Returns
    -------
    str
        The key itself if English does not count it.

    Examples
    --------
    >>> stem("days_few"), stem("held_by")
    ('days', 'held_by')
    """
    base, _, category = key.rpartition("_")
    counted = category in CATEGORIES and f"{base}_other" in messages(ENGLISH)
    return base if counted else key


def missing_keys(language: str, own_messages: Mapping[str, str]) -> Iterator[str]:
    """List the keys for which a language has no message, so that English is shown.

    Parameters
    ----------
    language : str
        BCP 47 tag.
    own_messages : mapping of str to str
        The map's own messages in the language.

    Yields
    ------
    str
        A key, in alphabetical order.
    """
    if language != ENGLISH:
        messages_by_key = {**messages(language), **own_messages}
        yield from sorted(
            key for key in placeholders_by_key(language) if key not in messages_by_key
        )
