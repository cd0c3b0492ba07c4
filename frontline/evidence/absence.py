"""Dataset → the same as if some of its statements had never been written."""

from __future__ import annotations

from dataclasses import replace

from frontline.evidence.citations import named, relied_on, stated_about, used
from frontline.model import NOT_GROUND, Chapter, Dataset, Note, Place


def without_traces(dataset: Dataset, remaining: Dataset) -> Dataset:
    """Drop what only removed statements refer to, as if they had never been written.

    These are the notes and chapters about a removed event, about a place whose statements have
    all been removed, or from a source of which nothing else is left; then the places and sources
    that nothing refers to any more. What nothing referred to before either is kept, and so are
    settlements on a map with a start or drawn areas: these state who holds every settlement, and
    one that vanished would tell that something is left out.

    Parameters
    ----------
    dataset : Dataset
        Validated input.
    remaining : Dataset
        The same without some of its events, claims, areas and chapters.

    Returns
    -------
    Dataset
        The remaining data, without a trace of the rest.
    """
    events = {event.id for event in dataset.events} - {event.id for event in remaining.events}
    silent = stated_about(dataset) - stated_about(remaining)
    named_before, relied_on_before = named(dataset), relied_on(dataset)
    has_ground = bool(remaining.areas or remaining.header.base_start)

    def is_stated(place: Place) -> bool:
        return has_ground and place.kind not in NOT_GROUND

    size = -1
    while size != (size := _size(remaining)):
        unheard = relied_on_before - relied_on(remaining)

        def is_told(item: Note | Chapter, unheard: set[str] = unheard) -> bool:
            about = item.events if isinstance(item, Note) else ()
            return (
                events.isdisjoint(about)
                and silent.isdisjoint(item.places)
                and unheard.isdisjoint(item.sources)
            )

        header = remaining.header
        notes, chapters = filter(is_told, header.notes), filter(is_told, header.chapters)
        header = replace(header, notes=tuple(notes), chapters=tuple(chapters))
        remaining = replace(remaining, header=header)
        unnamed = named_before - named(remaining)
        places = tuple(p for p in remaining.places if p.id not in unnamed or is_stated(p))
        remaining = replace(remaining, places=places)
    uncited = used(dataset) - used(remaining)
    sources = tuple(source for source in remaining.sources if source.id not in uncited)
    return replace(remaining, sources=sources)


def _size(dataset: Dataset) -> int:
    header = dataset.header
    return len(header.notes) + len(header.chapters) + len(dataset.places)
