"""What places and drawings make of the ground: a method, set up once, for any number of states.

A state says who has each place and which drawings stand; when that is, is no matter here. The
ground of all states together is one composite of zones with fixed shapes, and what a state adds
is only which place or drawing decides each zone. The methods:

cells   a place decides the ground that is nearer to it than to any other, within its reach
field   the front runs where the smooth field of all places is even; beyond it, the nearest place
        of the side that has the ground decides
base    the ground is as it was drawn, or as the period began, but for the cells of places that
        contradict it
none    drawings decide, and nothing is inferred

Drawn ground stands as it was drawn, with every method, but for the cells of the places within it
that contradict it. Where neither a drawing nor a place speaks, the ground is unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import shapely

from frontline.ground.composite import Labels, Layer, composite, fits
from frontline.ground.frame import Frame, frame_of
from frontline.ground.infer import cells
from frontline.ground.regions import regions
from frontline.ground.topology import Topology, topology
from frontline.model import CONTESTED, Control, Ground

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from frontline.ground.field import Land

START: Final = ";start"  # no id has a ";"
"""The zone that is held as the period began: drawn ground under all that is drawn later."""

LEVEL: Final = 0.8
"""The probability with which the line lies in the band."""

_LonLat = tuple[float, float]
Deciders = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """Hold who has each place (None: nobody has spoken), and which drawings stand.

    ``control`` is in the order of the terrain's places, ``drawn`` a bit for each of its drawings;
    the ``mute`` are places for which nobody
    speaks but the start and what was drawn; the ground of ``pins`` survives whatever their
    neighbours say.
    """

    control: tuple[Control | None, ...]
    drawn: int
    mute: frozenset[str] = frozenset()
    pins: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class _Region:
    """Hold the places of one region, by their numbers, and the field that they span."""

    numbers: NDArray[np.intp]
    land: Land
    within: BaseGeometry | None


@dataclass(frozen=True, eq=False)
class Terrain:
    """Hold what does not change from state to state.

    ``places`` are the ids of the places that speak for ground, ``xy`` their metres in ``frame``;
    ``drawings`` maps what was drawn to its polygons (WGS 84); ``classes`` are what a place can
    say: a side, or that the ground is contested.
    """

    method: str
    places: tuple[str, ...]
    classes: tuple[str, ...]
    cells: Mapping[str, BaseGeometry]
    drawings: Mapping[str, BaseGeometry]
    xy: NDArray[np.float64]
    frame: Frame | None
    regions: tuple[_Region, ...]
    based: tuple[Deciders, ...]  # of each place: the drawings it stands on

    @cached_property
    def bits(self) -> Mapping[str, int]:
        """The bit of each drawing in a state."""
        return {id: 1 << at for at, id in enumerate(self.drawings)}

    def standing(self, ids: Iterable[str]) -> int:
        """Return the bits of some drawings."""
        return sum(self.bits[id] for id in ids)


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """Hold the ground of some states: zones once, and what decides each.

    ``place_of`` maps a zone to the place in whose cell it lies. ``own`` maps a zone to the ids of
    a place or of drawings of which never two speak at a time: whichever does decides. The other
    zones stand in ``told``, for each state in which they are known, with their deciders.
    ``bands`` is the zone of each state in which the line lies with the probability ``LEVEL``,
    None without a field.
    """

    topology: Topology
    place_of: Mapping[str, str | None]
    own: Mapping[str, Deciders]
    told: Mapping[State, Mapping[str, Deciders]]
    bands: Mapping[State, BaseGeometry | None]


def terrain(
    places: Mapping[str, _LonLat],
    drawings: Mapping[str, BaseGeometry],
    ground: Ground,
    sides: Sequence[str],
    within: BaseGeometry | None = None,
    barrier: BaseGeometry | None = None,
) -> Terrain:
    """Set up a method for places and drawings (WGS 84, longitude first).

    ``within`` cuts what is inferred; with the method ``base`` it is the ground held as the period
    began, unless None. Evidence does not pass a ``barrier``. Of places on the very same spot the
    first by id speaks.
    """
    spots: dict[_LonLat, str] = {}
    if ground.method != "none":
        for place in sorted(places):
            spots.setdefault(places[place], place)
    ids = sorted(spots.values())
    lonlat = np.array([places[id] for id in ids], dtype=np.float64).reshape(-1, 2)
    parts: dict[str, BaseGeometry] = {}
    areas: list[_Region] = []
    frame = frame_of(lonlat) if ids else None
    xy = frame.points(lonlat) if frame else lonlat
    for region, inside in regions(lonlat, ground.reach_km, None, barrier) if ids else ():
        numbers = np.flatnonzero(inside)
        limits = shapely.intersection(region, within) if region and within else region or within
        mine = {ids[i]: (float(lonlat[i, 0]), float(lonlat[i, 1])) for i in numbers}
        parts |= cells(mine, limits, ground.reach_km)
        if ground.method == "field":
            areas.append(_surveyed(xy, numbers, ground.reach_km, limits))
    if ground.method == "base" and within is not None:
        drawings = {**drawings, START: within}
    return Terrain(
        method=ground.method,
        places=tuple(ids),
        classes=(*sides, CONTESTED),
        cells=parts,
        drawings=drawings,
        xy=xy,
        frame=frame,
        regions=tuple(areas),
        based=_based(lonlat, drawings),
    )


def _surveyed(
    xy: NDArray[np.float64], numbers: NDArray[np.intp], reach_km: float, within: BaseGeometry | None
) -> _Region:
    from frontline.ground.field import survey

    order = np.lexsort(xy[numbers].T[::-1])
    return _Region(numbers[order], survey(xy[numbers[order]], reach_km * 1000), within)


def _based(
    lonlat: NDArray[np.float64], drawings: Mapping[str, BaseGeometry]
) -> tuple[Deciders, ...]:
    found: list[list[str]] = [[] for _ in lonlat]
    for id in sorted(drawings):
        for number in np.flatnonzero(shapely.intersects_xy(drawings[id], lonlat)):
            found[number].append(id)
    return tuple(map(tuple, found))


def lay(
    land: Terrain,
    states: Iterable[State],
    controls: Mapping[str, Control],
    shown: Collection[str],
    hidden: Collection[str] = (),
) -> Laid:
    """Lay out the ground of some states; ``controls`` says what each drawing says of its own.

    Just the ground that something ``shown`` ever decides gets its rings, and none that lies in
    the cell of a ``hidden`` place.
    """
    distinct = list(dict.fromkeys(states))
    shapes = _shapes(land.drawings)
    fields = [_field(land, state) for state in distinct]
    judge = _Judge(land, distinct, controls)
    zones: dict[_Key, list[BaseGeometry]] = {}
    for piece in _pieces(land, shapes, [areas for areas, _ in fields]):
        key = judge(piece)
        if key.own or any(key.told):
            zones.setdefault(key, []).append(piece.ground)
    names = _names(zones)
    told = [key for key in zones if key.told]
    drawn = {
        names[key]
        for key in zones
        if key.place not in hidden and not {*key.own, *sum(key.told, ())}.isdisjoint(shown)
    }
    return Laid(
        topology({names[key]: _merged(grounds) for key, grounds in zones.items()}, drawn),
        {names[key]: key.place for key in zones},
        {names[key]: key.own for key in zones if key.own},
        {
            state: {names[key]: key.told[i] for key in told if key.told[i]}
            for i, state in enumerate(distinct)
        },
        {state: band for state, (_, band) in zip(distinct, fields, strict=True)},
    )


class _Key(NamedTuple):
    """Tell zones apart: by the place in whose cell they lie, and what decides them."""

    place: str | None
    own: Deciders
    told: tuple[Deciders, ...]


class _Piece(NamedTuple):
    """Hold ground that no line cuts: in whose cell it lies, under what, in the class of a field.

    ``stacks`` are the drawings of each shape it lies in, ``fields`` the class in each state.
    """

    ground: BaseGeometry
    place: str | None
    stacks: tuple[Deciders, ...]
    fields: Labels


def _pieces(
    land: Terrain, shapes: Sequence[tuple[BaseGeometry, Deciders]], fields: Sequence[Layer]
) -> Iterator[_Piece]:
    """Overlay cells, drawings and fields; what fits edge to edge as it is stays as it is."""
    none: Labels = (None,) * len(fields)
    if not shapes and not any(fields):
        yield from (_Piece(cell, place, (), none) for place, cell in land.cells.items())
    elif not land.cells and fits([shape for shape, _ in shapes]):
        yield from (_Piece(shape, None, (ids,), none) for shape, ids in shapes)
    else:
        layers: list[Layer] = [land.cells, *({"": shape} for shape, _ in shapes), *fields]
        for (place, *labels), ground in composite(layers).items():
            on = [label is not None for label in labels[: len(shapes)]]
            stacks = tuple(ids for (_, ids), there in zip(shapes, on, strict=True) if there)
            yield _Piece(ground, place, stacks, tuple(labels[len(shapes) :]))


def _merged(grounds: Sequence[BaseGeometry]) -> BaseGeometry:
    return grounds[0] if len(grounds) == 1 else shapely.coverage_union_all(grounds)


def _shapes(drawings: Mapping[str, BaseGeometry]) -> list[tuple[BaseGeometry, Deciders]]:
    """Gather drawings of the very same ground, which may stand at different times."""
    found: dict[bytes, list[str]] = {}
    for id in sorted(drawings):
        found.setdefault(shapely.to_wkb(drawings[id]), []).append(id)
    return [(drawings[ids[0]], tuple(ids)) for ids in found.values()]


def _names(zones: Iterable[_Key]) -> dict[_Key, str]:
    """Name zones: one that decides itself by its first id, the others by number after a ``;``."""
    names: dict[_Key, str] = {}
    count: dict[str, int] = {}
    for key in sorted(zones, key=lambda key: (key.place or "", key.own, key.told)):
        if key.own:
            names[key] = key.own[0]
        else:
            stem = key.place or min(decider for state in key.told for decider in state)
            count[stem] = count.get(stem, 0) + 1
            names[key] = f"{stem};{count[stem]}"
    return names


def _field(land: Terrain, state: State) -> tuple[dict[str, BaseGeometry], BaseGeometry | None]:
    """Return the ground of each class by the smooth field, and the band."""
    if not land.regions or land.frame is None:
        return {}, None
    from frontline.ground.field import solve

    told = {_class(control) for control in state.control}
    classes = [name for name in land.classes if name in told]
    if not classes:
        return {}, None
    classes += [name for name in land.classes if name not in told][: max(0, 2 - len(classes))]
    parts: dict[str, list[BaseGeometry]] = {name: [] for name in classes}
    bands = []
    for region in land.regions:
        said = [_class(state.control[i]) for i in region.numbers]
        shares = np.array([[1.0 if one == name else 0.0 for one in said] for name in classes])
        shares[:, [one is None for one in said]] = 1 / len(classes)
        pins = np.array(  # nor does smoothing settle what is contested
            [
                one == CONTESTED or land.places[i] in state.pins
                for i, one in zip(region.numbers, said, strict=True)
            ]
        )
        found = solve(region.land, shares, pins, LEVEL)
        for name, area in zip(classes, shapely.coverage_clean(list(found.areas)), strict=True):
            parts[name].append(land.frame.unproject(area))
        band = land.frame.unproject(found.band)
        bands.append(band if region.within is None else band.intersection(region.within))
    areas = {name: shapely.union_all(some) for name, some in parts.items()}
    return {name: area for name, area in areas.items() if area.area}, shapely.union_all(bands)


def _class(control: Control | None) -> str | None:
    """Return what a place says in the field: a side, that it is contested, or nothing."""
    if control is None or control.status == "unknown":
        return None
    return control.side or CONTESTED


class _Judge:
    """Tell, piece by piece, what decides it."""

    def __init__(
        self,
        land: Terrain,
        states: Sequence[State],
        controls: Mapping[str, Control],
    ) -> None:
        self.land, self.states = land, states
        self.says = {id: _class(control) for id, control in controls.items()}
        self.number = {place: i for i, place in enumerate(land.places)}
        self.classes = [[_class(control) for control in state.control] for state in states]
        self.trees: dict[tuple[int, str], tuple[Any, NDArray[np.intp]]] = {}

    def __call__(self, piece: _Piece) -> _Key:
        ground, place, stacks, fields = piece
        under = [id for ids in stacks for id in ids]
        if place is not None and not under:
            number = self.number[place]
            said = [one[number] for one in self.classes]
            plain = not self.land.based[number]
            fits = zip(said, fields, strict=True)
            if plain and all(a is None or b in (a, None) for a, b in fits):
                return _Key(place, (place,), ())
        if place is None and len(stacks) == 1 and not self._at_once(under):
            return _Key(None, stacks[0], ())
        told = tuple(self._decide(k, place, under, fields[k], ground) for k in range(len(fields)))
        return _Key(place, (), told)

    def _at_once(self, ids: Sequence[str]) -> bool:
        bits = self.land.standing(ids)
        return len(ids) > 1 and any((bits & state.drawn).bit_count() > 1 for state in self.states)

    def _decide(
        self,
        k: int,
        place: str | None,
        under: Sequence[str],
        field: str | None,
        ground: BaseGeometry,
    ) -> Deciders:
        standing = self._standing(k, under)
        said = self.classes[k][self.number[place]] if place is not None else None
        if place is None or said is None:
            return standing
        below = self._standing(k, self.land.based[self.number[place]])
        mute = place in self.states[k].mute
        if standing and standing != (START,):
            agrees = all(self.says[id] == said for id in standing)
            against = not mute and any(self.says[id] != said for id in below)
            if agrees or not against:
                return standing
        elif self.land.method == "base":
            told = any(self.says[id] != said for id in below) if below else not standing
            return (place,) if told and not mute else standing
        elif mute and below:  # it speaks for no more than what was drawn
            return (START,) if START in self.says else ()
        if field is None or field == said:
            return (place,)
        return self._nearest(k, field, ground) or (place,)

    def _standing(self, k: int, ids: Sequence[str]) -> Deciders:
        """Return the drawings that stand; the ground of the start gives way to any other."""
        drawn = tuple(id for id in ids if self.land.bits[id] & self.states[k].drawn and id != START)
        return drawn or tuple(id for id in ids if id == START)

    def _nearest(self, k: int, name: str, ground: BaseGeometry) -> Deciders:
        """Return the nearest place that says a class."""
        from scipy.spatial import cKDTree

        if (k, name) not in self.trees:
            rows = np.flatnonzero([one == name for one in self.classes[k]])
            self.trees[k, name] = (cKDTree(self.land.xy[rows]) if len(rows) else None), rows
        tree, rows = self.trees[k, name]
        if tree is None or self.land.frame is None:
            return ()
        spot = shapely.get_coordinates(shapely.point_on_surface(ground))
        return (self.land.places[rows[tree.query(self.land.frame.points(spot)[0])[1]]],)
