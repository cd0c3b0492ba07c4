"""One row, feature or table of a file, with its line: the input of every rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from frontline.errors import Issue
from frontline.intake.formats.file_format import DEFAULT_FORMAT, FileFormat

MAX_ROWS: Final = 300_000
"""A file with more rows or features is refused."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row, feature or table as written, with its position in a file.

    Attributes
    ----------
    path : str
        File, as the user named it.
    line : int
        Line on which the record begins, from 1; 0 if it is not known.
    values : Mapping[str, Any]
        Cells by column, properties of a feature, or keys of a table.
    geometry : Any
        GeoJSON geometry of a feature.
    head : int or None
        Line of the column names, if keys are not on the lines of their values.
    lines : Mapping[str, int]
        Line of each key; nested keys are written ``sides.0.color``.
    feature : int
        Number of the feature in its file, from 1; 0 for anything else.
    file_format : FileFormat
        Encoding, separator and date pattern of the file.
    """

    path: str
    line: int
    values: Mapping[str, Any]
    geometry: Any = None
    head: int | None = None
    lines: Mapping[str, int] = field(default_factory=dict)
    feature: int = 0
    file_format: FileFormat = DEFAULT_FORMAT

    def under(self, key: str) -> Record:
        """Return the table under a key as a record of its own.

        Parameters
        ----------
        key : str
            Dotted key, such as ``snapshots``.

        Returns
        -------
        Record
            Record with the values and lines below the key; empty if the key is absent.
        """
        prefix = f"{key}."
        lines = {
            path.removeprefix(prefix): line_number
            for path, line_number in self.lines.items()
            if path.startswith(prefix)
        }
        values = self.values.get(key) or {}
        line = self.lines.get(key, 1)
        return Record(self.path, line, values, lines=lines, file_format=self.file_format)

    def issue(
        self, code: str, message: str, key: str | None = None, line: int | None = None
    ) -> Issue:
        """Create an issue located in this record.

        Parameters
        ----------
        code : str
            Code of the broken rule, such as ``FL104``.
        message : str
            One line: what is wrong, and what is expected.
        key : str, optional
            Key or column; its line is used if it is known.
        line : int, optional
            Line to use instead.

        Returns
        -------
        Issue
            Issue with the path, line and feature of this record.

        Examples
        --------
        >>> print(Record("events.csv", 3, {}).issue("FL102", '"date" is missing', "date"))
        events.csv:3: "date" is missing [FL102]
        """
        known_key = key or ""
        while known_key and known_key not in self.lines:
            known_key = known_key.rpartition(".")[0]
        line_number = line or self.lines.get(known_key, self.line)
        return Issue(self.path, line_number, code, message, self.feature, key or "")
