"""Raw records with problems → the Dataset of the valid ones, and the issues of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from frontline.errors import DataError, Issue
from frontline.intake.formats.record import Record
from frontline.intake.raw_map import (
    CSV_FILES,
    GEOJSON_FILES,
    MAY_BE_WITHHELD,
    STORY_FILE,
    RawMap,
    is_withheld,
)
from frontline.intake.validate import validate
from frontline.model import Dataset, LeftOut

_NEVER_LEFT_OUT: Final = ("map.toml", *CSV_FILES, *GEOJSON_FILES)
"""Files that can lose rows or features, but are never left out as a whole."""

_Key = tuple[str, int, int]


def salvage(
    raw: RawMap, validate: Callable[[RawMap], Dataset] = validate
) -> tuple[Dataset, tuple[Issue, ...]]:
    """Leave out records with problems, and records that refer to them, until the rest is valid.

    Tables lose single rows and features; in ``base/`` and for stories, languages and unknown
    files, the whole file is left out. The header of the dataset lists everything left out, but for
    withheld rows; with a withheld amendment goes what it amends, as if the row were valid.

    Parameters
    ----------
    raw : RawMap
        Records of a map folder.
    validate : callable, optional
        What validates them, and raises DataError.

    Returns
    -------
    tuple
        Dataset, and the issues of the data that was left out.

    Raises
    ------
    DataError
        If a problem concerns the map as a whole; the error carries all problems.
    """
    withheld = {
        _key(record) for record in raw.tables.get(MAY_BE_WITHHELD, ()) if is_withheld(record)
    }
    issues_left_out: dict[Issue, None] = {}
    missing_ids: set[str] = set()
    while True:
        try:
            dataset = validate(raw)
        except DataError as error:
            problems = [_explained(problem, missing_ids) for problem in error.issues]
            remaining = _without_faulty(raw, error.issues, missing_ids)
            if remaining is None:
                raise DataError([*issues_left_out, *problems]) from error
            raw = remaining
            issues_left_out |= dict.fromkeys(problems)
        else:
            sorted_issues = tuple(sorted(issues_left_out))
            told = (issue for issue in sorted_issues if _place_of(issue) not in withheld)
            left_out = tuple(_left_out(told, raw))
            return replace(
                dataset, header=replace(dataset.header, left_out=left_out)
            ), sorted_issues


def _left_out(issues: Iterable[Issue], raw: RawMap) -> Iterator[LeftOut]:
    """Yield the position and the broken rule of left-out data, but none of its contents.

    A claim has one entry, without its line: the lines of two claims would tell how many withheld
    rows lie before them.
    """
    claims: set[_Key] = set()
    for issue in issues:
        file = issue.path.removeprefix(f"{raw.folder}/")
        if file == MAY_BE_WITHHELD and _place_of(issue) in claims:
            continue
        line = issue.line
        if file == MAY_BE_WITHHELD:
            claims.add(_place_of(issue))
            line = 0
        yield LeftOut(_escaped(file), line, issue.feature, _escaped(issue.field), issue.code)


def _escaped(name: str) -> str:
    """Escape the unprintable characters of a file name or key."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)


def _explained(issue: Issue, missing_ids: Iterable[str]) -> Issue:
    """Add to the issue of a broken reference that its target was left out too, if that is why."""
    if any(f'"{id}" is not in' in issue.message for id in missing_ids):
        message = issue.message.partition(" (did you mean")[0]
        return replace(issue, message=f"{message}: it was left out too")
    return issue


def _without_faulty(raw: RawMap, problems: Iterable[Issue], missing_ids: set[str]) -> RawMap | None:
    """Return the records without the faulty ones; None if a required file is faulty as a whole."""
    records = [*raw.base, *(record for table in raw.tables.values() for record in table)]
    keys = {_key(record) for record in records}
    faulty: set[_Key] = set()
    faulty_files: set[str] = set()
    for problem in problems:
        if (key := _place_of(problem)) in keys:
            faulty.add(key)
        elif problem.feature and problem in raw.issues:
            continue  # not a feature, so there is no record to leave out
        elif Path(problem.path).name not in _NEVER_LEFT_OUT:
            faulty_files.add(problem.path)
        else:
            return None
    faulty |= _amended_by_withheld(raw, faulty)
    missing_ids |= {str(record.values.get("id")) for record in records if _key(record) in faulty}
    story = raw.file(STORY_FILE)
    return RawMap(
        raw.id,
        raw.folder,
        raw.header,
        {
            name: list(_valid_records(table, faulty, faulty_files))
            for name, table in raw.tables.items()
        },
        list(_valid_records(raw.base, faulty, faulty_files)),
        [] if story in faulty_files else raw.story,
        {
            language: records
            for language, records in raw.translated.items()
            if story not in faulty_files
            and not any(record.path in faulty_files for record in records)
        },
        {key: record for key, record in raw.languages.items() if record.path not in faulty_files},
        [],
        [head for head in raw.base_heads if head.path not in faulty_files],
        None if raw.relief and raw.relief.path in faulty_files else raw.relief,
    )


def _valid_records(
    records: Iterable[Record], faulty: set[_Key], faulty_files: set[str]
) -> Iterator[Record]:
    return (
        record
        for record in records
        if _key(record) not in faulty and record.path not in faulty_files
    )


def _key(record: Record) -> _Key:
    return record.path, record.line, record.feature


def _amended_by_withheld(raw: RawMap, faulty: set[_Key]) -> set[_Key]:
    """Find the statements that faulty withheld claims retract or correct."""
    claims, events = (raw.tables.get(name, []) for name in ("claims.csv", "events.csv"))
    amending = (claim for claim in claims if _key(claim) in faulty and is_withheld(claim))
    targets = {str(claim.values.get("target")) for claim in amending}
    return {_key(row) for row in (*claims, *events) if str(row.values.get("id")) in targets}


def _place_of(issue: Issue) -> _Key:
    return issue.path, issue.line, issue.feature
