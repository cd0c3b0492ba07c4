"""Cells are written as pandas writes them, with formulas escaped."""

import csv
import datetime as dt
import io

import pandas
import pytest

from frontline.intake.formats import csv_text
from frontline.intake.formats.csv_text import cell_texts

NOON = dt.datetime(2024, 5, 12, 12)
COLUMNS = {
    "text": ["a", None, 'b "c"', "d\ne", "1,5", "a", ""],
    "float": [0.1, 1e300, None, 1 / 3, -0.5, 12.0, 0.1],
    "int": [3, 1, 2, 2, 1, 0, -4],
    "bool": [True, False, True, True, True, False, True],
    "mixed": [1, True, 1.0, "1", None, dt.date(2024, 5, 12), 1],
    "lists": [[1], ["a"], None, [], [1], [None], [2]],
    "none": [None] * 7,
    "dates": [dt.datetime(2024, 5, day) for day in range(1, 7)] + [None],
    "instants": [dt.datetime(2024, 5, day, tzinfo=dt.UTC) for day in (1, 2, 3, 4, 3, 2, 1)],
    "times": [NOON + dt.timedelta(hours=n) for n in range(6)] + [None],
}


def as_pandas(column):
    """Return the text of a column and one beside it, as pandas writes them."""
    table = pandas.DataFrame({"id": range(len(column)), "x": column.array})
    return table.to_csv(index=False, header=False, lineterminator="\n")


def as_ours(column):
    file = io.StringIO()
    rows = zip(range(len(column)), cell_texts(column), strict=True)
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()


@pytest.mark.parametrize("name", COLUMNS)
def test_each_type_of_column_is_written_as_pandas_does(name):
    column = pandas.Series(COLUMNS[name])
    assert as_ours(column) == as_pandas(column)


@pytest.mark.parametrize("dtype", ["float32", "Float64", "Int16", "category", "string"])
def test_other_types_of_numbers_and_texts_are_written_as_pandas_does(dtype):
    column = pandas.Series([1.5, 2, 1.5, 3] if "oat" in dtype else [1, 2, 1, 3]).astype(dtype)
    assert as_ours(column) == as_pandas(column)


@pytest.mark.parametrize("dtype", ["object", "string"])
def test_a_repeated_text_is_escaped_once(dtype, monkeypatch):
    seen = []

    def counting(text):
        seen.append(text)
        return f"'{text}"

    monkeypatch.setattr(csv_text, "escape_cell", counting)
    column = pandas.Series(["=1", "b"] * 50, dtype=dtype)
    assert cell_texts(column) == ["'=1", "'b"] * 50
    assert seen == ["=1", "b"]
