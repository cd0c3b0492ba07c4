"""What the package's world adds to a map folder, and what it never does."""

import re
import tomllib

import geopandas
import pandas
import pytest
import shapely
from generated_maps import write_features
from random_maps import KINDS, random_folder
from support import ROOT, copy_starter, run

import frontline
from frontline.errors import DataError
from frontline.intake.read import read_folder
from frontline.intake.salvage import salvage
from frontline.project import outputs
from frontline.render.page.packed_base import pack_base

ODESA = """title = "A map"
summary = "A map for a test."
period = "{period}"
timezone = "UTC"
extent = [29.5, 45.5, 32.5, 47.5]
{top}
[[sides]]
id = "north"
name = "the North"
[[sides]]
id = "south"
name = "the South"
{more}
"""
PLACES = [
    (shapely.Point(29.84, 46.68), {"id": "alder", "name": "Alder", "kind": "village"}),
    (shapely.Point(29.68, 46.56), {"id": "birch", "name": "Birch", "kind": "village"}),
    (shapely.Point(30.73, 46.48), {"id": "odesa", "name": "Odessa", "kind": "city"}),
]


def folder_of(tmp_path, more="", period="2024-03-04/2024-03-10", top="", base=()):
    folder = copy_starter(tmp_path / "map")
    (folder / "base" / "countries.geojson").unlink()
    (folder / "base").rmdir()
    (folder / "map.toml").write_text(ODESA.format(more=more, period=period, top=top))
    year = period[:4]
    for name in ("events.csv", "claims.csv", "sources.csv"):
        text = (folder / name).read_text().replace("2024", year)
        (folder / name).write_text(text.replace("cedar", "birch").replace("elmstadt", "birch"))
    write_features(
        folder / "places.geojson",
        [(properties, geometry) for geometry, properties in PLACES],
    )
    if base:
        (folder / "base").mkdir()
        write_features(
            folder / "base" / "own.geojson",
            [(properties, geometry) for geometry, properties in base],
        )
    return folder


def kinds(dataset, world=True):
    return {feature.kind for feature in dataset.base if feature.world == world}


def test_a_map_without_a_base_gets_the_world_with_its_credits(tmp_path):
    dataset = frontline.load(folder_of(tmp_path, top='credits = ["Mine"]'))
    assert {"country", "coast", "outline", "river", "town"} <= kinds(dataset)
    assert dataset.header.credits[0] == "Mine"
    assert "GeoNames (CC BY 4.0)" in dataset.header.credits


def test_a_map_can_refuse_it(tmp_path):
    dataset = frontline.load(folder_of(tmp_path, "[base]\nworld = false\n"))
    assert dataset.base == ()
    assert dataset.header.credits == ()


@pytest.mark.parametrize(
    ("kind", "geometry", "gone"),
    [
        ("river", shapely.LineString([(30, 46), (31, 47)]), {"river"}),
        ("lake", shapely.box(30, 46, 30.1, 46.1), {"lake"}),
        ("country", shapely.box(29, 45, 33, 48), {"country", "border", "coast"}),
        ("coast", shapely.LineString([(30, 46), (31, 47)]), {"coast", "country"}),
        ("border", shapely.LineString([(30, 46), (31, 47)]), {"border"}),
        ("town", shapely.Point(30, 46), {"town"}),
    ],
)
def test_a_layer_of_ones_own_replaces_the_worlds(tmp_path, kind, geometry, gone):
    before = kinds(frontline.load(folder_of(tmp_path / "before")))
    base = [(geometry, {"kind": kind, "id": "own", "name": "Own"})]
    dataset = frontline.load(folder_of(tmp_path / "after", base=base))
    assert kinds(dataset, world=False) == {kind}
    assert before - kinds(dataset) == gone & before != set()


def test_a_town_that_the_map_has_as_a_place_is_not_drawn_twice(tmp_path):
    scene = frontline.build(frontline.load(folder_of(tmp_path)))
    shown = {name["name"] for name in pack_base(scene).names if name["kind"] == "town"}
    assert len(shown) > 10
    assert not shown & {"Odesa", "Odessa"}
    assert "Odesa" in {town.name for town in scene.base if town.kind == "town"}


def test_a_credit_that_the_map_gives_itself_is_not_repeated(tmp_path):
    own = "Towns and regions: GeoNames (CC BY 4.0)"
    credits = frontline.load(folder_of(tmp_path, top=f'credits = ["{own}"]')).header.credits
    assert credits == (own, "Natural Earth", "GSHHG (LGPL)")
    assert len(" · ".join(credits)) < 100


def test_a_map_of_the_past_gets_no_states_of_today(tmp_path):
    folder = folder_of(tmp_path, period="1943-03-04/1943-03-10")
    found = kinds(frontline.load(folder))
    assert {"coast", "river"} <= found
    assert not {"country", "border", "town", "region"} & found


@pytest.mark.parametrize("kind", KINDS)
def test_the_world_changes_no_evidence_and_no_ground_of_any_map(tmp_path, kind):
    folder = random_folder(tmp_path / "map", kind, 18)
    header = (folder / "map.toml").read_text()
    header = re.sub(
        "^extent = .*$", "extent = [28.0, 47.0, 34.0, 53.0]", header, flags=re.MULTILINE
    )
    found = {}
    for world in ("true", "false"):
        (folder / "map.toml").write_text(f"{header}\n[base]\nworld = {world}\n")
        scene = frontline.build(frontline.load(folder))
        changes = outputs(scene, ["csv"])["changes.csv"]()
        found[world] = scene.spans, scene.ground, changes, kinds(scene)
    assert found["true"][:3] == found["false"][:3]
    assert found["true"][0]
    assert {"river", "town"} <= found["true"][3] > found["false"][3] == set()


def test_a_start_may_name_a_state_of_the_world(tmp_path):
    start = '[start]\nside = "south"\nwithin = "UA"\nsource = "gazette"\n'
    dataset = frontline.load(folder_of(tmp_path, start))
    scene = frontline.build(dataset)
    assert len(scene.spans) > 0
    (ukraine,) = [f for f in dataset.base if f.kind == "country" and f.id == "UA"]
    assert shapely.intersects_xy(ukraine.geometry, 30.7, 46.6)


def test_an_unknown_state_is_refused(tmp_path):
    start = '[start]\nside = "south"\nwithin = "QQ"\nsource = "gazette"\n'
    with pytest.raises(DataError, match="QQ"):
        frontline.load(folder_of(tmp_path, start))


def test_rivers_of_the_world_can_be_barriers(tmp_path):
    ground = '[ground]\nreach_km = 30\nbarrier = ["river"]\n'
    dry = frontline.build(frontline.load(folder_of(tmp_path / "a", "[ground]\nreach_km = 30\n")))
    wet = frontline.build(frontline.load(folder_of(tmp_path / "b", ground)))
    assert dry.ground != wet.ground


def test_a_river_of_ones_own_is_the_only_barrier(tmp_path):
    """The world's rivers are no barriers where the map has one, here far from its places."""
    ground = '[ground]\nreach_km = 30\nbarrier = ["river"]\n'
    own = [(shapely.LineString([(32.3, 47.4), (32.4, 47.5)]), {"kind": "river", "name": "Own"})]
    dry = frontline.build(frontline.load(folder_of(tmp_path / "a", "[ground]\nreach_km = 30\n")))
    wet = frontline.build(frontline.load(folder_of(tmp_path / "b", ground, base=own)))
    assert dry.ground == wet.ground


def test_an_imported_archive_gets_the_world_unless_it_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    archive = ROOT / "tests" / "cases-snapshots" / "gaps" / "in"
    assert run("import", "snapshots", archive, "-o", "map").exit_code == 0
    dataset = frontline.load("map")
    assert "town" in kinds(dataset)
    assert "GeoNames (CC BY 4.0)" in dataset.header.credits
    header = tmp_path / "map" / "map.toml"
    header.write_text(header.read_text() + "\n[base]\nworld = false\n")
    assert kinds(frontline.load("map")) == set()


@pytest.mark.parametrize("viewpoint", ["RU", "IN", "EU"])
def test_a_viewpoint_without_a_source_is_refused(tmp_path, viewpoint):
    folder = folder_of(tmp_path, f'[base]\nviewpoint = "{viewpoint}"\n')
    result = run("check", folder)
    assert result.exit_code == 1
    assert "viewpoint" in result.stderr
    assert "expected one of DE, UA" in result.stderr


def test_dataframes_and_salvage_get_it_too(tmp_path):
    folder = folder_of(tmp_path)
    header = tomllib.loads((folder / "map.toml").read_text())
    places = geopandas.read_file(folder / "places.geojson")
    tables = (pandas.read_csv(folder / f"{name}.csv", dtype=str) for name in ("events", "sources"))
    from_frames = frontline.from_frames(header, places, *tables)
    salvaged, _ = salvage(read_folder(folder))
    assert kinds(from_frames) == kinds(salvaged) == kinds(frontline.load(folder)) != set()


def test_the_invented_land_of_a_new_map_gets_none(tmp_path):
    assert run("init", tmp_path / "new").exit_code == 0
    assert kinds(frontline.load(tmp_path / "new")) == set()
    header = tmp_path / "new" / "map.toml"
    header.write_text(header.read_text().replace("world = false", "world = true"))
    assert "town" in kinds(frontline.load(tmp_path / "new"))
