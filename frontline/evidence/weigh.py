"""Claims → the status of each place: the policy, applied to all places at once.

A claim counts on a date D by the knowledge of an instant K if it is valid on D, was known by K and
had not been retracted by K. Its weight is

    reliability · kind · interest · uncertainty · 2^(-age / half-life)

Each voice counts once: among its claims to the same effect, only the heaviest counts. A
claimant's later claim replaces an earlier one that it contradicts. A claim whose sources all copy
others is the voice of their origins, and counts only if one of these speaks in no other claim. An
assertion speaks for its side, a denial for the sides that are no allies of it in equal parts (so
for the other of two), and "contested" for none. Allies do not contest each other: the shares of a
bloc count together, and the first of its sides with the largest share has the place. The shares
decide:

    too little evidence                            unknown
    the evidence against the leading side
      or bloc has a real share, or there is a tie  contested
    only its own word is for it                    claimed
    otherwise                                      held

One row of a ``Ledger`` is one claim at one place. All columns are arrays, so that hundreds of
thousands of claims are weighed at once.
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
    "about a later date",
    "not yet known",
    "about an earlier period that has ended",
    "retracted",
    "superseded by a later claim of the same claimant",
    "repeats the same voice, which counts once",
)


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """The outcome of weighing a ledger on one date, by the knowledge of one instant.

    Attributes
    ----------
    share : ndarray, shape (places, sides + 1)
        The share of each side in the evidence; the last column is that of "contested".
    side : ndarray of int
        The leading side of each place.
    status : ndarray of int
        Its status, as an index of ``STATUSES``.
    age : ndarray of int
        The age of its newest evidence in days; -1 without evidence.
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
    """Weigh every claim of a ledger; the order of the claims never matters.

    Parameters
    ----------
    book : Ledger
        The claims.
    day : date
        The date for which claims are weighed.
    known : datetime
        The instant by which claims must have been known.

    Returns
    -------
    Weighed
        Shares, status and age by place, and what became of each row.
    """
    ordinal, known_us = day.toordinal(), microseconds(known)
    reason = np.full(len(book.place), COUNTED, dtype=np.int64)
    reason[book.start > ordinal] = AHEAD
    reason[book.end <= ordinal] = OVER
    if dropped := _amended_by(book.amends, known_us):
        reason[np.isin(book.claim, dropped)] = RETRACTED
    reason[book.known > known_us] = UNHEARD
    valid = np.flatnonzero(reason == COUNTED)
    replaced = _contradicted_later(book, valid)
    reason[valid[replaced]] = REPLACED
    valid = valid[~replaced]
    age = np.maximum(ordinal - book.fresh, 0)
    heaviest = _heaviest(book, valid, (book.weight * _decay(book, valid, age))[valid])
    reason[valid] = REPEATED
    reason[valid[heaviest]] = COUNTED
    return _decide(book, valid[heaviest], age, reason)


def _decay(book: Ledger, rows: Ints, age: Ints) -> Floats:
    """Return the decay of each row relative to the newest of these rows at its place.

    Shares are the same as with the whole decay, which is too small for a number after a lifetime.
    """
    newest = np.full(len(book.places), NEVER)
    np.minimum.at(newest, book.place[rows], age[rows])
    decay: Floats = np.exp2(-np.maximum(age - newest[book.place], 0) / book.policy.half_life_days)
    return decay


def _decide(book: Ledger, rows: Ints, age: Ints, reason: Ints) -> Weighed:
    """Sum the weights of the rows that count, and derive each place's status from the shares."""
    places, side_count = len(book.places), len(book.sides)
    minimum, contested_share = book.policy.minimum - _TIE, book.policy.contested_share - _TIE
    place, weight = book.place[rows], book.weight[rows]
    score = _scores(book, rows, weight * _decay(book, rows, age)[rows])
    # If the policy gives a side's own word no weight, places with nothing else compare the words.
    weightless = score.sum(axis=1) <= 0
    score[weightless] = _scores(book, rows, book.word[rows])[weightless]
    total = score.sum(axis=1, keepdims=True)
    share = np.divide(score, total, out=np.zeros_like(score), where=total > 0)
    by_camp = _by_camp(book, share)
    camp = by_camp[:, :-1].argmax(axis=1)
    allied = np.where(book.camp == camp[:, None], share[:, :side_count], -1)
    side = (allied >= allied.max(axis=1, keepdims=True) - _TIE).argmax(axis=1)
    leading = by_camp[np.arange(places), camp]
    independent = _by_camp(book, _scores(book, rows, weight * book.independent[rows]))
    status = np.where(independent[np.arange(places), camp] >= minimum, _HELD, _CLAIMED)
    rivals = np.sort(by_camp, axis=1)[:, -2]
    is_contested = (1 - leading >= contested_share) | (rivals >= leading - _TIE)
    status[is_contested] = _CONTESTED
    has_claims = np.bincount(place, minlength=places) > 0
    is_weak = _scores(book, rows, weight).sum(axis=1) < minimum
    has_own_word = np.bincount(place, ~book.independent[rows], places) > 0
    status[~has_claims | (is_weak & ~has_own_word)] = _UNKNOWN
    newest = np.full(places, NEVER)
    np.minimum.at(newest, place, np.where(book.drawn[rows], 0, age[rows]))
    row_weight = np.zeros(len(book.place))
    row_weight[rows] = weight * np.exp2(-age[rows] / book.policy.half_life_days)
    return Weighed(share, side, status, np.where(has_claims, newest, -1), reason, row_weight)


def _scores(book: Ledger, rows: Ints, weight: Floats) -> Floats:
    """Sum weights by place and side, "contested" last; the opponents of a side share a denial."""
    count, sides = len(book.places), len(book.sides)
    effects = 2 * sides + 1
    flat = np.bincount(book.place[rows] * effects + book.effect[rows], weight, count * effects)
    score: Floats = flat.astype(np.float64).reshape(count, effects)
    denied = score[:, sides + 1 :]
    if denied.any():
        allied = np.equal.outer(book.camp, book.camp)
        opponents = sides - allied.sum(axis=0)
        score[:, sides] += denied[:, opponents == 0].sum(axis=1)  # there is none to speak for
        parts = np.divide(denied, opponents, out=np.zeros_like(denied), where=opponents > 0)
        score[:, :sides] += parts.sum(axis=1, keepdims=True) - parts @ allied
    return score[:, : sides + 1].copy()


def _by_camp(book: Ledger, score: Floats) -> Floats:
    """Sum the columns of the sides by camp; "contested" stays last."""
    camps = int(book.camp.max(initial=-1)) + 1
    if camps == len(book.sides):
        return score
    members = np.equal.outer(book.camp, np.arange(camps))
    return np.column_stack([score[:, :-1] @ members, score[:, -1]])


def _amended_by(amends: Sequence[tuple[int, int, int]], by: int) -> list[int]:
    """List the claims that were retracted or corrected by an instant.

    An amendment may itself be amended; then the claim that it amended stands again.
    """
    amending: dict[int, list[int]] = {}
    for known, claim, target in amends:
        if known <= by:
            amending.setdefault(target, []).append(claim)

    is_amended: dict[int, bool] = {}
    for target in amending:
        open_claims = [target]  # a stack, because chains may be of any length
        while open_claims:
            claim = open_claims[-1]
            amendments = amending.get(claim, [])
            if undecided := [each for each in amendments if each not in is_amended]:
                open_claims += undecided
            else:
                is_amended[open_claims.pop()] = any(not is_amended[each] for each in amendments)
    return [claim for claim in amending if is_amended[claim]]


def _contradicted_later(book: Ledger, rows: Ints) -> Bools:
    """Mark the claims that a later claim of the same claimant contradicts.

    Asserting a side contradicts asserting any other side, denying that side, and "contested".
    "Contested" contradicts asserting any side. Claims about one date that became known at the
    same time stand side by side.
    """
    result = np.zeros(len(rows), dtype=np.bool_)
    if not len(rows):
        return result
    keys = [column[rows] for column in (book.known, book.start, book.claimant, book.place)]
    order = np.lexsort(keys)
    known, start, claimant, place = (key[order] for key in keys)
    effect, sides = book.effect[rows][order], len(book.sides)
    group = _run_numbers(place, claimant)
    moment = _run_numbers(group, start, known)
    # The latest moment of each claimant's claims to each effect at each place.
    latest = np.full((group[-1] + 1, 2 * sides + 1), -1)
    np.maximum.at(latest, (group, effect), moment)
    asserted = latest[:, :sides]
    last_side, last = asserted.argmax(axis=1), asserted.max(axis=1)
    others = asserted.copy()
    others[np.arange(len(others)), last_side] = -1
    last_of_others = others.max(axis=1)
    contradicted_at = np.full(len(order), -1)
    asserts, denies = np.flatnonzero(effect < sides), np.flatnonzero(effect > sides)
    side, of = effect[asserts], group[asserts]
    contradicted_at[asserts] = np.maximum.reduce(
        [
            np.where(last_side[of] == side, last_of_others[of], last[of]),
            latest[of, sides],
            latest[of, sides + 1 + side],
        ]
    )
    contradicted_at[denies] = latest[group[denies], effect[denies] - sides - 1]
    says_contested = effect == sides
    contradicted_at[says_contested] = last[group[says_contested]]
    result[order] = contradicted_at > moment
    return result


def _heaviest(book: Ledger, rows: Ints, weight: Floats) -> Ints:
    """Return the position of the heaviest row of each voice, effect and place."""
    is_echo = _is_echo(book, rows, weight)
    place, voice, effect = book.place[rows], book.voice[rows], book.effect[rows]
    order = np.lexsort((book.claim[rows], -weight, effect, voice, place))
    order = order[~is_echo[order]]
    run = _run_numbers(place[order], voice[order], effect[order])
    first: Ints = order[np.r_[True, np.diff(run) > 0]] if len(order) else order
    return np.sort(first)


def _is_echo(book: Ledger, rows: Ints, weight: Floats) -> Bools:
    """Mark the copied claims whose origins all speak in others, to the same effect and place.

    The origin itself comes before its copies, a copy of one origin before a copy of several.
    """
    copied = book.copied[rows]
    if not copied.any():
        return copied
    position = np.full(len(book.place), -1)
    position[rows] = np.arange(len(rows))
    quoting, origin = position[book.quotes[:, 0]], book.quotes[:, 1]
    quoting, origin = quoting[quoting >= 0], origin[quoting >= 0]
    count = np.bincount(quoting, minlength=len(rows))
    row = rows[quoting]
    group = (origin, book.effect[row], book.place[row])
    rank = (book.claim[row], -weight[quoting], count[quoting], copied[quoting])
    order = np.lexsort((*rank, *group))
    run = _run_numbers(*(key[order] for key in group))
    leads = np.r_[True, np.diff(run) > 0]
    leading = np.zeros(len(rows), dtype=np.bool_)
    leading[quoting[order][leads]] = True
    return copied & ~leading


def _run_numbers(*columns: Ints) -> Ints:
    """Return the run number of each row of sorted columns, from 0."""
    changed = np.zeros(max(len(columns[0]) - 1, 0), dtype=np.bool_)
    for column in columns:
        changed |= column[1:] != column[:-1]
    return np.r_[0, np.cumsum(changed)] if len(columns[0]) else np.zeros(0, dtype=np.int64)
