"""Many drawn areas on top of each other are compared once, or refused."""

import random

import pytest
from drawn_maps import area, collection, drawn
from shapely.geometry import box, mapping

import frontline
from frontline import project
from frontline.errors import DataError
from frontline.intake import areas as intake_areas
from frontline.model import neighbours
from frontline.scene import build as scene_build
from frontline.scene import contradictions

PILE = [box(10, 49.9, 10.1 + 0.01 * number, 50) for number in range(4)]  # six pairs


def refusals(folder):
    return [(issue.code, issue.line) for issue in frontline.check(folder)]


def test_areas_that_overlap_too_often_are_refused_by_name_and_not_left_out(tmp_path, monkeypatch):
    folder = drawn(tmp_path / "m", *(area(f"x{n}", "north", shape) for n, shape in enumerate(PILE)))
    monkeypatch.setattr(neighbours, "_AT_ONCE", 1)
    monkeypatch.setattr(intake_areas, "_MAX_OVERLAPS", 6)
    assert refusals(folder) == []
    monkeypatch.setattr(intake_areas, "_MAX_OVERLAPS", 5)
    assert refusals(folder) == [("FL083", 0)]
    assert "more than 5 pairs at one time" in frontline.check(folder)[0].message
    with pytest.raises(DataError, match="FL083"):
        project.load_good(folder)


def test_areas_that_touch_or_follow_each_other_do_not_overlap(tmp_path, monkeypatch):
    monkeypatch.setattr(intake_areas, "_MAX_OVERLAPS", 0)
    row = (area(f"x{n}", "north", box(10 + n / 10, 49.9, 10.1 + n / 10, 50)) for n in range(3))
    assert refusals(drawn(tmp_path / "row", *row)) == []
    days = (area(f"x{n}", "north", PILE[n], f"2024-03-0{n + 5}", f"2024-03-0{n + 5}")
            for n in range(4))  # fmt: skip
    assert refusals(drawn(tmp_path / "days", *days)) == []
    twice = (area(f"x{n}", "north", PILE[n], f"2024-03-0{n + 5}") for n in range(2))
    assert refusals(drawn(tmp_path / "twice", *twice)) == [("FL083", 0)]


def test_pieces_of_daily_maps_have_no_limit_on_their_bounding_boxes(tmp_path, monkeypatch):
    monkeypatch.setattr(intake_areas, "_MAX_OVERLAPS", 0)
    pieces = [area("x0", "north", PILE[0]), area("x1", "south", PILE[1] - PILE[0])]
    assert refusals(drawn(tmp_path / "m", *pieces, reading="[snapshots]\n")) == []
    pile = (area(f"x{n}", "north", PILE[n]) for n in range(2))
    assert refusals(drawn(tmp_path / "n", *pile)) == [("FL083", 0)]


@pytest.mark.parametrize("few", [0, 5, 5_000])
@pytest.mark.parametrize("tolerance_m", [0, 2000])
def test_opposed_areas_are_those_of_a_comparison_of_all(few, tolerance_m, tmp_path, monkeypatch):
    monkeypatch.setattr(neighbours, "_AT_ONCE", 3)
    monkeypatch.setattr(neighbours, "_FEW", few)
    rng = random.Random(1)
    features = []
    for number in range(40):
        x, y = 9.8 + 0.6 * rng.random(), 49.8 + 0.35 * rng.random()
        first = rng.randrange(4, 10)
        dates = f"2024-03-{first:02}", f"2024-03-{rng.randrange(first, 11):02}"
        side = rng.choice(["north", "south"])
        features.append(area(f"x{number}", side, box(x, y, x + 0.03, y + 0.03), *dates))
    areas = frontline.load(drawn(tmp_path / "m", *features)).areas
    expected = {
        frozenset((one.id, other.id))
        for one in areas
        for other in areas
        if one.side != other.side
        and one.when.overlaps(other.when)
        and one.geometry.distance(other.geometry) <= tolerance_m * 1e-5
    }
    found = [(one.id, other.id) for one, other in contradictions.opposed(areas, tolerance_m)]
    assert len(expected) > 5
    assert len(found) == len(expected)
    assert set(map(frozenset, found)) == expected
    shuffled = rng.sample(areas, len(areas))
    again = [(one.id, other.id) for one, other in contradictions.opposed(shuffled, tolerance_m)]
    assert again == found


def test_a_build_with_notices_fits_and_compares_areas_once(tmp_path, monkeypatch):
    island = area("island", "south", box(10.05, 49.93, 10.1, 49.97))
    folder = drawn(tmp_path / "m", area("west", "north", box(10, 49.9, 10.2, 50)), island)
    calls = []
    for module, name in ((scene_build, "mend"), (contradictions, "area_km2")):
        original = getattr(module, name)
        monkeypatch.setattr(
            module,
            name,
            lambda *args, name=name, original=original: (calls.append(name), original(*args))[1],
        )
    scene_build._fitted.cache_clear()
    contradictions._shared.cache_clear()
    dataset, notices = project.load_with_notices(folder)
    assert [notice.code for notice in notices] == ["FL501"]
    assert calls == ["mend", "area_km2"]
    assert frontline.build(dataset).contests_itself
    assert calls == ["mend", "area_km2"]


def test_other_areas_are_fitted_anew(tmp_path):
    """What was fitted for one map is never used for another."""
    gap = [box(10, 49.9, 10.1, 50), box(10.0999, 49.9, 10.2, 50)]
    rows = [area("west", "north", gap[0]), area("east", "south", gap[1], source="herald")]
    first = drawn(tmp_path / "m", *rows)
    assert frontline.build(frontline.load(first)).repairs
    rows[1]["geometry"] = mapping(box(10.1, 49.9, 10.2, 50))
    (first / "areas.geojson").write_text(collection(rows))
    assert not frontline.build(frontline.load(first)).repairs
