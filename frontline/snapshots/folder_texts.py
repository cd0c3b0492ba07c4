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

from frontline.errors import DataError, Issue, RefusedInput
from frontline.intake.formats.json_limits import check_count
from frontline.intake.snapshots_table import SnapshotsTable
from frontline.model import Control
from frontline.model.longitudes import WEST, window_of
from frontline.snapshots.composite import Composite
from frontline.snapshots.import_report import Report
from frontline.snapshots.profile import Profile

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_SET_BY_IMPORT: Final = "  # set by frontline import"


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
        First day with that class.
    last : date or None
        Last day with it; None if that is the end of the period.
    """

    piece: int
    control: Control
    first: date
    last: date | None


def drawn_areas(composite: Composite, lasts: Sequence[date]) -> list[DrawnArea]:
    """List each piece once per run of mapped days with the same class.

    Parameters
    ----------
    composite : Composite
        Pieces of all days.
    lasts : sequence of date
        Last date of each map.

    Returns
    -------
    list of DrawnArea
        Sorted by first day and piece.
    """
    areas = []
    for piece, labels in enumerate(composite.labels):
        starts = [0, *(np.flatnonzero(np.diff(labels)) + 1).tolist(), len(labels)]
        for start, end in pairwise(starts):
            if labels[start]:
                last = lasts[end - 1] if end < len(labels) else None
                areas.append(
                    DrawnArea(
                        piece, composite.classes[labels[start] - 1], composite.days[start], last
                    )
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
        The text, unchanged.

    Raises
    ------
    DataError
        If it has too many values.
    """
    try:
        check_count(text)
    except RefusedInput as refused:
        message = f"the imported map would have {refused}"
        raise DataError([Issue(path.as_posix(), 0, refused.code, message)]) from refused
    return text


def areas_geojson(composite: Composite, areas: Sequence[DrawnArea], source: str) -> str:
    """Write areas as GeoJSON, one per line, with coordinates rounded to the grid.

    Parameters
    ----------
    composite : Composite
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
    geometry_texts = _geometries(shapely.orient_polygons(composite.pieces))
    counts: dict[date, int] = {}
    lines = []
    for area in areas:
        number = counts[area.first] = counts.get(area.first, 0) + 1
        properties = {
            "id": f"{area.first.isoformat().replace('-', '')}-{number}",
            "side": area.control.side,
            "status": area.control.status,
            "from": area.first.isoformat(),
            "to": area.last.isoformat() if area.last else None,
            "source": source,
        }
        properties_json = _compact_json(
            {key: value for key, value in properties.items() if value is not None}
        )
        geometry = geometry_texts[area.piece]
        lines.append(f'{{"type":"Feature","properties":{properties_json},"geometry":{geometry}}}')
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def _geometries(multipolygons: Sequence[BaseGeometry]) -> list[str]:
    """Write each MultiPolygon as a GeoJSON geometry."""
    _, xy, offsets = shapely.to_ragged_array(multipolygons)
    texts = [
        orjson.dumps(xy[start:end], option=orjson.OPT_SERIALIZE_NUMPY).decode()
        for start, end in pairwise(offsets[0].tolist())
    ]
    for starts in offsets[1:]:
        texts = [f"[{','.join(texts[start:end])}]" for start, end in pairwise(starts.tolist())]
    return [f'{{"type":"MultiPolygon","coordinates":{text}}}' for text in texts]


def _compact_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def sides_of(profile: Profile, classes: Iterable[Control], path: Path) -> list[dict[str, Any]]:
    """List the sides of the profile, or the sides named in the files if it has none.

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
        return [side.model_dump(exclude_defaults=True) for side in profile.table.sides]
    ids = sorted({control.side for control in classes if control.side})
    if not ids:
        message = "no polygon names a side: list the sides under [[sides]] of the profile"
        raise DataError([Issue(path.as_posix(), 0, "FL212", message)])
    return [{"id": side, "name": side} for side in ids]


def header_toml(
    report: Report,
    profile: Profile,
    sides: Sequence[Mapping[str, Any]],
    composite: Composite,
    map_toml: Path,
    snapshots: SnapshotsTable,
) -> str:
    """Write ``map.toml``, or update an existing one, keeping its other contents.

    Parameters
    ----------
    report : Report
        Report of the import.
    profile : Profile
        Profile of the import.
    sides : sequence of Mapping
        Keys of ``[[sides]]``.
    composite : Composite
        Pieces, for the extent.
    map_toml : Path
        The file to update, which may not exist.
    snapshots : SnapshotsTable
        Whether maps hold until the next one, and the limit.

    Returns
    -------
    str
        TOML.
    """
    first, last = report.days[0], report.last
    source = profile.table.source
    imported_keys = {
        "period": _compact_json(f"{first.isoformat()}/{last.isoformat()}"),
        "extent": json.dumps(_extent(composite.pieces)),
    }
    if report.step:
        imported_keys["step"] = _compact_json(report.step)
    text = map_toml.read_text(encoding="utf-8") if map_toml.is_file() else ""
    old_values = tomllib.loads(text)
    has_inline_profile = isinstance(old_values.get("snapshots", {}).get("profile"), dict)
    table = _snapshots_toml(report, profile, snapshots, has_profile=has_inline_profile)
    if text:
        _check_sides(old_values, sides, map_toml)
        return _checked_toml(_updated_toml(text, old_values, imported_keys, table), map_toml)
    summary = f"Who held what on each day, as {source.publisher} mapped it."
    lines = [
        f"title = {_compact_json('Control of ground by day')}",
        f"summary = {_compact_json(summary)}",
        f"timezone = {_compact_json(report.timezone)}",
        *(f"{key} = {value}{_SET_BY_IMPORT}" for key, value in imported_keys.items()),
    ]
    languages_of_names = dict.fromkeys(
        key.partition(":")[2] for side in sides for key in side if ":" in key
    )
    if languages_of_names:
        languages = list(dict.fromkeys(("en", *languages_of_names)))
        lines.append(f"languages = {_compact_json(languages)}")
    for side in sides:
        lines += ["", "[[sides]]", *(f"{_key(key)} = {_compact_json(side[key])}" for key in side)]
    lines += ["", "[ground]", 'method = "none"', "", table]
    return "\n".join(lines) + "\n"


def _snapshots_toml(
    report: Report, profile: Profile, snapshots: SnapshotsTable, *, has_profile: bool
) -> str:
    """Write the table ``[snapshots]``, without the profile if the file has it as a table."""
    table = ["[snapshots]"]
    if not has_profile:
        table.append(f"profile = {_compact_json(profile.name)}")
    table.append(f"cutoff_hour = {report.cutoff_hour}")
    if snapshots.timezone:
        table.append(f"timezone = {_compact_json(profile.table.timezone.key)}")
    if snapshots.date:
        table.append(f"date = {json.dumps(snapshots.date, ensure_ascii=False)}")
    if snapshots.encoding:
        table.append(f"encoding = {_compact_json(snapshots.encoding)}")
    table.append(f"grid_deg = {report.grid_deg!r}")
    if snapshots.simplify_m:
        table.append(f"simplify_m = {float(snapshots.simplify_m)!r}")
    if report.holds:
        table.append(f"holds = {_compact_json(snapshots.holds)}")
    if snapshots.limit_days:
        table.append(f"limit_days = {snapshots.limit_days}")
    missing = [f"  {_compact_json(_edtf(*gap))}," for gap in report.missing]
    table.append("\n".join(["missing = [", *missing, "]"]) if missing else "missing = []")
    return "\n".join(table)


def _key(name: str) -> str:
    """Write a key of TOML; a translated one such as ``"name:uk"`` needs quotes."""
    return name if ":" not in name else _compact_json(name)


def _check_sides(
    old_values: Mapping[str, Any], sides: Iterable[Mapping[str, Any]], map_toml: Path
) -> None:
    known = {side.get("id") for side in old_values.get("sides", ()) if isinstance(side, dict)}
    if missing := sorted(side["id"] for side in sides if side["id"] not in known):
        message = f"sides of the maps are not in [[sides]]: {', '.join(missing)}"
        raise DataError([Issue(map_toml.as_posix(), 0, "FL203", message)])


def _checked_toml(text: str, map_toml: Path) -> str:
    """Return a header after checking that it is valid TOML; raises DataError."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = "the file cannot be updated: write [snapshots] as a separate table"
        raise DataError([Issue(map_toml.as_posix(), 0, "FL023", message)]) from error
    return text


def _updated_toml(
    text: str, old_values: Mapping[str, Any], imported_keys: Mapping[str, str], new_table: str
) -> str:
    """Replace the imported keys and the table ``[snapshots]``, and leave the rest unchanged."""
    for key, value in imported_keys.items():
        line = f"{key} = {value}{_SET_BY_IMPORT}"
        marked_line = rf"^{key} = .*{re.escape(_SET_BY_IMPORT)}$"
        if re.search(marked_line, text, re.MULTILINE):
            text = re.sub(marked_line, lambda _, line=line: line, text, flags=re.MULTILINE)  # type: ignore[misc]
        elif key not in old_values:
            text = f"{line}\n{text}"
    old_table = re.search(r"^\[snapshots\][^\n]*(?:\n(?!\[)[^\n]*)*", text, re.MULTILINE)
    if old_table is None:
        return f"{text.rstrip()}\n\n{new_table}\n"
    rest = text[old_table.end() :].lstrip("\n")
    return text[: old_table.start()] + new_table + ("\n\n" + rest if rest else "\n")


def _extent(pieces: Sequence[BaseGeometry]) -> list[float]:
    """Return the bounds with a margin, rounded outward to hundredths of a degree.

    Across the antimeridian, west is greater than east (RFC 7946, section 5.2).
    """
    bounds = shapely.bounds(shapely.get_parts(pieces))
    start = window_of(bounds[:, [0, 2]].ravel())
    bounds[:, 2] = np.where(bounds[:, 0] < start, bounds[:, 2] + 360, bounds[:, 2])
    bounds[:, 0] = np.where(bounds[:, 0] < start, bounds[:, 0] + 360, bounds[:, 0])
    (west, south), (east, north) = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    margin = max(east - west, north - south) * 0.02
    southwest = [math.floor((value - margin) * 100) / 100 for value in (west, south)]
    northeast = [math.ceil((value + margin) * 100) / 100 for value in (east, north)]
    across = start != WEST
    return [
        max(southwest[0], -180.0),
        max(southwest[1], -90.0),
        northeast[0] - 360 if across else min(northeast[0], 180.0),
        min(northeast[1], 90.0),
    ]


def _edtf(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def sources_csv(profile: Profile, existing: Path) -> str:
    """Write ``sources.csv``, or add the profile's source to an existing one.

    Parameters
    ----------
    profile : Profile
        Profile with the source.
    existing : Path
        The file to extend, which may not exist.

    Returns
    -------
    str
        CSV.
    """
    row = profile.table.source.model_dump(exclude_none=True)
    text = existing.read_text(encoding="utf-8") if existing.is_file() else ""
    output = io.StringIO()
    if not text:
        writer = csv.DictWriter(output, list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerow(row)
        return output.getvalue()
    rows = list(csv.DictReader(io.StringIO(text)))
    if any(existing_row.get("id") == row["id"] for existing_row in rows):
        return text
    columns = next(csv.reader(io.StringIO(text)))
    writer = csv.DictWriter(output, columns, extrasaction="ignore", lineterminator="\n")
    writer.writerow(row)
    return text.rstrip("\n") + "\n" + output.getvalue()
