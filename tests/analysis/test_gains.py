"""Gains and losses: by hand, by overlay of whole maps, and by deleting rows from the files."""

import csv
import json
import math
import shutil
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer
from shapely.geometry import MultiPolygon, box
from support import EXAMPLE, STARTER, day, run, scene_of

from frontline import project
from frontline.analysis.balance import Tally
from frontline.analysis.difference import difference
from frontline.analysis.flows import between, unit_of
from frontline.analysis.gains import area_of_changes, daily, sides_without_initial_holder
from frontline.analysis.jackknife import ranges, speakers
from frontline.analysis.quality import quality
from frontline.dates.edtf import Interval
from frontline.ground.measure import area_km2, zones_km2
from frontline.ground.topology import patches, topology
from frontline.model import UNKNOWN, Area, Control
from frontline.render.page.scene_json import record
from frontline.render.tables.change_table import change_rows
from frontline.text import captions, map_notes, quantities

DATA = project.load(STARTER)
SCENE = scene_of(EXAMPLE)
FIRST = DATA.header.start
NORTH, SOUTH = Control("held", "north"), Control("held", "south")


def drawn(*areas, method="none", sliver_km2=0.0, source="gazette", missing=()):
    """Return a scene of drawn areas alone: (polygon, side, first day, last day), days from 0.

    ``missing`` has the first and last day of each gap without a published map.
    """
    ground = replace(DATA.header.ground, method=method, sliver_km2=sliver_km2)
    drawn_areas = tuple(
        Area(
            f"area-{number}",
            side,
            "held",
            Interval(FIRST + timedelta(first), FIRST + timedelta(last + 1), ""),
            source,
            polygon,
        )
        for number, (polygon, side, first, last) in enumerate(areas)
    )
    gaps = tuple(
        Interval(FIRST + timedelta(first), FIRST + timedelta(last + 1), "")
        for first, last in missing
    )
    header = replace(DATA.header, ground=ground, base_start=None, missing=gaps)
    return project.build(replace(DATA, header=header, areas=drawn_areas, events=(), claims=()))


def by_projection_km2(polygon):
    """Return the area by an independent method: densified edges in an equal-area projection."""
    geod = Geod(ellps="WGS84")

    def fine(ring):
        points = []
        for (a, b), (c, d) in pairwise(ring.coords):
            points += [(a, b), *geod.npts(a, b, c, d, 400)]
        return points

    lon, lat = polygon.centroid.coords[0]
    to = Transformer.from_crs("EPSG:4326", f"+proj=laea +lon_0={lon} +lat_0={lat}", always_xy=True)
    flat = shapely.Polygon(fine(polygon.exterior), [fine(ring) for ring in polygon.interiors])
    return (
        shapely.transform(flat, lambda xy: list(zip(*to.transform(*xy.T), strict=True))).area / 1e6
    )


@pytest.mark.parametrize(
    "square",
    [
        box(30, 50, 31, 51),
        box(-1, -1, 1, 1),
        box(-80, -40, -79.5, -39),
        box(30, 50, 31, 51).difference(box(30.2, 50.2, 30.4, 50.7)),
    ],
    ids=["north", "over the equator", "south", "with a hole"],
)
def test_square_kilometres_are_those_of_an_equal_area_projection(square):
    (parts,) = zones_km2(topology({"zone": square})).values()
    assert parts == (pytest.approx(by_projection_km2(square), rel=1e-7),)


def test_the_arcs_of_a_coverage_add_up_to_its_zones():
    ring = box(30, 50, 32, 52).difference(box(30.5, 50.5, 31.5, 51.5))
    zones = {
        "ring": ring,
        "hole": box(30.5, 50.5, 31, 51.5),
        "two": MultiPolygon([box(31, 50.5, 31.5, 51.5), box(40, -60, 40.001, -59.999)]),
        "world": box(-180, 60, 180, 61),
    }
    zones["world"] = shapely.segmentize(zones["world"], 10)
    km2_by_zone = zones_km2(topology(zones))
    for zone, polygon in zones.items():
        parts = sorted(area_km2(part) for part in shapely.get_parts(polygon))
        assert sorted(km2_by_zone[zone]) == pytest.approx(parts, abs=1e-6)


def test_patches_hang_together_over_arcs_and_not_in_points():
    zones = {
        "a": box(0, 0, 1, 1),
        "b": box(1, 0, 2, 1),
        "c": box(2, 1, 3, 2),  # meets b in a point
        "d": MultiPolygon([box(0, 1, 1, 2), box(5, 5, 6, 6)]),
    }
    ground = topology(zones)
    connected = sorted(sorted(patch) for patch in patches(ground, zones))
    by_size = {frozenset(zone for zone, _ in patch) for patch in connected}
    assert by_size == {frozenset("abd"), frozenset("c"), frozenset("d")}
    assert sum(map(len, connected)) == 5
    assert len(patches(ground, ["a", "c"])) == 2


UNIT = box(30, 50, 31, 51)
EAST = box(31, 50, 32, 51)


def test_a_square_gained_and_a_square_lost():
    scene = drawn((UNIT, "north", 0, 2), (EAST, "north", 3, 6))
    unit, east = by_projection_km2(UNIT), by_projection_km2(EAST)
    (on,) = daily(scene)
    balance = daily(scene)[on]
    assert on == FIRST + timedelta(3)
    assert balance.side("north").gain_km2 == pytest.approx(east, rel=1e-7)
    assert balance.side("north").loss_km2 == pytest.approx(unit, rel=1e-7)
    assert balance.side("north").net_km2 == pytest.approx(0, abs=1e-4)
    assert balance.side("south") == Tally(0, 0)
    assert balance.control(UNKNOWN).net_km2 == -balance.control(NORTH).net_km2
    assert balance.within(None) == balance
    assert daily(scene, then=True) == daily(scene)


def test_ground_is_not_lost_while_no_map_is_published():
    scene = drawn((UNIT, "north", 0, 6), (EAST, "north", 3, 6), missing=[(2, 3), (5, 5)])
    east = by_projection_km2(EAST)
    assert list(daily(scene)) == [FIRST + timedelta(4)]
    tally = daily(scene)[FIRST + timedelta(4)].side("north")
    assert tally == Tally(pytest.approx(east, rel=1e-7), 0)


def test_what_stands_on_the_first_map_was_not_gained_though_none_was_published_before_it():
    assert daily(drawn((UNIT, "north", 0, 6), missing=[(0, 2)])) == {}


def test_what_stood_on_the_first_day_was_not_gained_on_it():
    assert daily(drawn((UNIT, "north", 0, 6))) == {}


@pytest.mark.parametrize("since", [None, FIRST])
def test_places_in_what_stood_on_the_first_day_did_not_change_hands_on_it(since):
    sheet = Area("sheet", "north", "held", Interval(since, None, ""), "gazette", box(9, 49, 11, 51))
    scene = project.build(replace(DATA, areas=(sheet,), events=(), claims=()))
    assert scene.at(FIRST).control("alder") == NORTH
    assert (scene.changes_of_control, scene.changes_of_control_then, daily(scene)) == ((), (), {})


def test_the_ground_of_a_change_on_the_first_day_counts():
    dataset = project.load(STARTER)
    header = replace(dataset.header, start=day("2024-03-05"))
    scene = project.build(replace(dataset, header=header))
    whole = project.build(dataset)
    assert daily(scene)[day("2024-03-05")] == daily(whole)[day("2024-03-05")]
    assert area_of_changes(scene) == area_of_changes(whole)


def test_slivers_are_left_out_and_their_sum_is_told():
    small, beside, apart = (
        box(30, 50, 30.001, 50.001),
        box(30.001, 50, 30.002, 50.001),
        box(30.01, 50, 30.011, 50.001),
    )
    km2 = by_projection_km2(small)
    areas = [(shape, "north", 2, 6) for shape in (small, beside, apart)]
    balance = daily(drawn(*areas, sliver_km2=1.5 * km2))[FIRST + timedelta(2)]
    assert balance.side("north").gain_km2 == pytest.approx(2 * km2, rel=1e-5)
    assert balance.slivers_km2 == pytest.approx(km2, rel=1e-5)
    none = daily(drawn(*areas, sliver_km2=10 * km2))[FIRST + timedelta(2)]
    assert none.side("north") == Tally(0, 0)
    assert none.slivers_km2 == pytest.approx(3 * km2, rel=1e-5)
    every = daily(drawn(*areas))[FIRST + timedelta(2)]
    assert (every.slivers_km2, every.side("north").gain_km2) == (0, none.slivers_km2)


SPOT = st.integers(0, 8).map(lambda n: n / 100)
DAY = st.integers(0, 6)


@st.composite
def drawing(draw):
    west, south = 30 + draw(SPOT), draw(SPOT)  # near the equator, parallels are almost geodesics
    square = box(west, south, west + 0.01 + draw(SPOT), south + 0.01 + draw(SPOT))
    first, last = sorted((draw(DAY), draw(DAY)))
    return square, draw(st.sampled_from(["north", "south"])), first, last


def overlaid(areas, number):
    """Return the area of each side on a day, from the drawings; overlaps are contested."""
    sides = [
        shapely.union_all(
            [a for a, side, first, last in areas if side == side_of_map and first <= number <= last]
        )
        for side_of_map in ("north", "south")
    ]
    both = sides[0].intersection(sides[1])
    return {
        "north": sides[0].difference(both),
        "south": sides[1].difference(both),
        "contested": both,
    }


@settings(max_examples=40, deadline=None)
@given(st.lists(drawing(), min_size=1, max_size=5))
def test_overlay_of_whole_maps_gives_the_same(areas):
    scene = drawn(*areas)
    balances = daily(scene)
    nets = dict.fromkeys(("north", "south"), 0.0)
    for number in range(1, 7):
        before, after = overlaid(areas, number - 1), overlaid(areas, number)
        balance = balances.get(FIRST + timedelta(number))
        for side in ("north", "south"):
            gain = area_km2(after[side].difference(before[side]))
            loss = area_km2(before[side].difference(after[side]))
            tally = balance.side(side) if balance else Tally(0, 0)
            assert (tally.gain_km2, tally.loss_km2) == (
                pytest.approx(gain, rel=5e-6, abs=1e-4),
                pytest.approx(loss, rel=5e-6, abs=1e-4),
            )
            assert tally.net_km2 == pytest.approx(tally.gain_km2 - tally.loss_km2, abs=1e-6)
            nets[side] += tally.net_km2
    total = between(scene.at(FIRST), scene.at(FIRST + timedelta(6)))
    for side, net in nets.items():
        assert total.side(side).net_km2 == pytest.approx(net, abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["cells", "base", "field"])
@pytest.mark.parametrize("then", [False, True])
def test_days_and_parts_add_up_with_every_method(method, then):
    dataset = project.load(EXAMPLE)
    ground = replace(dataset.header.ground, method=method, sliver_km2=0)
    scene = project.build(replace(dataset, header=replace(dataset.header, ground=ground)))
    days = daily(scene, then=then)
    ends = [scene.at(d, d if then else None) for d in (scene.dates[0], scene.dates[-1])]
    total = between(*ends)
    assert days
    for side in ("ua", "ru"):
        # The area of a whole map by its dissolved polygons, independent of flows.
        held = [
            sum(area_km2(g) for control, g in snapshot.drawn.items() if control.side == side)
            for snapshot in ends
        ]
        net = sum(balance.side(side).net_km2 for balance in days.values())
        assert net == pytest.approx(total.side(side).net_km2, abs=1e-6)
        if side != "ua":  # the initial area of this side is drawn as bare land
            assert net == pytest.approx(held[1] - held[0], abs=1e-5)
    for balance in (*days.values(), total):
        for side in ("ua", "ru"):
            parts = [balance.within(unit).side(side) for unit in balance.units]
            assert sum(p.gain_km2 for p in parts) == pytest.approx(balance.side(side).gain_km2)
            assert sum(p.loss_km2 for p in parts) == pytest.approx(balance.side(side).loss_km2)
            classes = [c for c in balance.controls if c.side == side]
            nets = [balance.control(c).net_km2 for c in classes]
            assert sum(nets) == pytest.approx(balance.side(side).net_km2, abs=1e-6)
        assert sum(balance.control(c).net_km2 for c in balance.controls) == pytest.approx(
            0, abs=1e-6
        )


def test_places_that_changed_hands_are_those_whose_side_changed():
    told = daily(SCENE)[day("2024-05-12")]
    assert {h.place for h in told.handovers} == {"hatyshche", "morokhovets", "oliinykove"}
    hands = {c.place for c in SCENE.changes_of_control if c.before.side != c.after.side}
    assert hands == {h.place for told in daily(SCENE).values() for h in told.handovers}


@pytest.mark.parametrize(
    ("admin", "unit"),
    [
        ("UA63120090140010487 Kharkiv raion", "Kharkiv raion"),
        ("Kharkiv raion", "Kharkiv raion"),
        ("26 October district", "October district"),
        ("UA63", "UA63"),
        (None, None),
    ],
)
def test_units_are_named_without_the_code_before_them(admin, unit):
    assert unit_of(admin) == unit


def test_the_table_tells_the_ground_of_each_change_and_its_unit():
    header, *rows = change_rows(SCENE)
    km2, admin = header.index("km2"), header.index("admin")
    assert rows
    for row, change in zip(rows, SCENE.changes_of_control, strict=True):
        place = next(place for place in SCENE.places if place.id == change.place)
        assert row[admin] == (place.admin or "")
        if place.lon is None:
            assert row[km2] == ""
        else:  # cells: the zone of the place
            assert float(row[km2]) == pytest.approx(
                area_km2(SCENE.ground.polygon(place.id)), abs=5e-4
            )


def test_the_front_is_as_long_as_its_arcs():
    now = SCENE.at("2024-05-13")
    geod = Geod(ellps="WGS84")
    km = sum(geod.inv(*a, *b)[2] for line in now.front for a, b in pairwise(line)) / 1000
    assert now.front_km == {("ru", "ua"): pytest.approx(km)}
    assert SCENE.at("2024-05-08").front_km == {}


def less(folder, source, copies):
    """Delete a source and the sources that copy it from the rows of a map's files."""
    deleted = {source, *copies}

    def rows(name):
        with (folder / name).open(newline="") as file:
            return list(csv.DictReader(file))

    def write(name, kept):
        with (folder / name).open("w", newline="") as file:
            table = csv.DictWriter(file, kept[0].keys())
            table.writeheader()
            table.writerows(kept)

    events = {row["id"]: row for row in rows("events.csv")}
    for name in ("events.csv", "claims.csv"):
        kept = []
        for row in rows(name):
            remaining = [id for id in row["source"].split(";") if id.strip() not in deleted]
            if not remaining:
                continue
            row["source"] = ";".join(remaining)
            event = events.get(row.get("event", ""))
            if event and not {id.strip() for id in event["source"].split(";")} - deleted:
                row["event"] = ""
                row["place"] = row["place"] or event["place"]
            kept.append(row)
        write(name, kept)


@pytest.mark.slow
def test_leaving_a_source_out_is_deleting_its_rows(tmp_path):
    opens = SCENE.opens
    sources = speakers(SCENE)
    assert len(sources) > 10
    held = {}
    for id in sources:
        folder = tmp_path / id
        shutil.copytree(EXAMPLE, folder)
        less(folder, id, [s.id for s in SCENE.sources if s.upstream == id])
        now = project.build(project.load(folder)).at(opens)
        held[id] = sum(area_km2(g) for control, g in now.drawn.items() if control.side == "ru")
        assert held[id] == pytest.approx(
            sum(
                area_km2(g)
                for control, g in SCENE.without(id).at(opens).drawn.items()
                if control.side == "ru"
            )
        )
    now = sum(area_km2(g) for c, g in SCENE.at(opens).drawn.items() if c.side == "ru")
    range_of_side = quality(SCENE).ranges["ru"]
    assert range_of_side.low == pytest.approx(min(now, *held.values()), abs=1e-5)
    assert range_of_side.high == pytest.approx(max(now, *held.values()), abs=1e-5)
    assert held[range_of_side.low_without] == pytest.approx(range_of_side.low, abs=1e-5)


def test_a_difference_tells_its_range():
    days = [day("2024-05-10"), day("2024-05-13")]
    result = difference(SCENE, *days, *days)
    nets = {}
    for id in speakers(SCENE):
        scene = SCENE.without(id)
        nets[id] = between(*scene.together(*zip(days, days, strict=True))).side("ru").net_km2
    net = result.whole.balance.side("ru").net_km2
    assert (result.ranges["ru"].low, result.ranges["ru"].high) == (
        pytest.approx(min(net, *nets.values()), abs=1e-5),
        pytest.approx(max(net, *nets.values()), abs=1e-5),
    )


def test_one_source_alone_has_no_range():
    scene = drawn((UNIT, "north", 0, 2))
    assert ranges(scene, lambda some: {"x": 1.0}) == {}
    assert difference(scene, *scene.dates[:2], *scene.dates[:2]).ranges == {}


def test_diff_as_json_has_the_keys_that_are_promised():
    data = json.loads(run("diff", EXAMPLE, "2024-05-10", "2024-05-13", "--json").stdout)
    assert {
        "gain_km2", "loss_km2", "net_km2", "slivers_km2", "by_side", "by_status", "by_admin",
        "places", "front_km", "range", "learnt", "happened",
    } <= set(data)  # fmt: skip
    for part in (data, data["learnt"], data["happened"]):
        for figures in (part, *part["by_side"].values(), *part["by_admin"].values()):
            assert figures["net_km2"] == pytest.approx(
                figures["gain_km2"] - figures["loss_km2"], abs=1e-6
            )
        units = part["by_admin"].values()
        assert sum(u["gain_km2"] for u in units) == pytest.approx(part["gain_km2"], abs=1e-6)
    for key in ("net_km2",):
        parts = data["learnt"][key] + data["happened"][key]
        assert data[key] == pytest.approx(parts, abs=1e-6)
    low, high = data["range"]["net_km2"]
    assert low <= data["net_km2"] <= high
    hands = {p["place"] for p in data["places"] if p["changed_hands"]}
    assert hands == {"morokhovets", "ohirtseve", "oliinykove", "pletenivka"}


def test_diff_as_text_tells_sums_range_and_front():
    text = run("diff", EXAMPLE, "2024-05-10", "2024-05-13").stdout
    assert "  Russia: +20 km² (gained 38 km², lost 18 km²)\n" in text
    assert "  Kharkiv raion, Kharkiv oblast, Russia: +14 km²\n" in text
    assert "With any single source left out, Russia: −61 km² to +74 km²\n" in text
    assert "Front line between Russia and Ukraine: 30.1 km → 29.1 km" in text


def test_the_record_balances_every_day_by_both_clocks():
    scene_record = record(SCENE)
    for key, then in (("balance", False), ("balance_then", True)):
        rows = {(row["date"], row["side"]): row for row in scene_record[key]}
        for on, balance in daily(SCENE, then=then).items():
            for side in ("ua", "ru"):
                row = rows.pop((on.isoformat(), side), None)
                tally = balance.side(side)
                assert bool(row) == bool(
                    tally.gain_km2
                    or tally.loss_km2
                    or any(side in (h.before.side, h.after.side) for h in balance.handovers)
                )
                if row:
                    assert row["gain_km2"] == round(tally.gain_km2, 6)
                    assert row["loss_km2"] == round(tally.loss_km2, 6)
        assert {side for _, side in rows} <= {None}
        assert any(row["claimed_km2"] for row in scene_record[key]) == then


def test_quality_counts_places_ground_and_stale_evidence():
    assessed = quality(SCENE)
    assert (assessed.places, assessed.stale, assessed.date) == (9, 0, day("2024-05-13"))
    km2 = sum(area_km2(g) for g in SCENE.at(assessed.date).drawn.values())
    assert assessed.km2 == pytest.approx(km2, abs=1e-5)
    assert assessed.line_error_km == pytest.approx(0.3 * math.sqrt(km2 / 9), rel=1e-6)
    later = replace(SCENE.header, policy=replace(SCENE.header.policy, stale_after_days=0))
    aged = project.build(replace(project.load(EXAMPLE), header=later))
    stale = [s for s in aged.at(aged.opens).spans.values() if s.stale and s.zone != "zelene"]
    assert quality(aged).stale == len(stale) > 0
    assert f"{len(stale) / 9:.0%} of them rest on evidence" in map_notes.quality_note(aged)


def test_quality_is_said_wherever_ground_is_inferred(tmp_path):
    note = map_notes.quality_note(SCENE)
    assert note.startswith(
        "Inferred from 9 places, one per 14 km² (13 May 2024); the line is accurate to "
    )
    assert "Russia holds or claims 29 to 128 km²." in note
    assert note.split(". ")[0] + ". " in captions.caption(SCENE)
    assert record(SCENE)["quality"]["text"] == note
    assert f"quality: {note}" in run("info", EXAMPLE).stdout
    built = run("build", EXAMPLE, "-o", tmp_path, "--format", "json").stdout
    assert note in built.splitlines()


def test_a_drawn_map_has_no_quality_line():
    scene = drawn((UNIT, "north", 0, 6))
    assert quality(scene) is None
    assert map_notes.quality_note(scene) == ""
    assert record(scene)["quality"] is None


def test_the_sides_that_move_are_all_but_that_of_the_start():
    assert sides_without_initial_holder(SCENE.header) == ("ru",)
    assert sides_without_initial_holder(drawn((UNIT, "north", 0, 6)).header) == ("north", "south")


@pytest.mark.parametrize(
    ("km2", "said"),
    [
        (1204.4, "1,204 km²"),
        (9.96, "10 km²"),
        (3.24, "3.2 km²"),
        (-0.04, "0 km²"),
        (-12, "−12 km²"),
    ],
)
def test_areas_are_written_for_people(km2, said):
    assert quantities.km2_words(km2) == said
