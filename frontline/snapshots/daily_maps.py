"""Dated files → one map per day, with a record of which file counts and what was left out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import shapely

from frontline.dates.edtf import day_before
from frontline.errors import DataError, Issue, RefusedInput
from frontline.intake.field_messages import quoted
from frontline.intake.formats.decode import wrong_letters
from frontline.model import Control
from frontline.model.longitudes import Extent, in_window, unbroken, window_west
from frontline.snapshots.across_180 import cut_at_180
from frontline.snapshots.archive import Archive, Member
from frontline.snapshots.features import Feature, features
from frontline.snapshots.profile import Moment, Profile
from frontline.snapshots.stretches import stretches
from frontline.snapshots.what_is_there import WhatIsThere

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_MAX_POLYGONS: Final = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class DrawnPolygons:
    """The polygons of a class as drawn; maps with identical polygons share one instance.

    Attributes
    ----------
    geometry : MultiPolygon
        Polygons in degrees (WGS 84), possibly invalid.
    """

    geometry: BaseGeometry


@dataclass(slots=True)
class DayMap:
    """The map of one day.

    Attributes
    ----------
    areas : Mapping
        Areas as drawn, by class.
    files : list of str
        Source files; the last one counts.
    last : date
        Last date of the map: its day, or the end of its month or year.
    instant : datetime or None
        Instant of the map, in UTC.
    """

    areas: dict[Control, DrawnPolygons]
    files: list[str]
    last: date
    instant: datetime | None = None


@dataclass(slots=True)
class Tally:
    """The features that share a problem: their numbers, from 1, by file."""

    where: dict[str, list[int]] = field(default_factory=dict)

    @property
    def features(self) -> int:
        """Number of features."""
        return sum(map(len, self.where.values()))

    @property
    def example(self) -> str:
        """The first feature, with its file."""
        name, numbers = next(iter(self.where.items()))
        return f"{name}: feature {numbers[0]}"

    def add(self, name: str, number: int) -> None:
        """Add a feature.

        Parameters
        ----------
        name : str
            File.
        number : int
            Number of the feature in it, from 1.
        """
        self.where.setdefault(name, []).append(number)


@dataclass(slots=True)
class DailyMaps:
    """The maps of an archive by day, and everything that was left out.

    Attributes
    ----------
    days : dict of date to DayMap
        Maps in chronological order.
    superseded : dict of date to list of str
        Files of a day that were replaced by a later file.
    unread : list of tuple
        Name and refusal of each file that could not be read.
    skipped : list of tuple
        Name and reason of each file that was not opened.
    dropped : dict of str to Tally
        Features that were left out, by reason.
    closed : Tally
        Features with an open ring that was closed.
    cut : Tally
        Features with a ring across the antimeridian that was cut there.
    out_of_order : list of str
        Files whose names sort after that of a file of a later day.
    files : int
        Number of files.
    """

    days: dict[date, DayMap] = field(default_factory=dict)
    superseded: dict[date, list[str]] = field(default_factory=dict)
    unread: list[tuple[str, RefusedInput]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    dropped: dict[str, Tally] = field(default_factory=dict)
    closed: Tally = field(default_factory=Tally)
    cut: Tally = field(default_factory=Tally)
    out_of_order: list[str] = field(default_factory=list)
    files: int = 0


_PolygonsByClass = dict[Control, list["BaseGeometry"]]


def read_daily_maps(
    path: Path, profile: Profile, on_new_area: Callable[[DrawnPolygons], None]
) -> DailyMaps:
    """Read every dated file of a folder or archive.

    If a day has several files, the latest counts, by its instant or else by its name. If the
    profile says that they belong together, they form one map.

    Parameters
    ----------
    path : Path
        Folder, zip or tar.
    profile : Profile
        How the files are read.
    on_new_area : callable
        Called with each new area as soon as it is read.

    Returns
    -------
    DailyMaps
        Maps by day, and what was left out.

    Raises
    ------
    DataError
        If nothing can be read.
    """
    maps = DailyMaps()
    archive = Archive(path)
    dated: list[tuple[str, date]] = []
    parts: list[tuple[date, DayMap]] = []
    store = _PolygonStore(on_new_area)
    try:
        for member in archive.members():
            maps.files += 1
            try:
                polygons_by_moment = _read(member, profile, maps)
            except RefusedInput as refused:
                maps.unread.append((member.name, refused))
                continue
            for moment, polygons in polygons_by_moment.items():
                dated.append((member.name, moment.day))
                areas = {
                    control: store.put(drawn_polygons)
                    for control, drawn_polygons in polygons.items()
                }
                day_map = DayMap(areas, [member.name], moment.last, moment.instant)
                if profile.table.together:
                    parts.append((moment.day, day_map))
                else:
                    _add_map(maps, moment.day, day_map)
    except RefusedInput as refused:
        raise DataError([refused.issue(path)]) from refused
    maps.skipped = archive.skipped
    maps.unread += archive.broken
    maps.out_of_order = _out_of_order(dated)
    maps.days = dict(_joined(parts, store) if parts else sorted(maps.days.items()))
    _check_letters(path, maps.days.values())
    if not profile.table.together:
        for (_, day_map), (following, _) in pairwise(maps.days.items()):
            day_map.last = min(day_map.last, day_before(following))
    if not maps.days:
        issues = [refused.issue(path / name) for name, refused in maps.unread]
        message = "no dated map"
        if maps.skipped:
            name, reason = maps.skipped[0]
            message = f'{message} ("{name[:100]}" was left out: {reason})'
        raise DataError(issues or [Issue(path.as_posix(), 0, "FL028", message)])
    return maps


def _check_letters(path: Path, day_maps: Iterable[DayMap]) -> None:
    """Refuse sides whose letters were read in a wrong encoding before they came here."""
    named = {control.side for day_map in day_maps for control in day_map.areas if control.side}
    issues = []
    for side in sorted(named):
        if problem := wrong_letters(side):
            message = f"the side {quoted(side)} {problem}: export the files again as UTF-8"
            issues.append(Issue(path.as_posix(), 0, "FL142", message))
    if issues:
        raise DataError(issues)


def _read(member: Member, profile: Profile, maps: DailyMaps) -> dict[Moment, _PolygonsByClass]:
    """Group a file's polygons by moment and class, recording dropped and closed ones."""
    polygons_by_moment: dict[Moment, _PolygonsByClass] = {}
    dropped = maps.dropped
    left_out = WhatIsThere()
    drawn: dict[tuple[Moment, Control], set[bytes]] = {}

    def drop(reason: str, code: str = "") -> None:
        """Count a feature as dropped, under the first reason recorded with the same code."""
        if code and code != "FL304":
            reason = next((known for known in dropped if known.endswith(f"[{code}]")), reason)
        dropped.setdefault(reason, Tally()).add(member.name, number)

    for number, feature in enumerate(
        features(member, profile.table.select, profile.table.encoding), 1
    ):
        if feature.problem:
            drop(feature.problem, feature.code)
            left_out.add(feature.values, feature.problem, feature.layer, feature.code)
            continue
        moment = _moment_of(member.name, number, feature, profile)
        control = profile.classify(feature.values, member.name, feature.layer)
        if isinstance(control, str):
            drop(control)
            left_out.add(feature.values, control, feature.layer)
            continue
        if feature.closed:
            maps.closed.add(member.name, number)
        polygons = [part for polygon in feature.polygons for part in cut_at_180(polygon)]
        if polygons != [*feature.polygons]:
            maps.cut.add(member.name, number)
        polygons_in_window = [
            polygon for polygon in polygons if _is_in_window(polygon, profile.table.window)
        ]
        if len(polygons_in_window) < len(polygons):
            drop("outside the window of the profile")
        if not feature.polygons:
            continue
        new_polygons = _new_polygons(polygons_in_window, drawn.setdefault((moment, control), set()))
        if len(new_polygons) < len(polygons_in_window):
            drop("drawn twice in one file: counted once")
        areas = polygons_by_moment.setdefault(moment, {})  # also without areas in the window
        if new_polygons:
            areas.setdefault(control, []).extend(new_polygons)
    if not polygons_by_moment:
        raise RefusedInput("FL310", str(left_out))
    return _by_stretch(polygons_by_moment)


def _moment_of(name: str, number: int, feature: Feature, profile: Profile) -> Moment:
    """Return when a feature counts; a refusal names it if the date is its own."""
    try:
        return profile.span(name, feature.values)
    except RefusedInput as refused:
        if feature.values.get(profile.table.date_property or "") in (None, ""):
            raise
        raise RefusedInput(refused.code, f"feature {number}: {refused}") from refused


def _by_stretch(groups: dict[Moment, _PolygonsByClass]) -> dict[Moment, _PolygonsByClass]:
    """Divide spans that overlap, so that each stretch of dates has one map."""
    if all(moment.day == moment.last for moment in groups):
        return groups
    moments, divided, count = [*groups], dict[Moment, _PolygonsByClass](), 0
    for first, last, covering in stretches([(moment.day, moment.last) for moment in moments]):
        areas: _PolygonsByClass = {}
        for number in covering:
            for control, polygons in groups[moments[number]].items():
                areas.setdefault(control, []).extend(polygons)
                count += len(polygons)
        if count > _MAX_POLYGONS:
            message = f"its spans overlap so that more than {_MAX_POLYGONS:,} polygons count"
            raise RefusedInput("FL083", f"{message}: split the file, or shorten the spans")
        instant = moments[covering[0]].instant if len(covering) == 1 else None
        divided[Moment(first, last, instant)] = areas
    return divided


def _new_polygons(polygons: Sequence[BaseGeometry], drawn: set[bytes]) -> list[BaseGeometry]:
    """Return the polygons that are not drawn yet, and count them as drawn."""
    new = []
    for polygon in polygons:
        key = hashlib.blake2b(shapely.to_wkb(polygon), digest_size=16).digest()
        if key not in drawn:
            drawn.add(key)
            new.append(polygon)
    return new


def _is_in_window(polygon: BaseGeometry, window: Extent | None) -> bool:
    if window is None:
        return True
    limits = unbroken(window)
    west, south, east, north = in_window(polygon, window_west(limits)).bounds
    beside = west >= limits[2] or east <= limits[0] or south >= limits[3] or north <= limits[1]
    return not beside


@dataclass(slots=True)
class _PolygonStore:
    """A store of distinct areas as drawn."""

    on_new_area: Callable[[DrawnPolygons], None]
    drawn: dict[bytes, DrawnPolygons] = field(default_factory=dict)

    def put(self, polygons: Sequence[BaseGeometry]) -> DrawnPolygons:
        """Return the stored area with these polygons, adding it if it is new."""
        geometry = shapely.multipolygons(polygons)
        key = hashlib.blake2b(shapely.to_wkb(geometry)).digest()
        if key not in self.drawn:
            self.drawn[key] = DrawnPolygons(geometry)
            self.on_new_area(self.drawn[key])
        return self.drawn[key]

    def join(self, first: DrawnPolygons, second: DrawnPolygons) -> DrawnPolygons:
        """Return the stored area with the polygons of both."""
        parts = [part for drawn in (first, second) for part in shapely.get_parts(drawn.geometry)]
        return self.put(parts)


def _add_map(maps: DailyMaps, day: date, new: DayMap) -> None:
    """Add a map to its day, or keep the later of two."""
    if day not in maps.days:
        maps.days[day] = new
        return
    first, last = sorted((maps.days[day], new), key=_rank)
    maps.days[day] = last
    maps.superseded.setdefault(day, []).extend(first.files)


def _joined(
    parts: Sequence[tuple[date, DayMap]], store: _PolygonStore
) -> Iterator[tuple[date, DayMap]]:
    """Join the maps of the same dates, which belong together."""
    for first, last, covering in stretches([(day, part.last) for day, part in parts]):
        _, joined = parts[covering[0]]
        joined = DayMap(dict(joined.areas), [*joined.files], last, joined.instant)
        for number in covering[1:]:
            _, part = parts[number]
            for control, drawn in part.areas.items():
                old = joined.areas.get(control)
                joined.areas[control] = store.join(old, drawn) if old else drawn
            joined.files += part.files
            joined.instant = None
        yield first, joined


def _rank(day_map: DayMap) -> tuple[float, str]:
    return day_map.instant.timestamp() if day_map.instant else 0.0, day_map.files[-1]


def _out_of_order(dated: Sequence[tuple[str, date]]) -> list[str]:
    """List the files whose names sort after that of a file of a later day."""

    def misplaced() -> Iterator[str]:
        latest = date.min
        for name, day in sorted(dated):
            if day < latest:
                yield name
            latest = max(latest, day)

    return list(dict.fromkeys(misplaced()))
