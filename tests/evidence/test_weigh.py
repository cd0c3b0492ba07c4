from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import claim

from frontline.evidence.weigh import verdict
from frontline.model import Control

HELD_A, HELD_B = Control("held", "a"), Control("held", "b")
CONTESTED = Control("contested")


# By hand: what one day's claims make of a place that side b held until then.
@pytest.mark.parametrize(
    ("claims", "control"),
    [
        ([claim("a")], Control("claimed", "a")),
        ([claim("a", "reported")], Control("claimed", "a")),
        ([claim("a", "assessed")], HELD_A),
        ([claim("a"), claim("a", "assessed")], HELD_A),
        ([claim("a"), claim("b")], CONTESTED),
        ([claim("a", "assessed"), claim("b", "assessed")], CONTESTED),
        ([claim("a"), claim("a", stance="denies")], CONTESTED),
        ([claim("a"), claim("b", stance="denies")], Control("claimed", "a")),
        ([claim(None)], CONTESTED),
        ([claim(None), claim("a", "assessed")], CONTESTED),
        ([claim("a", stance="denies")], HELD_B),
        ([claim("b", stance="denies")], CONTESTED),
        ([claim("b", "assessed")], HELD_B),
    ],
)
def test_the_word_of_a_day_decides(claims, control):
    for order in permutations(claims):
        assert verdict(order, HELD_B) == control


def test_a_party_alone_never_holds():
    assert (
        verdict([claim("a", kind="claimed"), claim("a", kind="reported")], HELD_B).status
        == "claimed"
    )


CLAIMS = st.lists(
    st.builds(
        claim,
        st.sampled_from(["a", "b", None]),
        st.sampled_from(["assessed", "reported", "claimed"]),
        st.just("asserts"),
    ),
    min_size=1,
    max_size=6,
)


@given(CLAIMS, st.randoms())
def test_neither_order_nor_repetition_matters(claims, random):
    shuffled = claims + claims[:2]
    random.shuffle(shuffled)
    assert verdict(shuffled, HELD_B) == verdict(claims, HELD_B)


@given(CLAIMS)
def test_mirrored_claims_give_the_mirrored_verdict(claims):
    swap = {"a": "b", "b": "a", None: None}
    mirrored = [claim(swap[c.side], c.kind, c.stance) for c in claims]
    there, here = verdict(mirrored, HELD_A), verdict(claims, HELD_B)
    assert there == Control(here.status, swap[here.side])
