"""What a report tells: the scene, the two days, what differs, and the words for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from frontline.analysis.difference import Difference
from frontline.language.speaker import Speaker, speaker
from frontline.model import Claim, Event, Source
from frontline.render.figure.short_dates import days_words
from frontline.scene.scene import Change, Scene
from frontline.text import phrases, quantities
from frontline.text.claim_sentences import claim_words
from frontline.text.references import cited_sources
from frontline.text.summary import compared


@dataclass(frozen=True, eq=False)
class Told:
    """Hold a scene, what differs between two of its days, and what writes in its language."""

    scene: Scene
    found: Difference
    say: Speaker

    @property
    def first(self) -> date:
        """The day from whose end on the report tells."""
        return self.found.days[0]

    @property
    def last(self) -> date:
        """The day up to whose end it tells."""
        return self.found.days[1]

    @property
    def ends(self) -> dict[str, str]:
        """Both days in words, for messages with the gaps ``from`` and ``until``."""
        return {"from": self.day(self.first), "until": self.day(self.last)}

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The changes of control in between."""
        return tuple(one for one in self.scene.changes if self.first < one.date <= self.last)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The events that began in between."""
        return tuple(
            event
            for event in self.scene.events
            if event.when.start and self.first < event.when.start <= self.last
        )

    @cached_property
    def places(self) -> Mapping[str, list[Claim]]:
        """What became known from the first day to the last, by place, as it was said."""
        found: dict[str, list[Claim]] = {}
        for claim in sorted(self.scene.claims, key=lambda claim: (claim.known, claim.id)):
            for place in claim.places if self.first <= claim.known.day <= self.last else ():
                found.setdefault(place, []).append(claim)
        return found

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The sources that anything on the map names, in their order."""
        return tuple(cited_sources(self.scene))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {source.id: number for number, source in enumerate(self.sources, 1)}

    def marks(self, sources: Iterable[str]) -> str:
        """Write the numbers that sources have in the list of them: ``[3] [7]``."""
        return " ".join(f"[{self._numbers[id]}]" for id in sources if id in self._numbers)

    def day(self, day: date) -> str:
        """Write a day in full."""
        return phrases.date_words(day, self.say.language)

    def days(self, first: date, last: date) -> str:
        """Write days from one to another, in full."""
        return days_words(first, last, self.say.language)

    def said(self, claim: Claim) -> str:
        """Write what a claim says."""
        return claim_words(self.scene, self.say, claim)

    def km2(self, km2: float, plus: str = "") -> str:
        """Write an area; ``plus`` stands before a gain."""
        return quantities.km2_words(km2, plus, self.say)


def tell(scene: Scene, first: date, last: date) -> Told:
    """Compare two days of a scene by all that is known.

    Raises UsageError when a day is not in the period, or the last does not come after the first.
    """
    return Told(scene, compared(scene, first, last), speaker(scene.header))
