"""Random keys, touches, clicks and sizes cause no errors or requests; the page shows its state."""

import json
import random

import pytest
from browser import opened, wait_for_player, wait_two_frames, wait_until_idle
from support import LONG

ACTIONS = 1000 if LONG else 200
SIZES = [(320, 256), (320, 640), (360, 740), (768, 1024), (1280, 900), (1280, 500), (640, 320)]
KEYS = [
    *("Tab", "Shift+Tab", "Enter", "Space", "Escape", "Home", "End", "PageUp", "PageDown"),
    *("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "+", "-", "7", "Backspace"),
]


class Monkey:
    """A tester that performs random actions and records them."""

    def __init__(self, page, seed):
        self.page, self.rng, self.actions = page, random.Random(seed), []
        self.dates = page.evaluate("() => window.frontline.dates")
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("Page.resetNavigationHistory")  # otherwise a swipe could navigate back
        page.context.on("page", lambda opened: opened.close())  # closes a source that was clicked

    def act(self):
        choices = [self.press_key] * 4 + [
            self.click,
            self.touch,
            self.drag,
            self.pinch,
            self.turn_wheel,
        ]
        choices += [
            self.resize,
            self.set_state,
            self.set_state,
            self.toggle_play,
            self.toggle_details,
            self.type_date,
        ]
        act = self.rng.choice(choices)
        self.actions.append([act.__name__])
        act()

    def record(self, *what):
        self.actions[-1] += what
        return what

    def position(self):
        size = self.page.viewport_size
        x, y = self.rng.random() * size["width"], self.rng.random() * size["height"]
        return self.record(round(x), round(y))

    def press_key(self):
        (key,) = self.record(self.rng.choice(KEYS))
        self.page.keyboard.press(key)

    def click(self):
        self.page.mouse.click(*self.position())

    def drag(self):
        self.page.mouse.move(*self.position())
        self.page.mouse.down()
        self.page.mouse.move(*self.position(), steps=3)
        self.page.mouse.up()

    def turn_wheel(self):
        self.page.mouse.move(*self.position())
        self.page.mouse.wheel(0, *self.record(self.rng.choice([-600, -200, 200, 900])))

    def send_touch(self, kind, *positions):
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(positions)]
        self.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def touch(self):
        start, end = self.position(), self.position()
        self.send_touch("touchStart", start)
        if self.rng.random() < 0.5:
            self.send_touch("touchMove", end)
        self.send_touch("touchEnd")

    def pinch(self):
        (x, y), (offset,) = self.position(), self.record(self.rng.choice([15, 60]))
        self.send_touch("touchStart", (x - offset, y), (x + offset, y))
        self.send_touch("touchMove", (x - 75 + offset, y), (x + 75 - offset, y))
        self.send_touch("touchEnd")

    def resize(self):
        width, height = self.record(*self.rng.choice(SIZES))
        self.page.set_viewport_size({"width": width, "height": height})

    def set_state(self):
        day, second_day, since = (self.rng.choice([*self.dates, "2031-01-01"]) for _ in range(3))
        request = self.rng.choice(
            [
                {"date": day},
                {"date": day, "range": [second_day, since]},
                {"range": [day, second_day]},
                {"since": since},
                {"since": None},
                {"known": self.rng.choice(["now", "then"])},
                {"language": self.rng.choice(self.languages())},
            ]
        )
        self.record(request)
        self.page.evaluate(
            """request => {
                 try { window.frontline.set(request); } catch (error) {
                   if (!(error instanceof RangeError)) throw error;
                 }
               }""",
            request,
        )

    def languages(self):
        return [*self.page.evaluate("() => [window.frontline.language]"), "en", "uk", "xx"]

    def toggle_play(self):
        self.page.locator(".fl-play").evaluate("node => node.click()")

    def toggle_details(self):
        summaries = self.page.locator("summary")
        (number,) = self.record(self.rng.randrange(summaries.count()))
        summaries.nth(number).evaluate("node => node.click()")

    def type_date(self):
        (day,) = self.record(self.rng.choice([*self.dates, "2031-01-01", ""]))
        field = self.page.locator(".fl-time input[type=date]")
        field.evaluate(
            """(node, day) => {
                 node.value = day;
                 node.dispatchEvent(new Event("change", { bubbles: true }));
               }""",
            day,
        )


# What the page shows, paired with what its state says.
SHOWN_AND_STATE = """() => {
  const { state } = window.frontline;
  const text = (selector) => document.querySelector(selector)?.textContent ?? null;
  const value = (selector) => document.querySelector(selector)?.value ?? null;
  const full = new Intl.DateTimeFormat(state.language === "en" ? "en-GB" : state.language,
    { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const days = window.frontline.dates;
  const handles = [...document.querySelectorAll(".fl-handle")].map((node) => days[node.value]);
  return {
    state: { ...state },
    day: [text(".fl-day"), full.format(new Date(`${state.date}T00:00Z`))],
    slider: [days[value(".fl-slider")], state.date],
    limits: [["min", "max"].map((end) => days[document.querySelector(".fl-slider")[end]]),
      [...state.range]],
    handles: [handles, handles.length > 0 ? [...state.range] : []],
    known: [value(".fl-known :checked") ?? state.known, state.known],
    since: [document.querySelector(".fl-compare [type=checkbox]")?.checked ?? false,
      state.since !== null],
    pages: [document.querySelectorAll(".fl-page").length, 1],
  };
}"""

CONTENT = """() => {
  // The origin of a map's coordinates depends on Leaflet.
  const placed = (d) => {
    let first = null;
    return d?.replace(/M(-?[\\d.]+) (-?[\\d.]+)/g, (_, x, y) => {
      first ??= [x, y];
      return "M" + [x - first[0], y - first[1]];
    });
  };
  const paths = (selector) => [...document.querySelectorAll(selector)]
    .map((node) => [node.getAttribute("class"), placed(node.getAttribute("d"))]);
  return {
    zones: paths("path.fl-zone"),
    marked: paths("path.fl-marked"),
    front: paths("path.fl-front, path.fl-casing").filter(([, d]) => d),
    marks: [...document.querySelectorAll(".fl-mark")].map((node) => node.ariaLabel),
    news: document.querySelector(".fl-news").textContent,
    short: document.querySelector(".fl-short").textContent,
    legend: document.querySelector(".fl-legend").textContent,
  };
}"""


def reset_view(page):
    """Stop playing, close popups and show the whole map, so that two pages can be compared."""
    page.evaluate(
        """() => {
             if (document.querySelector(".fl-play path").getAttribute("d").startsWith("M7")) {
               document.querySelector(".fl-play").click();
             }
             document.activeElement.blur();
             map_0.closePopup();
             scrollTo(0, 0);
           }"""
    )
    wait_until_idle(page)
    page.evaluate("() => document.querySelector('.fl-whole button').click()")
    wait_two_frames(page)
    wait_two_frames(page)


def assert_consistent(page):
    pairs = page.evaluate(SHOWN_AND_STATE)
    state = pairs.pop("state")
    assert {key: pair[0] for key, pair in pairs.items()} == {
        key: pair[1] for key, pair in pairs.items()
    }
    first, last = state["range"]
    assert first <= state["date"] <= last
    width = page.viewport_size["width"]
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    return state


@pytest.mark.parametrize(("name", "seed"), [("example", 1), ("archive", 2)])
def test_random_actions_cause_no_errors_and_keep_the_page_consistent(chromium, pages, name, seed):
    path = pages / f"{name}.html"
    with opened(chromium, path, 1280, 900, alone=True, has_touch=True) as (page, log):
        wait_for_player(page)
        page.locator(".fl-short p").first.wait_for()
        monkey = Monkey(page, seed)
        try:
            for number in range(ACTIONS):
                monkey.act()
                if number % 20 == 19:
                    wait_two_frames(page)
                    assert_consistent(page)
                assert (log.requests, log.errors) == ([], [])
            reset_view(page)
            state = assert_consistent(page)
            content, size = page.evaluate(CONTENT), page.viewport_size
            assert (log.requests, log.errors) == ([], [])
        except BaseException:
            print(f"seed {seed}:", *map(json.dumps, monkey.actions), sep="\n")
            raise
    with opened(chromium, path, size["width"], size["height"], has_touch=True) as (fresh, _):
        wait_for_player(fresh)
        wait_until_idle(fresh)
        fresh.evaluate("state => window.frontline.set(state)", state)
        reset_view(fresh)
        assert fresh.evaluate(CONTENT) == content, f"seed {seed}"
