"""The first bytes of a file → its format, regardless of its name."""

from __future__ import annotations

import re
from typing import Final

from frontline.errors import RefusedInput
from frontline.intake.formats.decode import wide_encoding

KML: Final = "a KML file"

_SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"SQLite format 3\x00", "an SQLite database, as GeoPackage is"),
    (b"PAR1", "a Parquet table"),
    (b"PARE", "an encrypted Parquet table"),
    (b"ARROW1", "an Arrow (Feather) table"),
    (b"FEA1", "an Arrow (Feather) table"),
    (b"fgb\x03", "a FlatGeobuf file"),
    (b"\x00\x00\x27\x0a", "a Shapefile"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"PK\x07\x08", "one part of a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x04\x22\x4d\x18", "an LZ4 archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (.xls, .doc)"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\x00asm", "a program"),
    (b"\x89HDF", "an HDF5 file"),
    (b"CDF\x01", "a NetCDF file"),
    (b"CDF\x02", "a NetCDF file"),
    (b"\x93NUMPY", "a NumPy array"),
)
"""First bytes → format. No text in practice begins with them, except with ``MZ``."""

_WITHIN_ZIP: Final[tuple[tuple[bytes, str], ...]] = (
    (b"xl/workbook.", "an Excel workbook"),
    (b"word/document.xml", "a Word document"),
    (b"ppt/presentation.xml", "a PowerPoint document"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"doc.kml", "a KMZ archive"),
)
_MARKUP: Final[tuple[tuple[bytes, str], ...]] = (
    (b"html", "a web page (HTML)"),
    (b"svg", "an SVG picture"),
    (b"kml", KML),
    (b"gpx", "a GPX track"),
    (b"ogrvrtdatasource", "a GDAL virtual file (VRT)"),
    (b"vrtdataset", "a GDAL virtual file (VRT)"),
    (b"ogrwfsdatasource", "the address of a web service (WFS)"),
    (b"featurecollection", "a GML file"),
    (b"rss", "a news feed"),
    (b"osm", "an OpenStreetMap file"),
)
_OTHER_MAPS: Final = (
    KML,
    "a Shapefile",
    "a FlatGeobuf file",
    "a GPX track",
    "a GML file",
    "an OpenStreetMap file",
)
_ELEMENT: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]{0,40}:)?([A-Za-z_][\w.-]{0,60})")
_HTML: Final = re.compile(rb"<!doctype\s{1,40}html\b", re.IGNORECASE)
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_HEAD: Final = 4096


def binary(data: bytes) -> str | None:
    """Recognize a binary format by its first bytes.

    Parameters
    ----------
    data : bytes
        Content of a file, or its beginning.

    Returns
    -------
    str or None
        Such as ``a zip archive``; None for text.

    Examples
    --------
    >>> binary(b"%PDF-1.7")
    'a PDF document'
    """
    for signature, description in _SIGNATURES:
        if data.startswith(signature) and not (signature == b"MZ" and b"\x00" not in data[:_HEAD]):
            return description
    if data.startswith(b"PK\x03\x04"):  # documents are zip archives too
        return next(
            (description for name, description in _WITHIN_ZIP if name in data), "a zip archive"
        )
    if data[257:262] == b"ustar":
        return "a tar archive"
    if data[4:8] == b"ftyp":
        return "a film or picture"
    if data.startswith(b"RIFF") and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "a picture, sound or film"
    if b"\x00" not in data[:_HEAD] or wide_encoding(data):  # decode names UTF-16 itself
        return None
    return "binary data, not text"


def markup(data: bytes) -> str | None:
    """Recognize XML or HTML by its first element.

    Parameters
    ----------
    data : bytes
        Content of a file, or its beginning.

    Returns
    -------
    str or None
        Such as ``a KML file``; None for anything else.

    Examples
    --------
    >>> markup(b"<!DOCTYPE html><html>")
    'a web page (HTML)'
    """
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(_UTF16_MARKS):
        head = head.decode("utf-16", "ignore").encode().lstrip()
    if not head.startswith(b"<"):
        return None
    if _HTML.match(head):
        return "a web page (HTML)"
    for element in _ELEMENT.finditer(head):
        return next((kind for name, kind in _MARKUP if element[1].lower() == name), "an XML file")
    return "an XML file" if head.startswith((b"<?", b"<!")) else None


def non_text_format(data: bytes) -> str | None:
    """Recognize content that is neither JSON nor a text table nor prose.

    Parameters
    ----------
    data : bytes
        Content of a file, or its beginning.

    Returns
    -------
    str or None
        Name of the format; None if the content may be text of a map.
    """
    if kind := binary(data) or markup(data):
        return kind
    head = data[:200].lstrip().lower()
    if head.startswith((b"[internetshortcut]", b"url=")):
        return "a link to a web page"
    if head.startswith(b"version https://git-lfs"):
        return "a pointer to a file in Git LFS, not the file itself"
    return None


def refuse_disguised(data: bytes, expected: str) -> None:
    """Refuse content in another format than expected.

    Parameters
    ----------
    data : bytes
        Content of a file, or its beginning.
    expected : str
        Name of the expected format, for the message.

    Raises
    ------
    RefusedInput
        FL070, with the format of the content.
    """
    if kind := non_text_format(data):
        raise RefusedInput("FL070", f"{kind}, not {expected}{_remedy(kind)}")


def _remedy(kind: str) -> str:
    if "workbook" in kind or "OpenDocument" in kind or "Office" in kind:
        return ": save the sheet as CSV (UTF-8)"
    if "archive" in kind:
        return ": unpack it first"
    if kind in _OTHER_MAPS:
        return ": export it in that format"
    return ""
