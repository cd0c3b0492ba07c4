"""What each face of a mesh is, and since when → few bytes.

Faces come in the order in which their borders were walked. Where two lines cross, the ground in
the fourth corner follows from that in the other three: each line parts it on the days on which
it stands, and it stands on both sides of the other. Else a face is one of a zone met a moment
ago, or of a new one, whose days are most often those of a neighbour. ``player/codec/histories.mjs``
reads the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from frontline.render.page.codec.arcs import Mesh
from frontline.render.page.codec.range_coder import Encoder

Run = tuple[int, int, int]
"""First day, end, word."""

Runs = tuple[Run, ...]
History = tuple[Runs, Runs]
"""As known now, and as known then."""

_MOST_VOTES = 3


def label(
    coder: Encoder, mesh: Mesh, now: Mapping[str, Runs], then: Mapping[str, Runs], days: int
) -> list[str]:
    """Write the zone of every face and, where it is new, its history; list zones as numbered."""
    writer = _Labels(coder, mesh, now, then, days)
    for cycle in mesh.cycles():
        writer.face(cycle)
    return list(writer.numbers)


def write(coder: Encoder, history: History, near: Sequence[int], days: int) -> None:
    """Write the spans of a zone, as known now and, where that differs, as known then."""
    now, then = history
    _runs(coder, now, near, days)
    coder.bit("same", now == then)
    if now != then:
        _runs(coder, then, near, days)


class _Labels:
    """Write the faces one by one, and keep what was written of them."""

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
        """Write the zone of the face within a border."""
        zones = [self.mesh.left[half] for half in cycle]
        pure = len(set(zones)) == 1
        self.coder.bit("pure", pure)
        if not pure or not self._foreseen(cycle, zones[0]):
            for zone in zones[:1] if pure else zones:
                self._zone(cycle, zone)
        self.zone_of |= dict(zip(cycle, zones, strict=True))

    def _history(self, zone: str | None) -> History:
        return (self.now.get(zone, ()), self.then.get(zone, ())) if zone else ((), ())

    def _foreseen(self, cycle: Sequence[int], zone: str | None) -> bool:
        """Write whether a face is what most of its corners tell, and return that."""
        votes: dict[History, int] = {}
        for corner in self._corners(cycle):
            history = fourth(*corner)
            votes[history] = votes.get(history, 0) + 1
        if not votes:
            return False
        told = max(votes, key=votes.__getitem__)
        known = told in self.with_history
        new = zone is not None and zone not in self.numbers
        hit = not new and self.with_history[told] == zone if known else new
        hit = hit and self._history(zone) == told
        self.coder.bit(("told", min(votes[told], _MOST_VOTES), len(votes) > 1, known), hit)
        if hit and zone is not None:
            self._use(zone)
        return hit

    def _corners(self, cycle: Sequence[int]) -> Iterator[tuple[History, History, History]]:
        """Yield the histories around each crossing of the border, clockwise, if known."""
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
        """Take a zone for the one met last, and number it if it is new."""
        if zone in self.numbers:
            self.recent.remove(zone)
        else:
            self.numbers[zone] = len(self.numbers)
            self.with_history[self._history(zone)] = zone
        self.recent.insert(0, zone)


def fourth(one: History, two: History, three: History) -> History:
    """Return the history of the corner between the first and the third of the other three."""
    now, then = zip(one, two, three, strict=True)
    told = _fourth(*now)
    return told, told if now == then else _fourth(*then)


def _fourth(one: Runs, two: Runs, three: Runs) -> Runs:
    found: list[Run] = []
    days = sorted({day for runs in (one, two, three) for run in runs for day in run[:2]})
    for start, end in pairwise(days):
        a, b, c = (_word(runs, start) for runs in (one, two, three))
        word = c if a == b else a if b == c else b
        if word is None:
            continue
        if found and found[-1][1:] == (start, word):
            found[-1] = found[-1][0], end, word
        else:
            found.append((start, end, word))
    return tuple(found)


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
    """Write a day: the last, one of those ``near`` that are not past, or how far on it is."""
    ahead = [other for other in near if after <= other < days]
    context = (kind, min(len(ahead), 3))
    if day == days:
        coder.natural(context, 1)
    elif day in ahead:
        coder.natural(context, 2 + ahead.index(day))
    else:
        coder.natural(context, 0)
        coder.natural((kind, "on"), day - after)
