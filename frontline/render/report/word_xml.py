"""WordprocessingML that python-docx does not support: links, rules, direction; timeless zips."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_LINK_COLOR: Final = "0B57A4"
_RULE_COLOR: Final = "B4BAC0"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time in a zip."""


def element(tag: str, **attributes: str) -> Any:
    """Create an element.

    Parameters
    ----------
    tag : str
        Name with its prefix, such as ``w:lang``.
    **attributes : str
        Attributes of the prefix ``w``.

    Returns
    -------
    lxml element
        The element, without a parent.
    """
    from docx.oxml import OxmlElement

    node = OxmlElement(tag)
    for name, value in attributes.items():
        node.set(qualified(f"w:{name}"), value)
    return node


def qualified(name: str) -> str:
    """Return a name with its namespace.

    Parameters
    ----------
    name : str
        Name with its prefix, such as ``w:p``.

    Returns
    -------
    str
        The name in lxml's notation: ``{namespace}p``.
    """
    from docx.oxml.ns import qn

    return str(qn(name))


def add_link(paragraph: Paragraph, text: str, url: str) -> None:
    """Add a link to the end of a paragraph.

    Parameters
    ----------
    paragraph : docx Paragraph
        The paragraph.
    text, url : str
        Visible text and address.
    """
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.shared import RGBColor

    id = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = element("w:hyperlink")
    link.set(qualified("r:id"), id)
    run = paragraph.add_run(text)
    run.font.color.rgb, run.font.underline = RGBColor.from_string(_LINK_COLOR), True
    link.append(run._r)
    paragraph._p.append(link)


def rule_rows(table: Any) -> None:
    """Draw rules above, below and between the rows of a table.

    Parameters
    ----------
    table : docx Table
        The table.
    """
    borders = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(element(f"w:{side}", val="single", sz="4", space="0", color=_RULE_COLOR))
    table._tbl.tblPr.append(borders)
    table.autofit = False


def set_right_to_left(file: Document) -> None:
    """Set every paragraph, run and table of a file from right to left.

    Parameters
    ----------
    file : docx Document
        The complete file.
    """
    body = file.element.body
    for paragraph in body.iter(qualified("w:p")):
        paragraph.get_or_add_pPr().insert_element_before(
            element("w:bidi"), "w:adjustRightInd", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )
    for run in body.iter(qualified("w:r")):
        run.get_or_add_rPr().append(element("w:rtl"))
    for properties in body.iter(qualified("w:tblPr")):
        style = properties.find(qualified("w:tblStyle"))
        properties.insert(0 if style is None else 1, element("w:bidiVisual"))


def without_times(file: bytes) -> bytes:
    """Repack a zip without entry times, so that the same report gives the same bytes.

    Parameters
    ----------
    file : bytes
        A zip.

    Returns
    -------
    bytes
        The same entries, uncompressed: compression differs between machines.
    """
    repacked = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(file)) as old,
        zipfile.ZipFile(repacked, "w") as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return repacked.getvalue()
