"""Adjacent hand-drawn areas with small drawing errors between them."""

import pytest
import shapely
from pyproj import Geod
from shapely.geometry import box

from frontline.ground.repair import mend


def km2(shape):
    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(shape)
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
