"""Scene → its general part as plain values: texts, period, extent, sides, places and base map."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from shapely.geometry import mapping

from frontline.dates.instants import utc_offset
from frontline.language.speaker import speaker
from frontline.model import BaseFeature, Control, Header, Place, Texts
from frontline.render.page.relief_picture import relief_record
from frontline.rules.catalogue import rules
from frontline.scene.scene import Scene
from frontline.style import classes
from frontline.text.lookups import sides_of
from frontline.text.map_notes import ground_note
from frontline.text.phrases import class_words

VERSION = 1
"""Version of the format; see ``docs/reference/scene.md``."""


def map_record(scene: Scene) -> dict[str, Any]:
    """Write the part of a scene's record that describes the whole map.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    dict
        The keys of ``scene.json`` from ``format`` to ``left_out``.
    """
    header = scene.header
    start = header.base_start
    return {
        "format": "frontline-scene",
        "version": VERSION,
        "id": header.id,
        "title": header.title,
        "summary": header.summary,
        "texts": texts_record(header.texts),
        "author": header.author,
        "credits": list(header.credits),
        "language": header.language,
        "languages": list(dict.fromkeys((header.language, *header.languages))),
        "zone": header.zone.key,
        "utc": utc_offset(header.zone, scene.opens),
        "offsets": _offsets(scene),
        "known": header.known.isoformat() if header.known else None,
        "missing": _missing(header),
        "step": header.step,
        "dates": [day.isoformat() for day in scene.dates],
        "opens": scene.opens.isoformat(),
        "opening": _opening(scene),
        "extent": list(header.extent),
        "sides": [asdict(side) for side in header.sides],
        "classes": _classes(scene),
        "start": {"side": start.side, "source": start.source} if start else None,
        "ground": _ground(scene),
        "policy": asdict(header.policy),
        "relief": relief_record(header.relief, header.extent),
        "left_out": [
            {**asdict(issue), "title": rules()[issue.code].title} for issue in header.left_out
        ],
    }


def places_record(scene: Scene) -> dict[str, Any]:
    """Write the places and the adjusted areas of a scene.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    dict
        ``places`` and ``repairs``.
    """
    return {
        "places": [_place(place, place.id in scene.reported) for place in scene.places],
        "repairs": [asdict(repair) for repair in scene.repairs],
    }


def _offsets(scene: Scene) -> dict[str, str]:
    """Write the UTC offset of the map's time zone on the first date, and where it changes."""
    offsets: dict[str, str] = {}
    last = None
    for day in scene.dates:
        offset = utc_offset(scene.header.zone, day)
        if offset != last:
            offsets[day.isoformat()] = last = offset
    return offsets


def control_record(control: Control) -> dict[str, Any]:
    """Write a class of control.

    Parameters
    ----------
    control : Control
        A status and, for some statuses, a side.

    Returns
    -------
    dict
        ``status`` and ``side``.
    """
    return {"status": control.status, "side": control.side}


def texts_record(texts: Texts) -> dict[str, dict[str, str]]:
    """Write the translations of an object's texts.

    Parameters
    ----------
    texts : mapping
        Texts by field, by language.

    Returns
    -------
    dict
        The same as plain dictionaries.
    """
    return {language: dict(fields) for language, fields in texts.items()}


def _missing(header: Header) -> list[list[str]]:
    """Write the half-open intervals of the period without a published map."""
    intervals = (
        (max(gap.start or header.start, header.start), min(gap.end or header.end, header.end))
        for gap in header.missing
    )
    return [[start.isoformat(), end.isoformat()] for start, end in intervals if start < end]


def _opening(scene: Scene) -> dict[str, Any]:
    """Write the opening view of the page, except for its date."""
    opening, header = scene.header.opening, scene.header
    since = opening.since  # may have been cut off
    since = scene.shown(since) if since and since <= scene.dates[-1] else None
    return {
        "since": since.isoformat() if since else None,
        "how": opening.how,
        "language": opening.language or header.language,
    }


def _classes(scene: Scene) -> list[dict[str, Any]]:
    say, sides = speaker(scene.header), sides_of(scene)
    return [
        {
            **control_record(style.control),
            "label": class_words(style.control, sides, say),
            "color": style.color,
            "hatch": style.hatch,
        }
        for style in scene.classes
    ]


def _ground(scene: Scene) -> dict[str, Any]:
    ground = scene.header.ground
    return {
        "method": ground.method,
        "reach_km": ground.reach_km,
        "sliver_km2": ground.sliver_km2,
        "grid_deg": scene.ground.grid_deg,
        "inferred": scene.inferred,
        "drawn": scene.drawn,
        "areas": bool(scene.areas),
        "note": ground_note(scene),
    }


def base_record(feature: BaseFeature) -> dict[str, Any]:
    """Write a feature of the base map.

    Parameters
    ----------
    feature : BaseFeature
        The feature.

    Returns
    -------
    dict
        Its fields, with its geometry as a GeoJSON geometry.
    """
    return {
        "kind": feature.kind,
        "id": feature.id,
        "name": feature.name,
        "texts": texts_record(feature.texts),
        "rank": feature.rank,
        "population": feature.population,
        "disputed": feature.disputed,
        "error_m": feature.error_m,
        "world": feature.world,
        "geometry": mapping(feature.geometry),
    }


def _place(place: Place, reported: bool) -> dict[str, Any]:
    return {
        "id": place.id,
        "name": place.name,
        "names": dict(place.names),
        "kind": place.kind,
        "admin": place.admin,
        "lon": place.lon,
        "lat": place.lat,
        "precision_m": place.precision_m,
        "population": place.population,
        "source": place.source,
        "rank": classes.rank(place.kind, reported),
        "reported": reported,
    }
