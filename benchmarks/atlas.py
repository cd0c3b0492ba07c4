"""Measure how much faster two processes draw an atlas than one.

Run ``python benchmarks/atlas.py``, or with ``--figures 40`` for a shorter run. Each figure shows
one day of the worked example. The results are valid only on an idle machine: the speed-up that is
possible at all is measured in the same run, with work that shares nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

from frontline import project, publish
from frontline.render.series import atlas

FOLDER = Path(__file__).parents[1] / "geodata" / "belgorod-kharkiv-2024-05"


def spin(count: int) -> int:
    """Keep a processor busy without sharing anything."""
    value = 0
    for number in range(count):
        value = (value * 31 + number) % 1_000_003
    return value


def possible_speedup(jobs: int = 16, count: int = 3_000_000) -> float:
    """Return the speed-up of two processes whose work shares nothing."""
    start = time.perf_counter()
    for _ in range(jobs):
        spin(count)
    one_process_s = time.perf_counter() - start
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        list(pool.map(spin, [1, 1]))
        start = time.perf_counter()
        list(pool.map(spin, [count] * jobs))
    return one_process_s / (time.perf_counter() - start)


def draw_atlas(figures: int, workers: int, folder: Path) -> tuple[float, str]:
    """Draw an atlas, and return the seconds and a digest of all its files."""
    dataset = project.load(FOLDER)
    end = dataset.header.start + timedelta(days=figures)
    scene = project.build(replace(dataset, header=replace(dataset.header, end=end)))
    pages = atlas.pages(scene, "day", size="web")
    start = time.perf_counter()
    publish.atlas(scene, pages, folder, workers=workers)
    seconds = time.perf_counter() - start
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.read_bytes())
    return seconds, digest.hexdigest()


def main() -> None:
    """Print seconds, ratios, and whether the bytes agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", type=int, default=200)
    figures = parser.parse_args().figures
    digests, seconds = set(), {}
    for workers in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            seconds[workers], digest = draw_atlas(figures, workers, Path(folder))
            digests.add(digest)
        print(
            f"{figures} figures, {workers} process{'es' * (workers > 1)}: {seconds[workers]:.1f} s"
        )
    print(f"ratio: {seconds[1] / seconds[2]:.2f}")
    print(f"ratio of work that shares nothing, on this machine now: {possible_speedup():.2f}")
    print(f"the same bytes: {'yes' if len(digests) == 1 else 'NO'}")


if __name__ == "__main__":
    main()
