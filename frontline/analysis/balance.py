"""The balance of two maps: the area that changed control, and the settlements that changed hands.

Every figure is a sum over the same flows: area that passed from one control to another within one
administrative unit. So gains less losses are the net, and the parts sum to the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from frontline.model import Control

EXACT: Final = 9
"""Decimals of a km² to which sums are kept, a thousandth of a square metre."""

FlowKey = tuple[Control, Control, str | None, bool]
"""Control before and after, administrative unit, and whether it is a sliver."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The area of an administrative unit that passed from one control to another.

    Attributes
    ----------
    before, after : Control
        The control on the first and on the second map.
    unit : str or None
        The administrative unit; None where none is given.
    km2 : float
        The geodesic area in square kilometres.
    sliver : bool
        Whether it lies in patches too small to be a gain or a loss.
    """

    before: Control
    after: Control
    unit: str | None
    km2: float
    sliver: bool


@dataclass(frozen=True, slots=True)
class Handover:
    """A settlement that passed from one side to another.

    Attributes
    ----------
    place : str
        The id of the settlement.
    unit : str or None
        Its administrative unit; None where none is given.
    before, after : Control
        Its control on the first and on the second map.
    """

    place: str
    unit: str | None
    before: Control
    after: Control


@dataclass(frozen=True, slots=True)
class Tally:
    """What was gained and what was lost.

    Attributes
    ----------
    gain_km2, loss_km2 : float
        Geodesic areas in square kilometres.

    Examples
    --------
    >>> Tally(gain_km2=3.5, loss_km2=1.25).net_km2
    2.25
    """

    gain_km2: float
    loss_km2: float

    @property
    def net_km2(self) -> float:
        """The gain less the loss, in square kilometres."""
        return round(self.gain_km2 - self.loss_km2, EXACT)


@dataclass(frozen=True, slots=True)
class Balance:
    """The area and the settlements that changed control between two maps, or in several steps.

    Attributes
    ----------
    flows : tuple of Flow
        The area, by control before and after and by administrative unit.
    handovers : tuple of Handover
        The settlements.
    """

    flows: tuple[Flow, ...] = ()
    handovers: tuple[Handover, ...] = ()

    @property
    def slivers_km2(self) -> float:
        """The area of slivers, which are no gain and no loss, in square kilometres."""
        return summed(flow.km2 for flow in self.flows if flow.sliver)

    @property
    def controls(self) -> tuple[Control, ...]:
        """The controls from which and to which area passed."""
        controls = {control for flow in self.flows for control in (flow.before, flow.after)}
        return tuple(sorted(controls, key=lambda control: (control.status, control.side or "")))

    @property
    def units(self) -> tuple[str | None, ...]:
        """The administrative units of the flows; None, the last, where none is given."""
        return tuple(sorted({flow.unit for flow in self.flows}, key=lambda u: (u is None, u or "")))

    def within(self, unit: str | None) -> Balance:
        """Return the part of the balance within an administrative unit.

        Parameters
        ----------
        unit : str or None
            The unit; None for what lies in none.

        Returns
        -------
        Balance
            Its flows and handovers.
        """
        return Balance(
            tuple(flow for flow in self.flows if flow.unit == unit),
            tuple(handover for handover in self.handovers if handover.unit == unit),
        )

    def side(self, side: str) -> Tally:
        """Tally the area that a side holds or claims.

        Parameters
        ----------
        side : str
            The id of the side.

        Returns
        -------
        Tally
            What it gained and lost.

        Examples
        --------
        >>> flow = Flow(Control("held", "a"), Control("claimed", "b"), None, 2.0, sliver=False)
        >>> Balance((flow,)).side("b")
        Tally(gain_km2=2.0, loss_km2=0.0)
        """
        return self._tally(lambda control: control.side == side)

    def claimed_km2(self, side: str) -> float:
        """Return how much of the gain of a side is only claimed.

        Parameters
        ----------
        side : str
            The id of the side.

        Returns
        -------
        float
            The area in square kilometres.
        """
        claimed = Control("claimed", side)
        gained = (f for f in self.flows if f.after == claimed and f.before.side != side)
        return summed(flow.km2 for flow in gained if not flow.sliver)

    def control(self, control: Control) -> Tally:
        """Tally the area of one control: held or claimed by a side, or contested.

        Parameters
        ----------
        control : Control
            The control.

        Returns
        -------
        Tally
            What it gained and lost.
        """
        return self._tally(lambda other: other == control)

    def total(self, sides: Iterable[str]) -> Tally:
        """Add up the gains of some sides, and their losses.

        Parameters
        ----------
        sides : iterable of str
            Ids of sides.

        Returns
        -------
        Tally
            The sums.
        """
        tallies = [self.side(side) for side in sides]
        return Tally(summed(t.gain_km2 for t in tallies), summed(t.loss_km2 for t in tallies))

    def _tally(self, has: Callable[[Control], bool]) -> Tally:
        flows = [f for f in self.flows if not f.sliver and has(f.before) != has(f.after)]
        gain = summed(flow.km2 for flow in flows if has(flow.after))
        return Tally(gain, summed(flow.km2 for flow in flows if has(flow.before)))


def joined(balances: Sequence[Balance]) -> Balance:
    """Add up the balances of steps that follow each other.

    Parameters
    ----------
    balances : sequence of Balance
        The balance of each step.

    Returns
    -------
    Balance
        Their sum.

    Examples
    --------
    >>> flow = Flow(Control("held", "a"), Control("held", "b"), None, 2.0, sliver=False)
    >>> joined([Balance((flow,)), Balance((flow,))]).flows[0].km2
    4.0
    """
    if len(balances) == 1:
        return balances[0]
    parts: defaultdict[FlowKey, list[float]] = defaultdict(list)
    for flow in (flow for balance in balances for flow in balance.flows):
        parts[flow.before, flow.after, flow.unit, flow.sliver].append(flow.km2)
    return Balance(flows_of(parts), tuple(h for balance in balances for h in balance.handovers))


def flows_of(parts: Mapping[FlowKey, Iterable[float]]) -> tuple[Flow, ...]:
    """Add up flows of the same key, in a fixed order.

    Parameters
    ----------
    parts : mapping of tuple to iterable of float
        The areas of each key, in square kilometres.

    Returns
    -------
    tuple of Flow
        One flow of each key.
    """
    flows = (
        Flow(before, after, unit, summed(km2), sliver)
        for (before, after, unit, sliver), km2 in parts.items()
    )
    return tuple(sorted(flows, key=_order))


def summed(parts: Iterable[float]) -> float:
    """Add up areas exactly, rounded to ``EXACT`` decimals.

    Parameters
    ----------
    parts : iterable of float
        Areas in square kilometres.

    Returns
    -------
    float
        Their sum.

    Examples
    --------
    >>> summed([0.1] * 10)
    1.0
    """
    return round(fsum(parts), EXACT)


def _order(flow: Flow) -> tuple[str | bool, ...]:
    before, after = flow.before, flow.after
    ends = (before.status, before.side or "", after.status, after.side or "")
    return (*ends, flow.unit or "", flow.unit is None, flow.sliver)
