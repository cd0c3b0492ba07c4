"""Maps of many days → one composite: pieces, and the class of each piece on each day.

Where classes overlap, one of them counts. Repairs and the effect of simplifying are reported.
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
from frontline.model.longitudes import M_PER_DEG
from frontline.snapshots.daily_maps import DailyMaps, DayMap, DrawnPolygons
from frontline.snapshots.profile import Profile

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_BY_FIRMNESS: Final = ("held", "claimed", "contested", "unknown")
_CONTESTED: Final = Control("contested")
_MIN_REPORTED_KM2: Final = 1e-6
"""Smaller changes, below a square metre, are not reported."""


@dataclass(frozen=True, slots=True)
class PolygonRepair:
    """The repair of an invalid area.

    Attributes
    ----------
    day : date
        First date with the invalid area.
    days : int
        Number of dates with it.
    control : Control
        Class of the area.
    reason : str
        What was wrong, as GEOS words it.
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
    """The pieces of the maps of many days, and the class of each piece on each day.

    Attributes
    ----------
    pieces : list of shapely geometry
        Pieces, in degrees (WGS 84), without overlap.
    labels : ndarray of uint16
        Class numbers from 1, or 0 for no class; shape (pieces, days).
    classes : tuple of Control
        Classes by number.
    days : tuple of date
        Days that have a map.
    """

    pieces: list[BaseGeometry]
    labels: NDArray[np.uint16]
    classes: tuple[Control, ...]
    days: tuple[date, ...]


class ValidityChecks:
    """ValidityChecks checks of areas by GEOS, on other cores while more areas are read.

    Parameters
    ----------
    pool : Executor
        Where the checks run.
    """

    def __init__(self, pool: Executor) -> None:
        self._pool = pool
        self._checks: dict[DrawnPolygons, Future[np.bool_]] = {}

    def start(self, drawn: DrawnPolygons) -> None:
        """Start the check of an area.

        Parameters
        ----------
        drawn : DrawnPolygons
            Area as drawn.
        """
        self._checks[drawn] = self._pool.submit(shapely.is_valid, drawn.geometry)

    def is_valid(self, drawn: DrawnPolygons) -> bool:
        """Return whether an area is valid, waiting for its check if necessary.

        Parameters
        ----------
        drawn : DrawnPolygons
            Area whose check was started.

        Returns
        -------
        bool
            True if GEOS accepts it.
        """
        return bool(self._checks[drawn].result())


def repair_invalid(
    maps: DailyMaps, checks: ValidityChecks
) -> tuple[list[PolygonRepair], dict[DrawnPolygons, BaseGeometry]]:
    """Repair every invalid area.

    Parameters
    ----------
    maps : DailyMaps
        Maps by day.
    checks : ValidityChecks
        Validity checks of their areas, already started.

    Returns
    -------
    tuple
        Repairs, and the valid geometry of each area as drawn.
    """
    days_by_area: dict[tuple[DrawnPolygons, Control], list[date]] = {}
    for day, day_map in maps.days.items():
        for control, drawn in day_map.areas.items():
            days_by_area.setdefault((drawn, control), []).append(day)
    distinct = dict.fromkeys(drawn for drawn, _ in days_by_area)
    valid_geometry = {
        drawn: drawn.geometry if checks.is_valid(drawn) else _make_valid(drawn.geometry)
        for drawn in distinct
    }
    repairs = []
    for (drawn, control), days in days_by_area.items():
        if valid_geometry[drawn] is not drawn.geometry:
            before_km2, after_km2 = area_km2(drawn.geometry), area_km2(valid_geometry[drawn])
            has_invalid_polygon = not shapely.is_valid(shapely.get_parts(drawn.geometry)).all()
            if has_invalid_polygon or abs(before_km2 - after_km2) > _MIN_REPORTED_KM2:
                reason = "Overlapping polygons"
                if has_invalid_polygon:
                    reason = shapely.is_valid_reason(drawn.geometry)
                repairs.append(
                    PolygonRepair(days[0], len(days), control, reason, before_km2, after_km2)
                )
    return repairs, valid_geometry


def _make_valid(geometry: BaseGeometry) -> BaseGeometry:
    """Repair each polygon, subtracting holes from its shell, and merge the results."""
    parts = shapely.make_valid(
        shapely.get_parts(geometry), method="structure", keep_collapsed=False
    )
    return shapely.union_all(parts)


def compose(
    maps: DailyMaps,
    valid_geometry: Mapping[DrawnPolygons, BaseGeometry],
    profile: Profile,
    grid_deg: float,
) -> tuple[Composite, list[Overlap], NDArray[np.float64]]:
    """Overlay the maps of all days.

    Where classes overlap, the first one in the profile's rules counts. Without rules the firmer
    status counts; an overlap of two sides with the same status is contested.

    Parameters
    ----------
    maps : DailyMaps
        Maps by day.
    valid_geometry : Mapping
        Valid geometry of each area as drawn, in degrees (WGS 84).
    profile : Profile
        Rules that order the classes.
    grid_deg : float
        Grid of the coordinates, in degrees.

    Returns
    -------
    tuple
        Composite, overlaps, and the area of each valid geometry in the overlay, in square degrees.
    """
    days = tuple(maps.days)
    classes = _ordered_classes(maps.days.values(), profile)
    column_of = {drawn: column for column, drawn in enumerate(valid_geometry)}
    overlaid = overlay([{"": geometry} for geometry in valid_geometry.values()], grid_deg)
    is_inside = overlaid.numbers > 0
    pieces = list(overlaid.polygons)
    area = shapely.area(pieces)
    overlaid_deg2 = np.array([area[mask].sum() for mask in is_inside.T])
    masks = [np.zeros((len(pieces), len(days)), dtype=bool) for _ in classes]
    for day_number, day_map in enumerate(maps.days.values()):
        for control, drawn in day_map.areas.items():
            masks[classes.index(control)][:, day_number] = is_inside[:, column_of[drawn]]
    ties = not profile.table.rules
    labels = _labels(masks, classes, ties)
    overlaps = list(_overlaps(masks, classes, ties, pieces, days))
    return Composite(*_merged_pieces(pieces, labels), classes, days), overlaps, overlaid_deg2


def _ordered_classes(maps: Iterable[DayMap], profile: Profile) -> tuple[Control, ...]:
    """Order classes by the profile's rules, or else by status and side."""
    drawn_classes = {control for day_map in maps for control in day_map.areas}
    if not profile.table.rules and len({control.side for control in drawn_classes}) > 1:
        drawn_classes.add(_CONTESTED)
    rules = [rule for rule in profile.table.rules if not rule.drop]
    classes_of_rules = [Control(rule.status or "held", rule.side) for rule in rules]
    by_firmness = sorted(
        drawn_classes,
        key=lambda control: (_BY_FIRMNESS.index(control.status), control.side or ""),
    )
    ordered = dict.fromkeys((*classes_of_rules, *by_firmness))
    return tuple(control for control in ordered if control in drawn_classes)


def _labels(
    masks: Sequence[NDArray[np.bool_]], classes: Sequence[Control], ties: bool
) -> NDArray[np.uint16]:
    """Return the class number of each piece on each day, counted from 1; 0 for none."""
    labels = np.zeros(masks[0].shape, dtype=np.uint16)
    for number in reversed(range(len(classes))):
        labels[masks[number]] = number + 1
    for status in ("held", "claimed") if ties else ():
        equals = [number for number, control in enumerate(classes) if control.status == status]
        if len(equals) > 1:
            count = sum(
                (masks[number].astype(np.uint16) for number in equals), np.zeros_like(labels)
            )
            firmest = np.isin(labels, [number + 1 for number in equals])
            labels[(count > 1) & firmest] = classes.index(_CONTESTED) + 1
    return labels


def _overlaps(
    masks: Sequence[NDArray[np.bool_]],
    classes: Sequence[Control],
    ties: bool,
    pieces: Sequence[BaseGeometry],
    days: Sequence[date],
) -> Iterator[Overlap]:
    for a, first in enumerate(classes):
        for b, second in enumerate(classes[a + 1 :], a + 1):
            shared = masks[a] & masks[b]
            rows = np.flatnonzero(shared.any(axis=1))
            if len(rows):
                km2 = np.array([area_km2(pieces[row]) for row in rows.tolist()]) @ shared[rows]
                worst = int(km2.argmax())
                if km2[worst] > _MIN_REPORTED_KM2:
                    count = int((km2 > _MIN_REPORTED_KM2).sum())
                    counts_as = _CONTESTED if ties and first.status == second.status else first
                    yield Overlap(first, second, counts_as, count, days[worst], float(km2[worst]))


def _merged_pieces(
    pieces: Sequence[BaseGeometry], labels: NDArray[np.uint16]
) -> tuple[list[BaseGeometry], NDArray[np.uint16]]:
    """Merge pieces with the same history; sort the result by first day and position."""
    distinct, history_of_piece = distinct_rows(labels)
    pieces_by_history: list[list[BaseGeometry]] = [[] for _ in distinct]
    for piece, number in zip(pieces, history_of_piece, strict=True):
        pieces_by_history[number].append(piece)
    merged = [
        parts[0] if len(parts) == 1 else shapely.multipolygons(shapely.get_parts(_union(parts)))
        for parts in pieces_by_history
    ]
    first_day = (distinct > 0).argmax(axis=1)
    keys = list(zip(first_day.tolist(), shapely.to_wkb(shapely.normalize(merged)), strict=True))
    drawn_histories = (number for number, row in enumerate(distinct) if row.any())
    order = sorted(drawn_histories, key=lambda number: keys[number])
    return [merged[number] for number in order], distinct[order]


def _union(pieces: Sequence[BaseGeometry]) -> BaseGeometry:
    return shapely.coverage_union_all(pieces)


def simplify(composite: Composite, metres: float, grid_deg: float) -> tuple[Composite, Simplified]:
    """Drop vertices of shared boundaries whose triangle is smaller than a square of the tolerance.

    Visvalingam & Whyatt, "Line generalisation by repeated elimination of points", *The
    Cartographic Journal* 30, 1993. No vertex moves: the others stay on the grid.

    Parameters
    ----------
    composite : Composite
        Pieces of all days.
    metres : float
        Tolerance.
    grid_deg : float
        Grid of the coordinates, in degrees.

    Returns
    -------
    tuple
        Simplified composite, and the effect of simplifying.
    """
    before = composite.pieces
    south, north = shapely.total_bounds(before)[[1, 3]]
    scale = np.array([math.cos(math.radians((south + north) / 2)), 1.0])
    projected = shapely.transform(before, lambda xy: xy * scale)
    simplified = shapely.coverage_simplify(projected, metres / M_PER_DEG)
    after = shapely.transform(
        simplified, lambda xy: np.round(np.rint(xy / scale / grid_deg) * grid_deg, 7)
    )
    change_km2 = np.array([area_km2(b) - area_km2(a) for a, b in zip(before, after, strict=True)])
    daily_change_km2 = np.array(
        [
            change_km2 @ (composite.labels == number)
            for number in range(1, len(composite.classes) + 1)
        ]
    )
    worst_day = int(np.abs(daily_change_km2).max(axis=0).argmax())
    return replace(composite, pieces=list(after)), Simplified(
        metres,
        int(shapely.get_num_coordinates(before).sum()),
        int(shapely.get_num_coordinates(after).sum()),
        composite.days[worst_day],
        float(np.abs(daily_change_km2[:, worst_day]).max()),
    )
