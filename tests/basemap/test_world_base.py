"""The package's world → files of a map's base, for editing by hand."""

import json
import re
import tomllib

import pytest
import shapely
from support import copy_starter, run

import frontline
from frontline.model.longitudes import in_window
from frontline.world import origins

START = re.compile(r"^\[start\]\n(?:.+\n)+", re.MULTILINE)


@pytest.fixture
def folder(tmp_path):
    """The starter map in the middle of Europe, with the world under it."""
    folder = copy_starter(tmp_path / "map")
    (folder / "base" / "countries.geojson").unlink()
    text = (folder / "map.toml").read_text()
    text = text.replace("[9.8, 49.8, 10.4, 50.2]", "[4.0, 44.0, 17.0, 55.0]")
    text = text.replace('"southland"', '"DE"').replace("world = false", "world = true")
    assert tomllib.loads(text)["start"]["within"] == "DE"
    (folder / "map.toml").write_text(text)
    return folder


def files_of(folder):
    return {path.name: path.read_bytes() for path in (folder / "base").iterdir()}


def described(dataset):
    """What the base of a map has, without its geometries."""
    return sorted(
        (f.kind, f.id, f.name, str(f.texts), f.rank, f.population or 0, f.disputed, f.error_m)
        for f in dataset.base
    )


@pytest.mark.slow
def test_the_files_hold_what_the_map_has_of_the_world_each_with_its_own_error(folder):
    before = frontline.load(folder)
    made = run("base", folder)
    assert (made.exit_code, made.stderr) == (0, "")
    assert "base/countries.geojson: " in made.stdout
    assert "scale" not in made.stdout
    after = frontline.load(folder)
    assert any(feature.world for feature in before.base)
    assert not any(feature.world for feature in after.base)
    assert described(after) == described(before)
    kinds = {feature.kind: feature.error_m for feature in after.base}
    assert {"country", "outline", "coast", "lake", "river", "border", "region", "town"} <= set(
        kinds
    )
    assert 900 <= kinds["border"] < 1000 and 400 <= kinds["lake"] < 1000 and kinds["town"] == 100
    drawn = {
        kind: [
            shapely.union_all(
                [in_window(f.geometry, -180.0) for f in dataset.base if f.kind == kind]
            )
            for dataset in (before, after)
        ]
        for kind in ("lake", "river", "border")
    }
    for kind, (old, new) in drawn.items():
        assert shapely.hausdorff_distance(old, new) < 2e-4, kind


@pytest.mark.slow
def test_each_file_states_credit_and_licence_and_the_map_keeps_its_credits(folder):
    before = frontline.load(folder).header.credits
    assert run("base", folder).exit_code == 0
    heads = {name: json.loads(text) for name, text in files_of(folder).items()}
    assert heads["rivers.geojson"]["credit"] == "GSHHG (LGPL)"
    assert heads["rivers.geojson"]["licence"] == "LGPL-3.0-or-later"
    assert {head["made_by"] for head in heads.values()} == {"frontline base"}
    assert {head["licence"] for head in heads.values()} == {
        layer.licence for layer in origins.layers()
    }
    credits = frontline.load(folder).header.credits
    assert all(any(credit in other for other in credits) for credit in before)
    assert len(credits) <= len(before)


@pytest.mark.slow
def test_the_same_map_gives_the_same_files_again_and_a_dry_run_none(folder):
    assert run("base", folder, "--dry-run").exit_code == 0
    assert files_of(folder) == {}
    assert run("base", folder).exit_code == 0
    before = files_of(folder)
    assert before
    assert run("base", folder).exit_code == 0
    assert files_of(folder) == before


@pytest.mark.slow
def test_layers_of_the_author_stay_and_are_not_written_again(folder):
    assert run("base", folder).exit_code == 0
    rivers = (folder / "base" / "rivers.geojson").read_text()
    own = rivers.replace('"made_by": "frontline base", ', "")
    assert own != rivers
    for path in (folder / "base").iterdir():
        path.unlink()
    (folder / "base" / "own.geojson").write_text(own)
    assert run("base", folder).exit_code == 0
    files = files_of(folder)
    assert files["own.geojson"].decode() == own
    assert "rivers.geojson" not in files
    assert "towns.geojson" in files
    (folder / "base" / "towns.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    refused = run("base", folder)
    assert refused.exit_code == 2
    assert "not made by this command, and not replaced: base/towns.geojson" in refused.stderr


def test_a_map_that_refuses_the_world_gets_it_in_files(folder):
    text = (folder / "map.toml").read_text().replace("world = true", "world = false")
    (folder / "map.toml").write_text(START.sub("", text))
    assert frontline.load(folder).base == ()
    assert run("base", folder).exit_code == 0
    assert "towns.geojson" in files_of(folder)


def test_a_point_of_view_is_one_of_the_world(folder):
    refused = run("base", folder, "--viewpoint", "FR")
    assert refused.exit_code == 2
    assert "--viewpoint FR: the world has the points of view DE, UA" in refused.stderr
    assert run("base", folder, "--viewpoint", "ua").exit_code == 0
    head = json.loads(files_of(folder)["borders.geojson"])
    assert head["credit"] == "Natural Earth (borders as seen by UA)"


def test_lines_across_180_degrees_are_written_and_read_again(tmp_path):
    folder = copy_starter(tmp_path / "map")
    text = (folder / "map.toml").read_text()
    for old, new in {
        "[9.8, 49.8, 10.4, 50.2]": "[170.0, -25.0, 185.0, -10.0]",
        "world = false": "world = true",
        'within = "southland"': 'within = "FJ"',
    }.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "map.toml").write_text(text)
    places = json.loads((folder / "places.geojson").read_text())
    for feature in places["features"]:
        feature["geometry"] = {"type": "Point", "coordinates": [179.0, -17.0]}
    (folder / "places.geojson").write_text(json.dumps(places))
    (folder / "base" / "countries.geojson").unlink()
    before = frontline.load(folder)
    made = run("base", folder)
    assert made.exit_code == 0, made.stderr
    after = frontline.load(folder)
    land = [
        shapely.union_all(
            [in_window(f.geometry, 0.0) for f in dataset.base if f.kind == "country"]
        ).intersection(shapely.box(170, -25, 185, -10))
        for dataset in (before, after)
    ]
    assert land[0].area > 0.5
    assert land[1].symmetric_difference(land[0]).area < 0.01 * land[0].area
