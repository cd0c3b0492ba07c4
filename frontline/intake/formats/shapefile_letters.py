"""The table of a Shapefile → its letters, in the encoding that is stated for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from frontline.errors import RefusedInput
from frontline.intake.formats.decode import decode, is_text_encoding, misread

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_LANGUAGE_DRIVERS: Final = {
    0x01: "cp437", 0x02: "cp850", 0x03: "windows-1252", 0x08: "cp865", 0x09: "cp437",
    0x0A: "cp850", 0x0B: "cp437", 0x0D: "cp437", 0x0E: "cp850", 0x0F: "cp437", 0x10: "cp850",
    0x11: "cp437", 0x12: "cp850", 0x13: "cp932", 0x14: "cp850", 0x15: "cp437", 0x16: "cp850",
    0x17: "cp865", 0x18: "cp437", 0x19: "cp437", 0x1A: "cp850", 0x1B: "cp437", 0x1C: "cp863",
    0x1D: "cp850", 0x1F: "cp852", 0x22: "cp852", 0x23: "cp852", 0x24: "cp860", 0x25: "cp850",
    0x26: "cp866", 0x37: "cp850", 0x40: "cp852", 0x4D: "cp936", 0x4E: "cp949", 0x4F: "cp950",
    0x50: "cp874", 0x58: "windows-1252", 0x59: "windows-1252", 0x64: "cp852", 0x65: "cp866",
    0x66: "cp865", 0x67: "cp861", 0x6A: "cp737", 0x6B: "cp857", 0x6C: "cp863", 0x78: "cp950",
    0x79: "cp949", 0x7A: "cp936", 0x7B: "cp932", 0x7C: "cp874", 0x86: "cp737", 0x87: "cp852",
    0x88: "cp857", 0xC8: "windows-1250", 0xC9: "windows-1251", 0xCA: "windows-1254",
    0xCB: "windows-1253", 0xCC: "windows-1257",
}  # fmt: skip
"""Byte 29 of a .dbf → encoding; 0 and 0x57 ("ANSI") name none."""

_CODE_PAGE: Final = re.compile(r"(?:ANSI|OEM|CP|WINDOWS|MS)?[ _-]*(\d{3,4})", re.ASCII)
_ISO_8859: Final = re.compile(r"(?:ISO)?[ _-]*8859[ _-]?(\d{1,2})", re.ASCII)


def encoding_hint(name: str) -> str:
    """Write how to state the encoding of imported files.

    Parameters
    ----------
    name : str
        Encoding.

    Returns
    -------
    str
        Text to append to a message.

    Examples
    --------
    >>> encoding_hint("windows-1251")
    ', or pass --encoding windows-1251'
    """
    return f", or pass --encoding {name}"


def with_letters(
    table: GeoDataFrame, parts: Mapping[str, bytes], stated: str | None
) -> GeoDataFrame:
    """Decode the texts and column names of a Shapefile.

    The encoding is the stated one, or that of the ``.cpg``, or that of the ``.dbf``, or UTF-8.

    Parameters
    ----------
    table : GeoDataFrame
        Table whose texts have one letter per byte, as ISO 8859-1 would.
    parts : Mapping
        Bytes of the parts of the Shapefile by file extension.
    stated : str or None
        Encoding that the user states.

    Returns
    -------
    GeoDataFrame
        Table with its letters.

    Raises
    ------
    RefusedInput
        If the texts are not in that encoding; the message names the likely one.
    """
    columns = [
        name
        for name in table.columns
        if name != table.geometry.name and table[name].dtype.kind == "O"
    ]
    texts = {str(name) for name in table.columns if not str(name).isascii()}
    for name in columns:
        texts.update(
            value for value in table[name] if isinstance(value, str) and not value.isascii()
        )
    if not texts:
        return table
    encoding, origin = _encoding_of(parts, stated)
    letters = dict(zip(sorted(texts), _decoded(sorted(texts), encoding, origin), strict=True))
    table = table.assign(**{
        name: [letters.get(value, value) if isinstance(value, str) else value
               for value in table[name]]
        for name in columns
    })  # fmt: skip
    return table.rename(columns=lambda name: letters.get(name, name))


def _encoding_of(parts: Mapping[str, bytes], stated: str | None) -> tuple[str, str]:
    """Return the encoding of a table, and what states it: empty for the user or nothing."""
    if stated:
        return stated, ""
    if written := parts.get(".cpg", b"").decode("ascii", "replace").strip():
        if (encoding := _named(written)) is None:
            message = f'the .cpg names the unknown encoding "{written[:40]}": pass --encoding'
            raise RefusedInput("FL041", message)
        return encoding, ".cpg"
    mark = parts[".dbf"][29] if len(parts[".dbf"]) > 29 else 0
    return (_LANGUAGE_DRIVERS[mark], ".dbf") if mark in _LANGUAGE_DRIVERS else ("utf-8", "")


def _named(text: str) -> str | None:
    """Return the encoding that a ``.cpg`` names, as Python names it; None if it is unknown."""
    upper = text.upper()
    if match := _ISO_8859.fullmatch(upper):
        name = f"iso-8859-{match[1]}"
    elif match := _CODE_PAGE.fullmatch(upper):
        name = f"windows-{match[1]}" if match[1].startswith("125") else f"cp{match[1]}"
    else:
        name = {"UTF8": "utf-8", "65001": "utf-8", "CP65001": "utf-8"}.get(upper, text)
    return name if is_text_encoding(name) else None


def _decoded(texts: list[str], encoding: str, origin: str) -> list[str]:
    """Decode texts of one letter per byte; raises RefusedInput with the likely encoding."""
    data = "\n".join(texts).encode("iso-8859-1")
    decoded = None
    try:
        decoded = decode(data, encoding, encoding_hint)
    except RefusedInput as refused:
        if not origin:
            message = str(refused).replace(
                "the file is not", "no .cpg states its encoding, and the table is not"
            )
            raise RefusedInput(refused.code, message) from refused
    if origin and (likely := misread(data, decoded)):
        name, sample = likely
        problem = f'not {encoding}, as its {origin} says: it looks like {name} ("{sample}")'
        raise RefusedInput("FL041", f"the table is {problem}: correct it{encoding_hint(name)}")
    if decoded is None:
        message = f"the table is not {encoding}, as its {origin} says: pass --encoding"
        raise RefusedInput("FL041", message)
    return decoded.split("\n")
