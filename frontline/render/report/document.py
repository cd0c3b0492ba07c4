"""What a report is made of, whatever it is written as: sections of words, pictures and tables.

Text is text as it was given: each writer escapes it at its edge.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Link:
    """Point from a text to an address of the web."""

    text: str
    url: str


Text = tuple[str | Link, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Hold a paragraph; one that is ``quiet`` is set small."""

    kind: ClassVar = "paragraph"
    text: Text
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Numbers:
    """Hold the figures to be seen first: each a value with its unit, and what it is of."""

    kind: ClassVar = "numbers"
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold a picture with its words, and what draws it in a format, a theme and a named size.

    Of those that are ``half`` two stand on a page of paper.
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
    """Hold a table with a caption and a head; ``short`` are the columns that are not broken."""

    kind: ClassVar = "grid"
    label: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    short: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Listing:
    """Hold a list of texts; one that is ``numbered`` counts them from 1."""

    kind: ClassVar = "listing"
    items: tuple[Text, ...]
    numbered: bool = False


Block = Paragraph | Numbers | Figure | Grid | Listing


@dataclass(frozen=True, slots=True)
class Section:
    """Hold what stands under one heading."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Hold a report: its head and its sections, in one language.

    ``byline`` says of what days it is, as known when; ``author`` who made it, empty if unnamed.
    ``direction`` is ``ltr`` or ``rtl``; it is ``dated`` the last of its days.
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
    """Return a text without its links."""
    return "".join(part if isinstance(part, str) else part.text for part in text)
