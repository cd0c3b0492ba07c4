"""The packed base map, decoded by the page's own modules: every line of every feature."""

import json
import random
from itertools import pairwise

import pytest
import shapely
from base_folders import blob, every_kind, feature, wavy, write_base_map
from decoded_page import decoded_page

import frontline
from frontline.render.page.codec.base_arcs import BaseLines, pack_lines, shared_arcs
from frontline.render.page.packed_base import pack_base


def scene_of(folder, features=None, **lines):
    return frontline.build(frontline.load(write_base_map(folder, features, **lines)))


def normal(line):
    """Return a line in one direction, a ring from its least vertex, as text."""
    line = [[float(value) for value in point] for point in line]
    if line[0] == line[-1]:
        start = line.index(min(line))
        return json.dumps([*line[start:-1], *line[: start + 1]])
    return json.dumps(min(line, line[::-1]))


def drawn_lines(geometry):
    parts = shapely.get_parts(shapely.orient_polygons(shapely.geometry.shape(geometry)))
    for part in parts:
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            yield [[round(x, 5), round(y, 5)] for x, y in ring.coords]


def test_the_page_has_every_line_of_every_kind_with_its_name(tmp_path):
    page = decoded_page(scene_of(tmp_path / "map"), tmp_path)
    features = every_kind()
    kinds = {f["properties"]["kind"] for f in features if "Point" not in f["geometry"]["type"]}
    assert set(page["base"]) == kinds
    for kind in kinds - {"outline"}:
        decoded = {
            (page["base_names"][number]["name"] if number >= 0 else None, normal(line))
            for number, lines in page["base"][kind]
            for line in lines
        }
        assert decoded == {
            (f["properties"].get("name"), normal(line))
            for f in features
            if f["properties"]["kind"] == kind and "Point" not in f["geometry"]["type"]
            for line in drawn_lines(f["geometry"])
        }


def test_towns_and_regions_at_a_point_are_names_with_positions(tmp_path):
    names = pack_base(scene_of(tmp_path / "map")).names
    towns = [name for name in names if name["kind"] == "town"]
    assert [town["name"] for town in towns] == ["Bigtown", "Midtown", "Littletown", "Hamlet"]
    assert (towns[0]["lon"], towns[0]["lat"], towns[0]["px"]) == (10.1, 49.9, 11.1)
    (west,) = [name for name in names if name["name"] == "Westmark"]
    assert (west["lon"], west["lat"]) == (9.95, 50.16)


def test_layers_are_ordered_from_the_land_up_and_less_important_ranks_first(tmp_path):
    layers = pack_base(scene_of(tmp_path / "map")).layers
    assert list(dict.fromkeys(layer["kind"] for layer in layers)) == [
        "country",
        "region",
        "outline",
        "forest",
        "built_up",
        "lake",
        "river",
        "coast",
        "road",
        "railway",
        "region_border",
        "border",
    ]
    roads = [(layer["width"], layer["scales"][1]) for layer in layers if layer["kind"] == "road"]
    assert roads == [(0.6, 100), (0.8, 200), (1.1, 400), (1.4, 800)]
    dashes = [layer["dash"] for layer in layers if layer["kind"] == "border"]
    assert dashes == [[2, 3], [9, 3, 1.5, 3]]


def test_the_grid_of_a_feature_is_within_its_error(tmp_path):
    coarse, exact = (
        pack_base(scene_of(tmp_path / str(error), [*every_kind()[:2], river(error)]))
        for error in (2000, 0)
    )
    _, stream = coarse.streams
    assert coarse.layers[-1]["scales"][0] == pytest.approx(2000 * 25.4 / 96 / 0.5, rel=0.005)
    assert stream["per_degree"] == 100  # steps of 1.1 km, at 1.06 km per pixel
    assert [stream["per_degree"] for stream in exact.streams] == [100_000, 100_000]
    assert len(coarse.data) < 0.7 * len(exact.data)


def test_kinds_that_run_along_each_other_have_one_grid(tmp_path):
    features = every_kind()
    for f in features:
        f["properties"]["error_m"] = 900 if f["properties"]["kind"] == "border" else 400
    streams = pack_base(scene_of(tmp_path / "map", features)).streams
    assert len([stream for stream in streams if 0 in stream["layers"]]) == 1
    country = next(stream for stream in streams if 0 in stream["layers"])
    layers = pack_base(scene_of(tmp_path / "again", features)).layers
    kinds = {layers[number]["kind"] for number in country["layers"]}
    assert kinds >= {"country", "border", "coast", "region_border", "lake"}


def test_the_base_of_a_map_across_180_is_where_the_map_is(tmp_path):
    west = feature("river", "LineString", wavy((178.5, -17), (179.5, -17), 2, 0.01), name="West")
    east = feature("river", "LineString", wavy((-179.9, -17), (-178.5, -17), 2, 0.01), name="East")
    town = feature("town", "Point", [-179.5, -17.2], name="Beyond", population=9000)
    land = [[178, -18], [179, -18], [179, -17.5], [178, -18]]
    country = feature("country", "Polygon", [land], id="southland", name="Southland")
    folder = write_base_map(
        tmp_path / "map", [country, west, east, town], extent="[178.0, -18.0, -178.0, -16.0]"
    )
    places = json.loads((folder / "places.geojson").read_text())
    for place in places["features"]:
        place["geometry"]["coordinates"] = [178.9, -17.7]
    (folder / "places.geojson").write_text(json.dumps(places))
    scene = frontline.build(frontline.load(folder))
    page = decoded_page(scene, tmp_path)
    ends = {
        page["base_names"][number]["name"]: [min(lons), max(lons)]
        for number, lines in page["base"]["river"]
        for lons in [[lon for line in lines for lon, _ in line]]
    }
    assert ends == {"West": [178.5, 179.5], "East": [180.1, 181.5]}
    (beyond,) = [name for name in page["base_names"] if name["kind"] == "town"]
    assert beyond["lon"] == 180.5


@pytest.mark.parametrize(("east", "has_inset"), [(49.0, True), (52.0, False)])
def test_a_continental_map_has_no_inset(tmp_path, east, has_inset):
    scene = scene_of(tmp_path / "map", extent=f"[9.8, 49.8, {east}, 50.2]")
    kinds = {layer["kind"] for layer in pack_base(scene).layers}
    assert ("outline" in kinds) == has_inset


def test_only_straight_cuts_of_the_land_are_edges(tmp_path):
    land = [[9, 49], [11, 49], *wavy((11, 50.5), (9, 50.5), 3, 0.02), [9, 49]]
    country = feature("country", "Polygon", [land], id="southland", name="Southland")
    assert pack_base(scene_of(tmp_path / "map", [country])).edges == (9, 49, 11, None)
    isle = feature("country", "Polygon", [blob(10.1, 50, 0.2)], id="southland", name="Isle")
    assert pack_base(scene_of(tmp_path / "isle", [isle])).edges == (None,) * 4


def river(error):
    line = wavy((9, 50), (11, 50), 5, 0.05, points=2000)
    return feature("river", "LineString", line, error_m=error)


def test_lines_that_features_share_are_stored_once():
    random_ = random.Random(7)
    border = [(i * 40, random_.randrange(300)) for i in range(400)]
    north = [*border, (border[-1][0], 9000), (0, 9000), border[0]]
    south = [*border[::-1], (0, -9000), (border[-1][0], -9000), border[-1]]
    alone = pack_lines([BaseLines(0, None, [north])])
    both = [BaseLines(0, None, [north]), BaseLines(0, None, [south]), BaseLines(1, None, [border])]
    assert len(pack_lines(both)) < len(alone) + 40


def test_random_lines_and_rings_are_cut_into_arcs_and_restored():
    random_ = random.Random(11)
    for _ in range(300):
        lines = []
        for _ in range(random_.randrange(1, 6)):
            points = [
                (random_.randrange(4), random_.randrange(4)) for _ in range(random_.randrange(2, 9))
            ]
            points = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
            if random_.random() < 0.5 and points[-1] != points[0]:
                points.append(points[0])
            if len(points) > 1:
                lines.append(points)
        if not lines:
            continue
        arcs, paths = shared_arcs(lines)
        assert len({frozenset((a, b)) for arc in arcs for a, b in pairs(arc)}) == sum(
            len(arc) - 1 for arc in arcs
        )
        for line, path in zip(lines, paths, strict=True):
            walked = []
            for half in path:
                arc = arcs[half >> 1][:: -1 if half & 1 else 1]
                assert not walked or walked[-1] == arc[0]
                walked += arc[1 if walked else 0 :]
            assert sorted(pairs(walked)) == sorted(pairs(line))
        pack_lines([BaseLines(i, i, [line]) for i, line in enumerate(lines)])


def pairs(line):
    return list(pairwise(line))
