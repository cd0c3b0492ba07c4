"""Small maps made for a test."""

import csv
import datetime as dt
import json

import numpy as np
import shapely
from support import copy_starter

from frontline import project
from frontline.ground.composite import composite

FIRST, DAYS = dt.date(2024, 3, 1), 6
REACH_KM = 9
HALVES = "\n".join(["aaaabbbb"] * 8)
POCKET = "\n".join(["bbbbbbbb"] * 4 + ["bbbbabbb"] + ["bbbbbbbb"] * 3)


def on(number):
    return (FIRST + dt.timedelta(days=int(number))).isoformat()


def write_features(path, features):
    rows = [
        {"type": "Feature", "properties": told, "geometry": shapely.geometry.mapping(shape)}
        for told, shape in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))


def write_rows(path, rows):
    with path.open("w", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)


def lattice(
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
    """Write a map of a square lattice of places 5 km apart, ``sides`` row by row from the north."""
    folder.mkdir()
    header = f"""title = "Lattice"
summary = "Made for a test."
period = "{on(0)}/{on(DAYS - 1)}"
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
    spots = {
        f"p{x}{y}": (36 + 0.07 * x, round(50.4 - 0.045 * y, 5), side)
        for y, row in enumerate(sides.split())
        for x, side in enumerate(row)
    }
    village = {"kind": "village", "source": "good"}
    write_features(
        folder / "places.geojson",
        [({"id": i, "name": i, **village}, shapely.Point(x, y)) for i, (x, y, _) in spots.items()],
    )
    if areas:
        drawn = [
            ({"id": f"d{n}", "status": "held", "from": on(0), "to": on(DAYS - 1), **told}, shape)
            for n, (told, shape) in enumerate(areas)
        ]
        write_features(folder / "areas.geojson", drawn)
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
                "known": on(0),
                "source": "good",
                "pin": "yes" if id == pin else "no",
            }
            for id, (_, _, side) in spots.items()
            if side in "ab"
        ],
    )
    told = [("good", "Somebody", "A"), ("fair", "Drawer", "A"), ("poor", "Rumour", "E")]
    write_rows(
        folder / "sources.csv",
        [{"id": i, "title": i, "publisher": p, "reliability": r} for i, p, r in told],
    )
    event = {"id": "e", "date": on(0), "kind": "note", "title": "T", "source": "good"}
    write_rows(folder / "events.csv", [event])
    return project.build(project.load(folder))


def drawn_map(folder, days, first="2024-02-27"):
    """A map of drawn ground: for each day, polygons by side; None is a day without a map."""
    start = dt.date.fromisoformat(first)
    dates = [start + dt.timedelta(days=n) for n in range(len(days) + 1)]
    features = []
    for labels, shape in composite([layer or {} for layer in days]).items():
        begun = 0
        for n in range(1, len(days) + 1):
            if n < len(days) and labels[n] == labels[begun]:
                continue
            if labels[begun] is not None:
                until = dates[n] - dt.timedelta(days=1)
                properties = {
                    "id": f"a{len(features)}",
                    "side": None if labels[begun] == "grey" else labels[begun],
                    "status": "contested" if labels[begun] == "grey" else "held",
                    "from": dates[begun].isoformat(),
                    "to": until.isoformat(),
                    "source": "gazette",
                }
                geometry = json.loads(shapely.to_geojson(shape))
                features.append({"type": "Feature", "properties": properties, "geometry": geometry})
            begun = n
    copy_starter(folder)
    header = (folder / "map.toml").read_text()
    lines = [
        f'period = "{dates[0]}/{dates[-2]}"' if line.startswith("period") else line
        for line in header.splitlines()
        if not line.startswith("method")
    ]
    blank = [dates[n].isoformat() for n, layer in enumerate(days) if layer is None]
    (folder / "map.toml").write_text(
        "\n".join(lines).partition("[ground]")[0]
        + f'[ground]\nmethod = "none"\n[snapshots]\nmissing = {json.dumps(blank)}\n'
    )
    (folder / "events.csv").write_text(
        f"id,date,place,kind,side,title,text,source\ne,{dates[0]},,note,,First,,gazette\n"
    )
    (folder / "claims.csv").unlink(missing_ok=True)
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "areas.geojson").write_text(text)
    return project.build(project.load(folder))


def wandering(seed, days):
    """A front that wanders between two sides, with islands, holes and a grey strip between."""
    chance = np.random.default_rng(seed)
    lat = np.linspace(49.8, 50.2, 40)
    line = 10.05 + 0.02 * np.sin(lat * 40)
    for _ in range(days):
        if chance.random() < 0.15:
            yield None
            continue
        if chance.random() > 0.2:
            at = chance.integers(0, 36)
            line[at : at + 4] += chance.normal(0, 0.01, 4)
        west = shapely.polygons([(9.8, 49.8), *zip(line, lat, strict=True), (9.8, 50.2)])
        east = shapely.polygons([(10.4, 49.8), *zip(line + 0.004, lat, strict=True), (10.4, 50.2)])
        hole = shapely.box(9.85, 49.9, 9.9, 49.9 + 0.01 * chance.integers(2, 9))
        pocket = shapely.Point(10.25, 50).buffer(0.01 * chance.integers(1, 4), 6)
        west, east = west.difference(hole), east.difference(pocket).difference(west)
        grey = shapely.box(9.8, 49.8, 10.4, 50.2).difference(shapely.union_all([west, east, hole]))
        yield {"north": shapely.union_all([west, pocket]), "south": east, "grey": grey}
