"""What is only learnt of a place is never said to have changed it, in any output."""

import csv
import json

import pytest
from support import copy_starter, run

from frontline import project
from frontline.analysis.difference import difference
from frontline.language.speaker import Speaker, catalogues, english
from frontline.text.day_sentences import change_sentences
from frontline.text.summary import change_summary

EVENTS = "id,date,place,kind,side,title,claimant,source,known\n"
LATE = "late,2024-03-05,alder,held,north,T,Desk,gazette,2024-03-08\n"
PROMPT = "prompt,2024-03-07,birch,held,north,T,Other desk,gazette,2024-03-07\n"


@pytest.fixture
def folder(tmp_path):
    folder = copy_starter(tmp_path / "map", events_csv=EVENTS + LATE + PROMPT)
    (folder / "claims.csv").unlink()
    return folder


def changes_of(changes):
    return {(change.date.day, change.place): change.assessed for change in changes}


def test_a_change_is_of_the_assessment_where_no_claim_is_about_its_date(folder):
    scene = project.build(project.load(folder))
    assert changes_of(scene.changes_of_control) == {(5, "alder"): False, (7, "birch"): False}
    assert changes_of(scene.changes_of_control_then) == {(8, "alder"): True, (7, "birch"): False}


def test_captions_and_comparisons_say_now_assessed(folder):
    scene = project.build(project.load(folder))
    words = " ".join(change_sentences(scene.at("2024-03-08", "2024-03-08"), english()))
    assert "Alder is now assessed as held by the North, no longer as" in words
    assert "changed" not in words
    compared = difference(scene, "2024-03-06", "2024-03-08", "2024-03-06", "2024-03-08")
    assert compared.assessed == {"alder"}
    record = json.loads(run("diff", folder, "2024-03-06", "2024-03-08", "--json").stdout)
    assert record["assessed"] == ["alder"]
    text = run("diff", folder, "2024-03-06", "2024-03-08").stdout
    assert "\n  1 of them assessed anew, without a change on the ground\n" in text


def test_a_status_that_only_grows_old_or_ends_is_assessed_anew(tmp_path):
    rows = EVENTS + LATE.replace("2024-03-05", "2024-03-05/2024-03-06")
    folder = copy_starter(tmp_path / "map", events_csv=rows + PROMPT)
    (folder / "claims.csv").unlink()
    scene = project.build(project.load(folder))
    assert changes_of(scene.changes_of_control) == {
        (5, "alder"): False,
        (7, "alder"): True,
        (7, "birch"): False,
    }
    for brief in (False, True):
        words = change_summary(scene, "2024-03-06", "2024-03-08", brief=brief)
        assert "Alder is now assessed as held by the South" in words
        assert "Birch changed from held by the South" in words
    built = run("build", folder, "-o", tmp_path / "out", "--format", "csv,json")
    assert built.exit_code == 0
    table = csv.DictReader((tmp_path / "out" / "map" / "changes.csv").read_text().splitlines())
    assert [row["what"] for row in table] == ["changed", "assessed", "changed"]
    scene_file = json.loads((tmp_path / "out" / "map" / "scene.json").read_text())
    assert [change["assessed"] for change in scene_file["changes"]] == [False, True, False]
    assert "changes of control: 2, " in (info := run("info", folder).stdout)
    assert "assessed anew: 1, " in info


@pytest.mark.parametrize("language", ["en", "uk", "ru", "ar"])
def test_every_language_tells_the_two_apart(language):
    say = Speaker(language, catalogues([language], {})[language])
    values = {"places": "P", "from": "A", "to": "B", "who": "", "count": 1}
    assert say("short_assessed", **values) != say("short_changed", **values)
