"""What holds on the first date of a map, without an earlier state, is no change of that date."""

import csv
import re

import pytest
from support import copy_starter, run

from frontline import project
from frontline.analysis.gains import daily
from frontline.language.speaker import english
from frontline.text.day_sentences import change_sentences

FIRST = "2024-03-04"
EVENTS = "id,date,place,kind,side,title,claimant,source\n"
HELD = (
    f"a,{FIRST},alder,held,south,Alder is held,Desk,gazette\n"
    f"b,{FIRST},birch,held,north,Birch is held,Desk,gazette\n"
)
TAKEN = "t,2024-03-07,alder,held,north,Alder is taken,Desk,gazette\n"
START = re.compile(r"\[start\][^[]*", re.DOTALL)


@pytest.fixture
def map_of(tmp_path):
    """A function that makes a map folder of events, by default without a start."""

    def make(*rows, method="cells", start=False):
        folder = copy_starter(tmp_path / "map", events_csv=EVENTS + "".join(rows))
        (folder / "claims.csv").unlink()
        text = (folder / "map.toml").read_text().replace('"cells"', f'"{method}"')
        (folder / "map.toml").write_text(text if start else START.sub("", text))
        return folder

    return make


def changes_of(changes):
    return [(change.date.isoformat()[-2:], change.place) for change in changes]


@pytest.mark.parametrize("method", ["cells", "field"])
def test_the_first_date_begins_the_map_and_changes_nothing(map_of, method):
    scene = project.build(project.load(map_of(HELD, TAKEN, method=method)))
    assert changes_of(scene.changes_of_control) == [("07", "alder")]
    assert changes_of(scene.changes_of_control_then) == [("07", "alder")]
    for then in (False, True):
        balances = daily(scene, then=then)
        assert [day.isoformat() for day in balances] == ["2024-03-07"]
    assert not any("changed" in line for line in change_sentences(scene.at(FIRST), english()))


def test_every_command_and_table_says_so(map_of, tmp_path):
    folder = map_of(HELD, TAKEN)
    assert "changes of control: 1, 2024-03-07" in run("info", folder).stdout
    assert "days on which ground passed: 1, 2024-03-07" in run("info", folder).stdout
    assert FIRST not in run("changes", folder, "--by", "day").stdout
    assert "unknown" not in run("changes", folder, "--by", "month").stdout
    run("build", folder, "-o", tmp_path / "maps", "--format", "csv")
    with (tmp_path / "maps" / "map" / "changes.csv").open(encoding="utf-8") as file:
        assert [row["date"] for row in csv.DictReader(file)] == ["2024-03-07"]
    words = run("words", folder, "--date", FIRST).stdout
    assert "No change of control was recorded on this day." in words


def test_where_an_earlier_state_is_stated_the_first_date_changes_it(map_of):
    scene = project.build(project.load(map_of(HELD, start=True)))
    assert changes_of(scene.changes_of_control) == [("04", "birch")]
    (balance,) = daily(scene).values()
    assert balance.side("north").gain_km2 > 0


def test_where_an_earlier_claim_stands_the_first_date_changes_it(map_of):
    folder = map_of(HELD)
    claims = "id,place,about,value,claimant,kind,date,known,source\n"
    row = "e,birch,control,south,Other desk,assessed,2024-02-20,2024-02-20,herald\n"
    (folder / "claims.csv").write_text(claims + row)
    scene = project.build(project.load(folder))
    assert changes_of(scene.changes_of_control) == [("04", "birch")]


def test_what_is_learnt_later_of_the_first_date_is_assessed_anew(map_of):
    folder = map_of(HELD)
    late = HELD.replace("\n", ",2024-03-06\n")
    (folder / "events.csv").write_text(EVENTS.replace("\n", ",known\n") + late)
    scene = project.build(project.load(folder))
    assert scene.changes_of_control == ()
    assert changes_of(scene.changes_of_control_then) == [("06", "alder"), ("06", "birch")]
    assert all(change.assessed for change in scene.changes_of_control_then)
