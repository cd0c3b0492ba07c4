"""Which polygons contain each point: the grid index compared with shapely, pair by pair."""

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from frontline.ground.point_in_polygon import PolygonIndex


def pairs(index, points):
    return sorted(zip(*(column.tolist() for column in index.holders(points)), strict=True))


def pairs_by_shapely(polygons, points):
    return sorted(
        (point_index, number)
        for number, polygon in enumerate(polygons)
        for point_index in np.flatnonzero(
            shapely.intersects_xy(polygon, points[:, 0], points[:, 1])
        ).tolist()
    )


def random_polygons(seed, count=60):
    """Return Voronoi cells of random sites, some merged and some removed, with holes and gaps."""
    rng = np.random.default_rng(seed)
    sites = shapely.multipoints(rng.uniform(0, 1, (count, 2)))
    parts = shapely.get_parts(shapely.voronoi_polygons(sites, extend_to=box(0, 0, 1, 1)))
    parts = shapely.set_precision(shapely.intersection(parts, box(0, 0, 1, 1)), 1e-5)
    owner = rng.integers(-1, 8, len(parts))
    return [
        shapely.union_all(parts[owner == number])
        for number in range(8)
        if not shapely.union_all(parts[owner == number]).is_empty
    ]


@pytest.mark.parametrize("seed", range(6))
def test_all_pairs_agree_with_shapely_for_random_points_and_points_near_corners(seed):
    polygons = random_polygons(seed)
    rng = np.random.default_rng(seed)
    corners = shapely.get_coordinates(polygons)
    anywhere = rng.uniform(-0.2, 1.2, (2000, 2))
    near = corners[rng.integers(0, len(corners), 2000)] + rng.normal(0, 1e-4, (2000, 2))
    points = np.concatenate([anywhere, near, corners])
    found_pairs = pairs(PolygonIndex(polygons), points)
    assert found_pairs == pairs_by_shapely(polygons, points)
    assert len(found_pairs) > 1000


def test_a_point_in_a_hole_is_only_in_the_polygon_that_fills_it():
    ring = Polygon(box(0, 0, 3, 3).exterior, [box(1, 1, 2, 2).exterior])
    points = np.array([[1.5, 1.5], [0.5, 0.5], [2.5, 1.7]])
    assert pairs(PolygonIndex([ring]), points) == [(1, 0), (2, 0)]
    assert pairs(PolygonIndex([ring, box(1, 1, 2, 2)]), points) == [(0, 1), (1, 0), (2, 0)]


def test_a_point_on_a_boundary_is_in_all_adjacent_polygons():
    quarters = [box(x, y, x + 1, y + 1) for x in (0, 1) for y in (0, 1)]
    points = np.array([[1.0, 1.0], [1.0, 0.3], [0.0, 0.4], [2.0, 2.0], [2.0000001, 1.5]])
    expected = [(0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 2), (2, 0), (3, 3)]
    assert pairs(PolygonIndex(quarters), points) == expected


def test_overlapping_polygons_both_contain_the_point():
    squares = [box(0, 0, 2, 2), box(1, 1, 3, 3)]
    points = np.array([[1.5, 1.5], [0.5, 0.5], [2.5, 2.5], [2.5, 0.5]])
    assert pairs(PolygonIndex(squares), points) == [(0, 0), (0, 1), (1, 0), (2, 1)]


def test_a_thin_polygon_across_many_grid_cells_agrees_with_shapely():
    sliver = MultiPolygon([Polygon([(0, 0), (10, 9.9999), (10, 10)]), box(3, 7, 3.00001, 7.00001)])
    rng = np.random.default_rng(3)
    x = rng.uniform(0, 10, 20_000)
    points = np.column_stack([x, x * rng.uniform(0.9999, 1.00001, len(x))])
    points = np.concatenate([points, [[3.000005, 7.000005], [3.00002, 7.0]]])
    assert pairs(PolygonIndex([sliver]), points) == pairs_by_shapely([sliver], points)


def test_without_polygons_or_points_there_are_no_pairs():
    assert pairs(PolygonIndex([]), np.array([[1.0, 2.0]])) == []
    assert pairs(PolygonIndex([box(0, 0, 1, 1)]), np.empty((0, 2))) == []
    assert pairs(PolygonIndex([box(0, 0, 1, 1)]), np.array([[np.nan, 0.5], [1e300, 0.5]])) == []
