"""A report → a Word file, by python-docx.

Headings and captions use Word's styles of that name, pictures have alternative text, tables repeat
their header row on every page, and the file states its language. The same report gives the same
bytes.
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
_TEXT_WIDTH_CM: Final = 21 - 2 * _MARGIN_CM
_MAX_HEIGHTS_CM: Final = (16.5, 10.2)
_LETTER_CM: Final = 0.15
"""Approximate width of a letter in a table."""

_MAX_PROPERTY_CHARS: Final = 255
"""Maximum length of a document property."""

_FONT: Final = "Arial"
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
            _write_block(file, block)
    if document.direction == "rtl":
        set_right_to_left(file)
    saved = io.BytesIO()
    file.save(saved)
    return without_times(saved.getvalue())


def _set_up(file: File, document: Document) -> None:
    """Set paper size, type, language and the properties of the file."""
    from docx.shared import Cm, Pt, RGBColor

    properties = file.core_properties
    properties.title, properties.author = (
        document.title[:_MAX_PROPERTY_CHARS],
        document.author[:_MAX_PROPERTY_CHARS],
    )
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
        _set_font(style.element.get_or_add_rPr())
    file.styles["Caption"].font.bold = False
    file.styles["Caption"].paragraph_format.space_after = Pt(10)
    file.styles["Heading 1"].paragraph_format.space_before = Pt(18)
    file.styles["Heading 1"].paragraph_format.space_after = Pt(6)
    for name in ("Title", "Subtitle"):
        for ornament in file.styles[name].element.xpath(".//w:pBdr | .//w:spacing[@w:val]"):
            ornament.getparent().remove(ornament)
    for defaults in file.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr"):
        for existing in defaults.xpath("w:lang"):
            defaults.remove(existing)
        code = document.language
        defaults.append(element("w:lang", val=code, eastAsia=code, bidi=code))
    _number_pages(page.footer.paragraphs[0])


def _set_font(properties: Any) -> None:
    """Set one font for all scripts in place of the theme's."""
    for existing in properties.xpath("w:rFonts"):
        properties.remove(existing)
    fonts = {"ascii": _FONT, "hAnsi": _FONT, "cs": _FONT, "eastAsia": _FONT}
    properties.insert(0, element("w:rFonts", **fonts))


def _number_pages(line: Line) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line._p.append(element("w:fldSimple", instr="PAGE"))


def _write_block(file: File, block: Block) -> None:
    match block:
        case Paragraph():
            _write_text(file.add_paragraph(style="Caption" if block.quiet else None), block.text)
        case Numbers():
            _write_numbers(file, block)
        case Figure():
            _write_figure(file, block)
        case Grid():
            _write_table(file, block)
        case Listing():
            _write_list(file, block)


def _write_list(file: File, block: Listing) -> None:
    """Write a list; each numbered list starts from 1."""
    lines = [file.add_paragraph(style="List Bullet") for _ in block.items]
    for line, item in zip(lines, block.items, strict=True):
        _write_text(line, item)
    if block.numbered:
        style = file.styles["List Number"]
        numbering = file.part.numbering_part.numbering_definitions._numbering
        template = style.element.pPr.numPr.numId.val
        abstract_id = numbering.num_having_numId(template).abstractNumId.val
        restarted = numbering.add_num(abstract_id)
        restarted.add_lvlOverride(ilvl=0).add_startOverride(1)
        for line in lines:
            line.style = style
            line._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = restarted.numId


def _write_numbers(file: File, block: Numbers) -> None:
    from docx.shared import Pt

    for value, label in block.items:
        line = file.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        run = line.add_run(value)
        run.bold, run.font.size = True, Pt(14)
        line.add_run(f"  {label}")


def _write_figure(file: File, block: Figure) -> None:
    from docx.shared import Cm

    line = file.add_paragraph()
    line.paragraph_format.keep_with_next = True
    shape = line.add_run().add_picture(io.BytesIO(block.draw("png", "light", "print-page")))
    max_height = Cm(_MAX_HEIGHTS_CM[block.half])
    scale = min(Cm(_TEXT_WIDTH_CM) / shape.width, max_height / shape.height)
    shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
    properties = shape._inline.docPr
    properties.set("descr", block.alt)
    properties.set("name", block.label)
    _write_caption(file, block.label, block.caption)


def _write_caption(file: File, label: str, caption: str, *, above: bool = False) -> None:
    line = file.add_paragraph(style="Caption")
    line.paragraph_format.keep_with_next = above
    line.add_run(label).bold = True
    line.add_run(f" {caption}")


def _write_table(file: File, grid: Grid) -> None:
    from docx.shared import Cm, Pt

    _write_caption(file, grid.label, grid.caption, above=True)
    table = file.add_table(len(grid.rows) + 1, len(grid.columns))
    rule_rows(table)
    headings: tuple[Text, ...] = tuple((column,) for column in grid.columns)
    widths = [Cm(_TEXT_WIDTH_CM * share) for share in _shares((headings, *grid.rows), grid.short)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for index, (row, cells) in enumerate(zip(table.rows, (headings, *grid.rows), strict=True)):
        properties = row._tr.get_or_add_trPr()
        properties.append(element("w:cantSplit"))
        if index == 0:
            properties.append(element("w:tblHeader"))
        for cell, text, width in zip(row.cells, cells, widths, strict=True):
            cell.width = width
            line = cell.paragraphs[0]
            line.paragraph_format.space_after = Pt(0)
            _write_text(line, text)
            for run in line.runs:
                run.font.size, run.bold = Pt(8), index == 0
    file.add_paragraph().paragraph_format.space_after = Pt(0)


def _shares(rows: Sequence[Sequence[Text]], short: Collection[int]) -> list[float]:
    """Return each column's share of a table's width, by the length of its texts.

    Space permitting, a ``short`` column is as wide as its longest text, and every other column at
    least as wide as its longest word. The effect of very long texts is limited.
    """
    short_widths, weights = dict[int, float](), dict[int, float]()
    for index, column in enumerate(zip(*rows, strict=True)):
        texts = [plain(cell) for cell in column]
        longest = max(map(len, texts))
        if index in short:
            short_widths[index] = (longest + 3) * _LETTER_CM / _TEXT_WIDTH_CM
            continue
        longest_word = max(
            (len(longest_word) for text in texts for longest_word in text.split()), default=1
        )
        weights[index] = max(min(longest_word + 3, 22), min(longest, 150) ** 0.7)
    scale = max(1 - sum(short_widths.values()), 0.4) / sum(weights.values() or (1,))
    shares = short_widths | {index: weight * scale for index, weight in weights.items()}
    return [shares[index] / sum(shares.values()) for index in sorted(shares)]


def _write_text(line: Line, text: Text) -> None:
    for part in text:
        if isinstance(part, Link):
            add_link(line, part.text, part.url)
        else:
            line.add_run(part)
