"""Dataset → the records that leave no mark on the map: the first report a map maker reads."""

from __future__ import annotations

from collections.abc import Iterator

from frontline.evidence.citations import used
from frontline.model import CONTROL, Claim, Dataset, Event


def join_report(dataset: Dataset) -> Iterator[str]:
    """List the records of a dataset that leave no mark on the map.

    These are places with statements but without coordinates, events and claims without a place,
    and sources that nothing cites.

    Parameters
    ----------
    dataset : Dataset
        Validated input.

    Yields
    ------
    str
        One line per record.
    """
    statements: tuple[Event | Claim, ...] = (*dataset.events, *dataset.claims)
    unlocated = {place.id: place.name for place in dataset.places if place.lon is None}
    events = {event.id: event for event in dataset.events}
    for id, name in unlocated.items():
        ids = [statement.id for statement in statements if id in statement.places]
        if ids:
            yield f'place "{name}" has no coordinates: {", ".join(ids)}'
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
