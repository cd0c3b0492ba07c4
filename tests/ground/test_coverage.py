"""Small squares that fit or fail to fit in each possible way; random ones against shapely."""

import numpy as np
import pytest
import shapely
from shapely.geometry import Polygon, box

from frontline.ground.coverage import fits

LEFT, RIGHT = box(0, 0, 0.1, 0.1), box(0.1, 0, 0.2, 0.1)

STEPS = (0, 0.3, 0.6, 0.9)
SHARED_AND_CROSSED = [
    *(box(x, 0, x + 0.2, 0.1) for x in STEPS),
    *(box(x, 0.1, x + 0.1, 0.2) for x in STEPS),
    *(box(x + 0.1, 0.1, x + 0.2, 0.2) for x in STEPS),
    Polygon([(1.5, 0), (1.8, 0), (1.65, 0.1)]),
    Polygon([(1.65, 0.08), (1.9, 0.04), (1.9, 0.2)]),
]
"""As many edges are gone where two lie on each other as come to be where two cross."""


@pytest.mark.parametrize(
    ("polygons", "expected"),
    [
        ([], True),
        ([LEFT], True),
        ([LEFT, RIGHT], True),
        ([LEFT, box(0.3, 0, 0.4, 0.1)], True),
        ([LEFT, RIGHT.reverse()], True),
        ([box(0, 0, 0.3, 0.3) - box(0.1, 0.1, 0.2, 0.2), box(0.1, 0.1, 0.2, 0.2)], True),
        ([LEFT, LEFT], False),
        ([LEFT, box(0.05, 0.05, 0.2, 0.2)], False),
        ([box(0, 0, 0.3, 0.3), box(0.1, 0.1, 0.2, 0.2)], False),
        ([LEFT, Polygon([(0, 0), (0.1, 0), (0.05, 0.05)])], False),
        ([LEFT, box(0.1, 0.05, 0.2, 0.15)], False),
        (SHARED_AND_CROSSED, False),
    ],
)
def test_squares(polygons, expected):
    assert fits(polygons) is expected


@pytest.mark.parametrize("seed", range(30))
def test_random_polygons_as_shapely_sees_them(seed):
    chance = np.random.default_rng(seed)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(chance.random((20, 2)))))
    cells = shapely.set_precision(shapely.clip_by_rect(cells, -1, -1, 2, 2), 1e-5)
    some = [cells[i] for i in chance.permutation(len(cells))[: chance.integers(2, len(cells))]]
    if seed % 2:
        some.append(shapely.set_precision(shapely.buffer(some[0].centroid, 0.3), 1e-5))
    assert fits(some) == shapely.coverage_is_valid(some)
