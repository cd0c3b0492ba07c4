"""The parts of a report in any format: sections of text, figures and tables.

Texts are unescaped; each writer escapes them for its format.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Link:
    """A text with a link to a web address."""

    text: str
    url: str


Text = tuple[str | Link, ...]
"""A text with links."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a ``quiet`` one is set small."""

    kind: ClassVar = "paragraph"

    text: Text
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Numbers:
    """The key figures: pairs of a value with its unit and a label."""

    kind: ClassVar = "numbers"

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its label and caption.

    Attributes
    ----------
    label : str
        ``Figure 3.``
    name : str
        File name without extension.
    caption, alt : str
        Caption and alternative text.
    draw : callable
        Draws the picture in a format, a theme and a named size.
    half : bool
        Whether two such figures fit on a printed page.
    """

    kind: ClassVar = "figure"

    label: str
    name: str
    caption: str
    alt: str
    draw: Callable[[str, str, str], bytes]
    half: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Attributes
    ----------
    label, caption : str
        ``Table 2.`` and the caption.
    columns : tuple of str
        Column headings.
    rows : tuple of tuple of Text
        Cells.
    short : frozenset of int
        Indices of the columns whose texts are not broken into lines.
    """

    kind: ClassVar = "grid"

    label: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    short: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of texts; a ``numbered`` one counts them from 1."""

    kind: ClassVar = "listing"

    items: tuple[Text, ...]
    numbered: bool = False


Block = Paragraph | Numbers | Figure | Grid | Listing


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its blocks."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A report in one language.

    Attributes
    ----------
    title, standfirst : str
        Title and summary of the map.
    byline : str
        Dates, known time and author of the report.
    author : str
        Author of the map; empty if unnamed.
    language : str
        Language code.
    direction : str
        ``ltr`` or ``rtl``.
    dated : date
        The last date of the report.
    sections : tuple of Section
        The contents.
    """

    title: str
    standfirst: str
    byline: str
    author: str
    language: str
    direction: str
    dated: date
    sections: tuple[Section, ...]


def plain(text: Text) -> str:
    """Return a text without its links.

    Parameters
    ----------
    text : Text
        A text.

    Returns
    -------
    str
        The text alone.

    Examples
    --------
    >>> plain(("See ", Link("the source", "https://example.org/"), "."))
    'See the source.'
    """
    return "".join(part if isinstance(part, str) else part.text for part in text)
