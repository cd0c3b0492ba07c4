"""Measure inferred fronts against drawn ones: ``python benchmarks/inference.py [ARCHIVE]``.

ARCHIVE is a folder or a tar of GeoJSON files with a date (YYYYMMDD) in their names, each the ground
of one side on that day. Without one, only fronts that are made here are measured, which nothing was
fitted to but the first three (with other chances). Places are sampled at random, labelled from the
drawing, some wrongly, and each method is run:

cells   the ground nearer to a place than to any other has its side
field   the field of frontline.ground.field
base    the drawing of a month earlier, but for the cells of places that contradict it

Figures of size are ratios to cells with clean labels on the same places; all are medians over days,
each with places of its own. Lines are compared every 250 m, both ways, 10 km inside the window.
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

# Land front of the archive this was tuned on, from the lower Dnipro to north of Kupiansk.
WINDOW = [
    (33.5, 46.6), (33.5, 47.9), (35.0, 48.5), (36.6, 49.2), (36.9, 49.85), (38.0, 49.85),
    (38.6, 49.7), (38.6, 48.0), (37.8, 47.5), (36.5, 47.0), (35.0, 46.6),
]  # fmt: skip
TUNED_ON = ["20240708", *(f"2024{month:02}01" for month in range(8, 13))]
LEFT_ALONE = [f"{year}{month:02}01" for year in (2025, 2026) for month in range(1, 13, 2)]
MONTHS = [f"{year}{month:02}01" for year in (2025, 2026) for month in range(1, 13)]

MADE = ("straight", "waves", "rough 0.7", "rough 0.5", "very rough", "rough 0.9", "bays", "gentle")
MADE_M = 250_000
KM2_PER_PLACE = (6, 18, 54)
VIINA = 18  # the density of its gazetteer
WRONG = (0.0, 0.03, 0.10)
STEP_M, INSET_M = 250, 10_000
SEED = 101
CHANGE_SEEDS = 5

COLUMNS = ("IoU", "symdiff", "mean", "p95", "bias", "band", "width")
HEAD = (
    f"{'km²/place':>9} {'method':6}{'wrong':>6}{'IoU':>7}{'symdiff':>9}{'mean':>7}{'p95':>7}"
    f"{'bias km':>9}{'in band':>9}{'width km':>10}"
)


@dataclass(frozen=True)
class Scene:
    """Hold a true ground in metres, the window of places, and an earlier ground if known."""

    name: str
    ground: Any
    window: Any
    earlier: Any = None
    clustered: bool = False

    @property
    def judged(self) -> Any:
        """Return where lines are compared."""
        return self.window.buffer(-INSET_M)


class Archive:
    """Give the ground of days, from the first drawing on or after each."""

    def __init__(self, path: Path) -> None:
        self.texts = {f"{day:%Y%m%d}": content for day, content in read(path)}
        self.frame = frame_of(np.array(WINDOW))
        self.window = self.frame.project(shapely.segmentize(Polygon(WINDOW), 0.05))
        self.known: dict[str, Any] = {}

    def day(self, wanted: str) -> str | None:
        """Return the first day with a drawing on or after another."""
        return min((day for day in self.texts if day >= wanted), default=None)

    def ground(self, day: str) -> Any:
        """Return what was drawn on a day, in metres."""
        if day not in self.known:
            features = json.loads(self.texts[day])["features"]
            parts = [shapely.make_valid(shape(f["geometry"])) for f in features if f["geometry"]]
            whole = shapely.make_valid(self.frame.project(shapely.union_all(parts)))
            self.known[day] = whole.intersection(self.window.buffer(INSET_M))
        return self.known[day]

    def scenes(self, days: Iterable[str]) -> Iterator[Scene]:
        """Yield days, each with the drawing of a month earlier."""
        for wanted in days:
            if day := self.day(wanted):
                year, month = divmod(int(wanted[:4]) * 12 + int(wanted[4:6]) - 2, 12)
                before = self.day(f"{year}{month + 1:02}01")
                earlier = self.ground(before) if before and before < day else None
                yield Scene(day, self.ground(day), self.window, earlier)


def made(kind: str, seed: int) -> Any:
    """Return ground right of a front that runs north through a square of MADE_M."""
    chance = np.random.default_rng([SEED, seed, len(kind)])
    y = np.arange(-INSET_M, MADE_M + INSET_M, 100.0)
    turn, phase = y / MADE_M * 2 * np.pi, chance.uniform(0, 6, 2)
    if kind in ("straight", "gentle"):
        x = (y - MADE_M / 2) * chance.uniform(-0.4, 0.4)
        x = x + 30_000 * np.sin(turn * 0.7 + phase[0]) * (kind == "gentle")
    elif kind in ("waves", "bays"):
        x = 15_000 * np.sin(turn * 3 + phase[0]) + 5000 * np.sin(turn * 10 + phase[1])
        if kind == "bays":  # round towards one side, pointed towards the other
            x = 12_000 * np.abs(np.sin(turn * 4 + phase[0])) + x / 8
    else:  # fractional Brownian motion with this Hurst exponent
        hurst = 0.5 if kind == "very rough" else float(kind.split()[1])
        pitch = np.fft.rfftfreq(2 * len(y))[1:]
        amount = pitch ** -(hurst + 0.5) * np.exp(2j * np.pi * chance.random(len(pitch)))
        x = np.fft.irfft([0, *amount])[: len(y)]
        rise = np.sqrt(np.mean((x[42:] - x[:-42]) ** 2))  # over 4.2 km, a spacing
        x *= (7000 if kind == "very rough" else 3500) / rise
    x = x - x.mean() + MADE_M / 2
    line = list(zip(x, y, strict=True))
    return shapely.make_valid(Polygon([(9e5, y[0]), *line, (9e5, y[-1])]))


def places(scene: Scene, km2: float, chance: np.random.Generator) -> Any:
    """Sample places at random; if clustered, half of them in towns of ten on average."""
    west, south, east, north = scene.window.bounds
    count = int((east - west) * (north - south) / 1e6 / km2)
    low, high = (west, south), (east, north)
    spots = chance.uniform(low, high, (count, 2))
    if scene.clustered:
        towns = chance.uniform(low, high, (max(count // 20, 1), 2))
        mine = towns[chance.integers(0, len(towns), count // 2)]
        spots[: count // 2] = mine + chance.normal(0, 600 * np.sqrt(km2), mine.shape)
    spots = spots[shapely.contains_xy(scene.window, spots)]
    return spots[np.lexsort(spots.T[::-1])]


def samples(line: Any) -> Any:
    """Return points along lines, evenly, STEP_M apart."""
    found = []
    for part in shapely.get_parts(line):
        steps = np.arange(STEP_M / 2, max(part.length, STEP_M), STEP_M)
        found.append(shapely.line_interpolate_point(part, steps))
    return np.concatenate(found)


@dataclass(frozen=True)
class Ground:
    """Hold places, their cells, and what the drawing says of them."""

    land: Land
    zones: Any
    label: Any

    @classmethod
    def of(cls, scene: Scene, spots: Any) -> Ground:
        """Survey places, and label them from the drawing."""
        shapely.prepare(scene.ground)
        many = shapely.multipoints(spots)
        zones = shapely.voronoi_polygons(many, extend_to=scene.window, ordered=True)
        label = shapely.contains_xy(scene.ground, spots)
        return cls(survey(spots), np.array(zones.geoms), label)

    def methods(self, said: Any, earlier: Any) -> Iterator[tuple[str, Any, Field | None]]:
        """Yield each method's name and ground, and what else the field tells."""
        yield "cells", shapely.union_all(self.zones[said]), None
        field = solve(self.land, np.stack([said, ~said]).astype(float))
        yield "field", field.areas[0], field
        if earlier is not None:
            had = shapely.contains_xy(earlier, self.land.xy)
            lost = shapely.union_all(self.zones[had & ~said])
            yield "base", earlier.union(shapely.union_all(self.zones[said & ~had])) - lost, None


def compare(scene: Scene, area: Any, band: Any) -> tuple[float, ...]:
    """Return the figures of COLUMNS for inferred ground, in kilometres."""
    truth, area = scene.ground & scene.judged, area & scene.judged
    true_line = scene.ground.boundary & scene.judged
    inner = scene.judged.buffer(-1)
    line = area.boundary & inner
    there = shapely.distance(samples(true_line), line) / 1000
    back = shapely.distance(samples(line), true_line) / 1000
    off = (area ^ truth).area / 1e6
    p95 = (np.quantile(there, 0.95) + np.quantile(back, 0.95)) / 2
    km = true_line.length / 1000
    overlap = (area & truth).area / (area | truth).area
    bias = (area.area - truth.area) / 1e6 / km
    inside = width = np.nan
    if band is not None:
        shapely.prepare(band)
        inside = shapely.contains(band, samples(true_line)).mean()
        width = (band & scene.judged).area / 1e6 / km
    return overlap, off, (there.mean() + back.mean()) / 2, p95, bias, inside, width


Rows = dict[tuple[float, str, float], list[Any]]


def measure(scene: Scene, km2: float, rows: Rows) -> None:
    """Add the figures of each method and share of wrong labels to ``rows``."""
    numbers = [SEED, km2, *scene.name.encode()]
    ground = Ground.of(scene, places(scene, km2, np.random.default_rng(numbers)))
    unit: Any = None
    for wrong in WRONG:
        chance = np.random.default_rng([*numbers, int(wrong * 100)])
        said = ground.label ^ (chance.random(len(ground.label)) < wrong)
        for name, area, field in ground.methods(said, scene.earlier):
            figures = np.array(compare(scene, area, field and field.band))
            unit = figures[1:4].copy() if unit is None else unit
            figures[1:4] /= unit
            rows[km2, name, wrong].append((*figures, *unit))


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
    print(f"\n{title}: {', '.join(names)}\n{HEAD}")
    for (km2, name, wrong), found in sorted(rows.items()):
        overlap, off, mean, p95, bias, inside, width, *unit = np.median(found, axis=0)
        line = f"{km2:9} {name:6}{wrong:6.0%}{overlap:7.3f}{off:9.2f}{mean:7.2f}{p95:7.2f}"
        line += f"{bias:+9.2f}" + (f"{inside:9.0%}{width:10.2f}" if name == "field" else "")
        if (name, wrong) == ("cells", 0):
            line += f"   1 is {unit[0]:.0f} km², {unit[1]:.2f} km, {unit[2]:.2f} km"
        print(line, flush=True)


def changes(archive: Archive) -> None:
    """Print the errors of net change from month to month, and how they fall with its size."""
    days = sorted({day for wanted in MONTHS if (day := archive.day(wanted))})
    scenes = [Scene(day, archive.ground(day), archive.window) for day in days]
    if len(scenes) < 2:
        return
    true = np.diff([(scene.ground & scene.judged).area / 1e6 for scene in scenes])
    errors: dict[tuple[str, float], list[Any]] = defaultdict(list)
    for seed in range(CHANGE_SEEDS):
        chance = np.random.default_rng([SEED, seed])
        spots = places(scenes[0], VIINA, chance)
        ground = Ground.of(scenes[0], spots)
        dice = chance.random(len(spots))
        for wrong in WRONG[:2]:
            found = defaultdict(list)
            for before, scene in pairwise((scenes[0], *scenes)):
                said = shapely.contains_xy(scene.ground, spots) ^ (dice < wrong)
                for name, area, _ in ground.methods(said, before.ground):
                    size = (area & scene.judged).area - (name == "base") * (
                        before.ground & scene.judged
                    ).area
                    found[name].append(size / 1e6)
            for name, sizes in found.items():
                net = np.array(sizes[1:]) if name == "base" else np.diff(sizes)
                errors[name, wrong].append(net - true)
    print(
        f"\nnet change from month to month, {days[0]} to {days[-1]} (left alone), {VIINA} km² per"
    )
    print(f"place, {CHANGE_SEEDS} samples of places; the same labels wrong throughout")
    print(
        f"{'method':6}{'wrong':>6}{'median error':>14}{'rms km²':>9}   by places' worth of change:"
    )
    worth = np.abs(true) / VIINA
    limits = [0, 10, 20, 30, np.inf]
    for (name, wrong), found in sorted(errors.items()):
        off = np.abs(found)
        part = off / np.abs(true)
        line = f"{name:6}{wrong:6.0%}{np.median(part):14.0%}{np.sqrt((off**2).mean()):9.0f}   "
        for low, high in pairwise(limits):
            some = (worth >= low) & (worth < high)
            if some.any():
                line += f" {low}–{high}: {np.median(part[:, some]):.0%} ({some.sum()})"
        print(line, flush=True)


def timings() -> None:
    """Print what 33,000 places take: the first date, and a further one after 50 changed."""
    chance = np.random.default_rng(SEED)
    count = 33_000
    side = 1000 * np.sqrt(count * VIINA)
    spots = chance.uniform(0, side, (count, 2))
    spots = spots[np.lexsort(spots.T[::-1])]
    front = side / 2 + side / 15 * np.sin(spots[:, 1] / side * 9)
    said = spots[:, 0] > front
    near = np.argsort(np.abs(spots[:, 0] - front))[:2000]
    start = time.perf_counter()
    land = survey(spots)
    solve(land, np.stack([said, ~said]).astype(float))
    cold = time.perf_counter() - start
    took = []
    for _ in range(9):
        said = said.copy()
        said[chance.choice(near, 50, replace=False)] ^= True
        start = time.perf_counter()
        solve(land, np.stack([said, ~said]).astype(float))
        took.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:,} places: the first date {cold:.1f} s, each further {np.median(took):.3f} s,")
    print(f"{peak:.0f} MB at most")


def main(path: Path | None = None) -> None:
    """Print timings, then the tables of made fronts and of an archive."""
    timings()
    for clustered in (False, True):
        for kind in MADE:
            window = box(0, 0, MADE_M, MADE_M)
            grounds = [made(kind, seed) for seed in range(4)]
            scenes = [
                Scene(f"{kind} {n}", g, window, None, clustered) for n, g in enumerate(grounds)
            ]
            title = f"made{', places clustered in towns' * clustered}"
            table(title, scenes, [VIINA] if clustered else KM2_PER_PLACE[1:])
    if path is not None:
        archive = Archive(path)
        table("days left alone", archive.scenes(LEFT_ALONE), KM2_PER_PLACE)
        table("days tuned on", archive.scenes(TUNED_ON), [VIINA])
        changes(archive)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
