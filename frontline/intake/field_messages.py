"""A pydantic problem with a record → an issue in plain words for whoever wrote the record."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from functools import cache, lru_cache
from types import NoneType
from typing import Any, Final

from frontline.errors import Issue
from frontline.intake.formats.record import Record

TEXTS: Final = ":texts"
"""Key under which a record gathers its texts in other languages."""

EXTENT_EXPECTED: Final = (
    "is empty or reversed: expected [west, south, east, north] with west < east and south < north"
)

_SHOWN: Final = 80
"""Most characters of a value that a message quotes."""

_OF_PYDANTIC: Final = re.compile(
    r"(?:function|constrained)-.*|\[key\]|[A-Z][A-Za-z]+Table", re.DOTALL
)
"""Parts that pydantic adds to the path of a value, and that no file has."""

_FOUR: Final = "needs four numbers: west, south, east, north"
_LIMITS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "greater_than": lambda limit: f"must be more than {limit['gt']:.15g}",
    "greater_than_equal": lambda limit: f"must be at least {limit['ge']:.15g}",
    "less_than": lambda limit: f"must be less than {limit['lt']:.15g}",
    "less_than_equal": lambda limit: f"must be at most {limit['le']:.15g}",
}
_WHOLE: Final = ("int_from_float", "int_type", "int_parsing")


def issue_of(shape: type[Any], record: Record, problem: Any) -> Issue:
    """Word one of the problems that pydantic lists.

    Parameters
    ----------
    shape : type of pydantic.BaseModel
        Shape that the record was read into.
    record : Record
        Row, feature or table.
    problem : dict
        Item of ``ValidationError.errors()``.

    Returns
    -------
    Issue
        Issue at the line of the key.
    """
    *before, last = problem["loc"]
    path = [part for part in before if not _OF_PYDANTIC.fullmatch(str(part))]
    if problem["type"] == "extra_forbidden" or not _OF_PYDANTIC.fullmatch(str(last)):
        path.append(last)
    if TEXTS in path[:-2]:
        *outer, _, language, name = path
        path = [*outer, f"{name}:{language}"]
    key, named, value = _joined(path), _named(record, path), problem["input"]

    def of_key(code: str, words: str) -> Issue:
        return record.issue(code, f"{named} {words}", key)

    def of_value(code: str, words: str) -> Issue:
        return record.issue(code, f"{named}: {quoted(value)} {words}", key)

    match problem["type"]:
        case "missing" if isinstance(path[-1], int):
            box = path[:-1]
            return record.issue("FL108", f"{_named(record, box)} {_FOUR}", _joined(box))
        case "missing":
            return record.issue("FL102", f"{named} is missing", _joined(path[:-1]))
        case "extra_forbidden":
            known = _keys_beside(shape, path)
            hint = suggest(str(path[-1]), known) or f": expected {', '.join(known)}"
            what = "column" if record.head else "key"
            return record.issue("FL101", f"unknown {what} {named}{hint}", key, line=record.head)
        case "literal_error" if not isinstance(value, str):
            return of_value("FL107", not_text(value))
        case "literal_error":
            allowed = re.findall(r"'([^']*)'", problem["ctx"]["expected"])
            hint = suggest(value, allowed) or f": expected one of {', '.join(allowed)}"
            return of_value("FL103", f"is not a known value{hint}")
        case "value_error":
            wrong = problem["ctx"]["error"]
            return record.issue(wrong.code, after_key(named, str(wrong)), key)
        case "string_pattern_mismatch" if path[-1] == "color":
            return of_value("FL110", "is not a colour: expected one such as #d55e00")
        case "string_pattern_mismatch":
            return of_value("FL111", "is not a language code: expected one such as en or uk")
        case "tuple_type" | "list_type":
            hint = "" if isinstance(value, dict) else f": write [{quoted(value)}]"
            return of_value("FL108", f"is not a list{hint}")
        case "model_type" | "model_attributes_type" | "dict_type":
            table = ".".join(str(part) for part in path if not isinstance(part, int))
            head = f"[[{table}]]" if isinstance(last, int) else f"[{table}]"
            return of_value("FL108", f"is not a table: write its keys under {head}")
        case "too_short":
            return of_key("FL102", "is empty")
        case "too_long":
            return of_key("FL108", _FOUR)
        case "bool_type" | "bool_parsing":
            return of_value("FL116", "is not valid: expected true or false")
        case kind:
            return of_value("FL109", _odd_number(kind, problem))


def after_key(named: str, message: str) -> str:
    """Join the name of a key and a message: with a colon, unless the message is its predicate.

    Parameters
    ----------
    named : str
        Quoted key.
    message : str
        What is wrong with its value.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> after_key('"title"', "is empty")
    '"title" is empty'
    >>> after_key('"date"', '"May" is not a date')
    '"date": "May" is not a date'
    """
    mark = "" if message.startswith(("is ", "has ")) else ":"
    return f"{named}{mark} {message}"


def quoted(value: Any) -> str:
    """Show a value of a file as its author would recognize it, cut to 80 characters.

    Parameters
    ----------
    value : Any
        Value of a cell, property or key.

    Returns
    -------
    str
        Text in quotes; ``a table``, ``a list`` or ``nothing`` for what has no short form.

    Examples
    --------
    >>> quoted("Sosnivka"), quoted(True), quoted(None)
    ('"Sosnivka"', 'true', 'nothing')
    """
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


def not_text(value: Any) -> str:
    """Word that a value is not text, and how it would be.

    Parameters
    ----------
    value : Any
        Value that is not a string.

    Returns
    -------
    str
        Predicate of a message.

    Examples
    --------
    >>> not_text(2024)
    'is not text: write "2024", in quotes'
    """
    if isinstance(value, dict | list | tuple | NoneType):
        return "is not text"
    return f'is not text: write "{quoted(value)}", in quotes'


def suggest(word: str, known: Sequence[str]) -> str:
    """Suggest the nearest known word.

    Parameters
    ----------
    word : str
        Word that is not known.
    known : sequence of str
        Words that are.

    Returns
    -------
    str
        Text to append to a message; empty where none is near.

    Examples
    --------
    >>> suggest("sorce", ["source", "side"])
    ' (did you mean "source"?)'
    """
    return _suggested(word[:_SHOWN].lower(), tuple(known))


@lru_cache(1000)
def _suggested(word: str, known: tuple[str, ...]) -> str:
    lowered = {item.lower(): item for item in reversed(known)}
    near = get_close_matches(word, list(lowered), n=1, cutoff=0.6)
    return f' (did you mean "{lowered[near[0]]}"?)' if near else ""


def _named(record: Record, path: Sequence[Any]) -> str:
    """Name a key, with its place in a list where the line alone does not tell it."""
    items = [at for at, part in enumerate(path) if isinstance(part, int)]
    name = quoted(".".join(str(part) for part in path if not isinstance(part, int)))
    if items and _joined(path[: items[-1] + 1]) not in record.lines:
        name += f" (item {path[items[-1]] + 1})"
    return name


def _joined(path: Sequence[Any]) -> str:
    return ".".join(map(str, path))


def _odd_number(kind: str, problem: Any) -> str:
    """Word why a value is not the expected number."""
    value = problem["input"]
    if isinstance(value, str) and re.fullmatch(r"\s*[-+]?\d+(\.\d+)?\s*", value, re.ASCII):
        return "is text: write the number without quotes"
    if value != value:
        return "is not a number"
    if kind in _WHOLE:
        return "is not a whole number"
    return _LIMITS[kind](problem["ctx"]) if kind in _LIMITS else "is not a number"


def _keys_beside(shape: type[Any], path: Sequence[Any]) -> tuple[str, ...]:
    """List the keys of the table that holds the last part of a path."""
    parts = tuple(0 if isinstance(part, int) else str(part) for part in path[:-1])
    return _keys_at(shape, parts)  # type: ignore[arg-type]  # a class can be hashed


@cache
def _keys_at(shape: type[Any], path: tuple[str | int, ...]) -> tuple[str, ...]:
    schema = shape.model_json_schema(by_alias=True)
    at: dict[str, Any] = schema
    for part in path:
        named = at.get("properties", {})
        inside: Any = named[part] if part in named else at.get("additionalProperties")
        at = at["items"] if isinstance(part, int) else inside
        for option in (at, *at.get("anyOf", ()), *at.get("allOf", ())):
            if "$ref" in option:
                at = schema["$defs"][option["$ref"].rpartition("/")[2]]
    return tuple(key for key in at.get("properties", {}) if key != TEXTS)
