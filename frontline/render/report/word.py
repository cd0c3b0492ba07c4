"""A report → a Word file, by python-docx.

Headings and captions have the styles of their names, pictures their alternative text, tables a
header row that is repeated on every page, and the file its language. The same report gives the
same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Final

from frontline.errors import UsageError
from frontline.render.report.document import (
    Block,
    Document,
    Figure,
    Grid,
    Link,
    Listing,
    Numbers,
    Paragraph,
    Text,
    plain,
)
from frontline.render.report.word_xml import (
    add_link,
    element,
    rule_rows,
    set_right_to_left,
    without_times,
)

if TYPE_CHECKING:
    from docx.document import Document as File
    from docx.text.paragraph import Paragraph as Line

MISSING: Final = "docx: needs python-docx: pip install 'frontline[docx]'"

_MARGIN_CM: Final = 2.2
_WIDE_CM: Final = 21 - 2 * _MARGIN_CM
_HIGH_CM: Final = (16.5, 10.2)
_LETTER_CM: Final = 0.15
"""Approximate width of a letter in a table."""

_LONGEST: Final = 255
"""Characters that a property of a file can hold."""

_FACE: Final = "Arial"
_INK: Final = "16191D"

_SIZES_PT: Final = {
    "Normal": 10,
    "Title": 22,
    "Subtitle": 13,
    "Heading 1": 15,
    "Caption": 8.5,
    "List Bullet": 9,
    "List Number": 9,
}


def render_word(document: Document) -> bytes:
    """Render a report as a Word file for A4.

    Parameters
    ----------
    document : Document
        The report.

    Returns
    -------
    bytes
        The .docx file.

    Raises
    ------
    UsageError
        If python-docx is not installed.
    """
    try:
        import docx
    except ImportError as error:
        raise UsageError(MISSING) from error
    file = docx.Document()
    _set_up(file, document)
    file.add_paragraph(document.title, "Title")
    if document.standfirst:
        file.add_paragraph(document.standfirst, "Subtitle")
    file.add_paragraph(document.byline)
    for section in document.sections:
        file.add_heading(section.title, 1)
        for block in section.blocks:
            _block(file, block)
    if document.direction == "rtl":
        set_right_to_left(file)
    saved = io.BytesIO()
    file.save(saved)
    return without_times(saved.getvalue())


def _set_up(file: File, document: Document) -> None:
    """Set paper size, type, language and the properties of the file."""
    from docx.shared import Cm, Pt, RGBColor

    properties = file.core_properties
    properties.title, properties.author = document.title[:_LONGEST], document.author[:_LONGEST]
    properties.language = document.language
    properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = datetime.combine(document.dated, time(), UTC)
    page = file.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(_MARGIN_CM)
    for name, size in _SIZES_PT.items():
        style = file.styles[name]
        style.font.size, style.font.italic = Pt(size), False
        style.font.color.rgb = RGBColor.from_string(_INK)
        _face(style.element.get_or_add_rPr())
    file.styles["Caption"].font.bold = False
    file.styles["Caption"].paragraph_format.space_after = Pt(10)
    file.styles["Heading 1"].paragraph_format.space_before = Pt(18)
    file.styles["Heading 1"].paragraph_format.space_after = Pt(6)
    for name in ("Title", "Subtitle"):
        for ornament in file.styles[name].element.xpath(".//w:pBdr | .//w:spacing[@w:val]"):
            ornament.getparent().remove(ornament)
    for defaults in file.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr"):
        for old in defaults.xpath("w:lang"):
            defaults.remove(old)
        code = document.language
        defaults.append(element("w:lang", val=code, eastAsia=code, bidi=code))
    _number_pages(page.footer.paragraphs[0])


def _face(properties: Any) -> None:
    """Set one font for all scripts in place of the theme's."""
    for old in properties.xpath("w:rFonts"):
        properties.remove(old)
    face = {"ascii": _FACE, "hAnsi": _FACE, "cs": _FACE, "eastAsia": _FACE}
    properties.insert(0, element("w:rFonts", **face))


def _number_pages(line: Line) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line._p.append(element("w:fldSimple", instr="PAGE"))


def _block(file: File, block: Block) -> None:
    match block:
        case Paragraph():
            _write(file.add_paragraph(style="Caption" if block.quiet else None), block.text)
        case Numbers():
            _numbers(file, block)
        case Figure():
            _figure(file, block)
        case Grid():
            _grid(file, block)
        case Listing():
            _listing(file, block)


def _listing(file: File, block: Listing) -> None:
    """Write a list; a numbered one starts from 1, whatever was numbered before it."""
    lines = [file.add_paragraph(style="List Bullet") for _ in block.items]
    for line, item in zip(lines, block.items, strict=True):
        _write(line, item)
    if block.numbered:
        style = file.styles["List Number"]
        numbering = file.part.numbering_part.numbering_definitions._numbering
        kind = style.element.pPr.numPr.numId.val
        abstract = numbering.num_having_numId(kind).abstractNumId.val
        number = numbering.add_num(abstract)
        number.add_lvlOverride(ilvl=0).add_startOverride(1)
        for line in lines:
            line.style = style
            line._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number.numId


def _numbers(file: File, block: Numbers) -> None:
    from docx.shared import Pt

    for value, label in block.items:
        line = file.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        run = line.add_run(value)
        run.bold, run.font.size = True, Pt(14)
        line.add_run(f"  {label}")


def _figure(file: File, block: Figure) -> None:
    from docx.shared import Cm

    line = file.add_paragraph()
    line.paragraph_format.keep_with_next = True
    shape = line.add_run().add_picture(io.BytesIO(block.draw("png", "light", "print-page")))
    high = Cm(_HIGH_CM[block.half])
    scale = min(Cm(_WIDE_CM) / shape.width, high / shape.height)
    shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
    properties = shape._inline.docPr
    properties.set("descr", block.alt)
    properties.set("name", block.label)
    _caption(file, block.label, block.caption)


def _caption(file: File, label: str, caption: str, *, above: bool = False) -> None:
    line = file.add_paragraph(style="Caption")
    line.paragraph_format.keep_with_next = above
    line.add_run(label).bold = True
    line.add_run(f" {caption}")


def _grid(file: File, grid: Grid) -> None:
    from docx.shared import Cm, Pt

    _caption(file, grid.label, grid.caption, above=True)
    table = file.add_table(len(grid.rows) + 1, len(grid.columns))
    rule_rows(table)
    heads: tuple[Text, ...] = tuple((column,) for column in grid.columns)
    widths = [Cm(_WIDE_CM * share) for share in _shares((heads, *grid.rows), grid.short)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, (row, cells) in enumerate(zip(table.rows, (heads, *grid.rows), strict=True)):
        properties = row._tr.get_or_add_trPr()
        properties.append(element("w:cantSplit"))
        if number == 0:
            properties.append(element("w:tblHeader"))
        for cell, text, width in zip(row.cells, cells, widths, strict=True):
            cell.width = width
            line = cell.paragraphs[0]
            line.paragraph_format.space_after = Pt(0)
            _write(line, text)
            for run in line.runs:
                run.font.size, run.bold = Pt(8), number == 0
    file.add_paragraph().paragraph_format.space_after = Pt(0)


def _shares(rows: Sequence[Sequence[Text]], short: Collection[int]) -> list[float]:
    """Return each column's share of a table's width, by the length of its texts.

    As far as there is room, a ``short`` column is as wide as its longest text, and any other at
    least as wide as its longest word; a very long text does not take all the rest.
    """
    fixed, needs = dict[int, float](), dict[int, float]()
    for number, column in enumerate(zip(*rows, strict=True)):
        texts = [plain(cell) for cell in column]
        longest = max(map(len, texts))
        if number in short:
            fixed[number] = (longest + 3) * _LETTER_CM / _WIDE_CM
            continue
        word = max((len(word) for text in texts for word in text.split()), default=1)
        needs[number] = max(min(word + 3, 22), min(longest, 150) ** 0.7)
    room = max(1 - sum(fixed.values()), 0.4) / sum(needs.values() or (1,))
    shares = fixed | {number: need * room for number, need in needs.items()}
    return [shares[number] / sum(shares.values()) for number in sorted(shares)]


def _write(line: Line, text: Text) -> None:
    for part in text:
        if isinstance(part, Link):
            add_link(line, part.text, part.url)
        else:
            line.add_run(part)
