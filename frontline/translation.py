"""Scene → the same scene in another of its languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from frontline.errors import UsageError
from frontline.messages import messages
from frontline.scene import Scene


def in_language(scene: Scene, language: str) -> Scene:
    """Return a scene whose texts are in a language; what is not translated stays as it is.

    Raises UsageError for a language that neither the map nor its messages have.
    """
    header = scene.header
    if language == header.language:
        return scene
    if language not in header.languages and not messages(language):
        raise UsageError(f'language: "{language}" is not a language of the map')

    def told(thing: Any) -> Any:
        texts = thing.texts.get(language, {})
        return replace(thing, **texts) if texts else thing

    made = replace(
        scene,
        header=replace(
            told(header),
            language=language,
            sides=tuple(told(side) for side in header.sides),
        ),
        places=tuple(
            replace(place, name=place.names.get(language, place.name)) for place in scene.places
        ),
        events=tuple(told(event) for event in scene.events),
        claims=tuple(told(claim) for claim in scene.claims),
        base=tuple(told(feature) for feature in scene.base),
    )
    return made
