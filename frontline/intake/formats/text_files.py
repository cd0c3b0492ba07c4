"""Path or bytes → text of the expected format, in its encoding and within the size limits."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from frontline.errors import Refused
from frontline.intake.formats.decode import decode
from frontline.intake.formats.file_format import PLAIN, Written
from frontline.intake.formats.files import read_within
from frontline.intake.formats.sniff import refuse_disguised

MAX_TEXT: Final = 4 * 1024 * 1024
"""Largest file of texts or settings, in bytes."""

MAX_TABLE: Final = 128 * 1024 * 1024
"""Largest CSV or GeoJSON file, in bytes."""

MAX_TOML: Final = 1024 * 1024
"""Largest TOML file, in bytes."""

_FORMATS: Final = {
    ".toml": "TOML",
    ".csv": "CSV",
    ".geojson": "GeoJSON",
    ".json": "JSON",
    ".md": "Markdown",
}
_LIMITS: Final = {".toml": MAX_TOML, ".csv": MAX_TABLE, ".geojson": MAX_TABLE}


def text_of(path: Path, root: Path, written: Written = PLAIN) -> str:
    """Read a file of a folder as text; a link that leads out of the folder is not followed.

    Parameters
    ----------
    path : Path
        File to read; its extension sets the expected format and the size limit.
    root : Path
        Folder that must contain it.
    written : Written, optional
        Stated encoding.

    Returns
    -------
    str
        Decoded text, without a byte order mark.

    Raises
    ------
    Refused
        If the file cannot be read, is too large, or is not text of the expected format.
    """
    return text_in(
        read_within(path, root, _LIMITS.get(path.suffix, MAX_TEXT)),
        _FORMATS.get(path.suffix, "text"),
        written,
    )


def text_in(data: bytes, expected: str, written: Written = PLAIN) -> str:
    """Decode bytes as text.

    Parameters
    ----------
    data : bytes
        Content of a file.
    expected : str
        Name of the expected format, for the message.
    written : Written, optional
        Stated encoding.

    Returns
    -------
    str
        Decoded text, without a byte order mark.

    Raises
    ------
    Refused
        If the bytes are empty, another format, or not in the stated encoding.
    """
    if not data.strip():
        raise Refused("FL002", "the file is empty")
    refuse_disguised(data, expected)
    return decode(data, written.encoding, lambda name: written.way("encoding", name))
