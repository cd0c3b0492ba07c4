"""The basis of a scene: what was read of a map, its claims in a ledger, and its terrain.

Nothing is weighed date by date here and no area is laid out: a question about one place, such as
``why``, needs no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from frontline.dates.edtf import as_date, end_of
from frontline.errors import UsageError
from frontline.evidence import timeline
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
)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Basis:
    """What a map rests on: its data as they may be embedded in an output, ledger and terrain.

    Attributes
    ----------
    header : Header
        What ``map.toml`` says of the map as a whole.
    places, areas, events, claims, sources, base : tuple
        The data of the map; the claims include what drawn areas say of the places within them.
    dates : tuple of date
        Every date of the period, in order.
    land : Terrain
        The places and drawn areas that decide areas, by the method of the header.
    started : frozenset of str
        Ids of the places that the header's start speaks for.
    quiet : frozenset of str
        Ids of those of them that nothing else speaks for.
    reported : frozenset of str
        Ids of the places that an event or a claim names.
    book : Ledger
        The claims of control, ready to be weighed.
    dataset : Dataset
        What the basis was built from, including what may not be embedded in an output.
    kin : Laid or None
        Zones laid out already on the same terrain, which may serve again.
    repairs : tuple of Repair
        The drawn areas that were fitted to their neighbours.
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
    dataset: Dataset
    kin: Laid | None = None
    repairs: tuple[Repair, ...] = ()

    @property
    def control_claims(self) -> tuple[Claim, ...]:
        """Every claim of control."""
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
            The date by whose knowledge the claims are weighed; by default all that is known.

        Returns
        -------
        Explanation
            The weight of each claim, and what would change the control.

        Raises
        ------
        UsageError
            If there is no such place, or the date is not in the period.

        Examples
        --------
        >>> import frontline
        >>> from importlib.resources import files
        >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
        >>> scene.why("alder", "2024-03-06").control
        Control(status='contested', side=None)
        """
        if place not in {each.id for each in self.places}:
            raise UsageError(f'place: there is no place "{place}"')
        on = as_date(day)
        by = as_date(known, "known") if known is not None else None
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
            timeline.EVER if by is None else end_of(by, self.header.zone),
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
            If it is not.

        Examples
        --------
        >>> import frontline
        >>> from importlib.resources import files
        >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
        >>> scene.check_date("2024-04-01")
        Traceback (most recent call last):
        frontline.errors.UsageError: date: 2024-04-01 is not in the period 2024-03-04 to 2024-03-10
        """
        if as_date(day) not in self.dates:
            raise UsageError(
                f"date: {day} is not in the period {self.dates[0]} to {self.dates[-1]}"
            )
