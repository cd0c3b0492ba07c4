"""The page by keyboard alone: every stop seen and named, no focus lost, nothing that glides."""

import re

import pytest
from browser import opened, ready, settle, still

STOP = """() => {
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

NAMELESS = """() => [...document.querySelectorAll(
    "a[href], button, input, select, summary, [tabindex='0']")]
  .filter((node) => node.getClientRects().length > 0 && node.tabIndex >= 0)
  .filter((node) => !window.stops.includes(node))
  .filter((node) => node.type !== "radio" || node.checked)
  .map((node) => node.outerHTML.slice(0, 120))"""


def tab_through(page):
    """Press Tab until the page's end; the stops in order."""
    stops = []
    for _ in range(600):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop and stop["known"] >= 0 and stop["last"]:
            continue  # the parts of a date field are one element
        if stop is None or stop["known"] >= 0:
            return stops
        stops.append(stop)
    raise AssertionError("no end of the page")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", ["example", "archive"])
def test_every_stop_of_the_tab_key_is_seen_and_nothing_is_left_out(chromium, pages, name, width):
    with opened(chromium, pages / f"{name}.html", width, 900) as (page, seen):
        ready(page)
        page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        settle(page)
        stops = tab_through(page)
        assert [stop["what"] for stop in stops if not stop["outline"]] == []
        assert page.evaluate(NAMELESS) == []
        # axe holds that each has a name; a map's marks are one stop, whatever their number.
        assert sum("fl-mark" in stop["what"] for stop in stops) <= 1
        assert seen.errors == []


def focused(page):
    return page.evaluate(
        """() => document.activeElement.getAttribute("aria-label")
             ?? document.activeElement.textContent"""
    )


def has_focus(page):
    return page.evaluate("() => document.activeElement !== document.body")


def test_the_first_stop_of_the_map_leads_past_it(chromium, pages):
    with opened(chromium, pages / "example.html") as (page, _):
        ready(page)
        page.keyboard.press("Tab")
        assert focused(page) == "Skip the map"
        box = page.locator(".fl-skip").bounding_box()
        assert (box["width"] > 80, box["height"] >= 24) == (True, True)
        address = page.url
        page.keyboard.press("Enter")
        assert (focused(page), page.url) == ("Time", address)
        page.keyboard.press("Tab")
        assert focused(page) == "Previous change"


def test_the_arrows_move_among_the_marks_and_pan_the_map_when_it_has_the_focus(chromium, pages):
    with opened(chromium, pages / "example.html") as (page, _):
        ready(page)
        date = page.evaluate("() => window.frontline.date")
        marks = page.locator(".fl-mark")
        assert page.locator(".fl-mark[tabindex='0']").count() == 1
        page.locator(".fl-mark[tabindex='0']").focus()

        def spot():
            box = page.locator(".fl-mark:focus").bounding_box()
            return box["x"], box["y"]

        for key, axis, sign in (
            ("ArrowRight", 0, 1),
            ("ArrowDown", 1, 1),
            ("ArrowLeft", 0, -1),
            ("ArrowUp", 1, -1),
        ):
            before = spot()
            page.keyboard.press(key)
            after = spot()
            # Where no mark lies that way the focus stays.
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
        last = focused(page)
        page.keyboard.press("Escape")
        assert focused(page).startswith(last)
        page.locator(".leaflet-container").focus()
        center = page.evaluate("() => map_0.getCenter().lat")
        page.keyboard.press("ArrowUp")
        page.wait_for_function("was => map_0.getCenter().lat > was", arg=center)
        assert page.evaluate("() => window.frontline.date") == date


def test_the_focus_is_kept_when_what_has_it_is_taken_away(chromium, pages):
    with opened(chromium, pages / "example.html") as (page, _):
        ready(page)
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


def test_the_button_that_hides_itself_hands_the_focus_on(chromium, pages):
    with opened(chromium, pages / "archive.html") as (page, _):
        ready(page)
        days = page.evaluate("() => window.frontline.dates")
        page.evaluate("range => { window.frontline.range = range }", [days[9], days[34]])
        whole = page.get_by_role("button", name="Whole period")
        whole.focus()
        page.keyboard.press("Enter")
        settle(page)
        assert not whole.is_visible()
        assert page.evaluate("() => document.activeElement.closest('.fl-brush') !== null")


LISTEN = """() => {
  window.said = [];
  const live = document.querySelector("[role=status]");
  new MutationObserver(() => window.said.push(live.textContent))
    .observe(live, { childList: true, characterData: true, subtree: true });
}"""


def said(page):
    page.wait_for_timeout(600)
    return page.evaluate("() => window.said.splice(0)")


def test_what_changes_is_announced_once_when_the_reader_has_come_to_rest(chromium, pages):
    with opened(chromium, pages / "example.html") as (page, seen):
        ready(page)
        assert page.locator("[role=status]").count() == 1
        page.evaluate(LISTEN)
        page.locator("input[type=range]").focus()
        page.keyboard.press("Home")
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        (heard,) = said(page)
        assert heard.startswith("12 May 2024, as known now: 3 changes of control")
        assert "Hatyshche, Morokhovets and Oliinykove changed from contested to held" in heard
        page.get_by_label("As known then").check()
        assert "as known then" in said(page)[0]
        page.evaluate("() => { window.frontline.since = '2024-05-10' }")
        assert "Comparing 12 May 2024 with 10 May 2024" in said(page)[0]
        page.evaluate("() => window.frontline.set({ range: ['2024-05-10', '2024-05-13'] })")
        assert said(page)[0].startswith("Days shown: 10 May 2024 to 13 May 2024.")
        page.evaluate("() => window.frontline.goTo('2024-05-10')")
        said(page)
        page.get_by_label("Speed").select_option("5")
        page.locator(".fl-play").click()
        page.wait_for_function("() => window.frontline.date === '2024-05-13'")
        heard = said(page)
        assert heard[0] == "Playing."
        assert [text for text in heard[1:] if not text.startswith("Paused. 13 May 2024")] == []
        assert len(heard) == 2
        assert seen.errors == []


def test_a_day_without_a_map_is_announced(chromium, pages):
    with opened(chromium, pages / "archive.html") as (page, _):
        ready(page)
        page.evaluate(LISTEN)
        page.evaluate("() => window.frontline.goTo(window.frontline.dates[12])")
        assert "No map published" in said(page)[0]


GLIDES = """async (act) => {
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


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_popup_lies_within_the_map_with_motion_and_without(chromium, pages, motion):
    for width in (1280, 360):
        options = {"width": width, "reduced_motion": motion}
        with opened(chromium, pages / "field.html", **options) as (page, _):
            ready(page)
            for number in (0, 40):
                page.locator(".fl-mark").nth(number).dispatch_event("click")
                popup = still(
                    page, lambda page: page.locator(".leaflet-popup-content-wrapper").bounding_box()
                )
                frame = page.locator(".fl-map").bounding_box()
                for start, size in (("x", "width"), ("y", "height")):
                    assert popup[start] >= frame[start]
                    assert popup[start] + popup[size] <= frame[start] + frame[size]
                page.keyboard.press("Escape")


@pytest.mark.parametrize("act", ["zoom", "pan"])
def test_with_reduced_motion_the_map_does_not_glide_and_playing_goes_by_steps(chromium, pages, act):
    path = pages / "example.html"
    with opened(chromium, path, reduced_motion="reduce") as (page, seen):
        ready(page)
        assert page.evaluate(GLIDES, act) == [1, 0, 0]
        page.evaluate("() => window.frontline.goTo('2024-05-10')")
        page.get_by_label("Speed").select_option("5")
        page.locator(".fl-play").click()
        page.wait_for_function("() => window.frontline.date === '2024-05-12'")
        assert seen.errors == []
    with opened(chromium, path) as (page, _):
        ready(page)
        steps, *_ = page.evaluate(GLIDES, act)
        moved = page.evaluate("() => document.querySelectorAll('.leaflet-zoom-anim').length")
        assert act == "zoom" or steps > 1
        assert moved == 0
