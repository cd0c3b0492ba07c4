"""What of a dataset met nothing: the report a map maker reads first."""

from __future__ import annotations

from collections.abc import Iterator

from frontline.evidence.release import used
from frontline.model import CONTROL, Claim, Dataset, Event


def join_report(dataset: Dataset) -> Iterator[str]:
    """List everything in a dataset from which no mark on the map comes.

    That is: places with reports but known by name only, events and accounts without a place,
    sources that nothing cites.

    Parameters
    ----------
    dataset : Dataset
        Validated input.

    Yields
    ------
    str
        A line about each.
    """
    statements: tuple[Event | Claim, ...] = (*dataset.events, *dataset.claims)
    unlocated = {place.id: place.name for place in dataset.places if place.lon is None}
    events = {event.id: event for event in dataset.events}
    for id, name in unlocated.items():
        said = [item.id for item in statements if id in item.places]
        if said:
            yield f'place "{name}" has no coordinates: {", ".join(said)}'
    for event in dataset.events:
        if not event.places:
            yield f"event {event.id} names no place: it is listed, not marked"
    for claim in dataset.claims:
        if not claim.places and claim.about != CONTROL and claim.event not in events:
            yield f"claim {claim.id} names no place: it is listed, not marked"
    cited = used(dataset)
    for source in dataset.sources:
        if source.id not in cited:
            yield f"source {source.id} is cited by nothing"
