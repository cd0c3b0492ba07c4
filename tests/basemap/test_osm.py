"""An OpenStreetMap extract → the base of a map; what its edge cut is never drawn as ground."""

import json
from dataclasses import replace

import pytest
import shapely
from osm_extracts import Extract, line, square, starter_extract
from support import STARTER, copy_starter, run

import frontline
from frontline.basemap import publisher_files
from frontline.basemap.make import make_base
from frontline.errors import DataError, UsageError
from frontline.intake.formats import gdal_client

HEADER = replace(frontline.load(STARTER).header, languages=("en", "uk"))


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    return starter_extract().write(tmp_path_factory.mktemp("osm") / "elm.osm.pbf")


@pytest.fixture(scope="module")
def base(extract):
    return make_base(HEADER, [extract])


def layers_of(base):
    return {file.kind: json.loads(file.text) for file in base.files}


@pytest.fixture(scope="module")
def layers(base):
    return layers_of(base)


def shapes(layers, kind):
    features = layers[kind]["features"]
    assert features
    return [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]


def values(layers, kind):
    return [feature["properties"] for feature in layers[kind]["features"]]


def test_every_kind_has_its_file_with_credit_licence_date_and_scale(base, layers):
    assert [file.name for file in base.files] == [
        f"base/{name}.geojson"
        for name in (
            "forest",
            "built_up",
            "water",
            "coast",
            "rivers",
            "railways",
            "roads",
            "regions",
            "region_borders",
            "borders",
            "towns",
        )
    ]
    for layer in layers.values():
        assert layer["credit"] == "© OpenStreetMap contributors (ODbL-1.0, data of 2024-05-12)"
        assert (layer["licence"], layer["date"], layer["scale"]) == (
            "ODbL-1.0",
            "2024-05-12",
            250_000,
        )


def test_what_the_edge_cut_is_left_out_and_named(base, layers):
    assert [lake["name"] for lake in values(layers, "lake")] == ["Round Lake"]
    left_out, drawn = base.notes
    assert left_out == (
        "3 areas left out, cut by the edge of the extract: relation 2 (West District), "
        "relation 3 (Lost Lake), way 12 (Cut Lake)"
    )
    assert drawn == "2 lines are drawn only as far as the extract has them"


def test_a_cut_way_is_never_joined_across_the_gap(layers):
    [secondary] = [
        shape
        for shape, road in zip(shapes(layers, "road"), values(layers, "road"), strict=True)
        if road.get("rank") == 4
    ]
    gap = shapely.box(10.001, 50.0, 10.049, 50.2)
    assert len(secondary.geoms) == 2
    assert not secondary.intersects(gap)


def test_two_carriageways_are_one_line(layers):
    [motorway] = [
        shape
        for shape, road in zip(shapes(layers, "road"), values(layers, "road"), strict=True)
        if "rank" not in road
    ]
    assert motorway.length == pytest.approx(0.6, rel=0.01)


def test_a_crossing_does_not_cut_the_lesser_road(layers):
    [primary] = [
        shape
        for shape, road in zip(shapes(layers, "road"), values(layers, "road"), strict=True)
        if road.get("rank") == 3
    ]
    assert primary.geom_type == "LineString"
    assert primary.bounds == pytest.approx((10.1, 49.85, 10.1, 50.15))


def test_blocks_on_both_sides_of_a_street_are_one_built_up_area(layers):
    [built_up] = shapes(layers, "built_up")
    assert built_up.geom_type == "Polygon"


def test_sidings_paths_and_hamlets_are_not_drawn(layers):
    [railway] = shapes(layers, "railway")
    assert railway.bounds == pytest.approx((10.0, 49.9, 10.3, 49.95))
    assert [town["name"] for town in values(layers, "town")] == ["Elmstadt", "Alder"]


def test_towns_have_population_rank_and_the_names_of_the_map(layers):
    city, village = values(layers, "town")
    assert city == {"kind": "town", "name": "Elmstadt", "rank": 2, "population": 140_000}
    assert village == {"kind": "town", "name": "Alder", "name:uk": "Вільха", "rank": 7}


def test_borders_come_from_the_relations_that_their_ways_belong_to(layers):
    [region] = values(layers, "region")
    assert (region["id"], region["name"]) == ("EL-01", "Elm Region")
    assert [line.get("rank", 1) for line in values(layers, "region_border")] == [2]
    assert values(layers, "border") == [{"kind": "border", "error_m": 25.0}]


def test_nothing_lies_beyond_the_window_or_off_by_more_than_the_tolerance(base, layers):
    window = shapely.box(*base.scale.window).buffer(1e-4)
    assert all(window.covers(shape) for kind in layers for shape in shapes(layers, kind))
    [river] = shapes(layers, "river")
    truth = shapely.LineString([(9.75, 50.05), (10.45, 50.07)])
    assert truth.hausdorff_distance(river) < 0.05  # cut to the window
    assert max(shapely.Point(xy).distance(truth) for xy in river.coords) * 111_195 < 25


def test_the_same_extract_gives_the_same_bytes(extract, base):
    assert make_base(HEADER, [extract]) == base


def test_two_overlapping_extracts_give_each_thing_once(tmp_path, extract, base):
    again = starter_extract().write(tmp_path / "again.osm.pbf")
    both = make_base(HEADER, [extract, again])
    assert [file.text for file in both.files] == [file.text for file in base.files]


def test_a_larger_scale_keeps_what_is_too_small_for_a_smaller(extract):
    def lakes(scale):
        layers = layers_of(make_base(HEADER, [extract], scale))
        return [lake["name"] for lake in values(layers, "lake")]

    assert lakes(20_000) == ["Puddle", "Round Lake"]


def test_an_extract_that_ends_within_the_map_is_named(tmp_path):
    small = Extract()
    small.node((10.0, 50.0), place="town", name="Alone")
    path = small.write(tmp_path / "small.osm.pbf", date=None, box=(9.9, 49.9, 10.1, 50.1))
    made = make_base(HEADER, [path])
    assert made.notes == ("an extract ends within the map: it covers 9.9, 49.9, 10.1, 50.1",)
    assert "date" not in json.loads(made.files[0].text)


def test_across_the_antimeridian_a_line_is_cut_where_the_files_are_and_reads_as_one(tmp_path):
    extract = Extract()
    extract.way(line((179.5, -17.0), (180.0, -17.0)), highway="primary")
    extract.way(line((-180.0, -17.0), (-179.5, -17.0)), highway="primary")
    header = replace(HEADER, extent=(179.0, -18.0, 181.0, -16.0))
    made = make_base(header, [extract.write(tmp_path / "fiji.osm.pbf", box=None)])
    [road] = shapes(layers_of(made), "road")
    assert road.length == pytest.approx(1.0)
    assert shapely.get_coordinates(road)[:, 0].max() <= 180


def test_neighbouring_regions_keep_one_edge(tmp_path):
    extract = Extract()
    wiggly = [(10.1 + 0.01 * (step % 2), 49.7 + 0.02 * step) for step in range(31)]
    (bottom, top), shared = (wiggly[0], wiggly[-1]), extract.way(wiggly)
    west = extract.way([top, (9.7, 50.3), (9.7, 49.7), bottom])
    east = extract.way([top, (10.5, 50.3), (10.5, 49.7), bottom])
    units = {"type": "boundary", "boundary": "administrative", "admin_level": "6"}
    extract.relation([shared, west], **units, name="West")
    extract.relation([shared, east], **units, name="East")
    made = make_base(HEADER, [extract.write(tmp_path / "two.osm.pbf")], 1_000_000)
    first, second = shapes(layers_of(made), "region")
    assert shapely.coverage_is_valid([first, second])
    assert first.touches(second)


def test_an_extract_of_text_or_nonsense_is_refused(tmp_path, extract):
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(extract.read_bytes()[:400])
    with pytest.raises(DataError, match="not valid OpenStreetMap data"):
        make_base(HEADER, [broken])
    text = tmp_path / "text.osm.pbf"
    text.write_text("hello")
    with pytest.raises(DataError, match="unsupported file format"):
        make_base(HEADER, [text])


def test_the_command_writes_replaces_its_own_and_keeps_what_is_not(tmp_path, extract):
    folder = copy_starter(tmp_path / "map")
    assert run("base", folder, "--from", extract, "--dry-run").exit_code == 0
    assert not (folder / "base" / "water.geojson").exists()
    made = run("base", folder, "--from", extract)
    assert (made.exit_code, made.stdout.splitlines()[0]) == (
        0,
        "scale 1 : 250,000, off by up to 25 m",
    )
    assert "notice: 3 areas left out" in made.stderr
    dataset = frontline.load(folder)
    assert dataset.header.credits == (
        "© OpenStreetMap contributors (ODbL-1.0, data of 2024-05-12)",
    )
    assert {place.admin for place in dataset.places} == {"EL-01 Elm Region"}
    assert run("base", folder, "--from", extract, "--scale", "1:100000").exit_code == 0
    towns = json.loads((folder / "base" / "towns.geojson").read_text())
    only_towns = Extract()
    only_towns.node((10.22, 49.93), place="town", name="Alone")
    alone = only_towns.write(folder.parent / "towns.osm.pbf")
    assert run("base", folder, "--from", alone, "--dry-run").exit_code == 0
    assert json.loads((folder / "base" / "towns.geojson").read_text()) == towns
    assert run("base", folder, "--from", alone).exit_code == 0
    left = sorted(path.name for path in (folder / "base").iterdir())
    assert left == ["countries.geojson", "towns.geojson"]
    assert run("base", folder, "--from", extract, "--scale", "1:100000").exit_code == 0
    (folder / "base" / "roads.geojson").write_text('{"type":"FeatureCollection","features":[]}')
    refused = run("base", folder, "--from", extract)
    assert refused.exit_code == 2
    assert "not made by this command, and not replaced: base/roads.geojson" in refused.stderr
    assert json.loads((folder / "base" / "water.geojson").read_text())["scale"] == 100_000


def test_the_command_also_works_from_within_the_map_folder(tmp_path, extract, monkeypatch):
    folder = copy_starter(tmp_path / "map")
    monkeypatch.chdir(folder)
    assert run("base", ".", "--from", extract).exit_code == 0
    alone = Extract()
    alone.node((10.22, 49.93), place="town", name="Alone")
    path = alone.write(tmp_path / "towns.osm.pbf")
    assert run("base", ".", "--from", path).exit_code == 0
    left = sorted(path.name for path in (folder / "base").iterdir())
    assert left == ["countries.geojson", "towns.geojson"]


def test_a_polygon_that_crosses_itself_is_mended_not_lost(tmp_path):
    eight = [[10.0, 49.9], [10.1, 50.0], [10.1, 49.9], [10.0, 50.0], [10.0, 49.9]]
    geometry = {"type": "Polygon", "coordinates": [eight]}
    properties = {"featurecla": "Lake", "name": "Eight"}
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    path = tmp_path / "eight.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    [lake] = shapes(layers_of(make_base(HEADER, [path])), "lake")
    assert lake.is_valid
    assert lake.area == pytest.approx(0.005, rel=0.05)


def test_a_polygon_around_a_gap_does_not_become_ground(tmp_path):
    extract = Extract()
    ring = square(10.0, 49.9, 0.1)
    extract.way([*ring[:2], "missing", *ring[3:]], landuse="forest")
    extract.node((10.0, 50.0), place="town", name="Alone")
    made = make_base(HEADER, [extract.write(tmp_path / "gap.osm.pbf")])
    assert [file.kind for file in made.files] == ["town"]


def test_without_osmium_the_message_says_what_to_install(extract, monkeypatch):
    def missing(*_, **__):
        raise gdal_client.NeedsPackage

    monkeypatch.setattr(gdal_client, "tables", missing)
    with pytest.raises(UsageError, match=r"needs osmium: install frontline\[osm\]"):
        make_base(HEADER, [extract])


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--from", "x", "--scale", "many"), "--scale: many is not between 1000 and 100000000"),
        (("--from", "x", "--viewpoint", "Ukraine"), "--viewpoint: Ukraine is not a country code"),
    ],
)
def test_options_that_cannot_be_used_are_refused(args, message):
    refused = run("base", STARTER, *args)
    assert refused.exit_code == 2
    assert message in refused.stderr


def test_more_than_a_map_can_use_is_refused(extract, monkeypatch):
    monkeypatch.setattr(publisher_files, "_MAX_POSITIONS", 10)
    with pytest.raises(DataError, match="within the map: use a smaller extract"):
        make_base(HEADER, [extract])


def test_names_that_no_map_may_have_are_left_out_and_counted(tmp_path):
    folder = copy_starter(tmp_path / "map")
    extract = Extract()
    extract.way(square(10.0, 49.87, 0.02), natural="water", name="Round\x07Lake")
    extract.way(square(10.1, 49.87, 0.02), natural="water", name="<b>{{ 6*7 }}</b>")
    path = extract.write(tmp_path / "odd.osm.pbf")
    made = run("base", folder, "--from", path)
    assert made.stderr == (
        "notice: 1 name left out: wrongly encoded, or with unprintable characters\n"
    )
    layer = json.loads((folder / "base" / "water.geojson").read_text())
    names = [feature["properties"].get("name") for feature in layer["features"]]
    assert sorted(map(str, names)) == ["<b>{{ 6*7 }}</b>", "None"]
    assert run("check", folder).exit_code == 0


def test_rivers_are_ranked_by_their_length_in_the_map(layers):
    assert [(river["name"], river["rank"]) for river in values(layers, "river")] == [("Elm", 3)]
