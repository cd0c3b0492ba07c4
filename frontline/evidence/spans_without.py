"""Claims → the spans of places when each source in turn is left out.

All sources are weighed at once: every place on which a source speaks is entered into one ledger
again, under a name of its own, with the claims that remain without the source.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from frontline.evidence import timeline
from frontline.evidence.ledger import ledger, origins
from frontline.evidence.release import claims_without
from frontline.model import Claim, Header, Source, Span, camps

SpansWithout = Mapping[str, Mapping[str, Sequence[Span]]]
"""By source, then by place: the spans of the places on which the source speaks, without it."""


def spans_without(
    claims: Sequence[Claim],
    sources: Sequence[Source],
    sides: Sequence[str],
    header: Header,
    started: Collection[str],
    places: Collection[str],
    *,
    then: bool = False,
) -> SpansWithout:
    """Work out who controlled the places when one source at a time is left out.

    Sources that copy the omitted one are omitted with it, because they are one voice.

    Parameters
    ----------
    claims : sequence of Claim
        The claims of control.
    sources : sequence of Source
        The sources of the map.
    sides : sequence of str
        Ids of its sides.
    header : Header
        The period, the time zone and the policy.
    started : collection of str
        Ids of the places that the header's start covers.
    places : collection of str
        Ids of the places to weigh.
    then : bool
        Whether to judge each date by what was known at its end, not by all that is known.

    Returns
    -------
    mapping of str to mapping of str to sequence of Span
        By the id of the omitted source, the spans of the places on which it speaks; none for a
        place without a status.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> book, sources = scene.book, scene.dataset.sources
    >>> alone = (book.claims, sources, book.sides, scene.header, (), {"birch"})
    >>> {source: list(spans) for source, spans in spans_without(*alone).items()}
    {'gazette': ['birch'], 'herald': []}
    """
    origin_of = origins(sources)
    concerned: dict[str, set[str]] = {}
    for claim in claims:
        for id in claim.sources:
            concerned.setdefault(origin_of.get(id, id), set()).update(
                place for place in claim.places if place in places
            )
    copies: dict[str, set[str]] = {}
    for source in sources:
        copies.setdefault(origin_of.get(source.id, source.id), set()).add(source.id)
    entered: list[Claim] = []
    for origin in sorted(concerned):
        kept = claims_without(tuple(claims), copies[origin])
        entered += _renamed(kept, origin, concerned[origin])
    doubles = {_double(place, origin) for origin in concerned for place in concerned[origin]}
    book = ledger(entered, sources, sides, header.policy, camps(header.sides))
    begun = {_double(place, origin) for origin in concerned for place in started} & doubles
    without: dict[str, dict[str, list[Span]]] = {
        origin: {place: [] for place in sorted(concerned[origin])} for origin in sorted(concerned)
    }
    for span in timeline.spans(book, header, begun, then=then):
        place, origin = span.zone.split(_MARK)
        without[origin][place].append(span)
    return without


_MARK = "\0"
"""Separates a place from a source; no id contains it, and it sorts before every other sign."""


def _double(place: str, origin: str) -> str:
    return f"{place}{_MARK}{origin}"


def _renamed(claims: Sequence[Claim], origin: str, places: Collection[str]) -> list[Claim]:
    """Return the claims about some places under names that only one omitted source has."""
    renamed = []
    for claim in claims:
        if about := [place for place in claim.places if place in places]:
            renamed.append(
                replace(
                    claim,
                    id=_double(claim.id, origin),
                    target=_double(claim.target, origin) if claim.target else None,
                    places=tuple(_double(place, origin) for place in about),
                )
            )
    return renamed
