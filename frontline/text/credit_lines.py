"""Who is cited and credited: publishers, author, credits."""

from __future__ import annotations

from frontline.language.speaker import speaker
from frontline.scene.scene import Scene


def sources_line(scene: Scene) -> str:
    """Name the publisher of every source that is cited."""
    names = publishers(scene)
    if not names:
        return ""
    key = "source_line" if len(names) == 1 else "sources_line"
    return speaker(scene.header)(key, names=" · ".join(names))


def publishers(scene: Scene) -> list[str]:
    """List the publishers of the sources that are cited, each once, in the order of the sources."""
    ids = cited(scene)
    return list(dict.fromkeys(source.publisher for source in scene.sources if source.id in ids))


def cited(scene: Scene) -> set[str]:
    """Return the ids of the sources that anything on the map names."""
    found = {id for event in scene.events for id in event.sources}
    found |= {id for claim in scene.claims for id in claim.sources}
    found |= {area.source for area in scene.areas}
    found |= {place.source for place in scene.places if place.source}
    found |= {scene.header.base_start.source} if scene.header.base_start else set()
    return found


def credits_line(scene: Scene) -> str:
    """Name who made the map and whom else to credit; empty where nobody is named."""
    author = scene.header.author
    maker = [speaker(scene.header)("map_by", author=author)] if author else []
    return " · ".join([*maker, *scene.header.credits])
