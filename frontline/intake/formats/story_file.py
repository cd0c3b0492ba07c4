"""Text of ``story.md`` → one record per chapter: ``## Title``, settings, text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

from frontline.errors import Issue
from frontline.intake.formats.file_format import PLAIN, Written
from frontline.intake.formats.record import Record

_CHAPTER: Final = re.compile(r"##[ \t]+(\S.*?)(?:[ \t]+#+)?[ \t]*")
_SETTING: Final = re.compile(r"(\w+(?::[\w-]+)?):\s*(.*)")


def story_records(
    path: Path, text: str, issues: list[Issue], written: Written = PLAIN
) -> Iterator[Record]:
    """Yield one record per ``## Title``: the settings directly below it, then its text.

    Parameters
    ----------
    path : Path
        File that the text came from.
    text : str
        Markdown of the story.
    issues : list of Issue
        Receives an issue for each line that belongs to no chapter or is no setting.
    written : Written, optional
        Stated date pattern.

    Yields
    ------
    Record
        ``title``, ``text`` and each setting, with the line of each.
    """

    def add_issue(line: int, code: str, message: str) -> None:
        issues.append(Issue(path.as_posix(), line, code, message))

    lines = [line.removesuffix("\r") for line in text.split("\n")]
    begins = [n for n, line in enumerate(lines) if _CHAPTER.fullmatch(line)]
    before = lines[: begins[0]] if begins else lines
    if stray := next((n for n, line in enumerate(before, 1) if line.strip()), None):
        add_issue(stray, "FL019", 'text before the first chapter: a chapter begins with "## Title"')
    for begin, end in pairwise([*begins, len(lines)]):
        title = _CHAPTER.fullmatch(lines[begin])
        values = {"title": title[1] if title else "", "text": ""}
        where = {"title": begin + 1}
        at = begin + 1
        while at < end and lines[at].strip():
            match = _SETTING.fullmatch(lines[at].strip())
            at += 1
            if not match:
                setting = lines[at - 1].strip()[:40]
                expected = 'expected "key: value", or a blank line before the text'
                add_issue(at, "FL020", f'"{setting}" is not a setting: {expected}')
            elif match[1] in values:
                add_issue(at, "FL021", f'duplicate setting "{match[1]}": keep one')
            else:
                values[match[1]], where[match[1]] = match[2], at
        while at < end and not lines[at].strip():
            at += 1
        where["text"] = min(at, end - 1) + 1
        values["text"] = "\n".join(lines[at:end]).rstrip()
        yield Record(path.as_posix(), begin + 1, values, lines=where, written=written)
