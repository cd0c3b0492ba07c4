"""Scene → the same scene in another language of its map; only the texts change.

A text without a translation stays in the map's own language, as in the player.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, Final

from frontline.errors import UsageError
from frontline.language.messages import locale_of
from frontline.model import BaseFeature, Chapter, Claim, Event, Header, Note, Place, Side
from frontline.scene.scene import Scene
from frontline.scene.settled import classes_of

_FIELDS: Final[dict[type, tuple[str, ...]]] = {
    Header: ("title", "summary"),
    Side: ("name", "adjective"),
    Note: ("text",),
    Chapter: ("title", "text"),
    Event: ("title", "text", "claimant"),
    Claim: ("value", "note", "claimant"),
    BaseFeature: ("name",),
}
"""The reader-facing fields of each type, which may be in several languages."""


def languages_of(scene: Scene) -> tuple[str, ...]:
    """List the languages of a map.

    Parameters
    ----------
    scene : Scene
        A scene, or a translation of it.

    Returns
    -------
    tuple of str
        BCP 47 tags, the map's own language first.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> languages_of(frontline.build(frontline.load(files("frontline") / "starter")))
    ('en',)
    """
    header = scene.own.header
    return tuple(dict.fromkeys((header.language, *header.languages)))


def in_language(scene: Scene, language: str) -> Scene:
    """Return a scene with its names and texts in a language of the map.

    Spans, zones and measures are shared by all languages.

    Parameters
    ----------
    scene : Scene
        A scene, or a translation of it.
    language : str
        The BCP 47 tag of a language of the map.

    Returns
    -------
    Scene
        The translation; in the map's own language, the scene itself.

    Raises
    ------
    UsageError
        If the map has no such language.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> in_language(scene, "en") is scene
    True
    >>> in_language(scene, "uk")
    Traceback (most recent call last):
    frontline.errors.UsageError: language: the map is not in "uk"; it is in en
    """
    own = scene.own
    languages = languages_of(own)
    if language not in languages:
        raise UsageError(_unknown_language_message(language, languages))
    if language == own.header.language:
        return own

    def translated(records: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(_with_texts(record, language, own.header.language) for record in records)

    (header,) = translated([own.header])
    header = replace(
        header,
        language=language,
        languages=languages,
        sides=translated(header.sides),
        notes=translated(header.notes),
        chapters=translated(header.chapters),
        opening=replace(header.opening, language=None),
    )
    return replace(
        own,
        header=header,
        places=tuple(_with_name(place, language, own.header.language) for place in own.places),
        events=translated(own.events),
        claims=translated(own.claims),
        base=translated(own.base),
        classes=classes_of(header, {kind.control for kind in own.classes}),
        origin=own,
    )


def _with_texts(record: Any, language: str, own_language: str) -> Any:
    """Replace the texts of a record by a translation, keeping its own among the translations."""
    fields = _FIELDS[type(record)]
    own_texts = {name: getattr(record, name) for name in fields if getattr(record, name)}
    texts = {**record.texts, own_language: own_texts}
    translated = {
        name: text for name, text in record.texts.get(language, {}).items() if name in fields
    }
    return replace(record, **translated, texts=texts)


def _with_name(place: Place, language: str, own_language: str) -> Place:
    names = {**place.names, own_language: place.name}
    return replace(place, name=place.names.get(language, place.name), names=names)


def _unknown_language_message(language: str, languages: tuple[str, ...]) -> str:
    """Return a message that a map lacks a language, suggesting a similar tag or name."""
    known = {tag.lower(): tag for tag in languages}
    for tag in languages:
        locale = locale_of(tag)
        known |= {
            str(locale.get_display_name(display_language)).lower(): tag
            for display_language in ("en", tag)
        }
    matches = get_close_matches(language.lower(), known, n=1, cutoff=0.5)
    hint = f' (did you mean "{known[matches[0]]}"?)' if matches else ""
    return f'language: the map is not in "{language}"{hint}; it is in {", ".join(languages)}'
