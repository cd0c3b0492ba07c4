"""Random keys, touches, clicks and sizes: no error, no request, and what is shown is the state."""

import json
import random

import pytest
from browser import opened, ready, settle

ACTIONS = 300
SIZES = [(320, 256), (320, 640), (360, 740), (768, 1024), (1280, 900), (1280, 500), (640, 320)]
KEYS = [
    *("Tab", "Shift+Tab", "Enter", "Space", "Escape", "Home", "End", "PageUp", "PageDown"),
    *("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "+", "-", "7", "Backspace"),
]


class Monkey:
    """Does one thing after another, and remembers what it did."""

    def __init__(self, page, seed):
        self.page, self.chance, self.done = page, random.Random(seed), []
        self.dates = page.evaluate("() => window.frontline.dates")
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("Page.resetNavigationHistory")  # else a swipe can go back to no page at all
        page.context.on("page", lambda opened: opened.close())  # a source that was clicked

    def act(self):
        acts = [self.key] * 4 + [self.click, self.touch, self.drag, self.pinch, self.wheel]
        acts += [self.resize, self.state, self.state, self.play, self.details, self.typed]
        act = self.chance.choice(acts)
        self.done.append([act.__name__])
        act()

    def note(self, *what):
        self.done[-1] += what
        return what

    def spot(self):
        size = self.page.viewport_size
        x, y = self.chance.random() * size["width"], self.chance.random() * size["height"]
        return self.note(round(x), round(y))

    def key(self):
        (key,) = self.note(self.chance.choice(KEYS))
        self.page.keyboard.press(key)

    def click(self):
        self.page.mouse.click(*self.spot())

    def drag(self):
        self.page.mouse.move(*self.spot())
        self.page.mouse.down()
        self.page.mouse.move(*self.spot(), steps=3)
        self.page.mouse.up()

    def wheel(self):
        self.page.mouse.move(*self.spot())
        self.page.mouse.wheel(0, *self.note(self.chance.choice([-600, -200, 200, 900])))

    def fingers(self, kind, *spots):
        points = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(spots)]
        self.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def touch(self):
        start, end = self.spot(), self.spot()
        self.fingers("touchStart", start)
        if self.chance.random() < 0.5:
            self.fingers("touchMove", end)
        self.fingers("touchEnd")

    def pinch(self):
        (x, y), (by,) = self.spot(), self.note(self.chance.choice([15, 60]))
        self.fingers("touchStart", (x - by, y), (x + by, y))
        self.fingers("touchMove", (x - 75 + by, y), (x + 75 - by, y))
        self.fingers("touchEnd")

    def resize(self):
        width, height = self.note(*self.chance.choice(SIZES))
        self.page.set_viewport_size({"width": width, "height": height})

    def state(self):
        day, other, since = (self.chance.choice([*self.dates, "2031-01-01"]) for _ in range(3))
        asked = self.chance.choice(
            [
                {"date": day},
                {"date": day, "range": [other, since]},
                {"range": [day, other]},
                {"since": since},
                {"since": None},
                {"known": self.chance.choice(["now", "then"])},
                {"language": self.chance.choice(self.languages())},
            ]
        )
        self.note(asked)
        self.page.evaluate(
            """asked => {
                 try { window.frontline.set(asked); } catch (error) {
                   if (!(error instanceof RangeError)) throw error;
                 }
               }""",
            asked,
        )

    def languages(self):
        return [*self.page.evaluate("() => [window.frontline.language]"), "en", "uk", "xx"]

    def play(self):
        self.page.locator(".fl-play").evaluate("node => node.click()")

    def details(self):
        every = self.page.locator("summary")
        (number,) = self.note(self.chance.randrange(every.count()))
        every.nth(number).evaluate("node => node.click()")

    def typed(self):
        (day,) = self.note(self.chance.choice([*self.dates, "2031-01-01", ""]))
        field = self.page.locator(".fl-time input[type=date]")
        field.evaluate(
            """(node, day) => {
                 node.value = day;
                 node.dispatchEvent(new Event("change", { bubbles: true }));
               }""",
            day,
        )


# What the page shows, read from the page alone.
SHOWN = """() => {
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

DRAWN = """() => {
  // Where the drawing of a map begins is Leaflet's own affair.
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


def rest(page):
    """Close what is open and show the whole map, so that two pages can be compared."""
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
    page.wait_for_timeout(400)
    page.evaluate("() => document.querySelector('.fl-whole button').click()")
    settle(page)
    settle(page)


def check(page):
    shown = page.evaluate(SHOWN)
    state = shown.pop("state")
    assert {key: pair[0] for key, pair in shown.items()} == {k: p[1] for k, p in shown.items()}
    first, last = state["range"]
    assert first <= state["date"] <= last
    width = page.viewport_size["width"]
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    return state


@pytest.mark.parametrize(("name", "seed"), [("example", 1), ("archive", 2)])
def test_three_hundred_random_actions_leave_no_error_and_no_lost_state(chromium, pages, name, seed):
    path = pages / f"{name}.html"
    with opened(chromium, path, 1280, 900, alone=True, has_touch=True) as (page, seen):
        ready(page)
        page.locator(".fl-short p").first.wait_for()
        monkey = Monkey(page, seed)
        try:
            for number in range(ACTIONS):
                monkey.act()
                if number % 20 == 19:
                    settle(page)
                    check(page)
                assert (seen.requests, seen.errors) == ([], [])
            rest(page)
            state = check(page)
            drawn, size = page.evaluate(DRAWN), page.viewport_size
            assert (seen.requests, seen.errors) == ([], [])
        except BaseException:
            print(f"seed {seed}:", *map(json.dumps, monkey.done), sep="\n")
            raise
    with opened(chromium, path, size["width"], size["height"], has_touch=True) as (fresh, _):
        ready(fresh)
        fresh.wait_for_timeout(300)
        fresh.evaluate("state => window.frontline.set(state)", state)
        rest(fresh)
        assert fresh.evaluate(DRAWN) == drawn, f"seed {seed}"
