"""Allies do not contest each other, and front lines run between opponents only."""

import numpy as np
import pytest
from bloc_maps import ALONE, BLOC, SIDES, STRIP, strips, write_map
from generated_maps import iso_date
from support import run

from frontline import project
from frontline.analysis.locate import Locator
from frontline.model import Control
from frontline.render.figure.front_length import front_lengths


@pytest.fixture
def map_of(tmp_path):
    """A function that builds a map with these areas, claims and sides."""

    def make(*areas, **options):
        folder = tmp_path / f"map{len([*tmp_path.iterdir()])}"
        return project.build(project.load(write_map(folder, areas, **options)))

    return make


def pairs(scene):
    return [*scene.opening.front_km]


def test_the_front_runs_between_parties_of_different_blocs_only(map_of):
    assert pairs(map_of(*strips(), sides=ALONE)) == [("ch", "de"), ("de", "gb"), ("fr", "gb")]
    scene = map_of(*strips())
    assert pairs(scene) == [("de", "gb")]
    (edge,) = scene.opening.front
    assert {lon for lon, _ in edge} == {6.4}
    assert front_lengths(scene)[0] == pytest.approx(sum(scene.opening.front_km.values()))


def test_a_map_of_allies_and_neutrals_has_no_front(map_of):
    allies = [strip for strip in strips() if strip[1]["side"] != "de"]
    scene = map_of(*allies)
    assert scene.opening.front == ()
    assert set(front_lengths(scene)) == {0.0}


def test_a_bloc_with_the_id_of_another_side_is_not_that_side(map_of):
    sides = {"fr": {"bloc": '"de"'}, "gb": {"bloc": '"de"'}, "de": {}, "ch": {}}
    assert pairs(map_of(*strips(), sides=sides)) == [("ch", "de"), ("de", "gb")]


def test_distances_to_the_front_are_to_the_opponents_and_positive_on_allied_ground(map_of):
    scene = map_of(*strips())
    day = np.full(3, scene.dates[0].toordinal())
    lonlat = np.array([STRIP[side].centroid.coords[0] for side in ("fr", "gb", "de")])
    front_km = Locator(scene, positive="fr").front_km(lonlat, day)
    assert [km > 0 for km in front_km] == [True, True, False]
    assert front_km[0] == pytest.approx(3 * front_km[1], rel=0.01)


@pytest.mark.parametrize(
    ("claims", "result"),
    [
        ([("fr", "desk", "asserts"), ("gb", "chart", "asserts")], Control("held", "fr")),
        ([("gb", "desk", "asserts"), ("gb", "chart", "asserts")], Control("held", "gb")),
        ([("fr", "desk", "asserts"), ("de", "chart", "asserts")], Control("contested")),
        ([("fr", "desk", "asserts"), ("ch", "chart", "asserts")], Control("contested")),
        ([("fr", "london", "asserts")], Control("claimed", "fr")),
        ([("de", "london", "asserts")], Control("held", "de")),
        ([("gb", "berlin", "denies")], Control("claimed", "de")),
    ],
)
def test_allies_do_not_contest_each_other_and_speak_for_each_other(map_of, claims, result):
    sides = SIDES | ({"ch": BLOC} if claims[0][2] == "denies" else {})
    scene = map_of(claims=claims, sides=sides)
    assert scene.opening.control("in-fr") == result
    assert scene.why("in-fr", scene.opens).control == result


def test_of_two_allies_with_equal_evidence_the_first_of_the_sides_has_the_place(map_of):
    claims = [("fr", "desk", "asserts"), ("gb", "chart", "asserts")]
    scene = map_of(claims=claims, order=["de", "gb", "ch", "fr"])
    assert scene.opening.control("in-fr") == Control("held", "gb")
    assert map_of(claims=claims, sides=ALONE).opening.control("in-fr") == Control("contested")


def test_ground_that_two_allies_draw_is_not_contested(map_of):
    both = [(STRIP["fr"], {"side": "fr"}), (STRIP["fr"], {"side": "gb", "source": "chart"})]
    scene = map_of(*both)
    assert {span.control for span in scene.spans} == {Control("held", "fr")}
    contested = map_of(*both, sides=ALONE)
    assert {span.control for span in contested.spans} == {Control("contested")}


def notices(folder):
    return [line for line in run("check", folder).stderr.splitlines() if "FL501" in line]


def test_one_source_that_gives_ground_to_two_allies_is_told_which_counts(tmp_path):
    both = [(STRIP["fr"], {"side": "gb"}), (STRIP["fr"], {"side": "fr"})]
    (notice,) = notices(write_map(tmp_path / "map", both))
    assert '"d1" counts there' in notice
    later = [(STRIP["fr"], {"side": "gb"}), (STRIP["fr"], {"side": "fr", "from": iso_date(2)})]
    assert notices(write_map(tmp_path / "later", later)) == []


def test_a_side_that_is_no_party_has_no_bloc(tmp_path):
    sides = SIDES | {"ch": {"party": "false", **BLOC}}
    report = run("check", write_map(tmp_path / "map", strips(), sides=sides))
    assert report.exit_code == 1
    assert '"ch" is no party to the conflict, so it has no bloc' in report.stderr
