"""The page in the languages of its readers: a real browser, without a network."""

import itertools
import json
import shutil
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import opened, ready, settle
from made import drawn_map, wandering
from support import EXAMPLE, STARTER, scene_of

from frontline import project
from frontline.language.messages import messages
from frontline.render.page.html import render_html
from frontline.text.map_notes import ground_note, quality_note

SCENE = scene_of(EXAMPLE)
NAMES = {"lyptsi": "ليبتسي", "kharkiv": "خاركيف", "belgorod": "بيلغورود", "vovchansk": "فوفشانسك"}


@pytest.fixture(scope="module")
def arabic_html(tmp_path_factory):
    """The worked example with a few names in Arabic, and the rest to fall back."""
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
        if name := NAMES.get(feature["properties"]["id"]):
            feature["properties"]["name:ar"] = name
    (folder / "places.geojson").write_text(json.dumps(places))
    path = folder.parent / "map.html"
    path.write_text(render_html(project.build(project.load(folder))))
    return path


@pytest.fixture(scope="module")
def archive_html(tmp_path_factory):
    """An archive of two months with a gap, in English and Arabic."""
    days = list(wandering(3, 60))
    days = [layer or days[n - 1] or days[n - 2] for n, layer in enumerate(days)]
    days[20:22] = [None] * 2
    scene = drawn_map(tmp_path_factory.mktemp("archive") / "map", days)
    scene = replace(scene, header=replace(scene.header, languages=("en", "ar")))
    path = tmp_path_factory.mktemp("page") / "map.html"
    path.write_text(render_html(scene))
    return path


def speak(page, language):
    page.evaluate("language => { window.frontline.language = language }", language)
    settle(page)


def test_the_choice_of_a_language_keeps_all_else_that_was_chosen(chromium, map_html):
    with opened(chromium, map_html) as (page, seen):
        ready(page)
        asked = {"date": "2024-05-11", "known": "then", "since": "2024-05-09"}
        asked["range"] = ["2024-05-09", "2024-05-13"]
        page.evaluate("asked => window.frontline.set(asked)", asked)
        page.evaluate("() => map_0.setView([50.3, 36.6], map_0.getZoom() + 1, {animate: false})")
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
            settle(page)
            state = page.evaluate("() => window.frontline.state")
            assert state == {"how": "shade", "chapter": None, **asked, "language": language}
            assert page.evaluate(view) == before
            assert page.evaluate("() => document.documentElement.lang") == language
            assert page.title().startswith(title)
            assert page.locator("h1").inner_text().startswith(title)
            assert page.evaluate("() => document.activeElement.value") == language
            assert page.locator("main").count() == page.locator(".fl-locator").count() == 1
            assert page.locator(".fl-marked").count() > 0
        assert (seen.requests, seen.errors) == ([], [])


def test_languages_are_offered_by_their_own_names_and_only_where_there_are_several(
    chromium, map_html, tmp_path
):
    with opened(chromium, map_html) as (page, _):
        ready(page)
        options = page.locator(".fl-language option")
        assert options.all_inner_texts() == ["English", "Українська", "Русский"]
        assert options.nth(1).get_attribute("lang") == "uk"
    alone = tmp_path / "map.html"
    alone.write_text(render_html(project.build(project.load(STARTER))))
    with opened(chromium, alone) as (page, _):
        ready(page)
        assert page.locator(".fl-language").count() == 0


def test_days_numbers_and_classes_are_written_by_the_language(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        ready(page)
        page.evaluate("() => window.frontline.goTo('2024-05-12')")
        wanted = {
            "uk": [
                "12 травня 2024 р.",
                "Контролює Росія",
                "+32 км²",
                "3 населені пункти",
                "Загиблі: 11–17",
            ],
            "ru": [
                "12 мая 2024 г.",
                "Контролирует Россия",
                "+32 км²",
                "3 населённых пункта",
                "Погибшие: 11–17",
            ],
            "en": ["12 May 2024", "Held by Russia", "+32 km²", "3 places", "Killed: 11–17"],
        }
        assert page.locator(".fl-language option").count() == len(wanted)
        for language, texts in wanted.items():
            speak(page, language)
            shown = page.locator("main").inner_text().replace("\u00a0", " ").replace("\u202f", " ")
            for text in texts:
                assert text in shown
            for other in wanted.keys() - {language}:
                assert wanted[other][1] not in shown


def test_no_word_of_the_interface_stays_english(chromium, map_html):
    """What a page in Ukrainian says in Latin letters is a name, or the text of a source."""
    english = {text for text in messages("en").values() if "{{" not in text and len(text) > 3}
    texts = """() => {
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
        ready(page)
        page.locator(".fl-fronts summary").click()
        assert english & set(page.evaluate(texts))
        for language in ("uk", "ru"):
            speak(page, language)
            page.locator(".fl-fronts > summary").click()
            page.locator(".fl-mark").first.click()
            assert english & set(page.evaluate(texts)) == set()
            page.keyboard.press("Escape")


def test_a_name_that_is_missing_falls_back_and_is_marked_as_what_it_is(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        ready(page)
        speak(page, "ru")
        assert page.locator(".fl-label", has_text="Харьков").get_attribute("lang") is None
        label = page.locator(".fl-label", has_text="Tykhe")
        assert (label.get_attribute("lang"), label.get_attribute("dir")) == ("en", "ltr")
        style = "node => getComputedStyle(node).fontStyle"
        assert label.evaluate(style) == "italic"
        speak(page, "en")
        assert page.locator(".fl-foreign, .fl-label[lang]").count() == 0


def test_a_text_that_is_missing_falls_back_in_its_own_language(chromium, arabic_html):
    with opened(chromium, arabic_html) as (page, seen):
        ready(page)
        page.evaluate("() => window.frontline.set({language: 'ar', date: '2024-05-12'})")
        for text in (
            "Nine villages and a building",
            "Russian Defence Ministry",
            "A Russian provocation",
        ):
            node = page.locator(".fl-foreign", has_text=text).first
            assert (node.get_attribute("lang"), node.get_attribute("dir")) == ("en", "ltr")
            sign = node.evaluate("node => getComputedStyle(node, '::after').content")
            assert sign.startswith('" en"')
        assert page.locator(".fl-foreign .fl-foreign").count() == 0
        assert seen.errors == []


def test_what_the_page_writes_of_its_ground_is_what_python_writes(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        ready(page)
        foot = page.locator(".fl-foot").inner_text()
        assert ground_note(SCENE) in foot
        assert quality_note(SCENE) in foot


FITS = """() => {
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


def apart(a, b):
    return a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 1 or b[3] <= a[1] + 1


@pytest.mark.parametrize("language", ["ar", "uk", "ru"])
@pytest.mark.parametrize("width", [1280, 768, 360, 320])
def test_nothing_is_cut_off_or_lies_on_another(chromium, arabic_html, width, language):
    with opened(chromium, arabic_html, width, 800) as (page, seen):
        ready(page)
        page.evaluate("language => window.frontline.set({language, date: '2024-05-12'})", language)
        page.locator(".fl-plot[aria-label]").wait_for()
        settle(page)
        found = page.evaluate(FITS)
        assert found["wide"] <= width
        assert (found["cut"], found["outside"]) == ([], [])
        for kind in ("labels", "controls", "days"):
            for (one, *box), (other, *other_box) in itertools.combinations(found[kind], 2):
                assert apart(box, other_box), f"{one} and {other}"
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
        assert apart(heading, (x, y, x + close["width"], y + close["height"]))
        assert seen.errors == []


def middle(page, selector):
    box = page.locator(selector).first.bounding_box()
    return box["x"] + box["width"] / 2


@pytest.mark.parametrize("language", ["en", "ar"])
def test_slider_ticks_chart_and_range_run_with_the_script(chromium, archive_html, language):
    """Where a day is on the row of days, it is on the chart and for the slider's own keys."""
    with opened(chromium, archive_html) as (page, seen):
        ready(page)
        page.locator(".fl-plot[aria-label]").wait_for()
        speak(page, language)
        page.locator(".fl-plot[aria-label]").wait_for()
        dates = page.evaluate("() => window.frontline.dates")
        box = page.locator(".fl-plot").bounding_box()

        def place(day):
            share = day / (len(dates) - 1)
            along = 1 - share if language == "ar" else share
            return box["x"] + along * box["width"]

        for day in (5, 40, len(dates) - 1):
            page.evaluate("date => window.frontline.goTo(date)", dates[day])
            settle(page)
            assert abs(middle(page, ".fl-hand") - place(day)) < 2
        page.mouse.click(place(10), box["y"] + 20)
        assert page.evaluate("() => window.frontline.date") == dates[10]
        gap = page.locator(".fl-ticks .fl-no-map").bounding_box()
        assert abs(gap["x"] + gap["width"] / 2 - place(20.5)) < 3
        area = page.locator(".fl-plot rect[style*=nomap]").bounding_box()
        assert abs(area["x"] + area["width"] / 2 - place(20.5)) < 3
        # The key that points to later days on the row, on the slider and beside it.
        later = "ArrowLeft" if language == "ar" else "ArrowRight"
        page.locator(".fl-slider").focus()
        page.keyboard.press(later)
        assert page.evaluate("() => window.frontline.date") == dates[11]
        page.evaluate("() => document.activeElement.blur()")
        page.keyboard.press(later)
        assert page.evaluate("() => window.frontline.date") == dates[12]
        # A drag over the chart, and the window of the strip, which is moved by a drag too.
        page.mouse.move(place(20), box["y"] + 20)
        page.mouse.down()
        page.mouse.move(place(30), box["y"] + 20, steps=4)
        page.mouse.up()
        assert page.evaluate("() => window.frontline.range") == [dates[20], dates[30]]
        pane = page.locator(".fl-window").bounding_box()
        assert abs(pane["x"] + pane["width"] / 2 - place(25)) < 3
        y = pane["y"] + pane["height"] / 2
        page.mouse.move(place(25), y)
        page.mouse.down()
        page.mouse.move(place(35), y, steps=4)
        page.mouse.up()
        assert page.evaluate("() => window.frontline.range") == [dates[30], dates[40]]
        for handle, day in ((".fl-first", 30), (".fl-handle:not(.fl-first)", 40)):
            assert page.locator(handle).input_value() == str(day)
        assert seen.errors == []


def test_the_map_itself_is_not_turned(chromium, arabic_html):
    """West is on the left in every script."""
    place = """() => {
      const named = (n) => ["خاركيف", "Kharkiv"].includes(n.textContent);
      const label = [...document.querySelectorAll(".fl-label")].find(named);
      const { left } = document.querySelector(".fl-map").getBoundingClientRect();
      return label.getBoundingClientRect().left - left;
    }"""
    with opened(chromium, arabic_html) as (page, _):
        ready(page)
        settle(page)
        before = page.evaluate(place)
        speak(page, "ar")
        assert page.evaluate("() => document.documentElement.dir") == "rtl"
        assert abs(page.evaluate(place) - before) < 60
        assert page.locator(".leaflet-container").get_attribute("dir") == "ltr"
        speak(page, "en")
        assert page.evaluate("() => document.documentElement.dir") == "ltr"


@pytest.mark.parametrize("language", ["uk", "ar"])
def test_a_checker_of_accessibility_finds_nothing(chromium, arabic_html, language):
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    with opened(chromium, arabic_html) as (page, _):
        ready(page)
        speak(page, language)
        options = {"runOnly": {"type": "tag", "values": rules}, "resultTypes": ["violations"]}
        found = Axe().run(page, options=options)
        faults = [
            (fault["id"], node["html"][:300])
            for fault in found.response["violations"]
            for node in fault["nodes"]
            if fault["id"] != "target-size" or "leaflet-marker-icon" not in node["html"]
        ]
        assert faults == []


def test_a_page_in_arabic_opens_from_right_to_left_with_or_without_scripts(chromium, tmp_path):
    folder = tmp_path / "map"
    shutil.copytree(STARTER, folder)
    header = folder / "map.toml"
    header.write_text(header.read_text().replace("[[sides]]", 'language = "ar"\n\n[[sides]]', 1))
    path = tmp_path / "map.html"
    path.write_text(render_html(project.build(project.load(folder))))
    for scripts in (True, False):
        with opened(chromium, path, java_script_enabled=scripts) as (page, seen):
            assert page.locator("html").get_attribute("dir") == "rtl"
            assert page.locator("html").get_attribute("lang") == "ar"
            text = page.locator("body").inner_text()
            assert messages("ar")["says_so"] in text
            assert "held by" not in page.locator("table").first.inner_text()
            assert seen.errors == []


def test_the_words_of_a_failure_are_in_the_language_of_the_page(chromium, tmp_path):
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
