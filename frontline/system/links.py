"""Text → link, if it is a web address that leads where it appears to lead."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import quote, urlsplit

MAX_LENGTH: Final = 4000
"""Maximum length of an address in characters; common servers accept no more."""

_HOST: Final = re.compile(r"\w[\w-]*(\.\w[\w-]*)*\.?|[\da-f:.]*:[\da-f:.]*")
_LOOK_ALIKE: Final = frozenset({"ARMENIAN", "CHEROKEE", "COPTIC", "CYRILLIC", "GREEK", "LATIN"})
"""Scripts with letters that look like letters of another script."""

_MAX_QUOTED: Final = 60


def linkable(url: str | None) -> bool:
    """Return whether a text may become a link.

    Parameters
    ----------
    url : str or None
        The text.

    Returns
    -------
    bool

    Examples
    --------
    >>> linkable("https://example.org/report"), linkable("javascript:alert(1)")
    (True, False)
    """
    return url is not None and not_link(url) is None


def not_link(url: str) -> str | None:
    """Explain why a text may not become a link.

    A link is an absolute http or https address with a host, without a user name and without
    invisible characters. The host's letters must not mix scripts that look alike.

    Parameters
    ----------
    url : str
        The text.

    Returns
    -------
    str or None
        The reason, in one line; None if the text may become a link.

    Examples
    --------
    >>> not_link("ftp://example.org")
    '"ftp://example.org" is not a link: it must begin with http:// or https://'
    """
    problem = _problem(url)
    if problem is None:
        return None
    excerpt = url if len(url) <= _MAX_QUOTED else f"{url[:_MAX_QUOTED]}…"
    return f'"{excerpt}" is not a link: {problem}'


def _problem(url: str) -> str | None:
    if not re.match(r"https?://", url, re.IGNORECASE):
        return "it must begin with http:// or https://"
    if len(url) > MAX_LENGTH:
        return f"it has {len(url)} characters; {MAX_LENGTH} are allowed"
    for char in url:
        if char.isspace() or not char.isprintable():
            return f"it has the character U+{ord(char):04X}; write {quote(char, errors='replace')}"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "its host or port is invalid"
    if not host:
        return "it has no host"
    if "@" in parts.netloc:
        return "it has a user name before its host; leave that out"
    if not _HOST.fullmatch(host):
        return f'"{host[:_MAX_QUOTED]}" is not a host name'
    if unicodedata.normalize("NFKC", host) != host or len(_scripts(host) & _LOOK_ALIKE) > 1:
        return f'letters of its host look like others; write it as "{_ascii(host)}"'
    return None


def _scripts(text: str) -> set[str]:
    """Return the names of the scripts in a text, such as LATIN and CYRILLIC."""
    return {unicodedata.name(char, "?").split()[0] for char in text if char.isalpha()}


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return "xn--…"
