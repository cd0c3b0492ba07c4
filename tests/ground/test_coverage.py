"""Valid coverages of squares and each kind of fault; random polygons compared with shapely."""

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
"""Coinciding edges remove as many segments here as crossing edges add."""


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
def test_squares_fit_if_and_only_if_they_form_a_coverage(polygons, expected):
    assert fits(polygons) is expected


@pytest.mark.parametrize("seed", range(30))
def test_random_polygons_are_judged_as_by_shapely(seed):
    rng = np.random.default_rng(seed)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(rng.random((20, 2)))))
    cells = shapely.set_precision(shapely.clip_by_rect(cells, -1, -1, 2, 2), 1e-5)
    polygons = [
        cells[index] for index in rng.permutation(len(cells))[: rng.integers(2, len(cells))]
    ]
    if seed % 2:
        polygons.append(shapely.set_precision(shapely.buffer(polygons[0].centroid, 0.3), 1e-5))
    assert fits(polygons) == shapely.coverage_is_valid(polygons)
