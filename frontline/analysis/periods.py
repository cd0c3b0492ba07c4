"""Scene → its figures by day, week and month: what each side gained and lost, and what it has.

The gain and loss of a period are the difference of two maps, the last before it and the last in
it: ground that was won and lost again within it is neither. The sums of its days tell that too.
What passed over a method break is in neither, and stands beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from math import fsum
from typing import TYPE_CHECKING, Any, Final

from frontline.analysis.area_by_date import firmness
from frontline.analysis.balance import EXACT, Balance, Tally, joined
from frontline.analysis.gains import daily, over
from frontline.analysis.measured import Break
from frontline.analysis.method_breaks import Leg, breaks, legs
from frontline.analysis.transitions import map_day, map_days
from frontline.dates.edtf import as_date, day_after, day_before, days
from frontline.errors import UsageError
from frontline.model import UNKNOWN, Control
from frontline.scene.scene import Scene

if TYPE_CHECKING:
    import pandas

BY: Final = ("day", "week", "month")

_LABELS: Final[dict[str, Callable[[date], str]]] = {
    "day": date.isoformat,
    "week": lambda day: "{}-W{:02}".format(*day.isocalendar()),
    "month": lambda day: f"{day:%Y-%m}",
}


@dataclass(frozen=True, slots=True)
class Period:
    """What changed in the dates from ``first`` to ``last``, both included.

    Attributes
    ----------
    label : str
        ISO 8601: a date, a week ``2024-W20`` or a month ``2024-05``.
    first, last : date
        The ends of the period.
    partial : bool
        Whether it is cut off by the ends of what was asked for.
    since : date or None
        The date of the map with which the first one is compared; None for the state before the
        first date of the scene.
    maps, missing : int
        The number of its dates with and without a published map.
    balance : Balance
        The difference of its last map and the last before it.
    daily : tuple of Balance
        The balances of its dates.
    breaks : tuple of (Break, Balance)
        Its mapping method changes, with what passed over each.
    """

    label: str
    first: date
    last: date
    partial: bool
    since: date | None
    maps: int
    missing: int
    balance: Balance
    daily: tuple[Balance, ...]
    breaks: tuple[tuple[Break, Balance], ...]

    def turnover(self, tally: Callable[[Balance], Tally]) -> Tally:
        """Add up a figure of each of the dates.

        Parameters
        ----------
        tally : callable
            The figure of one balance.

        Returns
        -------
        Tally
            The sum.
        """
        return _added(map(tally, self.daily))

    def broken(self, tally: Callable[[Balance], Tally]) -> Tally:
        """Add up a figure of what passed over the mapping method changes.

        Parameters
        ----------
        tally : callable
            The figure of one balance.

        Returns
        -------
        Tally
            The sum.
        """
        return _added(tally(balance) for _, balance in self.breaks)


def _added(tallies: Iterable[Tally]) -> Tally:
    found = list(tallies)
    gain, loss = fsum(t.gain_km2 for t in found), fsum(t.loss_km2 for t in found)
    return Tally(round(gain, EXACT), round(loss, EXACT))


def periods(
    scene: Scene,
    by: str = "month",
    first: date | str | None = None,
    last: date | str | None = None,
    *,
    then: bool = False,
    with_breaks: bool = False,
) -> Iterator[Period]:
    """Yield what changed in each day, week (Monday to Sunday) or month.

    Parameters
    ----------
    scene : Scene
        The map.
    by : str
        ``day``, ``week`` or ``month``.
    first, last : date or str, optional
        The ends, both included; by default those of the scene's period.
    then : bool
        Whether each date is as known then, rather than as known now.
    with_breaks : bool
        Whether to count what passed on dates on which the mapping method changed.

    Yields
    ------
    Period
        The periods, in order.

    Raises
    ------
    UsageError
        If ``by`` is none of the three, or the dates are not in the period or out of order.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> [(period.label, period.partial) for period in periods(scene, "month")]
    [('2024-03', True)]
    """
    if by not in BY:
        raise UsageError(f'by: "{by}" is not one of {", ".join(BY)}')
    first = as_date(first, "from") if first is not None else scene.dates[0]
    last = as_date(last, "to") if last is not None else scene.dates[-1]
    for name, day in (("from", first), ("to", last)):
        if day not in scene.dates:
            raise UsageError(
                f"{name}: {day} is not in the period {scene.dates[0]} to {scene.dates[-1]}"
            )
    if last < first:
        raise UsageError(f"to: {last} lies before {first}")
    label = _LABELS[by]
    runs = [list(run) for _, run in groupby(days(first, day_after(last)), key=label)]
    published, found = set(map_days(scene.header)), breaks(scene)
    ways = [_way(scene, run, published, found) for run in runs]
    told = daily(scene, then=then)

    def balance(leg: Leg) -> Balance:
        if by == "day":
            return told.get(leg[1], Balance())
        return over(scene, *leg, then=then)

    for run, way in zip(runs, ways, strict=True):
        broken = {one.date for _, one in way if one and not with_breaks}
        yield Period(
            label=label(run[0]),
            first=run[0],
            last=run[-1],
            partial=label(day_before(run[0])) == label(run[0])
            or label(day_after(run[-1])) == label(run[-1]),
            since=since if way and (since := way[0][0][0]) in published else None,
            maps=len(published.intersection(run)),
            missing=len(run) - len(published.intersection(run)),
            balance=joined([balance(leg) for leg in _counted(way, with_breaks=with_breaks)]),
            daily=tuple(told[day] for day in run if day in told and day not in broken),
            breaks=tuple((one, told.get(one.date, Balance())) for _, one in way if one),
        )


_Way = list[tuple[Leg, Break | None]]


def _way(scene: Scene, run: list[date], published: set[date], found: Iterable[Break]) -> _Way:
    """Go from the last map before some days to the last of theirs; nowhere if they have none."""
    eve = day_before(run[0])
    first = map_day(scene.header, eve if eve >= scene.dates[0] else run[0])
    before = eve if first == run[0] else first
    last = max(published.intersection(run), default=before)
    return legs(before, last, found) if before < last else []


def _counted(way: _Way, *, with_breaks: bool) -> list[Leg]:
    """List the legs that count: with breaks, the way is one."""
    if with_breaks and way:
        return [(way[0][0][0], way[-1][0][1])]
    return [leg for leg, told in way if told is None]


COLUMNS: Final = (
    "period",
    "first",
    "last",
    "partial",
    "since",
    "maps",
    "missing",
    "side",
    "status",
    "gain_km2",
    "loss_km2",
    "net_km2",
    "daily_gain_km2",
    "daily_loss_km2",
    "breaks",
    "break_gain_km2",
    "break_loss_km2",
)


def rows(scene: Scene, found: Sequence[Period]) -> Iterator[tuple[Any, ...]]:
    """Yield, for each period, a row for each side and for each class of control.

    A row without a status is of everything that the side holds or claims; one without a side, of
    contested areas. The figures of a period without a map are None.

    Parameters
    ----------
    scene : Scene
        The map.
    found : sequence of Period
        The periods.

    Yields
    ------
    tuple
        The values of ``COLUMNS``.
    """
    seen = [one for period in found for one in (period.balance, *(b for _, b in period.breaks))]
    classes = {control for balance in seen for control in balance.controls} - {UNKNOWN}
    for period in found:
        told = (
            period.label,
            period.first,
            period.last,
            period.partial,
            period.since,
            period.maps,
            period.missing,
        )
        for side, status, tally in _holders(scene, classes):
            ends, turnover = tally(period.balance), period.turnover(tally)
            broken = period.broken(tally)
            figures: tuple[float | None, ...] = (
                ends.gain_km2,
                ends.loss_km2,
                ends.net_km2,
                turnover.gain_km2,
                turnover.loss_km2,
            )
            if not period.maps:
                figures = (None,) * len(figures)
            days = ";".join(one.date.isoformat() for one, _ in period.breaks)
            yield (*told, side, status, *figures, days, broken.gain_km2, broken.loss_km2)


def _holders(
    scene: Scene, classes: Iterable[Control]
) -> Iterator[tuple[str | None, str | None, Callable[[Balance], Tally]]]:
    """Yield the sides and the classes, each with what tallies it."""
    order = sorted(classes, key=firmness)
    for side in (side.id for side in scene.header.sides):
        yield side, None, partial(Balance.side, side=side)
        for control in (control for control in order if control.side == side):
            yield side, control.status, partial(Balance.control, control=control)
    for control in (control for control in order if control.side is None):
        yield None, control.status, partial(Balance.control, control=control)


def changes(
    scene: Scene,
    by: str = "month",
    first: date | str | None = None,
    last: date | str | None = None,
    *,
    then: bool = False,
    with_breaks: bool = False,
) -> pandas.DataFrame:
    """Tabulate gains and losses by day, week or month.

    Parameters
    ----------
    scene : Scene
        The map.
    by : str
        ``day``, ``week`` or ``month``.
    first, last : date or str, optional
        The ends, both included; by default those of the scene's period.
    then : bool
        Whether each date is as known then, rather than as known now.
    with_breaks : bool
        Whether to count what passed on dates on which the mapping method changed.

    Returns
    -------
    DataFrame
        The columns ``COLUMNS``, as ``rows`` yields them; areas in km².

    Raises
    ------
    UsageError
        As ``periods`` does.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> table = changes(scene)
    >>> table[table.status.isna()].side.tolist()
    ['north', 'south']
    """
    import pandas

    found = list(periods(scene, by, first, last, then=then, with_breaks=with_breaks))
    frame = pandas.DataFrame.from_records(list(rows(scene, found)), columns=list(COLUMNS))
    types = {name: "float64" for name in COLUMNS if name.endswith("_km2")}
    types |= dict.fromkeys(("first", "last", "since"), "datetime64[s]")
    return frame.astype(types)
