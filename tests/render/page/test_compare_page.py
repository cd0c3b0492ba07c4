"""Two days compared in the page: changes shaded, cut into one map, or on two maps side by side."""

import math
import re
from dataclasses import replace
from datetime import date

import pytest
from browser import opened, ready, settle, still
from made import drawn_map, wandering
from support import EXAMPLE, scene_of

from frontline import project
from frontline.analysis.flows import between
from frontline.model import Opening
from frontline.render.page.html import render_html
from frontline.render.page.scene_json import record

SCENE = scene_of(EXAMPLE)
SINCE, SHOWN = "2024-05-08", "2024-05-13"
WAYS = ["shade", "swipe", "beside"]
DRAWN = """(pane) => [...document.querySelectorAll(`${pane} path`)]
  .map((path) => [path.getAttribute("class"), path.style.fill, path.getAttribute("d")])"""
RING = re.compile(r"M(-?\d+) (-?\d+)")
MARKS = """(scope) => {
  const frame = document.querySelector(scope).closest(".leaflet-container");
  const { left, top } = frame.getBoundingClientRect();
  return Object.fromEntries([...document.querySelectorAll(`${scope} .fl-mark`)].map((mark) => {
    const [box, told] = [mark.getBoundingClientRect(), mark.getAttribute("aria-label")];
    return [told.split(",")[0], {
      told, sign: mark.innerHTML, width: box.width, stop: mark.tabIndex === 0,
      at: [box.left - left - frame.clientLeft, box.top - top - frame.clientTop],
      seen: getComputedStyle(mark).visibility === "visible",
    }];
  }));
}"""
BOXES = "all => all.map((each) => each.getBoundingClientRect().toJSON())"
FRAMED = ".fl-tag-day, .leaflet-control-zoom, .fl-whole, .leaflet-control-scale, .fl-inset"
MAIN = "#map_0"


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """Daily maps, with days that have none."""
    days = list(wandering(3, 60))
    days[0] = days[1] = next(layer for layer in days if layer)
    days[40:43] = [None] * 3
    assert days[10] and days[30] and days[39]
    return drawn_map(tmp_path_factory.mktemp("archive") / "map", days)


@pytest.fixture(scope="module")
def archive(scene, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "archive.html"
    path.write_text(render_html(scene))
    return path


def choose(page, **asked):
    page.evaluate("asked => window.frontline.set(asked)", asked)
    settle(page)


def drawn(page, scope, kinds=("zones", "band", "front"), own=""):
    """What is drawn of a day, by path, each ring by where it begins from the first ring of all."""
    panes = [page.evaluate(DRAWN, f"{scope} .leaflet-fl-{kind}{own}-pane") for kind in kinds]
    starts = [start for pane in panes for *_, d in pane for start in RING.findall(d)]
    x0, y0 = map(int, starts[0]) if starts else (0, 0)

    def moved(d):
        return RING.sub(lambda m: f"M{int(m[1]) - x0} {int(m[2]) - y0}", d)

    return [[(name, fill, moved(d)) for name, fill, d in pane] for pane in panes]


def marks(page, scope, own=""):
    """Map the names of places to their marks: what they tell and show, and where in their frame."""
    return page.evaluate(MARKS, f"{scope} .leaflet-fl-marks{own}-pane")


def signs(found):
    return {name: mark["sign"] for name, mark in found.items()}


def places(found):
    return {name: mark["at"] for name, mark in found.items()}


def resting(page):
    """Where the marks are once the map rests, which may have been thrown or moved too far."""
    return still(page, lambda page: places(marks(page, MAIN)))


def cut(page):
    """Where the cut is: by its handle, and by what it leaves of either day, in px of the frame."""
    return page.evaluate(
        """() => {
             const { left, width } = document.querySelector("#map_0").getBoundingClientRect();
             const knob = document.querySelector(".fl-knob").getBoundingClientRect();
             const pane = document.querySelector("#map_0 .leaflet-map-pane");
             const at = parseFloat(pane.style.getPropertyValue("--fl-cut-at"));
             return [knob.left + knob.width / 2 - left, at + L.DomUtil.getPosition(pane).x, width];
           }"""
    )


def value(page):
    return page.locator(".fl-swipe input").get_attribute("aria-valuetext")


def test_both_days_of_the_swipe_are_drawn_as_each_is_drawn_alone(chromium, map_html):
    with opened(chromium, map_html) as (page, seen):
        ready(page)
        alone = {}
        for date in (SINCE, SHOWN):
            choose(page, date=date)
            alone[date] = drawn(page, MAIN), signs(marks(page, MAIN))
        assert alone[SINCE][0] != alone[SHOWN][0]
        choose(page, since=SINCE, how="swipe")
        assert (drawn(page, MAIN), signs(marks(page, MAIN))) == alone[SHOWN]
        assert (drawn(page, MAIN, own="-other"), signs(marks(page, MAIN, "-other"))) == alone[SINCE]
        choose(page, since="2024-05-11")
        choose(page, since=SINCE)
        assert drawn(page, MAIN, own="-other") == alone[SINCE][0]
        tags = page.locator(".fl-tag-day").all_inner_texts()
        assert tags == ["8 May 2024", "13 May 2024"]
        assert seen.errors == []


def test_both_maps_side_by_side_are_drawn_as_each_day_is_drawn_alone(chromium, map_html):
    with opened(chromium, map_html) as (page, seen):
        ready(page)
        choose(page, since=SINCE, how="beside")
        other = drawn(page, ".fl-other"), signs(marks(page, ".fl-other"))
        shown = drawn(page, MAIN), signs(marks(page, MAIN))
        assert other != shown
        choose(page, date=SINCE)
        assert (drawn(page, MAIN), signs(marks(page, MAIN))) == other
        choose(page, since=SHOWN)
        assert (drawn(page, ".fl-other"), signs(marks(page, ".fl-other"))) == shown
        label = page.locator(".fl-other").get_attribute("aria-label")
        assert label == "Comparison map: 13 May 2024"
        assert seen.errors == []


def test_every_place_of_the_swipe_is_one_mark_of_the_day_it_lies_on(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        ready(page)
        choose(page, since=SINCE, how="swipe")
        for key, presses in (("ArrowRight", 7), ("Home", 1), ("End", 1)):
            page.locator(".fl-swipe input").focus()
            for _ in range(presses):
                page.keyboard.press(key)
            at = cut(page)[1]
            shown, other = marks(page, MAIN), marks(page, MAIN, "-other")
            assert shown.keys() == other.keys()
            for name, mark in shown.items():
                before = mark["at"][0] + mark["width"] / 2 < at
                assert (mark["seen"], other[name]["seen"]) == (not before, before)
                assert "13 May 2024" in mark["told"]
                assert "8 May 2024" in other[name]["told"]
        reached = page.locator(".fl-mark").evaluate_all(
            "all => all.filter((m) => getComputedStyle(m).visibility === 'visible').length"
        )
        assert reached == len(shown)


def test_side_by_side_the_marks_of_each_map_are_one_stop_of_the_keyboard(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        ready(page)
        choose(page, since="2024-05-10", how="beside")
        for scope in (MAIN, ".fl-other"):
            assert sum(mark["stop"] for mark in marks(page, scope).values()) == 1


def test_the_swipe_is_moved_by_keyboard(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        ready(page)
        choose(page, since=SINCE, how="swipe")
        assert value(page) == "8 May 2024 left 50%, 13 May 2024 right 50%"
        page.locator(".fl-swipe input").focus()
        for key, share in (("ArrowRight", 51), ("ArrowLeft", 50), ("Home", 0), ("End", 100)):
            page.keyboard.press(key)
            assert value(page) == f"8 May 2024 left {share}%, 13 May 2024 right {100 - share}%"
            handle, clip, width = cut(page)
            assert handle == pytest.approx(width * share / 100, abs=2)
            assert clip == pytest.approx(handle, abs=2)
        assert page.evaluate("() => window.frontline.date") == SHOWN


def test_the_swipe_is_moved_by_mouse_and_the_rest_of_the_map_still_pans(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        ready(page)
        choose(page, since=SINCE, how="swipe")
        box = page.locator(".fl-knob").bounding_box()
        assert min(box["width"], box["height"]) >= 44
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        before = places(marks(page, MAIN))
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 130, y, steps=5)
        page.mouse.up()
        handle, clip, width = cut(page)
        assert handle == pytest.approx(width / 2 - 130, abs=6)
        assert clip == pytest.approx(handle, abs=2)
        assert places(marks(page, MAIN)) == before
        page.mouse.move(x + 60, y + 30)
        page.mouse.down()
        page.mouse.move(x + 20, y - 10, steps=5)
        page.mouse.up()
        moved = resting(page)
        assert moved != before
        assert places(marks(page, MAIN, "-other")) == moved
        assert cut(page)[:2] == pytest.approx([handle, clip], abs=1)


def test_the_swipe_is_moved_by_touch(chromium, map_html):
    with opened(chromium, map_html, 360, 740, has_touch=True, is_mobile=True) as (page, seen):
        ready(page)
        choose(page, since=SINCE, how="swipe")
        page.locator(".fl-knob").scroll_into_view_if_needed()
        box = page.locator(".fl-knob").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        before, top = places(marks(page, MAIN)), page.evaluate("() => scrollY")
        touch = page.context.new_cdp_session(page)
        for kind, by in (("Start", 0), *(("Move", n) for n in range(10, 90, 10)), ("End", None)):
            points = [] if by is None else [{"x": x + by, "y": y + by / 4}]
            touch.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
        settle(page)
        handle, clip, width = cut(page)
        assert handle == pytest.approx(width / 2 + 80, abs=6)
        assert clip == pytest.approx(handle, abs=2)
        assert (places(marks(page, MAIN)), page.evaluate("() => scrollY")) == (before, top)
        assert seen.errors == []


def test_the_cut_stays_in_its_place_as_the_map_is_zoomed_and_resized(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        ready(page)
        choose(page, since=SINCE, how="swipe")
        page.get_by_role("button", name="Zoom in").click()
        handle, clip, width = still(page, cut)
        assert [handle, clip] == pytest.approx([width / 2] * 2, abs=1)
        page.set_viewport_size({"width": 700, "height": 800})
        handle, clip, narrow = still(page, cut)
        assert narrow < width
        assert [handle, clip] == pytest.approx([narrow / 2] * 2, abs=1)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_two_maps_are_moved_and_zoomed_as_one(chromium, map_html, width):
    with opened(chromium, map_html, width, 900) as (page, seen):
        ready(page)
        choose(page, since=SINCE, how="beside")

        def apart():
            shown, other = places(marks(page, MAIN)), places(marks(page, ".fl-other"))
            return shown, max(math.dist(at, other[name]) for name, at in shown.items())

        def together():
            shown, away = still(page, lambda _: apart())
            assert away < 2
            return shown

        seen_at = [together()]
        page.get_by_role("button", name="Zoom in").click()
        seen_at.append(together())
        for scope in (MAIN, ".fl-other"):
            frame = page.locator(scope)
            frame.scroll_into_view_if_needed()
            box = frame.bounding_box()
            x, y = box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.9
            page.mouse.move(x, y)
            page.mouse.down()
            page.mouse.move(x + 30, y - 25, steps=4)
            assert apart()[1] < 2
            page.mouse.up()
            seen_at.append(together())
        page.locator(".fl-other").focus()
        page.keyboard.press("-")
        seen_at.append(together())
        page.get_by_role("button", name="Show the whole map").click()
        assert together() == seen_at[0]
        assert len({str(each) for each in seen_at}) == len(seen_at)
        assert seen.errors == []


@pytest.mark.parametrize("how", WAYS)
def test_in_every_way_what_passed_is_told_as_the_balance_of_the_two_days(
    chromium, archive, scene, how
):
    one, two = scene.dates[10], scene.dates[30]
    wanted = between(scene.at(one), scene.at(two))
    with opened(chromium, archive) as (page, seen):
        ready(page)
        choose(page, date=two.isoformat(), since=one.isoformat(), how=how)
        told = page.evaluate("() => window.frontline.passed.sides")
        assert told
        for row in told:
            tally = wanted.side(row["side"])
            assert row["gain_km2"] == pytest.approx(tally.gain_km2, rel=1e-6, abs=1e-7)
            assert row["loss_km2"] == pytest.approx(tally.loss_km2, rel=1e-6, abs=1e-7)
        gain = wanted.side("north").gain_km2
        news = page.locator(".fl-news").inner_text()
        assert re.search(rf"North \+({gain:.0f}|{gain:.2g})\b", news)
        shaded = page.locator("path.fl-marked").count() > 0
        keys = page.locator(".fl-marks").inner_text()
        assert (shaded, "Gained by" in keys) == (how == "shade", how == "shade")
        page.wait_for_function("() => document.querySelector('.fl-live').textContent !== ''")
        assert seen.errors == []


def test_the_reader_chooses_the_day_and_the_way_and_is_told_of_both(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        ready(page)
        ways = page.get_by_role("radio", name=re.compile("shaded|Swipe|Side by side"))
        assert ways.count() == 0
        page.get_by_role("checkbox", name="Compare with").check()
        live = page.locator("[role=status]")
        for name in ("Swipe", "Side by side", "Changes shaded"):
            page.get_by_role("radio", name=name).check()
            told = f"Comparing 13 May 2024 with 8 May 2024, {name.lower()}."
            live.filter(has_text=told).wait_for(state="attached")
            assert "Russia +110 km²" in live.inner_text()
        page.get_by_role("radio", name="Swipe").focus()
        page.keyboard.press("ArrowRight")
        assert page.evaluate("() => window.frontline.how") == "beside"
        page.get_by_role("checkbox", name="Compare with").uncheck()
        live.filter(has_not_text="Comparing").wait_for(state="attached")
        state = page.evaluate("() => window.frontline.state")
        assert (state["since"], state["how"]) == (None, "beside")


@pytest.mark.parametrize("how", WAYS)
def test_what_is_compared_is_kept_in_another_language_and_by_the_other_clock(
    chromium, map_html, how
):
    with opened(chromium, map_html) as (page, seen):
        ready(page)
        choose(page, since=SINCE, how=how)
        if how == "swipe":
            page.locator(".fl-swipe input").focus()
            page.keyboard.press("PageUp")
        at = cut(page) if how == "swipe" else None
        before = page.evaluate("() => window.frontline.state")
        choose(page, language="uk")
        after = page.evaluate("() => window.frontline.state")
        assert after == {**before, "language": "uk"}
        if how != "shade":
            tags = page.locator(".fl-tag-day").all_inner_texts()
            assert ["8 трав." in tags[0], "13 трав." in tags[1]] == [True, True]
            assert page.locator(".fl-swipe, .fl-other").count() == 1
        assert at is None or cut(page) == pytest.approx(at)
        choose(page, known="then")
        assert page.evaluate("() => window.frontline.since") == SINCE
        if how != "shade":
            scope, own = (MAIN, "-other") if how == "swipe" else (".fl-other", "")
            other = drawn(page, scope, own=own)
            choose(page, date=SINCE)
            assert drawn(page, MAIN) == other
        assert seen.errors == []


TRACE = """() => [...document.querySelectorAll("*")].map((node) =>
  [node.tagName, node.getAttribute("class"), node.getAttribute("aria-label"), node.tabIndex,
   node.style.visibility, node.style.length].join(" "))"""


def trace(page):
    return page.evaluate(TRACE)


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("width", [1280, 360])
def test_off_again_it_leaves_no_trace(chromium, map_html, how, width):
    with opened(chromium, map_html, width, 800) as (page, seen):
        ready(page)
        page.locator(".fl-plot[aria-label]").wait_for()
        before = still(page, trace)
        for _ in range(2):
            choose(page, since=SINCE, how=how)
            assert still(page, trace) != before
            choose(page, since=None, how="shade")
            assert still(page, trace) == before
        assert seen.errors == []


def test_a_mark_of_the_day_compared_with_opens_what_is_said_of_that_day(chromium, map_html):
    with opened(chromium, map_html) as (page, seen):
        ready(page)
        for how, scope in (
            ("swipe", f"{MAIN} .leaflet-fl-marks-other-pane"),
            ("beside", ".fl-other"),
        ):
            choose(page, date=SHOWN, since=SINCE, how=how)
            mark = page.locator(f"{scope} .fl-mark[aria-label^=Strilecha]")
            mark.focus()
            page.keyboard.press("Enter")
            popup = page.get_by_role("dialog", name="Strilecha")
            assert "8 May 2024" in popup.locator(".fl-status-line").inner_text()
            choose(page, date="2024-05-14")
            assert "8 May 2024" in popup.locator(".fl-status-line").inner_text()
            page.keyboard.press("Escape")
            page.locator(".leaflet-popup").wait_for(state="detached")
            assert mark.evaluate("m => m === document.activeElement")
            shown = page.locator(f"{MAIN} .leaflet-fl-marks-pane .fl-mark[aria-label^=Vovchansk]")
            shown.focus()
            page.keyboard.press("Enter")
            popup = page.get_by_role("dialog", name="Vovchansk")
            assert "14 May 2024" in popup.locator(".fl-status-line").inner_text()
            page.keyboard.press("Escape")
        assert seen.errors == []


def test_a_day_without_a_map_is_blank_on_its_side_alone(chromium, archive, scene):
    gap, since = scene.dates[41].isoformat(), scene.dates[10].isoformat()
    with opened(chromium, archive) as (page, seen):
        ready(page)
        frame = page.locator(".fl-map").bounding_box()
        for how, scope, own in (("swipe", MAIN, "-other"), ("beside", ".fl-other", "")):
            choose(page, since=since, how=how, date=scene.dates[10].isoformat())
            alone = drawn(page, MAIN, ["zones"])
            choose(page, date=gap)
            blank = page.locator(".fl-blank").bounding_box()
            assert blank["x"] >= frame["x"] + frame["width"] / 2 - 2
            assert page.locator(f"{MAIN} .leaflet-fl-zones-pane path").count() == 0
            assert drawn(page, scope, ["zones"], own) == alone
            refused = page.evaluate(
                "date => { try { window.frontline.since = date } catch (e) { return e.name } }", gap
            )
            assert refused == "RangeError"
        assert seen.errors == []


def test_playing_goes_on_while_two_days_are_compared(chromium, archive, scene):
    dates = [date.isoformat() for date in scene.dates]
    with opened(chromium, archive, reduced_motion="reduce") as (page, seen):
        ready(page)
        for how in WAYS:
            choose(page, range=[dates[10], dates[30]], date=dates[10], since=dates[20], how=how)
            page.get_by_label("Speed").select_option("30")
            page.locator(".fl-play").click()
            page.wait_for_function("end => window.frontline.date === end", arg=dates[30])
            state = page.evaluate("() => window.frontline.state")
            assert (state["since"], state["how"]) == (dates[20], how)
        assert seen.errors == []


@pytest.mark.parametrize("how", ["swipe", "beside"])
@pytest.mark.parametrize("width", [1280, 768, 360, 320])
def test_the_days_stand_in_corners_of_their_own_and_nothing_scrolls_sideways(
    chromium, map_html, width, how
):
    with opened(chromium, map_html, width, 800) as (page, _):
        ready(page)
        for date in (SHOWN, "2024-05-14"):
            choose(page, since=SINCE, how=how, date=date)
            boxes = [box for box in page.locator(FRAMED).evaluate_all(BOXES) if box["width"] > 0]
            assert len(boxes) >= 5
            for n, a in enumerate(boxes):
                for b in boxes[n + 1 :]:
                    apart = (
                        a["right"] <= b["left"]
                        or b["right"] <= a["left"]
                        or a["bottom"] <= b["top"]
                        or b["bottom"] <= a["top"]
                    )
                    assert apart, (a, b)
            maps = page.locator(".fl-map .leaflet-container").evaluate_all(BOXES)
            stacked = how == "beside" and width < 600
            tops = {round(box["top"]) for box in maps}
            assert len(tops) == (2 if stacked else 1)
            assert len({(round(b["width"]), round(b["height"])) for b in maps}) == 1
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_a_map_opens_comparing_as_its_author_wants_and_a_link_turns_it_off(chromium, tmp_path):
    opening = Opening(date(2024, 5, 12), date(2024, 5, 9), "swipe", "uk")
    dataset = project.load(EXAMPLE)
    dataset = replace(dataset, header=replace(dataset.header, opening=opening))
    scene = project.build(dataset)
    assert scene.opens == opening.date
    path = tmp_path / "map.html"
    path.write_text(render_html(scene))
    chosen = "() => { const { date, since, how, language } = frontline.state;" + (
        " return [date, since, how, language] }"
    )
    with opened(chromium, path) as (page, seen):
        ready(page)
        assert page.evaluate(chosen) == ["2024-05-12", "2024-05-09", "swipe", "uk"]
        assert page.locator(".fl-map.fl-swiped").count() == 1
        assert page.locator(".fl-day").inner_text().startswith("12 травня")
        assert page.evaluate("() => location.hash") == ""
        page.locator(".fl-compare [type=checkbox]").uncheck()
        page.wait_for_function("() => location.hash === '#since=none'")
        page.reload()
        ready(page)
        assert page.evaluate(chosen) == ["2024-05-12", None, "swipe", "uk"]
        assert page.locator(".fl-map.fl-swiped").count() == 0
        page.evaluate("() => { location.hash = '#how=beside&lang=en' }")
        page.wait_for_function("() => frontline.how === 'beside'")
        assert page.evaluate(chosen) == ["2024-05-12", "2024-05-09", "beside", "en"]
        assert seen.errors == []


def test_days_that_are_cut_off_are_neither_shown_nor_compared_with():
    opening = Opening(date(2024, 5, 13), date(2024, 5, 12))
    dataset = project.load(EXAMPLE)
    dataset = replace(dataset, header=replace(dataset.header, opening=opening))
    cut = project.build(dataset, as_of="2024-05-11")
    told = record(cut)
    assert (told["opens"], told["opening"]["since"]) == ("2024-05-11", None)
