"""Two words → whether they look the same and are not, and in which sign they differ."""

from __future__ import annotations

import unicodedata

_LATIN = str.maketrans(
    "авсеонкрхутмізјѕԁһАВСЕОНКРХУТМІЗЈЅοανρικτΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "abceohkpxytmi3jsdhABCEOHKPXYTMI3JSoavpiktABEZHIKMNOPTYX",
)
"""Letters of Cyrillic and Greek that look like Latin ones, to these."""


def skeleton(word: str) -> str:
    """Return a word as it looks: without what cannot be seen, alike letters as one.

    >>> skeleton("Сосна") == skeleton("Cocнa")
    True
    """
    signs = unicodedata.normalize("NFKC", word)
    seen = "".join(sign for sign in signs if unicodedata.category(sign) not in ("Cf", "Mn"))
    return " ".join(seen.translate(_LATIN).split())


def difference(word: str, other: str) -> str:
    """Say in which sign a word differs from another that looks the same; else nothing."""
    if word == other or skeleton(word) != skeleton(other):
        return ""
    if unicodedata.normalize("NFC", word) == unicodedata.normalize("NFC", other):
        return "its letters are composed otherwise (save both in NFC)"
    for mine, its in zip(word, other, strict=False):
        if mine != its:
            return f"it has {_named(its)} where this has {_named(mine)}"
    return "it has signs that cannot be seen, or this has"


def _named(sign: str) -> str:
    seen = f'"{sign}" ' if sign.isprintable() else ""
    return f"{seen}U+{ord(sign):04X} ({unicodedata.name(sign, 'no name').capitalize()})"
