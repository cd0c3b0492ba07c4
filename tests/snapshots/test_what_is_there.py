"""A refusal says what a file has and which key or option helps; options are kept."""

import json

import geopandas
import pytest
import shapely
from support import run

SQUARE = shapely.box(36.3, 50.2, 36.5, 50.3)


def import_of(folder, *options):
    return run("import", "snapshots", folder / "in", "-o", folder / "map", *options)


@pytest.fixture
def layers(tmp_path):
    """A daily map with a layer for each side, and one of points."""
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "2024-05-12.gpkg"
    for name, shape in (("ours", SQUARE), ("theirs", SQUARE), ("posts", SQUARE.centroid)):
        frame = geopandas.GeoDataFrame({"kind": ["x"] * 2}, geometry=[shape] * 2, crs="EPSG:4326")
        frame.to_file(path, layer=name, driver="GPKG")
    return tmp_path


def test_a_refusal_names_layers_properties_and_values_with_counts(layers):
    told = import_of(layers).stderr
    assert "4 × no side and no status, 2 × a Point: expected a polygon [FL304]" in told
    assert 'its layers are "ours" × 2, "theirs" × 2, "posts" × 2' in told
    assert 'its properties are "kind" ("x" × 6)' in told
    assert 'match them or "layer" in [[rules]] of a profile [FL310]' in told


def test_rules_match_the_layer(layers):
    rules = [f'[[rules]]\nmatch = {{ layer = "^{name}$" }}\nside = "{side}"\n'
             for name, side in (("ours", "a"), ("theirs", "b"))]  # fmt: skip
    (layers / "own.toml").write_text("".join(rules))
    result = import_of(layers, "--profile", layers / "own.toml")
    assert result.exit_code == 0, result.stderr
    areas = json.loads((layers / "map" / "areas.geojson").read_text())["features"]
    assert [area["properties"]["status"] for area in areas] == ["held"]  # the first rule wins
    assert areas[0]["properties"]["side"] == "a"


def test_infer_names_the_layers_and_takes_one(layers, tmp_path):
    command = ("infer", layers / "in" / "2024-05-12.gpkg", "-o", tmp_path / "out.gpkg")
    assert "choose one with layer: ours, theirs, posts" in run(*command).stderr
    assert (
        'no layer "x": expected one of ours, theirs, posts' in run(*command, "--layer", "x").stderr
    )
    assert "no column" in run(*command, "--layer", "posts").stderr


@pytest.mark.parametrize(("content", "told"), [
    ({"features": []}, "the file has no features, leave it out or export it again"),
    ({"features": [{"properties": {}, "geometry": SQUARE.__geo_interface__}]},
     'it has no properties: match "file" in [[rules]] of a profile'),
    ({"features": [{"properties": {"a": 1}, "geometry": None}]},
     'its properties are "a" ("1"): export the layer with the areas'),
])  # fmt: skip
def test_a_refusal_never_stands_alone(tmp_path, content, told):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "2024-05-12.geojson").write_text(json.dumps(content))
    assert told in import_of(tmp_path).stderr


def test_a_kml_of_links_is_named(tmp_path):
    (tmp_path / "in").mkdir()
    link = "<kml><NetworkLink><Link><href>x</href></Link></NetworkLink></kml>"
    (tmp_path / "in" / "2024-05-12.kml").write_text(link)
    assert "no placemarks, only links to other files (NetworkLink)" in import_of(tmp_path).stderr


def test_options_of_an_import_are_kept_for_the_next_one(tmp_path):
    (tmp_path / "in").mkdir()
    feature = {"properties": {"side": "Північ"}, "geometry": SQUARE.__geo_interface__}
    text = json.dumps({"features": [feature]}, ensure_ascii=False)
    (tmp_path / "in" / "20240511T2230Z.geojson").write_bytes(text.encode("windows-1251"))
    options = ("--encoding", "windows-1251", "--zone", "Europe/Kyiv", "--date-pattern",
               "%Y%m%dT%H%M%z")  # fmt: skip
    assert import_of(tmp_path, *options).exit_code == 0
    first = {path.name: path.read_bytes() for path in (tmp_path / "map").iterdir()}
    result = import_of(tmp_path)
    assert result.exit_code == 0, result.stderr
    assert "2024-05-12 to 2024-05-12" in result.stdout
    assert {path.name: path.read_bytes() for path in (tmp_path / "map").iterdir()} == first
    assert run("check", tmp_path / "map").exit_code == 0


def test_a_profile_that_is_a_file_is_asked_for_again(tmp_path):
    (tmp_path / "in").mkdir()
    feature = {"properties": {"side": "a"}, "geometry": SQUARE.__geo_interface__}
    (tmp_path / "in" / "2024-05-12.geojson").write_text(json.dumps({"features": [feature]}))
    (tmp_path / "own.toml").write_text("cutoff_hour = 4\n")
    assert import_of(tmp_path, "--profile", tmp_path / "own.toml").exit_code == 0
    assert "pass it again with --profile own.toml" in import_of(tmp_path).stderr
