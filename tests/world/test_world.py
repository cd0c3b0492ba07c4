"""The world in the package: its files, and what it gives a map for an extent."""

import hashlib
import json
import math
import re
import zlib
from dataclasses import replace

import numpy as np
import pytest
import shapely
from support import ROOT

import frontline
from frontline.model import BASE_GEOMETRIES
from frontline.render.page.packed_base import pack_base
from frontline.style.base_scales import ERROR_MM, PX_MM, drawn_scales
from frontline.world import (
    VIEWPOINTS,
    extent_features,
    world_country,
    world_credits,
    world_features,
)
from frontline.world.blocks import blocks_of, lines_of
from frontline.world.origins import layers, origins
from frontline.world.window import generalised, window_of_map

WORLD = ROOT / "frontline" / "world"
EXTENTS = {
    "inland": (22.0, 9.0, 37.0, 22.0),
    "three states": (18.0, 41.0, 24.0, 46.0),
    "delta": (94.0, 15.0, 97.0, 18.0),
    "across 180": (177.0, -20.0, 182.0, -15.0),
    "across 180, from the west": (-181.0, 64.0, -168.0, 70.0),
    "whole": (-180.0, -60.0, 180.0, 80.0),
    "pole": (-30.0, 70.0, 40.0, 88.0),
    "tall": (-76.0, -56.0, -66.0, -17.0),
}
HEAVY = {
    "oblast": (36.0, 49.5, 38.2, 50.6),
    "Ukraine": (22.0, 44.0, 40.5, 52.5),
    "Myanmar": (92.0, 9.5, 101.5, 28.5),
    "Sahel": (-6.0, 10.0, 16.0, 20.0),
    "Europe": (-10.0, 36.0, 40.0, 70.0),
    "Fiji": (176.5, -19.5, 182.0, -15.5),
}
UKRAINE = (22.0, 44.0, 41.0, 53.0)
BALKANS = (18.0, 41.0, 24.0, 46.0)


def of_kind(found, kind):
    return [feature for feature in found if feature.kind == kind]


def country_at(found, lon, lat):
    return [f.id for f in of_kind(found, "country") if shapely.intersects_xy(f.geometry, lon, lat)]


def test_the_files_are_those_that_the_script_made():
    made = origins()["files"]
    assert set(made) == {path.name for path in WORLD.glob("*.bin")} != set()
    for name, digest in made.items():
        assert hashlib.sha256((WORLD / name).read_bytes()).hexdigest() == digest, name
    assert sum(path.stat().st_size for path in WORLD.glob("*.bin")) < 6_000_000


def test_each_layer_names_packages_at_exact_versions_and_hashes():
    packages = {package["name"]: package for package in origins()["package"]}
    assert {name for layer in layers() for name in layer.packages} == set(packages) != set()
    for package in packages.values():
        assert re.fullmatch(r"[0-9a-f]{64}", package["sha256"])
        assert package["version"] in package["file"]
        assert package["from"] in ("pip", "npm", "apt")


def test_the_script_is_no_part_of_the_package():
    assert not list(WORLD.rglob("make*"))
    assert (ROOT / "docs" / "scripts" / "world" / "make.py").exists()


@pytest.mark.parametrize("name", EXTENTS)
def test_everything_is_valid_near_the_extent_and_drawn_at_some_scale(name):
    extent = EXTENTS[name]
    window = window_of_map(extent)
    west, south, east, north = window.box
    found = world_features(extent, ["en"])
    assert found
    for feature in found:
        assert feature.world
        assert feature.geometry.is_valid
        assert not feature.geometry.is_empty
        kinds = BASE_GEOMETRIES[feature.kind]
        assert feature.geometry.geom_type.removeprefix("Multi") in kinds
        assert window.shows(drawn_scales(feature))
        if feature.kind != "outline":
            low_lon, low_lat, high_lon, high_lat = feature.geometry.bounds
            assert west <= low_lon <= high_lon <= east
            assert south <= low_lat <= high_lat <= north


@pytest.mark.parametrize("name", EXTENTS)
def test_rivers_regions_and_towns_stay_within_their_weight(name):
    found = world_features(EXTENTS[name], ["en"])
    assert found
    for kind, most in extent_features._MAX_POINTS.items():
        points = [shapely.get_num_coordinates(f.geometry) for f in of_kind(found, kind)]
        assert sum(points) <= most
    assert len(of_kind(found, "town")) <= 1.5 * extent_features.MAX_TOWNS
    assert len(of_kind(found, "region")) <= extent_features.MAX_REGIONS


@pytest.mark.parametrize("name", EXTENTS)
@pytest.mark.parametrize(("px_wide", "px_high"), [(1600, 500), (1920, 1080), (360, 640)])
def test_a_page_of_any_shape_shows_no_edge_when_it_is_zoomed_out(name, px_wide, px_high):
    extent = EXTENTS[name]
    west, south, east, north = window_of_map(extent).box
    squeeze = math.cos(math.radians((extent[1] + extent[3]) / 2))
    width, height = (extent[2] - extent[0]) * squeeze, extent[3] - extent[1]
    deg_per_px = 2 * max(width / px_wide, height / px_high)
    assert (east - west) * squeeze >= min(deg_per_px * px_wide, 360 * squeeze) * 0.999
    assert north - south >= deg_per_px * px_high * 0.999 or south == -90 or north == 90
    assert east - west <= 360


@pytest.mark.parametrize("languages", [["en"], ["en", "uk", "ru", "ar", "my"]])
@pytest.mark.parametrize("extent", HEAVY.values(), ids=HEAVY)
def test_the_world_costs_a_page_at_most_40_kb(extent, languages):
    """In the page, where it is deflated and written in base64."""
    start = frontline.load(ROOT / "frontline" / "starter")
    header = replace(
        start.header, base_start=None, extent=extent, language="en", languages=tuple(languages[1:])
    )
    scene = frontline.build(replace(start, header=header, base=()))
    packed = pack_base(replace(scene, base=world_features(extent, languages)))
    parts = [packed.names, packed.layers, packed.streams]
    texts = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()
    in_page = sum(len(zlib.compress(part, 9)) for part in (texts, packed.data)) * 4 / 3
    assert 2_000 < in_page < 40_000


def test_lines_are_simpler_off_the_map_and_meet_as_before():
    window = window_of_map((22.0, 44.0, 41.0, 53.0))
    xs = np.arange(-17, 79, 0.01)
    wave = shapely.LineString(np.column_stack([xs, 48 + 0.02 * np.sin(40 * xs)]))
    ring = shapely.LineString([(30, 47), (31, 47), (31, 48), (30, 47)])
    simple, same, again = generalised(np.array([wave, ring, wave], dtype=object), window)
    assert same.equals(ring)
    assert simple.equals(again)
    ends = shapely.get_coordinates(simple)[[0, -1]]
    assert np.array_equal(ends, shapely.get_coordinates(wave)[[0, -1]])
    kept = shapely.get_coordinates(simple)[:, 0]
    inside = (kept >= 22) & (kept <= 41)
    assert inside.sum() > 2 * (~inside).sum() > 0


def test_the_same_extent_gives_the_same_features():
    first = world_features(BALKANS, ["en"])
    extent_features._features.cache_clear()
    again = world_features(BALKANS, ["en"])
    assert first is not again
    assert [shapely.to_wkb(f.geometry) for f in first] == [
        shapely.to_wkb(f.geometry) for f in again
    ]


def test_countries_do_not_overlap():
    shapes = [feature.geometry for feature in of_kind(world_features(BALKANS, ["en"]), "country")]
    assert len(shapes) > 8
    overlaps = [shapely.intersection(a, b).area for i, a in enumerate(shapes) for b in shapes[:i]]
    assert max(overlaps) < 1e-3 * min(shape.area for shape in shapes if shape.area > 0.1)


def test_borders_run_where_the_countries_meet():
    found = world_features(BALKANS, ["en"])
    edges = shapely.union_all([f.geometry.boundary for f in of_kind(found, "country")])
    (certain,) = [f for f in of_kind(found, "border") if not f.disputed]
    assert certain.geometry.length > 10
    outside = shapely.difference(certain.geometry, shapely.buffer(edges, 1e-6))
    assert outside.length < 1e-3 * certain.geometry.length


def test_a_country_across_180_degrees_is_one():
    found = world_features(EXTENTS["across 180"], ["en"])
    (fiji,) = [feature for feature in of_kind(found, "country") if feature.id == "FJ"]
    taveuni = [p for p in fiji.geometry.geoms if p.bounds[0] < 180 < p.bounds[2]]
    assert taveuni
    (coast,) = of_kind(found, "coast")
    on_seam = shapely.intersection(coast.geometry, shapely.LineString([(180, -60), (180, 60)]))
    assert on_seam.length == 0


def test_no_coast_runs_along_the_edge_of_the_data():
    found = world_features(EXTENTS["whole"], ["en"])
    (coast,) = of_kind(found, "coast")
    assert coast.geometry.length > 1000
    seams = [[(x, -90), (x, 90)] for x in (-180, 180)]
    assert shapely.intersection(coast.geometry, shapely.MultiLineString(seams)).length == 0


@pytest.mark.parametrize("viewpoint", [None, *VIEWPOINTS])
def test_crimea_is_ukrainian_in_every_view_and_never_lost(viewpoint):
    found = world_features(UKRAINE, ["en"], viewpoint)
    assert country_at(found, 34.1, 45.0) == ["UA"]
    perekop = shapely.box(33.4, 45.9, 34.0, 46.3)
    disputed = [f for f in of_kind(found, "border") if f.disputed]
    is_marked = any(shapely.intersects(f.geometry, perekop) for f in disputed)
    assert is_marked == (viewpoint is None)


def test_views_differ_on_kosovo():
    at, near = (21.16, 42.67), shapely.Point(20.98, 43.15).buffer(0.3)
    default, german, ukrainian = (world_features(BALKANS, ["en"], v) for v in (None, "DE", "UA"))
    assert country_at(default, *at) == country_at(german, *at) == ["XK"]
    assert country_at(ukrainian, *at) == ["RS"]

    def lines(found, disputed):
        return any(
            shapely.intersects(f.geometry, near)
            for f in of_kind(found, "border")
            if f.disputed == disputed
        )

    assert (lines(default, True), lines(default, False)) == (True, False)
    assert (lines(german, True), lines(german, False)) == (False, True)
    assert (lines(ukrainian, True), lines(ukrainian, False)) == (False, False)


@pytest.mark.parametrize(
    ("extent", "where"),
    [
        ((70.0, 30.0, 82.0, 37.0), (74.5, 34.4)),  # the line of control in Kashmir
        ((33.0, 28.0, 38.0, 34.0), (35.7, 33.0)),  # the Golan Heights
        ((-16.0, 20.0, -5.0, 30.0), (-9.5, 27.67)),  # Western Sahara
        ((31.0, 34.0, 35.0, 36.0), (33.3, 35.1)),  # Cyprus
    ],
)
def test_disputed_stretches_are_marked(extent, where):
    found = of_kind(world_features(extent, ["en"]), "border")
    near = shapely.Point(where).buffer(0.35)
    assert any(f.disputed and shapely.intersects(f.geometry, near) for f in found)


@pytest.mark.parametrize(
    ("lon", "lat", "code"), [(35.73, 33.03, "SY"), (35.39, 22.94, "EG"), (-73.31, -49.52, "CL")]
)
def test_no_land_is_left_to_the_sea(lon, lat, code):
    found = world_features((lon - 3, lat - 3, lon + 3, lat + 3), ["en"])
    assert country_at(found, lon, lat) == [code]


def test_a_small_country_between_others_is_not_left_to_the_sea_far_from_the_map():
    found = world_features((31.33, 44.2, 40.4, 52.04), ["en"])
    assert country_at(found, 6.1, 49.7) == ["LU"]
    assert country_at(found, 12.46, 43.94) == ["IT"]  # San Marino goes with what surrounds it


def test_city_districts_and_doubles_are_no_towns():
    names = blocks_of("towns").texts("names")
    assert not {"Saltivka", "Gorod Shebekino", "Al Mawşil al Jadīdah"} & set(names)
    assert names.count("Shebekino") == 1
    kept = {"Kharkiv", "Belgorod", "Mosul", "Shenzhen", "Dongguan", "Giza", "Omdurman", "Merefa"}
    assert kept <= set(names)
    assert len(names) > 50_000


def test_no_town_lies_in_another_that_is_three_times_as_large():
    xy = blocks_of("towns").numbers("points").reshape(-1, 2) / 10_000
    people = blocks_of("towns").numbers("population")
    largest = xy[:300]
    assert len(largest) == 300
    for (lon, lat), population in zip(largest, people, strict=False):
        km = np.hypot((xy[:, 0] - lon) * np.cos(np.radians(lat)), xy[:, 1] - lat) * 111.2
        radius = min(math.sqrt(population / 3000 / math.pi), 20)
        assert not ((km < radius) & (km > 0) & (3 * people <= population)).any()


def test_towns_have_their_own_names_and_cldrs():
    found = of_kind(world_features(UKRAINE, ["en", "uk", "ru", "ar", "de"]), "town")
    towns = {feature.name: feature for feature in found}
    names = {
        "Kharkiv": {"uk": "Харків", "ru": "Харьков"},
        "Kyiv": {"uk": "Київ", "de": "Kiew", "ar": "كييف"},
        "Odesa": {"uk": "Одеса"},
        "Mariupol": {"uk": "Маріуполь"},
        "Belgorod": {"ru": "Белгород"},
    }
    for town, texts in names.items():
        for language, text in texts.items():
            assert towns[town].texts[language]["name"] == text
    # Where no name is known in a language, the Latin one stands for it.
    assert towns["Kharkiv"].texts["ar"]["name"] == "Kharkiv"


def test_names_of_countries_follow_the_main_language():
    (found,) = [
        f for f in world_features(UKRAINE, ["uk", "en"]) if f.id == "UA" and f.kind == "country"
    ]
    assert (found.name, found.texts["en"]["name"]) == ("Україна", "Ukraine")


def test_regions_have_the_names_that_english_readers_know():
    names = set(blocks_of("region_names").texts("names"))
    assert {"Crimea", "Kursk Oblast", "Krasnodar Krai", "Aleppo", "Kakheti"} <= names
    pattern = re.compile(r"(, Respublika|skiy kray|skaya Oblast|skaya Respublika| okrug)$")
    assert not [name for name in names if pattern.search(name)]


def test_names_are_printable_and_never_empty():
    for layer in ("towns", "region_names"):
        blocks = blocks_of(layer)
        names = blocks.texts("names")
        assert names
        assert all(name.strip() == name and name.isprintable() and name for name in names)
        for language in blocks.facts["languages"]:
            texts = blocks.texts(f"names_{language}")
            assert len(texts) == len(names)
            assert any(texts)
            assert all(text.isprintable() for text in texts)


def test_nothing_is_drawn_closer_than_half_a_millimetre_of_error():
    oblast = (35.6, 49.8, 37.6, 50.8)
    close = window_of_map(oblast)
    found = world_features(oblast, ["en"])
    assert of_kind(found, "town")
    assert not {"border", "river"} & {feature.kind for feature in found}
    for feature in found:
        assert feature.error_m * PX_MM / ERROR_MM <= close.coarsest
    assert world_features((36.90, 50.27, 36.96, 50.31), ["en"]) == ()


def test_credits_name_only_what_is_there():
    found = world_features(UKRAINE, ["en"])
    assert world_credits([]) == ()
    assert world_credits(found) == ("Natural Earth", "GeoNames (CC BY 4.0)", "GSHHG (LGPL)")
    assert world_credits(of_kind(found, "river")) == ("GSHHG (LGPL)",)
    assert "Natural Earth (borders as seen by UA)" in world_credits(found, "UA")
    covered = {kind for layer in layers() for kind in layer.kinds}
    assert {feature.kind for feature in found} <= covered


def test_a_country_is_found_by_its_code():
    assert world_country("UA", ["uk"]).name == "Україна"
    assert world_country("XX", ["en"]) is None
    assert world_country("Ukraine", ["en"]) is None


def test_lines_are_decoded_as_they_were_stored():
    lines = lines_of("rivers")
    first = blocks_of("rivers").numbers("starts").reshape(-1, 2) / 10_000
    assert np.array_equal(lines.xy[lines.starts], first)
    steps = np.abs(np.diff(lines.xy, axis=0))
    within = np.ones(len(steps), dtype=bool)
    within[lines.ends[:-1] - 1] = False
    assert steps[within].max() <= 3.2767 + 1e-9
    assert np.abs(lines.xy[:, 0]).max() <= 180.0001
