"""Draw the pictures of the page about the ground: maps with the package's world, and an extract.

Run ``python docs/scripts/base_pictures.py`` in the repository's folder. The pictures go to
``maps/ground/``. The extract has the columns of Geofabrik's, and everything in it is invented.
"""

from __future__ import annotations

import json
import math
import re
import shutil
import sys
import tempfile
from importlib import resources
from pathlib import Path
from typing import Any, Final

import frontline
from frontline.project.base_files import make_base_files
from frontline.system.atomic import write_files

COUNTRY_TOML: Final = """\
title = "A capital moves"
summary = "In November 2005 the government of Myanmar began to leave Yangon for Naypyidaw."
period = "2005-11-01/2005-11-30"
timezone = "Asia/Yangon"
extent = [92.0, 9.5, 101.3, 28.6]

[[sides]]
id = "government"
name = "the government"
"""
COUNTRY_EVENTS: Final = """\
id,date,place,kind,side,title,source
move,2005-11-06,naypyidaw,movement,,The first ministries leave for the new capital,author
"""
COUNTRY_SOURCES: Final = """\
id,title,publisher,url
author,The date of the move as it is commonly given,the author of this example,
"""
SMALL: Final = "[9.9, 49.87, 10.34, 50.13]"

Position = tuple[float, float]
"""Longitude and latitude in degrees (WGS 84)."""


def winding(start: Position, end: Position, swing: float) -> list[Position]:
    """Return a line that winds around the straight one by up to a number of degrees."""
    (west, south), (east, north) = start, end
    line = []
    for step in range(121):
        t = step / 120
        off = swing * math.sin(2 * math.pi * t) * math.sin(17 * t + 10 * west)
        off += swing / 10 * math.sin(40 * t)
        line.append((west + t * (east - west) - off / 2, south + t * (north - south) + off))
    return line


def round_area(lon: float, lat: float, radius: float) -> list[Position]:
    """Return a ring around a position, whose radius in degrees of latitude varies."""
    ring = []
    for step in range(48):
        angle = 2 * math.pi * step / 48
        r = radius * (1 + 0.2 * math.sin(2 * angle + 9 * lon) + 0.1 * math.sin(5 * angle + lat))
        ring.append((lon + 1.5 * r * math.cos(angle), lat + r * math.sin(angle)))
    return [*ring, ring[0]]


def invented_extract() -> dict[str, list[tuple[str, str, list[Any]]]]:
    """Return what the extract has: file → class, name and coordinates of each feature."""
    alder, birch, cedar, elmstadt = (10.02, 50.02), (10.13, 50.04), (10.08, 49.96), (10.22, 49.93)
    return {
        "Polygon": [
            ("residential", "", [round_area(*elmstadt, 0.022)]),
            ("industrial", "", [round_area(10.27, 49.915, 0.008)]),
            *(("residential", "", [round_area(*place, 0.006)]) for place in (alder, birch, cedar)),
            ("water", "Elm Lake", [round_area(9.93, 49.9, 0.02)]),
            ("forest", "", [round_area(9.95, 50.12, 0.035)]),
            ("forest", "", [round_area(10.3, 50.03, 0.03)]),
            ("forest", "", [round_area(10.08, 49.86, 0.025)]),
        ],
        "LineString": [
            ("river", "Elm", winding((9.5, 50.0), (10.8, 49.9), 0.04)),
            ("river", "Reed", winding((10.3, 50.5), (10.05, 49.95), 0.03)),
            ("motorway", "", winding((9.6, 49.8), (10.8, 50.0), 0.02)),
            ("primary", "", winding(elmstadt, birch, 0.01)),
            ("primary", "", winding(birch, (10.1, 50.5), 0.02)),
            ("secondary", "", winding((9.5, 50.06), alder, 0.015)),
            ("secondary", "", winding(alder, birch, 0.01)),
            ("secondary", "", winding(cedar, elmstadt, 0.01)),
            ("rail", "", winding((10.0, 49.5), elmstadt, 0.02)),
            ("rail", "", winding(elmstadt, (10.8, 50.2), 0.03)),
        ],
        "Point": [
            ("town", "Ashby", (10.33, 50.12)),
            ("village", "Oakley", (9.88, 50.06)),
            ("village", "Hazel", (10.34, 49.86)),
            ("village", "Rowan", (9.98, 49.84)),
        ],
    }


def write_extract(folder: Path) -> list[Path]:
    """Write the extract into a folder, one file for each kind of geometry."""
    paths = []
    for geometry, rows in invented_extract().items():
        features = [
            {
                "type": "Feature",
                "properties": {"osm_id": str(number), "fclass": kind, "name": name},
                "geometry": {"type": geometry, "coordinates": coordinates},
            }
            for number, (kind, name, coordinates) in enumerate(rows, start=1)
        ]
        paths.append(folder / f"{geometry}.geojson")
        collection = {"type": "FeatureCollection", "features": features}
        paths[-1].write_text(json.dumps(collection), encoding="utf-8")
    return paths


def with_world(folder: Path) -> Path:
    """Write the map that ``frontline init`` makes, with the package's world under it."""
    shutil.copytree(str(resources.files("frontline") / "starter"), folder)
    header = folder / "map.toml"
    text = header.read_text(encoding="utf-8")
    text = re.sub(r"world = false.*", "world = true", text)
    text = re.sub(r"extent = .*", f"extent = {SMALL}", text)
    header.write_text(text, encoding="utf-8")
    return folder


def of_a_country(folder: Path) -> Path:
    """Write a map of a country that has two cities, one event and no ground of its own."""
    folder.mkdir()
    places = [
        {
            "type": "Feature",
            "properties": {"id": id, "name": name, "kind": "city", "source": "author"},
            "geometry": {"type": "Point", "coordinates": position},
        }
        for id, name, position in (
            ("yangon", "Yangon", (96.16, 16.81)),
            ("naypyidaw", "Naypyidaw", (96.12, 19.75)),
        )
    ]
    collection = {"type": "FeatureCollection", "features": places}
    files = {
        "map.toml": COUNTRY_TOML,
        "places.geojson": json.dumps(collection),
        "events.csv": COUNTRY_EVENTS,
        "sources.csv": COUNTRY_SOURCES,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def picture(folder: Path, size: str) -> bytes:
    """Draw the map of a folder as it is on its last date."""
    return frontline.render_figure(frontline.build(frontline.load(folder)), size=size)


def main(folder: Path = Path("maps/ground")) -> None:
    """Write every picture to a folder."""
    with tempfile.TemporaryDirectory() as scratch:
        small = with_world(Path(scratch, "small"))
        pictures = {"world.png": picture(small, "print-column")}
        make_base_files(small, write_extract(Path(scratch)))
        pictures["extract.png"] = picture(small, "print-column")
        pictures["country.png"] = picture(of_a_country(Path(scratch, "country")), "web")
    write_files(pictures, folder)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
