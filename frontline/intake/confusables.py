"""Two words → whether they look alike, and the character in which they differ."""

from __future__ import annotations

import unicodedata

_LATIN = str.maketrans(
    "авсеонкрхутмізјѕԁһАВСЕОНКРХУТМІЗЈЅοανρικτΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "abceohkpxytmi3jsdhABCEOHKPXYTMI3JSoavpiktABEZHIKMNOPTYX",
)
"""Cyrillic and Greek letters → the Latin letters they look like."""


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
    normalized = unicodedata.normalize("NFKC", word)
    visible = "".join(char for char in normalized if unicodedata.category(char) not in ("Cf", "Mn"))
    return " ".join(visible.translate(_LATIN).split())


def difference(word: str, other: str) -> str:
    """Describe how two words that look the same differ.

    Parameters
    ----------
    word, other : str
        Words to compare; the result calls them ``here`` and ``there``.

    Returns
    -------
    str
        First differing character of each; empty if they are equal or look different.

    Examples
    --------
    >>> difference("с", "c")
    '"с" U+0441 (Cyrillic small letter es) here, "c" U+0063 (Latin small letter c) there'
    """
    if word == other or skeleton(word) != skeleton(other):
        return ""
    if unicodedata.normalize("NFC", word) == unicodedata.normalize("NFC", other):
        return "its Unicode normalization (save both in NFC)"
    for char, other_char in zip(word, other, strict=False):
        if char != other_char:
            return f"{_described(char)} here, {_described(other_char)} there"
    return "invisible characters"


def _described(char: str) -> str:
    visible = f'"{char}" ' if char.isprintable() else ""
    return f"{visible}U+{ord(char):04X} ({unicodedata.name(char, 'no name').capitalize()})"
