"""Problems → text for machines: JSON, SARIF for code scanning, the commands of GitHub's workflows.

Whatever a file, its name or a message holds stays data in each of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

import frontline
from frontline.errors import Issue
from frontline.rules.catalogue import Rule, rules

_LINK: Final = re.compile(r"\[(?=[^\]]*\]\()")


def as_json(issues: Sequence[Issue]) -> str:
    """Write problems as a list of objects; ``line`` and ``feature`` count from 1, 0 is none."""
    return _dumped([_record(issue) for issue in issues])


def as_sarif(issues: Sequence[Issue]) -> str:
    """Write problems as a SARIF log, with the rules they break.

    Static Analysis Results Interchange Format 2.1.0, OASIS Standard, 2020.
    """
    codes = {issue.code for issue in issues}
    broken = [rule for code, rule in rules().items() if code in codes]
    index = {rule.code: number for number, rule in enumerate(broken)}
    driver = {
        "name": "frontline",
        "semanticVersion": frontline.__version__,
        "rules": [_descriptor(rule) for rule in broken],
    }
    results = [
        {
            "ruleId": issue.code,
            "ruleIndex": index[issue.code],
            "level": "error",
            "message": {"text": _plain(_within(issue))},
            "locations": [{"physicalLocation": _location(issue)}],
        }
        for issue in issues
    ]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    return _dumped(log)


def as_github(issues: Sequence[Issue]) -> str:
    """Write problems as workflow commands, which GitHub shows beside the line of the file."""
    return "\n".join(map(_command, issues))


FORMATS: Final[Mapping[str, Callable[[Sequence[Issue]], str]]] = MappingProxyType(
    {"json": as_json, "sarif": as_sarif, "github": as_github}
)


def _dumped(value: Any) -> str:
    """Write JSON in ASCII, so that no terminal obeys it and no encoding breaks it."""
    return json.dumps(value, indent=2)


def _record(issue: Issue) -> dict[str, Any]:
    return {
        "path": issue.path,
        "line": issue.line,
        "feature": issue.feature,
        "field": issue.field,
        "code": issue.code,
        "message": issue.message,
        "remedy": rules()[issue.code].remedy,
    }


def _within(issue: Issue) -> str:
    """Return the message with the feature it is about, without file and line."""
    return f"feature {issue.feature}: {issue.message}" if issue.feature else issue.message


def _plain(text: str) -> str:
    """Keep a text from being a pattern or a link, as those of SARIF can be (3.11.5, 6)."""
    return _LINK.sub(r"\\[", text).replace("{", "{{").replace("}", "}}")


def _descriptor(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.why} {rule.remedy}"},
        "defaultConfiguration": {"level": "error"},
    }


def _location(issue: Issue) -> dict[str, Any]:
    path = _from_here(issue.path)
    if Path(path).is_absolute():
        artifact = {"uri": f"file://{_quoted(path)}"}
    else:
        artifact = {"uri": _quoted(path), "uriBaseId": "%SRCROOT%"}
    region = {"region": {"startLine": issue.line}} if issue.line else {}
    return {"artifactLocation": artifact, **region}


def _quoted(path: str) -> str:
    return quote(path, errors="surrogateescape")


def _from_here(path: str) -> str:
    """Return a path below the working directory as one from there, as a repository's are."""
    here = Path.cwd()
    return Path(path).relative_to(here).as_posix() if Path(path).is_relative_to(here) else path


def _command(issue: Issue) -> str:
    where = {"file": _from_here(issue.path), **({"line": str(issue.line)} if issue.line else {})}
    said = {**where, "title": f"{issue.code} {rules()[issue.code].title}"}
    properties = ",".join(
        f"{key}={_escaped(value).replace(':', '%3A').replace(',', '%2C')}"
        for key, value in said.items()
    )
    return f"::error {properties}::{_escaped(_within(issue))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
