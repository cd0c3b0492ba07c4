"""Hypothesis strategies for map folders that are valid, nearly valid or broken.

A folder is a dict from file names to bytes. It starts as a valid map that uses most features of the
format. The strategies then change some of its bytes, lines, cells, keys, values and file names.
"""

import json
import re

from hypothesis import strategies as st
from support import STARTER

AREAS = """\
{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"id": "field", "side": "north", "status": "held", "from": "2024-03-05", "to": "2024-03-08", "source": "gazette"}, "geometry": {"type": "Polygon", "coordinates": [[[10.0, 50.0], [10.1, 50.0], [10.1, 50.1], [10.0, 50.1], [10.0, 50.0]]]}},
{"type": "Feature", "properties": {"id": "wood", "status": "contested", "from": "2024-03-06", "source": "herald"}, "geometry": {"type": "MultiPolygon", "coordinates": [[[[10.1, 50.0], [10.2, 50.0], [10.2, 50.1], [10.1, 50.0]]]]}}
]}
"""  # noqa: E501
STORY = """\
## One
date: 2024-03-05
places: alder
view: 9.9, 49.9, 10.2, 50.1
source: gazette

It began *here*, as [told](https://example.org).

## Two
date: 2024-03-07
since: 2024-03-05
how: swipe

- And ended
- there.
"""
EXTRA_TOML = """
[policy]
interest = 0.5
half_life_days = 30

[opens]
date = "2024-03-08"
since = "2024-03-05"

[[notes]]
text = "A note."
place = "alder"
"""


def valid_folder():
    """Return the files of a valid map."""
    folder = {
        path.relative_to(STARTER).as_posix(): path.read_bytes()
        for path in sorted(STARTER.rglob("*"))
        if path.is_file()
    }
    languages = 'languages = ["en", "uk"]\n"title:uk" = "Два села"\n'
    folder["map.toml"] = languages.encode() + folder["map.toml"] + EXTRA_TOML.encode()
    folder["areas.geojson"] = AREAS.encode()
    folder["story.md"] = STORY.encode()
    folder["languages/uk.json"] = '{\n"legend": "Умовні знаки"\n}\n'.encode()
    return folder


VALID = valid_folder()
FILE_NAMES = sorted(VALID)

TEXTS = st.text(max_size=12) | st.sampled_from(
    [
        "",
        " ",
        ";",
        "alder;birch",
        "\x00",
        "\x1b[2J",
        "\u202e",
        "\u00a0",
        "é",
        "e\u0301",
        "аlder",
        "ALDER",
        "{{7*7}}",
        "=1+1",
        "<b>x</b>",
        "javascript:alert(1)",
        "2024-03-05",
        "2024-03-05/2024-03-06",
        "2024-03-05/..",
        "05.03.2024",
        "2024-02-30",
        "0000-01-01",
        "9999-12-31",
        "2024-03-05T10:00Z",
        "2024-03-05T24:00+14:00",
        "1e999",
        "-0",
        "1,5",
        "١٢",
        "NaN",
        "true",
        "../../mark",
        "%00",
        "x" * 5000,
        '"',
        "'",
        "\\",
        "\n",
        "\r\n",
        "\u2028",
        "\ufeff",
    ]
)
NUMBERS = st.sampled_from(["0", "-1", "1e999", "-1e-999", "9" * 400, "NaN", "181", "91.5", "1e15"])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
VALUES = st.recursive(
    LEAVES, lambda inside: st.lists(inside, max_size=3) | st.dictionaries(TEXTS, inside, max_size=3)
)


@st.composite
def change_bytes(draw, data):
    """Replace up to six bytes by up to six others."""
    start = draw(st.integers(0, len(data)))
    end = start + draw(st.integers(0, 6))
    return data[:start] + draw(st.binary(max_size=6)) + data[end:]


@st.composite
def insert_text(draw, data):
    position = draw(st.integers(0, len(data)))
    return data[:position] + draw(TEXTS).encode("utf-8", "surrogatepass") + data[position:]


@st.composite
def change_lines(draw, data):
    """Delete, duplicate or swap lines, or truncate the file."""
    lines = data.split(b"\n")
    first = draw(st.integers(0, len(lines) - 1))
    second = draw(st.integers(0, len(lines) - 1))
    change = draw(st.sampled_from(["delete", "duplicate", "swap", "truncate"]))
    if change == "delete":
        del lines[first]
    elif change == "duplicate":
        lines.insert(second, lines[first])
    elif change == "swap":
        lines[first], lines[second] = lines[second], lines[first]
    else:
        lines = lines[:first]
    return b"\n".join(lines)


@st.composite
def change_cells(draw, data):
    """Replace a cell between commas, or swap two of them."""
    cells = data.split(b",")
    first = draw(st.integers(0, len(cells) - 1))
    second = draw(st.integers(0, len(cells) - 1))
    if draw(st.booleans()):
        cells[first], cells[second] = cells[second], cells[first]
    else:
        cells[first] = draw(TEXTS).encode("utf-8", "surrogatepass")
    return b",".join(cells)


@st.composite
def change_number(draw, data):
    matches = list(re.finditer(rb"-?\d+(?:\.\d+)?", data))
    if not matches:
        return data
    match = draw(st.sampled_from(matches))
    return data[: match.start()] + draw(NUMBERS).encode() + data[match.end() :]


@st.composite
def change_quoted_text(draw, data):
    """Replace a quoted text, which may be a key, by another text or value."""
    matches = list(re.finditer(rb'"[^"\n]*"', data))
    if not matches:
        return data
    match = draw(st.sampled_from(matches))
    value = draw(VALUES)
    text = json.dumps(value) if draw(st.booleans()) else f'"{value}"'
    return data[: match.start()] + text.encode("utf-8", "surrogatepass") + data[match.end() :]


def paths_within(value, prefix=()):
    """Yield the path of keys to each value nested in a value."""
    yield prefix
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths_within(item, (*prefix, key))


@st.composite
def change_json_value(draw, data):
    """Replace or delete a JSON value, or rename its key."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return data
    if len(paths := list(paths_within(tree))) < 2:
        return data
    *keys, last = draw(st.sampled_from(paths[1:]))
    parent = tree
    for key in keys:
        parent = parent[key]
    change = draw(st.sampled_from(["replace", "delete", "rename"]))
    if change == "delete":
        del parent[last]
    elif change == "rename" and isinstance(parent, dict):
        parent[draw(TEXTS)] = parent.pop(last)
    else:
        parent[last] = draw(VALUES)
    return json.dumps(tree, indent=draw(st.sampled_from([None, 1]))).encode()


CHANGES = [
    change_bytes,
    insert_text,
    change_lines,
    change_cells,
    change_number,
    change_quoted_text,
    change_json_value,
]


@st.composite
def changed_bytes(draw, data, max_changes=3):
    """Draw bytes with one to ``max_changes`` changes."""
    for change in draw(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=max_changes)):
        data = draw(change(data))
    return data


@st.composite
def folders(draw):
    """Draw a map folder with up to two files changed, deleted, emptied or renamed."""
    folder = dict(VALID)
    for name in draw(st.lists(st.sampled_from(FILE_NAMES), max_size=2, unique=True)):
        change = draw(st.sampled_from(["edit"] * 8 + ["delete", "empty", "rename"]))
        data = folder.pop(name)
        if change == "edit":
            folder[name] = draw(changed_bytes(data))
        elif change == "empty":
            folder[name] = b""
        elif change == "rename":
            folder[draw(st.sampled_from([name.upper(), f"{name}.csv", "story.uk.md"]))] = data
    return folder
