"""What a figure says, whatever its form: head, face, legend, list beside it, notes.

A kind of figure makes a plate; ``arrange.py`` puts it on a page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from frontline.render.figure.label_placement import Box
from frontline.render.figure.legend import Key
from frontline.render.figure.marks import Mark, Shape
from frontline.render.figure.typeset import Run


@dataclass(frozen=True, slots=True)
class Face:
    """Hold the picture in its place: where it ends, what explains it, and what draws it.

    ``remarks`` belong to the notes at the foot; ``marks`` is called when the place is settled.
    """

    bottom: float
    marks: Callable[[], Sequence[Mark]]
    keys: tuple[Key, ...] = ()
    remarks: tuple[str, ...] = ()


class Draw(Protocol):
    """Lays out a picture with its corner and width in pixels, and its height where it is given."""

    def __call__(self, left: float, top: float, width: float, height: float | None) -> Face:
        """Return the picture in its place."""


@dataclass(frozen=True, slots=True)
class Item:
    """Hold an entry of the list beside the legend, with its swatch; a ``head`` begins a part."""

    runs: tuple[Run, ...]
    draw: Callable[[Box], list[Shape]] | None = None
    head: bool = False


@dataclass(frozen=True, slots=True)
class Foot:
    """Hold what stands at the foot; ``publishers`` may be cut short where room is short."""

    notes: tuple[str, ...]
    publishers: tuple[str, ...]
    credits: str


@dataclass(frozen=True, slots=True)
class Plate:
    """Hold a figure before it has a form.

    ``day`` and ``beside`` stand over the picture, large and small. ``aside`` is the heading of
    ``items``; ``unseen`` tells below the legend what is not in the picture,
    ``alt`` all of it to who cannot see it.
    """

    title: str
    summary: str
    day: str
    beside: str
    draw: Draw
    foot: Foot
    aside: str = ""
    items: tuple[Item, ...] = ()
    unseen: str = ""
    alt: str = ""
