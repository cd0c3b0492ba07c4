"""No test passes because there was nothing to test."""

import pytest
from support import ROOT
from vacuous_tests import vacuous_tests

MODULES = sorted((ROOT / "tests").rglob("test_*.py"))


@pytest.mark.slow
def test_every_test_asserts_something_outside_loops_that_may_not_run():
    assert MODULES
    vacuous = {path.name: vacuous_tests(path.read_text()) for path in MODULES}
    assert {name: tests for name, tests in vacuous.items() if tests} == {}


@pytest.mark.parametrize(
    "body",
    [
        "for row in rows():\n        assert row",
        "for n in range(2):\n        for row in rows():\n            assert row",
        "while rows():\n        assert row",
        "for row in EMPTY:\n        assert row",
        "for row in rows():\n        with pytest.raises(ValueError):\n            row()",
        "with opened() as page:\n        for row in page.rows():\n            assert row",
    ],
)
def test_a_test_that_may_assert_nothing_is_reported(body):
    assert vacuous_tests(f"EMPTY = []\ndef test_it():\n    {body}\n") == ["test_it"]


@pytest.mark.parametrize(
    "body",
    [
        "assert rows()\n    for row in rows():\n        assert row",
        "for row in 1, 2:\n        assert row",
        "for row in enumerate(FULL):\n        assert row",
        "rows = {'a': 1}\n    for row in rows.items():\n        assert row",
        "with pytest.raises(ValueError):\n        rows()",
        "helper()",
    ],
)
def test_a_test_that_always_asserts_is_not_reported(body):
    assert vacuous_tests(f"FULL = (1, 2)\ndef test_it():\n    {body}\n") == []
