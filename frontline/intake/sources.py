"""``sources.csv``: the shape of a source, and its rules."""

from __future__ import annotations

from collections.abc import Iterator

from frontline.intake.field_types import Edtf, Id, Language, Text, Url, YesNo
from frontline.intake.map_context import MapContext
from frontline.intake.record_shape import Shape
from frontline.model import Reliability, Source


class SourceRow(Shape):
    """A row of ``sources.csv``."""

    id: Id
    title: Text
    publisher: Text
    url: Url | None = None
    archive_url: Url | None = None
    published: Edtf | None = None
    language: Language | None = None
    side: Id | None = None
    reliability: Reliability | None = None
    licence: Text | None = None
    upstream: Id | None = None
    redistribute: YesNo = True


def read_sources(context: MapContext) -> Iterator[Source]:
    """Yield the sources of a map.

    Parameters
    ----------
    context : MapContext
        Records of the map; receives the issues.

    Yields
    ------
    Source
        A source, as cited by events and claims.
    """
    for record in context.records("sources.csv"):
        if side := record.values.get("side"):
            context.refer(record, context.sides, side)
        if row := context.parse(SourceRow, record):
            yield Source(
                **row.model_dump(exclude={"published", "redistribute"}),
                published=row.published.text if row.published else None,
                redistributed=row.redistribute,
            )
