"""Pieces of terrain → the places or drawn areas that decide each piece in each state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    """The properties that distinguish zones: the cell they lie in and their deciders.

    Attributes
    ----------
    place : str or None
        The place in whose cell the zone lies.
    own : tuple of str
        Deciders that are the same in every state: one place, or drawn areas that exist one at a
        time.
    by_state : tuple of tuple of str
        The deciders in each state, if ``own`` is empty.
    """

    place: str | None
    own: Deciders
    by_state: tuple[Deciders, ...]


class Judge:
    """The rules by which a terrain decides pieces in several states.

    Parameters
    ----------
    land : Terrain
        The terrain of the states.
    states : sequence of State
        The states, ignoring the age of evidence.
    control : callable
        The control that drawn areas state together, given their ids.
    """

    def __init__(
        self,
        land: Terrain,
        states: Sequence[State],
        control: Callable[..., Control],
    ) -> None:
        self.land, self.states = land, states
        self.control = control
        self.number = {place: i for i, place in enumerate(land.places)}
        self.classes = [[class_of(control) for control in state.control] for state in states]
        self.trees: dict[tuple[int, str], tuple[Any, NDArray[np.intp]]] = {}

    def __call__(self, labels: Labels, piece: BaseGeometry) -> Decision:
        """Return the deciders of a piece.

        Parameters
        ----------
        labels : tuple of str or None
            The piece's cell, then its label in each drawn polygon and in the field of each state.
        piece : shapely geometry
            The piece (WGS 84).

        Returns
        -------
        Decision
            The deciders of the piece.
        """
        place, drawn_count = labels[0], len(self.land.shapes)
        labelled = zip(self.land.shapes, labels[1 : drawn_count + 1], strict=True)
        stacks = [ids for (_, ids), label in labelled if label is not None]
        drawn_here = [id for ids in stacks for id in ids]
        fields = (
            labels[drawn_count + 1 :] if self.land.method == "field" else (None,) * len(self.states)
        )
        if place is not None and not drawn_here:
            number = self.number[place]
            classes = [classes_of_state[number] for classes_of_state in self.classes]
            is_plain = not (self.land.drawings_at[number] or place in self.land.shared)
            pairs = zip(classes, fields, strict=True)
            if is_plain and all(
                place_class is None or field in (place_class, None) for place_class, field in pairs
            ):
                return Decision(place, (place,), ())
        if place is None and len(stacks) == 1:
            return Decision(None, stacks[0], ())
        deciders = (
            self._decide(state_number, place, drawn_here, fields[state_number], piece)
            for state_number in range(len(fields))
        )
        return Decision(place, (), tuple(deciders))

    def _decide(
        self,
        state_number: int,
        place: str | None,
        drawn_here: Sequence[str],
        field: str | None,
        piece: BaseGeometry,
    ) -> Deciders:
        """Return the deciders of a piece in one state."""
        present = self._present(state_number, drawn_here)
        place_class = self.classes[state_number][self.number[place]] if place is not None else None
        if place is None or place_class is None:
            return present
        drawn_at_place = self._present(state_number, self.land.drawings_at[self.number[place]])
        drawn_only = place in self.states[state_number].drawn_only
        if present and present != (START,):
            agrees = self._drawn_class(present) == place_class
            contradicts = not drawn_only and self._differs(drawn_at_place, place_class)
            if agrees or not contradicts:
                return present
        elif self.land.method == "base":
            differs = self._differs(drawn_at_place, place_class) if drawn_at_place else not present
            return self._places_at(place) if differs and not drawn_only else present
        elif drawn_only and drawn_at_place:  # such a place adds nothing to the drawn areas
            return (START,) if START in self.land.drawings else ()
        if field is not None and field != place_class:
            place = self._nearest(state_number, field, piece) or place
        return self._places_at(place)

    def _places_at(self, place: str) -> Deciders:
        """Return the places at the position of a place, which decide together."""
        return self.land.shared.get(place, (place,))

    def _drawn_class(self, areas: Deciders) -> str | None:
        """Return the class of ground where drawn areas lie."""
        return class_of(self.control(*areas))

    def _differs(self, areas: Deciders, place_class: str) -> bool:
        """Return whether there are drawn areas, and they state another class than a place's."""
        return bool(areas) and self._drawn_class(areas) != place_class

    def _present(self, state_number: int, ids: Sequence[str]) -> Deciders:
        """Return the drawn areas that exist in a state; the start counts only without others."""
        present = tuple(id for id in ids if id in self.states[state_number].drawn and id != START)
        return present or tuple(id for id in ids if id == START)

    def _nearest(self, state_number: int, class_name: str, piece: BaseGeometry) -> str | None:
        """Return the place of a class that is nearest to a piece."""
        from scipy.spatial import cKDTree

        if (state_number, class_name) not in self.trees:
            rows = np.flatnonzero(
                [place_class == class_name for place_class in self.classes[state_number]]
            )
            self.trees[state_number, class_name] = (
                (cKDTree(self.land.xy[rows]) if len(rows) else None),
                rows,
            )
        tree, rows = self.trees[state_number, class_name]
        if tree is None or self.land.frame is None:
            return None
        point = shapely.get_coordinates(shapely.point_on_surface(piece))
        nearest = tree.query(self.land.frame.points(point)[0])[1]
        return self.land.places[int(rows[nearest])]
