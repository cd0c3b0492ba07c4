"""Maps of many days → a map folder: each piece once, with who controlled it from when to when.

The days are overlaid into a space-time composite, so that the areas of any day are unions of whole
pieces. A day without a map stays without: it is listed as missing, and nothing is drawn on it.
"""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import orjson
import shapely

from frontline.dates.edtf import day_after, day_before
from frontline.errors import DataError, Issue, Refused
from frontline.intake.formats.json_limits import check_count
from frontline.intake.formats.keyed_record import read_toml
from frontline.intake.record_shape import parse
from frontline.intake.snapshots_table import ProfileTable, SnapshotsTable
from frontline.model import Control
from frontline.snapshots.composite import (
    Composite,
    Mended,
    Overlap,
    Simplified,
    Validity,
    compose,
    mend,
    simplify,
)
from frontline.snapshots.file_dates import DayMap, gather
from frontline.snapshots.file_dates import Tally as Tally
from frontline.snapshots.profile import Profile, load, of_record

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_OURS: Final = "  # set by frontline import"


@dataclass(frozen=True, slots=True)
class Report:
    """What an import read, repaired, dropped and decided.

    Attributes
    ----------
    profile, timezone : str
        Profile and time zone.
    cutoff_hour : int
        Hour at which a day begins.
    grid_deg : float
        Grid of the coordinates, in degrees.
    files : int
        Number of files.
    days : tuple of date
        Days that have a map.
    missing : tuple of tuple
        First and last day of each stretch without maps, both included.
    repeated : tuple of date
        Days whose map equals that of the day before.
    bare : tuple of date
        Days with nothing in the window.
    same_day : Mapping
        Day → the file that counts, and the others.
    out_of_order : tuple of str
        Files whose names sort after one of a later day.
    unread, skipped : tuple of tuple
        Name and reason of each file that was not read, or not opened.
    dropped : Mapping
        Reason → features that were left out.
    closed : Tally
        Features with an open ring that was closed.
    mended, overlaps : tuple
        Repairs, and overlaps of classes.
    simplified : Simplified or None
        Effect of simplifying.
    pieces, areas : int
        Number of pieces, and of areas of the map.
    area_off_km2 : float
        Largest difference of a class from its source on any day.
    """

    profile: str
    timezone: str
    cutoff_hour: int
    grid_deg: float
    files: int
    days: tuple[date, ...]
    missing: tuple[tuple[date, date], ...]
    repeated: tuple[date, ...]
    bare: tuple[date, ...]
    same_day: Mapping[date, tuple[str, tuple[str, ...]]]
    out_of_order: tuple[str, ...]
    unread: tuple[tuple[str, str], ...]
    skipped: tuple[tuple[str, str], ...]
    dropped: Mapping[str, Tally]
    closed: Tally
    mended: tuple[Mended, ...]
    overlaps: tuple[Overlap, ...]
    simplified: Simplified | None
    pieces: int
    areas: int
    area_off_km2: float


@dataclass(frozen=True, slots=True)
class _Area:
    """Hold one feature of ``areas.geojson``: a piece, a class, the first and the last day."""

    piece: int
    control: Control
    first: date
    last: date | None
    ids: list[str] = field(default_factory=list)


def import_snapshots(
    path: Path, profile: Profile, grid_deg: float, simplify_m: float | None, there: Path
) -> tuple[dict[str, bytes], Report]:
    """Convert dated files to a map folder.

    Parameters
    ----------
    path : Path
        Folder, zip or tar of dated files.
    profile : Profile
        How they are read.
    grid_deg : float
        Grid of the coordinates, in degrees.
    simplify_m : float or None
        Tolerance of simplifying in metres; None to keep every vertex.
    there : Path
        Target folder: what its ``map.toml`` and ``sources.csv`` say otherwise is kept.

    Returns
    -------
    tuple
        Content of each file by name, and the report.

    Raises
    ------
    DataError
        With every issue.
    """
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        validity = Validity(pool)
        found = gather(path, profile, validity.ask)
        mended, grounds = mend(found, validity)
    if not grounds:
        said = "no map has an area within the window of the profile"
        raise DataError([Issue(path.as_posix(), 0, "FL310", said)])
    whole, overlaps, off = compose(found, grounds, profile, grid_deg)
    if not whole.grounds:
        said = f"no area is left on a grid of {grid_deg:g} degrees"
        raise DataError([Issue(path.as_posix(), 0, "FL311", said)])
    simplified = None
    if simplify_m:
        whole, simplified = simplify(whole, simplify_m, grid_deg)
    areas = _areas(whole)
    days = tuple(found.days)
    report = Report(
        profile=profile.name,
        timezone=profile.table.timezone.key,
        cutoff_hour=profile.table.cutoff_hour,
        grid_deg=grid_deg,
        files=found.files,
        days=days,
        missing=tuple((day_after(a), day_before(b)) for a, b in pairwise(days) if b > day_after(a)),
        repeated=tuple(_repeated(found.days)),
        bare=tuple(day for day, one in found.days.items() if not one.grounds),
        same_day={
            day: (found.days[day].files[-1], tuple(sorted(files)))
            for day, files in sorted(found.beaten.items())
        },
        out_of_order=tuple(found.out_of_order),
        unread=tuple(sorted((name, why.told) for name, why in found.unread)),
        skipped=tuple(sorted(found.skipped)),
        dropped=dict(sorted(found.dropped.items())),
        closed=found.closed,
        mended=tuple(mended),
        overlaps=tuple(overlaps),
        simplified=simplified,
        pieces=len(whole.grounds),
        areas=len(areas),
        area_off_km2=off,
    )
    sides = _sides(profile, whole.classes, path)
    files = {
        "map.toml": _header(report, profile, sides, whole, simplify_m, there / "map.toml"),
        "areas.geojson": _bounded(_geojson(whole, areas, profile.table.source.id), path),
        "sources.csv": _sources(profile, there / "sources.csv"),
    }
    return {name: text.encode() for name, text in files.items()}, report


def _bounded(text: str, path: Path) -> str:
    """Return a text that can be read again; raises DataError for one with too many values."""
    try:
        check_count(text)
    except Refused as refused:
        said = f"the imported map would have {refused}"
        raise DataError([Issue(path.as_posix(), 0, refused.code, said)]) from refused
    return text


def settings(there: Path, name: str | None) -> tuple[Profile, SnapshotsTable]:
    """Read the profile and the ``[snapshots]`` table of an existing ``map.toml``.

    Parameters
    ----------
    there : Path
        The file, which may be absent.
    name : str or None
        Profile that was asked for; None for the one in the file, or ``plain``.

    Returns
    -------
    tuple
        Profile, and the table.

    Raises
    ------
    DataError
        With every issue of the file.
    """
    table = SnapshotsTable()
    if there.is_file():
        try:
            record = read_toml(there, there.resolve().parent)
        except Refused as refused:
            raise DataError([refused.issue(there)]) from refused
        issues: list[Issue] = []
        said = record.under("snapshots")
        table = parse(SnapshotsTable, said, issues, ZoneInfo("UTC")) or table
        if issues:
            raise DataError(issues)
        if name is None and isinstance(table.profile, ProfileTable):
            return of_record("map.toml", said.under("profile")), table
        if name is None and isinstance(table.profile, str):
            name = table.profile
    profile = load(name or "plain")
    if "cutoff_hour" in table.model_fields_set:
        profile = profile.changed({"cutoff_hour": table.cutoff_hour})
    return profile, table


def _repeated(days: Mapping[date, DayMap]) -> Iterator[date]:
    """Yield the days whose map is the one of the day before."""
    for (_, before), (day, now) in pairwise(days.items()):
        if before.grounds == now.grounds:
            yield day


def _areas(whole: Composite) -> list[_Area]:
    """List each piece once for every stretch of mapped days on which its class is the same."""
    areas = []
    for piece, row in enumerate(whole.labels):
        starts = [0, *(np.flatnonzero(np.diff(row)) + 1).tolist(), len(row)]
        for start, end in pairwise(starts):
            if row[start]:
                last = whole.days[end - 1] if end < len(row) else None
                areas.append(_Area(piece, whole.classes[row[start] - 1], whole.days[start], last))
    return sorted(areas, key=lambda area: (area.first, area.piece))


def _geojson(whole: Composite, areas: Sequence[_Area], source: str) -> str:
    """Write areas a line each, coordinates with no more digits than the grid has."""
    texts = _geometries(shapely.orient_polygons(whole.grounds))
    count: dict[date, int] = {}
    lines = []
    for area in areas:
        number = count[area.first] = count.get(area.first, 0) + 1
        properties = {
            "id": f"{area.first:%Y%m%d}-{number}",
            "side": area.control.side,
            "status": area.control.status,
            "from": area.first.isoformat(),
            "to": area.last.isoformat() if area.last else None,
            "source": source,
        }
        said = _compact({key: value for key, value in properties.items() if value is not None})
        geometry = texts[area.piece]
        lines.append(f'{{"type":"Feature","properties":{said},"geometry":{geometry}}}')
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def _geometries(grounds: Sequence[BaseGeometry]) -> list[str]:
    """Write each of some MultiPolygons as a GeoJSON geometry."""
    _, xy, offsets = shapely.to_ragged_array(grounds)
    texts = [
        orjson.dumps(xy[start:end], option=orjson.OPT_SERIALIZE_NUMPY).decode()
        for start, end in pairwise(offsets[0].tolist())
    ]
    for starts in offsets[1:]:
        texts = [f"[{','.join(texts[start:end])}]" for start, end in pairwise(starts.tolist())]
    return [f'{{"type":"MultiPolygon","coordinates":{text}}}' for text in texts]


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sides(profile: Profile, classes: Iterable[Control], path: Path) -> list[dict[str, str]]:
    """List the sides of the profile, or else those that the files name."""
    if profile.table.sides:
        return [side.model_dump(exclude_none=True) for side in profile.table.sides]
    found = sorted({control.side for control in classes if control.side})
    if not found:
        said = "no polygon names a side: list the sides under [[sides]] of the profile"
        raise DataError([Issue(path.as_posix(), 0, "FL212", said)])
    return [{"id": side, "name": side} for side in found]


def _header(
    report: Report,
    profile: Profile,
    sides: Sequence[Mapping[str, str]],
    whole: Composite,
    simplify_m: float | None,
    there: Path,
) -> str:
    """Write ``map.toml``, or bring the one that is there up to date and keep the rest of it."""
    first, last = report.days[0], report.days[-1]
    source = profile.table.source
    ours = {
        "period": _compact(f"{first.isoformat()}/{last.isoformat()}"),
        "extent": json.dumps(_extent(whole.grounds)),
    }
    text = there.read_text(encoding="utf-8") if there.is_file() else ""
    old = tomllib.loads(text)
    own = isinstance(old.get("snapshots", {}).get("profile"), dict)
    table = ["[snapshots]"]
    if not own:
        table.append(f"profile = {_compact(profile.name)}")
    table.append(f"cutoff_hour = {report.cutoff_hour}")
    table.append(f"grid_deg = {report.grid_deg!r}")
    if simplify_m:
        table.append(f"simplify_m = {float(simplify_m)!r}")
    missing = [f"  {_compact(_edtf(*gap))}," for gap in report.missing]
    table.append("\n".join(["missing = [", *missing, "]"]) if missing else "missing = []")
    if text:
        _check_sides(old, sides, there)
        return _checked(_merged(text, old, ours, "\n".join(table)), there)
    told = f"Who held what on each day, as {source.publisher} mapped it."
    lines = [
        f"title = {_compact('Control of ground by day')}",
        f"summary = {_compact(told)}",
        f"timezone = {_compact(report.timezone)}",
        *(f"{key} = {value}{_OURS}" for key, value in ours.items()),
    ]
    spoken = dict.fromkeys(key.partition(":")[2] for side in sides for key in side if ":" in key)
    if spoken:
        languages = list(dict.fromkeys(("en", *spoken)))
        lines.append(f"languages = {_compact(languages)}")
    for side in sides:
        lines += ["", "[[sides]]", *(f"{_key(key)} = {_compact(side[key])}" for key in side)]
    lines += ["", "[ground]", 'method = "none"', "", *table]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    """Write a key of TOML: ``"name:uk"`` stands in quotes."""
    return name if ":" not in name else _compact(name)


def _check_sides(old: Mapping[str, Any], sides: Iterable[Mapping[str, str]], there: Path) -> None:
    known = {side.get("id") for side in old.get("sides", ()) if isinstance(side, dict)}
    if missing := sorted(side["id"] for side in sides if side["id"] not in known):
        said = f"sides of the maps are not in [[sides]]: {', '.join(missing)}"
        raise DataError([Issue(there.as_posix(), 0, "FL203", said)])


def _checked(text: str, there: Path) -> str:
    """Return a header that still reads as TOML; raises DataError for one that does not."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = "the file cannot be updated: write [snapshots] as a separate table"
        raise DataError([Issue(there.as_posix(), 0, "FL023", said)]) from error
    return text


def _merged(text: str, old: Mapping[str, Any], ours: Mapping[str, str], table: str) -> str:
    """Write our lines and the table ``[snapshots]`` anew in a file that is kept as it is."""
    for key, value in ours.items():
        line = f"{key} = {value}{_OURS}"
        marked = rf"^{key} = .*{re.escape(_OURS)}$"
        if re.search(marked, text, re.MULTILINE):
            text = re.sub(marked, lambda _, line=line: line, text, flags=re.MULTILINE)  # type: ignore[misc]
        elif key not in old:
            text = f"{line}\n{text}"
    found = re.search(r"^\[snapshots\][^\n]*(?:\n(?!\[)[^\n]*)*", text, re.MULTILINE)
    if found is None:
        return f"{text.rstrip()}\n\n{table}\n"
    after = text[found.end() :].lstrip("\n")
    return text[: found.start()] + table + ("\n\n" + after if after else "\n")


def _extent(grounds: Sequence[BaseGeometry]) -> list[float]:
    """Return the bounds with a margin, outward to whole hundredths of a degree."""
    west, south, east, north = shapely.total_bounds(grounds)
    margin = max(east - west, north - south) * 0.02
    low = [math.floor((value - margin) * 100) / 100 for value in (west, south)]
    high = [math.ceil((value + margin) * 100) / 100 for value in (east, north)]
    return [max(low[0], -180.0), max(low[1], -90.0), min(high[0], 180.0), min(high[1], 90.0)]


def _edtf(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def _sources(profile: Profile, there: Path) -> str:
    """Write ``sources.csv``, or add the profile's source to what is there."""
    row = profile.table.source.model_dump(exclude_none=True)
    text = there.read_text(encoding="utf-8") if there.is_file() else ""
    written = io.StringIO()
    if not text:
        writer = csv.DictWriter(written, list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerow(row)
        return written.getvalue()
    rows = list(csv.DictReader(io.StringIO(text)))
    if any(one.get("id") == row["id"] for one in rows):
        return text
    columns = next(csv.reader(io.StringIO(text)))
    writer = csv.DictWriter(written, columns, extrasaction="ignore", lineterminator="\n")
    writer.writerow(row)
    return text.rstrip("\n") + "\n" + written.getvalue()
