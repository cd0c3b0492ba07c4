"""Scene → the same scene in another language of its map: the words change, nothing else.

What has no text in the language keeps its own, as ``player/text/author_texts.mjs`` does.
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

_FIELDS: Final[dict[type, tuple[str, ...]]] = {
    Header: ("title", "summary"),
    Side: ("name", "adjective"),
    Note: ("text",),
    Chapter: ("title", "text"),
    Event: ("title", "text", "claimant"),
    Claim: ("value", "note", "claimant"),
    BaseFeature: ("name",),
}
"""What of a thing is written for a reader, and so may be given in several languages."""

_SPOKEN: Final = {"classes", "opening"}
"""What a scene works out once and has names in it; all else is the same in every language."""

_SHARED: Final = ("laid", "spans", "spans_then", "changes", "bands")
"""What the words of every language need, and so is worked out before there are several."""


def languages_of(scene: Scene) -> tuple[str, ...]:
    """List the languages of a map, its own first."""
    header = scene.own.header
    return tuple(dict.fromkeys((header.language, *header.languages)))


def in_language(scene: Scene, language: str) -> Scene:
    """Return a scene with its names and texts in a language of the map.

    Ground and spans are those of the scene, laid out once for all languages. Raises UsageError for
    a language that the map does not have.
    """
    own = scene.own
    languages = languages_of(own)
    if language not in languages:
        raise UsageError(_unknown(language, languages))
    if language == own.header.language:
        return own

    def told(things: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(_told(thing, language, own.header.language) for thing in things)

    (header,) = told([own.header])
    spoken = replace(
        own,
        header=replace(
            header,
            language=language,
            languages=languages,
            sides=told(header.sides),
            notes=told(header.notes),
            chapters=told(header.chapters),
            opening=replace(header.opening, language=None),
        ),
        places=tuple(_named(place, language, own.header.language) for place in own.places),
        events=told(own.events),
        claims=told(own.claims),
        base=told(own.base),
        origin=own,
    )
    for name in _SHARED:  # laid out here, if not yet
        getattr(own, name)
    apart = own.__dataclass_fields__.keys() | _SPOKEN
    spoken.__dict__.update({k: v for k, v in own.__dict__.items() if k not in apart})
    return spoken


def _told(thing: Any, language: str, own: str) -> Any:
    """Put the texts of a language in a thing, and keep those of its own beside them."""
    fields = _FIELDS[type(thing)]
    kept = {name: getattr(thing, name) for name in fields if getattr(thing, name)}
    texts = {**thing.texts, own: kept}
    given = {name: text for name, text in thing.texts.get(language, {}).items() if name in fields}
    return replace(thing, **given, texts=texts)


def _named(place: Place, language: str, own: str) -> Place:
    names = {**place.names, own: place.name}
    return replace(place, name=place.names.get(language, place.name), names=names)


def _unknown(language: str, languages: tuple[str, ...]) -> str:
    """Say that a map has not a language, and which one may be meant: by its tag or its name."""
    known = {tag.lower(): tag for tag in languages}
    for tag in languages:
        locale = locale_of(tag)
        known |= {str(locale.get_display_name(of)).lower(): tag for of in ("en", tag)}
    near = get_close_matches(language.lower(), known, n=1, cutoff=0.5)
    hint = f' (did you mean "{known[near[0]]}"?)' if near else ""
    return f'language: the map is not in "{language}"{hint}; it is in {", ".join(languages)}'
