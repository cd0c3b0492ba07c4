"""Content of a figure before it has a form: head, picture, legend, list, foot.

Each kind of figure composes a plate; ``arrange`` lays it out on a page.
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
    """A picture at its place on the page.

    Attributes
    ----------
    bottom : float
        Lower edge in pixels.
    marks : callable
        Draws the picture once its place is settled.
    keys : tuple of Key
        Legend.
    remarks : tuple of str
        Notes for the foot.
    """

    bottom: float
    marks: Callable[[], Sequence[Mark]]
    keys: tuple[Key, ...] = ()
    remarks: tuple[str, ...] = ()


class Draw(Protocol):
    """A function that lays out a picture in a given place."""

    def __call__(self, left: float, top: float, width: float, height: float | None) -> Face:
        """Lay out the picture.

        Parameters
        ----------
        left, top : float
            Corner in pixels.
        width : float
            Width in pixels.
        height : float or None
            Height in pixels; None to let the picture choose.

        Returns
        -------
        Face
            The picture in its place.
        """


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the list beside the legend.

    Attributes
    ----------
    runs : tuple of Run
        Text.
    draw : callable, optional
        Draws the swatch.
    head : bool
        Whether the entry is a subheading.
    """

    runs: tuple[Run, ...]
    draw: Callable[[Box], list[Shape]] | None = None
    head: bool = False


@dataclass(frozen=True, slots=True)
class Foot:
    """The text at the foot of a figure.

    Attributes
    ----------
    notes : tuple of str
        Method and omissions.
    publishers : tuple of str
        Publishers of the sources; cut to a few and a count where room is short.
    credits : str
        Credits.
    """

    notes: tuple[str, ...]
    publishers: tuple[str, ...]
    credits: str


@dataclass(frozen=True, slots=True)
class Plate:
    """The content of a figure.

    Attributes
    ----------
    title, summary : str
        Headline and standfirst.
    day, beside : str
        Large and small text above the picture.
    draw : Draw
        Lays out the picture.
    foot : Foot
        Notes, sources and credits.
    aside : str
        Heading of ``items``.
    items : tuple of Item
        List beside the legend.
    unseen : str
        Note below the legend on places that are not in the picture.
    alt : str
        Alternative text.
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
