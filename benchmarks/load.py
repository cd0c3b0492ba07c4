"""Time loads larger than any real map: ``python benchmarks/load.py [NAME …]``.

Each load is generated, then checked and built in separate processes, whose time and peak memory are
printed. If a load is refused, the message names the limit.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

STARTER = Path(__file__).parents[1] / "frontline" / "starter"
MAX_S = 600
MAX_BYTES = 8 << 30
FIRST = dt.date(2023, 1, 1)
DAYS = 365
HEADER = f"""title = "Load"
summary = "Made to weigh."
period = "{FIRST}/{FIRST + dt.timedelta(DAYS - 1)}"
timezone = "Europe/Kyiv"
extent = [30.0, 46.0, 40.0, 52.0]
[[sides]]
id = "a"
name = "A"
[[sides]]
id = "b"
name = "B"
"""


def write_map(
    folder: Path, places: int, event_rows: Iterable[list[str]], *, ground: str = "cells"
) -> Path:
    """Write a map folder with ``places`` places on a grid, and events."""
    folder.mkdir()
    (folder / "map.toml").write_text(f'{HEADER}[ground]\nmethod = "{ground}"\n')
    (folder / "sources.csv").write_text("id,title,publisher,reliability\ns,Source,Publisher,B\n")
    columns = math.isqrt(places) + 1
    features = [
        {
            "type": "Feature",
            "properties": {
                "id": f"p{number}",
                "name": f"Place {number}",
                "kind": "village",
                "source": "s",
            },
            "geometry": {
                "type": "Point",
                "coordinates": [
                    31 + 8 * (number % columns) / columns,
                    47 + 4 * (number // columns) / columns,
                ],
            },
        }
        for number in range(places)
    ]
    lines = ",\n".join(json.dumps(feature) for feature in features)
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    (folder / "places.geojson").write_text(text)
    with (folder / "events.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "date", "place", "kind", "side", "title", "text", "source"])
        writer.writerows(event_rows)
    return folder


def random_events(count: int, places: int, text: str = "") -> Iterable[list[str]]:
    """Yield events at random places on random days, the same on every run."""
    rng = random.Random(1)
    for number in range(count):
        day = FIRST + dt.timedelta(rng.randrange(DAYS))
        place, side = f"p{rng.randrange(places)}", rng.choice("ab")
        yield [f"e{number}", str(day), place, "held", side, f"Event {number}", text, "s"]


def many_places(scratch: Path) -> list[list[str]]:
    """10,000 places, each with an event."""
    return commands(write_map(scratch / "places", 10_000, random_events(10_000, 10_000)), scratch)


def many_events(scratch: Path) -> list[list[str]]:
    """200,000 events at 500 places."""
    return commands(write_map(scratch / "events", 500, random_events(200_000, 500)), scratch)


def year(scratch: Path) -> list[list[str]]:
    """100,000 events at 10,000 places."""
    return commands(write_map(scratch / "year", 10_000, random_events(100_000, 10_000)), scratch)


def large_table(scratch: Path) -> list[list[str]]:
    """Fifty thousand events with 2,000 characters each, 100 MB."""
    return commands(
        write_map(scratch / "table", 200, random_events(50_000, 200, "word " * 400)), scratch
    )


def many_vertices(scratch: Path) -> list[list[str]]:
    """One area with a million vertices."""
    folder = write_map(scratch / "vertices", 4, random_events(4, 4), ground="none")
    count = 1_000_000
    ring = []
    for number in range(count):
        angle = 2 * math.pi * number / count
        radius = 1.5 + 0.2 * math.sin(400 * angle)
        ring.append(
            [round(35 + radius * math.cos(angle), 7), round(49 + radius * math.sin(angle), 7)]
        )
    ring.append(ring[0])
    properties = {"id": "x", "side": "a", "status": "held", "from": str(FIRST), "source": "s"}
    geometry = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    collection = {"type": "FeatureCollection", "features": [feature]}
    (folder / "areas.geojson").write_text(json.dumps(collection))
    return commands(folder, scratch)


def many_snapshots(scratch: Path) -> list[list[str]]:
    """2,000 daily maps with small changes."""
    days = scratch / "days"
    days.mkdir()
    rng = random.Random(1)
    edge = [rng.uniform(-0.2, 0.2) for _ in range(400)]
    for number in range(2000):
        for _ in range(3):
            edge[rng.randrange(len(edge))] += rng.uniform(-0.03, 0.03)
        line = [
            [round(35 + x, 5), round(46.5 + 5 * index / len(edge), 5)]
            for index, x in enumerate(edge)
        ]
        ring = [*line, [39.5, 51.5], [39.5, 46.5], line[0]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        feature = {"type": "Feature", "properties": {"side": "a"}, "geometry": geometry}
        collection = {"type": "FeatureCollection", "features": [feature]}
        date = FIRST.replace(year=2019) + dt.timedelta(number)
        (days / f"{date}.geojson").write_text(json.dumps(collection))
    folder = scratch / "snapshots"
    return [["import", "snapshots", str(days), "-o", str(folder)], *commands(folder, scratch)]


def commands(folder: Path, scratch: Path) -> list[list[str]]:
    """List the commands for a map folder."""
    return [["check", str(folder)], ["build", str(folder), "-o", str(scratch / "maps")]]


LOADS: dict[str, Callable[[Path], list[list[str]]]] = {
    "places": many_places,
    "events": many_events,
    "year": year,
    "table": large_table,
    "vertices": many_vertices,
    "snapshots": many_snapshots,
}


def run(command: list[str]) -> None:
    """Run a command and print its time and memory."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))

    start = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "frontline", *command],
            stdout=output,
            stderr=output,
            preexec_fn=limit,  # one thread
        )
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except KeyboardInterrupt:
            process.kill()
            raise
        output.seek(0)
        lines = output.read().decode(errors="replace").strip().splitlines()
    seconds, code = time.perf_counter() - start, os.waitstatus_to_exitcode(status)
    print(
        f"  {' '.join(command[:2]) if command[0] == 'import' else command[0]}: exit {code}, "
        f"{seconds:.1f} s, {usage.ru_utime + usage.ru_stime:.1f} s of processor time, "
        f"{usage.ru_maxrss / 1024:.0f} MB; {lines[-1][:100] if lines else ''}",
        flush=True,
    )


def main() -> None:
    """Run the named loads, or all."""
    for name in sys.argv[1:] or LOADS:
        with tempfile.TemporaryDirectory() as scratch:
            load = LOADS[name]
            to_run = load(Path(scratch))
            sizes = sum(path.stat().st_size for path in Path(scratch).rglob("*.*"))
            print(f"{name}: {load.__doc__} {sizes / 1e6:.0f} MB", flush=True)
            for command in to_run:
                run(command)
            shutil.rmtree(Path(scratch) / "maps", ignore_errors=True)


if __name__ == "__main__":
    main()
