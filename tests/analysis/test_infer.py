"""Fronts inferred from tables: cases solved by hand, symmetry, and invariants."""

import json
import math
from functools import cache

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box
from support import run

import frontline
from frontline import DataError, UsageError
from frontline.ground.measure import area_km2

# A grid of places about 1.4 km apart; the true front is the meridian of 36.5 east.
GRID = [(36.3 + i / 50, 50 + j / 80) for i in range(21) for j in range(17)]


def frame(positions, sides, **columns):
    points = [Point(position) for position in positions]
    return geopandas.GeoDataFrame({"side": sides, **columns}, geometry=points, crs="EPSG:4326")


def by_meridian(positions, meridian=36.5):
    return ["east" if lon > meridian else "west" for lon, _ in positions]


def rows_of_kind(table, name):
    return table[table["kind"] == name]


OFF_GRID = [(lon + 0.01, lat) for lon, lat in GRID]  # no place on the meridian


@cache
def halves(method="field"):
    """Return the map inferred from the places off the meridian."""
    return frontline.infer(frame(OFF_GRID, by_meridian(OFF_GRID)), method=method)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["field", "cells"])
def test_a_straight_front_lies_halfway_between_places(method):
    table = halves(method)
    assert list(rows_of_kind(table, "area")["side"]) == ["east", "west"]
    (front,) = rows_of_kind(table, "front").geometry
    inner = shapely.intersection(front, box(36, 50.03, 37, 50.17))
    assert shapely.get_coordinates(inner)[:, 0] == pytest.approx(36.5, abs=0.002)


@pytest.mark.slow
def test_the_band_lies_around_the_front():
    table = halves()
    (band,) = rows_of_kind(table, "band").geometry
    (front,) = rows_of_kind(table, "front").geometry
    assert rows_of_kind(table, "band")["level"].iloc[0] == 0.8
    assert front.difference(band.buffer(1e-4)).length < 0.02 * front.length
    assert 0.1 * front.length * 0.02 < band.area


@pytest.mark.slow
def test_mirrored_places_give_the_mirrored_map():
    sides = by_meridian(OFF_GRID)
    mirrored = [(73 - lon, lat) for lon, lat in OFF_GRID]
    table = halves()
    mirrored_table = frontline.infer(
        frame(mirrored, ["west" if s == "east" else "east" for s in sides])
    )
    assert sorted(rows_of_kind(table, "area")["km2"]) == pytest.approx(
        sorted(rows_of_kind(mirrored_table, "area")["km2"]), rel=5e-3
    )


@pytest.mark.slow
def test_sides_are_treated_alike():
    sides = ["west" if side == "east" else "east" for side in by_meridian(OFF_GRID)]
    swapped = frontline.infer(frame(OFF_GRID, sides))
    areas = [rows_of_kind(table, "area").set_index("side")["km2"] for table in (halves(), swapped)]
    assert areas[0]["east"] == pytest.approx(areas[1]["west"], rel=1e-6)


@pytest.mark.slow
def test_the_field_overrules_a_lone_wrong_label_and_cells_keep_it():
    sides = by_meridian(OFF_GRID)
    index = min(range(len(OFF_GRID)), key=lambda number: math.dist(OFF_GRID[number], (36.6, 50.1)))
    sides[index] = "west"
    position = Point(OFF_GRID[index])
    areas = {
        method: rows_of_kind(
            frontline.infer(frame(OFF_GRID, sides), method=method), "area"
        ).set_index("side")
        for method in ("field", "cells")
    }
    assert areas["field"].geometry["east"].contains(position)
    assert areas["cells"].geometry["west"].contains(position)


@pytest.mark.parametrize("method", ["field", "cells"])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_lone_side_holds_everything_within_reach(method, count):
    positions = [(36.5 + n / 20, 50.2) for n in range(count)]  # collinear, too
    table = frontline.infer(frame(positions, ["a"] * count), method=method, reach_km=3)
    assert list(table["kind"]) in (["area"], ["area", "band"])
    area = table.geometry.iloc[0]
    assert all(area.contains(Point(position)) for position in positions)
    assert not area.contains(Point(36.4, 50.2))  # 7 km off


@pytest.mark.slow
@settings(max_examples=15)
@given(st.randoms(use_true_random=False), st.sampled_from(["field", "cells"]))
def test_the_order_of_rows_does_not_matter(random, method):
    rows = [(position, "a" if random.random() < 0.5 else "b") for position in OFF_GRID[:60]]
    shuffled = list(rows)
    random.shuffle(shuffled)
    first, second = (
        frontline.infer(frame(*zip(*table, strict=True)), method=method)
        for table in (rows, shuffled)
    )
    assert first.to_json() == second.to_json()


@pytest.mark.slow
@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_more_evidence_for_a_side_never_shrinks_it(random):
    positions = [(36.3 + random.random() * 0.3, 50 + random.random() * 0.2) for _ in range(30)]
    sides = ["a" if random.random() < 0.5 else "b" for _ in positions]
    weights = [1.0] * len(positions)
    before = frontline.infer(frame(positions, sides, weight=weights), reach_km=8)
    repeated = random.randrange(len(positions))
    more_rows = frame([*positions, positions[repeated]], [*sides, "a"], weight=[*weights, 2.0])
    after = frontline.infer(more_rows, reach_km=8)
    areas = [
        shapely.union_all(list(table[(table["kind"] == "area") & (table["side"] == "a")].geometry))
        for table in (before, after)
    ]
    lost = areas[0].difference(areas[1])
    assert lost.is_empty or area_km2(lost.buffer(0)) < 0.02


def test_evidence_does_not_pass_a_barrier():
    river = LineString([(36.45, 49), (36.45, 51)])
    positions = [(36.40, 50.1), (36.46, 50.1)]
    sides = ["a", "b"]
    table = frontline.infer(frame(positions, sides), method="cells", reach_km=8, barrier=river)
    areas = rows_of_kind(table, "area").set_index("side").geometry
    assert areas["a"].bounds[2] == pytest.approx(36.45, abs=1e-4)
    assert areas["b"].bounds[0] == pytest.approx(36.45, abs=1e-4)


@pytest.mark.slow
def test_bounds_clip_the_areas():
    table = frontline.infer(
        frame(OFF_GRID, by_meridian(OFF_GRID)), bounds=(36.4, 50.05, 36.6, 50.15)
    )
    assert table.total_bounds == pytest.approx((36.4, 50.05, 36.6, 50.15), abs=2e-3)


def test_a_base_moves_only_where_places_contradict_it():
    base = geopandas.GeoDataFrame(
        {"side": ["a", "b"]}, geometry=[box(36, 50, 36.5, 50.4), box(36.5, 50, 37, 50.4)], crs=4326
    )
    positions, sides = [(36.2, 50.2), (36.6, 50.2), (36.8, 50.2)], ["a", "a", "b"]
    table = frontline.infer(frame(positions, sides), method="base", base=base, reach_km=3)
    areas = rows_of_kind(table, "area").set_index("side").geometry
    assert areas["a"].contains(Point(36.6, 50.2))
    assert areas["b"].contains(Point(36.9, 50.35))  # far from any place: as drawn
    assert areas["a"].contains(Point(36.1, 50.35))
    assert shapely.union_all(list(areas)).area == pytest.approx(0.4, rel=1e-6)


@pytest.mark.slow
def test_inferred_areas_can_be_the_base_of_the_next_run(tmp_path):
    rows = ["lon,lat,side", *(f"{lon},{lat},{'b' if lon > 36.5 else 'a'}" for lon, lat in OFF_GRID)]
    (tmp_path / "places.csv").write_text("\n".join(rows))
    for extension in ("geojson", "gpkg"):
        may, june = (tmp_path / f"{month}.{extension}" for month in ("may", "june"))
        run("infer", tmp_path / "places.csv", "-o", may)
        result = run(
            "infer", tmp_path / "places.csv", "--method", "base", "--base", may, "-o", june
        )
        assert (result.exit_code, result.stderr) == (0, "")
        may_areas, june_areas = (
            rows_of_kind(geopandas.read_file(path), "area") for path in (may, june)
        )
        assert list(june_areas.km2) == pytest.approx(list(may_areas.km2), rel=1e-5)


def test_older_rows_weigh_less():
    positions = [(36.5, 50.2)] * 2
    table = frontline.infer(
        frame(positions, ["old", "new"], date=["2024-04-01", "2024-05-01"]),
        method="cells",
        reach_km=3,
    )
    assert list(rows_of_kind(table, "area")["side"]) == ["new"]


@pytest.mark.slow
def test_the_band_is_wider_where_rows_are_older_or_lighter():
    fresh = frame(OFF_GRID, by_meridian(OFF_GRID), date="2024-05-01")
    north = [lat > 50.1 for _, lat in OFF_GRID]
    old = fresh.assign(date=np.where(north, "2024-04-17", "2024-05-01"))
    light = fresh.assign(weight=np.where(north, 0.5, 1))
    tables = [frontline.infer(table) for table in (fresh, old, light)]
    bands, fronts = (
        [rows_of_kind(table, kind).geometry.iloc[0] for table in tables]
        for kind in ("band", "front")
    )
    assert fronts[0] == fronts[1]
    # Two weeks halve a weight; beside fresh places, age counts against the old ones as well.
    assert bands[1].symmetric_difference(bands[2]).area < 0.2 * bands[2].area
    assert bands[0].difference(bands[1]).area < 1e-9
    assert bands[1].area > 1.05 * bands[0].area


@pytest.mark.slow
def test_the_areas_of_three_sides_do_not_overlap():
    sides = ["a" if lon < 36.45 else "b" if lat > 50.1 else "c" for lon, lat in OFF_GRID]
    table = frontline.infer(frame(OFF_GRID, sides))
    areas = list(rows_of_kind(table, "area").geometry)
    assert len(areas) == 3
    assert sum(area.area for area in areas) == pytest.approx(
        shapely.union_all(areas).area, rel=1e-6
    )
    assert set(rows_of_kind(table, "front")["side"]) == {"a / b", "a / c", "b / c"}


CSV = "lon,lat,side,weight\n" + "\n".join(
    f"{lon:.5f},{lat:.5f},{side},1"
    for (lon, lat), side in zip(OFF_GRID, by_meridian(OFF_GRID), strict=True)
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "extension"),
    [("csv", "geojson"), ("csv", "gpkg"), ("geojson", "gpkg"), ("gpkg", "geojson")],
)
def test_the_command_reads_and_writes_each_format(tmp_path, source, extension):
    places, out = tmp_path / f"places.{source}", tmp_path / f"areas.{extension}"
    if source == "csv":
        places.write_text(CSV)
    else:
        frame(OFF_GRID, by_meridian(OFF_GRID)).to_file(places)
    result = run("infer", places, "-o", out)
    assert (result.exit_code, result.stderr) == (0, "")
    table = geopandas.read_file(out)
    assert set(table["kind"]) == {"area", "front", "band"}
    assert "front east / west:" in result.stdout


@pytest.mark.slow
def test_two_runs_write_the_same_bytes(tmp_path):
    (tmp_path / "places.csv").write_text(CSV)
    for name in ("one.geojson", "two.geojson"):
        run("infer", tmp_path / "places.csv", "-o", tmp_path / name)
    first, second = (tmp_path / "one.geojson").read_bytes(), (tmp_path / "two.geojson").read_bytes()
    assert first == second
    assert json.loads(first)["type"] == "FeatureCollection"


def test_all_bad_rows_are_reported_together(tmp_path):
    places = tmp_path / "places.csv"
    places.write_text("lon,lat,side,weight\n36,50,,1\nx,50,a,1\n36,95,a,1\n36,50,a,-1\n36,,a,1\n")
    result = run("infer", places, "-o", tmp_path / "out.geojson")
    lines = [line.replace(f"{places}:", "") for line in result.stderr.splitlines()]
    assert result.exit_code == 1
    assert lines == [
        '2: "side" is missing [FL102]',
        '3: "lon": "x" is not a number [FL109]',
        "4: longitude 36, latitude 95 is out of range: possibly swapped, GeoJSON puts longitude "
        "first [FL301]",
        '5: "weight": -1 is not a weight: expected 0 or more [FL109]',
        '6: "lat" is missing [FL102]',
        "5 problems",
    ]
    assert not (tmp_path / "out.geojson").exists()


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (["--method", "magic"], "magic"),
        (["--method", "base"], "needs polygons to start from"),
        (["--bounds", "1,2,3"], "four numbers"),
        (["--bounds", "3,2,1,4"], "west must be less"),
        (["--reach-km", "-1"], "more than 0"),
        (["-o", "areas.shp"], ".geojson or .gpkg"),
    ],
)
def test_wrong_usage_gives_one_line(tmp_path, args, line):
    (tmp_path / "places.csv").write_text(CSV)
    result = run("infer", tmp_path / "places.csv", "-o", tmp_path / "o.geojson", *args)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert line in result.stderr


def test_an_empty_table_is_wrong_usage():
    with pytest.raises(UsageError, match="no place"):
        frontline.infer(frame([], []))


def test_other_geometries_than_points_are_refused():
    with pytest.raises(DataError, match="expected Point"):
        frontline.infer(
            geopandas.GeoDataFrame({"side": ["a"]}, geometry=[box(0, 0, 1, 1)], crs=4326)
        )


@pytest.mark.slow
def test_areas_of_random_labels_do_not_overlap():
    labels = np.random.default_rng(5).choice(["a", "b"], len(OFF_GRID))
    areas = list(rows_of_kind(frontline.infer(frame(OFF_GRID, labels)), "area").geometry)
    assert sum(area.area for area in areas) == pytest.approx(
        shapely.union_all(areas).area, rel=1e-6
    )


def refusals(frame_or_rows):
    with pytest.raises(DataError) as caught:
        frontline.infer(frame_or_rows)
    return [f"{issue.line} {issue.code}" for issue in caught.value.issues]


def test_sides_that_differ_in_case_or_letters_are_refused_once_each():
    sides = ["Rebels", "rebels", "rebels ", "Rebels", "Rеbels", "army"]  # one е is Cyrillic
    assert refusals(frame(OFF_GRID[:6], sides)) == ["2 FL240", "5 FL240"]


def test_zero_positions_and_the_one_swapped_among_others_are_refused():
    positions = [*OFF_GRID[:4], (0, 0), OFF_GRID[5][::-1]]
    assert refusals(frame(positions, ["a"] * 6)) == ["5 FL352", "6 FL302"]
    assert refusals(frame([*OFF_GRID[:5], OFF_GRID[5][::-1]], ["a"] * 6)) == ["6 FL302"]


def test_a_missing_column_is_one_message(tmp_path):
    for text, column in (("lon,latt,side\n1,2,a\n1,3,b\n", '"lat" or "latitude"'),):
        (tmp_path / "places.csv").write_text(text)
        result = run("infer", tmp_path / "places.csv", "-o", tmp_path / "o.geojson")
        assert result.stderr.count(f"1: the table has no column {column} [FL102]") == 1
        assert len(result.stderr.splitlines()) == 2
    unnamed = frame(OFF_GRID[:3], ["a"] * 3).drop(columns="side")
    assert refusals(unnamed) == ["1 FL102"]


def test_columns_and_days_are_read_as_locate_reads_them(tmp_path):
    rows = "Longitude,LATITUDE,side,event_date\n36.4,50.1,a,{}\n36.5,50.1,b,2024-05-12\n"
    outputs = set()
    for number, day in enumerate(("20240512", "2024-05-12T10:00:00Z", "2024-05-12 00:00:00.000")):
        (tmp_path / f"{number}.csv").write_text(rows.format(day))
        run("infer", tmp_path / f"{number}.csv", "-o", tmp_path / f"{number}.geojson")
        outputs.add((tmp_path / f"{number}.geojson").read_text())
    assert len(outputs) == 1
    (tmp_path / "m.csv").write_text(rows.format("2024-05"))
    refused = run("infer", tmp_path / "m.csv", "-o", tmp_path / "m.geojson")
    assert '"2024-05" is not a single date [FL104]' in refused.stderr


@pytest.mark.parametrize("method", ["field", "cells"])
def test_contested_and_unknown_places_are_no_belligerents(method):
    positions = [*OFF_GRID[:8], OFF_GRID[8], OFF_GRID[9]]
    sides = [*["a"] * 4, *["b"] * 4, "CONTESTED", "unknown"]
    table = frontline.infer(frame(positions, sides), method=method)
    assert set(rows_of_kind(table, "area")["side"]) == {"a", "b"}
    assert set(rows_of_kind(table, "front")["side"]) <= {"a / b"}
    (contested,) = rows_of_kind(table, "contested").geometry
    assert contested.contains(Point(positions[8]))
    unknown_left_out = frontline.infer(frame(positions[:-1], sides[:-1]), method=method)
    assert unknown_left_out.to_json() == table.to_json()


@pytest.mark.parametrize("method", ["field", "cells"])
def test_opposite_sides_on_one_point_are_contested_in_either_order(method):
    positions = [(36.4, 50.1), (36.4, 50.1), (36.5, 50.1), (36.3, 50.1)]
    tables = [
        frontline.infer(frame(positions, sides), method=method, reach_km=5)
        for sides in (["a", "b", "b", "a"], ["b", "a", "b", "a"])
    ]
    assert tables[0].to_json() == tables[1].to_json()
    (contested,) = rows_of_kind(tables[0], "contested").geometry
    assert contested.contains(Point(36.4, 50.1))


def test_places_on_both_sides_of_the_antimeridian_give_the_same_map_as_elsewhere():
    turned = [(lon + 143.5 - (360 if lon > 36.5 else 0), lat) for lon, lat in OFF_GRID]
    here = frontline.infer(frame(OFF_GRID, by_meridian(OFF_GRID)), method="cells", reach_km=4)
    there = frontline.infer(frame(turned, by_meridian(OFF_GRID)), method="cells", reach_km=4)
    assert list(there["kind"]) == list(here["kind"])
    assert there["km2"].dropna().tolist() == pytest.approx(here["km2"].dropna().tolist(), rel=1e-3)
    assert there.geometry.total_bounds[0] < -179
    assert max(shape.bounds[3] for shape in there.geometry) < 51  # no corner at the pole


@pytest.mark.slow
def test_fresh_labels_beat_old_neighbours_and_equal_ages_change_nothing():
    sides = by_meridian(OFF_GRID)
    news = [number for number, (lon, _) in enumerate(OFF_GRID) if 36.5 < lon < 36.56]
    for number in news[::2]:
        sides[number] = "west"
    days = ["2024-06-01" if number in news[::2] else "2024-01-01" for number in range(len(sides))]
    areas = [
        rows_of_kind(frontline.infer(table), "area").set_index("side")["km2"]["west"]
        for table in (
            frame(OFF_GRID, sides),
            frame(OFF_GRID, sides, date=["2024-06-01"] * len(sides)),
            frame(OFF_GRID, sides, date=days),
        )
    ]
    assert areas[0] == areas[1]
    assert areas[2] > areas[0] + 20


@pytest.mark.slow
def test_places_within_ground_of_others_are_named_and_no_part_of_a_base(tmp_path):
    sides = by_meridian(OFF_GRID)
    index = min(range(len(OFF_GRID)), key=lambda number: math.dist(OFF_GRID[number], (36.6, 50.1)))
    sides[index] = "west"
    overruled = rows_of_kind(frontline.infer(frame(OFF_GRID, sides)), "overruled")
    assert list(overruled["side"]) == ["west"]
    assert list(overruled.geometry) == [Point(OFF_GRID[index])]
    rows = [f"{lon},{lat},{side}" for (lon, lat), side in zip(OFF_GRID, sides, strict=True)]
    (tmp_path / "p.csv").write_text("\n".join(["lon,lat,side", *rows]))
    result = run("infer", tmp_path / "p.csv", "-o", tmp_path / "a.geojson")
    lon, lat = OFF_GRID[index]
    assert f"overruled west: 1 place at {lon:g}, {lat:g}\n" in result.stdout
    options = ("--method", "base", "--base", tmp_path / "a.geojson", "-o", tmp_path / "b.gpkg")
    assert run("infer", tmp_path / "p.csv", *options).exit_code == 0


@pytest.mark.parametrize("method", ["field", "cells"])
def test_ground_is_cut_to_a_country(method, tmp_path):
    country = box(36.35, 50.05, 36.6, 50.15)
    places = frame(OFF_GRID[:120], by_meridian(OFF_GRID[:120], 36.4))
    table = frontline.infer(places, method=method, within=country)
    areas = rows_of_kind(table, "area").geometry
    assert all(country.buffer(1e-4).contains(area) for area in areas)
    geopandas.GeoDataFrame(geometry=[country], crs=4326).to_file(tmp_path / "c.geojson")
    places.to_file(tmp_path / "p.geojson")
    options = ("--within", tmp_path / "c.geojson", "--method", method)
    run("infer", tmp_path / "p.geojson", *options, "-o", tmp_path / "o.geojson")
    assert shapely.union_all(geopandas.read_file(tmp_path / "o.geojson").geometry).area < 0.03
