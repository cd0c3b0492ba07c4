"""A pydantic problem with a record → an issue in plain words for the author of the record."""

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
"""Key under which the translations of a record are gathered."""

EXTENT_EXPECTED: Final = (
    "is empty or reversed: expected [west, south, east, north] with south < north, and west < east"
    " unless it crosses the antimeridian"
)

_MAX_QUOTED: Final = 80
"""Maximum number of characters of a value that a message quotes."""

_PYDANTIC_PART: Final = re.compile(
    r"(?:function|constrained)-.*|\[key\]|[A-Z][A-Za-z]+Table", re.DOTALL
)
"""Parts that pydantic adds to the path of a value and that are in no file."""

_NEEDS_FOUR_NUMBERS: Final = "needs four numbers: west, south, east, north"
_LIMITS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "greater_than": lambda limit: f"must be more than {limit['gt']:.15g}",
    "greater_than_equal": lambda limit: f"must be at least {limit['ge']:.15g}",
    "less_than": lambda limit: f"must be less than {limit['lt']:.15g}",
    "less_than_equal": lambda limit: f"must be at most {limit['le']:.15g}",
}
_WHOLE_NUMBER_PROBLEMS: Final = ("int_from_float", "int_type", "int_parsing")


def issue_of(shape: type[Any], record: Record, problem: Any) -> Issue:
    """Convert a problem listed by pydantic to an issue.

    Parameters
    ----------
    shape : type of pydantic.BaseModel
        Shape into which the record was read.
    record : Record
        Row, feature or table.
    problem : dict
        Item of ``ValidationError.errors()``.

    Returns
    -------
    Issue
        Issue at the line of the key.
    """
    *parents, last = problem["loc"]
    path = [part for part in parents if not _PYDANTIC_PART.fullmatch(str(part))]
    if problem["type"] == "extra_forbidden" or not _PYDANTIC_PART.fullmatch(str(last)):
        path.append(last)
    if TEXTS in path[:-2]:
        *table_path, _, language, name = path
        path = [*table_path, f"{name}:{language}"]
    key, quoted_key, value = _dotted(path), _quoted_key(record, path), problem["input"]

    def key_issue(code: str, predicate: str) -> Issue:
        return record.issue(code, f"{quoted_key} {predicate}", key)

    def value_issue(code: str, predicate: str) -> Issue:
        return record.issue(code, f"{quoted_key}: {quoted(value)} {predicate}", key)

    match problem["type"]:
        case "missing" if isinstance(path[-1], int):
            list_path = path[:-1]
            return record.issue(
                "FL108",
                f"{_quoted_key(record, list_path)} {_NEEDS_FOUR_NUMBERS}",
                _dotted(list_path),
            )
        case "missing":
            return record.issue("FL102", f"{quoted_key} is missing", _dotted(path[:-1]))
        case "extra_forbidden":
            known = _sibling_keys(shape, path)
            hint = suggest(str(path[-1]), known) or f": expected {', '.join(known)}"
            noun = "column" if record.head else "key"
            return record.issue(
                "FL101", f"unknown {noun} {quoted_key}{hint}", key, line=record.head
            )
        case "literal_error" if not isinstance(value, str):
            return value_issue("FL107", not_text(value))
        case "literal_error":
            allowed_values = re.findall(r"'([^']*)'", problem["ctx"]["expected"])
            hint = (
                suggest(value, allowed_values) or f": expected one of {', '.join(allowed_values)}"
            )
            return value_issue("FL103", f"is not a known value{hint}")
        case "value_error":
            invalid = problem["ctx"]["error"]
            return record.issue(invalid.code, after_key(quoted_key, str(invalid)), key)
        case "string_pattern_mismatch" if path[-1] == "color":
            return value_issue("FL110", "is not a colour: expected one such as #d55e00")
        case "string_pattern_mismatch":
            return value_issue("FL111", "is not a language code: expected one such as en or uk")
        case "tuple_type" | "list_type":
            hint = "" if isinstance(value, dict) else f": write [{quoted(value)}]"
            return value_issue("FL108", f"is not a list{hint}")
        case "model_type" | "model_attributes_type" | "dict_type":
            table = ".".join(str(part) for part in path if not isinstance(part, int))
            table_name = f"[[{table}]]" if isinstance(last, int) else f"[{table}]"
            return value_issue("FL108", f"is not a table: write its keys under {table_name}")
        case "too_short":
            return key_issue("FL102", "is empty")
        case "too_long":
            return key_issue("FL108", _NEEDS_FOUR_NUMBERS)
        case "bool_type" | "bool_parsing":
            return value_issue("FL116", "is not valid: expected true or false")
        case kind:
            return value_issue("FL109", _number_problem(kind, problem))


def after_key(quoted_key: str, message: str) -> str:
    """Join a key and a message, with a colon unless the message is a predicate.

    Parameters
    ----------
    quoted_key : str
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
    return f"{quoted_key}{mark} {message}"


def quoted(value: Any) -> str:
    """Quote a value as its author would recognize it, cut to 80 characters.

    Parameters
    ----------
    value : Any
        Value of a cell, property or key.

    Returns
    -------
    str
        Text in quotes; ``a table``, ``a list`` or ``nothing`` for values without a short form.

    Examples
    --------
    >>> quoted("Sosnivka"), quoted(True), quoted(None)
    ('"Sosnivka"', 'true', 'nothing')
    """
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= _MAX_QUOTED else f'"{value[:_MAX_QUOTED]}…"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, datetime):
        return value.isoformat()
    return "nothing" if value is None else str(value)[:_MAX_QUOTED]


def not_text(value: Any) -> str:
    """Write that a value is not text, and how to write it as text.

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
    """Suggest the most similar known word.

    Parameters
    ----------
    word : str
        Word that is not known.
    known : sequence of str
        Known words.

    Returns
    -------
    str
        Text to append to a message; empty if no known word is similar.

    Examples
    --------
    >>> suggest("sorce", ["source", "side"])
    ' (did you mean "source"?)'
    """
    return _suggestion(word[:_MAX_QUOTED].lower(), tuple(known))


@lru_cache(1000)
def _suggestion(word: str, known: tuple[str, ...]) -> str:
    by_lower_case = {name.lower(): name for name in reversed(known)}
    matches = get_close_matches(word, list(by_lower_case), n=1, cutoff=0.6)
    return f' (did you mean "{by_lower_case[matches[0]]}"?)' if matches else ""


def _quoted_key(record: Record, path: Sequence[Any]) -> str:
    """Quote a key, with the number of its list item if the line does not identify it."""
    list_positions = [position for position, part in enumerate(path) if isinstance(part, int)]
    name = quoted(".".join(str(part) for part in path if not isinstance(part, int)))
    if list_positions and _dotted(path[: list_positions[-1] + 1]) not in record.lines:
        name += f" (item {path[list_positions[-1]] + 1})"
    return name


def _dotted(path: Sequence[Any]) -> str:
    return ".".join(map(str, path))


def _number_problem(kind: str, problem: Any) -> str:
    """Write why a value is not the expected number."""
    value = problem["input"]
    if isinstance(value, str) and re.fullmatch(r"\s*[-+]?\d+(\.\d+)?\s*", value, re.ASCII):
        return "is text: write the number without quotes"
    if value != value:
        return "is not a number"
    if kind in _WHOLE_NUMBER_PROBLEMS:
        return "is not a whole number"
    return _LIMITS[kind](problem["ctx"]) if kind in _LIMITS else "is not a number"


def _sibling_keys(shape: type[Any], path: Sequence[Any]) -> tuple[str, ...]:
    """List the keys of the table that contains the last part of a path."""
    parts = tuple(0 if isinstance(part, int) else str(part) for part in path[:-1])
    return _keys_at(shape, parts)  # type: ignore[arg-type]  # a class can be hashed


@cache
def _keys_at(shape: type[Any], path: tuple[str | int, ...]) -> tuple[str, ...]:
    schema = shape.model_json_schema(by_alias=True)
    table: dict[str, Any] = schema
    for part in path:
        properties = table.get("properties", {})
        child: Any = properties[part] if part in properties else table.get("additionalProperties")
        table = table["items"] if isinstance(part, int) else child
        for option in (table, *table.get("anyOf", ()), *table.get("allOf", ())):
            if "$ref" in option:
                table = schema["$defs"][option["$ref"].rpartition("/")[2]]
    return tuple(key for key in table.get("properties", {}) if key != TEXTS)
