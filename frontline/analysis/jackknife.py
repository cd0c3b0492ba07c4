"""A figure → its range when one source at a time is left out (the delete-one jackknife).

What copies a source is left out with it: the two are one voice. What is left is weighed anew on
the same terrain: a place or a drawing of which nobody else speaks falls silent.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from frontline.evidence.weigh import origins
from frontline.scene.scene import Scene

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
    spoken = speakers(scene)
    if len(spoken) < 2:
        return {}
    figures = measure(scene)
    told = [(id, measure(scene.without(id))) for id in spoken]
    found = {}
    for key, figure in figures.items():
        # Of equal figures that of all sources, then the first by id.
        each = [(figure, None), *((less.get(key, 0.0), id) for id, less in told)]
        low, high = min(each, key=lambda one: one[0]), max(each, key=lambda one: one[0])
        found[key] = Range(low[0], high[0], low[1], high[1])
    return found


def speakers(scene: Scene) -> list[str]:
    """List the sources of what is said of control: of those that copy, the origin alone."""
    roots = origins(scene.dataset.sources)
    cited = {id for claim in scene.book.claims for id in claim.sources}
    cited |= {area.source for area in scene.areas}
    return sorted({roots.get(id, id) for id in cited})
