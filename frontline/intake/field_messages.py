"""What pydantic found wrong with a record → a line for its writer, in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from functools import cache, lru_cache
from types import NoneType
from typing import Any, Final

from frontline.errors import Issue
from frontline.intake.read import Record

TEXTS: Final = ":texts"
"""Under this key a record gathers its texts in other languages."""

_SHOWN: Final = 80
"""A longer text is cut in a message."""

_OF_PYDANTIC: Final = re.compile(
    r"(?:function|constrained)-.*|\[key\]|[A-Z][A-Za-z]+Table", re.DOTALL
)
"""What pydantic puts into the way to a value that no file has."""

_FOUR: Final = "needs four numbers: west, south, east, north"
_LIMITS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "greater_than": lambda limit: f"must be more than {limit['gt']:.15g}",
    "greater_than_equal": lambda limit: f"must be at least {limit['ge']:.15g}",
    "less_than": lambda limit: f"must be less than {limit['lt']:.15g}",
    "less_than_equal": lambda limit: f"must be at most {limit['le']:.15g}",
}
NO_INSIDE: Final = (
    "has no inside; write [west, south, east, north], west less than east, south less than north"
)
_WHOLE: Final = ("int_from_float", "int_type", "int_parsing")


def issue_of(shape: type[Any], record: Record, problem: Any) -> Issue:
    """Say what is wrong with a record of a shape, by one of the problems that pydantic lists."""
    *before, last = problem["loc"]
    way = [part for part in before if not _OF_PYDANTIC.fullmatch(str(part))]
    if problem["type"] == "extra_forbidden" or not _OF_PYDANTIC.fullmatch(str(last)):
        way.append(last)
    if TEXTS in way[:-2]:
        *outer, _, language, name = way
        way = [*outer, f"{name}:{language}"]
    key, named, found = _joined(way), _named(record, way), problem["input"]

    def whole(code: str, words: str) -> Issue:
        return record.issue(code, f"{named} {words}", key)

    def value(code: str, words: str) -> Issue:
        return record.issue(code, f"{named}: {told(found)} {words}", key)

    match problem["type"]:
        case "missing" if isinstance(way[-1], int):
            box = way[:-1]
            return record.issue("FL108", f"{_named(record, box)} {_FOUR}", _joined(box))
        case "missing":
            return record.issue("FL102", f"{named} is missing", _joined(way[:-1]))
        case "extra_forbidden":
            known = _keys_beside(shape, way)
            hint = suggest(str(way[-1]), known) or f"; known are {', '.join(known)}"
            what = "column" if record.head else "key"
            return record.issue("FL101", f"unknown {what} {named}{hint}", key, line=record.head)
        case "literal_error" if not isinstance(found, str):
            return value("FL107", no_text(found))
        case "literal_error":
            allowed = re.findall(r"'([^']*)'", problem["ctx"]["expected"])
            hint = suggest(found, allowed) or f"; write one of {', '.join(allowed)}"
            return value("FL103", f"is not known{hint}")
        case "value_error":
            wrong = problem["ctx"]["error"]
            mark = "" if str(wrong).startswith(("is ", "has ")) else ":"
            return record.issue(wrong.code, f"{named}{mark} {wrong}", key)
        case "string_pattern_mismatch" if way[-1] == "color":
            return value("FL110", "is not a colour like #d55e00")
        case "string_pattern_mismatch":
            return value("FL111", "is not a language like en or uk")
        case "tuple_type" | "list_type":
            hint = "" if isinstance(found, dict) else f"; write it in brackets: [{told(found)}]"
            return value("FL108", f"is not a list{hint}")
        case "model_type" | "model_attributes_type" | "dict_type":
            table = ".".join(str(part) for part in way if not isinstance(part, int))
            head = f"[[{table}]]" if isinstance(last, int) else f"[{table}]"
            return value("FL108", f"is not a table; write its keys under {head}")
        case "too_short":
            return whole("FL102", "is empty")
        case "too_long":
            return whole("FL108", _FOUR)
        case "bool_type" | "bool_parsing":
            return value("FL116", "is not true or false")
        case kind:
            return value("FL109", _odd_number(kind, problem))


def told(value: Any) -> str:
    """Show a value of a file in a few words, as its writer would know it again."""
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= _SHOWN else f'"{value[:_SHOWN]}…"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, datetime):
        return value.isoformat()
    return "nothing" if value is None else str(value)[:_SHOWN]


def no_text(value: Any) -> str:
    """Say of a value that it is no text, and how it would be one."""
    if isinstance(value, dict | list | tuple | NoneType):
        return "is not text"
    return f'stands without quotes; write "{told(value)}"'


def suggest(word: str, known: Sequence[str]) -> str:
    """Return `` (did you mean "x"?)`` for the nearest known word, or nothing."""
    return _suggested(word[:_SHOWN].lower(), tuple(known))


@lru_cache(1000)
def _suggested(word: str, known: tuple[str, ...]) -> str:
    lowered = {item.lower(): item for item in reversed(known)}
    near = get_close_matches(word, list(lowered), n=1, cutoff=0.6)
    return f' (did you mean "{lowered[near[0]]}"?)' if near else ""


def _named(record: Record, way: Sequence[Any]) -> str:
    """Name a key: a place in a list is told where the line alone does not tell it."""
    items = [at for at, part in enumerate(way) if isinstance(part, int)]
    name = told(".".join(str(part) for part in way if not isinstance(part, int)))
    if items and _joined(way[: items[-1] + 1]) not in record.lines:
        name += f" (item {way[items[-1]] + 1})"
    return name


def _joined(way: Sequence[Any]) -> str:
    return ".".join(map(str, way))


def _odd_number(kind: str, problem: Any) -> str:
    """Say why a value is not the number that is wanted."""
    found = problem["input"]
    if isinstance(found, str) and re.fullmatch(r"\s*[-+]?\d+(\.\d+)?\s*", found, re.ASCII):
        return "is text; write the number without quotes"
    if found != found:
        return "is not a number"
    if kind in _WHOLE:
        return "is not a whole number"
    return _LIMITS[kind](problem["ctx"]) if kind in _LIMITS else "is not a number"


def _keys_beside(shape: type[Any], way: Sequence[Any]) -> tuple[str, ...]:
    """List the keys that the table around the end of a way may have."""
    parts = tuple(0 if isinstance(part, int) else str(part) for part in way[:-1])
    return _keys_at(shape, parts)  # type: ignore[arg-type]  # a class can be hashed


@cache
def _keys_at(shape: type[Any], way: tuple[str | int, ...]) -> tuple[str, ...]:
    schema = shape.model_json_schema(by_alias=True)
    at: dict[str, Any] = schema
    for part in way:
        named = at.get("properties", {})
        inside: Any = named[part] if part in named else at.get("additionalProperties")
        at = at["items"] if isinstance(part, int) else inside
        for option in (at, *at.get("anyOf", ()), *at.get("allOf", ())):
            if "$ref" in option:
                at = schema["$defs"][option["$ref"].rpartition("/")[2]]
    return tuple(key for key in at.get("properties", {}) if key != TEXTS)
