"""Path or bytes → text in the expected format and encoding, within the size limits."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from frontline.errors import RefusedInput
from frontline.intake.formats.decode import decode
from frontline.intake.formats.file_format import DEFAULT_FORMAT, FileFormat
from frontline.intake.formats.files import read_within
from frontline.intake.formats.sniff import refuse_disguised

MAX_TEXT: Final = 4 * 1024 * 1024
"""Maximum size of a file of texts or settings, in bytes."""

MAX_TABLE: Final = 128 * 1024 * 1024
"""Maximum size of a CSV or GeoJSON file, in bytes."""

MAX_TOML: Final = 1024 * 1024
"""Maximum size of a TOML file, in bytes."""

_FORMATS: Final = {
    ".toml": "TOML",
    ".csv": "CSV",
    ".geojson": "GeoJSON",
    ".json": "JSON",
    ".md": "Markdown",
}
_LIMITS: Final = {".toml": MAX_TOML, ".csv": MAX_TABLE, ".geojson": MAX_TABLE}


def text_of(path: Path, root: Path, file_format: FileFormat = DEFAULT_FORMAT) -> str:
    """Read a file of a folder as text, without following links out of the folder.

    Parameters
    ----------
    path : Path
        File to read; its extension sets the expected format and the size limit.
    root : Path
        Folder that must contain it.
    file_format : FileFormat, optional
        Encoding of the file.

    Returns
    -------
    str
        Decoded text, without a byte order mark.

    Raises
    ------
    RefusedInput
        If the file cannot be read, is too large, or is not text of the expected format.
    """
    return text_in(
        read_within(path, root, _LIMITS.get(path.suffix, MAX_TEXT)),
        _FORMATS.get(path.suffix, "text"),
        file_format,
    )


def text_in(data: bytes, expected: str, file_format: FileFormat = DEFAULT_FORMAT) -> str:
    """Decode bytes as text.

    Parameters
    ----------
    data : bytes
        Content of a file.
    expected : str
        Name of the expected format, for the message.
    file_format : FileFormat, optional
        Stated encoding.

    Returns
    -------
    str
        Decoded text, without a byte order mark.

    Raises
    ------
    RefusedInput
        If the bytes are empty, another format, or not in the stated encoding.
    """
    if not data.strip():
        raise RefusedInput("FL002", "the file is empty")
    refuse_disguised(data, expected)
    return decode(
        data, file_format.encoding, lambda name: file_format.setting_hint("encoding", name)
    )
