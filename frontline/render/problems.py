"""Problems and notices → text: lines, JSON, SARIF for code scanning, workflow commands for GitHub.

File contents, file names and messages are escaped in each format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from frontline.errors import Issue
from frontline.rules.catalogue import Rule, rules
from frontline.system.version import VERSION

_LINK: Final = re.compile(r"\[(?=[^\]]*\]\()")


_SARIF_LEVELS: Final = {"error": "error", "notice": "note"}


def as_line(issue: Issue) -> str:
    """Write a problem or notice as a line of text; a notice says that it is one.

    Parameters
    ----------
    issue : Issue
        Problem or notice of a map folder.

    Returns
    -------
    str
        One line, unless the text of the issue has several.

    Examples
    --------
    >>> as_line(Issue("m/areas.geojson", 4, "FL501", "contested", 2))
    'm/areas.geojson:4: notice: feature 2: contested [FL501]'
    """
    if rules()[issue.code].level == "error":
        return str(issue)
    return str(replace(issue, message=f"notice: {_message(issue)}", feature=0))


def as_json(issues: Sequence[Issue]) -> str:
    """Write problems and notices as JSON.

    Parameters
    ----------
    issues : sequence of Issue
        Problems and notices of a map folder.

    Returns
    -------
    str
        A list of objects; ``line`` and ``feature`` count from 1, 0 means none.
    """
    return _json([_record(issue) for issue in issues])


def as_sarif(issues: Sequence[Issue]) -> str:
    """Write problems and notices as a SARIF log with their rules.

    Static Analysis Results Interchange Format 2.1.0, OASIS Standard, 2020.

    Parameters
    ----------
    issues : sequence of Issue
        Problems and notices of a map folder.

    Returns
    -------
    str
        JSON.
    """
    codes = {issue.code for issue in issues}
    broken_rules = [rule for code, rule in rules().items() if code in codes]
    index_by_code = {rule.code: number for number, rule in enumerate(broken_rules)}
    driver = {
        "name": "frontline",
        "semanticVersion": VERSION,
        "rules": [_descriptor(rule) for rule in broken_rules],
    }
    results = [
        {
            "ruleId": issue.code,
            "ruleIndex": index_by_code[issue.code],
            "level": _SARIF_LEVELS[rules()[issue.code].level],
            "message": {"text": _plain(_message(issue))},
            "locations": [{"physicalLocation": _location(issue)}],
        }
        for issue in issues
    ]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    return _json(log)


def as_github(issues: Sequence[Issue]) -> str:
    """Write problems and notices as workflow commands, which GitHub shows beside the lines.

    Parameters
    ----------
    issues : sequence of Issue
        Problems and notices of a map folder.

    Returns
    -------
    str
        One command per line.
    """
    return "\n".join(map(_command, issues))


FORMATS: Final[Mapping[str, Callable[[Sequence[Issue]], str]]] = MappingProxyType(
    {"json": as_json, "sarif": as_sarif, "github": as_github}
)


def _json(value: Any) -> str:
    """Write JSON in ASCII, which is safe in every terminal and encoding."""
    return json.dumps(value, indent=2)


def _record(issue: Issue) -> dict[str, Any]:
    return {
        "path": issue.path,
        "line": issue.line,
        "feature": issue.feature,
        "field": issue.field,
        "code": issue.code,
        "level": rules()[issue.code].level,
        "message": issue.message,
        "remedy": rules()[issue.code].remedy,
    }


def _message(issue: Issue) -> str:
    """Return the message, prefixed with the number of the feature if there is one."""
    return f"feature {issue.feature}: {issue.message}" if issue.feature else issue.message


def _plain(text: str) -> str:
    """Escape the syntax of SARIF placeholders and links (sections 3.11.5 and 3.11.6)."""
    return _LINK.sub(r"\\[", text).replace("{", "{{").replace("}", "}}")


def _descriptor(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.why} {rule.remedy}"},
        "defaultConfiguration": {"level": _SARIF_LEVELS[rule.level]},
    }


def _location(issue: Issue) -> dict[str, Any]:
    path = _relative(issue.path)
    if Path(path).is_absolute():
        artifact = {"uri": f"file://{_quoted(path)}"}
    else:
        artifact = {"uri": _quoted(path), "uriBaseId": "%SRCROOT%"}
    region = {"region": {"startLine": issue.line}} if issue.line else {}
    return {"artifactLocation": artifact, **region}


def _quoted(path: str) -> str:
    return quote(path, errors="surrogateescape")


def _relative(path: str) -> str:
    """Return a path relative to the working folder if it lies below it."""
    working_folder = Path.cwd()
    return (
        Path(path).relative_to(working_folder).as_posix()
        if Path(path).is_relative_to(working_folder)
        else path
    )


def _command(issue: Issue) -> str:
    line = {"line": str(issue.line)} if issue.line else {}
    title = f"{issue.code} {rules()[issue.code].title}"
    properties = ",".join(
        f"{key}={_escaped(value).replace(':', '%3A').replace(',', '%2C')}"
        for key, value in {"file": _relative(issue.path), **line, "title": title}.items()
    )
    return f"::{rules()[issue.code].level} {properties}::{_escaped(_message(issue))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
