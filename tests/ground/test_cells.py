import math

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import Point, box

from frontline.ground.cells import cells

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


def test_cells_are_cut_at_the_antimeridian():
    polygons = cells(
        {"east": (179.96, 10.0), "west": (-179.96, 10.0), "far": (179.9, 10.05)}, None, 8
    )
    assert all(cell.is_valid and cell.bounds[2] <= 180 for cell in polygons.values())
    total = sum(area_km2(cell) for cell in polygons.values())
    shifted = cells({"east": (9.96, 10.0), "west": (10.04, 10.0), "far": (9.9, 10.05)}, None, 8)
    assert total == pytest.approx(sum(area_km2(cell) for cell in shifted.values()), rel=1e-3)
