"""The policy: small cases by hand, properties, and agreement with a reference implementation."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from naive_weighing import judge
from strategies import DAYS, SIDES2, SIDES3, SOURCES, claims, source
from support import claim, day

from frontline.evidence.ledger import ledger
from frontline.evidence.timeline import EVER, settled
from frontline.evidence.weigh import COUNTED, REASONS, weigh
from frontline.model import UNKNOWN, Control, Policy

POLICY = Policy()
DATE = day("2024-05-12")
CITED = [source("s", None, "A"), source("b", "b", "A"), source("a", "a", "A")]


def control_of(
    statements, sources=CITED, sides=SIDES2, policy=POLICY, date=DATE, known=EVER, before=UNKNOWN
):
    book = ledger(statements, sources, sides, policy)
    return settled(book, weigh(book, date, known), 0, before) if book.places else before


def shares_of(statements, sources=CITED, sides=SIDES2, policy=POLICY, date=DATE, known=EVER):
    book = ledger(statements, sources, sides, policy)
    row = weigh(book, date, known).share[0]
    return dict(zip((*sides, None), map(float, row), strict=True))


def judged(statements, sides, date, known=EVER, camps=None):
    """Return the control of the only place, and its shares by side if it has any."""
    book = ledger(statements, SOURCES, sides, POLICY, camps)
    if not book.places:
        return UNKNOWN, {}
    weighed = weigh(book, date, known)
    shares = dict(zip((*sides, None), map(float, weighed.share[0]), strict=True))
    return settled(book, weighed, 0, UNKNOWN), shares


def claims_by(*rows):
    """Return one claim per (side, kind, source, options), each by a different claimant."""
    return [
        claim(side, kind, id=f"c{i}", claimant=f"w{i}", sources=(source_id,), **options)
        for i, (side, kind, source_id, options) in enumerate(rows)
    ]


# By hand. Weight = reliability (A: 1) × kind (assessed 1, reported 0.7, claimed 0.5) × interest.
@pytest.mark.parametrize(
    ("rows", "result"),
    [
        ([("b", "assessed", "s", {})], Control("held", "b")),
        ([("b", "reported", "s", {})], Control("held", "b")),
        ([("b", "claimed", "s", {})], Control("claimed", "b")),  # a statement, not evidence
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
def test_the_control_that_follows_from_the_claims_of_a_day(rows, result):
    assert control_of(claims_by(*rows)) == result


def test_with_no_interest_a_sides_own_claims_have_no_weight_and_are_still_shown():
    strict = Policy(interest=0)
    assert control_of(claims_by(("b", "claimed", "b", {})), policy=strict) == Control(
        "claimed", "b"
    )
    both = claims_by(("b", "claimed", "b", {}), ("a", "claimed", "a", {}))
    assert control_of(both, policy=strict) == Control("contested")
    against = claims_by(("b", "claimed", "b", {}), ("a", "reported", "s", {}))
    assert control_of(against, policy=strict) == Control("held", "a")


def test_a_claim_by_the_holding_side_changes_nothing():
    before = Control("held", "a")
    assert control_of(claims_by(("a", "claimed", "a", {})), before=before) == before
    assert control_of(claims_by(("b", "claimed", "b", {})), before=before) == Control(
        "claimed", "b"
    )


def test_weight_halves_with_the_half_life():
    statements = claims_by(("b", "assessed", "s", {"on": "2024-04-28"}), ("a", "assessed", "s", {}))
    # 14 days old: 0.5 against 1.
    assert shares_of(statements) == pytest.approx({"a": 2 / 3, "b": 1 / 3, None: 0})


def test_an_uncertain_date_halves_the_weight():
    statements = claims_by(("b", "assessed", "s", {"uncertain": True}), ("a", "assessed", "s", {}))
    assert shares_of(statements) == pytest.approx({"a": 2 / 3, "b": 1 / 3, None: 0})


def test_an_interval_ends_but_a_single_date_stays_valid():
    assert (
        control_of(claims_by(("b", "assessed", "s", {"on": "2024-05-10", "ending": 2}))) == UNKNOWN
    )
    assert (
        control_of(claims_by(("b", "assessed", "s", {"on": "2024-05-11", "ending": 2}))).side == "b"
    )
    assert control_of(claims_by(("b", "assessed", "s", {"on": "2024-04-10"}))).side == "b"


def test_a_claim_counts_only_once_known_and_valid():
    later = claims_by(("b", "assessed", "s", {"known_later": 2}))
    known = dt.datetime(2024, 5, 13, tzinfo=dt.UTC)
    assert control_of(later, known=known) == UNKNOWN
    assert control_of(later, known=known + dt.timedelta(days=1)).side == "b"
    assert control_of(claims_by(("b", "assessed", "s", {"on": "2024-05-13"}))) == UNKNOWN


def test_a_later_contrary_claim_of_the_same_claimant_replaces_the_earlier():
    statements = [
        claim("b", "assessed", on="2024-05-10", id="old", sources=("s",)),
        claim(None, "assessed", on="2024-05-11", id="new", sources=("s",)),
    ]
    book = ledger(statements, CITED, SIDES2, POLICY)
    weighed = weigh(book, DATE, EVER)
    reasons = {
        book.claims[index].id: REASONS[reason]
        for index, reason in zip(book.claim, weighed.reason, strict=True)
    }
    assert reasons == {"new": "counted", "old": "superseded by a later claim of the same claimant"}


def test_too_little_evidence_is_unknown():
    poor = [source("s", None, "E")]
    statements = [claim("b", "reported", sources=("s",))]  # 0.2 × 0.7 = 0.14
    assert control_of(statements, sources=poor) == UNKNOWN


def test_a_retraction_restores_the_earlier_result_once_known():
    base = claims_by(("a", "reported", "s", {"on": "2024-05-08"}))
    wrong = claim("b", "assessed", on="2024-05-09", id="wrong", claimant="x", sources=("s",))
    retraction = claim(
        "b",
        stance="retracts",
        on="2024-05-11",
        id="back",
        claimant="x",
        sources=("s",),
        target="wrong",
    )
    statements = [*base, wrong, retraction]
    before, after = (dt.datetime(2024, 5, n, 12, tzinfo=dt.UTC) for n in (10, 11))
    assert DAYS
    for date in DAYS:
        assert control_of(statements, date=date, known=after) == control_of(
            base, date=date, known=after
        )
        assert control_of(statements, date=date, known=before) == control_of(
            [*base, wrong], date=date, known=before
        )


def test_a_retracted_retraction_restores_the_claim():
    first = claim("b", "assessed", id="first", sources=("s",))
    retraction = claim("b", stance="retracts", id="back", sources=("s",), target="first")
    second_retraction = claim("b", stance="retracts", id="again", sources=("s",), target="back")
    assert control_of([first, retraction]) == UNKNOWN
    assert control_of([first, retraction, second_retraction]) == Control("held", "b")


def test_a_correction_replaces_the_corrected_claim():
    first = claim("b", "assessed", id="first", sources=("s",))
    correction = claim("a", "assessed", "corrects", id="better", sources=("s",), target="first")
    assert control_of([first, correction]) == Control("held", "a")


EXAMPLES = settings(max_examples=200, deadline=None)
MORE_EXAMPLES = settings(max_examples=600, deadline=None)


@pytest.mark.slow
@MORE_EXAMPLES
@given(claims(), st.sampled_from(DAYS), st.sampled_from(DAYS))
def test_weighing_agrees_with_the_naive_implementation_for_two_sides(statements, date, known_day):
    known = dt.datetime(known_day.year, known_day.month, known_day.day, 12, tzinfo=dt.UTC)
    expected, expected_shares = judge(statements, SOURCES, SIDES2, POLICY, date, known)
    control, shares = judged(statements, SIDES2, date, known)
    assert control == expected
    if expected_shares:
        assert shares == pytest.approx(expected_shares)


@pytest.mark.slow
@MORE_EXAMPLES
@given(claims(SIDES3), st.sampled_from(DAYS))
def test_weighing_agrees_with_the_naive_implementation_for_three_sides(statements, date):
    expected, expected_shares = judge(statements, SOURCES, SIDES3, POLICY, date, EVER)
    control, shares = judged(statements, SIDES3, date)
    assert control == expected
    if expected_shares:
        assert shares == pytest.approx(expected_shares)


@pytest.mark.slow
@MORE_EXAMPLES
@given(claims(SIDES3), st.sampled_from(DAYS), st.sampled_from(["ab", "bc", "ac", "abc"]))
def test_weighing_agrees_with_the_naive_implementation_for_allies(statements, date, allies):
    blocs = dict.fromkeys(allies, "bloc")
    camps = {side: 0 if side in blocs else number for number, side in enumerate(SIDES3, 1)}
    expected, expected_shares = judge(statements, SOURCES, SIDES3, POLICY, date, EVER, blocs)
    control, shares = judged(statements, SIDES3, date, camps=renumbered(camps))
    assert control == expected
    if expected_shares:
        assert shares == pytest.approx(expected_shares)


def renumbered(camps):
    numbers = {camp: number for number, camp in enumerate(dict.fromkeys(camps.values()))}
    return {side: numbers[camp] for side, camp in camps.items()}


@pytest.mark.slow
@EXAMPLES
@given(claims(), st.randoms())
def test_the_order_of_claims_does_not_matter(statements, random):
    shuffled = list(statements)
    random.shuffle(shuffled)
    assert control_of(shuffled, SOURCES) == control_of(statements, SOURCES)
    if statements and any(statement.stance != "retracts" for statement in statements):
        assert shares_of(shuffled, SOURCES) == shares_of(statements, SOURCES)


@pytest.mark.slow
@EXAMPLES
@given(
    claims(),
    st.sampled_from(["assessed", "reported", "claimed"]),
    st.sampled_from(["one", "two", "new"]),
    st.sampled_from([s.id for s in SOURCES]),
    st.sampled_from(DAYS),
)
def test_adding_a_claim_for_a_side_never_lowers_its_share(
    statements, kind, claimant, source_id, date
):
    if not any(statement.stance != "retracts" for statement in statements):
        return
    # An original takes the place of its copies, which may have overstated it.
    assume(source_id != "fair" or not any("copy" in "".join(s.sources) for s in statements))
    added = claim("a", kind, on=date, id="more", claimant=claimant, sources=(source_id,))
    assert (
        shares_of([*statements, added], SOURCES)["a"] >= shares_of(statements, SOURCES)["a"] - 1e-9
    )


@pytest.mark.slow
@EXAMPLES
@given(claims(max_size=5))
def test_copies_from_an_upstream_source_change_nothing(statements):
    originals = [
        replace(statement, sources=("fair",))
        for statement in statements
        if statement.stance in ("asserts", "denies")
    ]
    originals = [replace(statement, target=None) for statement in originals]
    copies = [
        replace(
            statement, id=f"{statement.id}-copy", sources=("copy",), claimant=statement.claimant
        )
        for statement in originals
    ]
    if originals:
        assert shares_of([*originals, *copies], SOURCES) == pytest.approx(
            shares_of(originals, SOURCES)
        )


def test_a_copy_never_takes_the_place_of_its_original_or_joins_the_claimants_quoted_there():
    original = claims_by(("b", "reported", "fair", {}), ("b", "reported", "fair", {}))
    rival = claim("a", id="rival", claimant="rival", sources=("good",))
    alone = shares_of([*original, rival], SOURCES)
    for sources in (("copy",), ("copy2", "copy")):
        copy = claim("b", "assessed", id="copy", claimant="copier", sources=sources)
        assert shares_of([*original, rival, copy], SOURCES) == alone
    assert shares_of([original[0], rival], SOURCES) != alone


def test_two_copies_of_one_origin_are_one_voice_and_those_of_two_origins_are_two():
    one, other = source("c1", None, "A", "o1"), source("c2", None, "A", "o2")
    sources = [source("o1", None, "A"), source("o2", None, "A"), one, other, source("s", None, "A")]
    rival = claim("a", "reported", id="rival", claimant="rival")

    def share(*cells):
        rows = [("b", "reported", id, {}) for id in cells]
        voices = [replace(c, sources=tuple(c.sources[0].split(";"))) for c in claims_by(*rows)]
        return shares_of([*voices, rival], sources)["b"]

    assert share("c1") == share("c1", "c1") == share("c1;c2") == pytest.approx(1 / 2)
    assert share("c1", "c2") == share("c1", "c2", "c1;c2") == share("c1;c2", "c2")
    assert share("c1", "c2") == pytest.approx(2 / 3)


@pytest.mark.slow
@EXAMPLES
@given(claims(SIDES3))
def test_neither_the_order_in_a_cell_nor_a_source_that_nothing_cites_changes_a_share(statements):
    assume(any(statement.stance != "retracts" for statement in statements))
    turned = [replace(each, sources=each.sources[::-1]) for each in statements]
    cited = {id for statement in statements for id in statement.sources}
    uncited = [source(f"of-{id}", "b", "E", id) for id in sorted(cited)]
    before = shares_of(statements, SOURCES, SIDES3)
    assert shares_of(turned, SOURCES, SIDES3) == before
    assert shares_of(statements, [*SOURCES, *uncited], SIDES3) == before


@pytest.mark.slow
@EXAMPLES
@given(claims())
def test_a_sides_own_claims_alone_never_give_held(statements):
    own = [
        statement
        for statement in statements
        if statement.side and statement.stance in ("asserts", "denies")
    ]
    by_beneficiary = []
    for statement in own:
        for_a = (statement.side == "a") == (statement.stance != "denies")
        by_beneficiary.append(
            claim(
                statement.side,
                statement.kind,
                statement.stance,
                statement.when.start,
                statement.id,
                claimant=statement.claimant,
                sources=("voice-a" if for_a else "voice-b",),
            )
        )
    assert control_of(by_beneficiary, SOURCES).status != "held"


def test_each_place_is_weighed_by_its_own_claims_only():
    statements = claims_by(
        ("b", "assessed", "s", {"places": ("p", "q")}), ("a", "assessed", "s", {"places": ("q",)})
    )
    book = ledger(statements, CITED, SIDES2, POLICY)
    weighed = weigh(book, DATE, EVER)
    assert book.places == ("p", "q")
    assert [settled(book, weighed, index, UNKNOWN) for index in (0, 1)] == [
        Control("held", "b"),
        Control("contested"),
    ]
    assert (weighed.reason == COUNTED).all()


def test_without_claims_there_are_no_places():
    book = ledger([], CITED, SIDES2, POLICY)
    assert weigh(book, DATE, EVER).share.shape == (0, 3)


def test_weak_evidence_besides_a_sides_own_claim_gives_only_claimed():
    poor = [*CITED, source("poor", None, "E")]
    statements = claims_by(("b", "claimed", "b", {}), ("b", "reported", "poor", {}))
    assert control_of(statements, sources=poor, before=Control("held", "a")) == Control(
        "claimed", "b"
    )


def test_a_copy_speaks_for_the_side_of_its_upstream_source():
    sources = [source("ministry", "b", "A"), source("page", None, "A", "ministry")]
    by_ministry = claim("b", "reported", id="c1", sources=("ministry",))
    by_page = claim("b", "reported", id="c2", claimant="page", sources=("page",))
    assert control_of([by_ministry], sources) == Control("claimed", "b")
    assert control_of([by_page], sources) == Control("claimed", "b")
    both = shares_of([by_ministry, by_page], sources)
    assert control_of([by_ministry, by_page], sources) == Control("claimed", "b")
    assert both == shares_of([by_ministry], sources)


def test_with_a_single_side_a_denial_makes_the_place_contested():
    statements = claims_by(("a", "claimed", "s", {}), ("a", "assessed", "s", {"stance": "denies"}))
    assert control_of(statements, sides=("a",)) == Control("contested")
