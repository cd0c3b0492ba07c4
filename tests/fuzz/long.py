"""Fuzz map folders for as long as wanted, checking the promises of ``test_folders.py``.

    python tests/fuzz/long.py --minutes 30

If atheris is installed, which is no dependency of the project, coverage guides the search;
otherwise hypothesis draws each example. The seed is printed, so that a run can be repeated. A
finding is printed with its traceback: add it to ``tests/cases``.
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
        from test_folders import VALID, assert_map_or_problems
    names = sorted(VALID)

    def replace_one_file(data):
        """Replace the file that the first byte selects by the remaining bytes."""
        assert_map_or_problems({**VALID, names[data[0] % len(names)]: data[1:]} if data else VALID)

    with tempfile.TemporaryDirectory() as corpus:
        for number, name in enumerate(names):
            index_byte = bytes([number])
            Path(corpus, f"whole-{number}").write_bytes(index_byte + VALID[name])
            for case in CASES.glob(f"*/{name}"):
                if case.is_file() and case.stat().st_size < 20_000:
                    Path(corpus, f"{case.parent.name}-{number}").write_bytes(
                        index_byte + case.read_bytes()
                    )
        limits = (f"-max_total_time={seconds}", f"-seed={seed}", "-max_len=20000")
        atheris.Setup(
            [sys.argv[0], *limits, "-timeout=60", "-rss_limit_mb=4096", corpus], replace_one_file
        )
        atheris.Fuzz()


def unguided(seconds, seed):
    import hypothesis
    from test_folders import FIXED, assert_map_or_problems, folders

    settings = hypothesis.settings(FIXED, derandomize=False, max_examples=200)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        print(f"200 examples from the seed {seed}", flush=True)
        hypothesis.seed(seed)(settings(hypothesis.given(folders())(assert_map_or_problems)))()
        seed += 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31))
    parser.add_argument("--drawn", action="store_true", help="do not use atheris")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    fuzz = guided if atheris and not options.drawn else unguided
    fuzz(round(options.minutes * 60), options.seed)
