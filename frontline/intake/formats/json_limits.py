"""JSON text → values, within limits on their number and depth.

orjson parses; if it refuses a text, Python's own parser finds the fault. Values are counted before
any is created, because a value takes many times the memory of its text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import orjson

from frontline.errors import RefusedInput
from frontline.intake.formats.json_faults import check_keys, no_constant, parse_or_explain, too_deep

MAX_DEPTH: Final = 64
"""Maximum nesting of JSON; coordinates have a limit of their own."""

MAX_VALUES: Final = 8_000_000
"""Maximum number of values in a JSON text, about 2.6 million positions; an object counts as four.
"""


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
    RefusedInput
        If the text is not JSON, has a duplicate key or too many values.

    Examples
    --------
    >>> parse_json('{"a": [1, 2]}')
    {'a': [1, 2]}
    """
    check_count(text)
    try:
        values = orjson.loads(text)
    except orjson.JSONDecodeError:
        values = parse_or_explain(text)
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
    RefusedInput
        If the text has more than ``MAX_VALUES`` values.
    """
    if len(text) < MAX_VALUES:
        return
    commas, lists, objects = (
        map(text.count, ",[{") if isinstance(text, str) else map(text.count, (b",", b"[", b"{"))
    )
    count = commas + lists + 4 * objects
    if count > MAX_VALUES:
        limit = f"at most {MAX_VALUES:,} are allowed"
        raise RefusedInput(
            "FL083", f"about {count:,} values, but {limit}: simplify or split the map"
        )


def is_rounded(feature: Any) -> bool:
    """Return whether orjson has rounded a whole number of a feature, having no room for it.

    Parameters
    ----------
    feature : Any
        Feature as orjson reads it.

    Returns
    -------
    bool
        True if its id or a property is a number from 2⁶³ on; Python's own parser reads it exactly.

    Examples
    --------
    >>> is_rounded({"id": 1, "properties": {"on": 18446744073709551617.0}})
    True
    """
    if not isinstance(feature, dict):
        return False
    properties = feature.get("properties")
    values = properties.values() if isinstance(properties, dict) else ()
    return any(
        type(value) is float and abs(value) >= 2**63 for value in (feature.get("id"), *values)
    )


def check_depth(values: Mapping[str, Any], *skipped_keys: str) -> None:
    """Refuse an object that is nested too deeply.

    Parameters
    ----------
    values : Mapping
        Parsed object.
    *skipped_keys : str
        Keys whose values are not checked.

    Raises
    ------
    RefusedInput
        If the object is deeper than ``MAX_DEPTH``.
    """
    if is_deep(values, *skipped_keys):
        raise too_deep()


def is_deep(values: Mapping[str, Any], *skipped_keys: str) -> bool:
    """Return whether an object is nested too deeply.

    Parameters
    ----------
    values : Mapping
        Parsed object.
    *skipped_keys : str
        Keys whose values are not checked.

    Returns
    -------
    bool
        True if the object is deeper than ``MAX_DEPTH``.
    """
    return _is_deep({key: values[key] for key in values if key not in skipped_keys})


def _is_deep(value: Any, depth: int = 0) -> bool:
    if depth > MAX_DEPTH:
        return True
    items = value.values() if isinstance(value, dict) else value
    return any(_is_deep(item, depth + 1) for item in items if isinstance(item, list | dict))
