"""Time loads that are larger than any map so far: ``python benchmarks/load.py [NAME …]``.

Each is made anew, and goes through ``check`` and ``build`` in processes of their own, which tell
their time and the most memory that they had. What is refused is refused with a limit by its name.
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
MOST_S = 600
MOST_BYTES = 8 << 30
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


def folder(at: Path, places: int, events: Iterable[list[str]], *, ground: str = "cells") -> Path:
    """Write a map folder with so many places on a grid, and events."""
    at.mkdir()
    (at / "map.toml").write_text(f'{HEADER}[ground]\nmethod = "{ground}"\n')
    (at / "sources.csv").write_text("id,title,publisher,reliability\ns,Source,Publisher,B\n")
    across = math.isqrt(places) + 1
    features = [
        {
            "type": "Feature",
            "properties": {"id": f"p{n}", "name": f"Place {n}", "kind": "village", "source": "s"},
            "geometry": {
                "type": "Point",
                "coordinates": [31 + 8 * (n % across) / across, 47 + 4 * (n // across) / across],
            },
        }
        for n in range(places)
    ]
    lines = ",\n".join(json.dumps(feature) for feature in features)
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    (at / "places.geojson").write_text(text)
    with (at / "events.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "date", "place", "kind", "side", "title", "text", "source"])
        writer.writerows(events)
    return at


def events(count: int, places: int, text: str = "") -> Iterable[list[str]]:
    """Make events at random places on random days, the same on every run."""
    chance = random.Random(1)
    for n in range(count):
        day = FIRST + dt.timedelta(chance.randrange(DAYS))
        place, side = f"p{chance.randrange(places)}", chance.choice("ab")
        yield [f"e{n}", str(day), place, "held", side, f"Event {n}", text, "s"]


def many_places(at: Path) -> list[list[str]]:
    """10,000 places, each with an event."""
    return commands(folder(at / "places", 10_000, events(10_000, 10_000)), at)


def many_events(at: Path) -> list[list[str]]:
    """200,000 events at 500 places."""
    return commands(folder(at / "events", 500, events(200_000, 500)), at)


def large_table(at: Path) -> list[list[str]]:
    """Fifty thousand events with 2,000 characters each, 100 MB."""
    return commands(folder(at / "table", 200, events(50_000, 200, "word " * 400)), at)


def many_vertices(at: Path) -> list[list[str]]:
    """One area with a million vertices."""
    made = folder(at / "vertices", 4, events(4, 4), ground="none")
    count = 1_000_000
    ring = []
    for n in range(count):
        turn = 2 * math.pi * n / count
        wide = 1.5 + 0.2 * math.sin(400 * turn)
        ring.append([round(35 + wide * math.cos(turn), 7), round(49 + wide * math.sin(turn), 7)])
    ring.append(ring[0])
    said = {"id": "x", "side": "a", "status": "held", "from": str(FIRST), "source": "s"}
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": said, "geometry": shape}
    whole = {"type": "FeatureCollection", "features": [feature]}
    (made / "areas.geojson").write_text(json.dumps(whole))
    return commands(made, at)


def many_snapshots(at: Path) -> list[list[str]]:
    """2,000 daily maps, of which each moves a little."""
    days = at / "days"
    days.mkdir()
    chance = random.Random(1)
    edge = [chance.uniform(-0.2, 0.2) for _ in range(400)]
    for n in range(2000):
        for _ in range(3):
            edge[chance.randrange(len(edge))] += chance.uniform(-0.03, 0.03)
        line = [[round(35 + x, 5), round(46.5 + 5 * k / len(edge), 5)] for k, x in enumerate(edge)]
        ring = [*line, [39.5, 51.5], [39.5, 46.5], line[0]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        feature = {"type": "Feature", "properties": {"side": "a"}, "geometry": shape}
        whole = {"type": "FeatureCollection", "features": [feature]}
        name = FIRST.replace(year=2019) + dt.timedelta(n)
        (days / f"{name}.geojson").write_text(json.dumps(whole))
    map_ = at / "snapshots"
    return [["import", "snapshots", str(days), "-o", str(map_)], *commands(map_, at)]


def commands(made: Path, at: Path) -> list[list[str]]:
    """List what each load goes through."""
    return [["check", str(made)], ["build", str(made), "-o", str(at / "maps")]]


LOADS: dict[str, Callable[[Path], list[list[str]]]] = {
    "places": many_places,
    "events": many_events,
    "table": large_table,
    "vertices": many_vertices,
    "snapshots": many_snapshots,
}


def run(command: list[str]) -> None:
    """Run a command and print what it took."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))

    start = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "frontline", *command],
            stdout=said,
            stderr=said,
            preexec_fn=limit,  # one thread
        )
        try:
            _, status, used = os.wait4(process.pid, 0)
        except KeyboardInterrupt:
            process.kill()
            raise
        said.seek(0)
        lines = said.read().decode(errors="replace").strip().splitlines()
    seconds, code = time.perf_counter() - start, os.waitstatus_to_exitcode(status)
    print(
        f"  {' '.join(command[:2]) if command[0] == 'import' else command[0]}: exit {code}, "
        f"{seconds:.1f} s, {used.ru_utime + used.ru_stime:.1f} s of processor time, "
        f"{used.ru_maxrss / 1024:.0f} MB; {lines[-1][:100] if lines else ''}",
        flush=True,
    )


def main() -> None:
    """Run the loads that are named, or all."""
    for name in sys.argv[1:] or LOADS:
        with tempfile.TemporaryDirectory() as scratch:
            load = LOADS[name]
            todo = load(Path(scratch))
            sizes = sum(path.stat().st_size for path in Path(scratch).rglob("*.*"))
            print(f"{name}: {load.__doc__} {sizes / 1e6:.0f} MB", flush=True)
            for command in todo:
                run(command)
            shutil.rmtree(Path(scratch) / "maps", ignore_errors=True)


if __name__ == "__main__":
    main()
