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

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import fsum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import shapely

from frontline.ground.cells import cells
from frontline.ground.coverage import fits
from frontline.ground.equal_area import Frame, frame_of
from frontline.ground.measure import area_km2, zones_km2
from frontline.ground.overlay import Labels, Layer, composite
from frontline.ground.regions import regions
from frontline.ground.topology import GRID_DEG, Topology, topology
from frontline.model import CONTESTED, Control, Ground

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from frontline.ground.field import Land

START: Final = ";start"  # no id has a ";"
"""The zone that is held as the period began: drawn ground under all that is drawn later."""

LEVEL: Final = 0.8
"""The probability with which the line lies in the band."""

_CLAIMED: Final = 0.5
_STALE: Final = 0.5
"""How unsure it is what a place says, from 0 to 1: if it is only claimed, if it is old."""

_LonLat = tuple[float, float]
Deciders = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """Hold who has each place (None: nobody has spoken), and which drawings stand.

    ``control`` is in the order of the terrain's places; the ``mute`` are places for which nobody
    speaks but the start and what was drawn; the ground of ``pins`` survives whatever their
    neighbours say. Of the ``stale`` the newest evidence is old, which widens the band alone.
    """

    control: tuple[Control | None, ...]
    drawn: frozenset[str]
    mute: frozenset[str] = frozenset()
    pins: frozenset[str] = frozenset()
    stale: frozenset[str] = frozenset()

    @property
    def fresh(self) -> State:
        """The state that has the same ground, with no regard to the age of evidence."""
        return replace(self, stale=frozenset())


@dataclass(frozen=True, slots=True, eq=False)
class _Region:
    """Hold the places of one region, by their numbers, and the field that they span."""

    numbers: NDArray[np.intp]
    land: Land
    within: BaseGeometry | None


@dataclass(frozen=True, slots=True, eq=False)
class Terrain:
    """Hold what does not change from state to state.

    ``places`` are the ids of the places that speak for ground, ``xy`` their metres in ``frame``;
    ``drawings`` maps what was drawn to its polygons (WGS 84), and ``shapes`` has each of these
    once for all drawings of which never two stand at a time; ``classes`` are what a place can
    say: a side, or that the ground is contested. ``plain`` ground is drawn, edge to edge, and
    nothing is inferred: the drawings are its zones.
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
    regions: tuple[_Region, ...]
    grid_deg: float
    based: tuple[Deciders, ...]  # of each place: the drawings it stands on

    @property
    def smooth(self) -> bool:
        """Whether a field alone decides, and nothing is drawn."""
        return bool(self.regions) and not self.shapes

    @property
    def fixed(self) -> bool:
        """Whether what decides a zone is the same in every state: drawings alone, or cells."""
        return self.plain or not (self.drawings or self.regions)


@dataclass(frozen=True, eq=False)
class Laid:
    """Hold the ground of some states: zones once, and what decides each.

    ``place_of`` maps a zone to the place in whose cell it lies. ``own`` maps a zone to the ids of
    a place or of drawings of which never two speak at a time: whichever does decides. The other
    zones stand in ``told``, for each fresh state in which they are known, with their deciders.
    ``bands`` is the zone of each state in which the line lies with the probability ``LEVEL``,
    None without a field. Plain ground has no states.
    """

    topology: Topology
    place_of: Mapping[str, str | None]
    own: Mapping[str, Deciders]
    told: Mapping[State, Mapping[str, Deciders]]
    bands: Mapping[State, BaseGeometry | None]

    @cached_property
    def km2(self) -> Mapping[str, tuple[float, ...]]:
        """The geodesic km² of each polygon of each zone."""
        return zones_km2(self.topology)


def terrain(
    places: Mapping[str, _LonLat],
    drawings: Mapping[str, BaseGeometry],
    stacks: Iterable[Deciders],
    ground: Ground,
    sides: Sequence[str],
    within: BaseGeometry | None = None,
    barrier: BaseGeometry | None = None,
    grid_deg: float = GRID_DEG,
) -> Terrain:
    """Set up a method for places and drawings (WGS 84, longitude first).

    ``stacks`` are the ids of drawings of the same polygon of which never two stand at a time.
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
    shapes = [(drawings[ids[0]], ids) for ids in stacks]
    if ground.method == "base" and within is not None:
        drawings = {**drawings, START: within}
        shapes.append((within, (START,)))
    return Terrain(
        method=ground.method,
        places=tuple(ids),
        classes=(*sides, CONTESTED),
        cells=parts,
        drawings=drawings,
        shapes=tuple(shapes),
        plain=not parts and fits([shape for shape, _ in shapes], grid_deg),
        xy=xy,
        frame=frame,
        regions=tuple(areas),
        grid_deg=grid_deg,
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
    for id in sorted(drawings) if found else ():
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
    the cell of a ``hidden`` place. Plain ground is the same in all states, and asks for none.
    """
    zones: dict[_Key, list[BaseGeometry]] = {}
    fields: dict[State, dict[str, BaseGeometry]] = {}
    bands: dict[State, BaseGeometry | None] = {}
    if land.plain:
        zones = {_Key(None, ids, ()): [shape] for shape, ids in land.shapes}
    else:
        for state in dict.fromkeys(states):
            fields[state.fresh], bands[state] = _field(land, state)
        judge = _Judge(land, list(fields), controls)
        for labels, ground in _pieces(land, list(fields.values())).items():
            key = judge(labels, ground)
            if key.own or any(key.told):
                zones.setdefault(key, []).append(ground)
    names = _names(zones)
    drawn = {
        names[key]
        for key in zones
        if key.place not in hidden and not {*key.own, *sum(key.told, ())}.isdisjoint(shown)
    }
    merged = {names[key]: _merged(grounds) for key, grounds in zones.items()}
    return Laid(
        topology(merged, drawn, land.grid_deg),
        {names[key]: key.place for key in zones},
        {names[key]: key.own for key in zones if key.own},
        {
            state: {names[key]: key.told[i] for key in zones if key.told and key.told[i]}
            for i, state in enumerate(fields)
        },
        bands,
    )


class _Key(NamedTuple):
    """Tell zones apart: by the place in whose cell they lie, and what decides them."""

    place: str | None
    own: Deciders
    told: tuple[Deciders, ...]


def _pieces(land: Terrain, fields: Sequence[Layer]) -> dict[Labels, BaseGeometry]:
    """Overlay cells, drawings and fields; cells by themselves fit edge to edge as they are."""
    if not land.shapes and not any(fields):
        rest = (None,) * len(fields)
        return {(place, *rest): cell for place, cell in land.cells.items()}
    drawn = ({"": shape} for shape, _ in land.shapes)
    return composite([land.cells, *drawn, *fields], land.grid_deg)


def _merged(grounds: Sequence[BaseGeometry]) -> BaseGeometry:
    return grounds[0] if len(grounds) == 1 else shapely.coverage_union_all(grounds)


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
        unsure = np.array(
            [
                _CLAIMED * (one is not None and one.status == "claimed") + _STALE * old
                for one, old in (
                    (state.control[i], land.places[i] in state.stale) for i in region.numbers
                )
            ]
        )
        found = solve(region.land, shares, pins, LEVEL, unsure)
        for name, area in zip(classes, shapely.coverage_clean(list(found.areas)), strict=True):
            parts[name].append(land.frame.unproject(area))
        band = land.frame.unproject(found.band)
        bands.append(band if region.within is None else band.intersection(region.within))
    areas = {name: shapely.union_all(some) for name, some in parts.items()}
    return {name: area for name, area in areas.items() if area.area}, shapely.union_all(bands)


def field_km2(land: Terrain, state: State) -> dict[str, float]:
    """Measure the ground of each class in the cells of who has spoken, without laying it out.

    Serves ``smooth`` terrain.
    """
    areas, _ = _field(land, state)
    cells: dict[str, list[BaseGeometry]] = {}
    for id, control in zip(land.places, state.control, strict=True):
        if said := _class(control):
            cells.setdefault(said, []).append(land.cells[id])
    own = {name: shapely.coverage_union_all(some) for name, some in cells.items()}
    spoken, smooth = (shapely.union_all(list(some.values())) for some in (own, areas))
    ground = [(name, area & spoken) for name, area in areas.items()]
    ground += [(name, area - smooth) for name, area in own.items()]  # at the rim of the reach
    km2: dict[str, list[float]] = {}
    for name, area in ground:
        km2.setdefault(name, []).append(area_km2(area))
    return {name: fsum(parts) for name, parts in km2.items()}


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

    def __call__(self, labels: Labels, ground: BaseGeometry) -> _Key:
        place, count = labels[0], len(self.land.shapes)
        drawn = zip(self.land.shapes, labels[1 : count + 1], strict=True)
        stacks = [ids for (_, ids), label in drawn if label is not None]
        under = [id for ids in stacks for id in ids]
        fields = labels[count + 1 :] if self.land.method == "field" else (None,) * len(self.states)
        if place is not None and not under:
            number = self.number[place]
            said = [one[number] for one in self.classes]
            plain = not self.land.based[number]
            fits = zip(said, fields, strict=True)
            if plain and all(a is None or b in (a, None) for a, b in fits):
                return _Key(place, (place,), ())
        if place is None and len(stacks) == 1:
            return _Key(None, stacks[0], ())
        told = tuple(self._decide(k, place, under, fields[k], ground) for k in range(len(fields)))
        return _Key(place, (), told)

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
        drawn = tuple(id for id in ids if id in self.states[k].drawn and id != START)
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
