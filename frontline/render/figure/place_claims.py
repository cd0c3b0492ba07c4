"""What is told of a place beside who holds it: counts and accounts, who says so, when, where."""

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
    """Find a place by its id, or the site of which most is told; raises UsageError for none."""
    spoken = {span.zone for span in scene.spans}
    sites = [p for p in scene.places if p.id in scene.reported and is_drawn(p)]
    if id is not None:
        found = next((place for place in sites if place.id == id), None)
        if found is None:
            raise UsageError(f'place: "{id}" is not a place on the map of which anything is told')
        if not claims_of(scene, found):
            raise UsageError(f'place: of "{id}" nothing is told but who holds it')
        return found
    ranked = [(len(claims_of(scene, p)), p) for p in sites if p.id not in spoken]
    best = max(ranked, key=lambda each: each[0], default=None)
    if best is None or not best[0]:
        raise UsageError("place: the map has no site of which anything is counted or disputed")
    return best[1]


def claims_of(scene: Scene, place: Place) -> list[Claim]:
    """List what is told of a place beside control, in the order it became known."""
    events = {event.id for event in scene.events if place.id in event.places}
    found = [
        claim
        for claim in scene.claims
        if claim.about != CONTROL and (claim.event in events or place.id in claim.places)
    ]
    return sorted(found, key=lambda claim: (claim.known, claim.id))


def by_matter(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    """Gather claims by what they are about, that of which most is said first."""
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(claim.about, []).append(claim)
    return dict(sorted(found.items(), key=lambda each: -len(each[1])))


def value_words(claim: Claim, pen: Pen) -> str:
    """Write what is claimed: a number as the language has it, or the account."""
    text = amount_words(claim, pen.say)
    return text if claim.stance == "asserts" else pen.say(f"stance_{claim.stance}", value=text)


def said_words(scene: Scene, claim: Claim) -> str:
    """Write when something was said and where it can be read."""
    publishers = {source.id: source.publisher for source in scene.sources}
    names = dict.fromkeys(publishers[id] for id in claim.sources if id in publishers)
    language = scene.header.language
    when = short_day(claim.known.day, language)
    if _has_hour(claim):
        local = claim.known.at.astimezone(scene.header.zone)
        hour = format_time(local, "short", locale=locale_of(language))
        when = f"{short_day(local.date(), language)}, {hour}"
    return " · ".join([when, *names])


def lowest(claim: Claim) -> int:
    """Return the least number that a count allows."""
    return claim.quantity.low if claim.quantity else 0


def moment(scene: Scene, claim: Claim, first: date) -> float:
    """Return when a claim became known, in days from the first; noon without an hour."""
    if not _has_hour(claim):
        return (claim.known.day - first).days + 0.5
    local = claim.known.at.astimezone(scene.header.zone)
    return (local.date() - first).days + (local.hour + local.minute / 60) / 24


def _has_hour(claim: Claim) -> bool:
    return "T" in claim.known.text
