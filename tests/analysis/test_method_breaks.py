"""Changes of the mapping method: synthetic archives with each kind, and offensives without one."""

import json
import random
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
import shapely
from generated_maps import MovingFront, daily_scene, held_by_north
from shapely.affinity import translate
from support import EXAMPLE, STARTER, run

from frontline import project
from frontline.analysis.difference import difference
from frontline.analysis.flows import between
from frontline.analysis.gains import daily
from frontline.analysis.measured import Break
from frontline.analysis.method_breaks import breaks, legs
from frontline.ground.measure import area_km2
from frontline.model import Control
from frontline.render.page.codec.pack import pack
from frontline.render.page.packed_base import pack_base
from frontline.render.page.scene_json import page_record, record
from frontline.text.break_notes import break_words

DAYS, BREAK_DAY = 24, 15
FIRST = project.load(STARTER).header.start


def date_of(number):
    return FIRST + timedelta(number)


def archive(count=DAYS, seed=1):
    """Return the held area of each of some normal days."""
    front = MovingFront(seed=seed)
    return [front.day() for _ in range(count)]


def break_kinds(scene):
    return {(method_break.date - FIRST).days: method_break.kind for method_break in breaks(scene)}


@pytest.mark.slow
def test_normal_days_are_no_breaks():
    for seed in range(4):
        assert break_kinds(daily_scene([held_by_north(area) for area in archive(seed=seed)])) == {}


REDRAWN = {
    "shifted by 100 m": lambda area: translate(area, 0.0014, 0.0),
    "on a grid of 200 m": lambda area: shapely.set_precision(area, 0.002),
    "simplified": lambda area: area.simplify(0.008),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("redraw", REDRAWN.values(), ids=REDRAWN)
@pytest.mark.parametrize("count", [DAYS, 9])
def test_a_redraw_is_a_break(redraw, count):
    break_day = count - 3
    areas = archive(count)
    scene = daily_scene(
        [held_by_north(area) for area in areas[:break_day]]
        + [held_by_north(redraw(area)) for area in areas[break_day:]]
    )
    assert break_kinds(scene) == {break_day: "redraw"}
    (found,) = breaks(scene)
    assert found.stretches > 40 > found.usual
    assert f"in {found.stretches} stretches at once" in break_words(scene, found)


def test_a_redraw_of_few_long_stretches_is_a_break():
    def blob(day):
        disc = shapely.Point(30, 50).buffer(1, 200)
        return disc | shapely.box(30.5 + 0.01 * day, 50, 31.2, 50.02 + 0.01 * day)

    areas = [held_by_north(blob(day)) for day in range(12)]
    areas += [held_by_north(translate(blob(day), 0.001, 0)) for day in range(12, 20)]
    assert break_kinds(daily_scene(areas)) == {12: "redraw"}
    (found,) = breaks(daily_scene(areas))
    assert found.stretches < 10
    assert found.share > 0.9


def test_a_jump_in_many_places_at_once_is_a_break():
    front = MovingFront()
    areas = []
    for number in range(DAYS):
        for start in range(0, 396, 6) if number == BREAK_DAY else ():
            front.push(start, 3, 0.004)
        areas.append(front.day())
    scene = daily_scene([held_by_north(area) for area in areas])
    assert break_kinds(scene) == {BREAK_DAY: "jump"}
    assert "Lines moved in " in break_words(scene, breaks(scene)[0])


def test_an_offensive_is_no_break_however_large_its_gains():
    front = MovingFront()
    areas = []
    for number in range(DAYS):
        if number >= BREAK_DAY:
            front.push(100, 60, 0.05)  # 20 km wide, 5 km a day, beside another
            front.push(250, 30, 0.09)
        areas.append(front.day())
    scene = daily_scene([held_by_north(area) for area in areas])
    normal_gain = daily(scene)[date_of(BREAK_DAY - 1)].side("north").gain_km2
    assert daily(scene)[date_of(BREAK_DAY)].side("north").gain_km2 > 20 * normal_gain
    assert break_kinds(scene) == {}
    assert (
        break_kinds(
            daily_scene([held_by_north(area) for area in areas[BREAK_DAY - 3 : BREAK_DAY + 4]])
        )
        == {}
    )


def test_an_offensive_after_days_without_change_is_no_break():
    front = MovingFront()
    unchanged = [front.area()] * 30
    moved = [front.push(100 + day, 40, 0.03) for day in range(10)]
    assert break_kinds(daily_scene([held_by_north(area) for area in (*unchanged, *moved)])) == {}


def test_changes_accumulated_over_missing_days_are_no_break():
    front = MovingFront()
    days = [held_by_north(front.day((5, 8))) for _ in range(40)]
    gap = range(20, 32)
    scene = daily_scene(days, missing=gap)
    gain = daily(scene)[date_of(32)].side("north").gain_km2
    assert gain > 5 * daily(scene)[date_of(19)].side("north").gain_km2
    assert break_kinds(scene) == {}


@pytest.mark.parametrize("example", [EXAMPLE, STARTER])
def test_inferred_maps_have_no_breaks(example):
    assert breaks(project.build(project.load(example))) == ()


CONTESTED = Control("contested")


def pockets(count, size=0.02):
    """Return squares across the front."""
    positions = [30.1 + 1.8 * number / count for number in range(count)]
    return shapely.union_all([shapely.box(x, 50 - size, x + size, 50 + size) for x in positions])


def with_contested(area, contested, on_top=True):
    """Return a held and a contested area; overlaps go to the latter if ``on_top``."""
    if on_top:
        area = area.difference(contested)
    else:
        contested = contested.difference(area)
    return [(area, "north", "held"), (contested, None, "contested")]


NEW_CLASS = {
    "in many places": lambda area: with_contested(area, pockets(12)),
    "beside the front in many places": lambda area: with_contested(area, pockets(12), on_top=False),
    "a strip along the whole front": lambda area: with_contested(
        area, shapely.box(30, 49.8, 32, 50.4) & area.exterior.buffer(0.004), on_top=False
    ),
    "a block inside the area": lambda area: with_contested(area, shapely.box(30.5, 49.2, 31, 49.8)),
}


@pytest.mark.slow
@pytest.mark.parametrize("redraw", NEW_CLASS.values(), ids=NEW_CLASS)
@pytest.mark.parametrize("count", [DAYS, 9])
def test_a_class_that_appears_or_disappears_everywhere_is_a_break(redraw, count):
    areas, break_day = archive(count), count - 3
    with_begin = [held_by_north(area) for area in areas[:break_day]] + [
        redraw(area) for area in areas[break_day:]
    ]
    scene = daily_scene(with_begin)
    assert break_kinds(scene) == {break_day: "class"}
    (found,) = breaks(scene)
    assert (found.begins, found.ends) == ((CONTESTED,), ())
    assert break_words(scene, found) == "From this map on, areas are also drawn as contested."
    with_end = [redraw(area) for area in areas[:break_day]] + [
        held_by_north(area) for area in areas[break_day:]
    ]
    scene = daily_scene(with_end)
    assert break_kinds(scene) == {break_day: "class"}
    (found,) = breaks(scene)
    assert (found.begins, found.ends) == ((), (CONTESTED,))
    assert break_words(scene, found) == "Areas are no longer drawn as contested."


def test_areas_drawn_as_unknown_from_one_day_on_are_a_break():
    areas = archive()
    days = [
        held_by_north(area)
        if day < BREAK_DAY
        else [*with_contested(area, pockets(12))[:1], (pockets(12), None, "unknown")]
        for day, area in enumerate(areas)
    ]
    assert break_kinds(daily_scene(days)) == {BREAK_DAY: "class"}


def test_a_first_and_a_last_pocket_are_no_breaks():
    areas = archive()
    pocket_days = range(8, 14)
    maps = [
        with_contested(area, pockets(2, 0.01)) if day in pocket_days else held_by_north(area)
        for day, area in enumerate(areas)
    ]
    assert break_kinds(daily_scene(maps)) == {}


def test_a_first_long_and_thin_pocket_is_no_break():
    areas = archive()
    sliver = shapely.box(30.5, 50.3, 30.6, 50.3003)  # 7 km by 30 m
    maps = [
        [*held_by_north(area), (sliver, None, "contested")]
        if day >= BREAK_DAY
        else held_by_north(area)
        for day, area in enumerate(areas)
    ]
    assert break_kinds(daily_scene(maps)) == {}


def test_a_side_that_appears_at_one_place_is_no_break():
    areas = archive()
    incursions = [shapely.box(30.5, 50.2, 30.8 + 0.05 * day, 50.4) for day in range(DAYS)]
    days = [
        [(area, "north", "held"), (incursions[day], "south", "held")]
        if day >= BREAK_DAY
        else held_by_north(area)
        for day, area in enumerate(areas)
    ]
    assert break_kinds(daily_scene(days)) == {}


@pytest.mark.slow
def test_the_author_can_state_and_rule_out_breaks():
    areas = archive()
    redraw = REDRAWN["shifted by 100 m"]
    days = [held_by_north(area) for area in areas[:BREAK_DAY]] + [
        held_by_north(redraw(area)) for area in areas[BREAK_DAY:]
    ]
    assert break_kinds(daily_scene(days, not_breaks=[BREAK_DAY])) == {}
    assert break_kinds(daily_scene(days, breaks=[BREAK_DAY, 4])) == {
        4: "stated",
        BREAK_DAY: "redraw",
    }
    scene = daily_scene(days, breaks=[4, 7, 0], missing=[7, 8])
    assert break_kinds(scene) == {4: "stated", 9: "stated", BREAK_DAY: "redraw"}
    assert breaks(scene)[1] == Break(date_of(9), date_of(6), "stated")
    assert "author" in break_words(scene, breaks(scene)[0])


def test_the_order_of_areas_does_not_matter():
    areas = archive()
    days = [held_by_north(area) for area in areas[:BREAK_DAY]] + [
        NEW_CLASS["in many places"](area) for area in areas[BREAK_DAY:]
    ]
    scene = daily_scene(days)
    shuffled = list(scene.dataset.areas)
    random.Random(5).shuffle(shuffled)
    again = project.build(replace(scene.dataset, areas=tuple(shuffled)))
    assert breaks(again) == breaks(scene)
    assert breaks(scene)


def test_legs_are_consecutive_and_split_at_breaks():
    stated = [
        Break(date_of(4), date_of(3), "stated"),
        Break(date_of(5), date_of(4), "stated"),
        Break(date_of(9), date_of(6), "stated"),
    ]
    forward = legs(date_of(1), date_of(9), stated)
    numbers = [
        ((start - FIRST).days, (end - FIRST).days, bool(crossed))
        for (start, end), crossed in forward
    ]
    assert numbers == [(1, 3, False), (3, 4, True), (4, 5, True), (5, 6, False), (6, 9, True)]
    backward = legs(date_of(9), date_of(1), stated)
    assert backward == [((end, start), crossed) for (start, end), crossed in reversed(forward)]
    assert legs(date_of(4), date_of(8), stated[:1]) == [((date_of(4), date_of(8)), None)]
    assert legs(date_of(4), date_of(4), stated) == [((date_of(4), date_of(4)), None)]


def scene_with_break():
    areas = archive()
    days = areas[:BREAK_DAY] + [translate(area, 0.0014, 0.0) for area in areas[BREAK_DAY:]]
    return daily_scene([held_by_north(area) for area in days], sliver_km2=0.0), days


def overlay_km2(before, after):
    """Return gain and loss between two days by overlay."""
    return area_km2(after.difference(before)), area_km2(before.difference(after))


def test_a_difference_does_not_count_changes_at_a_break():
    scene, days = scene_with_break()
    ends = (date_of(2), date_of(20))
    result = difference(scene, *ends, *ends)
    parts = [overlay_km2(days[2], days[BREAK_DAY - 1]), overlay_km2(days[BREAK_DAY], days[20])]
    gain, loss = (sum(part) for part in zip(*parts, strict=True))
    tally = result.whole.balance.side("north")
    assert (tally.gain_km2, tally.loss_km2) == (
        pytest.approx(gain, abs=0.01),
        pytest.approx(loss, abs=0.01),
    )
    assert result.happened.balance == result.whole.balance
    assert result.learnt.balance.flows == ()
    ((found, balance),) = result.breaks
    assert found.date == date_of(BREAK_DAY)
    assert balance == daily(scene)[date_of(BREAK_DAY)]
    gain, loss = overlay_km2(days[BREAK_DAY - 1], days[BREAK_DAY])
    assert balance.side("north").gain_km2 == pytest.approx(gain, abs=0.01)

    whole = difference(scene, *ends, *ends, with_breaks=True)
    assert whole.whole.balance == between(scene.at(date_of(2)), scene.at(date_of(20)))
    assert whole.breaks == result.breaks
    nets = tally.net_km2 + balance.side("north").net_km2
    assert whole.whole.balance.side("north").net_km2 == pytest.approx(nets, abs=1e-6)


def test_a_reversed_difference_swaps_gain_and_loss():
    scene, _ = scene_with_break()
    forward = difference(
        scene, date_of(2), date_of(20), date_of(20), date_of(20)
    ).whole.balance.side("north")
    backward = difference(
        scene, date_of(20), date_of(2), date_of(20), date_of(20)
    ).whole.balance.side("north")
    assert (backward.gain_km2, backward.loss_km2) == (forward.loss_km2, forward.gain_km2)


def test_a_difference_across_nothing_but_a_break_counts_nothing():
    scene, _ = scene_with_break()
    ends = date_of(BREAK_DAY - 1), date_of(BREAK_DAY)
    result = difference(scene, *ends, *ends)
    assert (result.whole.balance.flows, result.happened.balance.flows) == ((), ())
    assert len(result.breaks) == 1


def test_the_record_has_breaks_and_the_page_stores_the_balance_once():
    scene, _ = scene_with_break()
    data = record(scene)
    (row,) = data["breaks"]
    assert (row["date"], row["since"], row["kind"]) == (
        date_of(BREAK_DAY).isoformat(),
        date_of(BREAK_DAY - 1).isoformat(),
        "redraw",
    )
    assert row["text"] == break_words(scene, breaks(scene)[0])
    assert (
        row["by_side"]["north"]["gain_km2"]
        == daily(scene)[date_of(BREAK_DAY)].side("north").gain_km2
    )
    assert data["balance_then"] == data["balance"]
    page = page_record(scene, pack(scene), pack_base(scene))
    assert (page["balance"], page["balance_then"]) == (data["balance"], None)
    assert page["breaks"] == data["breaks"]


@pytest.mark.slow
def test_diff_reports_breaks_and_counts_them_on_request(tmp_path):
    """On the starter map, with one day stated to be a break."""
    folder = tmp_path / "map"
    shutil.copytree(STARTER, folder)
    ends = ("2024-03-04", "2024-03-10")
    without_break = json.loads(run("diff", folder, *ends, "--json").stdout)
    assert without_break["breaks"] == []
    day = next(iter(daily(project.build(project.load(folder))))).isoformat()
    with (folder / "map.toml").open("a") as file:
        file.write(f'\n[changes]\nbreaks = ["{day}"]\n')
    with_break = json.loads(run("diff", folder, *ends, "--json").stdout)
    (row,) = with_break["breaks"]
    assert (row["date"], row["kind"], row["counted"]) == (day, "stated", False)
    assert row["net_km2"]
    assert with_break["net_km2"] == pytest.approx(
        without_break["net_km2"] - row["net_km2"], abs=1e-6
    )
    counted = json.loads(run("diff", folder, *ends, "--json", "--with-breaks").stdout)
    assert counted["net_km2"] == without_break["net_km2"]
    assert counted["breaks"] == [{**row, "counted": True}]
    text = run("diff", folder, *ends).stdout
    assert f"Not counted, because the mapping method changed on {day}: " in text
    assert (
        f"Counted, although the mapping method changed on {day}: "
        in run("diff", folder, *ends, "--with-breaks").stdout
    )
    line = f"mapping method changed: {day}: The author of the map states that the method changed."
    assert line in run("info", folder).stdout.splitlines()
