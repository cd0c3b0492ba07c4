"""Map of a date and a place → the plate of a figure: the map around it and the claims about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pyproj import Geod

from frontline.errors import UsageError
from frontline.model import CONTROL, Claim, Control, Place
from frontline.render.figure.base_map import map_marks
from frontline.render.figure.content import Face, Item, Plate
from frontline.render.figure.day_map import cited_foot, day_plate, location_notes
from frontline.render.figure.legend import control_swatch, keys
from frontline.render.figure.place_marks import circle_is_visible, spots_in
from frontline.render.figure.projection import fit
from frontline.render.figure.short_dates import short_day
from frontline.render.figure.typeset import Pen
from frontline.scene.homonyms import unit_of
from frontline.scene.scene import Snapshot
from frontline.text.claim_sentences import claim_words
from frontline.text.lookups import is_drawn, sides_of
from frontline.text.map_notes import remarks
from frontline.text.phrases import control_words

STATEMENTS_SHOWN: Final = 8
VOICES_SHOWN: Final = 5
"""How many of the latest statements, and claimants of each, are listed; the rest are counted."""

_SHAPE: Final = 0.6
"""Height of the extent relative to its width."""

_WGS84: Final = Geod(ellps="WGS84")


def place_plate(now: Snapshot, id: str, width_km: float, pen: Pen) -> Plate:
    """Compose the map around a place, with the claims about it up to the date.

    Parameters
    ----------
    now : Snapshot
        The map of the date.
    id : str
        Id of the place.
    width_km : float
        Width of the map in km.
    pen : Pen
        Text measure and language.

    Returns
    -------
    Plate
        Content of the figure.

    Raises
    ------
    UsageError
        If the map has no such place.
    """
    scene, say = now.scene, pen.say
    place = next((p for p in scene.places if p.id == id and is_drawn(p)), None)
    if place is None:
        raise UsageError(f'place: "{id}" is not a place on the map')
    extent = extent_around(place, width_km)
    claims = _claims(now, place)

    def draw(left: float, top: float, width: float, height: float | None) -> Face:
        frame = fit(extent, left, top, width, height)
        has_circles = any(circle_is_visible(spot, frame) for spot in spots_in(now, frame))
        legend = tuple(keys(scene, say, has_circles))
        remarks = tuple(location_notes(now, frame, pen))
        return Face(frame.box[3], lambda: map_marks(now, frame, pen), legend, remarks)

    kind = say.word("place", place.kind)
    control = control_words(now.control(id), sides_of(scene), say) if id in now.spans else ""
    width_text = say("figure_across", length=say("unit_km", number=round(width_km, 1)))
    items = tuple(_items(claims, now, pen))
    foot = cited_foot(scene, [source for claim in claims for source in claim.sources])
    items_text = ". ".join(" ".join(text for text, _ in item.runs) for item in items)
    plate = day_plate(now, pen)
    return replace(
        plate,
        title=place.name,
        summary=" · ".join(filter(None, (kind, unit_of(place.admin), control, width_text))),
        draw=draw,
        aside=say("figure_said"),
        items=items,
        unseen="",
        foot=replace(foot, notes=remarks(scene)),
        alt=f"{place.name}: {plate.day}. {control}. {items_text}",
    )


def extent_around(place: Place, width_km: float) -> tuple[float, float, float, float]:
    """Return the extent of a map around a place.

    Parameters
    ----------
    place : Place
        The place.
    width_km : float
        Width in km, geodesic (WGS 84).

    Returns
    -------
    (float, float, float, float)
        West, south, east, north in degrees (WGS 84).
    """
    lon, lat = place.lon or 0.0, place.lat or 0.0
    half = width_km * 500
    ends = [
        _WGS84.fwd(lon, lat, bearing, metres)
        for bearing, metres in ((270, half), (180, half * _SHAPE), (90, half), (0, half * _SHAPE))
    ]
    return ends[0][0], ends[1][1], ends[2][0], ends[3][1]


def _claims(now: Snapshot, place: Place) -> list[Claim]:
    """List the claims about a place or its events up to a date, in the order they became known."""
    events = {event.id for event in now.scene.events if place.id in event.places}
    claims = [
        claim
        for claim in now.scene.claims
        if (place.id in claim.places or claim.event in events) and claim.known.day <= now.date
    ]
    return sorted(claims, key=lambda claim: (claim.known, claim.id))


def _items(claims: list[Claim], now: Snapshot, pen: Pen) -> Iterator[Item]:
    """List the latest statements with their claimants and dates, then count the rest."""
    scene, say = now.scene, pen.say
    claims_by_statement: dict[str, list[Claim]] = {}
    for claim in claims:
        claims_by_statement.setdefault(claim_words(scene, say, claim), []).append(claim)
    hidden = len(claims_by_statement) - STATEMENTS_SHOWN
    for statement, statement_claims in list(claims_by_statement.items())[max(hidden, 0) :]:
        attributions = [
            f"{claim.claimant}, {short_day(claim.known.day, say.language)}"
            for claim in statement_claims
        ]
        if (cut := len(attributions) - VOICES_SHOWN) > 1:
            attributions = [*attributions[:VOICES_SHOWN], say("short_more", count=cut)]
        first = statement_claims[0]
        control = Control("held", first.side) if first.side else Control("contested")
        asserts_control = first.about == CONTROL and first.stance == "asserts"
        draw = control_swatch(scene, control) if asserts_control else None
        yield Item(((f"{statement}:", True), ("; ".join(attributions), False)), draw)
    if hidden > 0:
        yield Item(((say("short_more", count=hidden), False),))
    if not claims:
        yield Item(((say("nothing_recorded"), False),))
