"""Every code is in the catalogue, and every rule of the catalogue is broken by a case."""

import re

import pytest
from casework import breaks
from support import CASES, ROOT, run

from frontline.rules.catalogue import rules

SOURCES = sorted((ROOT / "frontline").rglob("*.py"))
USED = {code for path in SOURCES for code in re.findall(r'"(FL\d{3})"', path.read_text())}


BREAKS = breaks()


def test_the_catalogue_has_the_codes_of_the_program_sorted():
    assert list(rules()) == sorted(USED)


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.code)
def test_a_rule_is_told_in_full_and_broken_by_its_cases(rule):
    for said in (rule.title, rule.why, rule.remedy, rule.example):
        assert said
        assert said.isprintable()
    assert rule.title[0].isupper()
    assert not rule.title.endswith(".")
    assert rule.why.endswith(".")
    broken_by = BREAKS.get(rule.code, {})
    assert list(rule.cases) == list(broken_by)
    if rule.cases:
        assert any(rule.example in lines for lines in broken_by.values())
        return
    file, _, name = rule.test.partition("::")
    test = (ROOT / file).read_text().partition(f"def {name}(")[2].partition("\ndef ")[0]
    assert rule.code in test


def test_every_line_of_every_case_has_a_code():
    assert list(CASES.iterdir())
    for case in CASES.iterdir():
        *lines, last = (case / "expected.txt").read_text().splitlines()
        assert last == f"{len(lines)} problem{'s' if len(lines) != 1 else ''}"
        assert len(lines) == sum(len(by.get(case.name, ())) for by in BREAKS.values())


@pytest.mark.parametrize("code", ["FL104", "fl104", "[FL104]", "104"])
def test_a_code_is_explained_as_it_is_printed_or_typed(code):
    result = run("explain", code)
    rule = rules()["FL104"]
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        f"FL104: {rule.title}",
        f"why: {rule.why}",
        f"remedy: {rule.remedy}",
        f"example: {rule.example} [FL104]",
    ]


def test_without_a_code_all_are_listed():
    lines = run("explain").stdout.splitlines()
    assert lines == [f"{code}: {rule.title}" for code, rule in rules().items()]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("FK104", 'unknown code "FK104" (did you mean "FL104"?)'),
        ("x\n\x1b[2J", 'unknown code "x\\n\\x1b[2J": frontline explain lists all codes'),
    ],
)
def test_a_code_that_is_none_is_wrong_usage(code, said):
    result = run("explain", code)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"frontline: {said}\n"
