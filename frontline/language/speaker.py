"""Messages → sentences, in the language of the page.

The page does the same in ``player/text/language.mjs``; the cases of
``tests/cases-language.json`` hold the two together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from frontline.language.messages import ENGLISH, GAP, catalogues, locale_of
from frontline.model import Header

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

        return GAP.sub(written, message)

    def word(self, kind: str, text: str) -> str:
        """Return the message for a word of the data, or the word itself."""
        return self.messages.get(f"{kind}_{text}", text)

    def number(self, number: float, places: int) -> str:
        """Write a number with its decimals, a minus sign of its own, none for what is nothing."""
        rounded = round(number, places) + 0
        pattern = f"#,##0.{'0' * places}".rstrip(".")
        text = format_decimal(abs(rounded), format=pattern, locale=locale_of(self.language))
        return f"\N{MINUS SIGN}{text}" if rounded < 0 else text

    def percent(self, share: float) -> str:
        """Write a share in whole percents."""
        return format_percent(share, locale=locale_of(self.language))

    def listed(self, items: Sequence[str]) -> str:
        """Join items as a sentence does, ``A, B and C``; with semicolons where one has a comma."""
        before, after = _ISOLATE if direction(self.language) == "rtl" else ("", "")
        told = [f"{before}{item}{after}" for item in items]
        commas = (",", self.messages["comma"].strip())
        if len(told) < 2 or not any(comma in item for item in items for comma in commas):
            return format_list(told, locale=locale_of(self.language))
        mark = "؛" if commas[1] == "،" else ";"
        pattern = str(locale_of(self.language).list_patterns["standard"]["end"])
        return pattern.format(f"{f'{mark} '.join(told[:-1])}{mark}", told[-1])


def speaker(header: Header) -> Speaker:
    """Return what writes messages in the language of a map."""
    found = catalogues([header.language], header.messages)
    return Speaker(header.language, {**found[ENGLISH], **found[header.language]})


@cache
def english() -> Speaker:
    """Return what writes messages in English, for lines of the command."""
    return Speaker(ENGLISH, catalogues([], {})[ENGLISH])


def direction(language: str) -> str:
    """Return ``rtl`` for a language that is written from right to left, else ``ltr``."""
    return "rtl" if locale_of(language).character_order == "right-to-left" else "ltr"
