"""Texts in several languages → what is wrong with them: ``title:uk``, ``languages/pl.json``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from frontline.errors import Issue
from frontline.intake.field_messages import no_text, suggest, told
from frontline.intake.read import Record
from frontline.intake.rows import unprintable
from frontline.language.messages import CATEGORIES, PLACEHOLDER, keys, stem
from frontline.model import Claim, Event, Texts

_Said = TypeVar("_Said", Event, Claim)
_WORDS: Final = {
    ("events.csv", "kind"): "kind",
    ("claims.csv", "about"): "about",
    ("places.geojson", "kind"): "place",
}
"""Where the data has words of its own, and how the keys of their messages begin."""


def check_languages(
    record: Record, texts: Texts, languages: Sequence[str], where: str = ""
) -> Iterable[Issue]:
    """Name the texts in languages that the map does not have; ``where`` is their table's key."""
    for language, fields in texts.items():
        if language in languages:
            continue
        for name in fields:
            key = f"{name}:{language}"
            near = suggest(language, list(languages))
            hint = near or f'; "languages" of map.toml has {", ".join(languages)}'
            said = f'"{key}": the map has no language "{language}"{hint}'
            yield record.issue("FL121", said, f"{where}{key}", line=record.head)


def no_language(language: str, languages: Sequence[str]) -> str:
    """Say that a map does not have a language, and which it has."""
    hint = suggest(language, list(languages)) or f": it has {', '.join(languages)}"
    return f'"languages" of map.toml has no "{language}"{hint}'


def is_language(path: str, language: str, languages: Sequence[str], issues: list[Issue]) -> bool:
    """Tell whether the map has the language of a file, noting where it has not."""
    if language in languages:
        return True
    issues.append(Issue(path, 0, "FL121", no_language(language, languages)))
    return False


def own_words(tables: Mapping[str, Sequence[Record]]) -> dict[str, frozenset[str]]:
    """List the keys by which a map can name the words of its own data; they have no gaps."""
    return {
        f"{kind}_{word.lower() if kind == 'kind' else word}": frozenset()
        for (name, column), kind in _WORDS.items()
        for record in tables.get(name, ())
        if isinstance(word := record.values.get(column), str) and word
    }


def read_messages(
    record: Record,
    language: str,
    languages: Sequence[str],
    own: Mapping[str, frozenset[str]],
    issues: list[Issue],
) -> Mapping[str, str]:
    """Return the messages of a language's file, noting what is none of ours and no own word."""
    if not is_language(record.path, language, languages, issues):
        return {}
    known = {**own, **keys(language)}
    for key, message in record.values.items():
        if problem := _problem(key, message, known):
            issues.append(record.issue(*problem, key))
    return {key: text for key, text in record.values.items() if isinstance(text, str)}


def _problem(key: str, message: Any, known: Mapping[str, frozenset[str]]) -> tuple[str, str] | None:
    if key not in known:
        base = stem(key)
        if base != key:
            forms = [c for c in CATEGORIES if f"{base}_{c}" in known]
            return "FL122", f'"{key}": the plural forms of the language are {", ".join(forms)}'
        return "FL122", f'unknown message "{key}"{suggest(key, list(known))}'
    if not isinstance(message, str):
        return "FL107", f'"{key}": {told(message)} {no_text(message)}'
    if not message.strip():
        return "FL102", f'"{key}" is empty; leave it out, and English stands there'
    if bad := unprintable(message):
        return "FL114", f'"{key}" has the unprintable character {bad}'
    for gap in PLACEHOLDER.findall(message):
        if gap not in known[key]:
            gaps = sorted(known[key])
            hint = suggest(gap, gaps) or (
                f"; it has {', '.join(gaps)}" if gaps else "; it has none"
            )
            return "FL123", f'"{key}": unknown gap "{{{{{gap}}}}}"{hint}'
    return None


class Claimants:
    """Gather how those who speak are called in other languages: to say it once is enough."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, tuple[str, Record]]] = {}

    def learn(self, record: Record, claimant: str, texts: Texts) -> Iterable[Issue]:
        """Note the names of a claimant, naming one that is not as it was before."""
        for language, fields in texts.items():
            if (name := fields.get("claimant")) is None:
                continue
            names = self.found.setdefault(claimant, {})
            told, before = names.setdefault(language, (name, record))
            if told != name:
                key = f"claimant:{language}"
                at = f"{before.path.rpartition('/')[2]}:{before.line}"
                said = f'"{key}": {claimant} is "{name}" here and "{told}" in {at}'
                yield record.issue("FL125", said, key)

    def name(self, said: _Said) -> _Said:
        """Return a statement with all names of its claimant."""
        names = self.found.get(said.claimant)
        if not names:
            return said
        texts = {language: dict(fields) for language, fields in said.texts.items()}
        for language, (name, _) in names.items():
            texts.setdefault(language, {})["claimant"] = name
        return replace(said, texts=texts)
