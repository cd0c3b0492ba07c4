"""JSON text → its fault as a message: a duplicate key, or why it is not JSON."""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

import orjson

from frontline.errors import RefusedInput

_ESCAPED: Final = re.compile(r"\\.", re.DOTALL)
_KEY: Final = re.compile(r'"\s*:')
_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"(?:\s*:)?|[{}]', re.DOTALL)
_LONE_SURROGATE: Final = re.compile(
    r"\\u[dD](?:[89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|[c-fC-F][0-9a-fA-F]{2})"
)
_SURROGATE_PAIR: Final = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_CONTAINERS: Final = (dict, list)
_SEPARATOR: Final = "\x1e"


def check_keys(text: str, values: Any) -> None:
    """Refuse a key that occurs twice in one object: readers differ in which value they take.

    Keys are counted in the text and in the parsed values; only if the counts differ is the text
    searched key by key. Other text that looks like a key only adds to the first count, so no
    duplicate can be missed.

    Parameters
    ----------
    text : str
        JSON text.
    values : Any
        Values parsed from it.

    Raises
    ------
    RefusedInput
        At the line of the second occurrence.
    """
    unescaped = _ESCAPED.sub("", text) if "\\" in text else text
    if len(_KEY.findall(unescaped)) == count_keys(values):
        return

    seen: list[set[str]] = []
    for token in _TOKEN.finditer(text):
        if token[0] == "{":
            seen.append(set())
        elif token[0] == "}":
            seen.pop()
        elif token[0].endswith(":"):
            key = json.loads(token[0][:-1])
            if key in seen[-1]:
                message = f'duplicate key "{key}" in one object: keep one'
                raise RefusedInput("FL043", message, _line_of(text, token.start()))
            seen[-1].add(key)


def count_keys(values: Any) -> int:
    """Count the keys of all objects within JSON values; ``coordinates`` are skipped.

    Parameters
    ----------
    values : Any
        Parsed JSON.

    Returns
    -------
    int
        Number of keys.

    Examples
    --------
    >>> count_keys({"a": [{"b": 1}], "coordinates": [[1, 2]]})
    3
    """
    count, pending = 0, [values]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            count += len(value)
            pending += [
                member
                for key, member in value.items()
                if key != "coordinates" and type(member) in _CONTAINERS
            ]
        elif isinstance(value, list):
            pending += [item for item in value if type(item) in _CONTAINERS]
    return count


def parse_or_explain(text: str, *, strict: bool = True) -> Any:
    """Parse text refused by orjson with Python's own parser, which locates the fault.

    Parameters
    ----------
    text : str
        JSON text.
    strict : bool, optional
        Refuse NaN, Infinity and lone surrogates too.

    Returns
    -------
    Any
        Parsed values.

    Raises
    ------
    RefusedInput
        At the line of the fault.
    """
    try:
        values = json.loads(text, parse_constant=no_constant if strict else None)
    except json.JSONDecodeError as error:
        raise _syntax_fault(text, error) from error
    except RecursionError as error:
        raise too_deep() from error
    except ValueError as error:  # from no_constant, or a number with thousands of digits
        if match := re.search(rf"(?<![\w\"]){re.escape(str(error))}(?![\w\"])", text):
            message = f"{error} is not a JSON number, write null or leave it out"
            raise _invalid_json(message, text, match.start()) from error
        raise RefusedInput("FL004", f"not valid JSON: {reason(error)}") from error
    if strict and (
        match := _LONE_SURROGATE.search(_SURROGATE_PAIR.sub(lambda pair: " " * len(pair[0]), text))
    ):
        message = (
            f"{match[0]} is half a character: the text was cut inside an emoji or a rare letter"
        )
        raise RefusedInput("FL044", message, _line_of(text, match.start()))
    return values


def no_constant(name: str) -> NoReturn:
    """Refuse a constant that JSON does not have, for ``json.loads``.

    Parameters
    ----------
    name : str
        ``NaN``, ``Infinity`` or ``-Infinity``.

    Raises
    ------
    ValueError
        Always, with the name.
    """
    raise ValueError(name)


def too_deep() -> RefusedInput:
    """Create the refusal of a file that is nested too deeply."""
    return RefusedInput("FL008", "the file is nested too deeply")


def reason(error: ValueError) -> str:
    """Describe what is wrong with a value in terms of the file, not of Python.

    Parameters
    ----------
    error : ValueError
        Error of Python's parser.

    Returns
    -------
    str
        Part of a message.
    """
    limit = re.search(r"limit \((\d+) digits\)", str(error))
    return f"a whole number of more than {limit[1]} digits" if limit else str(error)


def _syntax_fault(text: str, error: json.JSONDecodeError) -> RefusedInput:
    """Describe why a text is not JSON, in terms that its author understands."""
    position = error.pos
    rest = text[position:].lstrip()
    before = text[:position].rstrip()
    char = rest[:1]
    if not text.strip():
        return RefusedInput("FL002", "the file is empty")
    if _SEPARATOR in text[:2] or error.msg == "Extra data":
        return _extra_text(text, position)
    if re.fullmatch(r"[-+.\w]*", rest) or error.msg.startswith("Unterminated string"):
        return _invalid_json(
            "the file ends too early: it was cut off, or a bracket or quote is missing",
            text,
            position,
        )
    if rest[:2] in ("//", "/*") or char == "#":
        return _invalid_json(
            "JSON has no comments, remove this one", text, text.index(rest[:2], position)
        )
    trailing_comma = len(before) - 1 if char in "]}" and before.endswith(",") else None
    if error.msg.startswith("Illegal trailing comma"):  # from Python 3.13 on, at the comma
        trailing_comma = position
    if trailing_comma is not None:
        return _invalid_json("trailing comma after the last item", text, trailing_comma)
    if char == "'" or char in "‘’“”«»":
        return _invalid_json(f'JSON uses the quotes ", not {char}', text, position)
    unquoted_key = re.match(r"([A-Za-z_$][\w$-]*)\s*:", rest)
    if unquoted_key and error.msg.startswith("Expecting property"):
        return _invalid_json(
            f'the key {unquoted_key[1][:30]} needs quotes: "{unquoted_key[1][:30]}"', text, position
        )
    if error.msg.startswith("Expecting ':'"):
        return _invalid_json("a colon is missing after a key", text, position)
    name = re.match(r"[-+]?[A-Za-z]\w*", rest)
    if name and name[0] in ("None", "True", "False", "undefined"):
        replacement = {"None": "null", "undefined": "null"}.get(name[0], name[0].lower())
        return _invalid_json(f"{name[0]} is not JSON, write {replacement}", text, position)
    if before_comma := re.search(r"(\d+),\s*$", before):
        after_comma = re.match(r"\d+", rest)
        if after_comma and error.msg.startswith("Expecting property"):
            whole, decimals = before_comma[1], after_comma[0]
            problem = f"{whole},{decimals} has a decimal comma, write {whole}.{decimals}"
            return _invalid_json(problem, text, position)
    number_text = re.split(r"[^-+.\w]", text[max(0, position - 30) : position])[-1]
    number_text += re.split(r"[^-+.\w]", text[position : position + 30])[0]
    if re.match(r"[-+.]?\d|[-+]?\.\d|[-+]", number_text):
        return _invalid_json(f"{number_text} is not a JSON number", text, position)
    if error.msg.startswith("Invalid control"):
        return _invalid_json("a line break or tab within quotes, write \\n or \\t", text, position)
    if error.msg.startswith("Invalid \\"):
        return _invalid_json("a backslash that escapes nothing, write \\\\ for one", text, position)
    if error.msg.startswith("Expecting ',' delimiter"):
        return _invalid_json("a comma or a closing bracket is missing here", text, position)
    if char == "," or (char in "]}" and before[-1:] == ":"):
        return _invalid_json("a value or a key is missing", text, position)
    if char == "\ufeff":
        return _invalid_json("a byte order mark (U+FEFF), remove it", text, position)
    return _invalid_json("a value or a key is missing here", text, position)


def _extra_text(text: str, position: int) -> RefusedInput:
    """Distinguish newline-delimited documents from text after the end of one."""
    lines = [line.strip(_SEPARATOR + " \r,") for line in text.split("\n")]
    lines = [line for line in lines if line]
    if len(lines) > 1 and all(map(_is_object, lines[:100])):
        kind = "a GeoJSON text sequence" if _SEPARATOR in text else "newline-delimited GeoJSON"
        message = f'{kind}, not one FeatureCollection: put its features into "features": […]'
        return RefusedInput("FL046", message, 1)
    return RefusedInput(
        "FL046",
        "more text follows the end of the JSON: expected one value",
        _line_of(text, position),
    )


def _is_object(text: str) -> bool:
    try:
        return isinstance(orjson.loads(text), dict)
    except orjson.JSONDecodeError:
        return False


def _invalid_json(problem: str, text: str, position: int) -> RefusedInput:
    return RefusedInput("FL004", f"not valid JSON: {problem}", _line_of(text, position))


def _line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
