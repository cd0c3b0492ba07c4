"""Scene → the gains and losses of each side by day, week, month and year.

The gain and loss of a period are the difference between two maps, the last one before the period
and the last one in it. Areas won and lost again within the period count as neither; the sums of
the daily balances include them. Changes on a date on which the mapping method changed are in
neither, and are given separately.
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
from frontline.model import Control
from frontline.scene.scene import Scene

if TYPE_CHECKING:
    import pandas

BY: Final = ("day", "week", "month", "year")

_LABELS: Final[dict[str, Callable[[date], str]]] = {
    "day": date.isoformat,
    "week": lambda day: "{:04}-W{:02}".format(*day.isocalendar()),
    "month": lambda day: day.isoformat()[:7],
    "year": lambda day: day.isoformat()[:4],
}


@dataclass(frozen=True, slots=True)
class Period:
    """The changes on the dates from ``first`` to ``last``, both included.

    Attributes
    ----------
    label : str
        ISO 8601: a date, a week ``2024-W20``, a month ``2024-05`` or a year ``2024``.
    first, last : date
        The ends of the period.
    partial : bool
        Whether the requested dates cut the week, month or year short.
    since : date or None
        The date of the map before the period; None for the state before the first date of the
        scene.
    maps, missing : int
        The number of its dates with and without a published map.
    balance : Balance
        The difference between its last map and the last map before it.
    daily : tuple of Balance
        The balances of its dates.
    breaks : tuple of (Break, Balance)
        Its mapping method changes, with the balance of each.
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
        """Sum a figure over the daily balances.

        Parameters
        ----------
        tally : callable
            A function that returns the figure of one balance.

        Returns
        -------
        Tally
            The sum.
        """
        return _total(map(tally, self.daily))

    def broken(self, tally: Callable[[Balance], Tally]) -> Tally:
        """Sum a figure over the balances of the mapping method changes.

        Parameters
        ----------
        tally : callable
            A function that returns the figure of one balance.

        Returns
        -------
        Tally
            The sum.
        """
        return _total(tally(balance) for _, balance in self.breaks)


def _total(tallies: Iterable[Tally]) -> Tally:
    all_tallies = list(tallies)
    gain = fsum(tally.gain_km2 for tally in all_tallies)
    loss = fsum(tally.loss_km2 for tally in all_tallies)
    return Tally(round(gain, EXACT), round(loss, EXACT))


def periods(
    scene: Scene,
    by: str | None = None,
    first: date | str | None = None,
    last: date | str | None = None,
    *,
    then: bool = False,
    with_breaks: bool = False,
) -> Iterator[Period]:
    """Yield the changes in each day, week (Monday to Sunday), month or year.

    Parameters
    ----------
    scene : Scene
        The map.
    by : str, optional
        ``day``, ``week``, ``month`` or ``year``; by default the step of the map, or the month
        where it shows every day.
    first, last : date or str, optional
        The first and last date, both included; by default, those of the scene's period.
    then : bool
        Whether to use what was known on each date, not what is known now.
    with_breaks : bool
        Whether to count changes on dates on which the mapping method changed.

    Yields
    ------
    Period
        The periods, in order.

    Raises
    ------
    UsageError
        If ``by`` is not one of these, or the dates are outside the period or out of order.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> [(period.label, period.partial) for period in periods(scene, "month")]
    [('2024-03', True)]
    """
    by = by or ("month" if scene.header.step == "day" else scene.header.step)
    if by not in BY:
        raise UsageError(f'by: "{by}" is not one of {", ".join(BY)}')
    first, last = _checked(scene, first, last)
    label = _LABELS[by]
    runs = [list(run) for _, run in groupby(days(first, day_after(last)), key=label)]
    published, method_breaks = set(map_days(scene.header)), breaks(scene)
    routes = [_route(scene, run, published, method_breaks) for run in runs]
    balances = daily(scene, then=then)

    def balance(leg: Leg) -> Balance:
        if by == "day" == scene.header.step:
            return balances.get(leg[1], Balance())
        return over(scene, *leg, then=then)

    for run, route in zip(runs, routes, strict=True):
        crossed = [method_break for _, method_break in route if method_break]
        omitted = set() if with_breaks else {method_break.date for method_break in crossed}
        yield Period(
            label=label(run[0]),
            first=run[0],
            last=run[-1],
            partial=label(day_before(run[0])) == label(run[0])
            or label(day_after(run[-1])) == label(run[-1]),
            since=since if route and (since := route[0][0][0]) in published else None,
            maps=len(published.intersection(run)),
            missing=len(run) - len(published.intersection(run)),
            balance=joined([balance(leg) for leg in _counted_legs(route, with_breaks=with_breaks)]),
            daily=tuple(balances[day] for day in run if day in balances and day not in omitted),
            breaks=tuple((each, balances.get(each.date, Balance())) for each in crossed),
        )


def _checked(scene: Scene, first: date | str | None, last: date | str | None) -> tuple[date, date]:
    """Return the first and the last date, both within the period and in order."""
    first = as_date(first, "from") if first is not None else scene.dates[0]
    last = as_date(last, "to") if last is not None else scene.dates[-1]
    for name, day in (("from", first), ("to", last)):
        if not scene.dates[0] <= day <= scene.dates[-1]:
            raise UsageError(
                f"{name}: {day} is not in the period {scene.dates[0]} to {scene.dates[-1]}"
            )
    if last < first:
        raise UsageError(f"to: {last} lies before {first}")
    return first, last


_Route = list[tuple[Leg, Break | None]]


def _route(
    scene: Scene, run: list[date], published: set[date], method_breaks: Iterable[Break]
) -> _Route:
    """Return the legs from the last map before a run of dates to its last map, if it has one."""
    eve = day_before(run[0])
    first = map_day(scene.header, eve if eve >= scene.dates[0] else run[0])
    before = eve if first == run[0] else first
    last = max(published.intersection(run), default=before)
    return legs(before, last, method_breaks) if before < last else []


def _counted_legs(route: _Route, *, with_breaks: bool) -> list[Leg]:
    """Return the legs that count; with breaks, a single leg from end to end."""
    if with_breaks and route:
        return [(route[0][0][0], route[-1][0][1])]
    return [leg for leg, method_break in route if method_break is None]


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


def rows(scene: Scene, all_periods: Sequence[Period]) -> Iterator[tuple[Any, ...]]:
    """Yield one row per period and side, and per period and class of control.

    A row without a status covers everything that the side holds or claims; rows without a side
    cover contested and unknown areas, so that the net of all rows with a status is zero. The
    figures of a period without a map are None.

    Parameters
    ----------
    scene : Scene
        The map.
    all_periods : sequence of Period
        The periods.

    Yields
    ------
    tuple
        The values of ``COLUMNS``.
    """
    balances = [
        balance
        for period in all_periods
        for balance in (period.balance, *(break_balance for _, break_balance in period.breaks))
    ]
    classes = {control for balance in balances for control in balance.controls}
    for period in all_periods:
        labels = (
            period.label,
            period.first,
            period.last,
            period.partial,
            period.since,
            period.maps,
            period.missing,
        )
        for side, status, tally in _sides_and_classes(scene, classes):
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
            days = ";".join(method_break.date.isoformat() for method_break, _ in period.breaks)
            yield (*labels, side, status, *figures, days, broken.gain_km2, broken.loss_km2)


def _sides_and_classes(
    scene: Scene, classes: Iterable[Control]
) -> Iterator[tuple[str | None, str | None, Callable[[Balance], Tally]]]:
    """Yield the sides and the classes, each with a function that tallies a balance."""
    order = sorted(classes, key=firmness)
    for side in (side.id for side in scene.header.sides):
        yield side, None, partial(Balance.side, side=side)
        for control in (control for control in order if control.side == side):
            yield side, control.status, partial(Balance.control, control=control)
    for control in (control for control in order if control.side is None):
        yield None, control.status, partial(Balance.control, control=control)


def changes(
    scene: Scene,
    by: str | None = None,
    first: date | str | None = None,
    last: date | str | None = None,
    *,
    then: bool = False,
    with_breaks: bool = False,
) -> pandas.DataFrame:
    """Tabulate gains and losses by day, week, month or year.

    Parameters
    ----------
    scene : Scene
        The map.
    by : str, optional
        ``day``, ``week``, ``month`` or ``year``; by default the step of the map, or the month
        where it shows every day.
    first, last : date or str, optional
        The first and last date, both included; by default, those of the scene's period.
    then : bool
        Whether to use what was known on each date, not what is known now.
    with_breaks : bool
        Whether to count changes on dates on which the mapping method changed.

    Returns
    -------
    DataFrame
        The columns ``COLUMNS``, as ``rows`` yields them; areas in km².

    Raises
    ------
    UsageError
        As in ``periods``.

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

    all_periods = list(periods(scene, by, first, last, then=then, with_breaks=with_breaks))
    frame = pandas.DataFrame.from_records(list(rows(scene, all_periods)), columns=list(COLUMNS))
    types = {name: "float64" for name in COLUMNS if name.endswith("_km2")}
    types |= dict.fromkeys(("first", "last", "since"), "datetime64[s]")
    return frame.astype(types)
