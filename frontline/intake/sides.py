"""``[[sides]]`` of ``map.toml`` and of profiles: the shape of a side, and its rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from frontline.intake.field_types import Color, Id, Text
from frontline.intake.formats.record import Record
from frontline.intake.map_context import MapContext
from frontline.intake.record_shape import TranslatedShape
from frontline.model import Side
from frontline.style.colors import PALETTE


class SideTable(TranslatedShape):
    """A party to the conflict."""

    translated = ("name", "adjective")

    id: Id
    name: Text
    adjective: Text | None = None
    color: Color | None = None


def read_sides(
    context: MapContext, record: Record, tables: Sequence[SideTable]
) -> tuple[Side, ...]:
    """Check the sides of a map, and give sides without a colour one from the palette.

    Parameters
    ----------
    context : MapContext
        Languages of the map; receives an issue for each duplicate id.
    record : Record
        ``map.toml``.
    tables : sequence of SideTable
        Its ``[[sides]]``.

    Returns
    -------
    tuple of Side
        Sides in the order of the file.
    """
    for id, count in Counter(side.id for side in tables).items():
        if count > 1:
            context.add(record, "FL201", f'duplicate side "{id}": listed {count} times', "sides")
    for number, side in enumerate(tables):
        context.check_texts(record, side.texts, f"sides.{number}.")
    return tuple(
        Side(
            id=side.id,
            name=side.name,
            color=side.color or PALETTE[number % len(PALETTE)],
            adjective=side.adjective or side.name,
            texts=side.texts,
        )
        for number, side in enumerate(tables)
    )
