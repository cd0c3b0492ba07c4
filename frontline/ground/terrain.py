"""Places and drawn areas → a terrain: a method set up once for any number of states.

A state tells who controls each place and which drawn areas exist; it has no date. The methods by
which places become areas:

cells   a place decides the area within its reach that is nearer to it than to any other place
field   the front line runs where the smooth field of all places is balanced; on either side of it,
        the nearest place of the controlling side decides
base    the drawn areas, or the area held at the start of the period, decide, except in the cells
        of places that contradict them
none    drawn areas decide; nothing is inferred

With every method, a drawn area decides except in the cells of the places within it that
contradict it. Where neither a drawn area nor a place decides, control is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from frontline.ground.cells import cells
from frontline.ground.coverage import fits
from frontline.ground.equal_area import Frame, frame_of
from frontline.ground.regions import regions
from frontline.ground.topology import GRID_DEG
from frontline.model import CONTESTED, Control, Ground
from frontline.model.longitudes import WEST, in_window

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from frontline.ground.field import Land

START: Final = ";start"  # no id has a ";"
"""The id of the area held at the start of the period, which any drawn area covers."""

_LonLat = tuple[float, float]

Deciders = tuple[str, ...]
"""Ids of the places or drawn areas that decide a zone."""


@dataclass(frozen=True, slots=True)
class State:
    """Who controls each place, and which drawn areas exist, at one moment.

    Attributes
    ----------
    control : tuple of Control or None
        Control of each place, in the order of ``Terrain.places``; None if there is no claim.
    drawn : frozenset of str
        Ids of the drawn areas that exist.
    drawn_only : frozenset of str
        Ids of places whose evidence is only the start and drawn areas.
    pins : frozenset of str
        Ids of places that keep an area of their own, even if all their neighbours differ.
    stale : frozenset of str
        Ids of places with stale evidence, which only widens the uncertainty band.
    """

    control: tuple[Control | None, ...]
    drawn: frozenset[str]
    drawn_only: frozenset[str] = frozenset()
    pins: frozenset[str] = frozenset()
    stale: frozenset[str] = frozenset()

    @property
    def fresh(self) -> State:
        """The same state, ignoring the age of evidence."""
        return replace(self, stale=frozenset())


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """The places of one region between barriers, and the survey of their field.

    Attributes
    ----------
    numbers : ndarray of int
        Positions of the region's places in ``Terrain.places``.
    land : Land
        The survey of these places.
    within : shapely geometry or None
        The limits of the region (WGS 84); None if it has none.
    frame : Frame
        The projection of the survey.
    """

    numbers: NDArray[np.intp]
    land: Land
    within: BaseGeometry | None
    frame: Frame


@dataclass(frozen=True, eq=False)
class Terrain:
    """The part common to all states: a method with its places and drawn areas.

    Attributes
    ----------
    method : str
        ``cells``, ``field``, ``base`` or ``none``.
    places : tuple of str
        Ids of the places that decide areas.
    classes : tuple of str
        The possible classes of a place: the ids of the sides, and ``contested``.
    cells : mapping of str to shapely geometry
        The cell of each place (WGS 84).
    drawings : mapping of str to shapely geometry
        The polygons of each drawn area (WGS 84).
    shapes : tuple of (shapely geometry, tuple of str)
        Each distinct polygon once, with the drawn areas of this shape, which exist one at a time.
    plain : bool
        Whether nothing is inferred and the drawn areas fit edge to edge, so that they are the
        zones.
    xy : ndarray, shape (n, 2)
        Coordinates of the places in metres, in ``frame``.
    frame : Frame or None
        The projection of ``xy``; None without places.
    regions : tuple of Region
        The regions of the field; empty for other methods.
    grid_deg : float
        The grid of coordinates, in degrees.
    west : float
        The western end of the map's window, see ``longitudes``.
    drawings_at : tuple of tuple of str
        For each place, the ids of the drawn areas that contain it.
    positions : mapping of str to str
        For each place with a position, the id in ``places``: of several places at one position,
        which decide together, the first.
    """

    method: str
    places: tuple[str, ...]
    classes: tuple[str, ...]
    cells: Mapping[str, BaseGeometry]
    drawings: Mapping[str, BaseGeometry]
    shapes: tuple[tuple[BaseGeometry, Deciders], ...]
    plain: bool
    xy: NDArray[np.float64]
    frame: Frame | None
    regions: tuple[Region, ...]
    grid_deg: float
    west: float
    drawings_at: tuple[Deciders, ...]
    positions: Mapping[str, str]

    @cached_property
    def shared(self) -> Mapping[str, Deciders]:
        """The places at each position with several, by the first of them."""
        groups: dict[str, list[str]] = {}
        for place, first in sorted(self.positions.items()):
            groups.setdefault(first, []).append(place)
        return {first: tuple(ids) for first, ids in groups.items() if len(ids) > 1}

    @property
    def smooth(self) -> bool:
        """Whether a field alone decides, without drawn areas."""
        return bool(self.regions) and not self.shapes

    @property
    def fixed(self) -> bool:
        """Whether zones have the same deciders in every state: only drawn areas or only cells."""
        return self.plain or not (self.drawings or self.regions or self.shared)


def terrain(
    places: Mapping[str, _LonLat],
    drawings: Mapping[str, BaseGeometry],
    stacks: Iterable[Deciders],
    ground: Ground,
    sides: Sequence[str],
    within: BaseGeometry | None = None,
    barrier: BaseGeometry | None = None,
    grid_deg: float = GRID_DEG,
    west: float = WEST,
) -> Terrain:
    """Set up a method for places and drawn areas.

    Places at the same position decide together, so that the order of ids does not matter.

    Parameters
    ----------
    places : mapping of str to (float, float)
        Longitude and latitude of each place, in degrees (WGS 84).
    drawings : mapping of str to shapely geometry
        Polygons of each drawn area (WGS 84).
    stacks : iterable of tuple of str
        Ids of the drawn areas of each distinct polygon; at most one of a stack exists at a time.
    ground : Ground
        The method and its reach in kilometres.
    sides : sequence of str
        Ids of the sides.
    within : shapely geometry, optional
        The limits of inferred areas (WGS 84); with ``base``, the area held at the start of the
        period.
    barrier : shapely geometry, optional
        Lines or polygons that evidence does not cross (WGS 84).
    grid_deg : float
        The grid of coordinates, in degrees.
    west : float
        The western end of the map's window, see ``longitudes``.

    Returns
    -------
    Terrain
        The terrain, ready for ``zones.lay``.
    """
    positions: dict[_LonLat, str] = {}
    if ground.method != "none":
        for place in sorted(places):
            positions.setdefault(places[place], place)
    first_of = {place: positions[places[place]] for place in places} if positions else {}
    ids = sorted(positions.values())
    lonlat = np.array([places[id] for id in ids], dtype=np.float64).reshape(-1, 2)
    cell_of: dict[str, BaseGeometry] = {}
    surveyed: list[Region] = []
    frame = frame_of(lonlat) if ids else None
    xy = frame.points(lonlat) if frame else lonlat
    for region, inside in regions(lonlat, ground.reach_km, None, barrier) if ids else ():
        numbers = np.flatnonzero(inside)
        limits = shapely.intersection(region, within) if region and within else region or within
        found = cells({ids[i]: places[ids[i]] for i in numbers}, limits, ground.reach_km)
        cell_of |= {id: in_window(cell, west) for id, cell in found.items()}
        if ground.method == "field":
            surveyed.append(_surveyed_region(lonlat, numbers, ground.reach_km, limits))
    shapes = [(drawings[ids[0]], ids) for ids in stacks]
    if ground.method == "base" and within is not None:
        drawings = {**drawings, START: within}
        shapes.append((within, (START,)))
    return Terrain(
        method=ground.method,
        places=tuple(ids),
        classes=(*sides, CONTESTED),
        cells=cell_of,
        drawings=drawings,
        shapes=tuple(shapes),
        plain=not cell_of and fits([shape for shape, _ in shapes], grid_deg),
        xy=xy,
        frame=frame,
        regions=tuple(surveyed),
        grid_deg=grid_deg,
        west=west,
        drawings_at=_drawings_at(lonlat, drawings),
        positions=first_of,
    )


def class_of(control: Control | None) -> str | None:
    """Return the class that a control belongs to.

    Parameters
    ----------
    control : Control or None
        The control of a place or a drawn area.

    Returns
    -------
    str or None
        The id of the side, ``contested``, or None if control is unknown.

    Examples
    --------
    >>> class_of(Control("claimed", "ua")), class_of(Control("contested")), class_of(None)
    ('ua', 'contested', None)
    """
    if control is None or control.status == "unknown":
        return None
    return control.side or CONTESTED


def _surveyed_region(
    lonlat: NDArray[np.float64],
    numbers: NDArray[np.intp],
    reach_km: float,
    within: BaseGeometry | None,
) -> Region:
    from frontline.ground.field import survey

    frame = frame_of(lonlat[numbers])
    xy = frame.points(lonlat[numbers])
    order = np.lexsort(xy.T[::-1])
    return Region(numbers[order], survey(xy[order], reach_km * 1000), within, frame)


def _drawings_at(
    lonlat: NDArray[np.float64], drawings: Mapping[str, BaseGeometry]
) -> tuple[Deciders, ...]:
    """Return the ids of the drawn areas that contain each place."""
    ids: list[list[str]] = [[] for _ in lonlat]
    for id in sorted(drawings) if ids else ():
        for number in np.flatnonzero(shapely.intersects_xy(drawings[id], lonlat)):
            ids[number].append(id)
    return tuple(map(tuple, ids))
