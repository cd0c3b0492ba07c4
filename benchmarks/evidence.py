"""Time the weighing of many claims: ``python benchmarks/evidence.py [CLAIMS] [PLACES]``.

Random claims, as many as in a war, are entered into a ledger and weighed for one date and known
date. In the same run, the naive implementation of the tests weighs a sample of the places.
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

from naive_weighing import judge
from strategies import SIDES2, SOURCES
from support import claim

from frontline.evidence.ledger import ledger
from frontline.evidence.timeline import EVER
from frontline.evidence.weigh import weigh
from frontline.model import Claim, Policy

SAMPLE = 300
RUNS = 5
DATE = dt.date(2024, 6, 1)


def random_claims(count: int, places: int) -> list[Claim]:
    """Return random claims over the hundred days before ``DATE``, the same on every run."""
    rng = random.Random(1)
    return [
        claim(
            rng.choice([*SIDES2, None]),
            rng.choice(["assessed", "reported", "claimed"]),
            on=DATE - dt.timedelta(days=rng.randrange(100)),
            id=f"c{number}",
            places=(f"p{rng.randrange(places)}",),
            claimant=f"w{rng.randrange(200)}",
            sources=(rng.choice(SOURCES).id,),
        )
        for number in range(count)
    ]


def timed(run: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median seconds of several runs."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def main(count: int = 500_000, places: int = 33_000) -> None:
    """Print the times, and the ratio to the naive implementation."""
    claims = random_claims(count, places)
    policy = Policy()
    entry_s = timed(lambda: ledger(claims, SOURCES, SIDES2, policy), 1)
    book = ledger(claims, SOURCES, SIDES2, policy)
    weigh_s = timed(lambda: weigh(book, DATE, EVER))
    sample: dict[str, list[Claim]] = {}
    for statement in claims:
        number = int(statement.places[0][1:])
        if number < SAMPLE:
            sample.setdefault(statement.places[0], []).append(statement)

    def weigh_naively() -> None:
        for statements in sample.values():
            judge(statements, SOURCES, SIDES2, policy, DATE, EVER)

    naive_s = timed(weigh_naively, 1) * places / len(sample)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}")
    print(f"{count:,} claims over {places:,} places")
    print(f"entered in            {entry_s:8.2f} s")
    print(f"one day and knowledge {weigh_s:8.2f} s, median of {RUNS}")
    ratio = naive_s / weigh_s
    print(f"the naive way         {naive_s:8.2f} s, from {len(sample)} places: {ratio:.0f} ×")
    print(f"peak memory           {peak_mb:8.0f} MB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
