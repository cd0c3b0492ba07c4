"""Dated files become a map folder: every day as drawn, and a report of everything that was not."""

import io
import json
import os
import random
import shlex
import shutil
import tarfile
import zipfile
from datetime import date, timedelta
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, box, mapping
from support import ROOT, run

from frontline import project
from frontline.ground.coverage import fits
from frontline.ground.measure import area_km2
from frontline.snapshots import archive
from frontline.snapshots import profile as profiles

CASES = ROOT / "tests" / "cases-snapshots"


def output_of(folder, result):
    return (result.stdout + result.stderr).replace(str(folder), "HERE")


@pytest.fixture(params=sorted(CASES.iterdir()), ids=lambda path: path.name)
def imported(request, tmp_path, monkeypatch):
    """Each folder of ``tests/cases-snapshots``, imported with its options in a scratch folder."""
    shutil.copytree(request.param, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    _, *options = (tmp_path / "case.txt").read_text().splitlines()
    options = [option for line in options for option in shlex.split(line)]
    return tmp_path, run("import", "snapshots", "in", "-o", "map", *options), options


def test_the_report_of_each_case_is_as_expected(imported):
    folder, result, _ = imported
    assert output_of(folder, result) == (folder / "expected.txt").read_text()


@pytest.mark.slow
def test_the_imported_folder_can_be_built(imported):
    _, result, _ = imported
    assert result.exit_code == 0
    assert project.check("map") == ()
    scene = project.build(project.load("map"))
    assert [area.geometry.is_valid for area in scene.areas] == [True] * len(scene.areas)
    assert run("build", "map", "-o", "maps", "--format", "html,json,png").exit_code == 0


@pytest.mark.slow
def test_importing_is_reproducible_in_any_order_of_files(imported):
    folder, _, options = imported
    before = {path.name: path.read_bytes() for path in (folder / "map").iterdir()}
    assert run("import", "snapshots", "in", "-o", "map", *options).exit_code == 0
    assert {path.name: path.read_bytes() for path in (folder / "map").iterdir()} == before
    with tarfile.open("all.tar.gz", "w:gz") as tar:
        for path in sorted((folder / "in").rglob("*"), reverse=True):
            tar.add(path, path.relative_to(folder / "in"))
    assert run("import", "snapshots", "all.tar.gz", "-o", "other", *options).exit_code == 0
    assert {path.name: path.read_bytes() for path in (folder / "other").iterdir()} == before


# A synthetic archive, compared with plain geopandas


def write_archive(folder, days=19, seed=7):
    """Write an archive of two sides with a moving front, holes and islands; return its polygons."""
    rng = random.Random(seed)
    folder.mkdir()
    line = [20.0 + rng.uniform(-0.2, 0.2) for _ in range(40)]
    polygons_by_day = {}
    for number in range(days):
        for index in rng.sample(range(40), 4):
            line[index] += rng.uniform(-0.1, 0.1)
        front = [(x, 48 + index * 0.05) for index, x in enumerate(line)]
        west = Polygon([(18, 48), *front, (18, front[-1][1])])
        east = Polygon([*front[::-1], (22, 48), (22, front[-1][1])][::-1]).buffer(0)
        hole = Point(18.7, 49).buffer(0.1 + number * 0.002)
        polygons = {"a": west.difference(hole), "b": shapely.union(east.difference(west), hole)}
        if number % 3 == 0:
            polygons["a"] = shapely.union(polygons["a"], box(23, 49, 23.1, 49.1))
        # short edges, which differ little between projections
        polygons = {side: shapely.segmentize(polygon, 0.02) for side, polygon in polygons.items()}
        day = date(2024, 1, 1) + timedelta(days=number)
        if number not in (5, 6, 17):
            features = [
                {"type": "Feature", "properties": {"side": side}, "geometry": mapping(polygon)}
                for side, polygon in polygons.items()
            ]
            text = json.dumps({"type": "FeatureCollection", "features": features})
            (folder / f"{day}.geojson").write_text(text)
            polygons_by_day[day] = polygons
    return polygons_by_day


@pytest.fixture(scope="module")
def imported_archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made-up")
    polygons_by_day = write_archive(folder / "in")
    report = project.import_snapshots(folder / "in", folder / "map")
    return folder, polygons_by_day, report


@pytest.mark.slow
def test_the_area_of_every_day_agrees_with_its_file(imported_archive):
    folder, polygons_by_day, report = imported_archive
    scene = project.build(project.load(folder / "map"))
    assert polygons_by_day
    for day, polygons in polygons_by_day.items():
        frame = geopandas.read_file(folder / "in" / f"{day}.geojson").dissolve("side")
        expected = frame.to_crs("EPSG:3035").area / 1e6
        areas = scene.at(day).areas.set_index("side").to_crs("EPSG:3035").area / 1e6
        assert list(areas.index) == ["a", "b"]
        largest_error = np.abs(areas - expected).max()
        assert largest_error < 0.05
        assert largest_error <= report.area_off_km2 * 2
        for (side, polygon), drawn in zip(
            polygons.items(), scene.at(day).drawn.values(), strict=True
        ):
            assert shapely.hausdorff_distance(polygon, drawn) < 3e-5, side


@pytest.mark.slow
def test_importing_day_by_day_gives_the_same_bytes_as_all_at_once(imported_archive, tmp_path):
    folder, polygons_by_day, _ = imported_archive
    (tmp_path / "in").mkdir()
    for number, day in enumerate(polygons_by_day, 1):
        shutil.copy(folder / "in" / f"{day}.geojson", tmp_path / "in")
        if number in (1, 2) or number > len(polygons_by_day) - 3:
            project.import_snapshots(tmp_path / "in", tmp_path / "map")
    assert {path.name for path in (tmp_path / "map").iterdir()} == {
        path.name for path in (folder / "map").iterdir()
    }
    for path in (folder / "map").iterdir():
        assert (tmp_path / "map" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.slow
def test_missing_days_have_no_areas_and_are_listed_in_the_record(imported_archive):
    folder, polygons_by_day, report = imported_archive
    scene = project.build(project.load(folder / "map"))
    missing = [day for day in scene.dates if day not in polygons_by_day]
    assert [str(day) for day in missing] == ["2024-01-06", "2024-01-07", "2024-01-18"]
    assert [scene.at(day).drawn for day in missing] == [{}, {}, {}]
    assert all(scene.at(day).drawn for day in polygons_by_day)
    from frontline.render.page.scene_json import record

    assert record(scene)["missing"] == [["2024-01-06", "2024-01-08"], ["2024-01-18", "2024-01-19"]]
    assert report.missing == ((missing[0], missing[1]), (missing[2], missing[2]))


def test_the_pieces_of_a_map_form_a_coverage(imported_archive):
    folder, _, _ = imported_archive
    frame = geopandas.read_file(folder / "map" / "areas.geojson")
    pieces = list(dict.fromkeys(frame.geometry.normalize().to_wkb()))
    assert shapely.coverage_is_valid(shapely.from_wkb(pieces))
    assert fits(list(shapely.from_wkb(pieces)))
    assert (
        frame.geometry.get_coordinates()
        .map(lambda value: len(f"{value!r}".split(".")[1]))
        .max()
        .max()
        <= 5
    )


@pytest.mark.slow
def test_adding_a_day_gives_the_same_as_importing_all(imported_archive, tmp_path):
    folder, polygons_by_day, _ = imported_archive
    shutil.copytree(folder / "in", tmp_path / "in")
    last = tmp_path / "in" / f"{max(polygons_by_day)}.geojson"
    text = last.read_text()
    last.unlink()
    project.import_snapshots(tmp_path / "in", tmp_path / "map")
    last.write_text(text)
    project.import_snapshots(tmp_path / "in", tmp_path / "map")
    for name in ("areas.geojson", "map.toml", "sources.csv"):
        assert (tmp_path / "map" / name).read_bytes() == (folder / "map" / name).read_bytes()


@pytest.mark.slow
def test_simplifying_keeps_a_coverage_and_reports_its_effect(imported_archive, tmp_path):
    folder, polygons_by_day, _ = imported_archive
    report = project.import_snapshots(folder / "in", tmp_path / "map", simplify_m=2000)
    frame = geopandas.read_file(tmp_path / "map" / "areas.geojson")
    assert shapely.coverage_is_valid(list(frame.geometry.drop_duplicates()))
    simplified = report.simplified
    assert simplified.vertices_after < simplified.vertices_before
    scene = project.build(project.load(tmp_path / "map"))
    largest_error = 0.0
    for day, polygons in polygons_by_day.items():
        for polygon, drawn in zip(polygons.values(), scene.at(day).drawn.values(), strict=True):
            largest_error = max(largest_error, abs(area_km2(polygon) - area_km2(drawn)))
    assert largest_error == pytest.approx(simplified.worst_km2, abs=0.1)


# What the user wrote


@pytest.mark.slow
def test_edits_by_the_user_are_kept(imported_archive, tmp_path):
    folder, _, _ = imported_archive
    shutil.copytree(folder / "map", tmp_path / "map")
    header = tmp_path / "map" / "map.toml"
    text = header.read_text()
    edited = text.replace('title = "Control of ground by day"', 'title = "Mine" # of the desk')
    extent = next(line for line in text.splitlines() if line.startswith("extent"))
    edited = (
        edited.replace(extent, "extent = [18.0, 48.0, 21.0, 50.0]") + "\n[[notes]]\ntext = 'n'\n"
    )
    day = project.load(folder / "map").header.start
    edited = edited.replace("[snapshots]", f'[changes]\nbreaks = [\n  "{day}"\n]\n\n[snapshots]')
    header.write_text(edited)
    sources = tmp_path / "map" / "sources.csv"
    sources.write_text("id,title,publisher\nmine,A book,Me\n")
    project.import_snapshots(folder / "in", tmp_path / "map")
    assert header.read_text() == edited
    assert sources.read_text().splitlines()[1:] == [
        "mine,A book,Me",
        "snapshots,Daily maps,Unknown",
    ]
    assert project.check(tmp_path / "map") == ()


def test_a_profile_can_be_part_of_map_toml(tmp_path):
    (tmp_path / "in").mkdir()
    feature = {"type": "Feature", "properties": {"z": "red"}, "geometry": mapping(box(1, 1, 2, 2))}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (tmp_path / "in" / "day 3.4.2024.geojson").write_text(text)
    (tmp_path / "map").mkdir()
    header = tmp_path / "map" / "map.toml"
    header.write_text(
        """title = "T"
summary = "S"
timezone = "UTC"
[[sides]]
id = "r"
name = "Reds"
[snapshots.profile]
dates = { "day 3.4.2024.geojson" = "2024-04-03" }
[[snapshots.profile.rules]]
match = { z = "red" }
side = "r"
"""
    )
    assert run("import", "snapshots", tmp_path / "in", "-o", tmp_path / "map").exit_code == 0
    assert project.check(tmp_path / "map") == ()
    assert run("import", "snapshots", tmp_path / "in", "-o", tmp_path / "map").exit_code == 0
    (area,) = project.load(tmp_path / "map").areas
    assert (area.side, area.status, area.when.text) == ("r", "held", "2024-04-03")


@pytest.mark.parametrize(
    "table",
    ["[snapshots] # ours\nmissing = []", "[snapshots]", "[snapshots]\ngrid_deg = 0.001\n\n"],
)
def test_the_snapshots_table_is_rewritten_in_any_notation(table, imported_archive, tmp_path):
    folder, _, _ = imported_archive
    shutil.copytree(folder / "map", tmp_path / "map")
    header = tmp_path / "map" / "map.toml"
    before, _, _ = header.read_text().partition("[snapshots]")
    header.write_text(before + table)
    project.import_snapshots(folder / "in", tmp_path / "map", grid_deg=1e-5)
    written = header.read_text()
    assert written == (folder / "map" / "map.toml").read_text()


def test_a_header_that_cannot_be_updated_is_unchanged(imported_archive, tmp_path):
    folder, _, _ = imported_archive
    shutil.copytree(folder / "map", tmp_path / "map")
    header = tmp_path / "map" / "map.toml"
    before, _, _ = header.read_text().partition("[[sides]]")
    text = f"{before}snapshots = {{ missing = [] }}\n[[sides]]\nid = 'a'\nname = 'A'\n"
    text += "[[sides]]\nid = 'b'\nname = 'B'\n"
    header.write_text(text)
    result = run("import", "snapshots", folder / "in", "-o", tmp_path / "map")
    assert result.exit_code == 1
    assert "write [snapshots] as a separate table" in result.stderr
    assert header.read_text() == text


def test_areas_smaller_than_the_grid_are_reported(tmp_path):
    (tmp_path / "in").mkdir()
    speck = mapping(box(10.0002, 50.0002, 10.0003, 50.0003))
    feature = {"type": "Feature", "properties": {"side": "a"}, "geometry": speck}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (tmp_path / "in" / "2024-03-01.geojson").write_text(text)
    options = ["-o", tmp_path / "map", "--grid-deg", "0.01"]
    result = run("import", "snapshots", tmp_path / "in", *options)
    assert (result.exit_code, (tmp_path / "map").exists()) == (1, False)
    assert "no area is left on a grid of 0.01 degrees" in result.stderr


# Formats


POLYGONS = MultiPolygon([box(10, 50, 10.2, 50.1), box(10.3, 50, 10.4, 50.1)])


def frame(day=None):
    values = {"side": ["a"], "status": ["claimed"]} | ({"day": [day]} if day else {})
    return geopandas.GeoDataFrame(values, geometry=[POLYGONS], crs="EPSG:4326")


def as_shapefile(folder, day):
    frame().to_file(folder / f"{day}.shp")


def as_zipped_shapefile(folder, day):
    scratch = folder.parent / f"scratch-{day}"
    scratch.mkdir()
    frame().to_crs("EPSG:32632").to_file(scratch / "layer.shp")
    shutil.make_archive(folder / str(day), "zip", scratch)


def as_geopackage(folder, day):
    frame().to_crs("EPSG:3857").to_file(folder / f"{day}.gpkg")


def as_parquet(folder, day):
    pytest.importorskip("pyarrow")
    frame().to_parquet(folder / f"{day}.parquet")


def as_geojson(folder, day):
    frame().to_file(folder / f"{day}.geojson")


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>x</name>
<ExtendedData><Data name="side"><value>a</value></Data>
<Data name="status"><value>claimed</value></Data></ExtendedData>
<MultiGeometry>{}</MultiGeometry></Placemark></Document></kml>"""
SHELL = "<Polygon><outerBoundaryIs><LinearRing><coordinates>{}</coordinates></LinearRing>"
SHELL += "</outerBoundaryIs></Polygon>"


def kml():
    rings = (" ".join(f"{x},{y},0" for x, y in part.exterior.coords) for part in POLYGONS.geoms)
    return KML.format("".join(SHELL.format(ring) for ring in rings))


def as_kml(folder, day):
    (folder / f"{day}.kml").write_text(kml())


def as_kmz(folder, day):
    with zipfile.ZipFile(folder / f"{day}.kmz", "w") as archive_file:
        archive_file.writestr("doc.kml", kml())


@pytest.mark.slow
@pytest.mark.parametrize(
    "write",
    [
        as_shapefile,
        as_zipped_shapefile,
        as_geopackage,
        as_parquet,
        as_geojson,
        as_kml,
        as_kmz,
    ],
)
def test_every_format_gives_the_same_areas(write, tmp_path):
    (tmp_path / "in").mkdir()
    for day in ("2024-03-01", "2024-03-02"):
        write(tmp_path / "in", day)
    report = project.import_snapshots(tmp_path / "in", tmp_path / "map")
    assert report.unread == ()
    (area,) = project.load(tmp_path / "map").areas
    assert (area.side, area.status, area.when.text) == ("a", "claimed", "2024-03-01")
    assert shapely.hausdorff_distance(area.geometry, POLYGONS) < 2e-5
    assert area_km2(area.geometry) == pytest.approx(area_km2(POLYGONS), rel=1e-4)


def test_a_date_can_be_in_a_property(tmp_path):
    (tmp_path / "in").mkdir()
    days = ["2024-03-01", "2024-03-02T23:00:00Z", "1709500000"]
    features = [
        {"type": "Feature", "properties": {"side": "a", "on": text}, "geometry": mapping(POLYGONS)}
        for text in days
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (tmp_path / "in" / "all.geojson").write_text(text)
    (tmp_path / "own.toml").write_text('date_property = "on"\ntimezone = "Europe/Kyiv"\n')
    profile_path = str(tmp_path / "own.toml")
    report = project.import_snapshots(tmp_path / "in", tmp_path / "map", profile_path)
    assert [str(day) for day in report.days] == ["2024-03-01", "2024-03-03"]
    assert report.same_day  # the last two are both on 3 March in Kyiv


# Hostile archives


def geojson_file(name="2024-03-01.geojson"):
    feature = {"type": "Feature", "properties": {"side": "a"}, "geometry": mapping(POLYGONS)}
    return name, json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def refusal(path, tmp_path):
    result = run("import", "snapshots", path, "-o", tmp_path / "map")
    assert result.exit_code in (1, 2)
    assert not (tmp_path / "map").exists()
    return result.stderr.replace(str(tmp_path), "HERE")


def test_an_archive_with_a_huge_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_BYTES", 100_000)
    with zipfile.ZipFile(tmp_path / "large.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("2024-03-01.geojson", b" " * 1_000_000)
    assert "is larger than" in refusal(tmp_path / "large.zip", tmp_path)
    with tarfile.open(tmp_path / "large.tar.xz", "w:xz") as tar:
        info = tarfile.TarInfo("2024-03-01.geojson")
        info.size = 1_000_000
        tar.addfile(info, io.BytesIO(b" " * info.size))
    assert "is larger than" in refusal(tmp_path / "large.tar.xz", tmp_path)


def test_a_tar_with_a_huge_header_is_refused(tmp_path):
    with tarfile.open(tmp_path / "large.tar.gz", "w:gz", format=tarfile.PAX_FORMAT) as tar:
        info = tarfile.TarInfo("2024-03-01.geojson")
        info.pax_headers = {"comment": "x" * 1_000_000}
        tar.addfile(info, io.BytesIO())
    assert "a member has an impossible size" in refusal(tmp_path / "large.tar.gz", tmp_path)


def test_an_archive_with_too_many_files_or_bytes_is_refused(tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "large.zip", "w") as packed:
        for number in range(20):
            packed.writestr(*geojson_file(f"2024-03-{number + 1:02}.geojson"))
    monkeypatch.setattr(archive, "MAX_FILES", 10)
    assert "has more than 10 files" in refusal(tmp_path / "large.zip", tmp_path)
    monkeypatch.setattr(archive, "MAX_FILES", 100)
    monkeypatch.setattr(archive, "MAX_TOTAL", 1000)
    assert "expands to more than 100 files or 0 GiB" in refusal(tmp_path / "large.zip", tmp_path)


def test_links_are_reported_and_never_followed(tmp_path):
    (tmp_path / "secret.geojson").write_bytes(geojson_file()[1])
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "2024-03-02.geojson").write_bytes(geojson_file()[1])
    (folder / "2024-03-01.geojson").symlink_to(tmp_path / "secret.geojson")
    (folder / "sub").symlink_to(tmp_path)
    report = project.import_snapshots(folder, tmp_path / "map")
    assert [str(day) for day in report.days] == ["2024-03-02"]
    assert report.skipped == (("2024-03-01.geojson", "a link that leads out of the folder"),)
    with tarfile.open(tmp_path / "links.tar", "w") as tar:
        tar.add(folder, "in")
    report = project.import_snapshots(tmp_path / "links.tar", tmp_path / "other")
    assert ("in/2024-03-01.geojson", "a link") in report.skipped
    with zipfile.ZipFile(tmp_path / "links.zip", "w") as archive_file:
        link = zipfile.ZipInfo("2024-03-01.geojson")
        link.external_attr = 0o120777 << 16
        archive_file.writestr(link, "../secret.geojson")
        archive_file.writestr(*geojson_file("../../2024-03-01.geojson"))
        archive_file.writestr(*geojson_file("2024-03-02.geojson"))
    report = project.import_snapshots(tmp_path / "links.zip", tmp_path / "third")
    assert [str(day) for day in report.days] == ["2024-03-02"]
    reason = "its name leads out of the archive"
    assert report.skipped == (
        ("../../2024-03-01.geojson", reason),
        ("2024-03-01.geojson", "a link"),
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"no archive", b"PK\x03\x04broken", b"\xfd7zXZ\x00broken", b"\x1f\x8bbroken"],
)
def test_a_file_that_is_no_archive_is_refused_in_one_line(content, tmp_path):
    (tmp_path / "a.zip").write_bytes(content)
    assert len(refusal(tmp_path / "a.zip", tmp_path).splitlines()) == 2


def test_a_damaged_file_in_a_zip_is_left_out_and_reported(tmp_path):
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive_file:
        for day in (1, 2):
            archive_file.writestr(*geojson_file(f"2024-03-0{day}.geojson"))
    content = (tmp_path / "in.zip").read_bytes()
    damaged = content.replace(b"FeatureCollection", b"featureCollection", 1)
    (tmp_path / "in.zip").write_bytes(damaged)
    report = project.import_snapshots(tmp_path / "in.zip", tmp_path / "map")
    assert [str(day) for day in report.days] == ["2024-03-02"]
    messages = [reason for _, reason in report.unread]
    assert messages == ["the file cannot be expanded: it is damaged [FL025]"]


def test_a_missing_folder_is_refused(tmp_path):
    assert refusal(tmp_path / "none", tmp_path).endswith("no such folder or archive\n")


@pytest.mark.parametrize(
    "coordinates",
    [
        [[[[]]]],
        [[[1, 2], [3], [4, 5], [1, 2]]],
        [[["x", "y"], [1, 2], [2, 3], [1, 2]]],
        [[[1e400, 0], [1, 2], [2, 3], [1e400, 0]]],
        [[[None, 0], [1, 2], [2, 3], [1, 2]]],
        [[[[1, 2]], [1, 2], [2, 3], [1, 2]]],
        {"a": 1},
        "text",
        [[[1, 1], [2, 2]]],
        [],
    ],
)
def test_files_with_invalid_coordinates_are_left_out_with_a_reason(coordinates, tmp_path):
    (tmp_path / "in").mkdir()
    geometry = {"type": "Polygon", "coordinates": coordinates}
    feature = {"type": "Feature", "properties": {"side": "a"}, "geometry": geometry}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (tmp_path / "in" / "2024-03-01.geojson").write_text(text)
    (tmp_path / "in" / "2024-03-02.geojson").write_bytes(geojson_file()[1])
    report = project.import_snapshots(tmp_path / "in", tmp_path / "map")
    assert [str(day) for day in report.days] == ["2024-03-02"]
    assert [name for name, _ in report.unread] == ["2024-03-01.geojson"]


def test_a_kml_with_an_external_entity_is_not_read(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "2024-03-01.kml").write_text(
        '<!DOCTYPE x [<!ENTITY e SYSTEM "word.txt">]><kml>&e;</kml>'
    )
    (tmp_path / "in" / "2024-03-02.geojson").write_bytes(geojson_file()[1])
    report = project.import_snapshots(tmp_path / "in", tmp_path / "map")
    assert len(report.unread) == 1


# Usage


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--profile", "deepstat"], 'no profile "deepstat" (did you mean "deepstate"?)'),
        (["--date-pattern", "%Q"], '"%Q" is not a date pattern'),
        (["--date-pattern", "day"], '"day" is not a date pattern: it needs %Y, %m and %d, or %s'),
        (["--zone", "Kyiv"], '"timezone": "Kyiv" is not an IANA time zone: expected'),
        (["--cutoff-hour", "24"], '"cutoff_hour": 24 must be at most 23'),
        (["--grid-deg", "1"], "--grid-deg: must be between"),
        (["--simplify", "-1"], "--simplify: must be more than 0"),
    ],
)
def test_wrong_options_give_a_line(options, line, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "2024-03-01.geojson").write_bytes(geojson_file()[1])
    result = run("import", "snapshots", tmp_path / "in", "-o", tmp_path / "map", *options)
    assert line in result.stderr
    assert result.exit_code in (1, 2)
    assert not (tmp_path / "map").exists()


def test_every_problem_of_a_profile_is_reported(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "own.toml").write_text(
        'dat = "x"\n[[rules]]\nmatch = { a = "(" }\n[[rules]]\nstatus = "hold"\n'
    )
    result = run(
        "import", "snapshots", tmp_path / "in", "-o", tmp_path / "map", "--profile",
        tmp_path / "own.toml",
    )  # fmt: skip
    messages = result.stderr.replace(str(tmp_path), "HERE")
    assert 'HERE/own.toml:1: unknown key "dat" (did you mean "date"?)' in messages
    assert "is not a valid regular expression" in messages
    assert '"hold" is not a known value (did you mean "held"?)' in messages
    assert result.exit_code == 1


def test_every_built_in_profile_is_valid():
    assert profiles.names()
    for name in profiles.names():
        assert profiles.load(name).table.description


@pytest.mark.parametrize(
    ("text", "name", "day"),
    [
        ("%Y-%m-%d", "2024/2024-05-12.geojson", "2024-05-12"),
        ("%Y/%m/%d", "2024/05/12.geojson", "2024-05-12"),
        ("%d%b%Y", "AO12MAY2024.shp", "2024-05-12"),
        ("map_%Y%m%d_%H%M", "map_20240512_0130.geojson", "2024-05-11"),
        ("%s", "1715378330.geojson", "2024-05-10"),
        ("%Y%m%d", "20240512/x-20240513.geojson", "2024-05-13"),
        ("to-%Y%m%d", "from-20240512-to-20240513.geojson", "2024-05-13"),
    ],
)
def test_date_patterns_find_the_date_of_a_file(text, name, day):
    profile = profiles.load("plain").with_settings(
        {"date": (text,), "timezone": "Europe/Kyiv", "cutoff_hour": 4}
    )
    assert str(profile.span(name, {}).last) == day


@pytest.mark.slow
def test_the_json_report_is_complete_and_has_no_absolute_paths(imported_archive, tmp_path):
    folder, _, _ = imported_archive
    result = run("import", "snapshots", folder / "in", "-o", tmp_path / "map", "--json")
    report = json.loads(result.stdout)
    assert report["missing"] == [["2024-01-06", "2024-01-07"], ["2024-01-18", "2024-01-18"]]
    assert report["pieces"] > 10
    assert os.fspath(Path(folder)) not in result.stdout


def test_every_dropped_feature_and_every_closed_ring_is_reported(tmp_path):
    ring = [[10, 50], [10.1, 50], [10.1, 50.1], [10, 50.1]]
    default_properties = {"side": "north", "status": "held"}

    def feature(coordinates, properties=default_properties, kind="Polygon"):
        geometry = {"type": kind, "coordinates": coordinates}
        return {"type": "Feature", "properties": properties, "geometry": geometry}

    features = [
        feature([[*ring, ring[0]]]),
        feature([10, 50], kind="Point"),
        feature([ring]),
        feature([10, 50], kind="Point"),
        feature([[[20, 50], [20.1, 50], [20.1, 50.1]]]),
        None,
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    for day in (1, 2):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"2024-03-0{day}.geojson").write_text(text)
    result = run("import", "snapshots", tmp_path / "in", "-o", tmp_path / "map", "--json")
    report = json.loads(result.stdout)
    names = [f"2024-03-0{day}.geojson" for day in (1, 2)]
    assert report["closed"]["where"] == {name: [3, 5] for name in names}
    dropped = sorted(tally["where"][names[0]] for tally in report["dropped"].values())
    assert dropped == [[2, 4], [3], [6]]  # feature 3 repeats feature 1
    printed = run("import", "snapshots", tmp_path / "in", "-o", tmp_path / "map").stdout
    closed = "repaired: 4 × open ring closed, in 2 files such as 2024-03-01.geojson"
    assert f"{closed}: feature 3: 0.000 km² gained or lost" in printed


def test_a_map_too_large_to_be_read_is_not_written(tmp_path, monkeypatch):
    properties = {"side": "north", "status": "held"}
    (tmp_path / "in").mkdir()
    for day in range(1, 21):
        east = 10 + day / 100
        ring = [[10, 50], [east, 50], [east, 50.1], [10, 50.1], [10, 50]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        feature = {"type": "Feature", "properties": properties, "geometry": shape}
        text = json.dumps({"type": "FeatureCollection", "features": [feature]})
        (tmp_path / "in" / f"2024-03-{day:02}.geojson").write_text(text)
    monkeypatch.setattr("frontline.intake.formats.json_limits.MAX_VALUES", 200)
    result = run("import", "snapshots", tmp_path / "in", "-o", tmp_path / "map")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{tmp_path}/in: the imported map would have about ")
    assert (
        " values, but at most 200 are allowed: simplify or split the map [FL083]" in result.stderr
    )
    assert not (tmp_path / "map").exists()


def test_an_unreadable_areas_file_is_the_only_problem(tmp_path):
    run("import", "snapshots", CASES / "gaps" / "in", "-o", tmp_path / "map")
    (tmp_path / "map" / "areas.geojson").write_text("{")
    lines = run("check", tmp_path / "map").stderr.splitlines()
    assert len(lines) == 2, lines
    assert lines[0].startswith(f"{tmp_path}/map/areas.geojson:1: ")
