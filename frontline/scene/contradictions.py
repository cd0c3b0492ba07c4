"""Drawn areas → the pairs that name different sides for the same ground on the same date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from frontline.evidence.drawings import Drawings
from frontline.ground.equal_area import frame_of
from frontline.ground.measure import area_km2
from frontline.model import Area, Header
from frontline.model.neighbours import in_order, neighbours

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_DEG_PER_M: Final = 1e-5
_DAY: Final = timedelta(days=1)
_LEAST_KM2: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two drawn areas that name different sides for the same ground, probably by mistake.

    Attributes
    ----------
    first, second : str
        Ids of the areas; the second begins later, or on the same date.
    day : date
        The first date on which they contradict each other.
    one_day : bool
        Whether the first ends on the very date on which the second begins.
    counts : str or None
        Id of the area that counts there: the weightier or later one, or the first of allies; None
        if the ground is contested.
    km2 : float
        The ground that they share, in square kilometres.
    width_m : float
        Its greatest width, in metres.
    """

    first: str
    second: str
    day: date
    one_day: bool
    counts: str | None
    km2: float
    width_m: float


def opposed(areas: Iterable[Area], tolerance_m: float) -> list[tuple[Area, Area]]:
    """List the pairs of areas that touch at one time and name different sides.

    Parameters
    ----------
    areas : iterable of Area
        The drawn areas.
    tolerance_m : float
        The distance up to which areas count as touching, in metres.

    Returns
    -------
    list of (Area, Area)
        The area that begins first, or has the first id, comes first; the order of the areas does
        not matter.
    """
    ordered = in_order([area for area in areas if area.side])
    shapes = np.array([area.geometry for area in ordered], dtype=object)
    side = np.array([area.side for area in ordered])
    near, pairs = tolerance_m * _DEG_PER_M, []
    for first, second in neighbours(ordered, near):
        differ = side[first] != side[second]
        first, second = first[differ], second[differ]
        touching = shapely.dwithin(shapes[first], shapes[second], near)
        numbers = sorted(zip(first[touching].tolist(), second[touching].tolist(), strict=True))
        pairs += [(ordered[i], ordered[j]) for i, j in numbers]
    return pairs


def contests_itself(areas: Sequence[Area], drawings: Drawings, header: Header) -> bool:
    """Return whether ground is contested only because a map contradicts itself.

    Parameters
    ----------
    areas : sequence of Area
        The drawn areas, fitted.
    drawings : Drawings
        What they state.
    header : Header
        The settings of the map.

    Returns
    -------
    bool
        True if any contradiction decides for neither area.
    """
    return any(found.counts is None for found in contradictions(areas, drawings, header))


def contradictions(
    areas: Sequence[Area], drawings: Drawings, header: Header
) -> Iterator[Contradiction]:
    """Yield the contradictions between drawn areas that are probably mistakes.

    Sources that differ are no mistake. One source that contests its own drawing is, or one that
    gives it to two allies, and so are two areas that share only the date on which one ends and the
    other begins.

    Parameters
    ----------
    areas : sequence of Area
        The drawn areas, fitted.
    drawings : Drawings
        What they state.
    header : Header
        The settings of the map; daily maps, which fit edge to edge, have no contradictions.

    Yields
    ------
    Contradiction
        By the first dates and ids of the areas.
    """
    if header.grid_deg is not None:
        return
    for first, second in opposed(areas, 0):
        claims = [drawings.claims.get(area.id) for area in (first, second)]
        begins, ends = second.when.start, first.when.end
        one_day = (
            begins is not None
            and ends == begins + _DAY
            and first.when.start != begins
            and second.when.end != ends
        )
        side = drawings.control(first.id, second.id).side
        counts = first.id if side == first.side else second.id if side else None
        moments = {(claim.claimant, claim.when.start, claim.known) for claim in claims if claim}
        of_one_claimant = all(claims) and len({claimant for claimant, _, _ in moments}) == 1
        if not (one_day or (of_one_claimant and (counts is None or len(moments) == 1))):
            continue
        km2, width_m = _shared(first.geometry, second.geometry)
        if width_m > header.ground.tolerance_m:
            day = begins or first.when.start or date.min
            yield Contradiction(first.id, second.id, day, one_day, counts, km2, width_m)


@lru_cache(maxsize=1024)  # the notices of a map and its scene ask for the same pairs
def _shared(first: BaseGeometry, second: BaseGeometry) -> tuple[float, float]:
    """Return the area that two shapes share, in km², and its greatest width, in metres."""
    shared = shapely.intersection(first, second)
    km2 = area_km2(shared) if shared.area else 0.0
    return km2, _width_m(shared) if km2 > _LEAST_KM2 else 0.0


def _width_m(shape: BaseGeometry) -> float:
    """Return the diameter of the largest circle within a shape, in metres."""
    frame = frame_of(shapely.get_coordinates(shape.representative_point()))
    return 2 * float(shapely.maximum_inscribed_circle(frame.project(shape)).length)
