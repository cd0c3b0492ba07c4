"""Raw records with faults → the Dataset of the valid ones, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from frontline.errors import DataError, Issue
from frontline.intake.formats.record import Record
from frontline.intake.raw_map import CSV_FILES, GEOJSON_FILES, STORY_FILE, RawMap
from frontline.intake.validate import validate
from frontline.model import Dataset, LeftOut

_WHOLE: Final = ("map.toml", *CSV_FILES, *GEOJSON_FILES)
"""Files of which a row or feature can be left out, but never the whole file."""

_Key = tuple[str, int, int]


def salvage(raw: RawMap) -> tuple[Dataset, tuple[Issue, ...]]:
    """Leave out what has a problem, and what refers to that, until the rest is valid.

    Of tables single rows and features are left out; of ``base/``, stories, languages and unknown
    files a whole file. The header of the dataset lists what was left out.

    Parameters
    ----------
    raw : RawMap
        Records of a map folder.

    Returns
    -------
    tuple
        Dataset, and the issues of what was left out.

    Raises
    ------
    DataError
        With every issue, where one concerns the map as a whole.
    """
    left: dict[Issue, None] = {}
    gone: set[str] = set()
    while True:
        try:
            dataset = validate(raw)
        except DataError as error:
            problems = [_owing(problem, gone) for problem in error.issues]
            without = _without(raw, error.issues, gone)
            if without is None:
                raise DataError([*left, *problems]) from error
            raw = without
            left |= dict.fromkeys(problems)
        else:
            issues = tuple(sorted(left))
            left_out = tuple(_left_out(issue, raw) for issue in issues)
            return replace(dataset, header=replace(dataset.header, left_out=left_out)), issues


def _left_out(issue: Issue, raw: RawMap) -> LeftOut:
    """Return where the left-out data stood and by which rule, but none of its content."""
    file = issue.path.removeprefix(f"{raw.where}/")
    return LeftOut(_shown(file), issue.line, issue.feature, _shown(issue.field), issue.code)


def _shown(name: str) -> str:
    """Escape the unprintable characters of a file name or key."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)


def _owing(issue: Issue, gone: Iterable[str]) -> Issue:
    """Reword a reference to something that was left out: it leads nowhere for this reason."""
    if any(f'"{id}" is not in' in issue.message for id in gone):
        message = issue.message.partition(" (did you mean")[0]
        return replace(issue, message=f"{message}: it was left out too")
    return issue


def _without(raw: RawMap, problems: Iterable[Issue], gone: set[str]) -> RawMap | None:
    """Return the records without the faulty ones; None where a whole required file is faulty."""
    records = [*raw.base, *(record for table in raw.tables.values() for record in table)]
    known = {_key(record) for record in records}
    bad: set[_Key] = set()
    files: set[str] = set()
    for problem in problems:
        key = (problem.path, problem.line, problem.feature)
        if key in known:
            bad.add(key)
        elif problem.feature and problem in raw.issues:
            continue  # not a feature, so no record was made of it
        elif Path(problem.path).name not in _WHOLE:
            files.add(problem.path)
        else:
            return None
    gone |= {str(record.values.get("id")) for record in records if _key(record) in bad}
    story = raw.file(STORY_FILE)
    return RawMap(
        raw.id,
        raw.where,
        raw.header,
        {name: list(_good(table, bad, files)) for name, table in raw.tables.items()},
        list(_good(raw.base, bad, files)),
        [] if story in files else raw.story,
        {
            language: records
            for language, records in raw.translated.items()
            if story not in files and not any(record.path in files for record in records)
        },
        {key: record for key, record in raw.languages.items() if record.path not in files},
        [],
    )


def _good(records: Iterable[Record], bad: set[_Key], files: set[str]) -> Iterator[Record]:
    return (record for record in records if _key(record) not in bad and record.path not in files)


def _key(record: Record) -> _Key:
    return record.path, record.line, record.feature
