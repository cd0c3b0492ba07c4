"""Pieces of terrain → the places or drawn areas that decide each, in each of several states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from frontline.ground.overlay import Labels
from frontline.ground.terrain import START, Deciders, State, Terrain, class_of
from frontline.model import Control

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry


class Decision(NamedTuple):
    """What tells zones apart: the cell in which they lie, and what decides them.

    Attributes
    ----------
    place : str or None
        The place in whose cell the zone lies.
    own : tuple of str
        A place, or drawn areas no two of which stand together: whichever does decides.
    by_state : tuple of tuple of str
        Otherwise, the deciders in each state.
    """

    place: str | None
    own: Deciders
    by_state: tuple[Deciders, ...]


class Judge:
    """The rules of a terrain for several states.

    Parameters
    ----------
    land : Terrain
        The terrain of the states.
    states : sequence of State
        The states, disregarding the age of evidence.
    controls : mapping of str to Control
        What each drawn area says of its own ground.
    """

    def __init__(
        self,
        land: Terrain,
        states: Sequence[State],
        controls: Mapping[str, Control],
    ) -> None:
        self.land, self.states = land, states
        self.drawn_class = {id: class_of(control) for id, control in controls.items()}
        self.number = {place: i for i, place in enumerate(land.places)}
        self.classes = [[class_of(control) for control in state.control] for state in states]
        self.trees: dict[tuple[int, str], tuple[Any, NDArray[np.intp]]] = {}

    def __call__(self, labels: Labels, piece: BaseGeometry) -> Decision:
        """Decide a piece.

        Parameters
        ----------
        labels : tuple of str or None
            The cell, then each drawn polygon, then the field of each state, in which it lies.
        piece : shapely geometry
            The piece (WGS 84).

        Returns
        -------
        Decision
            What decides it.
        """
        place, count = labels[0], len(self.land.shapes)
        drawn = zip(self.land.shapes, labels[1 : count + 1], strict=True)
        stacks = [ids for (_, ids), label in drawn if label is not None]
        under = [id for ids in stacks for id in ids]
        fields = labels[count + 1 :] if self.land.method == "field" else (None,) * len(self.states)
        if place is not None and not under:
            number = self.number[place]
            classes = [of_state[number] for of_state in self.classes]
            undrawn = not self.land.based[number]
            pairs = zip(classes, fields, strict=True)
            if undrawn and all(own is None or field in (own, None) for own, field in pairs):
                return Decision(place, (place,), ())
        if place is None and len(stacks) == 1:
            return Decision(None, stacks[0], ())
        deciders = (self._decide(k, place, under, fields[k], piece) for k in range(len(fields)))
        return Decision(place, (), tuple(deciders))

    def _decide(
        self,
        k: int,
        place: str | None,
        under: Sequence[str],
        field: str | None,
        piece: BaseGeometry,
    ) -> Deciders:
        """Decide a piece in the state with the number ``k``."""
        standing = self._standing(k, under)
        own = self.classes[k][self.number[place]] if place is not None else None
        if place is None or own is None:
            return standing
        below = self._standing(k, self.land.based[self.number[place]])
        mute = place in self.states[k].mute
        if standing and standing != (START,):
            agrees = all(self.drawn_class[id] == own for id in standing)
            against = not mute and any(self.drawn_class[id] != own for id in below)
            if agrees or not against:
                return standing
        elif self.land.method == "base":
            differs = any(self.drawn_class[id] != own for id in below) if below else not standing
            return (place,) if differs and not mute else standing
        elif mute and below:  # it decides no more than what was drawn
            return (START,) if START in self.drawn_class else ()
        if field is None or field == own:
            return (place,)
        return self._nearest(k, field, piece) or (place,)

    def _standing(self, k: int, ids: Sequence[str]) -> Deciders:
        """Return the drawn areas that stand; the area of the start gives way to any other."""
        drawn = tuple(id for id in ids if id in self.states[k].drawn and id != START)
        return drawn or tuple(id for id in ids if id == START)

    def _nearest(self, k: int, name: str, piece: BaseGeometry) -> Deciders:
        """Return the nearest place of a class."""
        from scipy.spatial import cKDTree

        if (k, name) not in self.trees:
            rows = np.flatnonzero([each == name for each in self.classes[k]])
            self.trees[k, name] = (cKDTree(self.land.xy[rows]) if len(rows) else None), rows
        tree, rows = self.trees[k, name]
        if tree is None or self.land.frame is None:
            return ()
        point = shapely.get_coordinates(shapely.point_on_surface(piece))
        return (self.land.places[rows[tree.query(self.land.frame.points(point)[0])[1]]],)
