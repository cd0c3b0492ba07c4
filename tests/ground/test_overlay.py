"""The space-time composite: each piece has one label per layer, and no area is lost."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box

from frontline.ground.overlay import composite


def test_two_layers_are_split_along_all_boundaries():
    pieces = composite([{"a": box(0, 0, 2, 2), "b": box(2, 0, 4, 2)}, {"x": box(1, 1, 3, 3)}])
    assert {labels: polygon.area for labels, polygon in pieces.items()} == {
        ("a", None): 3,
        ("b", None): 3,
        (None, "x"): 2,
        ("a", "x"): 1,
        ("b", "x"): 1,
    }


def test_holes_and_islands_stay_separate():
    ring = box(0, 0, 6, 6).difference(box(1, 1, 5, 5))
    pieces = composite([{"ring": ring}, {"isle": box(2, 2, 3, 3)}])
    assert pieces["ring", None].equals(MultiPolygon([ring]))
    assert pieces[None, "isle"].equals(box(2, 2, 3, 3))
    assert len(pieces) == 2


def test_a_single_layer_is_unchanged():
    layer = {"a": box(0, 0, 1, 1), "b": MultiPolygon([box(1, 0, 2, 1), box(5, 5, 6, 6)])}
    pieces = composite([layer])
    assert {label: pieces[label,].equals(polygon) for label, polygon in layer.items()} == {
        "a": True,
        "b": True,
    }


@pytest.mark.parametrize("layers", [[], [{}], [{"a": Polygon()}]])
def test_empty_layers_give_no_pieces(layers):
    assert composite(layers) == {}


def test_more_layers_than_bits_are_composed():
    layers = [{"x": box(number, 0, number + 1.5, 1)} for number in range(150)]
    pieces = composite(layers)
    assert len(pieces) == 299
    assert sum(polygon.area for polygon in pieces.values()) == pytest.approx(150.5)


CORNER = st.integers(0, 60).map(lambda n: n / 100)


@st.composite
def random_layer(draw):
    """Draw a layer of up to three triangles, clipped so that they do not overlap."""
    taken, parts = MultiPolygon(), {}
    for label in draw(st.sampled_from(["a", "ab", "abc"])):
        triangle = Polygon([(draw(CORNER), draw(CORNER)) for _ in range(3)])
        polygon = shapely.make_valid(triangle).buffer(0).difference(taken)
        taken = taken.union(polygon)
        parts[label] = polygon
    return parts


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(random_layer(), min_size=1, max_size=4))
def test_the_labels_of_pieces_agree_with_point_in_polygon(layers):
    pieces = composite(layers)
    polygons = list(pieces.values())
    assert shapely.coverage_is_valid(polygons)
    assert sum(polygon.area for polygon in polygons) == pytest.approx(
        shapely.union_all([part for layer in layers for part in layer.values()]).area, abs=1e-4
    )
    for labels, polygon in pieces.items():
        inner = polygon.buffer(-3e-5)  # lines move by less than the grid
        if inner.is_empty:
            continue
        point = inner.representative_point()
        expected = [
            next((label for label, part in layer.items() if part.contains(point)), None)
            for layer in layers
        ]
        assert list(labels) == expected
