"""The page by keyboard: visible tab stops, no lost focus, announcements, reduced motion."""

import re

import pytest
from browser import (
    opened,
    wait_for_player,
    wait_two_frames,
    wait_until_idle,
    wait_until_stable,
)

CURRENT_STOP = """() => {
  const node = document.activeElement;
  if (node === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(node);
  window.stops = window.stops ?? [];
  const known = window.stops.indexOf(node);
  if (known < 0) window.stops.push(node);
  return {
    known,
    outline: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
    last: node === window.stops.at(-1),
    what: node.outerHTML.slice(0, 90),
  };
}"""

UNREACHED = """() => [...document.querySelectorAll(
    "a[href], button, input, select, summary, [tabindex='0']")]
  .filter((node) => node.getClientRects().length > 0 && node.tabIndex >= 0)
  .filter((node) => !window.stops.includes(node))
  .filter((node) => node.type !== "radio" || node.checked)
  .map((node) => node.outerHTML.slice(0, 120))"""


def tab_through(page):
    """Press Tab until the end of the page; return the stops in order."""
    stops = []
    for _ in range(600):
        page.keyboard.press("Tab")
        stop = page.evaluate(CURRENT_STOP)
        if stop and stop["known"] >= 0 and stop["last"]:
            continue  # the parts of a date field are one element
        if stop is None or stop["known"] >= 0:
            return stops
        stops.append(stop)
    raise AssertionError("Tab never reached the end of the page")


@pytest.mark.parametrize(("name", "width"), [("example", 1280), ("example", 360), ("archive", 360)])
def test_every_control_is_a_visible_tab_stop(chromium, pages, name, width):
    with opened(chromium, pages / f"{name}.html", width, 900) as (page, log):
        wait_for_player(page)
        page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        wait_two_frames(page)
        stops = tab_through(page)
        assert [stop["what"] for stop in stops if not stop["outline"]] == []
        assert page.evaluate(UNREACHED) == []
        # axe checks that each stop has a name. All marks of a map are one stop.
        assert sum("fl-mark" in stop["what"] for stop in stops) <= 1
        assert log.errors == []


def focused(page):
    return page.evaluate(
        """() => document.activeElement.getAttribute("aria-label")
             ?? document.activeElement.textContent"""
    )


def has_focus(page):
    return page.evaluate("() => document.activeElement !== document.body")


def test_the_first_tab_stop_skips_the_map(chromium, pages):
    with opened(chromium, pages / "example.html") as (page, _):
        wait_for_player(page)
        page.keyboard.press("Tab")
        assert focused(page) == "Skip the map"
        box = page.locator(".fl-skip").bounding_box()
        assert (box["width"] > 80, box["height"] >= 24) == (True, True)
        address = page.url
        page.keyboard.press("Enter")
        assert (focused(page), page.url) == ("Time", address)
        page.keyboard.press("Tab")
        assert focused(page) == "Previous change"


def test_arrow_keys_move_between_marks_and_pan_the_focused_map(chromium, pages):
    with opened(chromium, pages / "example.html") as (page, _):
        wait_for_player(page)
        date = page.evaluate("() => window.frontline.date")
        marks = page.locator(".fl-mark")
        assert page.locator(".fl-mark[tabindex='0']").count() == 1
        page.locator(".fl-mark[tabindex='0']").focus()

        def focused_position():
            box = page.locator(".fl-mark:focus").bounding_box()
            return box["x"], box["y"]

        for key, axis, sign in (
            ("ArrowRight", 0, 1),
            ("ArrowDown", 1, 1),
            ("ArrowLeft", 0, -1),
            ("ArrowUp", 1, -1),
        ):
            before = focused_position()
            page.keyboard.press(key)
            after = focused_position()
            # If there is no mark in that direction, the focus stays.
            assert (after[axis] - before[axis]) * sign > 0 or after == before
        page.keyboard.press("Home")
        reached = {focused(page)}
        for _ in range(marks.count()):
            page.keyboard.press("PageDown")
            reached.add(focused(page))
        assert len(reached) == marks.count()
        assert page.locator(".fl-mark[tabindex='0']").count() == 1
        page.keyboard.press("Enter")
        assert page.get_by_role("dialog").is_visible()
        name = focused(page)
        page.keyboard.press("Escape")
        assert focused(page).startswith(name)
        page.locator(".leaflet-container").focus()
        center = page.evaluate("() => map_0.getCenter().lat")
        page.keyboard.press("ArrowUp")
        page.wait_for_function("was => map_0.getCenter().lat > was", arg=center)
        assert page.evaluate("() => window.frontline.date") == date


def test_focus_is_kept_when_the_focused_element_is_removed(chromium, pages):
    with opened(chromium, pages / "example.html") as (page, _):
        wait_for_player(page)
        page.evaluate("() => window.frontline.goTo('2024-05-09')")
        jump = page.locator(".fl-jump", has_text="Earlier").or_(page.locator(".fl-news .fl-jump"))
        jump.first.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("() => window.frontline.date") != "2024-05-09"
        assert page.evaluate("() => document.activeElement.closest('.fl-news') !== null")

        place = page.locator(".fl-news .fl-place").first
        place.focus()
        page.keyboard.press("Enter")
        link = page.locator(".leaflet-popup-content a").first
        link.focus()
        page.evaluate("() => window.frontline.goTo('2024-05-11')")
        assert page.evaluate("() => document.activeElement.closest('.leaflet-popup') !== null")
        page.evaluate("() => window.frontline.goTo('2024-05-12')")
        page.keyboard.press("Escape")
        assert has_focus(page)

        mark = page.locator(".fl-mark").and_(page.get_by_label(re.compile("^Krasne")))
        mark.focus()
        page.evaluate("() => window.frontline.set({ language: 'uk' })")
        assert page.evaluate("() => document.activeElement.matches('.fl-mark')")
        page.locator(".fl-play").focus()
        page.evaluate("() => window.frontline.set({ language: 'en' })")
        assert page.evaluate("() => document.activeElement.matches('.fl-play')")


RECORD_ANNOUNCEMENTS = """() => {
  window.announcements = [];
  const live = document.querySelector("[role=status]");
  new MutationObserver(() => window.announcements.push(live.textContent))
    .observe(live, { childList: true, characterData: true, subtree: true });
}"""


def announcements(page):
    wait_until_idle(page)
    return page.evaluate("() => window.announcements.splice(0)")


def test_changes_are_announced_once_the_reader_pauses(chromium, pages):
    with opened(chromium, pages / "example.html") as (page, log):
        wait_for_player(page)
        assert page.locator("[role=status]").count() == 1
        page.evaluate(RECORD_ANNOUNCEMENTS)
        page.locator("input[type=range]").focus()
        page.keyboard.press("Home")
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        (announcement,) = announcements(page)
        assert announcement.startswith("12 May 2024, as known now: 3 changes of control")
        assert (
            "Hatyshche, Morokhovets and Oliinykove changed from contested to held" in announcement
        )
        page.get_by_label("As known then").check()
        assert "as known then" in announcements(page)[0]
        page.evaluate("() => { window.frontline.since = '2024-05-10' }")
        assert "Comparing 12 May 2024 with 10 May 2024" in announcements(page)[0]
        page.evaluate("() => window.frontline.set({ range: ['2024-05-10', '2024-05-13'] })")
        assert announcements(page)[0].startswith("Days shown: 10 May 2024 to 13 May 2024.")
        page.evaluate("() => window.frontline.goTo('2024-05-10')")
        announcements(page)
        page.get_by_label("Speed").select_option("5")
        page.locator(".fl-play").click()
        page.wait_for_function("() => window.frontline.date === '2024-05-13'")
        announced = announcements(page)
        assert announced[0] == "Playing."
        assert [text for text in announced[1:] if not text.startswith("Paused. 13 May 2024")] == []
        assert len(announced) == 2
        assert log.errors == []


def test_a_missing_day_is_announced_and_a_button_that_hides_itself_passes_the_focus_on(
    chromium, pages
):
    with opened(chromium, pages / "archive.html") as (page, _):
        wait_for_player(page)
        page.evaluate(RECORD_ANNOUNCEMENTS)
        page.evaluate("() => window.frontline.goTo(window.frontline.dates[12])")
        assert "No map published" in announcements(page)[0]

        days = page.evaluate("() => window.frontline.dates")
        page.evaluate("range => { window.frontline.range = range }", [days[9], days[34]])
        whole_period = page.get_by_role("button", name="Whole period")
        whole_period.focus()
        page.keyboard.press("Enter")
        wait_two_frames(page)
        assert not whole_period.is_visible()
        assert page.evaluate("() => document.activeElement.closest('.fl-brush') !== null")


MOVEMENT = """async (act) => {
  const seen = new Set();
  const spot = () => JSON.stringify(map_0.getPane("mapPane")._leaflet_pos) + map_0.getZoom();
  let frames = 0;
  const { promise, resolve } = Promise.withResolvers();
  ({ zoom: () => map_0.zoomIn(), pan: () => map_0.panBy([0, 60]) })[act]();
  const tick = () => {
    seen.add(spot());
    (frames += 1) < 30 ? requestAnimationFrame(tick) : resolve();
  };
  requestAnimationFrame(tick);
  await promise;
  const moving = document.getAnimations().filter((each) => each.playState === "running").length;
  return [seen.size, moving, document.querySelectorAll(".leaflet-zoom-anim").length];
}"""


REDUCED_MOTION = {"reduced_motion": "reduce"}


@pytest.mark.parametrize("options", [REDUCED_MOTION, {}], ids=["reduced", "moving"])
def test_popups_lie_within_the_map_with_and_without_motion(chromium, pages, options):
    with opened(chromium, pages / "field.html", **options) as (page, _):
        wait_for_player(page)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            wait_two_frames(page)
            for number in (0, 40):
                page.locator(".fl-mark").nth(number).dispatch_event("click")
                popup = wait_until_stable(
                    page, lambda page: page.locator(".leaflet-popup-content-wrapper").bounding_box()
                )
                frame = page.locator(".fl-map").bounding_box()
                for edge, size in (("x", "width"), ("y", "height")):
                    assert popup[edge] >= frame[edge]
                    assert popup[edge] + popup[size] <= frame[edge] + frame[size]
                page.keyboard.press("Escape")
                page.locator(".leaflet-popup").wait_for(state="detached")


def test_with_reduced_motion_the_map_moves_and_plays_in_steps(chromium, pages):
    path = pages / "example.html"
    with opened(chromium, path, **REDUCED_MOTION) as (page, log):
        wait_for_player(page)
        for act in ("zoom", "pan"):
            assert page.evaluate(MOVEMENT, act) == [1, 0, 0], act
        page.evaluate("() => window.frontline.goTo('2024-05-10')")
        page.get_by_label("Speed").select_option("5")
        page.locator(".fl-play").click()
        page.wait_for_function("() => window.frontline.date === '2024-05-12'")
        assert log.errors == []
    with opened(chromium, path) as (page, _):
        wait_for_player(page)
        for act in ("pan", "zoom"):
            steps, *_ = page.evaluate(MOVEMENT, act)
            moved = page.evaluate("() => document.querySelectorAll('.leaflet-zoom-anim').length")
            assert act == "zoom" or steps > 1
            assert moved == 0
