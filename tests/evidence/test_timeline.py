import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import EXAMPLE, STARTER, claim, day

from frontline import project
from frontline.dates import days
from frontline.evidence.timeline import drawn, known_by, spans
from frontline.evidence.weigh import verdict
from frontline.model import UNKNOWN, Control

START, END = day("2024-03-04"), day("2024-03-11")
DATASET = project.load(STARTER)

CLAIMS = st.lists(
    st.builds(
        claim,
        st.sampled_from(["north", "south", None]),
        st.sampled_from(["assessed", "claimed"]),
        st.sampled_from(["asserts", "asserts", "denies"]),
        st.dates(day("2024-03-01"), day("2024-03-14")),
        st.uuids().map(str),
        st.sampled_from([("alder",), ("birch",), ("alder", "birch")]),
    ).filter(lambda c: c.side or c.stance == "asserts"),
    max_size=12,
)


def of(claims):
    return replace(DATASET, claims=tuple(claims), events=())


def naive(claims, place, on, first):
    """Replay a place's days one by one, without spans."""
    control = first
    for then in sorted({c.when.start for c in claims if place in c.places and c.when.start <= on}):
        today = [c for c in claims if place in c.places and c.when.start == then]
        control = verdict(today, control)
    return control


@given(CLAIMS)
def test_spans_agree_with_replaying_every_day(claims):
    found = spans(of(claims), {"alder"})
    first = {"alder": Control("held", "south"), "birch": UNKNOWN}
    for place in {"alder"} | {p for c in claims for p in c.places}:
        for on in days(START, END):
            held = [s.control for s in found if s.zone == place and s.start <= on < s.end]
            assert held == [naive(claims, place, on, first[place])]


@given(CLAIMS, st.randoms())
def test_the_order_of_rows_never_matters(claims, random):
    shuffled = list(claims)
    random.shuffle(shuffled)
    assert spans(of(shuffled), {"alder"}) == spans(of(claims), {"alder"})


@given(CLAIMS)
def test_spans_of_a_place_fill_the_period_and_neighbours_differ(claims):
    found = spans(of(claims), {"alder"})
    for place in {span.zone for span in found}:
        mine = [span for span in found if span.zone == place]
        assert (mine[0].start, mine[-1].end) == (START, END)
        for before, after in itertools.pairwise(mine):
            assert before.end == after.start
            assert before.control != after.control
        assert all(span.start < span.end for span in mine)


def test_the_starters_week_by_hand():
    found = [
        s for s in spans(DATASET, {"alder", "birch", "cedar", "elmstadt"}) if s.zone == "alder"
    ]
    assert [
        (str(s.start), str(s.end), s.control.status, s.control.side, s.claims) for s in found
    ] == [
        ("2024-03-04", "2024-03-05", "held", "south", ()),
        ("2024-03-05", "2024-03-06", "claimed", "north", ("alder-claimed",)),
        ("2024-03-06", "2024-03-08", "contested", None, ("alder-denied",)),
        ("2024-03-08", "2024-03-11", "held", "north", ("alder-shown",)),
    ]


def test_events_that_say_who_holds_a_place_are_claims():
    by_id = {c.id: c for c in DATASET.claims}
    assert (by_id["alder-claimed"].kind, by_id["alder-claimed"].claimant) == (
        "claimed",
        "Northern army",
    )
    assert by_id["birch-held"].kind == "assessed"


def test_a_denial_that_changes_nothing_leaves_the_land_bare():
    found = spans(
        of([claim("north", stance="denies", on="2024-03-06", places=("alder",))]), {"alder"}
    )
    assert [(s.control, s.claims) for s in found] == [(Control("held", "south"), ())]


@pytest.mark.parametrize("on", ["2024-05-10", "2024-05-11", "2024-05-12", "2024-05-13"])
def test_nothing_of_a_later_day_is_left(on):
    whole = project.load(EXAMPLE)
    cut = known_by(whole, day(on))
    assert cut.header.end == day(on).replace(day=day(on).day + 1)
    gone = {c.id for c in whole.claims} - {c.id for c in cut.claims}
    assert gone == {c.id for c in whole.claims if c.known.day > day(on)}
    assert all(event.when.start <= day(on) for event in cut.events)


def test_a_day_before_the_period_is_refused():
    with pytest.raises(ValueError, match="before the period"):
        known_by(DATASET, day("2024-03-03"))


def test_a_drawn_area_has_one_span_cut_to_the_period(tmp_path):
    from frontline.dates import Interval
    from frontline.model import Area

    def area(start, end):
        return Area(
            "a", "north", "held", Interval(start and day(start), end and day(end), ""), "s", None
        )

    def cut(*when):
        return [(str(s.start), str(s.end)) for s in drawn(replace(DATASET, areas=(area(*when),)))]

    assert cut("2024-03-05", "2024-03-07") == [("2024-03-05", "2024-03-07")]
    assert cut(None, None) == [("2024-03-04", "2024-03-11")]
    assert cut("2024-02-01", "2024-03-05") == [("2024-03-04", "2024-03-05")]
    assert cut("2024-03-11", None) == []
