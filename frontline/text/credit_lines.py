"""Scene → the publishers that it cites, and the credits of its map."""

from __future__ import annotations

from frontline.language.speaker import speaker
from frontline.scene.scene import Scene


def sources_line(scene: Scene) -> str:
    """Name the publishers of all cited sources.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    str
        ``Sources: A · B``; empty if nothing is cited.
    """
    names = publishers(scene)
    if not names:
        return ""
    key = "source_line" if len(names) == 1 else "sources_line"
    return speaker(scene.header)(key, names=" · ".join(names))


def publishers(scene: Scene) -> list[str]:
    """List the publishers of the cited sources, each once, in the order of the sources.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    list of str
        Names of the publishers.
    """
    ids = cited_ids(scene)
    return list(dict.fromkeys(source.publisher for source in scene.sources if source.id in ids))


def cited_ids(scene: Scene) -> set[str]:
    """Collect the ids of the sources that an event, claim, area or place of the map names.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    set of str
        Ids of sources.
    """
    ids = {id for event in scene.events for id in event.sources}
    ids |= {id for claim in scene.claims for id in claim.sources}
    ids |= {area.source for area in scene.areas}
    ids |= {place.source for place in scene.places if place.source}
    ids |= {scene.header.base_start.source} if scene.header.base_start else set()
    return ids


def credits_line(scene: Scene) -> str:
    """Name the author of the map and the other credits.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    str
        ``Map: author · credit``; empty if nobody is named.
    """
    author = scene.header.author
    author_credit = [speaker(scene.header)("map_by", author=author)] if author else []
    return " · ".join([*author_credit, *scene.header.credits])
