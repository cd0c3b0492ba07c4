"""The story as a reader has it: by buttons, by scrolling, by keyboard, by script; and the links."""

import re
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import opened, ready, settle
from support import EXAMPLE

from frontline import project
from frontline.model import Node
from frontline.render.page.html import render_frame, render_html

DATASET = project.load(EXAMPLE)
CHAPTERS = DATASET.header.chapters
STILL = {"reduced_motion": "reduce"}


def chosen(page):
    return page.evaluate("() => window.frontline.chapter")


def state(page):
    return page.evaluate("() => ({ ...window.frontline.state })")


def read(page, number):
    page.evaluate("chapter => window.frontline.set({ chapter })", number)
    settle(page)


def told(page):
    """The number of places that are framed on the map."""
    return page.locator(".fl-around.fl-told").count()


def shows(page, chapter):
    """Say whether the map looks at a chapter's view: its middle is that of the map."""
    west, south, east, north = chapter.view or DATASET.header.extent
    return page.evaluate(
        """([lon, lat]) => {
             const map = globalThis[Object.keys(globalThis).find((key) => key.startsWith("map_"))];
             const off = map.latLngToContainerPoint([lat, lon]).subtract(map.getSize().divideBy(2));
             return Math.hypot(off.x, off.y) < 25;
           }""",
        [(west + east) / 2, (south + north) / 2],
    )


def test_the_map_opens_as_it_would_without_a_story(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        ready(page)
        assert chosen(page) is None
        assert page.evaluate("() => window.frontline.date") == "2024-05-13"
        assert page.locator(".fl-story-count").inner_text() == "6 chapters"
        assert told(page) == 0


@pytest.mark.parametrize("width", [1280, 360])
def test_buttons_step_through_every_chapter_and_back(chromium, map_html, width):
    with opened(chromium, map_html, width, 800, **STILL) as (page, seen):
        ready(page)
        forth, back = (
            page.get_by_role("button", name=n) for n in ("Next chapter", "Previous chapter")
        )
        assert back.get_attribute("aria-disabled") == "true"
        for number, chapter in enumerate(CHAPTERS, 1):
            forth.click()
            settle(page)
            now = state(page)
            since = chapter.since.isoformat() if chapter.since else None
            assert (now["chapter"], now["date"], now["since"]) == (number, str(chapter.date), since)
            assert page.locator(".fl-story-count").inner_text() == f"{number} of 6"
            current = page.locator(".fl-chapter[aria-current=step]")
            assert current.count() == 1
            assert chapter.title in current.inner_text()
            assert current.locator("p, li").first.is_visible()
            assert told(page) == len(chapter.places)
            assert shows(page, chapter)
            assert page.evaluate("() => document.activeElement.title") == "Next chapter"
        assert forth.get_attribute("aria-disabled") == "true"
        forth.dispatch_event("click")
        assert chosen(page) == 6
        for number in range(5, 0, -1):
            back.click()
            assert chosen(page) == number
        assert page.evaluate("() => window.frontline.since") is None
        assert seen.errors == []


def test_narrow_screens_show_one_chapter_below_the_map(chromium, map_html):
    with opened(chromium, map_html, 360, 800, **STILL) as (page, _):
        ready(page)
        assert page.locator(".fl-chapter:visible").count() == 0
        read(page, 2)
        assert page.locator(".fl-chapter:visible").count() == 1
        frame, story, time = (
            page.locator(name).bounding_box() for name in (".fl-map", ".fl-story", ".fl-time")
        )
        assert frame["y"] + frame["height"] <= time["y"] + 1
        assert time["y"] + time["height"] <= story["y"] + 1


def test_wide_screens_list_the_chapters_until_one_is_read_and_what_changed_is_near(
    chromium, map_html
):
    with opened(chromium, map_html, 1280, 800, **STILL) as (page, _):
        ready(page)
        titles, texts = (page.locator(f".fl-chapter{each}:visible") for each in ("-title", "-text"))
        close = page.get_by_role("button", name="Close the story")
        assert (titles.count(), texts.count(), close.count()) == (6, 0, 0)
        changed = page.locator(".fl-side > h2.fl-what").bounding_box()
        assert changed["y"] < 800
        order = page.locator(".fl-side h2").all_inner_texts()
        assert order.index("The story") < order.index("What changed")
        titles.nth(3).click()
        assert (chosen(page), texts.count()) == (4, 6)
        close.click()
        assert (chosen(page), state(page)["date"], texts.count()) == (None, "2024-05-12", 0)
        assert page.evaluate("() => document.activeElement.title") == "Next chapter"


def scroll_to(page, number, by=40):
    """Turn the wheel until a chapter is read, or the page ends; return the chapters on the way."""
    page.mouse.move(1100, 500)
    seen = []
    for _ in range(150):
        if seen[-1:] == [number]:
            break
        page.mouse.wheel(0, by)
        page.wait_for_timeout(30)
        if chosen(page) not in seen[-1:]:
            seen.append(chosen(page))
    return seen


def test_scrolling_past_the_chapters_steps_through_them_in_order(chromium, map_html):
    with opened(chromium, map_html, **STILL) as (page, seen):
        ready(page)
        read(page, 1)
        assert scroll_to(page, 6) == [1, 2, 3, 4, 5, 6]
        assert page.evaluate("() => window.frontline.since") == "2024-05-09"
        assert shows(page, CHAPTERS[5])
        assert scroll_to(page, 2, -40)[-1] == 2
        assert page.evaluate("() => document.activeElement === document.body")
        assert seen.errors == []


def test_who_goes_to_a_day_by_hand_is_not_led_on_until_a_button_is_pressed(chromium, map_html):
    with opened(chromium, map_html, **STILL) as (page, _):
        ready(page)
        read(page, 2)
        assert page.get_by_text("The map no longer shows").is_hidden()
        page.locator("input.fl-slider").focus()
        page.keyboard.press("ArrowRight")
        assert (state(page)["date"], chosen(page)) == ("2024-05-11", 2)
        assert page.get_by_text("The map no longer shows").is_visible()
        assert told(page) == 0
        page.mouse.move(1100, 500)
        for _ in range(12):
            page.mouse.wheel(0, 100)
            page.wait_for_timeout(30)
        assert (state(page)["date"], chosen(page)) == ("2024-05-11", 2)
        page.get_by_role("button", name="Return to the chapter").click()
        assert (state(page)["date"], chosen(page)) == ("2024-05-10", 2)
        assert page.get_by_text("The map no longer shows").is_hidden()
        assert 4 in scroll_to(page, 4)


def test_scrolling_past_a_story_that_is_not_begun_opens_no_chapter(chromium, map_html):
    with opened(chromium, map_html, **STILL) as (page, _):
        ready(page)
        page.evaluate("() => { window.frontline.date = '2024-05-08' }")
        page.mouse.move(1100, 500)
        for _ in range(12):
            page.mouse.wheel(0, 100)
            page.wait_for_timeout(30)
        assert (state(page)["date"], chosen(page)) == ("2024-05-08", None)


def test_chapters_are_read_by_keyboard(chromium, map_html):
    with opened(chromium, map_html, **STILL) as (page, _):
        ready(page)
        page.get_by_role("button", name="Next chapter").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Space")
        assert chosen(page) == 2
        page.keyboard.press("Tab")  # the button that closes the story
        page.keyboard.press("Tab")  # the title of the first chapter
        page.keyboard.press("Enter")
        assert chosen(page) == 1
        focused = "() => getComputedStyle(document.activeElement).outlineStyle"
        assert page.evaluate(focused) == "solid"


def test_a_script_asks_for_a_chapter_by_its_number(chromium, map_html):
    with opened(chromium, map_html, **STILL) as (page, _):
        ready(page)
        details = page.evaluate(
            """() => new Promise((resolve) => {
                 document.addEventListener("frontline:change", (event) => resolve(event.detail));
                 window.frontline.set({ chapter: 2 });
               })"""
        )
        assert (details["chapter"], details["date"]) == (2, "2024-05-10")
        spoken = page.locator("[role=status]").filter(has_text="Chapter 2 of 6: 10 May: across")
        spoken.wait_for(state="attached")
        for asked in ("0", "7", "'2'", "1.5"):
            attempt = f"try {{ window.frontline.chapter = {asked} }} catch (e) {{ return e.name }}"
            assert page.evaluate(f"() => {{ {attempt} }}") == "RangeError"
        page.evaluate("() => window.frontline.set({ chapter: 3, date: '2024-05-12' })")
        assert (chosen(page), state(page)["date"]) == (3, "2024-05-12")
        page.evaluate("() => { window.frontline.chapter = null }")
        assert (chosen(page), state(page)["date"], told(page)) == (None, "2024-05-12", 0)


def test_the_map_flies_to_a_view_and_jumps_where_no_motion_is_wanted(chromium, map_html):
    moves = """() => new Promise((resolve) => {
        const map = globalThis[Object.keys(globalThis).find((key) => key.startsWith("map_"))];
        let count = 0;
        map.on("move", () => { count += 1; });
        map.on("moveend", () => resolve(count));
        window.frontline.set({ chapter: 2 });
      })"""
    with opened(chromium, map_html) as (page, _):
        ready(page)
        assert page.evaluate(moves) > 2
        assert shows(page, CHAPTERS[1])
    with opened(chromium, map_html, **STILL) as (page, _):
        ready(page)
        assert page.evaluate(moves) <= 2
        assert shows(page, CHAPTERS[1])


def test_a_view_stays_in_view_when_the_window_changes_and_the_whole_map_is_a_button_away(
    chromium, map_html
):
    with opened(chromium, map_html, **STILL) as (page, _):
        ready(page)
        read(page, 2)
        page.set_viewport_size({"width": 800, "height": 700})
        settle(page)
        assert shows(page, CHAPTERS[1])
        page.get_by_role("button", name="Show the whole map").click()
        settle(page)
        assert shows(page, CHAPTERS[0])


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (1000, 600)])
def test_highlighted_places_are_named_on_the_map_and_to_who_does_not_see_it(
    chromium, map_html, width, height
):
    with opened(chromium, map_html, width, height, **STILL) as (page, _):
        ready(page)
        for number, chapter in enumerate(CHAPTERS, 1):
            read(page, number)
            page.wait_for_timeout(50)
            names = {place.id: place.name for place in DATASET.places}
            named = page.locator(".fl-label.fl-told:not([hidden])").all_inner_texts()
            assert sorted(name.split("\u200a")[0] for name in named) == sorted(
                names[id] for id in chapter.places
            )
            marks = page.locator(".fl-mark[aria-label*='highlighted in the story']")
            reported = project.build(DATASET).reported
            assert marks.count() == len(reported.intersection(chapter.places))


def test_the_story_is_in_the_language_of_the_reader_and_goes_on_there(chromium, map_html):
    with opened(chromium, map_html, **STILL) as (page, seen):
        ready(page)
        read(page, 3)
        page.evaluate("() => { window.frontline.language = 'uk' }")
        settle(page)
        assert page.locator(".fl-story-count").inner_text() == "3 з 6"
        assert "Плетенівка, Пильна та Стрілеча" in page.locator(".fl-story").inner_text()
        assert page.locator(".fl-story .fl-foreign").count() == 0
        assert page.locator(".fl-story").count() == 1
        assert page.locator(".fl-chapter[aria-current]").count() == 1
        page.get_by_role("button", name="Наступний розділ").click()
        assert (chosen(page), told(page)) == (4, len(CHAPTERS[3].places))
        assert seen.errors == []


def test_what_of_a_chapter_is_in_no_other_language_stays_and_is_marked(chromium, tmp_path):
    texts = {"uk": {"title": "Перед наступом"}}
    bare = (replace(CHAPTERS[0], texts=texts), replace(CHAPTERS[1], texts={}), *CHAPTERS[2:])
    header = replace(DATASET.header, chapters=bare)
    path = tmp_path / "map.html"
    path.write_text(render_html(project.build(replace(DATASET, header=header))))
    with opened(chromium, path, **STILL) as (page, seen):
        ready(page)
        page.evaluate("() => { window.frontline.language = 'uk' }")
        one, two = (page.locator(".fl-chapter").nth(n) for n in (0, 1))
        assert "Перед наступом" in one.inner_text()
        assert one.locator(".fl-foreign").count() == 1
        marked = one.locator("div.fl-foreign")
        assert (marked.get_attribute("lang"), marked.get_attribute("dir")) == ("en", "ltr")
        assert "On DeepState's map of 9 May" in marked.inner_text()
        assert two.locator(".fl-foreign").first.inner_text() == CHAPTERS[1].title
        assert two.locator(".fl-foreign").count() == 2
        assert seen.errors == []


def test_in_a_sandboxed_frame_the_story_works_as_well(chromium, tmp_path):
    host = tmp_path / "host.html"
    host.write_text(f"<!DOCTYPE html><title>host</title>{render_frame(project.build(DATASET))}")
    with opened(chromium, host) as (page, seen):
        frame = ready(page.frames[1])
        frame.get_by_role("button", name="Next chapter").click()
        assert frame.evaluate("() => window.frontline.date") == "2024-05-09"
        assert (seen.requests, seen.errors) == ([], [])


def test_a_map_without_chapters_has_no_story_and_refuses_to_go_to_one(chromium, tmp_path):
    plain = replace(DATASET, header=replace(DATASET.header, chapters=()))
    path = tmp_path / "map.html"
    path.write_text(render_html(project.build(plain)))
    with opened(chromium, path) as (page, seen):
        ready(page)
        assert page.locator(".fl-story").count() == 0
        name = "() => { try { window.frontline.chapter = 1 } catch (error) { return error.name } }"
        assert page.evaluate(name) == "RangeError"
        page.mouse.wheel(0, 500)
        assert seen.errors == []


def test_texts_of_a_story_never_become_markup_or_scripts(chromium, tmp_path):
    bad = (
        Node("p", ("<img src=x onerror=alert(1)>", Node("a", ("go",), "javascript:alert(1)"))),
        Node("script", ("alert(1)",)),
        Node("p", (Node("a", ("out",), "https://example.org/?a=<b>"),)),
    )
    hostile = replace(CHAPTERS[0], title="</script><script>alert(1)</script>", text=bad)
    header = replace(DATASET.header, chapters=(hostile,))
    path = tmp_path / "map.html"
    path.write_text(render_html(project.build(replace(DATASET, header=header))))
    with opened(chromium, path, **STILL) as (page, seen):
        ready(page)
        read(page, 1)
        story = page.locator(".fl-story")
        assert story.locator("img, script").count() == 0
        assert "<img src=x onerror=alert(1)>" in story.inner_text()
        assert "</script><script>" in story.inner_text()
        links = story.locator(".fl-chapter-text > p > a")
        assert links.evaluate_all("all => all.map((a) => a.href)") == [
            "https://example.org/?a=%3Cb%3E"
        ]
        assert links.first.get_attribute("rel") == "noopener noreferrer"
        assert (seen.requests, seen.errors) == ([], [])


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")]
)
def test_a_checker_of_accessibility_finds_nothing_in_any_chapter(chromium, map_html, width, scheme):
    with opened(chromium, map_html, width, 800, color_scheme=scheme, **STILL) as (page, seen):
        ready(page)
        for number in range(1, len(CHAPTERS) + 1):
            read(page, number)
            if number == 3:
                page.evaluate("() => { window.frontline.date = '2024-05-14' }")
            found = Axe().run(page, context=".fl-story").response["violations"]
            assert [fault["id"] for fault in found] == []
        assert seen.requests == []
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= width


# Linked: pointing at an item marks its places, and the other way round


def ringed(page):
    return page.locator(".fl-around.fl-linked").count()


def test_pointing_at_an_item_of_the_list_marks_its_places_and_nothing_moves(chromium, map_html):
    with opened(chromium, map_html, 1280, 4000) as (page, _):
        ready(page)
        page.evaluate("() => window.frontline.goTo('2024-05-11')")
        settle(page)
        before = page.locator(".fl-side").bounding_box()
        event = page.locator(".fl-event", has_text="says it has taken five villages").first
        event.hover(position={"x": 200, "y": 8})
        assert ringed(page) == 5
        place = event.locator(".fl-place").first
        place.hover()
        assert ringed(page) == 1
        page.locator("h1").hover()
        assert ringed(page) == 0
        assert page.locator(".fl-side").bounding_box() == before


def test_focus_in_an_item_marks_its_place_and_leaving_it_marks_none(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        ready(page)
        page.evaluate("() => window.frontline.goTo('2024-05-11')")
        page.locator(".fl-news summary").first.focus()
        assert ringed(page) == 2  # Borysivka and Pylna
        page.locator(".fl-news .fl-place").first.focus()
        assert ringed(page) == 1
        page.evaluate("() => document.activeElement.blur()")
        assert ringed(page) == 0


@pytest.mark.parametrize("by", ["hover", "focus"])
def test_pointing_at_a_mark_marks_the_items_about_its_place(chromium, map_html, by):
    with opened(chromium, map_html) as (page, _):
        ready(page)
        page.evaluate("() => window.frontline.goTo('2024-05-12')")
        settle(page)
        getattr(page.locator(".fl-mark[data-place=shchorsa-55a]"), by)()
        marked = page.locator("li.fl-linked")
        titles = marked.locator("h3").all_inner_texts()
        about = [
            e.title
            for e in DATASET.events
            if "shchorsa-55a" in e.places and str(e.when.start) == "2024-05-12"
        ]
        assert len(about) == 2
        assert set(about) <= {title.split("\u200a")[0] for title in titles}
        assert not any("four more villages" in title for title in titles)
        page.locator("h1").hover() if by == "hover" else page.evaluate(
            "() => document.activeElement.blur()"
        )
        assert marked.count() == 0


def test_another_day_takes_the_marks_away(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        ready(page)
        page.evaluate("() => window.frontline.goTo('2024-05-11')")
        page.locator(".fl-news .fl-place").first.focus()
        assert ringed(page) == 1
        page.evaluate("() => document.activeElement.blur()")
        page.evaluate("() => window.frontline.goTo('2024-05-12')")
        assert ringed(page) == 0


def test_a_touch_opens_a_place_as_ever_and_marks_nothing(chromium, map_html):
    with opened(chromium, map_html, 360, 740, has_touch=True, is_mobile=True) as (page, seen):
        ready(page)
        page.evaluate("() => window.frontline.goTo('2024-05-11')")
        page.locator(".fl-news .fl-place").first.tap()
        page.locator(".leaflet-popup").wait_for()
        assert ringed(page) == 0
        assert seen.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ring_and_the_frame_stand_out_from_what_lies_under_them(chromium, map_html, scheme):
    """By WCAG 1.4.11: 3 to 1 between the line and its casing, in the colours on the screen."""
    with opened(chromium, map_html, color_scheme=scheme, **STILL) as (page, _):
        ready(page)
        read(page, 2)
        line, casing = (
            page.locator(f".fl-around.fl-told {name}").first.evaluate(
                "e => getComputedStyle(e).stroke"
            )
            for name in (".fl-bold", ".fl-halo")
        )

        def light(color):
            parts = [int(n) / 255 for n in re.findall(r"\d+", color)[:3]]
            r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
            return 0.2126 * r + 0.7152 * g + 0.0722 * b

        dark, bright = sorted((light(line), light(casing)))
        assert (bright + 0.05) / (dark + 0.05) >= 3
