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
REDUCED_MOTION = {"reduced_motion": "reduce"}


@pytest.mark.slow
def test_the_page_is_a_single_small_file(map_html):
    assert map_html.stat().st_size < 400_000
    text = map_html.read_text()
    assert not re.search(r"<(?:script|link|iframe)\b[^>]*\b(?:src|href)=", text)
    assert "cdn." not in text.lower()


def test_the_page_and_its_story_work_in_a_sandboxed_frame(chromium, tmp_path):
    host = tmp_path / "host.html"
    host.write_text(f"<!DOCTYPE html><title>host</title>{render_frame(SCENE)}")
    with opened(chromium, host) as (page, log):
        frame = wait_for_player(page.frames[1])
        assert frame.evaluate("() => window.origin") == "null"
        assert frame.evaluate("() => window.frontline.dates") == DATES
        frame.evaluate("() => window.frontline.goTo('2024-05-11')")
        assert frame.locator(".fl-day").inner_text() == "11 May 2024"
        frame.get_by_role("button", name="Next chapter").click()
        assert frame.evaluate("() => window.frontline.date") == "2024-05-09"
        assert (log.requests, log.errors) == ([], [])


def test_the_page_object_reads_and_sets_date_and_clock(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        assert page.evaluate("() => window.frontline.dates") == DATES
        assert page.evaluate("() => window.frontline.date") == "2024-05-13"
        assert page.evaluate("() => window.frontline.known") == "now"
        states = page.evaluate(
            """() => {
                 const states = [];
                 document.addEventListener("frontline:change", e => states.push(e.detail));
                 window.frontline.known = "then";
                 window.frontline.known = "then";
                 window.frontline.goTo("2024-05-10");
                 return states;
               }"""
        )
        assert [(state["date"], state["known"]) for state in states] == [
            ("2024-05-13", "then"),
            ("2024-05-10", "then"),
        ]
        assert states[1] == page.evaluate("() => window.frontline.state")
        assert page.locator("input[type=range]").input_value() == "2"
        assert page.get_by_role("radio", name="As known then").is_checked()
        for refused in ("goTo('2031-01-01')", "known = 'soon'"):
            error = page.evaluate(
                f"() => {{ try {{ window.frontline.{refused} }} catch (e) {{ return e.name }} }}"
            )
            assert error == "RangeError", refused
        assert page.evaluate("() => window.frontline.date") == "2024-05-10"
        assert page.evaluate("() => window.frontline.known") == "then"


def event_days():
    starts = {event.when.start for event in SCENE.events} | {
        change.date for change in SCENE.changes_of_control
    }
    return [day.isoformat() for day in SCENE.dates if day in starts]


def slider_position(page, index):
    """Return the position of the slider's thumb for a day."""
    box = page.locator("input[type=range]").bounding_box()
    thumb = 24
    x = box["x"] + thumb / 2 + (box["width"] - thumb) * index / (len(DATES) - 1)
    return x, box["y"] + box["height"] / 2


def test_every_day_with_events_is_reachable_by_keyboard_and_mouse(chromium, map_html):
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
        assert event_days()
        for date in event_days():
            page.mouse.click(*slider_position(page, DATES.index(date)))
            assert page.evaluate("() => window.frontline.date") == date


def test_every_day_with_events_and_the_play_button_are_reachable_by_touch(chromium, map_html):
    with opened(chromium, map_html, 360, 740, has_touch=True, is_mobile=True) as (page, _):
        wait_for_player(page)
        box = page.locator(".fl-play").bounding_box()
        assert box["y"] + box["height"] <= 740
        page.locator("input[type=range]").scroll_into_view_if_needed()
        assert event_days()
        for date in event_days():
            page.touchscreen.tap(*slider_position(page, DATES.index(date)))
            assert page.evaluate("() => window.frontline.date") == date


def test_buttons_and_keys_step_through_changes_and_play(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        for key, date in (("ArrowLeft", "2024-05-12"), ("ArrowRight", "2024-05-13")):
            page.keyboard.press(key)
            assert page.evaluate("() => window.frontline.date") == date
        for word in ("Pause", "Play"):
            page.keyboard.press("Space")
            assert page.locator(".fl-play").inner_text() == word
        for name, date in (("previous change", "2024-05-12"), ("next change", "2024-05-13")):
            page.get_by_role("button", name=re.compile(name, re.I)).click()
            assert page.evaluate("() => window.frontline.date") == date
        page.evaluate(
            """() => {
                 window.frontline.goTo("2024-05-11");
                 window.reached = [];
                 document.addEventListener("frontline:change", (event) => {
                   window.reached.push(event.detail.date);
                 });
               }"""
        )
        page.get_by_role("button", name=re.compile("play", re.I)).click()
        page.wait_for_function("() => window.frontline.date === '2024-05-14'")
        page.get_by_role("button", name=re.compile("play", re.I)).wait_for()
        assert page.evaluate("() => reached") == ["2024-05-12", "2024-05-13", "2024-05-14"]


def news(page, date):
    page.evaluate("date => window.frontline.goTo(date)", date)
    wait_two_frames(page)
    return page.locator(".fl-news").inner_text()


def open_place(page, name):
    mark = page.get_by_role("button", name=re.compile(f"^{name}")).and_(page.locator(".fl-mark"))
    mark.focus()
    page.keyboard.press("Enter")
    popup = page.locator(".leaflet-popup")
    popup.wait_for()
    return popup.inner_text()


def test_list_popups_table_and_footer_show_every_claim(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        assert quality_note(SCENE) in page.locator(".fl-foot").inner_text()
        text = news(page, "2024-05-11")
        for village in ("Borysivka", "Ohirtseve", "Pletenivka", "Pylna", "Strilecha"):
            assert village in text
        assert "Russian Defence Ministry" in text
        assert "Voloshyn" in text
        text = news(page, "2024-05-12")
        for village in ("Hatyshche", "Krasne", "Morokhovets", "Oliinykove"):
            assert village in text
        assert "At least 12" in text or "at least 12" in text

        page.evaluate("() => window.frontline.goTo('2024-05-13')")
        text = open_place(page, "Krasne")
        for claim in SCENE.claims:
            if "krasne" in claim.places and claim.about == "control":
                assert claim.claimant in text
        for word in ("Красне", "Красное", "Held by Russia"):
            assert word.lower() in text.lower()
        page.keyboard.press("Escape")
        text = open_place(page, "Shchorsa")
        for number in ("11", "13", "at least 15", "17", "19–28"):
            assert number in text
        for claim in SCENE.claims:
            if claim.about == "cause":
                assert claim.value in text
                assert claim.claimant in text
        assert "150 m" in text
        page.keyboard.press("Escape")

        page.locator(".fl-ledger summary").click()
        text = page.locator(".fl-ledger").inner_text()
        for claim in SCENE.claims:
            assert claim.claimant in text
        for event in SCENE.events:
            assert event.title in text
        assert "Zelene" in text


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


def test_status_and_casualty_ranges_depend_on_the_clock(chromium, map_html):
    with opened(chromium, map_html, **REDUCED_MOTION) as (page, _):
        wait_for_player(page)
        set_known(page, "then", "2024-05-12")
        open_place(page, "Morokhovets")
        assert status_text(page) == "contested"
        mark = page.locator(".fl-mark").and_(page.get_by_label(re.compile("^Morokhovets")))
        assert "contested" in mark.get_attribute("aria-label")
        set_known(page, "now", "2024-05-12")
        assert status_text(page) == "held by Russia"
        assert "held by Russia" in mark.get_attribute("aria-label")
        page.keyboard.press("Escape")

        ranges = page.locator(".fl-details .fl-range")
        set_known(page, "then", "2024-05-12")
        open_place(page, "Shchorsa")
        assert "Killed: 13 (rose from 11)" in ranges.all_inner_texts()
        set_known(page, "now", "2024-05-12")
        expected = ["Killed: 17 (rose from 11)", "Injured: 19–28 (reports differ)"]
        assert set(expected) <= set(ranges.all_inner_texts())
        in_the_list = page.locator(".fl-news .fl-range")
        assert set(expected) <= set(in_the_list.all_inner_texts())


def names_learnt_later(date):
    """Name the places whose control on a day differs between the clocks."""
    spans = {
        (span.zone, clock): span.control
        for clock, spans_of_clock in (("now", SCENE.spans), ("then", SCENE.spans_then))
        for span in spans_of_clock
        if span.start.isoformat() <= date < span.end.isoformat()
    }
    return [
        place.name
        for place in SCENE.places
        if spans.get((place.id, "now")) != spans.get((place.id, "then"))
    ]


def assert_gains_and_losses(lines, balance):
    """Assert that the lines of a day tell what Russia gained and lost, and nothing of Ukraine."""
    russian = [line for line in lines if line.startswith("Russia")]
    tally = balance.side("ru") if balance else None
    has_change = balance and any(
        "ru" in (handover.before.side, handover.after.side) for handover in balance.handovers
    )
    assert bool(russian) == bool(has_change)
    assert not any(line.startswith("Ukraine") for line in lines)
    if tally and tally.gain_km2:
        assert f" +{tally.gain_km2:.0f} " in russian[0]
    if tally and tally.loss_km2:
        assert f" −{tally.loss_km2:.0f} " in russian[0]


def test_slider_and_list_of_a_day_follow_the_chosen_clock(chromium, map_html):
    with opened(chromium, map_html, width=360) as (page, log):
        wait_for_player(page)
        assert DATES
        for known, changes in (
            ("now", SCENE.changes_of_control),
            ("then", SCENE.changes_of_control_then),
        ):
            balances = daily(SCENE, then=known == "then")
            for date in DATES:
                set_known(page, known, date)
                assert_gains_and_losses(
                    page.locator(".fl-balance").all_inner_texts(), balances.get(day(date))
                )
                text = page.locator(".fl-learnt").inner_text()
                names = names_learnt_later(date)
                assert bool(text) == bool(names)
                for name in names[:3]:
                    assert name in text
            days = {change.date for change in changes}
            assert page.locator(".fl-ticks .fl-has-change").count() == len(days)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert log.errors == []


def test_as_known_then_the_popup_has_no_later_claims(chromium, map_html):
    with opened(chromium, map_html, **REDUCED_MOTION) as (page, _):
        wait_for_player(page)
        for place in ("Morokhovets", "Shchorsa", "Krasne"):
            ids = {candidate.id for candidate in SCENE.places if candidate.name.startswith(place)}
            claims = [claim for claim in SCENE.claims if ids & set(claim.places)]
            assert claims
            learnt = {claim.known.day.isoformat() for claim in claims}
            set_known(page, "then", DATES[0])
            open_place(page, place)
            for date in sorted({DATES[0], *learnt.intersection(DATES), DATES[-1]}):
                later = [claim for claim in claims if claim.known.day.isoformat() > date]
                set_known(page, "then", date)
                text = page.locator(".leaflet-popup").inner_text()
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


def test_stale_evidence_is_faded_and_explained_in_the_legend(chromium, amended_html):
    with opened(chromium, amended_html) as (page, _):
        wait_for_player(page)
        assert "Older than 1 day" in page.locator(".fl-legend").inner_text()
        faded = page.locator(".fl-zone.fl-stale, .fl-sign .fl-stale")
        set_known(page, "now", "2024-03-04")
        assert faded.count() == 0
        set_known(page, "now", "2024-03-10")
        assert faded.count() > 0
        assert "on old evidence" in open_place(page, "Birch")


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


@pytest.mark.parametrize("widths", [(1600, 1280, 768), (360, 320)])
def test_labels_never_collide_and_nothing_scrolls_sideways(chromium, map_html, widths):
    with opened(chromium, map_html, widths[0], 800) as (page, _):
        wait_for_player(page)
        assert widths
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate("() => document.querySelector('.fl-whole button').click()")
            for zoom in (0, 1, 2):
                page.evaluate(
                    "z => { if (z) map_0.setZoom(map_0.getZoom() + 1, {animate: false}) }", zoom
                )
                wait_two_frames(page)
                lettering = page.evaluate(LABELS_AND_LEADS)
                assert len(lettering["labels"]) >= 2
                assert_labels_readable(lettering)
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width


VILLAGES = {
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


def test_on_every_day_the_nine_villages_are_labelled_in_place_without_requests(chromium, map_html):
    with opened(chromium, map_html, 1280, 800) as (page, log):
        wait_for_player(page)
        letterings = []
        for date in DATES:
            page.evaluate("date => window.frontline.goTo(date)", date)
            wait_two_frames(page)
            letterings.append(page.evaluate(LABELS_AND_LEADS))
        assert len(letterings) == len(DATES) > 0
        assert {name for name, *_ in letterings[0]["labels"]} >= VILLAGES
        assert len(letterings[0]["leads"]) >= 3
        assert_labels_readable(letterings[0])
        for date, lettering in zip(DATES, letterings, strict=True):
            assert lettering == letterings[0], date
        assert (log.requests, log.errors) == ([], [])


def test_escape_closes_the_popup_and_returns_the_focus(chromium, map_html):
    with opened(chromium, map_html) as (page, _):
        wait_for_player(page)
        for blurred in (False, True):
            open_place(page, "Krasne")
            if blurred:
                page.evaluate("() => document.activeElement.blur()")
            page.keyboard.press("Escape")
            page.locator(".leaflet-popup").wait_for(state="detached")
            focused = page.evaluate("() => document.activeElement.getAttribute('aria-label')")
            assert focused.startswith("Krasne, "), blurred


FILLS = """async (states) => {
  const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });
  const fills = new Set();
  for (const state of states) {
    window.frontline.set(state);
    await frame();
    await frame();
    for (const zone of document.querySelectorAll("path.fl-zone")) {
      if (zone.getBoundingClientRect().width > 5) fills.add(getComputedStyle(zone).fill);
    }
  }
  return [...fills];
}"""


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}], ids=["light", "dark"])
def test_the_map_shows_all_its_classes(chromium, map_html, options):
    states = [
        {"known": known, "date": date}
        for known, date in (("now", "2024-05-09"), ("then", "2024-05-10"), ("now", "2024-05-13"))
    ]
    with opened(chromium, map_html, 1280, 800, **options) as (page, log):
        wait_for_player(page)
        for width in (1280, 768, 360):
            page.set_viewport_size({"width": width, "height": 800})
            fills = page.evaluate(FILLS, states)
            assert len(set(fills) - {"none"}) >= 3
            legend = page.locator(".fl-legend").inner_text()
            for kind in SCENE.classes:
                assert kind.label in legend
            assert "Older than" not in legend
        assert log.errors == []


@pytest.mark.slow
def test_the_notebook_frame_is_escaped_once(map_html):
    frame = SCENE._repr_html_()
    page = html.unescape(re.search(r'srcdoc="([^"]*)"', frame)[1])
    assert page == map_html.read_text()


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
def test_the_same_scene_gives_the_same_page(map_html):
    assert map_html.read_text() == render_html(project.build(project.load(EXAMPLE)))
