"""A blurred position, or one that may not be redistributed, cannot be computed back.

The strongest form is a property: wherever in its square of the grid a place lies, the outputs are
the same bytes, so that nothing in them can tell where, nor can several editions together. The
attack is that of a reader who mirrors known places in the edges of their cells.
"""

import itertools
import json
import math
import random
import re

import numpy as np
import pytest
from every_output import everything
from generated_maps import read_features, read_rows, write_features, write_rows
from random_maps import EXTENT, KINDS, _claims, _places, day, random_folder
from scene_reading import GEOD, SceneReading
from shapely import transform
from shapely.geometry import Point, box
from support import LONG

from frontline import project
from frontline.intake import validate
from frontline.intake.formats.geometry import blur
from frontline.intake.places import MIN_BLUR_M
from frontline.model.longitudes import WEST, in_window, window_west

SECRET = "elmsk"
M_PER_DEG = 111_195.0
HIDDEN = {"blurred": {"blur_m": 2000}, "not redistributed": {"source": "closed"}}
WIDTH_M = {"blurred": 2000, "not redistributed": MIN_BLUR_M}
QUICK = ("build", "info", "log", "why", "diff", "changes", "words", "tables", "locate")
ELSEWHERE = {"here": (0, 0), "across 180°": (149.6, -66), "in the far north": (-60, 34)}
"""Degrees by which a map is moved: to Fiji, where it has longitudes beyond 180, and to 84° N."""


def metres(point):
    """Return a position in metres east and north, good to a few metres within a map."""
    return point.x * M_PER_DEG * math.cos(math.radians(50.25)), point.y * M_PER_DEG


def square_of(width_m, near):
    """Return the centre of the square of the grid around a position, and points in its corners."""
    centre = blur(near, width_m, window_west(EXTENT) if near.x < 180 else 0)
    north = width_m / M_PER_DEG
    east = north / math.cos(math.radians(centre.y))
    corners = [(-0.43, -0.37), (0.39, 0.44), (0.45, -0.41)]
    return centre, [Point(centre.x + east * x, centre.y + north * y) for x, y in corners]


def write_map(folder, kind, hidden, position, near, seed=0):
    """Write a random map with a place at a position, with all that can be said of a place.

    Edges of a drawn area, of a country and of the extent may run through the place's square: they
    depend on ``near`` alone.
    """
    random_folder(folder, kind, seed)
    secret = {"kind": "village", **hidden}
    places = [
        ({**properties, **secret}, position) if properties["id"] == SECRET else (properties, point)
        for properties, point in read_features(folder / "places.geojson")
    ]
    write_features(folder / "places.geojson", places)
    sources = [{**row, "redistribute": "yes"} for row in read_rows(folder / "sources.csv")]
    closed = {**sources[0], "id": "closed", "title": "Closed", "redistribute": "no"}
    write_rows(folder / "sources.csv", [*sources, closed])
    if (folder / "areas.geojson").exists():
        drawn = read_features(folder / "areas.geojson")
        through = box(near.x, near.y, near.x + 0.2, near.y + 0.1)
        first = drawn[0][0]
        drawn.append(({**first, "id": "through", "status": "held", "side": "red"}, through))
        write_features(folder / "areas.geojson", drawn)
    return folder


def say_more(folder, near):
    """Add a toll, an event, a note and a chapter about the place, and a border through its square.

    Return the folder.
    """
    toll = {"id": "toll", "place": SECRET, "about": "dead", "value": "7", "claimant": "Desk"}
    toll |= {"date": str(day(1)), "known": str(day(1)), "source": "desk", "kind": "reported"}
    event = {"id": "there", "date": str(day(1)), "place": SECRET, "kind": "strike", "title": "T"}
    for name, row in {"claims.csv": toll, "events.csv": {**event, "source": "desk"}}.items():
        rows = read_rows(folder / name)
        columns = dict.fromkeys([*row, *(rows[0] if rows else ())], "")
        write_rows(folder / name, [{**columns, **old} for old in [row, *rows]])
    header = (folder / "map.toml").read_text()
    if "[start]" in header:
        west, east = ((f"land{x}", box(x, 45, x + 20, 55)) for x in (near.x - 20, near.x))
        land = [({"kind": "country", "id": id, "name": id}, shape) for id, shape in (west, east)]
        write_features(folder / "base" / "land.geojson", land)
        header = header.replace('within = "land"', f'within = "{west[0]}"')
    note = f'[[notes]]\ntext = "A note"\nplace = "{SECRET}"\nsource = "desk"\n'
    (folder / "map.toml").write_text(f"{header}\n{note}")
    about = f"## A chapter\ndate: {day(1)}\nplaces: {SECRET}\nsource: desk\n\nIts text.\n"
    (folder / "story.md").write_text(about)
    return folder


def original(kind, tmp_path, seed=0):
    """Return the position that a random map gives to the place."""
    folder = random_folder(tmp_path / f"original-{seed}" / "m", kind, seed)
    features = read_features(folder / "places.geojson")
    return next(geometry for properties, geometry in features if properties["id"] == SECRET)


def moved(folder, by):
    """Move all places and areas of a map, and its extent, by degrees of longitude and latitude."""

    def there(geometry):
        placed = transform(geometry, lambda xy: (xy + np.array(by)).round(9))
        return in_window(placed, WEST)  # cut at 180°, as RFC 7946 has it

    for path in folder.rglob("*.geojson"):
        features = [(properties, there(geometry)) for properties, geometry in read_features(path)]
        write_features(path, features)
    header = (folder / "map.toml").read_text()
    west, south, east, north = json.loads(re.search(r"(?m)^extent = (\[.*\])", header)[1])
    extent = [west + by[0], south + by[1], east + by[0], north + by[1]]
    header = re.sub(r"(?m)^extent = .*", f"extent = {extent}", header)
    (folder / "map.toml").write_text(header)
    return folder


@pytest.mark.parametrize("how", HIDDEN)
@pytest.mark.parametrize("kind", KINDS)
def test_any_position_in_the_square_is_read_as_one(kind, how, tmp_path):
    """All outputs are made of what is read, so that nothing in any of them can tell."""
    there = original(kind, tmp_path)
    for name, (lon, lat) in ELSEWHERE.items():
        _, points = square_of(WIDTH_M[how], Point(there.x + lon, there.y + lat))
        read = []
        for number, point in enumerate(points):
            at = Point(point.x - lon, point.y - lat)
            folder = write_map(tmp_path / name / str(number) / "m", kind, HIDDEN[how], at, there)
            read.append(project.load(moved(say_more(folder, there), (lon, lat))))
        assert read[0] == read[1] == read[2], name
        place = next(place for place in read[0].places if place.id == SECRET)
        assert (place.lon, place.lat) == pytest.approx((there.x + lon, there.y + lat), abs=0.15)


@pytest.mark.slow
@pytest.mark.parametrize("how", HIDDEN if LONG else ["not redistributed"])
@pytest.mark.parametrize("kind", KINDS if LONG else ["mixed"])
def test_any_position_in_the_square_gives_the_same_bytes_of_every_output(kind, how, tmp_path):
    near = original(kind, tmp_path)
    _, points = square_of(WIDTH_M[how], near)
    made = []
    for number, point in enumerate(points[:2]):
        folder = tmp_path / str(number)
        say_more(write_map(folder / "m", kind, HIDDEN[how], point, near), near)
        chosen = () if LONG else QUICK
        made.append(dict(everything(folder, str(day(0)), str(day(2)), SECRET, EXTENT, (), chosen)))
    assert len(made[0]) > 25
    assert made[0].keys() == made[1].keys()
    assert [name for name in made[0] if made[0][name] != made[1][name]] == []


@pytest.mark.parametrize("blur_m", [300, 1000, 20_000])
@pytest.mark.parametrize("lat", [0, -17.5, 50.25, -84, 89.2])
def test_no_square_is_narrower_than_stated_wherever_on_the_globe(lat, blur_m):
    """Walk from the antimeridian, and over it, until the centre of the square changes."""
    step = blur_m / 50 / M_PER_DEG / math.cos(math.radians(lat))
    assert blur(Point(-180, lat), blur_m) != blur(Point(180, lat), blur_m)
    for start, way in ((180, -1), (-180, 1), (30.123, 1)):
        lons = [start + way * step * number for number in range(160)]
        centres = [blur(Point(lon, lat), blur_m) for lon in lons]
        squares = [len(list(group)) for _, group in itertools.groupby(centres)]
        whole = squares[1 if start == 30.123 else 0]
        assert 46 <= whole <= 102, (start, squares)  # 50 steps, or two squares where 180° is
        for lon, centre in zip(lons, centres, strict=True):
            window = blur(Point(lon, lat), blur_m, west=0)
            assert window.x % 360 == pytest.approx(centre.x % 360)
            assert GEOD.line_length([lon, centre.x], [lat, centre.y]) < 1.3 * blur_m


def test_a_square_at_a_pole_reaches_around_it_or_is_as_wide_as_stated():
    lats = [90 - 1000 / 40 / M_PER_DEG * number for number in range(1, 36)]
    squares = [len({blur(Point(lon, lat), 1000).wkt for lon in range(-180, 180)}) for lat in lats]
    around = [math.tau * max((90 - lat) * M_PER_DEG / 1000, 1) for lat in lats]
    assert all(count <= limit for count, limit in zip(squares, around, strict=True)), squares


def mirrored(text):
    """Yield the points to which two known places or more are mirrored by edges around them.

    A reader of ``scene.json`` sees the shapes of the cells and the positions of other places.
    """
    reading = SceneReading(text)
    known = {id: Point(at) for id, at in reading.points.items() if id != SECRET}
    images = []
    for zone in reading.shapes.values():
        inside = [(id, point) for id, point in known.items() if zone.contains(point)]
        for polygon in getattr(zone, "geoms", [zone]):
            corners = [metres(Point(corner)) for corner in polygon.exterior.coords]
            for (id, point), ends in itertools.product(inside, itertools.pairwise(corners)):
                images.append((id, mirror(metres(point), *ends)))
    for (id, image), (other, near) in itertools.combinations(images, 2):
        if id != other and math.dist(image, near) < 15:
            yield image


def mirror(point, start, end):
    (x, y), (x0, y0), (x1, y1) = point, start, end
    dx, dy = x1 - x0, y1 - y0
    along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy or 1.0)
    return 2 * (x0 + along * dx) - x, 2 * (y0 + along * dy) - y


def nearest_image_m(scene_text, position):
    at = metres(position)
    return min((math.dist(image, at) for image in mirrored(scene_text)), default=math.inf)


def scene_text(folder):
    return project.outputs(project.build(project.load(folder)))["scene.json"]().decode()


def lattice(folder, hidden, position, seed=7, swapped=False):
    """Write a map of nine villages, each with a claim, and the one in the middle at a position.

    ``seed`` moves the others; ``swapped`` has each held by the other of two sides.
    """
    write_map(folder, "cells", hidden, position, position)
    header = (folder / "map.toml").read_text().replace("reach_km = 12", "reach_km = 40")
    (folder / "map.toml").write_text(header)
    rng = random.Random(seed)
    names = [name.lower() for name, *_ in _places(rng)]
    ring = [name for name in names if name != SECRET]
    features = json.loads((folder / "places.geojson").read_text())["features"]
    for feature in features:
        feature["properties"]["kind"] = "village"
        if (id := feature["properties"]["id"]) in ring:
            turn = math.tau * (ring.index(id) + rng.uniform(-0.2, 0.2)) / len(ring)
            at = Point(30.4 + 0.15 * math.cos(turn), 50.25 + 0.1 * math.sin(turn))
            feature["geometry"] = at.__geo_interface__
    collection = {"type": "FeatureCollection", "features": features}
    (folder / "places.geojson").write_text(json.dumps(collection))
    sides = ["blue", "red"] if swapped else ["red", "blue"]
    claims = [
        {
            **claim,
            "id": f"{name}",
            "place": name,
            "value": sides[(number + swapped) % 2],
            "source": "desk",
        }
        for number, name in enumerate(names)
        for claim in _claims(random.Random(3), sides, 4, ["x"] * 9)[:1]
    ]
    claims = [
        {**claim, "kind": "assessed", "date": str(day(0)), "known": str(day(0))} for claim in claims
    ]
    write_rows(folder / "claims.csv", claims)
    return folder


def test_the_attack_finds_a_position_that_is_not_hidden(tmp_path):
    position = Point(30.4123, 50.2456)
    assert nearest_image_m(scene_text(lattice(tmp_path / "m", {}, position)), position) < 20


@pytest.mark.parametrize("how", HIDDEN)
def test_mirrored_cells_lead_only_to_the_centre_of_the_square(how, tmp_path):
    centre, points = square_of(WIDTH_M[how], Point(30.4123, 50.2456))
    position = points[0]
    text = scene_text(lattice(tmp_path / "m", HIDDEN[how], position))
    assert nearest_image_m(text, centre) < 20
    assert nearest_image_m(text, position) > WIDTH_M[how] / 5


@pytest.mark.parametrize("how", HIDDEN)
def test_editions_with_other_neighbours_and_sides_lead_only_to_the_square(how, tmp_path):
    centre, points = square_of(WIDTH_M[how], Point(30.4123, 50.2456))
    editions = [
        tuple(
            scene_text(lattice(tmp_path / f"{number}-{seed}" / "m", HIDDEN[how], at, seed, swapped))
            for seed, swapped in ((7, False), (8, True))
        )
        for number, at in enumerate(points)
    ]
    assert editions[0] == editions[1] == editions[2]
    first, second = editions[0]
    assert first != second
    for text in editions[0]:
        assert nearest_image_m(text, centre) < 20
        assert nearest_image_m(text, points[0]) > WIDTH_M[how] / 5


def test_a_blur_that_changes_tells_where_the_two_squares_overlap(tmp_path):
    """What is not promised: the limits of SECURITY.md say so."""
    position = Point(30.4123, 50.2456)
    squares = []
    for width_m in (2000, 2300):
        text = scene_text(lattice(tmp_path / str(width_m) / "m", {"blur_m": width_m}, position))
        east, north = metres(Point(SceneReading(text).points[SECRET]))
        half = width_m / 2
        squares.append(box(east - half, north - half, east + half, north + half))
    overlap = squares[0].intersection(squares[1])
    assert overlap.contains(Point(metres(position)))
    assert overlap.area < 0.8 * squares[0].area


def drawn_beside(folder, off_m, redistribute):
    """Write a drawn map with an edge of another publisher's area at a distance from an open one."""
    random_folder(folder, "drawn", 0)
    sources = [{**row, "redistribute": "yes"} for row in read_rows(folder / "sources.csv")]
    other = {**sources[0], "id": "other", "title": "Other", "redistribute": redistribute}
    write_rows(folder / "sources.csv", [*sources, other])
    west, south, east, north = EXTENT
    middle = (west + east) / 2
    begins = {"status": "held", "from": str(day(0))}
    write_features(
        folder / "areas.geojson",
        [
            ({"id": "there", "side": "red", "source": "other", **begins},
             box(west, south, middle + off_m / M_PER_DEG, north)),
            ({"id": "zone", "side": "blue", "source": "desk", **begins},
             box(middle, south, east, north)),
        ],
    )  # fmt: skip
    return folder


def test_the_edge_of_an_area_that_may_not_be_redistributed_moves_no_other(tmp_path):
    texts = {
        redistribute: {
            scene_text(drawn_beside(tmp_path / f"{redistribute}{off_m}" / "m", off_m, redistribute))
            for off_m in (-6, 4, 9)
        }
        for redistribute in ("yes", "no")
    }
    assert len(texts["no"]) == 1
    assert len(texts["yes"]) > 1  # an edge that may be shown is one to fit to


def test_without_the_least_blur_the_attack_finds_what_may_not_be_redistributed(
    tmp_path, monkeypatch
):
    def read_as_they_are(context, closed, read=validate.read_places):
        return read(context)

    monkeypatch.setattr(validate, "read_places", read_as_they_are)
    position = Point(30.4123, 50.2456)
    text = scene_text(lattice(tmp_path / "m", HIDDEN["not redistributed"], position))
    assert SceneReading(text).points[SECRET] == (None, None)
    assert nearest_image_m(text, position) < 20
