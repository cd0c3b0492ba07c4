"""The nearest place and line, compared with all geodesic distances."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from frontline.ground.equal_area import frame_of
from frontline.ground.nearest import LineIndex, PlaceIndex, distance_km

GEOD = Geod(ellps="WGS84")


def all_km(position, positions):
    lon, lat = np.broadcast_to(position, positions.shape).T
    return GEOD.inv(lon, lat, *positions.T)[2] / 1000


def scattered(seed, count, west, south, east, north):
    rng = np.random.default_rng(seed)
    return np.column_stack([rng.uniform(west, east, count), rng.uniform(south, north, count)])


@pytest.mark.parametrize(
    "window", [(22, 44, 40, 52), (-180, -90, 180, 90), (179, 60, 180, 80), (-1, 89, 1, 90)]
)
def test_the_nearest_place_has_the_shortest_geodesic(window):
    places, positions = scattered(1, 400, *window), scattered(2, 300, *window)
    nearest = PlaceIndex(places).nearest(positions)
    assert nearest.tolist() == [int(np.argmin(all_km(position, places))) for position in positions]


def test_distances_are_measured_across_the_antimeridian():
    places = np.array([[-179.9, 10.0], [170.0, 10.0]])
    assert PlaceIndex(places).nearest(np.array([[179.9, 10.0]])).tolist() == [0]


def test_of_equally_near_places_the_first_is_chosen():
    places = np.array([[31.0, 50.0], [30.0, 50.0], [30.0, 50.0], [29.0, 50.0]])
    positions = np.array([[30.0, 50.0], [30.0, 49.0]])
    assert PlaceIndex(places).nearest(positions).tolist() == [1, 1]
    assert PlaceIndex(places[2:3]).nearest(positions).tolist() == [0, 0]


@pytest.mark.slow
def test_places_with_nearly_equal_chords_are_ordered_by_geodesic():
    """Equal chords along a meridian and along the equator have geodesics of different length."""
    origin = np.array([[0.0, 0.0]])
    lon, lat, _ = GEOD.fwd(0, 0, 90, 1_500_000.0)
    east = (lon, lat)
    nearest = set()
    for metres in np.linspace(1_499_900, 1_500_100, 201):
        lon, lat, _ = GEOD.fwd(0, 0, 0, metres)
        places = np.array([east, (lon, lat)])
        expected = int(np.argmin(all_km(origin[0], places)))
        assert PlaceIndex(places).nearest(origin).tolist() == [expected]
        nearest.add(expected)
    assert nearest == {0, 1}


def random_walk(seed, count=40):
    rng = np.random.default_rng(seed)
    steps = np.column_stack([rng.normal(0.05, 0.08, count), rng.normal(0, 0.08, count)])
    return np.array([31, 47]) + np.cumsum(steps, axis=0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_distance_to_lines_agrees_with_densified_lines(seed):
    lines = [random_walk(seed * 10 + n) for n in range(6)]
    drawn = np.random.default_rng(seed).random((70, 6)) < 0.7
    drawn[:, 0] = True
    drawn[5] = False
    positions = scattered(seed, 50, 29, 45, 35, 50)
    moments = np.random.default_rng(seed).integers(0, 70, len(positions))
    frame = frame_of(np.concatenate(lines))
    distances = LineIndex([tuple(map(tuple, line)) for line in lines], drawn, frame).distance_km(
        positions, moments
    )
    dense = [
        shapely.get_coordinates(shapely.segmentize(shapely.LineString(line), 0.0005))
        for line in lines
    ]
    assert np.isfinite(distances).any()
    for position, moment, km in zip(positions, moments, distances, strict=True):
        visible = [dense[n] for n in np.flatnonzero(drawn[moment])]
        if not visible:
            assert np.isnan(km)
            continue
        expected = all_km(position, np.concatenate(visible)).min()
        assert expected * 0.999 - 0.03 <= km <= expected * 1.001 + 0.001


def test_lines_are_straight_in_degrees():
    line = [(20.0, 60.0), (40.0, 60.0)]
    distances = LineIndex([line], np.ones((1, 1), bool), frame_of(np.array(line))).distance_km(
        np.array([[30.0, 60.0], [30.0, 61.0]]), np.zeros(2, dtype=np.int64)
    )
    assert distances[0] == pytest.approx(0, abs=0.002)
    dense = np.column_stack([np.linspace(20, 40, 100_001), np.full(100_001, 60.0)])
    assert distances[1] == pytest.approx(all_km((30.0, 61.0), dense).min(), rel=1e-4)


@settings(derandomize=True, max_examples=50)
@given(st.floats(-180, 180), st.floats(-90, 90))
def test_distance_is_symmetric_and_zero_to_itself(lon, lat):
    first, second = np.array([[lon, lat]]), np.array([[36.0, 50.0]])
    assert distance_km(first, first)[0] == pytest.approx(0, abs=1e-9)
    assert distance_km(first, second)[0] == pytest.approx(distance_km(second, first)[0], rel=1e-12)
