import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT

from frontline.render.figure.label_placement import (
    Label,
    by_room,
    overlaps,
    place_labels,
    spots_beside,
    within,
)

CASES = json.loads((ROOT / "tests/cases-labels.json").read_text(encoding="utf-8"))
FRAME = (0.0, 0.0, 400.0, 300.0)


def label(item):
    return Label(item["id"], item["rank"], item["width"], item["height"], item["spots"])


@pytest.mark.parametrize("case", CASES["place"], ids=lambda case: case["name"])
def test_label_placement_agrees_with_cases_by_hand(case):
    labels = [label(item) for item in case["items"]]
    placed = place_labels(labels, case["obstacles"], case["soft"], case["frame"])
    assert {id: list(box) for id, box in placed.items()} == case["placed"]


@pytest.mark.parametrize("case", CASES["beside"], ids=lambda case: case["name"])
def test_spots_beside_a_point_agree_with_cases_by_hand(case):
    spots = spots_beside(case["point"], case["width"], case["height"], case["gap"])
    assert [list(spot) for spot in spots] == case["spots"]


@pytest.mark.parametrize("case", CASES["roomiest"], ids=lambda case: case["name"])
def test_the_order_of_points_by_room_agrees_with_cases_by_hand(case):
    points = [tuple(point) for point in case["points"]]
    ordered = by_room(points, case["obstacles"], case["frame"])
    assert [list(point) for point in ordered] == case["order"]


numbers = st.floats(0, 400, allow_subnormal=False)
boxes = st.builds(
    lambda x, y, w, h: (x, y, x + w, y + h), numbers, numbers, st.floats(1, 60), st.floats(1, 60)
)
crowds = st.lists(
    st.tuples(st.integers(0, 4), numbers, numbers, st.floats(5, 120), st.floats(5, 20)),
    max_size=25,
).map(
    lambda rows: [
        Label(f"p{i}", rank, w, h, spots_beside((x, y), w, h, 6))
        for i, (rank, x, y, w, h) in enumerate(rows)
    ]
)


@pytest.mark.slow
@given(crowds, st.lists(boxes, max_size=8), st.lists(boxes, max_size=8))
def test_no_label_overlaps_another_an_obstacle_or_the_frame(labels, obstacles, soft):
    placed = list(place_labels(labels, obstacles, soft, FRAME).values())
    assert all(within(box, FRAME) for box in placed)
    assert not any(overlaps(box, obstacle) for box in placed for obstacle in obstacles)
    assert not any(overlaps(first, second) for first, second in itertools.combinations(placed, 2))


@pytest.mark.slow
@given(crowds, st.lists(boxes, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_labels_does_not_matter(labels, obstacles, random):
    shuffled = random.sample(labels, len(labels))
    assert place_labels(labels, obstacles, [], FRAME) == place_labels(
        shuffled, obstacles, [], FRAME
    )


@pytest.mark.slow
@given(crowds)
def test_omitted_labels_have_no_free_spot(labels):
    placed = place_labels(labels, [], [], FRAME)
    assert placed.keys() <= {item.id for item in labels}
    for item in labels:
        if item.id not in placed:
            tried = [(x, y, x + item.width, y + item.height) for x, y in item.spots]
            assert not any(
                within(box, FRAME) and not any(overlaps(box, other) for other in placed.values())
                for box in tried
            )
