"""``claims.csv``: the shape of a claim, and its rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Final

from frontline.dates.edtf import Interval, on_day
from frontline.intake.field_messages import quoted
from frontline.intake.field_types import Edtf, Id, Ids, KnownTime, Text, YesNo, parse_quantity
from frontline.intake.formats.record import Record
from frontline.intake.map_context import MapContext
from frontline.intake.record_shape import TranslatedShape
from frontline.model import CONTESTED, CONTROL, CONTROL_EVENTS, Claim, ClaimKind, Event, Stance

_LIKE_A_NUMBER: Final = re.compile(
    r"[-+<>~≈≤=\u2212\s]*(?:\d|[½¼¾])[\d.,\s'’_½¼¾]*(?:e[-+]?\d+|\+)?|0x[\da-f]+|[-+]?(?:nan|inf(?:inity)?)",
    re.IGNORECASE,
)
"""A text that looks like a number; ``parse_quantity`` reads only some of them."""


class ClaimRow(TranslatedShape):
    """A row of ``claims.csv``."""

    translated = ("value", "note", "claimant")

    id: Id
    event: Id | None = None
    place: Ids = ()
    about: Text | None = None
    value: Text | None = None
    claimant: Text
    kind: ClaimKind = "claimed"
    stance: Stance = "asserts"
    known: KnownTime
    date: Edtf | None = None
    source: Ids
    note: Text | None = None
    target: Id | None = None
    withhold: YesNo = False
    pin: YesNo = False


Amendable = ClaimRow | Claim
"""A claim that another may retract or correct: a row, or a claim derived from an event."""


def read_claims(context: MapContext, events: Mapping[str, Event]) -> Iterator[Claim]:
    """Yield the claims of ``claims.csv``, then those derived from events of control.

    Parameters
    ----------
    context : MapContext
        Records of the map; receives the issues.
    events : Mapping
        Event by id.

    Yields
    ------
    Claim
        Claim with its places, sources and times.
    """
    rows = list(context.rows("claims.csv", ClaimRow))
    event_claims = [claim_of(event) for event in events.values() if makes_claim(event)]
    targets: dict[str, Amendable] = {row.id: row for _, row in rows}
    targets |= {claim.id: claim for claim in event_claims}
    for record, row in rows:
        yield _claim(context, record, row, targets, events)
    yield from event_claims


def makes_claim(event: Event) -> bool:
    """Return whether an event is also a claim of control, by its kind.

    Parameters
    ----------
    event : Event
        Any event.

    Returns
    -------
    bool
        True for an event of control with a side.
    """
    return event.kind.lower() in CONTROL_EVENTS and event.side is not None


def claim_of(event: Event) -> Claim:
    """Return the claim of control derived from an event.

    Parameters
    ----------
    event : Event
        Event for which ``makes_claim`` is true.

    Returns
    -------
    Claim
        Claim with the id of the event.
    """
    return Claim(
        id=event.id,
        event=event.id,
        places=event.places,
        about=CONTROL,
        value=event.side or "",
        side=event.side,
        quantity=None,
        claimant=event.claimant,
        kind=CONTROL_EVENTS[event.kind.lower()],
        stance="asserts",
        when=event.when,
        known=event.known,
        sources=event.sources,
        note="",
    )


def _claim(
    context: MapContext,
    record: Record,
    row: ClaimRow,
    targets: Mapping[str, Amendable],
    events: Mapping[str, Event],
) -> Claim:
    target = _target(context, record, row, targets)
    about, value = _content(context, record, row, target)
    control = about == CONTROL
    event, places = _subject(context, record, row, target, events, control=control)
    side = _side(context, record, row, value) if control else None
    quantity = None if control or value is None else parse_quantity(value)
    context.check_texts(record, row.texts)
    context.issues += context.claimants.record_names(record, row.claimant, row.texts)
    if control or quantity:
        for language in (key for key, fields in row.texts.items() if "value" in fields):
            message = f'"value:{language}" is not allowed: an id or a number is not translated'
            context.add(record, "FL124", message, f"value:{language}")
    corrected = _valid_time(target) if target and row.stance == "corrects" else None
    day = row.known.day
    return Claim(
        id=row.id,
        event=event,
        places=places,
        about=about or "",
        value=value or "",
        side=side,
        quantity=quantity,
        claimant=row.claimant,
        kind=row.kind,
        stance=row.stance,
        when=row.date or corrected or on_day(day),
        known=row.known,
        sources=context.refer_all(record, context.sources, row.source),
        note=row.note or "",
        target=row.target,
        withhold=row.withhold,
        pin=row.pin,
        texts=row.texts,
    )


def _target(
    context: MapContext, record: Record, row: ClaimRow, targets: Mapping[str, Amendable]
) -> Amendable | None:
    """Return the claim that a claim retracts or corrects; add an issue if it may not."""
    is_amendment = row.stance in ("retracts", "corrects")
    if is_amendment != (row.target is not None):
        message = (
            f'"target" is missing: the stance "{row.stance}" needs the id of the amended claim'
            if is_amendment
            else f'"target" is not allowed with the stance "{row.stance}": leave it empty'
        )
        context.add(record, "FL130", message, "target")
    target = targets.get(row.target or "")
    if target is None:
        return None
    if target.claimant != row.claimant:
        restriction = f'only {target.claimant} can retract or correct "{target.id}"'
        message = f'{restriction}: use the stance "denies" instead'
        context.add(record, "FL208", message, "target")
    if row.known.instant < target.known.instant:
        message = f"{quoted(row.id)} amends {quoted(target.id)} but became known before it"
        context.add(record, "FL211", message, "known")
    return target


def _content(
    context: MapContext, record: Record, row: ClaimRow, target: Amendable | None
) -> tuple[str | None, str | None]:
    """Return the subject of a claim and its value, inherited from its target if absent."""
    about = row.about or (target.about if target else None)
    value = row.value or (target.value if target and row.stance == "retracts" else None)
    for key, text in (("about", about), ("value", value)):
        if text is None and (target or row.stance != "retracts"):
            context.add(record, "FL102", f'"{key}" is missing', key)
    if about == CONTROL:
        return about, value
    if about and get_close_matches(about.lower(), [CONTROL], cutoff=0.85):
        message = f'"about": {quoted(about)} looks like a typo (did you mean "control"?)'
        context.add(record, "FL132", message, "about")
    if value and _LIKE_A_NUMBER.fullmatch(value) and not parse_quantity(value):
        expected = "expected 15, 15-20 or >=15"
        message = f'"value": {quoted(value)} is not a whole number or range: {expected}'
        context.add(record, "FL118", message, "value")
    return about, value


def _subject(
    context: MapContext,
    record: Record,
    row: ClaimRow,
    target: Amendable | None,
    events: Mapping[str, Event],
    *,
    control: bool,
) -> tuple[str | None, tuple[str, ...]]:
    """Return the event and the places of a claim, inherited from its target if absent."""
    event = row.event or (target.event if target else None)
    if event and event == row.event:
        context.refer(record, context.events, event)
    ids = row.place or (_target_places(target) if target and not row.event else ())
    places = context.refer_all(record, context.places, ids)
    if not (event or ids or row.stance in ("retracts", "corrects")):
        message = '"event" and "place" are missing: a claim needs at least one of them'
        context.add(record, "FL129", message, "event")
    if not places and event and event in events:
        places = events[event].places
    if control and not places and not ids:
        message = '"place" is missing: a claim of control needs one'
        context.add(record, "FL129", message, "place")
    return event, places


def _target_places(target: Amendable) -> Iterable[str]:
    return target.place if isinstance(target, ClaimRow) else target.places


def _valid_time(target: Amendable) -> Interval:
    if isinstance(target, Claim):
        return target.when
    day = target.known.day
    return target.date or replace(on_day(day), text=target.known.text)


def _side(context: MapContext, record: Record, row: ClaimRow, value: str | None) -> str | None:
    """Return the side that a claim of control names; None for contested control."""
    side = value if value != CONTESTED else None
    if side:
        side = context.refer(record, context.sides, side, "value")
    if side is None and row.stance == "denies":
        message = '"value" must be a side: a denial of control names the side that lacks control'
        context.add(record, "FL131", message, "value")
    return side
