"""``map.toml``: its shape, its rules, and the header of the map."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from frontline.dates.edtf import Interval
from frontline.dates.steps import MAX_STEPS, Step, has_few_steps
from frontline.errors import Issue
from frontline.intake.field_messages import EXTENT_EXPECTED, suggest
from frontline.intake.field_types import (
    DatePattern,
    Day,
    Edtf,
    Encoding,
    Ends,
    Id,
    Ids,
    Language,
    Lat,
    Lon,
    Separator,
    Text,
    Zone,
)
from frontline.intake.formats.record import Record
from frontline.intake.id_lookup import IdLookup
from frontline.intake.language_files import data_word_keys, read_messages
from frontline.intake.map_context import UTC, MapContext, MapFacts
from frontline.intake.raw_map import CSV_FILES, GEOJSON_FILES, OTHER_FILES, STORY_FILE
from frontline.intake.record_shape import Shape, TranslatedShape, parse
from frontline.intake.shown_dates import date_issues
from frontline.intake.sides import SideTable, read_sides
from frontline.intake.snapshots_table import SnapshotsTable
from frontline.intake.world_layers import BaseTable
from frontline.model import (
    KIND,
    RELIABILITY,
    BaseFeature,
    ClaimKind,
    Ground,
    Header,
    How,
    Method,
    Note,
    Opening,
    Policy,
    Reliability,
    Start,
)
from frontline.model.longitudes import is_extent, unbroken

FIRST_DATE: Final = date(1, 1, 2)
"""The first date that has one before it; the last one with one after it is 9999-12-30."""

Factor = Annotated[float, Field(ge=0, le=1, strict=True)]
Barrier = Literal["border", "region_border", "coast", "river", "lake", "road", "railway"]
Days = Annotated[float, Field(gt=0, le=100_000, strict=True)]

_POLICY: Final = Policy()


class StartTable(Shape):
    """The side that held a whole country when the period began."""

    side: Id
    within: Id
    source: Id


class GroundTable(Shape):
    """How places become areas."""

    method: Method = "cells"
    reach_km: Annotated[float, Field(gt=0, le=500, strict=True)] = 5.0
    sliver_km2: Annotated[float, Field(ge=0, le=1000, strict=True)] = 0.01
    barrier: tuple[Barrier, ...] = ()
    tolerance_m: Annotated[float, Field(ge=0, le=1000, strict=True)] = 20.0


class PolicyTable(Shape):
    """The numbers by which claims are weighed; absent ones keep their default."""

    reliability: dict[Reliability, Factor] = Field(default_factory=dict)
    kind: dict[ClaimKind, Factor] = Field(default_factory=dict)
    interest: Factor = _POLICY.interest
    uncertain: Factor = _POLICY.uncertain
    half_life_days: Days = _POLICY.half_life_days
    minimum: Factor = _POLICY.minimum
    contested_share: Annotated[float, Field(gt=0, le=0.5, strict=True)] = _POLICY.contested_share
    stale_after_days: Annotated[int, Field(ge=0, strict=True)] = _POLICY.stale_after_days
    embargo_hours: Annotated[float, Field(ge=0, le=100_000, strict=True)] = _POLICY.embargo_hours


class NoteTable(TranslatedShape):
    """A numbered note of the author."""

    translated = ("text",)

    text: Text
    source: Ids = ()
    place: Ids = ()
    event: Ids = ()


class OpensTable(Shape):
    """The state in which the map opens; absent keys keep the default."""

    date: Day | None = None
    since: Day | None = None
    how: How | None = None
    language: Language | None = None


class ChangesTable(Shape):
    """Dates on which the mapping method changed, and dates on which it only seems to change."""

    breaks: tuple[Edtf, ...] = ()
    not_breaks: tuple[Edtf, ...] = ()


class ReadingTable(Shape):
    """The format of a file of the folder, if not UTF-8 with commas and inclusive EDTF dates."""

    encoding: Encoding | None = None
    separator: Separator | None = None
    dates: DatePattern | None = None
    ends: Ends | None = None


class HeaderFile(TranslatedShape):
    """The keys of ``map.toml``, which describe the map as a whole.

    ``reading`` is keyed by file name; ``chapters`` are validated separately, one by one.
    """

    translated = ("title", "summary")

    title: Text
    summary: Text
    period: Edtf
    step: Step = "day"
    timezone: Zone
    extent: tuple[Lon, Lat, Lon, Lat]
    author: Text | None = None
    language: Language = "en"
    languages: tuple[Language, ...] = ()
    credits: tuple[Text, ...] = ()
    sides: Annotated[tuple[SideTable, ...], Field(min_length=1)]
    start: StartTable | None = None
    base: BaseTable = BaseTable()
    ground: GroundTable = GroundTable()
    policy: PolicyTable = PolicyTable()
    notes: tuple[NoteTable, ...] = ()
    snapshots: SnapshotsTable | None = None
    changes: ChangesTable = ChangesTable()
    opens: OpensTable = OpensTable()
    reading: dict[str, ReadingTable] = Field(default_factory=dict)
    chapters: tuple[dict[str, Any], ...] = ()


def read_header_file(record: Record | None, issues: list[Issue]) -> HeaderFile | None:
    """Read ``map.toml`` into its shape.

    Parameters
    ----------
    record : Record or None
        The file; None if it could not be read.
    issues : list of Issue
        Receives an issue for everything invalid.

    Returns
    -------
    HeaderFile or None
        None if the file is missing or invalid.
    """
    return parse(HeaderFile, record, issues, UTC) if record else None


def map_facts(shape: HeaderFile | None) -> MapFacts:
    """Collect the contents of ``map.toml`` that the rules of other files need.

    Parameters
    ----------
    shape : HeaderFile or None
        The file; None if it could not be read.

    Returns
    -------
    MapFacts
        Defaults if there is no file.
    """
    if shape is None:
        return MapFacts()
    snapshots = shape.snapshots or SnapshotsTable()
    holds = snapshots.holds == "until-next"
    return MapFacts(
        zone=shape.timezone,
        period=shape.period,
        extent=unbroken(shape.extent),
        languages=tuple(dict.fromkeys((shape.language, *shape.languages))),
        missing=() if holds else snapshots.missing,
        held=snapshots.missing if holds else (),
        side_ids=tuple(side.id for side in shape.sides),
        composite=shape.snapshots is not None,
    )


def read_header(
    context: MapContext, shape: HeaderFile | None, base: Iterable[BaseFeature]
) -> Header | None:
    """Check the rules of ``map.toml`` and return the header of the map.

    Parameters
    ----------
    context : MapContext
        Ids and languages of the map; receives the issues.
    shape : HeaderFile or None
        The file; None if it could not be read.
    base : iterable of BaseFeature
        Base features, for the country that ``[start]`` names.

    Returns
    -------
    Header or None
        Header without chapters; None without a bounded period.
    """
    record = context.raw.header
    if shape is None or record is None:
        return None
    if not is_extent(shape.extent):
        context.add(record, "FL307", f'"extent" {EXTENT_EXPECTED}', "extent")
    start, end = shape.period.start, shape.period.end
    if start is None or end is None:
        message = '"period" is open-ended: expected a first and a last date, up to 9999-12-30'
        context.add(record, "FL119", message, "period")
        return None
    if start < FIRST_DATE:
        message = f'"period" begins before {FIRST_DATE}, the first date with one before it'
        context.add(record, "FL119", message, "period")
        return None
    if not has_few_steps(start, end, shape.step):
        longer = "week" if shape.step == "day" else "month" if shape.step == "week" else "year"
        message = f'"period" has more than {MAX_STEPS} {shape.step}s: add step = "{longer}"'
        context.add(record, "FL119", message, "period")
        return None
    if shape.start:
        _check_start(context, record, shape.start, base)
    _check_reading(context, record, shape.reading)
    _check_breaks(context, record, shape)
    _check_opens(context, record, shape.opens)
    context.check_texts(record, shape.texts)
    sides = read_sides(context, record, shape.sides)
    notes = tuple(_notes(context, record, shape.notes))
    return Header(
        id=context.raw.id,
        title=shape.title,
        summary=shape.summary,
        start=start,
        end=end,
        zone=shape.timezone,
        extent=unbroken(shape.extent),
        language=shape.language,
        languages=shape.languages or (shape.language,),
        sides=sides,
        base_start=Start(**shape.start.model_dump()) if shape.start else None,
        ground=Ground(**shape.ground.model_dump()),
        policy=_policy(shape.policy),
        notes=notes,
        author=shape.author or "",
        credits=shape.credits,
        step=shape.step,
        missing=tuple(
            sorted(context.facts.missing, key=lambda interval: interval.start or date.min)
        ),
        aged=tuple(_aged(shape)),
        grid_deg=shape.snapshots.grid_deg if shape.snapshots else None,
        breaks=shape.changes.breaks,
        not_breaks=shape.changes.not_breaks,
        opening=_opening(shape.opens),
        texts=shape.texts,
        messages=_messages(context),
    )


def _aged(shape: HeaderFile) -> Iterator[Interval]:
    """Yield the dates on which the map before is older than its limit."""
    snapshots = shape.snapshots or SnapshotsTable()
    if snapshots.holds != "until-next" or snapshots.limit_days is None:
        return
    limit = timedelta(days=max(snapshots.limit_days, shape.policy.stale_after_days))
    for gap in snapshots.missing:
        end = gap.end or shape.period.end
        if gap.start and end and gap.start < end - limit:
            yield Interval(gap.start + limit, end, "")


def _opening(opens: OpensTable) -> Opening:
    return Opening(opens.date, opens.since, opens.how or "shade", opens.language)


def _messages(context: MapContext) -> dict[str, Any]:
    """Read the messages of every language file."""
    data_words = data_word_keys(context.raw.tables)
    return {
        language: read_messages(
            record, language, context.facts.languages, data_words, context.issues
        )
        for language, record in context.raw.languages.items()
    }


def _policy(shape: PolicyTable) -> Policy:
    """Complete the tables of a policy with the defaults."""
    other_values = shape.model_dump(exclude={"reliability", "kind"})
    return Policy(
        reliability={**RELIABILITY, **shape.reliability},
        kind={**KIND, **shape.kind},
        **other_values,
    )


def _notes(context: MapContext, record: Record, notes: Sequence[NoteTable]) -> Iterator[Note]:
    for number, note in enumerate(notes):
        context.check_texts(record, note.texts, f"notes.{number}.")
        sources, places, events = (
            context.refer_all(
                record, lookup, getattr(note, lookup.kind), f"notes.{number}.{lookup.kind}"
            )
            for lookup in (context.sources, context.places, context.events)
        )
        yield Note(note.text, sources, places, events, note.texts)


def _check_start(
    context: MapContext, record: Record, start: StartTable, base: Iterable[BaseFeature]
) -> None:
    countries = IdLookup(
        "country", "base/", [feature.id for feature in base if feature.kind == "country"]
    )
    context.refer(record, countries, start.within, "start.within")
    context.refer(record, context.sides, start.side, "start.side")
    context.refer(record, context.sources, start.source, "start.source")


def _check_breaks(context: MapContext, record: Record, shape: HeaderFile) -> None:
    """Check that stated method changes lie in the period and do not contradict each other."""
    for key in ("breaks", "not_breaks"):
        for number, interval in enumerate(getattr(shape.changes, key)):
            if not interval.overlaps(shape.period):
                message = f'"{interval.text}" is outside the period {shape.period.text}'
                context.add(record, "FL402", message, f"changes.{key}.{number}")
    for number, interval in enumerate(shape.changes.breaks):
        for denied in shape.changes.not_breaks:
            if interval.overlaps(denied):
                message = (
                    f'"{interval.text}" in "breaks" contradicts "{denied.text}" in "not_breaks":'
                    " keep one"
                )
                context.add(record, "FL408", message, f"changes.breaks.{number}")


def _check_reading(context: MapContext, record: Record, files: Iterable[str]) -> None:
    """Check that ``[reading]`` names only files that a map can contain."""
    known = [*CSV_FILES, *GEOJSON_FILES, STORY_FILE]
    for name in files:
        if name not in known and not re.fullmatch(OTHER_FILES, name):
            message = f'[reading]: "{name}" is not a file of a map{suggest(name, known)}'
            context.add(record, "FL145", message, "reading")


def _check_opens(context: MapContext, record: Record, opens: OpensTable) -> None:
    facts = context.facts
    context.issues += date_issues(record, opens.date, opens.since, opens.how, facts, "opens.")
    if opens.language and opens.language not in facts.languages:
        listed = ", ".join(facts.languages)
        hint = suggest(opens.language, facts.languages)
        message = f'"opens.language" is "{opens.language}", but "languages" lists only {listed}'
        context.add(record, "FL121", f"{message}{hint}", "opens.language")
