"""Scene and two dates → the facts of a report, each computed once, and their wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from frontline.analysis.difference import Difference
from frontline.language.speaker import Speaker, speaker
from frontline.model import Claim, Event, Source
from frontline.render.figure.short_dates import days_words
from frontline.scene.changes_of_control import Change
from frontline.scene.scene import Scene
from frontline.text import phrases, quantities
from frontline.text.claim_sentences import claim_words
from frontline.text.references import cited_sources
from frontline.text.summary import compared


@dataclass(frozen=True, eq=False, slots=True)
class Facts:
    """The contents of a report, and the wording in its language.

    Attributes
    ----------
    scene : Scene
        The map.
    difference : Difference
        Differences between the end of the first and the end of the last date.
    say : Speaker
        Writes in the language of the map.
    changes : tuple of Change
        Changes of control after the first date, up to the last.
    events : tuple of Event
        Events that began after the first date, up to the last.
    claims : mapping of str to list of Claim
        Claims that became known from the first to the last date, by place, oldest first.
    sources : tuple of Source
        Sources that the map cites, in their order.
    numbers : mapping of str to int
        Numbers of the sources, from 1, by id.
    """

    scene: Scene
    difference: Difference
    say: Speaker
    changes: tuple[Change, ...]
    events: tuple[Event, ...]
    claims: Mapping[str, list[Claim]]
    sources: tuple[Source, ...]
    numbers: Mapping[str, int]

    @property
    def first(self) -> date:
        """The date whose end is the start of the report."""
        return self.difference.days[0]

    @property
    def last(self) -> date:
        """The date whose end is the end of the report."""
        return self.difference.days[1]

    @property
    def ends(self) -> dict[str, str]:
        """Both dates in words, for messages with the placeholders ``from`` and ``until``."""
        return {"from": self.day(self.first), "until": self.day(self.last)}

    def marks(self, sources: Iterable[str]) -> str:
        """Write the numbers of sources in the list of sources: ``[3] [7]``.

        Parameters
        ----------
        sources : iterable of str
            Ids of sources.

        Returns
        -------
        str
            The marks, separated by spaces.
        """
        return " ".join(f"[{self.numbers[id]}]" for id in sources if id in self.numbers)

    def day(self, day: date) -> str:
        """Write a date in full.

        Parameters
        ----------
        day : date
            A date.

        Returns
        -------
        str
            ``12 May 2024``.
        """
        return phrases.date_words(day, self.say.language)

    def days(self, first: date, last: date) -> str:
        """Write a range of dates in full.

        Parameters
        ----------
        first, last : date
            Both included.

        Returns
        -------
        str
            ``8–13 May 2024``.
        """
        return days_words(first, last, self.say.language)

    def statement(self, claim: Claim) -> str:
        """Write the content of a claim.

        Parameters
        ----------
        claim : Claim
            A claim of the scene.

        Returns
        -------
        str
            A phrase without the claimant.
        """
        return claim_words(self.scene, self.say, claim)

    def km2(self, km2: float, plus: str = "") -> str:
        """Write an area.

        Parameters
        ----------
        km2 : float
            Area in km².
        plus : str
            Prefix of a gain.

        Returns
        -------
        str
            The area with its unit.
        """
        return quantities.km2_words(km2, plus, self.say)


def facts_of(scene: Scene, first: date, last: date) -> Facts:
    """Compare two dates of a scene, as known now.

    Parameters
    ----------
    scene : Scene
        The map.
    first, last : date
        Dates of the period; the map is compared at the end of each.

    Returns
    -------
    Facts
        Facts for a report on the time between them.

    Raises
    ------
    UsageError
        If a date is not in the period, or ``last`` does not come after ``first``.
    """
    sources = tuple(cited_sources(scene))
    return Facts(
        scene,
        difference=compared(scene, first, last),
        say=speaker(scene.header),
        changes=tuple(change for change in scene.changes_of_control if first < change.date <= last),
        events=tuple(_events(scene, first, last)),
        claims=_claims(scene, first, last),
        sources=sources,
        numbers={source.id: number for number, source in enumerate(sources, 1)},
    )


def _events(scene: Scene, first: date, last: date) -> Iterator[Event]:
    for event in scene.events:
        if event.when.start and first < event.when.start <= last:
            yield event


def _claims(scene: Scene, first: date, last: date) -> dict[str, list[Claim]]:
    claims: dict[str, list[Claim]] = {}
    for claim in sorted(scene.claims, key=lambda claim: (claim.known, claim.id)):
        for place in claim.places if first <= claim.known.day <= last else ():
            claims.setdefault(place, []).append(claim)
    return claims
