"""The ground under a still map: what is drawn at which scale, in which order, and its names."""

import json
import re
from dataclasses import replace

import pytest
import shapely
from figure_texts import assert_nothing_overlaps_or_is_cut_off, text_marks
from pyproj import Geod
from shapely import LineString, Point, box
from support import EXAMPLE, ROOT

from frontline import project
from frontline.model import BASE_GEOMETRIES, BaseFeature
from frontline.render.figure import symbols
from frontline.render.figure.base_map import map_marks
from frontline.render.figure.kinds import KINDS, FigureRequest, compose
from frontline.render.figure.marks import Shape
from frontline.render.figure.paint import matplotlib_settings, text_width
from frontline.render.figure.projection import fit
from frontline.render.figure.sizes import SIZES
from frontline.render.figure.themes import TOKENS
from frontline.render.figure.typeset import pen
from frontline.style.base_strokes import (
    LANDS,
    SHADES,
    land_tones,
    stroke,
    town_px,
    town_type_px,
)

DONETS = LineString([(36.9, 49.8), (36.9, 50.7)])
"""A river that runs straight to the north, so that its name is turned upright."""

GROUND = (
    BaseFeature("forest", "", "", box(36.5, 50.0, 36.6, 50.1)),
    BaseFeature("built_up", "", "", box(36.3, 50.0, 36.4, 50.1)),
    BaseFeature("lake", "", "Reservoir", box(36.62, 50.0, 36.85, 50.1)),
    BaseFeature("river", "", "Donets", DONETS),
    BaseFeature("coast", "", "", LineString([(36.1, 49.95), (37.0, 49.96)])),
    BaseFeature("road", "", "", LineString([(36.2, 49.9), (36.3, 50.7)]), rank=1),
    BaseFeature("road", "", "", LineString([(36.2, 50.0), (37.0, 50.05)]), rank=4),
    BaseFeature("railway", "", "", LineString([(36.25, 49.9), (36.35, 50.7)])),
    BaseFeature("region_border", "", "", LineString([(36.1, 50.12), (37.1, 50.12)])),
    BaseFeature("region", "", "Oblast", Point(36.45, 50.16)),
    BaseFeature("border", "", "", LineString([(36.1, 50.6), (37.1, 50.6)]), disputed=True),
    BaseFeature("town", "", "Newtown", Point(36.75, 50.16), population=20_000),
    BaseFeature("town", "", "Kharkiv", Point(36.24, 49.99), population=1_400_000),
    BaseFeature("town", "", "Otherville", Point(34.8, 50.9), population=250_000),
)


@pytest.fixture(scope="module")
def dataset():
    return project.load(EXAMPLE)


def bare(dataset, *base, **changed):
    """The worked example on another ground, held by nobody at its start."""
    header = replace(dataset.header, base_start=None)
    return project.build(replace(dataset, header=header, base=base, **changed))


@pytest.fixture(scope="module")
def scene(dataset):
    """The worked example on a ground of every kind."""
    return project.build(replace(dataset, base=(*dataset.base, *GROUND)))


def drawn(scene, extent=None, width=842):
    frame = fit(extent or scene.header.extent, 0, 0, width)
    with matplotlib_settings():
        return frame, map_marks(scene.at(scene.dates[-1]), frame, pen(scene.header, text_width))


def names(marks):
    return [mark.text for mark in marks if not isinstance(mark, Shape)]


def first(marks, **look):
    return next(
        n
        for n, mark in enumerate(marks)
        if isinstance(mark, Shape)
        and mark.lines
        and all(getattr(mark, key) == value for key, value in look.items())
    )


def test_the_ground_of_the_tests_has_every_kind(scene):
    assert {feature.kind for feature in scene.base} == set(BASE_GEOMETRIES)


def test_every_kind_is_drawn_in_its_colour_below_or_above_the_areas_of_control(scene):
    _, marks = drawn(scene)
    area = first(marks, fill="fill:1")
    for kind in ("forest", "built_up"):
        assert first(marks, fill=SHADES[kind]) < area
    assert first(marks, fill=SHADES["lake"], stroke="stream") > area
    lines = [feature for feature in GROUND if stroke(feature)]
    assert len(lines) == 8
    for feature in lines:
        style = stroke(feature)
        look = {"stroke": style.color, "width": style.width_px, "dash": style.dash}
        assert first(marks, **look) > area


@pytest.mark.parametrize("feature", GROUND[:9], ids=lambda feature: feature.kind)
def test_no_feature_is_drawn_where_its_error_is_over_half_a_millimetre(dataset, feature):
    far = replace(feature, error_m=250)  # at about 100 m a pixel
    shown, hidden = (drawn(bare(dataset, f))[1] for f in (feature, far))
    style = stroke(feature)
    look = {"stroke": style.color} if style else {"fill": SHADES[feature.kind]}
    assert first(shown, **look)
    with pytest.raises(StopIteration):
        first(hidden, **look)


def test_a_town_that_is_a_place_of_the_map_is_named_once(scene):
    _, marks = drawn(scene)
    assert names(marks).count("Kharkiv") == 1
    assert names(marks).count("Newtown") == 1


@pytest.mark.parametrize("name", ["ولاية الجزيرة", "ဧရာဝတီတိုင်း"])
def test_names_without_capitals_are_not_spaced(dataset, name):
    land = BaseFeature("country", "c", name, box(34, 48, 39, 53))
    region = BaseFeature("region", "", name, Point(36.45, 50.16))
    river = BaseFeature("river", "", name, DONETS)
    town = BaseFeature("town", "", name, Point(36.75, 50.16), population=20_000)
    scene = bare(dataset, land, region, river, town, places=(), events=(), claims=())
    assert names(drawn(scene)[1]).count(name) == 4


def test_the_name_of_a_river_runs_along_it(scene):
    frame, marks = drawn(scene)
    [name] = [mark for mark in marks if not isinstance(mark, Shape) and mark.text == "Donets"]
    assert abs(name.turn) == pytest.approx(90, abs=1)
    line = frame.project(DONETS)
    assert 2 < line.distance(Point(name.x, name.y)) < 14


@pytest.mark.parametrize("degrees", [10, 80, 100, 170, 190, 260, 280, 350])
def test_a_name_reads_from_left_to_right_whichever_way_its_river_runs(dataset, degrees):
    direction = shapely.affinity.rotate(LineString([(36.4, 50.3), (36.8, 50.3)]), degrees)
    river = BaseFeature("river", "", "River", direction)
    scene = bare(dataset, river, places=(), events=(), claims=())
    [name] = [m for m in drawn(scene)[1] if not isinstance(m, Shape) and m.text == "River"]
    assert -90 <= name.turn <= 90
    assert abs(name.turn) > 1


def test_a_large_city_beyond_a_close_map_is_named_at_its_edge_with_its_distance(dataset):
    base = (
        *dataset.base,
        BaseFeature("town", "", "Otherville", Point(35.9, 50.3), population=250_000),
    )
    scene = project.build(replace(dataset, base=base))
    frame, marks = drawn(scene)
    km = Geod(ellps="WGS84").inv(frame.west, 50.3, 35.9, 50.3)[2] / 1000
    assert f"Otherville · {km:.0f} km" in names(marks)
    arrow = next(
        m
        for m in marks
        if isinstance(m, Shape) and len(m.lines) == 1 and len(m.lines[0]) == 4 and m.fill == "ink-2"
    )
    tip, back, *_ = arrow.lines[0]
    assert tip[0] < back[0] < 15


def test_a_map_of_a_country_names_its_cities_and_no_arrow(scene):
    _, marks = drawn(scene, extent=(34.0, 48.0, 39.0, 52.0))
    assert "Sumy" in names(marks)
    assert not [name for name in names(marks) if "·" in name]


def test_no_arrow_points_to_a_city_that_is_far(scene):
    frame, marks = drawn(scene)
    west = frame.west - (frame.box[2] - frame.box[0]) / frame.px_per_lon
    assert west > 34.8
    assert not [name for name in names(marks) if name.startswith("Otherville")]


def test_a_map_of_a_continent_has_no_locator(dataset):
    outline = BaseFeature("outline", "", "Land", box(0, 30, 60, 60))
    for east, has_locator in ((30.0, True), (70.0, False)):
        header = replace(dataset.header, extent=(20.0, 35.0, east, 45.0))
        scene = bare(replace(dataset, header=header), outline, places=(), events=(), claims=())
        land = [m for m in drawn(scene)[1] if isinstance(m, Shape) and m.width == 0.7]
        assert bool(land) == has_locator


def test_a_larger_town_has_a_larger_sign_and_room_comes_first(dataset):
    towns = tuple(
        BaseFeature("town", "", f"Town {n}", Point(36.2 + n % 6 / 8, 50.0 + n // 6 / 50), {},
                    population=1000 * (n + 1))
        for n in range(30)
    )  # fmt: skip
    scene = bare(dataset, *towns, places=(), events=(), claims=())
    _, marks = drawn(scene)
    shown = [name for name in names(marks) if name.startswith("Town")]
    assert 5 < len(shown) < 30
    assert shown[0] == "Town 29"
    signs = [m for m in marks if isinstance(m, Shape) and m.stroke == "town"]
    radii = [round(shapely.Polygon(mark.lines[0]).area, 6) for mark in signs]
    assert radii == sorted(radii, reverse=True)
    assert len(radii) == len(shown)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", ["map", "changes"])
def test_no_name_of_the_ground_overlaps_another_or_is_cut_off(scene, kind, size):
    assert kind in KINDS
    with matplotlib_settings():
        figure = compose(scene, FigureRequest(kind), SIZES[size], text_width)[0]
    assert [mark for mark in text_marks(figure) if mark.text == "Newtown"] or size != "web"
    assert_nothing_overlaps_or_is_cut_off(figure)


def test_the_colours_of_the_ground_are_in_every_theme():
    looks = {stroke(feature).color for feature in GROUND if stroke(feature)} | set(SHADES.values())
    assert len(looks) > 6
    for theme in TOKENS.values():
        assert looks <= {*theme.keys(), symbols.WATER}  # which is one of its backgrounds


def test_countries_of_the_world_are_alike_and_a_maps_own_alternate():
    own = [BaseFeature("country", str(n), "", shapely.box(n, 0, n + 1, 1)) for n in range(3)]
    world = [replace(country, world=True) for country in own]
    assert land_tones(own) == [LANDS[0], LANDS[1], LANDS[0]]
    assert land_tones(world) == 3 * [LANDS[0]]
    assert land_tones([own[0], *world, own[1]]) == [LANDS[0]] * 4 + [LANDS[1]]


def test_names_of_towns_have_the_type_of_the_page():
    module = ROOT / "frontline/render/page/player/map/base_names.mjs"
    found = re.search(r"TOWN_TYPES = (\[.*\]);", module.read_text())
    types = json.loads(found[1])
    assert len(types) == 3
    for population in (None, 10_000, 300_000, 10**7):
        size = next(size for least, size in types if town_px(population) >= least)
        assert town_type_px(population) == size
