"""The look of the page in a real browser: type, labels, symbols, print, contrast."""

import itertools
import re

import pytest
from browser import (
    MAPS_STAND_STILL,
    opened,
    overlap,
    wait_for_player,
    wait_two_frames,
    wait_until_idle,
)
from support import EXAMPLE, scene_of

from frontline.style import classes

SCENE = scene_of(EXAMPLE)
DATES = [day.isoformat() for day in SCENE.dates]
NINE_VILLAGES = {
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


LABELS_AND_MARKS = """() => {
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


def distance_from(box, x, y):
    """Return the distance of a point from a box; 0 inside it."""
    dx, dy = max(box[0] - x, 0, x - box[2]), max(box[1] - y, 0, y - box[3])
    return (dx * dx + dy * dy) ** 0.5


def wait_until_map_is_still(page):
    """Wait until the map has moved back to the part that can be shown, and is labelled there."""
    page.wait_for_function("() => !map_0._panAnim?._inProgress")
    wait_two_frames(page)


@pytest.mark.parametrize(
    ("width", "language"),
    [(1280, "en"), (1280, "ru"), (768, "uk"), (360, "ru"), (320, "en"), (320, "uk")],
)
def test_no_label_overlaps_another_a_mark_or_a_control_at_any_zoom(
    chromium, map_html, width, language
):
    with opened(chromium, map_html, width, 800) as (page, log):
        wait_for_player(page)
        page.evaluate("language => { frontline.language = language }", language)
        wait_two_frames(page)
        label_counts = []
        for step in range(4):
            # At each zoom, look again with the map moved, so that labels meet the frame.
            for offset in ((0, 0), (37, -29)):
                page.evaluate("offset => { map_0.panBy(offset, { animate: false }) }", offset)
                wait_until_map_is_still(page)
                drawn = page.evaluate(LABELS_AND_MARKS)
                for (first, *box), (second, *other_box) in itertools.combinations(
                    drawn["labels"], 2
                ):
                    assert not overlap(box, other_box, 0.6), (
                        f"{first} and {second}, zoom step {step}"
                    )
                for name, *box in drawn["labels"]:
                    for x, y, radius in drawn["marks"]:
                        assert distance_from(box, x, y) >= radius - 1, (
                            f"{name} on a mark, step {step}"
                        )
                    for control in drawn["controls"]:
                        assert not overlap(box, control, 0.6), f"{name} on a control, step {step}"
                    assert box[0] >= drawn["map"][0]
                    assert box[2] <= drawn["map"][2]
            label_counts.append(len(drawn["labels"]))
            page.evaluate("() => { map_0.setZoom(map_0.getZoom() + 1.1, { animate: false }) }")
        assert max(label_counts) >= 3
        assert log.errors == []


def labelled_names(page):
    return {name.lower() for name, *_ in page.evaluate(LABELS_AND_MARKS)["labels"]}


def test_minor_places_are_labelled_when_zoomed_in(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        minor = page.locator(".fl-label.fl-minor:not([hidden])")
        assert minor.count() == 0
        page.evaluate("() => { map_0.setZoom(map_0.getZoom() + 1.5, { animate: false }) }")
        wait_two_frames(page)
        assert minor.count() > 3


@pytest.mark.parametrize("width", [1280, 360])
def test_there_are_few_font_sizes_and_none_is_tiny(chromium, map_html, width):
    with opened(chromium, map_html, width, 800) as (page, _):
        wait_for_player(page)
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


def test_every_day_prints_on_one_a4_page(chromium, map_html):
    """Days alternate between both orientations; the day with the most events has both."""
    fullest = max(SCENE.dates, key=lambda day: sum(e.when.start == day for e in SCENE.events))
    sheets = [(date, bool(number % 2)) for number, date in enumerate(DATES)]
    sheets += [(fullest.isoformat(), landscape) for landscape in (False, True)]
    with opened(chromium, map_html, color_scheme="dark") as (page, log):
        wait_for_player(page)
        for date, landscape in dict.fromkeys(sheets):
            page.evaluate("date => frontline.goTo(date)", date)
            sheet = page.pdf(format="A4", landscape=landscape)
            assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1, (date, landscape)
        assert log.errors == []


@pytest.mark.parametrize(("width", "height"), [(718, 1047), (1047, 718)])
def test_the_print_is_white_with_map_legend_date_notes_and_sources_but_no_controls(
    chromium, map_html, width, height
):
    with opened(chromium, map_html, width, height, color_scheme="dark") as (page, _):
        wait_for_player(page)
        page.emulate_media(media="print")
        wait_two_frames(page)
        is_visible = lambda name: page.locator(name).first.is_visible()  # noqa: E731
        for name in (".fl-map", ".fl-legend", ".fl-day", ".fl-news", ".fl-foot ol", ".fl-credits"):
            assert is_visible(name), name
        for name in (".fl-time", ".leaflet-control-zoom", ".fl-whole", ".fl-ledger", ".fl-compare"):
            assert not is_visible(name), name
        background = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        assert background == "rgb(255, 255, 255)"
        text_color = page.evaluate("() => getComputedStyle(document.body).color")
        assert text_color == "rgb(22, 25, 29)"
        # The map is fitted to the paper: the whole extent and its labels are visible.
        assert page.evaluate(
            """extent => map_0.getBounds().pad(0.01).contains(
                 [[extent[1], extent[0]], [extent[3], extent[2]]])""",
            list(SCENE.header.extent),
        )
        assert labelled_names(page) >= NINE_VILLAGES
        page.emulate_media(media="null")


WHOLE_EXTENT = """extent => !map_0._panAnim?._inProgress && map_0.getBounds().pad(0.01).contains(
  [[extent[1], extent[0]], [extent[3], extent[2]]])"""


def test_a_window_resized_after_a_print_still_shows_the_whole_map(chromium, map_html):
    with opened(chromium, map_html, alone=True) as (page, _):
        wait_for_player(page)
        for width, height in ((900, 700), (700, 900), (420, 900), (1280, 900), (700, 500)):
            for media in ("print", "null"):
                page.emulate_media(media=media)
                page.set_viewport_size({"width": width, "height": height})
                wait_until_idle(page)
                page.wait_for_function(MAPS_STAND_STILL)
                extent = list(SCENE.header.extent)
                assert page.evaluate(WHOLE_EXTENT, extent), (width, height, media)


def test_every_day_has_the_symbols_of_its_events_explained_in_the_key(chromium, map_html):
    symbols_by_day = {
        day: {classes.sign(event.kind) for event in SCENE.events if event.when.start == day}
        for day in SCENE.dates
    }
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        assert page.locator(".fl-dots .fl-event-sign").count() == sum(
            map(len, symbols_by_day.values())
        )
        key = page.locator(".fl-hints").inner_text()
        # A symbol used for a single kind of event is explained by that kind.
        words = {"strike": "collapse", "move": "advance", "word": "statement or report"}
        assert set().union(*symbols_by_day.values()) == set(words)
        for word in words.values():
            assert word in key


def test_pointer_and_keyboard_show_the_events_of_a_day(chromium, map_html):
    with opened(chromium, map_html) as (page, log):
        wait_for_player(page)
        tip = page.locator(".fl-tip")
        assert not tip.is_visible()
        box = page.locator(".fl-dots").bounding_box()
        share = DATES.index("2024-05-12") / (len(DATES) - 1)
        page.mouse.move(box["x"] + box["width"] * share + 6, box["y"] + 4)
        assert "12 May 2024" in tip.inner_text()
        assert "Collapse: Part of an apartment block in Belgorod collapses" in tip.inner_text()
        assert "Hatyshche" in tip.inner_text()
        # The map is a stacking context, so that none of its layers covers the tip.
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
        tip_box = tip.bounding_box()
        assert tip_box["x"] >= frame["x"]
        assert tip_box["x"] + tip_box["width"] <= frame["x"] + frame["width"]
        page.keyboard.press("Tab")
        assert not tip.is_visible()
        assert log.errors == []


def test_requested_contrast_and_forced_colours_are_respected(chromium, map_html):
    colors_of_parts = """() => {
      const style = (name) => getComputedStyle(document.querySelector(name));
      return [style(".fl-zone-note").color, style("h1").color, style(".fl-play").backgroundColor,
              style("path.fl-zone").fill];
    }"""
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        for option, value in (("contrast", "more"), ("forced_colors", "active")):
            note, ink, _, fill = page.evaluate(colors_of_parts)
            assert note != ink
            page.emulate_media(**{option: value})
            note, ink, play, fill_after = page.evaluate(colors_of_parts)
            assert note == ink, option
            assert play != "rgba(0, 0, 0, 0)", option
            assert fill_after == fill, option
            page.emulate_media(**{option: "null"})


def test_stale_areas_are_pale_with_a_broken_edge_and_fresh_ones_are_not(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
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


def test_subjects_of_notes_have_the_note_number_on_the_map_and_in_the_list(chromium, map_html):
    notes = SCENE.header.notes
    site = next(number for number, note in enumerate(notes, 1) if "shchorsa-55a" in note.places)
    toll = next(number for number, note in enumerate(notes, 1) if "collapse" in note.events)
    superscript = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        labels = page.locator(".fl-label").all_text_contents()
        assert f"Shchorsa street 55A, Belgorod\u200a{str(site).translate(superscript)}" in labels
        page.evaluate("() => frontline.goTo('2024-05-12')")
        titles = page.locator(".fl-news h3").all_text_contents()
        assert any(title.endswith(f"\u200a{str(toll).translate(superscript)}") for title in titles)
        note_text = page.locator(".fl-foot ol > li").nth(site - 1).inner_text()
        assert "circle of 150 metres" in note_text


@pytest.mark.parametrize(
    ("width", "height"), [(320, 640), (360, 640), (390, 844), (768, 1024), (1280, 800)]
)
def test_map_and_play_button_fit_on_the_first_screen_with_labels_of_the_nine_villages(
    chromium, map_html, width, height
):
    with opened(chromium, map_html, width, height) as (page, _):
        wait_for_player(page)
        wait_two_frames(page)
        assert labelled_names(page) >= NINE_VILLAGES
        assert SCENE.header.languages
        for language in SCENE.header.languages:
            page.evaluate("language => { frontline.language = language }", language)
            wait_two_frames(page)
            frame, play = (
                page.locator(selector).bounding_box() for selector in (".fl-map", ".fl-play")
            )
            assert frame["height"] >= 280, language
            assert play["y"] + play["height"] <= height, language


def test_a_long_standfirst_is_shortened_on_a_phone_and_expands_on_request(chromium, map_html):
    with opened(chromium, map_html, 360, 640) as (page, _):
        wait_for_player(page)
        wait_two_frames(page)
        text, more = page.locator(".fl-head p"), page.get_by_role("button", name="more", exact=True)
        is_cut = "node => node.scrollHeight > node.clientHeight + 1"
        assert text.evaluate(is_cut)
        more.click()
        assert not text.evaluate(is_cut)
        assert text.inner_text() == SCENE.header.summary
        page.get_by_role("button", name="less", exact=True).click()
        assert text.evaluate(is_cut)
        page.set_viewport_size({"width": 1280, "height": 800})
        wait_two_frames(page)
        assert not text.evaluate(is_cut)
        assert page.locator(".fl-brief:visible").count() == 0
