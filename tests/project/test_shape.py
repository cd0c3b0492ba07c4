"""The shape of the house: few entries at the top, short modules and functions, full docstrings."""

import ast
import subprocess

import docstrings
import pytest
from support import ROOT

PACKAGE = ROOT / "frontline"
PYTHON = sorted(PACKAGE.rglob("*.py"))
SCRIPT = sorted(path for path in PACKAGE.rglob("*.*js") if path.suffix in (".mjs", ".js"))
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 80


def test_the_top_of_the_package_fits_a_glance():
    tracked = subprocess.run(
        ["git", "ls-files", "frontline"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert 15 < len({name.split("/")[1] for name in tracked}) <= 22


@pytest.mark.parametrize("path", [*PYTHON, *SCRIPT], ids=lambda path: path.name)
def test_a_module_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_a_function_is_short():
    lengths = {
        f"{path.relative_to(ROOT).as_posix()}:{node.name}": node.end_lineno - node.lineno + 1
        for path in PYTHON
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert len(lengths) > 1000
    assert {n: k for n, k in lengths.items() if k > MOST_LINES_OF_A_FUNCTION} == {}


def test_public_functions_and_classes_are_described_in_full():
    lacking = [
        f"{path.name}:{line}: {name}: {lack}"
        for path in PYTHON
        for line, name, lack in docstrings.missing(path)
    ]
    assert lacking == []


def test_what_a_docstring_lacks_is_found():
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
    assert list(docstrings.lacks(node)) == ["Parameters: unit", "Returns", "Raises"]
