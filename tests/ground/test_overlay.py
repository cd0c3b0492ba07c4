"""The space-time composite: every piece has one label per layer, and no area is lost."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box

from frontline.ground.overlay import composite


def test_two_maps_are_cut_along_all_their_lines():
    pieces = composite([{"a": box(0, 0, 2, 2), "b": box(2, 0, 4, 2)}, {"x": box(1, 1, 3, 3)}])
    assert {labels: ground.area for labels, ground in pieces.items()} == {
        ("a", None): 3,
        ("b", None): 3,
        (None, "x"): 2,
        ("a", "x"): 1,
        ("b", "x"): 1,
    }


def test_holes_and_islands_are_kept_apart():
    ring = box(0, 0, 6, 6).difference(box(1, 1, 5, 5))
    pieces = composite([{"ring": ring}, {"isle": box(2, 2, 3, 3)}])
    assert pieces["ring", None].equals(MultiPolygon([ring]))
    assert pieces[None, "isle"].equals(box(2, 2, 3, 3))
    assert len(pieces) == 2


def test_one_layer_comes_back_as_it_is():
    parts = {"a": box(0, 0, 1, 1), "b": MultiPolygon([box(1, 0, 2, 1), box(5, 5, 6, 6)])}
    pieces = composite([parts])
    assert {label: pieces[label,].equals(ground) for label, ground in parts.items()} == {
        "a": True,
        "b": True,
    }


@pytest.mark.parametrize("layers", [[], [{}], [{"a": Polygon()}]])
def test_nothing_gives_nothing(layers):
    assert composite(layers) == {}


def test_many_layers_do_not_run_out_of_bits():
    layers = [{"x": box(number, 0, number + 1.5, 1)} for number in range(150)]
    pieces = composite(layers)
    assert len(pieces) == 299
    assert sum(ground.area for ground in pieces.values()) == pytest.approx(150.5)


CORNER = st.integers(0, 60).map(lambda n: n / 100)


@st.composite
def layer(draw):
    """Return a layer of up to three triangles; later ones are cut where they overlap."""
    taken, parts = MultiPolygon(), {}
    for label in draw(st.sampled_from(["a", "ab", "abc"])):
        triangle = Polygon([(draw(CORNER), draw(CORNER)) for _ in range(3)])
        ground = shapely.make_valid(triangle).buffer(0).difference(taken)
        taken = taken.union(ground)
        parts[label] = ground
    return parts


@settings(max_examples=60)
@given(st.lists(layer(), min_size=1, max_size=4))
def test_pieces_agree_with_point_in_polygon(layers):
    pieces = composite(layers)
    grounds = list(pieces.values())
    assert shapely.coverage_is_valid(grounds)
    assert sum(ground.area for ground in grounds) == pytest.approx(
        shapely.union_all([p for parts in layers for p in parts.values()]).area, abs=1e-4
    )
    for labels, ground in pieces.items():
        inner = ground.buffer(-3e-5)  # lines move by less than the grid
        if inner.is_empty:
            continue
        spot = inner.representative_point()
        labels_here = [
            next((label for label, part in parts.items() if part.contains(spot)), None)
            for parts in layers
        ]
        assert list(labels) == labels_here
