"""JSON text → values, no more and no deeper than may be.

orjson reads it; what that does not take, Python's own parser names the fault of. How many values
there are is counted before any is made, for a value takes many times the memory of its text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import orjson

from frontline.errors import Refused
from frontline.intake.formats.json_faults import check_keys, no_constant, read_odd, too_deep

MAX_DEPTH: Final = 64
"""JSON nested deeper than this is refused; coordinates have a depth of their own."""

MAX_VALUES: Final = 8_000_000
"""JSON of more values is refused: of about 2.6 million positions. An object counts as four."""


DECODER: Final = json.JSONDecoder(parse_constant=no_constant)
"""Python's own parser, which tells where a value ends."""


def parse_json(text: str) -> Any:
    """Read JSON; raises Refused."""
    check_count(text)
    try:
        values = orjson.loads(text)
    except orjson.JSONDecodeError:
        values = read_odd(text)
    check_keys(text, values)
    return values


def check_count(text: str | bytes) -> None:
    """Refuse a text with more values than may be, without reading it."""
    if len(text) < MAX_VALUES:
        return
    commas, lists, objects = (
        map(text.count, ",[{") if isinstance(text, str) else map(text.count, (b",", b"[", b"{"))
    )
    count = commas + lists + 4 * objects
    if count > MAX_VALUES:
        said = f"about {count:,} values, and {MAX_VALUES:,} are allowed; simplify or split the map"
        raise Refused("FL083", said)


def check_depth(values: Mapping[str, Any], *apart: str) -> None:
    """Refuse an object that is nested too deeply, apart from what stands under some keys."""
    if is_deep(values, *apart):
        raise too_deep()


def is_deep(values: Mapping[str, Any], *apart: str) -> bool:
    """Say whether an object is nested too deeply, apart from what stands under some keys."""
    return _is_deep({key: values[key] for key in values if key not in apart})


def _is_deep(value: Any, depth: int = 0) -> bool:
    if depth > MAX_DEPTH:
        return True
    inside = value.values() if isinstance(value, dict) else value
    return any(_is_deep(item, depth + 1) for item in inside if isinstance(item, list | dict))
