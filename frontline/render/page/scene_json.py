"""Scene → its record: ``scene.json``, the player's file format and the public contract.

``docs/reference/scene.md`` describes the keys; a test compares the two.
"""

from __future__ import annotations

import json
from dataclasses import astuple
from typing import Any

from frontline.ground.smooth_field import LEVEL
from frontline.ground.topology import Topology
from frontline.language.messages import OF_DOCUMENTS, catalogues
from frontline.language.speaker import Speaker, speaker
from frontline.model import Area, Span
from frontline.render.page.change_record import changes_record
from frontline.render.page.codec.pack import Packed, Word
from frontline.render.page.evidence_record import evidence_record
from frontline.render.page.map_record import (
    base_record,
    control_record,
    map_record,
    places_record,
)
from frontline.render.page.packed_base import PackedBase
from frontline.scene.scene import Scene
from frontline.scene.zone_spans import Bands, Stretches
from frontline.style import classes
from frontline.style.base_strokes import town_px
from frontline.style.colors import DARK, LIGHT, ink
from frontline.text.map_notes import band_label, band_words


def record(scene: Scene) -> dict[str, Any]:
    """Return the scene as plain values.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    dict
        Dictionaries, lists, texts, numbers and None; coordinates are longitude and latitude in
        degrees (WGS 84), spans half-open.
    """
    ground = scene.ground
    return {
        **map_record(scene),
        "base": [base_record(feature) for feature in scene.base],
        **places_record(scene),
        "arcs": _arcs(ground),
        "faces": [list(faces) for faces in ground.faces],
        "zones": [{"id": id, "polygons": _polygons(ground, id)} for id in ground.zones],
        "areas": [_area(area) for area in scene.areas],
        **_band_and_started(scene),
        "spans": _spans(scene, scene.spans),
        "spans_then": _spans(scene, scene.spans_then),
        **changes_record(scene),
        **evidence_record(scene),
    }


def page_record(scene: Scene, ground: Packed, base: PackedBase) -> dict[str, Any]:
    """Return the record for the page, with arcs, faces, zones, spans and the base map packed.

    It also has the page's messages in the map's languages; ``inks``, the light and dark colours of
    each side and of contested and unknown areas; the ``sign`` of each event; and the ``sign_px``
    of each city of known size. ``balance_then``,
    ``ranges_then`` and ``announced_then`` are None if they equal those as known now.

    Parameters
    ----------
    scene : Scene
        The map.
    ground : Packed
        The packed areas.
    base : PackedBase
        The packed base map.

    Returns
    -------
    dict
        Plain values, as in ``record``.
    """
    packed = {
        "per_degree": round(1 / scene.ground.grid_deg, 6),
        "ids": list(ground.ids),
        "words": [_word(word) for word in ground.words],
    }
    changes, evidence = changes_record(scene), evidence_record(scene)
    for key in ("balance", "ranges", "announced"):
        if changes[f"{key}_then"] == changes[key]:
            changes[f"{key}_then"] = None
    evidence["events"] = [
        {**event, "sign": classes.sign(event["kind"])} for event in evidence["events"]
    ]
    places = places_record(scene)
    for place in places["places"]:
        is_sized = place["kind"] == "city" and place["population"]
        place["sign_px"] = town_px(place["population"]) if is_sized else None
    return {
        **map_record(scene),
        "base": list(base.names),
        **places,
        "base_layers": list(base.layers),
        "base_streams": list(base.streams),
        "base_edges": list(base.edges),
        "inks": _inks(scene),
        "messages": _page_messages(scene),
        "packed": packed,
        **_band_and_started(scene),
        **changes,
        **evidence,
    }


def render_json(scene: Scene) -> str:
    """Write the scene's record as JSON, one entry per line, so that versions are easy to compare.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    str
        The text of ``scene.json``.
    """
    lines = []
    for key, value in record(scene).items():
        if isinstance(value, list) and value and isinstance(value[0], dict | list):
            items = ",\n".join(_compact(item) for item in value)
            lines.append(f"{_compact(key)}:[\n{items}\n]")
        else:
            lines.append(f"{_compact(key)}:{_compact(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _page_messages(scene: Scene) -> dict[str, dict[str, str]]:
    """Return the messages that the page shows, by language."""
    header = scene.header
    return {
        language: {key: text for key, text in messages.items() if not key.startswith(OF_DOCUMENTS)}
        for language, messages in catalogues(
            (header.language, *header.languages), header.messages
        ).items()
    }


def _inks(scene: Scene) -> list[dict[str, list[str]]]:
    sides = [(side.color, order) for order, side in enumerate(scene.header.sides)]
    colors = [*sides, (classes.CONTESTED_COLOR, 0), (classes.UNKNOWN_COLOR, 0)]
    return [
        {"light": list(astuple(ink(*color, LIGHT))), "dark": list(astuple(ink(*color, DARK)))}
        for color in colors
    ]


def _word(word: Word) -> dict[str, Any]:
    return {
        **control_record(word.control),
        "stale": word.stale,
        "bare": word.bare,
        "claims": list(word.claims),
        "sources": list(word.sources),
    }


def _arcs(ground: Topology) -> list[list[list[float]]]:
    return [[list(vertex) for vertex in arc] for arc in ground.arcs]


def _polygons(ground: Topology, zone: str) -> list[list[list[int]]]:
    return [[list(ring) for ring in polygon] for polygon in ground.zones[zone]]


def _area(area: Area) -> dict[str, Any]:
    return {
        "id": area.id,
        "status": area.status,
        "side": area.side,
        "start": area.when.start.isoformat() if area.when.start else None,
        "end": area.when.end.isoformat() if area.when.end else None,
        "known": area.known.text if area.known else None,
        "source": area.source,
    }


def _band_and_started(scene: Scene) -> dict[str, Any]:
    return {
        "band": _band(scene.bands, speaker(scene.header)),
        "started": sorted(scene.quiet),
    }


def _band(bands: Bands | None, say: Speaker) -> dict[str, Any] | None:
    """Write the uncertainty band of the front line, by zone and date."""
    if bands is None:
        return None

    def days(stretches: Stretches) -> list[list[str]]:
        return [[start.isoformat(), end.isoformat()] for start, end in stretches]

    return {
        "level": LEVEL,
        "label": band_label(say),
        "note": band_words(say),
        "arcs": _arcs(bands.topology),
        "zones": [
            {
                "polygons": _polygons(bands.topology, id),
                "now": days(bands.now[id]),
                "then": days(bands.then[id]),
            }
            for id in bands.topology.zones
        ],
    }


def _spans(scene: Scene, spans: tuple[Span, ...]) -> list[dict[str, Any]]:
    """Write the spans of all zones except those that keep their initial control."""
    return [_span(span) for span in spans if span.zone not in scene.quiet]


def _span(span: Span) -> dict[str, Any]:
    return {
        "zone": span.zone,
        "start": span.start.isoformat(),
        "end": span.end.isoformat(),
        **control_record(span.control),
        "stale": span.stale,
        "claims": list(span.claims),
    }
