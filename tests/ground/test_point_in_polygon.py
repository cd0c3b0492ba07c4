"""Points → the polygons that contain them: the grid compared with shapely, pair by pair."""

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from frontline.ground.point_in_polygon import PolygonIndex


def pairs(ground, spots):
    return sorted(zip(*(part.tolist() for part in ground.holders(spots)), strict=True))


def naive(polygons, spots):
    return sorted(
        (i, number)
        for number, polygon in enumerate(polygons)
        for i in np.flatnonzero(shapely.intersects_xy(polygon, spots[:, 0], spots[:, 1])).tolist()
    )


def cells(seed, count=60):
    """Return the cells of random sites, some of them merged, with holes and gaps."""
    luck = np.random.default_rng(seed)
    sites = shapely.multipoints(luck.uniform(0, 1, (count, 2)))
    parts = shapely.get_parts(shapely.voronoi_polygons(sites, extend_to=box(0, 0, 1, 1)))
    parts = shapely.set_precision(shapely.intersection(parts, box(0, 0, 1, 1)), 1e-5)
    owner = luck.integers(-1, 8, len(parts))
    return [
        shapely.union_all(parts[owner == n])
        for n in range(8)
        if not shapely.union_all(parts[owner == n]).is_empty
    ]


@pytest.mark.parametrize("seed", range(6))
def test_every_pair_is_that_of_shapely_for_points_anywhere_near_edges_and_on_corners(seed):
    polygons = cells(seed)
    luck = np.random.default_rng(seed)
    corners = shapely.get_coordinates(polygons)
    anywhere = luck.uniform(-0.2, 1.2, (2000, 2))
    near = corners[luck.integers(0, len(corners), 2000)] + luck.normal(0, 1e-4, (2000, 2))
    spots = np.concatenate([anywhere, near, corners])
    matches = pairs(PolygonIndex(polygons), spots)
    assert matches == naive(polygons, spots)
    assert len(matches) > 1000


def test_a_point_in_a_hole_is_in_what_fills_it_or_in_nothing():
    ring = Polygon(box(0, 0, 3, 3).exterior, [box(1, 1, 2, 2).exterior])
    spots = np.array([[1.5, 1.5], [0.5, 0.5], [2.5, 1.7]])
    assert pairs(PolygonIndex([ring]), spots) == [(1, 0), (2, 0)]
    assert pairs(PolygonIndex([ring, box(1, 1, 2, 2)]), spots) == [(0, 1), (1, 0), (2, 0)]


def test_a_point_on_a_border_is_in_all_that_meet_there():
    quarters = [box(x, y, x + 1, y + 1) for x in (0, 1) for y in (0, 1)]
    spots = np.array([[1.0, 1.0], [1.0, 0.3], [0.0, 0.4], [2.0, 2.0], [2.0000001, 1.5]])
    expected = [(0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 2), (2, 0), (3, 3)]
    assert pairs(PolygonIndex(quarters), spots) == expected


def test_polygons_that_overlap_both_have_the_point():
    both = [box(0, 0, 2, 2), box(1, 1, 3, 3)]
    spots = np.array([[1.5, 1.5], [0.5, 0.5], [2.5, 2.5], [2.5, 0.5]])
    assert pairs(PolygonIndex(both), spots) == [(0, 0), (0, 1), (1, 0), (2, 1)]


def test_a_thin_polygon_across_many_cells_of_the_grid():
    sliver = MultiPolygon([Polygon([(0, 0), (10, 9.9999), (10, 10)]), box(3, 7, 3.00001, 7.00001)])
    luck = np.random.default_rng(3)
    x = luck.uniform(0, 10, 20_000)
    spots = np.column_stack([x, x * luck.uniform(0.9999, 1.00001, len(x))])
    spots = np.concatenate([spots, [[3.000005, 7.000005], [3.00002, 7.0]]])
    assert pairs(PolygonIndex([sliver]), spots) == naive([sliver], spots)


def test_without_polygons_or_points_there_are_no_pairs():
    assert pairs(PolygonIndex([]), np.array([[1.0, 2.0]])) == []
    assert pairs(PolygonIndex([box(0, 0, 1, 1)]), np.empty((0, 2))) == []
    assert pairs(PolygonIndex([box(0, 0, 1, 1)]), np.array([[np.nan, 0.5], [1e300, 0.5]])) == []
