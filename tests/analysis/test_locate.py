"""Who controlled each point on its date, compared with a spatial join, in every file format."""

import datetime as dt
import json

import geopandas
import numpy as np
import pandas
import pyarrow.parquet
import pyogrio.raw
import pytest
import shapely
from generated_maps import HALVES, iso_date, lattice_map
from pyproj import Geod
from shapely.geometry import MultiPolygon, Point, Polygon, box, mapping
from support import EXAMPLE, run

import frontline
from frontline import project
from frontline.analysis import locate
from frontline.intake.dated_points import Reading
from frontline.intake.formats import table_stream

GEOD = Geod(ellps="WGS84")
FIRST = dt.date(2024, 5, 1)
MISSING_DAYS = (4, 5)
LAST_DAY = 11
NEW_COLUMNS = list(locate.COLUMNS)


def area_on_day(number):
    """Return the area of a day: a square with a hole that moves east, and an exclave from day 6."""
    x = 36 + 0.02 * number
    square = Polygon(box(x, 50, x + 0.5, 50.4).exterior, [box(36.3, 50.1, 36.35, 50.2).exterior])
    parts = [square] if number < 6 else [square, box(37, 50.6, 37.1, 50.7)]
    return MultiPolygon(parts)


@pytest.fixture(scope="module")
def map_folder(tmp_path_factory):
    """A map folder of daily maps with one side's area; two days have no map."""
    folder = tmp_path_factory.mktemp("daily")
    (folder / "in").mkdir()
    for number in set(range(LAST_DAY + 1)) - set(MISSING_DAYS):
        properties = {"side": "north", "status": "held"}
        row = {
            "type": "Feature",
            "properties": properties,
            "geometry": mapping(area_on_day(number)),
        }
        text = json.dumps({"type": "FeatureCollection", "features": [row]})
        (folder / "in" / f"{FIRST + dt.timedelta(number)}.geojson").write_text(text)
    project.import_snapshots(folder / "in", folder / "map", zone="Europe/Kyiv")
    places = [("far", 40.0, 48.0), ("near", 36.2, 50.3), ("twin", 36.2, 50.3)]
    rows = [
        {
            "type": "Feature",
            "properties": {"id": id, "name": id, "kind": "village", "source": "unnamed"},
            "geometry": mapping(Point(lon, lat)),
        }
        for id, lon, lat in places
    ]
    source = (folder / "map" / "sources.csv").read_text().splitlines()[1].split(",")[0]
    text = json.dumps({"type": "FeatureCollection", "features": rows}).replace("unnamed", source)
    (folder / "map" / "places.geojson").write_text(text)
    return folder / "map"


@pytest.fixture(scope="module")
def scene(map_folder):
    return project.build(project.load(map_folder))


def events(count=400, seed=1, early=0, late=0):
    rng = np.random.default_rng(seed)
    days = rng.integers(-early, LAST_DAY + 1 + late, count)
    return geopandas.GeoDataFrame(
        {
            "id": [f"e{i}" for i in range(count)],
            "event_date": [(FIRST + dt.timedelta(int(n))).isoformat() for n in days],
            "deaths": rng.integers(0, 9, count),
        },
        geometry=geopandas.points_from_xy(
            rng.uniform(35.8, 37.2, count).round(5), rng.uniform(49.9, 50.8, count).round(5)
        ),
        crs="EPSG:4326",
    )


@pytest.mark.slow
def test_the_side_agrees_with_a_spatial_join_and_sets_the_sign_of_the_distance(scene):
    points = events()
    located = frontline.locate(points, scene)
    assert located[points.columns].equals(points)
    for number in range(LAST_DAY + 1):
        day = FIRST + dt.timedelta(number)
        rows = located[located["event_date"] == day.isoformat()]
        if number in MISSING_DAYS:
            assert rows[["control_status", "control_side", "front_km"]].isna().all(axis=None)
            continue
        area = geopandas.GeoDataFrame(geometry=[area_on_day(number)], crs="EPSG:4326")
        inside = set(rows.sjoin(area).index)
        assert inside
        assert set(rows.index[rows["control_side"] == "north"]) == inside
        assert set(rows.index[rows["control_status"] == "held"]) == inside
        assert set(rows.index[rows["front_km"] > 0]) == inside
        edge = shapely.get_coordinates(shapely.segmentize(area_on_day(number).boundary, 0.001))
        for row in rows.itertuples():
            lon, lat = np.broadcast_to((row.geometry.x, row.geometry.y), edge.shape).T
            distance = GEOD.inv(lon, lat, *edge.T)[2].min() / 1000
            assert abs(row.front_km) == pytest.approx(distance, rel=0.002, abs=0.04)


def test_of_equally_near_places_the_first_is_given_also_without_a_date(scene):
    points = events(50)
    points["event_date"] = [None, "", *points["event_date"][2:]]
    located = frontline.locate(points, scene)
    lonlat = shapely.get_coordinates(points.geometry)
    for (lon, lat), row in zip(lonlat, located.itertuples(), strict=True):
        positions = {"far": (40.0, 48.0), "near": (36.2, 50.3)}
        distances = {
            id: GEOD.inv(lon, lat, *position)[2] / 1000 for id, position in positions.items()
        }
        assert row.nearest_place == min(distances, key=distances.get)
        assert row.nearest_place_km == pytest.approx(min(distances.values()), abs=0.00051)
    assert located.loc[:1, NEW_COLUMNS[:3]].isna().all(axis=None)


@pytest.mark.slow
@pytest.mark.parametrize("then", [False, True])
@pytest.mark.parametrize("kind", ["example", "field", "cells"])
def test_every_date_agrees_with_the_map_by_both_clocks(kind, then, tmp_path):
    if kind == "example":
        scene = project.build(project.load(EXAMPLE))
    else:
        corner = (
            {"side": "b", "source": "fair", "from": iso_date(2), "to": iso_date(4)},
            box(36.0, 50.1, 36.2, 50.2),
        )
        scene = lattice_map(tmp_path / "map", kind, HALVES, areas=[corner], start=kind == "cells")
    west, south, east, north = scene.header.extent
    rng = np.random.default_rng(1)
    positions = geopandas.points_from_xy(
        rng.uniform(west, east, 900), rng.uniform(south, north, 900)
    )
    fronts = 0
    for day in scene.dates:
        snapshot = scene.at(day, day if then else None)
        points = geopandas.GeoDataFrame(
            {"date": day}, index=range(900), geometry=positions, crs=4326
        )
        located = frontline.locate(points, scene, then=then)
        expected = np.full(len(positions), None, dtype=object)
        start = scene.header.base_start
        for feature in scene.base:
            if start and feature.kind == "country" and feature.id == start.within:
                expected[shapely.intersects(feature.geometry, positions)] = f"held {start.side}"
        for control, area in snapshot.drawn.items():
            expected[shapely.intersects(area, positions)] = f"{control.status} {control.side}"
        controls = (
            located["control_status"] + " " + located["control_side"].fillna("None").astype(str)
        )
        assert controls.fillna("").tolist() == [control or "" for control in expected]
        fronts += len(snapshot.front)
        if snapshot.front:
            line = shapely.multilinestrings([shapely.LineString(arc) for arc in snapshot.front])
            dense = shapely.get_coordinates(shapely.segmentize(line, 0.002))
            for row in located[::30].itertuples():
                lon, lat = np.broadcast_to((row.geometry.x, row.geometry.y), dense.shape).T
                distance = GEOD.inv(lon, lat, *dense.T)[2].min() / 1000
                sign = 1 if row.control_side == scene.header.sides[0].id else -1
                assert row.front_km == pytest.approx(sign * distance, rel=0.002, abs=0.1)
        else:
            assert located["front_km"].isna().all()
    assert fronts


@pytest.mark.slow
def test_as_known_then_differs_from_as_known_now():
    scene = project.build(project.load(EXAMPLE))
    differences = 0
    for day in scene.dates:
        positions = [(place.lon, place.lat) for place in scene.places if place.lon is not None]
        points = geopandas.GeoDataFrame(
            {"date": [day.isoformat()] * len(positions)},
            geometry=shapely.points(positions),
            crs=4326,
        )
        now, then = (frontline.locate(points, scene, then=clock) for clock in (False, True))
        differences += int((now["control_status"] != then["control_status"]).sum())
    assert differences


def test_positive_chooses_the_sign_and_edge_measures_to_the_area_of_that_side(tmp_path):
    scene = lattice_map(tmp_path / "map", "cells", HALVES)
    points = geopandas.GeoDataFrame(
        {"date": [iso_date(1)] * 3},
        geometry=shapely.points([(36.1, 50.25), (36.4, 50.25), (36.1, 50.45)]),
        crs=4326,
    )
    a, b = (frontline.locate(points, scene, positive=side)["front_km"] for side in "ab")
    assert (a == -b).all()
    assert a[0] > 0 > a[1]
    edge = frontline.locate(points, scene, positive="a", edge=True)["front_km"]
    assert edge[2] < a[2]  # the northern edge of a's area is nearer than the front
    with pytest.raises(frontline.UsageError, match='positive: "c" is not a side of the map'):
        frontline.locate(points, scene, positive="c")


def test_a_point_on_the_boundary_is_inside_and_one_in_a_hole_is_outside(scene):
    points = geopandas.GeoDataFrame(
        {"date": [FIRST] * 4},
        geometry=shapely.points([(36.0, 50.2), (36.0, 50.0), (36.32, 50.15), (35.99999, 50.2)]),
        crs=4326,
    )
    located = frontline.locate(points, scene)
    assert located["control_side"].fillna("").tolist() == ["north", "north", "", ""]
    assert located["front_km"].tolist()[:2] == [0, 0]
    assert located["front_km"][2] == pytest.approx(-1.43, abs=0.03)  # two hundredths of a degree


def test_crs_and_order_of_points_do_not_change_the_result(scene):
    points = events(300, early=3, late=3)
    located = frontline.locate(points, scene)
    projected = frontline.locate(points.to_crs("EPSG:32637"), scene)
    assert projected.crs == "EPSG:32637"
    pandas.testing.assert_frame_equal(located[NEW_COLUMNS], projected[NEW_COLUMNS], atol=0.0011)
    reversed_order = frontline.locate(points.iloc[::-1], scene)
    assert reversed_order.iloc[::-1].equals(located)


def test_an_empty_table_gets_the_new_columns(scene):
    assert list(frontline.locate(events(0), scene)[NEW_COLUMNS].columns) == NEW_COLUMNS


def test_a_map_without_places_or_areas_gives_empty_cells(tmp_path):
    scene = lattice_map(tmp_path / "map", "none", HALVES)
    points = geopandas.GeoDataFrame({"date": [scene.dates[0]]}, geometry=[Point(0, 0)], crs=4326)
    assert frontline.locate(points, scene)[NEW_COLUMNS[:3]].isna().all(axis=None)


def write(points, path):
    """Write a table in the format of the file extension."""
    if path.suffix == ".parquet":
        points.to_parquet(path)
    elif path.suffix == ".gpkg":
        points.to_file(path, driver="GPKG", layer="events")
    else:
        table = points.drop(columns="geometry")
        table.assign(longitude=points.geometry.x, latitude=points.geometry.y).to_csv(
            path, index=False
        )
    return path


def read(path):
    if path.suffix == ".csv":
        table = pandas.read_csv(path)
        lon, lat = ("longitude", "latitude") if "longitude" in table else ("lon", "lat")
        positions = geopandas.points_from_xy(table.pop(lon), table.pop(lat))
        return geopandas.GeoDataFrame(table, geometry=positions, crs=4326)
    return geopandas.read_parquet(path) if path.suffix == ".parquet" else geopandas.read_file(path)


@pytest.mark.slow
@pytest.mark.parametrize("output", table_stream.EXTENSIONS)
@pytest.mark.parametrize("input", table_stream.EXTENSIONS)
def test_every_format_converts_to_every_other_with_all_columns(
    input, output, map_folder, scene, tmp_path, monkeypatch
):
    monkeypatch.setattr(table_stream, "_MAX_ROWS", 70)
    points = events(300, early=2, late=2)
    path = write(points, tmp_path / f"events{input}")
    result = run("locate", path, map_folder, "-o", tmp_path / f"out{output}")
    assert result.exit_code == 0, result.stderr
    located = read(tmp_path / f"out{output}")
    expected = frontline.locate(points, scene)
    assert set(located.columns) >= set(expected.columns)
    pandas.testing.assert_frame_equal(
        pandas.DataFrame(located)[["id", "event_date", *NEW_COLUMNS]].astype(object).fillna(""),
        pandas.DataFrame(expected)[["id", "event_date", *NEW_COLUMNS]].astype(object).fillna(""),
        check_dtype=False,
    )
    assert located["deaths"].astype(int).tolist() == points["deaths"].tolist()
    assert located.geometry.geom_equals_exact(points.geometry, 1e-7).all()


@pytest.mark.slow
@pytest.mark.parametrize("extension", table_stream.EXTENSIONS)
def test_the_size_of_chunks_does_not_matter(extension, map_folder, scene, tmp_path, monkeypatch):
    path = write(events(101, early=2), tmp_path / f"events{extension}")
    messages = set()
    for part, chunk in ((1000, 1000), (101, 50), (17, 3)):
        monkeypatch.setattr(table_stream, "_MAX_ROWS", part)
        monkeypatch.setattr(locate, "_CHUNK", chunk)
        result = run("locate", path, map_folder, "-o", tmp_path / f"out{part}.csv")
        messages.add(result.stderr)
        assert result.exit_code == 0
    assert len({(tmp_path / f"out{part}.csv").read_bytes() for part in (1000, 101, 17)}) == 1
    assert len(messages) == 1


def test_equal_rows_are_answered_once_and_every_row_gets_its_answer(scene, monkeypatch):
    asked = []
    answer = locate.Locator.__call__

    def counting(locator, moments, rows):
        asked.extend(rows.tolist())
        return answer(locator, moments, rows)

    points = events(30, early=2)
    points["where_prec"] = [1, 2] * 15
    points = points.set_geometry(points.geometry.where(points.index != 4))
    expected = frontline.locate(points, scene)
    monkeypatch.setattr(locate.Locator, "__call__", counting)
    repeated = points.iloc[[*range(30), *range(29, -1, -1)] * 4].reset_index(drop=True)
    located = frontline.locate(repeated, scene)
    assert sorted(asked) == list(range(30))
    again = expected.iloc[[*range(30), *range(29, -1, -1)] * 4].reset_index(drop=True)
    pandas.testing.assert_frame_equal(pandas.DataFrame(located), pandas.DataFrame(again))


def test_csv_cells_keep_their_text_and_columns_are_added(map_folder, tmp_path):
    text = (
        'id;date;Lon;LAT;note;empty\n007;2024-05-02;36.10;50.2;"a ""b"",\nc";\n1e3;;36.1;50.2;NA;\n'
    )
    (tmp_path / "in.csv").write_text("\ufeff" + text, encoding="utf-8")
    assert run("locate", tmp_path / "in.csv", map_folder, "-o", tmp_path / "o.csv").exit_code == 0
    assert (tmp_path / "o.csv").read_text() == (
        f"id,date,Lon,LAT,note,empty,{','.join(NEW_COLUMNS)}\n"
        '007,2024-05-02,36.10,50.2,"a ""b"",\nc",,held,north,,5.712,near,13.214\n'
        "1e3,,36.1,50.2,NA,,,,,,near,13.214\n"
    )


def test_rows_without_a_result_are_counted_by_reason_with_their_lines(map_folder, tmp_path):
    rows = [
        "date,lon,lat",
        "2024-05-02,36.1,50.2",
        ",36.1,50.2",
        "2024-05-02,,50.2",
        "2023-01-01,36.1,50.2",
        "",
        "2024-05-05,36.1,50.2",
        *["2025-01-01,36.1,50.2"] * 6,
    ]
    (tmp_path / "in.csv").write_text("\n".join(rows))
    result = run("locate", tmp_path / "in.csv", map_folder, "-o", tmp_path / "out.csv")
    assert result.stderr.replace(tmp_path.as_posix(), "HERE").splitlines() == [
        "HERE/in.csv: 1 row without a date: 3",
        "HERE/in.csv: 1 row without a position: 4",
        "HERE/in.csv: 7 rows outside the period of the map: 5, 8, 9, 10, 11, …",
        "HERE/in.csv: 1 row on dates without a published map: 7",
    ]
    assert result.stdout.replace(tmp_path.as_posix(), "HERE").splitlines() == [
        "HERE/out.csv: 11 rows",
        "front_km: distance to the edge of the area of north, positive in the area of north, "
        "negative elsewhere",
    ]
    assert pandas.read_csv(tmp_path / "out.csv")["control_side"].notna().tolist() == [
        True,
        *[False] * 10,
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-02", "2024-05-02"),
        ("20240502", "2024-05-02"),
        (" 2024-05-02 ", "2024-05-02"),
        ("2024-05-02T23:30:00", "2024-05-02"),
        ("2024-05-02 00:00:00.000", "2024-05-02"),
        ("2024-05-02T23:30:00Z", "2024-05-03"),  # in Kyiv
        ("2024-05-02T23:30+03:00", "2024-05-02"),
        (20240502, "2024-05-02"),
        (20240502.0, "2024-05-02"),
        (dt.date(2024, 5, 2), "2024-05-02"),
        (dt.datetime(2024, 5, 2, 23, 30, tzinfo=dt.UTC), "2024-05-03"),
        (np.datetime64("2024-05-02"), "2024-05-02"),
    ],
)
def test_dates_are_read_from_every_data_type(text, day, scene):
    point = [Point(36.1, 50.2)]
    points = geopandas.GeoDataFrame({"date": [text]}, geometry=point, crs=4326)
    reference = geopandas.GeoDataFrame({"date": [day]}, geometry=point, crs=4326)
    located = frontline.locate(points, scene)[NEW_COLUMNS]
    assert located.equals(frontline.locate(reference, scene)[NEW_COLUMNS])
    assert located["front_km"].notna().all()


@pytest.mark.parametrize(
    "text", ["12 May 2024", "05/02/2024", "2024-02-30", "../2024-05", "1714600"]
)
def test_an_ambiguous_date_is_refused(text, scene):
    points = geopandas.GeoDataFrame({"date": [text]}, geometry=[Point(36.1, 50.2)], crs=4326)
    problem = rf'points:1: "date": "{text}" is not a (calendar )?date'
    with pytest.raises(frontline.DataError, match=problem):
        frontline.locate(points, scene)


def answers(scene, rows, **columns):
    """Locate points given as (date, lon, lat), with further columns."""
    dates, lon, lat = zip(*rows, strict=True)
    positions = geopandas.points_from_xy(lon, lat, crs=4326)
    points = geopandas.GeoDataFrame({"date": dates, **columns}, geometry=positions)
    return [
        None if pandas.isna(value) else value
        for value in frontline.locate(points, scene)["control_uncertain"]
    ]


# The western edge passes 36.03 on day 2 (3 May) and moves 0.02 degrees, 1.4 km, a day.
@pytest.mark.parametrize(
    ("date", "doubt"),
    [
        ("2024-05-01", None),
        ("2024-05-01/2024-05-02", None),
        ("2024-05-01/2024-05-03", "date"),
        ("2024-05-03/2024-05-04", None),
        ("2024-05", "date"),
        ("2024-05-02~", "date"),
        ("2024-05-02?", "date"),
        ("2024-04-20/2024-05-02", "date"),  # begins before the map does
        ("2024-04-20/2024-04-30", None),
    ],
)
def test_a_date_is_uncertain_where_its_days_meet_a_change(date, doubt, scene):
    assert answers(scene, [(date, 36.03, 50.2)]) == [doubt]


def test_a_position_is_uncertain_where_its_circle_meets_an_edge(scene):
    day_one = [("2024-05-01", 36.1, 50.2)]  # 7.1 km from the edge
    for metres, doubt in ((0, None), (7000, None), (7200, "position"), (None, None)):
        assert answers(scene, day_one, precision_m=[metres]) == [doubt]
    assert answers(scene, day_one * 4, WHERE_PREC=["1", "2", "7", ""]) == [
        None,
        "position",
        "position",
        None,
    ]
    assert answers(scene, [("2024-05-01", 36.03, 50.2)], time_precision=[2], geo_precision=[2]) == [
        "position, date"
    ]


def test_an_event_of_several_days_is_uncertain_and_counted(map_folder, tmp_path):
    rows = "date_start,date_end,longitude,latitude\n"
    rows += "2024-05-01 00:00:00.000,2024-05-03 00:00:00.000,36.03,50.2\n"
    rows += "2024-05-01 00:00:00.000,2024-05-02 00:00:00.000,36.03,50.2\n0,,0,0\n"
    (tmp_path / "in.csv").write_text(rows.replace("0,,0,0", "2024-05-01,2024-05-01,0,0"))
    result = run("locate", tmp_path / "in.csv", map_folder, "-o", tmp_path / "out.csv")
    assert result.stdout.splitlines()[0].endswith("out.csv: 3 rows, 1 of them uncertain")
    assert result.stderr.endswith("1 row without a position: 4\n")
    doubts = pandas.read_csv(tmp_path / "out.csv")["control_uncertain"].fillna("").tolist()
    assert doubts == ["date", "", ""]


def test_a_stated_format_reads_dates_and_instants(scene):
    points = geopandas.GeoDataFrame(
        {"when": ["2 May 2024", "03 May 2024", ""]}, geometry=[Point(36.1, 50.2)] * 3, crs=4326
    )
    located = frontline.locate(points, scene, date="when", date_format="%d %B %Y")
    points["when"] = ["2024-05-02", "2024-05-03", None]
    assert located[NEW_COLUMNS].equals(frontline.locate(points, scene, date="when")[NEW_COLUMNS])
    points["when"] = ["2 May 2024 23:30 +0000"] * 3
    located = frontline.locate(points, scene, date="when", date_format="%d %B %Y %H:%M %z")
    points["when"] = ["2024-05-03"] * 3
    assert located[NEW_COLUMNS].equals(frontline.locate(points, scene, date="when")[NEW_COLUMNS])
    with pytest.raises(frontline.DataError, match='"2024-05-03" does not match %d/%m/%Y'):
        frontline.locate(points, scene, date="when", date_format="%d/%m/%Y")


def refused(tmp_path, map_folder, text, *options, out="out.csv"):
    path = tmp_path / "in.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    result = run("locate", path, map_folder, "-o", tmp_path / "made" / out, *options)
    out_folder = tmp_path / "made"
    assert not out_folder.exists() or not list(out_folder.iterdir())
    messages = (result.stdout + result.stderr).replace(tmp_path.as_posix(), "HERE")
    return result.exit_code, messages.splitlines()


def test_every_bad_value_gets_a_line_and_nothing_is_written(map_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(table_stream, "_MAX_ROWS", 2)
    rows = [
        'n,date,lon,lat,"two\nlines"',
        "1,2024-05-02,36,50,",
        "2,2.5.2024,36,95,",
        '3,2024-05-02,36,50,"a\nb"',
        "4,2024-05-02,east,50,",
        "5,2024-05-02,inf,50,",
    ]
    assert refused(tmp_path, map_folder, "\n".join(rows)) == (
        1,
        [
            'HERE/in.csv:4: "date": "2.5.2024" is not a date like 2024-05-12; write 2024-05-02 or '
            '2024-02-05, whichever is meant, or pass --date-format "%d.%m.%Y" [FL104]',
            'HERE/in.csv:4: "lat": "95" is not a number from -90 to 90 [FL109]',
            'HERE/in.csv:7: "lon": "east" is not a number [FL109]',
            'HERE/in.csv:8: "lon": "inf" is not a number [FL109]',
            "4 problems",
        ],
    )


def test_at_most_a_hundred_problems_are_listed(map_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(table_stream, "_MAX_ROWS", 150)
    code, lines = refused(tmp_path, map_folder, "date,lon,lat\n" + "May 2,36,50\n" * 400)
    assert code == 1
    assert len(lines) == 102
    assert lines[100] == "HERE/in.csv:102: 50 more problems like this [FL104]"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "options", "code", "line"),
    [
        ("lon,lat\n36,50\n", (), 2, "date: no column date: expected one of lon, lat"),
        (
            "date,event_date,lon,lat\n,,36,50\n",
            (),
            2,
            "date: several columns match, date, event_date: choose one",
        ),
        ("date,x,y\n,36,50\n", (), 2, "lon: no column lon: expected one of date, x, y"),
        ("date,x\n,36\n", ("--lon", "z"), 2, 'lon: no column "z": expected one of date, x'),
        ("date,lon,lat\n", ("--crs", "no"), 2, 'crs: "no" is not a coordinate reference system'),
        ("date,lon,lat\n", ("--positive", "x"), 2, 'positive: "x" is not a side of the map'),
        ("date,lon,lat,front_km\n,,,\n", (), 2, "has the column front_km already"),
        ('{"type": "FeatureCollection"}', (), 2, "is JSON: expected CSV, GeoPackage or GeoParquet"),
        ("", (), 1, "the file is empty"),
        ("a,a\n1,2\n", (), 1, 'in.csv:1: duplicate column "a"'),
        ("date,lon,lat\n\n1,2,3,4\n", (), 1, "in.csv:3: row has 4 cells, but the header"),
        ('date,lon,lat\n"2024-05-02,36,50\n', (), 1, "not valid CSV: a quote is never closed"),
        (b"date,lon,lat\n2024-05-02,36,50\xff\n", (), 1, "is not UTF-8"),
        (
            b"SQLite format 3\x00 and no more",
            (),
            1,
            "in.csv: not valid GeoPackage: the file is damaged",
        ),
        (b"PAR1 and no more", (), 1, "in.csv: "),
    ],
)
def test_unusable_input_gives_one_line(text, options, code, line, map_folder, tmp_path):
    exit_code, lines = refused(tmp_path, map_folder, text, *options)
    assert (exit_code, [message for message in lines if line in message][:1]) == (
        code,
        lines[:1],
    ), lines


def test_an_unsupported_output_is_refused_and_errors_keep_an_existing_file(map_folder, tmp_path):
    code, lines = refused(tmp_path, map_folder, "date,lon,lat\n", out="out.xlsx")
    assert code == 2
    assert lines[0].endswith("out.xlsx: unsupported file extension: use .csv, .gpkg or .parquet")
    (tmp_path / "out.csv").write_text("before")
    (tmp_path / "in.csv").write_text("date,lon,lat\nbad,1,2\n")
    assert run("locate", tmp_path / "in.csv", map_folder, "-o", tmp_path / "out.csv").exit_code == 1
    assert (tmp_path / "out.csv").read_text() == "before"


@pytest.mark.slow
def test_the_output_may_replace_the_input(map_folder, tmp_path):
    path = write(events(20), tmp_path / "events.gpkg")
    assert run("locate", path, map_folder, "-o", path).exit_code == 0
    assert set(geopandas.read_file(path).columns) > set(NEW_COLUMNS)


@pytest.mark.slow
def test_csv_may_have_other_column_names_and_another_crs(map_folder, scene, tmp_path):
    points = events(40)
    projected = points.to_crs("EPSG:32637")
    table = projected.drop(columns="geometry").assign(
        x=projected.geometry.x, y=projected.geometry.y, geometry="text"
    )
    table.rename(columns={"event_date": "tag"}).to_csv(tmp_path / "in.csv", index=False)
    options = ("--date", "tag", "--lon", "x", "--lat", "y", "--crs", "EPSG:32637")
    for extension in table_stream.EXTENSIONS:
        out = tmp_path / f"out{extension}"
        assert run("locate", tmp_path / "in.csv", map_folder, "-o", out, *options).exit_code == 0
    expected = frontline.locate(points, scene)
    located = pandas.read_csv(tmp_path / "out.csv")
    assert (located["geometry"] == "text").all()
    pandas.testing.assert_frame_equal(
        located[NEW_COLUMNS],
        pandas.DataFrame(expected[NEW_COLUMNS]).astype(object).where(lambda cell: cell.notna()),
        check_dtype=False,
        atol=0.0011,
    )
    parquet = geopandas.read_parquet(tmp_path / "out.parquet")
    assert (parquet.crs, parquet.geometry.name) == ("EPSG:32637", "geometry_")
    assert (parquet["geometry"] == "text").all()


@pytest.mark.slow
def test_a_geopackage_with_several_layers_needs_a_layer_name(map_folder, tmp_path):
    path = tmp_path / "events.gpkg"
    events(5).to_file(path, driver="GPKG", layer="one")
    events(7).to_file(path, driver="GPKG", layer="two")
    result = run("locate", path, map_folder, "-o", tmp_path / "out.csv")
    assert (result.exit_code, result.stderr) == (
        2,
        f"frontline: {path}: several layers: choose one with layer: one, two\n",
    )
    assert (
        run("locate", path, map_folder, "-o", tmp_path / "o.csv", "--layer", "two").exit_code == 0
    )
    assert len(pandas.read_csv(tmp_path / "o.csv")) == 7
    assert run("locate", path, map_folder, "-o", tmp_path / "o.csv", "--layer", "no").exit_code == 2


@pytest.mark.slow
def test_a_geometry_that_is_no_point_is_reported_with_its_row(map_folder, tmp_path):
    points = events(3)
    points.loc[1, "geometry"] = box(36, 50, 37, 51)
    points.to_parquet(tmp_path / "in.parquet")
    result = run("locate", tmp_path / "in.parquet", map_folder, "-o", tmp_path / "out.csv")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (
        1,
        f"{tmp_path / 'in.parquet'}:2: the geometry is a Polygon: expected Point [FL304]",
    )


@pytest.mark.slow
def test_points_without_a_crs_are_refused_until_it_is_stated(map_folder, scene, tmp_path):
    points = events(3).set_crs(None, allow_override=True)
    with pytest.raises(frontline.UsageError, match="the points have no CRS"):
        frontline.locate(points, scene)
    points.to_parquet(tmp_path / "in.parquet")
    args = ("locate", tmp_path / "in.parquet", map_folder, "-o", tmp_path / "out.csv")
    assert run(*args).exit_code == 2
    assert run(*args, "--crs", "EPSG:4326").exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize("extension", [".gpkg", ".parquet"])
def test_column_types_are_the_same_in_every_chunk(extension, map_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(table_stream, "_MAX_ROWS", 2)
    points = events(6)
    points["late"] = [None, None, "x", None, "y", None]
    points["whole"] = pandas.array([None, None, 3, 4, None, None], dtype="Int64")
    points["share"] = [0.5, None, None, None, 1.5, 2.0]
    points["at"] = pandas.to_datetime(["2024-05-02T10:00"] * 5 + [None])
    points["yes"] = [True, False] * 3
    path = write(points, tmp_path / f"in{extension}")
    assert run("locate", path, map_folder, "-o", tmp_path / f"out{extension}").exit_code == 0
    before, after = read(path), read(tmp_path / f"out{extension}")
    for name in ("late", "whole", "share", "at", "yes"):
        keeps_types = extension == ".parquet"  # pandas stores its own types in the file as well
        pandas.testing.assert_series_equal(after[name], before[name], check_dtype=not keeps_types)
    if extension == ".parquet":
        before_schema, after_schema = (
            pyarrow.parquet.read_schema(tmp_path / f"{name}.parquet") for name in ("in", "out")
        )
        assert [after_schema.field(field.name).type for field in before_schema] == [
            field.type for field in before_schema
        ]


def test_columns_that_differ_only_in_case_are_refused_for_geopackage(map_folder, tmp_path):
    text = "n,date,lon,lat,Date\n1,,36,50,\n"
    code, lines = refused(tmp_path, map_folder, text, "--date", "date", out="out.gpkg")
    assert (code, lines) == (
        2,
        [
            "frontline: out.gpkg: a GeoPackage cannot have columns that differ only in "
            "case: date, write .csv or .parquet"
        ],
    )


def test_a_column_of_lists_is_preserved(map_folder, tmp_path):
    points = events(3)
    points["sources"] = [["a", "b"], ["c"], []]
    points.to_parquet(tmp_path / "in.parquet")
    out = tmp_path / "out.parquet"
    assert run("locate", tmp_path / "in.parquet", map_folder, "-o", out).exit_code == 0
    lists = geopandas.read_parquet(out)["sources"]
    assert [list(value) for value in lists] == points["sources"].tolist()


def test_a_write_error_of_gdal_is_reported_in_one_line(map_folder, tmp_path):
    points = events(3)
    points["amount"] = [1 + 2j] * 3
    with pytest.raises(frontline.UsageError, match=r"out\.gpkg: cannot be written: "):
        table_stream.TableWriter(tmp_path / "out.gpkg", has_positions=False).append(points)


@pytest.mark.slow
def test_columns_with_names_reserved_by_a_format_are_preserved(map_folder, tmp_path):
    text = "date,lon,lat,geom,fid,geometry\n2024-05-02,36.1,50.2,here,seven,there\n"
    (tmp_path / "in.csv").write_text(text)
    assert table_stream.EXTENSIONS
    for extension in table_stream.EXTENSIONS:
        out = tmp_path / f"out{extension}"
        assert run("locate", tmp_path / "in.csv", map_folder, "-o", out).exit_code == 0
        if extension == ".csv":
            assert out.read_text().startswith("date,lon,lat,geom,fid,geometry,control_status")
        elif extension == ".parquet":
            located = read(out)
            assert located[["geom", "fid", "geometry"]].to_numpy().tolist() == [
                ["here", "seven", "there"]
            ]
            assert located.geometry.iloc[0].equals(Point(36.1, 50.2))
        else:  # geopandas would call the points "geometry" too
            meta, _, points, values = pyogrio.raw.read(out)
            cells = dict(zip(meta["fields"], (column[0] for column in values), strict=True))
            assert [cells[name] for name in ("geom", "fid", "geometry")] == [
                "here",
                "seven",
                "there",
            ]
            assert shapely.from_wkb(points[0]).equals(Point(36.1, 50.2))


def test_locate_returns_counts_and_reports_progress(map_folder, scene, tmp_path):
    path = write(events(10).rename(columns={"event_date": "when"}), tmp_path / "in.csv")
    done = []
    reading = Reading(date="when")
    out = tmp_path / "out.csv"
    tally = project.locate(path, scene, out, reading=reading, step=done.append)
    assert (tally.rows, tally.positive, tally.edge, done) == (10, "north", True, [10])
