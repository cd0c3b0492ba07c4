import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_weighing import judge
from strategies import DAYS, SIDES2, SOURCES, claims
from support import STARTER, claim, day

from frontline import project
from frontline.dates.edtf import Interval, days
from frontline.dates.instants import end_of
from frontline.evidence import timeline
from frontline.evidence.drawings import drawings
from frontline.evidence.ledger import ledger
from frontline.evidence.timeline import EVER, drawn, spans
from frontline.model import UNKNOWN, Area, Control, Side, Start

HEADER = replace(
    project.load(STARTER).header,
    start=DAYS[0],
    end=DAYS[-1],
    base_start=Start("a", "x", "good"),
    sides=tuple(Side(id, id, "#000000", id) for id in SIDES2),
)
INITIAL = Control("held", "a")


def spans_of(statements, *, then=False, started=("p",)):
    book = ledger(statements, SOURCES, SIDES2, HEADER.policy)
    return spans(book, HEADER, started, then=then)


def expected_control(statements, place, date, known):
    own = [replace(claim, places=(place,)) for claim in statements if place in claim.places]
    control, _ = judge(own, SOURCES, SIDES2, HEADER.policy, date, known)
    before = INITIAL if place == "p" else UNKNOWN
    unchanged = control.status == "unknown" or (
        control.status == "claimed" and control.side == before.side
    )
    return before if unchanged else control


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(claims(max_size=7, places=(("p",), ("q",), ("p", "q"))), st.booleans())
def test_spans_agree_with_weighing_every_day_separately(statements, then):
    all_spans = spans_of(statements, then=then)
    assert list(days(HEADER.start, HEADER.end))
    for date in days(HEADER.start, HEADER.end):
        known = end_of(date, HEADER.zone) if then else EVER
        for place in {"p"} | {
            place for each in statements if each.stance != "retracts" for place in each.places
        }:
            controls = [
                span.control
                for span in all_spans
                if span.zone == place and span.start <= date < span.end
            ]
            assert controls == [expected_control(statements, place, date, known)]


def state(span):
    return span.control, span.stale, bool(span.claims)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(claims(max_size=7), st.booleans())
def test_the_spans_of_a_place_cover_the_period_and_successive_ones_differ(statements, then):
    all_spans = spans_of(statements, then=then)
    assert all_spans
    for place in {span.zone for span in all_spans}:
        own = [span for span in all_spans if span.zone == place]
        assert (own[0].start, own[-1].end) == (HEADER.start, HEADER.end)
        for before, after in itertools.pairwise(own):
            assert before.end == after.start
            assert state(before) != state(after)


def test_the_spans_of_the_starter_map_agree_with_a_count_by_hand():
    scene = project.build(project.load(STARTER))
    alder = [span for span in scene.spans if span.zone == "alder"]
    # 5 March: claimed by the North. 6 March: denied by the South, claim against claim. 8 March: the
    # desk assesses it, 0.8 against 0.3 of older claims.
    assert [
        (str(span.start), str(span.end), span.control.status, span.control.side) for span in alder
    ] == [
        ("2024-03-04", "2024-03-05", "held", "south"),
        ("2024-03-05", "2024-03-06", "claimed", "north"),
        ("2024-03-06", "2024-03-08", "contested", None),
        ("2024-03-08", "2024-03-11", "held", "north"),
    ]


def test_events_with_a_side_and_a_place_become_claims():
    by_id = {claim.id: claim for claim in project.load(STARTER).claims}
    assert (by_id["alder-claimed"].kind, by_id["alder-claimed"].claimant) == (
        "claimed",
        "Northern army",
    )
    assert by_id["birch-held"].kind == "assessed"


def test_a_denial_that_changes_nothing_leaves_the_initial_span():
    result = spans_of([claim("b", stance="denies", on=DAYS[2], sources=("good",))])
    assert [(span.control, span.claims) for span in result] == [(INITIAL, ())]


def test_a_status_becomes_stale_when_its_evidence_is_old():
    header = replace(HEADER, policy=replace(HEADER.policy, stale_after_days=3))
    book = ledger(
        [claim("b", "assessed", on=DAYS[1], sources=("good",))], SOURCES, SIDES2, header.policy
    )
    result = spans(book, header, ())
    assert [(str(span.start), span.control.status, span.stale) for span in result] == [
        (str(DAYS[0]), "unknown", False),
        (str(DAYS[1]), "held", False),
        (str(DAYS[5]), "held", True),  # four days old: more than three
    ]


def test_as_known_then_a_late_claim_counts_from_the_day_it_became_known():
    late = [claim("b", "assessed", on=DAYS[1], known_later=2, sources=("good",))]
    now = [(span.start, span.control.side) for span in spans_of(late)]
    then = [(span.start, span.control.side) for span in spans_of(late, then=True)]
    assert now == [(DAYS[0], "a"), (DAYS[1], "b")]
    assert then == [(DAYS[0], "a"), (DAYS[3], "b")]


def test_a_drawn_area_has_one_span_clipped_to_the_period():
    def clipped(start, end):
        when = Interval(start and day(start), end and day(end), "")
        area = Area("d", "a", "held", when, SOURCES[0].id, None)
        stated = drawings((area,), SOURCES, HEADER)
        return [(str(span.start), str(span.end)) for span in drawn(HEADER, (area,), stated)]

    assert clipped("2024-05-09", "2024-05-11") == [("2024-05-09", "2024-05-11")]
    assert clipped(None, None) == [("2024-05-08", "2024-05-15")]
    assert clipped("2024-02-01", "2024-05-09") == [("2024-05-08", "2024-05-09")]
    assert clipped("2024-05-15", None) == []


LONG = replace(HEADER, start=day("2024-01-01"), end=day("2025-12-31"), base_start=None)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 700),
            st.sampled_from([None, 3, 90]),
            st.sampled_from("ab"),
            st.sampled_from([source.id for source in SOURCES]),
            st.booleans(),
        ),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
)
def test_dates_without_news_are_as_if_each_had_been_weighed(rows, then):
    statements = []
    for number, (start, length, side, source, late) in enumerate(rows):
        statements.append(
            claim(
                side,
                id=str(number),
                on=LONG.start + timedelta(start),
                ending=length,
                sources=(source,),
                claimant=source,
                known_later=40 if late else 0,
            )
        )
    book = ledger(statements, SOURCES, SIDES2, LONG.policy)
    found = spans(book, LONG, (), then=then)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "_bounds", lambda *_, **__: [*days(LONG.start, LONG.end), LONG.end])
        assert spans(book, LONG, (), then=then) == found
    assert found
