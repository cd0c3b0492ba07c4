"""Map folders that are valid, nearly valid and broken, as hypothesis draws them.

A folder is a dict from names to bytes. It begins as a whole map that uses most of what a map can
have, and then some things are done to it: to its bytes, its lines, cells, keys, values and names.
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
MORE = """
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


def whole():
    """A valid map."""
    folder = {
        path.relative_to(STARTER).as_posix(): path.read_bytes()
        for path in sorted(STARTER.rglob("*"))
        if path.is_file()
    }
    head = 'languages = ["en", "uk"]\n"title:uk" = "Два села"\n'
    folder["map.toml"] = head.encode() + folder["map.toml"] + MORE.encode()
    folder["areas.geojson"] = AREAS.encode()
    folder["story.md"] = STORY.encode()
    folder["languages/uk.json"] = '{\n"legend": "Умовні знаки"\n}\n'.encode()
    return folder


WHOLE = whole()
NAMES = sorted(WHOLE)

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
        "../../etc/passwd",
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
def bytes_changed(draw, data):
    """Some bytes in the middle are others, more or none."""
    at = draw(st.integers(0, len(data)))
    upto = at + draw(st.integers(0, 6))
    return data[:at] + draw(st.binary(max_size=6)) + data[upto:]


@st.composite
def text_put_in(draw, data):
    at = draw(st.integers(0, len(data)))
    return data[:at] + draw(TEXTS).encode("utf-8", "surrogatepass") + data[at:]


@st.composite
def lines_moved(draw, data):
    """A line is gone, twice there or elsewhere; or the file breaks off."""
    lines = data.split(b"\n")
    one = draw(st.integers(0, len(lines) - 1))
    other = draw(st.integers(0, len(lines) - 1))
    how = draw(st.sampled_from(["gone", "twice", "swapped", "end"]))
    if how == "gone":
        del lines[one]
    elif how == "twice":
        lines.insert(other, lines[one])
    elif how == "swapped":
        lines[one], lines[other] = lines[other], lines[one]
    else:
        lines = lines[:one]
    return b"\n".join(lines)


@st.composite
def cells_changed(draw, data):
    """What stands between commas is something else, or somewhere else."""
    cells = data.split(b",")
    one = draw(st.integers(0, len(cells) - 1))
    other = draw(st.integers(0, len(cells) - 1))
    if draw(st.booleans()):
        cells[one], cells[other] = cells[other], cells[one]
    else:
        cells[one] = draw(TEXTS).encode("utf-8", "surrogatepass")
    return b",".join(cells)


@st.composite
def numbers_changed(draw, data):
    found = list(re.finditer(rb"-?\d+(?:\.\d+)?", data))
    if not found:
        return data
    match = draw(st.sampled_from(found))
    return data[: match.start()] + draw(NUMBERS).encode() + data[match.end() :]


@st.composite
def quoted_changed(draw, data):
    """A text in quotes, which may be a key, is another one, or no text at all."""
    found = list(re.finditer(rb'"[^"\n]*"', data))
    if not found:
        return data
    match = draw(st.sampled_from(found))
    value = draw(VALUES)
    text = json.dumps(value) if draw(st.booleans()) else f'"{value}"'
    return data[: match.start()] + text.encode("utf-8", "surrogatepass") + data[match.end() :]


def ways(value, before=()):
    """Every way to a value within a value."""
    yield before
    if isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from ways(one, (*before, key))


@st.composite
def tree_changed(draw, data):
    """A value of JSON is another one, is gone, or stands under another key."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return data
    if len(found := list(ways(tree))) < 2:
        return data
    *way, last = draw(st.sampled_from(found[1:]))
    at = tree
    for key in way:
        at = at[key]
    how = draw(st.sampled_from(["value", "gone", "key"]))
    if how == "gone":
        del at[last]
    elif how == "key" and isinstance(at, dict):
        at[draw(TEXTS)] = at.pop(last)
    else:
        at[last] = draw(VALUES)
    return json.dumps(tree, indent=draw(st.sampled_from([None, 1]))).encode()


CHANGES = [
    bytes_changed,
    text_put_in,
    lines_moved,
    cells_changed,
    numbers_changed,
    quoted_changed,
    tree_changed,
]


@st.composite
def changed(draw, data, most=3):
    """Return bytes to which up to so many things were done."""
    for change in draw(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=most)):
        data = draw(change(data))
    return data


@st.composite
def folders(draw):
    """A map folder, to some of whose files something was done."""
    folder = dict(WHOLE)
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True)):
        how = draw(st.sampled_from(["changed"] * 8 + ["gone", "empty", "renamed"]))
        data = folder.pop(name)
        if how == "changed":
            folder[name] = draw(changed(data))
        elif how == "empty":
            folder[name] = b""
        elif how == "renamed":
            folder[draw(st.sampled_from([name.upper(), f"{name}.csv", "story.uk.md"]))] = data
    return folder
