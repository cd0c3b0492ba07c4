"""Small maps generated for tests."""

import csv
import datetime as dt
import io
import json
import random
from dataclasses import replace

import numpy as np
import shapely
from support import STARTER, copy_starter

from frontline import project
from frontline.dates.edtf import Interval
from frontline.ground.overlay import composite
from frontline.model import Area

FIRST, DAY_COUNT = dt.date(2024, 3, 1), 6
REACH_KM = 9
HALVES = "\n".join(["aaaabbbb"] * 8)
POCKET = "\n".join(["bbbbbbbb"] * 4 + ["bbbbabbb"] + ["bbbbbbbb"] * 3)


def iso_date(number):
    return (FIRST + dt.timedelta(days=int(number))).isoformat()


def write_features(path, features):
    rows = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": shapely.geometry.mapping(geometry),
        }
        for properties, geometry in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))


def read_features(path):
    """Return the properties and the geometry of each feature."""
    features = json.loads(path.read_text())["features"]
    return [(f["properties"], shapely.geometry.shape(f["geometry"])) for f in features]


def read_rows(path):
    """Return the rows of a table; none if there is no such file."""
    return list(csv.DictReader(io.StringIO(path.read_text()))) if path.exists() else []


def write_rows(path, rows):
    with path.open("w", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)


def lattice_map(
    folder,
    method,
    sides,
    *,
    areas=(),
    pin=None,
    barrier=False,
    start=False,
    kind="assessed",
    stale_after_days=14,
):
    """Write and build a map with a square lattice of places 5 km apart.

    ``sides`` has one letter per place, row by row from the north; letters but a and b are places
    without claims. ``areas`` are pairs of properties and geometry.
    """
    folder.mkdir()
    header = f"""title = "Lattice"
summary = "Made for a test."
period = "{iso_date(0)}/{iso_date(DAY_COUNT - 1)}"
timezone = "UTC"
extent = [35.9, 50.0, 36.6, 50.5]
sides = [{{id = "a", name = "A"}}, {{id = "b", name = "B"}}]
[ground]
method = "{method}"
reach_km = {REACH_KM}
"""
    header += 'barrier = ["river"]\n' if barrier else ""
    header += '[start]\nside = "a"\nwithin = "land"\nsource = "good"\n' if start else ""
    header += f"[policy]\nstale_after_days = {stale_after_days}\n"
    (folder / "map.toml").write_text(header)
    places = {
        f"p{x}{y}": (36 + 0.07 * x, round(50.4 - 0.045 * y, 5), side)
        for y, row in enumerate(sides.split())
        for x, side in enumerate(row)
    }
    village = {"kind": "village", "source": "good"}
    write_features(
        folder / "places.geojson",
        [({"id": i, "name": i, **village}, shapely.Point(x, y)) for i, (x, y, _) in places.items()],
    )
    if areas:
        features = [
            (
                {
                    "id": f"d{n}",
                    "status": "held",
                    "from": iso_date(0),
                    "to": iso_date(DAY_COUNT - 1),
                    **properties,
                },
                shape,
            )
            for n, (properties, shape) in enumerate(areas)
        ]
        write_features(folder / "areas.geojson", features)
    (folder / "base").mkdir()
    base = [({"kind": "country", "id": "land"}, shapely.box(35.6, 49.6, 37.4, 50.9))]
    if barrier:
        base.append(({"kind": "river"}, shapely.LineString([(36.24, 49), (36.24, 51.5)])))
    write_features(folder / "base" / "base.geojson", base)
    write_rows(
        folder / "claims.csv",
        [
            {
                "id": f"c-{id}",
                "place": id,
                "about": "control",
                "value": side,
                "claimant": "somebody",
                "kind": kind,
                "known": iso_date(0),
                "source": "good",
                "pin": "yes" if id == pin else "no",
            }
            for id, (_, _, side) in places.items()
            if side in "ab"
        ],
    )
    sources = [("good", "Somebody", "A"), ("fair", "Drawer", "A"), ("poor", "Rumour", "E")]
    write_rows(
        folder / "sources.csv",
        [{"id": i, "title": i, "publisher": p, "reliability": r} for i, p, r in sources],
    )
    event = {"id": "e", "date": iso_date(0), "kind": "note", "title": "T", "source": "good"}
    write_rows(folder / "events.csv", [event])
    return project.build(project.load(folder))


def daily_scene(days, *, missing=(), sliver_km2=0.01, breaks=(), not_breaks=()):
    """Build a scene of daily maps, each a list of areas: (polygon, side, status).

    The first day is that of the starter map. ``missing``, ``breaks`` and ``not_breaks`` are day
    numbers; no map was published on the missing days.
    """
    starter = project.load(STARTER)
    first = starter.header.start

    def interval(number, end=None):
        start = first + dt.timedelta(number)
        return Interval(start, first + dt.timedelta(end or number + 1), start.isoformat())

    areas = tuple(
        Area(f"area-{day}-{number}", side, status, interval(day), "gazette", polygon)
        for day, drawn in enumerate(days)
        if day not in missing
        for number, (polygon, side, status) in enumerate(drawn)
    )
    header = replace(
        starter.header,
        end=first + dt.timedelta(len(days)),
        base_start=None,
        ground=replace(starter.header.ground, method="none", sliver_km2=sliver_km2),
        missing=tuple(interval(day) for day in missing),
        breaks=tuple(interval(day) for day in breaks),
        not_breaks=tuple(interval(day) for day in not_breaks),
        grid_deg=1e-5,  # a coarser grid would fit areas to their neighbours
    )
    return project.build(replace(starter, header=header, areas=areas, events=(), claims=()))


class MovingFront:
    """A synthetic front of ``width`` points 350 m apart; the area to its south is held.

    Each day a few stretches move north by about 500 m, as on a normal day of an archive.
    """

    def __init__(self, width=400, seed=1):
        self.rng = random.Random(seed)
        self.lats = [50 + self.rng.uniform(-0.01, 0.01) for _ in range(width)]

    def day(self, places=(2, 6)):
        """Advance a random number of stretches, within ``places``, and return the held area."""
        for _ in range(self.rng.randint(*places)):
            self.push(self.rng.randrange(len(self.lats) - 4), 4, self.rng.uniform(0.002, 0.008))
        return self.area()

    def push(self, start, width, step_deg):
        """Move one stretch of the front north and return the held area."""
        for index in range(start, start + width):
            self.lats[index] += step_deg
        return self.area()

    def area(self):
        line = [(30 + 0.005 * index, lat) for index, lat in enumerate(self.lats)]
        return shapely.Polygon([*line, (line[-1][0], 49), (line[0][0], 49)])


def held_by_north(polygon):
    """Return the areas of a day on which one side holds a polygon and nothing else is drawn."""
    return [(polygon, "north", "held")]


def drawn_map(folder, days, first="2024-02-27", grid_deg=1e-5):
    """Write and build a map of drawn areas: per day polygons by side, or None without a map."""
    start = dt.date.fromisoformat(first)
    dates = [start + dt.timedelta(days=n) for n in range(len(days) + 1)]
    features = []
    for labels, shape in composite([layer or {} for layer in days], grid_deg).items():
        begin = 0
        for n in range(1, len(days) + 1):
            if n < len(days) and labels[n] == labels[begin]:
                continue
            if labels[begin] is not None:
                last = dates[n] - dt.timedelta(days=1)
                properties = {
                    "id": f"a{len(features)}",
                    "side": None if labels[begin] == "grey" else labels[begin],
                    "status": "contested" if labels[begin] == "grey" else "held",
                    "from": dates[begin].isoformat(),
                    "to": last.isoformat(),
                    "source": "gazette",
                }
                geometry = json.loads(shapely.to_geojson(shape))
                features.append({"type": "Feature", "properties": properties, "geometry": geometry})
            begin = n
    copy_starter(folder)
    header = (folder / "map.toml").read_text()
    lines = [
        f'period = "{dates[0]}/{dates[-2]}"' if line.startswith("period") else line
        for line in header.splitlines()
        if not line.startswith("method")
    ]
    missing = [dates[n].isoformat() for n, layer in enumerate(days) if layer is None]
    (folder / "map.toml").write_text(
        "\n".join(lines).partition("[ground]")[0]
        + f'[ground]\nmethod = "none"\n[snapshots]\nmissing = {json.dumps(missing)}\n'
        + f"grid_deg = {grid_deg}\n"
    )
    (folder / "events.csv").write_text(
        f"id,date,place,kind,side,title,text,source\ne,{dates[0]},,note,,First,,gazette\n"
    )
    (folder / "claims.csv").unlink(missing_ok=True)
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "areas.geojson").write_text(text)
    return project.build(project.load(folder))


def wandering_front(seed, days):
    """Yield the days of a wandering front between two sides, with pockets, holes and a strip."""
    rng = np.random.default_rng(seed)
    lat = np.linspace(49.8, 50.2, 40)
    line = 10.05 + 0.02 * np.sin(lat * 40)
    for _ in range(days):
        if rng.random() < 0.15:
            yield None
            continue
        if rng.random() > 0.2:
            index = rng.integers(0, 36)
            line[index : index + 4] += rng.normal(0, 0.01, 4)
        west = shapely.polygons([(9.8, 49.8), *zip(line, lat, strict=True), (9.8, 50.2)])
        east = shapely.polygons([(10.4, 49.8), *zip(line + 0.004, lat, strict=True), (10.4, 50.2)])
        hole = shapely.box(9.85, 49.9, 9.9, 49.9 + 0.01 * rng.integers(2, 9))
        pocket = shapely.Point(10.25, 50).buffer(0.01 * rng.integers(1, 4), 6)
        west, east = west.difference(hole), east.difference(pocket).difference(west)
        grey = shapely.box(9.8, 49.8, 10.4, 50.2).difference(shapely.union_all([west, east, hole]))
        yield {"north": shapely.union_all([west, pocket]), "south": east, "grey": grey}


def slowed(days, every):
    """Return as many days, of which each of the first maps fills the next ``every`` that have one.

    Days without a map stay without. To build three times as many different maps takes ten times as
    long.
    """
    maps = [layer for layer in days if layer]
    shown = (maps[number // every] for number in range(len(maps)))
    return [layer and next(shown) for layer in days]
