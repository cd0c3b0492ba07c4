"""Dated points → who controlled that ground on their date, and how far the front line was."""

from __future__ import annotations

from dataclasses import dataclass
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
from frontline.intake.dated_points import NO_DAY, Moments, Reading, moments_of
from frontline.model import NOT_GROUND, Control
from frontline.scene.scene import Scene

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

COLUMNS: Final = (
    "control_status",
    "control_side",
    "front_km",
    "nearest_place",
    "nearest_place_km",
)
"""The columns that are added to a table."""

_CHUNK: Final = 250_000
_NAMED: Final = 5


class Locator:
    """An index of a scene: who controlled a point on a date, and how far the front line was.

    The front line is where the areas of two sides meet. With ``edge``, or where the map draws the
    area of one side only, it is the edge of the area of the positive side.

    Parameters
    ----------
    scene : Scene
        The map.
    then : bool
        Whether each date is as known at its end, rather than as known now.
    positive : str, optional
        The side in whose area distances are positive; by default the one with an area where only
        one has, or else the first of the map.
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
            said = f'positive: "{positive}" is not a side of the map ({", ".join(sides)})'
            raise UsageError(said)
        self._scene = scene
        faced = {zone for faces in scene.ground.faces for zone in faces if zone}
        drawn = list(scene.ground.zones)
        self._number = {z: n for n, z in enumerate([*drawn, *sorted(faced.difference(drawn))])}
        start = scene.header.base_start
        began = Control("held", start.side) if start else None
        self._history = ZoneHistory(scene.spans_then if then else scene.spans, self._number, began)
        with_ground = [side for side in sides if side in self._history.sides]
        self.edge = edge or len(with_ground) == 1
        self.positive = positive or (with_ground if self.edge and with_ground else sides)[0]
        self._ground = PolygonIndex(scene.ground.polygons(drawn))
        within = {start.within} if start else set()
        base = [f.geometry for f in scene.base if f.kind == "country" and f.id in within]
        self._country = shapely.union_all(base)
        shapely.prepare(self._country)
        self._start = self._history.code(began) if began else None
        places = sorted(
            (place.id, place.lon, place.lat)
            for place in scene.places
            if place.lon is not None and place.lat is not None and place.kind not in NOT_GROUND
        )
        self._ids = np.array([id for id, _, _ in places], dtype=object)
        spots = np.array([(lon, lat) for _, lon, lat in places], dtype=np.float64)
        self._places = PlaceIndex(spots) if places else None

    def control(self, lonlat: Floats, day: Ints) -> tuple[NDArray[np.object_], ...]:
        """Find who controlled each point; one on a border belongs to the firmest of its neighbours.

        Parameters
        ----------
        lonlat : ndarray, shape (n, 2)
            Longitude and latitude in degrees (WGS 84).
        day : ndarray of int, shape (n,)
            Ordinal dates.

        Returns
        -------
        status, side : ndarray of object
            None where the map shows nothing.
        """
        code = self._code(lonlat, day)
        return self._history.statuses[code], self._history.sides[code]

    def front_km(self, lonlat: Floats, day: Ints) -> Floats:
        """Measure the distance of each point to the front line of its date.

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
        return self._signed(lonlat, day, self._code(lonlat, day))

    def nearest(self, lonlat: Floats) -> tuple[NDArray[np.object_], Floats]:
        """Find the place nearest to each point.

        Parameters
        ----------
        lonlat : ndarray, shape (n, 2)
            Longitude and latitude in degrees (WGS 84).

        Returns
        -------
        place : ndarray of object
            Ids of places; None where the map has none.
        km : ndarray of float
            Geodesic distances in kilometres; NaN without a place.
        """
        if not self._places:
            return np.full(len(lonlat), None), np.full(len(lonlat), np.nan)
        nearest = self._places.nearest(lonlat)
        return self._ids[nearest], distance_km(lonlat, self._places.lonlat[nearest])

    def unanswered(self, lonlat: Floats, day: Ints) -> dict[str, Bools]:
        """Find the points of which control cannot be known, by the reason.

        Parameters
        ----------
        lonlat : ndarray, shape (n, 2)
            Longitude and latitude in degrees (WGS 84).
        day : ndarray of int, shape (n,)
            Ordinal dates; ``NO_DAY`` without one.

        Returns
        -------
        dict of str to ndarray of bool
            Which points are ``undated``, ``nowhere``, ``outside`` the period, or ``unmapped``: on
            a date without a published map.
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

    def __call__(self, lonlat: Floats, day: Ints) -> dict[str, NDArray[np.object_] | Floats]:
        """Return the columns of ``COLUMNS``; distances are in km, to the metre."""
        status, side, place = (np.full(len(day), None, dtype=object) for _ in range(3))
        front_km, place_km = (np.full(len(day), np.nan) for _ in range(2))
        reasons = self.unanswered(lonlat, day)
        asked = np.flatnonzero(~np.any(list(reasons.values()), axis=0))
        code = self._code(lonlat[asked], day[asked])
        status[asked], side[asked] = self._history.statuses[code], self._history.sides[code]
        front_km[asked] = self._signed(lonlat[asked], day[asked], code)
        there = np.flatnonzero(~reasons["nowhere"])
        place[there], place_km[there] = self.nearest(lonlat[there])
        found = (status, side, front_km.round(3) + 0.0, place, place_km.round(3))
        return dict(zip(COLUMNS, found, strict=True))

    def _code(self, lonlat: Floats, day: Ints) -> Ints:
        """Return the number of who has each point in the history's words, the last for nobody."""
        point, zone = self._ground.holders(lonlat)
        nobody = len(self._history.statuses) - 1
        code = np.full(len(lonlat), nobody)
        np.minimum.at(code, point, self._history.at(zone, day[point]))
        if self._start is not None:  # ground that nobody spoke of is as the period began
            bare = np.flatnonzero(code == nobody)
            code[bare[shapely.intersects_xy(self._country, lonlat[bare])]] = self._start
        return code

    def _signed(self, lonlat: Floats, day: Ints, code: Ints) -> Floats:
        turn = np.searchsorted(self._history.turns, day, side="right")
        away = self._front.distance_km(lonlat, turn)
        return np.where(self._history.sides[code] == self.positive, away, -away)

    @cached_property
    def _front(self) -> LineIndex:
        """The arcs of the ground, and which of them are front between two turns of history."""
        ground, history = self._scene.ground, self._history
        number = self._number | {None: len(self._number)}
        one, other = (np.array([number[f[end]] for f in ground.faces], np.int64) for end in (0, 1))
        names = list(dict.fromkeys(history.sides))
        of_code = np.array([names.index(side) for side in history.sides])
        nobody = names.index(None)
        mine = names.index(self.positive) if self.positive in names else nobody
        zones = np.arange(len(number))
        on = np.zeros((len(history.turns) + 1, len(ground.faces)), dtype=bool)
        for turn, day in enumerate(history.turns, 1):
            side = of_code[history.at(zones, np.full(len(zones), day))]
            if self.edge:
                on[turn] = (side[one] == mine) != (side[other] == mine)
            else:
                both = (side[one] != nobody) & (side[other] != nobody)
                on[turn] = both & (side[one] != side[other])
        corners = np.array([at for arc in ground.arcs for at in arc] or [(0.0, 0.0)])
        return LineIndex(ground.arcs, on, frame_of(corners))


@dataclass(frozen=True, slots=True)
class Without:
    """The number of rows that could not be located, and the first of them.

    Attributes
    ----------
    count : int
        Their number.
    first : tuple of int
        The numbers of the first five rows, from 1.
    """

    count: int = 0
    first: tuple[int, ...] = ()

    def add(self, rows: Ints) -> Without:
        """Add more rows.

        Parameters
        ----------
        rows : ndarray of int
            The numbers of the rows, in order.

        Returns
        -------
        Without
            The sum.

        Examples
        --------
        >>> Without().add(np.array([3, 8]))
        Without(count=2, first=(3, 8))
        """
        first = (*self.first, *rows[:_NAMED].tolist())[:_NAMED]
        return Without(self.count + len(rows), first)


@dataclass(frozen=True, slots=True)
class Tally:
    """The number of rows that were located, and of those that were not.

    Attributes
    ----------
    rows : int
        The number of all rows.
    without : dict of str to Without
        Rows that could not be located, by the keys of ``Locator.unanswered``.
    positive : str
        The side in whose area distances are positive.
    edge : bool
        Whether distances are to the edge of that side's area.
    """

    rows: int
    without: dict[str, Without]
    positive: str
    edge: bool


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
    """Add to each dated point who controlled that ground, and its distance to the front line.

    Parameters
    ----------
    points : GeoDataFrame
        Points in any CRS with a column of dates: ISO dates, instants (in the map's time zone),
        datetimes, or text in ``date_format``.
    scene : Scene
        The map.
    date : str, optional
        The column of dates; by default ``date``, ``event_date`` or ``date_start``.
    date_format : str, optional
        The pattern of dates that are text, such as ``%d %B %Y``.
    then : bool
        Whether each date is as known at its end, rather than as known now.
    positive : str, optional
        The side in whose area distances are positive; see ``Locator``.
    edge : bool
        Whether distances are to the edge of that side's area; see ``Locator``.

    Returns
    -------
    GeoDataFrame
        A copy with the columns ``control_status``, ``control_side``, ``front_km``,
        ``nearest_place`` and ``nearest_place_km``; empty where nothing is known.

    Raises
    ------
    DataError
        If dates or points cannot be read; the error carries all of them.
    UsageError
        If a column is missing or there already, or the map has no such side.

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
    read = moments_of("points", points, scene.header.zone, reading, extent=scene.header.extent)
    return add_columns("points", read, Locator(scene, then=then, positive=positive, edge=edge))


def add_columns(name: str, read: Moments, locator: Locator) -> GeoDataFrame:
    """Locate the rows of a table, by chunks, so that memory is bounded.

    Parameters
    ----------
    name : str
        The name of the table, for messages.
    read : Moments
        Its points and dates.
    locator : Locator
        What locates them.

    Returns
    -------
    GeoDataFrame
        A copy with the columns of ``COLUMNS``.

    Raises
    ------
    UsageError
        If the table has one of them already.
    """
    if taken := [column for column in COLUMNS if column in read.points.columns]:
        raise UsageError(f"{name}: has the column {', '.join(taken)} already; rename it first")
    starts = range(0, max(len(read.day), 1), _CHUNK)
    chunks = [locator(read.lonlat[at : at + _CHUNK], read.day[at : at + _CHUNK]) for at in starts]
    return read.points.assign(
        **{column: np.concatenate([chunk[column] for chunk in chunks]) for column in COLUMNS}
    )
