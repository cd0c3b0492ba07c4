"""Dated files → one map per day: which file counts for which day, and what was left out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import shapely

from frontline.errors import DataError, Issue, Refused
from frontline.model import Control
from frontline.snapshots.archive import Archive, Member
from frontline.snapshots.features import features
from frontline.snapshots.profile import Moment, Profile

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_NO_MATCH = "no polygon matches a rule of the profile"


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """The polygons of a class as drawn; maps that draw the same share one.

    Attributes
    ----------
    whole : MultiPolygon
        Polygons in degrees (WGS 84), possibly invalid.
    """

    whole: BaseGeometry


@dataclass(slots=True)
class DayMap:
    """The map of one day.

    Attributes
    ----------
    grounds : Mapping
        Areas as drawn by class.
    files : list of str
        Files that it was made from; the last one counts.
    at : datetime or None
        Instant of the map, in UTC.
    """

    grounds: Mapping[Control, Drawn]
    files: list[str]
    at: datetime | None = None


@dataclass(slots=True)
class Tally:
    """The features that share one finding: their numbers, from 1, by file."""

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
class Gathered:
    """The map of every day that has one, and what was left out.

    Attributes
    ----------
    days : dict of date to DayMap
        Maps in order of days.
    beaten : dict of date to list of str
        Files of a day that a later one replaced.
    unread : list of tuple
        Name and refusal of each file that could not be read.
    skipped : list of tuple
        Name and reason of each file that was not opened.
    dropped : dict of str to Tally
        Features that were left out, by reason.
    closed : Tally
        Features with an open ring that was closed.
    out_of_order : list of str
        Files whose names sort after one of a later day.
    files : int
        Number of files.
    """

    days: dict[date, DayMap] = field(default_factory=dict)
    beaten: dict[date, list[str]] = field(default_factory=dict)
    unread: list[tuple[str, Refused]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    dropped: dict[str, Tally] = field(default_factory=dict)
    closed: Tally = field(default_factory=Tally)
    out_of_order: list[str] = field(default_factory=list)
    files: int = 0


_Set = dict[Control, list["BaseGeometry"]]


def gather(path: Path, profile: Profile, seen: Callable[[Drawn], None]) -> Gathered:
    """Read every dated file of a folder or archive.

    Of several files of one day the latest counts, by its instant or else by its name; where the
    profile says that they belong together, they make one map.

    Parameters
    ----------
    path : Path
        Folder, zip or tar.
    profile : Profile
        How the files are read.
    seen : callable
        Receives each new area as soon as it is read.

    Returns
    -------
    Gathered
        Map by day, and what was left out.

    Raises
    ------
    DataError
        If nothing can be read.
    """
    gathered = Gathered()
    archive = Archive(path)
    dated: list[tuple[str, date]] = []
    shelf = _Shelf(seen)
    try:
        for member in archive.members():
            gathered.files += 1
            try:
                sets = _read(member, profile, gathered)
            except Refused as refused:
                gathered.unread.append((member.name, refused))
                continue
            for moment, polygons in sets.items():
                dated.append((member.name, moment.day))
                grounds = {
                    control: shelf.put(drawn_polygons)
                    for control, drawn_polygons in polygons.items()
                }
                _enter(gathered, moment, DayMap(grounds, [member.name], moment.at), profile, shelf)
    except Refused as refused:
        raise DataError([refused.issue(path)]) from refused
    gathered.skipped = archive.skipped
    gathered.unread += archive.broken
    gathered.out_of_order = _out_of_order(dated)
    gathered.days = dict(sorted(gathered.days.items()))
    if not gathered.days:
        issues = [why.issue(path / name) for name, why in gathered.unread]
        message = "no dated map"
        if gathered.skipped:
            name, why = gathered.skipped[0]
            message = f'{message} ("{name[:100]}" was left out: {why})'
        raise DataError(issues or [Issue(path.as_posix(), 0, "FL028", message)])
    return gathered


def _read(member: Member, profile: Profile, gathered: Gathered) -> dict[Moment, _Set]:
    """Group a file's polygons by moment and class, noting which are dropped or closed."""
    sets: dict[Moment, _Set] = {}
    dropped = gathered.dropped

    def drop(reason: str, code: str = "") -> None:
        """Count a feature as dropped, under the first reason that had the same code."""
        if code and code != "FL304":
            reason = next((known for known in dropped if known.endswith(f"[{code}]")), reason)
        dropped.setdefault(reason, Tally()).add(member.name, number)

    for number, feature in enumerate(features(member, profile.table.select), 1):
        if feature.problem:
            drop(feature.problem, feature.code)
            continue
        moment = profile.moment(member.name, feature.values)
        judged = profile.judge(feature.values, member.name)
        if isinstance(judged, str):
            drop(judged)
            continue
        if feature.closed:
            gathered.closed.add(member.name, number)
        near = [polygon for polygon in feature.polygons if _is_near(polygon, profile.table.window)]
        if len(near) < len(feature.polygons):
            drop("outside the window of the profile")
        if feature.polygons:  # a map without areas in the window is still a map
            sets.setdefault(moment, {})
        if near:
            sets[moment].setdefault(judged, []).extend(near)
    if not sets:
        raise Refused("FL310", _NO_MATCH)
    return sets


def _is_near(polygon: BaseGeometry, window: tuple[float, float, float, float] | None) -> bool:
    if window is None:
        return True
    west, south, east, north = polygon.bounds
    beside = west >= window[2] or east <= window[0] or south >= window[3] or north <= window[1]
    return not beside


@dataclass(slots=True)
class _Shelf:
    """Distinct areas as drawn, each kept once."""

    seen: Callable[[Drawn], None]
    drawn: dict[bytes, Drawn] = field(default_factory=dict)

    def put(self, polygons: Sequence[BaseGeometry]) -> Drawn:
        """Return the shared area of some polygons."""
        whole = shapely.multipolygons(polygons)
        key = hashlib.blake2b(shapely.to_wkb(whole)).digest()
        if key not in self.drawn:
            self.drawn[key] = Drawn(whole)
            self.seen(self.drawn[key])
        return self.drawn[key]

    def join(self, one: Drawn, other: Drawn) -> Drawn:
        """Return the area of both together."""
        parts = [part for drawn in (one, other) for part in shapely.get_parts(drawn.whole)]
        return self.put(parts)


def _enter(
    gathered: Gathered, moment: Moment, new: DayMap, profile: Profile, shelf: _Shelf
) -> None:
    """Add a map to its day, beside or instead of the one there."""
    old = gathered.days.get(moment.day)
    if old is None:
        gathered.days[moment.day] = new
    elif profile.table.together:
        joined = dict(old.grounds)
        for control, drawn in new.grounds.items():
            joined[control] = shelf.join(joined[control], drawn) if control in joined else drawn
        gathered.days[moment.day] = DayMap(joined, [*old.files, *new.files])
    else:
        first, last = sorted((old, new), key=_rank)
        gathered.days[moment.day] = last
        gathered.beaten.setdefault(moment.day, []).extend(first.files)


def _rank(day_map: DayMap) -> tuple[float, str]:
    return day_map.at.timestamp() if day_map.at else 0.0, day_map.files[-1]


def _out_of_order(dated: Sequence[tuple[str, date]]) -> list[str]:
    """List the files whose names sort after one of a later day."""

    def late() -> Iterator[str]:
        newest = date.min
        for name, day in sorted(dated):
            if day < newest:
                yield name
            newest = max(newest, day)

    return list(dict.fromkeys(late()))
