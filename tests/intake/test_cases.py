"""Each folder of ``tests/cases`` gets its expected lines; see ``tests/helpers/casework.py``."""

import re

import pytest
from casework import directives, run_case, stderr_of, write_case
from support import CASES, STARTER, run

from frontline.rules.catalogue import rules


@pytest.mark.slow
@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_a_broken_folder_gets_one_line_per_problem_and_writes_nothing(case, tmp_path):
    """A folder with notices alone is built."""
    folder, out = tmp_path / "MAP", tmp_path / "OUT"
    write_case(case, folder)
    result = run_case(case, folder, out)
    assert stderr_of(result, folder) == (case / "expected.txt").read_text()
    assert result.exit_code == (0 if has_only_notices(case) else 1)
    if has_only_notices(case):
        assert run("build", folder, "-o", out).exit_code == 0
        return
    if not directives(case, "run"):
        built = run("build", folder, "-o", out)
        assert (built.exit_code, built.stderr, built.stdout) == (1, result.stderr, "")
    assert [path for path in out.rglob("*") if path.is_file()] == []


def has_only_notices(case):
    codes = re.findall(r"\[(FL\d{3})\]$", (case / "expected.txt").read_text(), re.MULTILINE)
    return bool(codes) and all(rules()[code].level == "notice" for code in codes)


def test_the_starter_has_no_problems():
    assert run("check", STARTER).exit_code == 0
