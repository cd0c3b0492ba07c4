"""The rules that a map can break, by their codes: what is wrong, why it matters, what to do."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType


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
