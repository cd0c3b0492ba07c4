"""Random drawings with noise in their edges: no repair moves more than a hair."""

from itertools import pairwise
from random import Random

import numpy as np
import pytest
import shapely
from shapely.geometry import Polygon, box

from frontline.ground import coverage
from frontline.ground.coverage import cleaned, fits
from frontline.ground.measure import area_km2, zones_km2
from frontline.ground.overlay import composite
from frontline.ground.repair import losses, mend
from frontline.ground.topology import topology

TOLERANCE_M = 20.0
HAIR_DEG = TOLERANCE_M * 1e-5
SIDES = 4


def drawing(seed, noise):
    """Return areas cut from one ground, some of them enclaves, with each corner off by the noise.

    The noise is a number of degrees, or "digit": the next number up or down.
    """
    random, rng = Random(seed), np.random.default_rng(seed)
    west, south = round(random.uniform(-179, 179), 2), round(random.uniform(-80, 80), 2)
    count = random.randint(2, 5)
    xs = [west, *sorted(round(west + random.uniform(0, 0.2), 3) for _ in range(count)), west + 0.2]
    ys = [
        south,
        *sorted(round(south + random.uniform(0, 0.2), 3) for _ in range(count)),
        south + 0.25,
    ]
    boxes = [
        box(x, y, x2, y2)
        for x, x2 in pairwise(xs)
        for y, y2 in pairwise(ys)
        if min(x2 - x, y2 - y) > 0.004
    ]
    owners = [random.randrange(SIDES) for _ in boxes]
    parts = [
        shapely.union_all([part for part, owner in zip(boxes, owners, strict=True) if owner == own])
        for own in range(SIDES)
    ]
    if random.random() < 0.5:
        enclave = shapely.segmentize(random.choice(boxes).centroid.buffer(1e-3, quad_segs=3), 7e-4)
        parts = [*(part - enclave for part in parts), enclave]

    def shaken(ring):
        xy = shapely.get_coordinates(ring)[:-1]
        if noise == "digit":
            xy = np.nextafter(xy, xy + rng.integers(-1, 2, xy.shape))
        else:
            xy = xy + rng.uniform(-noise, noise, xy.shape)
        return np.vstack([xy, xy[:1]])

    shapes = {}
    for number, part in enumerate(parts):
        polygons = [
            Polygon(shaken(polygon.exterior), [shaken(hole) for hole in polygon.interiors])
            for polygon in shapely.get_parts(part)
            if polygon.geom_type == "Polygon"
        ]
        shape = shapely.MultiPolygon(polygons)
        if polygons and shape.is_valid:
            shapes[f"area-{number}"] = shape
    return shapes


def zone_sums(shapes):
    """Return the area of each drawn area as the zones of a map add it up."""
    pieces = composite([{id: shape} for id, shape in shapes.items()])
    if fits(list(shapes.values())):
        pieces = {(id,): shape for id, shape in shapes.items()}
    names = {"|".join(filter(None, labels)): labels for labels in pieces}
    zones = zones_km2(topology({name: pieces[labels] for name, labels in names.items()}))
    sums = dict.fromkeys(shapes, 0.0)
    for name, labels in names.items():
        for id in filter(None, labels):
            sums[id] += sum(zones.get(name, ()))
    return sums


@pytest.mark.parametrize("noise", ["digit", 1e-12, 1e-9, 1e-6, 5e-5])
def test_every_area_keeps_its_ground(noise):
    is_rounding = noise in ("digit", 1e-12)
    for seed in range(25):
        drawn = drawing(seed, noise)
        mended, _ = mend([drawn], tolerance_m=TOLERANCE_M)
        sums = zone_sums(mended)
        assert mended.keys() == drawn.keys() != set()
        assert losses(drawn, mended, TOLERANCE_M) == ()
        for id, before in drawn.items():
            moved = before ^ mended[id]
            assert mended[id].is_valid, (seed, id)
            assert moved.buffer(-0.75 * HAIR_DEG).is_empty, (seed, id)
            if is_rounding:
                assert moved.area < 1e-10, (seed, id)  # a square metre
            rim_km = shapely.length(before) * 111.2
            width_km = 0.001 if is_rounding else 0.001 * TOLERANCE_M  # a metre is the grid
            assert abs(sums[id] - area_km2(before)) < rim_km * width_km, (seed, id)


FARM = box(36, 50, 36.2, 50.2)


@pytest.mark.parametrize("width_m", [5, 12, 19])
@pytest.mark.parametrize("others", [{"farm": FARM}, {"farm": FARM - box(36.1, 50, 37, 51)}])
def test_an_area_that_a_fit_would_take_is_named_with_its_taker(others, width_m):
    strip = box(36.05, 50.05, 36.05 + width_m * 1e-5, 50.15)
    if width_m == 5:
        others = {**others, "plain": box(36.2, 50, 36.4, 50.2)}
    drawn = {**others, "strip": strip}
    (loss,) = losses(drawn, mend([drawn], tolerance_m=TOLERANCE_M)[0], TOLERANCE_M)
    assert (loss.id, loss.other, loss.after_km2) == ("strip", "farm", 0)
    assert loss.before_km2 == area_km2(strip)
    unrepaired, repairs = mend([drawn], tolerance_m=0)
    assert repairs == losses(drawn, unrepaired, 0) == ()
    assert all(unrepaired[id] is shape for id, shape in drawn.items())


def test_an_edge_moved_too_far_is_a_loss_even_of_little_ground():
    far, near = box(36.0005, 50, 36.2, 50.2), box(36.0003, 50, 36.2, 50.2)
    assert [loss.id for loss in losses({"farm": FARM}, {"farm": far}, TOLERANCE_M)] == ["farm"]
    assert losses({"farm": FARM}, {"farm": near}, TOLERANCE_M) == ()
    assert [loss.id for loss in losses({"farm": far}, {"farm": FARM}, TOLERANCE_M)] == ["farm"]


def test_a_fit_that_gives_ground_away_is_not_taken(monkeypatch):
    left, right = box(36, 50, 36.1, 50.1), box(36.1, 50, 36.2, 50.1)
    monkeypatch.setattr(
        coverage.shapely,
        "coverage_clean",
        lambda _: np.array([shapely.union(left, right), Polygon()], dtype=object),
    )
    assert [
        shape.equals(drawn)
        for shape, drawn in zip(cleaned([left, right], 1e-5), (left, right), strict=True)
    ] == [True, True]


def test_a_fit_is_found_once_edges_are_rounded(monkeypatch):
    left, right = box(36, 50, 36.1, 50.1), box(36.1 + 1e-9, 50, 36.2, 50.1)
    clean, calls = shapely.coverage_clean, []

    def fails_once(shapes):
        calls.append(shapes)
        return clean(shapes) if len(calls) > 1 else np.array([left, Polygon()], dtype=object)

    monkeypatch.setattr(coverage.shapely, "coverage_clean", fails_once)
    fitted = cleaned([left, right], 1e-5)
    assert shapely.coverage_is_valid(fitted)
    assert len(calls) == 2
