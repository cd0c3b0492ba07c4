"""A blurred position, or one that may not be redistributed, cannot be computed back.

The strongest form is a property: wherever in its square of the grid a place lies, the outputs are
the same bytes, so that nothing in them can tell where. The attack is that of a reader who mirrors
known places in the edges of their cells.
"""

import csv
import itertools
import json
import math
import random

import pytest
from generated_maps import write_features, write_rows
from random_maps import _claims, _places, day, random_folder
from scene_reading import SceneReading
from shapely.geometry import Point, box, shape

from frontline import project
from frontline.intake import validate
from frontline.intake.formats.geometry import blur
from frontline.intake.places import MIN_BLUR_M

SECRET = "elmsk"
M_PER_DEG = 111_195.0
HIDDEN = {"blurred": {"blur_m": 2000}, "not redistributed": {"source": "closed"}}
WIDTH_M = {"blurred": 2000, "not redistributed": MIN_BLUR_M}


def metres(point):
    """Return a position in metres east and north, good to a few metres within a map."""
    return point.x * M_PER_DEG * math.cos(math.radians(50.25)), point.y * M_PER_DEG


def square_of(width_m, near):
    """Return the centre of the square of the grid around a position, and points in its corners."""
    centre = blur(near, width_m)
    north = width_m / M_PER_DEG
    east = north / math.cos(math.radians(centre.y))
    corners = [(-0.43, -0.37), (0.39, 0.44), (0.45, -0.41)]
    return centre, [Point(centre.x + east * x, centre.y + north * y) for x, y in corners]


def write_map(folder, kind, hidden, position, near):
    """Write a random map with a place at a position, and a drawn area with an edge near it."""
    random_folder(folder, kind, 0)
    path = folder / "places.geojson"
    features = json.loads(path.read_text())["features"]
    for feature in features:
        if feature["properties"]["id"] == SECRET:
            feature["properties"] |= {"kind": "village", **hidden}
            feature["geometry"] = position.__geo_interface__
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    with (folder / "sources.csv").open(newline="") as file:
        sources = [{**row, "redistribute": "yes"} for row in csv.DictReader(file)]
    closed = {**sources[0], "id": "closed", "title": "Closed", "redistribute": "no"}
    write_rows(folder / "sources.csv", [*sources, closed])
    if (folder / "areas.geojson").exists():
        areas = json.loads((folder / "areas.geojson").read_text())["features"]
        drawn = [(area["properties"], shape(area["geometry"])) for area in areas]
        through = box(near.x, near.y, near.x + 0.2, near.y + 0.1)
        first = drawn[0][0]
        drawn.append(({**first, "id": "through", "status": "held", "side": "red"}, through))
        write_features(folder / "areas.geojson", drawn)
    return folder


def original(kind, tmp_path):
    """Return the position that a random map gives to the place."""
    folder = random_folder(tmp_path / "original" / "m", kind, 0)
    features = json.loads((folder / "places.geojson").read_text())["features"]
    return next(shape(f["geometry"]) for f in features if f["properties"]["id"] == SECRET)


@pytest.mark.parametrize("how", HIDDEN)
@pytest.mark.parametrize("kind", ["cells", "field", "base", "mixed"])
def test_any_position_in_the_square_builds_the_same_bytes(kind, how, tmp_path):
    near = original(kind, tmp_path)
    _, points = square_of(WIDTH_M[how], near)
    scenes = []
    for number, point in enumerate(points):
        folder = write_map(tmp_path / str(number) / "m", kind, HIDDEN[how], point, near)
        scenes.append(project.build(project.load(folder)))
    for name in ("scene.json", "map.html", "map.svg", "alt.txt"):
        made = {project.outputs(scene)[name]() for scene in scenes}
        assert len(made) == 1, name


def mirrored(text):
    """Yield the points to which two known places or more are mirrored by edges around them.

    A reader of ``scene.json`` sees the shapes of the cells and the positions of other places.
    """
    reading = SceneReading(text)
    known = {id: Point(at) for id, at in reading.points.items() if id != SECRET}
    images = []
    for zone in reading.shapes.values():
        inside = [(id, point) for id, point in known.items() if zone.contains(point)]
        for polygon in getattr(zone, "geoms", [zone]):
            corners = [metres(Point(corner)) for corner in polygon.exterior.coords]
            for (id, point), ends in itertools.product(inside, itertools.pairwise(corners)):
                images.append((id, mirror(metres(point), *ends)))
    for (id, image), (other, near) in itertools.combinations(images, 2):
        if id != other and math.dist(image, near) < 15:
            yield image


def mirror(point, start, end):
    (x, y), (x0, y0), (x1, y1) = point, start, end
    dx, dy = x1 - x0, y1 - y0
    along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy or 1.0)
    return 2 * (x0 + along * dx) - x, 2 * (y0 + along * dy) - y


def nearest_image_m(scene_text, position):
    at = metres(position)
    return min((math.dist(image, at) for image in mirrored(scene_text)), default=math.inf)


def scene_text(folder):
    return project.outputs(project.build(project.load(folder)))["scene.json"]().decode()


def lattice(folder, hidden, position):
    """Write a map of nine villages, each with a claim, and the one in the middle at a position."""
    write_map(folder, "cells", hidden, position, position)
    header = (folder / "map.toml").read_text().replace("reach_km = 12", "reach_km = 40")
    (folder / "map.toml").write_text(header)
    rng = random.Random(7)
    names = [name.lower() for name, *_ in _places(rng)]
    ring = [name for name in names if name != SECRET]
    features = json.loads((folder / "places.geojson").read_text())["features"]
    for feature in features:
        feature["properties"]["kind"] = "village"
        if (id := feature["properties"]["id"]) in ring:
            turn = math.tau * (ring.index(id) + rng.uniform(-0.2, 0.2)) / len(ring)
            at = Point(30.4 + 0.15 * math.cos(turn), 50.25 + 0.1 * math.sin(turn))
            feature["geometry"] = at.__geo_interface__
    collection = {"type": "FeatureCollection", "features": features}
    (folder / "places.geojson").write_text(json.dumps(collection))
    sides = ["red", "blue"]
    claims = [
        {**claim, "id": f"{name}", "place": name, "value": sides[number % 2], "source": "desk"}
        for number, name in enumerate(names)
        for claim in _claims(random.Random(3), sides, 4, ["x"] * 9)[:1]
    ]
    claims = [
        {**claim, "kind": "assessed", "date": str(day(0)), "known": str(day(0))} for claim in claims
    ]
    write_rows(folder / "claims.csv", claims)
    return folder


def test_the_attack_finds_a_position_that_is_not_hidden(tmp_path):
    position = Point(30.4123, 50.2456)
    assert nearest_image_m(scene_text(lattice(tmp_path / "m", {}, position)), position) < 20


@pytest.mark.parametrize("how", HIDDEN)
def test_mirrored_cells_lead_only_to_the_centre_of_the_square(how, tmp_path):
    centre, points = square_of(WIDTH_M[how], Point(30.4123, 50.2456))
    position = points[0]
    text = scene_text(lattice(tmp_path / "m", HIDDEN[how], position))
    assert nearest_image_m(text, centre) < 20
    assert nearest_image_m(text, position) > WIDTH_M[how] / 5


def test_without_the_least_blur_the_attack_finds_what_may_not_be_redistributed(
    tmp_path, monkeypatch
):
    def read_as_they_are(context, closed, read=validate.read_places):
        return read(context)

    monkeypatch.setattr(validate, "read_places", read_as_they_are)
    position = Point(30.4123, 50.2456)
    text = scene_text(lattice(tmp_path / "m", HIDDEN["not redistributed"], position))
    assert SceneReading(text).points[SECRET] == (None, None)
    assert nearest_image_m(text, position) < 20
