"""Method breaks: made-up archives with a break of each kind, and offensives that are none."""

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
    """The ground of some usual days."""
    front = Front(seed=seed)
    return [front.day() for _ in range(count)]


def kinds(scene):
    return {(told.date - FIRST).days: told.kind for told in breaks(scene)}


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
    (told,) = breaks(scene)
    assert told.stretches > 40 > told.usual
    assert f"in {told.stretches} stretches at once" in break_words(scene, told)


def test_a_smooth_redraw_of_few_long_stretches_is_one_too():
    def blob(day):
        disc = shapely.Point(30, 50).buffer(1, 200)
        return disc | shapely.box(30.5 + 0.01 * day, 50, 31.2, 50.02 + 0.01 * day)

    grounds = [held(blob(day)) for day in range(12)]
    grounds += [held(translate(blob(day), 0.001, 0)) for day in range(12, 20)]
    assert kinds(tracked(grounds)) == {12: "redraw"}
    (told,) = breaks(tracked(grounds))
    assert told.stretches < 10
    assert told.share > 0.9


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
    told = daily(scene)[on(32)].side("north").gain_km2
    assert told > 5 * daily(scene)[on(19)].side("north").gain_km2
    assert kinds(scene) == {}


@pytest.mark.parametrize("example", [EXAMPLE, STARTER])
def test_what_follows_from_claims_is_no_break(example):
    assert breaks(project.build(project.load(example))) == ()


CONTESTED = Control("contested")


def pockets(count, size=0.02):
    """Squares across the front."""
    at = [30.1 + 1.8 * number / count for number in range(count)]
    return shapely.union_all([shapely.box(x, 50 - size, x + size, 50 + size) for x in at])


def both(ground, grey, over=True):
    """A ground and a contested one, which lies over it or stays beside it."""
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
    (told,) = breaks(scene)
    assert (told.begins, told.ends) == ((CONTESTED,), ())
    assert break_words(scene, told) == "From this map on, areas are also drawn as contested."
    ends = [drawn(g) for g in grounds[:at]] + [held(g) for g in grounds[at:]]
    scene = tracked(ends)
    assert kinds(scene) == {at: "class"}
    (told,) = breaks(scene)
    assert (told.begins, told.ends) == ((), (CONTESTED,))
    assert break_words(scene, told) == "Areas are no longer drawn as contested."


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
    found = [
        Break(on(4), on(3), "stated"),
        Break(on(5), on(4), "stated"),
        Break(on(9), on(6), "stated"),
    ]
    way = legs(on(1), on(9), found)
    assert [((a - FIRST).days, (b - FIRST).days, bool(told)) for (a, b), told in way] == [
        (1, 3, False), (3, 4, True), (4, 5, True), (5, 6, False), (6, 9, True),
    ]  # fmt: skip
    back = legs(on(9), on(1), found)
    assert back == [((b, a), told) for (a, b), told in reversed(way)]
    assert legs(on(4), on(8), found[:1]) == [((on(4), on(8)), None)]
    assert legs(on(4), on(4), found) == [((on(4), on(4)), None)]


def broken():
    grounds = archive()
    days = grounds[:AT] + [translate(g, 0.0014, 0.0) for g in grounds[AT:]]
    return tracked([held(g) for g in days], sliver_km2=0.0), days


def overlaid(before, after):
    """Gain and loss by overlay of whole days."""
    return area_km2(after.difference(before)), area_km2(before.difference(after))


def test_a_difference_leaves_out_what_passed_over_a_break():
    scene, days = broken()
    ends = (on(2), on(20))
    found = difference(scene, *ends, *ends)
    parts = [overlaid(days[2], days[AT - 1]), overlaid(days[AT], days[20])]
    gain, loss = (sum(part) for part in zip(*parts, strict=True))
    tally = found.whole.balance.side("north")
    assert (tally.gain_km2, tally.loss_km2) == (
        pytest.approx(gain, abs=0.01),
        pytest.approx(loss, abs=0.01),
    )
    assert found.happened.balance == found.whole.balance
    assert found.learnt.balance.flows == ()
    ((told, balance),) = found.breaks
    assert told.date == on(AT)
    assert balance == daily(scene)[on(AT)]
    gain, loss = overlaid(days[AT - 1], days[AT])
    assert balance.side("north").gain_km2 == pytest.approx(gain, abs=0.01)

    whole = difference(scene, *ends, *ends, with_breaks=True)
    assert whole.whole.balance == between(scene.at(on(2)), scene.at(on(20)))
    assert whole.breaks == found.breaks
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
    found = difference(scene, *ends, *ends)
    assert (found.whole.balance.flows, found.happened.balance.flows) == ((), ())
    assert len(found.breaks) == 1


def test_the_record_tells_breaks_and_the_page_has_a_balance_once():
    scene, _ = broken()
    made = record(scene)
    (told,) = made["breaks"]
    assert (told["date"], told["since"], told["kind"]) == (
        on(AT).isoformat(),
        on(AT - 1).isoformat(),
        "redraw",
    )
    assert told["text"] == break_words(scene, breaks(scene)[0])
    assert told["by_side"]["north"]["gain_km2"] == daily(scene)[on(AT)].side("north").gain_km2
    assert made["balance_then"] == made["balance"]
    page = page_record(scene, pack(scene))
    assert (page["balance"], page["balance_then"]) == (made["balance"], None)
    assert page["breaks"] == made["breaks"]


def test_diff_tells_of_breaks_and_counts_them_when_asked(tmp_path):
    """The starter map, of which the author says that a day is a break."""
    folder = tmp_path / "map"
    shutil.copytree(STARTER, folder)
    ends = ("2024-03-04", "2024-03-10")
    whole = json.loads(run("diff", folder, *ends, "--json").stdout)
    assert whole["breaks"] == []
    day = next(iter(daily(project.build(project.load(folder))))).isoformat()
    with (folder / "map.toml").open("a") as file:
        file.write(f'\n[changes]\nbreaks = ["{day}"]\n')
    found = json.loads(run("diff", folder, *ends, "--json").stdout)
    (told,) = found["breaks"]
    assert (told["date"], told["kind"], told["counted"]) == (day, "stated", False)
    assert told["net_km2"]
    assert found["net_km2"] == pytest.approx(whole["net_km2"] - told["net_km2"], abs=1e-6)
    counted = json.loads(run("diff", folder, *ends, "--json", "--with-breaks").stdout)
    assert counted["net_km2"] == whole["net_km2"]
    assert counted["breaks"] == [{**told, "counted": True}]
    text = run("diff", folder, *ends).stdout
    assert f"Not counted, because the mapping method changed on {day}: " in text
    assert (
        f"Counted, although the mapping method changed on {day}: "
        in run("diff", folder, *ends, "--with-breaks").stdout
    )
    said = f"mapping method changed: {day}: The author of the map states that the method changed."
    assert said in run("info", folder).stdout.splitlines()
