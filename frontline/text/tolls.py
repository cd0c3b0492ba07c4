"""Counts of an event → how they rose, or on what the accounts differ, in words.

``player/model/knowledge.mjs`` and ``player/text/values.mjs`` do the same on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from frontline.language.speaker import Speaker
from frontline.model import Claim, Event, Source
from frontline.scene.scene import Scene
from frontline.text.phrases import date_words


@dataclass(frozen=True, slots=True)
class Bounds:
    """The range of counts that stand together.

    Attributes
    ----------
    low, high : int
        Lowest and highest count.
    is_open : bool
        Whether the highest count has no upper bound.
    """

    low: int
    high: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Toll:
    """A counted thing of one event, as the latest counts have it.

    Attributes
    ----------
    about : str
        What is counted, such as ``killed``.
    range : Bounds
        Range of the latest counts.
    differ : bool
        Whether these counts differ.
    first : Bounds or None
        The first count, if the count rose since and the latest counts do not differ.
    """

    about: str
    range: Bounds
    differ: bool
    first: Bounds | None


def tolls(scene: Scene, event: Event) -> tuple[Toll, ...]:
    """Find the range of each counted thing of an event, as known now.

    The latest standing count of each claimant is taken. A later count that is not lower replaces
    the earlier ones, except those of another side: the count rose. Counts of one moment differ,
    and so do a count and a lower one after it.

    Parameters
    ----------
    scene : Scene
        The map.
    event : Event
        One of its events.

    Returns
    -------
    tuple of Toll
        By first statement.

    Examples
    --------
    >>> from frontline import project
    >>> scene = project.build(project.load("geodata/belgorod-kharkiv-2024-05"))
    >>> event = next(event for event in scene.events if event.id == "collapse")
    >>> [(toll.about, toll.range.high, toll.differ) for toll in tolls(scene, event)][:3]
    [('rockets', 12, False), ('killed', 17, False), ('injured', 28, True)]
    """
    amendments: dict[str, list[Claim]] = {}
    for claim in scene.claims:
        amendments.setdefault(claim.target or "", []).append(claim)

    def stands(claim: Claim) -> bool:
        return not any(stands(other) for other in amendments.get(claim.id, ()))

    subjects: dict[str, list[Claim]] = {}
    for claim in sorted(scene.claims, key=lambda claim: (claim.known, claim.id)):
        is_count = claim.quantity is not None and claim.stance in ("asserts", "corrects")
        if is_count and claim.event == event.id and stands(claim):
            subjects.setdefault(claim.about, []).append(claim)
    sources = {source.id: source for source in scene.sources}
    return tuple(_toll(about, claims, sources) for about, claims in subjects.items())


def toll_sentences(scene: Scene, events: Iterable[Event], say: Speaker) -> Iterator[str]:
    """Write on which counts of events the accounts differ, and which rose.

    Parameters
    ----------
    scene : Scene
        The map.
    events : iterable of Event
        Events of the map.
    say : Speaker
        Language of the text.

    Yields
    ------
    str
        Sentences, those of one event together; none for a count without a difference.
    """
    for event in events:
        found = tolls(scene, event)
        for key, chosen in (
            ("short_dispute", [toll for toll in found if toll.differ]),
            ("short_counts", [toll for toll in found if toll.first]),
        ):
            if chosen:
                matters = "; ".join(_toll_words(toll, say) for toll in chosen)
                when = date_words(event.when.start, say.language) if event.when.start else ""
                yield say(key, event=event.title, when=when, matters=matters)


def _toll(about: str, standing: Sequence[Claim], sources: dict[str, Source]) -> Toll:
    newest = {claim.claimant: claim.known.instant for claim in standing}
    last = [claim for claim in standing if newest[claim.claimant] == claim.known.instant]
    current = [
        claim for claim in last if not any(_replaces(other, claim, sources) for other in last)
    ]
    first = _bounds([claim for claim in standing if not _is_later(claim, standing[0])])
    bounds, differ = _bounds(current), len({claim.quantity for claim in current}) > 1
    rose = not differ and bounds.low > first.high
    return Toll(about, bounds, differ, first if rose else None)


def _replaces(claim: Claim, earlier: Claim, sources: dict[str, Source]) -> bool:
    is_lower = _low(claim) < _high(earlier)
    return _is_later(claim, earlier) and not is_lower and not _are_opposed(claim, earlier, sources)


def _is_later(claim: Claim, other: Claim) -> bool:
    """Return whether a claim was made after another; a day without a time is one moment."""
    known, earlier = claim.known, other.known
    if known.day == earlier.day and "T" in known.text and "T" in earlier.text:
        return known.instant > earlier.instant
    return known.day > earlier.day


def _are_opposed(claim: Claim, other: Claim, sources: dict[str, Source]) -> bool:
    """Return whether the sources of two claims speak for different sides."""
    sides, others = (
        {side for id in each.sources if id in sources and (side := sources[id].side)}
        for each in (claim, other)
    )
    return bool(sides and others) and sides.isdisjoint(others)


def _bounds(claims: Sequence[Claim]) -> Bounds:
    high = max(map(_high, claims))
    unbounded = {_low(claim) for claim in claims if claim.quantity and claim.quantity.high is None}
    return Bounds(min(map(_low, claims)), high, high in unbounded)


def _low(claim: Claim) -> int:
    return claim.quantity.low if claim.quantity else 0


def _high(claim: Claim) -> int:
    if claim.quantity is None or claim.quantity.high is None:
        return _low(claim)
    return claim.quantity.high


def _toll_words(toll: Toll, say: Speaker) -> str:
    words = _bounds_words(toll.range, say)
    if toll.first:
        words = say("count_rose", range=words, first=_bounds_words(toll.first, say))
    return f"{say.word('about', toll.about)} {words}"


def _bounds_words(bounds: Bounds, say: Speaker) -> str:
    low, high = (say("figure_count", number=number) for number in (bounds.low, bounds.high))
    if bounds.is_open:
        highest = say("at_least", number=bounds.high)
        return say("range_open", low=low, range=highest) if bounds.low < bounds.high else highest
    return low if low == high else f"{low}–{high}"
