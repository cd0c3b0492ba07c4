"""Scene → the pages of an atlas: a figure for each of its dates, or for each of its places.

A stamp identifies what a page is drawn from, so that an up-to-date page need not be drawn again.
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
    """A page of an atlas: its file name, and the options with which it is drawn."""

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
        ``day``, or ``place`` for each place on the map that an event or a claim mentions.
    format : str
        File extension of the figures.
    first, last : date, optional
        First and last date, both included. Places are shown on the last; by default on the date
        on which the map opens.
    width_km : float
        Width of the figure of a place on the ground, in km.
    **options : Any
        Further options of each figure.

    Returns
    -------
    list of Page
        Pages in the order of dates or places.

    Raises
    ------
    UsageError
        If ``by`` is neither, or no page is left.
    """
    if by not in BY:
        raise UsageError(f"by: {by} is not one of {', '.join(BY)}")
    subjects: dict[str, dict[str, Any]]
    if by == "day":
        days = [day for day in scene.dates if (first or day) <= day <= (last or day)]
        subjects = {day.isoformat(): {"date": day} for day in days}
    else:
        on = last or scene.opens
        drawn = [p for p in scene.places if is_drawn(p) and p.id in scene.reported]
        names = _file_names(place.id for place in drawn)
        view = {"date": on, "width_km": width_km}
        subjects = {names[place.id]: {**view, "place": place.id} for place in drawn}
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
        Options of the page; with ``place`` the figure is of that place.

    Returns
    -------
    bytes
        The figure.
    """
    return (render_place if "place" in options else render_figure)(scene, **options)


def stamps(scene: Scene, pages: Iterable[Page], version: str) -> dict[str, str]:
    """Hash what each page is drawn from: the scene, its options and this package's version.

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
        SHA-256 in hexadecimal by the name of the page.
    """
    messages = json.dumps(scene.header.messages, sort_keys=True)
    source = hashlib.sha256(f"{version}\n{messages}\n{render_json(scene)}".encode()).hexdigest()
    return {
        page.name: hashlib.sha256(f"{source}\n{sorted(page.options.items())}".encode()).hexdigest()
        for page in pages
    }


def _file_names(ids: Iterable[str]) -> dict[str, str]:
    """Map ids to file names that are distinct on every system and stay in their folder."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for id in ids:
        name = _UNSAFE.sub("-", unicodedata.normalize("NFC", id)).strip(".-")[:80]
        if name != id or name.casefold() in taken:
            name = f"{name}-{hashlib.sha256(id.encode()).hexdigest()[:8]}".lstrip("-")
        taken.add(name.casefold())
        names[id] = name
    return names
