"""The words of the interface in the languages of readers: one file of messages for each.

The files of ``frontline/languages`` are in the form of i18next (JSON, version 4): a key, or a key
with a plural category of CLDR after it (``days_one``, ``days_few``), and a message with gaps like
``{{side}}``. The page fills them in ``player/language.mjs``, which does as ``Speaker`` does; the
cases of ``tests/cases-language.json`` hold the two together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

ENGLISH: Final = "en"

_BRITISH: Final = Locale("en", "GB")
_GAP: Final = re.compile(r"\{\{(\w+)\}\}")
_ISOLATE: Final = ("\u2068", "\u2069")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Write messages of a catalogue in a language; English fills what it lacks."""

    language: str
    messages: Mapping[str, str]

    def __call__(self, key: str, **values: str | float) -> str:
        """Fill the gaps of a message, numbers as the language writes them.

        Among ``key_one``, ``key_few``, ``key_other`` … the value ``count`` chooses. Raises KeyError
        for a key that neither the language nor English has.
        """
        locale = locale_of(self.language)
        count = values.get("count")
        form = f"_{locale.plural_form(count)}" if isinstance(count, int | float) else ""
        keys = (key + form, f"{key}_other", key)
        message = next((self.messages[k] for k in keys if k in self.messages), None)
        if message is None:
            raise KeyError(key)
        before, after = _ISOLATE if direction(self.language) == "rtl" else ("", "")

        def written(gap: re.Match[str]) -> str:
            value = values.get(gap[1], gap[0])
            text = value if isinstance(value, str) else format_decimal(value, locale=locale)
            return f"{before}{text}{after}"

        return _GAP.sub(written, message)

    def word(self, kind: str, text: str) -> str:
        """Return the message for a word of the data, or the word itself."""
        return self.messages.get(f"{kind}_{text}", text)


def speaker(language: str) -> Speaker:
    """Return what writes messages in a language."""
    return Speaker(language, {**messages(ENGLISH), **messages(language)})


def locale_of(language: str) -> Locale:
    """Return the locale of a language; British English for English and for an unknown one."""
    if language == ENGLISH:
        return _BRITISH
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return _BRITISH


def direction(language: str) -> str:
    """Return ``rtl`` for a language that is written from right to left, else ``ltr``."""
    return "rtl" if locale_of(language).character_order == "right-to-left" else "ltr"


@cache
def messages(language: str) -> dict[str, str]:
    """Return the messages of a language by their keys; empty for one that has no file."""
    path = resources.files("frontline") / "languages" / f"{language}.json"
    found: dict[str, str] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return found


def catalogues(languages: Iterable[str]) -> dict[str, dict[str, str]]:
    """Map languages to their messages, English among them, which fills what another lacks."""
    return {language: messages(language) for language in dict.fromkeys((ENGLISH, *languages))}
