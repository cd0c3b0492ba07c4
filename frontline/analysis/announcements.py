"""Scene → what each side's own word says that it has, and how the map shows these places.

Where the two differ, a title that counts announcements and the map below it need a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from frontline.dates.instants import end_of
from frontline.evidence.ledger import Bools, microseconds
from frontline.evidence.timeline import EVER
from frontline.evidence.weigh import COUNTED, weigh
from frontline.model import UNKNOWN, Control
from frontline.scene.scene import Scene
from frontline.scene.states import DeciderSpans
from frontline.scene.zone_spans import span_on


@dataclass(frozen=True, slots=True)
class Announced:
    """The places that a side says it has, by their control on the map.

    Attributes
    ----------
    side : str
        The id of the side.
    places : mapping of Control to int
        The number of places, the side's own first; several controls, or one that is not held.
    """

    side: str
    places: Mapping[Control, int]


Announcements = Mapping[date, tuple[Announced, ...]]
"""What was announced and is not all held, by the date from which it is so."""


def measure_announcements(scene: Scene, *, then: bool = False) -> Announcements:
    """Compare the word of each side with the map, on each date.

    Only claims count that favour the side of their sources, or are merely claimed, and only at
    places that the side did not hold at the start.

    Parameters
    ----------
    scene : Scene
        The scene.
    then : bool
        Whether to use what was known on each date, not what is known now.

    Returns
    -------
    mapping of date to tuple of Announced
        The sides whose word the map does not follow everywhere, from each date on.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> found = measure_announcements(scene)[scene.dates[1]]
    >>> [(each.side, [control.status for control in each.places]) for each in found]
    [('north', ['claimed'])]
    """
    book, header = scene.book, scene.header
    own = _own_word(scene)
    spans = scene.decider_spans_then if then else scene.decider_spans
    since: dict[tuple[int, int], date] = {}
    found: dict[date, tuple[Announced, ...]] = {}
    last: tuple[Announced, ...] = ()
    for day in _turns(scene, own, spans):
        weighed = weigh(book, day, end_of(day, header.zone) if then else EVER)
        rows = np.flatnonzero(own & (weighed.reason == COUNTED))
        pairs = sorted({(int(book.effect[row]), int(book.place[row])) for row in rows})
        for pair in pairs:
            since.setdefault(pair, day)
        current = tuple(_announced(scene, {pair: since[pair] for pair in pairs}, spans, day))
        if current != last:
            found[day] = last = current
    return found


def _own_word(scene: Scene) -> Bools:
    """Return whether each row of the ledger is a side's own word for a place it did not hold."""
    book, start = scene.book, scene.header.base_start
    own = (book.effect < len(book.sides)) & ~book.independent & ~book.drawn
    if start and start.side in book.sides:
        begun = np.array([place in scene.started for place in book.places], dtype=bool)
        own &= ~((book.effect == book.sides.index(start.side)) & begun[book.place])
    located = {place.id for place in scene.places if place.lon is not None}
    own &= np.array([place in located for place in book.places], dtype=bool)[book.place]
    return own


def _turns(scene: Scene, own: Bools, spans: DeciderSpans) -> list[date]:
    """List the dates on which the word of a side, or the map of its places, may change."""
    book = scene.book
    if not own.any():
        return []
    there = np.isin(book.place, book.place[own])
    known = [microseconds(end_of(day, scene.header.zone)) for day in scene.dates]
    numbers = np.searchsorted(known, book.known[there])
    first = scene.dates[0].toordinal()
    offsets = {0, *numbers.tolist()}
    offsets |= {int(day) - first for days in (book.start, book.end) for day in days[there]}
    for place in np.unique(book.place[own]):
        for span in spans.get(book.places[place], ()):
            offsets |= {span.start.toordinal() - first, span.end.toordinal() - first}
    return [day for number, day in enumerate(scene.dates) if number in offsets]


def _announced(
    scene: Scene, since: Mapping[tuple[int, int], date], spans: DeciderSpans, day: date
) -> Iterator[Announced]:
    """Yield the sides whose word the map does not follow everywhere.

    Where a side held a place after its word and has lost it again, the word is history.
    """
    places: dict[str, Counter[Control]] = {}
    for (number, place), announced in since.items():
        of_place, side = spans.get(scene.book.places[place], ()), scene.book.sides[number]
        current = span_on(of_place, day)
        control, held = current.control if current else UNKNOWN, Control("held", side)
        if control == held or not any(
            span.control == held and announced < span.end <= day for span in of_place
        ):
            places.setdefault(side, Counter())[control] += 1
    rank = {style.control: i for i, style in enumerate(scene.classes)}
    for side, counts in places.items():
        held = Control("held", side)
        if set(counts) != {held}:
            order = sorted(counts, key=lambda c: (c != held, rank.get(c, len(rank)), c.status))
            yield Announced(side, {control: counts[control] for control in order})
