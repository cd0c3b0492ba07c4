"""Random maps, drawn, inferred and mixed, against the rules applied per point and day."""

from itertools import combinations

import geopandas
import numpy as np
import pytest
import shapely
from made import DAYS, HALVES, POCKET, REACH_KM, lattice, on, write_features, write_rows
from pyproj import Geod
from support import run

import frontline
from frontline import project
from frontline.ground.measure import area_km2
from frontline.model import Control

GEOD = Geod(ellps="WGS84")
WEST, SOUTH, EAST, NORTH = 36.0, 49.6, 36.8, 50.1
SIDES = ("a", "b", "c")


def write_map(folder, chance, method, places=40, areas=4, start=False, barrier=(), claims=None):
    """Write a map with random claims about places and randomly drawn boxes."""
    folder.mkdir()
    header = f"""title = "At random"
summary = "Made for a test."
period = "{on(0)}/{on(DAYS - 1)}"
timezone = "UTC"
extent = [{WEST - 0.1}, {SOUTH - 0.1}, {EAST + 0.1}, {NORTH + 0.1}]
"""
    header += "".join(f'[[sides]]\nid = "{s}"\nname = "Land {s}"\n' for s in SIDES)
    header += f'[ground]\nmethod = "{method}"\nreach_km = {REACH_KM}\nbarrier = {list(barrier)}\n'
    if start:
        header += '[start]\nside = "a"\nwithin = "land"\nsource = "s0"\n'
    (folder / "map.toml").write_text(header)
    lonlat = np.round(chance.uniform((WEST, SOUTH), (EAST, NORTH), (places, 2)), 5)
    write_features(
        folder / "places.geojson",
        [
            ({"id": f"p{i}", "name": f"P{i}", "kind": "village", "source": "s0"}, shapely.Point(at))
            for i, at in enumerate(lonlat)
        ],
    )
    drawn = []
    for number in range(areas):  # on a lattice, so that some touch
        west = WEST + 0.1 * chance.integers(0, 6)
        south = SOUTH + 0.1 * chance.integers(0, 4)
        box = shapely.box(*np.round([west, south, west + 0.2, south + 0.2], 5))
        begin, end = sorted(chance.integers(0, DAYS, 2))
        properties = {"side": str(chance.choice(SIDES)), "status": "held", "source": "s1"}
        properties |= {"id": f"d{number}", "from": on(begin), "to": on(end)}
        drawn.append((properties, box))
    if drawn:
        write_features(folder / "areas.geojson", drawn)
    base = [({"kind": "country", "id": "land"}, shapely.box(WEST, SOUTH, EAST, NORTH))]
    if barrier:
        line = shapely.LineString([(36.41, SOUTH - 0.5), (36.37, NORTH + 0.5)])
        base.append(({"kind": "river"}, line))
    (folder / "base").mkdir()
    write_features(folder / "base" / "land.geojson", base)
    rows = random_claims(chance, places) if claims is None else claims
    write_rows(folder / "claims.csv", rows)
    source = {"title": "T", "reliability": "B"}
    write_rows(
        folder / "sources.csv", [{"id": f"s{i}", "publisher": f"P{i}", **source} for i in range(4)]
    )
    write_rows(
        folder / "events.csv",
        [{"id": "e", "date": on(0), "kind": "note", "title": "T", "source": "s0"}],
    )
    return folder


def random_claims(chance, places):
    claim_rows = []
    for number in range(2 * places):
        said = int(chance.integers(0, DAYS))
        claim_rows.append(
            {
                "id": f"c{number}",
                "place": f"p{chance.integers(0, places)}",
                "about": "control",
                "value": str(chance.choice(SIDES)),
                "claimant": f"claimant {chance.integers(0, 3)}",
                "kind": "assessed",
                "known": on(said),
                "date": on(max(0, said - int(chance.integers(0, 3)))),
                "source": f"s{chance.integers(0, 4)}",
                "pin": "no",
            }
        )
    return claim_rows


def scene_of(folder):
    return project.build(project.load(folder))


def snapshots(scene):
    """Yield the maps of every day as known now, as known then and as known on the second day."""
    for day in scene.dates:
        yield scene.at(day)
        yield scene.at(day, day)
    for day in scene.dates[2:]:
        yield scene.at(day, scene.dates[1])


def holders(now, points):
    """Return the control at each point; more than one zone there is a failure."""
    control_of_point = {}
    for zone in now.ground.zones:
        for number in np.flatnonzero(shapely.contains_xy(now.ground.polygon(zone), points)):
            assert number not in control_of_point
            control_of_point[number] = now.control(zone)
    return [control_of_point.get(number, Control("unknown")) for number in range(len(points))]


def nearest(lonlat, points):
    """Return the geodesically nearest place to each point: None out of reach, -1 if unclear."""
    x, y = (np.repeat(points[:, [i]], len(lonlat), axis=1) for i in (0, 1))
    _, _, away = GEOD.inv(x, y, *(np.tile(lonlat[:, i], (len(points), 1)) for i in (0, 1)))
    order = np.sort(away, axis=1)
    unclear = order[:, 1] - order[:, 0] < 0.01 * order[:, 0] + 20
    unclear |= np.abs(order[:, 0] - REACH_KM * 1000) < 0.02 * REACH_KM * 1000
    numbers = np.where(order[:, 0] < REACH_KM * 1000, away.argmin(axis=1), len(lonlat))
    return np.where(unclear, -1, numbers)


def rule(method, stated, drawn_only, over, under, start):
    """Return who controls a point by the rules of the method page.

    ``stated`` is the class of its nearest place, None without one, and ``drawn_only`` whether only
    drawings are evidence there. ``over`` and ``under`` are the sides of the drawings at the point
    and at the place; ``start`` is the side that controls the point at the start.
    """
    base = [start] if method == "base" and start else []
    beneath = under or base
    contradicts = stated is not None and not drawn_only and any(side != stated for side in beneath)
    if over:
        return stated if contradicts and any(side != stated for side in over) else joined(over)
    if method == "base":
        return stated if contradicts or not beneath else joined(base)
    if stated is not None and drawn_only and under:
        return start
    return stated


def joined(sides):
    return "contested" if len(set(sides)) > 1 else sides[0] if sides else None


def label(control):
    """Return the side, or ``contested``; None if control is unknown."""
    return control.side or (None if control.status == "unknown" else control.status)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("start", [False, True], ids=["bare", "started"])
@pytest.mark.parametrize("method", ["cells", "base", "none"])
def test_every_point_has_who_the_rules_give_it(tmp_path, method, start, seed):
    chance = np.random.default_rng(seed)
    scene = scene_of(write_map(tmp_path / "map", chance, method, start=start))
    points = chance.uniform((WEST - 0.1, SOUTH - 0.1), (EAST + 0.1, NORTH + 0.1), (300, 2))
    land = shapely.box(WEST, SOUTH, EAST, NORTH)
    edges = [land.boundary, *(area.geometry.boundary for area in scene.areas)]
    clear = shapely.distance(np.array(edges)[:, None], shapely.points(points)).min(axis=0) > 1e-4
    if start:  # inferred areas are clipped to the country; drawn areas are not
        clear &= shapely.contains_xy(land, points)
    spoken = sorted({*scene.book.places, *scene.started})
    spots = {place.id: (place.lon, place.lat) for place in scene.places}
    near = nearest(np.array([spots[id] for id in spoken]), points)
    drawings = {area.id for area in scene.areas}
    checked = 0
    for now in snapshots(scene):
        if now.known not in (None, now.date):
            continue

        def sides(at, day=now.date):
            standing = (area for area in scene.areas if day in area.when)
            return [area.side for area in standing if shapely.intersects_xy(area.geometry, *at)]

        for number, control in enumerate(holders(now, points)):
            if near[number] < 0 or not clear[number]:
                continue
            at, stated, drawn_only, under = points[number], None, False, []
            if method != "none" and near[number] < len(spoken):
                place = spoken[near[number]]
                span = now.spans[place]
                stated, under = label(span.control), sides(spots[place])
                drawn_only = drawings >= {*span.claims}
            first = "a" if start else None  # bare land keeps its initial control
            expected = rule(method, stated, drawn_only, sides(at), under, first)
            assert (label(control) or first) == (expected or first), (now.date, now.known, at)
            checked += 1
    assert checked > 1000


@pytest.fixture(scope="module", params=["cells", "field", "base", "none"])
def random_scene(request, tmp_path_factory):
    chance = np.random.default_rng(11)
    folder = tmp_path_factory.mktemp("random") / "map"
    start = request.param == "base"
    return scene_of(
        write_map(folder, chance, request.param, areas=9, start=start, barrier=["river"])
    )


@pytest.mark.slow
def test_the_ground_of_every_day_is_a_valid_coverage(random_scene):
    assert random_scene.dates
    for now in snapshots(random_scene):
        zones = [now.ground.polygon(zone) for zone in now.ground.zones]
        assert zones
        assert all(zone.is_valid for zone in zones)
        assert shapely.coverage_is_valid(zones)


@pytest.mark.slow
def test_the_front_of_every_day_is_where_dissolved_sides_touch(random_scene):
    fronts = set()
    for now in snapshots(random_scene):
        grounds = {}
        for zone in now.ground.zones:
            if side := now.control(zone).side:
                grounds.setdefault(side, []).append(now.ground.polygon(zone))
        if random_scene.header.base_start:  # bare land has no rings of its own
            zones = [now.ground.polygon(zone) for zone in now.ground.zones]
            land = shapely.box(WEST, SOUTH, EAST, NORTH)
            grounds.setdefault("a", []).append(land.difference(shapely.union_all(zones)))
        shapes = [shapely.union_all(polygons, grid_size=1e-6) for polygons in grounds.values()]
        naive = sum(a.boundary.intersection(b.boundary).length for a, b in combinations(shapes, 2))
        front = shapely.MultiLineString([list(arc) for arc in now.front])
        assert front.length == pytest.approx(naive, abs=1e-9)
        fronts.add(round(front.length, 6))
    assert len(fronts) > 1


def test_the_spans_of_both_clocks_are_the_maps_of_their_days(random_scene):
    assert random_scene.dates
    for then in (False, True):
        spans = random_scene.spans_then if then else random_scene.spans
        for day in random_scene.dates:
            now = random_scene.at(day, day if then else None)
            span_of_zone = {span.zone: span for span in spans if span.start <= day < span.end}
            zones = now.ground.zones
            assert {z: s.control for z, s in span_of_zone.items() if z in zones} == {
                z: s.control for z, s in now.spans.items() if z in zones
            }


def test_a_field_on_a_map_is_what_the_table_of_its_places_gives(tmp_path):
    chance = np.random.default_rng(5)
    claims = [
        {
            "id": f"c{number}",
            "place": f"p{number}",
            "about": "control",
            "value": "a" if chance.random() < 0.5 else "b",
            "claimant": "somebody",
            "known": on(number % 3),
            "source": "s0",
        }
        for number in range(120)
    ]
    scene = scene_of(
        write_map(tmp_path / "map", chance, "field", places=120, areas=0, claims=claims)
    )
    points = chance.uniform((WEST, SOUTH), (EAST, NORTH), (500, 2))
    now = scene.at(scene.dates[-1])
    table = geopandas.GeoDataFrame(
        {"side": [now.control(place.id).side for place in scene.places]},
        geometry=[shapely.Point(place.lon, place.lat) for place in scene.places],
        crs="EPSG:4326",
    )
    inferred = frontline.infer(table, reach_km=REACH_KM).query("kind == 'area'")
    areas = dict(zip(inferred.side, inferred.geometry, strict=True))
    edges = shapely.union_all([area.boundary for area in areas.values()])
    clear = shapely.distance(edges, shapely.points(points)) > 1e-4
    assert clear.any()
    for at, got in zip(points[clear], holders(now, points[clear]), strict=True):
        want = next((s for s, area in areas.items() if shapely.contains_xy(area, *at)), None)
        assert label(got) == want


@pytest.mark.slow
@pytest.mark.parametrize("method", ["cells", "field"])
def test_the_ground_of_a_side_is_measured_alike_laid_out_or_not(tmp_path, method):
    chance = np.random.default_rng(7)
    folder = write_map(tmp_path / "map", chance, method, places=80, areas=0)
    for scene in (scene_of(folder), scene_of(folder).without("s1")):
        for day in (scene.dates[0], scene.dates[-1]):
            km2_by_side = scene.side_km2(day)  # before any zones are laid out
            for side in "ab":
                drawn = scene.at(day).drawn.items()
                km2 = sum(area_km2(area) for control, area in drawn if control.side == side)
                assert km2_by_side[side] == pytest.approx(km2, rel=1e-4, abs=0.05)


def side_at(scene, lon, lat):
    return label(holders(scene.at(on(0)), np.array([[lon, lat]]))[0])


AT_POCKET = (36.28, 50.22)


def test_a_bridgehead_that_a_claim_names_survives_smoothing(tmp_path):
    pinned = lattice(tmp_path / "pinned", "field", POCKET, pin="p44")
    plain = lattice(tmp_path / "plain", "field", POCKET)
    assert side_at(pinned, *AT_POCKET) == "a"
    assert side_at(plain, *AT_POCKET) != "a"


def test_where_it_is_only_claimed_or_long_ago_the_front_is_the_same_and_the_band_wider(tmp_path):
    firm = lattice(tmp_path / "firm", "field", HALVES, stale_after_days=2)
    loose = lattice(tmp_path / "loose", "field", HALVES, stale_after_days=2, kind="claimed")
    widths = {}
    for name, scene in (("firm", firm), ("loose", loose)):
        days = [scene.at(on(number)) for number in range(DAYS)]
        assert [any(span.stale for span in day.spans.values()) for day in days] == [
            number > 2 for number in range(DAYS)
        ]
        assert all(day.front == firm.at(on(0)).front for day in days)
        fresh, old = {day.band.area for day in days[:3]}, {day.band.area for day in days[3:]}
        assert len(fresh) == len(old) == 1
        widths[name] = *fresh, *old
    assert widths["firm"][1] > 1.1 * widths["firm"][0]
    assert widths["loose"][0] == pytest.approx(widths["firm"][1])  # equally unsure
    assert widths["loose"][1] > 1.1 * widths["loose"][0]


@pytest.mark.parametrize("method", ["cells", "field"])
def test_evidence_does_not_pass_a_barrier(tmp_path, method):
    """West of the river there are no claims: its area is unknown, however near the evidence."""
    sides = "\n".join(["....bbbb"] * 8)
    assert side_at(lattice(tmp_path / "open", method, sides), 36.235, 50.2) == "b"
    assert side_at(lattice(tmp_path / "shut", method, sides, barrier=True), 36.235, 50.2) is None
    assert side_at(lattice(tmp_path / "other", method, sides, barrier=True), 36.245, 50.2) == "b"


@pytest.mark.slow
@pytest.mark.parametrize("method", ["cells", "field", "base"])
@pytest.mark.parametrize(("source", "side"), [("fair", "contested"), ("poor", "a")])
def test_a_drawing_weighs_as_much_as_its_source(tmp_path, method, source, side):
    """An A source claims a place for a; another A source, or an E source, draws it as b's."""
    box = shapely.box(36.10, 50.24, 36.18, 50.29)  # around the place p23, in the area of a
    drawn = [({"side": "b", "source": source}, box)]
    scene = lattice(tmp_path / "map", method, HALVES, areas=drawn)
    now = scene.at(on(0))
    assert label(now.control("p23")) == side
    assert side_at(scene, 36.14, 50.265) == side


def test_drawings_that_contradict_each_other_are_contested_where_they_overlap(tmp_path):
    drawn = [
        ({"side": "a", "source": "good"}, shapely.box(36.0, 50.0, 36.4, 50.4)),
        ({"side": "b", "source": "fair"}, shapely.box(36.3, 50.1, 36.7, 50.5)),
    ]
    scene = lattice(tmp_path / "map", "none", "a", areas=drawn)
    assert side_at(scene, 36.1, 50.2) == "a"
    assert side_at(scene, 36.35, 50.2) == "contested"
    assert side_at(scene, 36.6, 50.2) == "b"
    claims = {c for s in scene.spans if s.control == Control("contested") for c in s.claims}
    assert claims == {"d0", "d1"}


def test_a_base_moves_only_where_evidence_contradicts_it(tmp_path):
    scene = lattice(tmp_path / "map", "base", POCKET.replace("a", "x"), start=True)
    assert side_at(scene, 36.14, 50.22) == "b"
    assert side_at(scene, *AT_POCKET) is None  # no claims: bare land, as at the start
    assert side_at(scene, 37.2, 49.7) is None
    drawn = [({"side": "b", "source": "poor"}, shapely.box(35.9, 50.0, 36.6, 50.5))]
    scene = lattice(tmp_path / "drawn", "base", POCKET, areas=drawn)
    assert side_at(scene, 36.14, 50.22) == "b"
    assert side_at(scene, *AT_POCKET) == "a"
    assert side_at(scene, 36.59, 50.01) == "b"  # far from any place, as it was drawn


def test_the_same_ground_drawn_for_other_days_is_one_zone(tmp_path):
    box = shapely.box(36.0, 50.0, 36.4, 50.4)
    drawn = [
        ({"side": "a", "source": "good", "to": on(1)}, box),
        ({"side": "b", "source": "good", "from": on(3)}, box),
    ]
    scene = lattice(tmp_path / "map", "none", "a", areas=drawn)
    (zone,) = scene.ground.zones
    spans = [
        (span.start.isoformat(), label(span.control)) for span in scene.spans if span.zone == zone
    ]
    assert spans == [(on(0), "a"), (on(3), "b")]
    assert [label(scene.at(on(n)).control(zone)) for n in range(4)] == ["a", "a", None, "b"]


def test_areas_that_overlap_by_a_hair_are_fitted_and_reported(tmp_path):
    drawn = [
        ({"side": "a", "source": "good"}, shapely.box(36.0, 50.0, 36.2, 50.4)),
        ({"side": "b", "source": "good"}, shapely.box(36.1999, 50.0, 36.4, 50.4)),
    ]
    scene = lattice(tmp_path / "map", "none", "a", areas=drawn)
    assert [repair.id for repair in scene.repairs] == ["d1"]
    assert {label(span.control) for span in scene.spans if span.zone in scene.ground.zones} == {
        "a",
        "b",
    }
    assert sum(shapely.LineString(arc).length for arc in scene.at(on(0)).front) == pytest.approx(
        0.4, abs=1e-3
    )
    output = run("info", tmp_path / "map").output
    assert 'areas.geojson: "d1" was fitted to adjacent areas: ' in output
