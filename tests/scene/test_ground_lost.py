"""A map whose repair would take an area's ground is refused, by every way of loading it."""

import json

import numpy as np
import pytest
import shapely
from shapely.geometry import Polygon, box, mapping
from support import copy_starter, run

import frontline
from frontline.errors import DataError
from frontline.ground import repair
from frontline.scene import build as scene_build


def gives_away(shapes, **_):
    """Fit as GEOS does where edges differ in the last digit: one area gets all the ground."""
    return np.array([shapely.union_all(shapes), *[Polygon()] * (len(shapes) - 1)], dtype=object)


def folder_with(path, shapes):
    stated = {"side": "north", "status": "held", "from": "2024-03-04", "source": "gazette"}
    features = [
        {"type": "Feature", "properties": {"id": id, **stated}, "geometry": mapping(shape)}
        for id, shape in shapes.items()
    ]
    areas = ",\n".join(map(json.dumps, features))
    content = f'{{"type": "FeatureCollection", "features": [\n{areas}\n]}}'
    return copy_starter(path / "map", **{"areas.geojson": content})


def test_a_map_whose_repair_would_take_ground_is_refused(tmp_path, monkeypatch):
    shapes = {"east": box(10.0001, 49.9, 10.2, 50), "west": box(9.9, 49.9, 10, 50)}
    folder = folder_with(tmp_path, shapes)
    assert frontline.check(folder) == ()
    whole = frontline.load(folder)
    scene_build._fitted.cache_clear()
    monkeypatch.setattr(repair.shapely, "coverage_clean", gives_away)
    (issue,) = frontline.check(folder)
    assert (issue.code, issue.line, issue.feature) == ("FL312", 3, 2)
    assert '"west" would have 0.000 of its 79.828 km² and "east" the rest' in issue.message
    dataset, left_out = frontline.load_good(folder)
    assert left_out == (issue,)
    assert [area.id for area in dataset.areas] == ["east"]
    for refused in (frontline.load, lambda _: frontline.build(whole)):
        with pytest.raises(DataError, match="FL312"):
            refused(folder)
    assert "[FL312]" in run("build", folder, "--output", tmp_path / "maps").stderr


def test_an_archive_whose_overlay_would_take_ground_is_refused(tmp_path, monkeypatch):
    from frontline.snapshots import composite

    side = {"type": "Feature", "properties": {"side": "a"}}
    content = {"type": "FeatureCollection"}
    for day, shape in (
        ("2024-03-01", box(10, 50, 10.1, 50.1)),
        ("2024-03-02", box(10, 50, 11, 51)),
    ):
        text = json.dumps(content | {"features": [side | {"geometry": mapping(shape)}]})
        (tmp_path / f"{day}.geojson").write_text(text)
    assert frontline.import_snapshots(tmp_path, tmp_path / "map").days
    overlay = composite.overlay

    def loses_the_first(layers, grid_deg):
        kept = overlay(layers, grid_deg)
        kept.numbers[:, 0] = 0
        return kept

    monkeypatch.setattr(composite, "overlay", loses_the_first)
    with pytest.raises(DataError, match=r"area held by a .* 79\.394 of 79\.664 .*FL313"):
        frontline.import_snapshots(tmp_path, tmp_path / "other")
