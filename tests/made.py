"""Small maps made for a test."""

import csv
import datetime as dt
import json

import shapely

from frontline import project

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
