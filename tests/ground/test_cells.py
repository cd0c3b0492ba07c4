import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import Point, box

from frontline.ground.cells import cells
from frontline.ground.measure import area_km2 as km2

GEOD = Geod(ellps="WGS84")


def area_km2(polygon):
    return abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(polygon))[0]) / 1e6


def test_a_single_place_gets_a_disc_with_the_radius_of_its_reach():
    disc = cells({"a": (36.5, 50.2)}, None, 3)["a"]
    # A 64-gon inscribed in the circle: n/2 · sin(2π/n) · r²
    assert area_km2(disc) == pytest.approx(32 * math.sin(math.pi / 32) * 9, rel=1e-3)


def test_two_places_meet_halfway():
    polygons = cells({"a": (36.5, 50.2), "b": (36.55, 50.2)}, None, 10)
    shared = shapely.intersection(polygons["a"], polygons["b"])
    assert shared.length > 0
    assert shapely.get_coordinates(shared)[:, 0] == pytest.approx(36.525, abs=1e-4)


def test_cells_are_clipped_to_the_country_and_the_reach():
    cell = cells({"a": (36.5, 50.2)}, box(36.5, 50, 37, 51), 3)["a"]
    assert cell.bounds[0] == pytest.approx(36.5, abs=1e-7)
    assert not cell.contains(Point(36.6, 50.2))  # 7 km away


def test_of_places_at_one_position_the_first_id_gets_the_cell():
    assert list(cells({"b": (36.5, 50.2), "a": (36.5, 50.2)}, None, 3)) == ["a"]


def test_without_places_there_are_no_cells():
    assert cells({}, None, 3) == {}


def test_collinear_places_each_get_a_cell():
    positions = {id: (36.5 + index / 20, 50.2) for index, id in enumerate("abcd")}
    polygons = cells(positions, None, 5)
    assert all(polygons[id].contains(Point(positions[id])) for id in positions)


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("abcdefgh"),
        st.tuples(st.floats(36, 36.6), st.floats(50, 50.4)),
        min_size=2,
    ),
    st.floats(36, 36.6),
    st.floats(50, 50.4),
)
def test_a_point_lies_in_the_cell_of_its_nearest_place(positions, lon, lat):
    polygons = cells(positions, None, 12)
    by_distance = sorted(
        (GEOD.inv(lon, lat, *position)[2], id)
        for id, position in positions.items()
        if id in polygons
    )
    nearest, second = by_distance[0], by_distance[1] if len(by_distance) > 1 else (math.inf, "")
    if nearest[0] < 11_500 and second[0] - nearest[0] > 50:
        assert polygons[nearest[1]].contains(Point(lon, lat))
    if nearest[0] > 12_050:
        assert not any(cell.contains(Point(lon, lat)) for cell in polygons.values())


def test_cells_across_the_antimeridian_are_whole():
    polygons = cells(
        {"east": (179.96, 10.0), "west": (180.04, 10.0), "far": (179.9, 10.05)}, None, 8
    )
    assert all(cell.geom_type == "Polygon" and cell.is_valid for cell in polygons.values())
    here = cells({"east": (35.96, 10.0), "west": (36.04, 10.0), "far": (35.9, 10.05)}, None, 8)
    for id, cell in polygons.items():
        moved = shapely.transform(here[id], lambda xy: xy + np.array([144, 0]))
        assert (cell ^ moved).area < 1e-6


def test_cells_around_a_pole_reach_it_along_all_longitudes():
    positions = {"a": (0.0, 89.9), "b": (90.0, 89.5), "c": (-120.0, 89.7)}
    polygons = cells(positions, None, 100)
    assert all(cell.is_valid for cell in polygons.values())
    west, _, east, north = polygons["a"].bounds
    assert (east - west, north) == (360, 90)
    together = shapely.union_all(list(polygons.values()))
    assert sum(map(km2, polygons.values())) == pytest.approx(km2(together), rel=1e-9)
    for lon in range(-75, 280, 15):
        lat = 89.98
        nearest = min(positions, key=lambda place: GEOD.inv(lon, lat, *positions[place])[2])
        assert polygons[nearest].intersects(Point(lon, lat)), lon


@pytest.mark.parametrize("lat", [90.0, -90.0])
def test_a_place_at_a_pole_has_a_cap(lat):
    cap = cells({"pole": (10.0, lat)}, None, 100)["pole"]
    assert cap.is_valid
    assert cap.bounds[2] - cap.bounds[0] == pytest.approx(360)
    assert km2(cap) == pytest.approx(32 * math.sin(math.pi / 32) * 1e4, rel=2e-3)
