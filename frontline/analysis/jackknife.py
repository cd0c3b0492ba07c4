"""A figure → its range when one source at a time is left out (the delete-one jackknife).

Sources that copy the omitted one are omitted with it, because they are one voice. The remaining
claims are weighed again on the same terrain; places and drawn areas without another source then
have no status.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from frontline.analysis.shifts import speakers
from frontline.scene.basis import Basis
from frontline.scene.scene import Scene

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Range:
    """The minimum and maximum of a figure when one source is left out.

    Attributes
    ----------
    low, high : float
        The ends of the range, in the unit of the figure.
    low_without, high_without : str or None
        The source whose omission gives the minimum or maximum; None if it is the figure of all
        sources.
    """

    low: float
    high: float
    low_without: str | None
    high_without: str | None


def ranges(scene: Scene, measure: Callable[[Basis], Mapping[Key, float]]) -> dict[Key, Range]:
    """Return the range of figures when each source in turn is left out.

    Parameters
    ----------
    scene : Scene
        The scene with all sources.
    measure : callable
        A function that measures the figures of the scene, or of its basis without a source.

    Returns
    -------
    dict of Range
        The range of each figure; empty if there is only one source.
    """
    sources = speakers(scene)
    if len(sources) < 2:
        return {}
    figures = measure(scene)
    figures_without = [(id, measure(scene.basis_without(id))) for id in sources]
    range_of = {}
    for key, figure in figures.items():
        # Among equal figures, that of all sources comes first, then the order of ids.
        values = [(figure, None), *((reduced.get(key, 0.0), id) for id, reduced in figures_without)]
        low = min(values, key=lambda value: value[0])
        high = max(values, key=lambda value: value[0])
        range_of[key] = Range(low[0], high[0], low[1], high[1])
    return range_of
