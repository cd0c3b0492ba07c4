"""Maps of many days → one composite: pieces, and the class of each on each day.

Where classes overlap one of them counts; repairs and the effect of simplifying are reported.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from frontline.ground.measure import area_km2
from frontline.ground.overlay import distinct_rows, overlay
from frontline.model import Control
from frontline.snapshots.file_dates import DayMap, Drawn, Gathered
from frontline.snapshots.profile import Profile

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_M_PER_DEG: Final = 111_195.0  # of a great circle, on the mean sphere
_FIRM: Final = ("held", "claimed", "contested", "unknown")
_TIE: Final = Control("contested")
_SEEN_KM2: Final = 1e-6
"""Smaller changes, below a square metre, are not reported."""


@dataclass(frozen=True, slots=True)
class Mended:
    """The repair of an invalid area.

    Attributes
    ----------
    day : date
        First date on which it was drawn so.
    days : int
        Number of dates on which it was.
    control : Control
        Class of the area.
    reason : str
        What was wrong, in the words of GEOS.
    before_km2, after_km2 : float
        Area before and after.
    """

    day: date
    days: int
    control: Control
    reason: str
    before_km2: float
    after_km2: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two classes drawn over the same area.

    Attributes
    ----------
    one, other : Control
        Classes that overlap.
    counts_as : Control
        Class that the overlap counts as.
    days : int
        Number of dates with an overlap.
    day : date
        Date of the largest one.
    km2 : float
        Its area.
    """

    one: Control
    other: Control
    counts_as: Control
    days: int
    day: date
    km2: float


@dataclass(frozen=True, slots=True)
class Simplified:
    """The effect of simplifying.

    Attributes
    ----------
    metres : float
        Tolerance.
    vertices_before, vertices_after : int
        Number of vertices.
    worst_day : date
        Date on which a class changed most.
    worst_km2 : float
        Change of its area.
    """

    metres: float
    vertices_before: int
    vertices_after: int
    worst_day: date
    worst_km2: float


@dataclass(frozen=True, slots=True, eq=False)
class Composite:
    """Pieces of the maps of many days, and the class of each on each day.

    Attributes
    ----------
    grounds : list of shapely geometry
        Pieces, in degrees (WGS 84), without overlap.
    labels : ndarray of uint16
        Number of the class, from 1, shape (pieces, days); 0 for none.
    classes : tuple of Control
        Classes by number.
    days : tuple of date
        Days that have a map.
    """

    grounds: list[BaseGeometry]
    labels: NDArray[np.uint16]
    classes: tuple[Control, ...]
    days: tuple[date, ...]


class Validity:
    """Validity of areas, checked by GEOS on other cores while more are read.

    Parameters
    ----------
    pool : Executor
        Where the checks run.
    """

    def __init__(self, pool: Executor) -> None:
        self._pool = pool
        self._found: dict[Drawn, Future[np.bool_]] = {}

    def ask(self, drawn: Drawn) -> None:
        """Start the check of an area.

        Parameters
        ----------
        drawn : Drawn
            Area as drawn.
        """
        self._found[drawn] = self._pool.submit(shapely.is_valid, drawn.whole)

    def of(self, drawn: Drawn) -> bool:
        """Return whether an area is valid, waiting for its check.

        Parameters
        ----------
        drawn : Drawn
            Area whose check was started.

        Returns
        -------
        bool
            True if GEOS accepts it.
        """
        return bool(self._found[drawn].result())


def mend(maps: Gathered, validity: Validity) -> tuple[list[Mended], dict[Drawn, BaseGeometry]]:
    """Repair every invalid area.

    Parameters
    ----------
    maps : Gathered
        Maps by day.
    validity : Validity
        Checks of their areas.

    Returns
    -------
    tuple
        Repairs, and the valid geometry of each area as drawn.
    """
    on: dict[tuple[Drawn, Control], list[date]] = {}
    for day, day_map in maps.days.items():
        for control, drawn in day_map.grounds.items():
            on.setdefault((drawn, control), []).append(day)
    each = dict.fromkeys(drawn for drawn, _ in on)
    grounds = {drawn: drawn.whole if validity.of(drawn) else _valid(drawn.whole) for drawn in each}
    mended = []
    for (drawn, control), days in on.items():
        if grounds[drawn] is not drawn.whole:
            before, after = area_km2(drawn.whole), area_km2(grounds[drawn])
            broken = not shapely.is_valid(shapely.get_parts(drawn.whole)).all()
            if broken or abs(before - after) > _SEEN_KM2:
                reason = shapely.is_valid_reason(drawn.whole) if broken else "Overlapping polygons"
                mended.append(Mended(days[0], len(days), control, reason, before, after))
    return mended, grounds


def _valid(ground: BaseGeometry) -> BaseGeometry:
    """Repair each polygon by its structure, holes subtracted from the shell, and merge them."""
    parts = shapely.make_valid(shapely.get_parts(ground), method="structure", keep_collapsed=False)
    return shapely.union_all(parts)


def compose(
    maps: Gathered, grounds: Mapping[Drawn, BaseGeometry], profile: Profile, grid_deg: float
) -> tuple[Composite, list[Overlap], float]:
    """Overlay the maps of all days.

    Where classes overlap, the first by the profile's rules counts; without rules the firmer status
    does, and two sides with the same status make the overlap contested.

    Parameters
    ----------
    maps : Gathered
        Maps by day.
    grounds : Mapping
        Valid geometry of each area as drawn, in degrees (WGS 84).
    profile : Profile
        Rules that order the classes.
    grid_deg : float
        Grid of the coordinates, in degrees.

    Returns
    -------
    tuple
        Composite, overlaps, and the largest difference of an area from its source in km²,
        approximated on a plane at the middle latitude.
    """
    days = tuple(maps.days)
    classes = _ordered(maps.days.values(), profile)
    number = {drawn: at for at, drawn in enumerate(grounds)}
    laid = overlay([{"": ground} for ground in grounds.values()], grid_deg)
    inside = laid.numbers > 0
    pieces = list(laid.polygons)
    drawn_area, area = shapely.area(list(grounds.values())), shapely.area(pieces)
    south, north = shapely.total_bounds(list(grounds.values()))[[1, 3]]
    km2 = (_M_PER_DEG / 1000) ** 2 * math.cos(math.radians((south + north) / 2))
    made_area = np.array([area[has].sum() for has in inside.T])
    off = float(np.max(np.abs(made_area - drawn_area), initial=0.0)) * km2
    masks = [np.zeros((len(pieces), len(days)), dtype=bool) for _ in classes]
    for at, day_map in enumerate(maps.days.values()):
        for control, drawn in day_map.grounds.items():
            masks[classes.index(control)][:, at] = inside[:, number[drawn]]
    ties = not profile.table.rules
    labels = _labels(masks, classes, ties)
    overlaps = list(_overlaps(masks, classes, ties, pieces, days))
    return Composite(*_gathered(pieces, labels), classes, days), overlaps, off


def _ordered(maps: Iterable[DayMap], profile: Profile) -> tuple[Control, ...]:
    """Order classes by the profile's rules, or else by status and side."""
    seen = {control for item in maps for control in item.grounds}
    if not profile.table.rules and len({control.side for control in seen}) > 1:
        seen.add(_TIE)
    ruled = [Control(r.status or "held", r.side) for r in profile.table.rules if not r.drop]
    plain = sorted(seen, key=lambda item: (_FIRM.index(item.status), item.side or ""))
    return tuple(item for item in dict.fromkeys((*ruled, *plain)) if item in seen)


def _labels(
    masks: Sequence[NDArray[np.bool_]], classes: Sequence[Control], ties: bool
) -> NDArray[np.uint16]:
    """Return the number of the class of each piece on each day, counted from 1."""
    labels = np.zeros(masks[0].shape, dtype=np.uint16)
    for at in reversed(range(len(classes))):
        labels[masks[at]] = at + 1
    for status in ("held", "claimed") if ties else ():
        same = [at for at, control in enumerate(classes) if control.status == status]
        if len(same) > 1:
            count = sum((masks[at].astype(np.uint16) for at in same), np.zeros_like(labels))
            firmest = np.isin(labels, [at + 1 for at in same])
            labels[(count > 1) & firmest] = classes.index(_TIE) + 1
    return labels


def _overlaps(
    masks: Sequence[NDArray[np.bool_]],
    classes: Sequence[Control],
    ties: bool,
    pieces: Sequence[BaseGeometry],
    days: Sequence[date],
) -> Iterator[Overlap]:
    for a, one in enumerate(classes):
        for b, other in enumerate(classes[a + 1 :], a + 1):
            both = masks[a] & masks[b]
            rows = np.flatnonzero(both.any(axis=1))
            if len(rows):
                km2 = np.array([area_km2(pieces[row]) for row in rows.tolist()]) @ both[rows]
                worst = int(km2.argmax())
                if km2[worst] > _SEEN_KM2:
                    seen = int((km2 > _SEEN_KM2).sum())
                    counts_as = _TIE if ties and one.status == other.status else one
                    yield Overlap(one, other, counts_as, seen, days[worst], float(km2[worst]))


def _gathered(
    pieces: Sequence[BaseGeometry], labels: NDArray[np.uint16]
) -> tuple[list[BaseGeometry], NDArray[np.uint16]]:
    """Merge pieces with the same history, in order of time and place."""
    distinct, which = distinct_rows(labels)
    members: list[list[BaseGeometry]] = [[] for _ in distinct]
    for piece, at in zip(pieces, which, strict=True):
        members[at].append(piece)
    grounds = [
        joinable[0]
        if len(joinable) == 1
        else shapely.multipolygons(shapely.get_parts(_joined(joinable)))
        for joinable in members
    ]
    first = (distinct > 0).argmax(axis=1)
    keys = list(zip(first.tolist(), shapely.to_wkb(shapely.normalize(grounds)), strict=True))
    joinable = (at for at, row in enumerate(distinct) if row.any())
    order = sorted(joinable, key=lambda at: keys[at])
    return [grounds[at] for at in order], distinct[order]


def _joined(grounds: Sequence[BaseGeometry]) -> BaseGeometry:
    return shapely.coverage_union_all(grounds)


def simplify(whole: Composite, metres: float, grid_deg: float) -> tuple[Composite, Simplified]:
    """Drop vertices of shared boundaries whose triangle is smaller than a square of the tolerance.

    Visvalingam & Whyatt, "Line generalisation by repeated elimination of points", *The
    Cartographic Journal* 30, 1993. No vertex moves: the others stay on the grid.

    Parameters
    ----------
    whole : Composite
        Pieces of all days.
    metres : float
        Tolerance.
    grid_deg : float
        Grid of the coordinates, in degrees.

    Returns
    -------
    tuple
        Simplified composite, and what changed.
    """
    before = whole.grounds
    south, north = shapely.total_bounds(before)[[1, 3]]
    narrow = np.array([math.cos(math.radians((south + north) / 2)), 1.0])
    flat = shapely.transform(before, lambda xy: xy * narrow)
    thin = shapely.coverage_simplify(flat, metres / _M_PER_DEG)
    after = shapely.transform(
        thin, lambda xy: np.round(np.rint(xy / narrow / grid_deg) * grid_deg, 7)
    )
    change = np.array([area_km2(b) - area_km2(a) for a, b in zip(before, after, strict=True)])
    daily = np.array(
        [change @ (whole.labels == number) for number in range(1, len(whole.classes) + 1)]
    )
    worst = int(np.abs(daily).max(axis=0).argmax())
    return replace(whole, grounds=list(after)), Simplified(
        metres,
        int(shapely.get_num_coordinates(before).sum()),
        int(shapely.get_num_coordinates(after).sum()),
        whole.days[worst],
        float(np.abs(daily[:, worst]).max()),
    )
