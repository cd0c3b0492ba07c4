"""Dated points → who held the ground there on their day, and how far the front was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from frontline.errors import UsageError
from frontline.ground.frame import frame_of
from frontline.ground.near import Lines, Places
from frontline.ground.within import Ground
from frontline.intake.moments import DATES, NO_DAY, column_of, days_of, position_of
from frontline.model import NOT_GROUND, Control
from frontline.scene import Scene

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from geopandas import GeoDataFrame

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

STATUS, SIDE, FRONT_KM, PLACE, PLACE_KM = COLUMNS = (
    "control_status",
    "control_side",
    "front_km",
    "nearest_place",
    "nearest_place_km",
)
"""The columns that are added to a table."""

_CHUNK: Final = 250_000
_NOBODY: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """Hold what is known of some points, and of which of them nothing is known.

    ``columns`` are those of ``COLUMNS``. The ``undated`` have no day, the ``nowhere`` no
    position, the ``outside`` lie out of the period, the ``unmapped`` on a day without a map.
    """

    columns: dict[str, NDArray[np.object_] | Floats]
    undated: Bools
    nowhere: Bools
    outside: Bools
    unmapped: Bools


class Locator:
    """Answer for a scene who held a point on a day.

    With ``then`` each day is taken as known at its end, else as known now. The distance to the
    front is positive on ground that the side ``positive`` holds or claims, by default the map's
    first, and negative elsewhere. Where just one side has ground on the map, ``edge`` is true and
    the edge of its ground stands for the front. Raises UsageError for a side that is none.
    """

    def __init__(self, scene: Scene, *, then: bool = False, positive: str | None = None) -> None:
        sides = [side.id for side in scene.header.sides]
        if positive is not None and positive not in sides:
            raise UsageError(
                f'positive: "{positive}" is not a side of the map ({", ".join(sides)})'
            )
        self.positive = positive or sides[0]
        self._scene = scene
        self._gaps = [
            (gap.start.toordinal() if gap.start else 0, gap.end.toordinal() if gap.end else NO_DAY)
            for gap in scene.header.missing
        ]
        ground = scene.ground
        faced = {zone for faces in ground.faces for zone in faces if zone}
        number = {z: n for n, z in enumerate((*ground.zones, *sorted(faced - ground.zones.keys())))}
        self._ground = Ground([ground.polygon(zone) for zone in ground.zones])
        self._history = _History(scene, number, then=then)
        self._faces = np.array(
            [[number[zone] if zone else _NOBODY for zone in faces] for faces in ground.faces],
            dtype=np.int64,
        ).reshape(-1, 2)
        corners = np.array([at for arc in ground.arcs for at in arc] or [(0.0, 0.0)])
        self._lines = Lines(ground.arcs, frame_of(corners))
        start = scene.header.base_start
        self._start = Control("held", start.side) if start else None
        within = {start.within} if start else set()
        self._country = shapely.union_all(
            [f.geometry for f in scene.base if f.kind == "country" and f.id in within]
        )
        places = sorted(
            (place.id, place.lon, place.lat)
            for place in scene.places
            if place.lon is not None and place.lat is not None and place.kind not in NOT_GROUND
        )
        self._ids = np.array([id for id, _, _ in places], dtype=object)
        spots = np.array([(lon, lat) for _, lon, lat in places], dtype=np.float64)
        self._places = Places(spots) if places else None

    @property
    def edge(self) -> bool:
        """Whether the edge of one side's ground stands for the front."""
        return len(self._history.sides) == 1

    def __call__(self, lonlat: Floats, day: Ints) -> Located:
        """Locate points: ``lonlat`` of shape (n, 2), WGS 84, and the ordinal of their days.

        A position that is not a number and the day ``NO_DAY`` are taken for unknown.
        """
        nowhere: Bools = ~np.isfinite(lonlat).all(axis=1)
        undated: Bools = day == NO_DAY
        first, last = (self._scene.dates[end].toordinal() for end in (0, -1))
        outside = np.zeros(len(day), dtype=bool)
        outside |= ~undated & ((day < first) | (day > last))
        unmapped = np.zeros(len(day), dtype=bool)
        for begin, end in self._gaps:
            unmapped |= (begin <= day) & (day < end)
        asked = np.flatnonzero(~(nowhere | undated | outside | unmapped))
        status, side, place = (np.full(len(day), None, dtype=object) for _ in range(3))
        front_km, place_km = (np.full(len(day), np.nan) for _ in range(2))
        control = self._control(lonlat[asked], day[asked])
        status[asked] = [one.status if one else None for one in control]
        side[asked] = [one.side if one else None for one in control]
        away = self._front_km(lonlat[asked], day[asked])
        front_km[asked] = np.where(side[asked] == self.positive, away, -away)
        somewhere = np.flatnonzero(~nowhere)
        if self._places and len(somewhere):
            which, place_km[somewhere] = self._places.nearest(lonlat[somewhere])
            place[somewhere] = self._ids[which]
        return Located(
            {STATUS: status, SIDE: side, FRONT_KM: front_km, PLACE: place, PLACE_KM: place_km},
            undated,
            nowhere,
            outside,
            unmapped & ~nowhere,
        )

    def _control(self, lonlat: Floats, day: Ints) -> NDArray[np.object_]:
        """Return who has each point; None where the map says nothing of its ground."""
        zone = self._ground.at(lonlat)
        code = np.where(zone == _NOBODY, _NOBODY, self._history.at(zone, day))
        found = self._history.controls[code]
        if self._start:  # ground that nobody spoke of is as the period began
            bare = np.flatnonzero(code == _NOBODY)
            shapely.prepare(self._country)
            found[bare[shapely.contains_xy(self._country, lonlat[bare])]] = self._start
        return found

    def _front_km(self, lonlat: Floats, day: Ints) -> Floats:
        """Return the distance to the front of each point's day, nan where there is none."""
        found = np.full(len(day), np.nan)
        turn = np.searchsorted(self._history.turns, day, side="right")
        order = np.argsort(turn, kind="stable")
        groups = np.split(order, np.flatnonzero(np.diff(turn[order])) + 1) if len(order) else []
        for rows in groups:  # of days on which nothing changes
            side = self._history.sides_on(int(day[rows[0]]))
            one, other = side[self._faces].T
            both = (one != _NOBODY) & (other != _NOBODY)
            on = (one != other) & (both | self.edge)
            found[rows] = self._lines.distance_km(lonlat[rows], on)
        return found


class _History:
    """Hold the spans of all zones by one clock, laid end to end by zone and day."""

    def __init__(self, scene: Scene, number: dict[str, int], *, then: bool) -> None:
        spans = sorted(
            (span for span in (scene.spans_then if then else scene.spans) if span.zone in number),
            key=lambda span: (number[span.zone], span.start),
        )
        known = list(dict.fromkeys(span.control for span in spans))
        self.controls = np.array([*known, None], dtype=object)
        self.sides = sorted({control.side for control in known if control.side})
        self._side = np.array(
            [self.sides.index(c.side) if c.side else _NOBODY for c in known] + [_NOBODY]
        )
        self._zone = np.array([number[span.zone] for span in spans], dtype=np.int64)
        self._start = np.array([span.start.toordinal() for span in spans], dtype=np.int64)
        self._end = np.array([span.end.toordinal() for span in spans], dtype=np.int64)
        self._code = np.array([known.index(span.control) for span in spans], dtype=np.int64)
        self._all = np.arange(len(number) + 1)
        self.turns = np.unique(np.concatenate([self._start, self._end]))

    def at(self, zone: Ints, day: Ints) -> Ints:
        """Return the number in ``controls`` of who has each zone on each day, -1 for none."""
        if not len(self._zone):
            return np.full(len(zone), _NOBODY)
        place = np.searchsorted(self._zone * NO_DAY + self._start, zone * NO_DAY + day, "right") - 1
        here = (place >= 0) & (self._zone[place] == zone) & (day < self._end[place])
        return np.where(here, self._code[place], _NOBODY)

    def sides_on(self, day: int) -> Ints:
        """Return the number in ``sides`` of who has each zone on a day, -1 for nobody, and last."""
        return self._side[self.at(self._all, np.full(len(self._all), day))]


def locate(
    points: GeoDataFrame,
    scene: Scene,
    *,
    date: str | None = None,
    then: bool = False,
    positive: str | None = None,
) -> GeoDataFrame:
    """Tell of dated points who held the ground there on their day, and how far the front was.

    ``points`` is a GeoDataFrame of points in any CRS with a column of days, named ``date`` or one
    of ``date``, ``event_date``, ``date_start``: ISO days, instants (in the map's time zone), or
    datetimes. Returns a copy with the columns ``control_status``, ``control_side``, ``front_km``
    (geodesic; positive on ground that the side ``positive`` holds or claims, by default the map's
    first side, and negative elsewhere), ``nearest_place`` and ``nearest_place_km``, empty where
    nothing is known. With ``then`` each day is taken as known at its end. A point on a border
    belongs to the first of the zones that meet there. Raises DataError for days that cannot be
    read, UsageError for a column that is missing or there already.
    """
    tally = Tally(Locator(scene, then=then, positive=positive), scene.header.zone)
    return tally.add("points", points, date)


class Tally:
    """Locate a table part by part, and count the rows of which nothing is known."""

    def __init__(self, locator: Locator, zone: ZoneInfo) -> None:
        self.locator = locator
        self.rows = 0
        self.without: dict[str, list[int]] = {}
        self._zone = zone

    def add(self, name: str, part: GeoDataFrame, date: str | None = None) -> GeoDataFrame:
        """Return a part with the columns of ``COLUMNS``; raises as ``locate``."""
        taken = [column for column in COLUMNS if column in part.columns]
        if taken:
            raise UsageError(f"{name}: has the column {', '.join(taken)} already; rename it first")
        day = days_of(name, part[column_of(part.columns, DATES, date)], self._zone, self.rows + 1)
        lonlat = position_of(name, part, self.rows + 1)
        chunks = [
            self.locator(lonlat[start : start + _CHUNK], day[start : start + _CHUNK])
            for start in range(0, max(len(day), 1), _CHUNK)
        ]
        for kind in ("undated", "nowhere", "outside", "unmapped"):
            rows = np.flatnonzero(np.concatenate([getattr(chunk, kind) for chunk in chunks]))
            self.without.setdefault(kind, []).extend((rows + self.rows + 1).tolist())
        self.rows += len(part)
        told = {
            column: np.concatenate([chunk.columns[column] for chunk in chunks])
            for column in COLUMNS
        }
        return part.assign(**told)
