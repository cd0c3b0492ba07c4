"""JSON text → its fault in words: a duplicate key, or why it is not JSON."""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

import orjson

from frontline.errors import Refused

_ESCAPED: Final = re.compile(r"\\.", re.DOTALL)
_KEY: Final = re.compile(r'"\s*:')
_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"(?:\s*:)?|[{}]', re.DOTALL)
_LONE: Final = re.compile(
    r"\\u[dD](?:[89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|[c-fC-F][0-9a-fA-F]{2})"
)
_PAIR: Final = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_NESTED: Final = (dict, list)
_SEPARATOR: Final = "\x1e"


def check_keys(text: str, values: Any) -> None:
    """Refuse a key that occurs twice in one object: readers differ in which value they take.

    Keys are counted in the text and in the parsed values; only where these differ is the text
    searched key by key. Anything else in the text that looks like a key only adds to its count, so
    no duplicate can be missed.

    Parameters
    ----------
    text : str
        JSON text.
    values : Any
        What was parsed from it.

    Raises
    ------
    Refused
        At the line of the second occurrence.
    """
    plain = _ESCAPED.sub("", text) if "\\" in text else text
    if len(_KEY.findall(plain)) == count_keys(values):
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
                raise Refused("FL043", message, _line(text, token.start()))
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
    count, left = 0, [values]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            count += len(value)
            left += [v for k, v in value.items() if k != "coordinates" and type(v) in _NESTED]
        elif isinstance(value, list):
            left += [item for item in value if type(item) in _NESTED]
    return count


def read_odd(text: str, *, strict: bool = True) -> Any:
    """Parse with Python's own parser what orjson refuses, to word its fault.

    Parameters
    ----------
    text : str
        JSON text.
    strict : bool, optional
        Refuse NaN, Infinity and halves of characters too.

    Returns
    -------
    Any
        Parsed values.

    Raises
    ------
    Refused
        At the line of the fault.
    """
    try:
        values = json.loads(text, parse_constant=no_constant if strict else None)
    except json.JSONDecodeError as error:
        raise _named(text, error) from error
    except RecursionError as error:
        raise too_deep() from error
    except ValueError as error:  # from no_constant, or a number with thousands of digits
        if match := re.search(rf"(?<![\w\"]){re.escape(str(error))}(?![\w\"])", text):
            message = f"{error} is not a JSON number, write null or leave it out"
            raise _invalid(message, text, match.start()) from error
        raise Refused("FL004", f"not valid JSON: {reason(error)}") from error
    if strict and (match := _LONE.search(_PAIR.sub(lambda pair: " " * len(pair[0]), text))):
        message = (
            f"{match[0]} is half a character: the text was cut inside an emoji or a rare letter"
        )
        raise Refused("FL044", message, _line(text, match.start()))
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


def too_deep() -> Refused:
    """Create the refusal of a file that is nested too deeply."""
    return Refused("FL008", "the file is nested too deeply")


def reason(error: ValueError) -> str:
    """Word what is wrong with a value, in terms of the file and not of Python.

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


def _named(text: str, error: json.JSONDecodeError) -> Refused:
    """Word why a text is not JSON, in the terms of whoever wrote it."""
    at = error.pos
    rest = text[at:].lstrip()
    before = text[:at].rstrip()
    sign = rest[:1]
    if not text.strip():
        return Refused("FL002", "the file is empty")
    if _SEPARATOR in text[:2] or error.msg == "Extra data":
        return _several(text, at)
    if re.fullmatch(r"[-+.\w]*", rest) or error.msg.startswith("Unterminated string"):
        return _invalid(
            "the file ends too early: it was cut off, or a bracket or quote is missing", text, at
        )
    if rest[:2] in ("//", "/*") or sign == "#":
        return _invalid("JSON has no comments, remove this one", text, text.index(rest[:2], at))
    if sign in "]}" and before.endswith(","):
        return _invalid("trailing comma after the last item", text, len(before) - 1)
    if sign == "'" or sign in "‘’“”«»":
        return _invalid(f'JSON uses the quotes ", not {sign}', text, at)
    bare = re.match(r"([A-Za-z_$][\w$-]*)\s*:", rest)
    if bare and error.msg.startswith("Expecting property"):
        return _invalid(f'the key {bare[1][:30]} needs quotes: "{bare[1][:30]}"', text, at)
    if error.msg.startswith("Expecting ':'"):
        return _invalid("a colon is missing after a key", text, at)
    word = re.match(r"[-+]?[A-Za-z]\w*", rest)
    if word and word[0] in ("None", "True", "False", "undefined"):
        instead = {"None": "null", "undefined": "null"}.get(word[0], word[0].lower())
        return _invalid(f"{word[0]} is not JSON, write {instead}", text, at)
    if comma := re.search(r"(\d+),\s*$", before):
        part = re.match(r"\d+", rest)
        if part and error.msg.startswith("Expecting property"):
            problem = f"{comma[1]},{part[0]} has a decimal comma, write {comma[1]}.{part[0]}"
            return _invalid(problem, text, at)
    whole = re.split(r"[^-+.\w]", text[max(0, at - 30) : at])[-1]
    whole += re.split(r"[^-+.\w]", text[at : at + 30])[0]
    if re.match(r"[-+.]?\d|[-+]?\.\d|[-+]", whole):
        return _invalid(f"{whole} is not a JSON number", text, at)
    if error.msg.startswith("Invalid control"):
        return _invalid("a line break or tab within quotes, write \\n or \\t", text, at)
    if error.msg.startswith("Invalid \\"):
        return _invalid("a backslash that escapes nothing, write \\\\ for one", text, at)
    if error.msg.startswith("Expecting ',' delimiter"):
        return _invalid("a comma or a closing bracket is missing here", text, at)
    if sign == "," or (sign in "]}" and before[-1:] == ":"):
        return _invalid("a value or a key is missing", text, at)
    if sign == "\ufeff":
        return _invalid("a byte order mark (U+FEFF), remove it", text, at)
    return _invalid("a value or a key is missing here", text, at)


def _several(text: str, at: int) -> Refused:
    """Distinguish newline-delimited documents from text after the end of one."""
    lines = [line.strip(_SEPARATOR + " \r,") for line in text.split("\n")]
    lines = [line for line in lines if line]
    if len(lines) > 1 and all(map(_is_object, lines[:100])):
        kind = "a GeoJSON text sequence" if _SEPARATOR in text else "newline-delimited GeoJSON"
        message = f'{kind}, not one FeatureCollection: put its features into "features": […]'
        return Refused("FL046", message, 1)
    return Refused(
        "FL046", "more text follows the end of the JSON: expected one value", _line(text, at)
    )


def _is_object(text: str) -> bool:
    try:
        return isinstance(orjson.loads(text), dict)
    except orjson.JSONDecodeError:
        return False


def _invalid(problem: str, text: str, at: int) -> Refused:
    return Refused("FL004", f"not valid JSON: {problem}", _line(text, at))


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
