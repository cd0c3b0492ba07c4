"""Files → raw records that know their file and line; formats and encodings end here.

JSON, CSV and TOML are read by Python's own parsers, never by GDAL, which opens what a file is
rather than what it is called. Nothing is opened outside the folder, nothing is fetched.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import orjson

from frontline.errors import Issue, UsageError

MAX_BYTES: Final = 256 * 1024 * 1024
"""A larger file is refused."""

MAX_DEPTH: Final = 64
"""JSON and TOML nested deeper than this are refused."""

CSV_FILES: Final = ("events.csv", "claims.csv", "sources.csv")
STORY_FILE: Final = "story.md"
TRANSLATED_STORY: Final = re.compile(r"story\.([A-Za-z0-9-]+)\.md")
"""A translation of the chapters, with its language in the name: ``story.uk.md``."""

GEOJSON_FILES: Final = ("places.geojson", "areas.geojson")
REQUIRED: Final = ("map.toml", "sources.csv")
UNLESS_DRAWN: Final = ("places.geojson", "events.csv")
"""These are required too, unless what is drawn in ``areas.geojson`` is the whole map."""

_CHAPTER: Final = re.compile(r"##[ \t]+(\S.*?)(?:[ \t]+#+)?[ \t]*")
_LIKE_A_STORY: Final = re.compile(r"story(\..*)?\.md", re.IGNORECASE)
_SETTING: Final = re.compile(r"(\w+(?::[\w-]+)?):\s*(.*)")


_HEAD: Final = re.compile(r'\s*\{[^\[\]]*?"features"\s*:\s*\[\s*\n')
_TAIL: Final = re.compile(r"\n\s*\]\s*\}\s*$")


class Refused(Exception):  # noqa: N818  # not an error of the program's, a word to the reader
    """Say why something cannot be read; what reads it turns this into an Issue."""

    def __init__(self, code: str, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.code, self.line = code, line

    def issue(self, path: Path) -> Issue:
        """Name the problem, at its line of the file."""
        return Issue(path.as_posix(), self.line, self.code, str(self))


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

    def under(self, key: str) -> Record:
        """Return the table under a key, as a record of its own."""
        start = f"{key}."
        lines = {at.removeprefix(start): n for at, n in self.lines.items() if at.startswith(start)}
        return Record(self.path, self.lines.get(key, 1), self.values.get(key) or {}, lines=lines)

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
    base = sorted(folder.glob("base/*.geojson"))
    languages = sorted(folder.glob("languages/*.json"))
    stories = {
        path: found[1]
        for path in sorted(folder.glob("story.*.md"))
        if (found := TRANSLATED_STORY.fullmatch(path.name))
    }
    raw.issues.extend(_unknown_files(folder))
    drawn = (folder / "areas.geojson").is_file()
    required = REQUIRED if drawn else (*REQUIRED, *UNLESS_DRAWN)
    named = (folder / name for name in ("map.toml", *CSV_FILES, *GEOJSON_FILES, STORY_FILE))
    for path in (*named, *stories, *base, *languages):
        if not (path.exists() or path.is_symlink()):
            if path.name in UNLESS_DRAWN and drawn:
                raw.tables[path.name] = []
            if path.name not in required:
                continue
        try:
            text = text_of(path, folder.resolve())
            if path.suffix == ".toml":
                raw.header = _toml(path, text)
            elif path.suffix == ".csv":
                raw.tables[path.name] = list(csv_records(path, text, raw.issues))
            elif path.name == STORY_FILE:
                raw.story.extend(story_records(path, text, raw.issues))
            elif path in stories:
                raw.translated[stories[path]] = list(story_records(path, text, raw.issues))
            elif path in languages:
                raw.languages[path.stem] = _json_object(path, text)
            elif path in base:
                raw.base.extend(geojson_records(path, text, raw.issues))
            else:
                raw.tables[path.name] = list(geojson_records(path, text, raw.issues))
        except Refused as refused:
            raw.issues.append(refused.issue(path))
    return raw


def _unknown_files(folder: Path) -> Iterator[Issue]:
    """Name files that look like ours and are read by nothing."""
    known = ("map.toml", *CSV_FILES, *GEOJSON_FILES, STORY_FILE)
    endings = {"base": ".geojson", "languages": ".json"}
    for path in sorted(path for at in ("*", "base/*", "languages/*") for path in folder.glob(at)):
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


def text_of(path: Path, root: Path) -> str:
    """Read a file as UTF-8; raises Refused, and does not follow a link out of ``root``."""
    if not path.is_file():
        raise Refused("FL001", "the file is missing")
    if not path.resolve().is_relative_to(root):
        raise Refused("FL006", "the file lies outside the map folder")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused("FL005", f"the file is larger than {MAX_BYTES // 1024**2} MiB")
        data = path.read_bytes()
    except OSError as error:
        raise Refused("FL001", f"the file cannot be read: {error.strerror}") from error
    if not data.strip():
        raise Refused("FL002", "the file is empty")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        from charset_normalizer import from_bytes

        guess = from_bytes(data[: 64 * 1024]).best()
        likely = f"; it looks like {guess.encoding}" if guess else ""
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused("FL003", f"the file is not UTF-8{likely}; save it as UTF-8", line) from error


def read_toml(path: Path, root: Path) -> Record:
    """Read a TOML file that lies in ``root``; raises Refused."""
    return _toml(path, text_of(path, root))


def _toml(path: Path, text: str) -> Record:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        reason = re.sub(r"\s*\(at .*", "", str(error))
        raise Refused("FL004", f"not valid TOML: {reason}", line) from error
    except RecursionError as error:
        raise Refused("FL005", "the file is nested too deeply") from error
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
        elif match := re.match(r"""\s*["']?([\w:-]+)["']?\s*=""", line):
            lines.setdefault(table + match[1], number)
    return lines


def _json_object(path: Path, text: str) -> Record:
    """Read a JSON object as one record."""
    values = _json(text)
    if not isinstance(values, dict):
        raise Refused("FL004", "not a JSON object", 1)
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"""[\s{]*"([^"]+)"\s*:""", line):
            lines.setdefault(match[1], number)
    return Record(path.as_posix(), 1, values, lines=lines)


def csv_records(path: Path, text: str, issues: list[Issue]) -> Iterator[Record]:
    """Yield a record for each row, noting in ``issues`` what cannot be read."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)

    def refuse(line: int, message: str) -> None:
        issues.append(Issue(path.as_posix(), line, "FL004", message))

    try:
        header = [name.strip() for name in next(reader)]
        if len(header) == 1 and (mark := next((m for m in ";\t" if m in header[0]), None)):
            said = "tabs" if mark == "\t" else f'"{mark}"'
            raise Refused("FL004", f"the columns are separated by {said}; write commas", 1)
        for name in dict.fromkeys(header):
            if header.count(name) > 1:
                refuse(1, f'the column "{name}" is there {header.count(name)} times')
        before = reader.line_num
        for row in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in row):
                continue
            if len(row) > len(header):
                refuse(line, f"{len(row)} cells, but the header has {len(header)} columns")
            values = {name: cell.strip() for name, cell in zip(header, row, strict=False)}
            yield Record(path.as_posix(), line, values, head=1)
    except csv.Error as error:
        refuse(reader.line_num, f"not valid CSV: {error}")


def story_records(path: Path, text: str, issues: list[Issue]) -> Iterator[Record]:
    """Yield a record for each ``## Title``: the settings right under it, and then its text."""

    def refuse(line: int, message: str) -> None:
        issues.append(Issue(path.as_posix(), line, "FL004", message))

    lines = [line.removesuffix("\r") for line in text.split("\n")]
    begins = [n for n, line in enumerate(lines) if _CHAPTER.fullmatch(line)]
    before = lines[: begins[0]] if begins else lines
    if stray := next((n for n, line in enumerate(before, 1) if line.strip()), None):
        refuse(stray, 'this stands before the first chapter; a chapter begins with "## Title"')
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
                refuse(at, f"{said}; leave an empty line before the text")
            elif match[1] in values:
                refuse(at, f'"{match[1]}" is there already')
            else:
                values[match[1]], where[match[1]] = match[2], at
        while at < end and not lines[at].strip():
            at += 1
        where["text"] = min(at, end - 1) + 1
        values["text"] = "\n".join(lines[at:end]).rstrip()
        yield Record(path.as_posix(), begin + 1, values, lines=where)


def geojson_records(path: Path, text: str, issues: list[Issue]) -> Iterator[Record]:
    """Yield a record for each feature, noting in ``issues`` what is none; raises Refused."""

    def refuse(line: int, number: int, message: str) -> None:
        issues.append(Issue(path.as_posix(), line, "FL004", message, number))

    found = _by_line(text)
    whole = found[0] if found else _json(text)
    if not isinstance(whole, dict) or whole.get("type") != "FeatureCollection":
        raise Refused("FL004", "not a GeoJSON FeatureCollection", 1)
    if not isinstance(whole.get("features"), list):
        raise Refused("FL004", 'the FeatureCollection has no list of "features"', 1)
    if "crs" in whole and "OGC:1.3:CRS84" not in json.dumps(whole["crs"]):
        said = 'has a "crs" member; GeoJSON is WGS 84: transform the file and drop it'
        raise Refused("FL004", said, 1)
    features = found[1] if found else _features(text, _DECODER)
    for number, (feature, line) in enumerate(features, 1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            refuse(line, number, "not a GeoJSON Feature")
        elif _too_deep({key: feature[key] for key in feature if key != "geometry"}):
            refuse(line, number, f"nested more than {MAX_DEPTH} levels deep")
        else:
            properties = feature.get("properties")
            values = dict(properties) if isinstance(properties, dict) else {}
            if "id" not in values and isinstance(feature.get("id"), str | int):
                values["id"] = str(feature["id"])
            geometry = feature.get("geometry")
            yield Record(path.as_posix(), line, values, geometry, feature=number)


def _too_deep(value: Any, depth: int = 0) -> bool:
    if depth > MAX_DEPTH:
        return True
    inside = value.values() if isinstance(value, dict) else value
    return any(_too_deep(item, depth + 1) for item in inside if isinstance(item, list | dict))


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number in JSON")


_DECODER: Final = json.JSONDecoder(parse_constant=_no_constant)


def _json(text: str) -> Any:
    """Read JSON; what orjson does not take, Python's own parser names the fault of.

    Raises Refused.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise Refused("FL004", f"not valid JSON: {error.msg}", error.lineno) from error
    except ValueError as error:
        raise Refused("FL004", f"not valid JSON: {error}") from error
    except RecursionError as error:
        raise Refused("FL005", "the file is nested too deeply") from error


def _by_line(text: str) -> tuple[Any, list[tuple[Any, int]]] | None:
    """Read a FeatureCollection that has each feature on a line of its own, as most programs write.

    Returns it without its features, and these with their lines; None for what stands otherwise.
    """
    head = _HEAD.match(text)
    tail = _TAIL.search(text, len(text.rstrip()) - 32)
    if not head or not tail or head.end() > tail.start():
        return None
    first = text.count("\n", 0, head.end()) + 1
    lines = text[head.end() : tail.start()].split("\n")
    if not all(line.rstrip().endswith(",") for line in lines[:-1]):
        return None
    try:
        whole = orjson.loads(head[0] + tail[0])
        features = [orjson.loads(line.rstrip().removesuffix(",")) for line in lines[:-1]]
        features.append(orjson.loads(lines[-1]))
    except orjson.JSONDecodeError:
        return None
    return whole, list(zip(features, range(first, first + len(lines)), strict=True))


def _features(text: str, decoder: json.JSONDecoder) -> Iterator[tuple[Any, int]]:
    """Yield each feature of a valid FeatureCollection, and the line on which it begins."""

    def skip(at: int) -> int:
        while text[at] in " \t\r\n,:":
            at += 1
        return at

    at = skip(skip(0) + 1)
    last = None
    while text[at] != "}":
        key, at = decoder.raw_decode(text, at)
        at = skip(at)
        if key == "features":
            last = at
        _, at = decoder.raw_decode(text, at)
        at = skip(at)
    if last is None:
        return
    at, line, counted = skip(last + 1), 1, 0
    while text[at] != "]":
        line, counted = line + text.count("\n", counted, at), at
        feature, at = decoder.raw_decode(text, at)
        yield feature, line
        at = skip(at)
