"""Labels of places → which are believed beside their neighbours, and the spread of the line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from frontline.ground.kriging import NEIGHBOURS, Floats

if TYPE_CHECKING:
    from scipy import sparse

Flags = NDArray[np.bool_]

# Log-odds of a label by itself (5 % wrong) and of unanimous neighbours. In the last sweep a label
# is trusted more, and a divided vote weighs less.
_SWEEPS: Final = 8
_OWN: Final = 2.94
_VOTE: Final = 6.0
_LAST_OWN: Final = 4.0
_LAST_VOTE: Final = 10.0

# Prior spread of the lead of a place's neighbours: its median and its standard deviation in logs.
# The spread of the field at the true line is larger by a factor.
_SPREADS: Final = np.geomspace(0.1, 1.2, 40)
_PRIOR_SPREAD: Final = (0.33, 0.25)
_FIELD_SPREAD: Final = 1.4
_PRIOR_WRONG: Final = 0.002
_PRIOR_PLACES: Final = 20.0
_LEADS: Final = np.linspace(-1, 1, 401)
_DECIMALS: Final = 4


def neighbour_mean(
    weights: sparse.csr_array, shares: Floats, fresh: Floats | None = None
) -> Floats:
    """Return the weighted means of the shares of places.

    Parameters
    ----------
    weights : sparse array, shape (m, n)
        The weight of each place, by row.
    shares : ndarray, shape (sides, n)
        The share of each side at each place; columns sum to 1.
    fresh : ndarray, shape (n,), optional
        What age leaves of the evidence of each place; by default, all are equally old.

    Returns
    -------
    ndarray, shape (sides, m)
        The means; the last side is the remainder to 1.
    """
    if fresh is None:
        means = np.stack([weights @ row for row in shares[:-1]])
    else:
        means = np.stack([weights @ (row * fresh) for row in shares[:-1]]) / (weights @ fresh)
    return np.concatenate([means, 1 - means.sum(0, keepdims=True)])


def share_wrong(shares: Floats, judge: sparse.csr_array, fresh: Floats | None = None) -> float:
    """Estimate how often a label contradicts neighbours that agree with each other.

    Parameters
    ----------
    shares : ndarray, shape (sides, n)
        The share of each side at each place.
    judge : sparse array, shape (n, n)
        The weights of the other places at each place.
    fresh : ndarray, shape (n,), optional
        What age leaves of the evidence of each place; by default, all are equally old.

    Returns
    -------
    float
        The share of wrong labels, from 0 to 1.
    """
    if shares.shape[1] <= NEIGHBOURS:  # too few places for an estimate
        return _PRIOR_WRONG
    votes = np.ones(shares.shape[1]) if fresh is None else fresh
    one_hot, columns = np.eye(len(shares)), np.arange(shares.shape[1])
    label = shares.argmax(0)
    is_labelled = shares.max(0) > 1.5 / len(shares)
    cleaned = label
    for _ in range(2):
        foretold = neighbour_mean(judge, one_hot[:, cleaned], fresh)
        cleaned = np.where(foretold[label, columns] < 0.25, foretold.argmax(0), label)
    foretold = neighbour_mean(judge, one_hot[:, cleaned], fresh)
    is_agreed = (foretold.max(0) > 0.95) & is_labelled
    dissents = is_agreed & (foretold.argmax(0) != label)
    count = float(votes[dissents].sum() + _PRIOR_WRONG * _PRIOR_PLACES)
    return count / float(votes[is_agreed].sum() + _PRIOR_PLACES)


def trusted_shares(
    shares: Floats, judge: sparse.csr_array, pins: Flags, fresh: Floats | None
) -> Floats:
    """Weigh the shares of each place against those of its neighbours.

    The first sweeps find labels that stand alone. The last sweep keeps a label unless its
    neighbours contradict it almost unanimously. Every step increases with every share, so more
    evidence for a side can only raise that side everywhere. The voice of the neighbours is as
    old as they are: beside a fresher label it counts less, and an older label counts less itself.

    Parameters
    ----------
    shares : ndarray, shape (sides, n)
        The share of each side at each place.
    judge : sparse array, shape (n, n)
        The weights of the other places at each place.
    pins : ndarray of bool, shape (n,)
        Places that keep their shares.
    fresh : ndarray, shape (n,), optional
        What age leaves of the evidence of each place; by default, all are equally old.

    Returns
    -------
    ndarray, shape (sides, n)
        The shares that are believed.
    """
    trusted, own_age, vote_age = shares, 1.0, 1.0
    if fresh is not None:
        around = judge @ fresh
        own_age, vote_age = (part / np.maximum(fresh, around) for part in (fresh, around))
    density = min(1.0, (shares.shape[1] - 1) / NEIGHBOURS)  # few neighbours carry little weight
    for own, vote, power in [(_OWN, _VOTE, 1)] * _SWEEPS + [(_LAST_OWN, _LAST_VOTE, 3)]:
        lean = 2 * neighbour_mean(judge, trusted, fresh) - 1
        logits = own * own_age * shares + density * vote * vote_age / 2 * lean**power
        odds = np.exp(logits - logits.max(0))
        trusted = odds / odds.sum(0)
        trusted[:, pins] = shares[:, pins]
    return np.round(trusted, _DECIMALS)


def fitted_spread(
    shares: Floats, foretold: Floats, wrong: float, fresh: Floats | None = None
) -> float:
    """Estimate the spread of the lead at the true line around 0.

    ``foretold`` holds the shares that the neighbours of each place predict without the place. A
    place has the side that leads by l with the probability w + (1 - 2w) Φ(l / spread), where w is
    the share of ``wrong`` labels. This is a probit with lapses (Wichmann and Hill, *Perception &
    Psychophysics* 63, 2001), fitted by its leave-one-out probability (Rasmussen and Williams,
    *Gaussian Processes for Machine Learning*, 2006, sec. 5.4.2). The estimate is the mode under a
    log-normal prior, in steps of 7 %; with few places near the front line it stays close to the
    median of the prior, which was measured on drawn front lines.

    Parameters
    ----------
    shares, foretold : ndarray, shape (sides, n)
        The share of each side at each place, as stated and as predicted.
    wrong : float
        The share of wrong labels.
    fresh : ndarray, shape (n,), optional
        What age leaves of the evidence of each place; by default, all are equally old.

    Returns
    -------
    float
        The spread of the field at the true line.
    """
    label, columns = shares.argmax(0), np.arange(shares.shape[1])
    second, first = np.sort(shares, axis=0)[-2:]
    rival_shares = foretold.copy()
    rival_shares[label, columns] = -1
    lead = foretold[label, columns] - rival_shares.max(0)
    bins = np.rint((lead + 1) * (len(_LEADS) // 2)).astype(int)
    weight = first - second if fresh is None else (first - second) * fresh
    votes = np.bincount(bins, weight, len(_LEADS))
    log_likelihood = np.log(wrong + (1 - 2 * wrong) * ndtr(_LEADS[:, None] / _SPREADS))
    median, deviation = _PRIOR_SPREAD
    prior = np.log(_SPREADS / median) / deviation
    score = votes @ log_likelihood - prior**2 / 2
    return _FIELD_SPREAD * float(_SPREADS[score.argmax()])
