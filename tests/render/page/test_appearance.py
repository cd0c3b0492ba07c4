"""What the page looks like, measured in a real browser: type, names, signs, print, contrast."""

import itertools
import re

import pytest
from browser import opened, ready, settle
from support import EXAMPLE, scene_of

from frontline.style import classes

SCENE = scene_of(EXAMPLE)
DATES = [day.isoformat() for day in SCENE.dates]
NINE = {
    "borysivka",
    "hatyshche",
    "krasne",
    "morokhovets",
    "ohirtseve",
    "oliinykove",
    "pletenivka",
    "pylna",
    "strilecha",
}


NAMES = """() => {
  const box = (n) => {
    const { left, top, right, bottom } = n.getBoundingClientRect();
    return [left, top, right, bottom];
  };
  const corners = ".leaflet-control a, .fl-whole, .fl-inset, .leaflet-control-scale";
  const shown = [...document.querySelectorAll(".fl-label")].filter((n) => !n.hidden);
  return {
    labels: shown.map((n) => [n.textContent, ...box(n)]),
    marks: [...document.querySelectorAll(".fl-mark .fl-sign")].map((n) => {
      const [left, top, right, bottom] = box(n);
      return [(left + right) / 2, (top + bottom) / 2, ((right - left) / 28) * 10];
    }),
    controls: [...document.querySelectorAll(corners)].map(box),
    map: box(document.querySelector(".fl-map")),
  };
}"""


def collide(a, b, slack=0.6):
    return (
        a[0] + slack < b[2] and b[0] + slack < a[2] and a[1] + slack < b[3] and b[1] + slack < a[3]
    )


def beyond(box, x, y):
    """How far a point is from a box; 0 inside it."""
    dx, dy = max(box[0] - x, 0, x - box[2]), max(box[1] - y, 0, y - box[3])
    return (dx * dx + dy * dy) ** 0.5


@pytest.mark.parametrize(
    ("width", "language"),
    [(1280, "en"), (1280, "ru"), (768, "uk"), (360, "ru"), (320, "en"), (320, "uk")],
)
def test_at_any_zoom_width_and_language_no_name_lies_on_another_a_mark_or_a_control(
    chromium, map_html, width, language
):
    with opened(chromium, map_html, width, 800) as (page, seen):
        ready(page)
        page.evaluate("language => { frontline.language = language }", language)
        settle(page)
        named = []
        for step in range(4):
            # The second look of each zoom is some way off, where names meet the frame.
            for by in ((0, 0), (37, -29)):
                page.evaluate("by => map_0.panBy(by, { animate: false })", by)
                settle(page)
                found = page.evaluate(NAMES)
                for (a, *box), (b, *other) in itertools.combinations(found["labels"], 2):
                    assert not collide(box, other), f"{a} and {b}, zoom step {step}"
                for name, *box in found["labels"]:
                    for x, y, radius in found["marks"]:
                        assert beyond(box, x, y) >= radius - 1, f"{name} on a mark, step {step}"
                    for control in found["controls"]:
                        assert not collide(box, control), f"{name} on a control, step {step}"
                    assert box[0] >= found["map"][0]
                    assert box[2] <= found["map"][2]
            named.append(len(found["labels"]))
            page.evaluate("() => map_0.setZoom(map_0.getZoom() + 1.1, { animate: false })")
        assert max(named) >= 3
        assert seen.errors == []


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (768, 1024), (360, 740), (320, 640)])
def test_the_nine_villages_are_named_on_every_screen(chromium, map_html, width, height):
    with opened(chromium, map_html, width, height) as (page, _):
        ready(page)
        settle(page)
        names = {name.lower() for name, *_ in page.evaluate(NAMES)["labels"]}
        assert names >= NINE


def test_minor_places_are_named_as_one_comes_closer(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        ready(page)
        minor = page.locator(".fl-label.fl-minor:not([hidden])")
        assert minor.count() == 0
        page.evaluate("() => map_0.setZoom(map_0.getZoom() + 1.5, { animate: false })")
        settle(page)
        assert minor.count() > 3


@pytest.mark.parametrize("width", [1280, 360])
def test_type_has_few_sizes_and_none_is_tiny(chromium, map_html, width):
    with opened(chromium, map_html, width, 800) as (page, _):
        ready(page)
        page.locator(".fl-ledger > summary").click()
        page.locator(".fl-mark").first.click()
        sizes = page.evaluate(
            """() => [...document.querySelectorAll(".fl-page *")]
              .filter((n) => [...n.childNodes].some((c) => c.nodeType === 3 && c.data.trim()))
              .filter((n) => !n.closest(".fl-hidden"))
              .map((n) => parseFloat(getComputedStyle(n).fontSize))"""
        )
        assert min(sizes) >= 11.5
        assert len({round(size, 1) for size in sizes}) <= 9


@pytest.mark.parametrize("landscape", [False, True])
def test_every_day_prints_on_one_page_of_a4(chromium, map_html, landscape):
    with opened(chromium, map_html, color_scheme="dark") as (page, seen):
        ready(page)
        for date in DATES:
            page.evaluate("date => frontline.goTo(date)", date)
            sheet = page.pdf(format="A4", landscape=landscape)
            assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1, date
        assert seen.errors == []


@pytest.mark.parametrize(("width", "height"), [(718, 1047), (1047, 718)])
def test_the_print_is_still_and_white_with_map_legend_day_notes_and_sources(
    chromium, map_html, width, height
):
    with opened(chromium, map_html, width, height, alone=True, color_scheme="dark") as (page, _):
        ready(page)
        page.emulate_media(media="print")
        settle(page)
        seen = lambda name: page.locator(name).first.is_visible()  # noqa: E731
        for name in (".fl-map", ".fl-legend", ".fl-day", ".fl-news", ".fl-foot ol", ".fl-credits"):
            assert seen(name), name
        for name in (".fl-time", ".leaflet-control-zoom", ".fl-whole", ".fl-ledger", ".fl-compare"):
            assert not seen(name), name
        white = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        assert white == "rgb(255, 255, 255)"
        ink = page.evaluate("() => getComputedStyle(document.body).color")
        assert ink == "rgb(22, 25, 29)"
        # The map is fitted to the paper: the whole extent is seen, and its names with it.
        assert page.evaluate(
            """extent => map_0.getBounds().pad(0.01).contains(
                 [[extent[1], extent[0]], [extent[3], extent[2]]])""",
            list(SCENE.header.extent),
        )
        assert {name.lower() for name, *_ in page.evaluate(NAMES)["labels"]} >= NINE


def test_every_day_has_the_signs_of_what_began_on_it_with_words_in_the_key(chromium, map_html):
    began = {
        day: {classes.sign(event.kind) for event in SCENE.events if event.when.start == day}
        for day in SCENE.dates
    }
    with opened(chromium, map_html) as (page, _):
        ready(page)
        assert page.locator(".fl-dots .fl-event-sign").count() == sum(map(len, began.values()))
        key = page.locator(".fl-hints").inner_text()
        # A sign that stands for one kind of event here is told by that kind.
        words = {"strike": "collapse", "move": "advance", "word": "statement or report"}
        assert set().union(*began.values()) == set(words)
        for told in words.values():
            assert told in key


def test_the_pointer_and_the_keys_tell_what_a_day_brought(chromium, map_html):
    with opened(chromium, map_html) as (page, seen):
        ready(page)
        tip = page.locator(".fl-tip")
        assert not tip.is_visible()
        box = page.locator(".fl-dots").bounding_box()
        at = DATES.index("2024-05-12") / (len(DATES) - 1)
        page.mouse.move(box["x"] + box["width"] * at + 6, box["y"] + 4)
        assert "12 May 2024" in tip.inner_text()
        assert "Collapse: Part of an apartment block in Belgorod collapses" in tip.inner_text()
        assert "Hatyshche" in tip.inner_text()
        # The map keeps its layers to itself: none of them lies over the tip.
        assert page.locator(".fl-map").evaluate("n => getComputedStyle(n).isolation") == "isolate"
        page.mouse.move(10, 10)
        assert not tip.is_visible()
        page.evaluate("() => frontline.goTo('2024-05-10')")
        page.locator(".fl-speed").focus()
        while not page.evaluate("() => document.activeElement.matches('.fl-slider')"):
            page.keyboard.press("Tab")
        page.keyboard.press("ArrowRight")
        assert "11 May 2024" in tip.inner_text()
        frame = page.locator(".fl-stage").bounding_box()
        shown = tip.bounding_box()
        assert shown["x"] >= frame["x"]
        assert shown["x"] + shown["width"] <= frame["x"] + frame["width"]
        page.keyboard.press("Tab")
        assert not tip.is_visible()
        assert seen.errors == []


@pytest.mark.parametrize("media", [{"contrast": "more"}, {"forced_colors": "active"}])
def test_a_reader_who_asks_for_contrast_or_colours_of_their_own_has_them(chromium, map_html, media):
    look = """() => {
      const style = (name) => getComputedStyle(document.querySelector(name));
      return [style(".fl-zone-note").color, style("h1").color, style(".fl-play").backgroundColor,
              style("path.fl-zone").fill];
    }"""
    with opened(chromium, map_html, alone=True) as (page, _):
        ready(page)
        note, ink, _, fill = page.evaluate(look)
        assert note != ink
        page.emulate_media(**media)
        note, ink, play, still = page.evaluate(look)
        assert note == ink
        assert play != "rgba(0, 0, 0, 0)"
        assert still == fill


def test_old_evidence_is_pale_with_a_broken_edge_and_held_ground_is_not(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        ready(page)
        fresh, stale = page.evaluate(
            """() => {
              const zone = document.querySelector("path.fl-zone.fl-solid");
              const look = () => {
                const style = getComputedStyle(zone);
                return [style.fill, style.stroke, style.strokeDasharray];
              };
              const before = look();
              zone.classList.add("fl-stale");
              return [before, look()];
            }"""
        )
        assert fresh[0] != stale[0]
        assert fresh[1] == stale[1]
        assert (fresh[2], stale[2] != "none") == ("none", True)


def test_what_a_note_is_about_bears_its_number_on_the_map_and_in_the_list(chromium, map_html):
    notes = SCENE.header.notes
    site = next(number for number, note in enumerate(notes, 1) if "shchorsa-55a" in note.places)
    toll = next(number for number, note in enumerate(notes, 1) if "collapse" in note.events)
    raised = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
    with opened(chromium, map_html) as (page, _):
        ready(page)
        labels = page.locator(".fl-label").all_text_contents()
        assert f"Shchorsa street 55A, Belgorod\u200a{str(site).translate(raised)}" in labels
        page.evaluate("() => frontline.goTo('2024-05-12')")
        titles = page.locator(".fl-news h3").all_text_contents()
        assert any(title.endswith(f"\u200a{str(toll).translate(raised)}") for title in titles)
        shown = page.locator(".fl-foot ol > li").nth(site - 1).inner_text()
        assert "circle of 150 metres" in shown


@pytest.mark.parametrize(
    ("width", "height"), [(320, 640), (360, 640), (390, 844), (768, 1024), (1280, 800)]
)
def test_map_and_play_are_on_the_first_screen_in_every_language(chromium, map_html, width, height):
    with opened(chromium, map_html, width, height) as (page, _):
        ready(page)
        assert SCENE.header.languages
        for language in SCENE.header.languages:
            page.evaluate("language => { frontline.language = language }", language)
            settle(page)
            frame, play = (page.locator(at).bounding_box() for at in (".fl-map", ".fl-play"))
            assert frame["height"] >= 280, language
            assert play["y"] + play["height"] <= height, language


def test_a_long_standfirst_is_cut_short_on_a_phone_and_whole_at_a_press(chromium, map_html):
    with opened(chromium, map_html, 360, 640) as (page, _):
        ready(page)
        settle(page)
        text, more = page.locator(".fl-head p"), page.get_by_role("button", name="more", exact=True)
        cut = "node => node.scrollHeight > node.clientHeight + 1"
        assert text.evaluate(cut)
        more.click()
        assert not text.evaluate(cut)
        assert text.inner_text() == SCENE.header.summary
        page.get_by_role("button", name="less", exact=True).click()
        assert text.evaluate(cut)
        page.set_viewport_size({"width": 1280, "height": 800})
        settle(page)
        assert not text.evaluate(cut)
        assert page.locator(".fl-brief:visible").count() == 0
