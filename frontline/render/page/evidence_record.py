"""Scene → its evidence as plain values: events, claims, sources, notes and chapters."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

from frontline.dates.edtf import Known
from frontline.model import Claim, Event, Note, Source
from frontline.render.page.map_record import texts_record
from frontline.render.page.story_record import chapter_record
from frontline.scene.scene import Scene


def evidence_record(scene: Scene) -> dict[str, Any]:
    """Write the reported events and claims, their sources, and the author's notes and chapters.

    Parameters
    ----------
    scene : Scene
        The map.

    Returns
    -------
    dict
        The keys of ``scene.json`` from ``events`` to ``chapters``.
    """
    zone = scene.header.zone
    return {
        "events": [_event(event, zone) for event in scene.events],
        "claims": [_claim(claim, zone) for claim in scene.claims],
        "sources": [_source(source) for source in scene.sources],
        "notes": [_note(note) for note in scene.header.notes],
        "chapters": [chapter_record(chapter) for chapter in scene.header.chapters],
    }


def _event(event: Event, zone: ZoneInfo) -> dict[str, Any]:
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
        "texts": texts_record(event.texts),
        "claimant": event.claimant,
        "known": event.known.text,
        "day": event.known.day.isoformat(),
        "time": _time(event.known, zone),
        "sources": list(event.sources),
    }


def _claim(claim: Claim, zone: ZoneInfo) -> dict[str, Any]:
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
        "kind": claim.form,
        "stance": claim.stance,
        "start": claim.when.start.isoformat() if claim.when.start else None,
        "end": claim.when.end.isoformat() if claim.when.end else None,
        "when": claim.when.text,
        "known": claim.known.text,
        "day": claim.known.day.isoformat(),
        "time": _time(claim.known, zone),
        "sources": list(claim.sources),
        "note": claim.note,
        "texts": texts_record(claim.texts),
        "target": claim.target,
    }


def _time(known: Known, zone: ZoneInfo) -> str | None:
    """Write the local time at which something became known, if it was stated."""
    return f"{known.local(zone):%H:%M}" if "T" in known.text else None


def _source(source: Source) -> dict[str, Any]:
    fields = asdict(source)
    del fields["redistributed"]
    return fields


def _note(note: Note) -> dict[str, Any]:
    return {
        "text": note.text,
        "texts": texts_record(note.texts),
        "sources": list(note.sources),
        "places": list(note.places),
        "events": list(note.events),
    }
