"""GeoJSON text → features with their lines; a broken one does not hide the others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import orjson

from frontline.errors import Issue, Refused
from frontline.intake.formats.file_format import PLAIN, Written
from frontline.intake.formats.json_faults import check_keys, too_deep
from frontline.intake.formats.json_limits import (
    DECODER,
    MAX_DEPTH,
    check_count,
    check_depth,
    is_deep,
    parse_json,
)
from frontline.intake.formats.not_geojson import collection_fault, feature_fault
from frontline.intake.formats.record import MAX_ROWS, Record

_HEAD: Final = re.compile(r'\s*\{[^\[\]]*?"features"\s*:\s*\[\s*\n')
_TAIL: Final = re.compile(r"\n\s*\]\s*\}\s*$")
_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"|[][{}]', re.DOTALL)
_KEY: Final = re.compile(r"\s*:\s*")
_BETWEEN: Final = re.compile(r"\s*,\s*")

Found = tuple[Any, int]
"""A feature, or the refusal of a broken one, and the line on which it begins."""


def geojson_records(
    path: Path, text: str, issues: list[Issue], written: Written = PLAIN
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
    written : Written, optional
        Stated date pattern.

    Yields
    ------
    Record
        Properties as values (a feature's ``id`` too), geometry apart.

    Raises
    ------
    Refused
        If the text is not a FeatureCollection, or has too many features.
    """

    def add_issue(line: int, number: int, code: str, message: str) -> None:
        issues.append(Issue(path.as_posix(), line, code, message, number))

    whole, features = read_features(text)
    if fault := collection_fault(whole):
        raise fault
    check_depth(whole, "features")
    for number, (feature, line) in enumerate(features, 1):
        if number > MAX_ROWS:
            raise Refused("FL083", f"more than {MAX_ROWS:,} features: split the map", line)
        if isinstance(feature, Refused):
            add_issue(feature.line, number, feature.code, str(feature))
        elif fault := feature_fault(feature):
            add_issue(line, number, fault.code, str(fault))
        elif is_deep(feature, "geometry"):
            add_issue(line, number, "FL008", f"nested more than {MAX_DEPTH} levels deep")
        else:
            properties = feature.get("properties")
            values = dict(properties) if isinstance(properties, dict) else {}
            if "id" not in values and isinstance(feature.get("id"), str | int):
                values["id"] = str(feature["id"])
            geometry = feature.get("geometry")
            yield Record(path.as_posix(), line, values, geometry, feature=number, written=written)


def read_features(text: str) -> tuple[Any, Iterable[Found]]:
    """Read a GeoJSON text, a broken feature not hiding the others.

    Parameters
    ----------
    text : str
        JSON text.

    Returns
    -------
    tuple
        The collection without its features, and pairs of a feature (or the ``Refused`` of a broken
        one) and its line; any other JSON value and no features.

    Raises
    ------
    Refused
        If the text is not JSON outside single features.
    """
    check_count(text)
    try:
        if lines := by_line(text):
            whole, features = lines
            check_keys(text, [whole, [feature for feature, _ in features]])
            return whole, features
        whole = parse_json(text)
    except Refused as refused:
        apart = list(_spans(text))
        if len(apart) < 2:
            raise
        return _apart(text, apart, refused)
    return whole, each_feature(text, DECODER) if isinstance(whole, dict) else ()


def by_line(text: str) -> tuple[Any, list[Found]] | None:
    r"""Read a FeatureCollection with one feature per line, as most programs write it.

    Parameters
    ----------
    text : str
        JSON text.

    Returns
    -------
    tuple or None
        The collection without its features, and pairs of feature and line; None for any other
        layout.

    Examples
    --------
    >>> by_line('{"type": "FeatureCollection", "features": [\n{"id": 1},\n{"id": 2}\n]}')[1]
    [({'id': 1}, 2), ({'id': 2}, 3)]
    """
    text = text.rstrip()
    head = _HEAD.match(text)
    tail = _TAIL.search(text, len(text) - 32)
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


def each_feature(text: str, decoder: json.JSONDecoder) -> Iterator[Found]:
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
    Refused
        If a feature is nested too deeply.
    """

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
        try:
            feature, at = decoder.raw_decode(text, at)
        except RecursionError as error:
            raise too_deep() from error
        yield feature, line
        at = skip(at)


def _apart(text: str, spans: list[tuple[int, int]], refused: Refused) -> tuple[Any, list[Found]]:
    """Read each feature of a text separately; raises ``refused`` if the fault lies outside them.

    ``spans`` are their positions, the last one the end of the list.
    """
    *spans, (end, _) = spans
    whole = parse_json(text[: spans[0][0]] + text[end:])
    features: list[Found] = []
    line, counted = 1, 0
    for begin, after in spans:
        line, counted = line + text.count("\n", counted, begin), begin
        try:
            features.append((parse_json(text[begin:after]), line))
        except Refused as bad:
            at = line + (bad.line or 1) - 1
            features.append((Refused(bad.code, str(bad), at), line))
    between = [text[a:b] for (_, a), (b, _) in pairwise(spans)]
    sound = all(_BETWEEN.fullmatch(gap) for gap in between) and not text[spans[-1][1] : end].strip()
    if not sound or not any(isinstance(feature, Refused) for feature, _ in features):
        raise refused
    return whole, features


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the span of each object in the list of ``features``, by brackets alone.

    The last span is the end of the list; nothing is yielded where there is no such list.
    """
    depth, inside, begin, key = 0, False, 0, 0
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in "[{":
            depth += 1
            if inside and depth == 3:
                begin = token.start()
            elif sign == "[" and depth == 2 and key and _KEY.fullmatch(text, key, token.start()):
                inside = True
        elif sign in "]}":
            depth -= 1
            if inside and depth == 2:
                yield begin, token.end()
            elif inside and depth == 1:
                yield token.start(), token.end()
                return
        elif depth == 1:
            key = token.end() if sign == '"features"' else 0
