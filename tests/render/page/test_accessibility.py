"""The page checked by axe-core in every state that a reader can bring it to."""

import pytest
from accessibility import violations
from browser import opened, wait_for_player, wait_two_frames, wait_until_stable

PAGES = ("example", "archive", "field")
SIZES = {"wide": (1280, 900), "phone": (320, 640)}


def go(page, day):
    page.evaluate("n => window.frontline.goTo(window.frontline.dates.at(n))", day)


def open_details(page):
    page.locator("details").evaluate_all(
        "all => all.forEach((details) => { details.open = true; })"
    )


def open_place(page):
    page.locator(".fl-mark").first.dispatch_event("click")
    page.locator(".leaflet-popup").wait_for()


def open_front(page):
    page.locator(".fl-fronts").evaluate("node => { node.open = true; }")
    page.locator(".fl-stretches button").first.click()
    page.locator(".leaflet-popup").wait_for()


def mark_since(page):
    page.evaluate("() => { window.frontline.since = window.frontline.dates[1]; }")


def shorten_range(page):
    page.evaluate(
        "() => { const d = window.frontline.dates; window.frontline.range = [d[1], d[4]]; }"
    )


def ask_for_a_day_outside(page):
    page.get_by_label("Go to").fill("2031-01-01")
    assert "is outside the period of this map" in page.locator(".fl-time .fl-asked").inner_text()


def skip_link(page):
    page.locator(".fl-skip").focus()


def focus_mark(page):
    page.locator(".fl-mark[tabindex='0']").focus()
    page.keyboard.press("PageDown")


def focus_map(page):
    page.locator(".leaflet-container").focus()


def map_pane(page):
    return page.evaluate("() => JSON.stringify(map_0.getPane('mapPane').getBoundingClientRect())")


def zoom_in(page):
    page.locator(".leaflet-control-zoom-in").click()
    wait_until_stable(page, map_pane)


def zoom_out_fully(page):
    for _ in range(4):
        page.locator(".leaflet-control-zoom-out").dispatch_event("click")
    wait_until_stable(page, map_pane)


def play(page):
    go(page, 0)
    page.locator(".fl-play").click()
    page.wait_for_function("() => window.frontline.date !== window.frontline.dates[0]")


def known_then(page):
    page.evaluate("() => { window.frontline.known = 'then'; }")


def day_without_a_map(page):
    go(page, 12)
    assert page.locator(".fl-blank").is_visible()


def every_day(page):
    """Go through the days and check some of them; the page stays on the last."""
    count = page.evaluate("() => window.frontline.dates.length")
    for day in range(0, count, max(1, count // 4)):
        go(page, day)
        wait_two_frames(page)
        assert violations(page) == []


def compare(how):
    script = "how => window.frontline.set({ since: window.frontline.dates[1], how })"
    return lambda page: page.evaluate(script, how)


def open_share(page):
    page.locator(".fl-share > summary").click()


def turn_to_a_chapter(page):
    page.evaluate("() => { window.frontline.chapter = 4; }")


def read_in_ukrainian(page):
    page.evaluate("() => { window.frontline.language = 'uk'; }")


def at_once(*actions):
    """Return an action that brings a page to several states that do not hide each other."""

    def act(page):
        for action in actions:
            action(page)

    return act


# State → how to reach it from the opened page. Add a line for every new part of the page.
EVERYWHERE = {
    "opened": lambda page: None,
    "every day": every_day,
    "all lists of a shorter range": at_once(shorten_range, mark_since, open_details, open_share),
    "compared by a swipe": compare("swipe"),
    "compared side by side": compare("beside"),
    "a day that is not there": at_once(ask_for_a_day_outside, zoom_out_fully, skip_link),
    "focus on the map": at_once(zoom_in, focus_map),
    "playing": play,
}
WITH_PLACES = {
    "a place as known then": at_once(known_then, open_place),
    "the front": open_front,
    "focus on a mark": focus_mark,
}
IN_THE_EXAMPLE = {"a chapter in Ukrainian": at_once(read_in_ukrainian, turn_to_a_chapter)}
WITHOUT_PLACES = {"a day without a map": day_without_a_map}
STATES = [
    *(("example", state) for state in [*EVERYWHERE, *WITH_PLACES, *IN_THE_EXAMPLE]),
    *(("field", state) for state in ["opened", "all lists of a shorter range", "the front"]),
    *(("archive", state) for state in [*EVERYWHERE, *WITHOUT_PLACES]),
]
ACTIONS = {**EVERYWHERE, **WITH_PLACES, **IN_THE_EXAMPLE, **WITHOUT_PLACES}


@pytest.mark.parametrize(("name", "state"), STATES)
def test_no_state_has_accessibility_violations(chromium, pages, name, state):
    # Sizes and colour schemes rotate, so that each state gets different ones on different pages.
    index = list(ACTIONS).index(state) + list(PAGES).index(name)
    width, height = list(SIZES.values())[index % 2]
    scheme = ("light", "light", "dark", "dark")[index % 4]
    motion = "no-preference" if state == "playing" else "reduce"
    options = {"color_scheme": scheme, "reduced_motion": motion}
    with opened(chromium, pages / f"{name}.html", width, height, **options) as (page, seen):
        wait_for_player(page)
        page.locator(".fl-plot[aria-label]").wait_for()
        ACTIONS[state](page)
        wait_two_frames(page)
        assert violations(page) == []
        assert (seen.requests, seen.errors) == ([], [])


def test_an_inserted_violation_is_found(chromium, pages):
    with opened(chromium, pages / "example.html") as (page, _):
        wait_for_player(page)
        page.evaluate("() => document.querySelector('.fl-slider').removeAttribute('aria-label')")
        assert any(fault.startswith("label: ") for fault in violations(page))
