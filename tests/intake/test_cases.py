"""Each folder of ``tests/cases`` gets just the lines that it expects: see ``tests/casework.py``."""

import pytest
from casework import door, lay_out, orders, said
from support import CASES, STARTER, run


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_a_broken_folder_gets_a_line_per_problem_and_nothing_written(case, tmp_path):
    folder, out = tmp_path / "MAP", tmp_path / "OUT"
    lay_out(case, folder)
    result = door(case, folder, out)
    assert said(result, folder) == (case / "expected.txt").read_text()
    assert result.exit_code == 1
    if not orders(case, "run"):
        built = run("build", folder, "-o", out)
        assert (built.exit_code, built.stderr, built.stdout) == (1, result.stderr, "")
    assert [path for path in out.rglob("*") if path.is_file()] == []


def test_the_starter_itself_has_no_problems():
    assert run("check", STARTER).exit_code == 0
