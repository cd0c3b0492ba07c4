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
    topo = topology({"west": WEST, "east": EAST})
    shared = [set(faces) for faces in topo.faces].count({"west", "east"})
    assert shared == 1
    assert len(topo.arcs) == 3
    arc = next(arc for arc, faces in zip(topo.arcs, topo.faces, strict=True) if None not in faces)
    assert {tuple(vertex) for vertex in arc} == {(1, 0), (1, 1)}


def test_the_left_zone_of_an_arc_lies_on_its_left():
    topo = topology({"west": WEST, "east": EAST})
    assert len(topo.arcs) > 2
    for arc, (left, right) in zip(topo.arcs, topo.faces, strict=True):
        (x0, y0), (x1, y1) = arc[0], arc[1]
        middle, normal = ((x0 + x1) / 2, (y0 + y1) / 2), (-(y1 - y0) * 0.01, (x1 - x0) * 0.01)
        polygons = {"west": WEST, "east": EAST}
        assert polygons[left].contains(shapely.Point(middle[0] + normal[0], middle[1] + normal[1]))
        if right:
            assert polygons[right].contains(
                shapely.Point(middle[0] - normal[0], middle[1] - normal[1])
            )


def test_an_island_in_a_hole_shares_the_ring():
    hole = box(0.25, 0.25, 0.75, 0.75)
    topo = topology({"around": WEST.difference(hole), "island": hole})
    assert len(topo.arcs) == 2
    assert topo.polygon("around").equals(WEST.difference(hole))
    assert topo.polygon("island").equals(hole)
    assert sum(arc < 0 for rings in topo.zones["island"] for ring in rings for arc in ring) == 1


def test_zones_that_are_not_drawn_remain_in_the_faces():
    topo = topology({"west": WEST, "east": EAST}, drawn={"west"})
    assert list(topo.zones) == ["west"]
    assert set(topo.faces) == {("west", None), ("west", "east")}


def test_overlapping_zones_keep_their_shapes():
    other = box(0.5, 0, 1.5, 1)
    topo = topology({"a": WEST, "b": other, "again": WEST})
    assert topo.polygon("a").equals(WEST)
    assert topo.polygon("b").equals(other)
    assert topo.polygon("again").equals(WEST)


def test_zones_smaller_than_the_grid_are_left_out():
    speck = box(0, 0, GRID_DEG / 10, GRID_DEG / 10)
    assert topology({"speck": speck}).zones == {}


POSITIONS = st.dictionaries(
    st.sampled_from("abcdefghijkl"),
    st.tuples(
        st.integers(0, 40).map(lambda n: 36 + n / 100),
        st.integers(0, 40).map(lambda n: 50 + n / 100),
    ),
    min_size=1,
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(POSITIONS, st.sampled_from([1, 3, 30]))
def test_cells_form_a_coverage_and_are_restored_from_their_arcs(positions, reach_km):
    country = Polygon([(36.05, 49.9), (36.5, 50.05), (36.3, 50.45), (35.9, 50.3)])
    zones = cells(positions, country, reach_km)
    assert shapely.coverage_is_valid([shapely.set_precision(zone, 1e-9) for zone in zones.values()])
    topo = topology(zones)
    for id, zone in zones.items():
        stitched = topo.polygon(id)
        assert shapely.hausdorff_distance(stitched, zone) < 2 * GRID_DEG
    drawn = [topo.polygon(id) for id in topo.zones]
    overlap = (
        sum(polygon.area for polygon in drawn) - shapely.union_all(shapely.make_valid(drawn)).area
    )
    assert abs(overlap) < 1e-9
    lengths = sum(shapely.LineString(arc).length for arc in topo.arcs)
    assert lengths <= sum(polygon.length for polygon in drawn) + 1e-9


@given(POSITIONS)
@settings(max_examples=20, deadline=None)
def test_every_edge_is_in_exactly_one_arc(positions):
    topo = topology(cells(positions, None, 5))
    edges = [frozenset(pair) for arc in topo.arcs for pair in itertools.pairwise(arc)]
    assert len(edges) == len(set(edges))
    for id in topo.zones:
        for polygon in topo.zones[id]:
            for ring in polygon:
                ends = [(topo.line(arc)[0], topo.line(arc)[-1]) for arc in ring]
                for (_, end), (start, _) in zip(ends, ends[1:] + ends[:1], strict=True):
                    assert end == start


@pytest.mark.parametrize("order", [["west", "east"], ["east", "west"]])
def test_the_order_of_zones_does_not_matter(order):
    shapes = {"west": WEST, "east": EAST}
    assert topology({id: shapes[id] for id in order}) == topology(shapes)
