"""The zone of each face of a mesh, and the zone's history → few bytes.

Faces are written in the order of the walk. Where two lines cross, the history of the fourth corner
is predicted from the other three: a line that divides control on a date does so on both sides of
the line that it crosses::

     first │ second      fourth = third   on dates when first = second
    ───────┼────────     fourth = first   on dates when second = third
    fourth │ third       fourth = second  on all other dates

Otherwise a face belongs to a recently used zone or to a new zone, most of whose dates are also
dates of a neighbour. ``player/codec/histories.mjs`` is the reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from frontline.render.page.codec.arcs import Mesh
from frontline.render.page.codec.range_coder import Encoder

Run = tuple[int, int, int]
"""First day, end and word, as numbers; see ``pack.Word``."""

Runs = tuple[Run, ...]
"""The spans of a zone, by date."""

History = tuple[Runs, Runs]
"""The spans of a zone as known now and as known then."""

_MAX_VOTES: Final = 3
"""Number of votes from which contexts are no longer distinguished."""


def label(
    coder: Encoder, mesh: Mesh, now: Mapping[str, Runs], then: Mapping[str, Runs], days: int
) -> list[str]:
    """Write the zone of every face and, where the zone is new, its history.

    Parameters
    ----------
    coder : Encoder
        Destination of the numbers.
    mesh : Mesh
        Mesh after its walk.
    now, then : mapping of str to Runs
        Spans by zone, as known now and as known then.
    days : int
        Number of days of the period.

    Returns
    -------
    list of str
        The zones in the order of their numbers.
    """
    writer = _FaceWriter(coder, mesh, now, then, days)
    for cycle in mesh.cycles():
        writer.face(cycle)
    return list(writer.numbers)


def write(coder: Encoder, history: History, nearby_days: Sequence[int], days: int) -> None:
    """Write the spans of a zone, as known now and, where they differ, as known then.

    Parameters
    ----------
    coder : Encoder
        Destination of the numbers.
    history : History
        The spans.
    nearby_days : sequence of int
        Sorted days on which neighbours change.
    days : int
        Number of days of the period.
    """
    now, then = history
    _write_runs(coder, now, nearby_days, days)
    coder.bit("same", now == then)
    if now != then:
        _write_runs(coder, then, nearby_days, days)


class _FaceWriter:
    """A writer of the faces' zones, with the zones written so far."""

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
        """Write and return whether a face has the history that most of its corners predict."""
        votes: dict[History, int] = {}
        for corner in self._corners(cycle):
            history = fourth(*corner)
            votes[history] = votes.get(history, 0) + 1
        if not votes:
            return False
        prediction = max(votes, key=votes.__getitem__)
        is_known = prediction in self.with_history
        is_new = zone is not None and zone not in self.numbers
        is_correct = not is_new and self.with_history[prediction] == zone if is_known else is_new
        is_correct = is_correct and self._history(zone) == prediction
        context = ("predicted", min(votes[prediction], _MAX_VOTES), len(votes) > 1, is_known)
        self.coder.bit(context, is_correct)
        if is_correct and zone is not None:
            self._use(zone)
        return is_correct

    def _corners(self, cycle: Sequence[int]) -> Iterator[tuple[History, History, History]]:
        """Yield the known histories around each crossing on the border, clockwise."""
        turn = self.mesh.clockwise
        for half in cycle:
            first = turn[half]
            second = turn[first]
            third = turn[second]
            crossing = turn[third] == half and len({half, first, second, third}) == 4
            if crossing and all(corner in self.zone_of for corner in (first, second, third)):
                first_history, second_history, third_history = (
                    self._history(self.zone_of[corner]) for corner in (first, second, third)
                )
                yield first_history, second_history, third_history

    def _zone(self, cycle: Sequence[int], zone: str | None) -> None:
        if zone is None:
            self.coder.natural("zone", 1)
        elif zone in self.numbers:
            self.coder.natural("zone", self.recent.index(zone) + 2)
            self._use(zone)
        else:
            self.coder.natural("zone", 0)
            neighbours = {self.zone_of.get(half ^ 1) for half in cycle}
            nearby_days = {
                day
                for neighbour in neighbours
                for clock in self._history(neighbour)
                for run in clock
                for day in run[:2]
            }
            write(self.coder, self._history(zone), sorted(nearby_days), self.days)
            self._use(zone)

    def _use(self, zone: str) -> None:
        """Move a zone to the front of the recent ones, and number it if it is new."""
        if zone in self.numbers:
            self.recent.remove(zone)
        else:
            self.numbers[zone] = len(self.numbers)
            self.with_history[self._history(zone)] = zone
        self.recent.insert(0, zone)


def fourth(first: History, second: History, third: History) -> History:
    """Predict the history of the fourth corner of a crossing from the other three.

    Parameters
    ----------
    first, second, third : History
        Histories of the other corners, in their order around the crossing.

    Returns
    -------
    History
        The history of the fourth corner.

    Examples
    --------
    A line divides word 1 from word 2 between day 2 and day 4.

    >>> grey, red = ((0, 4, 1),), ((2, 4, 2),)
    >>> fourth((grey, ()), (grey, ()), (red, ()))
    (((2, 4, 2),), ())
    """
    now, then = zip(first, second, third, strict=True)
    runs = _fourth_runs(*now)
    return runs, runs if now == then else _fourth_runs(*then)


def _fourth_runs(first: Runs, second: Runs, third: Runs) -> Runs:
    predicted: list[Run] = []
    days = sorted({day for runs in (first, second, third) for run in runs for day in run[:2]})
    for start, end in pairwise(days):
        first_word, second_word, third_word = (
            _word_on(runs, start) for runs in (first, second, third)
        )
        word = (
            third_word
            if first_word == second_word
            else first_word
            if second_word == third_word
            else second_word
        )
        if word is None:
            continue
        if predicted and predicted[-1][1:] == (start, word):
            predicted[-1] = predicted[-1][0], end, word
        else:
            predicted.append((start, end, word))
    return tuple(predicted)


def _word_on(runs: Runs, day: int) -> int | None:
    for start, end, word in runs:
        if start <= day < end:
            return word
    return None


def _write_runs(coder: Encoder, runs: Runs, nearby_days: Sequence[int], days: int) -> None:
    coder.natural("spans", len(runs))
    day, last_word = 0, 0
    for i, (start, end, word) in enumerate(runs):
        _write_day(coder, ("start", i > 0), day, start, nearby_days, days)
        _write_day(coder, "end", start, end, nearby_days, days)
        coder.natural(("word", last_word), word)
        day, last_word = end, word


def _write_day(
    coder: Encoder, kind: object, earliest: int, day: int, nearby_days: Sequence[int], days: int
) -> None:
    """Write a day as the end of the period, an index into later nearby days, or a distance."""
    candidates = [nearby for nearby in nearby_days if earliest <= nearby < days]
    context = (kind, min(len(candidates), 3))
    if day == days:
        coder.natural(context, 1)
    elif day in candidates:
        coder.natural(context, 2 + candidates.index(day))
    else:
        coder.natural(context, 0)
        coder.natural((kind, "on"), day - earliest)
