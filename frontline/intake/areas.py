"""``areas.geojson``: the shape of a drawn area, and its rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Final

from pydantic import Field

from frontline.dates.edtf import OPEN_END, Interval, Known, day_after
from frontline.dates.gaps import past_gaps
from frontline.errors import Issue, RefusedInput
from frontline.intake.field_types import Edtf, Id, KnownTime
from frontline.intake.formats.geometry import read_polygons
from frontline.intake.formats.record import Record
from frontline.intake.map_context import MapContext
from frontline.intake.record_shape import Shape
from frontline.model import Area, Status
from frontline.model.neighbours import in_order, neighbours

_MAX_OVERLAPS: Final = 300_000
"""Pairs of areas with common dates whose bounding boxes overlap: each pair is compared."""

_WIDTH_DEG: Final = 1e-9
"""Bounding boxes that overlap by less, a tenth of a millimetre, only touch."""


class AreaFeature(Shape):
    """The properties of a feature of ``areas.geojson``."""

    id: Id
    side: Id | None = None
    status: Status
    from_: Annotated[Edtf, Field(alias="from")]
    to: Edtf | None = None
    source: Id
    known: KnownTime | None = None


def read_areas(context: MapContext) -> Iterator[Area]:
    """Yield the drawn areas of a map.

    Parameters
    ----------
    context : MapContext
        Records of the map; receives the issues.

    Yields
    ------
    Area
        Area with its polygons in degrees (WGS 84) and its half-open interval of dates.
    """
    records, areas = context.records("areas.geojson"), list[Area]()
    geometries = read_polygons([record.geometry for record in records], context.facts.extent)
    for record, geometry in zip(records, geometries, strict=True):
        shape = context.parse(AreaFeature, record)
        if isinstance(geometry, RefusedInput):
            context.add(record, geometry.code, str(geometry), "geometry")
        elif shape:
            when = _valid_dates(context, record, shape)
            _check_control(context, record, shape)
            known = shape.known or _known_after(context, shape.from_)
            area = Area(shape.id, shape.side, shape.status, when, shape.source, geometry, known)
            areas.append(area)
            yield area
    if not context.facts.composite and _overlap_too_often(areas):
        message = f"areas overlap in more than {_MAX_OVERLAPS:,} pairs at one time"
        remedy = "cut them out of each other, or split the map"
        context.issues.append(Issue(records[0].path, 0, "FL083", f"{message}: {remedy}"))


def _overlap_too_often(areas: Sequence[Area]) -> bool:
    """Return whether too many pairs of areas share dates, and a part of their bounding boxes."""
    count = 0
    for first, _ in neighbours(in_order(areas), -_WIDTH_DEG):
        count += len(first)
        if count > _MAX_OVERLAPS:
            return True
    return False


def _known_after(context: MapContext, start: Interval) -> Known | None:
    """Return when an area was drawn that begins in a month or year: when that was over."""
    is_day = start.start and start.end in (None, day_after(start.start))
    return None if is_day else context.known_after(start)


def _check_control(context: MapContext, record: Record, shape: AreaFeature) -> None:
    if (shape.side is None) == (shape.status in ("held", "claimed")):
        message = (
            f'"side" is missing: status "{shape.status}" needs one'
            if shape.side is None
            else f'"side" is not allowed with the status "{shape.status}"'
        )
        context.add(record, "FL127", message, "side")
    context.refer(record, context.sources, shape.source)
    if shape.side:
        context.refer(record, context.sides, shape.side)


def _valid_dates(context: MapContext, record: Record, shape: AreaFeature) -> Interval:
    """Return the dates of an area; add an issue if they are reversed or outside the period."""
    exclusive = record.file_format.ends == "exclusive"
    start, end = shape.from_.start, None
    if shape.to:
        end = shape.to.start if exclusive and shape.to.start != OPEN_END else shape.to.end
    end = past_gaps(end, (gap for gap in context.facts.held if gap.start))
    interval = Interval(start, end, shape.from_.text)
    period = context.facts.period
    if start and end and end <= start:
        after = "not after" if exclusive else "before"
        context.add(record, "FL105", f'"to" is {after} "from"', "to")
    elif period and not interval.overlaps(period):
        message = f"the area is outside the period {period.text} of map.toml"
        context.add(record, "FL402", message, "from")
    return interval
