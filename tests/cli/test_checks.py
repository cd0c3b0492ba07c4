"""The commands that check: check, explain, log, sbom."""

import json

from support import copy_starter, run


def test_check_prints_machine_readable_json(tmp_path):
    folder = copy_starter(tmp_path / "m", events_csv="id,date\na,today\n")
    result = run("check", folder, "--format", "json")
    assert result.exit_code == 1
    rows = json.loads(result.stdout)
    keys = ("path", "line", "feature", "field", "code", "message", "remedy")
    assert {tuple(row) for row in rows} == {keys}
    assert any(row["code"] == "FL104" and row["line"] == 2 for row in rows)
