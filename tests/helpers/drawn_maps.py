"""Maps of drawn areas alone."""

import json

from shapely.geometry import mapping
from support import copy_starter

PLAIN_MAP = """
title = "T"
summary = "S"
period = "2024-03-04/2024-03-10"
timezone = "UTC"
extent = [9.8, 49.8, 10.4, 50.2]
[[sides]]
id = "north"
name = "the North"
[[sides]]
id = "south"
name = "the South"
[ground]
method = "none"
"""


def area(id, side, shape, begins="2024-03-04", ends="", source="gazette", **properties):
    values = {"id": id, "side": side, "status": "held", "from": begins, "to": ends}
    return {
        "type": "Feature",
        "properties": {**values, "source": source, **properties},
        "geometry": mapping(shape),
    }


def collection(features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def drawn(folder, *areas, reading=""):
    """Write a map of drawn areas alone."""
    copy_starter(folder, map_toml=PLAIN_MAP + reading, areas_geojson=collection(areas))
    for name in ("places.geojson", "events.csv", "claims.csv"):
        (folder / name).unlink()
    return folder
