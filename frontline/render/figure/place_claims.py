"""Claims about a place other than control: counts and accounts, with their dates and sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel.dates import format_time

from frontline.errors import UsageError
from frontline.language.messages import locale_of
from frontline.model import CONTROL, Claim, Place
from frontline.render.figure.short_dates import short_day
from frontline.render.figure.typeset import Pen
from frontline.scene.scene import Scene
from frontline.text.claim_sentences import amount_words
from frontline.text.lookups import is_drawn


def place_of(scene: Scene, id: str | None) -> Place:
    """Return a place by its id, or the site with the most claims.

    Parameters
    ----------
    scene : Scene
        The map.
    id : str or None
        Id of a place; None for the site with the most claims.

    Returns
    -------
    Place
        A place with at least one claim other than control.

    Raises
    ------
    UsageError
        If there is no such place.
    """
    zones_with_control = {span.zone for span in scene.spans}
    sites = [place for place in scene.places if place.id in scene.reported and is_drawn(place)]
    if id is not None:
        site = next((place for place in sites if place.id == id), None)
        if site is None:
            raise UsageError(f'place: "{id}" is not a place with reports on this map')
        if not claims_of(scene, site):
            raise UsageError(f'place: "{id}" has no claims other than control')
        return site
    ranked = [
        (len(claims_of(scene, place)), place)
        for place in sites
        if place.id not in zones_with_control
    ]
    best = max(ranked, key=lambda candidate: candidate[0], default=None)
    if best is None or not best[0]:
        raise UsageError("place: the map has no site with counted or disputed claims")
    return best[1]


def claims_of(scene: Scene, place: Place) -> list[Claim]:
    """List the claims about a place other than control.

    Parameters
    ----------
    scene : Scene
        The map.
    place : Place
        The place.

    Returns
    -------
    list of Claim
        In the order they became known; claims about events at the place included.
    """
    events = {event.id for event in scene.events if place.id in event.places}
    claims = [
        claim
        for claim in scene.claims
        if claim.about != CONTROL and (claim.event in events or place.id in claim.places)
    ]
    return sorted(claims, key=lambda claim: (claim.known, claim.id))


def claims_by_subject(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    """Group claims by their subject.

    Parameters
    ----------
    claims : sequence of Claim
        Claims.

    Returns
    -------
    dict
        Lists of claims, the subject with the most claims first.
    """
    subjects: dict[str, list[Claim]] = {}
    for claim in claims:
        subjects.setdefault(claim.about, []).append(claim)
    return dict(sorted(subjects.items(), key=lambda item: -len(item[1])))


def value_words(claim: Claim, pen: Pen) -> str:
    """Write the value of a claim: a number, or an account.

    Parameters
    ----------
    claim : Claim
        The claim; a denial, correction or retraction is written as one.
    pen : Pen
        Language.

    Returns
    -------
    str
        The value.
    """
    text = amount_words(claim, pen.say)
    return text if claim.stance == "asserts" else pen.say(f"stance_{claim.stance}", value=text)


def statement_words(scene: Scene, claim: Claim) -> str:
    """Write when a claim was made, and who published it.

    Parameters
    ----------
    scene : Scene
        The map.
    claim : Claim
        The claim.

    Returns
    -------
    str
        Date, time where known, and publishers.
    """
    publishers = {source.id: source.publisher for source in scene.sources}
    names = dict.fromkeys(publishers[id] for id in claim.sources if id in publishers)
    language = scene.header.language
    date_text = short_day(claim.known.day, language)
    if _has_hour(claim):
        local = claim.known.local(scene.header.zone)
        hour = format_time(local, "short", locale=locale_of(language))
        date_text = f"{short_day(local.date(), language)}, {hour}"
    return " · ".join([date_text, *names])


def lowest_count(claim: Claim) -> int:
    """Return the lowest number that a count allows.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    int
        0 for a claim without a number.
    """
    return claim.quantity.low if claim.quantity else 0


def days_since(scene: Scene, claim: Claim, first: date) -> float:
    """Return when a claim became known.

    Parameters
    ----------
    scene : Scene
        The map, with its time zone.
    claim : Claim
        The claim.
    first : datetime.date
        Date at whose start the count begins.

    Returns
    -------
    float
        Days; noon if the claim has no time of day.
    """
    if not _has_hour(claim):
        return (claim.known.day - first).days + 0.5
    local = claim.known.local(scene.header.zone)
    return (local.date() - first).days + (local.hour + local.minute / 60) / 24


def _has_hour(claim: Claim) -> bool:
    return "T" in claim.known.text
