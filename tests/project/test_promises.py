"""The promises of SECURITY.md: each has properties, and each property has tests."""

import re

import pytest
from support import ROOT

POLICY = (ROOT / "SECURITY.md").read_text()


def promises(text):
    """Return the headings of the promises, in small letters."""
    return {term.lower() for term in re.findall(r"(?m)^(\w[\w ]*)\n: ", text)}


def properties(text):
    """Return the rows of the table of properties: promise, property, tests."""
    table = text.partition("## Properties\n")[2].partition("\n## ")[0]
    rows = [re.split(r" ?\| ?", line)[1:-1] for line in table.splitlines() if line[:1] == "|"]
    return [(promise, holds, re.findall(r"`([^`]+)`", tests)) for promise, holds, tests in rows[2:]]


def faults(text):
    """Yield what is wrong with the promises, their properties and the named tests."""
    rows = properties(text)
    yield from promises(text) ^ {promise for promise, _, _ in rows}
    for promise, holds, tests in rows:
        if not re.match(r"For (every|all) ", holds) or not tests:
            yield f"{promise}: {holds}"
        for test in tests:
            name, _, function = test.partition("::")
            code = (ROOT / name).read_text() if (ROOT / name).exists() else None
            if code is None or (function and f"\ndef {function}(" not in code):
                yield test


def test_every_promise_has_properties_and_their_tests_exist():
    assert len(promises(POLICY)) > 6
    assert len(properties(POLICY)) > len(promises(POLICY))
    assert list(faults(POLICY)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n| faults |", "\n| storms |"),
        ("Supply chain\n: ", "Supply chain\n: All is well.\n\nWeather\n: "),
        ("test_hostile_messages_change", "test_no_such_thing"),
        ("`tests/hostile/test_network.py", "`tests/hostile/test_notwork.py"),
        ("| For every pattern", "| Some patterns"),
    ],
)
def test_what_is_missing_is_found(old, new):
    assert old in POLICY
    assert list(faults(POLICY.replace(old, new)))
