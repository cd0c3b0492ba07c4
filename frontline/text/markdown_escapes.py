"""Text and addresses → Markdown that shows them unchanged."""

from __future__ import annotations

import re
import string
from typing import Final
from urllib.parse import quote

_ESCAPES: Final = {ord(mark): f"\\{mark}" for mark in string.punctuation if mark not in ",;"}
"""Every ASCII punctuation mark except comma and semicolon, which have no meaning in Markdown."""

_BREAKS: Final = re.compile(r"[\t\n\r\u2028\u2029]+")

ENDS_AUTOLINK: Final = re.compile(r"[\s<>\"'`\\|]")
"""Characters that end an address between ``<`` and ``>`` in a Markdown table."""

_IN_ADDRESS: Final = "/:?#@!$&'*+,;=%~-._"
"""Punctuation that is not escaped in an address; brackets and quotation marks are."""


def escape_markdown(text: str) -> str:
    r"""Escape text so that Markdown shows it unchanged, on one line.

    This holds for CommonMark; for the autolinks, tables and formulas of GitHub; and for the
    citations, formulas and smart quotation marks of Pandoc. Spaces at either end are kept.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text with a backslash before each mark; tabs and line breaks become one space.

    Examples
    --------
    >>> print(escape_markdown("*Alder* & <Birch>"))
    \*Alder\* \& \<Birch\>
    """
    return _BREAKS.sub(" ", text).translate(_ESCAPES)


def escape_target(url: str) -> str:
    """Escape an address so that nothing in it ends a Markdown link or starts another.

    Parameters
    ----------
    url : str
        An absolute address or a path.

    Returns
    -------
    str
        The address with brackets, quotation marks and spaces percent-encoded.

    Examples
    --------
    >>> escape_target("https://example.org/a(b)?c=1&d=2")
    'https://example.org/a%28b%29?c=1&amp;d=2'
    """
    return quote(url, safe=_IN_ADDRESS).replace("&", "&amp;")


def escape_autolink(url: str) -> str:
    """Escape an address for ``<…>`` in a Markdown table.

    Parameters
    ----------
    url : str
        An absolute address.

    Returns
    -------
    str
        The address with every character that ends the link or the cell percent-encoded.

    Examples
    --------
    >>> escape_autolink("https://example.org/a|b?c=1&d=2")
    'https://example.org/a%7Cb?c=1&d=2'
    """
    return ENDS_AUTOLINK.sub(lambda mark: quote(mark[0]), url)


def quote_attribute(text: str) -> str:
    """Escape text for a quoted attribute of Pandoc, as in ``{fig-alt="…"}``.

    Parameters
    ----------
    text : str
        Text on one line.

    Returns
    -------
    str
        The text with a backslash before each backslash and quotation mark.
    """
    return text.replace("\\", "\\\\").replace('"', '\\"')
