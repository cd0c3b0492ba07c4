import itertools
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from naive import judge
from strategies import DAYS, SIDES2, SOURCES, claims
from support import STARTER, claim, day

from frontline import project
from frontline.dates.edtf import Interval, days, end_of
from frontline.evidence.ledger import ledger
from frontline.evidence.timeline import EVER, drawn, spans
from frontline.model import UNKNOWN, Area, Control, Start

HEADER = replace(
    project.load(STARTER).header, start=DAYS[0], end=DAYS[-1], base_start=Start("a", "x", "good")
)
STARTED = Control("held", "a")


def of(statements, *, then=False, started=("p",)):
    book = ledger(statements, SOURCES, SIDES2, HEADER.policy)
    return spans(book, HEADER, started, then=then)


def expected(statements, place, on, known):
    of_place = [
        replace(statement, places=(place,)) for statement in statements if place in statement.places
    ]
    control, _ = judge(of_place, SOURCES, SIDES2, HEADER.policy, on, known)
    before = STARTED if place == "p" else UNKNOWN
    keeps = control.status == "unknown" or (
        control.status == "claimed" and control.side == before.side
    )
    return before if keeps else control


@settings(max_examples=60, deadline=None)
@given(claims(most=7, places=(("p",), ("q",), ("p", "q"))), st.booleans())
def test_spans_agree_with_judging_every_day_alone(statements, then):
    placed = of(statements, then=then)
    assert list(days(HEADER.start, HEADER.end))
    for on in days(HEADER.start, HEADER.end):
        known = end_of(on, HEADER.zone) if then else EVER
        for place in {"p"} | {p for c in statements if c.stance != "retracts" for p in c.places}:
            now = [s.control for s in placed if s.zone == place and s.start <= on < s.end]
            assert now == [expected(statements, place, on, known)]


@settings(max_examples=60, deadline=None)
@given(claims(most=7), st.booleans())
def test_spans_of_a_place_fill_the_period_and_neighbours_differ(statements, then):
    placed = of(statements, then=then)
    assert placed
    for place in {span.zone for span in placed}:
        of_place = [span for span in placed if span.zone == place]
        assert (of_place[0].start, of_place[-1].end) == (HEADER.start, HEADER.end)
        for before, after in itertools.pairwise(of_place):
            assert before.end == after.start
            assert (before.control, before.stale) != (after.control, after.stale)


def test_the_starters_week_by_hand():
    scene = project.build(project.load(STARTER))
    alder = [span for span in scene.spans if span.zone == "alder"]
    # 5 March: the North claims it. 6 March: the South denies it, one word against another. 8 March:
    # the desk confirms it, 0.8 against 0.3 that is older.
    assert [(str(s.start), str(s.end), s.control.status, s.control.side) for s in alder] == [
        ("2024-03-04", "2024-03-05", "held", "south"),
        ("2024-03-05", "2024-03-06", "claimed", "north"),
        ("2024-03-06", "2024-03-08", "contested", None),
        ("2024-03-08", "2024-03-11", "held", "north"),
    ]


def test_events_that_say_who_holds_a_place_are_claims():
    by_id = {c.id: c for c in project.load(STARTER).claims}
    assert (by_id["alder-claimed"].kind, by_id["alder-claimed"].claimant) == (
        "claimed",
        "Northern army",
    )
    assert by_id["birch-held"].kind == "assessed"


def test_a_denial_that_changes_nothing_leaves_the_land_bare():
    spans_of_claim = of([claim("b", stance="denies", on=DAYS[2], sources=("good",))])
    assert [(s.control, s.claims) for s in spans_of_claim] == [(STARTED, ())]


def test_a_status_grows_stale_when_its_evidence_is_old():
    header = replace(HEADER, policy=replace(HEADER.policy, stale_after_days=3))
    book = ledger(
        [claim("b", "assessed", on=DAYS[1], sources=("good",))], SOURCES, SIDES2, header.policy
    )
    all_spans = spans(book, header, ())
    assert [(str(s.start), s.control.status, s.stale) for s in all_spans] == [
        (str(DAYS[0]), "unknown", False),
        (str(DAYS[1]), "held", False),
        (str(DAYS[5]), "held", True),  # four days old: more than three
    ]


def test_as_known_then_a_late_report_shows_from_the_day_it_was_known():
    late = [claim("b", "assessed", on=DAYS[1], known_later=2, sources=("good",))]
    now = [(s.start, s.control.side) for s in of(late)]
    then = [(s.start, s.control.side) for s in of(late, then=True)]
    assert now == [(DAYS[0], "a"), (DAYS[1], "b")]
    assert then == [(DAYS[0], "a"), (DAYS[3], "b")]


def test_a_drawn_area_has_one_span_cut_to_the_period():
    def cut(start, end):
        when = Interval(start and day(start), end and day(end), "")
        area = Area("a", "north", "held", when, "s", None)
        return [(str(s.start), str(s.end)) for s in drawn(HEADER, (area,))]

    assert cut("2024-05-09", "2024-05-11") == [("2024-05-09", "2024-05-11")]
    assert cut(None, None) == [("2024-05-08", "2024-05-15")]
    assert cut("2024-02-01", "2024-05-09") == [("2024-05-08", "2024-05-09")]
    assert cut("2024-05-15", None) == []
