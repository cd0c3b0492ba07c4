"""Whatever value a field has, the message is one line in plain words."""

import csv
import datetime as dt
import io
import re
import tomllib

import pydantic
import pytest
from support import STARTER

from frontline.errors import DataError
from frontline.intake.chapters import ChapterTable
from frontline.intake.formats.parser_messages import plain_csv, plain_toml
from frontline.intake.formats.record import Record
from frontline.intake.map_toml import HeaderFile
from frontline.intake.raw_map import RawMap
from frontline.intake.read import read_folder
from frontline.intake.validate import validate
from frontline.rules.catalogue import rules

ODD_VALUES = [
    1,
    -1,
    1.5,
    10**30,
    float("nan"),
    float("inf"),
    True,
    "",
    "  ",
    "x",
    "5",
    "a\nb",
    "{x} {0} %s",
    "'",
    "\u202ex",
    "y" * 300,
    [],
    [1],
    ["x"],
    [[1]],
    [{}],
    {},
    {"a": 1},
    dt.date(2024, 3, 4),
    dt.datetime(2024, 3, 4, 5),
    dt.time(5),
]
JARGON = re.compile(
    r"input should|valid (?:string|integer|number)|pydantic|NoneType|\bNone\b|\bTrue\b|\bFalse\b|"
    r"datetime|tuple|\bdict\b|\bstr\b|\bint\b|instance|\{'|\['|ZoneInfo|object|Traceback|<class"
)


def key_paths(shape, prefix=()):
    """Yield the path to every key of a table, its nested tables and its lists' first tables."""
    for name, field in shape.model_fields.items():
        if (key := field.alias or name).startswith(":"):
            continue
        yield (*prefix, key)
        for nested in nested_shapes(field.annotation):
            yield from key_paths(
                nested, (*prefix, key, *([0] if is_list(field.annotation) else []))
            )


def nested_shapes(annotation):
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from nested_shapes(part)


def is_list(annotation):
    return "tuple" in str(annotation)


def with_value(table, path, value):
    """Return a copy of the table with the value at the end of a path of keys replaced."""
    if not path:
        return value
    first, *rest = path
    if first == 0:
        return [with_value(table[0] if isinstance(table, list) and table else {}, rest, value)]
    nested = table if isinstance(table, dict) else {}
    return {**nested, first: with_value(nested.get(first), rest, value)}


def issues_of(raw):
    try:
        validate(raw)
    except DataError as error:
        return error.issues
    return ()


@pytest.fixture(scope="module")
def starter():
    return read_folder(STARTER)


CHAPTER_PATHS = tuple(("chapters", 0, *path) for path in key_paths(ChapterTable))


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", [*key_paths(HeaderFile), *CHAPTER_PATHS], ids=lambda path: ".".join(map(str, path))
)
def test_any_value_of_a_header_key_is_read_or_refused_in_plain_words(path, starter):
    header = tomllib.loads((STARTER / "map.toml").read_text())
    for value in ODD_VALUES:
        record = Record("MAP/map.toml", 1, with_value(header, path, value))
        assert_plain(issues_of(RawMap("m", "MAP", record, dict(starter.tables), starter.base)))


AREA = {
    "id": "area",
    "side": "north",
    "status": "held",
    "from": "2024-03-05",
    "source": "gazette",
}
SQUARE = {"type": "Polygon", "coordinates": [[[10, 50], [10.1, 50], [10.1, 50.1], [10, 50]]]}


@pytest.mark.slow
@pytest.mark.parametrize("key", ["id", "side", "status", "from", "to", "source", "name", ":texts"])
def test_any_value_of_a_feature_property_is_read_or_refused_in_plain_words(key, starter):
    for value in ODD_VALUES:
        area = Record("MAP/areas.geojson", 2, {**AREA, key: value}, SQUARE, feature=1)
        place = starter.tables["places.geojson"][0]
        changed = Record(place.path, 2, {**place.values, key: value}, place.geometry, feature=1)
        tables = {**starter.tables, "areas.geojson": [area], "places.geojson": [changed]}
        assert_plain(issues_of(RawMap("m", "MAP", starter.header, tables, starter.base)))


def assert_plain(issues):
    for issue in issues:
        assert issue.code in rules()
        words = re.sub(r'"[^"]*"', "", issue.message)
        assert not JARGON.search(words), issue.message
        assert len(issue.message) < 500, issue.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('a = "b\n', "does not end on its line"),
        ('a = """b', "text is never closed"),
        ("a = b", "put texts in double quotes"),
        ("a = 1\na = 2", "duplicate key or table"),
        ("[a]\n[a]", "duplicate key or table"),
        ("a = {b = 1}\n[a.c]", "duplicate key or table"),
        ("a = {b = 1, b = 2}", "duplicate key or table"),
        ("a", "without = after it"),
        ("a b", "without = after it"),
        ("= 1", "expected key = value or [table]"),
        ("a = 1 b = 2", "text after the value"),
        ("a = [1, 2", "never closed"),
        ("a = {b = 1", "never closed"),
        ("[a", "never closed"),
        ('a = "\\q"', "backslash has no meaning"),
        ("a = 2024-02-30", "not a calendar date"),
        ("a = 2024-13-01", "put texts and dates in quotes"),
        ('a = "b\x01"', "unexpected character"),
    ],
)
def test_toml_syntax_errors_are_explained_in_plain_words(text, words):
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    assert words in plain_toml(caught.value)


@pytest.mark.parametrize(
    ("text", "words"), [('a,"b', "never closed"), ('a,"b"c', "text after a closing quote")]
)
def test_csv_syntax_errors_are_explained_in_plain_words(text, words):
    with pytest.raises(csv.Error) as caught:
        list(csv.reader(io.StringIO(text), strict=True))
    assert words in plain_csv(caught.value)
