"""The basis of a scene: the data of a map, its claims in a ledger, and its terrain.

A basis weighs no dates in advance and lays out no areas. Questions about one place, such as
``why``, need no more.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from frontline.dates.edtf import as_date, day_before
from frontline.dates.instants import end_of
from frontline.errors import UsageError
from frontline.evidence import timeline
from frontline.evidence.drawings import Drawings
from frontline.evidence.ledger import Ledger
from frontline.evidence.why import Explanation, explain
from frontline.ground.repair import Repair
from frontline.ground.terrain import Terrain
from frontline.ground.zones import Laid
from frontline.model import (
    CONTROL,
    UNKNOWN,
    Area,
    BaseFeature,
    Claim,
    Control,
    Dataset,
    Event,
    Header,
    Place,
    Source,
    camps,
)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Basis:
    """The basis of a map: its publishable data, its ledger and its terrain.

    Attributes
    ----------
    header : Header
        The settings in ``map.toml`` for the whole map.
    places, areas, events, claims, sources, base : tuple
        The data of the map; the claims include those that drawn areas make about the places
        within them.
    dates : tuple of date
        The dates that the map shows, in order: every date of the period, or the first and then
        the last of each step.
    land : Terrain
        The places and drawn areas that decide areas, by the method of the header.
    started : frozenset of str
        Ids of the places that the header's start covers.
    quiet : frozenset of str
        Ids of the ``started`` places without any claim of control.
    reported : frozenset of str
        Ids of the places that an event or a claim names.
    book : Ledger
        The claims of control, ready to be weighed.
    drawings : Drawings
        What the drawn areas state.
    dataset : Dataset
        The input of the basis, including data that may not be embedded in an output.
    kin : Laid or None
        Zones already laid out on the same terrain, for reuse.
    repairs : tuple of Repair
        The drawn areas that were fitted to their neighbours.
    contests_itself : bool
        Whether ground is contested only because drawn areas contradict each other by mistake.
    """

    header: Header
    places: tuple[Place, ...]
    areas: tuple[Area, ...]
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    base: tuple[BaseFeature, ...]
    dates: tuple[date, ...]
    land: Terrain
    started: frozenset[str]
    quiet: frozenset[str]
    reported: frozenset[str]
    book: Ledger
    drawings: Drawings
    dataset: Dataset
    kin: Laid | None = None
    repairs: tuple[Repair, ...] = ()
    contests_itself: bool = False

    @cached_property
    def pinning(self) -> frozenset[str]:
        """The ids of the claims that pin an area to a place.

        Examples
        --------
        >>> scene.pinning
        frozenset()
        """
        return frozenset(claim.id for claim in self.claims if claim.pin)

    def shown(self, day: date | str) -> date:
        """Return the date that the map shows for a date: the end of the step that it falls in.

        Parameters
        ----------
        day : date or str
            A date of the period; text is ISO 8601.

        Returns
        -------
        date
            The date itself where every day is shown.

        Raises
        ------
        UsageError
            If the date is outside the period.

        Examples
        --------
        >>> scene.shown(scene.dates[2]) == scene.dates[2]
        True
        """
        self.check_date(day)
        return self.dates[self.number(day)]

    def number(self, day: date | str) -> int:
        """Return the number of the step that a date falls in.

        Parameters
        ----------
        day : date or str
            A date; text is ISO 8601.

        Returns
        -------
        int
            Its place in ``dates``; the number of dates for a later date.

        Examples
        --------
        >>> scene.number(scene.dates[2])
        2
        """
        return bisect_left(self.dates, as_date(day))

    def eve(self, day: date | str) -> date:
        """Return the date that the map shows before a date, which tells of all dates since.

        Parameters
        ----------
        day : date or str
            A date of the period; text is ISO 8601.

        Returns
        -------
        date
            The day before the period for its first date.

        Examples
        --------
        >>> (scene.dates[2] - scene.eve(scene.dates[2])).days
        1
        """
        number = self.number(day)
        return self.dates[number - 1] if number else day_before(self.dates[0])

    @property
    def control_claims(self) -> tuple[Claim, ...]:
        """Every claim of control.

        Examples
        --------
        >>> [claim.id for claim in scene.control_claims][:2]
        ['alder-denied', 'alder-shown']
        """
        return tuple(claim for claim in self.claims if claim.about == CONTROL)

    def why(self, place: str, day: date | str, known: date | str | None = None) -> Explanation:
        """Explain why a place has its control on a date.

        Parameters
        ----------
        place : str
            The id of a place.
        day : date or str
            A date of the period; text is ISO 8601.
        known : date or str, optional
            The date of knowledge by which claims are weighed; by default, everything known.

        Returns
        -------
        Explanation
            The weight of each claim, and what would change the control.

        Raises
        ------
        UsageError
            If there is no such place or the date is outside the period.

        Examples
        --------
        >>> scene.why("alder", "2024-03-06").control
        Control(status='contested', side=None)
        """
        if place not in {item.id for item in self.places}:
            raise UsageError(f'place: there is no place "{place}"')
        on = as_date(day)
        known_date = as_date(known, "known") if known is not None else None
        self.check_date(on)
        start = self.header.base_start
        started = start is not None and place in self.started
        return explain(
            place,
            self.claims,
            self.sources,
            self.book.sides,
            self.header.policy,
            Control("held", start.side) if start and started else UNKNOWN,
            on,
            timeline.EVER if known_date is None else end_of(known_date, self.header.zone),
            camps(self.header.sides),
        )

    def check_date(self, day: date | str) -> None:
        """Check that a date is in the period.

        Parameters
        ----------
        day : date or str
            The date; text is ISO 8601.

        Raises
        ------
        UsageError
            If the date is outside the period.

        Examples
        --------
        >>> scene.check_date("2024-04-01")
        Traceback (most recent call last):
        frontline.errors.UsageError: date: 2024-04-01 is not in the period 2024-03-04 to 2024-03-10
        """
        if not self.dates[0] <= as_date(day) <= self.dates[-1]:
            raise UsageError(
                f"date: {day} is not in the period {self.dates[0]} to {self.dates[-1]}"
            )
