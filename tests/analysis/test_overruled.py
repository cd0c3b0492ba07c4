"""Places that a smooth field leaves within the area of another side are named, never dropped."""

import json

import pytest
import shapely
from generated_maps import write_features, write_rows
from support import run

from frontline import project
from frontline.analysis.quality import quality

MAP = """title = "Grid"
summary = "A few places of one side among many of another."
period = "2024-05-01/2024-05-03"
timezone = "UTC"
extent = [35.8, 49.8, 37.2, 51.0]
sides = [{{id = "a", name = "A"}}, {{id = "b", name = "B"}}]
[ground]
method = "{method}"
"""
NUMBERS = [(i, j) for i in range(8) for j in range(8)]


@pytest.fixture
def grid_of(tmp_path):
    """A function that makes a map of 64 places, those in a set of B, the others of A."""

    def make(of_b, method="field", pinned=()):
        folder = tmp_path / "map"
        folder.mkdir()
        (folder / "map.toml").write_text(MAP.format(method=method))
        places = [
            (
                {"id": f"p{i}{j}", "name": f"Place {i}{j}", "kind": "village"},
                shapely.Point(36 + i / 8 + j / 90, 50 + j / 10 + i / 130),
            )
            for i, j in NUMBERS
        ]
        write_features(folder / "places.geojson", places)
        sides = {(i, j): "b" if (i, j) in of_b else "a" for i, j in NUMBERS}
        events = [
            {"id": f"e{i}{j}", "date": "2024-05-01", "place": f"p{i}{j}", "kind": "held"}
            | {"side": side, "title": "T", "claimant": "Desk", "source": "desk"}
            for (i, j), side in sides.items()
        ]
        write_rows(folder / "events.csv", events)
        pins = [
            {"id": f"c{i}{j}", "place": f"p{i}{j}", "about": "control", "value": sides[i, j]}
            | {
                "claimant": "Other desk",
                "kind": "assessed",
                "known": "2024-05-01",
                "source": "desk",
                "pin": "yes",
            }
            for i, j in pinned
        ]
        if pins:
            write_rows(folder / "claims.csv", pins)
        write_rows(folder / "sources.csv", [{"id": "desk", "title": "Desk", "publisher": "Desk"}])
        return folder

    return make


def has_ground(scene, id):
    """Return whether the side of a place holds the ground at its position."""
    now = scene.opening
    (point,) = (shapely.Point(place.lon, place.lat) for place in scene.places if place.id == id)
    zones = [z for z in now.ground.zones if now.ground.polygon(z).intersects(point)]
    return now.control(id).side in {now.control(zone).side for zone in zones}


@pytest.mark.parametrize("method", ["field", "cells"])
@pytest.mark.parametrize("of_b", [{(3, 3)}, {(3, 3), (3, 4)}, {(0, 0), (7, 7)}, set(NUMBERS[:32])])
def test_every_place_has_its_ground_or_is_named(grid_of, of_b, method):
    folder = grid_of(of_b, method)
    scene = project.build(project.load(folder))
    without = {place.id for place in scene.places if not has_ground(scene, place.id)}
    assert set(quality(scene).overruled) == without
    told = run("info", folder).stdout.partition("quality: ")[2]
    assert ("in the area of another side" in told) == bool(without)
    assert all(f"Place {id[1:]}" in told for id in without)


def test_a_place_that_stands_alone_is_overruled(grid_of):
    assert quality(project.build(project.load(grid_of({(3, 3)})))).overruled == ("p33",)


def test_a_pinned_place_keeps_its_ground(grid_of):
    scene = project.build(project.load(grid_of({(3, 3)}, pinned=[(3, 3)])))
    assert has_ground(scene, "p33")
    assert quality(scene).overruled == ()


def test_the_page_tells_it(grid_of, tmp_path):
    run("build", grid_of({(3, 3)}), "-o", tmp_path / "maps", "--format", "json")
    scene = json.loads((tmp_path / "maps" / "map" / "scene.json").read_text(encoding="utf-8"))
    assert "1 place lies in the area of another side" in scene["quality"]["text"]
    assert "Place 33." in scene["quality"]["text"]
