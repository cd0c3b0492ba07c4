"""Tables → CSV, Markdown, HTML and XLSX, with the same cells, escaped for each format."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import rcssmin

from frontline.language.speaker import Speaker, direction
from frontline.render.policy import content_policy
from frontline.render.tables.report_tables import Cell, Link, Table
from frontline.render.templates import fill, trusted
from frontline.system.links import linkable
from frontline.system.spreadsheet import escape_formula
from frontline.text.markdown_escapes import ENDS_AUTOLINK
from frontline.text.phrases import date_words
from frontline.text.quantities import km2_number

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_MAX_COLUMN_CHARS: Final = 60
"""Maximum width of a column in characters; longer texts are wrapped."""

_MAX_CELL_CHARS: Final = 32_767
"""Maximum length of a text in a cell."""

_CREATED: Final = datetime(2000, 1, 1)
"""Constant creation time of workbooks, so that the same tables give the same bytes."""

_FIRST_DAY: Final = date(1900, 3, 1)
"""The first date whose number is the same in all spreadsheet programs."""


def table_csv(table: Table) -> str:
    """Write a table as CSV with a header.

    Parameters
    ----------
    table : Table
        The table.

    Returns
    -------
    str
        CSV in which no cell is a formula; dates are ISO 8601, areas in km² with three decimals.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_csv_cell(head) for head in table.columns])
    writer.writerows([_csv_cell(cell) for cell in row] for row in table.rows)
    return text.getvalue()


def _csv_cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return escape_formula(cell).replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(cell, float):
        return f"{cell + 0:.3f}"
    return escape_formula(cell.url) if isinstance(cell, Link) else "" if cell is None else str(cell)


def table_markdown(table: Table, say: Speaker) -> str:
    """Write a table as Markdown after its caption, with localized numbers and dates.

    Parameters
    ----------
    table : Table
        The table.
    say : Speaker
        Writes in the language of the table.

    Returns
    -------
    str
        GitHub Flavored Markdown.
    """
    return fill("tables/table.md.j2", **_template_values(table, say))


def table_html(table: Table, say: Speaker) -> str:
    """Write a table as an HTML element, with localized numbers and dates.

    Parameters
    ----------
    table : Table
        The table.
    say : Speaker
        Writes in the language of the table.

    Returns
    -------
    str
        A ``table`` element.
    """
    return fill("tables/table.html.j2", **_template_values(table, say))


def table_page(table: Table, say: Speaker) -> str:
    """Write a table as an HTML page that makes no request.

    Parameters
    ----------
    table : Table
        The table.
    say : Speaker
        Writes in the language of the table.

    Returns
    -------
    str
        A page with its own style and policy.
    """
    style = _style()
    return fill(
        "tables/table_page.html.j2",
        **_template_values(table, say),
        style=trusted(style),
        policy=trusted(content_policy(styles=[style])),
    )


class _CellView(NamedTuple):
    """A cell or a heading as displayed."""

    text: str
    kind: str = ""
    """``number``, ``date`` or ``link``; the class of the cell in HTML."""
    href: str | None = None


def _template_values(table: Table, say: Speaker) -> dict[str, Any]:
    """Return the values of a table's templates."""
    numbers = _is_numeric(table)
    headings = zip(table.columns, numbers, strict=True)
    return {
        "language": say.language,
        "direction": direction(say.language),
        "caption": table.caption,
        "heads": [_CellView(head, "number" if is_number else "") for head, is_number in headings],
        "rows": [
            [_cell(cell, is_number, say) for cell, is_number in zip(row, numbers, strict=True)]
            for row in table.rows
        ],
    }


def _cell(cell: Cell, is_number: bool, say: Speaker) -> _CellView:
    kinds: dict[type, str] = {date: "date", Link: "link"}
    kind = "number" if is_number else kinds.get(type(cell), "")
    href = cell.url if isinstance(cell, Link) and _is_linked(cell.url) else None
    return _CellView(_text(cell, say), kind, href)


def _is_linked(url: str) -> bool:
    """Return whether an address becomes a link, that is, if Markdown would not truncate it."""
    return linkable(url) and not ENDS_AUTOLINK.search(url)


@cache
def _style() -> str:
    path = resources.files(__package__) / "table.css"
    return str(rcssmin.cssmin(path.read_text(encoding="utf-8")))


def _text(cell: Cell, say: Speaker) -> str:
    """Write a cell in the language of the table."""
    if isinstance(cell, float):
        return km2_number(cell, say)
    if isinstance(cell, date):
        return date_words(cell, say.language)
    if isinstance(cell, int):
        return say.number(cell, 0)
    return cell.url if isinstance(cell, Link) else cell or ""


def _is_numeric(table: Table) -> list[bool]:
    """Return for each column whether all its cells are numbers."""
    columns = list(zip(*table.rows, strict=True)) or [() for _ in table.columns]
    filled = [[cell for cell in column if cell is not None] for column in columns]
    return [
        bool(cells) and all(isinstance(cell, int | float) for cell in cells) for cells in filled
    ]


def workbook(tables: Iterable[Table], say: Speaker) -> bytes:
    """Write tables as an XLSX workbook with one sheet per table.

    Texts stay texts and dates stay dates; no text becomes a formula or a link.

    Parameters
    ----------
    tables : iterable of Table
        The tables.
    say : Speaker
        Writes in the language of the tables, which determines the direction of the sheets.

    Returns
    -------
    bytes
        The .xlsx file.
    """
    import xlsxwriter

    file = io.BytesIO()
    options = {f"strings_to_{name}": False for name in ("formulas", "numbers", "urls")}
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as book:
        book.set_properties({"created": _CREATED})
        formats = {
            "head": book.add_format(
                {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
            ),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"}),
            "int": book.add_format({"num_format": "0", "valign": "top"}),
            "float": book.add_format({"num_format": "#,##0.000", "valign": "top"}),
        }
        for table in tables:
            sheet = book.add_worksheet(table.name)
            if direction(say.language) == "rtl":
                sheet.right_to_left()
            sheet.freeze_panes(1, 0)
            sheet.set_header(f"&L{table.caption[:120].replace('&', '&&')}")
            sheet.repeat_rows(0)
            sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)
            for index, head in enumerate(table.columns):
                cells = [row[index] for row in table.rows]
                sheet.set_column(index, index, _width(head, cells))
                sheet.write_string(0, index, head, formats["head"])
                for row_index, cell in enumerate(cells, 1):
                    _write_cell(sheet, row_index, index, cell, formats)
    return file.getvalue()


def _write_cell(
    sheet: Worksheet, row: int, column: int, cell: Cell, formats: Mapping[str, object]
) -> None:
    if cell is None:
        return
    if isinstance(cell, date) and cell >= _FIRST_DAY:
        moment = datetime(cell.year, cell.month, cell.day)
        sheet.write_datetime(row, column, moment, formats["date"])
    elif isinstance(cell, int | float):
        kind = "float" if isinstance(cell, float) else "int"
        sheet.write_number(row, column, round(cell, 6), formats[kind])
    else:
        text = cell.url if isinstance(cell, Link) else str(cell)
        sheet.write_string(row, column, _truncated(text), formats["text"])


def _truncated(text: str) -> str:
    return text if len(text) <= _MAX_CELL_CHARS else f"{text[: _MAX_CELL_CHARS - 1]}…"


def _width(head: str, cells: Iterable[Cell]) -> int:
    """Return the width of a column in characters, by its longest text, within bounds."""
    texts = [
        cell.url if isinstance(cell, Link) else str(cell) for cell in cells if cell is not None
    ]
    longest = max((len(text) for text in texts), default=0)
    return min(max(longest, len(head), 8) + 2, _MAX_COLUMN_CHARS)


def files(tables: Iterable[Table], formats: Iterable[str], say: Speaker) -> dict[str, bytes]:
    """Write tables in several formats: one file per table, but one workbook for all.

    Parameters
    ----------
    tables : iterable of Table
        The tables.
    formats : iterable of str
        Formats of ``FORMATS``.
    say : Speaker
        Writes in the language of the tables.

    Returns
    -------
    dict
        Contents by file name.
    """
    contents: dict[str, bytes] = {}
    all_tables = tuple(tables)
    writers: dict[str, Callable[[Table], str]] = {
        "csv": table_csv,
        "md": lambda table: table_markdown(table, say),
        "html": lambda table: table_page(table, say),
    }
    for format in dict.fromkeys(formats):
        if format in writers:
            write = writers[format]
            contents |= {f"{table.name}.{format}": write(table).encode() for table in all_tables}
        else:
            contents["tables.xlsx"] = workbook(all_tables, say)
    return contents


FORMATS: Final = ("csv", "md", "html", "xlsx")
