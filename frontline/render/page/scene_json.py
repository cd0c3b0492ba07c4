"""Scene → its record: ``scene.json``, the player's file format and the public contract.

The keys are described in ``docs/reference/scene.md``; a test holds the two together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, astuple
from datetime import date
from typing import Any, Final

from shapely.geometry import mapping

from frontline.analysis.gains import Balance, daily
from frontline.analysis.method_breaks import Break, breaks
from frontline.analysis.quality import quality
from frontline.dates.edtf import utc_offset
from frontline.ground.terrain import LEVEL
from frontline.ground.topology import Topology
from frontline.language.messages import OF_DOCUMENTS, catalogues
from frontline.language.speaker import Speaker, speaker
from frontline.model import UNKNOWN, Area, Claim, Control, Event, Header, Source, Span, Texts
from frontline.render.page.codec.pack import Packed, Word
from frontline.render.page.story import chapter_record
from frontline.rules.catalogue import rules
from frontline.scene.scene import Bands, Change, Scene, Stretches
from frontline.style import classes
from frontline.style.colors import DARK, LIGHT, ink
from frontline.text.break_notes import break_record
from frontline.text.lookups import sides_of
from frontline.text.map_notes import band_label, band_words, ground_note, quality_note
from frontline.text.phrases import class_words

VERSION: Final = 1

_M2: Final = 6
"""Decimals of a km² that are written: square metres."""


def record(scene: Scene) -> dict[str, Any]:
    """Return the scene as plain values: dicts, lists, text, numbers, None."""
    return {
        **_head(scene),
        "arcs": _arcs(scene.ground),
        "faces": [list(faces) for faces in scene.ground.faces],
        "zones": [{"id": id, "polygons": _polygons(scene.ground, id)} for id in scene.ground.zones],
        "areas": [_area(area) for area in scene.areas],
        **_over(scene),
        "spans": _spans(scene, scene.spans),
        "spans_then": _spans(scene, scene.spans_then),
        **_said(scene),
    }


def page_record(scene: Scene, ground: Packed) -> dict[str, Any]:
    """Return the record for the page, to which arcs, faces, zones and spans come packed.

    It has the messages of the page too, in the languages of the map, and ``inks``: the
    colours of each side, of contested and of unknown ground, on light and on dark. Every event has
    its ``sign``. A ``balance_then`` that is the same as ``balance`` is None.
    """
    packed = {
        "per_degree": round(1 / scene.ground.grid_deg, 6),
        "ids": list(ground.ids),
        "words": [{**_control(word.control), **_manner(word)} for word in ground.words],
    }
    said = _said(scene)
    if said["balance_then"] == said["balance"]:
        said["balance_then"] = None
    said["events"] = [{**told, "sign": classes.sign(told["kind"])} for told in said["events"]]
    found = catalogues((scene.header.language, *scene.header.languages), scene.header.messages)
    words = {
        language: {key: text for key, text in own.items() if not key.startswith(OF_DOCUMENTS)}
        for language, own in found.items()
    }
    head = {**_head(scene), "inks": _inks(scene)}
    return {**head, "messages": words, "packed": packed, **_over(scene), **said}


def _inks(scene: Scene) -> list[dict[str, list[str]]]:
    sides = [(side.color, order) for order, side in enumerate(scene.header.sides)]
    kinds = [*sides, (classes.CONTESTED_COLOR, 0), (classes.UNKNOWN_COLOR, 0)]
    return [
        {"light": list(astuple(ink(*kind, LIGHT))), "dark": list(astuple(ink(*kind, DARK)))}
        for kind in kinds
    ]


def _manner(word: Word) -> dict[str, Any]:
    return {
        "stale": word.stale,
        "bare": word.bare,
        "claims": list(word.claims),
        "sources": list(word.sources),
    }


def _head(scene: Scene) -> dict[str, Any]:
    """Write what the map is, and what lies under and on the ground."""
    header = scene.header
    say, sides = speaker(header), sides_of(scene)
    start = header.base_start
    return {
        "format": "frontline-scene",
        "version": VERSION,
        "id": header.id,
        "title": header.title,
        "summary": header.summary,
        "texts": _texts(header.texts),
        "author": header.author,
        "credits": list(header.credits),
        "language": header.language,
        "languages": list(dict.fromkeys((header.language, *header.languages))),
        "zone": header.zone.key,
        "utc": utc_offset(header.zone, scene.opens),
        "known": header.known.isoformat() if header.known else None,
        "missing": _missing(header),
        "dates": [day.isoformat() for day in scene.dates],
        "opens": scene.opens.isoformat(),
        "opening": _opening(scene),
        "extent": list(header.extent),
        "sides": [asdict(side) for side in header.sides],
        "classes": [
            {
                **_control(kind.control),
                "label": class_words(kind.control, sides, say),
                "color": kind.color,
                "hatch": kind.hatch,
            }
            for kind in scene.classes
        ],
        "start": {"side": start.side, "source": start.source} if start else None,
        "ground": {
            "method": header.ground.method,
            "reach_km": header.ground.reach_km,
            "sliver_km2": header.ground.sliver_km2,
            "grid_deg": scene.ground.grid_deg,
            "inferred": scene.inferred,
            "drawn": scene.drawn,
            "areas": bool(scene.areas),
            "note": ground_note(scene),
        },
        "policy": asdict(header.policy),
        "left_out": [
            {**asdict(left), "title": rules()[left.code].title} for left in header.left_out
        ],
        "base": [
            {
                "kind": feature.kind,
                "id": feature.id,
                "name": feature.name,
                "texts": _texts(feature.texts),
                "geometry": mapping(feature.geometry),
            }
            for feature in scene.base
        ],
        "places": [
            {
                "id": place.id,
                "name": place.name,
                "names": dict(place.names),
                "kind": place.kind,
                "admin": place.admin,
                "lon": place.lon,
                "lat": place.lat,
                "precision_m": place.precision_m,
                "source": place.source,
                "rank": classes.rank(place.kind, place.id in scene.reported),
                "reported": place.id in scene.reported,
            }
            for place in scene.places
        ],
        "repairs": [asdict(repair) for repair in scene.repairs],
    }


def _opening(scene: Scene) -> dict[str, Any]:
    """Write what is chosen on the page as it opens, beside the day; a day cut off is none."""
    opening, header = scene.header.opening, scene.header
    since = opening.since if opening.since in scene.dates else None
    return {
        "since": since.isoformat() if since else None,
        "how": opening.how,
        "language": opening.language or header.language,
    }


def _over(scene: Scene) -> dict[str, Any]:
    return {
        "band": _band(scene.bands, speaker(scene.header)),
        "started": sorted(scene.quiet),
    }


def _said(scene: Scene) -> dict[str, Any]:
    return {
        "changes": [_change(change) for change in scene.changes],
        "changes_then": [_change(change) for change in scene.changes_then],
        "balance": _balances(scene, daily(scene)),
        "balance_then": _balances(scene, daily(scene, then=True)),
        "breaks": [_break(scene, told) for told in breaks(scene)],
        "quality": _quality(scene),
        "events": [_event(event) for event in scene.events],
        "claims": [_claim(claim) for claim in scene.claims],
        "sources": [_source(source) for source in scene.sources],
        "notes": [
            {
                "text": note.text,
                "texts": _texts(note.texts),
                "sources": list(note.sources),
                "places": list(note.places),
                "events": list(note.events),
            }
            for note in scene.header.notes
        ],
        "chapters": [chapter_record(chapter) for chapter in scene.header.chapters],
    }


def render_json(scene: Scene) -> str:
    """Write the scene's record as JSON, a line for each thing, so that versions compare well."""
    lines = []
    for key, value in record(scene).items():
        if isinstance(value, list) and value and isinstance(value[0], dict | list):
            items = ",\n".join(_compact(item) for item in value)
            lines.append(f"{_compact(key)}:[\n{items}\n]")
        else:
            lines.append(f"{_compact(key)}:{_compact(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _missing(header: Header) -> list[list[str]]:
    """Write the days of the period for which no map was published, half-open."""
    cut = (
        (max(gap.start or header.start, header.start), min(gap.end or header.end, header.end))
        for gap in header.missing
    )
    return [[start.isoformat(), end.isoformat()] for start, end in cut if start < end]


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _arcs(ground: Topology) -> list[list[list[float]]]:
    return [[list(vertex) for vertex in arc] for arc in ground.arcs]


def _polygons(ground: Topology, zone: str) -> list[list[list[int]]]:
    return [[list(ring) for ring in polygon] for polygon in ground.zones[zone]]


def _band(bands: Bands | None, say: Speaker) -> dict[str, Any] | None:
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


def _area(area: Area) -> dict[str, Any]:
    return {
        "id": area.id,
        "status": area.status,
        "side": area.side,
        "start": area.when.start.isoformat() if area.when.start else None,
        "end": area.when.end.isoformat() if area.when.end else None,
        "source": area.source,
    }


def _control(control: Control) -> dict[str, Any]:
    return {"status": control.status, "side": control.side}


def _spans(scene: Scene, spans: tuple[Span, ...]) -> list[dict[str, Any]]:
    """Write the spans of what was spoken of; the rest is as the period began."""
    return [_span(span) for span in spans if span.zone not in scene.quiet]


def _span(span: Span) -> dict[str, Any]:
    return {
        "zone": span.zone,
        "start": span.start.isoformat(),
        "end": span.end.isoformat(),
        **_control(span.control),
        "stale": span.stale,
        "claims": list(span.claims),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "date": change.date.isoformat(),
        "place": change.place,
        "from": _control(change.before),
        "to": _control(change.after),
        "claims": list(change.claims),
    }


def _balances(scene: Scene, days: Mapping[date, Balance]) -> list[dict[str, Any]]:
    """Write what each side, and None for contested ground, gained and lost on each day."""
    holders = (*(side.id for side in scene.header.sides), None)
    rows = (
        (day, holder, _balance(told, holder)) for day, told in days.items() for holder in holders
    )
    return [
        {"date": day.isoformat(), "side": holder, **row}
        for day, holder, row in rows
        if any(row.values())
    ]


def _break(scene: Scene, told: Break) -> dict[str, Any]:
    """Write a method break, and what its day brought to each side, as known now."""
    return {
        **break_record(scene, told, daily(scene).get(told.date, Balance())),
        "begins": [_control(control) for control in told.begins],
        "ends": [_control(control) for control in told.ends],
        "stretches": told.stretches,
        "share": round(told.share, _M2),
        "shift_m": told.shift_m,
        "usual": told.usual,
        "usual_shift_m": told.usual_shift_m,
    }


def _balance(told: Balance, side: str | None) -> dict[str, float]:
    tally = told.side(side) if side else told.control(Control("contested"))
    hands = [(handover.before, handover.after) for handover in told.handovers]
    return {
        "gain_km2": round(tally.gain_km2, _M2),
        "loss_km2": round(tally.loss_km2, _M2),
        "claimed_km2": round(told.claimed_km2(side), _M2) if side else 0,
        "gained": sum(after.side == side and after != UNKNOWN for _, after in hands),
        "lost": sum(before.side == side and before != UNKNOWN for before, _ in hands),
    }


def _quality(scene: Scene) -> dict[str, Any] | None:
    found = quality(scene)
    if found is None:
        return None
    agreed = found.agreement
    return {
        "date": found.date.isoformat(),
        "places": found.places,
        "km2_per_place": round(found.km2_per_place, _M2),
        "line_error_km": round(found.line_error_km, _M2),
        "stale": found.stale,
        "agreement": {
            "places": agreed.places,
            "share": None if agreed.share is None else round(agreed.share, _M2),
            "kappa": None if agreed.kappa is None else round(agreed.kappa, _M2),
        },
        "ranges": [
            {
                "side": side,
                "low_km2": round(held.low, _M2),
                "high_km2": round(held.high, _M2),
                "low_without": held.low_without,
                "high_without": held.high_without,
            }
            for side, held in found.ranges.items()
        ],
        "text": quality_note(scene),
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "start": event.when.start.isoformat() if event.when.start else None,
        "end": event.when.end.isoformat() if event.when.end else None,
        "when": event.when.text,
        "places": list(event.places),
        "kind": event.kind,
        "side": event.side,
        "title": event.title,
        "text": event.text,
        "texts": _texts(event.texts),
        "claimant": event.claimant,
        "known": event.known.text,
        "day": event.known.day.isoformat(),
        "sources": list(event.sources),
    }


def _texts(texts: Texts) -> dict[str, dict[str, str]]:
    return {language: dict(fields) for language, fields in texts.items()}


def _source(source: Source) -> dict[str, Any]:
    fields = asdict(source)
    del fields["redistributed"]
    return fields


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "event": claim.event,
        "places": list(claim.places),
        "about": claim.about,
        "value": claim.value,
        "side": claim.side,
        "low": claim.quantity.low if claim.quantity else None,
        "high": claim.quantity.high if claim.quantity else None,
        "claimant": claim.claimant,
        "kind": claim.kind,
        "stance": claim.stance,
        "start": claim.when.start.isoformat() if claim.when.start else None,
        "end": claim.when.end.isoformat() if claim.when.end else None,
        "when": claim.when.text,
        "known": claim.known.text,
        "day": claim.known.day.isoformat(),
        "sources": list(claim.sources),
        "note": claim.note,
        "texts": _texts(claim.texts),
        "target": claim.target,
    }
