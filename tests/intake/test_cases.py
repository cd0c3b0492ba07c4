"""Each folder of ``tests/cases`` is the starter map with something wrong in it.

``case.txt`` says what, and which files are taken away; ``expected.txt`` holds the lines that a
user must see, the folder written as MAP.
"""

import shutil

import pytest
from support import CASES, STARTER, run


def lay_out(case, folder):
    shutil.copytree(STARTER, folder)
    for path in case.rglob("*"):
        if path.is_file() and path.name not in ("case.txt", "expected.txt"):
            target = folder / path.relative_to(case)
            target.parent.mkdir(exist_ok=True)
            shutil.copy(path, target)
    for line in (case / "case.txt").read_text().splitlines():
        if line.startswith("without "):
            (folder / line.removeprefix("without ")).unlink()


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_a_broken_folder_gets_a_line_per_problem_and_nothing_written(case, tmp_path):
    folder = tmp_path / "MAP"
    lay_out(case, folder)
    checked = run("check", folder)
    said = checked.stderr.replace(str(folder), "MAP")
    assert said == (case / "expected.txt").read_text()
    assert checked.exit_code == 1
    built = run("build", folder, "-o", tmp_path / "maps")
    assert (built.exit_code, built.stderr, built.stdout) == (1, checked.stderr, "")
    assert not (tmp_path / "maps").exists()


def test_the_starter_itself_has_no_problems():
    assert run("check", STARTER).exit_code == 0
