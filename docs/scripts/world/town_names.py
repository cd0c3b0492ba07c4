"""Names without a language → the languages of their country, where their letters leave no doubt.

GeoNames' other names carry no language in the package that has them, and some are mistakes (the
word "Armenian" in Armenian for Mariupol). So a name is taken only for a language of the town's own
country, and only where a rule leaves exactly one. Elsewhere a town keeps its Latin name; names of
the great cities in other languages are CLDR's, see ``frontline/world/names.py``.
"""

from __future__ import annotations

import re
import unicodedata

SCRIPTS = {
    "am": "ETHIOPIC", "bn": "BENGALI", "el": "GREEK", "gu": "GUJARATI", "he": "HEBREW",
    "hi": "DEVANAGARI", "hy": "ARMENIAN", "ka": "GEORGIAN", "km": "KHMER", "ko": "HANGUL",
    "lo": "LAO", "ml": "MALAYALAM", "my": "MYANMAR", "ne": "DEVANAGARI", "si": "SINHALA",
    "ta": "TAMIL", "te": "TELUGU", "th": "THAI", "ti": "ETHIOPIC",
}  # fmt: skip
"""Languages in whose countries nothing else is written in their script."""

_ARABIC = "AE BH DJ DZ EG EH IL IQ JO KW LB LY MA MR OM PS QA SA SD SY TD TN YE"
HOMES = {
    "am": "ET", "bn": "BD IN", "el": "CY GR", "gu": "IN", "he": "IL PS", "hi": "IN", "hy": "AM AZ",
    "ka": "GE", "km": "KH", "ko": "KP KR", "lo": "LA", "ml": "IN", "my": "MM", "ne": "NP",
    "si": "LK", "ta": "IN LK", "te": "IN", "th": "TH", "ti": "ER", "ar": _ARABIC,
    "be": "BY", "fa": "AF IR", "ja": "JP", "ru": "BY KG KZ MD RU UA", "uk": "UA",
    "ur": "PK", "zh": "CN HK MO SG TW",
}  # fmt: skip
"""Language → the countries whose towns have names in it."""

_ALPHABETS = {
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'’- ",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя- ",
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя'’- ",
}
_FOREIGN = {
    "uk": re.compile(r"[сцз]к\b|[сз]кая"),
    "ru": re.compile(r"ськ|цьк|зьк|ьо|[ъы]и|[лнр]ыв\b"),
    "be": re.compile(r"$^"),
}
"""Spellings of the other language that its letters alone do not give away."""


def in_script(name: str, *scripts: str) -> bool:
    """Tell whether all letters of a name are of a script."""
    letters = [c for c in name if c.isalpha() and c != "ー"]
    return bool(letters) and all(unicodedata.name(c, "").startswith(scripts) for c in letters)


def _only(names: list[str]) -> str | None:
    """Return the one name there is, or the longest of those that differ in soft signs only."""
    names = sorted(dict.fromkeys(names), key=len)
    hard = {name.lower().replace("ь", "") for name in names}
    return names[-1] if len(hard) == 1 else None


_LATIN = (
    "a b v g g d e ie e zh z i i i i k l m n o p r s t u f kh ts ch sh shch - i - e iu ia u - - -"
)
_LETTERS = dict(zip("абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюяў'’-", _LATIN.split(), strict=True))


def _sound(name: str, language: str) -> str:
    """Return about how a name sounds, in Latin letters: enough to tell spellings apart."""
    name = unicodedata.normalize("NFKD", name) if name.isascii() else name.lower()
    if in_script(name, "CYRILLIC"):
        own = {"г": "h"} if language in ("uk", "be") else {}
        name = "".join((_LETTERS | own).get(c, c) for c in name)
    name = "".join(c for c in name.lower() if c.isascii() and c.isalpha())
    for latin, same in (("y", "i"), ("ii", "i"), ("iie", "ie")):
        name = name.replace(latin, same)
    return name


def _cyrillic(
    language: str, names: list[str], not_this: str | None, main: str | None
) -> str | None:
    fit = [n for n in names if set(n.lower()) <= set(_ALPHABETS[language])]
    fit = [n for n in fit if not _FOREIGN[language].search(n.lower()) and n != not_this]
    own = [n for n in fit if set(n.lower()) & set("іїєґ")] if language == "uk" else []
    alike = [n for n in fit if main and _sound(n, language) == _sound(main, language)]
    return _only(own) or _only([n for n in alike if n in own]) or _only(alike) or _only(fit)


def _arabic(language: str, names: list[str]) -> str | None:
    if language == "ar":
        names = [n for n in names if not set(n) & set("پچژگکیٹڈڑےںھۀہەێۆ")]
        names = [n for n in names if " " not in n] or names
        bare = [n.removeprefix("ال") for n in names]
        return names[0] if names and len(set(bare)) == 1 and len(names) == 1 else _only(names)
    if language == "fa":
        return _only([n for n in names if not set(n) & set("ٹڈڑےںھېۍړټډ")])
    return _only([n for n in names if set(n) & set("ٹڈڑےںھ")]) or _only(names)


def tagged(main: str, others: list[str], home: str) -> dict[str, str]:
    """Return the names of a place by language: those whose letters leave no doubt.

    ``main`` is its Latin name, ``home`` the ISO code of its country.
    """
    others = [unicodedata.normalize("NFC", name.strip()) for name in others]
    others = [name for name in others if 0 < len(name) <= 40 and name.isprintable()]
    found: dict[str, str | None] = {}
    for language, script in SCRIPTS.items():
        if home in HOMES[language].split():
            found[language] = _only([n for n in others if in_script(n, script)])
    cyrillic = [n for n in others if in_script(n, "CYRILLIC")]
    for language in ("uk", "be", "ru"):
        if home in HOMES[language].split():
            official = {"uk": "UA", "be": "BY", "ru": "RU"}[language] == home
            found[language] = _cyrillic(
                language, cyrillic, found.get("uk"), main if official else None
            )
    arabic = [n for n in others if in_script(n, "ARABIC")]
    for language in ("ar", "fa", "ur"):
        if home in HOMES[language].split():
            found[language] = _arabic(language, arabic)
    if home in HOMES["zh"].split():
        found["zh"] = _only([n for n in others if in_script(n, "CJK")])
    if home == "JP":
        found["ja"] = _only([n for n in others if in_script(n, "CJK")])
    return {language: name for language, name in found.items() if name}
