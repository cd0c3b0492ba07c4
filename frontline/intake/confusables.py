"""Two words → whether they look alike, and in which character they differ."""

from __future__ import annotations

import unicodedata

_LATIN = str.maketrans(
    "авсеонкрхутмізјѕԁһАВСЕОНКРХУТМІЗЈЅοανρικτΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "abceohkpxytmi3jsdhABCEOHKPXYTMI3JSoavpiktABEZHIKMNOPTYX",
)
"""Cyrillic and Greek letters → the Latin ones that they look like."""


def skeleton(word: str) -> str:
    """Reduce a word to how it looks: invisible characters dropped, look-alike letters merged.

    Parameters
    ----------
    word : str
        Any word.

    Returns
    -------
    str
        Skeleton, equal for words that look the same.

    Examples
    --------
    >>> skeleton("Сосна") == skeleton("Cocнa")
    True
    """
    signs = unicodedata.normalize("NFKC", word)
    seen = "".join(sign for sign in signs if unicodedata.category(sign) not in ("Cf", "Mn"))
    return " ".join(seen.translate(_LATIN).split())


def difference(word: str, other: str) -> str:
    """Word how two words differ that look the same.

    Parameters
    ----------
    word, other : str
        Words to compare: ``here`` and ``there`` in the answer.

    Returns
    -------
    str
        First differing character of each; empty where they are equal or look different.

    Examples
    --------
    >>> difference("с", "c")
    '"с" U+0441 (Cyrillic small letter es) here, "c" U+0063 (Latin small letter c) there'
    """
    if word == other or skeleton(word) != skeleton(other):
        return ""
    if unicodedata.normalize("NFC", word) == unicodedata.normalize("NFC", other):
        return "its Unicode normalization (save both in NFC)"
    for mine, its in zip(word, other, strict=False):
        if mine != its:
            return f"{_named(mine)} here, {_named(its)} there"
    return "invisible characters"


def _named(sign: str) -> str:
    seen = f'"{sign}" ' if sign.isprintable() else ""
    return f"{seen}U+{ord(sign):04X} ({unicodedata.name(sign, 'no name').capitalize()})"
