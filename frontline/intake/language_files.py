"""``languages/LANGUAGE.json``: the page's messages in another language, and their rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from frontline.errors import Issue
from frontline.intake.field_messages import not_text, quoted, suggest
from frontline.intake.field_types import unprintable
from frontline.intake.formats.record import Record
from frontline.intake.translated_texts import check_language
from frontline.language.messages import CATEGORIES, PLACEHOLDER, placeholders_by_key, stem

_DATA_WORDS: Final = {
    ("events.csv", "kind"): "kind",
    ("claims.csv", "about"): "about",
    ("places.geojson", "kind"): "place",
}
"""File and column with the author's own words → prefix of the keys of their messages."""


def data_word_keys(tables: Mapping[str, Sequence[Record]]) -> dict[str, frozenset[str]]:
    """List the message keys with which a map can translate the words of its own data.

    Parameters
    ----------
    tables : Mapping
        Records by file name.

    Returns
    -------
    dict of str to frozenset
        Key → its placeholders, which are always empty.
    """
    return {
        f"{prefix}_{word.lower() if prefix == 'kind' else word}": frozenset()
        for (name, column), prefix in _DATA_WORDS.items()
        for record in tables.get(name, ())
        if isinstance(word := record.values.get(column), str) and word
    }


def read_messages(
    record: Record,
    language: str,
    languages: Sequence[str],
    data_words: Mapping[str, frozenset[str]],
    issues: list[Issue],
) -> Mapping[str, str]:
    """Read the messages of a language file.

    Parameters
    ----------
    record : Record
        The file.
    language : str
        Language in the name of the file.
    languages : sequence of str
        Languages of the map.
    data_words : Mapping
        Keys for words of the data, as ``data_word_keys`` lists them.
    issues : list of Issue
        Receives an issue for each unknown key, invalid text and unknown placeholder.

    Returns
    -------
    Mapping of str to str
        Message by key; empty if the map does not list the language.
    """
    if not check_language(record.path, language, languages, issues):
        return {}
    placeholders = {**data_words, **placeholders_by_key(language)}
    for key, message in record.values.items():
        if problem := _problem(key, message, placeholders):
            issues.append(record.issue(*problem, key))
    return {key: text for key, text in record.values.items() if isinstance(text, str)}


def _problem(
    key: str, message: Any, placeholders: Mapping[str, frozenset[str]]
) -> tuple[str, str] | None:
    if key not in placeholders:
        stem_of_key = stem(key)
        if stem_of_key != key:
            plural_keys = [
                category for category in CATEGORIES if f"{stem_of_key}_{category}" in placeholders
            ]
            return (
                "FL122",
                f'"{key}": the plural forms of this language are {", ".join(plural_keys)}',
            )
        return "FL122", f'unknown message "{key}"{suggest(key, list(placeholders))}'
    if not isinstance(message, str):
        return "FL107", f'"{key}": {quoted(message)} {not_text(message)}'
    if not message.strip():
        return "FL102", f'"{key}" is empty: leave it out to show the English message'
    if character := unprintable(message):
        return "FL114", f'"{key}" has the unprintable character {character}'
    for name in PLACEHOLDER.findall(message):
        if name not in placeholders[key]:
            allowed = sorted(placeholders[key])
            hint = suggest(name, allowed) or (
                f": expected {', '.join(allowed)}"
                if allowed
                else ": the message has no placeholders"
            )
            return "FL123", f'"{key}": unknown placeholder "{{{{{name}}}}}"{hint}'
    return None
