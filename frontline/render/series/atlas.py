"""Scene → the pages of an atlas: one figure per date or place.

A stamp identifies the inputs of a page, so that up-to-date pages are not drawn again.
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
    """A page of an atlas: file name and drawing options."""

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
    """List the pages of an atlas.

    Parameters
    ----------
    scene : Scene
        The map.
    by : str
        ``day``, or ``place`` for each place on the map with an event or a claim.
    format : str
        File extension of the figures.
    first, last : date, optional
        First and last date, both included. Places are shown on ``last``; by default, on the map's
        opening date.
    width_km : float
        Width of the map around a place, in km.
    **options : Any
        Further options of each figure.

    Returns
    -------
    list of Page
        Pages in the order of dates or places.

    Raises
    ------
    UsageError
        If ``by`` is neither, or the atlas would be empty.
    """
    if by not in BY:
        raise UsageError(f"by: {by} is not one of {', '.join(BY)}")
    subjects: dict[str, dict[str, Any]]
    if by == "day":
        days = [day for day in scene.dates if (first or day) <= day <= (last or day)]
        subjects = {day.isoformat(): {"date": day} for day in days}
    else:
        shown_date = last or scene.opens
        places = [place for place in scene.places if is_drawn(place) and place.id in scene.reported]
        names = _file_names(place.id for place in places)
        view = {"date": shown_date, "width_km": width_km}
        subjects = {names[place.id]: {**view, "place": place.id} for place in places}
    if not subjects:
        raise UsageError(f"the atlas would be empty: the map has no such {by}")
    return [
        Page(f"{name}.{format}", {**subject, "format": format, **options})
        for name, subject in subjects.items()
    ]


def draw(scene: Scene, **options: Any) -> bytes:
    """Draw a page.

    Parameters
    ----------
    scene : Scene
        The map.
    **options : Any
        Options of the page; ``place`` selects a figure of that place.

    Returns
    -------
    bytes
        The figure.
    """
    return (render_place if "place" in options else render_figure)(scene, **options)


def stamps(scene: Scene, pages: Iterable[Page], version: str) -> dict[str, str]:
    """Hash the inputs of each page: scene, options and version of this package.

    Parameters
    ----------
    scene : Scene
        The map.
    pages : iterable of Page
        Pages of its atlas.
    version : str
        Version of this package.

    Returns
    -------
    dict
        SHA-256 in hexadecimal, by page name.
    """
    messages = json.dumps(scene.header.messages, sort_keys=True)
    source = hashlib.sha256(f"{version}\n{messages}\n{render_json(scene)}".encode()).hexdigest()
    return {
        page.name: hashlib.sha256(f"{source}\n{sorted(page.options.items())}".encode()).hexdigest()
        for page in pages
    }


def _file_names(ids: Iterable[str]) -> dict[str, str]:
    """Return file names by id that are distinct on every system and stay inside their folder."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for id in ids:
        name = _UNSAFE.sub("-", unicodedata.normalize("NFC", id)).strip(".-")[:80]
        if name != id or name.casefold() in taken:
            name = f"{name}-{hashlib.sha256(id.encode()).hexdigest()[:8]}".lstrip("-")
        taken.add(name.casefold())
        names[id] = name
    return names
