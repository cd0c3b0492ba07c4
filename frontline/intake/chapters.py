"""Chapters of ``map.toml``, ``story.md`` and ``story.LANGUAGE.md``: their shape and their rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator

from frontline.errors import Issue
from frontline.intake.field_messages import EXTENT_EXPECTED, after_key
from frontline.intake.field_types import Day, IdList, Ids, Lat, Lon, Text, degrees
from frontline.intake.formats.record import Record
from frontline.intake.map_context import MapContext
from frontline.intake.prose import prose
from frontline.intake.raw_map import STORY_FILE, RawMap
from frontline.intake.record_shape import Shape, TranslatedShape
from frontline.intake.shown_dates import date_issues
from frontline.intake.translated_texts import check_language, language_issues
from frontline.model import Chapter, How, Node, Place
from frontline.model.longitudes import Extent, is_extent, lon_in, unbroken

MAX_CHAPTERS: Final = 100
"""A story with more chapters is refused."""


class ChapterTable(TranslatedShape):
    """A chapter of the story, from ``map.toml`` or ``story.md``."""

    translated = ("title", "text")

    title: Text
    text: Text
    date: Day
    known: Literal["now", "then"] = "now"
    since: Day | None = None
    how: How | None = None
    view: Annotated[tuple[Lon, Lat, Lon, Lat], BeforeValidator(degrees)] | None = None
    places: IdList = ()
    source: Ids = ()


class ChapterTexts(Shape):
    """A chapter of a translation: a file like ``story.uk.md``."""

    title: Text
    text: Text | None = None


def read_chapters(
    context: MapContext, tables: Sequence[Mapping[str, Any]], places: Iterable[Place]
) -> tuple[Chapter, ...]:
    """Read the chapters of a map in all its languages.

    Parameters
    ----------
    context : MapContext
        Records of the map; receives the issues.
    tables : sequence of Mapping
        ``[[chapters]]`` of ``map.toml``; empty if it could not be read.
    places : iterable of Place
        Places of the map: those without coordinates cannot be highlighted.

    Returns
    -------
    tuple of Chapter
        Chapters in order.
    """
    records = _chapter_records(context.raw, tables, context.issues)
    translations = _translations(context.raw, len(records), context.facts.languages, context.issues)
    reader = _ChapterReader(context, {place.id for place in places if place.lon is None})
    chapters = (
        reader.chapter(*record_and_translations)
        for record_and_translations in zip(records, translations, strict=True)
    )
    return tuple(chapter for chapter in chapters if chapter)


def _chapter_records(
    raw: RawMap, tables: Sequence[Mapping[str, Any]], issues: list[Issue]
) -> list[Record]:
    """List the record of every chapter; add an issue for chapters in two files and for too many."""
    header_chapters = []
    if raw.header:
        header = raw.header
        for number, table in enumerate(tables):
            lines = header.under(f"chapters.{number}").lines
            line = header.lines.get(f"chapters.{number}", header.lines.get("chapters", header.line))
            header_chapters.append(Record(header.path, line, table, lines=lines))
    if header_chapters and raw.story:
        message = f"chapters are in map.toml and in {STORY_FILE}: keep them in one file"
        issues.append(header_chapters[0].issue("FL403", message))
    records = [*header_chapters, *raw.story]
    if len(records) > MAX_CHAPTERS:
        message = f"{len(records)} chapters: at most {MAX_CHAPTERS} are allowed"
        issues.append(records[MAX_CHAPTERS].issue("FL404", message))
    return records[:MAX_CHAPTERS]


def _translations(
    raw: RawMap, count: int, languages: Sequence[str], issues: list[Issue]
) -> Sequence[Mapping[str, Record]]:
    """Return the translations of each of ``count`` chapters, as records by language.

    Adds an issue for a file in the map's main language (the first) or in an unlisted one, and for a
    file whose number of chapters differs from the story's.
    """
    translations: list[dict[str, Record]] = [{} for _ in range(count)]
    for language, records in raw.translated.items():
        path = raw.file(f"story.{language}.md")
        if languages and language == languages[0]:
            message = f"{language} is the map's own language: {STORY_FILE} has these texts"
            issues.append(Issue(path, 0, "FL406", message))
        elif not languages or not check_language(path, language, languages, issues):
            continue
        elif len(records) != count:
            line = records[min(count, len(records) - 1)].line if records else 1
            chapter_count = f"{len(records)} chapter{'s' if len(records) != 1 else ''}"
            expected = f"the story has {count}: a translation needs the same, in order"
            message = f"{chapter_count}, but {expected}"
            issues.append(Issue(path, line, "FL405", message))
        else:
            for by_language, record in zip(translations, records, strict=True):
                by_language[language] = record
    return translations


@dataclass(frozen=True, slots=True)
class _ChapterReader:
    """A reader of chapters; ``unplaced`` holds the ids of places without coordinates."""

    context: MapContext
    unplaced: Collection[str]

    def chapter(self, record: Record, translations: Mapping[str, Record]) -> Chapter | None:
        """Read a chapter in all its languages; return None if it does not fit its shape."""
        context = self.context
        shape = context.parse(ChapterTable, record)
        text = self._text(record, "text")
        translated = {
            key: self._translation(translation) for key, translation in translations.items()
        }
        if shape is None:
            return None
        context.issues += date_issues(record, shape.date, shape.since, shape.how, context.facts)
        self._check_view(record, shape.view)
        return Chapter(
            title=shape.title,
            text=text,
            date=shape.date,
            known=shape.known,
            since=shape.since,
            how=shape.how or "shade",
            view=self._in_window(shape.view) if shape.view else None,
            places=tuple(
                dict.fromkeys(self._place(record, reference) for reference in shape.places)
            ),
            sources=tuple(
                context.refer(record, context.sources, reference, "source")
                for reference in shape.source
            ),
            texts={**self._inline_translations(record, shape, translations), **translated},
        )

    def _text(self, record: Record, key: str) -> tuple[Node, ...]:
        """Read a text; add an issue for everything unsupported, at its own line in ``story.md``."""
        text = record.values.get(key)
        blocks, problems = prose(text) if isinstance(text, str) else ((), [])
        in_story = record.path.endswith(".md") and key == "text"
        for number, code, message in problems:
            line = record.lines[key] + number if in_story else None
            issue = record.issue(code, after_key(f'"{key}"', message), key, line)
            self.context.issues.append(issue)
        return blocks

    def _inline_translations(
        self, record: Record, shape: ChapterTable, translations: Mapping[str, Record]
    ) -> dict[str, dict[str, str | tuple[Node, ...]]]:
        """Read the translations in the chapter itself: ``title:uk``, ``text:uk``."""
        languages = self.context.facts.languages
        self.context.issues += language_issues(record, shape.texts, languages)
        for language in shape.texts.keys() & translations.keys():
            name = translations[language].path.rpartition("/")[2]
            for key in shape.texts[language]:
                message = f'"{key}:{language}" is in {name} as well: keep it in one file'
                self.context.add(record, "FL407", message, f"{key}:{language}")
        return {
            language: {
                key: self._text(record, f"{key}:{language}") if key == "text" else text
                for key, text in texts.items()
            }
            for language, texts in shape.texts.items()
        }

    def _translation(self, record: Record) -> dict[str, str | tuple[Node, ...]]:
        """Read the title and the text of a translated chapter; add an issue for any other key."""
        values = {key: record.values[key] for key in ("title", "text") if key in record.values}
        for key in (key for key in record.values if key not in values):
            message = f'"{key}" is not allowed in a translation: settings belong in {STORY_FILE}'
            self.context.add(record, "FL134", message, key)
        texts_only = replace(record, values=values)
        shape = self.context.parse(ChapterTexts, texts_only)
        text = self._text(texts_only, "text")
        title: dict[str, str | tuple[Node, ...]] = {"title": shape.title} if shape else {}
        return {**title, "text": text} if text else title

    def _in_window(self, view: Extent) -> Extent:
        """Return a view with longitudes in the window of the map."""
        west, south, east, north = unbroken(view)
        turned = lon_in(west, self.context.facts.west)
        return turned, south, east + (turned - west), north

    def _check_view(self, record: Record, view: Extent | None) -> None:
        if view is None:
            return
        extent = self.context.facts.extent
        west, south, east, north = self._in_window(view)
        if not is_extent(view):
            self.context.add(record, "FL307", f'"view" {EXTENT_EXPECTED}', "view")
        elif extent:
            left, bottom, right, top = extent
            if west >= right or east <= left or south >= top or north <= bottom:
                message = '"view" is outside the extent of map.toml'
                self.context.add(record, "FL308", message, "view")

    def _place(self, record: Record, reference: str) -> str:
        id = self.context.refer(record, self.context.places, reference, "places")
        if id in self.unplaced:
            message = f'place "{reference}" cannot be highlighted: it has no coordinates'
            self.context.add(record, "FL309", message, "places")
        return id
