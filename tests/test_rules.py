"""Every code is in the catalogue, and every rule of the catalogue is broken by a case."""

import re

import pytest
from support import CASES, ROOT

from frontline.rules import rules

SOURCES = sorted((ROOT / "frontline").rglob("*.py"))
USED = {code for path in SOURCES for code in re.findall(r'"(FL\d{3})"', path.read_text())}


def shown(case):
    """The lines of a case without their codes, by code."""
    lines = (CASES / case / "expected.txt").read_text().splitlines()
    found = (re.fullmatch(r"(?:MAP/)?(.*) \[(FL\d{3})\]", line) for line in lines)
    return [(match[2], match[1]) for match in found if match]


BREAKS = {case.name: shown(case.name) for case in CASES.iterdir()}


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
    broken_by = [name for name, lines in sorted(BREAKS.items()) if rule.code in dict(lines)]
    assert list(rule.cases) == broken_by
    assert (rule.code, rule.example) in [line for name in rule.cases for line in BREAKS[name]]


def test_every_line_of_every_case_has_a_code():
    for case in CASES.iterdir():
        *lines, last = (case / "expected.txt").read_text().splitlines()
        assert last == f"{len(lines)} problem{'s' if len(lines) != 1 else ''}"
        assert len(shown(case.name)) == len(lines)
