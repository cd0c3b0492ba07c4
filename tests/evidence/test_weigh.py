"""The policy: small cases by hand, properties, and an independent implementation."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive import judge
from strategies import DAYS, SIDES2, SIDES3, SOURCES, claims, source
from support import claim, day

from frontline.evidence.ledger import ledger
from frontline.evidence.timeline import EVER, settled
from frontline.evidence.weigh import COUNTED, REASONS, weigh
from frontline.model import UNKNOWN, Control, Policy

POLICY = Policy()
ON = day("2024-05-12")
S = [source("s", None, "A"), source("b", "b", "A"), source("a", "a", "A")]


def control(statements, sources=S, sides=SIDES2, policy=POLICY, on=ON, known=EVER, before=UNKNOWN):
    book = ledger(statements, sources, sides, policy)
    return settled(book, weigh(book, on, known), 0, before) if book.places else before


def shares(statements, sources=S, sides=SIDES2, policy=POLICY, on=ON, known=EVER):
    book = ledger(statements, sources, sides, policy)
    row = weigh(book, on, known).share[0]
    return dict(zip((*sides, None), map(float, row), strict=True))


def said(*rows):
    """Return claims by different, numbered claimants."""
    return [
        claim(side, kind, id=f"c{i}", claimant=f"w{i}", sources=(by,), **more)
        for i, (side, kind, by, more) in enumerate(rows)
    ]


# By hand. Weight = reliability (A: 1) × kind (assessed 1, reported 0.7, claimed 0.5) × interest.
@pytest.mark.parametrize(
    ("rows", "result"),
    [
        ([("b", "assessed", "s", {})], Control("held", "b")),
        ([("b", "reported", "s", {})], Control("held", "b")),
        ([("b", "claimed", "s", {})], Control("claimed", "b")),  # a word, not evidence
        ([("b", "assessed", "b", {})], Control("claimed", "b")),  # by b's own source
        ([("a", "assessed", "b", {})], Control("held", "a")),  # against its own interest
        ([("b", "assessed", "s", {}), ("a", "assessed", "s", {})], Control("contested")),
        # 0.7 of 1.7 contradicts: more than a third.
        ([("b", "assessed", "s", {}), ("a", "reported", "s", {})], Control("contested")),
        # 0.05 of 1.05, by a's own source.
        ([("b", "assessed", "s", {}), ("a", "claimed", "a", {})], Control("held", "b")),
        ([("b", "claimed", "b", {}), ("a", "claimed", "a", {})], Control("contested")),
        ([(None, "assessed", "s", {})], Control("contested")),
        ([("b", "assessed", "s", {"stance": "denies"})], Control("held", "a")),
        (
            [("b", "claimed", "b", {}), ("b", "claimed", "a", {"stance": "denies"})],
            Control("contested"),
        ),
    ],
)
def test_what_a_days_claims_make_of_a_place(rows, result):
    assert control(said(*rows)) == result


def test_the_strict_mode_gives_a_partys_own_word_no_weight_and_still_shows_it():
    strict = Policy(interest=0)
    assert control(said(("b", "claimed", "b", {})), policy=strict) == Control("claimed", "b")
    both = said(("b", "claimed", "b", {}), ("a", "claimed", "a", {}))
    assert control(both, policy=strict) == Control("contested")
    against = said(("b", "claimed", "b", {}), ("a", "reported", "s", {}))
    assert control(against, policy=strict) == Control("held", "a")


def test_a_side_that_only_says_it_still_has_a_place_changes_nothing():
    before = Control("held", "a")
    assert control(said(("a", "claimed", "a", {})), before=before) == before
    assert control(said(("b", "claimed", "b", {})), before=before) == Control("claimed", "b")


def test_age_halves_a_weight():
    statements = said(("b", "assessed", "s", {"on": "2024-04-28"}), ("a", "assessed", "s", {}))
    # 14 days old: 0.5 against 1.
    assert shares(statements) == pytest.approx({"a": 2 / 3, "b": 1 / 3, None: 0})


def test_an_uncertain_date_weighs_half():
    statements = said(("b", "assessed", "s", {"uncertain": True}), ("a", "assessed", "s", {}))
    assert shares(statements) == pytest.approx({"a": 2 / 3, "b": 1 / 3, None: 0})


def test_an_interval_ends_and_a_day_goes_on():
    assert control(said(("b", "assessed", "s", {"on": "2024-05-10", "ending": 2}))) == UNKNOWN
    assert control(said(("b", "assessed", "s", {"on": "2024-05-11", "ending": 2}))).side == "b"
    assert control(said(("b", "assessed", "s", {"on": "2024-04-10"}))).side == "b"


def test_what_is_not_yet_known_or_not_yet_so_does_not_count():
    later = said(("b", "assessed", "s", {"known_later": 2}))
    at = dt.datetime(2024, 5, 13, tzinfo=dt.UTC)
    assert control(later, known=at) == UNKNOWN
    assert control(later, known=at + dt.timedelta(days=1)).side == "b"
    assert control(said(("b", "assessed", "s", {"on": "2024-05-13"}))) == UNKNOWN


def test_a_claimants_later_word_replaces_an_earlier_contrary_one():
    statements = [
        claim("b", "assessed", on="2024-05-10", id="old", sources=("s",)),
        claim(None, "assessed", on="2024-05-11", id="new", sources=("s",)),
    ]
    book = ledger(statements, S, SIDES2, POLICY)
    weighed = weigh(book, ON, EVER)
    reasons = {
        book.claims[c].id: REASONS[r] for c, r in zip(book.claim, weighed.reason, strict=True)
    }
    assert reasons == {"new": "counted", "old": "superseded by a later claim of the same claimant"}


def test_too_little_evidence_is_unknown():
    poor = [source("s", None, "E")]
    statements = [claim("b", "reported", sources=("s",))]  # 0.2 × 0.7 = 0.14
    assert control(statements, sources=poor) == UNKNOWN


def test_a_retraction_restores_the_earlier_result_on_every_day_from_its_known_time_on():
    base = said(("a", "reported", "s", {"on": "2024-05-08"}))
    wrong = claim("b", "assessed", on="2024-05-09", id="wrong", claimant="x", sources=("s",))
    taken = claim(
        "b",
        stance="retracts",
        on="2024-05-11",
        id="back",
        claimant="x",
        sources=("s",),
        target="wrong",
    )
    statements = [*base, wrong, taken]
    before, after = (dt.datetime(2024, 5, n, 12, tzinfo=dt.UTC) for n in (10, 11))
    assert DAYS
    for on in DAYS:
        assert control(statements, on=on, known=after) == control(base, on=on, known=after)
        assert control(statements, on=on, known=before) == control(
            [*base, wrong], on=on, known=before
        )


def test_a_retracted_retraction_lets_the_claim_stand_again():
    first = claim("b", "assessed", id="first", sources=("s",))
    back = claim("b", stance="retracts", id="back", sources=("s",), target="first")
    again = claim("b", stance="retracts", id="again", sources=("s",), target="back")
    assert control([first, back]) == UNKNOWN
    assert control([first, back, again]) == Control("held", "b")


def test_a_correction_takes_the_place_of_what_it_corrects():
    first = claim("b", "assessed", id="first", sources=("s",))
    better = claim("a", "assessed", "corrects", id="better", sources=("s",), target="first")
    assert control([first, better]) == Control("held", "a")


EXAMPLES = settings(max_examples=400, deadline=None)
THOUSANDS = settings(max_examples=1500, deadline=None)


@pytest.mark.slow
@THOUSANDS
@given(claims(), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_a_second_naive_way_agrees_for_two_sides(statements, on, by):
    known = dt.datetime(by.year, by.month, by.day, 12, tzinfo=dt.UTC)
    expected, share = judge(statements, SOURCES, SIDES2, POLICY, on, known)
    assert control(statements, SOURCES, on=on, known=known) == expected
    if share:
        assert shares(statements, SOURCES, on=on, known=known) == pytest.approx(share)


@pytest.mark.slow
@THOUSANDS
@given(claims(SIDES3), st.sampled_from(DAYS))
def test_a_second_naive_way_agrees_for_three_sides(statements, on):
    expected, share = judge(statements, SOURCES, SIDES3, POLICY, on, EVER)
    assert control(statements, SOURCES, SIDES3, on=on) == expected
    if share:
        assert shares(statements, SOURCES, SIDES3, on=on) == pytest.approx(share)


@pytest.mark.slow
@EXAMPLES
@given(claims(), st.randoms())
def test_the_order_of_rows_never_matters(statements, random):
    shuffled = list(statements)
    random.shuffle(shuffled)
    assert control(shuffled, SOURCES) == control(statements, SOURCES)
    if statements and any(statement.stance != "retracts" for statement in statements):
        assert shares(shuffled, SOURCES) == shares(statements, SOURCES)


@pytest.mark.slow
@EXAMPLES
@given(
    claims(),
    st.sampled_from(["assessed", "reported", "claimed"]),
    st.sampled_from(["one", "two", "new"]),
    st.sampled_from([s.id for s in SOURCES]),
    st.sampled_from(DAYS),
)
def test_adding_a_claim_for_a_side_never_lowers_its_share(statements, kind, claimant, by, on):
    if not any(statement.stance != "retracts" for statement in statements):
        return
    more = claim("a", kind, on=on, id="more", claimant=claimant, sources=(by,))
    assert shares([*statements, more], SOURCES)["a"] >= shares(statements, SOURCES)["a"] - 1e-9


@pytest.mark.slow
@EXAMPLES
@given(claims(most=5))
def test_a_copy_of_what_is_there_changes_nothing(statements):
    from dataclasses import replace

    fair = [replace(c, sources=("fair",)) for c in statements if c.stance in ("asserts", "denies")]
    fair = [replace(c, target=None) for c in fair]
    copies = [replace(c, id=f"{c.id}-copy", sources=("copy",), claimant=c.claimant) for c in fair]
    if fair:
        assert shares([*fair, *copies], SOURCES) == pytest.approx(shares(fair, SOURCES))


@pytest.mark.slow
@EXAMPLES
@given(claims())
def test_a_partys_own_word_alone_never_holds(statements):
    own = [c for c in statements if c.side and c.stance in ("asserts", "denies")]
    own = [
        claim(c.side, c.kind, c.stance, c.when.start, c.id, claimant=c.claimant,
              sources=("voice-a" if (c.side == "a") == (c.stance != "denies") else "voice-b",))
        for c in own
    ]  # fmt: skip
    assert control(own, SOURCES).status != "held"


def test_a_place_sees_only_its_own_claims():
    statements = said(
        ("b", "assessed", "s", {"places": ("p", "q")}), ("a", "assessed", "s", {"places": ("q",)})
    )
    book = ledger(statements, S, SIDES2, POLICY)
    weighed = weigh(book, ON, EVER)
    assert book.places == ("p", "q")
    assert [settled(book, weighed, n, UNKNOWN) for n in (0, 1)] == [
        Control("held", "b"),
        Control("contested"),
    ]
    assert (weighed.reason == COUNTED).all()


def test_no_claims_no_places():
    book = ledger([], S, SIDES2, POLICY)
    assert weigh(book, ON, EVER).share.shape == (0, 3)


def test_weak_evidence_beside_a_partys_word_leaves_it_a_claim():
    poor = [*S, source("poor", None, "E")]
    statements = said(("b", "claimed", "b", {}), ("b", "reported", "poor", {}))
    assert control(statements, sources=poor, before=Control("held", "a")) == Control("claimed", "b")


def test_a_copy_speaks_for_whom_its_origin_speaks_for():
    sources = [source("ministry", "b", "A"), source("page", None, "A", "ministry")]
    by_ministry = claim("b", "reported", id="c1", sources=("ministry",))
    by_page = claim("b", "reported", id="c2", claimant="page", sources=("page",))
    assert control([by_ministry], sources) == Control("claimed", "b")
    assert control([by_page], sources) == Control("claimed", "b")
    both = shares([by_ministry, by_page], sources)
    assert control([by_ministry, by_page], sources) == Control("claimed", "b")
    assert both == shares([by_ministry], sources)


def test_where_there_is_one_side_its_denial_contests():
    statements = said(("a", "claimed", "s", {}), ("a", "assessed", "s", {"stance": "denies"}))
    assert control(statements, sides=("a",)) == Control("contested")
