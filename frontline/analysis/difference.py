"""Two maps → what happened between them, and what was only learnt later.

Two steps lead from the map of date D1 as known on K1 to the map of date D2 as known on K2:

    D1 by K1  →  D1 by K2    what was learnt
    D1 by K2  →  D2 by K2    what happened

Neither counts the changes on dates on which the mapping method changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from frontline.analysis.balance import Balance, joined
from frontline.analysis.flows import between
from frontline.analysis.gains import sides_without_initial_holder
from frontline.analysis.jackknife import Range, ranges
from frontline.analysis.measured import Break
from frontline.analysis.method_breaks import Leg, breaks, legs
from frontline.analysis.transitions import map_day
from frontline.dates.edtf import as_date
from frontline.model import Control
from frontline.scene.basis import Basis
from frontline.scene.scene import Scene, Snapshot
from frontline.scene.standing import Moment, standings


@dataclass(frozen=True, slots=True)
class Passage:
    """A place whose control differs on two maps.

    Attributes
    ----------
    place : str
        The id of the place.
    before, after : Control
        Its control on the earlier and on the later map.
    new, gone : tuple of str
        Ids of the claims that count only on the later map, and only on the earlier one.
    """

    place: str
    before: Control
    after: Control
    new: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a difference.

    Attributes
    ----------
    passages : tuple of Passage
        The places whose control differs.
    balance : Balance
        The area that changed control.
    """

    passages: tuple[Passage, ...]
    balance: Balance


@dataclass(frozen=True, eq=False)
class Difference:
    """The difference between the maps of two dates: the total and its two parts.

    Attributes
    ----------
    days : tuple of (date, date)
        The two dates.
    before, after : Snapshot
        Their maps; for a date without a map, the last map before it.
    learnt, happened, whole : Step
        What was learnt later, what happened, and both together.
    breaks : tuple of (Break, Balance)
        The mapping method changes in between, with the balance of each. The steps do not count
        these balances unless ``with_breaks`` is true.
    with_breaks : bool
        Whether the steps count changes on dates on which the mapping method changed.
    steps : tuple of (Moment, Moment)
        The pairs of maps whose balances sum to ``whole``.
    """

    days: tuple[date, date]
    before: Snapshot
    after: Snapshot
    learnt: Step
    happened: Step
    whole: Step
    breaks: tuple[tuple[Break, Balance], ...]
    with_breaks: bool
    steps: tuple[tuple[Moment, Moment], ...]

    @cached_property
    def assessed(self) -> frozenset[str]:
        """Places whose control differs, while no new claim says that anything happened there."""
        happened = {passage.place for passage in self.happened.passages if passage.new}
        return frozenset(passage.place for passage in self.whole.passages) - happened

    @cached_property
    def ranges(self) -> Mapping[str | None, Range]:
        """The range of the total net km² with one source left out at a time; may be empty.

        The keys are sides, and None for all sides except the initial holder together. Computed
        only on request, because it weighs the map again without each source.
        """
        moments = list(dict.fromkeys(moment for step in self.steps for moment in step))

        def net_km2(basis: Basis) -> dict[str | None, float]:
            maps = dict(zip(moments, standings(basis, *moments), strict=True))
            combined = joined([between(maps[first], maps[second]) for first, second in self.steps])
            sides = [side.id for side in basis.header.sides]
            nets: dict[str | None, float] = {side: combined.side(side).net_km2 for side in sides}
            return nets | {None: combined.total(sides_without_initial_holder(basis.header)).net_km2}

        return ranges(self.before.scene, net_km2)


def difference(
    scene: Scene,
    first: date | str | None = None,
    last: date | str | None = None,
    known_first: date | str | None = None,
    known_last: date | str | None = None,
    *,
    with_breaks: bool = False,
) -> Difference:
    """Split the difference between two maps into what was learnt later and what happened.

    Parameters
    ----------
    scene : Scene
        The scene.
    first, last : date or str, optional
        The dates of the maps, in either order; by default the ends of the period.
    known_first, known_last : date or str, optional
        The date of knowledge of each map; by default, everything known.
    with_breaks : bool
        Whether to count changes on dates on which the mapping method changed.

    Returns
    -------
    Difference
        The total and its parts.

    Raises
    ------
    UsageError
        If a date is malformed or outside the period.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> [p.place for p in difference(scene, "2024-03-06", "2024-03-07").happened.passages]
    ['birch']
    """
    first = as_date(first) if first is not None else scene.dates[0]
    last = as_date(last) if last is not None else scene.dates[-1]
    for day in (first, last):
        scene.check_date(day)
    known_first = as_date(known_first, "known") if known_first is not None else None
    known_last = as_date(known_last, "known") if known_last is not None else None
    first_map, last_map = (map_day(scene.header, day) for day in (first, last))
    route = legs(first_map, last_map, breaks(scene))
    within = [leg for leg, method_break in route if not method_break]
    counted = [(first_map, last_map)] if with_breaks else within

    def as_step(leg: Leg) -> tuple[Moment, Moment]:
        return (leg[0], known_last), (leg[1], known_last)

    start, middle, end = (first_map, known_first), (first_map, known_last), (last_map, known_last)
    happened = [as_step(leg) for leg in counted]
    broken = [(as_step(leg), method_break) for leg, method_break in route if method_break]
    steps = [(start, middle), *happened]
    if happened and happened[0][0] == middle:
        steps = [(start, happened[0][1]), *happened[1:]]
    moments: list[Moment] = [start, middle, end]
    moments += [moment for step in (*happened, *(step for step, _ in broken)) for moment in step]
    moments = list(dict.fromkeys(moments))
    maps = dict(zip(moments, scene.together(*moments), strict=True))

    def balance(steps: Iterable[tuple[Moment, Moment]]) -> Balance:
        return joined([between(maps[earlier], maps[later]) for earlier, later in steps])

    before, midway, after = (maps[moment] for moment in (start, middle, end))
    return Difference(
        days=(first, last),
        before=before,
        after=after,
        learnt=_step(before, midway, balance([(start, middle)])),
        happened=_step(midway, after, balance(happened)),
        whole=_step(before, after, balance(steps)),
        breaks=tuple((method_break, balance([step])) for step, method_break in broken),
        with_breaks=with_breaks,
        steps=tuple(steps),
    )


def _step(before: Snapshot, after: Snapshot, balance: Balance) -> Step:
    passages = []
    for place in sorted(place.id for place in before.scene.places):
        old, new = before.control(place), after.control(place)
        if old != new:
            earlier = before.spans[place].claims if place in before.spans else ()
            later = after.spans[place].claims if place in after.spans else ()
            gained, lost = sorted(set(later) - set(earlier)), sorted(set(earlier) - set(later))
            passages.append(Passage(place, old, new, tuple(gained), tuple(lost)))
    return Step(tuple(passages), balance)
