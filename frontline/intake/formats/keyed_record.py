"""TOML or JSON text → one record with the line of each key."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Final

from frontline.errors import RefusedInput
from frontline.intake.formats.json_faults import reason, too_deep
from frontline.intake.formats.json_limits import check_depth, parse_json
from frontline.intake.formats.parser_messages import plain_toml
from frontline.intake.formats.record import Record
from frontline.intake.formats.text_files import text_of

MAX_PARTS: Final = 16
"""Maximum number of parts of a dotted TOML key, which Python parses in quadratic time."""

MAX_KEYS: Final = 5000
"""Maximum number of keys of a JSON object."""

_PART: Final = r"""(?>[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_LONG_KEY: Final = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MAX_PARTS},}}")


def read_toml(path: Path, root: Path) -> Record:
    """Read a TOML file of a folder.

    Parameters
    ----------
    path : Path
        File to read.
    root : Path
        Folder that must contain it.

    Returns
    -------
    Record
        The whole file as one record.

    Raises
    ------
    RefusedInput
        If the file cannot be read or is not valid TOML.
    """
    return toml_record(path, text_of(path, root))


def toml_record(path: Path, text: str) -> Record:
    """Parse TOML text into one record.

    Parameters
    ----------
    path : Path
        File that the text came from.
    text : str
        TOML document.

    Returns
    -------
    Record
        The whole document as one record.

    Raises
    ------
    RefusedInput
        If the text is not valid TOML, or nested too deeply.
    """
    if long_key := _LONG_KEY.search(text):
        message = f"a key has more than {MAX_PARTS} parts"
        raise RefusedInput("FL008", message, text.count("\n", 0, long_key.start()) + 1)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line_match = re.search(r"\(at line (\d+)", str(error))
        line = int(line_match[1]) if line_match else text.count("\n") + 1
        raise RefusedInput("FL010", f"not valid TOML: {plain_toml(error)}", line) from error
    except RecursionError as error:
        raise too_deep() from error
    except ValueError as error:  # a number that Python refuses
        raise RefusedInput("FL010", f"not valid TOML: {reason(error)}") from error
    check_depth(values)
    return Record(path.as_posix(), 1, values, lines=_toml_lines(text))


def _toml_lines(text: str) -> dict[str, int]:
    """Map each key to its line: ``title``, ``start.side``, ``sides.0.color``."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"\s*\[\[\s*([\w.-]+)\s*\]\]", line):
            index = counts[match[1]] = counts.get(match[1], -1) + 1
            table = f"{match[1]}.{index}."
            lines.setdefault(match[1], number)
            lines[table[:-1]] = number
        elif match := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
            table = f"{match[1]}."
            lines.setdefault(match[1], number)
        elif match := re.match(r"""\s*(?:(["'])([\w:.-]+)\1|([\w:-]+))\s*=""", line):
            lines.setdefault(table + (match[2] or match[3]), number)
    return lines


def json_record(path: Path, text: str) -> Record:
    """Parse a JSON object into one record.

    Parameters
    ----------
    path : Path
        File that the text came from.
    text : str
        JSON document.

    Returns
    -------
    Record
        The object as one record.

    Raises
    ------
    RefusedInput
        If the text is not a JSON object, is nested too deeply or has too many keys.
    """
    values = parse_json(text)
    if not isinstance(values, dict):
        raise RefusedInput("FL018", 'not a JSON object: expected {"key": "text", …}', 1)
    check_depth(values)
    if len(values) > MAX_KEYS:
        raise RefusedInput("FL083", f"{len(values):,} keys: at most {MAX_KEYS:,} are allowed", 1)
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"""[\s{]*"([^"]+)"\s*:""", line):
            lines.setdefault(match[1], number)
    return Record(path.as_posix(), 1, values, lines=lines)
