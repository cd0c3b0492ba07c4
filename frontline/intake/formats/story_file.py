"""Text of ``story.md`` → one record per chapter, with its ``## Title``, settings and text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

from frontline.errors import Issue
from frontline.intake.formats.file_format import DEFAULT_FORMAT, FileFormat
from frontline.intake.formats.record import Record

_CHAPTER: Final = re.compile(r"##[ \t]+(\S.*?)(?:[ \t]+#+)?[ \t]*")
_SETTING: Final = re.compile(r"(\w+(?::[\w-]+)?):\s*(.*)")


def story_records(
    path: Path, text: str, issues: list[Issue], file_format: FileFormat = DEFAULT_FORMAT
) -> Iterator[Record]:
    """Yield one record per ``## Title``, with the settings directly below it and then its text.

    Parameters
    ----------
    path : Path
        File that the text came from.
    text : str
        Markdown of the story.
    issues : list of Issue
        Receives an issue for text before the first chapter and for each invalid setting.
    file_format : FileFormat, optional
        Date pattern of the file.

    Yields
    ------
    Record
        ``title``, ``text`` and each setting, with the line of each.
    """

    def add_issue(line: int, code: str, message: str) -> None:
        issues.append(Issue(path.as_posix(), line, code, message))

    lines = [line.removesuffix("\r") for line in text.split("\n")]
    title_lines = [number for number, line in enumerate(lines) if _CHAPTER.fullmatch(line)]
    preamble = lines[: title_lines[0]] if title_lines else lines
    if stray_line := next(
        (number for number, line in enumerate(preamble, 1) if line.strip()), None
    ):
        add_issue(
            stray_line, "FL019", 'text before the first chapter: a chapter begins with "## Title"'
        )
    for start, end in pairwise([*title_lines, len(lines)]):
        title = _CHAPTER.fullmatch(lines[start])
        values = {"title": title[1] if title else "", "text": ""}
        line_of_key = {"title": start + 1}
        position = start + 1
        while position < end and lines[position].strip():
            match = _SETTING.fullmatch(lines[position].strip())
            position += 1
            if not match:
                setting = lines[position - 1].strip()[:40]
                expected = 'expected "key: value", or a blank line before the text'
                add_issue(position, "FL020", f'"{setting}" is not a setting: {expected}')
            elif match[1] in values:
                add_issue(position, "FL021", f'duplicate setting "{match[1]}": keep one')
            else:
                values[match[1]], line_of_key[match[1]] = match[2], position
        while position < end and not lines[position].strip():
            position += 1
        line_of_key["text"] = min(position, end - 1) + 1
        values["text"] = "\n".join(lines[position:end]).rstrip()
        yield Record(path.as_posix(), start + 1, values, lines=line_of_key, file_format=file_format)
