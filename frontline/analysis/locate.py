"""Dated points → who controlled their location on that date, and how far the front line was."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.analysis.zone_history import Ints, ZoneHistory
from frontline.errors import UsageError
from frontline.ground.equal_area import frame_of
from frontline.ground.nearest import LineIndex, PlaceIndex, distance_km
from frontline.ground.point_in_polygon import PolygonIndex
from frontline.intake.dated_points import Moments, Reading, moments_of
from frontline.intake.day_cells import NO_DAY
from frontline.model import NOT_GROUND, Control, camps, opposing_camps
from frontline.scene.scene import Scene

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

COLUMNS: Final = (
    "control_status",
    "control_side",
    "control_uncertain",
    "front_km",
    "nearest_place",
    "nearest_place_km",
)
"""The columns added to a table."""

_CHUNK: Final = 250_000


class Locator:
    """An index of a scene: who controlled a point on a date, and how far the front line was.

    The front line is where the areas of opponents meet. With ``edge``, or if only one side has an
    area, it is the edge of the positive side's area.

    Parameters
    ----------
    scene : Scene
        The map.
    then : bool
        Whether to use what was known at the end of each date, not what is known now.
    positive : str, optional
        The side in whose area distances are positive, as they are in that of an ally; by default
        the only side with an area, or else the first side of the map.
    edge : bool
        Whether distances are to the edge of that side's area.

    Raises
    ------
    UsageError
        If the map has no such side.
    """

    def __init__(
        self, scene: Scene, *, then: bool = False, positive: str | None = None, edge: bool = False
    ) -> None:
        sides = [side.id for side in scene.header.sides]
        if positive is not None and positive not in sides:
            message = f'positive: "{positive}" is not a side of the map ({", ".join(sides)})'
            raise UsageError(message)
        self._scene = scene
        self._ends = [scene.dates[end].toordinal() for end in (0, -1)]
        faced = {zone for faces in scene.ground.faces for zone in faces if zone}
        drawn = list(scene.ground.zones)
        self._number = {
            zone: number for number, zone in enumerate([*drawn, *sorted(faced.difference(drawn))])
        }
        start = scene.header.base_start
        initial = Control("held", start.side) if start else None
        self._history = ZoneHistory(
            scene.spans_then if then else scene.spans, self._number, initial
        )
        sides_with_area = [side for side in sides if side in self._history.sides]
        self.edge = edge or len(sides_with_area) == 1
        self.positive = positive or (sides_with_area if self.edge and sides_with_area else sides)[0]
        self._polygons = PolygonIndex(scene.ground.polygons(drawn))
        within = {start.within} if start else set()
        base = [
            feature.geometry
            for feature in scene.base
            if feature.kind == "country" and feature.id in within
        ]
        self._country = shapely.union_all(base)
        shapely.prepare(self._country)
        self._start = self._history.code(initial) if initial else None
        places = sorted(
            (place.id, place.lon, place.lat)
            for place in scene.places
            if place.lon is not None and place.lat is not None and place.kind not in NOT_GROUND
        )
        self._ids = np.array([id for id, _, _ in places], dtype=object)
        positions = np.array([(lon, lat) for _, lon, lat in places], dtype=np.float64)
        self._places = PlaceIndex(positions) if places else None

    def control(self, lonlat: Floats, day: Ints) -> tuple[NDArray[np.object_], ...]:
        """Return who controlled each point; on a boundary, the firmest status counts.

        Parameters
        ----------
        lonlat : ndarray, shape (n, 2)
            Longitude and latitude in degrees (WGS 84).
        day : ndarray of int, shape (n,)
            Ordinal dates.

        Returns
        -------
        status, side : ndarray of object
            None if the map shows no control there.
        """
        code = self._control_code(lonlat, day)
        return self._history.statuses[code], self._history.sides[code]

    def front_km(self, lonlat: Floats, day: Ints) -> Floats:
        """Measure the distance from each point to the front line of its date.

        Parameters
        ----------
        lonlat : ndarray, shape (n, 2)
            Longitude and latitude in degrees (WGS 84).
        day : ndarray of int, shape (n,)
            Ordinal dates.

        Returns
        -------
        ndarray of float
            Geodesic distances in kilometres, positive in the area of the positive side, negative
            elsewhere; NaN without a front line.
        """
        return self._signed_front_km(lonlat, day, self._control_code(lonlat, day))

    def nearest(self, lonlat: Floats) -> tuple[NDArray[np.object_], Floats]:
        """Return the place nearest to each point.

        Parameters
        ----------
        lonlat : ndarray, shape (n, 2)
            Longitude and latitude in degrees (WGS 84).

        Returns
        -------
        place : ndarray of object
            Ids of places; None if the map has no places.
        km : ndarray of float
            Geodesic distances in kilometres; NaN without a place.
        """
        if not self._places:
            return np.full(len(lonlat), None), np.full(len(lonlat), np.nan)
        nearest = self._places.nearest(lonlat)
        return self._ids[nearest], distance_km(lonlat, self._places.lonlat[nearest])

    def unanswered(self, lonlat: Floats, day: Ints) -> dict[str, Bools]:
        """Mark the points that cannot be located, by reason.

        Parameters
        ----------
        lonlat : ndarray, shape (n, 2)
            Longitude and latitude in degrees (WGS 84).
        day : ndarray of int, shape (n,)
            Ordinal dates; ``NO_DAY`` without one.

        Returns
        -------
        dict of str to ndarray of bool
            Which points are ``undated``, ``nowhere`` (no position), ``outside`` the period, or
            ``unmapped`` (on a date without a published map).
        """
        first, last = (self._scene.dates[end].toordinal() for end in (0, -1))
        undated = day == NO_DAY
        nowhere = ~np.isfinite(lonlat).all(axis=1)
        outside = ~undated & ((day < first) | (day > last))
        unmapped = np.zeros(len(day), dtype=bool)
        for gap in self._scene.header.missing:
            begins = gap.start.toordinal() if gap.start else first
            unmapped |= (begins <= day) & (day < (gap.end.toordinal() if gap.end else last + 1))
        return {
            "undated": undated,
            "nowhere": nowhere,
            "outside": outside,
            "unmapped": unmapped & ~outside & ~undated,
        }

    def __call__(self, moments: Moments, rows: Ints) -> dict[str, NDArray[np.object_] | Floats]:
        """Return the columns of ``COLUMNS``, with distances in km rounded to metres."""
        lonlat, day = moments.lonlat[rows], moments.day[rows]
        status, side, place, doubt = (np.full(len(day), None, dtype=object) for _ in range(4))
        front_km, place_km = (np.full(len(day), np.nan) for _ in range(2))
        reasons = self.unanswered(lonlat, day)
        answerable = np.flatnonzero(~np.any(list(reasons.values()), axis=0))
        code = self._control_code(lonlat[answerable], day[answerable])
        status[answerable], side[answerable] = (
            self._history.statuses[code],
            self._history.sides[code],
        )
        doubt[answerable] = self._doubts(moments, rows[answerable], code)
        first, last = self._ends
        reaches_in = (moments.earliest[rows] <= last) & (moments.latest[rows] >= first)
        doubt[reasons["outside"] & ~reasons["nowhere"] & reaches_in] = "date"
        front_km[answerable] = self._signed_front_km(lonlat[answerable], day[answerable], code)
        with_position = np.flatnonzero(~reasons["nowhere"])
        place[with_position], place_km[with_position] = self.nearest(lonlat[with_position])
        columns = (status, side, doubt, front_km.round(3) + 0.0, place, place_km.round(3))
        return dict(zip(COLUMNS, columns, strict=True))

    def _control_code(self, lonlat: Floats, day: Ints) -> Ints:
        """Return each point's control as a code of the history; the last code means no control."""
        point, zone = self._polygons.holders(lonlat)
        nobody = len(self._history.statuses) - 1
        code = np.full(len(lonlat), nobody)
        np.minimum.at(code, point, self._history.at(zone, day[point]))
        if self._start is not None:  # areas without claims keep the initial control
            uncovered = np.flatnonzero(code == nobody)
            code[uncovered[shapely.intersects_xy(self._country, lonlat[uncovered])]] = self._start
        return code

    def _doubts(self, moments: Moments, rows: Ints, code: Ints) -> NDArray[np.object_]:
        """Return what leaves the control open: the position, the date, both, or None."""
        lonlat, day, radius_km = (
            moments.lonlat[rows],
            moments.day[rows],
            moments.radius_m[rows] / 1000,
        )
        by_date = np.zeros(len(rows), dtype=bool)
        span = np.flatnonzero(moments.earliest[rows] < moments.latest[rows])
        first, last = self._ends
        for turn in self._history.turns if len(span) else ():
            earliest, latest = moments.earliest[rows[span]], moments.latest[rows[span]]
            for other in {max(turn - 1, first), min(turn, last)}:
                met = span[(earliest <= other) & (other <= latest)]
                there = self._control_code(lonlat[met], np.full(len(met), other))
                by_date[met] |= there != code[met]
        by_place = np.zeros(len(rows), dtype=bool)
        if len(wide := np.flatnonzero(radius_km > 0)):
            day = moments.day[rows[wide]]
            stretch = np.searchsorted(self._history.turns, day, side="right")
            by_place[wide] = self._edge_index.distance_km(lonlat[wide], stretch) <= radius_km[wide]
        doubts = np.array([None, "position", "date", "position, date"], dtype=object)
        found: NDArray[np.object_] = doubts[by_place + 2 * by_date]
        return found

    def _signed_front_km(self, lonlat: Floats, day: Ints, code: Ints) -> Floats:
        stretch = np.searchsorted(self._history.turns, day, side="right")
        distance = self._front_index.distance_km(lonlat, stretch)
        camp_of = camps(self._scene.header.sides)
        own = {self.positive}
        if not self.edge:
            own = {side for side in camp_of if camp_of[side] == camp_of[self.positive]}
        return np.where(np.isin(self._history.sides[code], [*own]), distance, -distance)

    @cached_property
    def _front_index(self) -> LineIndex:
        """An index of all arcs, each present while it is part of the front line."""
        sides = self._history.sides
        opposing = opposing_camps(self._scene.header.sides)
        neutral = -1
        camp_of_code = np.array([opposing.get(side or "", neutral) for side in sides])

        def is_front(left: Ints, right: Ints) -> Bools:
            if self.edge:
                shown: Bools = (sides[left] == self.positive) != (sides[right] == self.positive)
            else:
                left, right = camp_of_code[left], camp_of_code[right]
                shown = (left != neutral) & (right != neutral) & (left != right)
            return shown

        return self._index_of(is_front)

    @cached_property
    def _edge_index(self) -> LineIndex:
        """An index of all arcs, each present while the control on its two sides differs."""
        nobody = len(self._history.statuses) - 1
        bare = nobody if self._start is None else self._start

        def is_edge(left: Ints, right: Ints) -> Bools:
            shown: Bools = np.where(left == nobody, bare, left) != np.where(
                right == nobody, bare, right
            )
            return shown

        return self._index_of(is_edge)

    def _index_of(self, is_shown: Callable[[Ints, Ints], Bools]) -> LineIndex:
        """Index all arcs, each present while the codes to its left and right satisfy a test."""
        topology, history = self._scene.ground, self._history
        number = self._number | {None: len(self._number)}
        left, right = (
            np.array([number[faces[position]] for faces in topology.faces], np.int64)
            for position in (0, 1)
        )
        zones = np.arange(len(number))
        shown = np.zeros((len(history.turns) + 1, len(topology.faces)), dtype=bool)
        for stretch, day in enumerate(history.turns, 1):
            code = history.at(zones, np.full(len(zones), day))
            shown[stretch] = is_shown(code[left], code[right])
        vertices = np.array([vertex for arc in topology.arcs for vertex in arc] or [(0.0, 0.0)])
        return LineIndex(topology.arcs, shown, frame_of(vertices))


def locate(
    points: GeoDataFrame,
    scene: Scene,
    *,
    date: str | None = None,
    date_format: str | None = None,
    then: bool = False,
    positive: str | None = None,
    edge: bool = False,
) -> GeoDataFrame:
    """Add to each dated point who controlled its location, and its distance to the front line.

    Parameters
    ----------
    points : GeoDataFrame
        Points in any CRS with a column of dates: ISO dates, instants (in the map's time zone),
        datetimes, or text in ``date_format``.
    scene : Scene
        The map.
    date : str, optional
        The column of dates; by default, ``date``, ``event_date`` or ``date_start``.
    date_format : str, optional
        The pattern of dates that are text, such as ``%d %B %Y``.
    then : bool
        Whether to use what was known at the end of each date, not what is known now.
    positive : str, optional
        The side in whose area distances are positive; see ``Locator``.
    edge : bool
        Whether distances are to the edge of that side's area; see ``Locator``.

    Returns
    -------
    GeoDataFrame
        A copy with the columns ``control_status``, ``control_side``, ``control_uncertain``
        (``position``, ``date`` or both, where the precision of the row meets another control),
        ``front_km``, ``nearest_place`` and ``nearest_place_km``; empty if nothing is known.

    Raises
    ------
    DataError
        If dates or points cannot be read; the error has all of them.
    UsageError
        If a column is missing or already present, or the map has no such side.

    Examples
    --------
    >>> import frontline, geopandas
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> alder = next(place for place in scene.places if place.id == "alder")
    >>> at = geopandas.points_from_xy([alder.lon], [alder.lat], crs="EPSG:4326")
    >>> points = geopandas.GeoDataFrame({"date": ["2024-03-08"]}, geometry=at)
    >>> list(locate(points, scene).control_side)
    ['north']
    """
    reading = Reading(date=date, date_format=date_format)
    moments = moments_of("points", points, scene.header.zone, reading, extent=scene.header.extent)
    return add_columns("points", moments, Locator(scene, then=then, positive=positive, edge=edge))


def add_columns(name: str, moments: Moments, locator: Locator) -> GeoDataFrame:
    """Locate the rows of a table in chunks, so that memory is bounded; equal rows only once.

    Parameters
    ----------
    name : str
        The name of the table, for messages.
    moments : Moments
        The points and dates of the table.
    locator : Locator
        The index that locates them.

    Returns
    -------
    GeoDataFrame
        A copy with the columns of ``COLUMNS``.

    Raises
    ------
    UsageError
        If the table already has one of these columns.
    """
    if existing := [column for column in COLUMNS if column in moments.points.columns]:
        raise UsageError(f"{name}: has the column {', '.join(existing)} already; rename it first")
    first, kind = moments.kinds()
    starts = range(0, max(len(first), 1), _CHUNK)
    chunks = [locator(moments, first[start : start + _CHUNK]) for start in starts]
    return moments.points.assign(
        **{column: np.concatenate([chunk[column] for chunk in chunks])[kind] for column in COLUMNS}
    )
