"""Counted claims → how far independent voices agree on who controls the places they share.

Fleiss' κ corrects agreement for chance: it is 1 where all voices agree and 0 where they agree no
more often than at random. Fleiss, *Psychological Bulletin* 76, 1971. For varying numbers of
voices: Fleiss, Levin and Paik, *Statistical Methods for Rates and Proportions*, 2003, ch. 18.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from frontline.evidence.ledger import Floats, Ints, Ledger
from frontline.evidence.weigh import COUNTED, weigh


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of independent voices on the places that several of them cover.

    Attributes
    ----------
    places : int
        The number of places with at least two voices.
    share : float or None
        The share of pairs of voices that agree, averaged over these places, from 0 to 1; None if
        there is no such place.
    kappa : float or None
        Fleiss' κ; also None if every voice says the same about every place, because chance alone
        would then give full agreement.
    """

    places: int
    share: float | None
    kappa: float | None


def agreement(book: Ledger, day: date, known: datetime) -> Agreement:
    """Measure how far the voices that count agree.

    If a voice makes several claims about one place, only the heaviest is compared. A denial among
    three or more sides names no side and is not compared.

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
    Agreement
        The agreement of the voices.
    """
    weighed = weigh(book, day, known)
    rows = np.flatnonzero((weighed.reason == COUNTED) & (book.effect <= len(book.sides)))
    order = np.lexsort(
        (book.effect[rows], -weighed.weight[rows], book.voice[rows], book.place[rows])
    )
    rows = rows[order]
    pairs = np.stack([book.place[rows], book.voice[rows]], axis=1)
    _, heaviest = np.unique(pairs, axis=0, return_index=True)
    counts = np.zeros((len(book.places), len(book.sides) + 1), dtype=np.int64)
    np.add.at(counts, (book.place[rows[heaviest]], book.effect[rows[heaviest]]), 1)
    counts = counts[counts.sum(axis=1) > 1]
    return Agreement(len(counts), paired(counts), fleiss(counts))


def paired(counts: Ints) -> float | None:
    """Return the share of pairs of raters who agree on a subject, averaged over subjects.

    Parameters
    ----------
    counts : ndarray of int, shape (subjects, categories)
        How many raters chose each category; every subject has at least two raters.

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
    agreeing = (counts * (counts - 1)).sum(axis=1) / (raters * (raters - 1))
    return float(agreeing.mean()) if len(counts) else None


def fleiss(counts: Ints) -> float | None:
    """Return Fleiss' κ of a table of ratings.

    Parameters
    ----------
    counts : ndarray of int, shape (subjects, categories)
        How many raters chose each category; every subject has at least two raters.

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
    expected = float((share * (1 - share)).sum()) * float((raters - 1).mean()) if len(counts) else 0
    if not expected:
        return None
    observed = float((counts * (raters - counts) / raters).sum()) / len(counts)
    return 1 - observed / expected
