"""Comparing two dates on the page: shaded changes, a swipe, or two maps side by side."""

import itertools
import math
import re
from dataclasses import replace
from datetime import date

import pytest
from browser import opened, overlap, wait_for_player, wait_two_frames, wait_until_stable
from generated_maps import drawn_map, wandering_front
from support import EXAMPLE, STARTER, scene_of

from frontline import project
from frontline.analysis.flows import between
from frontline.model import Opening
from frontline.render.page.html import render_html
from frontline.render.page.scene_json import record
from frontline.text.gain_words import gains_by_holder
from frontline.text.phrases import capitalized

SCENE = scene_of(EXAMPLE)
SINCE, SHOWN = "2024-05-08", "2024-05-13"
FIRST_DAY, SECOND_DAY, MISSING_DAY = 4, 14, 19
MODES = ["shade", "swipe", "beside"]
PATHS = """(pane) => [...document.querySelectorAll(`${pane} path`)]
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
BOTH_POSITIONS = """() => ["#map_0", ".fl-other"].map((scope) => {
  const frame = document.querySelector(scope).closest(".leaflet-container");
  const { left, top } = frame.getBoundingClientRect();
  const marks = document.querySelectorAll(`${scope} .leaflet-fl-marks-pane .fl-mark`);
  return Object.fromEntries([...marks].map((mark) => {
    const box = mark.getBoundingClientRect();
    const at = [box.left - left - frame.clientLeft, box.top - top - frame.clientTop];
    return [mark.getAttribute("aria-label").split(",")[0], at];
  }));
})"""
ZOOM_OUT_BY_KEY = """async () => {
  const frame = document.querySelector(".fl-other");
  frame.focus();
  frame.dispatchEvent(new KeyboardEvent("keydown", { key: "-", keyCode: 189, bubbles: true }));
  await new Promise((drawn) => requestAnimationFrame(drawn));
  return document.querySelector(".leaflet-zoom-anim") !== null;
}"""
"""Press "-" on the second map, and return whether its first frame is one of an animation."""
BOUNDING_BOXES = "all => all.map((each) => each.getBoundingClientRect().toJSON())"
MAP_CONTROLS = ".fl-tag-day, .leaflet-control-zoom, .fl-whole, .leaflet-control-scale, .fl-inset"
MAIN = "#map_0"


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """Daily maps, some of them missing."""
    days = list(wandering_front(3, 24))
    days[0] = days[1] = next(layer for layer in days if layer)
    days[18:21] = [None] * 3
    assert days[FIRST_DAY] and days[SECOND_DAY] and days[17]
    return drawn_map(tmp_path_factory.mktemp("archive") / "map", days)


@pytest.fixture(scope="module")
def archive(scene, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "archive.html"
    path.write_text(render_html(scene))
    return path


def set_state(page, **state):
    page.evaluate("state => window.frontline.set(state)", state)
    wait_two_frames(page)


def drawn_paths(page, scope, kinds=("zones", "band", "front"), suffix=""):
    """Return the paths of each pane, with the starts of rings relative to the first ring."""
    panes = [page.evaluate(PATHS, f"{scope} .leaflet-fl-{kind}{suffix}-pane") for kind in kinds]
    starts = [start for pane in panes for *_, d in pane for start in RING.findall(d)]
    x0, y0 = map(int, starts[0]) if starts else (0, 0)

    def relative(d):
        return RING.sub(lambda match: f"M{int(match[1]) - x0} {int(match[2]) - y0}", d)

    return [[(name, fill, relative(d)) for name, fill, d in pane] for pane in panes]


def marks(page, scope, suffix=""):
    """Map places to their marks: label, symbol, position in the frame, and visibility."""
    return page.evaluate(MARKS, f"{scope} .leaflet-fl-marks{suffix}-pane")


def symbols(marks_by_place):
    return {name: mark["sign"] for name, mark in marks_by_place.items()}


def positions(marks_by_place):
    return {name: mark["at"] for name, mark in marks_by_place.items()}


def positions_at_rest(page):
    """Return the positions of the marks once the map has stopped moving."""
    return wait_until_stable(page, lambda page: positions(marks(page, MAIN)))


def swipe_position(page):
    """Return the x of the handle, the x of the clipping edge, and the map's width, in px."""
    return page.evaluate(
        """() => {
             const { left, width } = document.querySelector("#map_0").getBoundingClientRect();
             const knob = document.querySelector(".fl-knob").getBoundingClientRect();
             const pane = document.querySelector("#map_0 .leaflet-map-pane");
             const at = parseFloat(pane.style.getPropertyValue("--fl-cut-at"));
             return [knob.left + knob.width / 2 - left, at + L.DomUtil.getPosition(pane).x, width];
           }"""
    )


def slider_text(page):
    return page.locator(".fl-swipe input").get_attribute("aria-valuetext")


def test_the_swipe_draws_both_dates_as_each_alone(chromium, map_html):
    with opened(chromium, map_html) as (page, log):
        wait_for_player(page)
        single = {}
        for date in (SINCE, SHOWN):
            set_state(page, date=date)
            single[date] = drawn_paths(page, MAIN), symbols(marks(page, MAIN))
        assert single[SINCE][0] != single[SHOWN][0]
        set_state(page, since=SINCE, how="swipe")
        assert (drawn_paths(page, MAIN), symbols(marks(page, MAIN))) == single[SHOWN]
        assert (
            drawn_paths(page, MAIN, suffix="-other"),
            symbols(marks(page, MAIN, "-other")),
        ) == single[SINCE]
        set_state(page, since="2024-05-11")
        set_state(page, since=SINCE)
        assert drawn_paths(page, MAIN, suffix="-other") == single[SINCE][0]
        tags = page.locator(".fl-tag-day").all_inner_texts()
        assert tags == ["8 May 2024", "13 May 2024"]
        assert log.errors == []


def test_maps_side_by_side_are_drawn_as_each_date_alone_with_one_tab_stop_each(chromium, map_html):
    with opened(chromium, map_html) as (page, log):
        wait_for_player(page)
        set_state(page, since=SINCE, how="beside")
        other = drawn_paths(page, ".fl-other"), symbols(marks(page, ".fl-other"))
        shown = drawn_paths(page, MAIN), symbols(marks(page, MAIN))
        assert other != shown
        set_state(page, date=SINCE)
        assert (drawn_paths(page, MAIN), symbols(marks(page, MAIN))) == other
        set_state(page, since=SHOWN)
        assert (drawn_paths(page, ".fl-other"), symbols(marks(page, ".fl-other"))) == shown
        label = page.locator(".fl-other").get_attribute("aria-label")
        assert label == "Comparison map: 13 May 2024"
        for scope in (MAIN, ".fl-other"):
            assert sum(mark["stop"] for mark in marks(page, scope).values()) == 1
        assert log.errors == []


def test_keys_move_the_swipe_and_each_place_has_the_mark_of_the_date_on_its_side(
    chromium, map_html
):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        set_state(page, since=SINCE, how="swipe")
        assert slider_text(page) == "8 May 2024 left 50%, 13 May 2024 right 50%"
        page.locator(".fl-swipe input").focus()
        for key, share in (
            *(("ArrowRight", share) for share in range(51, 58)),
            ("ArrowLeft", 56),
            ("Home", 0),
            ("End", 100),
        ):
            page.keyboard.press(key)
            assert (
                slider_text(page) == f"8 May 2024 left {share}%, 13 May 2024 right {100 - share}%"
            )
            handle, clip, width = swipe_position(page)
            assert handle == pytest.approx(width * share / 100, abs=2)
            assert clip == pytest.approx(handle, abs=2)
            if share not in (57, 0, 100):
                continue
            shown, other = marks(page, MAIN), marks(page, MAIN, "-other")
            assert shown.keys() == other.keys()
            for name, mark in shown.items():
                on_left = mark["at"][0] + mark["width"] / 2 < clip
                assert (mark["seen"], other[name]["seen"]) == (not on_left, on_left)
                assert "13 May 2024" in mark["told"]
                assert "8 May 2024" in other[name]["told"]
        visible_count = page.locator(".fl-mark").evaluate_all(
            "all => all.filter((m) => getComputedStyle(m).visibility === 'visible').length"
        )
        assert visible_count == len(shown)
        assert page.evaluate("() => window.frontline.date") == SHOWN


def test_the_swipe_is_moved_by_mouse_and_the_map_can_still_be_panned(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        set_state(page, since=SINCE, how="swipe")
        box = page.locator(".fl-knob").bounding_box()
        assert min(box["width"], box["height"]) >= 44
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        before = positions(marks(page, MAIN))
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 130, y, steps=5)
        page.mouse.up()
        handle, clip, width = swipe_position(page)
        assert handle == pytest.approx(width / 2 - 130, abs=6)
        assert clip == pytest.approx(handle, abs=2)
        assert positions(marks(page, MAIN)) == before
        page.mouse.move(x + 60, y + 30)
        page.mouse.down()
        page.mouse.move(x + 20, y - 10, steps=5)
        page.mouse.up()
        moved = positions_at_rest(page)
        assert moved != before
        assert positions(marks(page, MAIN, "-other")) == moved
        assert swipe_position(page)[:2] == pytest.approx([handle, clip], abs=1)


def test_the_swipe_is_moved_by_touch(chromium, map_html):
    with opened(chromium, map_html, 360, 740, has_touch=True, is_mobile=True) as (page, log):
        wait_for_player(page)
        set_state(page, since=SINCE, how="swipe")
        page.locator(".fl-knob").scroll_into_view_if_needed()
        box = page.locator(".fl-knob").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        before, top = positions(marks(page, MAIN)), page.evaluate("() => scrollY")
        touch = page.context.new_cdp_session(page)
        for kind, offset in (
            ("Start", 0),
            *(("Move", n) for n in range(10, 90, 10)),
            ("End", None),
        ):
            points = [] if offset is None else [{"x": x + offset, "y": y + offset / 4}]
            touch.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
        wait_two_frames(page)
        handle, clip, width = swipe_position(page)
        assert handle == pytest.approx(width / 2 + 80, abs=6)
        assert clip == pytest.approx(handle, abs=2)
        assert (positions(marks(page, MAIN)), page.evaluate("() => scrollY")) == (before, top)
        assert log.errors == []


def test_the_swipe_keeps_its_position_when_the_map_is_zoomed_or_resized(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        set_state(page, since=SINCE, how="swipe")
        page.get_by_role("button", name="Zoom in").click()
        handle, clip, width = wait_until_stable(page, swipe_position)
        assert [handle, clip] == pytest.approx([width / 2] * 2, abs=1)
        page.set_viewport_size({"width": 700, "height": 800})
        handle, clip, narrow = wait_until_stable(page, swipe_position)
        assert narrow < width
        assert [handle, clip] == pytest.approx([narrow / 2] * 2, abs=1)


@pytest.mark.parametrize(
    ("width", "motion"),
    [(1280, "no-preference"), (360, "no-preference"), (360, "reduce")],
)
def test_the_two_maps_pan_and_zoom_together(chromium, map_html, width, motion):
    with opened(chromium, map_html, width, 900, reduced_motion=motion) as (page, log):
        wait_for_player(page)
        set_state(page, since=SINCE, how="beside")

        def positions_and_gap():
            shown, other = page.evaluate(BOTH_POSITIONS)
            return shown, max(math.dist(position, other[name]) for name, position in shown.items())

        def synchronized_positions():
            shown, gap = wait_until_stable(page, lambda _: positions_and_gap())
            assert gap < 2
            return shown

        history = [synchronized_positions()]
        page.get_by_role("button", name="Zoom in").click()
        history.append(synchronized_positions())
        for scope in (MAIN, ".fl-other"):
            frame = page.locator(scope)
            frame.scroll_into_view_if_needed()
            box = frame.bounding_box()
            x, y = box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.9
            page.mouse.move(x, y)
            page.mouse.down()
            page.mouse.move(x + 30, y - 25, steps=4)
            assert positions_and_gap()[1] < 2
            page.mouse.up()
            history.append(synchronized_positions())
        assert page.evaluate(ZOOM_OUT_BY_KEY) == (motion == "no-preference")
        history.append(synchronized_positions())
        page.get_by_role("button", name="Show the whole map").click()
        assert synchronized_positions() == history[0]
        assert len({str(entry) for entry in history}) == len(history)
        assert log.errors == []


def test_every_mode_shows_the_balance_between_the_two_dates(chromium, archive, scene):
    first, second = scene.dates[FIRST_DAY], scene.dates[SECOND_DAY]
    balance = between(scene.at(first), scene.at(second))
    lines = gains_by_holder(scene, balance)
    assert len(lines) > 1
    with opened(chromium, archive) as (page, log):
        wait_for_player(page)
        for mode in MODES:
            set_state(page, date=second.isoformat(), since=first.isoformat(), how=mode)
            sides = page.evaluate("() => window.frontline.passed.sides")
            assert sides
            for row in sides:
                tally = balance.side(row["side"])
                assert row["gain_km2"] == pytest.approx(tally.gain_km2, rel=1e-6, abs=1e-7)
                assert row["loss_km2"] == pytest.approx(tally.loss_km2, rel=1e-6, abs=1e-7)
            news = page.locator(".fl-news").inner_text()
            for name, words in lines:
                assert f"{capitalized(name)}: {words}" in news, mode
            shaded = page.locator("path.fl-marked").count() > 0
            legend = page.locator(".fl-marks").inner_text()
            assert (shaded, "Gained by" in legend) == (mode == "shade", mode == "shade"), mode
            page.wait_for_function("() => document.querySelector('.fl-live').textContent !== ''")
            set_state(page, since=None)
            assert page.evaluate("() => window.frontline.passed") is None, mode
        assert log.errors == []


def test_chosen_date_and_mode_are_announced(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        modes = page.get_by_role("radio", name=re.compile("shaded|Swipe|Side by side"))
        assert modes.count() == 0
        page.get_by_role("checkbox", name="Compare with").check()
        live = page.locator("[role=status]")
        for name in ("Swipe", "Side by side", "Changes shaded"):
            page.get_by_role("radio", name=name).check()
            announcement = f"Comparing 13 May 2024 with 8 May 2024, {name.lower()}."
            live.filter(has_text=announcement).wait_for(state="attached")
            assert "Russia: +110 km² from Ukraine; Contested" in live.inner_text()
        page.get_by_role("radio", name="Swipe").focus()
        page.keyboard.press("ArrowRight")
        assert page.evaluate("() => window.frontline.how") == "beside"
        page.get_by_role("checkbox", name="Compare with").uncheck()
        live.filter(has_not_text="Comparing").wait_for(state="attached")
        state = page.evaluate("() => window.frontline.state")
        assert (state["since"], state["how"]) == (None, "beside")


def test_the_comparison_is_kept_when_language_or_clock_change(chromium, map_html):
    with opened(chromium, map_html) as (page, log):
        wait_for_player(page)
        for how in MODES:
            set_state(page, date=SHOWN, since=SINCE, how=how, language="en", known="now")
            if how == "swipe":
                page.locator(".fl-swipe input").focus()
                page.keyboard.press("PageUp")
            position_before = swipe_position(page) if how == "swipe" else None
            before = page.evaluate("() => window.frontline.state")
            set_state(page, language="uk")
            after = page.evaluate("() => window.frontline.state")
            assert after == {**before, "language": "uk"}
            if how != "shade":
                tags = page.locator(".fl-tag-day").all_inner_texts()
                assert ["8 трав." in tags[0], "13 трав." in tags[1]] == [True, True]
                assert page.locator(".fl-swipe, .fl-other").count() == 1
            assert position_before is None or swipe_position(page) == pytest.approx(position_before)
            set_state(page, known="then")
            assert page.evaluate("() => window.frontline.since") == SINCE
            if how != "shade":
                scope, suffix = (MAIN, "-other") if how == "swipe" else (".fl-other", "")
                other = drawn_paths(page, scope, suffix=suffix)
                set_state(page, date=SINCE)
                assert drawn_paths(page, MAIN) == other
        assert log.errors == []


DOM_STATE = """() => [...document.querySelectorAll("*")].map((node) =>
  [node.tagName, node.getAttribute("class"), node.getAttribute("aria-label"), node.tabIndex,
   node.style.visibility, node.style.length].join(" ")).join("\\n")"""


def dom_state(page):
    return page.evaluate(DOM_STATE)


@pytest.mark.parametrize("width", [1280, 360])
def test_switching_the_comparison_off_restores_the_page(chromium, map_html, width):
    with opened(chromium, map_html, width, 800) as (page, log):
        wait_for_player(page)
        page.locator(".fl-plot[aria-label]").wait_for()
        before = wait_until_stable(page, dom_state)
        for how in (*MODES, *MODES[1:]):
            set_state(page, since=SINCE, how=how)
            assert wait_until_stable(page, dom_state) != before, how
            set_state(page, since=None, how="shade")
            assert wait_until_stable(page, dom_state) == before, how
        assert log.errors == []


def test_a_mark_of_the_compared_date_opens_the_popup_of_that_date(chromium, map_html):
    with opened(chromium, map_html, reduced_motion="reduce") as (page, log):
        wait_for_player(page)
        for how, scope in (
            ("swipe", f"{MAIN} .leaflet-fl-marks-other-pane"),
            ("beside", ".fl-other"),
        ):
            set_state(page, date=SHOWN, since=SINCE, how=how)
            mark = page.locator(f"{scope} .fl-mark[aria-label^=Strilecha]")
            mark.focus()
            page.keyboard.press("Enter")
            popup = page.get_by_role("dialog", name="Strilecha")
            assert "8 May 2024" in popup.locator(".fl-status-line").inner_text()
            set_state(page, date="2024-05-14")
            assert "8 May 2024" in popup.locator(".fl-status-line").inner_text()
            page.keyboard.press("Escape")
            page.locator(".leaflet-popup").wait_for(state="detached")
            assert mark.evaluate("m => m === document.activeElement")
            current_mark = page.locator(
                f"{MAIN} .leaflet-fl-marks-pane .fl-mark[aria-label^=Vovchansk]"
            )
            current_mark.focus()
            page.keyboard.press("Enter")
            popup = page.get_by_role("dialog", name="Vovchansk")
            assert "14 May 2024" in popup.locator(".fl-status-line").inner_text()
            page.keyboard.press("Escape")
        assert log.errors == []


def test_a_missing_day_is_blank_on_its_side_only(chromium, archive, scene):
    missing_date, since = scene.dates[MISSING_DAY].isoformat(), scene.dates[FIRST_DAY].isoformat()
    with opened(chromium, archive) as (page, log):
        wait_for_player(page)
        frame = page.locator(".fl-map").bounding_box()
        for how, scope, suffix in (("swipe", MAIN, "-other"), ("beside", ".fl-other", "")):
            set_state(page, since=since, how=how, date=since)
            single = drawn_paths(page, MAIN, ["zones"])
            set_state(page, date=missing_date)
            blank = page.locator(".fl-blank").bounding_box()
            assert blank["x"] >= frame["x"] + frame["width"] / 2 - 2
            assert page.locator(f"{MAIN} .leaflet-fl-zones-pane path").count() == 0
            assert drawn_paths(page, scope, ["zones"], suffix) == single
            error = page.evaluate(
                "date => { try { window.frontline.since = date } catch (e) { return e.name } }",
                missing_date,
            )
            assert error == "RangeError"
        assert log.errors == []


def test_playing_works_while_comparing(chromium, archive, scene):
    first, compared, last = (scene.dates[number].isoformat() for number in (4, 9, 14))
    with opened(chromium, archive, reduced_motion="reduce") as (page, log):
        wait_for_player(page)
        for how in MODES:
            set_state(page, range=[first, last], date=first, since=compared, how=how)
            page.get_by_label("Speed").select_option("30")
            page.locator(".fl-play").click()
            page.wait_for_function("end => window.frontline.date === end", arg=last)
            state = page.evaluate("() => window.frontline.state")
            assert (state["since"], state["how"]) == (compared, how)
        assert log.errors == []


def assert_controls_lie_apart(page):
    """Assert that no two date tags or controls of a map overlap."""
    boxes = [
        box for box in page.locator(MAP_CONTROLS).evaluate_all(BOUNDING_BOXES) if box["width"] > 0
    ]
    assert len(boxes) >= 5
    for pair in itertools.combinations(boxes, 2):
        edges = ([box[edge] for edge in ("left", "top", "right", "bottom")] for box in pair)
        assert not overlap(*edges, 0), pair


@pytest.mark.parametrize("how", ["swipe", "beside"])
def test_date_tags_and_controls_do_not_overlap_and_nothing_scrolls_sideways(
    chromium, map_html, how
):
    with opened(chromium, map_html, 1280, 800) as (page, _):
        wait_for_player(page)
        for width in (1280, 768, 360, 320):
            page.set_viewport_size({"width": width, "height": 800})
            for date in (SHOWN, "2024-05-14"):
                set_state(page, since=SINCE, how=how, date=date)
                assert_controls_lie_apart(page)
                maps = page.locator(".fl-map .leaflet-container").evaluate_all(BOUNDING_BOXES)
                stacked = how == "beside" and width < 600
                assert len({round(box["top"]) for box in maps}) == (2 if stacked else 1)
                assert len({(round(box["width"]), round(box["height"])) for box in maps}) == 1
                assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_a_map_can_open_with_a_comparison_that_a_link_turns_off(chromium, tmp_path):
    opening = Opening(date(2024, 3, 8), date(2024, 3, 5), "swipe", "uk")
    dataset = project.load(STARTER)
    header = replace(dataset.header, opening=opening, languages=("en", "uk"))
    scene = project.build(replace(dataset, header=header))
    assert scene.opens == opening.date
    path = tmp_path / "map.html"
    path.write_text(render_html(scene))
    chosen = "() => { const { date, since, how, language } = frontline.state;" + (
        " return [date, since, how, language] }"
    )
    with opened(chromium, path) as (page, log):
        wait_for_player(page)
        assert page.evaluate(chosen) == ["2024-03-08", "2024-03-05", "swipe", "uk"]
        assert page.locator(".fl-map.fl-swiped").count() == 1
        assert page.locator(".fl-day").inner_text().startswith("8 березня")
        assert page.evaluate("() => location.hash") == ""
        page.locator(".fl-compare [type=checkbox]").uncheck()
        page.wait_for_function("() => location.hash === '#since=none'")
        page.reload()
        wait_for_player(page)
        assert page.evaluate(chosen) == ["2024-03-08", None, "swipe", "uk"]
        assert page.locator(".fl-map.fl-swiped").count() == 0
        page.evaluate("() => { location.hash = '#how=beside&lang=en' }")
        page.wait_for_function("() => frontline.how === 'beside'")
        assert page.evaluate(chosen) == ["2024-03-08", "2024-03-05", "beside", "en"]
        assert log.errors == []


def test_an_opening_date_after_as_of_is_replaced_and_its_comparison_dropped():
    opening = Opening(date(2024, 5, 13), date(2024, 5, 12))
    dataset = project.load(EXAMPLE)
    dataset = replace(dataset, header=replace(dataset.header, opening=opening))
    shortened = project.build(dataset, as_of="2024-05-11")
    data = record(shortened)
    assert (data["opens"], data["opening"]["since"]) == ("2024-05-11", None)
