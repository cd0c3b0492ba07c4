"""Measure inferred fronts against drawn ones: ``python benchmarks/inference.py [ARCHIVE]``.

ARCHIVE is a folder or a tar of GeoJSON files with a date (YYYYMMDD) in their names, each with the
area of one side on that date. Without one, only synthetic fronts are measured; no parameter was
tuned on them except the first three (with other seeds). Places are sampled at random and labelled
from the drawn area, some of them wrongly. Then each method is run:

cells   each point has the side of its nearest place
field   the field of frontline.ground.field
base    the drawn area of a month earlier, except the cells of places that contradict it

Errors are ratios to those of cells with correct labels on the same places. All figures are medians
over dates, each with its own places. Lines are compared every 250 m, in both directions, 10 km
inside the window.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from daily import read
from shapely.geometry import Polygon, box, shape

from frontline.ground.equal_area import frame_of
from frontline.ground.field import Field, Land, solve, survey

# The front of the archive used for tuning, from the lower Dnipro to north of Kupiansk.
WINDOW = [
    (33.5, 46.6), (33.5, 47.9), (35.0, 48.5), (36.6, 49.2), (36.9, 49.85), (38.0, 49.85),
    (38.6, 49.7), (38.6, 48.0), (37.8, 47.5), (36.5, 47.0), (35.0, 46.6),
]  # fmt: skip
TUNED_ON = ["20240708", *(f"2024{month:02}01" for month in range(8, 13))]
HELD_OUT = [f"{year}{month:02}01" for year in (2025, 2026) for month in range(1, 13, 2)]
MONTHS = [f"{year}{month:02}01" for year in (2025, 2026) for month in range(1, 13)]

SYNTHETIC = (
    "straight",
    "waves",
    "rough 0.7",
    "rough 0.5",
    "very rough",
    "rough 0.9",
    "bays",
    "gentle",
)
SYNTHETIC_M = 250_000
KM2_PER_PLACE = (6, 18, 54)
VIINA = 18  # the density of the VIINA gazetteer
WRONG = (0.0, 0.03, 0.10)
STEP_M, INSET_M = 250, 10_000
SEED = 101
CHANGE_SEEDS = 5

COLUMNS = ("IoU", "symdiff", "mean", "p95", "bias", "band", "width")
HEADER = (
    f"{'km²/place':>9} {'method':6}{'wrong':>6}{'IoU':>7}{'symdiff':>9}{'mean':>7}{'p95':>7}"
    f"{'bias km':>9}{'in band':>9}{'width km':>10}"
)


@dataclass(frozen=True)
class Scene:
    """A true area in metres, the window of the places, and an earlier area if known."""

    name: str
    area: Any
    window: Any
    earlier: Any = None
    clustered: bool = False

    @property
    def judged(self) -> Any:
        """Return the window in which lines are compared."""
        return self.window.buffer(-INSET_M)


class Archive:
    """An archive of drawn areas, each date standing for the next one with a map."""

    def __init__(self, path: Path) -> None:
        self.texts = {f"{day:%Y%m%d}": content for day, content in read(path)}
        self.frame = frame_of(np.array(WINDOW))
        self.window = self.frame.project(shapely.segmentize(Polygon(WINDOW), 0.05))
        self.known: dict[str, Any] = {}

    def day(self, wanted: str) -> str | None:
        """Return the first day with a map on or after a wanted day."""
        return min((day for day in self.texts if day >= wanted), default=None)

    def area(self, day: str) -> Any:
        """Return the area drawn on a day, in metres."""
        if day not in self.known:
            features = json.loads(self.texts[day])["features"]
            parts = [shapely.make_valid(shape(f["geometry"])) for f in features if f["geometry"]]
            whole = shapely.make_valid(self.frame.project(shapely.union_all(parts)))
            self.known[day] = whole.intersection(self.window.buffer(INSET_M))
        return self.known[day]

    def scenes(self, days: Iterable[str]) -> Iterator[Scene]:
        """Yield the scene of each day, with the area of a month earlier."""
        for wanted in days:
            if day := self.day(wanted):
                year, month = divmod(int(wanted[:4]) * 12 + int(wanted[4:6]) - 2, 12)
                before = self.day(f"{year}{month + 1:02}01")
                earlier = self.area(before) if before and before < day else None
                yield Scene(day, self.area(day), self.window, earlier)


def synthetic_area(kind: str, seed: int) -> Any:
    """Return the area east of a front that runs north through a square of SYNTHETIC_M."""
    rng = np.random.default_rng([SEED, seed, len(kind)])
    y = np.arange(-INSET_M, SYNTHETIC_M + INSET_M, 100.0)
    angle, phase = y / SYNTHETIC_M * 2 * np.pi, rng.uniform(0, 6, 2)
    if kind in ("straight", "gentle"):
        x = (y - SYNTHETIC_M / 2) * rng.uniform(-0.4, 0.4)
        x = x + 30_000 * np.sin(angle * 0.7 + phase[0]) * (kind == "gentle")
    elif kind in ("waves", "bays"):
        x = 15_000 * np.sin(angle * 3 + phase[0]) + 5000 * np.sin(angle * 10 + phase[1])
        if kind == "bays":  # round towards one side, pointed towards the other
            x = 12_000 * np.abs(np.sin(angle * 4 + phase[0])) + x / 8
    else:  # fractional Brownian motion with this Hurst exponent
        hurst = 0.5 if kind == "very rough" else float(kind.split()[1])
        frequency = np.fft.rfftfreq(2 * len(y))[1:]
        spectrum = frequency ** -(hurst + 0.5) * np.exp(2j * np.pi * rng.random(len(frequency)))
        x = np.fft.irfft([0, *spectrum])[: len(y)]
        step = np.sqrt(np.mean((x[42:] - x[:-42]) ** 2))  # over 4.2 km, a spacing
        x *= (7000 if kind == "very rough" else 3500) / step
    x = x - x.mean() + SYNTHETIC_M / 2
    line = list(zip(x, y, strict=True))
    return shapely.make_valid(Polygon([(9e5, y[0]), *line, (9e5, y[-1])]))


def sample_places(scene: Scene, km2: float, rng: np.random.Generator) -> Any:
    """Return random places; if clustered, half of them in towns of ten on average."""
    west, south, east, north = scene.window.bounds
    count = int((east - west) * (north - south) / 1e6 / km2)
    low, high = (west, south), (east, north)
    positions = rng.uniform(low, high, (count, 2))
    if scene.clustered:
        towns = rng.uniform(low, high, (max(count // 20, 1), 2))
        centers = towns[rng.integers(0, len(towns), count // 2)]
        positions[: count // 2] = centers + rng.normal(0, 600 * np.sqrt(km2), centers.shape)
    positions = positions[shapely.contains_xy(scene.window, positions)]
    return positions[np.lexsort(positions.T[::-1])]


def points_along(line: Any) -> Any:
    """Return points along lines, STEP_M apart."""
    points = []
    for part in shapely.get_parts(line):
        steps = np.arange(STEP_M / 2, max(part.length, STEP_M), STEP_M)
        points.append(shapely.line_interpolate_point(part, steps))
    return np.concatenate(points)


@dataclass(frozen=True)
class Sample:
    """Sampled places, their cells, and their true sides."""

    land: Land
    zones: Any
    label: Any

    @classmethod
    def of(cls, scene: Scene, spots: Any) -> Sample:
        """Survey places, and label them from the drawn area."""
        shapely.prepare(scene.area)
        points = shapely.multipoints(spots)
        zones = shapely.voronoi_polygons(points, extend_to=scene.window, ordered=True)
        label = shapely.contains_xy(scene.area, spots)
        return cls(survey(spots), np.array(zones.geoms), label)

    def methods(self, labels: Any, earlier: Any) -> Iterator[tuple[str, Any, Field | None]]:
        """Yield each method's name and area, and the solution of the field."""
        yield "cells", shapely.union_all(self.zones[labels]), None
        field = solve(self.land, np.stack([labels, ~labels]).astype(float))
        yield "field", field.areas[0], field
        if earlier is not None:
            before = shapely.contains_xy(earlier, self.land.xy)
            lost = shapely.union_all(self.zones[before & ~labels])
            yield (
                "base",
                earlier.union(shapely.union_all(self.zones[labels & ~before])) - lost,
                None,
            )


def compare(scene: Scene, area: Any, band: Any) -> tuple[float, ...]:
    """Return the figures of COLUMNS for an inferred area, in kilometres."""
    truth, area = scene.area & scene.judged, area & scene.judged
    true_line = scene.area.boundary & scene.judged
    inner = scene.judged.buffer(-1)
    line = area.boundary & inner
    from_truth = shapely.distance(points_along(true_line), line) / 1000
    to_truth = shapely.distance(points_along(line), true_line) / 1000
    difference_km2 = (area ^ truth).area / 1e6
    p95 = (np.quantile(from_truth, 0.95) + np.quantile(to_truth, 0.95)) / 2
    front_km = true_line.length / 1000
    overlap = (area & truth).area / (area | truth).area
    bias = (area.area - truth.area) / 1e6 / front_km
    inside = width = np.nan
    if band is not None:
        shapely.prepare(band)
        inside = shapely.contains(band, points_along(true_line)).mean()
        width = (band & scene.judged).area / 1e6 / front_km
    return (
        overlap,
        difference_km2,
        (from_truth.mean() + to_truth.mean()) / 2,
        p95,
        bias,
        inside,
        width,
    )


Rows = dict[tuple[float, str, float], list[Any]]


def measure(scene: Scene, km2: float, rows: Rows) -> None:
    """Add the figures of each method and share of wrong labels to ``rows``."""
    numbers = [SEED, km2, *scene.name.encode()]
    sample = Sample.of(scene, sample_places(scene, km2, np.random.default_rng(numbers)))
    reference: Any = None
    for wrong_share in WRONG:
        rng = np.random.default_rng([*numbers, int(wrong_share * 100)])
        labels = sample.label ^ (rng.random(len(sample.label)) < wrong_share)
        for name, area, field in sample.methods(labels, scene.earlier):
            figures = np.array(compare(scene, area, field and field.band))
            reference = figures[1:4].copy() if reference is None else reference
            figures[1:4] /= reference
            rows[km2, name, wrong_share].append((*figures, *reference))


def table(title: str, scenes: Iterable[Scene], densities: Iterable[int]) -> None:
    """Print the medians over scenes."""
    rows: Rows = defaultdict(list)
    names = []
    for scene in scenes:
        names.append(scene.name)
        for km2 in densities:
            measure(scene, km2, rows)
    if not rows:
        return
    print(f"\n{title}: {', '.join(names)}\n{HEADER}")
    for (km2, name, wrong_share), figures in sorted(rows.items()):
        overlap, symdiff, mean, p95, bias, inside, width, *reference = np.median(figures, axis=0)
        line = (
            f"{km2:9} {name:6}{wrong_share:6.0%}{overlap:7.3f}{symdiff:9.2f}{mean:7.2f}{p95:7.2f}"
        )
        line += f"{bias:+9.2f}" + (f"{inside:9.0%}{width:10.2f}" if name == "field" else "")
        if (name, wrong_share) == ("cells", 0):
            line += f"   1 is {reference[0]:.0f} km², {reference[1]:.2f} km, {reference[2]:.2f} km"
        print(line, flush=True)


def changes(archive: Archive) -> None:
    """Print the errors of monthly net change, and how they depend on its size."""
    days = sorted({day for wanted in MONTHS if (day := archive.day(wanted))})
    scenes = [Scene(day, archive.area(day), archive.window) for day in days]
    if len(scenes) < 2:
        return
    true_km2 = np.diff([(scene.area & scene.judged).area / 1e6 for scene in scenes])
    errors: dict[tuple[str, float], list[Any]] = defaultdict(list)
    for seed in range(CHANGE_SEEDS):
        rng = np.random.default_rng([SEED, seed])
        positions = sample_places(scenes[0], VIINA, rng)
        sample = Sample.of(scenes[0], positions)
        draws = rng.random(len(positions))
        for wrong_share in WRONG[:2]:
            sizes_by_method = defaultdict(list)
            for before, scene in pairwise((scenes[0], *scenes)):
                labels = shapely.contains_xy(scene.area, positions) ^ (draws < wrong_share)
                for name, area, _ in sample.methods(labels, before.area):
                    size = (area & scene.judged).area - (name == "base") * (
                        before.area & scene.judged
                    ).area
                    sizes_by_method[name].append(size / 1e6)
            for name, sizes in sizes_by_method.items():
                net = np.array(sizes[1:]) if name == "base" else np.diff(sizes)
                errors[name, wrong_share].append(net - true_km2)
    print(f"\nnet change from month to month, {days[0]} to {days[-1]} (held out), {VIINA} km² per")
    print(f"place, {CHANGE_SEEDS} samples of places; the same labels wrong throughout")
    print(
        f"{'method':6}{'wrong':>6}{'median error':>14}{'rms km²':>9}   by places' worth of change:"
    )
    worth = np.abs(true_km2) / VIINA
    limits = [0, 10, 20, 30, np.inf]
    for (name, wrong_share), sizes_by_method in sorted(errors.items()):
        absolute_errors = np.abs(sizes_by_method)
        relative_errors = absolute_errors / np.abs(true_km2)
        rms = np.sqrt((absolute_errors**2).mean())
        line = f"{name:6}{wrong_share:6.0%}{np.median(relative_errors):14.0%}{rms:9.0f}   "
        for low, high in pairwise(limits):
            in_range = (worth >= low) & (worth < high)
            if in_range.any():
                median = np.median(relative_errors[:, in_range])
                line += f" {low}–{high}: {median:.0%} ({in_range.sum()})"
        print(line, flush=True)


def timings() -> None:
    """Print the times for 33,000 places: the first date, and later ones with 50 changed places."""
    rng = np.random.default_rng(SEED)
    count = 33_000
    width_m = 1000 * np.sqrt(count * VIINA)
    positions = rng.uniform(0, width_m, (count, 2))
    positions = positions[np.lexsort(positions.T[::-1])]
    front = width_m / 2 + width_m / 15 * np.sin(positions[:, 1] / width_m * 9)
    labels = positions[:, 0] > front
    near_front = np.argsort(np.abs(positions[:, 0] - front))[:2000]
    start = time.perf_counter()
    terrain = survey(positions)
    solve(terrain, np.stack([labels, ~labels]).astype(float))
    first_s = time.perf_counter() - start
    later_s = []
    for _ in range(9):
        labels = labels.copy()
        labels[rng.choice(near_front, 50, replace=False)] ^= True
        start = time.perf_counter()
        solve(terrain, np.stack([labels, ~labels]).astype(float))
        later_s.append(time.perf_counter() - start)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    median = np.median(later_s)
    print(f"{count:,} places: the first date {first_s:.1f} s, each further {median:.3f} s,")
    print(f"{peak_mb:.0f} MB at most")


def main(path: Path | None = None) -> None:
    """Print timings, then the tables of synthetic fronts and of an archive."""
    timings()
    for clustered in (False, True):
        for kind in SYNTHETIC:
            window = box(0, 0, SYNTHETIC_M, SYNTHETIC_M)
            areas = [synthetic_area(kind, seed) for seed in range(4)]
            scenes = [
                Scene(f"{kind} {seed}", area, window, None, clustered)
                for seed, area in enumerate(areas)
            ]
            title = f"synthetic{', places clustered in towns' * clustered}"
            table(title, scenes, [VIINA] if clustered else KM2_PER_PLACE[1:])
    if path is not None:
        archive = Archive(path)
        table("held-out days", archive.scenes(HELD_OUT), KM2_PER_PLACE)
        table("tuning days", archive.scenes(TUNED_ON), [VIINA])
        changes(archive)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
