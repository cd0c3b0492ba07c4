"""Broken GeoJSON: each geometry and each file is refused for the right reason.

The cases come from RFC 7946, from GeoJSON validators, and from files that other programs write.
"""

import json

import pytest
from support import STARTER

from frontline.errors import RefusedInput
from frontline.intake.formats.geojson import geojson_records, read_features
from frontline.intake.formats.geometry import read_geometry

EXTENT = (10.0, 49.9, 10.3, 50.1)
ANY = ("Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon")


def box(x, y, size=0.1):
    corners = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    return [[round(lon, 6), round(lat, 6)] for lon, lat in corners]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def multi(*polygons):
    return {"type": "MultiPolygon", "coordinates": [list(rings) for rings in polygons]}


def point(*position):
    return {"type": "Point", "coordinates": list(position)}


def line(*positions):
    return {"type": "LineString", "coordinates": [list(position) for position in positions]}


HOLE = [[10.02, 50.02], [10.02, 50.04], [10.04, 50.04], [10.04, 50.02], [10.02, 50.02]]

GEOMETRIES = {
    "ring left open": (polygon(box(10, 50)[:-1]), "FL345", "a ring is open, from 10, 50"),
    "inner ring left open": (polygon(box(10, 50), HOLE[:-1]), "FL345", "to 10.04, 50.02"),
    "ring of three positions": (
        polygon([[10, 50], [10.1, 50], [10, 50]]),
        "FL306",
        "a ring has 3 positions",
    ),
    "ring of one position": (polygon([[10, 50]]), "FL306", "a ring has 1 position"),
    "ring of one position four times": (
        polygon([[10, 50]] * 4),
        "FL306",
        "fewer than three distinct positions",
    ),
    "ring there and back": (
        polygon([[10, 50], [10.1, 50], [10.1, 50], [10, 50]]),
        "FL306",
        "fewer than three distinct positions",
    ),
    "ring along a line": (
        polygon([[10, 50], [10.1, 50.1], [10.05, 50.05], [10, 50]]),
        "FL350",
        "a ring has no area",
    ),
    "bow tie": (
        polygon([[10, 50], [10.1, 50.1], [10.1, 50], [10, 50.1], [10, 50]]),
        "FL303",
        "a ring crosses or touches itself at 10.05, 50.05",
    ),
    "spike": (
        polygon([[10, 50], [10.1, 50], [10.2, 50], [10.1, 50], [10.1, 50.1], [10, 50]]),
        "FL303",
        "a spike at 10.2, 50",
    ),
    "ring touching itself along a line": (
        polygon(
            [[10, 50], [10.2, 50], [10.2, 50.1], [10.1, 50], [10.05, 50], [10, 50.1], [10, 50]]
        ),
        "FL303",
        "a ring crosses or touches itself",
    ),
    "hole outside": (polygon(box(10, 50), box(10.2, 50, 0.05)), "FL348", "a hole lies outside"),
    "hole across the shell": (
        polygon(box(10, 50), box(10.05, 50.05)),
        "FL348",
        "two of its rings cross",
    ),
    "hole along the shell": (
        polygon(box(10, 50), box(10, 50.02, 0.05)),
        "FL348",
        "share more than a point",
    ),
    "hole within a hole": (
        polygon(box(10, 50), box(10.01, 50.01, 0.08), box(10.03, 50.03, 0.02)),
        "FL348",
        "a hole lies within another hole",
    ),
    "hole twice": (polygon(box(10, 50), HOLE, HOLE), "FL348", "at 10.0"),
    "hole as large as the shell": (polygon(box(10, 50), box(10, 50)), "FL348", "at 10"),
    "holes that cut": (
        polygon(box(10, 50), [[10, 50.05], [10.05, 50.1], [10.1, 50.05], [10.05, 50], [10, 50.05]]),
        "FL348",
        "its holes cut it into parts",
    ),
    "polygons overlap": (
        multi([box(10, 50)], [box(10.05, 50.05)]),
        "FL349",
        "two of its polygons overlap",
    ),
    "polygon within a polygon": (
        multi([box(10, 50)], [box(10.02, 50.02, 0.02)]),
        "FL349",
        "two of its polygons overlap",
    ),
    "polygon twice": (multi([box(10, 50)], [box(10, 50)]), "FL349", "two of its polygons overlap"),
    "polygons share a side": (
        multi([box(10, 50)], [box(10.1, 50)]),
        "FL349",
        "two of its polygons overlap",
    ),
    "one polygon of two broken": (
        multi([box(10, 50)], [[[10.2, 50], [10.3, 50.1], [10.3, 50], [10.2, 50.1], [10.2, 50]]]),
        "FL303",
        "a ring crosses or touches itself at 10.25, 50.05",
    ),
    "across the antimeridian": (
        polygon([[170, 50], [-170, 50], [-170, 51], [170, 51], [170, 50]]),
        "FL347",
        "cut it at the antimeridian",
    ),
    "line across the antimeridian": (line((170, 50), (-170, 50)), "FL347", "antimeridian"),
    "line of one position": (line((10, 50)), "FL306", "a line has one position"),
    "line without length": (line((10, 50), (10, 50)), "FL350", "a line has no length"),
    "coordinates as text": (point("10", "50"), "FL343", '"10" is not a number: write it without'),
    "decimal commas": (point("10,05", "50,02"), "FL343", "write it 10.05, without quotes"),
    "null as a coordinate": (point(None, 50), "FL343", "coordinate null is not a number"),
    "null as a height": (point(10, 50, None), "FL343", "coordinate null is not a number"),
    "true as a coordinate": (point(True, 50), "FL343", "coordinate true is not a number"),
    "an object as a position": (
        {"type": "Point", "coordinates": {"lon": 10, "lat": 50}},
        "FL341",
        "are an object, not a list",
    ),
    "coordinates as one text": (
        {"type": "Point", "coordinates": "10 50"},
        "FL341",
        'are "10 50", not a list',
    ),
    "one number": (point(10), "FL344", "has one number"),
    "four numbers": (point(10, 50, 1, 2), "FL344", "has 4 numbers"),
    "no numbers": (point(), "FL341", "an empty list"),
    "empty polygon": (polygon(), "FL341", "an empty list"),
    "empty ring": (polygon([]), "FL341", "an empty list"),
    "empty position": (polygon([[], [10, 50], [10.1, 50], []]), "FL341", "an empty list"),
    "empty second ring": (polygon(box(10, 50), []), "FL341", "an empty list"),
    "empty polygon among others": (multi([box(10, 50)], []), "FL341", "an empty list"),
    "null for coordinates": ({"type": "Point", "coordinates": None}, "FL341", "are null"),
    "no coordinates": ({"type": "Point"}, "FL341", 'has no "coordinates"'),
    "coordinates misspelt": (
        {"type": "Point", "coordinate": [10, 50]},
        "FL341",
        'has no "coordinates" (it has "coordinate")',
    ),
    "too flat": (
        {"type": "Polygon", "coordinates": box(10, 50)},
        "FL305",
        "not nested deeply enough: a Polygon has [[[lon, lat], …]]",
    ),
    "too deep": (polygon([box(10, 50)]), "FL305", "nested too deeply"),
    "point within a list": (point([10, 50]), "FL305", "nested too deeply"),
    "depth of a second ring": (polygon(box(10, 50), [HOLE]), "FL305", "nested unevenly"),
    "a number among positions": (polygon([[10, 50], 10.1, [10.1, 50.1], [10, 50]]), "FL305", ""),
    "latitude beyond the pole": (point(10, 95), "FL301", "latitude 95 is out of range: longitude"),
    "longitude beyond": (point(190, 50), "FL301", "longitude 190, latitude 50 is out of range"),
    "swapped": (point(50.02, 10.02), "FL302", "inside it when swapped"),
    "swapped polygon": (
        polygon([position[::-1] for position in box(10, 50)]),
        "FL302",
        "inside it when swapped",
    ),
    "one corner swapped": (
        polygon([[10, 50], [50, 10.1], [10.1, 50.1], [10, 50]]),
        "FL302",
        "longitude 50, latitude 10.1",
    ),
    "Web Mercator": (point(1115421, 6449739), "FL353", "probably Web Mercator (EPSG:3857)"),
    "UTM": (point(573091, 5541421), "FL353", "probably UTM zone 32N (EPSG:32632)"),
    "feet": (point(12_000_000, 1_200_000), "FL301", "expected degrees"),
    "null island": (point(0, 0), "FL352", "position 0, 0 stands for a missing one"),
    "far away": (point(-70, 40), "FL351", "far outside the extent"),
    "a corner at null island": (
        polygon([[10, 50], [10.1, 50], [0, 0], [10, 50]]),
        "FL352",
        "0, 0 stands for",
    ),
    "huge exponent": (point(1e300, 50), "FL301", "expected degrees"),
    "huge whole number": (point(10**400, 50), "FL343", "not a finite number"),
    "type in small letters": (
        {"type": "polygon", "coordinates": [box(10, 50)]},
        "FL340",
        'is not a geometry type (did you mean "Polygon"?)',
    ),
    "type of another library": (
        {"type": "Circle", "coordinates": [10, 50], "radius": 5},
        "FL340",
        '"Circle" is not a geometry type',
    ),
    "type missing": ({"coordinates": [10, 50]}, "FL340", 'has no "type"'),
    "type null": ({"type": None, "coordinates": [10, 50]}, "FL340", 'has no "type"'),
    "WKT": ("POINT(10 50)", "FL340", "not an object with a type"),
    "a bare list": ([10, 50], "FL340", "not an object with a type"),
    "nothing": (None, "FL304", "the geometry is missing"),
    "a collection": (
        {"type": "GeometryCollection", "geometries": [point(10, 50)]},
        "FL304",
        "the geometry is a GeometryCollection",
    ),
    "points": ({"type": "MultiPoint", "coordinates": [[10, 50]]}, "FL304", "is a MultiPoint"),
    "a feature as geometry": (
        {"type": "Feature", "geometry": point(10, 50), "properties": {}},
        "FL340",
        '"Feature" is not a geometry type',
    ),
}


@pytest.mark.parametrize("name", GEOMETRIES)
def test_a_broken_geometry_is_refused_for_the_right_reason(name):
    geometry, code, reason = GEOMETRIES[name]
    with pytest.raises(RefusedInput) as caught:
        read_geometry(json.loads(json.dumps(geometry)), ANY, EXTENT)
    assert (caught.value.code, reason in str(caught.value)) == (code, True), str(caught.value)
    assert str(caught.value).isprintable()


VALID_GEOMETRIES = {
    "clockwise": polygon(box(10, 50)[::-1]),
    "hole wound as the shell": polygon(box(10, 50), HOLE),
    "a position twice": polygon([*box(10, 50)[:2], *box(10, 50)[1:]]),
    "hole touching at a point": polygon(
        box(10, 50), [[10, 50.05], [10.04, 50.06], [10.04, 50.04], [10, 50.05]]
    ),
    "polygons touching at a point": multi([box(10, 50)], [box(10.1, 50.1)]),
    "heights": point(10, 50, 120.5),
    "some heights": polygon([[10, 50, 1], [10.1, 50], [10.1, 50.1, 2], [10, 50, 1]]),
    "fifteen digits": point(10.012345678901234, 50.012345678901234),
    "whole numbers": point(10, 50),
    "an exponent": point(1.001e1, 5.001e1),
    "around the globe": polygon([[-180, 40], [180, 40], [180, 60], [-180, 60], [-180, 40]]),
    "beside the extent": point(9.5, 49.5),
    "foreign members": {**point(10, 50), "note": "x", "bbox": [10, 50, 10, 50]},
}


@pytest.mark.parametrize("name", VALID_GEOMETRIES)
def test_valid_geometries_are_accepted(name):
    assert not read_geometry(VALID_GEOMETRIES[name], ANY, EXTENT).is_empty


PLACES = (STARTER / "places.geojson").read_text()
FEATURES = [json.loads(line.rstrip(",")) for line in PLACES.splitlines()[1:-1]]


def collection(**changed):
    members = {"type": "FeatureCollection", "features": FEATURES, **changed}
    return json.dumps({key: value for key, value in members.items() if value is not ...})


def with_second_feature(**changed):
    """Return the places with the second feature changed."""
    feature = {key: value for key, value in {**FEATURES[1], **changed}.items() if value is not ...}
    return collection(features=[FEATURES[0], feature, *FEATURES[2:]])


def problems_and_row_count(text):
    issues = []
    try:
        rows = list(geojson_records(STARTER / "places.geojson", text, issues))
    except RefusedInput as refused:
        return [(0, refused.code, str(refused))], 0
    return [(issue.feature, issue.code, issue.message) for issue in issues], len(rows)


BROKEN_FILES = {
    "type missing": (collection(type=...), "FL015", 'it has no "type"'),
    "type in small letters": (
        collection(type="featurecollection"),
        "FL015",
        'expected "FeatureCollection"',
    ),
    "type null": (collection(type=None), "FL015", 'its "type" is null'),
    "type a list": (collection(type=["FeatureCollection"]), "FL015", 'its "type" is a list'),
    "type misspelt": (
        collection(type="FeatureColection"),
        "FL015",
        'expected "FeatureCollection"',
    ),
    "features missing": (collection(features=...), "FL015", 'has no list of "features"'),
    "features misspelt": (
        collection(features=..., feature=FEATURES),
        "FL015",
        'has no list of "features" (it has "feature")',
    ),
    "features null": (collection(features=None), "FL015", "it is null"),
    "features an object": (collection(features={"0": {}}), "FL015", "it is an object"),
    "features a text": (collection(features="none"), "FL015", "it is the text"),
    "geometry of a collection": (collection(geometry=None), "FL015", '"geometry" is not allowed'),
    "properties of a collection": (
        collection(properties={}),
        "FL015",
        '"properties" is not allowed',
    ),
    "coordinates of a collection": (
        collection(coordinates=[]),
        "FL015",
        '"coordinates" is not allowed',
    ),
    "a bare feature": (json.dumps(FEATURES[0]), "FL047", "a bare Feature"),
    "a bare geometry": (json.dumps(FEATURES[0]["geometry"]), "FL047", "a bare geometry, Point"),
    "a geometry collection": (
        '{"type": "GeometryCollection", "geometries": []}',
        "FL047",
        "a bare geometry, GeometryCollection",
    ),
    "a list of features": (json.dumps(FEATURES), "FL047", "a bare list of features"),
    "an empty list": ("[]", "FL047", "a bare list"),
    "a text": ('"places"', "FL047", "the text"),
    "null": ("null", "FL047", "null, not a GeoJSON"),
    "a number": ("12", "FL047", "the number 12"),
    "TopoJSON": (
        '{"type": "Topology", "objects": {}, "arcs": []}',
        "FL047",
        "TopoJSON",
    ),
    "Esri JSON": (
        '{"geometryType": "esriGeometryPoint", "spatialReference": {"wkid": 4326}, '
        '"features": [{"attributes": {}, "geometry": {"x": 10, "y": 50}}]}',
        "FL047",
        "Esri JSON, not GeoJSON",
    ),
    "Esri JSON by its features": (
        '{"features": [{"attributes": {}, "geometry": {"x": 10, "y": 50}}]}',
        "FL047",
        "Esri JSON, not GeoJSON",
    ),
    "Overpass JSON": ('{"osm3s": {}, "elements": []}', "FL047", "Overpass JSON"),
    "newline-delimited": (
        "\n".join(map(json.dumps, FEATURES)),
        "FL046",
        "newline-delimited GeoJSON",
    ),
    "a text sequence": (
        "".join(f"\x1e{json.dumps(feature)}\n" for feature in FEATURES),
        "FL046",
        "a GeoJSON text sequence",
    ),
    "two collections": (collection() + collection(), "FL046", "more text follows"),
    "something after the end": (collection() + "\n;", "FL046", "more text follows"),
    "JSON5": (collection().replace('"type"', "type", 1), "FL004", "the key type needs quotes"),
    "single quotes": (collection().replace('"', "'"), "FL004", "JSON uses the quotes \", not '"),
    "typographic quotes": (collection().replace('"', "“", 1), "FL004", 'the quotes ", not “'),
    "a comment before": ("// places\n" + collection(), "FL004", "JSON has no comments"),
    "a comment after": (collection()[:-1] + "/* end */}", "FL004", "JSON has no comments"),
    "a comma too many": (collection()[:-1] + ",}", "FL004", "trailing comma after the last item"),
    "a comma too many in a list": (
        collection()[:-2] + ",]}",
        "FL004",
        "trailing comma after the last item",
    ),
    "cut off": (collection()[:200], "FL004", "the file ends too early"),
    "cut off before the end": (collection()[:-1], "FL004", "the file ends too early"),
    "a key twice": (
        collection().replace("{", '{"type": "Feature", ', 1),
        "FL043",
        'duplicate key "type"',
    ),
    "features twice": (
        collection()[:-1] + ', "features": []}',
        "FL043",
        'duplicate key "features"',
    ),
    "Infinity beside the features": (
        collection()[:-1] + ', "max": Infinity}',
        "FL004",
        "Infinity is not a JSON number",
    ),
    "a literal of Python": (
        collection(crs=True).replace("true", "None"),
        "FL004",
        "None is not JSON, write null",
    ),
    "a CRS that is projected": (
        collection(crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}),
        "FL016",
        "transform the file and remove the member",
    ),
    "a CRS with latitude first by its authority": (
        collection(crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4326"}}),
        "FL016",
        "GeoJSON is WGS 84 with longitude first, check that and remove the member",
    ),
    "a CRS by its short name": (
        collection(crs={"type": "name", "properties": {"name": "EPSG:32637"}}),
        "FL016",
        "EPSG:32637",
    ),
    "a CRS behind a link": (
        collection(crs={"type": "link", "properties": {"href": "http://a/OGC:1.3:CRS84"}}),
        "FL016",
        "names no CRS",
    ),
    "a CRS of null": (collection(crs=None), "FL016", "names no CRS, it is null"),
    "a CRS as text": (collection(crs="EPSG:4326"), "FL016", "names no CRS"),
    "a box of five numbers": (collection(bbox=[10, 49, 11, 51, 0]), "FL050", "has 5 numbers"),
    "a box of texts": (collection(bbox=["10", "49", "11", "51"]), "FL050", "not a list of numbers"),
    "a box upside down": (collection(bbox=[10, 51, 11, 49]), "FL050", "out of order"),
    "a box of metres": (collection(bbox=[0, 0, 1e6, 6e6]), "FL050", "out of range"),
    "a box of null": (collection(bbox=None), "FL050", "not a list of numbers"),
}


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_a_broken_file_is_refused_for_the_right_reason(name):
    text, code, reason = BROKEN_FILES[name]
    (problem,), _ = problems_and_row_count(text)
    assert (problem[1], reason in problem[2]) == (code, True), problem


BROKEN_FEATURES = {
    "type missing": (with_second_feature(type=...), "FL017", 'it has no "type"'),
    "type in small letters": (with_second_feature(type="feature"), "FL017", 'expected "Feature"'),
    "a geometry for a feature": (
        with_second_feature(type="Point", coordinates=[10, 50]),
        "FL017",
        "it is a Point",
    ),
    "a collection in a collection": (
        with_second_feature(type="FeatureCollection"),
        "FL017",
        "it is a FeatureCollection",
    ),
    "properties missing": (with_second_feature(properties=...), "FL049", 'has no "properties"'),
    "properties misspelt": (
        with_second_feature(properties=..., property={}),
        "FL049",
        'has no "properties"',
    ),
    "properties a list": (
        with_second_feature(properties=[]),
        "FL049",
        'the "properties" of the Feature is a',
    ),
    "properties a text": (with_second_feature(properties="id"), "FL049", "is the text"),
    "geometry missing": (with_second_feature(geometry=...), "FL049", 'has no "geometry"'),
    "geometry misspelt": (
        with_second_feature(geometry=..., geometries=FEATURES[1]["geometry"]),
        "FL049",
        'did you mean "geometry"?',
    ),
    "geometry shortened": (
        with_second_feature(geometry=..., geom=None),
        "FL049",
        'has no "geometry"',
    ),
    "geometry a list": (
        with_second_feature(geometry=[10, 50]),
        "FL049",
        'the "geometry" of the Feature is a',
    ),
    "coordinates beside the geometry": (
        with_second_feature(coordinates=[1, 2]),
        "FL049",
        '"coordinates" is not allowed',
    ),
    "an id that is an object": (
        with_second_feature(id={}),
        "FL049",
        'the "id" of the Feature is an object',
    ),
    "an id that is true": (
        with_second_feature(id=True),
        "FL049",
        'the "id" of the Feature is true',
    ),
    "an id that is null": (
        with_second_feature(id=None),
        "FL049",
        'the "id" of the Feature is null',
    ),
    "a box of five numbers": (with_second_feature(bbox=[1, 2, 3, 4, 5]), "FL050", "has 5 numbers"),
    "a box elsewhere": (with_second_feature(bbox=[49, 9, 51, 11]), "FL050", "does not contain"),
    "a CRS of its own": (with_second_feature(crs={}), "FL016", "names no CRS"),
    "properties in the geometry": (
        with_second_feature(geometry={**FEATURES[1]["geometry"], "properties": {}}),
        "FL049",
        '"properties" is not allowed in a geometry',
    ),
    "null": (collection(features=[FEATURES[0], None, *FEATURES[2:]]), "FL017", "it is null"),
    "a number": (collection(features=[FEATURES[0], 5, *FEATURES[2:]]), "FL017", "it is the number"),
    "a list": (collection(features=[FEATURES[0], [], *FEATURES[2:]]), "FL017", "it is a list"),
    "a key twice": (
        PLACES.replace('"id": "birch"', '"id": "birch", "id": "beech"'),
        "FL043",
        'duplicate key "id"',
    ),
    "a key twice, once in escapes": (
        PLACES.replace('"id": "birch"', '"id": "birch", "\\u0069d": "beech"'),
        "FL043",
        'duplicate key "id"',
    ),
    "NaN": (PLACES.replace("[10.13,", "[NaN,"), "FL004", "NaN is not a JSON number"),
    "a decimal comma": (
        PLACES.replace('"id": "birch"', '"precision_m": 50,5, "id": "birch"'),
        "FL004",
        "50,5 has a decimal comma, write 50.5",
    ),
    "leading zeros": (
        PLACES.replace("[10.13,", "[010.13,"),
        "FL004",
        "010.13 is not a JSON number",
    ),
    "a plus": (PLACES.replace("[10.13,", "[+10.13,"), "FL004", "+10.13 is not a JSON number"),
    "half a character": (
        PLACES.replace('"Birch"', '"Birch \\ud83d"'),
        "FL044",
        "is half a character",
    ),
    "a missing comma": (PLACES.replace('"birch", ', '"birch" '), "FL004", "a comma or a closing"),
    "a tab in a text": (PLACES.replace('"Birch"', '"Bir\tch"'), "FL004", "a line break or tab"),
}


@pytest.mark.parametrize("name", BROKEN_FEATURES)
@pytest.mark.parametrize("lines", [True, False], ids=["on lines", "on one line"])
def test_a_broken_feature_is_reported_and_the_others_are_read(name, lines):
    text, code, reason = BROKEN_FEATURES[name]
    (problem,), rows = problems_and_row_count(text if lines else text.replace("\n", " "))
    assert problem[:2] == (2, code), problem
    assert reason in problem[2], problem
    assert rows == len(FEATURES) - 1


@pytest.mark.parametrize(
    "text",
    [
        collection(crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}),
        collection(bbox=[10, 49, 11, 51]),
        collection(bbox=[10, 49, 0, 11, 51, 200]),
        collection(name="places", note={"a": [1, {"b": 2}]}),
        with_second_feature(id=7, bbox=[10, 49, 11, 51]),
        with_second_feature(title="foreign"),
        with_second_feature(properties={**FEATURES[1]["properties"], "name": 'Birch ": "x'}),
        PLACES.replace('"Birch"', '"B\\u0069rch \\ud83d\\ude00 \\"id\\": "'),
        PLACES.replace("\n", "\r\n"),
        json.dumps(json.loads(PLACES), indent=4),
    ],
)
def test_valid_files_are_read_completely(text):
    assert problems_and_row_count(text) == ([], len(FEATURES))


def test_duplicate_keys_are_found_at_any_depth():
    nested = '{"a": 1, "b": [{"a": 2}, {"a": 3, "c": {"a": 4}}], "d": "\\"a\\": 5"}'
    text = f'{{"type": "FeatureCollection", "note": {nested}, "features": []}}'
    assert read_features(text)[0]["note"]["d"] == '"a": 5'
    for position in [index for index in range(len(nested)) if nested.startswith('"a": ', index)]:
        with_duplicate = nested[:position] + '"a": 0, ' + nested[position:]
        with pytest.raises(RefusedInput, match='duplicate key "a"'):
            read_features(text.replace(nested, with_duplicate))
