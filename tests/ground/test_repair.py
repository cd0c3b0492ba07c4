"""Hand-drawn squares with small drawing errors between them."""

import pytest
import shapely
from pyproj import Geod
from shapely.geometry import box

from frontline.ground.repair import mend


def km2(shape):
    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(shape)
    return abs(area) / 1e6


def test_a_hair_thin_overlap_goes_to_one_of_the_two_and_is_reported():
    first, second = box(36, 50, 36.1, 50.1), box(36.0999, 50, 36.2, 50.1)
    polygons, repairs = mend([{"one": first, "two": second}])
    assert shapely.coverage_is_valid(list(polygons.values()))
    assert shapely.union_all(list(polygons.values())).equals(first | second)
    assert len(repairs) == 1
    before = {"one": first, "two": second}[repairs[0].id]
    assert repairs[0].before_km2 == pytest.approx(km2(before), abs=1e-9)
    assert repairs[0].after_km2 == pytest.approx(km2(polygons[repairs[0].id]), abs=1e-9)
    assert repairs[0].before_km2 - repairs[0].after_km2 == pytest.approx(
        km2(first & second), abs=1e-6
    )


def test_a_hair_thin_gap_is_closed_unless_somebody_has_ground_there():
    gap = box(36.04995, 50.1, 36.0501, 50.2)
    ring = box(36, 50, 36.3, 50.3) - gap
    left, right = ring & box(35, 49, 36.05, 51), ring & box(36.05, 49, 37, 51)
    polygons, repairs = mend([{"left": left, "right": right}])
    assert len(repairs) == 1
    assert shapely.union_all(list(polygons.values())).equals(box(36, 50, 36.3, 50.3))
    polygons, repairs = mend([{"left": left, "right": right}, {"sliver": gap}])
    assert repairs == ()
    assert polygons["right"].equals(right)


def test_a_wide_overlap_is_meant():
    first, second = box(36, 50, 36.1, 50.1), box(36.05, 50, 36.2, 50.1)
    polygons, repairs = mend([{"one": first, "two": second}])
    assert (polygons, repairs) == ({"one": first, "two": second}, ())


def test_areas_of_different_sheets_and_areas_that_fit_stay_as_they_are():
    first, second = box(36, 50, 36.1, 50.1), box(36.0999, 50, 36.2, 50.1)
    assert mend([{"one": first}, {"two": second}]) == ({"one": first, "two": second}, ())
    fits = box(36.1, 50, 36.2, 50.1)
    polygons, repairs = mend([{"one": first, "two": fits}])
    assert polygons["two"] is fits
    assert repairs == ()
