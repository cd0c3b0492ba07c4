"""The author's story: chapters, notes, formatted text, and the state in which the page opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from frontline.model.control import Texts

Day = date
"""``date`` under another name, since a field is named ``date``."""

How = Literal["shade", "swipe", "beside"]
"""How the page compares two dates: changes shaded, a swipe, or two maps side by side."""


@dataclass(frozen=True, slots=True)
class Note:
    """A numbered note by the author.

    Attributes
    ----------
    text : str
        Text.
    sources : tuple of str
        Ids of its sources.
    places, events : tuple of str
        Ids of the places and events that carry its number.
    texts : Texts
        Translations.
    """

    text: str
    sources: tuple[str, ...]
    places: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    texts: Texts = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Node:
    """An element of formatted text.

    Attributes
    ----------
    tag : str
        ``p``, ``em``, ``strong``, ``a``, ``ul``, ``ol`` or ``li``.
    nodes : tuple of Node or str
        Contents.
    href : str or None
        Address of an ``a``.
    """

    tag: str
    nodes: tuple[Node | str, ...]
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the author's story, with the state of the map beside it.

    Attributes
    ----------
    title : str
        Title.
    text : tuple of Node
        Paragraphs and lists.
    date : date
        Date of the map.
    known : str
        ``now`` or ``then``: as known now, or as known on that date.
    since : date or None
        Earlier date that the map is compared with.
    view : tuple of float or None
        West, south, east, north in degrees (WGS 84); None for the whole map.
    places : tuple of str
        Ids of highlighted places.
    sources : tuple of str
        Ids of its sources.
    how : How
        How the two dates are compared.
    texts : mapping
        Translations: language → ``title`` and ``text``.
    """

    title: str
    text: tuple[Node, ...]
    date: Day
    known: Literal["now", "then"]
    since: Day | None
    view: tuple[float, float, float, float] | None
    places: tuple[str, ...]
    sources: tuple[str, ...]
    how: How = "shade"
    texts: Mapping[str, Mapping[str, str | tuple[Node, ...]]] = field(
        default_factory=dict, hash=False
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """The state in which the page opens; None stands for the default.

    Attributes
    ----------
    date : date or None
        Date of the map.
    since : date or None
        Earlier date that it is compared with.
    how : How
        How the two dates are compared.
    language : str or None
        Language of the page.
    """

    date: Day | None = None
    since: Day | None = None
    how: How = "shade"
    language: str | None = None
