"""Bytes → text in the stated encoding or UTF-8, or the likely encoding."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Final

from frontline.errors import Refused

_Way = Callable[[str], str] | None
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_LIKELY: Final = (
    "windows-1251",
    "koi8-u",
    "windows-1252",
    "windows-1250",
    "windows-1256",
    "iso-8859-5",
    "iso-8859-6",
    "cp866",
)
"""Candidates for a file that is not UTF-8; of two equally likely, the first is named."""

_USUAL: Final = frozenset(
    "оеаинтсрвлкмдпуяіїє" + "éèàçùâêîôûëïäöüßñáíóú" + "łąęśżźćńř" + "اليمنرتبدوسعقة"
)
_SAMPLE: Final = 256 * 1024
_NEVER: Final = frozenset({"utf_7", "idna", "punycode", "unicode_escape", "raw_unicode_escape"})
_MULTIBYTE: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_RUN: Final = re.compile("[^\x00-\x7f]+")
_COMMON: Final = re.compile("[À-ſЀ-џҐґ؀-ۿ–—‘’“”…№ ]+")


def is_text_encoding(name: str) -> bool:
    """Check that Python knows a text encoding by a name.

    Parameters
    ----------
    name : str
        Name of an encoding.

    Returns
    -------
    bool
        False for unknown names and for codecs that are not for text files.

    Examples
    --------
    >>> is_text_encoding("windows-1251"), is_text_encoding("base64")
    (True, False)
    """
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    known = codec.name.replace("-", "_")
    return bool(getattr(codec, "_is_text_encoding", False)) and known not in _NEVER


def decode(data: bytes, encoding: str = "utf-8", way: _Way = None) -> str:
    """Decode bytes in a stated encoding, or in UTF-8.

    Parameters
    ----------
    data : bytes
        Content of a file.
    encoding : str, optional
        Stated encoding.
    way : callable, optional
        Words how to state an encoding of a name, for the message.

    Returns
    -------
    str
        Text without a byte order mark.

    Raises
    ------
    Refused
        At the line of the first byte that does not fit, with the likely encoding.
    """
    if codecs.lookup(encoding).name != "utf-8":
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise Refused(
                "FL041", f"the file is not {encoding}, the encoding set for it", line
            ) from error
        return _without_nul(text.removeprefix("\ufeff"))
    if name := wide(data):
        raise Refused("FL003", f"the file is {name}, not UTF-8: {_remedy(name, way)}", 1)
    try:
        return _without_nul(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _not_utf8(data, error.start, way) from error


def wide(data: bytes) -> str:
    """Recognize UTF-16 and UTF-32, by their mark or by their zero bytes.

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
    >>> wide("id,title".encode("utf-16-le"))
    'UTF-16LE'
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    head = data[:4096]
    if b"\0" not in head:
        return ""
    candidates = []
    for name in ("UTF-32LE", "UTF-32BE", "UTF-16LE", "UTF-16BE"):
        text = head[: len(head) // 4 * 4].decode(name, "replace")
        if not any(_is_odd(sign) for sign in text):
            candidates.append((sum(sign < "\x7f" for sign in text), name))
    return max(candidates, default=(0, ""))[1]


def mojibake(text: str) -> tuple[str, str] | None:
    """Restore a text that was UTF-8 and decoded as another encoding.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    tuple of str, or None
        The likely original and the wrong encoding; None if the text is sound.

    Examples
    --------
    >>> mojibake("ÐŸÐ¸Ð»ÑŒÐ½Ð°")
    ('Пильна', 'windows-1252')
    """
    if text.isascii():
        return None
    for encoding in ("windows-1252", "windows-1251", "koi8-u", "cp866"):
        for sure in (3, 1):  # once three letters in a row are certain, single ones are too
            undo = partial(_undone, encoding=encoding, sure=sure)
            mended = _RUN.sub(undo, text)
            if mended == text:
                break
        else:
            return mended, encoding
    return None


def _undone(match: re.Match[str], encoding: str, sure: int) -> str:
    """Restore a run of letters that were UTF-8 decoded as ``encoding``, or return it unchanged."""
    run, raw = match[0], b""
    for sign in run:
        try:
            raw += sign.encode(encoding)
        except UnicodeEncodeError:
            if ord(sign) > 0xFF or encoding != "windows-1252":
                return run
            raw += bytes([ord(sign)])  # windows-1252 does not assign five bytes
    try:
        original = raw.decode("utf-8")
    except UnicodeDecodeError:
        return run
    letters = sum(map(str.isalpha, original))
    if sure > 1 and encoding == "windows-1252" and run[0] in "ÃÅÄ" and len(run) == 2:
        sure = 1
    return original if (letters >= sure or sure == 1) and _COMMON.fullmatch(original) else run


def _without_nul(text: str) -> str:
    if (at := text.find("\0")) >= 0:
        message = "binary data, not text: it contains a NUL character"
        raise Refused("FL070", message, text.count("\n", 0, at) + 1)
    return text


def _is_odd(sign: str) -> bool:
    return sign not in "\t\r\n" and unicodedata.category(sign) in ("Cc", "Cn", "Co", "Cs")


def _not_utf8(data: bytes, at: int, way: _Way) -> Refused:
    line = data.count(b"\n", 0, at) + 1
    whole = len(_MULTIBYTE.findall(data))
    odd = sum(byte > 127 for byte in _MULTIBYTE.sub(b"", data))
    if whole >= 3 * odd:
        begin = data.rfind(b"\n", 0, at) + 1
        around = data[max(begin, at - 12) : at].decode("utf-8", "ignore").strip()
        problem = f'the byte 0x{data[at]:02X} after "{around}" is not valid UTF-8: '
        return Refused("FL040", f"{problem}retype that text", line)
    name, sample = _likely(data)
    likely = f', it looks like {name} ("{sample}")' if name else ""
    return Refused("FL003", f"the file is not UTF-8{likely}: {_remedy(name, way)}", line)


def _remedy(name: str, way: _Way) -> str:
    return f"save it as UTF-8{way(name) if way and name else ''}"


def _likely(data: bytes) -> tuple[str, str]:
    """Return the encoding in which bytes look most like words, and a sample word."""
    sample = data[:_SAMPLE]
    best, likely, word = -0.3, "", ""
    for name in _LIKELY:
        try:
            text = sample.decode(name)
        except UnicodeDecodeError:
            continue
        score = _like_words(text)
        if score > best:
            words = re.findall(r"\w*[^\W\x00-\x7f]+\w*(?:[ -]\w+)?", text)
            best, likely, word = score, name, next(iter(words), "")[:30]
    return likely, word


def _like_words(text: str) -> float:
    """Score how much the letters beyond ASCII look like words: 1 where all are common."""
    score = count = 0.0
    before = " "
    for sign in text:
        if sign > "\x7f":
            count += 1
            if not sign.isalpha():
                score -= 1 if unicodedata.category(sign) in ("Cc", "Sm", "So", "Sk") else 0.2
            elif before > "\x7f" and before.isalpha() and _script(sign) == "LAT":
                score -= 0.5
            elif sign.isupper() and before.islower():
                score -= 1
            elif _script(sign) != _script(before) and before.isalpha():
                score -= 0.5
            else:
                score += 1 if sign.lower() in _USUAL else 0.5
        elif sign.isalpha() and before > "\x7f" and before.isalpha() and _script(before) != "LAT":
            score -= 0.5
        before = sign
    return score / count if count else 0.0


def _script(sign: str) -> str:
    return unicodedata.name(sign, "")[:3]
