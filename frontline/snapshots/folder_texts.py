"""A composite and its report → the texts of ``areas.geojson``, ``map.toml`` and ``sources.csv``."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import orjson
import shapely

from frontline.errors import DataError, Issue, Refused
from frontline.intake.formats.json_limits import check_count
from frontline.model import Control
from frontline.snapshots.composite import Composite
from frontline.snapshots.import_report import Report
from frontline.snapshots.profile import Profile

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_OURS: Final = "  # set by frontline import"


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """A feature of ``areas.geojson``.

    Attributes
    ----------
    piece : int
        Index of its piece in the composite.
    control : Control
        Class of the piece.
    first : date
        First day of the class.
    last : date or None
        Last day; None if it lasts to the end.
    """

    piece: int
    control: Control
    first: date
    last: date | None


def drawn_areas(whole: Composite) -> list[DrawnArea]:
    """List each piece once per stretch of mapped days with the same class.

    Parameters
    ----------
    whole : Composite
        Pieces of all days.

    Returns
    -------
    list of DrawnArea
        Sorted by first day and piece.
    """
    areas = []
    for piece, row in enumerate(whole.labels):
        starts = [0, *(np.flatnonzero(np.diff(row)) + 1).tolist(), len(row)]
        for start, end in pairwise(starts):
            if row[start]:
                last = whole.days[end - 1] if end < len(row) else None
                areas.append(
                    DrawnArea(piece, whole.classes[row[start] - 1], whole.days[start], last)
                )
    return sorted(areas, key=lambda area: (area.first, area.piece))


def check_readable(text: str, path: Path) -> str:
    """Check that a text can be read back as a map file.

    Parameters
    ----------
    text : str
        GeoJSON to write.
    path : Path
        Imported folder or archive, for the message.

    Returns
    -------
    str
        The same text.

    Raises
    ------
    DataError
        If it has too many values.
    """
    try:
        check_count(text)
    except Refused as refused:
        message = f"the imported map would have {refused}"
        raise DataError([Issue(path.as_posix(), 0, refused.code, message)]) from refused
    return text


def areas_geojson(whole: Composite, areas: Sequence[DrawnArea], source: str) -> str:
    """Write one area per line, coordinates with the digits of the grid.

    Parameters
    ----------
    whole : Composite
        Pieces of all days.
    areas : sequence of DrawnArea
        Areas in the order to write.
    source : str
        Id of the source.

    Returns
    -------
    str
        GeoJSON FeatureCollection.
    """
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
        written = _compact({key: value for key, value in properties.items() if value is not None})
        geometry = texts[area.piece]
        lines.append(f'{{"type":"Feature","properties":{written},"geometry":{geometry}}}')
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


def sides_of(profile: Profile, classes: Iterable[Control], path: Path) -> list[dict[str, str]]:
    """List the sides of the profile, or else those named in the files.

    Parameters
    ----------
    profile : Profile
        Profile of the import.
    classes : iterable of Control
        Classes of the composite.
    path : Path
        Imported folder or archive, for the message.

    Returns
    -------
    list of dict
        Keys of ``[[sides]]``.

    Raises
    ------
    DataError
        If no side is named.
    """
    if profile.table.sides:
        return [side.model_dump(exclude_none=True) for side in profile.table.sides]
    ids = sorted({control.side for control in classes if control.side})
    if not ids:
        message = "no polygon names a side: list the sides under [[sides]] of the profile"
        raise DataError([Issue(path.as_posix(), 0, "FL212", message)])
    return [{"id": side, "name": side} for side in ids]


def header_toml(
    report: Report,
    profile: Profile,
    sides: Sequence[Mapping[str, str]],
    whole: Composite,
    simplify_m: float | None,
    there: Path,
) -> str:
    """Write ``map.toml``, or update the existing one and keep the rest of it.

    Parameters
    ----------
    report : Report
        Report of the import.
    profile : Profile
        Profile of the import.
    sides : sequence of Mapping
        Keys of ``[[sides]]``.
    whole : Composite
        Pieces, for the extent.
    simplify_m : float or None
        Tolerance of simplifying in metres.
    there : Path
        Existing file, which may be absent.

    Returns
    -------
    str
        TOML.
    """
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
    summary = f"Who held what on each day, as {source.publisher} mapped it."
    lines = [
        f"title = {_compact('Control of ground by day')}",
        f"summary = {_compact(summary)}",
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
        message = f"sides of the maps are not in [[sides]]: {', '.join(missing)}"
        raise DataError([Issue(there.as_posix(), 0, "FL203", message)])


def _checked(text: str, there: Path) -> str:
    """Check that a header is still valid TOML; raises DataError."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = "the file cannot be updated: write [snapshots] as a separate table"
        raise DataError([Issue(there.as_posix(), 0, "FL023", message)]) from error
    return text


def _merged(text: str, old: Mapping[str, Any], ours: Mapping[str, str], table: str) -> str:
    """Replace our lines and the table ``[snapshots]`` in a file that otherwise stays as it is."""
    for key, value in ours.items():
        line = f"{key} = {value}{_OURS}"
        marked = rf"^{key} = .*{re.escape(_OURS)}$"
        if re.search(marked, text, re.MULTILINE):
            text = re.sub(marked, lambda _, line=line: line, text, flags=re.MULTILINE)  # type: ignore[misc]
        elif key not in old:
            text = f"{line}\n{text}"
    section = re.search(r"^\[snapshots\][^\n]*(?:\n(?!\[)[^\n]*)*", text, re.MULTILINE)
    if section is None:
        return f"{text.rstrip()}\n\n{table}\n"
    after = text[section.end() :].lstrip("\n")
    return text[: section.start()] + table + ("\n\n" + after if after else "\n")


def _extent(grounds: Sequence[BaseGeometry]) -> list[float]:
    """Return the bounds with a margin, outward to whole hundredths of a degree."""
    west, south, east, north = shapely.total_bounds(grounds)
    margin = max(east - west, north - south) * 0.02
    low = [math.floor((value - margin) * 100) / 100 for value in (west, south)]
    high = [math.ceil((value + margin) * 100) / 100 for value in (east, north)]
    return [max(low[0], -180.0), max(low[1], -90.0), min(high[0], 180.0), min(high[1], 90.0)]


def _edtf(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def sources_csv(profile: Profile, there: Path) -> str:
    """Write ``sources.csv``, or add the profile's source to the existing one.

    Parameters
    ----------
    profile : Profile
        Profile with the source.
    there : Path
        Existing file, which may be absent.

    Returns
    -------
    str
        CSV.
    """
    row = profile.table.source.model_dump(exclude_none=True)
    text = there.read_text(encoding="utf-8") if there.is_file() else ""
    written = io.StringIO()
    if not text:
        writer = csv.DictWriter(written, list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerow(row)
        return written.getvalue()
    rows = list(csv.DictReader(io.StringIO(text)))
    if any(each.get("id") == row["id"] for each in rows):
        return text
    columns = next(csv.reader(io.StringIO(text)))
    writer = csv.DictWriter(written, columns, extrasaction="ignore", lineterminator="\n")
    writer.writerow(row)
    return text.rstrip("\n") + "\n" + written.getvalue()
