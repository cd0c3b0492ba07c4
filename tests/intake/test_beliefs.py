"""What one believes of a format, and what each door answers: the right value, or why not.

Each row of ``BELIEFS`` is a belief that libraries do not share, or share only in part.
"""

import datetime as dt
import json
import sqlite3
import struct

import geopandas
import pandas
import pytest
import shapely
from refused_files import parquet
from support import STARTER, copy_starter, run

from frontline import project
from frontline.errors import RefusedInput
from frontline.intake.formats.decode import wrong_letters
from frontline.intake.places_with_sides import read_records
from frontline.snapshots.archive import Member
from frontline.snapshots.features import features

SQUARE = shapely.box(36.3, 50.2, 36.5, 50.3)
PLAIN = "cutoff_hour = 0\n"
BY_AT = 'date_property = "at"\ntimezone = "Europe/Kyiv"\n'
ARC = [(36.0, 50.0), (36.5, 50.5), (37.0, 50.0), (36.5, 49.5), (36.0, 50.0)]
CIRCLE = struct.pack("<BII", 1, 8, len(ARC)) + b"".join(struct.pack("<dd", *at) for at in ARC)
CURVE = struct.pack("<BII", 1, 10, 1) + CIRCLE
"""A circle as a CurvePolygon, in WKB."""


def geojson(*properties, geometry=None):
    geometry = geometry or SQUARE.__geo_interface__
    rows = [{"type": "Feature", "properties": row, "geometry": geometry} for row in properties]
    return json.dumps({"type": "FeatureCollection", "features": rows}).encode()


def table(**columns):
    count = len(next(iter(columns.values())))
    squares = [shapely.box(36 + n, 50, 36.5 + n, 50.5) for n in range(count)]
    return geopandas.GeoDataFrame(columns, geometry=squares, crs="EPSG:4326")


def geopackage(folder, frame, *statements, values=()):
    """Write a GeoPackage and run SQL on it; return its bytes."""
    path = folder / "a.gpkg"
    path.unlink(missing_ok=True)
    frame.to_file(path, layer="areas", driver="GPKG")
    with sqlite3.connect(path) as database:
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            database.create_function(name, 1, lambda geometry: 0)  # of triggers
        for statement in statements:
            database.execute(statement, values)
    database.close()
    return path.read_bytes()


def shapefile(folder, fields, rows):
    """Write a Shapefile whose table has other fields; return its parts."""
    table(n=[1] * len(rows)).to_file(folder / "a.shp")
    parts = {path.suffix: path.read_bytes() for path in folder.glob("a.*")}
    size = 1 + sum(length for *_, length in fields)
    head = struct.pack("<4BIHH20x", 3, 124, 1, 1, len(rows), 33 + 32 * len(fields), size)
    for name, kind, length in fields:
        head += struct.pack("<11sc4xBB14x", name.encode(), kind.encode(), length, 0)
    lengths = [length for *_, length in fields]
    cells = b"".join(
        b" " + b"".join(map(bytes.ljust, map(str.encode, row), lengths)) for row in rows
    )
    return {**parts, ".dbf": head + b"\r" + cells + b"\x1a"}


def days_of_import(folder, name, data, profile=BY_AT):
    """Import one file; return its days, or what is refused."""
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / name).write_bytes(data)
    (folder / "own.toml").write_text(profile)
    command = ("import", "snapshots", folder / "in", "-o", folder / "map", "--json")
    result = run(*command, "--profile", folder / "own.toml")
    return json.loads(result.stdout)["days"] if result.exit_code == 0 else result.stderr


def values_of(name, data):
    parts = data if isinstance(data, dict) else {}
    member = Member(name, parts.get(".shp", data), parts)
    return [feature.values for feature in features(member)]


TIMES = {
    "Z without seconds is UTC": ("2024-05-11T22:30Z", "2024-05-12"),
    "Z with seconds is UTC": ("2024-05-11T22:30:00Z", "2024-05-12"),
    "an offset of twenty minutes is kept": ("2024-05-11T23:55+00:20", "2024-05-12"),
    "an offset of three hours is kept": ("2024-05-11T22:30+03:00", "2024-05-11"),
    "a time without an offset is that of the map": ("2024-05-11T22:30:00", "2024-05-11"),
}


@pytest.mark.parametrize("belief", TIMES)
@pytest.mark.parametrize("door", ["GeoJSON", "GeoPackage", "GeoParquet"])
def test_an_instant_is_read_alike_from_every_format(tmp_path, belief, door):
    text, day = TIMES[belief]
    frame = table(side=["a"], at=[text])
    if door == "GeoJSON":
        name, data = "a.geojson", geojson({"side": "a", "at": text})
    elif door == "GeoPackage":
        name, data = "a.gpkg", geopackage(tmp_path, frame)
    else:
        pytest.importorskip("pyarrow")
        name, data = "a.parquet", parquet([shapely.to_wkb(SQUARE)], side=["a"], at=[text])
    assert days_of_import(tmp_path, name, data) == [day]


@pytest.mark.parametrize("belief", TIMES)
def test_an_instant_of_a_date_column_of_a_geopackage_is_read(tmp_path, belief):
    text, day = TIMES[belief]
    frame = table(side=["a"], at=[pandas.Timestamp("2024-01-01T00:00Z")])
    data = geopackage(tmp_path, frame, "UPDATE areas SET at = ?", values=(text,))
    answer = days_of_import(tmp_path, "a.gpkg", data)
    if "twenty minutes" in belief:  # GDAL would drop the offset
        assert f'row 1: "at": "{text}" is not a calendar date or UTC time' in answer
    else:
        assert answer == [day]


@pytest.mark.parametrize("belief", TIMES)
def test_an_instant_of_a_point_is_read_alike(tmp_path, belief):
    text, _ = TIMES[belief]
    (tmp_path / "points.csv").write_text(f"date,lon,lat\n{text},10.02,50.02\n")
    result = run("locate", tmp_path / "points.csv", STARTER, "-o", tmp_path / "out.csv")
    assert result.exit_code == 0, result.stderr


def test_a_time_without_an_offset_beside_one_with_is_that_of_the_map(tmp_path):
    frame = table(side=["a", "b"], at=[pandas.Timestamp("2024-05-09T12:00Z")] * 2)
    late = "UPDATE areas SET at = '2024-05-11T22:30:00' WHERE fid = 2"
    days = days_of_import(tmp_path, "a.gpkg", geopackage(tmp_path, frame, late))
    assert days == ["2024-05-09", "2024-05-11"]


IMPOSSIBLE = ("2024-02-30", "2024-13-01", "2024-05-11T25:00:00Z", "2024-02-30T10:00:00Z", "5")


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_an_impossible_date_of_a_geopackage_is_told_with_its_row(tmp_path, text):
    moments = pandas.to_datetime(["2024-05-10T10:00Z"] * 2)
    days = [dt.date(2024, 5, 10)] * 2
    for column, kind in (("DATETIME", moments), ("DATE", days)):
        frame = table(side=["a", "b"], at=kind)
        statements = ["UPDATE areas SET at = ? WHERE fid = 2"]
        data = geopackage(tmp_path, frame, *statements, values=(text,))
        if f'"at" {column}'.encode() not in data:
            data = data.replace(b'"at" TEXT', b'"at" DATE')
        told = days_of_import(tmp_path, "2024-05-09.gpkg", data)
        assert f'layer "areas", row 2: "at": "{text}" is not a calendar date' in told


@pytest.mark.parametrize("text", ["20240230", "20241301", "x"])
def test_an_impossible_date_of_a_shapefile_is_told_with_its_row(tmp_path, text):
    fields = [("side", "C", 4), ("at", "D", 8)]
    parts = shapefile(tmp_path, fields, [("a", "20240510"), ("a", "00000000"), ("b", text)])
    with pytest.raises(RefusedInput, match=f'row 3: "at": "{text}" is not a calendar date'):
        values_of("a.shp", parts)
    parts = shapefile(tmp_path, fields, [("a", "20240510"), ("a", ""), ("b", "20240229")])
    assert [row.get("at") for row in values_of("a.shp", parts)] == [
        "2024-05-10",
        None,
        "2024-02-29",
    ]


@pytest.mark.parametrize("text", ["2024-02-30", "2024-02-30T10:00Z", "20240230"])
def test_an_impossible_date_of_a_feature_is_told_with_its_number(tmp_path, text):
    rows = [{"side": "a", "at": "2024-05-10"}, {"side": "b", "at": text}]
    told = days_of_import(tmp_path, "2024-05-09.geojson", geojson(*rows))
    assert f'feature 2: "{text}" is not a' in told


def test_a_truth_or_a_whole_number_stays_one_beside_empty_cells(tmp_path):
    frame = table(on=pandas.array([True, None, False], "boolean"),
                  n=pandas.array([7, None, 8], "Int64"))  # fmt: skip
    expected = [{"on": True, "n": 7}, {}, {"on": False, "n": 8}]
    found = values_of("a.gpkg", geopackage(tmp_path, frame))
    assert repr(found) == repr(expected)
    fields = [("on", "L", 1), ("n", "N", 4)]
    parts = shapefile(tmp_path, fields, [("T", "7"), ("?", ""), ("F", "8")])
    assert repr(values_of("a.shp", parts)) == repr(expected)
    [first, *_] = read_records(tmp_path / "a.gpkg")
    assert repr(first.values) == repr(expected[0])


def test_a_number_that_would_be_rounded_beside_an_empty_cell_is_told(tmp_path):
    frame = table(n=pandas.array([2**53 + 1, None], "Int64"))
    with pytest.raises(RefusedInput, match='"n" has empty cells and whole numbers from'):
        values_of("a.gpkg", geopackage(tmp_path, frame))
    exact = table(n=pandas.array([2**53 + 1, 2**63 - 1], "Int64"))
    found = values_of("a.gpkg", geopackage(tmp_path, exact))
    assert [row["n"] for row in found] == [2**53 + 1, 2**63 - 1]


LARGE = (2**63, 2**63 + 1, 2**64 + 1, 2**64 + 3, 10**30 + 1)


@pytest.mark.parametrize("indent", [None, 1])
def test_large_ids_of_features_stay_apart(tmp_path, indent):
    copy_starter(tmp_path / "m")
    path = tmp_path / "m" / "places.geojson"
    collection = json.loads(path.read_text())
    first = collection["features"][0]
    for number, id in enumerate(LARGE):
        copy = json.loads(json.dumps(first))
        copy["properties"] |= {"id": None, "name": f"Copy {number}"}
        copy["geometry"]["coordinates"][0] += 0.001 * (number + 1)
        collection["features"].append({**copy, "id": id})
    lines = ",\n".join(map(json.dumps, collection["features"]))
    by_line = f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'
    path.write_text(json.dumps(collection, indent=indent) if indent else by_line)
    ids = [place.id for place in project.load(tmp_path / "m").places]
    assert {*map(str, LARGE)} <= {*ids}


def test_large_numbers_of_properties_are_exact():
    rows = [{"side": "a", "n": number} for number in LARGE]
    found = [row["n"] for row in values_of("a.geojson", geojson(*rows))]
    assert found == [*LARGE]


def test_measures_are_dropped_and_curves_drawn_or_named(tmp_path):
    measured = shapely.from_wkt("POLYGON M ((36 50 1, 37 50 2, 37 51 3, 36 50 1))")
    blob = b"GP\0\1" + struct.pack("<i", 4326)
    update = "UPDATE areas SET geom = ?"
    any_type = "UPDATE gpkg_geometry_columns SET geometry_type_name = 'GEOMETRY', z = 2, m = 2"
    for wkb, area in ((shapely.to_wkb(measured, flavor="iso"), 0.5), (CURVE, 0.785)):
        geopackage(tmp_path, table(side=["a"]), update, values=(blob + wkb,))
        with sqlite3.connect(tmp_path / "a.gpkg") as database:
            database.execute(any_type)
        database.close()
        [feature] = features(Member("a.gpkg", (tmp_path / "a.gpkg").read_bytes()))
        [polygon] = feature.polygons
        assert not polygon.has_m
        assert polygon.area == pytest.approx(area, abs=0.001)


def test_measures_and_curves_of_geoparquet(tmp_path):
    pytest.importorskip("pyarrow")
    measured = shapely.from_wkt("POLYGON M ((36 50 1, 37 50 2, 37 51 3, 36 50 1))")
    [feature] = features(Member("a.parquet", parquet([shapely.to_wkb(measured, flavor="iso")])))
    assert not feature.polygons[0].has_m
    with pytest.raises(RefusedInput, match="row 2 is a CurvePolygon: export it without curves"):
        values_of("a.parquet", parquet([shapely.to_wkb(SQUARE), CURVE]))
    (tmp_path / "a.parquet").write_bytes(parquet([CURVE], side=["a"], date=["2024-03-05"]))
    for command in (("infer",), ("locate", STARTER)):
        args = [command[0], tmp_path / "a.parquet", *command[1:], "-o", tmp_path / "out.gpkg"]
        assert "row 1 is a CurvePolygon" in run(*args).stderr


def test_an_unknown_crs_is_never_taken_for_degrees(tmp_path):
    frame = table(side=["a"])
    path = tmp_path / "2024-05-12.gpkg"
    frame.to_file(path, layer="areas", driver="GPKG")
    with sqlite3.connect(path) as database:
        for name in ("gpkg_contents", "gpkg_geometry_columns"):
            database.execute(f"UPDATE {name} SET srs_id = 99999")
    database.close()
    told = 'the layer "areas" states no CRS: export it with its CRS'
    with pytest.raises(RefusedInput, match=told):
        values_of("a.gpkg", path.read_bytes())
    assert told in run("infer", path, "-o", tmp_path / "out.gpkg").stderr
    located = run("locate", path, STARTER, "-o", tmp_path / "out.csv", "--date", "side")
    assert "have no CRS: name it with crs" in located.stderr


def test_geoparquet_of_unknown_crs_is_refused_and_without_one_is_in_degrees():
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet as files

    data = parquet([shapely.to_wkb(SQUARE)], side=["a"])
    [feature] = features(Member("a.parquet", data))  # GeoParquet 1.1: OGC:CRS84 if there is none
    assert feature.polygons[0].equals(SQUARE)
    stored = files.read_table(pyarrow.BufferReader(data))
    geo = json.loads(stored.schema.metadata[b"geo"])
    geo["columns"]["geometry"]["crs"] = None
    sink = pyarrow.BufferOutputStream()
    files.write_table(stored.replace_schema_metadata({b"geo": json.dumps(geo).encode()}), sink)
    with pytest.raises(RefusedInput, match="the file states no CRS"):
        values_of("a.parquet", sink.getvalue().to_pybytes())


OTHER_JSON = {
    "arcs of Esri JSON": (
        {"geometryType": "esriGeometryPolygon", "spatialReference": {"wkid": 4326}, "features": [
            {"attributes": {"side": "a"}, "geometry": {"curveRings": [[[36, 50]]]}}]},
        "Esri JSON, not GeoJSON",
    ),
    "objects of TopoJSON": (
        {"type": "Topology", "objects": {"a": {"type": "Polygon", "arcs": [[0]]}}, "arcs": []},
        "TopoJSON, not GeoJSON",
    ),
    "a backup of uMap": ({"type": "umap", "layers": []}, "export the data as GeoJSON from uMap"),
    "an answer around a map": (
        {"id": 1, "map": json.loads(geojson({"side": "a"}))},
        '"map" holds a FeatureCollection: set it as "select" in the profile',
    ),
    "an answer around an answer": (
        {"data": {"map": json.loads(geojson({"side": "a"}))}},
        '"data.map" holds a FeatureCollection: set it as "select" in the profile',
    ),
}  # fmt: skip


@pytest.mark.parametrize("belief", OTHER_JSON)
def test_other_json_is_named_and_never_read_in_part(belief):
    document, told = OTHER_JSON[belief]
    with pytest.raises(RefusedInput, match=told):
        values_of("a.json", json.dumps(document).encode())


def test_a_feature_without_geometry_is_named(tmp_path):
    rows = json.loads(geojson({"side": "a"}, {"side": "b"}))
    rows["features"][1]["geometry"] = None
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "2024-05-12.geojson").write_text(json.dumps(rows))
    result = run("import", "snapshots", tmp_path / "in", "-o", tmp_path / "map")
    assert (
        "1 × no geometry [FL304], in 1 file such as 2024-05-12.geojson: feature 2" in result.stdout
    )


@pytest.mark.parametrize(("name", "data"), [
    ("a.gpx", b"<?xml version='1.0'?><gpx version='1.1'/>"),
    ("a.xlsx", b"PK\x03\x04" + b"xl/workbook.xml"),
])  # fmt: skip
def test_formats_that_libraries_read_in_part_are_refused_by_name(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    told = {"a.gpx": "a GPX track", "a.xlsx": "an Excel workbook"}[name]
    for command in (("infer",), ("locate", STARTER)):
        result = run(command[0], tmp_path / name, *command[1:], "-o", tmp_path / "out.gpkg")
        assert told in result.stderr
    with pytest.raises(RefusedInput, match=told):
        values_of(name, data)


WRONG_LETTERS = {
    "UTF-8 as windows-1251": "Північ".encode().decode("windows-1251"),
    "UTF-8 as windows-1252": "Gruppe Süd".encode().decode("windows-1252"),
    "windows-1251 as windows-1252": "Північ".encode("windows-1251").decode("windows-1252"),
}
RIGHT_LETTERS = ("Zürich", "Genève", "Łódź", "Côte d\u2019Ivoire", "São Tomé", "Північ", "الشمال")


@pytest.mark.parametrize("kind", WRONG_LETTERS)
def test_a_side_in_wrong_letters_is_a_problem_at_every_door(tmp_path, kind):
    side, told = WRONG_LETTERS[kind], f"is {kind.replace(' as ', ' read as ')}"
    assert told in days_of_import(tmp_path, "2024-05-12.geojson", geojson({"side": side}), PLAIN)
    (tmp_path / "in" / "2024-05-12.geojson").unlink()
    data = geopackage(tmp_path, table(side=[side]))
    assert told in days_of_import(tmp_path, "2024-05-12.gpkg", data, PLAIN)
    rows = [f"{10 + n / 10},50,{name}" for n, name in enumerate([side, "b", side, "b"])]
    (tmp_path / "places.csv").write_text("\n".join(["lon,lat,side", *rows]), "utf-8")
    out = tmp_path / "out.geojson"
    assert told in run("infer", tmp_path / "places.csv", "-o", out).stderr
    point = {"type": "Point", "coordinates": [10, 50]}
    (tmp_path / "places.geojson").write_bytes(geojson({"side": side}, geometry=point))
    assert told in run("infer", tmp_path / "places.geojson", "-o", out).stderr
    folder = copy_starter(tmp_path / "m")
    header = (folder / "map.toml").read_text()
    (folder / "map.toml").write_text(header.replace("the North", side), "utf-8")
    result = run("check", folder)
    assert result.exit_code == 1
    assert "[FL142]" in result.stderr


@pytest.mark.parametrize("side", RIGHT_LETTERS)
def test_a_side_in_right_letters_is_none(side):
    assert wrong_letters(side) == ""


def test_an_open_ring_is_closed_and_told_or_refused_with_its_row(tmp_path):
    ring = struct.pack("<BIII", 1, 3, 1, 4) + struct.pack("<8d", 36, 50, 37, 50, 37, 51, 36, 51)
    blob = b"GP\0\1" + struct.pack("<i", 4326) + ring
    update = "UPDATE areas SET geom = ? WHERE fid = 2"
    data = geopackage(tmp_path, table(side=["a", "b"]), update, values=(blob,))
    found = list(features(Member("a.gpkg", data)))
    assert [feature.closed for feature in found] == [False, True]
    assert found[1].polygons[0].area == 1
    (tmp_path / "m").mkdir()
    result = run("infer", tmp_path / "a.gpkg", "-o", tmp_path / "out.gpkg")
    assert "row 2 has a ring that is not closed: close it [FL345]" in result.stderr
