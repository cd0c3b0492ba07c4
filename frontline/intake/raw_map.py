"""The files of a map folder: their names, the required ones, and their raw records."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from frontline.errors import Issue
from frontline.intake.formats.record import Record

CSV_FILES: Final = ("events.csv", "claims.csv", "sources.csv")
GEOJSON_FILES: Final = ("places.geojson", "areas.geojson")

MAY_BE_WITHHELD: Final = "claims.csv"
"""The file whose rows can be withheld."""

RELIEF_FILE: Final = "base/relief.json"
STORY_FILE: Final = "story.md"
TRANSLATED_STORY: Final = re.compile(r"story\.([A-Za-z0-9-]+)\.md")
"""A translation of the chapters, with its language in the name: ``story.uk.md``."""

OTHER_FILES: Final = (
    r"story\.[\w-]+\.md|base/[^/]+\.geojson|base/relief\.json|languages/[\w-]+\.json"
)
"""Pattern of the remaining file names, relative to the map folder."""

REQUIRED: Final = ("map.toml", "sources.csv")
REQUIRED_UNLESS_DRAWN: Final = ("places.geojson", "events.csv")
"""Files that are required as well, unless ``areas.geojson`` exists and may be the whole map."""


@dataclass(slots=True)
class RawMap:
    """The records of a map folder, with issues for everything that could not be read.

    Attributes
    ----------
    id : str
        Id of the map: the name of its folder.
    folder : str
        Folder, as the user named it.
    header : Record or None
        ``map.toml``.
    tables : dict of str to list of Record
        Rows and features by file name; a file that was not read is absent.
    base : list of Record
        Features of ``base/*.geojson``.
    story : list of Record
        Chapters of ``story.md``.
    translated : dict of str to list of Record
        Chapters of ``story.LANGUAGE.md`` by language.
    languages : dict of str to Record
        ``languages/LANGUAGE.json`` by language.
    issues : list of Issue
        Issues for everything that could not be read.
    base_heads : list of Record
        Members of the files of ``base/`` beside their features.
    relief : Record or None
        ``base/relief.json``.
    """

    id: str
    folder: str
    header: Record | None = None
    tables: dict[str, list[Record]] = field(default_factory=dict)
    base: list[Record] = field(default_factory=list)
    story: list[Record] = field(default_factory=list)
    translated: dict[str, list[Record]] = field(default_factory=dict)
    languages: dict[str, Record] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    base_heads: list[Record] = field(default_factory=list)
    relief: Record | None = None

    def file(self, name: str) -> str:
        """Return the path of a file of the folder, as records and issues show it.

        Parameters
        ----------
        name : str
            Name relative to the folder.

        Returns
        -------
        str
            Path with forward slashes.
        """
        return Path(self.folder, name).as_posix()


def is_withheld(record: Record) -> bool:
    """Return whether a row may be meant to be withheld; only an empty cell or "no" denies it.

    Parameters
    ----------
    record : Record
        Row of ``claims.csv``.

    Returns
    -------
    bool
        True for any other cell, even one that is not valid.

    Examples
    --------
    >>> is_withheld(Record("claims.csv", 2, {"withhold": "Yse"}))
    True
    """
    return str(record.values.get("withhold") or "no").strip().lower() != "no"
