"""The balance of two maps: the area that changed control, and the settlements that changed hands.

Every figure is a sum over the same flows, the areas that passed from one control to another within
an administrative unit. Gains minus losses therefore equal the net, and parts sum to the total.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from frontline.model import Control

EXACT: Final = 9
"""The number of decimals of sums in km²: a thousandth of a square metre."""

FlowKey = tuple[Control, Control, str | None, bool]
"""Control before and after, administrative unit, and whether the area is a sliver."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The area of an administrative unit that passed from one control to another.

    Attributes
    ----------
    before, after : Control
        The control on the first and on the second map.
    unit : str or None
        The administrative unit; None if none is given.
    km2 : float
        The geodesic area in square kilometres.
    sliver : bool
        Whether the area lies in patches too small to count as gain or loss.
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
        Its administrative unit; None if none is given.
    before, after : Control
        Its control on the first and on the second map.
    """

    place: str
    unit: str | None
    before: Control
    after: Control


@dataclass(frozen=True, slots=True)
class Tally:
    """The area gained and the area lost.

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
        """The gain minus the loss, in square kilometres."""
        return round(self.gain_km2 - self.loss_km2, EXACT)


@dataclass(frozen=True, slots=True)
class Balance:
    """The area and the settlements that changed control between two maps, or over several steps.

    Attributes
    ----------
    flows : tuple of Flow
        The areas, by control before and after and by administrative unit.
    handovers : tuple of Handover
        The settlements.
    """

    flows: tuple[Flow, ...] = ()
    handovers: tuple[Handover, ...] = ()

    @property
    def slivers_km2(self) -> float:
        """The area of slivers, which count neither as gain nor as loss, in square kilometres."""
        return summed(flow.km2 for flow in self.flows if flow.sliver)

    @property
    def passages(self) -> tuple[Flow, ...]:
        """The areas by control before and after, over all units, without slivers, largest first.

        Examples
        --------
        >>> ends = Control("held", "a"), Control("held", "b")
        >>> parts = [Flow(*ends, unit, 2.0, sliver=False) for unit in ("North", "South")]
        >>> [flow.km2 for flow in Balance(tuple(parts)).passages]
        [4.0]
        """
        parts: defaultdict[tuple[Control, Control], list[float]] = defaultdict(list)
        for flow in self.flows:
            if not flow.sliver:
                parts[flow.before, flow.after].append(flow.km2)
        flows = [Flow(*ends, None, summed(km2), sliver=False) for ends, km2 in parts.items()]
        return tuple(sorted(flows, key=lambda flow: (-flow.km2, _sort_key(flow))))

    @property
    def exchanges(self) -> tuple[Flow, ...]:
        """The same areas by holder, see ``holder``: gains and losses as a table from → to.

        Examples
        --------
        >>> ends = Control("claimed", "a"), Control("claimed", "b")
        >>> exchange, = Balance((Flow(*ends, None, 2.0, sliver=False),)).exchanges
        >>> exchange.before
        Control(status='held', side='a')
        """
        return Balance(
            tuple(
                Flow(holder(flow.before), holder(flow.after), None, flow.km2, sliver=False)
                for flow in self.passages
                if holder(flow.before) != holder(flow.after)
            )
        ).passages

    @property
    def controls(self) -> tuple[Control, ...]:
        """The controls that occur before or after a flow."""
        controls = {control for flow in self.flows for control in (flow.before, flow.after)}
        return tuple(sorted(controls, key=lambda control: (control.status, control.side or "")))

    @property
    def units(self) -> tuple[str | None, ...]:
        """The administrative units of the flows; None, which comes last, if none is given."""
        return tuple(
            sorted({flow.unit for flow in self.flows}, key=lambda unit: (unit is None, unit or ""))
        )

    def within(self, unit: str | None) -> Balance:
        """Return the part of the balance within an administrative unit.

        Parameters
        ----------
        unit : str or None
            The unit; None for areas and settlements outside all units.

        Returns
        -------
        Balance
            The flows and handovers of the unit.
        """
        return Balance(
            tuple(flow for flow in self.flows if flow.unit == unit),
            tuple(handover for handover in self.handovers if handover.unit == unit),
        )

    def side(self, side: str) -> Tally:
        """Return the gain and loss of a side in the area that it holds or claims.

        Parameters
        ----------
        side : str
            The id of the side.

        Returns
        -------
        Tally
            The area gained and lost.

        Examples
        --------
        >>> flow = Flow(Control("held", "a"), Control("claimed", "b"), None, 2.0, sliver=False)
        >>> Balance((flow,)).side("b")
        Tally(gain_km2=2.0, loss_km2=0.0)
        """
        return self._tally(lambda control: control.side == side)

    def claimed_km2(self, side: str) -> float:
        """Return the part of a side's gain that is only claimed.

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
        gained = (flow for flow in self.flows if flow.after == claimed and flow.before.side != side)
        return summed(flow.km2 for flow in gained if not flow.sliver)

    def control(self, control: Control) -> Tally:
        """Return the gain and loss of one control: held or claimed by a side, or contested.

        Parameters
        ----------
        control : Control
            The control.

        Returns
        -------
        Tally
            The area gained and lost.
        """
        return self._tally(lambda other: other == control)

    def tally(self, of: Control) -> Tally:
        """Return the gain and loss of a holder, see ``holder``.

        Parameters
        ----------
        of : Control
            Held by a side, contested or unknown.

        Returns
        -------
        Tally
            The area gained and lost.
        """
        return self._tally(lambda control: holder(control) == of)

    def total(self, sides: Iterable[str]) -> Tally:
        """Return the total gain and the total loss of several sides.

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
        return Tally(
            summed(tally.gain_km2 for tally in tallies), summed(tally.loss_km2 for tally in tallies)
        )

    def _tally(self, includes: Callable[[Control], bool]) -> Tally:
        flows = [
            flow
            for flow in self.flows
            if not flow.sliver and includes(flow.before) != includes(flow.after)
        ]
        gain = summed(flow.km2 for flow in flows if includes(flow.after))
        return Tally(gain, summed(flow.km2 for flow in flows if includes(flow.before)))


def holder(control: Control) -> Control:
    """Return who has an area: a side, whether it holds or only claims it, or nobody.

    Parameters
    ----------
    control : Control
        The control of the area.

    Returns
    -------
    Control
        Held by the side; contested or unknown without one.

    Examples
    --------
    >>> holder(Control("claimed", "a")), holder(Control("contested"))
    (Control(status='held', side='a'), Control(status='contested', side=None))
    """
    return Control("held", control.side) if control.side else control


def joined(balances: Sequence[Balance]) -> Balance:
    """Sum the balances of consecutive steps.

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
    return Balance(
        flows_of(parts), tuple(handover for balance in balances for handover in balance.handovers)
    )


def flows_of(parts: Mapping[FlowKey, Iterable[float]]) -> tuple[Flow, ...]:
    """Sum the areas of each key into a flow, in a fixed order.

    Parameters
    ----------
    parts : mapping of tuple to iterable of float
        The areas of each key, in square kilometres.

    Returns
    -------
    tuple of Flow
        One flow per key.
    """
    flows = (
        Flow(before, after, unit, summed(km2), sliver)
        for (before, after, unit, sliver), km2 in parts.items()
    )
    return tuple(sorted(flows, key=_sort_key))


def summed(parts: Iterable[float]) -> float:
    """Sum areas exactly and round to ``EXACT`` decimals.

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


def _sort_key(flow: Flow) -> tuple[str | bool, ...]:
    before, after = flow.before, flow.after
    ends = (before.status, before.side or "", after.status, after.side or "")
    return (*ends, flow.unit or "", flow.unit is None, flow.sliver)
