"""Random claims of few sides, claimants and sources, so that they interact often."""

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st
from support import claim

from frontline.model import Source

DAYS = [dt.date(2024, 5, 8) + dt.timedelta(days=n) for n in range(8)]
SIDES2, SIDES3 = ("a", "b"), ("a", "b", "c")


def source(id, side=None, reliability=None, upstream=None, redistributed=True):
    return Source(
        id, id, id, None, None, None, None, side, reliability, None, upstream, redistributed
    )


SOURCES = (
    source("good", None, "A"),
    source("fair", None, "C"),
    source("voice-a", "a", "B"),
    source("voice-b", "b", "B"),
    source("copy", None, "A", "fair"),
    source("copy2", "a", "D", "copy"),
)


def claims(sides=SIDES2, max_size=9, places=(("p",),)):
    random_claim = st.builds(
        claim,
        st.sampled_from([*sides, None]),
        st.sampled_from(["assessed", "reported", "claimed"]),
        st.sampled_from(["asserts", "asserts", "denies"]),
        st.dates(min_value=DAYS[0], max_value=DAYS[-1]),
        id=st.just("x"),
        places=st.sampled_from(places),
        claimant=st.sampled_from(["one", "two", "three"]),
        sources=st.lists(
            st.sampled_from([each.id for each in SOURCES]), min_size=1, max_size=2
        ).map(tuple),
        known_later=st.integers(0, 3),
        ending=st.sampled_from([None, None, None, 1, 3]),
    ).filter(lambda c: c.side or c.stance == "asserts")
    return st.lists(random_claim, max_size=max_size).map(number_claims)


def number_claims(unnumbered):
    """Number the claims, and let some retract or correct an earlier one of the same claimant."""
    numbered = []
    for index, each in enumerate(unnumbered):
        statement = replace(each, id=f"c{index}")
        earlier = [
            other
            for other in numbered
            if other.claimant == statement.claimant
            and other.known.instant <= statement.known.instant
        ]
        if earlier and index % 4 == 3:
            target = earlier[-1]
            if index % 8 == 3:
                statement = replace(
                    statement,
                    stance="retracts",
                    target=target.id,
                    side=target.side,
                    places=target.places,
                )
            elif statement.stance == "asserts":
                statement = replace(
                    statement, stance="corrects", target=target.id, places=target.places
                )
        numbered.append(statement)
    return numbered
