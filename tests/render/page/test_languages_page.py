"""The page in several languages, in a real browser without a network."""

import itertools
import json
import shutil
from dataclasses import replace

import pytest
from accessibility import violations
from browser import opened, overlap, wait_for_player, wait_two_frames
from generated_maps import drawn_map, slowed, wandering_front
from support import EXAMPLE, STARTER, scene_of

from frontline import project
from frontline.language.messages import messages
from frontline.render.page.html import render_html
from frontline.text.map_notes import ground_note, quality_note

SCENE = scene_of(EXAMPLE)
ARABIC_NAMES = {
    "lyptsi": "ليبتسي",
    "kharkiv": "خاركيف",
    "belgorod": "بيلغورود",
    "vovchansk": "فوفشانسك",
}


@pytest.fixture(scope="module")
def arabic_html(tmp_path_factory):
    """The worked example with a few Arabic names, so that other texts fall back."""
    folder = tmp_path_factory.mktemp("arabic") / "map"
    shutil.copytree(EXAMPLE, folder)
    header = (folder / "map.toml").read_text()
    header = header.replace('["en", "uk", "ru"]', '["en", "uk", "ru", "ar"]')
    header = header.replace('"name:uk" = "Росія"', '"name:uk" = "Росія"\n"name:ar" = "روسيا"')
    header = header.replace(
        '"name:uk" = "Україна"', '"name:uk" = "Україна"\n"name:ar" = "أوكرانيا"'
    )
    (folder / "map.toml").write_text(header)
    places = json.loads((folder / "places.geojson").read_text())
    for feature in places["features"]:
        if name := ARABIC_NAMES.get(feature["properties"]["id"]):
            feature["properties"]["name:ar"] = name
    (folder / "places.geojson").write_text(json.dumps(places))
    path = folder.parent / "map.html"
    path.write_text(render_html(project.build(project.load(folder))))
    return path


@pytest.fixture(scope="module")
def archive_html(tmp_path_factory):
    """An archive of two months with a gap, in English and Arabic."""
    days = slowed(list(wandering_front(3, 60)), 3)
    days = [layer or days[number - 1] or days[number - 2] for number, layer in enumerate(days)]
    days[20:22] = [None] * 2
    scene = drawn_map(tmp_path_factory.mktemp("archive") / "map", days)
    scene = replace(scene, header=replace(scene.header, languages=("en", "ar")))
    path = tmp_path_factory.mktemp("page") / "map.html"
    path.write_text(render_html(scene))
    return path


def set_language(page, language):
    page.evaluate("language => { window.frontline.language = language }", language)
    wait_two_frames(page)


def test_changing_the_language_keeps_the_rest_of_the_state(chromium, map_html):
    with opened(chromium, map_html) as (page, log):
        wait_for_player(page)
        chosen = {"date": "2024-05-11", "known": "then", "since": "2024-05-09"}
        chosen["range"] = ["2024-05-09", "2024-05-13"]
        page.evaluate("state => window.frontline.set(state)", chosen)
        zoom_in = "() => { map_0.setView([50.3, 36.6], map_0.getZoom() + 1, {animate: false}) }"
        page.evaluate(zoom_in)
        view = (
            "() => [map_0.getZoom(), ...Object.values(map_0.getCenter()).map((x) => x.toFixed(3))]"
        )
        before = page.evaluate(view)
        for language, title in {
            "uk": "Дев’ять сіл",
            "ru": "Девять сёл",
            "en": "Nine villages",
        }.items():
            page.locator(".fl-language select").select_option(language)
            wait_two_frames(page)
            state = page.evaluate("() => window.frontline.state")
            assert state == {"how": "shade", "chapter": None, **chosen, "language": language}
            assert page.evaluate(view) == before
            assert page.evaluate("() => document.documentElement.lang") == language
            assert page.title().startswith(title)
            assert page.locator("h1").inner_text().startswith(title)
            assert page.evaluate("() => document.activeElement.value") == language
            assert page.locator("main").count() == page.locator(".fl-locator").count() == 1
            assert page.locator(".fl-marked").count() > 0
        assert (log.requests, log.errors) == ([], [])


def test_languages_are_offered_by_their_own_names_if_there_are_several(
    chromium, map_html, tmp_path
):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        options = page.locator(".fl-language option")
        assert options.all_inner_texts() == ["English", "Українська", "Русский"]
        assert options.nth(1).get_attribute("lang") == "uk"
    single_language = tmp_path / "map.html"
    single_language.write_text(render_html(project.build(project.load(STARTER))))
    with opened(chromium, single_language) as (page, _):
        wait_for_player(page)
        assert page.locator(".fl-language").count() == 0


def test_dates_numbers_and_classes_follow_the_language(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        page.evaluate("() => window.frontline.goTo('2024-05-12')")
        expected = {
            "uk": [
                "12 травня 2024 р.",
                "Контролює Росія",
                "+32 км²",
                "3 населені пункти",
                "Загиблі: 17 (зросло з 11)",
            ],
            "ru": [
                "12 мая 2024 г.",
                "Контролирует Россия",
                "+32 км²",
                "3 населённых пункта",
                "Погибшие: 17 (выросло с 11)",
            ],
            "en": [
                "12 May 2024",
                "Held by Russia",
                "+32 km²",
                "3 places",
                "Killed: 17 (rose from 11)",
            ],
        }
        assert page.locator(".fl-language option").count() == len(expected)
        for language, texts in expected.items():
            set_language(page, language)
            text_of_page = (
                page.locator("main").inner_text().replace("\u00a0", " ").replace("\u202f", " ")
            )
            for text in texts:
                assert text in text_of_page
            for other in expected.keys() - {language}:
                assert expected[other][1] not in text_of_page


def test_no_interface_text_stays_english(chromium, map_html):
    """English texts remain only where they are names or texts of sources."""
    english = {text for text in messages("en").values() if "{{" not in text and len(text) > 3}
    collect_texts = """() => {
      const found = [];
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT);
      while (walk.nextNode()) {
        const node = walk.currentNode;
        for (const name of ["aria-label", "title", "data-head", "aria-valuetext"]) {
          if (node.getAttribute(name)) found.push(node.getAttribute(name));
        }
        if (!["SCRIPT", "STYLE", "NOSCRIPT"].includes(node.tagName)) {
          const texts = [...node.childNodes].filter((child) => child.nodeType === 3);
          found.push(...texts.map((child) => child.data.trim()));
        }
      }
      return found;
    }"""
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        page.locator(".fl-fronts summary").click()
        assert english & set(page.evaluate(collect_texts))
        for language in ("uk", "ru"):
            set_language(page, language)
            page.locator(".fl-fronts > summary").click()
            page.locator(".fl-mark").first.click()
            assert english & set(page.evaluate(collect_texts)) == set()
            page.keyboard.press("Escape")


def test_a_missing_name_falls_back_and_is_marked(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        set_language(page, "ru")
        assert (
            page.locator(".fl-label.fl-kind-city", has_text="Харьков").get_attribute("lang") is None
        )
        label = page.locator(".fl-label", has_text="Tykhe")
        assert (label.get_attribute("lang"), label.get_attribute("dir")) == ("en", "ltr")
        style = "node => getComputedStyle(node).fontStyle"
        assert label.evaluate(style) == "italic"
        set_language(page, "en")
        assert page.locator(".fl-foreign, .fl-label[lang]").count() == 0


def test_a_missing_text_falls_back_with_its_language_marked(chromium, arabic_html):
    with opened(chromium, arabic_html) as (page, log):
        wait_for_player(page)
        page.evaluate("() => window.frontline.set({language: 'ar', date: '2024-05-12'})")
        for text in (
            "Nine villages and a building",
            "Russian Defence Ministry",
            "A Russian provocation",
        ):
            node = page.locator(".fl-foreign", has_text=text).first
            assert (node.get_attribute("lang"), node.get_attribute("dir")) == ("en", "ltr")
            marker = node.evaluate("node => getComputedStyle(node, '::after').content")
            assert marker.startswith('" en"')
        assert page.locator(".fl-foreign .fl-foreign").count() == 0
        assert log.errors == []


def test_page_and_python_write_the_same_map_notes(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        footer = page.locator(".fl-foot").inner_text()
        assert ground_note(SCENE) in footer
        assert quality_note(SCENE) in footer


FIND_LAYOUT_PROBLEMS = """() => {
  const shown = (n) => n.checkVisibility({visibilityProperty: true}) && n.getClientRects().length;
  const nodes = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  const boxes = (selector) => nodes(selector).map((n) => {
    const { left, top, right, bottom } = n.getBoundingClientRect();
    return [n.textContent, left, top, right, bottom];
  });
  const texts = "h1, h2, h3, button, label, caption, td, .fl-legend li, .fl-readout li, " +
    ".fl-date span, .fl-claim, .fl-card";
  const isLine = (n) => getComputedStyle(n).display === "inline";
  const isCut = (n) => n.scrollWidth > n.clientWidth + 1 && !isLine(n);
  const isOut = ([, left, , right]) => right - left > 1 && (left < -1 || right > innerWidth + 1);
  return {
    cut: nodes(texts).filter(isCut).map((n) => n.textContent),
    outside: boxes("main :not(.fl-map, .fl-map *)").filter(isOut).map(([text]) => text),
    wide: document.documentElement.scrollWidth,
    labels: boxes(".fl-label"),
    controls: boxes(".fl-controls > *"),
    days: boxes(".fl-days span"),
  };
}"""


@pytest.mark.parametrize("width", [1280, 768, 360, 320])
def test_nothing_is_cut_off_or_overlaps(chromium, arabic_html, width):
    with opened(chromium, arabic_html, width, 800) as (page, log):
        wait_for_player(page)
        for language in ("ar", "uk", "ru"):
            page.evaluate(
                "state => frontline.set(state)", {"language": language, "date": "2024-05-12"}
            )
            page.locator(".fl-plot[aria-label]").wait_for()
            wait_two_frames(page)
            assert_nothing_is_cut_off_or_overlaps(page, width)
            page.keyboard.press("Escape")
            page.locator(".leaflet-popup").wait_for(state="detached")
        assert log.errors == []


def assert_nothing_is_cut_off_or_overlaps(page, width):
    layout = page.evaluate(FIND_LAYOUT_PROBLEMS)
    assert layout["wide"] <= width
    assert (layout["cut"], layout["outside"]) == ([], [])
    for kind in ("labels", "controls", "days"):
        for (first, *box), (second, *other_box) in itertools.combinations(layout[kind], 2):
            assert not overlap(box, other_box, 1), f"{first} and {second}"
    page.locator(".fl-mark").first.click()
    close = page.locator(".leaflet-popup-close-button").bounding_box()
    heading = page.evaluate(
        """() => {
          const range = document.createRange();
          range.selectNodeContents(document.querySelector(".leaflet-popup h2"));
          const { left, top, right, bottom } = range.getBoundingClientRect();
          return [left, top, right, bottom];
        }"""
    )
    x, y = close["x"], close["y"]
    assert not overlap(heading, (x, y, x + close["width"], y + close["height"]), 1)


def middle_x(page, selector):
    box = page.locator(selector).first.bounding_box()
    return box["x"] + box["width"] / 2


@pytest.mark.parametrize("language", ["en", "ar"])
def test_slider_ticks_chart_and_range_follow_the_writing_direction(
    chromium, archive_html, language
):
    """Row of days, chart, slider and range place each date at the same position."""
    with opened(chromium, archive_html) as (page, log):
        wait_for_player(page)
        page.locator(".fl-plot[aria-label]").wait_for()
        set_language(page, language)
        page.locator(".fl-plot[aria-label]").wait_for()
        dates = page.evaluate("() => window.frontline.dates")
        box = page.locator(".fl-plot").bounding_box()

        def x_of(day):
            share = day / (len(dates) - 1)
            position = 1 - share if language == "ar" else share
            return box["x"] + position * box["width"]

        for day in (5, 40, len(dates) - 1):
            page.evaluate("date => window.frontline.goTo(date)", dates[day])
            wait_two_frames(page)
            assert abs(middle_x(page, ".fl-hand") - x_of(day)) < 2
        page.mouse.click(x_of(10), box["y"] + 20)
        assert page.evaluate("() => window.frontline.date") == dates[10]
        gap = page.locator(".fl-ticks .fl-no-map").bounding_box()
        assert abs(gap["x"] + gap["width"] / 2 - x_of(20.5)) < 3
        area = page.locator(".fl-plot rect[style*=nomap]").bounding_box()
        assert abs(area["x"] + area["width"] / 2 - x_of(20.5)) < 3
        # The key for later days, with and without focus on the slider.
        later = "ArrowLeft" if language == "ar" else "ArrowRight"
        page.locator(".fl-slider").focus()
        page.keyboard.press(later)
        assert page.evaluate("() => window.frontline.date") == dates[11]
        page.evaluate("() => document.activeElement.blur()")
        page.keyboard.press(later)
        assert page.evaluate("() => window.frontline.date") == dates[12]
        # Drag over the chart, then drag the window of the range.
        page.mouse.move(x_of(20), box["y"] + 20)
        page.mouse.down()
        page.mouse.move(x_of(30), box["y"] + 20, steps=4)
        page.mouse.up()
        assert page.evaluate("() => window.frontline.range") == [dates[20], dates[30]]
        pane = page.locator(".fl-window").bounding_box()
        assert abs(pane["x"] + pane["width"] / 2 - x_of(25)) < 3
        y = pane["y"] + pane["height"] / 2
        page.mouse.move(x_of(25), y)
        page.mouse.down()
        page.mouse.move(x_of(35), y, steps=4)
        page.mouse.up()
        assert page.evaluate("() => window.frontline.range") == [dates[30], dates[40]]
        for handle, day in ((".fl-first", 30), (".fl-handle:not(.fl-first)", 40)):
            assert page.locator(handle).input_value() == str(day)
        assert log.errors == []


def test_the_map_itself_is_not_mirrored(chromium, arabic_html):
    """West is on the left in right-to-left languages too."""
    label_x = """() => {
      const named = (n) => ["خاركيف", "Kharkiv"].includes(n.textContent);
      const label = [...document.querySelectorAll(".fl-label")].find(named);
      const { left } = document.querySelector(".fl-map").getBoundingClientRect();
      return label.getBoundingClientRect().left - left;
    }"""
    with opened(chromium, arabic_html) as (page, _):
        wait_for_player(page)
        wait_two_frames(page)
        before = page.evaluate(label_x)
        set_language(page, "ar")
        assert page.evaluate("() => document.documentElement.dir") == "rtl"
        assert abs(page.evaluate(label_x) - before) < 60
        assert page.locator(".leaflet-container").get_attribute("dir") == "ltr"
        set_language(page, "en")
        assert page.evaluate("() => document.documentElement.dir") == "ltr"


def test_no_language_has_accessibility_violations(chromium, arabic_html):
    with opened(chromium, arabic_html) as (page, _):
        wait_for_player(page)
        for language in ("uk", "ar"):
            set_language(page, language)
            assert violations(page) == [], language


def test_an_arabic_page_reads_right_to_left_with_or_without_scripts(chromium, tmp_path):
    folder = tmp_path / "map"
    shutil.copytree(STARTER, folder)
    header = folder / "map.toml"
    header.write_text(header.read_text().replace("[[sides]]", 'language = "ar"\n\n[[sides]]', 1))
    path = tmp_path / "map.html"
    path.write_text(render_html(project.build(project.load(folder))))
    for scripts in (True, False):
        with opened(chromium, path, java_script_enabled=scripts) as (page, log):
            assert page.locator("html").get_attribute("dir") == "rtl"
            assert page.locator("html").get_attribute("lang") == "ar"
            text = page.locator("body").inner_text()
            assert messages("ar")["says_so"] in text
            assert "held by" not in page.locator("table").first.inner_text()
            assert log.errors == []


def test_failure_messages_are_in_the_language_of_the_page(chromium, tmp_path):
    folder = tmp_path / "map"
    shutil.copytree(STARTER, folder)
    header = folder / "map.toml"
    header.write_text(header.read_text().replace("[[sides]]", 'language = "uk"\n\n[[sides]]', 1))
    text = render_html(project.build(project.load(folder)))
    start = text.index('id="frontline-player">') + len('id="frontline-player">')
    path = tmp_path / "map.html"
    path.write_text(text[:start] + "AAAA" + text[start:])
    with opened(chromium, path) as (page, _):
        alert = page.locator("[role=alert]")
        alert.wait_for()
        assert alert.inner_text().startswith("Інтерактивна карта зупинилася")
        assert "{{error}}" not in alert.inner_text()
