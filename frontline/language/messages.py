"""The words of the interface in the languages of readers: one file of messages for each.

The files of ``frontline/languages``, and those that a map has in its own folder ``languages``, are
in the form of i18next (JSON, version 4): a key, or a key with a plural category of CLDR after it
(``days_one``, ``days_few``), and a message with gaps like ``{{side}}``.
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
GAP: Final = re.compile(r"\{\{(\w+)\}\}")
CATEGORIES: Final = ("zero", "one", "two", "few", "many", "other")
"""The plural categories of CLDR."""

OF_DOCUMENTS: Final = ("alt_", "figure_", "methods_", "report_", "table_", "words_")
"""How the keys begin of what is said in figures, words, tables and reports, never on the page."""


@cache
def messages(language: str) -> Mapping[str, str]:
    """Return the messages of a language by their keys; empty for one that has no file."""
    path = resources.files(__package__) / f"{language}.json"
    found: dict[str, str] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return found


def catalogues(
    languages: Iterable[str], own: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Map languages to their messages, a map's own first, then ours; English, which fills gaps."""
    return {
        language: {**messages(language), **own.get(language, {})}
        for language in dict.fromkeys((ENGLISH, *languages))
    }


def locale_of(language: str) -> Locale:
    """Return the locale of a language; British English for English and for an unknown one."""
    from babel import Locale, UnknownLocaleError

    if language != ENGLISH:
        try:
            return Locale.parse(language, sep="-")
        except (UnknownLocaleError, ValueError):
            pass
    return Locale("en", "GB")


def keys(language: str) -> dict[str, frozenset[str]]:
    """Map every key that a language needs to the names of the gaps that its message may have."""
    english = messages(ENGLISH)
    found = {}
    for key, message in english.items():
        base = stem(key)
        gaps = frozenset(GAP.findall(message))
        if base == key:
            found[key] = gaps
            continue
        rule = locale_of(language).plural_form
        for category in CATEGORIES:
            if category == "other" or category in rule.tags:
                found[f"{base}_{category}"] = gaps
    return found


def stem(key: str) -> str:
    """Return a key without its plural category, where English has it in several."""
    base, _, category = key.rpartition("_")
    counted = category in CATEGORIES and f"{base}_other" in messages(ENGLISH)
    return base if counted else key


def missing(language: str, own: Mapping[str, str]) -> Iterator[str]:
    """Yield the keys for which a language has no message, so that English stands there."""
    if language != ENGLISH:
        known = {**messages(language), **own}
        yield from sorted(key for key in keys(language) if key not in known)
