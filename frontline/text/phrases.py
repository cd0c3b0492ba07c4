"""Dates, controls and lists in words: the parts of sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from babel.dates import format_date

from frontline.dates.instants import utc_offset
from frontline.language.messages import locale_of
from frontline.language.speaker import Speaker, english, speaker
from frontline.model import Control, Side
from frontline.scene.scene import Scene, Snapshot

NAMES_SHOWN: Final = 12
"""Number of places named in one list; the others are counted."""

_ENDS: Final = (".", "!", "?", "…", "。", "؟")


def date_words(day: date, language: str) -> str:
    """Write a date in full.

    Parameters
    ----------
    day : datetime.date
        The date.
    language : str
        BCP 47 tag; British English for an unknown one.

    Returns
    -------
    str
        Such as ``13 May 2024``.

    Examples
    --------
    >>> date_words(date(2024, 5, 13), "en")
    '13 May 2024'
    """
    return format_date(day, format="long", locale=locale_of(language))


def situation(day_map: Snapshot) -> str:
    """Write what the map of a date shows.

    Parameters
    ----------
    day_map : Snapshot
        The map of the date.

    Returns
    -------
    str
        ``Situation at the end of the day, UTC+3``.
    """
    say = speaker(day_map.scene.header)
    return say(
        "situation_day",
        utc=utc_words(day_map),
        known=known_words(day_map.scene, say, day_map.known),
    )


def known_words(scene: Scene, say: Speaker, known: date | None = None) -> str:
    """Write the date as known on which a map is drawn, to follow a date.

    Parameters
    ----------
    scene : Scene
        The map.
    say : Speaker
        Language of the text.
    known : datetime.date, optional
        Date as known on which the map is drawn. Default: the scene's.

    Returns
    -------
    str
        ``, as known on 13 May 2024``; empty if the map is drawn as known now.
    """
    day = known or scene.header.known
    return say("as_known_on", date=date_words(day, say.language)) if day else ""


def utc_words(day_map: Snapshot) -> str:
    """Write the offset of a map's time zone on its date.

    Parameters
    ----------
    day_map : Snapshot
        The map of the date.

    Returns
    -------
    str
        Such as ``UTC+3``.
    """
    return utc_offset(day_map.scene.header.zone, day_map.date)


def control_words(control: Control, sides: Mapping[str, Side], say: Speaker | None = None) -> str:
    """Write a status with its side.

    Parameters
    ----------
    control : Control
        Status and side.
    sides : mapping of str to Side
        Sides by id; an unknown side is written by its id.
    say : Speaker, optional
        Language of the text. Default: English.

    Returns
    -------
    str
        Such as ``held by Russia``, ``contested``.

    Examples
    --------
    >>> control_words(Control("contested"), {})
    'contested'
    """
    say = say or english()
    if control.side is None:
        return say.word("status", control.status)
    side = sides.get(control.side)
    return say(f"{control.status}_by", side=side.name if side else control.side)


def class_words(control: Control, sides: Mapping[str, Side], say: Speaker) -> str:
    """Name a class of the legend.

    Parameters
    ----------
    control : Control
        Status and side of the class.
    sides : mapping of str to Side
        Sides by id.
    say : Speaker
        Language of the text.

    Returns
    -------
    str
        Such as ``Held by Russia``, ``Contested``.
    """
    return capitalized(control_words(control, sides, say))


def joined(items: Iterable[str], limit: int = NAMES_SHOWN, say: Speaker | None = None) -> str:
    """Join items into a list for a sentence.

    Parameters
    ----------
    items : iterable of str
        Items in order.
    limit : int
        Number of items to name; two or more beyond it are counted.
    say : Speaker, optional
        Language of the text. Default: English.

    Returns
    -------
    str
        Such as ``A, B and C``.

    Examples
    --------
    >>> joined(["Alder", "Birch", "Cedar"])
    'Alder, Birch and Cedar'
    >>> joined(["A", "B", "C", "D"], 2)
    'A, B and 2 more'
    """
    say, names = say or english(), list(items)
    if len(names) > limit + 1:
        names = [*names[:limit], say("short_more", count=len(names) - limit)]
    return say.listed(names)


def capitalized(text: str) -> str:
    """Capitalize the first letter of a text.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    str
        The text with a capital; the other letters are unchanged.

    Examples
    --------
    >>> capitalized("held by Russia")
    'Held by Russia'
    """
    return text[:1].upper() + text[1:]


def as_sentence(text: str) -> str:
    """End a text with a full stop.

    Parameters
    ----------
    text : str
        The text; it is unchanged if it already ends as a sentence or is empty.

    Returns
    -------
    str
        The sentence.

    Examples
    --------
    >>> as_sentence("Nothing changed")
    'Nothing changed.'
    """
    return text if not text or text.endswith(_ENDS) else f"{text}."
