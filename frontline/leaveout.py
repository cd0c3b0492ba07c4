"""A figure → its range when one source at a time is left out (the delete-one jackknife).

What merely copies a source is left out with it: the two are one voice. The ground stays as it
is; what is left decides anew who has it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from frontline.evidence.weigh import copies
from frontline.scene import Scene

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Range:
    """Hold the least and the most that a figure becomes, and without which source it does.

    An end is the figure itself, and its source None, where leaving out a source never passes it.
    """

    low: float
    high: float
    low_without: str | None
    high_without: str | None


def ranges(scene: Scene, measure: Callable[[Scene], Mapping[Key, float]]) -> dict[Key, Range]:
    """Return the range of each figure that a scene gives; none where just one source speaks."""
    left_out = list(_left_out(scene))
    if len(left_out) < 2:
        return {}
    figures = measure(scene)
    told = [(id, measure(less)) for id, less in left_out]
    found = {}
    for key, figure in figures.items():
        # Of equal figures that of all sources, then the first by id.
        each = [(figure, None), *((less.get(key, 0.0), id) for id, less in told)]
        low, high = min(each, key=lambda one: one[0]), max(each, key=lambda one: one[0])
        found[key] = Range(low[0], high[0], low[1], high[1])
    return found


def _left_out(scene: Scene) -> Iterator[tuple[str, Scene]]:
    """Yield the scene without each source of control; of those that copy, the origin alone."""
    cited = {id for claim in scene.book.claims for id in claim.sources}
    cited |= {area.source for area in scene.areas}
    done: set[str] = set()
    groups = {id: copies(scene.book.sources, id) & cited for id in sorted(cited)}
    for id in sorted(groups, key=lambda id: (-len(groups[id]), id)):
        if id not in done:
            done |= groups[id]
            yield id, scene.without(id)
