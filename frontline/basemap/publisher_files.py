"""Files of publishers → the base features that they have for a map.

The format is recognized by content. OpenStreetMap, GeoPackage and Shapefile are read in a separate
process, GeoJSON and Overpass JSON by Python's own parsers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from shapely.geometry import shape

from frontline.basemap import overpass, publisher_tables
from frontline.basemap.publisher_tables import Wanted, origin_of, viewpoints
from frontline.basemap.scale import Scale
from frontline.basemap.source_features import OSM, Found, Reading
from frontline.errors import DataError, Issue, RefusedInput, UsageError
from frontline.intake.dataframes import plain_values
from frontline.intake.formats import gdal_client
from frontline.intake.formats.decode import decode
from frontline.intake.formats.files import read_file
from frontline.intake.formats.geojson import read_features
from frontline.intake.formats.json_limits import check_depth, is_deep, parse_json
from frontline.intake.formats.not_geojson import feature_fault, map_fault
from frontline.intake.formats.osm_tags import population
from frontline.intake.formats.shapefile_letters import encoding_hint, with_letters
from frontline.intake.formats.sniff import refuse_disguised
from frontline.model.longitudes import in_window, window_west
from frontline.snapshots.archive import Archive, Member

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

_PBF: Final = b"\x0a\x09OSMHeader"
_SHAPEFILE: Final = b"\x00\x00\x27\x0a"
_SHAPEFILE_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_EXPECTED: Final = (
    "an OpenStreetMap extract (.osm.pbf), Overpass JSON, or GeoJSON, GeoPackage or Shapefile of "
    "Geofabrik, COD-AB, geoBoundaries or Natural Earth"
)
_NOT_DRAWN: Final = tuple(
    f"gis_osm_{name}_"
    for name in ("buildings", "pois", "pofw", "traffic", "transport", "natural", "protected_areas")
)
"""Large layers of Geofabrik that hold nothing of a base."""

_MAX_SHOWN: Final = 8
_MAX_POSITIONS: Final = 10_000_000
"""Positions that OpenStreetMap may have within a map, about those of a medium-sized country."""


class Sources:
    """The files of publishers, read for one map.

    Parameters
    ----------
    scale : Scale
        Extent and scale of the map.
    wanted : Wanted
        Languages and point of view.
    encoding : str or None
        Encoding of the tables of Shapefiles, instead of what each file states.
    """

    def __init__(self, scale: Scale, wanted: Wanted, encoding: str | None = None) -> None:
        self.scale, self.wanted, self.encoding = scale, wanted, encoding
        self.west = window_west(scale.extent)
        self.window = shapely.box(*scale.window)
        shapely.prepare(self.window)
        self.reading = Reading()
        self.viewpoints: set[str] = set()
        self.positions = 0

    def read(self, paths: Sequence[Path], step: Callable[[str], None]) -> Reading:
        """Read every file.

        Parameters
        ----------
        paths : sequence of Path
            Files to read.
        step : callable
            Called with the name of each file before it is read.

        Returns
        -------
        Reading
            Features within the window, and what was left out.

        Raises
        ------
        DataError
            If files cannot be read; the error carries all of them.
        UsageError
            If a package is missing, or no file has the point of view.
        """
        issues: list[Issue] = []
        for path in paths:
            step(path.name)
            try:
                for member in _members(path):
                    self._member(member)
            except RefusedInput as refused:
                issues.append(refused.issue(path))
            except gdal_client.NeedsPackage as error:
                message = "OpenStreetMap data needs osmium: install frontline[osm]"
                raise UsageError(f"{path}: {message}") from error
        if issues:
            raise DataError(issues)
        viewpoint = self.wanted.viewpoint.upper()
        if viewpoint and viewpoint not in self.viewpoints:
            known = ", ".join(sorted(self.viewpoints)) or "none"
            raise UsageError(f"--viewpoint {viewpoint}: the files have the points of view {known}")
        return self.reading

    def _member(self, member: Member) -> None:
        data = member.data
        head = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
        if data[4:].startswith(_PBF):
            self._osm(".pbf", data, "")
        elif head.startswith(b"{"):
            self._json(decode(data, "utf-8", encoding_hint))
        elif gdal_client.kind_of(data) == "gpkg":
            for table in gdal_client.tables("gpkg", {".gpkg": data}):
                self._table(table)
        elif data.startswith(_SHAPEFILE):
            missing = [part for part in _SHAPEFILE_PARTS[1:4] if part not in member.parts]
            if missing:
                raise RefusedInput("FL026", f"the Shapefile is missing {', '.join(missing)}")
            for table in gdal_client.tables("shp", member.parts, in_parts=True):
                self._table(with_letters(table, member.parts, self.encoding))
        else:
            refuse_disguised(data, _EXPECTED)
            raise RefusedInput("FL024", f"unsupported file format: expected {_EXPECTED}")

    def _osm(self, suffix: str, data: bytes, date: str) -> None:
        """Read the rows of the separate process."""
        others = self.wanted.languages
        query = {"windows": self.scale.windows(), "languages": list(others)}
        for table in gdal_client.tables("osm", {suffix: data}, json.dumps(query), in_parts=True):
            found: list[Found] = []
            for row, geometry in _rows(table):
                self.reading.cut += bool(row["cut"]) and geometry is not None
                if geometry is None:
                    label = row["tags"].get("name", "")
                    self.reading.incomplete.append(f"{row['id']} ({label})" if label else row["id"])
                elif (near := self._near(geometry)) is not None:
                    found.append(_osm_feature(row, near, self.wanted))
            self._check_edges(table.attrs.get("edges"))
            self.positions += int(shapely.get_num_coordinates(table.geometry.to_numpy()).sum())
            if self.positions > _MAX_POSITIONS:
                limit = f"{_MAX_POSITIONS // 10**6} million positions"
                message = f"more than {limit} within the map: use a smaller extract"
                raise RefusedInput("FL083", message)
            self.reading.add(OSM, found, date or table.attrs.get("date", ""))

    def _check_edges(self, edges: Sequence[float] | None) -> None:
        if edges is None or self.scale.extent[2] > 180:
            return
        west, south, east, north = self.scale.extent
        if not (edges[0] <= west and edges[1] <= south and edges[2] >= east and edges[3] >= north):
            shown = ", ".join(f"{number:.4g}" for number in edges)
            remark = f"an extract ends within the map: it covers {shown}"
            if remark not in self.reading.remarks:
                self.reading.remarks.append(remark)

    def _json(self, text: str) -> None:
        if '"elements"' in text[:4096]:
            document = parse_json(text)
            if overpass.is_overpass(document):
                self._osm(".opl", overpass.opl(document), overpass.date_of(document))
                return
        collection, features = read_features(text)
        if isinstance(collection, dict):
            check_depth(collection, "features")
            collection.setdefault("features", [])
        if fault := map_fault(collection):
            raise fault
        rows = []
        for feature, line in features:
            fault = feature if isinstance(feature, RefusedInput) else feature_fault(feature)
            if fault:
                raise RefusedInput(fault.code, str(fault), line)
            values = feature.get("properties")
            rows.append((_small(values if isinstance(values, dict) else {}), _shape(feature)))
        self._values(list(dict.fromkeys(key for values, _ in rows for key in values)), rows)

    def _table(self, table: GeoDataFrame) -> None:
        from geopandas import GeoDataFrame

        if not isinstance(table, GeoDataFrame) or table.crs is None:
            raise RefusedInput("FL027", "the file states no CRS: export it with its CRS")
        table = table.to_crs("EPSG:4326")
        columns = [str(name).lower() for name in table.columns if name != table.geometry.name]
        self._values(columns, ((_small(row), geometry) for row, geometry in _rows(table)))

    def _values(
        self,
        columns: Sequence[str],
        rows: Iterator[publisher_tables.Row] | Sequence[publisher_tables.Row],
    ) -> None:
        origin = origin_of(columns)
        if origin is None:
            shown = ", ".join(columns[:_MAX_SHOWN]) or "no columns"
            raise RefusedInput(
                "FL024", f"a table of an unknown publisher ({shown}): expected {_EXPECTED}"
            )
        self.viewpoints.update(viewpoints(columns))
        date = ""
        near_rows: list[publisher_tables.Row] = []
        for values, geometry in rows:
            date = max(date, publisher_tables.date_of(values))
            near = self._near(geometry) if geometry is not None else None
            if near is not None:
                near_rows.append((values, near))
        self.reading.add(
            origin, list(publisher_tables.features_of(origin, near_rows, self.wanted)), date
        )

    def _near(self, geometry: BaseGeometry) -> BaseGeometry | None:
        """Turn a geometry into the window of the map; None if it is far away."""
        xy = shapely.get_coordinates(geometry)
        if not len(xy) or not (np.abs(xy) <= (180, 90)).all():
            return None
        turned = in_window(geometry, self.west)
        return turned if self.window.intersects(shapely.box(*turned.bounds)) else None


def _members(path: Path) -> Iterator[Member]:
    """Yield the files of a zip or folder, or the file itself."""
    if path.is_dir():
        raise UsageError(f"{path}: this is a folder: name the files in it")
    try:
        data = read_file(path)
    except RefusedInput as refused:
        hint = ": cut it to the map first, with osmium extract" if refused.code == "FL005" else ""
        raise RefusedInput(refused.code, f"{refused}{hint}") from refused
    if data.startswith(b"PK\x03\x04"):
        archive = Archive(path)
        for member in archive.members():
            if not Path(member.name).name.startswith(_NOT_DRAWN):
                yield member
        for _, broken in archive.broken:
            raise broken
    elif data.startswith(_SHAPEFILE):
        beside = {part: path.with_suffix(part) for part in _SHAPEFILE_PARTS}
        parts = {part: read_file(file) for part, file in beside.items() if file.is_file()}
        yield Member(path.name, data, {**parts, ".shp": data})
    else:
        yield Member(path.name, data)


def _rows(table: GeoDataFrame) -> Iterator[tuple[dict[str, Any], BaseGeometry | None]]:
    values = table.drop(columns=table.geometry.name).to_dict("records")
    return zip(values, table.geometry, strict=True)


def _small(values: Mapping[Any, Any]) -> dict[str, Any]:
    """Return values by column in small letters, dates as text."""
    return {str(key).lower(): value for key, value in plain_values(values)}


def _shape(feature: Mapping[str, Any]) -> BaseGeometry | None:
    """Read the geometry of a feature; None if there is none, or none that can be drawn."""
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or is_deep(feature, "geometry"):
        return None
    try:
        read = shape({"type": geometry.get("type"), "coordinates": geometry.get("coordinates")})
        return shapely.force_2d(read)
    except (AttributeError, IndexError, TypeError, ValueError, shapely.errors.ShapelyError):
        return None


def _osm_feature(row: Mapping[str, Any], geometry: BaseGeometry, wanted: Wanted) -> Found:
    tags, kind = row["tags"], row["kind"]
    texts = {key[5:]: text for key, text in tags.items() if key.startswith("name:")}
    name, names = wanted.name(texts, tags.get("name") or tags.get("int_name", ""))
    inhabitants = population(tags.get("population")) if kind == "town" else None
    found = Found(kind, geometry, int(row["rank"]), name, names, origin=f"{kind} {row['id']}")
    return replace(
        found,
        rank=publisher_tables.town_rank(inhabitants, found.rank) if kind == "town" else found.rank,
        id=tags.get("ISO3166-2", "") if kind == "region" else "",
        population=inhabitants,
        disputed=tags.get("disputed") == "yes",
    )
