"""Random claim sets: few sides, claimants and sources, so that they meet often."""

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


def claims(sides=SIDES2, most=9, places=(("p",),)):
    one = st.builds(
        claim,
        st.sampled_from([*sides, None]),
        st.sampled_from(["assessed", "reported", "claimed"]),
        st.sampled_from(["asserts", "asserts", "denies"]),
        st.dates(min_value=DAYS[0], max_value=DAYS[-1]),
        id=st.just("x"),
        places=st.sampled_from(places),
        claimant=st.sampled_from(["one", "two", "three"]),
        sources=st.lists(st.sampled_from([s.id for s in SOURCES]), min_size=1, max_size=2).map(
            tuple
        ),
        known_later=st.integers(0, 3),
        ending=st.sampled_from([None, None, None, 1, 3]),
    ).filter(lambda c: c.side or c.stance == "asserts")
    return st.lists(one, max_size=most).map(numbered)


def numbered(found):
    """Give claims ids, and let some retract or correct an earlier one of the same claimant."""
    out = []
    for i, item in enumerate(found):
        item = replace(item, id=f"c{i}")
        earlier = [
            c for c in out if c.claimant == item.claimant and c.known.instant <= item.known.instant
        ]
        if earlier and i % 4 == 3:
            target = earlier[-1]
            if i % 8 == 3:
                item = replace(
                    item,
                    stance="retracts",
                    target=target.id,
                    side=target.side,
                    places=target.places,
                )
            elif item.stance == "asserts":
                item = replace(item, stance="corrects", target=target.id, places=target.places)
        out.append(item)
    return out
