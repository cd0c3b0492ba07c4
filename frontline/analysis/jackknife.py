"""A figure → its range when one source at a time is left out (the delete-one jackknife).

What copies a source is left out with it: the two are one voice. What is left is weighed again on
the same terrain: a place or a drawn area about which no other source speaks falls silent.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from frontline.evidence.ledger import origins
from frontline.scene.basis import Basis
from frontline.scene.scene import Scene

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the most that a figure becomes when one source is left out.

    Attributes
    ----------
    low, high : float
        The ends of the range, in the unit of the figure.
    low_without, high_without : str or None
        The source without which the figure is that low or that high; None where it is the figure
        of all sources.
    """

    low: float
    high: float
    low_without: str | None
    high_without: str | None


def ranges(scene: Scene, measure: Callable[[Basis], Mapping[Key, float]]) -> dict[Key, Range]:
    """Measure figures with all sources, and with each left out in turn.

    Parameters
    ----------
    scene : Scene
        The scene with all sources.
    measure : callable
        Measures the figures of the scene, and of its basis without a source.

    Returns
    -------
    dict of Range
        The range of each figure; empty where only one source speaks.
    """
    sources = speakers(scene)
    if len(sources) < 2:
        return {}
    figures = measure(scene)
    without = [(id, measure(scene.basis_without(id))) for id in sources]
    found = {}
    for key, figure in figures.items():
        # Of equal figures that of all sources, then the first by id.
        values = [(figure, None), *((fewer.get(key, 0.0), id) for id, fewer in without)]
        low = min(values, key=lambda value: value[0])
        high = max(values, key=lambda value: value[0])
        found[key] = Range(low[0], high[0], low[1], high[1])
    return found


def speakers(scene: Scene) -> list[str]:
    """List the sources of claims of control and drawn areas: of those that copy, the origin alone.

    Parameters
    ----------
    scene : Scene
        The scene.

    Returns
    -------
    list of str
        Ids of sources, sorted.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> speakers(frontline.build(frontline.load(files("frontline") / "starter")))
    ['gazette', 'herald']
    """
    roots = origins(scene.dataset.sources)
    cited = {id for claim in scene.book.claims for id in claim.sources}
    cited |= {area.source for area in scene.areas}
    return sorted({roots.get(id, id) for id in cited})
