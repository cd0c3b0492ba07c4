"""A valid map → notices about its records: what is probably a mistake, and may be meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, combinations
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from frontline.dates.edtf import OPEN_END, Interval, Known, day_before
from frontline.dates.instants import start_of
from frontline.errors import Issue
from frontline.intake.formats.record import Record
from frontline.intake.raw_map import RawMap
from frontline.intake.read import unread_files
from frontline.model import Area, Claim, Dataset, Event, Place, Side
from frontline.style.colors import DARK, LIGHT, PALETTE, apart, ink

MAX_NOTICES: Final = 100
"""Maximum number of notices of one kind."""

_ALIKE: Final = 12.0
"""Colours at a smaller distance are hard to tell apart."""

_ALLIED: Final = 6.0
"""The same for allies, whose colours are shades of one."""

_OPEN_YEAR: Final = str(OPEN_END.year)

_DAY: Final = timedelta(days=1)


class Records:
    """The records of a map by the ids in its files.

    Parameters
    ----------
    raw : RawMap
        Records of a map folder without problems.
    """

    def __init__(self, raw: RawMap) -> None:
        self.raw = raw
        self._by_file: dict[str, dict[str, Record]] = {}

    def of(self, file: str, id: str) -> Record:
        """Return a record.

        Parameters
        ----------
        file : str
            Name of the file.
        id : str
            Id in the file.

        Returns
        -------
        Record
            The record; one without a line if the file has none.
        """
        if file not in self._by_file:
            records = self.raw.tables.get(file, [])
            self._by_file[file] = {str(r.values.get("id", "")).strip(): r for r in records}
        return self._by_file[file].get(id) or Record(self.raw.file(file), 0, {})


def record_notices(raw: RawMap, dataset: Dataset) -> Iterator[Issue]:
    """Yield the notices about the records of a map.

    Parameters
    ----------
    raw : RawMap
        Records of a map folder without problems.
    dataset : Dataset
        The valid map made of them.

    Yields
    ------
    Issue
        Notices, at most ``MAX_NOTICES`` of a kind.
    """
    records = Records(raw)
    kinds = (
        _sides_alike(raw, dataset.header.sides),
        _homonyms(records, dataset),
        _skipped_days(records, dataset),
        _open_ends(records, dataset),
        _known_late(records, dataset),
        _on_one_date(records, dataset),
        unread_files(Path(raw.folder)),
    )
    for kind in kinds:
        for number, notice in enumerate(kind):
            if number == MAX_NOTICES:
                break
            yield notice


def _sides_alike(raw: RawMap, sides: Sequence[Side]) -> Iterator[Issue]:
    """Yield notices for sides whose names or colours readers would confuse."""
    header = raw.header or Record(raw.file("map.toml"), 0, {})
    stated = {i for i, side in enumerate(header.values.get("sides", ())) if "color" in side}
    for (i, first), (j, second) in combinations(enumerate(sides), 2):
        words = [(first.name, second.name), (first.id, second.id)]
        for key, pair in zip(("name", "id"), words, strict=True):
            if len({" ".join(word.split()).casefold() for word in pair}) == 1:
                how = "is the same as" if pair[0] == pair[1] else "differs only in case from"
                message = f'the {key} "{pair[1]}" of side "{second.id}" {how} "{pair[0]}"'
                yield header.issue("FL509", f"{message}: are they one side?", f"sides.{j}.{key}")
                break
        allied = first.bloc is not None and first.bloc == second.bloc
        if {i, j} & stated and any(
            apart(ink(first.color, i, theme).line, ink(second.color, j, theme).line)
            < (_ALLIED if allied else _ALIKE)
            for theme in (LIGHT, DARK)
        ):
            message = (
                f'the colours of "{first.id}" ({first.color}) and "{second.id}" ({second.color})'
                ' look alike: give one another "color"'
            )
            yield header.issue("FL508", message, f"sides.{j}.color")
    if (count := len(sides) - len(stated)) > len(PALETTE):
        message = (
            f'{count} sides have no "color", and the palette has {len(PALETTE)}: some look alike,'
            " and differ only in the shapes on their areas"
        )
        yield header.issue("FL508", message, "sides")


def _homonyms(records: Records, dataset: Dataset) -> Iterator[Issue]:
    """Yield a notice for each place with the name of an earlier one, if texts name either."""
    statements: tuple[Event | Claim, ...] = (*dataset.events, *dataset.claims)
    named = {id for statement in statements for id in statement.places}
    first_by_name: dict[str, Place] = {}
    for place in dataset.places:
        first = first_by_name.setdefault(place.name, place)
        if first is place or not (dataset.areas or named & {first.id, place.id}):
            continue
        if place.admin and first.admin and place.admin != first.admin:
            advice = 'texts add "admin" to tell them apart'
        else:
            advice = 'give each another "admin", which texts then add to tell them apart'
        message = f'"{place.id}" has the name of "{first.id}", {place.name}: {advice}'
        yield records.of("places.geojson", place.id).issue("FL510", message, "name")


def _skipped_days(records: Records, dataset: Dataset) -> Iterator[Issue]:
    """Yield a notice for each date that was no day in the time zone of the map."""
    zone = dataset.header.zone
    statements: Iterable[tuple[str, str, str, Interval, Known | None]] = chain(
        (("events.csv", event.id, "date", event.when, event.known) for event in dataset.events),
        (("claims.csv", claim.id, "date", claim.when, claim.known) for claim in dataset.claims),
        (("areas.geojson", area.id, "from", area.when, area.known) for area in dataset.areas),
    )
    events = {event.id for event in dataset.events}
    skipped: dict[date, bool] = {}
    for file, id, key, when, known in statements:
        if file == "claims.csv" and id in events:
            continue
        ends = (when.start, day_before(when.end) if when.end else None)
        for day in dict.fromkeys((*ends, known.day if known else None)):
            if day and skipped.setdefault(day, _is_skipped(day, zone)):
                message = f"{day} was no day in {zone.key}, whose clocks skipped it"
                yield records.of(file, id).issue("FL511", message, key)


def _open_ends(records: Records, dataset: Dataset) -> Iterator[Issue]:
    """Yield a notice for each end that a database wrote for an open one."""
    ends: Iterable[tuple[str, str, str, Interval]] = chain(
        (("events.csv", event.id, "date", event.when) for event in dataset.events),
        (("claims.csv", claim.id, "date", claim.when) for claim in dataset.claims),
        (("areas.geojson", area.id, "to", area.when) for area in dataset.areas),
    )
    for file, id, key, when in ends:
        record = records.of(file, id)
        if when.end is None and _OPEN_YEAR in str(record.values.get(key)):
            message = f'"{record.values[key]}" is taken as an open end: "{key}" has no last date'
            yield record.issue("FL515", message, key)


def _is_skipped(day: date, zone: ZoneInfo) -> bool:
    """Return whether a date begins no earlier than the next one."""
    return day < date.max and start_of(day, zone) >= start_of(day + _DAY, zone)


def _known_late(records: Records, dataset: Dataset) -> Iterator[Issue]:
    """Yield a notice for each statement that counts as known only when its dates were over."""
    dated: Iterable[tuple[str, str, Event | Area]] = chain(
        (("events.csv", "date", event) for event in dataset.events),
        (("areas.geojson", "from", area) for area in dataset.areas),
    )
    for file, key, item in dated:
        record, known = records.of(file, item.id), item.known
        stated = record.values.get("known") not in ("", None)
        if known and not stated and item.when.start and known.day > item.when.start:
            message = (
                f'without "known", "{record.values.get(key)}" counts as known on {known.day},'
                ' when it was over: if it was known earlier, state "known"'
            )
            yield record.issue("FL512", message, key)


def _on_one_date(records: Records, dataset: Dataset) -> Iterator[Issue]:
    """Yield a notice for each claim that begins on the last date of one of another side.

    A later claim of the same claimant replaces the earlier one, so that the date is clear.
    """
    stated = [claim for claim in dataset.claims if claim.side and claim.stance == "asserts"]
    lasting = [claim for claim in stated if (last := _last(claim)) and last != claim.when.start]
    beginning: dict[tuple[str, date | None], list[Claim]] = {}
    for claim in stated:
        if claim.when.start != _last(claim):
            for place in claim.places:
                beginning.setdefault((place, claim.when.start), []).append(claim)
    events = {event.id for event in dataset.events}
    ending = ((claim, place, _last(claim)) for claim in lasting for place in claim.places)
    for before, place, day in ending:
        for after in beginning.get((place, day), ()):
            if after.side != before.side and after.claimant != before.claimant:
                file, of_after = (
                    "events.csv" if id in events else "claims.csv" for id in (before.id, after.id)
                )
                message = (
                    f'"{after.id}" begins on {day}, the last date of "{before.id}" of another side,'
                    f' at "{place}": both count on that date; if ends are exclusive, state it in'
                    f' map.toml under [reading]: "{file}" = {{ ends = "exclusive" }}'
                )
                yield records.of(of_after, after.id).issue("FL514", message, "date")


def _last(claim: Claim) -> date | None:
    """Return the last date of a claim; None if it counts until another replaces it."""
    is_bounded = "/" in claim.when.text and claim.when.end is not None
    return day_before(claim.when.end) if is_bounded and claim.when.end else None
