"""Dataset → what its records refer to: the sources that they cite, and the places they name."""

from __future__ import annotations

from frontline.model import Chapter, Claim, Dataset, Event, Note


def used(dataset: Dataset) -> set[str]:
    """Return the sources that a dataset cites, and the sources that those copy.

    Parameters
    ----------
    dataset : Dataset
        Validated input.

    Returns
    -------
    set of str
        Ids of sources.
    """
    told = {id for item in _told(dataset) for id in item.sources}
    return relied_on(dataset) | _with_upstream(dataset, told)


def relied_on(dataset: Dataset) -> set[str]:
    """Return the sources of all that is on a map, and the sources that those copy.

    Notes and chapters tell what is on it, so their sources are not among them.

    Parameters
    ----------
    dataset : Dataset
        Validated input.

    Returns
    -------
    set of str
        Ids of sources.
    """
    statements: tuple[Event | Claim, ...] = (*dataset.events, *dataset.claims)
    cited = {id for statement in statements for id in statement.sources}
    cited |= {place.source for place in dataset.places if place.source}
    cited |= {area.source for area in dataset.areas}
    if dataset.header.base_start:
        cited.add(dataset.header.base_start.source)
    return _with_upstream(dataset, cited)


def stated_about(dataset: Dataset) -> set[str]:
    """Return the places that events and claims name.

    Parameters
    ----------
    dataset : Dataset
        Validated input.

    Returns
    -------
    set of str
        Ids of places.
    """
    statements: tuple[Event | Claim, ...] = (*dataset.events, *dataset.claims)
    return {id for statement in statements for id in statement.places}


def named(dataset: Dataset) -> set[str]:
    """Return the places that events, claims, notes and chapters name.

    Parameters
    ----------
    dataset : Dataset
        Validated input.

    Returns
    -------
    set of str
        Ids of places.
    """
    return stated_about(dataset) | {id for item in _told(dataset) for id in item.places}


def _told(dataset: Dataset) -> tuple[Note | Chapter, ...]:
    return (*dataset.header.notes, *dataset.header.chapters)


def _with_upstream(dataset: Dataset, cited: set[str]) -> set[str]:
    """Return sources with those that they copy, directly or through others."""
    upstream = {source.id: source.upstream for source in dataset.sources}
    found = set(cited)
    for id in cited:
        while (id := upstream.get(id) or "") and id not in found:
            found.add(id)
    return found
