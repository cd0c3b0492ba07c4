"""The chapters of a folder, from ``map.toml`` or ``story.md`` → what the story shows and says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from frontline.errors import Issue
from frontline.intake import rows
from frontline.intake.prose import prose
from frontline.intake.read import STORY_FILE, Raw, Record
from frontline.intake.refer import Referrer
from frontline.model import Chapter, Node

MAX_CHAPTERS: Final = 100
"""A story with more of them is refused."""


def chapter_records(raw: Raw, header: rows.HeaderFile | None, issues: list[Issue]) -> list[Record]:
    """List the record of every chapter, noting where both files have some, or there are too many.

    Where ``map.toml`` could not be read, that it has chapters too is not noted.
    """
    written = []
    if header and raw.header:
        whole = raw.header
        for number, table in enumerate(header.chapters):
            at = whole.under(f"chapters.{number}").lines
            line = whole.lines.get(f"chapters.{number}", whole.lines.get("chapters", whole.line))
            written.append(Record(whole.path, line, table, lines=at))
    if written and raw.story:
        said = f"{STORY_FILE} has chapters as well: keep them in one of the two files"
        issues.append(written[0].issue("FL403", said))
    records = [*written, *raw.story]
    if len(records) > MAX_CHAPTERS:
        said = f"{len(records)} chapters: {MAX_CHAPTERS} are allowed"
        issues.append(records[MAX_CHAPTERS].issue("FL403", said))
    return records[:MAX_CHAPTERS]


@dataclass(frozen=True, slots=True)
class ChapterCheck:
    """Hold what a chapter is checked against, and where its problems are noted.

    ``header`` is None where it could not be read; ``unplaced`` are the ids of the places that are
    known by name only.
    """

    header: rows.HeaderFile | None
    place_of: Referrer
    source_of: Referrer
    unplaced: Collection[str]
    issues: list[Issue]
    zone: ZoneInfo

    def chapter(self, record: Record) -> Chapter | None:
        """Read a chapter; None where it has not the right shape."""
        shape = rows.parse(rows.ChapterTable, record, self.issues, self.zone)
        text = self._text(record)
        if shape is None:
            return None
        self._check_days(record, shape)
        self._check_view(record, shape.view)
        return Chapter(
            title=shape.title,
            text=text,
            date=shape.date,
            known=shape.known,
            since=shape.since,
            view=shape.view,
            places=tuple(dict.fromkeys(self._place(record, word) for word in shape.places)),
            sources=tuple(
                self._find(record, self.source_of, word, "source") for word in shape.source
            ),
        )

    def _text(self, record: Record) -> tuple[Node, ...]:
        """Read the text, naming what may not be in it: in ``story.md`` by the line it stands on."""
        text = record.values.get("text")
        blocks, problems = prose(text) if isinstance(text, str) else ((), [])
        in_toml = not record.path.endswith(STORY_FILE)
        for number, said in problems:
            line = None if in_toml else record.lines["text"] + number
            self.issues.append(record.issue("FL106", f'"text": {said}', "text", line))
        return blocks

    def _check_days(self, record: Record, shape: rows.ChapterTable) -> None:
        period = self.header.period if self.header else None
        for key, day in (("date", shape.date), ("since", shape.since)):
            if period and day and day not in period:
                self._note(record, "FL402", f'"{day}" is outside the period {period.text}', key)
        if shape.since and self._is_missing(shape.since):
            said = f'no map was published for "{shape.since}": nothing passed since it'
            self._note(record, "FL402", said, "since")

    def _is_missing(self, day: date) -> bool:
        table = self.header.snapshots if self.header else None
        return table is not None and any(day in gap for gap in table.missing)

    def _check_view(self, record: Record, view: tuple[float, float, float, float] | None) -> None:
        if view is None:
            return
        west, south, east, north = view
        if west >= east or south >= north:
            self._note(record, "FL301", '"view" must be [west, south, east, north]', "view")
        elif self.header:
            left, bottom, right, top = self.header.extent
            if west >= right or east <= left or south >= top or north <= bottom:
                self._note(record, "FL302", '"view" lies outside the extent of map.toml', "view")

    def _place(self, record: Record, word: str) -> str:
        id = self._find(record, self.place_of, word, "places")
        if id in self.unplaced:
            said = f'place "{word}" has no coordinates: it cannot be highlighted'
            self._note(record, "FL304", said, "places")
        return id

    def _find(self, record: Record, to: Referrer, word: str, key: str) -> str:
        found, problem = to.find(word)
        if problem:
            self._note(record, *problem, key)
        return found

    def _note(self, record: Record, code: str, message: str, key: str) -> None:
        self.issues.append(record.issue(code, message, key))
