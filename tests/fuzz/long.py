"""Look for folders that break what ``test_folders.py`` promises, for as long as is wanted.

    python tests/fuzz/long.py --minutes 30

Where atheris is installed, which is no dependency of the project, what was run so far guides what
is tried next; else each example is drawn anew. What was tried begins with a seed, which is printed.
A finding is printed with its traceback: make a case of it.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = map(str, (TESTS / "helpers", TESTS / "fuzz"))
CASES = TESTS / "cases"
sys.path.insert(0, str(TESTS))

try:
    import atheris
except ImportError:
    atheris = None


def guided(seconds, seed):
    with atheris.instrument_imports(include=["frontline"]):
        from test_folders import WHOLE, holds
    names = sorted(WHOLE)

    def answers(data):
        """Put the bytes in the place of one file; their first says which."""
        holds({**WHOLE, names[data[0] % len(names)]: data[1:]} if data else WHOLE)

    with tempfile.TemporaryDirectory() as corpus:
        for number, name in enumerate(names):
            begin = bytes([number])
            Path(corpus, f"whole-{number}").write_bytes(begin + WHOLE[name])
            for case in CASES.glob(f"*/{name}"):
                if case.is_file() and case.stat().st_size < 20_000:
                    Path(corpus, f"{case.parent.name}-{number}").write_bytes(
                        begin + case.read_bytes()
                    )
        limits = (f"-max_total_time={seconds}", f"-seed={seed}", "-max_len=20000")
        atheris.Setup([sys.argv[0], *limits, "-timeout=60", "-rss_limit_mb=4096", corpus], answers)
        atheris.Fuzz()


def drawn(seconds, seed):
    import hypothesis
    from test_folders import FIXED, folders, holds

    settings = hypothesis.settings(FIXED, derandomize=False, max_examples=200)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        print(f"200 examples from the seed {seed}", flush=True)
        hypothesis.seed(seed)(settings(hypothesis.given(folders())(holds)))()
        seed += 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31))
    parser.add_argument("--drawn", action="store_true", help="do without atheris")
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    way = guided if atheris and not asked.drawn else drawn
    way(round(asked.minutes * 60), asked.seed)
