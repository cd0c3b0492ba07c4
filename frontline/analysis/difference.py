"""Two maps → what happened between them, and what was only learnt later.

From the map of D1 as known on K1 to the map of D2 as known on K2 there are two steps, and their
sum is the whole: D1 by K1 → D1 by K2 is what was learnt, D1 by K2 → D2 by K2 what happened. Where
the mapping method changed in between, what passed over that date is left out of both.
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
from frontline.analysis.method_breaks import breaks, legs
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
        Ids of the claims that count only on the later map, and only on the earlier.
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
    """The difference of the maps of two dates: the whole, and its two parts.

    Attributes
    ----------
    days : tuple of (date, date)
        The two dates.
    before, after : Snapshot
        Their maps, or the last before them where a date has none.
    learnt, happened, whole : Step
        What was learnt later, what happened, and both.
    breaks : tuple of (Break, Balance)
        The mapping method changes in between, with what passed over each, which the parts do not
        count unless ``with_breaks``.
    with_breaks : bool
        Whether they do.
    steps : tuple of (Moment, Moment)
        The pairs of maps of which the whole is the sum.
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
    def ranges(self) -> Mapping[str | None, Range]:
        """The range of the whole's net km² with one source at a time left out; may be empty.

        By side and, under None, of all sides but the initial holder together. Measured when asked
        for: it weighs the map again without each source, and most outputs do not show it.
        """
        moments = list(dict.fromkeys(moment for step in self.steps for moment in step))

        def net_km2(basis: Basis) -> dict[str | None, float]:
            maps = dict(zip(moments, standings(basis, *moments), strict=True))
            whole = joined([between(maps[first], maps[second]) for first, second in self.steps])
            sides = [side.id for side in basis.header.sides]
            nets: dict[str | None, float] = {side: whole.side(side).net_km2 for side in sides}
            return nets | {None: whole.total(sides_without_initial_holder(basis.header)).net_km2}

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
    """Split the difference of two maps into what was learnt later and what happened.

    Parameters
    ----------
    scene : Scene
        The scene.
    first, last : date or str, optional
        The dates of the maps, in either order; by default the ends of the period.
    known_first, known_last : date or str, optional
        The date by whose knowledge each map is drawn; by default all that is known.
    with_breaks : bool
        Whether to count what passed on dates on which the mapping method changed.

    Returns
    -------
    Difference
        The whole and its parts.

    Raises
    ------
    UsageError
        If a date is malformed or not in the period.

    Examples
    --------
    >>> import frontline
    >>> from importlib.resources import files
    >>> scene = frontline.build(frontline.load(files("frontline") / "starter"))
    >>> [p.place for p in difference(scene, "2024-03-06", "2024-03-07").happened.passages]
    ['birch']
    """
    first = as_date(first) if first is not None else scene.dates[0]
    second = as_date(last) if last is not None else scene.dates[-1]
    for day in (first, second):
        scene.check_date(day)
    known1 = as_date(known_first, "known") if known_first is not None else None
    known2 = as_date(known_last, "known") if known_last is not None else None
    one, two = (map_day(scene.header, day) for day in (first, second))
    way = legs(one, two, breaks(scene))
    whole = [(one, two)] if with_breaks else [leg for leg, method_break in way if not method_break]
    middle: Moment = (one, known2)
    happened: list[tuple[Moment, Moment]] = [((a, known2), (b, known2)) for a, b in whole]
    broken = [
        (((a, known2), (b, known2)), method_break) for (a, b), method_break in way if method_break
    ]
    if happened and happened[0][0] == middle:
        steps = [((one, known1), happened[0][1]), *happened[1:]]
    else:
        steps = [((one, known1), middle), *happened]
    moments: list[Moment] = [(one, known1), middle, (two, known2)]
    moments += [end for step in (*happened, *(step for step, _ in broken)) for end in step]
    moments = list(dict.fromkeys(moments))
    maps = dict(zip(moments, scene.together(*moments), strict=True))

    def balance(steps: Iterable[tuple[Moment, Moment]]) -> Balance:
        return joined([between(maps[a], maps[b]) for a, b in steps])

    before, midway, after = (maps[end] for end in ((one, known1), middle, (two, known2)))
    return Difference(
        days=(first, second),
        before=before,
        after=after,
        learnt=_step(before, midway, balance([((one, known1), middle)])),
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
