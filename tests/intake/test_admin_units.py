"""Regions of the base give places their unit; files of the base bring their credits."""

import json
from dataclasses import replace

import pytest
import shapely
from support import copy_starter, run

import frontline
from frontline.intake.admin_units import with_units
from frontline.model import BaseFeature, Place

REGION = BaseFeature("region", "EL01", "Elmland", shapely.box(9, 49, 11, 51))
DISTRICT = BaseFeature("region", "", "West", shapely.box(9, 49, 10, 51), rank=2)


def place(lon, admin=None):
    return Place("p", "P", {}, "village", admin, lon, 50.0, None, None)


@pytest.mark.parametrize(
    ("lon", "admin", "unit"),
    [
        (9.5, None, "West"),
        (10.5, None, "EL01 Elmland"),
        (10.0, None, "West"),
        (10.5, "Other", "Other"),
        (12.0, None, None),
        (None, None, None),
    ],
)
def test_a_place_gets_the_smallest_unit_around_it_unless_it_states_one(lon, admin, unit):
    assert with_units([place(lon, admin)], [REGION, DISTRICT])[0].admin == unit


def test_the_world_of_the_package_gives_no_units():
    world = replace(REGION, world=True)
    assert with_units([place(10.5)], [world])[0].admin is None


def base_file(folder, name, **members):
    path = folder / "base" / f"{name}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": []}))


def test_credits_of_the_base_follow_those_of_the_author_each_once(tmp_path):
    folder = copy_starter(tmp_path / "map")
    text = (folder / "map.toml").read_text()
    (folder / "map.toml").write_text(f'credits = ["A survey"]\n{text}')
    base_file(folder, "a", credit="Natural Earth")
    base_file(folder, "b", credit="A survey")
    base_file(folder, "c", credit="Natural Earth")
    assert frontline.load(folder).header.credits == ("A survey", "Natural Earth")


def test_a_credit_that_is_no_text_is_a_problem_of_its_file(tmp_path):
    folder = copy_starter(tmp_path / "map")
    base_file(folder, "a", credit=7)
    checked = run("check", folder)
    assert checked.exit_code == 1
    assert "base/a.geojson:1: " in checked.stderr


@pytest.mark.parametrize("kind", ["region_border", "railway", "river", "border"])
def test_evidence_does_not_cross_a_line_of_the_base(tmp_path, kind):
    def area(barrier):
        folder = copy_starter(tmp_path / ("cut" if barrier else "whole"))
        line = {"type": "LineString", "coordinates": [[10.1, 49.8], [10.1, 50.2]]}
        feature = {"type": "Feature", "properties": {"kind": kind}, "geometry": line}
        (folder / "base" / "line.geojson").write_text(
            json.dumps({"type": "FeatureCollection", "features": [feature]})
        )
        text = (folder / "map.toml").read_text()
        ground = f'method = "field"\nbarrier = {json.dumps([kind] if barrier else [])}'
        assert 'method = "cells"' in text
        (folder / "map.toml").write_text(text.replace('method = "cells"', ground))
        scene = frontline.build(frontline.load(folder))
        return frontline.daily_areas(scene).km2.tolist()

    assert area(barrier=True) != area(barrier=False)
