"""Code structure: few top-level entries, short modules and functions, complete docstrings."""

import ast
import subprocess

import docstrings
import pytest
from support import ROOT

PACKAGE = ROOT / "frontline"
PYTHON = sorted(PACKAGE.rglob("*.py"))
JAVASCRIPT = sorted(path for path in PACKAGE.rglob("*.*js") if path.suffix in (".mjs", ".js"))
MAX_LINES = 400
MAX_FUNCTION_LINES = 80


def test_the_package_has_few_top_level_entries():
    tracked = subprocess.run(
        ["git", "ls-files", "frontline"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert 15 < len({name.split("/")[1] for name in tracked}) <= 24


@pytest.mark.parametrize("path", [*PYTHON, *JAVASCRIPT], ids=lambda path: path.name)
def test_every_module_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.slow
def test_every_function_is_short():
    lengths = {
        f"{path.relative_to(ROOT).as_posix()}:{node.name}": node.end_lineno - node.lineno + 1
        for path in PYTHON
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert len(lengths) > 1000
    assert {name: length for name, length in lengths.items() if length > MAX_FUNCTION_LINES} == {}


@pytest.mark.slow
def test_public_functions_and_classes_have_complete_docstrings():
    problems = [
        f"{path.name}:{line}: {name}: {part}"
        for path in PYTHON
        for line, name, part in docstrings.gaps(path)
    ]
    assert problems == []


def test_missing_parts_of_a_docstring_are_found():
    code = '''
def area(ring, unit):
    """Measure a ring.

    Parameters
    ----------
    ring : array
        Vertices.
    """
    raise ValueError("no")
'''
    (node,) = ast.parse(code).body
    node.returns = ast.Name("float")
    assert list(docstrings.missing_parts(node)) == ["Parameters: unit", "Returns", "Raises"]
