"""Adjacent hand-drawn areas with small drawing errors between them."""

from random import Random

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely.geometry import box

from frontline.ground.repair import mend


def km2(shape):
    bent = shapely.segmentize(shape, 0.0002)  # edges are straight in degrees, not geodesics
    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(bent)
    return abs(area) / 1e6


def test_a_very_thin_overlap_is_given_to_one_area_and_reported():
    left, right = box(36, 50, 36.1, 50.1), box(36.0999, 50, 36.2, 50.1)
    mended, repairs = mend([{"left": left, "right": right}])
    assert shapely.coverage_is_valid(list(mended.values()))
    assert shapely.union_all(list(mended.values())).equals(left | right)
    assert len(repairs) == 1
    before = {"left": left, "right": right}[repairs[0].id]
    assert repairs[0].before_km2 == pytest.approx(km2(before), abs=1e-9)
    assert repairs[0].after_km2 == pytest.approx(km2(mended[repairs[0].id]), abs=1e-9)
    assert repairs[0].before_km2 - repairs[0].after_km2 == pytest.approx(
        km2(left & right), abs=1e-6
    )


def test_a_very_thin_gap_is_closed_unless_another_area_fills_it():
    gap = box(36.04995, 50.1, 36.0501, 50.2)
    ring = box(36, 50, 36.3, 50.3) - gap
    left, right = ring & box(35, 49, 36.05, 51), ring & box(36.05, 49, 37, 51)
    mended, repairs = mend([{"left": left, "right": right}])
    assert len(repairs) == 1
    assert shapely.union_all(list(mended.values())).equals(box(36, 50, 36.3, 50.3))
    mended, repairs = mend([{"left": left, "right": right}, {"sliver": gap}])
    assert repairs == ()
    assert mended["right"].equals(right)


def test_a_wide_overlap_is_intended_and_kept():
    left, right = box(36, 50, 36.1, 50.1), box(36.05, 50, 36.2, 50.1)
    mended, repairs = mend([{"one": left, "two": right}])
    assert (mended, repairs) == ({"one": left, "two": right}, ())


def test_areas_of_different_layers_and_fitting_areas_are_unchanged():
    left, overlapping = box(36, 50, 36.1, 50.1), box(36.0999, 50, 36.2, 50.1)
    assert mend([{"one": left}, {"two": overlapping}]) == ({"one": left, "two": overlapping}, ())
    adjacent = box(36.1, 50, 36.2, 50.1)
    mended, repairs = mend([{"one": left, "two": adjacent}])
    assert mended["two"] is adjacent
    assert repairs == ()


def hair_parts(before, after):
    """Return what a repair moved that is wider than 20 m."""
    return (before ^ after).buffer(-1e-4)


def almost_fitting(seed):
    """Return an area bent around another, with edges that differ in the last digit."""
    random = Random(seed)
    west, south = round(random.uniform(20, 40), 1), round(random.uniform(45, 55), 1)
    x, y = ([start + 0.02 * i for i in range(4)] for start in (west, south))

    def off(value):
        return float(np.nextafter(value, value + (1 if random.random() < 0.5 else -1)))

    bent = shapely.Polygon(
        [
            *((x[0], off(y[1])), (x[0], y[2]), (x[1], y[2]), (x[2], y[2]), (off(x[2]), y[2])),
            *((x[3], y[2]), (x[3], y[1]), (off(x[2]), y[1]), (x[2], y[1]), (x[1], y[1])),
            *((x[1], y[0]), (x[0], y[0]), (x[0], y[1])),
        ]
    )
    inner = [(x[1], off(y[1])), (off(x[2]), off(y[1])), (off(x[2]), y[0]), (x[1], y[0])]
    return bent, shapely.Polygon(inner)


@pytest.mark.parametrize("seed", [18, 45, 117, 181, 217, 358, 399, 471, 533, 618])
def test_edges_that_differ_in_the_last_digit_never_give_an_area_away(seed):
    """GEOS gives the whole of one area to the other with each of these seeds."""
    bent, inner = almost_fitting(seed)
    west, south, *_ = bent.bounds
    slip = box(west - 0.02, south, west + 0.0001, south + 0.02)
    mended, repairs = mend([{"bent": bent, "inner": inner, "slip": slip}])
    assert (inner ^ mended["inner"]).area < 1e-10  # a square metre
    assert hair_parts(bent, mended["bent"]).is_empty
    assert len(repairs) == 1  # the slip of ten metres is still repaired


@pytest.mark.parametrize("shift", [-0.0001, 0.0001])
def test_the_edges_of_rival_sources_become_one_line(shift):
    left, right = box(36, 50, 36.1, 50.1), box(36.1 + shift, 50.02, 36.2, 50.08)
    mended, repairs = mend([{"left": left}, {"right": right}], [("left", "right")])
    assert mended["left"] is left
    assert [found.id for found in repairs] == ["right"]
    assert hair_parts(right, mended["right"]).is_empty
    assert (left & mended["right"]).length == pytest.approx(0.06)
    assert (left & mended["right"]).area == 0


def test_rivals_that_overlap_widely_or_lie_apart_are_unchanged():
    left = box(36, 50, 36.1, 50.1)
    for right in (
        box(36.09, 50, 36.2, 50.1),
        box(36.11, 50, 36.2, 50.1),
        box(36.1, 50, 36.2, 50.1),
    ):
        mended, repairs = mend([{"left": left}, {"right": right}], [("left", "right")])
        assert mended["right"].equals_exact(right)
        assert repairs == ()


def test_a_gap_between_rivals_stays_open_if_another_area_fills_it():
    left, right = box(36, 50, 36.1, 50.1), box(36.1001, 50, 36.2, 50.1)
    strip = box(36.1, 50, 36.1001, 50.1)
    mended, _ = mend([{"left": left}, {"right": right}, {"strip": strip}], [("left", "right")])
    assert mended["right"].equals(right)


def test_an_area_as_thin_as_a_hair_is_not_taken_away_by_a_rival():
    left, trench = box(36, 50, 36.1, 50.1), box(36.05, 50.02, 36.0501, 50.08)
    mended, _ = mend([{"left": left}, {"trench": trench}], [("left", "trench")])
    assert mended["trench"].equals(trench)


def test_the_tolerance_decides_which_overlap_is_an_error():
    left, right = box(36, 50, 36.1, 50.1), box(36.0995, 50, 36.2, 50.1)
    for tolerance_m, repaired in ((20, []), (60, ["right"])):
        _, repairs = mend([{"left": left}, {"right": right}], [("left", "right")], tolerance_m)
        assert [found.id for found in repairs] == repaired
