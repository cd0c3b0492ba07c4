"""The zone of each face of a mesh, and the zone's history → few bytes.

Faces come in the order in which their borders were walked. Where two lines cross, the history of
the fourth corner follows from the other three. A line divides control on the dates on which it
stands, and it stands on both sides of the other line::

     one │ two         four = three  on dates when one = two
    ─────┼───────      four = one    on dates when two = three
    four │ three       four = two    on all other dates

Otherwise a face belongs to a zone met recently, or to a new zone, whose dates are mostly those of
a neighbour. ``player/codec/histories.mjs`` reads the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from frontline.render.page.codec.arcs import Mesh
from frontline.render.page.codec.range_coder import Encoder

Run = tuple[int, int, int]
"""First day, end, word."""

Runs = tuple[Run, ...]
"""The spans of a zone in the order of dates."""

History = tuple[Runs, Runs]
"""The spans of a zone as known now, and as known then."""

_MOST_VOTES: Final = 3
"""The most votes of corners that have a context of their own."""


def label(
    coder: Encoder, mesh: Mesh, now: Mapping[str, Runs], then: Mapping[str, Runs], days: int
) -> list[str]:
    """Write the zone of every face and, where the zone is new, its history.

    Parameters
    ----------
    coder : Encoder
        Where to write.
    mesh : Mesh
        A mesh whose arcs were walked.
    now, then : mapping of str to Runs
        Spans by zone, as known now and as known then.
    days : int
        Number of days of the period.

    Returns
    -------
    list of str
        The zones in the order of their numbers.
    """
    writer = _Labels(coder, mesh, now, then, days)
    for cycle in mesh.cycles():
        writer.face(cycle)
    return list(writer.numbers)


def write(coder: Encoder, history: History, near: Sequence[int], days: int) -> None:
    """Write the spans of a zone, as known now and, where they differ, as known then.

    Parameters
    ----------
    coder : Encoder
        Where to write.
    history : History
        The spans.
    near : sequence of int
        Sorted days on which neighbours change.
    days : int
        Number of days of the period.
    """
    now, then = history
    _runs(coder, now, near, days)
    coder.bit("same", now == then)
    if now != then:
        _runs(coder, then, near, days)


class _Labels:
    """A writer of faces that remembers the zones it has written."""

    def __init__(
        self,
        coder: Encoder,
        mesh: Mesh,
        now: Mapping[str, Runs],
        then: Mapping[str, Runs],
        days: int,
    ) -> None:
        self.coder, self.mesh, self.days = coder, mesh, days
        self.now, self.then = now, then
        self.numbers: dict[str, int] = {}
        self.recent: list[str] = []
        self.zone_of: dict[int, str | None] = {}
        self.with_history: dict[History, str | None] = {((), ()): None}

    def face(self, cycle: Sequence[int]) -> None:
        """Write the zone of the face inside a border.

        Parameters
        ----------
        cycle : sequence of int
            Half-edges of the border, the face to their left.
        """
        zones = [self.mesh.left[half] for half in cycle]
        pure = len(set(zones)) == 1
        self.coder.bit("pure", pure)
        if not pure or not self._predicted(cycle, zones[0]):
            for zone in zones[:1] if pure else zones:
                self._zone(cycle, zone)
        self.zone_of |= dict(zip(cycle, zones, strict=True))

    def _history(self, zone: str | None) -> History:
        return (self.now.get(zone, ()), self.then.get(zone, ())) if zone else ((), ())

    def _predicted(self, cycle: Sequence[int], zone: str | None) -> bool:
        """Write whether a face has the history that most of its corners predict; return that."""
        votes: dict[History, int] = {}
        for corner in self._corners(cycle):
            history = fourth(*corner)
            votes[history] = votes.get(history, 0) + 1
        if not votes:
            return False
        prediction = max(votes, key=votes.__getitem__)
        known = prediction in self.with_history
        new = zone is not None and zone not in self.numbers
        hit = not new and self.with_history[prediction] == zone if known else new
        hit = hit and self._history(zone) == prediction
        context = ("predicted", min(votes[prediction], _MOST_VOTES), len(votes) > 1, known)
        self.coder.bit(context, hit)
        if hit and zone is not None:
            self._use(zone)
        return hit

    def _corners(self, cycle: Sequence[int]) -> Iterator[tuple[History, History, History]]:
        """Yield the known histories around each crossing of the border, clockwise."""
        turn = self.mesh.clockwise
        for half in cycle:
            one = turn[half]
            two = turn[one]
            three = turn[two]
            crossing = turn[three] == half and len({half, one, two, three}) == 4
            if crossing and all(other in self.zone_of for other in (one, two, three)):
                a, b, c = (self._history(self.zone_of[h]) for h in (one, two, three))
                yield a, b, c

    def _zone(self, cycle: Sequence[int], zone: str | None) -> None:
        if zone is None:
            self.coder.natural("zone", 1)
        elif zone in self.numbers:
            self.coder.natural("zone", self.recent.index(zone) + 2)
            self._use(zone)
        else:
            self.coder.natural("zone", 0)
            beside = {self.zone_of.get(half ^ 1) for half in cycle}
            near = {
                day
                for other in beside
                for clock in self._history(other)
                for run in clock
                for day in run[:2]
            }
            write(self.coder, self._history(zone), sorted(near), self.days)
            self._use(zone)

    def _use(self, zone: str) -> None:
        """Move a zone to the front of the recent ones, and number it if it is new."""
        if zone in self.numbers:
            self.recent.remove(zone)
        else:
            self.numbers[zone] = len(self.numbers)
            self.with_history[self._history(zone)] = zone
        self.recent.insert(0, zone)


def fourth(one: History, two: History, three: History) -> History:
    """Predict the history of the corner between the first and the third of the other three.

    Parameters
    ----------
    one, two, three : History
        Histories of the other corners of a crossing, in their order around it.

    Returns
    -------
    History
        The history of the fourth corner.

    Examples
    --------
    A line that stands from day 2 to day 4 divides word 1 from word 2 there.

    >>> grey, red = ((0, 4, 1),), ((2, 4, 2),)
    >>> fourth((grey, ()), (grey, ()), (red, ()))
    (((2, 4, 2),), ())
    """
    now, then = zip(one, two, three, strict=True)
    runs = _fourth(*now)
    return runs, runs if now == then else _fourth(*then)


def _fourth(one: Runs, two: Runs, three: Runs) -> Runs:
    fourth_runs: list[Run] = []
    days = sorted({day for runs in (one, two, three) for run in runs for day in run[:2]})
    for start, end in pairwise(days):
        a, b, c = (_word(runs, start) for runs in (one, two, three))
        word = c if a == b else a if b == c else b
        if word is None:
            continue
        if fourth_runs and fourth_runs[-1][1:] == (start, word):
            fourth_runs[-1] = fourth_runs[-1][0], end, word
        else:
            fourth_runs.append((start, end, word))
    return tuple(fourth_runs)


def _word(runs: Runs, day: int) -> int | None:
    for start, end, word in runs:
        if start <= day < end:
            return word
    return None


def _runs(coder: Encoder, runs: Runs, near: Sequence[int], days: int) -> None:
    coder.natural("spans", len(runs))
    day, last = 0, 0
    for i, (start, end, word) in enumerate(runs):
        _day(coder, ("start", i > 0), day, start, near, days)
        _day(coder, "end", start, end, near, days)
        coder.natural(("word", last), word)
        day, last = end, word


def _day(
    coder: Encoder, kind: object, after: int, day: int, near: Sequence[int], days: int
) -> None:
    """Write a day: the end of the period, one of the ``near`` days ahead, or the distance."""
    ahead = [other for other in near if after <= other < days]
    context = (kind, min(len(ahead), 3))
    if day == days:
        coder.natural(context, 1)
    elif day in ahead:
        coder.natural(context, 2 + ahead.index(day))
    else:
        coder.natural(context, 0)
        coder.natural((kind, "on"), day - after)
