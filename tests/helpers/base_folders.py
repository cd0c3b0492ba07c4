"""Map folders with a base map of every kind of feature, at an invented place."""

import json
import math
import random
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "frontline" / "starter"


def wavy(start, end, waves, swing, points=120):
    """Return a line that winds around the straight one, longitude first."""
    (x0, y0), (x1, y1) = start, end
    dx, dy = x1 - x0, y1 - y0
    length = math.hypot(dx, dy)
    line = []
    for i in range(points + 1):
        t = i / points
        off = swing * math.sin(2 * math.pi * waves * t) * (1 + 0.3 * math.sin(17 * t))
        line.append(
            [round(x0 + t * dx - off * dy / length, 5), round(y0 + t * dy + off * dx / length, 5)]
        )
    return line


def blob(lon, lat, radius, corners=24, seed=0):
    """Return a ring around a point."""
    random_ = random.Random(seed)
    ring = []
    for i in range(corners):
        angle = 2 * math.pi * i / corners
        r = radius * (0.75 + 0.5 * random_.random())
        ring.append(
            [round(lon + 1.5 * r * math.cos(angle), 5), round(lat + r * math.sin(angle), 5)]
        )
    return [*ring, ring[0]]


def feature(kind, geometry, coordinates, **properties):
    """Return a GeoJSON feature of the base map."""
    return {
        "type": "Feature",
        "properties": {"kind": kind, **properties},
        "geometry": {"type": geometry, "coordinates": coordinates},
    }


def every_kind():
    """Return features of every kind around the starter map, 9.8 to 10.4° E, 49.8 to 50.2° N."""
    border = wavy((9.0, 50.02), (11.2, 49.98), 3, 0.02)
    north = [*border, [11.2, 51], [9.0, 51], border[0]]
    south = [*border, [11.2, 49], [9.0, 49], border[0]]
    coast = wavy((9.0, 50.6), (11.2, 50.55), 4, 0.03)
    return [
        feature("country", "Polygon", [north], id="northland", name="Northland"),
        feature("country", "Polygon", [south], id="southland", name="Southland"),
        feature("outline", "Polygon", [north], name="Northland"),
        feature("outline", "Polygon", [south], name="Southland"),
        feature("border", "LineString", border[:80]),
        feature("border", "LineString", border[80:] and border[79:], disputed=True),
        feature("coast", "LineString", coast),
        feature("river", "LineString", wavy((9.2, 49.86), (11, 49.94), 2, 0.01), name="Long River"),
        feature(
            "river",
            "LineString",
            wavy((9.9, 49.4), (10.0, 49.885), 2, 0.01),
            rank=2,
            name="Small River",
        ),
        feature(
            "river", "LineString", wavy((10.2, 49.4), (10.25, 49.89), 2, 0.01), rank=3, name="Brook"
        ),
        feature("lake", "Polygon", [blob(10.28, 50.12, 0.025)], name="Mirror Lake"),
        feature("forest", "Polygon", [blob(9.95, 50.12, 0.06, seed=1)]),
        feature("built_up", "Polygon", [blob(10.1, 49.9, 0.02, seed=2)]),
        *(
            feature("road", "LineString", wavy((9.1, lat), (11.1, lat + 0.03), 1, 0.01), rank=rank)
            for rank, lat in ((1, 49.89), (2, 50.05), (3, 50.14), (4, 49.84))
        ),
        feature("railway", "LineString", wavy((9.4, 50.18), (10.9, 49.83), 1, 0.01)),
        feature("region_border", "LineString", wavy((10.15, 49.1), (10.05, 50.9), 2, 0.01)),
        feature("region", "Point", [9.95, 50.16], name="Westmark"),
        feature(
            "region",
            "Polygon",
            [[[10.12, 49.2], [11.2, 49.2], [11.2, 49.97], [10.12, 49.97], [10.12, 49.2]]],
            name="Eastmark",
        ),
        feature(
            "town",
            "Point",
            [10.1, 49.9],
            name="Bigtown",
            population=1_400_000,
            **{"name:ar": "المدينة"},
        ),
        feature("town", "Point", [9.87, 50.06], name="Midtown", population=150_000),
        feature("town", "Point", [10.33, 50.05], name="Littletown", population=20_000),
        feature("town", "Point", [10.35, 49.85], name="Hamlet", population=300),
    ]


def write_base_map(folder, features=None, **lines):
    """Write the starter map with a base map; ``lines`` replace keys of its map.toml."""
    shutil.copytree(STARTER, folder)
    (folder / "base").mkdir(exist_ok=True)
    for path in (folder / "base").glob("*"):
        path.unlink()
    content = {
        "type": "FeatureCollection",
        "features": every_kind() if features is None else features,
    }
    (folder / "base" / "base.geojson").write_text(json.dumps(content), encoding="utf-8")
    toml = folder / "map.toml"
    text = toml.read_text(encoding="utf-8")
    for key, value in lines.items():
        kept = [line for line in text.splitlines() if not line.startswith(f"{key} =")]
        text = "\n".join([f"{key} = {value}", *kept, ""])
    toml.write_text(text, encoding="utf-8")
    return folder
