"""Every code is in the catalogue, and every rule of the catalogue has a case or a test."""

import re

import pytest
from casework import messages_by_code
from support import CASES, ROOT, run

from frontline.rules.catalogue import rules

SOURCES = sorted((ROOT / "frontline").rglob("*.py"))
USED_CODES = {code for path in SOURCES for code in re.findall(r'"(FL\d{3})"', path.read_text())}


MESSAGES = messages_by_code()


def test_the_catalogue_has_exactly_the_codes_of_the_program_in_order():
    assert list(rules()) == sorted(USED_CODES)


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.code)
def test_a_rule_is_complete_and_covered_by_its_cases_or_test(rule):
    for text in (rule.title, rule.why, rule.remedy, rule.example):
        assert text
        assert text.isprintable()
    assert rule.title[0].isupper() or rule.title.startswith("map.toml")
    assert not rule.title.endswith(".")
    assert rule.why.endswith(".")
    broken_by = MESSAGES.get(rule.code, {})
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
        lines = (case / "expected.txt").read_text().splitlines()
        if problems := [line for line in lines[:-1] if ": notice: " not in line]:
            assert lines.pop() == f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"
        assert len(lines) == sum(len(messages.get(case.name, ())) for messages in MESSAGES.values())


@pytest.mark.parametrize("code", ["FL104", "fl104", "[FL104]", "104"])
def test_a_code_is_explained_in_any_notation(code):
    result = run("explain", code)
    rule = rules()["FL104"]
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        f"FL104: {rule.title}",
        f"why: {rule.why}",
        f"remedy: {rule.remedy}",
        f"example: {rule.example} [FL104]",
    ]


def test_explain_without_a_code_lists_all_codes():
    lines = run("explain").stdout.splitlines()
    assert lines == [f"{code}: {rule.title}" for code, rule in rules().items()]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("FK104", 'unknown code "FK104" (did you mean "FL104"?)'),
        ("x\n\x1b[2J", 'unknown code "x\\n\\x1b[2J": frontline explain lists all codes'),
    ],
)
def test_an_unknown_code_is_wrong_usage(code, message):
    result = run("explain", code)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"frontline: {message}\n"
