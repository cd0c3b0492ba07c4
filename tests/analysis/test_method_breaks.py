"""Method breaks: synthetic archives with each kind of break, and offensives without one."""

import json
import random
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
import shapely
from made import Front, held, tracked
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
from frontline.render.page.scene_json import page_record, record
from frontline.text.break_notes import break_words

DAYS, AT = 24, 15
FIRST = project.load(STARTER).header.start


def on(number):
    return FIRST + timedelta(number)


def archive(count=DAYS, seed=1):
    """Return the areas of several typical days."""
    front = Front(seed=seed)
    return [front.day() for _ in range(count)]


def kinds(scene):
    return {(method_break.date - FIRST).days: method_break.kind for method_break in breaks(scene)}


def test_usual_days_are_no_breaks():
    for seed in range(4):
        assert kinds(tracked([held(g) for g in archive(seed=seed)])) == {}


REDRAWN = {
    "shifted by 100 m": lambda ground: translate(ground, 0.0014, 0.0),
    "on a grid of 200 m": lambda ground: shapely.set_precision(ground, 0.002),
    "simplified": lambda ground: ground.simplify(0.008),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("redrawn", REDRAWN.values(), ids=REDRAWN)
@pytest.mark.parametrize("count", [DAYS, 9])
def test_a_redraw_is_a_break(redrawn, count):
    at = count - 3
    grounds = archive(count)
    scene = tracked([held(g) for g in grounds[:at]] + [held(redrawn(g)) for g in grounds[at:]])
    assert kinds(scene) == {at: "redraw"}
    (method_break,) = breaks(scene)
    assert method_break.stretches > 40 > method_break.usual
    assert f"in {method_break.stretches} stretches at once" in break_words(scene, method_break)


def test_a_smooth_redraw_of_few_long_stretches_is_one_too():
    def blob(day):
        disc = shapely.Point(30, 50).buffer(1, 200)
        return disc | shapely.box(30.5 + 0.01 * day, 50, 31.2, 50.02 + 0.01 * day)

    grounds = [held(blob(day)) for day in range(12)]
    grounds += [held(translate(blob(day), 0.001, 0)) for day in range(12, 20)]
    assert kinds(tracked(grounds)) == {12: "redraw"}
    (method_break,) = breaks(tracked(grounds))
    assert method_break.stretches < 10
    assert method_break.share > 0.9


def test_a_jump_in_many_places_at_once_is_a_break():
    front = Front()
    grounds = []
    for number in range(DAYS):
        for at in range(0, 396, 6) if number == AT else ():
            front.push(at, 3, 0.004)
        grounds.append(front.day())
    scene = tracked([held(g) for g in grounds])
    assert kinds(scene) == {AT: "jump"}
    assert "Lines moved in " in break_words(scene, breaks(scene)[0])


def test_an_offensive_is_no_break_however_much_it_takes():
    front = Front()
    grounds = []
    for number in range(DAYS):
        if number >= AT:
            front.push(100, 60, 0.05)  # 20 km wide, 5 km a day, beside another
            front.push(250, 30, 0.09)
        grounds.append(front.day())
    scene = tracked([held(g) for g in grounds])
    usual = daily(scene)[on(AT - 1)].side("north").gain_km2
    assert daily(scene)[on(AT)].side("north").gain_km2 > 20 * usual
    assert kinds(scene) == {}
    assert kinds(tracked([held(g) for g in grounds[AT - 3 : AT + 4]])) == {}


def test_a_map_on_which_nothing_moved_before_an_offensive_is_none():
    front = Front()
    still = [front.ground()] * 30
    moved = [front.push(100 + day, 40, 0.03) for day in range(10)]
    assert kinds(tracked([held(g) for g in (*still, *moved)])) == {}


def test_what_gathers_over_days_without_a_map_is_no_break():
    front = Front()
    grounds = [held(front.day((5, 8))) for _ in range(40)]
    gap = range(20, 32)
    scene = tracked(grounds, missing=gap)
    gain_km2 = daily(scene)[on(32)].side("north").gain_km2
    assert gain_km2 > 5 * daily(scene)[on(19)].side("north").gain_km2
    assert kinds(scene) == {}


@pytest.mark.parametrize("example", [EXAMPLE, STARTER])
def test_what_follows_from_claims_is_no_break(example):
    assert breaks(project.build(project.load(example))) == ()


CONTESTED = Control("contested")


def pockets(count, size=0.02):
    """Return squares across the front line."""
    at = [30.1 + 1.8 * number / count for number in range(count)]
    return shapely.union_all([shapely.box(x, 50 - size, x + size, 50 + size) for x in at])


def both(ground, grey, over=True):
    """Return an area and a contested area that overlaps it or lies beside it."""
    if over:
        ground = ground.difference(grey)
    else:
        grey = grey.difference(ground)
    return [(ground, "north", "held"), (grey, None, "contested")]


GREY = {
    "in many places": lambda ground: both(ground, pockets(12)),
    "in many places beside": lambda ground: both(ground, pockets(12), over=False),
    "a strip along all of it": lambda ground: both(
        ground, shapely.box(30, 49.8, 32, 50.4) & ground.exterior.buffer(0.004), over=False
    ),
    "a block taken out": lambda ground: both(ground, shapely.box(30.5, 49.2, 31, 49.8)),
}


@pytest.mark.slow
@pytest.mark.parametrize("drawn", GREY.values(), ids=GREY)
@pytest.mark.parametrize("count", [DAYS, 9])
def test_a_class_that_begins_or_ends_at_once_is_a_break(drawn, count):
    grounds, at = archive(count), count - 3
    begins = [held(g) for g in grounds[:at]] + [drawn(g) for g in grounds[at:]]
    scene = tracked(begins)
    assert kinds(scene) == {at: "class"}
    (method_break,) = breaks(scene)
    assert (method_break.begins, method_break.ends) == ((CONTESTED,), ())
    assert (
        break_words(scene, method_break) == "From this map on, areas are also drawn as contested."
    )
    ends = [drawn(g) for g in grounds[:at]] + [held(g) for g in grounds[at:]]
    scene = tracked(ends)
    assert kinds(scene) == {at: "class"}
    (method_break,) = breaks(scene)
    assert (method_break.begins, method_break.ends) == ((), (CONTESTED,))
    assert break_words(scene, method_break) == "Areas are no longer drawn as contested."


def test_ground_that_is_drawn_as_unknown_from_a_day_on_is_a_break():
    grounds = archive()
    told = [
        held(g) if day < AT else [*both(g, pockets(12))[:1], (pockets(12), None, "unknown")]
        for day, g in enumerate(grounds)
    ]
    assert kinds(tracked(told)) == {AT: "class"}


def test_a_first_pocket_and_the_last_of_them_are_no_breaks():
    grounds = archive()
    days = range(8, 14)
    some = [both(g, pockets(2, 0.01)) if n in days else held(g) for n, g in enumerate(grounds)]
    assert kinds(tracked(some)) == {}


def test_a_first_thin_pocket_is_no_break_though_it_is_long_for_its_width():
    grounds = archive()
    thin = shapely.box(30.5, 50.3, 30.6, 50.3003)  # 7 km by 30 m
    some = [
        [*held(g), (thin, None, "contested")] if n >= AT else held(g) for n, g in enumerate(grounds)
    ]
    assert kinds(tracked(some)) == {}


def test_a_side_that_comes_in_at_one_place_is_no_break():
    grounds = archive()
    inroad = [shapely.box(30.5, 50.2, 30.8 + 0.05 * day, 50.4) for day in range(DAYS)]
    days = [
        [(g, "north", "held"), (inroad[day], "south", "held")] if day >= AT else held(g)
        for day, g in enumerate(grounds)
    ]
    assert kinds(tracked(days)) == {}


def test_the_author_has_the_last_word():
    grounds = archive()
    redrawn = REDRAWN["shifted by 100 m"]
    days = [held(g) for g in grounds[:AT]] + [held(redrawn(g)) for g in grounds[AT:]]
    assert kinds(tracked(days, not_breaks=[AT])) == {}
    assert kinds(tracked(days, breaks=[AT, 4])) == {4: "stated", AT: "redraw"}
    scene = tracked(days, breaks=[4, 7, 0], missing=[7, 8])
    assert kinds(scene) == {4: "stated", 9: "stated", AT: "redraw"}
    assert breaks(scene)[1] == Break(on(9), on(6), "stated")
    assert "author" in break_words(scene, breaks(scene)[0])


def test_the_order_in_which_areas_are_read_never_matters():
    grounds = archive()
    days = [held(g) for g in grounds[:AT]] + [GREY["in many places"](g) for g in grounds[AT:]]
    scene = tracked(days)
    areas = list(scene.dataset.areas)
    random.Random(5).shuffle(areas)
    again = project.build(replace(scene.dataset, areas=tuple(areas)))
    assert breaks(again) == breaks(scene)
    assert breaks(scene)


def test_legs_follow_each_other_and_are_cut_at_breaks():
    method_breaks = [
        Break(on(4), on(3), "stated"),
        Break(on(5), on(4), "stated"),
        Break(on(9), on(6), "stated"),
    ]
    route = legs(on(1), on(9), method_breaks)
    numbered = [
        ((start - FIRST).days, (end - FIRST).days, bool(method_break))
        for (start, end), method_break in route
    ]
    assert numbered == [(1, 3, False), (3, 4, True), (4, 5, True), (5, 6, False), (6, 9, True)]
    back = legs(on(9), on(1), method_breaks)
    assert back == [((b, a), method_break) for (a, b), method_break in reversed(route)]
    assert legs(on(4), on(8), method_breaks[:1]) == [((on(4), on(8)), None)]
    assert legs(on(4), on(4), method_breaks) == [((on(4), on(4)), None)]


def broken():
    grounds = archive()
    days = grounds[:AT] + [translate(g, 0.0014, 0.0) for g in grounds[AT:]]
    return tracked([held(g) for g in days], sliver_km2=0.0), days


def overlaid(before, after):
    """Return gain and loss by overlaying whole daily maps."""
    return area_km2(after.difference(before)), area_km2(before.difference(after))


def test_a_difference_leaves_out_what_passed_over_a_break():
    scene, days = broken()
    ends = (on(2), on(20))
    result = difference(scene, *ends, *ends)
    parts = [overlaid(days[2], days[AT - 1]), overlaid(days[AT], days[20])]
    gain, loss = (sum(part) for part in zip(*parts, strict=True))
    tally = result.whole.balance.side("north")
    assert (tally.gain_km2, tally.loss_km2) == (
        pytest.approx(gain, abs=0.01),
        pytest.approx(loss, abs=0.01),
    )
    assert result.happened.balance == result.whole.balance
    assert result.learnt.balance.flows == ()
    ((method_break, balance),) = result.breaks
    assert method_break.date == on(AT)
    assert balance == daily(scene)[on(AT)]
    gain, loss = overlaid(days[AT - 1], days[AT])
    assert balance.side("north").gain_km2 == pytest.approx(gain, abs=0.01)

    whole = difference(scene, *ends, *ends, with_breaks=True)
    assert whole.whole.balance == between(scene.at(on(2)), scene.at(on(20)))
    assert whole.breaks == result.breaks
    nets = tally.net_km2 + balance.side("north").net_km2
    assert whole.whole.balance.side("north").net_km2 == pytest.approx(nets, abs=1e-6)


def test_a_difference_backwards_is_the_same_with_gain_and_loss_changed():
    scene, _ = broken()
    there = difference(scene, on(2), on(20), on(20), on(20)).whole.balance.side("north")
    back = difference(scene, on(20), on(2), on(20), on(20)).whole.balance.side("north")
    assert (back.gain_km2, back.loss_km2) == (there.loss_km2, there.gain_km2)


def test_a_difference_from_a_break_to_the_map_before_it_counts_nothing():
    scene, _ = broken()
    ends = on(AT - 1), on(AT)
    result = difference(scene, *ends, *ends)
    assert (result.whole.balance.flows, result.happened.balance.flows) == ((), ())
    assert len(result.breaks) == 1


def test_the_record_tells_breaks_and_the_page_has_a_balance_once():
    scene, _ = broken()
    scene_record = record(scene)
    (method_break,) = scene_record["breaks"]
    assert (method_break["date"], method_break["since"], method_break["kind"]) == (
        on(AT).isoformat(),
        on(AT - 1).isoformat(),
        "redraw",
    )
    assert method_break["text"] == break_words(scene, breaks(scene)[0])
    assert (
        method_break["by_side"]["north"]["gain_km2"] == daily(scene)[on(AT)].side("north").gain_km2
    )
    assert scene_record["balance_then"] == scene_record["balance"]
    page = page_record(scene, pack(scene))
    assert (page["balance"], page["balance_then"]) == (scene_record["balance"], None)
    assert page["breaks"] == scene_record["breaks"]


def test_diff_tells_of_breaks_and_counts_them_when_asked(tmp_path):
    """Return the starter map with a break stated by its author."""
    folder = tmp_path / "map"
    shutil.copytree(STARTER, folder)
    ends = ("2024-03-04", "2024-03-10")
    total = json.loads(run("diff", folder, *ends, "--json").stdout)
    assert total["breaks"] == []
    day = next(iter(daily(project.build(project.load(folder))))).isoformat()
    with (folder / "map.toml").open("a") as file:
        file.write(f'\n[changes]\nbreaks = ["{day}"]\n')
    printed = json.loads(run("diff", folder, *ends, "--json").stdout)
    (method_break,) = printed["breaks"]
    assert (method_break["date"], method_break["kind"], method_break["counted"]) == (
        day,
        "stated",
        False,
    )
    assert method_break["net_km2"]
    assert printed["net_km2"] == pytest.approx(total["net_km2"] - method_break["net_km2"], abs=1e-6)
    counted = json.loads(run("diff", folder, *ends, "--json", "--with-breaks").stdout)
    assert counted["net_km2"] == total["net_km2"]
    assert counted["breaks"] == [{**method_break, "counted": True}]
    text = run("diff", folder, *ends).stdout
    assert f"Not counted, because the mapping method changed on {day}: " in text
    assert (
        f"Counted, although the mapping method changed on {day}: "
        in run("diff", folder, *ends, "--with-breaks").stdout
    )
    line = f"mapping method changed: {day}: The author of the map states that the method changed."
    assert line in run("info", folder).stdout.splitlines()
