"""Messages → sentences, in the language of the page.

``player/text/language.mjs`` does the same on the page; both must pass
``tests/cases-language.json``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from frontline.language.messages import ENGLISH, PLACEHOLDER, catalogues, locale_of
from frontline.model import Header

_ISOLATE: Final = ("\u2068", "\u2069")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A writer of messages in one language; English fills what the language lacks.

    Attributes
    ----------
    language : str
        BCP 47 tag.
    messages : mapping of str to str
        Messages by key, including the English ones as a fallback.
    """

    language: str
    messages: Mapping[str, str]

    def __call__(self, key: str, **values: str | float) -> str:
        """Write a message with its placeholders filled.

        Parameters
        ----------
        key : str
            Key of the message; the value ``count`` selects among ``key_one``, ``key_few``,
            ``key_other`` …
        **values : str or float
            Values of the placeholders; numbers are formatted for the language.

        Returns
        -------
        str
            The message; a placeholder without a value stays.

        Raises
        ------
        KeyError
            If neither the language nor English has the key.

        Examples
        --------
        >>> english()("days", count=2)
        '2 days'
        """
        locale = locale_of(self.language)
        count = values.get("count")
        form = f"_{locale.plural_form(count)}" if isinstance(count, int | float) else ""
        keys = (key + form, f"{key}_other", key)
        message = next((self.messages[k] for k in keys if k in self.messages), None)
        if message is None:
            raise KeyError(key)
        before, after = _ISOLATE if direction(self.language) == "rtl" else ("", "")

        def fill(placeholder: re.Match[str]) -> str:
            value = values.get(placeholder[1], placeholder[0])
            text = value if isinstance(value, str) else format_decimal(value, locale=locale)
            return f"{before}{text}{after}"

        return PLACEHOLDER.sub(fill, message)

    def word(self, kind: str, text: str) -> str:
        """Translate a word of the data, such as a kind of place.

        Parameters
        ----------
        kind : str
            Kind of word: ``place``, ``kind``, ``about``, ``claim`` or ``status``.
        text : str
            The word.

        Returns
        -------
        str
            The message, or the word itself where there is none.

        Examples
        --------
        >>> english().word("place", "village"), english().word("place", "dam")
        ('village', 'dam')
        """
        return self.messages.get(f"{kind}_{text}", text)

    def number(self, number: float, places: int) -> str:
        """Write a number with a fixed number of decimals.

        Parameters
        ----------
        number : float
            The number; one that rounds to zero has no sign.
        places : int
            Number of decimals.

        Returns
        -------
        str
            With the language's separators, and a minus sign instead of a hyphen.

        Examples
        --------
        >>> english().number(-1234.56, 1)
        '−1,234.6'
        """
        rounded = round(number, places) + 0
        pattern = f"#,##0.{'0' * places}".rstrip(".")
        text = format_decimal(abs(rounded), format=pattern, locale=locale_of(self.language))
        return f"\N{MINUS SIGN}{text}" if rounded < 0 else text

    def percent(self, share: float) -> str:
        """Write a share in whole per cent.

        Parameters
        ----------
        share : float
            Share of 1.

        Returns
        -------
        str
            Such as ``80%``.
        """
        return format_percent(share, locale=locale_of(self.language))

    def listed(self, items: Sequence[str]) -> str:
        """Join items into a list for a sentence, with semicolons if an item contains a comma.

        Parameters
        ----------
        items : sequence of str
            Items in order.

        Returns
        -------
        str
            Such as ``A, B and C``.

        Examples
        --------
        >>> english().listed(["A, in B", "C"])
        'A, in B; and C'
        """
        before, after = _ISOLATE if direction(self.language) == "rtl" else ("", "")
        texts = [f"{before}{item}{after}" for item in items]
        commas = (",", self.messages["comma"].strip())
        if len(texts) < 2 or not any(comma in item for item in items for comma in commas):
            return format_list(texts, locale=locale_of(self.language))
        separator = "؛" if commas[1] == "،" else ";"
        pattern = str(locale_of(self.language).list_patterns["standard"]["end"])
        return pattern.format(f"{f'{separator} '.join(texts[:-1])}{separator}", texts[-1])


def speaker(header: Header) -> Speaker:
    """Return the writer of messages in a map's language.

    Parameters
    ----------
    header : Header
        Header of the map, with its own messages.

    Returns
    -------
    Speaker
        The writer.
    """
    texts = catalogues([header.language], header.messages)
    return Speaker(header.language, {**texts[ENGLISH], **texts[header.language]})


@cache
def english() -> Speaker:
    """Return the writer of English messages, for the output of commands."""
    return Speaker(ENGLISH, catalogues([], {})[ENGLISH])


def direction(language: str) -> str:
    """Return the writing direction of a language.

    Parameters
    ----------
    language : str
        BCP 47 tag.

    Returns
    -------
    str
        ``rtl`` or ``ltr``.

    Examples
    --------
    >>> direction("ar"), direction("uk")
    ('rtl', 'ltr')
    """
    return "rtl" if locale_of(language).character_order == "right-to-left" else "ltr"
