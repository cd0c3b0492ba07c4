"""GeoJSON text → features with their lines; a broken feature does not hide the others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import orjson

from frontline.errors import Issue, RefusedInput
from frontline.intake.formats.file_format import DEFAULT_FORMAT, FileFormat
from frontline.intake.formats.json_faults import check_keys, too_deep
from frontline.intake.formats.json_limits import (
    DECODER,
    MAX_DEPTH,
    check_count,
    check_depth,
    is_deep,
    is_rounded,
    parse_json,
)
from frontline.intake.formats.not_geojson import collection_fault, feature_fault
from frontline.intake.formats.record import MAX_ROWS, Record

_HEAD: Final = re.compile(r'\s*\{[^\[\]]*?"features"\s*:\s*\[\s*\n')
_TAIL: Final = re.compile(r"\n\s*\]\s*\}\s*$")
_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"|[][{}]', re.DOTALL)
_KEY: Final = re.compile(r"\s*:\s*")
_BETWEEN: Final = re.compile(r"\s*,\s*")

FeatureAtLine = tuple[Any, int]
"""A feature, or the RefusedInput of a broken one, and the line on which it begins."""


def geojson_records(
    path: Path,
    text: str,
    issues: list[Issue],
    file_format: FileFormat = DEFAULT_FORMAT,
    heads: list[Record] | None = None,
) -> Iterator[Record]:
    """Yield one record per feature of a GeoJSON text.

    Parameters
    ----------
    path : Path
        File that the text came from.
    text : str
        GeoJSON FeatureCollection.
    issues : list of Issue
        Receives an issue for each feature that cannot be read.
    file_format : FileFormat, optional
        Date pattern of the file.
    heads : list of Record, optional
        Receives the members of the collection beside its features.

    Yields
    ------
    Record
        Properties as values, including the feature's ``id``, and the geometry separately.

    Raises
    ------
    RefusedInput
        If the text is not a FeatureCollection, or has too many features.
    """

    def add_issue(line: int, number: int, code: str, message: str) -> None:
        issues.append(Issue(path.as_posix(), line, code, message, number))

    collection, features = read_features(text)
    if fault := collection_fault(collection):
        raise fault
    check_depth(collection, "features")
    if heads is not None:
        members = {key: value for key, value in collection.items() if key != "features"}
        heads.append(Record(path.as_posix(), 1, members))
    for number, (feature, line) in enumerate(features, 1):
        if number > MAX_ROWS:
            raise RefusedInput("FL083", f"more than {MAX_ROWS:,} features: split the map", line)
        if isinstance(feature, RefusedInput):
            add_issue(feature.line, number, feature.code, str(feature))
        elif fault := feature_fault(feature):
            add_issue(line, number, fault.code, str(fault))
        elif is_deep(feature, "geometry"):
            add_issue(line, number, "FL008", f"nested more than {MAX_DEPTH} levels deep")
        else:
            properties = feature.get("properties")
            values = dict(properties) if isinstance(properties, dict) else {}
            if values.get("id") is None and isinstance(feature.get("id"), str | int):
                values["id"] = str(feature["id"])
            geometry = feature.get("geometry")
            yield Record(
                path.as_posix(), line, values, geometry, feature=number, file_format=file_format
            )


def read_features(text: str) -> tuple[Any, Iterable[FeatureAtLine]]:
    """Read a GeoJSON text; a broken feature does not hide the others.

    Parameters
    ----------
    text : str
        JSON text.

    Returns
    -------
    tuple
        The collection without its features, and each feature (or the ``RefusedInput`` of a broken
        one) with its line. For any other JSON value, that value and no features.

    Raises
    ------
    RefusedInput
        If the text outside the features is not JSON.
    """
    check_count(text)
    try:
        if by_lines := read_line_by_line(text):
            collection, features = by_lines
            check_keys(text, [collection, [feature for feature, _ in features]])
            return collection, features
        collection = parse_json(text)
    except RefusedInput as refused:
        spans = list(_spans(text))
        if len(spans) < 2:
            raise
        return _read_separately(text, spans, refused)
    return collection, features_with_lines(text, DECODER) if isinstance(collection, dict) else ()


def read_line_by_line(text: str) -> tuple[Any, list[FeatureAtLine]] | None:
    r"""Read a FeatureCollection with one feature per line, as most programs write it.

    Parameters
    ----------
    text : str
        JSON text.

    Returns
    -------
    tuple or None
        The collection without its features, and each feature with its line; None for any other
        layout.

    Examples
    --------
    >>> text = '{"type": "FeatureCollection", "features": [\n{"id": 1},\n{"id": 2}\n]}'
    >>> read_line_by_line(text)[1]
    [({'id': 1}, 2), ({'id': 2}, 3)]
    """
    text = text.rstrip()
    head = _HEAD.match(text)
    tail = _TAIL.search(text, len(text) - 32)
    if not head or not tail or head.end() > tail.start():
        return None
    first_line = text.count("\n", 0, head.end()) + 1
    lines = text[head.end() : tail.start()].split("\n")
    if not all(line.rstrip().endswith(",") for line in lines[:-1]):
        return None
    try:
        collection = orjson.loads(head[0] + tail[0])
        features = [_feature(line.rstrip().removesuffix(",")) for line in lines[:-1]]
        features.append(_feature(lines[-1]))
    except orjson.JSONDecodeError:
        return None
    return collection, list(zip(features, range(first_line, first_line + len(lines)), strict=True))


def _feature(line: str) -> Any:
    feature = orjson.loads(line)
    return json.loads(line) if is_rounded(feature) else feature


def features_with_lines(text: str, decoder: json.JSONDecoder) -> Iterator[FeatureAtLine]:
    """Yield each feature of a valid FeatureCollection with the line on which it begins.

    Parameters
    ----------
    text : str
        Valid JSON text.
    decoder : json.JSONDecoder
        Decoder that reports where a value ends.

    Yields
    ------
    tuple
        Feature and line, from 1.

    Raises
    ------
    RefusedInput
        If a feature is nested too deeply.
    """

    def skip(position: int) -> int:
        while text[position] in " \t\r\n,:":
            position += 1
        return position

    position = skip(skip(0) + 1)
    list_start = None
    while text[position] != "}":
        key, position = decoder.raw_decode(text, position)
        position = skip(position)
        if key == "features":
            list_start = position
        _, position = decoder.raw_decode(text, position)
        position = skip(position)
    if list_start is None:
        return
    position, line, counted_to = skip(list_start + 1), 1, 0
    while text[position] != "]":
        line, counted_to = line + text.count("\n", counted_to, position), position
        try:
            feature, position = decoder.raw_decode(text, position)
        except RecursionError as error:
            raise too_deep() from error
        yield feature, line
        position = skip(position)


def _read_separately(
    text: str, spans: list[tuple[int, int]], refused: RefusedInput
) -> tuple[Any, list[FeatureAtLine]]:
    """Read each feature of a text separately; raises ``refused`` if the fault is outside them.

    ``spans`` are the positions of the features, and last that of the end of the list.
    """
    *spans, (list_end, _) = spans
    collection = parse_json(text[: spans[0][0]] + text[list_end:])
    features: list[FeatureAtLine] = []
    line, counted_to = 1, 0
    for begin, end in spans:
        line, counted_to = line + text.count("\n", counted_to, begin), begin
        try:
            features.append((parse_json(text[begin:end]), line))
        except RefusedInput as fault:
            fault_line = line + (fault.line or 1) - 1
            features.append((RefusedInput(fault.code, str(fault), fault_line), line))
    gaps = [text[end:begin] for (_, end), (begin, _) in pairwise(spans)]
    is_list = (
        all(_BETWEEN.fullmatch(gap) for gap in gaps) and not text[spans[-1][1] : list_end].strip()
    )
    if not is_list or not any(isinstance(feature, RefusedInput) for feature, _ in features):
        raise refused
    return collection, features


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the span of each object in the list of ``features``, found by brackets alone.

    The last span is that of the end of the list; nothing is yielded without such a list.
    """
    depth, in_features, begin, key_end = 0, False, 0, 0
    for token in _TOKEN.finditer(text):
        symbol = token[0]
        if symbol in "[{":
            depth += 1
            if in_features and depth == 3:
                begin = token.start()
            elif (
                symbol == "["
                and depth == 2
                and key_end
                and _KEY.fullmatch(text, key_end, token.start())
            ):
                in_features = True
        elif symbol in "]}":
            depth -= 1
            if in_features and depth == 2:
                yield begin, token.end()
            elif in_features and depth == 1:
                yield token.start(), token.end()
                return
        elif depth == 1:
            key_end = token.end() if symbol == '"features"' else 0
