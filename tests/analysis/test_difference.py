import itertools
import json

import pytest
from pyproj import Geod
from shapely.geometry import box
from support import EXAMPLE, STARTER, day, run, scene_of

from frontline import project
from frontline.analysis.balance import Balance
from frontline.analysis.difference import difference
from frontline.ground.measure import area_km2
from frontline.model import Control
from frontline.text import difference_text

SCENE = scene_of(EXAMPLE)
DAYS = [day(f"2024-05-{n}") for n in range(10, 15)]


def passages(step):
    return {passage.place: (passage.before, passage.after) for passage in step.passages}


@pytest.mark.slow
@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(DAYS, 2)))
@pytest.mark.parametrize("k1", DAYS[:3])
@pytest.mark.parametrize("k2", DAYS[1:4])
def test_what_was_learnt_and_what_happened_sum_to_the_total_difference(first, second, k1, k2):
    result = difference(SCENE, first, second, k1, k2)
    learnt, happened, total = (
        passages(step) for step in (result.learnt, result.happened, result.whole)
    )
    for place in learnt.keys() | happened.keys():
        steps = [changes[place] for changes in (learnt, happened) if place in changes]
        before, after = steps[0][0], steps[-1][1]
        assert total.get(place, (before, before)) == (before, after)
    assert total.keys() <= learnt.keys() | happened.keys()
    balances = [step.balance for step in (result.learnt, result.happened, result.whole)]
    for control in {control for balance in balances for control in balance.controls}:
        parts = [balance.control(control).net_km2 for balance in balances]
        assert parts[2] == pytest.approx(parts[0] + parts[1], abs=1e-6)


def test_gains_and_losses_of_all_classes_sum_to_zero():
    result = difference(SCENE, DAYS[0], DAYS[3], DAYS[0], DAYS[3])
    for step in (result.learnt, result.happened, result.whole):
        nets = [step.balance.control(control).net_km2 for control in step.balance.controls]
        assert sum(nets) == pytest.approx(0, abs=1e-6)


def test_a_map_does_not_differ_from_itself():
    result = difference(SCENE, DAYS[2], DAYS[2], DAYS[2], DAYS[2])
    assert result.whole.passages == ()
    assert result.whole.balance == Balance()


def test_areas_are_geodesic():
    square = box(36, 50, 36.1, 50.1)
    truth = abs(Geod(ellps="WGS84").polygon_area_perimeter(*square.exterior.xy)[0]) / 1e6
    assert area_km2(square) == pytest.approx(truth)
    hole = square.difference(box(36.02, 50.02, 36.04, 50.04))
    assert area_km2(hole) < area_km2(square)


@pytest.mark.slow
def test_diff_prints_what_was_learnt_and_what_happened():
    args = ("diff", EXAMPLE, "2024-05-12", "2024-05-12", "--known", "2024-05-12", "2024-05-13")
    text = run(*args).stdout
    assert "Learnt later about the first date: 2 places" in text
    assert "Morokhovets: contested → held by Russia" in text
    assert "c-deepstate-nine-1205" in text
    data = json.loads(run(*args, "--json").stdout)
    assert {"learnt", "happened", "places"} <= set(data)
    assert [p["place"] for p in data["learnt"]["places"]] == ["morokhovets", "oliinykove"]


def test_without_known_each_map_is_shown_as_known_on_its_date():
    printed = json.loads(run("diff", EXAMPLE, "2024-05-10", "2024-05-13", "--json").stdout)
    expected = difference(SCENE, DAYS[0], DAYS[3], DAYS[0], DAYS[3])
    assert printed == difference_text.difference_record(SCENE, expected)


WHY_KEYS = ["place", "date", "known", "status", "side", "shares", "age_days", "claims", "flip"]
CLAIM_KEYS = [
    "id",
    "claimant",
    "side",
    "stance",
    "kind",
    "known",
    "source",
    "weight",
    "counted",
    "why",
]


def test_why_as_json_has_the_documented_keys():
    args = ("why", EXAMPLE, "krasne", "--date", "2024-05-12", "--known", "2024-05-12", "--json")
    data = json.loads(run(*args).stdout)
    assert set(WHY_KEYS) <= set(data)
    assert all(set(CLAIM_KEYS) <= set(claim) for claim in data["claims"])
    assert (data["place"], data["date"], data["known"]) == ("krasne", "2024-05-12", "2024-05-12")
    assert (data["status"], data["side"]) == ("held", "ru")
    counted = [claim for claim in data["claims"] if claim["counted"]]
    assert all(claim["weight"] > 0 for claim in counted)
    assert {claim["why"] for claim in data["claims"] if claim["known"] > "2024-05-12T20:59Z"} == {
        "not yet known"
    }


def test_removing_the_claim_that_why_names_flips_the_status():
    why = SCENE.why("morokhovets", "2024-05-12", "2024-05-12")
    assert why.control == Control("contested")
    flips = {flip.without: flip.becomes for flip in why.flips if flip.without}
    assert flips == {"c-deepstate-grey-1105": Control("held", "ru")}
    dataset = project.load(EXAMPLE)
    from dataclasses import replace

    reduced = replace(
        dataset,
        claims=tuple(claim for claim in dataset.claims if claim.id != "c-deepstate-grey-1105"),
    )
    control = project.build(reduced).at("2024-05-12", "2024-05-12").control("morokhovets")
    assert control == Control("held", "ru")


@pytest.mark.slow
@pytest.mark.parametrize("place", [p.id for p in SCENE.places if p.id in SCENE.reported])
@pytest.mark.parametrize("known", [None, "2024-05-11"])
def test_why_and_the_map_give_the_same_control_everywhere(place, known):
    assert SCENE.dates
    for date in SCENE.dates:
        assert SCENE.why(place, date, known).control == SCENE.at(date, known).control(place)


@pytest.mark.slow
def test_why_prints_text_and_markdown(tmp_path):
    text = run("why", EXAMPLE, "hatyshche").stdout
    assert text.startswith("Hatyshche on 2024-05-13, as known now: held by Russia\n")
    assert "repeats the same voice, which counts once" in text
    markdown = run("why", EXAMPLE, "hatyshche", "--markdown").stdout
    assert markdown.startswith("## Hatyshche on 2024")
    assert markdown.count("\n| ") >= 6
    without_claims = run("why", EXAMPLE, "bilashi").stdout
    assert "No claims about this place." in without_claims


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (["why", STARTER, "nowhere"], 'there is no place "nowhere"'),
        (["why", STARTER, "alder", "--date", "2031-01-01"], "not in the period"),
        (["why", STARTER, "alder", "--date", "soon"], '"soon" is not a date'),
        (["diff", STARTER, "2024-03-05", "2031-01-01"], "not in the period"),
        (["diff", STARTER, "x", "y"], '"x" is not a date'),
    ],
)
def test_unknown_dates_and_places_give_one_line_and_exit_code_2(args, line):
    result = run(*args)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert line in result.stderr


def test_log_lists_corrections_and_retractions(tmp_path):
    from support import copy_starter

    assert "No corrections" in run("log", STARTER).stdout
    folder = copy_starter(tmp_path / "m")
    (folder / "claims.csv").write_text(
        "id,event,place,about,value,claimant,stance,known,source,target,note\n"
        "a,birch-held,,injured,5,Desk,asserts,2024-03-07,gazette,,\n"
        "b,,,,3,Desk,corrects,2024-03-08,gazette,a,Two were counted twice\n"
        "c,,alder,control,north,Desk,asserts,2024-03-05,gazette,,\n"
        "d,,,,,Desk,retracts,2024-03-09,gazette,c,Wrong village\n"
    )
    assert run("log", folder).stdout.splitlines() == [
        "2024-03-08 Desk corrects injured 5 (stated 2024-03-07), now 3: Two were counted twice",
        "2024-03-09 Desk retracts control north (stated 2024-03-05): Wrong village",
    ]
    by_id = {claim.id: claim for claim in project.load(folder).claims}
    assert by_id["b"].event == "birch-held"
    assert by_id["d"].places == ("alder",)
