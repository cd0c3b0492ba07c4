"""Scene → an atlas: a figure for each of its days, or for each of its places.

Each page says by a stamp what it is drawn from, so that one that is there need not be drawn again.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from frontline.errors import UsageError
from frontline.render.figure import render_figure, render_place
from frontline.render.page.scene_json import render_json
from frontline.scene.scene import Scene
from frontline.text.lookups import is_drawn

BY: Final = ("day", "place")

_UNSAFE: Final = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Page:
    """Hold a page of an atlas: the name of its file, and the options by which it is drawn."""

    name: str
    options: Mapping[str, Any]


def pages(
    scene: Scene,
    by: str,
    *,
    format: str = "png",
    first: date | None = None,
    last: date | None = None,
    width_km: float = 20,
    **options: Any,
) -> list[Page]:
    """List the pages of an atlas by day, or by place that is spoken of and drawn.

    ``first`` and ``last`` cut the days, both included; places are shown on the last, or on the
    day the map opens on, with so many kilometres of ground from side to side. Raises UsageError
    for what is neither, and where nothing is left.
    """
    if by not in BY:
        raise UsageError(f"by: {by} is not one of {', '.join(BY)}")
    found: dict[str, dict[str, Any]]
    if by == "day":
        days = [day for day in scene.dates if (first or day) <= day <= (last or day)]
        found = {day.isoformat(): {"date": day} for day in days}
    else:
        on = last or scene.opens
        drawn = [p for p in scene.places if is_drawn(p) and p.id in scene.reported]
        names = _file_names(place.id for place in drawn)
        seen = {"date": on, "width_km": width_km}
        found = {names[place.id]: {**seen, "place": place.id} for place in drawn}
    if not found:
        raise UsageError(f"the atlas would be empty: the map has no such {by}")
    return [
        Page(f"{name}.{format}", {**told, "format": format, **options})
        for name, told in found.items()
    ]


def draw(scene: Scene, **options: Any) -> bytes:
    """Draw a page."""
    return (render_place if "place" in options else render_figure)(scene, **options)


def stamps(scene: Scene, wanted: Iterable[Page], version: str) -> dict[str, str]:
    """Map the names of pages to what they are drawn from: the scene, options, and our version."""
    words = json.dumps(scene.header.messages, sort_keys=True)
    whole = hashlib.sha256(f"{version}\n{words}\n{render_json(scene)}".encode()).hexdigest()
    return {
        page.name: hashlib.sha256(f"{whole}\n{sorted(page.options.items())}".encode()).hexdigest()
        for page in wanted
    }


def _file_names(ids: Iterable[str]) -> dict[str, str]:
    """Map ids to names of files that differ on every system, and lead out of no folder."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for id in ids:
        name = _UNSAFE.sub("-", unicodedata.normalize("NFC", id)).strip(".-")[:80]
        if name != id or name.casefold() in taken:
            name = f"{name}-{hashlib.sha256(id.encode()).hexdigest()[:8]}".lstrip("-")
        taken.add(name.casefold())
        found[id] = name
    return found
