"""A drawn area is its source's statement about the ground within it and every place there."""

import json

import pytest
import shapely
from generated_maps import FIRST, iso_date, write_features, write_rows
from support import run

from frontline import project
from frontline.model import Control
from frontline.text.alt_text import alt
from frontline.text.captions import caption

WEST, EAST = shapely.box(36.0, 50.0, 36.2, 50.2), shapely.box(36.2, 50.0, 36.4, 50.2)
A, B = Control("held", "a"), Control("held", "b")


@pytest.fixture
def map_of(tmp_path):
    """A function that builds a drawn map with a mill in the west and a ford in the east."""

    def make(*areas, claims=(), method="none", policy=""):
        folder = tmp_path / "map"
        folder.mkdir()
        header = f"""title = "Drawn"
summary = "Made for a test."
period = "{iso_date(0)}/{iso_date(29)}"
timezone = "UTC"
extent = [35.9, 49.9, 36.5, 50.3]
sides = [{{id = "a", name = "A"}}, {{id = "b", name = "B"}}]
[ground]
method = "{method}"
reach_km = 9
{policy}
"""
        (folder / "map.toml").write_text(header)
        village = {"kind": "village", "source": "desk"}
        write_features(
            folder / "places.geojson",
            [
                ({"id": "mill", "name": "Mill", **village}, shapely.Point(36.1, 50.1)),
                ({"id": "ford", "name": "Ford", **village}, shapely.Point(36.3, 50.1)),
                ({"id": "site", "name": "Site", "kind": "building"}, shapely.Point(36.15, 50.1)),
                ({"id": "land", "name": "Land", "kind": "region"}, shapely.Point(36.15, 50.15)),
            ],
        )
        features = [
            ({"id": f"d{n}", "status": "held", "source": "desk", **properties}, shape)
            for n, (shape, properties) in enumerate(areas)
        ]
        write_features(folder / "areas.geojson", features)
        if claims:
            write_rows(folder / "claims.csv", list(claims))
        sources = [("desk", "B", ""), ("chart", "B", ""), ("paper", "E", ""), ("army", "B", "b")]
        rows = [
            {"id": id, "title": id, "publisher": id.title(), "reliability": letter, "side": side}
            for id, letter, side in sources
        ]
        write_rows(folder / "sources.csv", rows)
        return project.build(project.load(folder))

    return make


def area(shape, side, first, last=None, **properties):
    dates = {"from": iso_date(first), "to": "" if last is None else iso_date(last)}
    return shape, {"side": side, **dates, **properties}


def ground_at(scene, day, point=(36.05, 50.05), **known):
    """Return the control of the ground at a point on a day."""
    now = scene.at(iso_date(day), **known)
    zones = [z for z in now.ground.zones if now.ground.polygon(z).contains(shapely.Point(point))]
    (zone,) = zones
    return now.control(zone)


def test_a_place_passes_when_the_area_around_it_does(map_of):
    scene = map_of(area(WEST, "a", 0, 2), area(WEST, "b", 3))
    assert [scene.at(iso_date(day)).control("mill") for day in (2, 3)] == [A, B]
    assert [scene.at(iso_date(day), iso_date(day)).control("mill") for day in (2, 3)] == [A, B]
    [change] = [c for c in scene.changes_of_control if c.place == "mill"]
    assert (change.date.isoformat(), change.before, change.after) == (iso_date(3), A, B)
    assert change.claims == ("d1",)
    assert scene.at(iso_date(3)).control("ford").status == "unknown"


def test_it_speaks_of_buildings_within_it_but_not_of_regions(map_of):
    scene = map_of(area(WEST, "a", 0))
    assert scene.at(iso_date(0)).control("site") == A
    assert scene.at(iso_date(0)).control("land").status == "unknown"


def test_why_names_the_area_and_its_source(map_of):
    scene = map_of(area(WEST, "a", 0, 2), area(WEST, "b", 3))
    why = scene.why("mill", iso_date(3))
    assert why.control == B
    assert [(item.claim.id, item.claim.claimant, item.counted) for item in why.accounts] == [
        ("d0", "Desk", False),
        ("d1", "Desk", True),
    ]


def test_the_ground_and_the_place_on_it_never_differ_without_other_claims(map_of):
    overlaps = [
        area(WEST, "a", 0),
        area(WEST, "b", 2, 4, source="paper"),
        area(WEST, "b", 6, 8, source="army"),
        area(WEST, "b", 10, 12, source="chart"),
        area(WEST, "b", 13),
    ]
    scene = map_of(*overlaps)
    controls = {day: scene.at(iso_date(day)).control("mill") for day in range(30)}
    assert {control.status for control in controls.values()} == {"held", "contested"}
    for day, control in controls.items():
        assert ground_at(scene, day) == control, day


def test_what_a_source_draws_for_its_own_side_is_claimed(map_of):
    scene = map_of(area(WEST, "b", 0, source="army"), area(EAST, "a", 0, source="army"))
    assert ground_at(scene, 0) == scene.at(iso_date(0)).control("mill") == Control("claimed", "b")
    assert ground_at(scene, 0, (36.35, 50.05)) == A


def test_a_source_below_the_minimum_states_nothing(map_of):
    scene = map_of(area(WEST, "b", 0, source="paper"), policy="[policy]\nminimum = 0.3")
    assert ground_at(scene, 0).status == scene.at(iso_date(0)).control("mill").status == "unknown"


def test_a_later_area_of_the_same_publisher_replaces_an_earlier_one(map_of):
    scene = map_of(area(WEST, "a", 0, 5), area(WEST, "b", 3, 4))
    sides = [ground_at(scene, day).side for day in range(6)]
    assert sides == ["a", "a", "a", "b", "b", "a"]
    assert [scene.at(iso_date(day)).control("mill").side for day in range(6)] == sides


def test_areas_of_one_date_that_contradict_each_other_are_contested(map_of):
    scene = map_of(area(WEST, "a", 0), area(WEST, "b", 0))
    assert ground_at(scene, 0) == scene.at(iso_date(0)).control("mill") == Control("contested")


def test_claims_and_the_area_around_a_place_are_weighed_together(map_of):
    claim = {
        "id": "c", "place": "mill", "about": "control", "value": "b", "claimant": "Paper",
        "kind": "assessed", "known": iso_date(1), "source": "desk",
    }  # fmt: skip
    scene = map_of(area(WEST, "a", 0), claims=[claim])
    now = scene.at(iso_date(1))
    assert now.control("mill") == Control("contested")
    assert ground_at(scene, 1) == A
    assert {item.claim.id for item in scene.why("mill", iso_date(1)).accounts} == {"c", "d0"}


def test_a_place_in_a_valid_area_never_becomes_stale(map_of):
    scene = map_of(area(WEST, "a", 0))
    assert not any(span.stale for span in scene.spans)
    assert scene.why("mill", iso_date(29)).age_days == 0


def test_an_area_drawn_later_is_not_yet_known_before(map_of):
    scene = map_of(area(WEST, "a", 0, 1), area(WEST, "b", 2, known=iso_date(5)))
    last = iso_date(3)
    assert ground_at(scene, 3) == scene.at(last).control("mill") == B
    then = scene.at(last, last)
    assert then.control("mill").status == "unknown"
    assert all(then.control(zone).status == "unknown" for zone in then.ground.zones)
    assert scene.at(iso_date(5), iso_date(5)).control("mill") == B
    changes = {change.date for change in scene.changes_of_control_then if change.after == B}
    assert {day.isoformat() for day in changes} == {iso_date(5)}


def test_a_place_keeps_its_side_over_dates_without_a_map(map_of):
    gap = f'[snapshots]\nmissing = ["{iso_date(3)}", "{iso_date(4)}/{iso_date(5)}"]'
    scene = map_of(area(WEST, "a", 0, 2), area(WEST, "b", 6), policy=gap)
    assert [scene.at(iso_date(day)).control("mill") for day in range(2, 7)] == [A, A, A, A, B]
    dates = {change.date.isoformat() for change in scene.changes_of_control}
    assert dates == {iso_date(6)}


def test_words_tell_the_ground_that_passed_and_count_what_a_reader_sees(map_of):
    scene = map_of(
        area(WEST, "a", 0, 2), area(WEST, "b", 3), area(EAST, "b", 0, 2), area(EAST, "b", 3)
    )
    for write in (caption, alt):
        text = write(scene, iso_date(3))
        assert "Site and Mill changed from held by A to held by B (Desk)." in text
        assert "318 km² changed from held by A to held by B." in text
        assert "1 area is drawn as held by B." in text
    assert alt(scene, iso_date(4)).endswith("No change of control was recorded on this day.")


def test_commands_count_the_places_that_passed_with_their_ground(map_of, tmp_path):
    map_of(area(WEST, "a", 0, 2), area(WEST, "b", 3))
    folder = tmp_path / "map"
    assert "changes of control: 2" in run("info", folder).stdout
    comparison = run("diff", folder, iso_date(2), iso_date(3)).stdout
    assert "Mill: held by A → held by B (new: d1; no longer counted: d0)" in comparison
    assert run("build", folder, "-o", tmp_path / "out").exit_code == 0
    rows = (tmp_path / "out" / "map" / "changes.csv").read_text().splitlines()
    assert any(row.startswith(iso_date(3)) and "mill" in row for row in rows)
    record = json.loads((tmp_path / "out" / "map" / "scene.json").read_text())
    assert {change["place"] for change in record["changes"]} == {"mill", "site"}
    svg = (tmp_path / "out" / "map" / "map.svg").read_text()
    assert "Nothing recorded" not in svg
    assert FIRST.isoformat() == iso_date(0)
