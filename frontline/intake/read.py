"""Map folder → raw records with their file and line.

JSON, CSV and TOML are read by Python's own parsers, never by GDAL, which chooses a format by
content and ignores the name. Nothing is opened outside the folder, and nothing is downloaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Final

from frontline.errors import Issue, RefusedInput, UsageError
from frontline.intake.formats.csv_rows import csv_records
from frontline.intake.formats.file_format import FileFormat, stated_formats
from frontline.intake.formats.geojson import geojson_records
from frontline.intake.formats.keyed_record import json_record, toml_record
from frontline.intake.formats.story_file import story_records
from frontline.intake.formats.text_files import text_of
from frontline.intake.raw_map import (
    CSV_FILES,
    GEOJSON_FILES,
    RELIEF_FILE,
    REQUIRED,
    REQUIRED_UNLESS_DRAWN,
    STORY_FILE,
    TRANSLATED_STORY,
    RawMap,
)

MAX_FOLDER: Final = 256 * 1024 * 1024
"""Maximum total size of the files of a folder, in characters of decoded text."""

_GLOBS: Final = ("*", "base/*", "languages/*")
_EXTENSIONS: Final = (".csv", ".geojson", ".json", ".md", ".toml")
_MAX_UNKNOWN_FILES: Final = 100
_FOR_PEOPLE: Final = ("", ".md", ".txt")
"""Extensions of files that are meant to be read by people, such as a licence."""

_STORY_LIKE: Final = re.compile(r"story(\..*)?\.md", re.IGNORECASE)
_FIXED_NAMES: Final = ("map.toml", *CSV_FILES, *GEOJSON_FILES, STORY_FILE)


def read_folder(folder: Path) -> RawMap:
    """Read every known file of a map folder.

    Parameters
    ----------
    folder : Path
        Map folder; its name becomes the id of the map.

    Returns
    -------
    RawMap
        Records by file, and an issue for everything that could not be read.

    Raises
    ------
    UsageError
        If there is no such folder, or its name has an unprintable character.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder")
    name = folder.resolve().name
    if not name.isprintable():
        raise UsageError(f"{folder}: the folder name contains an unprintable character")
    raw = RawMap(name, folder.as_posix())
    state_before = _file_states(folder)
    raw.issues.extend(islice(_unknown_files(folder), _MAX_UNKNOWN_FILES))
    total = 0
    formats = dict[str, FileFormat]()
    for path in _files_to_read(folder, raw):
        name = path.relative_to(folder).as_posix()
        file_format = formats.get(name, FileFormat("" if name == "map.toml" else name))
        try:
            text = text_of(path, folder.resolve(), file_format)
            total += len(text)
            if total > MAX_FOLDER:
                limit = f"{MAX_FOLDER // 1024**2} MiB"
                raise RefusedInput("FL084", f"the map folder is larger than {limit} in total")
            _add_records(raw, path, name, text, file_format)
        except RefusedInput as refused:
            raw.issues.append(refused.issue(path))
        if name == "map.toml" and raw.header:
            formats = stated_formats(raw.header.values)
    for name in sorted(dict(state_before.items() ^ _file_states(folder).items())):
        message = "the file changed while the map was being read: run the command again"
        raw.issues.append(Issue(name, 0, "FL090", message))
    return raw


def _files_to_read(folder: Path, raw: RawMap) -> Iterator[Path]:
    """Yield the files to read, ``map.toml`` first because it states the formats of the others."""
    has_drawn_areas = (folder / "areas.geojson").is_file()
    required = REQUIRED if has_drawn_areas else (*REQUIRED, *REQUIRED_UNLESS_DRAWN)
    stories = (
        path for path in sorted(folder.glob("story.*.md")) if TRANSLATED_STORY.fullmatch(path.name)
    )
    base = sorted(folder.glob("base/*.geojson"))
    languages = sorted(folder.glob("languages/*.json"))
    relief = folder / RELIEF_FILE
    for path in (*(folder / name for name in _FIXED_NAMES), *stories, *base, relief, *languages):
        if path.exists() or path.is_symlink() or path.name in required:
            yield path
        elif path.name in REQUIRED_UNLESS_DRAWN:
            raw.tables[path.name] = []


def _add_records(raw: RawMap, path: Path, name: str, text: str, file_format: FileFormat) -> None:
    """Parse the text of a file and add its records to the map."""
    story = TRANSLATED_STORY.fullmatch(name)
    if path.suffix == ".toml":
        raw.header = toml_record(path, text)
    elif path.suffix == ".csv":
        raw.tables[name] = list(csv_records(path, text, raw.issues, file_format))
    elif name == STORY_FILE:
        raw.story.extend(story_records(path, text, raw.issues, file_format))
    elif story:
        raw.translated[story[1]] = list(story_records(path, text, raw.issues, file_format))
    elif name == RELIEF_FILE:
        raw.relief = json_record(path, text)
    elif path.suffix == ".json":
        raw.languages[path.stem] = json_record(path, text)
    elif name.startswith("base/"):
        raw.base.extend(geojson_records(path, text, raw.issues, file_format, raw.base_heads))
    else:
        raw.tables[name] = list(geojson_records(path, text, raw.issues, file_format))


def _file_states(folder: Path) -> dict[str, tuple[int, ...]]:
    """Map the files of a folder to the metadata that reveals changes: inode, size and time."""
    states = dict[str, tuple[int, ...]]()
    for path in (path for pattern in _GLOBS for path in folder.glob(pattern)):
        if path.suffix in _EXTENSIONS:
            with suppress(OSError):
                status = path.stat()
                states[path.as_posix()] = (status.st_ino, status.st_size, status.st_mtime_ns)
    return states


def _unknown_files(folder: Path) -> Iterator[Issue]:
    """Yield an issue for each file that looks like part of a map but is not read."""
    extensions = {"base": ".geojson", "languages": ".json"}
    for path in sorted(path for pattern in _GLOBS for path in folder.glob(pattern)):
        looks_relevant = path.suffix.lower() in (".csv", ".geojson", ".json", ".toml")
        looks_relevant |= bool(_STORY_LIKE.fullmatch(path.name))
        extension = extensions.get(path.parent.name) if path.parent != folder else None
        if extension:
            is_known = path.suffix == extension or path == folder / RELIEF_FILE
        else:
            is_known = path.name in _FIXED_NAMES or bool(TRANSLATED_STORY.fullmatch(path.name))
        if looks_relevant and not is_known and not path.is_dir():
            names = [f"{path.stem}{extension}"] if extension else _FIXED_NAMES
            matches = get_close_matches(path.name.lower(), names, n=1)
            hint = f' (did you mean "{matches[0]}"?)' if matches else ""
            yield Issue(path.as_posix(), 0, "FL007", f"the file is not part of a map{hint}")


def unread_files(folder: Path) -> Iterator[Issue]:
    """Yield a notice for each file or folder in a map folder that no rule is about.

    Files that look like part of a map are problems; hidden files and those for people are neither.

    Parameters
    ----------
    folder : Path
        Map folder.

    Yields
    ------
    Issue
        At most ``_MAX_UNKNOWN_FILES``, by path.
    """
    paths = sorted(path for pattern in _GLOBS for path in folder.glob(pattern))
    unread = (
        path
        for path in paths
        if not path.name.startswith(".")
        and (
            not (path.parent == folder and path.name in ("base", "languages"))
            if path.is_dir()
            else path.suffix.lower() not in (*_EXTENSIONS, *_FOR_PEOPLE)
        )
    )
    for path in islice(unread, _MAX_UNKNOWN_FILES):
        kind = "folder" if path.is_dir() else "file"
        yield Issue(
            path.as_posix(), 0, "FL513", f"the {kind} is no part of a map: nothing reads it"
        )
