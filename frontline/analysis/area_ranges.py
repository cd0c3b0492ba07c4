"""Scene → the range of each area on each date, and why it is no single figure.

An area is uncertain for three reasons. Each gives a lowest and a highest value:

left_out   one source at a time is left out: the ground that its places decide changes hands
band       the front line runs elsewhere within the uncertainty band of a field
status     a side has what it holds, or also what it only claims and what is contested with it

The range runs from the lowest to the highest of all. Without a source, the deciders of each zone
are those of the full map; places without another source have no status, and drawn ground without
another drawing keeps its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from frontline.analysis.area_by_date import area_table
from frontline.analysis.gains import sides_without_initial_holder
from frontline.analysis.shifts import Shift, shifts
from frontline.model import Control
from frontline.scene.scene import Scene
from frontline.scene.states import runs, state_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Table = NDArray[np.float64]

Reason = Literal["left_out", "band", "status"]
"""Why an area has a range."""

Key = Control | str
"""What is measured: the area of a class of the map, or all that a side, by its id, has."""

_LEAST_KM2: Final = 0.0005
"""The difference up to which two areas count as equal: below the last decimal of any output."""


@dataclass(frozen=True, slots=True)
class AreaRange:
    """The range of an area on a date.

    Attributes
    ----------
    low, high : float
        The ends of the range, in square kilometres.
    reasons : tuple of Reason
        The reasons that give the ends, in the order of this module's description.
    low_without, high_without : str or None
        The source whose omission gives the end; None if another reason does.
    """

    low: float
    high: float
    reasons: tuple[Reason, ...]
    low_without: str | None
    high_without: str | None


@dataclass(frozen=True, slots=True)
class RangesByDate:
    """The ranges of an area, each valid until the next begins.

    Attributes
    ----------
    starts : tuple of date
        The date from which each is valid.
    ranges : tuple of (AreaRange or None)
        The ranges; None where the area is a single figure or not measured.
    """

    starts: tuple[date, ...]
    ranges: tuple[AreaRange | None, ...]

    def on(self, day: date) -> AreaRange | None:
        """Return the range on a date.

        Parameters
        ----------
        day : date
            A date of the period.

        Returns
        -------
        AreaRange or None
            The range; None where the area is a single figure or not measured.

        Examples
        --------
        >>> RangesByDate((date(2024, 5, 1),), (None,)).on(date(2024, 5, 3)) is None
        True
        """
        number = bisect_right(self.starts, day) - 1
        return self.ranges[number] if number >= 0 else None


Ranges = Mapping[Key, RangesByDate]
"""The ranges of the areas that have one on any date."""


def measure_ranges(scene: Scene, *, then: bool = False) -> Ranges:
    """Measure the range of each class of the map, and of each side, on each date.

    Parameters
    ----------
    scene : Scene
        The scene.
    then : bool
        Whether to use what was known on each date, not what is known now.

    Returns
    -------
    mapping of Key to RangesByDate
        The ranges; the side that initially held everything has none.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> measure_ranges(scene)["north"].on(scene.opens).reasons
    ('left_out',)
    """
    classes, areas = area_table(scene, then=then)
    keys: list[Key] = [*classes, *sides_without_initial_holder(scene.header)]
    columns = [_columns(key, classes) for key in keys]
    values = np.column_stack([areas[:, column].sum(axis=1) for column in columns] or [areas])
    search = _Search(values)
    for source, found in shifts(scene, then=then):
        search.add("left_out", values + _shifted(scene, found, keys), source)
    for alternative in _within_band(scene, keys, values, then=then):
        search.add("band", alternative)
    for alternative in _by_status(scene, keys, values, classes, areas, then=then):
        search.add("status", alternative)
    by_key = ((key, search.ranges(scene.dates, column)) for column, key in enumerate(keys))
    return {key: ranges for key, ranges in by_key if any(ranges.ranges)}


class _Search:
    """The lowest and the highest of several values of the same figures, and their causes.

    Of equal values, the first counts.
    """

    def __init__(self, values: Table) -> None:
        self.low, self.high = values.copy(), values.copy()
        self.causes: list[tuple[Reason | None, str | None]] = [(None, None)]
        self.low_cause = np.zeros(values.shape, dtype=np.int64)
        self.high_cause = self.low_cause.copy()

    def add(self, reason: Reason, values: Table, source: str | None = None) -> None:
        """Take other values of all figures into account."""
        is_lower, is_higher = values < self.low - _LEAST_KM2, values > self.high + _LEAST_KM2
        self.low[is_lower], self.high[is_higher] = values[is_lower], values[is_higher]
        self.low_cause[is_lower] = self.high_cause[is_higher] = len(self.causes)
        self.causes.append((reason, source))

    def ranges(self, dates: Sequence[date], column: int) -> RangesByDate:
        """Return the ranges of one figure."""
        rows = np.stack(
            [table[:, column] for table in (self.low, self.high, self.low_cause, self.high_cause)]
        )
        is_new = np.any(rows[:, 1:] != rows[:, :-1], axis=0) & ~np.isnan(rows[0, 1:])
        is_new |= np.isnan(rows[0, 1:]) != np.isnan(rows[0, :-1])
        starts = [0, *(np.flatnonzero(is_new) + 1).tolist()]
        return RangesByDate(
            tuple(dates[start] for start in starts),
            tuple(self._range(*rows[:, start].tolist()) for start in starts),
        )

    def _range(
        self, low: float, high: float, low_cause: float, high_cause: float
    ) -> AreaRange | None:
        if not high - low > _LEAST_KM2:
            return None
        causes = [self.causes[int(cause)] for cause in (low_cause, high_cause)]
        reasons = {reason for reason, _ in causes}
        return AreaRange(
            max(low, 0.0),
            high,
            tuple(reason for reason in _REASONS if reason in reasons),
            causes[0][1],
            causes[1][1],
        )


_REASONS: Final[tuple[Reason, ...]] = ("left_out", "band", "status")


def _columns(key: Key, classes: Sequence[Control]) -> list[int]:
    """Return the numbers of the classes that a figure sums."""
    return [i for i, control in enumerate(classes) if key in (control, control.side)]


def _shifted(scene: Scene, found: Sequence[Shift], keys: Sequence[Key]) -> Table:
    """Sum what every figure gains and loses on each date."""
    steps = np.zeros((len(scene.dates) + 1, len(keys)))
    for shift in found:
        start, end = scene.number(shift.start), scene.number(shift.end)
        for control, km2 in ((shift.before, -shift.km2), (shift.after, shift.km2)):
            for column, key in enumerate(keys):
                if control and key in (control, control.side):
                    steps[start, column] += km2
                    steps[end, column] -= km2
    return np.cumsum(steps, axis=0)[:-1]


def _within_band(
    scene: Scene, keys: Sequence[Key], values: Table, *, then: bool
) -> Iterator[Table]:
    """Yield the figures if the front ran along either edge of its band.

    What a side holds and what it claims share in the doubt of the side by their areas.
    """
    if not any(scene.laid.doubts.values()):
        return
    sides = [key.side or key.status if isinstance(key, Control) else key for key in keys]
    less, more = np.zeros(values.shape), np.zeros(values.shape)
    spans = scene.decider_spans_then if then else scene.decider_spans
    for start, end, current in runs(scene, spans):
        doubts = scene.laid.doubts.get(state_of(scene, current), {})
        rows = slice(scene.number(start), scene.number(end))
        for column, side in enumerate(sides):
            if side in doubts:
                less[rows, column] = doubts[side].less_km2
                more[rows, column] = doubts[side].more_km2
    totals = np.column_stack(
        [
            sum(
                values[:, column]
                for column, other in enumerate(sides)
                if other == side and isinstance(keys[column], Control)
            )
            + np.zeros(len(values))
            for side in sides
        ]
    )
    share = np.divide(values, totals, out=np.zeros(values.shape), where=totals > 0)
    yield np.maximum(values - less * share, 0.0)
    yield values + more * share


def _by_status(
    scene: Scene,
    keys: Sequence[Key],
    values: Table,
    classes: Sequence[Control],
    areas: Table,
    *,
    then: bool,
) -> Iterator[Table]:
    """Yield what each side surely has, and what it has with all that is contested with it."""
    least, most = values.copy(), values.copy()
    for column, key in enumerate(keys):
        held = Control("held", key) if isinstance(key, str) else None
        if held:
            least[:, column] = areas[:, classes.index(held)] if held in classes else 0.0
            least[np.isnan(values[:, column]), column] = np.nan
    side_of = {claim.id: claim.side for claim in scene.book.claims if claim.stance == "asserts"}
    side_of |= {area.id: area.side for area in scene.areas}
    both = {side.id for side in scene.header.sides} if len(scene.header.sides) == 2 else set()
    km2 = scene.km2
    steps = np.zeros((len(values) + 1, len(keys)))
    for span in scene.spans_then if then else scene.spans:
        if span.control.status != "contested" or span.zone not in km2:
            continue
        named = {side for id in span.claims if (side := side_of.get(id))} or both
        for column, key in enumerate(keys):
            if key in named:
                steps[scene.number(span.start), column] += km2[span.zone]
                steps[scene.number(span.end), column] -= km2[span.zone]
    yield least
    yield most + np.cumsum(steps, axis=0)[:-1]
