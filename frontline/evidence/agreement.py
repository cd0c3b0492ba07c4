"""Counted claims → how far independent voices agree on who has the places they both speak of.

Fleiss' κ: the agreement beyond what chance would give, 1 where all agree and 0 where they agree
no more often than at random. Fleiss, *Psychological Bulletin* 76, 1971; for numbers of voices
that differ, Fleiss, Levin and Paik, *Statistical Methods for Rates and Proportions*, 2003, ch. 18.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from frontline.evidence.weigh import COUNTED, Floats, Ints, Ledger, weigh


@dataclass(frozen=True, slots=True)
class Agreement:
    """Hold how many places two voices or more speak of, and how far these agree.

    ``share`` is that of the pairs of voices which agree, on average over the places; None where
    there is no such place. ``kappa`` is None there, and where all say one and the same of all of
    them: chance would give as much.
    """

    places: int
    share: float | None
    kappa: float | None


def agreement(book: Ledger, day: date, known: datetime) -> Agreement:
    """Compare what the voices that count on a day, by what was known at an instant, assert.

    A voice that says several things of one place stands by the weightiest. A denial among three
    sides or more names no side, and is not compared.
    """
    weighed = weigh(book, day, known)
    rows = np.flatnonzero((weighed.reason == COUNTED) & (book.effect <= len(book.sides)))
    order = np.lexsort(
        (book.effect[rows], -weighed.weight[rows], book.voice[rows], book.place[rows])
    )
    rows = rows[order]
    said = np.stack([book.place[rows], book.voice[rows]], axis=1)
    _, first = np.unique(said, axis=0, return_index=True)
    counts = np.zeros((len(book.places), len(book.sides) + 1), dtype=np.int64)
    np.add.at(counts, (book.place[rows[first]], book.effect[rows[first]]), 1)
    counts = counts[counts.sum(axis=1) > 1]
    return Agreement(len(counts), paired(counts), fleiss(counts))


def paired(counts: Ints) -> float | None:
    """Return the share of pairs of raters who agree on a subject, on average over subjects.

    The table is that of ``fleiss``; None where it is empty.
    """
    raters = counts.sum(axis=1)
    pairs = (counts * (counts - 1)).sum(axis=1) / (raters * (raters - 1))
    return float(pairs.mean()) if len(counts) else None


def fleiss(counts: Ints) -> float | None:
    """Return κ of a table: for each subject (row) how many raters chose each category (column).

    Every subject has two raters or more. None where every rater chose one category throughout.
    """
    raters: Floats = counts.sum(axis=1, keepdims=True).astype(np.float64)
    share = counts.sum(axis=0) / max(raters.sum(), 1.0)
    apart = float((share * (1 - share)).sum()) * float((raters - 1).mean()) if len(counts) else 0
    if not apart:
        return None
    differ = float((counts * (raters - counts) / raters).sum()) / len(counts)
    return 1 - differ / apart
