"""The rules of map folders, by code: what is wrong or doubtful, why it matters, how to fix it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Literal

from frontline.errors import UsageError


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the catalogue ``rules.toml``.

    Attributes
    ----------
    code : str
        Code, such as ``FL104``.
    title : str
        What is wrong, without a full stop.
    why : str
        Why it matters.
    remedy : str
        How to fix it.
    example : str
        A message as it is printed, without its code.
    cases : tuple of str
        Test cases that break the rule.
    test : str
        A test that breaks the rule, if no case can.
    level : str
        ``error`` for a problem, which no map is built with; ``notice`` for what is probably a
        mistake and may be meant.
    """

    code: str
    title: str
    why: str
    remedy: str
    example: str
    cases: tuple[str, ...] = ()
    test: str = ""
    level: Literal["error", "notice"] = "error"


@cache
def rules() -> Mapping[str, Rule]:
    """Read the catalogue: code → rule, sorted by code."""
    text = (resources.files(__package__) / "rules.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            code: Rule(code, cases=tuple(table.pop("cases", ())), **table)
            for code, table in tomllib.loads(text).items()
        }
    )


def find(code: str) -> Rule:
    """Look up a rule.

    Parameters
    ----------
    code : str
        Code as printed, in any case, or its digits alone.

    Returns
    -------
    Rule

    Raises
    ------
    UsageError
        If no rule has this code; the message suggests a similar code.

    Examples
    --------
    >>> find("[fl104]").code
    'FL104'
    """
    rules_by_code, normalized = rules(), code.strip("[] ").upper()
    if rule := rules_by_code.get(f"FL{normalized}" if normalized.isdigit() else normalized):
        return rule
    matches = get_close_matches(normalized, rules_by_code, n=1)
    hint = f' (did you mean "{matches[0]}"?)' if matches else ": frontline explain lists all codes"
    raise UsageError(f'unknown code "{code}"{hint}')


def explain(rule: Rule) -> str:
    """Write a rule in four lines: what is wrong, why it matters, how to fix it, an example.

    Parameters
    ----------
    rule : Rule
        The rule.

    Returns
    -------
    str
    """
    title = f"notice: {rule.title}" if rule.level == "notice" else rule.title
    parts = {"": f"{rule.code}: {title}", "why": rule.why, "remedy": rule.remedy}
    lines = [f"{key}: {text}" if key else text for key, text in parts.items()]
    return "\n".join([*lines, f"example: {rule.example} [{rule.code}]"])
