"""An OpenStreetMap extract → rows of a table; runs only in the confined reading process.

What the edge of the extract cut is never completed: an area without all its parts has a row without
a geometry, and a way without all its nodes becomes the lines between those that are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from frontline.intake.formats.osm_tags import (
    AREA_TAGS,
    BOUNDARY,
    LEVELS,
    LINE_TAGS,
    TOWN_TAGS,
    area_kind,
    line_kind,
    town_rank,
)

_BATCH: Final = 5_000
_KEPT_TAGS: Final = ("name", "int_name", "population", "ref", "ISO3166-1:alpha2", "ISO3166-2")
_TIMES: Final = ("osmosis_replication_timestamp", "timestamp")

OSM_COLUMNS: Final = ("kind", "rank", "id", "tags", "cut")
"""Columns of the table, beside its geometry."""

Row = tuple[str, int, str, dict[str, str], bool, Any]
"""Kind, rank, id, tags, whether something is missing, and the geometry."""


class Extract:
    """The base features of an extract within a window.

    Parameters
    ----------
    data : bytes
        The file: PBF, or text in OPL.
    suffix : str
        ``pbf`` or ``opl``.
    windows : list of list of float
        West, south, east and north in degrees, of each part on its side of the antimeridian.
    languages : list of str
        Languages of the names to keep.
    """

    def __init__(
        self, data: bytes, suffix: str, windows: list[list[float]], languages: list[str]
    ) -> None:
        import osmium
        import shapely

        self.file = osmium.io.FileBuffer(data, suffix)
        self.window = shapely.union_all([shapely.box(*window) for window in windows])
        shapely.prepare(self.window)
        self.tags = (*_KEPT_TAGS, *(f"name:{language}" for language in languages))
        self.rows: list[Row] = []
        self.border_ways: dict[int, tuple[str, int, bool]] = {}
        self.incomplete: dict[int, Row] = {}
        self.members: dict[int, list[int]] = {}

    def facts(self) -> dict[str, Any]:
        """Return the day of the data and the edges of the extract, if the header states them."""
        import osmium

        with osmium.io.Reader(self.file, osmium.osm.NOTHING) as reader:
            header = reader.header()
            box = header.box()
        date = next((header.get(name)[:10] for name in _TIMES if header.get(name)), "")
        low, high = box.bottom_left, box.top_right
        edges = [low.lon, low.lat, high.lon, high.lat] if box.valid() else None
        return {"date": date, "edges": edges}

    def batches(self) -> Iterator[list[Row]]:
        """Yield the rows within the window, some thousand at a time."""
        for row in self._rows():
            self.rows.append(row)
            if len(self.rows) >= _BATCH:
                yield self._within()
        yield self._within()

    def _within(self) -> list[Row]:
        """Empty the list of rows, and return those within the window; others are far away."""
        import numpy as np
        import shapely

        rows, self.rows = self.rows, []
        shapes = shapely.from_wkb(np.array([*(row[-1] for row in rows), None], dtype=object))[:-1]
        near = shapely.intersects(self.window, shapes) | shapely.is_missing(shapes)
        blobs = shapely.to_wkb(shapes)
        return [(*rows[at][:-1], blobs[at]) for at in np.flatnonzero(near)]

    def _rows(self) -> Iterator[Row]:
        import osmium
        from osmium.filter import TagFilter

        self._read_relations()
        geometry = osmium.geom.WKBFactory()
        wanted = TagFilter(*LINE_TAGS, *AREA_TAGS, *TOWN_TAGS, BOUNDARY)
        processor = osmium.FileProcessor(self.file).with_areas(TagFilter(*AREA_TAGS, BOUNDARY))
        cut_areas: dict[int, Row] = {}
        thing: Any  # of one of four types
        for thing in processor.with_filter(wanted):
            if thing.is_node() and (rank := town_rank(_plain(thing.tags))):
                yield "town", rank, f"node {thing.id}", self._kept(thing), False, _point(thing)
            elif thing.is_way():
                yield from self._of_way(thing, geometry, cut_areas)
            elif thing.is_area() and (found := area_kind(_plain(thing.tags))):
                name = f"{'way' if thing.from_way() else 'relation'} {thing.orig_id()}"
                missing = cut_areas if thing.from_way() else self.incomplete
                missing.pop(thing.orig_id(), None)
                yield *found, name, self._kept(thing), False, geometry.create_multipolygon(thing)
        yield from cut_areas.values()
        yield from self._of_relations(processor.node_location_storage, geometry)

    def _of_way(self, way: Any, geometry: Any, cut_areas: dict[int, Row]) -> Iterator[Row]:
        tags = _plain(way.tags)
        name, kept = f"way {way.id}", self._kept(way)
        if found := line_kind(tags):
            for shape, cut in _lines(way, geometry):
                yield *found, name, kept, cut, shape
        if (found := way.is_closed() and area_kind(tags)) and self._is_near(_parts(way)):
            cut_areas[way.id] = (*found, name, kept, True, None)

    def _read_relations(self) -> None:
        """Note the relations to draw, and the ways of boundaries, which may have no tags."""
        import osmium
        from osmium.filter import TagFilter

        relations = osmium.FileProcessor(self.file, osmium.osm.RELATION)
        relation: Any
        for relation in relations.with_filter(TagFilter(*AREA_TAGS, BOUNDARY)):
            tags = _plain(relation.tags)
            if tags.get("type") not in ("multipolygon", "boundary"):
                continue
            ways = [member.ref for member in relation.members if member.type == "w"]
            if found := area_kind(tags):
                row = (*found, f"relation {relation.id}", self._kept(relation), True, None)
                self.incomplete[relation.id], self.members[relation.id] = row, ways
            if tags.get(BOUNDARY[0]) == BOUNDARY[1] and tags.get("admin_level") in LEVELS:
                kind, rank = LEVELS[tags["admin_level"]]
                disputed = "disputed" in tags
                for way in ways:
                    known = self.border_ways.get(way, ("region_border", 9, False))
                    best = min((known[0] != "border", known[1]), (kind != "border", rank))
                    self.border_ways[way] = (
                        "region_border" if best[0] else "border",
                        best[1],
                        known[2] or disputed,
                    )

    def _of_relations(self, locations: Any, geometry: Any) -> Iterator[Row]:
        """Yield the lines of boundaries, and incomplete areas of which a part is in the window."""
        import osmium

        seeking = {way for relation in self.incomplete for way in self.members[relation]}
        wanted = seeking | self.border_ways.keys()
        near: set[int] = set()
        if not wanted:
            return
        handler = osmium.NodeLocationsForWays(locations)  # the iterator keeps no reference to it
        handler.ignore_errors()
        with osmium.io.Reader(self.file, osmium.osm.WAY) as reader:
            # an IdFilter would take memory for every id up to the greatest
            for way in filter(
                lambda way: way.id in wanted, osmium.OsmFileIterator(reader, handler)
            ):
                if way.id in seeking and self._is_near(_parts(way)):
                    near.add(way.id)
                if way.id in self.border_ways and way.tags.get("maritime") != "yes":
                    kind, rank, disputed = self.border_ways[way.id]
                    disputed |= way.tags.get("disputed", "no") != "no"
                    kept = {"disputed": "yes"} if disputed else {}
                    for shape, cut in _lines(way, geometry):
                        yield kind, rank, f"way {way.id}", kept, cut, shape
        for relation, row in self.incomplete.items():
            if near.intersection(self.members[relation]):
                yield row

    def _kept(self, thing: Any) -> dict[str, str]:
        return {key: thing.tags[key] for key in self.tags if key in thing.tags}

    def _is_near(self, parts: Iterable[list[tuple[float, float]]]) -> bool:
        import numpy as np
        import shapely

        lines = [shapely.linestrings(np.array(part)) for part in parts]
        return any(self.window.intersects(line) for line in lines)


def _plain(tags: Any) -> dict[str, str]:
    return {tag.k: tag.v for tag in tags}


def _point(node: Any) -> bytes:
    import shapely

    return bytes(shapely.to_wkb(shapely.points(node.lon, node.lat)))


def _parts(way: Any) -> Iterator[list[tuple[float, float]]]:
    """Yield the stretches of a way whose nodes are all there."""
    part: list[tuple[float, float]] = []
    for node in way.nodes:
        if node.location.valid():
            part.append((node.location.lon, node.location.lat))
            continue
        if len(part) > 1:
            yield part
        part = []
    if len(part) > 1:
        yield part


def _lines(way: Any, geometry: Any) -> Iterator[tuple[Any, bool]]:
    """Yield the lines of a way in WKB, and whether nodes are missing."""
    import osmium
    import shapely

    try:
        yield geometry.create_linestring(way), False
    except osmium.InvalidLocationError:
        for part in _parts(way):
            yield shapely.to_wkb(shapely.linestrings(part)), True
    except RuntimeError:  # fewer than two nodes
        return
