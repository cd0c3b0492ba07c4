"""Fleiss' κ compared with published tables and counts by hand."""

import datetime as dt

import numpy as np
import pytest
from support import claim, day

from frontline.evidence.agreement import Agreement, agreement, fleiss, paired
from frontline.evidence.ledger import ledger
from frontline.evidence.timeline import EVER
from frontline.model import Policy, Source

# Ten subjects, fourteen raters, five categories: the worked example of the encyclopaedias,
# https://en.wikipedia.org/wiki/Fleiss%27_kappa, P̄ = 0.378, κ = 0.210.
TABLE = np.array(
    [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ]
)


def test_kappa_agrees_with_the_published_example():
    assert fleiss(TABLE) == pytest.approx(0.210, abs=5e-4)
    assert paired(TABLE) == pytest.approx(0.378, abs=5e-4)


def test_kappa_of_two_raters_agrees_with_a_count_by_hand():
    # Agreement on two of four; each class has half of all ratings, so chance gives a half: κ = 0.
    counts = np.array([[2, 0], [0, 2], [1, 1], [1, 1]])
    assert paired(counts) == 0.5
    assert fleiss(counts) == pytest.approx(0)
    assert fleiss(np.array([[2, 0], [0, 2]])) == 1


@pytest.mark.parametrize("counts", [np.zeros((0, 3), dtype=int), np.array([[3, 0], [2, 0]])])
def test_kappa_is_undefined_where_chance_agreement_is_complete(counts):
    assert fleiss(counts) is None


def test_subjects_may_have_different_numbers_of_raters():
    # Fleiss, Levin and Paik 2003, 18.37, by hand: within 5/3, p = 5/7, mean of raters 7/3.
    counts = np.array([[2, 0], [2, 1], [1, 1]])
    differ = (0 + 4 / 3 + 1) / 3
    assert fleiss(counts) == pytest.approx(1 - differ / ((7 / 3 - 1) * 2 * (5 / 7) * (2 / 7)))


def source(id, upstream=None):
    return Source(id, id, id, None, None, None, None, None, "B", None, upstream)


def test_agreement_compares_voices_not_claims():
    def assessed(id, side, place, claimant, source_id):
        return claim(
            side, "assessed", id=id, places=(place,), claimant=claimant, sources=(source_id,)
        )

    claims = [
        assessed("1", "a", "p", "one", "s"),
        assessed("2", "a", "p", "two", "t"),
        assessed("3", "b", "q", "one", "s"),
        assessed("4", "a", "q", "two", "t"),
        assessed("5", "b", "q", "three", "u"),
        assessed("6", "b", "q", "four", "copy"),  # the same voice as u
        assessed("7", "a", "alone", "one", "s"),
    ]
    book = ledger(
        claims, [source("s"), source("t"), source("u"), source("copy", "u")], ["a", "b"], Policy()
    )
    result = agreement(book, day("2024-05-12"), EVER)
    # p: a a; q: a b b
    assert result == Agreement(
        2, pytest.approx((1 + 1 / 3) / 2), fleiss(np.array([[2, 0], [1, 2]]))
    )
    before = agreement(book, day("2024-05-11"), dt.datetime(2024, 5, 11, tzinfo=dt.UTC))
    assert before == Agreement(0, None, None)
