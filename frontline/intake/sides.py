"""``[[sides]]`` of ``map.toml`` and of profiles: the shape of a side, and its rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field

from frontline.intake.field_types import Color, Id, Text
from frontline.intake.formats.decode import wrong_letters
from frontline.intake.formats.record import Record
from frontline.intake.map_context import MapContext
from frontline.intake.record_shape import TranslatedShape
from frontline.model import Side, Texts
from frontline.style.colors import PALETTE, shade


class SideTable(TranslatedShape):
    """A party to the conflict, or a neutral state."""

    translated = ("name", "adjective", "bloc")

    id: Id
    name: Text
    adjective: Text | None = None
    color: Color | None = None
    bloc: Text | None = None
    party: Annotated[bool, Field(strict=True)] = True


def read_sides(
    context: MapContext, record: Record, tables: Sequence[SideTable]
) -> tuple[Side, ...]:
    """Check the sides of a map, and give a colour to those without one: to allies, shades of one.

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
        for key, name in (("id", side.id), ("name", side.name)):
            if problem := wrong_letters(name):
                message = f'side "{name}" {problem}: write it anew'
                context.add(record, "FL142", message, f"sides.{number}.{key}")
        if side.bloc and not side.party:
            message = f'side "{side.id}" is no party to the conflict, so it has no bloc: remove one'
            context.add(record, "FL138", message, f"sides.{number}.bloc")
    return tuple(
        Side(
            id=side.id,
            name=side.name,
            color=color,
            adjective=side.adjective or side.name,
            texts=_texts(side, tables),
            bloc=side.bloc,
            party=side.party,
        )
        for side, color in zip(tables, _colors(tables), strict=True)
    )


def _colors(tables: Sequence[SideTable]) -> Iterator[str]:
    """Yield the colour of each side: its own, one of the palette, or a shade of its bloc's."""
    camps, blocs = dict[tuple[str | None, str], int](), dict[str, list[SideTable]]()
    for side in tables:
        camps.setdefault((side.bloc, "" if side.bloc else side.id), len(camps))
        blocs.setdefault(side.bloc or "", []).append(side)
    for side in tables:
        default = PALETTE[camps[side.bloc, "" if side.bloc else side.id] % len(PALETTE)]
        if side.color or not side.bloc:
            yield side.color or default
            continue
        allies = sorted(blocs[side.bloc], key=lambda ally: ally.color is None)
        yield shade(allies[0].color or default, allies.index(side))


def _texts(side: SideTable, tables: Sequence[SideTable]) -> Texts:
    """Return the translations of a side; one ally's of the bloc's name serve all of them."""
    texts = {language: {**fields} for language, fields in side.texts.items()}
    for ally in tables:
        if side.bloc and ally.bloc == side.bloc:
            for language, fields in ally.texts.items():
                if "bloc" in fields:
                    texts.setdefault(language, {}).setdefault("bloc", fields["bloc"])
    return texts
