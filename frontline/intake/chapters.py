"""The chapters of a folder, from ``map.toml`` or ``story.md`` → what the story shows and says.

A file like ``story.uk.md`` beside them has the same chapters in another language.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from frontline.errors import Issue
from frontline.intake import rows
from frontline.intake.field_messages import NO_INSIDE
from frontline.intake.id_lookup import Referrer
from frontline.intake.opening import check_shown
from frontline.intake.prose import prose
from frontline.intake.read import STORY_FILE, Raw, Record
from frontline.intake.translated_texts import check_languages, is_language
from frontline.model import Chapter, Node

Translated = Mapping[str, Record]
"""Language → the record of one chapter in it."""

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
        issues.append(records[MAX_CHAPTERS].issue("FL404", said))
    return records[:MAX_CHAPTERS]


def translations(
    raw: Raw, count: int, languages: Sequence[str], issues: list[Issue]
) -> Sequence[Translated]:
    """Return the records of each of ``count`` chapters in other languages.

    Notes a file in a language that the map does not have or that is its own, and one that has not
    as many chapters as the story; ``languages`` begins with the map's own.
    """
    found: list[dict[str, Record]] = [{} for _ in range(count)]
    for language, records in raw.translated.items():
        path = raw.file(f"story.{language}.md")
        if languages and language == languages[0]:
            said = f"the story is in {language} already: {STORY_FILE} holds it"
            issues.append(Issue(path, 0, "FL406", said))
        elif not languages or not is_language(path, language, languages, issues):
            continue
        elif len(records) != count:
            line = records[min(count, len(records) - 1)].line if records else 1
            chapters = f"{len(records)} chapter{'s' if len(records) != 1 else ''}"
            said = f"{chapters}, but the story has {count}: a translation has the same, in order"
            issues.append(Issue(path, line, "FL405", said))
        else:
            for told, record in zip(found, records, strict=True):
                told[language] = record
    return found


@dataclass(frozen=True, slots=True)
class ChapterCheck:
    """Hold what a chapter is checked against, and where its problems are noted.

    ``header`` is None where it could not be read; ``unplaced`` are the ids of the places that are
    known by name only; ``languages`` are those of the map.
    """

    header: rows.HeaderFile | None
    place_of: Referrer
    source_of: Referrer
    unplaced: Collection[str]
    issues: list[Issue]
    zone: ZoneInfo
    languages: Sequence[str]

    def chapter(self, record: Record, translated: Translated) -> Chapter | None:
        """Read a chapter in all its languages; None where it has not the right shape."""
        shape = rows.parse(rows.ChapterTable, record, self.issues, self.zone)
        text = self._text(record, "text")
        told = {language: self._translation(one) for language, one in translated.items()}
        if shape is None:
            return None
        self.issues.extend(check_shown(record, shape, self.header))
        self._check_view(record, shape.view)
        return Chapter(
            title=shape.title,
            text=text,
            date=shape.date,
            known=shape.known,
            since=shape.since,
            how=shape.how or "shade",
            view=shape.view,
            places=tuple(dict.fromkeys(self._place(record, word) for word in shape.places)),
            sources=tuple(
                self._find(record, self.source_of, word, "source") for word in shape.source
            ),
            texts={**self._beside(record, shape, translated), **told},
        )

    def _text(self, record: Record, key: str) -> tuple[Node, ...]:
        """Read a text, naming what may not be in it: in ``story.md`` by the line it stands on."""
        text = record.values.get(key)
        blocks, problems = prose(text) if isinstance(text, str) else ((), [])
        in_story = record.path.endswith(".md") and key == "text"
        for number, code, said in problems:
            line = record.lines[key] + number if in_story else None
            mark = "" if said.startswith(("is ", "has ")) else ":"
            self.issues.append(record.issue(code, f'"{key}"{mark} {said}', key, line))
        return blocks

    def _beside(
        self, record: Record, shape: rows.ChapterTable, translated: Translated
    ) -> dict[str, dict[str, str | tuple[Node, ...]]]:
        """Read the texts that stand beside those of a chapter: ``title:uk``, ``text:uk``."""
        self.issues.extend(check_languages(record, shape.texts, self.languages))
        for language in shape.texts.keys() & translated.keys():
            name = translated[language].path.rpartition("/")[2]
            for key in shape.texts[language]:
                said = f'"{key}:{language}": {name} has it as well: keep it in one of the two files'
                self._note(record, "FL407", said, f"{key}:{language}")
        return {
            language: {
                key: self._text(record, f"{key}:{language}") if key == "text" else text
                for key, text in texts.items()
            }
            for language, texts in shape.texts.items()
        }

    def _translation(self, record: Record) -> dict[str, str | tuple[Node, ...]]:
        """Read a chapter of a translation: its title and its text, and nothing else."""
        texts = {key: record.values[key] for key in ("title", "text") if key in record.values}
        for key in (key for key in record.values if key not in texts):
            said = f'"{key}": a translation has only titles and texts; settings are in {STORY_FILE}'
            self._note(record, "FL134", said, key)
        whole = replace(record, values=texts)
        shape = rows.parse(rows.ChapterTexts, whole, self.issues, self.zone)
        text = self._text(whole, "text")
        found: dict[str, str | tuple[Node, ...]] = {"title": shape.title} if shape else {}
        return {**found, "text": text} if text else found

    def _check_view(self, record: Record, view: tuple[float, float, float, float] | None) -> None:
        if view is None:
            return
        west, south, east, north = view
        if west >= east or south >= north:
            self._note(record, "FL307", f'"view" {NO_INSIDE}', "view")
        elif self.header:
            left, bottom, right, top = self.header.extent
            if west >= right or east <= left or south >= top or north <= bottom:
                self._note(record, "FL308", '"view" lies outside the extent of map.toml', "view")

    def _place(self, record: Record, word: str) -> str:
        id = self._find(record, self.place_of, word, "places")
        if id in self.unplaced:
            said = f'place "{word}" has no coordinates: it cannot be highlighted'
            self._note(record, "FL309", said, "places")
        return id

    def _find(self, record: Record, to: Referrer, word: str, key: str) -> str:
        found, problem = to.find(word)
        if problem:
            self._note(record, *problem, key)
        return found

    def _note(self, record: Record, code: str, message: str, key: str) -> None:
        self.issues.append(record.issue(code, message, key))
