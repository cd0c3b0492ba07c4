"""Dated points → who held the ground there on their day, and how far the front was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, get_args

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.errors import UsageError
from frontline.ground.equal_area import frame_of
from frontline.ground.nearest import Lines, Places, distance_km
from frontline.ground.point_in_polygon import Ground
from frontline.intake.dated_points import NO_DAY, Moments, Reading, moments_of
from frontline.model import NOT_GROUND, Control, Span, Status
from frontline.scene.scene import Scene

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
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
    """Answer for a scene who held a point on a day.

    With ``then`` each day is taken as known at its end, else as known now. The front is where the
    ground of two sides meets. With ``edge``, or where the map draws the ground of one side alone,
    it is the edge of the ground of the side ``positive``: by default that one, else the map's
    first. Distances are positive on ground that this side holds or claims, and negative elsewhere.
    Raises UsageError for a side that is none.
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
        self._history = _History(scene.spans_then if then else scene.spans, self._number, began)
        with_ground = [side for side in sides if side in self._history.sides]
        self.edge = edge or len(with_ground) == 1
        self.positive = positive or (with_ground if self.edge and with_ground else sides)[0]
        self._ground = Ground(scene.ground.polygons(drawn))
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
        self._places = Places(spots) if places else None

    def control(self, lonlat: Floats, day: Ints) -> tuple[NDArray[np.object_], ...]:
        """Return the status and the side that each point has, None where the map says nothing.

        ``lonlat`` is WGS 84, of shape (n, 2); ``day`` the ordinals of days. A point on a border
        is with the firmest of those that have ground there.
        """
        code = self._code(lonlat, day)
        return self._history.statuses[code], self._history.sides[code]

    def front_km(self, lonlat: Floats, day: Ints) -> Floats:
        """Return how far the front of the day is from each point, with its sign; nan: no front."""
        return self._signed(lonlat, day, self._code(lonlat, day))

    def nearest(self, lonlat: Floats) -> tuple[NDArray[np.object_], Floats]:
        """Return the id of the nearest place, and how far it is in km; None and nan if none is."""
        if not self._places:
            return np.full(len(lonlat), None), np.full(len(lonlat), np.nan)
        nearest = self._places.nearest(lonlat)
        return self._ids[nearest], distance_km(lonlat, self._places.lonlat[nearest])

    def unanswered(self, lonlat: Floats, day: Ints) -> dict[str, Bools]:
        """Say of which points nothing can be known of control, and for which reason."""
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
    def _front(self) -> Lines:
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
        return Lines(ground.arcs, on, frame_of(corners))


class _History:
    """Hold the spans of all zones by one clock, laid end to end by zone and day.

    ``statuses`` and ``sides`` are those of each control there is, firmest first; the last are
    None, for nobody. ``turns`` are the days, as ordinals, on which anything changes.
    """

    def __init__(
        self, spans: Sequence[Span], number: dict[str, int], began: Control | None
    ) -> None:
        laid = sorted(
            (span for span in spans if span.zone in number),
            key=lambda span: (number[span.zone], span.start),
        )
        ranks = get_args(Status)
        self._controls = sorted(
            {span.control for span in spans} | ({began} if began else set()),
            key=lambda control: (ranks.index(control.status), control.side or ""),
        )
        codes = {control: code for code, control in enumerate(self._controls)}
        self.statuses = np.array([*(c.status for c in self._controls), None], dtype=object)
        self.sides = np.array([*(c.side for c in self._controls), None], dtype=object)
        self._zone = np.array([number[span.zone] for span in laid], dtype=np.int64)
        self._start = np.array([span.start.toordinal() for span in laid], dtype=np.int64)
        self._end = np.array([span.end.toordinal() for span in laid], dtype=np.int64)
        self._code = np.array([codes[span.control] for span in laid], dtype=np.int64)
        self.turns = np.unique(np.concatenate([self._start, self._end]))

    def at(self, zone: Ints, day: Ints) -> Ints:
        """Return the code of who has each zone on each day, the last for nobody."""
        nobody = len(self._controls)
        if not len(self._zone):
            return np.full(len(zone), nobody)
        place = np.searchsorted(self._zone * NO_DAY + self._start, zone * NO_DAY + day, "right") - 1
        here = (place >= 0) & (self._zone[place] == zone) & (day < self._end[place])
        return np.where(here, self._code[place], nobody)

    def code(self, control: Control) -> int:
        """Return the code of a control that occurs."""
        return self._controls.index(control)


@dataclass(frozen=True, slots=True)
class Without:
    """Count rows of which nothing can be known, and name the first of them, from 1."""

    count: int = 0
    first: tuple[int, ...] = ()

    def add(self, rows: Ints) -> Without:
        """Return the count with more rows, given in order."""
        first = (*self.first, *rows[:_NAMED].tolist())[:_NAMED]
        return Without(self.count + len(rows), first)


@dataclass(frozen=True, slots=True)
class Tally:
    """Say how many rows were located, and why how many were not.

    ``without`` has the keys of ``Locator.unanswered``. ``positive`` is the side on whose ground
    distances are positive; ``edge`` says that they are to the edge of its ground.
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
    """Tell of dated points who held the ground there on their day, and how far the front was.

    ``points`` is a GeoDataFrame of points in any CRS with a column of days, named ``date`` or one
    of ``date``, ``event_date``, ``date_start``: ISO days, instants (in the map's time zone),
    datetimes, or text in the pattern ``date_format``. Returns a copy with the columns
    ``control_status``, ``control_side``, ``front_km`` (geodesic, with the sign that ``Locator``
    explains, as it does ``then``, ``positive`` and ``edge``), ``nearest_place`` and
    ``nearest_place_km``, empty where nothing is known. Raises DataError with every day that cannot
    be read and geometry that is no point, UsageError for a column that is missing or there already.
    """
    reading = Reading(date=date, date_format=date_format)
    read = moments_of("points", points, scene.header.zone, reading, extent=scene.header.extent)
    return add_columns("points", read, Locator(scene, then=then, positive=positive, edge=edge))


def add_columns(name: str, read: Moments, locator: Locator) -> GeoDataFrame:
    """Return a copy of a table with the columns of ``COLUMNS``; raises UsageError if one is there.

    The rows are located by chunks, so that memory is bounded.
    """
    if taken := [column for column in COLUMNS if column in read.points.columns]:
        raise UsageError(f"{name}: has the column {', '.join(taken)} already; rename it first")
    starts = range(0, max(len(read.day), 1), _CHUNK)
    chunks = [locator(read.lonlat[at : at + _CHUNK], read.day[at : at + _CHUNK]) for at in starts]
    return read.points.assign(
        **{column: np.concatenate([chunk[column] for chunk in chunks]) for column in COLUMNS}
    )
