"""The commands that check: check, explain, log, sbom."""

import json
import re

import pytest
from support import copy_starter, run


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
