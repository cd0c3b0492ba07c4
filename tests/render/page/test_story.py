"""The story by buttons, scrolling, keyboard and script, and the linking of list and map."""

import re
from dataclasses import replace

import pytest
from accessibility import violations
from browser import opened, wait_for_player, wait_two_frames, wait_until_idle
from support import EXAMPLE, scene_of

from frontline import project
from frontline.model import Node
from frontline.render.page.html import render_html

DATASET = project.load(EXAMPLE)
CHAPTERS = DATASET.header.chapters
REDUCED_MOTION = {"reduced_motion": "reduce"}


def current_chapter(page):
    return page.evaluate("() => window.frontline.chapter")


def state(page):
    return page.evaluate("() => ({ ...window.frontline.state })")


def open_chapter(page, number):
    page.evaluate("chapter => window.frontline.set({ chapter })", number)
    wait_two_frames(page)


def highlighted_count(page):
    """Return the number of places highlighted on the map."""
    return page.locator(".fl-around.fl-told").count()


def shows_view(page, chapter):
    """Return whether the map is centred on the view of a chapter."""
    west, south, east, north = chapter.view or DATASET.header.extent
    return page.evaluate(
        """([lon, lat]) => {
             const map = globalThis[Object.keys(globalThis).find((key) => key.startsWith("map_"))];
             const off = map.latLngToContainerPoint([lat, lon]).subtract(map.getSize().divideBy(2));
             return Math.hypot(off.x, off.y) < 25;
           }""",
        [(west + east) / 2, (south + north) / 2],
    )


def assert_shows_chapter(page, number):
    """Assert that state, count, text, highlights and view are those of a chapter."""
    chapter = CHAPTERS[number - 1]
    current_state = state(page)
    since = chapter.since.isoformat() if chapter.since else None
    assert (current_state["chapter"], current_state["date"], current_state["since"]) == (
        number,
        str(chapter.date),
        since,
    )
    assert page.locator(".fl-story-count").inner_text() == f"{number} of 6"
    current = page.locator(".fl-chapter[aria-current=step]")
    assert current.count() == 1
    assert chapter.title in current.inner_text()
    assert current.locator("p, li").first.is_visible()
    assert highlighted_count(page) == len(chapter.places)
    assert shows_view(page, chapter)


def test_buttons_step_through_all_chapters_and_back(chromium, map_html):
    with opened(chromium, map_html, 1280, 800, **REDUCED_MOTION) as (page, log):
        wait_for_player(page)
        forward, back = (
            page.get_by_role("button", name=name) for name in ("Next chapter", "Previous chapter")
        )
        assert back.get_attribute("aria-disabled") == "true"
        for number in range(1, 7):
            forward.click()
            wait_two_frames(page)
            assert_shows_chapter(page, number)
            assert page.evaluate("() => document.activeElement.title") == "Next chapter"
        assert forward.get_attribute("aria-disabled") == "true"
        forward.dispatch_event("click")
        assert current_chapter(page) == 6
        page.set_viewport_size({"width": 360, "height": 800})
        for number in range(5, 0, -1):
            back.click()
            wait_two_frames(page)
            assert_shows_chapter(page, number)
            assert page.locator(".fl-chapter:visible").count() == 1
        assert page.evaluate("() => window.frontline.since") is None
        # On narrow screens one chapter lies below the map, and none before it is opened.
        frame, story, time = (
            page.locator(name).bounding_box() for name in (".fl-map", ".fl-story", ".fl-time")
        )
        assert frame["y"] + frame["height"] <= time["y"] + 1
        assert time["y"] + time["height"] <= story["y"] + 1
        page.evaluate("() => { window.frontline.chapter = null }")
        assert page.locator(".fl-chapter:visible").count() == 0
        assert log.errors == []


def test_the_map_opens_with_chapter_titles_above_what_changed_until_one_is_opened(
    chromium, map_html
):
    with opened(chromium, map_html, 1280, 800, **REDUCED_MOTION) as (page, _):
        wait_for_player(page)
        assert current_chapter(page) is None
        assert page.evaluate("() => window.frontline.date") == "2024-05-13"
        assert page.locator(".fl-story-count").inner_text() == "6 chapters"
        assert highlighted_count(page) == 0
        titles, texts = (
            page.locator(f".fl-chapter{suffix}:visible") for suffix in ("-title", "-text")
        )
        close = page.get_by_role("button", name="Close the story")
        assert (titles.count(), texts.count(), close.count()) == (6, 0, 0)
        news_box = page.locator(".fl-side > h2.fl-what").bounding_box()
        assert news_box["y"] < 800
        order = page.locator(".fl-side h2").all_inner_texts()
        assert order.index("The story") < order.index("What changed")
        titles.nth(3).click()
        assert (current_chapter(page), texts.count()) == (4, 6)
        close.click()
        assert (current_chapter(page), state(page)["date"], texts.count()) == (
            None,
            "2024-05-12",
            0,
        )
        assert page.evaluate("() => document.activeElement.title") == "Next chapter"


def scroll_to(page, number, by=40):
    """Scroll until a chapter is current or the page ends; return the chapters passed."""
    page.mouse.move(1100, 500)
    passed = []
    for _ in range(150):
        if passed[-1:] == [number]:
            break
        page.mouse.wheel(0, by)
        wait_two_frames(page)
        if current_chapter(page) not in passed[-1:]:
            passed.append(current_chapter(page))
    return passed


def test_scrolling_steps_through_the_chapters_of_an_opened_story_only(chromium, map_html):
    with opened(chromium, map_html, **REDUCED_MOTION) as (page, log):
        wait_for_player(page)
        page.mouse.move(1100, 500)
        for _ in range(12):
            page.mouse.wheel(0, 100)
            wait_two_frames(page)
        assert page.evaluate("() => scrollY") > 500
        assert (state(page)["date"], current_chapter(page)) == ("2024-05-13", None)
        page.evaluate("() => scrollTo(0, 0)")
        open_chapter(page, 1)
        assert scroll_to(page, 6) == [1, 2, 3, 4, 5, 6]
        assert page.evaluate("() => window.frontline.since") == "2024-05-09"
        assert shows_view(page, CHAPTERS[5])
        assert scroll_to(page, 2, -80)[-1] == 2
        assert page.evaluate("() => document.activeElement === document.body")
        assert log.errors == []


def test_choosing_a_date_detaches_the_map_from_the_story_until_a_button_is_pressed(
    chromium, map_html
):
    with opened(chromium, map_html, **REDUCED_MOTION) as (page, _):
        wait_for_player(page)
        open_chapter(page, 2)
        assert page.get_by_text("The map no longer shows").is_hidden()
        page.locator("input.fl-slider").focus()
        page.keyboard.press("ArrowRight")
        assert (state(page)["date"], current_chapter(page)) == ("2024-05-11", 2)
        assert page.get_by_text("The map no longer shows").is_visible()
        assert highlighted_count(page) == 0
        page.mouse.move(1100, 500)
        for _ in range(12):
            page.mouse.wheel(0, 100)
            wait_two_frames(page)
        assert (state(page)["date"], current_chapter(page)) == ("2024-05-11", 2)
        page.get_by_role("button", name="Return to the chapter").click()
        assert (state(page)["date"], current_chapter(page)) == ("2024-05-10", 2)
        assert page.get_by_text("The map no longer shows").is_hidden()
        assert 4 in scroll_to(page, 4)


def test_keys_and_scripts_open_chapters(chromium, map_html):
    with opened(chromium, map_html, **REDUCED_MOTION) as (page, _):
        wait_for_player(page)
        page.get_by_role("button", name="Next chapter").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Space")
        assert current_chapter(page) == 2
        page.keyboard.press("Tab")  # focus the button that closes the story
        page.keyboard.press("Tab")  # focus the title of the first chapter
        page.keyboard.press("Enter")
        assert current_chapter(page) == 1
        focused = "() => getComputedStyle(document.activeElement).outlineStyle"
        assert page.evaluate(focused) == "solid"
        details = page.evaluate(
            """() => new Promise((resolve) => {
                 document.addEventListener("frontline:change", (event) => resolve(event.detail));
                 window.frontline.set({ chapter: 2 });
               })"""
        )
        assert (details["chapter"], details["date"]) == (2, "2024-05-10")
        announcement = page.locator("[role=status]").filter(
            has_text="Chapter 2 of 6: 10 May: across"
        )
        announcement.wait_for(state="attached")
        for number in ("0", "7", "'2'", "1.5"):
            attempt = f"try {{ window.frontline.chapter = {number} }} catch (e) {{ return e.name }}"
            assert page.evaluate(f"() => {{ {attempt} }}") == "RangeError"
        page.evaluate("() => window.frontline.set({ chapter: 3, date: '2024-05-12' })")
        assert (current_chapter(page), state(page)["date"]) == (3, "2024-05-12")
        page.evaluate("() => { window.frontline.chapter = null }")
        assert (current_chapter(page), state(page)["date"], highlighted_count(page)) == (
            None,
            "2024-05-12",
            0,
        )


def test_the_map_flies_or_jumps_to_a_view_that_survives_resizing(chromium, map_html):
    moves = """() => new Promise((resolve) => {
        const map = globalThis[Object.keys(globalThis).find((key) => key.startsWith("map_"))];
        let count = 0;
        map.on("move", () => { count += 1; });
        map.on("moveend", () => resolve(count));
        window.frontline.set({ chapter: 2 });
      })"""
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        assert page.evaluate(moves) > 2
        assert shows_view(page, CHAPTERS[1])
    with opened(chromium, map_html, **REDUCED_MOTION) as (page, _):
        wait_for_player(page)
        assert page.evaluate(moves) <= 2
        assert shows_view(page, CHAPTERS[1])
        page.set_viewport_size({"width": 800, "height": 700})
        wait_two_frames(page)
        assert shows_view(page, CHAPTERS[1])
        page.get_by_role("button", name="Show the whole map").click()
        wait_two_frames(page)
        assert shows_view(page, CHAPTERS[0])


def test_highlighted_places_are_labelled_and_announced_to_screen_readers(chromium, map_html):
    names = {place.id: place.name for place in DATASET.places}
    reported = scene_of(EXAMPLE).reported
    with opened(chromium, map_html, **REDUCED_MOTION) as (page, _):
        wait_for_player(page)
        for width, height in ((1280, 900), (1000, 600)):
            page.set_viewport_size({"width": width, "height": height})
            for number, chapter in enumerate(CHAPTERS, 1):
                open_chapter(page, number)
                wait_until_idle(page)
                labels = page.locator(".fl-label.fl-told:not([hidden])").all_inner_texts()
                assert sorted(name.split("\u200a")[0] for name in labels) == sorted(
                    names[id] for id in chapter.places
                )
                marks = page.locator(".fl-mark[aria-label*='highlighted in the story']")
                assert marks.count() == len(reported.intersection(chapter.places))


def test_the_story_follows_the_language_and_keeps_its_chapter(chromium, map_html):
    with opened(chromium, map_html, **REDUCED_MOTION) as (page, log):
        wait_for_player(page)
        open_chapter(page, 3)
        page.evaluate("() => { window.frontline.language = 'uk' }")
        wait_two_frames(page)
        assert page.locator(".fl-story-count").inner_text() == "3 з 6"
        assert "Плетенівка, Пильна та Стрілеча" in page.locator(".fl-story").inner_text()
        assert page.locator(".fl-story .fl-foreign").count() == 0
        assert page.locator(".fl-story").count() == 1
        assert page.locator(".fl-chapter[aria-current]").count() == 1
        page.get_by_role("button", name="Наступний розділ").click()
        assert (current_chapter(page), highlighted_count(page)) == (4, len(CHAPTERS[3].places))
        assert log.errors == []


def test_texts_are_marked_if_untranslated_and_never_become_markup(chromium, tmp_path):
    hostile_nodes = (
        Node("p", ("<img src=x onerror=alert(1)>", Node("a", ("go",), "javascript:alert(1)"))),
        Node("script", ("alert(1)",)),
        Node("p", (Node("a", ("out",), "https://example.org/?a=<b>"),)),
    )
    hostile = replace(CHAPTERS[2], title="</script><script>alert(1)</script>", text=hostile_nodes)
    texts = {"uk": {"title": "Перед наступом"}}
    chapters = (replace(CHAPTERS[0], texts=texts), replace(CHAPTERS[1], texts={}), hostile)
    header = replace(DATASET.header, chapters=chapters)
    path = tmp_path / "map.html"
    path.write_text(render_html(project.build(replace(DATASET, header=header))))
    with opened(chromium, path, **REDUCED_MOTION) as (page, log):
        wait_for_player(page)
        open_chapter(page, 3)
        story = page.locator(".fl-story")
        assert story.locator("img, script").count() == 0
        assert "<img src=x onerror=alert(1)>" in story.inner_text()
        assert "</script><script>" in story.inner_text()
        links = page.locator(".fl-chapter").nth(2).locator(".fl-chapter-text > p > a")
        assert links.evaluate_all("all => all.map((a) => a.href)") == [
            "https://example.org/?a=%3Cb%3E"
        ]
        assert links.first.get_attribute("rel") == "noopener noreferrer"

        page.evaluate("() => { window.frontline.language = 'uk' }")
        first, second = (page.locator(".fl-chapter").nth(index) for index in (0, 1))
        assert "Перед наступом" in first.inner_text()
        assert first.locator(".fl-foreign").count() == 1
        marked = first.locator("div.fl-foreign")
        assert (marked.get_attribute("lang"), marked.get_attribute("dir")) == ("en", "ltr")
        assert "On DeepState's map of 9 May" in marked.inner_text()
        assert second.locator(".fl-foreign").first.inner_text() == CHAPTERS[1].title
        assert second.locator(".fl-foreign").count() == 2
        assert (log.requests, log.errors) == ([], [])


def test_a_map_without_chapters_has_no_story_and_refuses_chapter_numbers(
    chromium, starter, tmp_path
):
    assert starter.header.chapters == ()
    path = tmp_path / "map.html"
    path.write_text(render_html(starter))
    with opened(chromium, path) as (page, log):
        wait_for_player(page)
        assert page.locator(".fl-story").count() == 0
        error_name = (
            "() => { try { window.frontline.chapter = 1 } catch (error) { return error.name } }"
        )
        assert page.evaluate(error_name) == "RangeError"
        page.mouse.wheel(0, 500)
        assert log.errors == []


def luminance(color):
    parts = [int(number) / 255 for number in re.findall(r"\d+", color)[:3]]
    red, green, blue = (
        component / 12.92 if component <= 0.04045 else ((component + 0.055) / 1.055) ** 2.4
        for component in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def highlight_contrast(page):
    """Return the contrast between the line of a highlight and its casing, as rendered."""
    line, casing = (
        page.locator(f".fl-around.fl-told {name}").first.evaluate("e => getComputedStyle(e).stroke")
        for name in (".fl-bold", ".fl-halo")
    )
    lower, higher = sorted((luminance(line), luminance(casing)))
    return (higher + 0.05) / (lower + 0.05)


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}], ids=["light", "dark"])
def test_chapters_and_highlights_have_no_accessibility_violations(chromium, map_html, options):
    """A wide screen shows the texts of all chapters at once, a narrow one those of one chapter."""
    with opened(chromium, map_html, 1280, 800, **options, **REDUCED_MOTION) as (page, log):
        wait_for_player(page)
        open_chapter(page, 2)
        assert highlight_contrast(page) >= 3  # WCAG 1.4.11
        for width, numbers, shown in ((1280, (3, 6), 6), (320, (1, 3, 6), 1)):
            page.set_viewport_size({"width": width, "height": 800})
            for number in numbers:
                open_chapter(page, number)
                if number == 3:
                    page.evaluate("() => { window.frontline.date = '2024-05-14' }")
                    assert page.get_by_text("The map no longer shows").is_visible()
                assert page.locator(".fl-chapter-text:visible").count() == shown
                assert violations(page, ".fl-story") == [], (width, number)
            scroll_width = page.evaluate("() => document.documentElement.scrollWidth")
            assert scroll_width <= width
        assert log.requests == []


# Linking: pointing at a list item marks its places, and the reverse


def linked_count(page):
    return page.locator(".fl-around.fl-linked").count()


def assert_list_items_of_a_place_marked(page):
    """Assert that the list marks the two events of a place, and no others, on 12 May."""
    titles = page.locator("li.fl-linked").locator("h3").all_inner_texts()
    expected = [
        event.title
        for event in DATASET.events
        if "shchorsa-55a" in event.places and str(event.when.start) == "2024-05-12"
    ]
    assert len(expected) == 2
    assert set(expected) <= {title.split("\u200a")[0] for title in titles}
    assert not any("four more villages" in title for title in titles)


def test_pointing_links_list_items_and_marks_without_moving_anything(chromium, map_html):
    with opened(chromium, map_html, 1280, 4000) as (page, _):
        wait_for_player(page)
        page.evaluate("() => window.frontline.goTo('2024-05-11')")
        wait_two_frames(page)
        before = page.locator(".fl-side").bounding_box()
        event = page.locator(".fl-event", has_text="says it has taken five villages").first
        event.hover(position={"x": 200, "y": 8})
        assert linked_count(page) == 5
        place = event.locator(".fl-place").first
        place.hover()
        assert linked_count(page) == 1
        page.locator("h1").hover()
        assert linked_count(page) == 0
        assert page.locator(".fl-side").bounding_box() == before

        page.evaluate("() => window.frontline.goTo('2024-05-12')")
        wait_two_frames(page)
        page.locator(".fl-mark[data-place=shchorsa-55a]").hover()
        assert_list_items_of_a_place_marked(page)
        page.locator("h1").hover()
        assert page.locator("li.fl-linked").count() == 0


def test_focus_links_list_items_and_marks_until_it_leaves_or_the_date_changes(chromium, map_html):
    leave = "() => document.activeElement.blur()"
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        page.evaluate("() => window.frontline.goTo('2024-05-11')")
        page.locator(".fl-news summary").first.focus()
        assert linked_count(page) == 2  # Borysivka and Pylna
        page.locator(".fl-news .fl-place").first.focus()
        assert linked_count(page) == 1
        page.evaluate(leave)
        assert linked_count(page) == 0
        page.locator(".fl-news .fl-place").first.focus()
        assert linked_count(page) == 1
        page.evaluate("() => window.frontline.goTo('2024-05-12')")
        page.evaluate(leave)
        wait_two_frames(page)
        assert linked_count(page) == 0

        page.locator(".fl-mark[data-place=shchorsa-55a]").focus()
        assert_list_items_of_a_place_marked(page)
        page.evaluate(leave)
        assert page.locator("li.fl-linked").count() == 0
