"""Atlases: how much sooner figures are drawn by two processes than by one.

Run ``python benchmarks/atlas.py``; ``--figures 40`` for a shorter look. Each figure is of a day of
the worked example, drawn anew. Machines that do other things at the same time tell nothing: what
a processor can do at all is measured beside it, by the same work without any of ours.
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
    """Keep a processor busy, with nothing shared."""
    found = 0
    for number in range(count):
        found = (found * 31 + number) % 1_000_003
    return found


def ceiling(jobs: int = 16, count: int = 3_000_000) -> float:
    """Return how much sooner two processes do what has nothing in common."""
    began = time.perf_counter()
    for _ in range(jobs):
        spin(count)
    alone = time.perf_counter() - began
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        list(pool.map(spin, [1, 1]))
        began = time.perf_counter()
        list(pool.map(spin, [count] * jobs))
    return alone / (time.perf_counter() - began)


def drawn(figures: int, workers: int, folder: Path) -> tuple[float, str]:
    """Draw an atlas; returns seconds, and the digest of all its bytes."""
    dataset = project.load(FOLDER)
    end = dataset.header.start + timedelta(days=figures)
    scene = project.build(replace(dataset, header=replace(dataset.header, end=end)))
    pages = atlas.pages(scene, "day", size="web")
    began = time.perf_counter()
    publish.atlas(scene, pages, folder, workers=workers)
    seconds = time.perf_counter() - began
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        whole.update(path.read_bytes())
    return seconds, whole.hexdigest()


def main() -> None:
    """Print seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", type=int, default=200)
    figures = parser.parse_args().figures
    digests, seconds = set(), {}
    for workers in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            seconds[workers], digest = drawn(figures, workers, Path(folder))
            digests.add(digest)
        print(
            f"{figures} figures, {workers} process{'es' * (workers > 1)}: {seconds[workers]:.1f} s"
        )
    print(f"ratio: {seconds[1] / seconds[2]:.2f}")
    print(f"ratio of work that shares nothing, on this machine now: {ceiling():.2f}")
    print(f"the same bytes: {'yes' if len(digests) == 1 else 'NO'}")


if __name__ == "__main__":
    main()
