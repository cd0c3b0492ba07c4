"""The page opened from a file in a real browser without a network."""

import html
import itertools
import math
import re

import pytest
from browser import opened, overlap, wait_for_player, wait_two_frames
from support import EXAMPLE, STARTER, copy_starter, day, scene_of

from frontline import project
from frontline.analysis.gains import daily
from frontline.render.page.html import render_frame, render_html
from frontline.text.map_notes import quality_note

SCENE = scene_of(EXAMPLE)
DATES = [day.isoformat() for day in SCENE.dates]


@pytest.mark.slow
def test_the_page_is_a_single_small_file(map_html):
    assert map_html.stat().st_size < 400_000
    text = map_html.read_text()
    assert not re.search(r"<(?:script|link|iframe)\b[^>]*\b(?:src|href)=", text)
    assert "cdn." not in text.lower()


def test_a_page_opened_from_a_file_makes_no_requests_and_logs_no_errors(chromium, map_html):
    with opened(chromium, map_html) as (page, log):
        wait_for_player(page)
        for date in DATES:
            page.evaluate("date => window.frontline.goTo(date)", date)
            wait_two_frames(page)
        assert (log.requests, log.errors) == ([], [])


def test_the_page_works_in_a_sandboxed_frame(chromium, tmp_path):
    host = tmp_path / "host.html"
    host.write_text(f"<!DOCTYPE html><title>host</title>{render_frame(SCENE)}")
    with opened(chromium, host) as (page, log):
        frame = wait_for_player(page.frames[1])
        assert frame.evaluate("() => window.origin") == "null"
        assert frame.evaluate("() => window.frontline.dates") == DATES
        frame.evaluate("() => window.frontline.goTo('2024-05-11')")
        assert frame.locator(".fl-day").inner_text() == "11 May 2024"
        assert (log.requests, log.errors) == ([], [])


def test_the_page_object_reads_and_sets_the_date(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        assert page.evaluate("() => window.frontline.dates") == DATES
        assert page.evaluate("() => window.frontline.date") == "2024-05-13"
        date = page.evaluate(
            """() => new Promise(resolve => {
                 document.addEventListener("frontline:change", e => resolve(e.detail.date));
                 window.frontline.goTo("2024-05-10");
               })"""
        )
        assert date == "2024-05-10"
        assert page.evaluate("() => window.frontline.date") == "2024-05-10"
        assert page.locator("input[type=range]").input_value() == "2"
        error = page.evaluate(
            "() => { try { window.frontline.goTo('2031-01-01') } catch (e) { return e.name } }"
        )
        assert error == "RangeError"
        assert page.evaluate("() => window.frontline.date") == "2024-05-10"


def event_days():
    starts = {event.when.start for event in SCENE.events} | {
        change.date for change in SCENE.changes_of_control
    }
    return [day.isoformat() for day in SCENE.dates if day in starts]


def test_every_day_with_events_is_reachable_by_keyboard(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        slider = page.locator("input[type=range]")
        slider.focus()
        page.keyboard.press("Home")
        reached = []
        for _ in DATES:
            reached.append(page.evaluate("() => window.frontline.date"))
            page.keyboard.press("ArrowRight")
        assert reached == DATES
        assert set(event_days()) <= set(reached)
        assert slider.get_attribute("aria-valuetext") == "14 May 2024"


def slider_position(page, index):
    """Return the position of the slider's thumb for a day."""
    box = page.locator("input[type=range]").bounding_box()
    thumb = 24
    x = box["x"] + thumb / 2 + (box["width"] - thumb) * index / (len(DATES) - 1)
    return x, box["y"] + box["height"] / 2


def test_every_day_with_events_is_reachable_by_mouse(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        assert event_days()
        for date in event_days():
            page.mouse.click(*slider_position(page, DATES.index(date)))
            assert page.evaluate("() => window.frontline.date") == date


def test_every_day_with_events_is_reachable_by_touch(chromium, map_html):
    with opened(chromium, map_html, 360, 740, has_touch=True, is_mobile=True) as (page, _):
        wait_for_player(page)
        page.locator("input[type=range]").scroll_into_view_if_needed()
        assert event_days()
        for date in event_days():
            page.touchscreen.tap(*slider_position(page, DATES.index(date)))
            assert page.evaluate("() => window.frontline.date") == date


def test_previous_next_and_play_step_through_changes(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        page.get_by_role("button", name=re.compile("previous change", re.I)).click()
        assert page.evaluate("() => window.frontline.date") == "2024-05-12"
        page.get_by_role("button", name=re.compile("next change", re.I)).click()
        assert page.evaluate("() => window.frontline.date") == "2024-05-13"
        page.evaluate("() => window.frontline.goTo('2024-05-08')")
        page.get_by_role("button", name=re.compile("play", re.I)).click()
        page.wait_for_function("() => window.frontline.date === '2024-05-14'", timeout=30_000)
        page.get_by_role("button", name=re.compile("play", re.I)).wait_for()


def news(page, date):
    page.evaluate("date => window.frontline.goTo(date)", date)
    wait_two_frames(page)
    return page.locator(".fl-news").inner_text()


def test_the_list_of_a_day_names_villages_claimants_and_denials(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        text = news(page, "2024-05-11")
        for village in ("Borysivka", "Ohirtseve", "Pletenivka", "Pylna", "Strilecha"):
            assert village in text
        assert "Russian Defence Ministry" in text
        assert "Voloshyn" in text
        text = news(page, "2024-05-12")
        for village in ("Hatyshche", "Krasne", "Morokhovets", "Oliinykove"):
            assert village in text
        assert "At least 12" in text or "at least 12" in text


def open_place(page, name):
    mark = page.get_by_role("button", name=re.compile(f"^{name}")).and_(page.locator(".fl-mark"))
    mark.focus()
    page.keyboard.press("Enter")
    popup = page.locator(".leaflet-popup")
    popup.wait_for()
    return popup.inner_text()


def test_the_popup_of_a_village_shows_every_claim_of_both_sides(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        text = open_place(page, "Krasne")
        for claim in SCENE.claims:
            if "krasne" in claim.places and claim.about == "control":
                assert claim.claimant in text
        for word in ("Красне", "Красное", "Held by Russia"):
            assert word.lower() in text.lower()


def test_the_popup_of_the_site_shows_casualties_and_every_account_of_the_cause(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        text = open_place(page, "Shchorsa")
        for number in ("11", "13", "at least 15", "17", "19–28"):
            assert number in text
        for claim in SCENE.claims:
            if claim.about == "cause":
                assert claim.value in text
                assert claim.claimant in text
        assert "150 m" in text


def set_known(page, known, date):
    page.evaluate("date => window.frontline.goTo(date)", date)
    page.evaluate("known => { window.frontline.known = known }", known)
    wait_two_frames(page)


def status_text(page):
    return page.locator(".fl-status-line b").inner_text()


def test_the_known_switch_works_by_click_and_by_keyboard(chromium, map_html):
    with opened(chromium, map_html) as (page, log):
        wait_for_player(page)
        group = page.get_by_role("group", name="What was known")
        now, then = (
            group.get_by_role("radio", name=f"As known {word}") for word in ("now", "then")
        )
        assert now.is_checked()
        then.click()
        assert then.is_checked()
        assert page.evaluate("() => window.frontline.known") == "then"
        assert page.locator(".fl-zone-note").inner_text().endswith("UTC+3, as known then")
        page.keyboard.press("ArrowLeft")
        assert now.is_checked()
        assert page.evaluate("() => window.frontline.known") == "now"
        assert page.evaluate("() => window.frontline.date") == "2024-05-13"
        assert page.locator(".fl-zone-note").inner_text().endswith("UTC+3, as known now")
        box = then.bounding_box()
        assert min(box["width"], box["height"]) >= 24
        page.keyboard.press("ArrowRight")
        outline = then.evaluate("n => getComputedStyle(n).outlineStyle")
        assert (then.is_checked(), outline) == (True, "solid")
        assert log.errors == []


def test_as_known_then_and_now_differ_after_later_claims(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        set_known(page, "then", "2024-05-12")
        open_place(page, "Morokhovets")
        assert status_text(page) == "contested"
        mark = page.locator(".fl-mark").and_(page.get_by_label(re.compile("^Morokhovets")))
        assert "contested" in mark.get_attribute("aria-label")
        set_known(page, "now", "2024-05-12")
        assert status_text(page) == "held by Russia"
        assert "held by Russia" in mark.get_attribute("aria-label")


def test_the_page_lists_places_whose_status_differs_between_the_clocks(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        assert DATES
        for date, known in itertools.product(DATES, ("now", "then")):
            set_known(page, known, date)
            spans = {
                (span.zone, clock): span.control
                for clock, spans_of_clock in (("now", SCENE.spans), ("then", SCENE.spans_then))
                for span in spans_of_clock
                if span.start.isoformat() <= date < span.end.isoformat()
            }
            names = [
                place.name
                for place in SCENE.places
                if spans.get((place.id, "now")) != spans.get((place.id, "then"))
            ]
            text = page.locator(".fl-learnt").inner_text()
            assert bool(text) == bool(names)
            for name in names[:3]:
                assert name in text


def test_the_slider_marks_the_changes_of_the_chosen_clock(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        for known, changes in (
            ("now", SCENE.changes_of_control),
            ("then", SCENE.changes_of_control_then),
        ):
            set_known(page, known, "2024-05-13")
            days = {change.date for change in changes}
            assert page.locator(".fl-ticks .fl-has-change").count() == len(days)


def test_the_list_of_a_day_shows_gains_and_losses_by_the_chosen_clock(chromium, map_html):
    with opened(chromium, map_html, width=360) as (page, log):
        wait_for_player(page)
        for known, then in (("now", False), ("then", True)):
            balances = daily(SCENE, then=then)
            for date in DATES:
                set_known(page, known, date)
                lines = page.locator(".fl-balance").all_inner_texts()
                balance = balances.get(day(date))
                russian = [line for line in lines if line.startswith("Russia")]
                tally = balance.side("ru") if balance else None
                has_change = balance and any(
                    "ru" in (handover.before.side, handover.after.side)
                    for handover in balance.handovers
                )
                assert bool(russian) == bool(has_change)
                assert not any(line.startswith("Ukraine") for line in lines)
                if tally and tally.gain_km2:
                    assert f" +{tally.gain_km2:.0f} " in russian[0]
                if tally and tally.loss_km2:
                    assert f" −{tally.loss_km2:.0f} " in russian[0]
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert log.errors == []


def test_the_footer_has_the_quality_note(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        assert quality_note(SCENE) in page.locator(".fl-foot").inner_text()


@pytest.mark.parametrize("place", ["Morokhovets", "Shchorsa", "Krasne"])
def test_as_known_then_the_popup_has_no_later_claims(chromium, map_html, place):
    ids = {candidate.id for candidate in SCENE.places if candidate.name.startswith(place)}
    claims = [claim for claim in SCENE.claims if ids & set(claim.places)]
    assert claims
    assert DATES
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        for date in DATES:
            later = [claim for claim in claims if claim.known.day.isoformat() > date]
            set_known(page, "then", date)
            text = open_place(page, place)
            assert "later, on" not in text
            notes = {claim.note for claim in later} - {
                claim.note for claim in claims if claim not in later
            }
            assert not [note for note in notes if note and note in text]
            assert ("became known later" in text) == bool(later)
            lines = page.locator(".fl-details :is(.fl-claim, .fl-card, .fl-toll tbody tr)")
            assert lines.count() == len(claims) - len(later)
            set_known(page, "now", date)
            text = page.locator(".leaflet-popup").inner_text()
            assert lines.count() == len(claims)
            assert ("stated later, on" in text) == bool(later)
            assert "became known later" not in text
            page.keyboard.press("Escape")


def test_casualty_ranges_depend_on_the_known_date(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        ranges = page.locator(".fl-details .fl-range")
        set_known(page, "then", "2024-05-12")
        open_place(page, "Shchorsa")
        assert "Killed: 11–13 (reports differ)" in ranges.all_inner_texts()
        set_known(page, "now", "2024-05-12")
        expected = ["Killed: 11–17 (reports differ)", "Injured: 19–28 (reports differ)"]
        assert set(expected) <= set(ranges.all_inner_texts())
        in_the_list = page.locator(".fl-news .fl-range")
        assert set(expected) <= set(in_the_list.all_inner_texts())


def test_the_page_object_reads_and_sets_the_clock(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        assert page.evaluate("() => window.frontline.known") == "now"
        states = page.evaluate(
            """() => {
                 const states = [];
                 document.addEventListener("frontline:change", e => states.push(e.detail));
                 window.frontline.known = "then";
                 window.frontline.known = "then";
                 window.frontline.goTo("2024-05-12");
                 return states;
               }"""
        )
        assert [(state["date"], state["known"]) for state in states] == [
            ("2024-05-13", "then"),
            ("2024-05-12", "then"),
        ]
        assert states[1] == page.evaluate("() => window.frontline.state")
        assert page.get_by_role("radio", name="As known then").is_checked()
        error = page.evaluate(
            "() => { try { window.frontline.known = 'soon' } catch (e) { return e.name } }"
        )
        assert error == "RangeError"
        assert page.evaluate("() => window.frontline.known") == "then"


AMENDMENTS = """
shown-back,,,,,Map desk,assessed,retracts,2024-03-09,gazette,The videos were of Birch,alder-shown
toll,,birch,killed,5,Map desk,reported,asserts,2024-03-07,gazette,,
toll-right,,,,3,Map desk,reported,corrects,2024-03-09,gazette,Two were alive,toll
"""


@pytest.fixture(scope="module")
def amended_html(tmp_path_factory):
    """The starter map with a retraction, a correction and stale evidence."""
    folder = tmp_path_factory.mktemp("amended") / "map"
    copy_starter(folder)
    header, *rows = (folder / "claims.csv").read_text().splitlines()
    rows = [f"{header},target", *(f"{row}," for row in rows)]
    (folder / "claims.csv").write_text("\n".join(rows) + AMENDMENTS)
    toml = (folder / "map.toml").read_text()
    (folder / "map.toml").write_text(toml + "\n[policy]\nstale_after_days = 1\n")
    path = folder / "map.html"
    path.write_text(render_html(project.build(project.load(folder))))
    return path


def test_retracted_and_corrected_claims_are_struck_through(chromium, amended_html):
    with opened(chromium, amended_html) as (page, log):
        wait_for_player(page)
        struck_through = page.locator(".fl-details s")
        set_known(page, "then", "2024-03-08")
        assert "etracted" not in open_place(page, "Alder")
        assert struck_through.count() == 0
        set_known(page, "now", "2024-03-08")
        text = page.locator(".leaflet-popup").inner_text()
        assert struck_through.all_inner_texts() == ["held by the North"]
        assert "Retracted later, on 9 March: The videos were of Birch" in text
        assert "retracts" not in text
        set_known(page, "then", "2024-03-09")
        text = page.locator(".leaflet-popup").inner_text()
        assert "Retracted on 9 March: The videos were of Birch" in text
        assert "RETRACTED OR CORRECTED THIS DAY" in page.locator(".fl-more").inner_text().upper()
        page.keyboard.press("Escape")
        text = open_place(page, "Birch")
        assert struck_through.all_inner_texts() == ["5"]
        assert "Corrected on 9 March to 3: Two were alive" in text
        assert "Killed: 3\n" in text
        assert log.errors == []


def test_stale_evidence_is_faded_and_explained_in_the_legend(chromium, amended_html, map_html):
    with opened(chromium, amended_html) as (page, _):
        wait_for_player(page)
        assert "Older than 1 day" in page.locator(".fl-legend").inner_text()
        faded = page.locator(".fl-zone.fl-stale, .fl-sign .fl-stale")
        set_known(page, "now", "2024-03-04")
        assert faded.count() == 0
        set_known(page, "now", "2024-03-10")
        assert faded.count() > 0
        assert "on old evidence" in open_place(page, "Birch")
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        assert "Older than" not in page.locator(".fl-legend").inner_text()


def test_the_table_of_claims_has_every_claim_and_event(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        page.locator(".fl-ledger summary").click()
        text = page.locator(".fl-ledger").inner_text()
        for claim in SCENE.claims:
            assert claim.claimant in text
        for event in SCENE.events:
            assert event.title in text
        assert "Zelene" in text


LABELS_AND_LEADS = """() => {
  const boxOf = (n) => {
    const r = n.getBoundingClientRect();
    return [r.left, r.top, r.right, r.bottom];
  };
  const seen = (n) => n.checkVisibility({visibilityProperty: true});
  const labels = [...document.querySelectorAll(".fl-label")].filter(seen);
  const middle = (n) => {
    const [left, top, right, bottom] = boxOf(n);
    return [(left + right) / 2, (top + bottom) / 2];
  };
  const sheet = document.querySelector(".fl-leads").getBoundingClientRect();
  const path = document.querySelector(".fl-lead").getAttribute("d") ?? "";
  return {
    labels: labels.map((n) => [n.textContent, ...boxOf(n)]),
    marks: [...document.querySelectorAll(".fl-mark")].map(middle),
    leads: path.split("M").slice(1).map((line) =>
      line.split("L").map((point) => {
        const [x, y] = point.split(" ").map(Number);
        return [x + sheet.left, y + sheet.top];
      })),
  };
}"""


def points_along(lead):
    (ax, ay), (bx, by) = lead
    return [(ax + (bx - ax) * step / 200, ay + (by - ay) * step / 200) for step in range(201)]


def cross(lead, other):
    def side(line, point):
        (ax, ay), (bx, by) = line
        return (bx - ax) * (point[1] - ay) > (by - ay) * (point[0] - ax)

    return all(
        side(first, second[0]) != side(first, second[1])
        for first, second in ((lead, other), (other, lead))
    )


def assert_labels_readable(lettering):
    """Assert that labels overlap no label, mark or lead, and that leads cross no lead or mark."""
    for (name, *box), (other_name, *other_box) in itertools.combinations(lettering["labels"], 2):
        assert not overlap(box, other_box, 1), f"{name} and {other_name}"
    for name, *box in lettering["labels"]:
        for x, y in lettering["marks"]:
            assert not overlap(box, (x - 6, y - 6, x + 6, y + 6), 1), f"{name} and a mark"
    for lead, other in itertools.combinations(lettering["leads"], 2):
        assert not cross(lead, other)
    for lead in lettering["leads"]:
        end_x, end_y = lead[1]
        crossed = [
            name
            for name, left, top, right, bottom in lettering["labels"]
            if any(left < x < right and top < y < bottom for x, y in points_along(lead))
            and not (left - 1 <= end_x <= right + 1 and top - 1 <= end_y <= bottom + 1)
        ]
        assert crossed == []
        for mark in lettering["marks"]:
            assert all(math.dist(mark, point) > 4 for point in points_along(lead))


@pytest.mark.parametrize("width", [1600, 1280, 768, 360, 320])
def test_labels_never_collide_and_nothing_scrolls_sideways(chromium, map_html, width):
    with opened(chromium, map_html, width, 800) as (page, _):
        wait_for_player(page)
        for zoom in (0, 1, 2):
            page.evaluate(
                "z => { if (z) map_0.setZoom(map_0.getZoom() + 1, {animate: false}) }", zoom
            )
            wait_two_frames(page)
            lettering = page.evaluate(LABELS_AND_LEADS)
            assert len(lettering["labels"]) >= 2
            assert_labels_readable(lettering)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("date", DATES)
def test_the_nine_villages_are_labelled_in_the_opening_view(chromium, map_html, date):
    with opened(chromium, map_html, 1280, 800) as (page, log):
        wait_for_player(page)
        page.evaluate("date => window.frontline.goTo(date)", date)
        wait_two_frames(page)
        lettering = page.evaluate(LABELS_AND_LEADS)
        names = {name for name, *_ in lettering["labels"]}
        assert names >= {
            "Borysivka",
            "Hatyshche",
            "Krasne",
            "Morokhovets",
            "Ohirtseve",
            "Oliinykove",
            "Pletenivka",
            "Pylna",
            "Strilecha",
        }
        assert len(lettering["leads"]) >= 3
        assert_labels_readable(lettering)
        assert log.errors == []


def test_labels_and_leads_do_not_move_when_the_date_changes(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        letterings = []
        for date in DATES:
            page.evaluate("date => window.frontline.goTo(date)", date)
            wait_two_frames(page)
            letterings.append(page.evaluate(LABELS_AND_LEADS))
        assert all(lettering == letterings[0] for lettering in letterings)


def test_the_play_button_is_on_the_first_screen_of_a_phone(chromium, map_html):
    with opened(chromium, map_html, 360, 740) as (page, _):
        wait_for_player(page)
        box = page.locator(".fl-play").bounding_box()
        assert box["y"] + box["height"] <= 740


def test_arrow_keys_and_space_control_the_player(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        for key, date in (("ArrowLeft", "2024-05-12"), ("ArrowRight", "2024-05-13")):
            page.keyboard.press(key)
            assert page.evaluate("() => window.frontline.date") == date
        for word in ("Pause", "Play"):
            page.keyboard.press("Space")
            assert page.locator(".fl-play").inner_text() == word


@pytest.mark.parametrize("blurred", [False, True])
def test_escape_closes_the_popup_and_returns_the_focus(chromium, map_html, blurred):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        open_place(page, "Krasne")
        if blurred:
            page.evaluate("() => document.activeElement.blur()")
        page.keyboard.press("Escape")
        page.locator(".leaflet-popup").wait_for(state="detached")
        focused = page.evaluate("() => document.activeElement.getAttribute('aria-label')")
        assert focused.startswith("Krasne, ")


def test_without_scripts_the_page_has_its_text_and_table(chromium, map_html):
    with opened(chromium, map_html, java_script_enabled=False) as (page, _):
        text = page.locator("body").inner_text()
        assert SCENE.header.title in text
        assert "Krasne" in text
        assert "Russian Defence Ministry" in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 768, 360])
def test_the_map_shows_all_its_classes(chromium, map_html, width, scheme):
    with opened(chromium, map_html, width, 800, color_scheme=scheme) as (page, log):
        wait_for_player(page)
        fills = set()
        for known, date in itertools.product(("now", "then"), DATES):
            page.evaluate("known => { window.frontline.known = known }", known)
            page.evaluate("date => window.frontline.goTo(date)", date)
            wait_two_frames(page)
            fills |= set(
                page.evaluate(
                    """() => [...document.querySelectorAll("path.fl-zone")]
                         .filter(n => n.getBoundingClientRect().width > 5)
                         .map(n => getComputedStyle(n).fill)"""
                )
            )
        assert len(fills - {None, "none"}) >= 3
        legend = page.locator(".fl-legend").inner_text()
        for kind in SCENE.classes:
            assert kind.label in legend
        assert log.errors == []


@pytest.mark.slow
def test_the_notebook_frame_is_escaped_once():
    frame = SCENE._repr_html_()
    page = html.unescape(re.search(r'srcdoc="([^"]*)"', frame)[1])
    assert page == render_html(SCENE)


def test_folium_layers_of_the_user_are_drawn_on_top(chromium, tmp_path):
    import folium

    from frontline import to_folium

    host = to_folium(project.build(project.load(STARTER)))
    assert isinstance(host, folium.Map)
    folium.CircleMarker([50.0, 10.1], radius=9, color="#123456").add_to(host)
    area = {"type": "Polygon", "coordinates": [[[10, 49.9], [10.1, 49.9], [10.1, 50], [10, 49.9]]]}
    folium.GeoJson(area, style_function=lambda _: {"color": "#654321"}).add_to(host)
    path = tmp_path / "host.html"
    host.save(str(path))
    with opened(chromium, path) as (page, _):
        wait_for_player(page)
        for color in ("#123456", "#654321"):
            assert page.locator(f'path[stroke="{color}"]').count() == 1
        page.evaluate("() => window.frontline.goTo('2024-03-05')")
        assert page.locator(".fl-day").inner_text() == "5 March 2024"


@pytest.mark.slow
def test_the_same_scene_gives_the_same_page():
    assert render_html(SCENE) == render_html(project.build(project.load(EXAMPLE)))
