"""Time the weighing of many claims: ``python benchmarks/evidence.py [CLAIMS] [PLACES]``.

Random claims of a war's size are entered into a ledger and weighed for one day and knowledge, and
beside it by the naive way of the tests on a sample of the places, in the same run.
"""

from __future__ import annotations

import datetime as dt
import platform
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "helpers"))

from naive import judge
from strategies import SIDES2, SOURCES
from support import claim

from frontline.evidence.ledger import ledger
from frontline.evidence.timeline import EVER
from frontline.evidence.weigh import weigh
from frontline.model import Claim, Policy

SAMPLE = 300
RUNS = 5
ON = dt.date(2024, 6, 1)


def make(count: int, places: int) -> list[Claim]:
    """Make random claims over the hundred days before ``ON``, the same on every run."""
    chance = random.Random(1)
    return [
        claim(
            chance.choice([*SIDES2, None]),
            chance.choice(["assessed", "reported", "claimed"]),
            on=ON - dt.timedelta(days=chance.randrange(100)),
            id=f"c{number}",
            places=(f"p{chance.randrange(places)}",),
            claimant=f"w{chance.randrange(200)}",
            sources=(chance.choice(SOURCES).id,),
        )
        for number in range(count)
    ]


def timed(run: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median seconds of some runs."""
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def main(count: int = 500_000, places: int = 33_000) -> None:
    """Print what was measured, and the ratio to the naive way per place."""
    claims = make(count, places)
    policy = Policy()
    enter = timed(lambda: ledger(claims, SOURCES, SIDES2, policy), 1)
    book = ledger(claims, SOURCES, SIDES2, policy)
    one_date = timed(lambda: weigh(book, ON, EVER))
    sample: dict[str, list[Claim]] = {}
    for one in claims:
        number = int(one.places[0][1:])
        if number < SAMPLE:
            sample.setdefault(one.places[0], []).append(one)

    def naive() -> None:
        for mine in sample.values():
            judge(mine, SOURCES, SIDES2, policy, ON, EVER)

    slow = timed(naive, 1) * places / len(sample)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}")
    print(f"{count:,} claims over {places:,} places")
    print(f"entered in            {enter:8.2f} s")
    print(f"one day and knowledge {one_date:8.2f} s, median of {RUNS}")
    print(
        f"the naive way         {slow:8.2f} s, from {len(sample)} places: {slow / one_date:.0f} ×"
    )
    print(f"peak memory           {peak:8.0f} MB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
