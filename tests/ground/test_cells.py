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


def test_a_single_place_gets_the_disc_of_its_reach():
    disc = cells({"a": (36.5, 50.2)}, None, 3)["a"]
    # A 64-gon inscribed in the circle: n/2 · sin(2π/n) · r²
    assert area_km2(disc) == pytest.approx(32 * math.sin(math.pi / 32) * 9, rel=1e-3)


def test_two_places_meet_halfway():
    cell_of = cells({"a": (36.5, 50.2), "b": (36.55, 50.2)}, None, 10)
    shared = shapely.intersection(cell_of["a"], cell_of["b"])
    assert shared.length > 0
    assert shapely.get_coordinates(shared)[:, 0] == pytest.approx(36.525, abs=1e-4)


def test_a_country_cuts_and_the_reach_ends():
    cell = cells({"a": (36.5, 50.2)}, box(36.5, 50, 37, 51), 3)["a"]
    assert cell.bounds[0] == pytest.approx(36.5, abs=1e-7)
    assert not cell.contains(Point(36.6, 50.2))  # 7 km away


def test_the_same_spot_twice_goes_to_the_first_id():
    assert list(cells({"b": (36.5, 50.2), "a": (36.5, 50.2)}, None, 3)) == ["a"]


def test_no_places_no_cells():
    assert cells({}, None, 3) == {}


def test_collinear_places_each_get_their_own():
    spots = {id: (36.5 + i / 20, 50.2) for i, id in enumerate("abcd")}
    cell_of = cells(spots, None, 5)
    assert all(cell_of[id].contains(Point(spots[id])) for id in spots)


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
def test_a_spot_lies_in_the_cell_of_its_nearest_place(spots, lon, lat):
    cell_of = cells(spots, None, 12)
    ranked = sorted((GEOD.inv(lon, lat, *at)[2], id) for id, at in spots.items() if id in cell_of)
    nearest, next_one = ranked[0], ranked[1] if len(ranked) > 1 else (math.inf, "")
    if nearest[0] < 11_500 and next_one[0] - nearest[0] > 50:
        assert cell_of[nearest[1]].contains(Point(lon, lat))
    if nearest[0] > 12_050:
        assert not any(cell.contains(Point(lon, lat)) for cell in cell_of.values())


def test_cells_over_the_antimeridian_are_cut_there():
    cell_of = cells(
        {"east": (179.96, 10.0), "west": (-179.96, 10.0), "far": (179.9, 10.05)}, None, 8
    )
    assert all(cell.is_valid and cell.bounds[2] <= 180 for cell in cell_of.values())
    total = sum(area_km2(cell) for cell in cell_of.values())
    shifted = cells({"east": (9.96, 10.0), "west": (10.04, 10.0), "far": (9.9, 10.05)}, None, 8)
    assert total == pytest.approx(sum(area_km2(cell) for cell in shifted.values()), rel=1e-3)
