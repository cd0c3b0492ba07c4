"""JSON text → values, within limits on their number and depth.

orjson parses; where it refuses, Python's own parser finds the fault. Values are counted before
any is created, because a value takes many times the memory of its text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import orjson

from frontline.errors import Refused
from frontline.intake.formats.json_faults import check_keys, no_constant, read_odd, too_deep

MAX_DEPTH: Final = 64
"""Deepest nesting of JSON; coordinates have a limit of their own."""

MAX_VALUES: Final = 8_000_000
"""Most values of a JSON text, about 2.6 million positions. An object counts as four."""


DECODER: Final = json.JSONDecoder(parse_constant=no_constant)
"""Python's own parser, which reports where a value ends."""


def parse_json(text: str) -> Any:
    """Parse JSON within the limit on values.

    Parameters
    ----------
    text : str
        JSON text.

    Returns
    -------
    Any
        Parsed values.

    Raises
    ------
    Refused
        If it is not JSON, has a duplicate key or too many values.

    Examples
    --------
    >>> parse_json('{"a": [1, 2]}')
    {'a': [1, 2]}
    """
    check_count(text)
    try:
        values = orjson.loads(text)
    except orjson.JSONDecodeError:
        values = read_odd(text)
    check_keys(text, values)
    return values


def check_count(text: str | bytes) -> None:
    """Refuse a text with too many values, without parsing it.

    Parameters
    ----------
    text : str or bytes
        JSON text.

    Raises
    ------
    Refused
        If it has more than ``MAX_VALUES``.
    """
    if len(text) < MAX_VALUES:
        return
    commas, lists, objects = (
        map(text.count, ",[{") if isinstance(text, str) else map(text.count, (b",", b"[", b"{"))
    )
    count = commas + lists + 4 * objects
    if count > MAX_VALUES:
        limit = f"at most {MAX_VALUES:,} are allowed"
        raise Refused("FL083", f"about {count:,} values, but {limit}: simplify or split the map")


def check_depth(values: Mapping[str, Any], *apart: str) -> None:
    """Refuse an object that is nested too deeply.

    Parameters
    ----------
    values : Mapping
        Parsed object.
    *apart : str
        Keys whose values are not looked at.

    Raises
    ------
    Refused
        If it is deeper than ``MAX_DEPTH``.
    """
    if is_deep(values, *apart):
        raise too_deep()


def is_deep(values: Mapping[str, Any], *apart: str) -> bool:
    """Check whether an object is nested too deeply.

    Parameters
    ----------
    values : Mapping
        Parsed object.
    *apart : str
        Keys whose values are not looked at.

    Returns
    -------
    bool
        True if it is deeper than ``MAX_DEPTH``.
    """
    return _is_deep({key: values[key] for key in values if key not in apart})


def _is_deep(value: Any, depth: int = 0) -> bool:
    if depth > MAX_DEPTH:
        return True
    inside = value.values() if isinstance(value, dict) else value
    return any(_is_deep(item, depth + 1) for item in inside if isinstance(item, list | dict))
