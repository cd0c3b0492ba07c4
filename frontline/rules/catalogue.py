"""The rules that a map can break, by their codes: what is wrong, why it matters, what to do."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources
from types import MappingProxyType

from frontline.errors import UsageError


@dataclass(frozen=True, slots=True)
class Rule:
    """Hold a rule as the catalogue tells it.

    ``example`` is a message as it is printed, without its code. ``cases`` are folders of the
    project's tests that break the rule; where there can be none, a ``test`` is named.
    """

    code: str
    title: str
    why: str
    remedy: str
    example: str
    cases: tuple[str, ...] = ()
    test: str = ""


@cache
def rules() -> Mapping[str, Rule]:
    """Read the catalogue, ``rules.toml``: code → rule, sorted by code."""
    text = (resources.files(__package__) / "rules.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            code: Rule(code, cases=tuple(table.pop("cases", ())), **table)
            for code, table in tomllib.loads(text).items()
        }
    )


def find(code: str) -> Rule:
    """Return the rule of a code as it is printed, in any case, or of its digits.

    Raises UsageError with the likely code where there is none.
    """
    known, name = rules(), code.strip("[] ").upper()
    if rule := known.get(f"FL{name}" if name.isdigit() else name):
        return rule
    near = get_close_matches(name, known, n=1)
    hint = f' (did you mean "{near[0]}"?)' if near else "; frontline explain lists all"
    raise UsageError(f'there is no code "{code}"{hint}')


def explain(rule: Rule) -> str:
    """Tell a rule in a few lines: what is wrong, why that matters, what to do, an example."""
    told = {"": f"{rule.code}: {rule.title}", "why": rule.why, "remedy": rule.remedy}
    lines = [f"{key}: {text}" if key else text for key, text in told.items()]
    return "\n".join([*lines, f"example: {rule.example} [{rule.code}]"])
