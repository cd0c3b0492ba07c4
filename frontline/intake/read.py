"""Files → raw records that know their file and line; formats and encodings end here.

JSON, CSV and TOML are read by Python's own parsers, never by GDAL, which opens what a file is
rather than what it is called. Nothing is opened outside the folder, nothing is fetched.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, Final

from frontline.errors import Issue, Refused, UsageError
from frontline.intake.decode import decode
from frontline.intake.file_format import PLAIN, Written, stated
from frontline.intake.files import read_within
from frontline.intake.geojson import read_features
from frontline.intake.json_faults import reason, too_deep
from frontline.intake.json_limits import MAX_DEPTH, check_depth, is_deep, parse_json
from frontline.intake.not_geojson import collection_fault, feature_fault
from frontline.intake.parser_messages import IN_QUOTES, plain_csv, plain_toml
from frontline.intake.sniff import refuse_disguised

MAX_TEXT: Final = 4 * 1024 * 1024
"""A larger file of texts or settings is refused."""

MAX_TABLE: Final = 128 * 1024 * 1024
"""A larger table, CSV or GeoJSON, is refused."""

MAX_TOML: Final = 1024 * 1024
"""A larger TOML file is refused, and one with keys of more parts than this:"""
MAX_PARTS: Final = 16

MAX_FOLDER: Final = 256 * 1024 * 1024
"""Files of a folder that are larger together are refused."""

MAX_ROWS: Final = 300_000
"""A file of more rows or features is refused."""

MAX_COLUMNS: Final = 1000
MAX_KEYS: Final = 5000
"""A table of more columns is refused, and a file of words with more keys."""

CSV_FILES: Final = ("events.csv", "claims.csv", "sources.csv")
STORY_FILE: Final = "story.md"
TRANSLATED_STORY: Final = re.compile(r"story\.([A-Za-z0-9-]+)\.md")
"""A translation of the chapters, with its language in the name: ``story.uk.md``."""

OTHER_FILES: Final = r"story\.[\w-]+\.md|base/[^/]+\.geojson|languages/[\w-]+\.json"
"""How other files of a map are named within its folder."""

GEOJSON_FILES: Final = ("places.geojson", "areas.geojson")
REQUIRED: Final = ("map.toml", "sources.csv")
UNLESS_DRAWN: Final = ("places.geojson", "events.csv")
"""These are required too, unless what is drawn in ``areas.geojson`` is the whole map."""

_PLACES: Final = ("*", "base/*", "languages/*")
_ENDINGS: Final = (".csv", ".geojson", ".json", ".md", ".toml")
_CHAPTER: Final = re.compile(r"##[ \t]+(\S.*?)(?:[ \t]+#+)?[ \t]*")
_STRAYS: Final = 100
_LIKE_A_STORY: Final = re.compile(r"story(\..*)?\.md", re.IGNORECASE)
_SETTING: Final = re.compile(r"(\w+(?::[\w-]+)?):\s*(.*)")


_WANTED: Final = {
    ".toml": "TOML",
    ".csv": "CSV",
    ".geojson": "GeoJSON",
    ".json": "JSON",
    ".md": "Markdown",
}
_MOST: Final = {".toml": MAX_TOML, ".csv": MAX_TABLE, ".geojson": MAX_TABLE}
_CSV_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_PART: Final = r"""(?>[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_LONG_KEY: Final = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MAX_PARTS},}}")


@dataclass(frozen=True, slots=True)
class Record:
    """Hold one row, feature or table as it was written, and where.

    A GeoJSON feature's ``geometry`` stands apart from its properties in ``values``; ``head`` is
    the line of the keys where they stand apart from the values. ``feature`` counts features from 1.
    """

    path: str
    line: int
    values: Mapping[str, Any]
    geometry: Any = None
    head: int | None = None
    lines: Mapping[str, int] = field(default_factory=dict)
    feature: int = 0
    written: Written = PLAIN

    def under(self, key: str) -> Record:
        """Return the table under a key, as a record of its own."""
        start = f"{key}."
        lines = {at.removeprefix(start): n for at, n in self.lines.items() if at.startswith(start)}
        values = self.values.get(key) or {}
        line = self.lines.get(key, 1)
        return Record(self.path, line, values, lines=lines, written=self.written)

    def issue(
        self, code: str, message: str, key: str | None = None, line: int | None = None
    ) -> Issue:
        """Name a problem in this record, at ``line`` or that of ``key`` where they are known."""
        at = key or ""
        while at and at not in self.lines:
            at = at.rpartition(".")[0]
        found = line or self.lines.get(at, self.line)
        return Issue(self.path, found, code, message, self.feature, key or "")


@dataclass(slots=True)
class Raw:
    """Gather what a folder holds: records by file name, and what could not be read."""

    id: str
    where: str
    header: Record | None = None
    tables: dict[str, list[Record]] = field(default_factory=dict)
    base: list[Record] = field(default_factory=list)
    story: list[Record] = field(default_factory=list)
    translated: dict[str, list[Record]] = field(default_factory=dict)
    languages: dict[str, Record] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def file(self, name: str) -> str:
        """Return the path of a file in the folder, as records and issues have it."""
        return Path(self.where, name).as_posix()


def read_folder(folder: Path) -> Raw:
    """Read every file of a map folder that frontline knows.

    Raises UsageError if there is no such folder, or its name, the id of the map, is no text.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder")
    name = folder.resolve().name
    if not name.isprintable():
        raise UsageError(f"{folder}: the name of the folder has a character that cannot be printed")
    raw = Raw(name, folder.as_posix())
    before = _state(folder)
    base = sorted(folder.glob("base/*.geojson"))
    languages = sorted(folder.glob("languages/*.json"))
    stories = {
        path: found[1]
        for path in sorted(folder.glob("story.*.md"))
        if (found := TRANSLATED_STORY.fullmatch(path.name))
    }
    raw.issues.extend(islice(_unknown_files(folder), _STRAYS))
    total = 0
    reading = dict[str, Written]()
    drawn = (folder / "areas.geojson").is_file()
    required = REQUIRED if drawn else (*REQUIRED, *UNLESS_DRAWN)
    named = (folder / name for name in ("map.toml", *CSV_FILES, *GEOJSON_FILES, STORY_FILE))
    for path in (*named, *stories, *base, *languages):
        if not (path.exists() or path.is_symlink()):
            if path.name in UNLESS_DRAWN and drawn:
                raw.tables[path.name] = []
            if path.name not in required:
                continue
        name = path.relative_to(folder).as_posix()
        written = reading.get(name, Written("" if name == "map.toml" else name))
        try:
            text = text_of(path, folder.resolve(), written)
            total += len(text)
            if total > MAX_FOLDER:
                most = f"{MAX_FOLDER // 1024**2} MiB"
                raise Refused("FL084", f"the files of the folder have more than {most} together")
            if path.suffix == ".toml":
                raw.header = _toml(path, text)
                reading = stated(raw.header.values)
            elif path.suffix == ".csv":
                raw.tables[path.name] = list(csv_records(path, text, raw.issues, written))
            elif path.name == STORY_FILE:
                raw.story.extend(story_records(path, text, raw.issues, written))
            elif path in stories:
                told = story_records(path, text, raw.issues, written)
                raw.translated[stories[path]] = list(told)
            elif path in languages:
                raw.languages[path.stem] = _json_object(path, text)
            elif path in base:
                raw.base.extend(geojson_records(path, text, raw.issues, written))
            else:
                raw.tables[path.name] = list(geojson_records(path, text, raw.issues, written))
        except Refused as refused:
            raw.issues.append(refused.issue(path))
    for name in sorted(dict(before.items() ^ _state(folder).items())):
        said = "the file changed while the map was read; run the command again"
        raw.issues.append(Issue(name, 0, "FL090", said))
    return raw


def _state(folder: Path) -> dict[str, tuple[int, ...]]:
    """Map the files of a folder to what tells that one is not what it was."""
    found = dict[str, tuple[int, ...]]()
    for path in (path for at in _PLACES for path in folder.glob(at)):
        if path.suffix in _ENDINGS:
            with suppress(OSError):
                told = path.stat()
                found[path.as_posix()] = (told.st_ino, told.st_size, told.st_mtime_ns)
    return found


def _unknown_files(folder: Path) -> Iterator[Issue]:
    """Name files that look like ours and are read by nothing."""
    known = ("map.toml", *CSV_FILES, *GEOJSON_FILES, STORY_FILE)
    endings = {"base": ".geojson", "languages": ".json"}
    for path in sorted(path for at in _PLACES for path in folder.glob(at)):
        like_ours = path.suffix.lower() in (".csv", ".geojson", ".json", ".toml")
        like_ours |= bool(_LIKE_A_STORY.fullmatch(path.name))
        ending = endings.get(path.parent.name) if path.parent != folder else None
        story = ending is None and TRANSLATED_STORY.fullmatch(path.name)
        read = path.suffix == ending if ending else path.name in known or bool(story)
        if like_ours and not read and not path.is_dir():
            names = [f"{path.stem}{ending}"] if ending else known
            near = get_close_matches(path.name.lower(), names, n=1)
            hint = f' (did you mean "{near[0]}"?)' if near else ""
            yield Issue(path.as_posix(), 0, "FL007", f"this file is read by nothing{hint}")


def text_of(path: Path, root: Path, written: Written = PLAIN) -> str:
    """Read a file as text; raises Refused, and does not follow a link out of ``root``."""
    return text_in(
        read_within(path, root, _MOST.get(path.suffix, MAX_TEXT)),
        _WANTED.get(path.suffix, "text"),
        written,
    )


def text_in(data: bytes, wanted: str, written: Written = PLAIN) -> str:
    """Read bytes as text; raises Refused, also for bytes that are something else than wanted."""
    if not data.strip():
        raise Refused("FL002", "the file is empty")
    refuse_disguised(data, wanted)
    return decode(data, written.encoding, lambda name: written.way("encoding", name))


def read_toml(path: Path, root: Path) -> Record:
    """Read a TOML file that lies in ``root``; raises Refused."""
    return _toml(path, text_of(path, root))


def _toml(path: Path, text: str) -> Record:
    if found := _LONG_KEY.search(text):
        said = f"a key of more than {MAX_PARTS} parts"
        raise Refused("FL008", said, text.count("\n", 0, found.start()) + 1)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        raise Refused("FL010", f"not valid TOML: {plain_toml(error)}", line) from error
    except RecursionError as error:
        raise too_deep() from error
    except ValueError as error:  # a number that Python does not take
        raise Refused("FL010", f"not valid TOML: {reason(error)}") from error
    check_depth(values)
    return Record(path.as_posix(), 1, values, lines=_toml_lines(text))


def _toml_lines(text: str) -> dict[str, int]:
    """Map each key to its line: ``title``, ``start.side``, ``sides.0.color``."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"\s*\[\[\s*([\w.-]+)\s*\]\]", line):
            index = counts[match[1]] = counts.get(match[1], -1) + 1
            table = f"{match[1]}.{index}."
            lines.setdefault(match[1], number)
            lines[table[:-1]] = number
        elif match := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
            table = f"{match[1]}."
            lines.setdefault(match[1], number)
        elif match := re.match(r"""\s*(?:(["'])([\w:.-]+)\1|([\w:-]+))\s*=""", line):
            lines.setdefault(table + (match[2] or match[3]), number)
    return lines


def _json_object(path: Path, text: str) -> Record:
    """Read a JSON object as one record."""
    values = parse_json(text)
    if not isinstance(values, dict):
        raise Refused("FL018", 'not a JSON object; write {"key": "text", …}', 1)
    check_depth(values)
    if len(values) > MAX_KEYS:
        raise Refused("FL083", f"{len(values):,} keys, and {MAX_KEYS:,} are allowed", 1)
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"""[\s{]*"([^"]+)"\s*:""", line):
            lines.setdefault(match[1], number)
    return Record(path.as_posix(), 1, values, lines=lines)


def csv_records(
    path: Path, text: str, issues: list[Issue], written: Written = PLAIN
) -> Iterator[Record]:
    """Yield a record for each row, noting in ``issues`` what cannot be read."""
    lines = (found[0] for found in _CSV_LINE.finditer(text))
    reader = csv.reader(lines, strict=True, delimiter=written.separator or ",")

    def refuse(line: int, code: str, message: str) -> None:
        issues.append(Issue(path.as_posix(), line, code, message))

    before = 0
    try:
        header = [name.strip() for name in next(reader)]
        if len(header) == 1 and (mark := next((m for m in ";\t|," if m in header[0]), None)):
            said = "tabs" if mark == "\t" else f'"{mark}"'
            instead = f"write commas{written.way('separator', mark)}"
            if mark == ",":
                instead = "another separator is stated for this file"
            raise Refused("FL012", f"the columns are separated by {said}; {instead}", 1)
        if len(header) > MAX_COLUMNS:
            said = f"{len(header):,} columns, and {MAX_COLUMNS:,} are allowed"
            raise Refused("FL083", said, 1)
        for name, count in Counter(header).items():
            if count > 1:
                refuse(1, "FL013", f'the column "{name}" is there {count} times; keep one')
        before = reader.line_num
        for number, row in enumerate(reader, 1):
            if number > MAX_ROWS:
                said = f"more than {MAX_ROWS:,} rows; split the map"
                raise Refused("FL083", said, reader.line_num)
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in row):
                continue
            if len(row) > len(header):
                refuse(
                    line,
                    "FL014",
                    f"{len(row)} cells, but the header has {len(header)} columns{IN_QUOTES}",
                )
            values = {name: cell.strip() for name, cell in zip(header, row, strict=False)}
            yield Record(path.as_posix(), line, values, head=1, written=written)
    except csv.Error as error:
        refuse(before + 1, "FL011", f"not valid CSV: {plain_csv(error)}")


def story_records(
    path: Path, text: str, issues: list[Issue], written: Written = PLAIN
) -> Iterator[Record]:
    """Yield a record for each ``## Title``: the settings right under it, and then its text."""

    def refuse(line: int, code: str, message: str) -> None:
        issues.append(Issue(path.as_posix(), line, code, message))

    lines = [line.removesuffix("\r") for line in text.split("\n")]
    begins = [n for n, line in enumerate(lines) if _CHAPTER.fullmatch(line)]
    before = lines[: begins[0]] if begins else lines
    if stray := next((n for n, line in enumerate(before, 1) if line.strip()), None):
        said = 'this stands before the first chapter; a chapter begins with "## Title"'
        refuse(stray, "FL019", said)
    for begin, end in pairwise([*begins, len(lines)]):
        title = _CHAPTER.fullmatch(lines[begin])
        values = {"title": title[1] if title else "", "text": ""}
        where = {"title": begin + 1}
        at = begin + 1
        while at < end and lines[at].strip():
            match = _SETTING.fullmatch(lines[at].strip())
            at += 1
            if not match:
                said = f'"{lines[at - 1].strip()[:40]}" is no setting like "date: 2024-05-12"'
                refuse(at, "FL020", f"{said}; leave an empty line before the text")
            elif match[1] in values:
                refuse(at, "FL021", f'"{match[1]}" is there already')
            else:
                values[match[1]], where[match[1]] = match[2], at
        while at < end and not lines[at].strip():
            at += 1
        where["text"] = min(at, end - 1) + 1
        values["text"] = "\n".join(lines[at:end]).rstrip()
        yield Record(path.as_posix(), begin + 1, values, lines=where, written=written)


def geojson_records(
    path: Path, text: str, issues: list[Issue], written: Written = PLAIN
) -> Iterator[Record]:
    """Yield a record for each feature, noting in ``issues`` what is none; raises Refused."""

    def refuse(line: int, number: int, code: str, message: str) -> None:
        issues.append(Issue(path.as_posix(), line, code, message, number))

    whole, features = read_features(text)
    if fault := collection_fault(whole):
        raise fault
    check_depth(whole, "features")
    for number, (feature, line) in enumerate(features, 1):
        if number > MAX_ROWS:
            raise Refused("FL083", f"more than {MAX_ROWS:,} features; split the map", line)
        if isinstance(feature, Refused):
            refuse(feature.line, number, feature.code, str(feature))
        elif fault := feature_fault(feature):
            refuse(line, number, fault.code, str(fault))
        elif is_deep(feature, "geometry"):
            refuse(line, number, "FL008", f"nested more than {MAX_DEPTH} levels deep")
        else:
            properties = feature.get("properties")
            values = dict(properties) if isinstance(properties, dict) else {}
            if "id" not in values and isinstance(feature.get("id"), str | int):
                values["id"] = str(feature["id"])
            geometry = feature.get("geometry")
            yield Record(path.as_posix(), line, values, geometry, feature=number, written=written)
