"""Bytes → text in the stated encoding or UTF-8; otherwise the likely encoding, for a message."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Final

from frontline.errors import RefusedInput

_SettingHint = Callable[[str], str] | None
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_CANDIDATES: Final = (
    "windows-1251",
    "koi8-u",
    "windows-1252",
    "windows-1250",
    "windows-1256",
    "iso-8859-5",
    "iso-8859-6",
    "cp866",
)
"""Candidate encodings of a file that is not UTF-8; of equally likely ones, the first is named."""

_FREQUENT_LETTERS: Final = frozenset(
    "оеаинтсрвлкмдпуяіїє" + "éèàçùâêîôûëïäöüßñáíóú" + "łąęśżźćńř" + "اليمنرتبدوسعقة"
)
_CLEAR_GAIN: Final = 0.5
_SAMPLE: Final = 256 * 1024
_NOT_FOR_TEXT_FILES: Final = frozenset(
    {"utf_7", "idna", "punycode", "unicode_escape", "raw_unicode_escape"}
)
_MULTIBYTE: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_NON_ASCII_RUN: Final = re.compile("[^\x00-\x7f]+")
_PLAUSIBLE_TEXT: Final = re.compile("[À-ſЀ-џҐґ؀-ۿ–—‘’“”…№ ]+")


def is_text_encoding(name: str) -> bool:
    """Return whether a name is that of a text encoding known to Python.

    Parameters
    ----------
    name : str
        Name of an encoding.

    Returns
    -------
    bool
        False for unknown names and for codecs unsuitable for text files.

    Examples
    --------
    >>> is_text_encoding("windows-1251"), is_text_encoding("base64")
    (True, False)
    """
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    codec_name = codec.name.replace("-", "_")
    return (
        bool(getattr(codec, "_is_text_encoding", False)) and codec_name not in _NOT_FOR_TEXT_FILES
    )


def decode(data: bytes, encoding: str = "utf-8", setting_hint: _SettingHint = None) -> str:
    """Decode bytes in a stated encoding, or in UTF-8.

    Parameters
    ----------
    data : bytes
        Content of a file.
    encoding : str, optional
        Stated encoding.
    setting_hint : callable, optional
        Returns the part of a message that tells how to state an encoding, given its name.

    Returns
    -------
    str
        Text without a byte order mark.

    Raises
    ------
    RefusedInput
        At the line of the first invalid byte, with the likely encoding.
    """
    if codecs.lookup(encoding).name != "utf-8":
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise RefusedInput(
                "FL041", f"the file is not {encoding}, the encoding set for it", line
            ) from error
        return _without_nul(text.removeprefix("\ufeff"))
    if name := wide_encoding(data):
        raise RefusedInput(
            "FL003", f"the file is {name}, not UTF-8: {_remedy(name, setting_hint)}", 1
        )
    try:
        return _without_nul(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _not_utf8(data, error.start, setting_hint) from error


def wide_encoding(data: bytes) -> str:
    """Recognize UTF-16 and UTF-32 by their byte order mark or zero bytes.

    Parameters
    ----------
    data : bytes
        Content of a file.

    Returns
    -------
    str
        Name of the encoding; empty for anything else.

    Examples
    --------
    >>> wide_encoding("id,title".encode("utf-16-le"))
    'UTF-16LE'
    """
    for byte_order_mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(byte_order_mark):
            return name
    head = data[:4096]
    if b"\0" not in head:
        return ""
    candidates = []
    for name in ("UTF-32LE", "UTF-32BE", "UTF-16LE", "UTF-16BE"):
        text = head[: len(head) // 4 * 4].decode(name, "replace")
        if not any(_is_implausible(char) for char in text):
            candidates.append((sum(char < "\x7f" for char in text), name))
    return max(candidates, default=(0, ""))[1]


def mojibake(text: str) -> tuple[str, str] | None:
    """Restore a text that was UTF-8 but decoded in another encoding.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    tuple of str, or None
        The likely original text and the wrong encoding; None if the text is intact.

    Examples
    --------
    >>> mojibake("ÐŸÐ¸Ð»ÑŒÐ½Ð°")
    ('Пильна', 'windows-1252')
    """
    if text.isascii():
        return None
    for encoding in ("windows-1252", "windows-1251", "koi8-u", "cp866"):
        for min_letters in (3, 1):  # once three letters in a row are certain, single ones are too
            undo = partial(_restored_run, encoding=encoding, min_letters=min_letters)
            restored = _NON_ASCII_RUN.sub(undo, text)
            if restored == text:
                break
        else:
            return restored, encoding
    return None


def misread(data: bytes, text: str | None) -> tuple[str, str] | None:
    """Find an encoding in which bytes resemble words far more than in the one they were read in.

    Parameters
    ----------
    data : bytes
        Texts, as bytes.
    text : str or None
        The texts as they were read; None if they could not be.

    Returns
    -------
    tuple of str, or None
        The likely encoding and a sample in it; None if the texts are plausible as read.

    Examples
    --------
    >>> misread("Північ".encode("windows-1251"), "Ï³âí³÷")
    ('windows-1251', 'Північ')
    """
    with suppress(UnicodeDecodeError):  # no other encoding reads as UTF-8 by chance
        as_utf8 = data.decode()
        return ("UTF-8", _first_word(as_utf8)) if as_utf8 != text else None
    likely, sample = _likely_encoding(data)
    if not likely or text is None:
        return (likely, sample) if likely else None
    gain = _word_score(data.decode(likely)) - _word_score(text)
    return (likely, sample) if gain > _CLEAR_GAIN else None


def wrong_letters(text: str) -> str:
    """Describe the wrong encoding in which a name was read before it came here.

    Parameters
    ----------
    text : str
        Name, such as that of a side.

    Returns
    -------
    str
        Part of a message for FL142; empty if the letters are plausible.

    Examples
    --------
    >>> wrong_letters("Ï³âí³÷")
    'is windows-1251 read as windows-1252 ("Північ")'
    >>> wrong_letters("Zürich")
    ''
    """
    if repaired := mojibake(text):
        original, encoding = repaired
        return f'is UTF-8 read as {encoding} ("{original}")'
    with suppress(UnicodeEncodeError):
        if likely := misread(text.encode("windows-1252"), text):
            name, sample = likely
            return f'is {name} read as windows-1252 ("{sample}")'
    return ""


def _restored_run(match: re.Match[str], encoding: str, min_letters: int) -> str:
    """Restore a run of letters that is UTF-8 decoded as ``encoding``, or return it unchanged."""
    run, encoded = match[0], b""
    for char in run:
        try:
            encoded += char.encode(encoding)
        except UnicodeEncodeError:
            if ord(char) > 0xFF or encoding != "windows-1252":
                return run
            encoded += bytes([ord(char)])  # windows-1252 does not assign five bytes
    try:
        original = encoded.decode("utf-8")
    except UnicodeDecodeError:
        return run
    letters = sum(map(str.isalpha, original))
    if min_letters > 1 and encoding == "windows-1252" and run[0] in "ÃÅÄ" and len(run) == 2:
        min_letters = 1
    return (
        original
        if (letters >= min_letters or min_letters == 1) and _PLAUSIBLE_TEXT.fullmatch(original)
        else run
    )


def _without_nul(text: str) -> str:
    if (position := text.find("\0")) >= 0:
        message = "binary data, not text: it contains a NUL character"
        raise RefusedInput("FL070", message, text.count("\n", 0, position) + 1)
    return text


def _is_implausible(char: str) -> bool:
    return char not in "\t\r\n" and unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs")


def _not_utf8(data: bytes, position: int, setting_hint: _SettingHint) -> RefusedInput:
    line = data.count(b"\n", 0, position) + 1
    valid_sequences = len(_MULTIBYTE.findall(data))
    invalid_bytes = sum(byte > 127 for byte in _MULTIBYTE.sub(b"", data))
    if valid_sequences >= 3 * invalid_bytes:
        line_start = data.rfind(b"\n", 0, position) + 1
        preceding_text = (
            data[max(line_start, position - 12) : position].decode("utf-8", "ignore").strip()
        )
        problem = f'the byte 0x{data[position]:02X} after "{preceding_text}" is not valid UTF-8: '
        return RefusedInput("FL040", f"{problem}retype that text", line)
    name, sample = _likely_encoding(data)
    likely = f', it looks like {name} ("{sample}")' if name else ""
    return RefusedInput(
        "FL003", f"the file is not UTF-8{likely}: {_remedy(name, setting_hint)}", line
    )


def _remedy(name: str, setting_hint: _SettingHint) -> str:
    return f"save it as UTF-8{setting_hint(name) if setting_hint and name else ''}"


def _likely_encoding(data: bytes) -> tuple[str, str]:
    """Return the encoding in which the bytes most resemble words, and a sample word."""
    sample = data[:_SAMPLE]
    best_score, best_name, sample_word = -0.3, "", ""
    for name in _CANDIDATES:
        try:
            text = sample.decode(name)
        except UnicodeDecodeError:
            continue
        score = _word_score(text)
        if score > best_score:
            best_score, best_name, sample_word = score, name, _first_word(text)
    return best_name, sample_word


def _first_word(text: str) -> str:
    """Return the first word with a letter beyond ASCII, and the word after it."""
    words = re.findall(r"\w*[^\W\x00-\x7f]+\w*(?:[ -]\w+)?", text)
    return next(iter(words), "")[:30]


def _word_score(text: str) -> float:
    """Score how much the non-ASCII letters resemble words; 1 if all are frequent letters."""
    score = count = 0.0
    previous = " "
    for char in text:
        if char > "\x7f":
            count += 1
            if not char.isalpha():
                score -= 1 if unicodedata.category(char) in ("Cc", "Sm", "So", "Sk") else 0.2
            elif previous > "\x7f" and previous.isalpha() and _script(char) == "LAT":
                score -= 0.5
            elif char.isupper() and previous.islower():
                score -= 1
            elif _script(char) != _script(previous) and previous.isalpha():
                score -= 0.5
            else:
                score += 1 if char.lower() in _FREQUENT_LETTERS else 0.5
        elif (
            char.isalpha()
            and previous > "\x7f"
            and previous.isalpha()
            and _script(previous) != "LAT"
        ):
            score -= 0.5
        previous = char
    return score / count if count else 0.0


def _script(char: str) -> str:
    return unicodedata.name(char, "")[:3]
