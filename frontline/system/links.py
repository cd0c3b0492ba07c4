"""What may become a link: an address of the web that leads where it seems to lead."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import quote, urlsplit

LONGEST: Final = 4000
"""Characters of the longest address; no server of note takes more."""

_HOST: Final = re.compile(r"\w[\w-]*(\.\w[\w-]*)*\.?|[\da-f:.]*:[\da-f:.]*")
_ALIKE: Final = frozenset({"ARMENIAN", "CHEROKEE", "COPTIC", "CYRILLIC", "GREEK", "LATIN"})
"""Scripts of which one has letters that look like those of another."""

_SHOWN: Final = 60


def linkable(url: str | None) -> bool:
    """Tell whether a text may become a link."""
    return url is not None and not_link(url) is None


def not_link(url: str) -> str | None:
    """Say why a text may not become a link; None where it may.

    It has to be an absolute address by http or https, with a host and no user before it, and no
    character that is not seen. The letters of the host are not of two scripts that look alike.
    """
    reason = _reason(url)
    if reason is None:
        return None
    shown = url if len(url) <= _SHOWN else f"{url[:_SHOWN]}…"
    return f'"{shown}" is not a link: {reason}'


def _reason(url: str) -> str | None:
    if not re.match(r"https?://", url, re.IGNORECASE):
        return "it must begin with http:// or https://"
    if len(url) > LONGEST:
        return f"it has {len(url)} characters; {LONGEST} are allowed"
    for char in url:
        if char.isspace() or not char.isprintable():
            return f"it has the character U+{ord(char):04X}; write {quote(char, errors='replace')}"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "its host or its port is none"
    if not host:
        return "it has no host"
    if "@" in parts.netloc:
        return "it has a user name before its host; leave that out"
    if not _HOST.fullmatch(host):
        return f'"{host[:_SHOWN]}" is no host'
    if unicodedata.normalize("NFKC", host) != host or len(_scripts(host) & _ALIKE) > 1:
        return f'the letters of its host look like others; write it as "{_ascii(host)}"'
    return None


def _scripts(text: str) -> set[str]:
    """Name the scripts of the letters of a text: LATIN, CYRILLIC."""
    return {unicodedata.name(char, "?").split()[0] for char in text if char.isalpha()}


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return "xn--…"
