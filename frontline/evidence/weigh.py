"""Claims → what may be drawn of each place: the policy, applied to all places at once.

A claim counts at a day D and a knowledge K if it is valid on D, was known by K, and had not been
retracted by K. Its weight is

    reliability · kind · interest · uncertainty · 2^(-age / half-life)

The word of one voice counts once: of what a claimant said to one effect, the weightiest claim; a
claimant's later word replaces an earlier one that contradicts it; and sources that copy one
another are one voice. An assertion speaks for its side, a denial for the others in equal parts
(so among two sides for the other), and "contested" for none. The shares decide:

    too little evidence                            unknown
    what does not speak for the first side
      has a real share, or there is a tie          contested
    the first side has it by its own word only     claimed
    else                                           held

One row of a ``Ledger`` is one claim at one place; all columns are arrays, so that hundreds of
thousands of claims are weighed in one go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np

from frontline.evidence.ledger import NEVER, Bools, Floats, Ints, Ledger, microseconds
from frontline.model import Status

COUNTED, AHEAD, UNHEARD, OVER, RETRACTED, REPLACED, REPEATED = range(7)
"""What became of a claim: the index of its reason in ``REASONS``."""

REASONS: Final = (
    "counted",
    "about a later day",
    "not yet known",
    "about an earlier time that is over",
    "retracted",
    "replaced by a later word of the same claimant",
    "the same voice counts once",
)


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """What the claims of a ledger say on one date, by the knowledge of one instant.

    Attributes
    ----------
    share : ndarray, shape (places, sides + 1)
        The share of each side in the evidence, and last that of "contested".
    side : ndarray of int
        The leading side of each place.
    status : ndarray of int
        Its status, as an index of ``STATUSES``.
    age : ndarray of int
        The age of its newest evidence in days; -1 without.
    reason : ndarray of int
        What became of each row, as an index of ``REASONS``.
    weight : ndarray of float
        The weight of each row; 0 where it does not count.
    """

    share: Floats
    side: Ints
    status: Ints
    age: Ints
    reason: Ints
    weight: Floats


STATUSES: Final[tuple[Status, ...]] = ("unknown", "contested", "claimed", "held")
_UNKNOWN, _CONTESTED, _CLAIMED, _HELD = range(4)
_TIE: Final = 1e-9


def weigh(book: Ledger, day: date, known: datetime) -> Weighed:
    """Weigh every claim of a ledger; the order in which claims were entered never matters.

    Parameters
    ----------
    book : Ledger
        The claims.
    day : date
        The date for which they are weighed.
    known : datetime
        The instant by which they must be known.

    Returns
    -------
    Weighed
        Shares, status and age by place, and what became of each row.
    """
    on, by = day.toordinal(), microseconds(known)
    reason = np.full(len(book.place), COUNTED, dtype=np.int64)
    reason[book.start > on] = AHEAD
    reason[book.end <= on] = OVER
    if dropped := _amended(book.amends, by):
        reason[np.isin(book.claim, dropped)] = RETRACTED
    reason[book.known > by] = UNHEARD
    live = np.flatnonzero(reason == COUNTED)
    replaced = _replaced(book, live)
    reason[live[replaced]] = REPLACED
    live = live[~replaced]
    age = np.maximum(on - book.fresh, 0)
    decay = np.exp2(-age / book.policy.half_life_days)
    first = _loudest(book, live, (book.weight * decay)[live])
    reason[live] = REPEATED
    reason[live[first]] = COUNTED
    return _decide(book, live[first], decay, age, reason)


def _decide(book: Ledger, rows: Ints, decay: Floats, age: Ints, reason: Ints) -> Weighed:
    """Add up the weights of the rows that count, and let the shares decide."""
    count, sides, minimum = len(book.places), len(book.sides), book.policy.minimum
    place, weight = book.place[rows], book.weight[rows]
    score = _scores(book, rows, weight * decay[rows])
    # Where nothing but words of parties is said, and these weigh nothing, they are compared.
    mute = score.sum(axis=1) <= 0
    score[mute] = _scores(book, rows, book.word[rows])[mute]
    total = score.sum(axis=1, keepdims=True)
    share = np.divide(score, total, out=np.zeros_like(score), where=total > 0)
    side = share[:, :sides].argmax(axis=1)
    first = share[np.arange(count), side]
    beyond = _scores(book, rows, weight * book.independent[rows])
    status = np.where(beyond[np.arange(count), side] >= minimum, _HELD, _CLAIMED)
    rivals = np.sort(share, axis=1)[:, -2]
    against = (1 - first >= book.policy.contested_share) | (rivals >= first - _TIE)
    status[against] = _CONTESTED
    spoken = np.bincount(place, minlength=count) > 0
    weak = _scores(book, rows, weight).sum(axis=1) < minimum
    words = np.bincount(place, ~book.independent[rows], count) > 0
    status[~spoken | (weak & ~words)] = _UNKNOWN
    newest = np.full(count, NEVER)
    np.minimum.at(newest, place, age[rows])
    kept = np.zeros(len(book.place))
    kept[rows] = weight * decay[rows]
    return Weighed(share, side, status, np.where(spoken, newest, -1), reason, kept)


def _scores(book: Ledger, rows: Ints, weight: Floats) -> Floats:
    """Sum weights by place and side, "contested" last; a denial is shared by the other sides."""
    count, sides = len(book.places), len(book.sides)
    effects = 2 * sides + 1
    flat = np.bincount(book.place[rows] * effects + book.effect[rows], weight, count * effects)
    score: Floats = flat.astype(np.float64).reshape(count, effects)
    denied = score[:, sides + 1 :]
    if sides == 1:
        score[:, 1] += denied[:, 0]  # nobody else is there to speak for
    else:
        score[:, :sides] += (denied.sum(axis=1, keepdims=True) - denied) / (sides - 1)
    return score[:, : sides + 1].copy()


def _amended(amends: Sequence[tuple[int, int, int]], by: int) -> list[int]:
    """List the claims that were retracted or corrected by an instant.

    What retracts may itself be retracted: then what it retracted stands again.
    """
    against: dict[int, list[int]] = {}
    for known, claim, target in amends:
        if known <= by:
            against.setdefault(target, []).append(claim)

    def dropped(claim: int) -> bool:
        return any(not dropped(other) for other in against.get(claim, ()))

    return [claim for claim in against if dropped(claim)]


def _replaced(book: Ledger, live: Ints) -> Bools:
    """Mark the claims that a later word of the same claimant contradicts.

    A side asserted contradicts every other side asserted, its own denial, and "contested", which
    contradicts every side asserted. Claims known at one time for one day stand side by side.
    """
    result = np.zeros(len(live), dtype=np.bool_)
    if not len(live):
        return result
    keys = [column[live] for column in (book.known, book.start, book.claimant, book.place)]
    order = np.lexsort(keys)
    known, start, claimant, place = (key[order] for key in keys)
    effect, sides = book.effect[live][order], len(book.sides)
    group = _runs(place, claimant)
    moment = _runs(group, start, known)
    # The latest moment at which each claimant said a thing to each effect at each place.
    latest = np.full((group[-1] + 1, 2 * sides + 1), -1)
    np.maximum.at(latest, (group, effect), moment)
    asserted = latest[:, :sides]
    said = latest[group]
    contrary = np.full(len(order), -1)
    for side in range(sides):
        mine = effect == side
        rivals = [asserted[:, t] for t in range(sides) if t != side]
        rivals += [latest[:, sides], latest[:, sides + 1 + side]]
        contrary[mine] = np.max(rivals, axis=0)[group[mine]]
        denial = effect == sides + 1 + side
        contrary[denial] = said[denial, side]
    grey = effect == sides
    contrary[grey] = asserted.max(axis=1)[group[grey]]
    result[order] = contrary > moment
    return result


def _loudest(book: Ledger, live: Ints, weight: Floats) -> Ints:
    """Return the positions of the weightiest row of each voice to each effect at each place."""
    place, voice, effect = book.place[live], book.voice[live], book.effect[live]
    order = np.lexsort((book.claim[live], -weight, effect, voice, place))
    run = _runs(place[order], voice[order], effect[order])
    first: Ints = order[np.r_[True, np.diff(run) > 0]] if len(order) else order
    return np.sort(first)


def _runs(*columns: Ints) -> Ints:
    """Give the runs of equal rows of sorted columns their number, from 0."""
    changed = np.zeros(max(len(columns[0]) - 1, 0), dtype=np.bool_)
    for column in columns:
        changed |= column[1:] != column[:-1]
    return np.r_[0, np.cumsum(changed)] if len(columns[0]) else np.zeros(0, dtype=np.int64)
