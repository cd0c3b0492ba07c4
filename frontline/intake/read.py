"""Map folder → raw records that know their file and line.

JSON, CSV and TOML are read by Python's own parsers, never by GDAL, which opens what a file is
rather than what it is called. Nothing is opened outside the folder, nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Final

from frontline.errors import Issue, Refused, UsageError
from frontline.intake.formats.csv_rows import csv_records
from frontline.intake.formats.file_format import Written, stated
from frontline.intake.formats.geojson import geojson_records
from frontline.intake.formats.keyed_record import json_record, toml_record
from frontline.intake.formats.story_file import story_records
from frontline.intake.formats.text_files import text_of
from frontline.intake.raw_map import (
    CSV_FILES,
    GEOJSON_FILES,
    REQUIRED,
    STORY_FILE,
    TRANSLATED_STORY,
    UNLESS_DRAWN,
    RawMap,
)

MAX_FOLDER: Final = 256 * 1024 * 1024
"""Largest total of all files of a folder, in characters of decoded text."""

_GLOBS: Final = ("*", "base/*", "languages/*")
_EXTENSIONS: Final = (".csv", ".geojson", ".json", ".md", ".toml")
_MAX_STRAYS: Final = 100
_LIKE_A_STORY: Final = re.compile(r"story(\..*)?\.md", re.IGNORECASE)
_NAMED: Final = ("map.toml", *CSV_FILES, *GEOJSON_FILES, STORY_FILE)


def read_folder(folder: Path) -> RawMap:
    """Read every file of a map folder that frontline knows.

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
    before = _state(folder)
    raw.issues.extend(islice(_unknown_files(folder), _MAX_STRAYS))
    total = 0
    reading = dict[str, Written]()
    for path in _files(folder, raw):
        name = path.relative_to(folder).as_posix()
        written = reading.get(name, Written("" if name == "map.toml" else name))
        try:
            text = text_of(path, folder.resolve(), written)
            total += len(text)
            if total > MAX_FOLDER:
                limit = f"{MAX_FOLDER // 1024**2} MiB"
                raise Refused("FL084", f"the map folder is larger than {limit} in total")
            _add(raw, path, name, text, written)
        except Refused as refused:
            raw.issues.append(refused.issue(path))
        if name == "map.toml" and raw.header:
            reading = stated(raw.header.values)
    for name in sorted(dict(before.items() ^ _state(folder).items())):
        message = "the file changed while the map was being read: run the command again"
        raw.issues.append(Issue(name, 0, "FL090", message))
    return raw


def _files(folder: Path, raw: RawMap) -> Iterator[Path]:
    """Yield the files to read, ``map.toml`` first: it states how the others are written."""
    drawn = (folder / "areas.geojson").is_file()
    required = REQUIRED if drawn else (*REQUIRED, *UNLESS_DRAWN)
    stories = (p for p in sorted(folder.glob("story.*.md")) if TRANSLATED_STORY.fullmatch(p.name))
    base = sorted(folder.glob("base/*.geojson"))
    languages = sorted(folder.glob("languages/*.json"))
    for path in (*(folder / name for name in _NAMED), *stories, *base, *languages):
        if path.exists() or path.is_symlink() or path.name in required:
            yield path
        elif path.name in UNLESS_DRAWN:
            raw.tables[path.name] = []


def _add(raw: RawMap, path: Path, name: str, text: str, written: Written) -> None:
    """Parse the text of a file and add its records to the map."""
    story = TRANSLATED_STORY.fullmatch(name)
    if path.suffix == ".toml":
        raw.header = toml_record(path, text)
    elif path.suffix == ".csv":
        raw.tables[name] = list(csv_records(path, text, raw.issues, written))
    elif name == STORY_FILE:
        raw.story.extend(story_records(path, text, raw.issues, written))
    elif story:
        raw.translated[story[1]] = list(story_records(path, text, raw.issues, written))
    elif path.suffix == ".json":
        raw.languages[path.stem] = json_record(path, text)
    elif name.startswith("base/"):
        raw.base.extend(geojson_records(path, text, raw.issues, written))
    else:
        raw.tables[name] = list(geojson_records(path, text, raw.issues, written))


def _state(folder: Path) -> dict[str, tuple[int, ...]]:
    """Map the files of a folder to what changes when they do: inode, size and time."""
    states = dict[str, tuple[int, ...]]()
    for path in (path for pattern in _GLOBS for path in folder.glob(pattern)):
        if path.suffix in _EXTENSIONS:
            with suppress(OSError):
                stat = path.stat()
                states[path.as_posix()] = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
    return states


def _unknown_files(folder: Path) -> Iterator[Issue]:
    """Yield an issue for each file that looks like part of a map but is not read."""
    extensions = {"base": ".geojson", "languages": ".json"}
    for path in sorted(path for pattern in _GLOBS for path in folder.glob(pattern)):
        like_ours = path.suffix.lower() in (".csv", ".geojson", ".json", ".toml")
        like_ours |= bool(_LIKE_A_STORY.fullmatch(path.name))
        extension = extensions.get(path.parent.name) if path.parent != folder else None
        if extension:
            known = path.suffix == extension
        else:
            known = path.name in _NAMED or bool(TRANSLATED_STORY.fullmatch(path.name))
        if like_ours and not known and not path.is_dir():
            names = [f"{path.stem}{extension}"] if extension else _NAMED
            near = get_close_matches(path.name.lower(), names, n=1)
            hint = f' (did you mean "{near[0]}"?)' if near else ""
            yield Issue(path.as_posix(), 0, "FL007", f"the file is not part of a map{hint}")
