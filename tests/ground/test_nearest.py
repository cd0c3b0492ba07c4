"""The nearest place and line, compared with all geodesics."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from frontline.ground.equal_area import frame_of
from frontline.ground.nearest import LineIndex, PlaceIndex, distance_km

GEOD = Geod(ellps="WGS84")


def all_km(position, others):
    lon, lat = np.broadcast_to(position, others.shape).T
    return GEOD.inv(lon, lat, *others.T)[2] / 1000


def scattered(seed, count, west, south, east, north):
    luck = np.random.default_rng(seed)
    return np.column_stack([luck.uniform(west, east, count), luck.uniform(south, north, count)])


@pytest.mark.parametrize(
    "window", [(22, 44, 40, 52), (-180, -90, 180, 90), (179, 60, 180, 80), (-1, 89, 1, 90)]
)
def test_the_nearest_place_is_that_of_all_geodesics(window):
    places, spots = scattered(1, 400, *window), scattered(2, 300, *window)
    numbers = PlaceIndex(places).nearest(spots)
    assert numbers.tolist() == [int(np.argmin(all_km(spot, places))) for spot in spots]


def test_places_on_either_side_of_the_antimeridian_are_near():
    places = np.array([[-179.9, 10.0], [170.0, 10.0]])
    assert PlaceIndex(places).nearest(np.array([[179.9, 10.0]])).tolist() == [0]


def test_of_places_as_near_as_each_other_the_first_counts():
    places = np.array([[31.0, 50.0], [30.0, 50.0], [30.0, 50.0], [29.0, 50.0]])
    spots = np.array([[30.0, 50.0], [30.0, 49.0]])
    assert PlaceIndex(places).nearest(spots).tolist() == [1, 1]
    assert PlaceIndex(places[2:3]).nearest(spots).tolist() == [0, 0]


def test_what_the_chord_and_the_geodesic_order_differently_goes_by_the_geodesic():
    """The same chord spans arcs of different length along a meridian and along the equator."""
    spot = np.array([[0.0, 0.0]])
    lon, lat, _ = GEOD.fwd(0, 0, 90, 1_500_000.0)
    east = (lon, lat)
    nearest = set()
    for metres in np.linspace(1_499_900, 1_500_100, 201):
        lon, lat, _ = GEOD.fwd(0, 0, 0, metres)
        places = np.array([east, (lon, lat)])
        expected = int(np.argmin(all_km(spot[0], places)))
        assert PlaceIndex(places).nearest(spot).tolist() == [expected]
        nearest.add(expected)
    assert nearest == {0, 1}


def walk(seed, count=40):
    luck = np.random.default_rng(seed)
    steps = np.column_stack([luck.normal(0.05, 0.08, count), luck.normal(0, 0.08, count)])
    return np.array([31, 47]) + np.cumsum(steps, axis=0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_distance_to_lines_is_that_to_all_their_points(seed):
    lines = [walk(seed * 10 + n) for n in range(6)]
    present = np.random.default_rng(seed).random((70, 6)) < 0.7
    present[:, 0] = True
    present[5] = False
    spots = scattered(seed, 100, 29, 45, 35, 50)
    moment = np.random.default_rng(seed).integers(0, 70, len(spots))
    frame = frame_of(np.concatenate(lines))
    distances = LineIndex([tuple(map(tuple, line)) for line in lines], present, frame).distance_km(
        spots, moment
    )
    dense = [
        shapely.get_coordinates(shapely.segmentize(shapely.LineString(line), 0.0005))
        for line in lines
    ]
    assert np.isfinite(distances).any()
    for spot, row, km in zip(spots, moment, distances, strict=True):
        lines_present = [dense[n] for n in np.flatnonzero(present[row])]
        if not lines_present:
            assert np.isnan(km)
            continue
        true = all_km(spot, np.concatenate(lines_present)).min()
        assert true * 0.999 - 0.03 <= km <= true * 1.001 + 0.001


def test_a_long_straight_line_is_straight_in_degrees():
    line = [(20.0, 60.0), (40.0, 60.0)]
    distances = LineIndex([line], np.ones((1, 1), bool), frame_of(np.array(line))).distance_km(
        np.array([[30.0, 60.0], [30.0, 61.0]]), np.zeros(2, dtype=np.int64)
    )
    assert distances[0] == pytest.approx(0, abs=0.002)
    dense = np.column_stack([np.linspace(20, 40, 100_001), np.full(100_001, 60.0)])
    assert distances[1] == pytest.approx(all_km((30.0, 61.0), dense).min(), rel=1e-4)


@settings(derandomize=True, max_examples=50)
@given(st.floats(-180, 180), st.floats(-90, 90))
def test_a_distance_is_the_same_both_ways_and_zero_to_itself(lon, lat):
    first, second = np.array([[lon, lat]]), np.array([[36.0, 50.0]])
    assert distance_km(first, first)[0] == pytest.approx(0, abs=1e-9)
    assert distance_km(first, second)[0] == pytest.approx(distance_km(second, first)[0], rel=1e-12)
