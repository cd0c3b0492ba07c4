"""Maps across the antimeridian, at a pole and around the globe are maps like any other."""

import json

import geopandas
import numpy as np
import pandas
import pytest
import shapely
from decoded_page import decoded_page
from shapely.geometry import box, mapping
from support import run, scene_of

import frontline
from frontline.ground.measure import area_km2
from frontline.model.longitudes import in_window

SPOTS = {
    "suva": (-1.56, -18.14, "a"),
    "rotuma": (-0.1, -17.2, "a"),
    "taveuni": (0.05, -16.85, "b"),
    "cici": (0.4, -17.6, "a"),
    "lau": (0.8, -18.2, "b"),
}
DRAWN = box(-0.5, -19.8, 0.6, -18.8)


def turned(lon):
    return lon - 360 if lon > 180 else lon


def write_map(folder, extent, spots, drawn=None, ground='method = "cells"\nreach_km = 40'):
    folder.mkdir()
    sides = "".join(f'[[sides]]\nid = "{id}"\nname = "Side {id}"\n' for id in "ab")
    (folder / "map.toml").write_text(
        f'title = "T"\nsummary = "S."\nperiod = "2024-05-08/2024-05-12"\ntimezone = "UTC"\n'
        f"extent = {list(extent)}\n{sides}[ground]\n{ground}\n"
    )
    (folder / "sources.csv").write_text(
        "id,title,publisher,url,published,language,reliability\n"
        "s,Survey,Press,https://example.org/s,2024-05-08,en,A\n"
    )
    places = [
        {"type": "Feature", "properties": {"id": id, "name": id.title(), "kind": "village"}}
        | {"geometry": {"type": "Point", "coordinates": [lon, lat]}}
        for id, (lon, lat, _) in spots.items()
    ]
    events = [
        f"e-{id},2024-05-{8 + n % 3:02},{id},held,{side},Held,s\n"
        for n, (id, (_, _, side)) in enumerate(spots.items())
    ]
    (folder / "events.csv").write_text("id,date,place,kind,side,title,source\n" + "".join(events))
    files = {"places.geojson": places}
    if drawn is not None:
        values = {"id": "belt", "side": "b", "status": "held", "from": "2024-05-09", "source": "s"}
        area = {"type": "Feature", "properties": values, "geometry": mapping(drawn)}
        files["areas.geojson"] = [area]
    for name, features in files.items():
        content = {"type": "FeatureCollection", "features": features}
        (folder / name).write_text(json.dumps(content))
    return folder


def moved_map(folder, by, extent, drawn):
    spots = {id: (round(turned(lon + by), 6), lat, side) for id, (lon, lat, side) in SPOTS.items()}
    return write_map(folder, extent, spots, drawn)


def by(geometry, lon):
    return shapely.transform(geometry, lambda xy: np.round(xy + np.array([lon, 0]), 6))


def histories(scene):
    """Return the control and the area of the zones on each day, without their positions."""
    return {
        day: sorted(
            (span.zone, span.control.status, span.control.side, round(scene.km2[span.zone], 1))
            for span in scene.spans
            if span.start <= day < span.end
        )
        for day in scene.dates
    }


@pytest.mark.parametrize("west", [-178.0, 182.0])
def test_a_map_across_the_antimeridian_is_the_same_map_as_elsewhere(tmp_path, west):
    here = scene_of(moved_map(tmp_path / "here", 20, [17, -20, 22, -15], by(DRAWN, 20)))
    cut = in_window(by(DRAWN, 180), -180.0)
    assert len(shapely.get_parts(cut)) == 2
    there = scene_of(moved_map(tmp_path / "there", 180, [177, -20, west, -15], cut))
    assert there.header.extent == (177, -20, 182, -15)
    assert histories(there) == histories(here)
    for zone in here.ground.zones:
        moved = shapely.transform(here.ground.polygon(zone), lambda xy: xy + np.array([160, 0]))
        assert (moved ^ there.ground.polygon(zone)).area < 1e-3 * moved.area, zone
    assert len(there.ground.zones["belt"]) == 1  # in one piece


def test_positions_beyond_180_are_those_of_the_other_side(tmp_path):
    cut, whole = in_window(by(DRAWN, 180), -180.0), by(DRAWN, 180)
    by_rfc = scene_of(moved_map(tmp_path / "rfc", 180, [177, -20, -178, -15], cut))
    spots = {id: (lon + 180, lat, side) for id, (lon, lat, side) in SPOTS.items()}
    beyond = scene_of(write_map(tmp_path / "beyond", [177, -20, 182, -15], spots, whole))
    assert histories(beyond) == histories(by_rfc)
    refused = run("check", write_map(tmp_path / "far", [30, -20, 35, -15], {"a": (190, -17, "a")}))
    assert "[FL301]" in refused.stderr + refused.stdout


def test_a_place_beyond_the_antimeridian_is_near(tmp_path):
    folder = moved_map(tmp_path / "east", 180, [177, -20, 180, -15], None)
    assert run("check", folder).exit_code == 0


def test_a_reversed_extent_is_no_map_of_the_rest_of_the_globe(tmp_path):
    folder = write_map(tmp_path / "map", [37, 50, 36, 51], {"a": (36.5, 50.5, "a")})
    assert "[FL307]" in run("check", folder).stderr


def test_a_belt_around_the_globe_has_its_area_in_every_output(tmp_path):
    belt = box(-180, 60, 180, 80)
    none = 'method = "none"'
    folder = write_map(tmp_path / "map", [-180, 50, 180, 90], {"alert": (-62, 82, "a")}, belt, none)
    scene = scene_of(folder)
    assert scene.km2["belt"] == pytest.approx(30_507_278, abs=1)
    page = decoded_page(scene, tmp_path)
    last = page["days"][len(scene.dates) - 1]
    assert sum(last["km2"]) == pytest.approx(30_507_278, abs=1)
    assert "30,507,278 km²" in frontline.alt(scene, scene.dates[-1])


@pytest.mark.parametrize("method", ["cells", "field"])
def test_ground_at_poles_and_around_the_globe_adds_up(tmp_path, method):
    spots = {
        "pole": (0, 90, "a"),
        "near": (179, 87, "b"),
        "south": (30, -90, "a"),
        "east": (179.9, -17, "a"),
        "west": (-179.9, -17, "b"),
        "kyiv": (30.5, 50.4, "a"),
        "quito": (-78.5, -0.2, "b"),
    }
    ground = f'method = "{method}"\nreach_km = 200'
    scene = scene_of(write_map(tmp_path / "map", [-180, -90, 180, 90], spots, None, ground))
    assert all(km2 > 0 for km2 in scene.km2.values())
    total = sum(scene.km2.values())
    discs = len(spots) * np.pi * 200**2
    assert 0.75 * discs < total < 1.02 * discs  # four of them share ground
    together = shapely.union_all([scene.ground.polygon(zone) for zone in scene.ground.zones])
    assert area_km2(together) == pytest.approx(total, rel=1e-6)
    assert shapely.bounds(together).tolist() == pytest.approx([-180, -90, 180, 90])


def test_a_long_edge_along_a_parallel_stays_on_it(tmp_path):
    shape = shapely.Polygon([(25, 20), (36, 20), (36, 22), (31, 22), (25, 22)])
    none = 'method = "none"'
    folder = write_map(tmp_path / "map", [22, 14, 37, 24], {"a": (26, 21, "a")}, shape, none)
    assert scene_of(folder).km2["belt"] == pytest.approx(253_236, abs=1)


def test_points_on_both_sides_of_the_antimeridian_are_located(tmp_path):
    cut = in_window(by(DRAWN, 180), -180.0)
    scene = scene_of(moved_map(tmp_path / "map", 180, [177, -20, -178, -15], cut))
    spots = [(-179.6, -17.6, "a"), (179.9, -17.2, "a"), (-179.9, -19.0, "b"), (178, -15.1, "")]
    rows = [{"date": "2024-05-12", "lon": lon, "lat": lat} for lon, lat, _ in spots]
    located = frontline.locate(pandas.DataFrame(rows), scene)
    assert located["control_side"].fillna("").tolist() == [side for *_, side in spots]


def test_places_around_a_pole_give_ground_around_it():
    points = geopandas.points_from_xy([0, 120, -120, 30], [89.8, 89.5, 89.6, 88.9], crs="EPSG:4326")
    places = geopandas.GeoDataFrame({"side": ["x", "y", "x", "y"]}, geometry=points)
    for method in ("cells", "field"):
        table = frontline.infer(places, method=method, reach_km=150)
        areas = table[table["kind"] == "area"]
        assert table.geometry.is_valid.all()
        together = areas.union_all()
        assert together.bounds[::2] == (-180, 180)
        assert together.bounds[3] == 90
        assert areas["km2"].sum() == pytest.approx(area_km2(together), rel=1e-6)
        assert areas["km2"].sum() > np.pi * 150**2


def test_bounds_across_the_antimeridian_cut_inferred_ground():
    points = geopandas.points_from_xy([179.8, 179.9], [-17, -17], crs="EPSG:4326")
    places = geopandas.GeoDataFrame({"side": ["x", "y"]}, geometry=points)
    table = frontline.infer(places, method="cells", reach_km=30, bounds=(179.85, -18, -179.95, -16))
    east = table[table["side"] == "y"].geometry.iloc[0]
    parts = sorted(part.bounds[:3:2] for part in shapely.get_parts(east))
    assert np.round(parts, 2).tolist() == [[-180, -179.95], [179.85, 180]]
