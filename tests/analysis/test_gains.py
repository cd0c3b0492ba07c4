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
from frontline.analysis.flows import between
from frontline.analysis.gains import area_of_changes, daily, sides_without_initial_holder
from frontline.analysis.jackknife import ranges, speakers
from frontline.analysis.quality import quality
from frontline.dates.edtf import Interval
from frontline.ground.measure import area_km2, zones_km2
from frontline.ground.topology import patches, topology
from frontline.model import UNKNOWN, Area, Control
from frontline.render.page.scene_json import record
from frontline.render.tables.change_table import change_rows
from frontline.scene.homonyms import unit_of
from frontline.text import captions, map_notes, quantities

DATA = project.load(STARTER)
SCENE = scene_of(EXAMPLE)
FIRST = DATA.header.start
NORTH, SOUTH = Control("held", "north"), Control("held", "south")


def scene_of_areas(*areas, method="none", sliver_km2=0.0, source="gazette", missing=()):
    """Build a scene of drawn areas: (polygon, side, first day, last day), with days counted from 0.

    ``missing`` are (first, last) days without a published map.
    """
    ground = replace(DATA.header.ground, method=method, sliver_km2=sliver_km2)
    records = tuple(
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
    return project.build(replace(DATA, header=header, areas=records, events=(), claims=()))


def projected_area_km2(polygon):
    """Measure an area independently: densified edges in a local equal-area projection."""
    lon, lat = polygon.centroid.coords[0]
    projection = Transformer.from_crs(
        "EPSG:4326", f"+proj=laea +lon_0={lon} +lat_0={lat}", always_xy=True
    )
    dense = shapely.segmentize(polygon, 0.002)
    return (
        shapely.transform(
            dense, lambda xy: list(zip(*projection.transform(*xy.T), strict=True))
        ).area
        / 1e6
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
def test_areas_agree_with_an_equal_area_projection(square):
    (parts,) = zones_km2(topology({"zone": square})).values()
    assert parts == (pytest.approx(projected_area_km2(square), rel=1e-7),)


def test_areas_summed_over_arcs_are_those_of_the_zones():
    ring = box(30, 50, 32, 52).difference(box(30.5, 50.5, 31.5, 51.5))
    zones = {
        "ring": ring,
        "hole": box(30.5, 50.5, 31, 51.5),
        "two": MultiPolygon([box(31, 50.5, 31.5, 51.5), box(40, -60, 40.001, -59.999)]),
        "world": box(-180, 60, 180, 61),
    }
    zones["world"] = shapely.segmentize(zones["world"], 10)
    measured = zones_km2(topology(zones))
    for zone, polygon in zones.items():
        parts = sorted(area_km2(part) for part in shapely.get_parts(polygon))
        assert sorted(measured[zone]) == pytest.approx(parts, abs=1e-6)


def test_patches_connect_across_arcs_but_not_at_points():
    zones = {
        "a": box(0, 0, 1, 1),
        "b": box(1, 0, 2, 1),
        "c": box(2, 1, 3, 2),  # meets b in a point
        "d": MultiPolygon([box(0, 1, 1, 2), box(5, 5, 6, 6)]),
    }
    arcs = topology(zones)
    parts_by_patch = sorted(sorted(patch) for patch in patches(arcs, zones))
    patch_zones = {frozenset(zone for zone, _ in patch) for patch in parts_by_patch}
    assert patch_zones == {frozenset("abd"), frozenset("c"), frozenset("d")}
    assert sum(map(len, parts_by_patch)) == 5
    assert len(patches(arcs, ["a", "c"])) == 2


UNIT = box(30, 50, 31, 51)
EAST = box(31, 50, 32, 51)


def test_a_gained_square_and_a_lost_square_are_counted():
    scene = scene_of_areas((UNIT, "north", 0, 2), (EAST, "north", 3, 6))
    unit, east = projected_area_km2(UNIT), projected_area_km2(EAST)
    (date,) = daily(scene)
    balance = daily(scene)[date]
    assert date == FIRST + timedelta(3)
    assert balance.side("north").gain_km2 == pytest.approx(east, rel=1e-7)
    assert balance.side("north").loss_km2 == pytest.approx(unit, rel=1e-7)
    assert balance.side("north").net_km2 == pytest.approx(0, abs=1e-4)
    assert balance.side("south") == Tally(0, 0)
    assert balance.control(UNKNOWN).net_km2 == -balance.control(NORTH).net_km2
    assert balance.within(None) == balance
    assert daily(scene, then=True) == daily(scene)


def test_nothing_is_lost_on_days_without_a_map():
    scene = scene_of_areas((UNIT, "north", 0, 6), (EAST, "north", 3, 6), missing=[(2, 3), (5, 5)])
    east = projected_area_km2(EAST)
    assert list(daily(scene)) == [FIRST + timedelta(4)]
    tally = daily(scene)[FIRST + timedelta(4)].side("north")
    assert tally == Tally(pytest.approx(east, rel=1e-7), 0)


def test_areas_of_a_first_map_after_missing_days_are_not_gains():
    assert daily(scene_of_areas((UNIT, "north", 0, 6), missing=[(0, 2)])) == {}


def test_areas_of_the_first_day_are_not_gains():
    assert daily(scene_of_areas((UNIT, "north", 0, 6))) == {}


@pytest.mark.parametrize("since", [None, FIRST])
def test_places_within_areas_of_the_first_day_do_not_change_control(since):
    sheet = Area("sheet", "north", "held", Interval(since, None, ""), "gazette", box(9, 49, 11, 51))
    scene = project.build(replace(DATA, areas=(sheet,), events=(), claims=()))
    assert scene.at(FIRST).control("alder") == NORTH
    assert (scene.changes_of_control, scene.changes_of_control_then, daily(scene)) == ((), (), {})


def test_the_area_of_a_change_on_the_first_day_counts():
    dataset = project.load(STARTER)
    header = replace(dataset.header, start=day("2024-03-05"))
    scene = project.build(replace(dataset, header=header))
    full = project.build(dataset)
    assert daily(scene)[day("2024-03-05")] == daily(full)[day("2024-03-05")]
    assert area_of_changes(scene) == area_of_changes(full)


def test_slivers_are_not_counted_and_their_sum_is_reported():
    first, adjacent, separate = (
        box(30, 50, 30.001, 50.001),
        box(30.001, 50, 30.002, 50.001),
        box(30.01, 50, 30.011, 50.001),
    )
    km2 = projected_area_km2(first)
    areas = [(shape, "north", 2, 6) for shape in (first, adjacent, separate)]
    balance = daily(scene_of_areas(*areas, sliver_km2=1.5 * km2))[FIRST + timedelta(2)]
    assert balance.side("north").gain_km2 == pytest.approx(2 * km2, rel=1e-5)
    assert balance.slivers_km2 == pytest.approx(km2, rel=1e-5)
    only_slivers = daily(scene_of_areas(*areas, sliver_km2=10 * km2))[FIRST + timedelta(2)]
    assert only_slivers.side("north") == Tally(0, 0)
    assert only_slivers.slivers_km2 == pytest.approx(3 * km2, rel=1e-5)
    without_slivers = daily(scene_of_areas(*areas))[FIRST + timedelta(2)]
    assert (without_slivers.slivers_km2, without_slivers.side("north").gain_km2) == (
        0,
        only_slivers.slivers_km2,
    )


OFFSET = st.integers(0, 8).map(lambda n: n / 100)
DAY_NUMBER = st.integers(0, 6)


@st.composite
def random_area(draw):
    west, south = 30 + draw(OFFSET), draw(OFFSET)  # at the equator parallels are geodesics
    square = box(west, south, west + 0.01 + draw(OFFSET), south + 0.01 + draw(OFFSET))
    first, last = sorted((draw(DAY_NUMBER), draw(DAY_NUMBER)))
    return square, draw(st.sampled_from(["north", "south"])), first, last


def areas_by_side(areas, number):
    """Overlay the areas of a day: of one source, those drawn last count.

    What both sides have of these is contested.
    """
    north = south = contested = shapely.Polygon()
    valid_areas = [area for area in areas if area[2] <= number <= area[3]]
    for first in sorted({area[2] for area in valid_areas}):
        new_north, new_south = (
            shapely.union_all([area[0] for area in valid_areas if area[1:3] == (side, first)])
            for side in ("north", "south")
        )
        new, overlap = new_north.union(new_south), new_north.intersection(new_south)
        north = north.difference(new).union(new_north.difference(overlap))
        south = south.difference(new).union(new_south.difference(overlap))
        contested = contested.difference(new).union(overlap)
    return {"north": north, "south": south, "contested": contested}


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.lists(random_area(), min_size=1, max_size=5))
def test_gains_agree_with_an_overlay_of_whole_maps(areas):
    scene = scene_of_areas(*areas)
    balances = daily(scene)
    nets = dict.fromkeys(("north", "south"), 0.0)
    for number in range(1, 7):
        before, after = areas_by_side(areas, number - 1), areas_by_side(areas, number)
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
def test_days_units_and_classes_add_up_with_every_method(method, then):
    dataset = project.load(EXAMPLE)
    ground = replace(dataset.header.ground, method=method, sliver_km2=0)
    scene = project.build(replace(dataset, header=replace(dataset.header, ground=ground)))
    balances = daily(scene, then=then)
    first_and_last = [
        scene.at(date, date if then else None) for date in (scene.dates[0], scene.dates[-1])
    ]
    total = between(*first_and_last)
    assert balances
    for side in ("ua", "ru"):
        # independent of flows: the areas of the dissolved polygons
        areas = [
            sum(
                area_km2(polygon)
                for control, polygon in snapshot.drawn.items()
                if control.side == side
            )
            for snapshot in first_and_last
        ]
        net = sum(balance.side(side).net_km2 for balance in balances.values())
        assert net == pytest.approx(total.side(side).net_km2, abs=1e-6)
        if side != "ua":  # whose initial area is not drawn
            assert net == pytest.approx(areas[1] - areas[0], abs=1e-5)
    for balance in (*balances.values(), total):
        for side in ("ua", "ru"):
            parts = [balance.within(unit).side(side) for unit in balance.units]
            assert sum(tally.gain_km2 for tally in parts) == pytest.approx(
                balance.side(side).gain_km2
            )
            assert sum(tally.loss_km2 for tally in parts) == pytest.approx(
                balance.side(side).loss_km2
            )
            classes = [control for control in balance.controls if control.side == side]
            nets = [balance.control(control).net_km2 for control in classes]
            assert sum(nets) == pytest.approx(balance.side(side).net_km2, abs=1e-6)
        assert sum(
            balance.control(control).net_km2 for control in balance.controls
        ) == pytest.approx(0, abs=1e-6)


def test_handovers_are_the_changes_of_side():
    balance = daily(SCENE)[day("2024-05-12")]
    assert {handover.place for handover in balance.handovers} == {
        "hatyshche",
        "morokhovets",
        "oliinykove",
    }
    places = {
        change.place
        for change in SCENE.changes_of_control
        if change.before.side != change.after.side
    }
    assert places == {
        handover.place for balance in daily(SCENE).values() for handover in balance.handovers
    }


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
def test_unit_names_lose_the_code_before_them(admin, unit):
    assert unit_of(admin) == unit


def test_the_change_table_has_the_area_and_the_unit_of_each_change():
    header, *rows = change_rows(SCENE)
    km2, admin = header.index("km2"), header.index("admin")
    assert rows
    for row, change in zip(rows, SCENE.changes_of_control, strict=True):
        place = next(place for place in SCENE.places if place.id == change.place)
        assert row[admin] == (place.admin or "")
        if place.lon is None:
            assert row[km2] == ""
        else:  # cells: the zone of the place
            of_cell = area_km2(SCENE.ground.polygon(place.id))
            assert float(row[km2]) == float(f"{of_cell:.2g}")  # no more digits than it has


def test_the_length_of_the_front_is_the_sum_of_its_arcs():
    snapshot = SCENE.at("2024-05-13")
    geod = Geod(ellps="WGS84")
    km = (
        sum(geod.inv(*start, *end)[2] for line in snapshot.front for start, end in pairwise(line))
        / 1000
    )
    assert snapshot.front_km == {("ru", "ua"): pytest.approx(km)}
    assert SCENE.at("2024-05-08").front_km == {}


def delete_source(folder, source, copies):
    """Delete a source and its copies from the rows of a map's files."""
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
def test_leaving_a_source_out_is_the_same_as_deleting_its_rows(tmp_path):
    opens = SCENE.opens
    source_ids = speakers(SCENE)
    assert len(source_ids) > 10
    areas_km2 = {}
    for id in source_ids:
        folder = tmp_path / id
        shutil.copytree(EXAMPLE, folder)
        delete_source(folder, id, [source.id for source in SCENE.sources if source.upstream == id])
        snapshot = project.build(project.load(folder)).at(opens)
        areas_km2[id] = sum(
            area_km2(polygon) for control, polygon in snapshot.drawn.items() if control.side == "ru"
        )
        assert areas_km2[id] == pytest.approx(
            sum(
                area_km2(polygon)
                for control, polygon in SCENE.without(id).at(opens).drawn.items()
                if control.side == "ru"
            )
        )
    km2 = sum(
        area_km2(polygon)
        for control, polygon in SCENE.at(opens).drawn.items()
        if control.side == "ru"
    )
    estimate = quality(SCENE).ranges["ru"]
    assert estimate.low == pytest.approx(min(km2, *areas_km2.values()), abs=1e-5)
    assert estimate.high == pytest.approx(max(km2, *areas_km2.values()), abs=1e-5)
    assert areas_km2[estimate.low_without] == pytest.approx(estimate.low, abs=1e-5)


def test_a_difference_has_a_range_over_left_out_sources():
    days = [day("2024-05-10"), day("2024-05-13")]
    result = difference(SCENE, *days, *days)
    nets = {}
    for id in speakers(SCENE):
        scene = SCENE.without(id)
        nets[id] = between(*scene.together(*zip(days, days, strict=True))).side("ru").net_km2
    full_net = result.whole.balance.side("ru").net_km2
    assert (result.ranges["ru"].low, result.ranges["ru"].high) == (
        pytest.approx(min(full_net, *nets.values()), abs=1e-5),
        pytest.approx(max(full_net, *nets.values()), abs=1e-5),
    )


def test_a_map_with_one_source_has_no_range():
    scene = scene_of_areas((UNIT, "north", 0, 2))
    assert ranges(scene, lambda some: {"x": 1.0}) == {}
    assert difference(scene, *scene.dates[:2], *scene.dates[:2]).ranges == {}


def test_diff_as_json_has_the_documented_keys():
    data = json.loads(run("diff", EXAMPLE, "2024-05-10", "2024-05-13", "--json").stdout)
    assert {
        "gain_km2", "loss_km2", "net_km2", "slivers_km2", "by_side", "by_status", "by_admin",
        "places", "front_km", "range", "learnt", "happened",
    } <= set(data)  # fmt: skip
    for part in (data, data["learnt"], data["happened"]):
        for row in (part, *part["by_side"].values(), *part["by_admin"].values()):
            assert row["net_km2"] == pytest.approx(row["gain_km2"] - row["loss_km2"], abs=1e-6)
        units = part["by_admin"].values()
        assert sum(unit["gain_km2"] for unit in units) == pytest.approx(part["gain_km2"], abs=1e-6)
    for key in ("net_km2",):
        parts = data["learnt"][key] + data["happened"][key]
        assert data[key] == pytest.approx(parts, abs=1e-6)
    low, high = data["range"]["net_km2"]
    assert low <= data["net_km2"] <= high
    for part in (data, data["learnt"], data["happened"]):
        for row in part["by_status"]:
            control = {key: row[key] for key in ("status", "side")}
            gained = sum(flow["km2"] for flow in part["flows"] if flow["to"] == control)
            lost = sum(flow["km2"] for flow in part["flows"] if flow["from"] == control)
            assert (gained, lost) == pytest.approx((row["gain_km2"], row["loss_km2"]), abs=1e-6)
        assert sum(row["net_km2"] for row in part["by_status"]) == pytest.approx(0, abs=1e-6)
    changed = {place["place"] for place in data["places"] if place["changed_hands"]}
    assert changed == {"morokhovets", "ohirtseve", "oliinykove", "pletenivka"}


def test_diff_as_text_has_sums_and_range_and_no_inferred_length():
    text = run("diff", EXAMPLE, "2024-05-10", "2024-05-13").stdout
    assert "  Russia: +20 km² (gained 38 km² from Ukraine; lost 18 km² to contested)\n" in text
    assert "  Kharkiv raion, Kharkiv oblast, Russia: +14 km² from Ukraine\n" in text
    assert "  96 km²: contested → held by Russia\n" in text
    assert "With any single source left out, Russia: −61 km² to +74 km²\n" in text
    assert "Front line" not in text


def test_the_record_has_the_balance_of_every_day_by_both_clocks():
    data = record(SCENE)
    for key, then in (("balance", False), ("balance_then", True)):
        rows = {(row["date"], row["side"]): row for row in data[key]}
        for date, balance in daily(SCENE, then=then).items():
            for side in ("ua", "ru"):
                row = rows.pop((date.isoformat(), side), None)
                tally = balance.side(side)
                assert bool(row) == bool(
                    tally.gain_km2
                    or tally.loss_km2
                    or any(
                        side in (handover.before.side, handover.after.side)
                        for handover in balance.handovers
                    )
                )
                if row:
                    assert row["gain_km2"] == round(tally.gain_km2, 6)
                    assert row["loss_km2"] == round(tally.loss_km2, 6)
        assert {side for _, side in rows} <= {None}
        assert any(row["claimed_km2"] for row in data[key]) == then


def test_quality_counts_places_area_and_stale_evidence():
    estimate = quality(SCENE)
    assert (estimate.places, estimate.stale, estimate.date) == (9, 0, day("2024-05-13"))
    km2 = sum(area_km2(polygon) for polygon in SCENE.at(estimate.date).drawn.values())
    assert estimate.km2 == pytest.approx(km2, abs=1e-5)
    assert estimate.line_error_km == pytest.approx(0.3 * math.sqrt(km2 / 9), rel=1e-6)
    header = replace(SCENE.header, policy=replace(SCENE.header.policy, stale_after_days=0))
    aged = project.build(replace(project.load(EXAMPLE), header=header))
    stale = [
        span for span in aged.at(aged.opens).spans.values() if span.stale and span.zone != "zelene"
    ]
    assert quality(aged).stale == len(stale) > 0
    assert f"{len(stale) / 9:.0%} of them rest on evidence" in map_notes.quality_note(aged)


@pytest.mark.slow
def test_the_quality_note_is_shown_wherever_areas_are_inferred(tmp_path):
    note = map_notes.quality_note(SCENE)
    assert note.startswith(
        "Inferred from 9 places, one per 14 km² (13 May 2024); the line is accurate to "
    )
    assert "Held or claimed by Russia: 29 to 128 km², depending on which source is left" in note
    assert note.split(". ")[0] + ". " in captions.caption(SCENE)
    assert record(SCENE)["quality"]["text"] == note
    assert f"quality: {note}" in run("info", EXAMPLE).stdout
    built = run("build", EXAMPLE, "-o", tmp_path, "--format", "json").stdout
    assert note in built.splitlines()


def test_a_map_of_drawn_areas_has_no_quality_note():
    scene = scene_of_areas((UNIT, "north", 0, 6))
    assert quality(scene) is None
    assert map_notes.quality_note(scene) == ""
    assert record(scene)["quality"] is None


def test_sides_without_the_initial_holder():
    assert sides_without_initial_holder(SCENE.header) == ("ru",)
    assert sides_without_initial_holder(scene_of_areas((UNIT, "north", 0, 6)).header) == (
        "north",
        "south",
    )


@pytest.mark.parametrize(
    ("km2", "words"),
    [
        (1204.4, "1,204 km²"),
        (9.96, "10 km²"),
        (3.24, "3.2 km²"),
        (0.996, "1.0 km²"),
        (0.04, "0.040 km²"),
        (-0.0004, "0 km²"),
        (-12, "−12 km²"),
    ],
)
def test_areas_are_rounded_for_readers(km2, words):
    assert quantities.km2_words(km2) == words
