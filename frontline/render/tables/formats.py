"""Tables → CSV, Markdown, HTML and XLSX: the same cells, each escaped as its format needs it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from html import escape
from typing import TYPE_CHECKING, Final

from frontline.language.speaker import Speaker, direction
from frontline.render.policy import policy_meta
from frontline.render.tables.report_tables import Cell, Link, Table
from frontline.system.links import linkable
from frontline.system.spreadsheet import escape_formula
from frontline.text.captions import date_words, km2_number
from frontline.text.explanations import escaped

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_WIDEST: Final = 60
"""Characters of the widest column of a sheet; what is longer is wrapped."""

_LONGEST: Final = 32_767
"""Characters that a cell of a sheet can hold."""

_MADE: Final = datetime(2000, 1, 1)
_FIRST_DAY: Final = date(1900, 3, 1)
"""The first day that all spreadsheets count alike."""

_MARKUP: Final = re.compile(r"[<>\"'`\\|]")
"""What ends an address in a table of Markdown."""

_CSS: Final = (
    "body{font:15px/1.45 system-ui,sans-serif;margin:1.5rem;color-scheme:light dark}"
    "main{overflow-x:auto}table{border-collapse:collapse}"
    "caption{text-align:start;font-weight:600;padding:0 0 .5rem}"
    "th,td{border-block-end:1px solid #8886;padding:.35rem .9rem .35rem 0;text-align:start;"
    "vertical-align:top}th{vertical-align:bottom}"
    "td:first-child,td.date,td.number{white-space:nowrap}"
    ".number{text-align:end;font-variant-numeric:tabular-nums}"
    "td.link{min-width:16rem;overflow-wrap:anywhere}"
    "@media print{main{overflow:visible}tr{break-inside:avoid}}"
)


def table_csv(table: Table) -> str:
    """Write a table as CSV with a header; days are ISO 8601, areas in km² with three decimals."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow([_csv_cell(head) for head in table.columns])
    writer.writerows([_csv_cell(cell) for cell in row] for row in table.rows)
    return lines.getvalue()


def _csv_cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return escape_formula(cell).replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(cell, float):
        return f"{cell + 0:.3f}"
    return escape_formula(cell.url) if isinstance(cell, Link) else "" if cell is None else str(cell)


def table_markdown(table: Table, say: Speaker) -> str:
    """Write a table as Markdown (GFM), numbers and days in the language, after its caption."""
    marks = ("---:" if number else "---" for number in _numbers(table))
    rows = [
        f"**{escaped(table.caption)}**\n",
        _row(escaped(head) for head in table.columns),
        _row(marks),
        *(_row(_markdown_cell(cell, say) for cell in row) for row in table.rows),
    ]
    return "\n".join(rows) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _markdown_cell(cell: Cell, say: Speaker) -> str:
    if isinstance(cell, Link) and _linked(cell):
        return f"<{cell.url}>"
    return escaped(_text(cell, say))


def table_html(table: Table, say: Speaker) -> str:
    """Write a table as an element of HTML, numbers and days in the language."""
    numbers = _numbers(table)
    heads = "".join(
        f'<th scope="col"{_class(number)}>{escape(head)}</th>'
        for head, number in zip(table.columns, numbers, strict=True)
    )
    rows = "\n".join(
        "<tr>"
        + "".join(
            f"<td{_class(number, cell)}>{_html_cell(cell, say)}</td>"
            for cell, number in zip(row, numbers, strict=True)
        )
        + "</tr>"
        for row in table.rows
    )
    return (
        f'<table lang="{escape(say.language)}" dir="{direction(say.language)}">\n'
        f"<caption>{escape(table.caption)}</caption>\n<thead><tr>{heads}</tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>\n"
    )


def table_page(table: Table, say: Speaker) -> str:
    """Write a table as a page of HTML that asks for nothing."""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(say.language)}" dir="{direction(say.language)}">\n'
        f'<head>\n<meta charset="utf-8">\n{policy_meta(styles=[_CSS])}\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(table.caption)}</title>\n<style>{_CSS}</style>\n</head>\n"
        f"<body>\n<main>{table_html(table, say)}</main>\n</body>\n</html>\n"
    )


def _class(number: bool, cell: Cell = None) -> str:
    """Name the kind of a cell, by which a page lays it out."""
    kinds: dict[type, str] = {date: "date", Link: "link"}
    kind = "number" if number else kinds.get(type(cell))
    return f' class="{kind}"' if kind else ""


def _html_cell(cell: Cell, say: Speaker) -> str:
    if isinstance(cell, Link) and _linked(cell):
        url = escape(cell.url)
        return f'<a href="{url}" rel="noopener noreferrer">{url}</a>'
    return escape(_text(cell, say))


def _linked(cell: Link) -> bool:
    """Tell whether an address becomes a link; one that ends a link of Markdown stays text."""
    return linkable(cell.url) and not _MARKUP.search(cell.url)


def _text(cell: Cell, say: Speaker) -> str:
    """Write a cell for people."""
    if isinstance(cell, float):
        return km2_number(cell, say)
    if isinstance(cell, date):
        return date_words(cell, say.language)
    if isinstance(cell, int):
        return say.number(cell, 0)
    return cell.url if isinstance(cell, Link) else cell or ""


def _numbers(table: Table) -> list[bool]:
    """Tell of each column whether all that stands in it are numbers."""
    columns = list(zip(*table.rows, strict=True)) or [() for _ in table.columns]
    found = [[cell for cell in column if cell is not None] for column in columns]
    return [bool(c) and all(isinstance(cell, int | float) for cell in c) for c in found]


def workbook(tables: Iterable[Table], say: Speaker) -> bytes:
    """Write tables as an XLSX workbook, a sheet for each: text is text, a day a day.

    Nothing in it is a formula or a link, whatever the text looks like.
    """
    import xlsxwriter

    made = io.BytesIO()
    options = {f"strings_to_{kind}": False for kind in ("formulas", "numbers", "urls")}
    with xlsxwriter.Workbook(made, {"in_memory": True, **options}) as book:
        book.set_properties({"created": _MADE})
        looks = {
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
            for number, head in enumerate(table.columns):
                cells = [row[number] for row in table.rows]
                sheet.set_column(number, number, _width(head, cells))
                sheet.write_string(0, number, head, looks["head"])
                for line, cell in enumerate(cells, 1):
                    _put(sheet, line, number, cell, looks)
    return made.getvalue()


def _put(sheet: Worksheet, row: int, column: int, cell: Cell, looks: Mapping[str, object]) -> None:
    if cell is None:
        return
    if isinstance(cell, date) and cell >= _FIRST_DAY:
        moment = datetime(cell.year, cell.month, cell.day)
        sheet.write_datetime(row, column, moment, looks["date"])
    elif isinstance(cell, int | float):
        kind = "float" if isinstance(cell, float) else "int"
        sheet.write_number(row, column, round(cell, 6), looks[kind])
    else:
        text = cell.url if isinstance(cell, Link) else str(cell)
        sheet.write_string(row, column, _cut(text), looks["text"])


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _width(head: str, cells: Iterable[Cell]) -> int:
    """Return how wide a column is to be in characters: as its longest line, within bounds."""
    texts = [
        cell.url if isinstance(cell, Link) else str(cell) for cell in cells if cell is not None
    ]
    longest = max((len(text) for text in texts), default=0)
    return min(max(longest, len(head), 8) + 2, _WIDEST)


def files(tables: Iterable[Table], formats: Iterable[str], say: Speaker) -> dict[str, bytes]:
    """Write tables in some formats: a file for each, but one workbook for all."""
    made: dict[str, bytes] = {}
    all_tables = tuple(tables)
    writers: dict[str, Callable[[Table], str]] = {
        "csv": table_csv,
        "md": lambda table: table_markdown(table, say),
        "html": lambda table: table_page(table, say),
    }
    for form in dict.fromkeys(formats):
        if form in writers:
            made |= {f"{t.name}.{form}": writers[form](t).encode() for t in all_tables}
        else:
            made["tables.xlsx"] = workbook(all_tables, say)
    return made


FORMATS: Final = ("csv", "md", "html", "xlsx")
