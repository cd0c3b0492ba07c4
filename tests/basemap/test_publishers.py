"""Tables of Geofabrik, COD-AB, geoBoundaries and Natural Earth, and Overpass JSON → a base."""

import json
import zipfile
from dataclasses import replace

import geopandas
import pytest
import shapely
from osm_extracts import line, square
from support import STARTER

import frontline
from frontline.basemap.make import make_base
from frontline.basemap.publisher_tables import Wanted, features_of
from frontline.basemap.source_features import NATURAL_EARTH as NATURAL_EARTH_ORIGIN
from frontline.errors import DataError, UsageError

HEADER = replace(frontline.load(STARTER).header, languages=("en", "uk", "ar"))


def geojson(path, *features):
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": properties,
                "geometry": shapely.geometry.mapping(shape),
            }
            for properties, shape in features
        ],
    }
    path.write_text(json.dumps(collection))
    return path


def made_layers(*paths, **options):
    made = make_base(HEADER, paths, **options)
    return {file.kind: json.loads(file.text) for file in made.files}


def values(layers, kind):
    return [feature["properties"] for feature in layers[kind]["features"]]


def without_error(properties):
    return {key: value for key, value in properties.items() if key != "error_m"}


WEST = shapely.box(9.7, 49.7, 10.1, 50.3)
EAST = shapely.box(10.1, 49.7, 10.5, 50.3)


@pytest.mark.parametrize(
    ("west", "east"),
    [
        (
            {
                "ADM1_EN": "Westland",
                "ADM1_UA": "Захід",
                "ADM1_PCODE": "EL01",
                "validOn": "2024-04-16",
            },
            {
                "ADM1_EN": "Eastland",
                "ADM1_UA": "Схід",
                "ADM1_PCODE": "EL02",
                "validOn": "2024-04-16",
            },
        ),
        (
            {
                "adm1_name": "Westland",
                "adm1_uk": "Захід",
                "adm1_pcode": "EL01",
                "valid_on": "2024-04-16",
            },
            {
                "adm1_name": "Eastland",
                "adm1_uk": "Схід",
                "adm1_pcode": "EL02",
                "valid_on": "2024-04-16",
            },
        ),
    ],
    ids=["old columns", "new columns"],
)
def test_units_of_cod_ab(tmp_path, west, east):
    layers = made_layers(geojson(tmp_path / "units.geojson", (west, WEST), (east, EAST)))
    assert [without_error(region) for region in values(layers, "region")] == [
        {"kind": "region", "id": "EL02", "name": "Eastland", "name:uk": "Схід"},
        {"kind": "region", "id": "EL01", "name": "Westland", "name:uk": "Захід"},
    ]
    assert layers["region"]["date"] == "2024-04-16"
    assert layers["region"]["credit"].startswith("UN OCHA Common Operational Datasets")
    assert len(layers["region_border"]["features"]) == 1


def test_the_deepest_unit_of_a_cod_ab_row_counts_and_lines_are_drawn_once(tmp_path):
    above = {"adm1_name": "Elmland", "adm1_pcode": "EL1"}
    first = geojson(tmp_path / "adm1.geojson", (above, WEST | EAST))
    second = geojson(
        tmp_path / "adm2.geojson",
        ({**above, "adm2_name": "West", "adm2_pcode": "EL101"}, WEST),
        ({**above, "adm2_name": "East", "adm2_pcode": "EL102"}, EAST),
    )
    layers = made_layers(first, second)
    assert [(unit["name"], unit.get("rank", 1)) for unit in values(layers, "region")] == [
        ("Elmland", 1),
        ("East", 2),
        ("West", 2),
    ]
    [inner] = [
        feature["geometry"]
        for feature in layers["region_border"]["features"]
        if feature["properties"].get("rank") == 2
    ]
    assert shapely.geometry.shape(inner).bounds[::2] == (10.1, 10.1)


def test_units_of_geoboundaries_from_a_geopackage(tmp_path):
    path = tmp_path / "units.gpkg"
    geopandas.GeoDataFrame(
        {
            "shapeName": ["Westland"],
            "shapeISO": ["EL-01"],
            "shapeID": ["1"],
            "shapeType": ["ADM1"],
        },
        geometry=[WEST],
        crs="EPSG:4326",
    ).to_crs("EPSG:3857").to_file(path)
    layers = made_layers(path)
    assert [without_error(region) for region in values(layers, "region")] == [
        {"kind": "region", "id": "EL-01", "name": "Westland"}
    ]


def test_shapefiles_of_geofabrik_in_a_zip(tmp_path):
    tables = {
        "roads": [("primary", "Main Road", shapely.LineString([(9.9, 50), (10.3, 50)]))],
        "landuse_a": [("residential", None, WEST.buffer(-0.1))],
        "places": [("town", "Ельм", shapely.Point(10, 50))],
        "buildings_a": [("building", None, EAST)],
    }
    archive = tmp_path / "elm-latest-free.shp.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name, rows in tables.items():
            stem = f"gis_osm_{name}_free_1"
            geopandas.GeoDataFrame(
                {
                    "osm_id": [str(number) for number, _ in enumerate(rows)],
                    "code": 1,
                    "fclass": [row[0] for row in rows],
                    "name": [row[1] for row in rows],
                    "population": 17_000,
                },
                geometry=[row[2] for row in rows],
                crs="EPSG:4326",
            ).to_file(tmp_path / f"{stem}.shp", encoding="utf-8")
            for part in tmp_path.glob(f"{stem}.*"):
                file.write(part, part.name)
    layers = made_layers(archive)
    assert {kind: len(layer["features"]) for kind, layer in layers.items()} == {
        "built_up": 1,
        "road": 1,
        "town": 1,
    }
    assert values(layers, "town") == [
        {"kind": "town", "name": "Ельм", "rank": 4, "population": 17_000}
    ]
    assert layers["road"]["licence"] == "ODbL-1.0"


NATURAL_EARTH = [
    (
        {"featurecla": "River", "scalerank": 3, "name": "Elm", "name_uk": "Ельм"},
        line((9.8, 50.1), (10.3, 50.1)),
    ),
    (
        {"featurecla": "International boundary (verify)", "FCLASS_UA": ""},
        line((9.8, 50), (10.3, 50)),
    ),
    (
        {"featurecla": "Disputed (please verify)", "FCLASS_UA": "International boundary (verify)"},
        line((9.8, 49.9), (10.3, 49.9)),
    ),
    (
        {"featurecla": "International boundary (verify)", "FCLASS_UA": "Unrecognized"},
        line((9.8, 49.95), (10.3, 49.95)),
    ),
]


def natural_earth(path):
    rows = [(values, shapely.LineString(points)) for values, points in NATURAL_EARTH]
    return geojson(path, *rows)


def test_natural_earth_draws_disputed_borders_as_disputed_unless_a_view_is_chosen(tmp_path):
    path = natural_earth(tmp_path / "ne.geojson")
    default, chosen = made_layers(path), made_layers(path, viewpoint="ua")
    assert values(default, "river")[0]["name:uk"] == "Ельм"
    disputed = [border.get("disputed", False) for border in values(default, "border")]
    assert sorted(disputed) == [False, True]
    [border] = chosen["border"]["features"]
    assert "disputed" not in border["properties"]
    latitudes = {lat for part in border["geometry"]["coordinates"] for _, lat in part}
    assert latitudes == {49.9, 50.0}
    assert chosen["border"]["credit"] == "Natural Earth (public domain, borders as seen by UA)"
    assert default["border"]["credit"] == "Natural Earth (public domain)"


def test_a_point_of_view_that_no_file_has_is_refused(tmp_path):
    path = natural_earth(tmp_path / "ne.geojson")
    with pytest.raises(UsageError, match="--viewpoint XX: the files have the points of view UA"):
        make_base(HEADER, [path], viewpoint="XX")


def test_a_table_of_an_unknown_publisher_is_refused_with_its_columns(tmp_path):
    path = geojson(tmp_path / "own.geojson", ({"colour": "red"}, WEST))
    with pytest.raises(DataError, match=r"unknown publisher \(colour\).*FL024"):
        make_base(HEADER, [path])


def test_of_two_publishers_with_regions_the_first_counts(tmp_path):
    cod = geojson(tmp_path / "a.geojson", ({"adm1_name": "A", "adm1_pcode": "A1"}, WEST))
    other = geojson(
        tmp_path / "b.geojson", ({"shapeName": "B", "shapeISO": "", "shapeType": "ADM1"}, WEST)
    )
    assert [unit["name"] for unit in values(made_layers(cod, other), "region")] == ["A"]
    assert [unit["name"] for unit in values(made_layers(other, cod), "region")] == ["B"]


def overpass_elements(points):
    return [{"lon": lon, "lat": lat} for lon, lat in points]


def test_overpass_json_with_geometry_and_with_nodes_gives_the_same(tmp_path):
    lake, road = square(10.0, 49.9, 0.03), line((9.9, 50), (10.3, 50))
    tags = {"natural": "water", "name": "Озеро = %1, тихе"}
    elements = [
        {"type": "node", "id": 1, "lat": 50, "lon": 10, "tags": {"place": "town", "name": "Elm"}},
        {
            "type": "way",
            "id": 2,
            "tags": {"highway": "primary"},
            "geometry": overpass_elements(road),
        },
        {
            "type": "relation",
            "id": 3,
            "tags": {"type": "multipolygon", **tags},
            "members": [
                {"type": "way", "ref": 4, "role": "outer", "geometry": overpass_elements(lake)}
            ],
        },
    ]
    head = {"version": 0.6, "osm3s": {"timestamp_osm_base": "2024-05-13T10:00:00Z"}}
    geometry = tmp_path / "geometry.json"
    geometry.write_text(json.dumps({**head, "elements": elements}))
    nodes = [
        {"type": "node", "id": 100 + number, "lon": lon, "lat": lat}
        for number, (lon, lat) in enumerate([*road, *lake[:-1]])
    ]
    refs = [100 + len(road) + number % 4 for number in range(5)]
    plain = [
        elements[0],
        *nodes,
        {
            "type": "way",
            "id": 2,
            "tags": {"highway": "primary"},
            "nodes": [100 + n for n in range(len(road))],
        },
        {"type": "way", "id": 4, "nodes": refs},
        {**elements[2], "members": [{"type": "way", "ref": 4, "role": "outer"}]},
    ]
    with_nodes = tmp_path / "nodes.json"
    with_nodes.write_text(json.dumps({**head, "elements": plain}))
    layers = made_layers(geometry)
    assert [lake["name"] for lake in values(layers, "lake")] == [tags["name"]]
    assert layers["road"]["date"] == "2024-05-13"
    assert made_layers(with_nodes) == layers


def test_a_position_that_overpass_left_out_cuts_the_way(tmp_path):
    points = [*overpass_elements(line((9.9, 50), (10.0, 50))), None]
    points += overpass_elements(line((10.1, 50), (10.2, 50)))
    way = {"type": "way", "id": 2, "tags": {"highway": "primary"}, "geometry": points}
    path = tmp_path / "cut.json"
    path.write_text(json.dumps({"version": 0.6, "elements": [way]}))
    [road] = made_layers(path)["road"]["features"]
    assert road["geometry"]["type"] == "MultiLineString"


@pytest.mark.parametrize(
    "element",
    [
        {"type": "node", "id": 1, "lat": 91, "lon": 10, "tags": {"place": "town"}},
        {"type": "way", "id": -1, "nodes": []},
        {"type": "way", "id": 1, "nodes": ["1"]},
        {"type": "relation", "id": 1, "members": [{"type": "area", "ref": 1}]},
        "way",
    ],
)
def test_broken_overpass_json_is_refused(tmp_path, element):
    path = tmp_path / "broken.json"
    path.write_text(json.dumps({"version": 0.6, "elements": [element]}))
    with pytest.raises(DataError, match="not valid Overpass JSON: an element is broken"):
        make_base(HEADER, [path])


@pytest.mark.parametrize(
    ("values", "shape", "kind", "rank"),
    [
        ({"featurecla": "Road", "type": "Secondary Highway", "scalerank": 7}, "line", "road", 2),
        ({"featurecla": "Railroad", "scalerank": 9}, "line", "railway", 4),
        ({"featurecla": "River (Intermittent)", "scalerank": 6}, "line", "river", 3),
        ({"featurecla": "Coastline", "scalerank": 0}, "line", "coast", 1),
        ({"featurecla": "Line of control (please verify)"}, "line", "border", 1),
        ({"featurecla": "Admin-1 boundary", "scalerank": 2}, "line", "region_border", 1),
        ({"featurecla": "Reservoir", "scalerank": 0}, "area", "lake", 1),
        ({"featurecla": "Urban area", "scalerank": 0}, "area", "built_up", 1),
        ({"featurecla": "Admin-1 states provinces", "scalerank": 0}, "area", "region", 1),
        ({"featurecla": "Admin-0 capital", "pop_max": 1_000_000}, "point", "town", 1),
        ({"featurecla": "Populated place", "pop_max": -99, "scalerank": 6}, "point", "town", 8),
        ({"featurecla": "Map unit boundary"}, "line", None, None),
        ({"featurecla": "Ferry"}, "line", None, None),
        ({"featurecla": "Scientific station"}, "point", None, None),
        ({"featurecla": "Lake"}, "line", None, None),
    ],
)
def test_kinds_of_natural_earth(values, shape, kind, rank):
    shapes = {
        "line": shapely.LineString([(9.9, 50), (10.3, 50)]),
        "area": WEST,
        "point": shapely.Point(10, 50),
    }
    found = list(
        features_of(NATURAL_EARTH_ORIGIN, [(values, shapes[shape])], Wanted("en", ("en",)))
    )
    assert [(each.kind, each.rank) for each in found] == ([(kind, rank)] if kind else [])


def test_rivers_of_natural_earth_keep_their_rank(tmp_path):
    path = geojson(
        tmp_path / "ne.geojson", (NATURAL_EARTH[0][0], shapely.LineString(NATURAL_EARTH[0][1]))
    )
    assert values(made_layers(path), "river")[0]["rank"] == 2
