import itertools

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from frontline.ground.cells import cells
from frontline.ground.topology import GRID_DEG, topology

# By hand: two unit squares side by side share one edge; a third lies in a hole of the first.
WEST, EAST = box(0, 0, 1, 1), box(1, 0, 2, 1)


def test_two_squares_share_one_arc_with_a_left_and_a_right():
    ground = topology({"west": WEST, "east": EAST})
    shared = [set(faces) for faces in ground.faces].count({"west", "east"})
    assert shared == 1
    assert len(ground.arcs) == 3
    arc = next(a for a, f in zip(ground.arcs, ground.faces, strict=True) if None not in f)
    assert {tuple(v) for v in arc} == {(1, 0), (1, 1)}


def test_the_left_of_an_arc_lies_on_its_left():
    ground = topology({"west": WEST, "east": EAST})
    assert len(ground.arcs) > 2
    for arc, (left, right) in zip(ground.arcs, ground.faces, strict=True):
        (x0, y0), (x1, y1) = arc[0], arc[1]
        middle, off = ((x0 + x1) / 2, (y0 + y1) / 2), (-(y1 - y0) * 0.01, (x1 - x0) * 0.01)
        side = {"west": WEST, "east": EAST}
        assert side[left].contains(shapely.Point(middle[0] + off[0], middle[1] + off[1]))
        if right:
            assert side[right].contains(shapely.Point(middle[0] - off[0], middle[1] - off[1]))


def test_an_island_in_a_hole_shares_the_ring():
    hole = box(0.25, 0.25, 0.75, 0.75)
    ground = topology({"around": WEST.difference(hole), "island": hole})
    assert len(ground.arcs) == 2
    assert ground.polygon("around").equals(WEST.difference(hole))
    assert ground.polygon("island").equals(hole)
    assert sum(arc < 0 for rings in ground.zones["island"] for ring in rings for arc in ring) == 1


def test_zones_left_out_still_stand_in_the_faces():
    ground = topology({"west": WEST, "east": EAST}, drawn={"west"})
    assert list(ground.zones) == ["west"]
    assert set(ground.faces) == {("west", None), ("west", "east")}


def test_overlapping_zones_keep_their_own_shape():
    overlapping = box(0.5, 0, 1.5, 1)
    ground = topology({"a": WEST, "b": overlapping, "again": WEST})
    assert ground.polygon("a").equals(WEST)
    assert ground.polygon("b").equals(overlapping)
    assert ground.polygon("again").equals(WEST)


def test_what_vanishes_on_the_grid_is_left_out():
    speck = box(0, 0, GRID_DEG / 10, GRID_DEG / 10)
    assert topology({"speck": speck}).zones == {}


SPOTS = st.dictionaries(
    st.sampled_from("abcdefghijkl"),
    st.tuples(
        st.integers(0, 40).map(lambda n: 36 + n / 100),
        st.integers(0, 40).map(lambda n: 50 + n / 100),
    ),
    min_size=1,
)


@settings(max_examples=40, deadline=None)
@given(SPOTS, st.sampled_from([1, 3, 30]))
def test_cells_are_a_coverage_and_their_arcs_give_them_back(spots, reach_km):
    country = Polygon([(36.05, 49.9), (36.5, 50.05), (36.3, 50.45), (35.9, 50.3)])
    zones = cells(spots, country, reach_km)
    assert shapely.coverage_is_valid([shapely.set_precision(z, 1e-9) for z in zones.values()])
    ground = topology(zones)
    for id, zone in zones.items():
        stitched = ground.polygon(id)
        assert shapely.hausdorff_distance(stitched, zone) < 2 * GRID_DEG
    drawn = [ground.polygon(id) for id in ground.zones]
    overlap = sum(p.area for p in drawn) - shapely.union_all(shapely.make_valid(drawn)).area
    assert abs(overlap) < 1e-9
    lengths = sum(shapely.LineString(arc).length for arc in ground.arcs)
    assert lengths <= sum(p.length for p in drawn) + 1e-9


@given(SPOTS)
@settings(max_examples=20, deadline=None)
def test_every_edge_of_every_ring_is_in_just_one_arc(spots):
    ground = topology(cells(spots, None, 5))
    edges = [frozenset(pair) for arc in ground.arcs for pair in itertools.pairwise(arc)]
    assert len(edges) == len(set(edges))
    for id in ground.zones:
        for polygon in ground.zones[id]:
            for ring in polygon:
                ends = [(ground.line(a)[0], ground.line(a)[-1]) for a in ring]
                for (_, end), (start, _) in zip(ends, ends[1:] + ends[:1], strict=True):
                    assert end == start


@pytest.mark.parametrize("order", [["west", "east"], ["east", "west"]])
def test_the_order_of_zones_never_matters(order):
    shapes = {"west": WEST, "east": EAST}
    assert topology({id: shapes[id] for id in order}) == topology(shapes)
