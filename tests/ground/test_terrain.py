"""Random drawn, inferred and mixed maps, checked against the rules at many points and dates."""

from itertools import combinations

import geopandas
import numpy as np
import pytest
import shapely
from generated_maps import (
    DAY_COUNT,
    HALVES,
    POCKET,
    REACH_KM,
    iso_date,
    lattice_map,
    write_features,
    write_rows,
)
from pyproj import Geod
from support import run

import frontline
from frontline import project
from frontline.ground.measure import area_km2
from frontline.model import Control

GEOD = Geod(ellps="WGS84")
WEST, SOUTH, EAST, NORTH = 36.0, 49.6, 36.8, 50.1
SIDES = ("a", "b", "c")


def write_map(folder, rng, method, places=40, areas=4, start=False, barrier=(), claims=None):
    """Write a map of random places with random claims and random rectangular areas."""
    folder.mkdir()
    header = f"""title = "At random"
summary = "Made for a test."
period = "{iso_date(0)}/{iso_date(DAY_COUNT - 1)}"
timezone = "UTC"
extent = [{WEST - 0.1}, {SOUTH - 0.1}, {EAST + 0.1}, {NORTH + 0.1}]
"""
    header += "".join(f'[[sides]]\nid = "{side}"\nname = "Land {side}"\n' for side in SIDES)
    header += f'[ground]\nmethod = "{method}"\nreach_km = {REACH_KM}\nbarrier = {list(barrier)}\n'
    if start:
        header += '[start]\nside = "a"\nwithin = "land"\nsource = "s0"\n'
    (folder / "map.toml").write_text(header)
    lonlat = np.round(rng.uniform((WEST, SOUTH), (EAST, NORTH), (places, 2)), 5)
    write_features(
        folder / "places.geojson",
        [
            (
                {"id": f"p{number}", "name": f"P{number}", "kind": "village", "source": "s0"},
                shapely.Point(position),
            )
            for number, position in enumerate(lonlat)
        ],
    )
    features = []
    for number in range(areas):  # aligned to a lattice, so that some touch
        west = WEST + 0.1 * rng.integers(0, 6)
        south = SOUTH + 0.1 * rng.integers(0, 4)
        square = shapely.box(*np.round([west, south, west + 0.2, south + 0.2], 5))
        first, last = sorted(rng.integers(0, DAY_COUNT, 2))
        properties = {"side": str(rng.choice(SIDES)), "status": "held", "source": "s1"}
        properties |= {"id": f"d{number}", "from": iso_date(first), "to": iso_date(last)}
        features.append((properties, square))
    if features:
        write_features(folder / "areas.geojson", features)
    base = [({"kind": "country", "id": "land"}, shapely.box(WEST, SOUTH, EAST, NORTH))]
    if barrier:
        line = shapely.LineString([(36.41, SOUTH - 0.5), (36.37, NORTH + 0.5)])
        base.append(({"kind": "river"}, line))
    (folder / "base").mkdir()
    write_features(folder / "base" / "land.geojson", base)
    rows = random_claims(rng, places) if claims is None else claims
    write_rows(folder / "claims.csv", rows)
    source = {"title": "T", "reliability": "B"}
    write_rows(
        folder / "sources.csv",
        [{"id": f"s{number}", "publisher": f"P{number}", **source} for number in range(4)],
    )
    write_rows(
        folder / "events.csv",
        [{"id": "e", "date": iso_date(0), "kind": "note", "title": "T", "source": "s0"}],
    )
    return folder


def random_claims(rng, places):
    claims = []
    for number in range(2 * places):
        known_day = int(rng.integers(0, DAY_COUNT))
        claims.append(
            {
                "id": f"c{number}",
                "place": f"p{rng.integers(0, places)}",
                "about": "control",
                "value": str(rng.choice(SIDES)),
                "claimant": f"claimant {rng.integers(0, 3)}",
                "kind": "assessed",
                "known": iso_date(known_day),
                "date": iso_date(max(0, known_day - int(rng.integers(0, 3)))),
                "source": f"s{rng.integers(0, 4)}",
                "pin": "no",
            }
        )
    return claims


def scene_of(folder):
    return project.build(project.load(folder))


def all_snapshots(scene):
    """Yield the snapshots of every date as known now, as known then, and as known on the second."""
    for day in scene.dates:
        yield scene.at(day)
        yield scene.at(day, day)
    for day in scene.dates[2:]:
        yield scene.at(day, scene.dates[1])


def control_at_points(snapshot, points):
    """Return the control at each point, asserting that at most one zone contains it."""
    controls = {}
    for zone in snapshot.ground.zones:
        for number in np.flatnonzero(shapely.contains_xy(snapshot.ground.polygon(zone), points)):
            assert number not in controls
            controls[number] = snapshot.control(zone)
    return [controls.get(number, Control("unknown")) for number in range(len(points))]


def nearest_place_numbers(lonlat, points):
    """Return each point's nearest place; len(lonlat) if out of reach, -1 if too close to call."""
    x, y = (np.repeat(points[:, [axis]], len(lonlat), axis=1) for axis in (0, 1))
    _, _, distance_m = GEOD.inv(
        x, y, *(np.tile(lonlat[:, axis], (len(points), 1)) for axis in (0, 1))
    )
    ranked = np.sort(distance_m, axis=1)
    ambiguous = ranked[:, 1] - ranked[:, 0] < 0.01 * ranked[:, 0] + 20
    ambiguous |= np.abs(ranked[:, 0] - REACH_KM * 1000) < 0.02 * REACH_KM * 1000
    numbers = np.where(ranked[:, 0] < REACH_KM * 1000, distance_m.argmin(axis=1), len(lonlat))
    return np.where(ambiguous, -1, numbers)


def expected_side(method, place_side, only_drawn, at_point, at_place, start):
    """Return the side at a point by the rules of the method page.

    ``place_side`` is the side of the nearest place, None without evidence; ``only_drawn`` says that
    its evidence consists of drawn areas only. ``at_point`` and ``at_place`` are the sides of the
    areas drawn at the point and at the place. ``start`` is the initial side.
    """
    base = [start] if method == "base" and start else []
    drawn_or_base = at_place or base
    contradicts = (
        place_side is not None
        and not only_drawn
        and any(side != place_side for side in drawn_or_base)
    )
    if at_point:
        return (
            place_side
            if contradicts and any(side != place_side for side in at_point)
            else combined(at_point)
        )
    if method == "base":
        return place_side if contradicts or not drawn_or_base else combined(base)
    if place_side is not None and only_drawn and at_place:
        return start
    return place_side


def combined(sides):
    return "contested" if len(set(sides)) > 1 else sides[0] if sides else None


def label(control):
    """Return the side, or ``contested``; None where it is unknown."""
    return control.side or (None if control.status == "unknown" else control.status)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("start", [False, True], ids=["bare", "started"])
@pytest.mark.parametrize("method", ["cells", "base", "none"])
def test_every_point_has_the_side_that_the_rules_give_it(tmp_path, method, start, seed):
    rng = np.random.default_rng(seed)
    scene = scene_of(write_map(tmp_path / "map", rng, method, start=start))
    points = rng.uniform((WEST - 0.1, SOUTH - 0.1), (EAST + 0.1, NORTH + 0.1), (300, 2))
    land = shapely.box(WEST, SOUTH, EAST, NORTH)
    edges = [land.boundary, *(area.geometry.boundary for area in scene.areas)]
    off_edges = (
        shapely.distance(np.array(edges)[:, None], shapely.points(points)).min(axis=0) > 1e-4
    )
    if start:  # inferred areas are clipped to the land, drawn areas are not
        off_edges &= shapely.contains_xy(land, points)
    evident_places = sorted({*scene.book.places, *scene.started})
    positions = {place.id: (place.lon, place.lat) for place in scene.places}
    nearest = nearest_place_numbers(np.array([positions[id] for id in evident_places]), points)
    area_ids = {area.id for area in scene.areas}
    checked = 0
    for snapshot in all_snapshots(scene):
        if snapshot.known not in (None, snapshot.date):
            continue

        def sides(position, day=snapshot.date):
            here = [
                area
                for area in scene.areas
                if day in area.when and shapely.intersects_xy(area.geometry, *position)
            ]
            # All are of one source, whose later areas replace earlier ones.
            return [
                area.side
                for area in here
                if area.when.start == max(other.when.start for other in here)
            ]

        for number, control in enumerate(control_at_points(snapshot, points)):
            if nearest[number] < 0 or not off_edges[number]:
                continue
            position, place_side, only_drawn, at_place = points[number], None, False, []
            if method != "none" and nearest[number] < len(evident_places):
                place = evident_places[nearest[number]]
                span = snapshot.spans[place]
                place_side, at_place = label(span.control), sides(positions[place])
                only_drawn = area_ids >= {*span.claims}
            initial = "a" if start else None  # undrawn land keeps its initial side
            expected = expected_side(
                method, place_side, only_drawn, sides(position), at_place, initial
            )
            assert (label(control) or initial) == (expected or initial), (
                snapshot.date,
                snapshot.known,
                position,
            )
            checked += 1
    assert checked > 1000


@pytest.fixture(scope="module", params=["cells", "field", "base", "none"])
def random_scene(request, tmp_path_factory):
    rng = np.random.default_rng(11)
    folder = tmp_path_factory.mktemp("random") / "map"
    start = request.param == "base"
    return scene_of(write_map(folder, rng, request.param, areas=9, start=start, barrier=["river"]))


@pytest.mark.slow
def test_the_zones_of_every_day_are_a_valid_coverage(random_scene):
    assert random_scene.dates
    for snapshot in all_snapshots(random_scene):
        zones = [snapshot.ground.polygon(zone) for zone in snapshot.ground.zones]
        assert zones
        assert all(zone.is_valid for zone in zones)
        assert shapely.coverage_is_valid(zones)


@pytest.mark.slow
def test_the_front_is_the_shared_boundary_of_dissolved_areas(random_scene):
    fronts = set()
    for snapshot in all_snapshots(random_scene):
        polygons = {}
        for zone in snapshot.ground.zones:
            if side := snapshot.control(zone).side:
                polygons.setdefault(side, []).append(snapshot.ground.polygon(zone))
        if random_scene.header.base_start:  # undrawn land has no rings of its own
            zones = [snapshot.ground.polygon(zone) for zone in snapshot.ground.zones]
            land = shapely.box(WEST, SOUTH, EAST, NORTH)
            polygons.setdefault("a", []).append(land.difference(shapely.union_all(zones)))
        dissolved = [shapely.union_all(parts, grid_size=1e-6) for parts in polygons.values()]
        expected = sum(
            first.boundary.intersection(second.boundary).length
            for first, second in combinations(dissolved, 2)
        )
        front = shapely.MultiLineString([list(arc) for arc in snapshot.front])
        assert front.length == pytest.approx(expected, abs=1e-9)
        fronts.add(round(front.length, 6))
    assert len(fronts) > 1


@pytest.mark.slow
def test_spans_agree_with_the_snapshots_of_every_date(random_scene):
    assert random_scene.dates
    for then in (False, True):
        spans = random_scene.spans_then if then else random_scene.spans
        for day in random_scene.dates:
            snapshot = random_scene.at(day, day if then else None)
            span_by_zone = {span.zone: span for span in spans if span.start <= day < span.end}
            zones = snapshot.ground.zones
            assert {zone: span.control for zone, span in span_by_zone.items() if zone in zones} == {
                zone: span.control for zone, span in snapshot.spans.items() if zone in zones
            }


@pytest.mark.slow
def test_a_map_with_a_field_agrees_with_infer_on_its_places(tmp_path):
    rng = np.random.default_rng(5)
    claims = [
        {
            "id": f"c{number}",
            "place": f"p{number}",
            "about": "control",
            "value": "a" if rng.random() < 0.5 else "b",
            "claimant": "somebody",
            "known": iso_date(number % 3),
            "source": "s0",
        }
        for number in range(120)
    ]
    scene = scene_of(write_map(tmp_path / "map", rng, "field", places=120, areas=0, claims=claims))
    points = rng.uniform((WEST, SOUTH), (EAST, NORTH), (500, 2))
    snapshot = scene.at(scene.dates[-1])
    table = geopandas.GeoDataFrame(
        {"side": [snapshot.control(place.id).side for place in scene.places]},
        geometry=[shapely.Point(place.lon, place.lat) for place in scene.places],
        crs="EPSG:4326",
    )
    inferred = frontline.infer(table, reach_km=REACH_KM).query("kind == 'area'")
    areas = dict(zip(inferred.side, inferred.geometry, strict=True))
    edges = shapely.union_all([area.boundary for area in areas.values()])
    off_edges = shapely.distance(edges, shapely.points(points)) > 1e-4
    assert off_edges.any()
    for position, control in zip(
        points[off_edges], control_at_points(snapshot, points[off_edges]), strict=True
    ):
        expected = next(
            (side for side, area in areas.items() if shapely.contains_xy(area, *position)), None
        )
        assert label(control) == expected


@pytest.mark.slow
@pytest.mark.parametrize("method", ["cells", "field"])
def test_side_areas_agree_with_the_areas_of_drawn_polygons(tmp_path, method):
    rng = np.random.default_rng(7)
    folder = write_map(tmp_path / "map", rng, method, places=50, areas=0)
    for scene in (scene_of(folder), scene_of(folder).without("s1")):
        for day in (scene.dates[0], scene.dates[-1]):
            side_km2 = scene.side_km2(day)  # before any polygon is built
            for side in "ab":
                polygons = scene.at(day).drawn.items()
                km2 = sum(area_km2(area) for control, area in polygons if control.side == side)
                assert side_km2[side] == pytest.approx(km2, rel=1e-4, abs=0.05)


def side_at(scene, lon, lat):
    return label(control_at_points(scene.at(iso_date(0)), np.array([[lon, lat]]))[0])


AT_POCKET = (36.28, 50.22)


def test_a_pinned_bridgehead_survives_smoothing(tmp_path):
    pinned = lattice_map(tmp_path / "pinned", "field", POCKET, pin="p44")
    unpinned = lattice_map(tmp_path / "plain", "field", POCKET)
    assert side_at(pinned, *AT_POCKET) == "a"
    assert side_at(unpinned, *AT_POCKET) != "a"


@pytest.mark.slow
def test_claimed_or_stale_evidence_widens_the_band_without_moving_the_front(tmp_path):
    assessed = lattice_map(tmp_path / "assessed", "field", HALVES, stale_after_days=2)
    claimed = lattice_map(tmp_path / "claimed", "field", HALVES, stale_after_days=2, kind="claimed")
    widths = {}
    for name, scene in (("assessed", assessed), ("claimed", claimed)):
        snapshots = [scene.at(iso_date(number)) for number in range(DAY_COUNT)]
        assert [any(span.stale for span in snapshot.spans.values()) for snapshot in snapshots] == [
            number > 2 for number in range(DAY_COUNT)
        ]
        assert all(snapshot.front == assessed.at(iso_date(0)).front for snapshot in snapshots)
        fresh, stale = (
            {snapshot.band.area for snapshot in snapshots[:3]},
            {snapshot.band.area for snapshot in snapshots[3:]},
        )
        assert len(fresh) == len(stale) == 1
        widths[name] = *fresh, *stale
    assert widths["assessed"][1] > 1.1 * widths["assessed"][0]
    assert widths["claimed"][0] == pytest.approx(widths["assessed"][1])  # equally unsure
    assert widths["claimed"][1] > 1.1 * widths["claimed"][0]


@pytest.mark.slow
@pytest.mark.parametrize("method", ["cells", "field"])
def test_evidence_does_not_pass_a_barrier(tmp_path, method):
    """West of the river there are no claims: it is unknown, however near the evidence."""
    sides = "\n".join(["....bbbb"] * 8)
    assert side_at(lattice_map(tmp_path / "open", method, sides), 36.235, 50.2) == "b"
    assert (
        side_at(lattice_map(tmp_path / "shut", method, sides, barrier=True), 36.235, 50.2) is None
    )
    assert (
        side_at(lattice_map(tmp_path / "other", method, sides, barrier=True), 36.245, 50.2) == "b"
    )


@pytest.mark.slow
@pytest.mark.parametrize("method", ["cells", "field", "base"])
@pytest.mark.parametrize(("source", "side"), [("fair", "contested"), ("poor", "a")])
def test_a_drawn_area_has_the_weight_of_its_source(tmp_path, method, source, side):
    """An area by an A or an E source contradicts a claim by an A source."""
    box = shapely.box(36.10, 50.24, 36.18, 50.29)  # around the place p23, in the area of a
    drawn = [({"side": "b", "source": source}, box)]
    scene = lattice_map(tmp_path / "map", method, HALVES, areas=drawn)
    now = scene.at(iso_date(0))
    assert label(now.control("p23")) == side
    assert side_at(scene, 36.14, 50.265) == side


def test_contradicting_areas_are_contested_where_they_overlap(tmp_path):
    drawn = [
        ({"side": "a", "source": "good"}, shapely.box(36.0, 50.0, 36.4, 50.4)),
        ({"side": "b", "source": "fair"}, shapely.box(36.3, 50.1, 36.7, 50.5)),
    ]
    scene = lattice_map(tmp_path / "map", "none", "a", areas=drawn)
    assert side_at(scene, 36.1, 50.2) == "a"
    assert side_at(scene, 36.35, 50.2) == "contested"
    assert side_at(scene, 36.6, 50.2) == "b"
    claims = {
        claim
        for span in scene.spans
        if span.control == Control("contested")
        for claim in span.claims
    }
    assert claims == {"d0", "d1"}


def test_a_base_moves_only_where_evidence_contradicts_it(tmp_path):
    scene = lattice_map(tmp_path / "map", "base", POCKET.replace("a", "x"), start=True)
    assert side_at(scene, 36.14, 50.22) == "b"
    assert side_at(scene, *AT_POCKET) is None  # without claims: undrawn land keeps its initial side
    assert side_at(scene, 37.2, 49.7) is None
    drawn = [({"side": "b", "source": "poor"}, shapely.box(35.9, 50.0, 36.6, 50.5))]
    scene = lattice_map(tmp_path / "drawn", "base", POCKET, areas=drawn)
    assert side_at(scene, 36.14, 50.22) == "b"
    assert side_at(scene, *AT_POCKET) == "a"
    assert side_at(scene, 36.59, 50.01) == "b"  # far from any place, as drawn


def test_the_same_polygon_on_different_days_is_one_zone(tmp_path):
    square = shapely.box(36.0, 50.0, 36.4, 50.4)
    drawn = [
        ({"side": "a", "source": "good", "to": iso_date(1)}, square),
        ({"side": "b", "source": "good", "from": iso_date(3)}, square),
    ]
    scene = lattice_map(tmp_path / "map", "none", "a", areas=drawn)
    (zone,) = scene.ground.zones
    spans = [
        (span.start.isoformat(), label(span.control)) for span in scene.spans if span.zone == zone
    ]
    assert spans == [(iso_date(0), "a"), (iso_date(3), "b")]
    assert [label(scene.at(iso_date(number)).control(zone)) for number in range(4)] == [
        "a",
        "a",
        None,
        "b",
    ]


def test_areas_with_a_very_thin_overlap_are_fitted_and_reported(tmp_path):
    drawn = [
        ({"side": "a", "source": "good"}, shapely.box(36.0, 50.0, 36.2, 50.4)),
        ({"side": "b", "source": "good"}, shapely.box(36.1999, 50.0, 36.4, 50.4)),
    ]
    scene = lattice_map(tmp_path / "map", "none", "a", areas=drawn)
    assert [repair.id for repair in scene.repairs] == ["d1"]
    assert {label(span.control) for span in scene.spans if span.zone in scene.ground.zones} == {
        "a",
        "b",
    }
    assert sum(
        shapely.LineString(arc).length for arc in scene.at(iso_date(0)).front
    ) == pytest.approx(0.4, abs=1e-3)
    output = run("info", tmp_path / "map").stdout
    assert 'areas.geojson: "d1" was fitted to adjacent areas: ' in output
