"""The commands that check: check, explain, log, sbom."""

import json
import re

import pytest
from support import copy_starter, run

from frontline import project


def test_check_prints_machine_readable_json(tmp_path):
    folder = copy_starter(tmp_path / "m", events_csv="id,date\na,today\n")
    result = run("check", folder, "--format", "json")
    assert result.exit_code == 1
    rows = json.loads(result.stdout)
    keys = ("path", "line", "feature", "field", "code", "level", "message", "remedy")
    assert {tuple(row) for row in rows} == {keys}
    assert any(row["code"] == "FL104" and row["line"] == 2 for row in rows)


@pytest.fixture
def odd_map(tmp_path):
    """A map without problems, with a notice."""
    folder = copy_starter(tmp_path / "m")
    (folder / "claims.xlsx").write_bytes(b"PK")
    return folder


def test_notices_are_in_every_format_and_leave_the_exit_code_at_0(odd_map):
    results = {
        format: run("check", odd_map, "--format", format)
        for format in ("text", "json", "sarif", "github")
    }
    assert {result.exit_code for result in results.values()} == {0}
    assert results["text"].stdout == "1 map: no problems, 1 notice\n"
    assert re.fullmatch(r".*/claims\.xlsx: notice: .+ \[FL513\]\n", results["text"].stderr)
    (row,) = json.loads(results["json"].stdout)
    assert (row["level"], row["code"]) == ("notice", "FL513")
    (sarif_result,) = json.loads(results["sarif"].stdout)["runs"][0]["results"]
    assert (sarif_result["level"], sarif_result["ruleId"]) == ("note", "FL513")
    assert results["github"].stdout.startswith("::notice file=")


def test_explain_says_which_rules_are_notices():
    assert run("explain", "FL513").stdout.startswith("FL513: notice: ")
    assert run("explain", "FL104").stdout.startswith("FL104: ")
    assert "notice" not in run("explain", "FL104").stdout


@pytest.mark.parametrize("command", ["build", "info"])
def test_build_and_info_tell_how_many_notices_there_are(odd_map, tmp_path, command):
    options = ["-o", tmp_path / "maps", "--format", "csv"] if command == "build" else []
    told = {
        "build": f"1 notice: frontline check {odd_map.as_posix()}",
        "info": f"notices: 1, listed by frontline check {odd_map.as_posix()}",
    }
    assert told[command] in run(command, odd_map, *options).stdout.splitlines()
    (odd_map / "claims.xlsx").unlink()
    assert "notice" not in run(command, odd_map, *options).stdout


def test_info_counts_no_notice_about_a_withheld_row(tmp_path):
    header = "id,place,about,value,claimant,date,known,source,withhold\n"
    row = "{},alder,control,{},{},{},2024-03-07,gazette,{}\n"
    kept = row.format("kept", "south", "Desk", "2024-03-05/2024-03-07", "no")
    taken = [
        row.format("taken", "north", "Other", "2024-03-07", is_out) for is_out in ("no", "yes")
    ]
    shown, hidden = (
        copy_starter(tmp_path / name, claims_csv=header + kept + taken[number])
        for number, name in enumerate(("shown", "hidden"))
    )
    assert "notices: 1," in run("info", shown).stdout
    assert "notices" not in run("info", hidden).stdout
    assert [notice.code for notice in project.notices(hidden)] == ["FL514"]


KEPT = "kept,2024-03-05/2024-03-07,alder,held,south,Alder is kept,{},gazette,2024-03-07\n"
TAKEN = "taken,2024-03-07,alder,held,{},Alder is taken,{},gazette,2024-03-07\n"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (KEPT.format("Desk") + TAKEN.format("north", "Other desk"), True),
        (KEPT.format("Desk") + TAKEN.format("south", "Other desk"), False),
        (KEPT.format("Desk") + TAKEN.format("north", "Desk"), False),
        (KEPT.format("Desk").replace("07,", "06,") + TAKEN.format("north", "Other desk"), False),
    ],
    ids=["another side", "the same side", "the same claimant", "the day after"],
)
def test_claims_of_two_sides_on_the_date_between_them_are_noticed(tmp_path, rows, told):
    header = "id,date,place,kind,side,title,claimant,source,known\n"
    folder = copy_starter(tmp_path / "m", events_csv=header + rows)
    (folder / "claims.csv").unlink()
    codes = [notice.code for notice in project.notices(folder)]
    assert codes == (["FL514"] if told else [])
    status = project.build(project.load(folder)).at("2024-03-07").control("alder").status
    assert (status == "contested") == told
    with (folder / "map.toml").open("a") as file:
        file.write('\n[reading]\n"events.csv" = { ends = "exclusive" }\n')
    assert project.notices(folder) == ()
