"""The map as a whole, as the rules of each file see it: facts, ids, and the issues so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeGuard
from zoneinfo import ZoneInfo

from frontline.dates.edtf import Interval, Known, day_before, parse_edtf, parse_known
from frontline.errors import Issue, RefusedInput
from frontline.intake.confusables import difference, skeleton
from frontline.intake.formats.geometry import read_geometry
from frontline.intake.formats.record import Record
from frontline.intake.id_lookup import IdLookup
from frontline.intake.raw_map import CSV_FILES, GEOJSON_FILES, RawMap, is_withheld
from frontline.intake.record_shape import S, parse
from frontline.intake.translated_texts import ClaimantNames, language_issues
from frontline.model import Texts
from frontline.model.longitudes import WEST, Extent, in_window, window_west

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


UTC: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class MapFacts:
    """The contents of ``map.toml`` that the rules of other files need.

    Attributes
    ----------
    zone : ZoneInfo
        Time zone of the map.
    period : Interval or None
        Period of the map.
    extent : tuple of float, or None
        West, south, east and north in degrees (WGS 84), unbroken.
    languages : tuple of str
        The main language first; empty if ``map.toml`` could not be read.
    missing : tuple of Interval
        Dates without a published map, on which nothing is drawn.
    held : tuple of Interval
        Dates without a published map, on which the map before still counts.
    side_ids : tuple of str, or None
        Ids of the sides.
    composite : bool
        Whether the drawn areas are pieces of daily maps, which fit edge to edge.
    """

    zone: ZoneInfo = UTC
    period: Interval | None = None
    extent: Extent | None = None
    languages: tuple[str, ...] = ()
    missing: tuple[Interval, ...] = ()
    held: tuple[Interval, ...] = ()
    side_ids: tuple[str, ...] | None = None
    composite: bool = False

    @property
    def west(self) -> float:
        """The western end of the map's window, see ``longitudes``."""
        return window_west(self.extent) if self.extent else WEST


class MapContext:
    """The records of one map, lookups for its ids, and the issues so far.

    Parameters
    ----------
    raw : RawMap
        Records of the map folder.
    facts : MapFacts
        Contents of ``map.toml``.
    issues : list of Issue
        Issues so far, to which the rules add.
    """

    def __init__(self, raw: RawMap, facts: MapFacts, issues: list[Issue]) -> None:
        self.raw, self.facts, self.issues = raw, facts, issues
        self.claimants = ClaimantNames()
        ids = {name: self._unique_ids(name) for name in (*CSV_FILES, *GEOJSON_FILES)}
        self.sides = IdLookup("side", "map.toml", facts.side_ids)
        self.sources = IdLookup("source", "sources.csv", ids["sources.csv"])
        self.places = IdLookup("place", "places.geojson", ids["places.geojson"])
        self.events = IdLookup("event", "events.csv", ids["events.csv"])
        upstream = IdLookup("upstream", "sources.csv", ids["sources.csv"])
        self._check_cycles("sources.csv", upstream)
        claims = ids["claims.csv"]
        targets = None if claims is None else (*claims, *(ids["events.csv"] or ()))
        self._check_cycles("claims.csv", IdLookup("target", "claims.csv", targets))
        self._check_shared("events.csv", "claims.csv", ids["events.csv"])
        self._check_shared("places.geojson", "areas.geojson", ids["places.geojson"])

    def records(self, name: str) -> list[Record]:
        """Return the records of a table.

        Parameters
        ----------
        name : str
            File name, such as ``events.csv``.

        Returns
        -------
        list of Record
            Empty if the file was not read.
        """
        return self.raw.tables.get(name, [])

    def parse(self, shape: type[S], record: Record) -> S | None:
        """Read a record into a shape, adding an issue for everything invalid.

        Parameters
        ----------
        shape : type of Shape
            Expected shape.
        record : Record
            Row, feature or table.

        Returns
        -------
        Shape or None
            None if the record does not fit the shape.
        """
        return parse(shape, record, self.issues, self.facts.zone)

    def rows(self, name: str, shape: type[S]) -> Iterator[tuple[Record, S]]:
        """Yield the rows of a table that fit their shape.

        Parameters
        ----------
        name : str
            File name, such as ``events.csv``.
        shape : type of Shape
            Expected shape.

        Yields
        ------
        tuple of Record and Shape
            The record, and its parsed values.
        """
        for record in self.records(name):
            if row := self.parse(shape, record):
                yield record, row

    def add(self, record: Record, code: str, message: str, key: str | None = None) -> None:
        """Add an issue located in a record.

        Parameters
        ----------
        record : Record
            Record with the problem.
        code : str
            Code of the broken rule.
        message : str
            One line: what is wrong, and what is expected.
        key : str, optional
            Key or column.
        """
        self.issues.append(record.issue(code, message, key))

    def refer(self, record: Record, lookup: IdLookup, word: str, key: str | None = None) -> str:
        """Resolve a reference, adding an issue if its target does not exist.

        Parameters
        ----------
        record : Record
            Record with the reference.
        lookup : IdLookup
            Ids among which to search.
        word : str
            Id or name.
        key : str, optional
            Key or column of the reference; by default the kind of the lookup.

        Returns
        -------
        str
            Id, or the word itself if there is none.
        """
        id, problem = lookup.find(word)
        if problem:
            self.add(record, *problem, key or lookup.kind)
        return id

    def refer_all(
        self, record: Record, lookup: IdLookup, words: Iterable[str], key: str | None = None
    ) -> tuple[str, ...]:
        """Resolve several references; each id is returned once.

        Parameters
        ----------
        record : Record
            Record with the references.
        lookup : IdLookup
            Ids among which to search.
        words : iterable of str
            Ids or names.
        key : str, optional
            Key or column of the references; by default the kind of the lookup.

        Returns
        -------
        tuple of str
            Ids in order.
        """
        return tuple(dict.fromkeys(self.refer(record, lookup, word, key) for word in words))

    def geometry(
        self, record: Record, kinds: tuple[str, ...], extent: Extent | None = None
    ) -> BaseGeometry | None:
        """Read the geometry of a feature, adding an issue if it is not valid.

        Parameters
        ----------
        record : Record
            Feature.
        kinds : tuple of str
            Allowed GeoJSON geometry types.
        extent : tuple of float, optional
            West, south, east and north (WGS 84), to detect swapped coordinates.

        Returns
        -------
        shapely geometry or None
            Longitude and latitude in degrees (WGS 84).
        """
        try:
            return in_window(read_geometry(record.geometry, kinds, extent), self.facts.west)
        except RefusedInput as refused:
            self.add(record, refused.code, str(refused), "geometry")
            return None

    def known_after(self, when: Interval) -> Known | None:
        """Return when a statement is known that gives only its dates: when they were over.

        Parameters
        ----------
        when : Interval
            Dates of the statement; of an interval with an open end, only the start counts.

        Returns
        -------
        Known or None
            Their last date; None if it is out of range.
        """
        dates = when if when.end else parse_edtf(when.text.partition("/")[0])
        last = day_before(dates.end) if dates.end else None
        return parse_known(last.isoformat(), self.facts.zone) if last else None

    def check_texts(self, record: Record, texts: Texts, prefix: str = "") -> None:
        """Add an issue for each text in a language that the map does not list.

        Parameters
        ----------
        record : Record
            Record with the texts.
        texts : Mapping
            Language → field → text.
        prefix : str, optional
            Dotted key of the table within the record.
        """
        if self.facts.languages:
            issues = language_issues(record, texts, self.facts.languages, prefix)
            self.issues += [issue for issue in issues if issue not in self.issues]

    def _unique_ids(self, name: str) -> list[str] | None:
        """List the ids of a file, adding an issue for duplicates and look-alikes.

        Returns None if the file was not read.
        """
        if name not in self.raw.tables:
            return None
        line_of_id: dict[str, int] = {}
        id_by_skeleton: dict[str, str] = {}
        # A withheld row is the one at fault: the other would tell of it.
        for record in sorted(self.records(name), key=is_withheld):
            id = record.values.get("id")
            if not is_word(id):
                continue
            lookalike = id_by_skeleton.setdefault(skeleton(id), id)
            if id not in line_of_id and (reason := difference(id, lookalike)):
                problem = f'looks like "{lookalike}" in line {line_of_id[lookalike]} but differs'
                self.add(record, "FL240", f'id "{id}" {problem}: {reason}', "id")
            if id in line_of_id:
                message = f'duplicate id "{id}": already used in line {line_of_id[id]}'
                self.add(record, "FL201", message, "id")
            line_of_id.setdefault(id, record.line)
        return list(line_of_id)

    def _check_shared(self, first_file: str, second_file: str, ids: Sequence[str] | None) -> None:
        """Add an issue for each id of the second file that is also used in the first."""
        ids_in_use = set(ids or ())
        for record in self.records(second_file):
            if isinstance(id := record.values.get("id"), str) and id in ids_in_use:
                self.add(
                    record, "FL201", f'duplicate id "{id}": already used in {first_file}', "id"
                )

    def _check_cycles(self, name: str, lookup: IdLookup) -> None:
        """Check that the references of a file to its own rows exist and form no cycle."""
        key = lookup.kind
        target_of = {
            record.values["id"]: record.values[key]
            for record in self.records(name)
            if is_word(record.values.get("id")) and is_word(record.values.get(key))
        }
        circular = _circular(target_of)
        for record in self.records(name):
            id = record.values.get("id")
            if not is_word(id) or id not in target_of:
                continue
            self.refer(record, lookup, target_of[id])
            if id in circular:
                message = f'"{key}" is circular: it leads from "{id}" back to itself'
                self.add(record, "FL209", message, key)


def _circular(target_of: Mapping[str, str]) -> set[str]:
    """Return the ids from which references lead back to themselves."""
    circular, walked = set[str](), set[str]()
    for start in target_of:
        path: dict[str, None] = {}
        id = start
        while id in target_of and id not in walked:
            walked.add(id)
            path[id] = None
            id = target_of[id]
        if id in path:
            ids = list(path)
            circular.update(ids[ids.index(id) :])
    return circular


def is_word(value: object) -> TypeGuard[str]:
    """Return whether a value is text and not empty.

    Parameters
    ----------
    value : object
        Any value of a record.

    Returns
    -------
    bool
        True for text with at least one character.
    """
    return isinstance(value, str) and bool(value)
