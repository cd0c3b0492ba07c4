"""Counted claims → how far independent voices agree on who has the places they both speak of.

Fleiss' κ: the agreement beyond what chance would give, 1 where all agree and 0 where they agree
no more often than at random. Fleiss, *Psychological Bulletin* 76, 1971; for numbers of voices
that differ, Fleiss, Levin and Paik, *Statistical Methods for Rates and Proportions*, 2003, ch. 18.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from frontline.evidence.ledger import Floats, Ints, Ledger
from frontline.evidence.weigh import COUNTED, weigh


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far independent voices agree on the places about which several of them speak.

    Attributes
    ----------
    places : int
        The number of places with two voices or more.
    share : float or None
        The share of pairs of voices that agree, on average over these places, from 0 to 1; None
        where there is no such place.
    kappa : float or None
        Fleiss' κ; None there too, and where all voices say the same of all places: chance would
        give as much.
    """

    places: int
    share: float | None
    kappa: float | None


def agreement(book: Ledger, day: date, known: datetime) -> Agreement:
    """Compare what the voices that count assert.

    A voice that says several things of one place stands by the weightiest. A denial among three
    sides or more names no side, and is not compared.

    Parameters
    ----------
    book : Ledger
        The claims.
    day : date
        The date for which claims are weighed.
    known : datetime
        The instant by which claims must be known.

    Returns
    -------
    Agreement
        The agreement of the voices.
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

    Parameters
    ----------
    counts : ndarray of int, shape (subjects, categories)
        How many raters chose each category; every subject has two raters or more.

    Returns
    -------
    float or None
        The share, from 0 to 1; None for an empty table.

    Examples
    --------
    >>> paired(np.array([[2, 0], [1, 1]]))
    0.5
    """
    raters = counts.sum(axis=1)
    pairs = (counts * (counts - 1)).sum(axis=1) / (raters * (raters - 1))
    return float(pairs.mean()) if len(counts) else None


def fleiss(counts: Ints) -> float | None:
    """Return Fleiss' κ of a table of ratings.

    Parameters
    ----------
    counts : ndarray of int, shape (subjects, categories)
        How many raters chose each category; every subject has two raters or more.

    Returns
    -------
    float or None
        κ, at most 1; None where every rater chose the same category throughout.

    Examples
    --------
    >>> fleiss(np.array([[2, 0], [0, 2]]))
    1.0
    """
    raters: Floats = counts.sum(axis=1, keepdims=True).astype(np.float64)
    share = counts.sum(axis=0) / max(raters.sum(), 1.0)
    apart = float((share * (1 - share)).sum()) * float((raters - 1).mean()) if len(counts) else 0
    if not apart:
        return None
    differ = float((counts * (raters - counts) / raters).sum()) / len(counts)
    return 1 - differ / apart
