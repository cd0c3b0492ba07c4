"""Scene → the same scene in another language of its map: the words change, nothing else.

What has no text in the language keeps its own, as the player does on the page.
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
"""The fields of each type that are written for a reader, and so may be in several languages."""


def languages_of(scene: Scene) -> tuple[str, ...]:
    """List the languages of a map.

    Parameters
    ----------
    scene : Scene
        A scene, or a translation of it.

    Returns
    -------
    tuple of str
        BCP 47 tags, that of the map's own language first.

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

    Spans, zones and figures are those of the scene: they are shared by all languages.

    Parameters
    ----------
    scene : Scene
        A scene, or a translation of it.
    language : str
        The BCP 47 tag of a language of the map.

    Returns
    -------
    Scene
        The translation, or the scene itself in the map's own language.

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
        raise UsageError(_unknown(language, languages))
    if language == own.header.language:
        return own

    def translated(things: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(_translated(thing, language, own.header.language) for thing in things)

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
        places=tuple(_named(place, language, own.header.language) for place in own.places),
        events=translated(own.events),
        claims=translated(own.claims),
        base=translated(own.base),
        classes=classes_of(header, {kind.control for kind in own.classes}),
        origin=own,
    )


def _translated(thing: Any, language: str, own: str) -> Any:
    """Put the texts of a language in a thing, and keep those of its own language beside them."""
    fields = _FIELDS[type(thing)]
    kept = {name: getattr(thing, name) for name in fields if getattr(thing, name)}
    texts = {**thing.texts, own: kept}
    given = {name: text for name, text in thing.texts.get(language, {}).items() if name in fields}
    return replace(thing, **given, texts=texts)


def _named(place: Place, language: str, own: str) -> Place:
    names = {**place.names, own: place.name}
    return replace(place, name=place.names.get(language, place.name), names=names)


def _unknown(language: str, languages: tuple[str, ...]) -> str:
    """Write that a map is not in a language, and which one may be meant, by its tag or name."""
    known = {tag.lower(): tag for tag in languages}
    for tag in languages:
        locale = locale_of(tag)
        known |= {str(locale.get_display_name(of)).lower(): tag for of in ("en", tag)}
    near = get_close_matches(language.lower(), known, n=1, cutoff=0.5)
    hint = f' (did you mean "{known[near[0]]}"?)' if near else ""
    return f'language: the map is not in "{language}"{hint}; it is in {", ".join(languages)}'
