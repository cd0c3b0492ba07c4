"""The player with a long archive: range, chart, typed dates, gains since a date, gaps."""

import random
import re
from datetime import timedelta

import pytest
from browser import opened, wait_for_player, wait_two_frames
from generated_maps import drawn_map, slowed, wandering_front

from frontline.analysis.flows import between
from frontline.render.page import html
from frontline.render.page.html import render_html
from frontline.text.phrases import date_words

DAYS = 90
WIDTHS = [320, 360, 1280]


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """An archive of areas only, with gaps of one day and of three days."""
    days = slowed(list(wandering_front(3, DAYS)), 3)
    days[0] = days[1] = next(layer for layer in days if layer)
    days[40:43] = [None] * 3
    days[50] = days[51]
    assert days[50] and days[39] and days[43]
    days[61:65] = [days[50], days[43]] * 2  # changes on days in a row
    return drawn_map(tmp_path_factory.mktemp("archive") / "map", days)


@pytest.fixture(scope="module")
def archive(scene, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "map.html"
    path.write_text(render_html(scene))
    return path


def shown_date(page):
    return page.evaluate("() => window.frontline.date")


def go(page, date):
    page.evaluate("date => window.frontline.goTo(date)", str(date))
    wait_two_frames(page)


def choose(page, first, last):
    page.evaluate("range => { window.frontline.range = range }", [str(first), str(last)])


def missing_dates(scene):
    missing = scene.header.missing
    return {
        date
        for interval in missing
        for date in scene.dates
        if interval.start <= date < interval.end
    }


SHOWN = """() => {
  const text = (name) => document.querySelector(name).innerText;
  const count = (name) => document.querySelectorAll(name).length;
  return [text(".fl-blank"), text(".fl-news"),
          document.querySelector(".fl-slider").getAttribute("aria-valuetext"),
          count("path.fl-zone"), count("path.fl-marked")];
}"""


@pytest.mark.parametrize("width", WIDTHS)
def test_changing_the_day_redraws_neither_chart_nor_row_of_days(chromium, archive, scene, width):
    kept_marks = (
        "() => [...document.querySelectorAll('.fl-days > *, .fl-plot > *')].map((n) => n.kept)"
    )
    with opened(chromium, archive, width) as (page, _):
        wait_for_player(page)
        page.locator(".fl-plot[aria-label]").wait_for()
        wait_two_frames(page)
        page.evaluate(
            f"() => {kept_marks[6:].replace('.map((n) => n.kept)', '')}.map((n) => (n.kept = 1))"
        )
        heights = set()
        for date in random.Random(2).sample(scene.dates, 12):
            go(page, date)
            heights.add(page.evaluate("() => document.documentElement.scrollHeight"))
        marks = page.evaluate(kept_marks)
        assert len(marks) > 4 and set(marks) == {1}
        assert len(heights) > 1 or width > 400


def test_a_typed_date_is_shown(chromium, archive, scene):
    with opened(chromium, archive) as (page, log):
        wait_for_player(page)
        date = scene.dates[20]
        page.get_by_label("Go to").focus()
        page.keyboard.type(f"{date:%m%d%Y}")  # the order of the browser's own language
        assert shown_date(page) == date.isoformat()
        assert page.locator(".fl-time .fl-asked").inner_text() == ""
        assert log.errors == []


def test_a_typed_date_outside_the_period_or_without_a_map_gets_a_message(chromium, archive, scene):
    with opened(chromium, archive, width=320) as (page, _):
        wait_for_player(page)
        field, message = page.get_by_label("Go to"), page.locator(".fl-time .fl-asked")
        before = shown_date(page)
        field.fill("2031-05-01")
        assert "2031-05-01 is outside the period of this map" in message.inner_text()
        assert "27 February 2024" in message.inner_text()
        assert (field.get_attribute("aria-invalid"), shown_date(page)) == ("true", before)
        missing_date = scene.dates[41]
        field.fill(missing_date.isoformat())
        assert shown_date(page) == missing_date.isoformat()
        assert re.sub(r"\s–\s", "–", message.inner_text()) == "No map published 7–9 April 2024."
        go(page, scene.dates[5])
        assert message.inner_text() == ""


def test_missing_days_show_no_areas_and_a_message(chromium, archive, scene):
    assert len(missing_dates(scene)) > 5
    with opened(chromium, archive) as (page, log):
        wait_for_player(page)
        page.evaluate("() => { window.frontline.since = window.frontline.dates[1] }")
        missing = missing_dates(scene)
        beside_gaps = {date + timedelta(n) for date in missing for n in (-1, 0, 1)}
        for date in sorted(beside_gaps | set(scene.dates[::10])):
            go(page, date)
            blank, news, value, zones, marked = page.evaluate(SHOWN)
            if date in missing:
                assert (zones, marked) == (0, 0)
                assert blank.startswith("No map published ")
                assert news.startswith(blank)
                assert value.endswith(", no map published")
                assert "km²" not in news
            else:
                assert zones >= 2
                assert "No map" not in blank + news + value
        assert page.locator(".fl-ticks .fl-no-map").count() > 3
        assert log.errors == []


def test_after_a_gap_changes_are_relative_to_the_last_published_map(chromium, archive, scene):
    with opened(chromium, archive) as (page, _):
        wait_for_player(page)
        go(page, scene.dates[43])
        text = page.locator(".fl-news").inner_text()
        assert "Since the map of 6 April 2024:" in text
        balance = between(scene.at(scene.dates[39]), scene.at(scene.dates[43]))
        gain = balance.side("north").gain_km2
        assert f"(gained {gain:.1f} km²" in text


@pytest.mark.parametrize("width", WIDTHS)
def test_the_range_is_set_by_keyboard_and_limits_the_player(chromium, archive, scene, width):
    dates = [date.isoformat() for date in scene.dates]
    with opened(chromium, archive, width, 740) as (page, log):
        wait_for_player(page)
        first, last = page.get_by_label("Start of the range"), page.get_by_label("End of the range")
        whole_period = page.get_by_role("button", name="Whole period")
        assert not whole_period.is_visible()
        first.focus()
        for _ in range(10):
            page.keyboard.press("ArrowRight")
        last.focus()
        page.keyboard.press("PageDown")
        assert page.evaluate("() => window.frontline.range") == [dates[10], "2024-04-26"]
        assert first.get_attribute("aria-valuetext") == "8 March 2024"
        slider = page.locator(".fl-slider")
        slider.focus()
        page.keyboard.press("Home")
        assert shown_date(page) == dates[10]
        page.keyboard.press("ArrowLeft")
        assert shown_date(page) == dates[10]
        page.keyboard.press("PageUp")
        assert shown_date(page) == "2024-04-08"
        page.keyboard.press("End")
        assert shown_date(page) == "2024-04-26"
        page.locator("body").press("ArrowRight")
        assert shown_date(page) == "2024-04-26"
        whole_period.click()
        assert page.evaluate("() => window.frontline.range") == [dates[0], dates[-1]]
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        assert log.errors == []


def test_handles_push_each_other_and_the_range_is_never_empty(chromium, archive, scene):
    dates = [date.isoformat() for date in scene.dates]
    with opened(chromium, archive) as (page, _):
        wait_for_player(page)
        choose(page, dates[10], dates[11])
        page.get_by_label("Start of the range").focus()
        page.keyboard.press("ArrowRight")
        assert page.evaluate("() => window.frontline.range") == [dates[11], dates[12]]
        page.keyboard.press("End")
        assert page.evaluate("() => window.frontline.range") == dates[-2:]
        page.get_by_label("End of the range").focus()
        page.keyboard.press("Home")
        assert page.evaluate("() => window.frontline.range") == dates[:2]


def test_the_handles_are_large_enough_and_follow_touch(chromium, archive, scene):
    with opened(chromium, archive, 360, 740, has_touch=True, is_mobile=True) as (page, log):
        wait_for_player(page)
        strip = page.locator(".fl-strip")
        strip.scroll_into_view_if_needed()
        box = strip.bounding_box()
        assert box["height"] >= 24
        y = box["y"] + 12
        client = page.context.new_cdp_session(page)
        end = box["x"] + box["width"]

        def send_touch(kind, x):
            points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
            client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        send_touch("touchStart", end + 12)
        for x in range(int(end), int(end - box["width"] / 2), -12):
            send_touch("touchMove", x)
        send_touch("touchEnd", 0)
        first, last = page.evaluate("() => window.frontline.range")
        assert first == scene.dates[0].isoformat()
        assert scene.dates[35].isoformat() < last < scene.dates[60].isoformat()
        assert log.errors == []


def test_dragging_on_the_chart_sets_the_range_and_a_click_shows_the_date(chromium, archive, scene):
    with opened(chromium, archive, height=1100) as (page, _):
        wait_for_player(page)
        wait_two_frames(page)
        box = page.locator(".fl-plot").bounding_box()
        y = box["y"] + 30

        def x_of(number):
            return box["x"] + box["width"] * number / (DAYS - 1)

        page.mouse.click(x_of(30), y)
        assert shown_date(page) == scene.dates[30].isoformat()
        page.mouse.move(x_of(50), y)
        assert page.locator(".fl-chart-head > b").inner_text() == "17 April 2024"
        assert shown_date(page) == scene.dates[30].isoformat()
        page.mouse.move(x_of(20), y)
        page.mouse.down()
        page.mouse.move(x_of(45), y)
        page.mouse.move(x_of(60), y)
        page.mouse.up()
        expected = [scene.dates[20].isoformat(), scene.dates[60].isoformat()]
        assert page.evaluate("() => window.frontline.range") == expected


def test_the_chart_shows_the_areas_of_the_scene(chromium, archive, scene):
    with opened(chromium, archive, height=1100) as (page, _):
        wait_for_player(page)
        page.locator(".fl-plot[aria-label]").wait_for()
        for date in scene.dates[1:40:7]:
            go(page, date)
            readout = page.locator(".fl-readout li").first.inner_text()
            if date in missing_dates(scene):
                assert readout.endswith("no map")
                continue
            snapshot = scene.at(date)
            km2 = sum(
                area
                for zone in snapshot.ground.zones
                if snapshot.control(zone).side == "north"
                for area in snapshot.laid.km2[zone]
            )
            assert readout.startswith(f"Held by the North {km2:,.0f} km²")
        label = page.locator(".fl-plot").get_attribute("aria-label")
        assert re.match(
            r"Area by class, 27 February 2024 to 26 May 2024\. Held by the North: at first "
            r"[\d,]+ km², at last [\d,]+ km²",
            label,
        )
        assert f"No map on {len(missing_dates(scene))} days." in label


SIDE_CHANGES = """([date, since]) => {
  window.frontline.goTo(date);
  window.frontline.since = since;
  const { sides, slivers_km2 } = window.frontline.passed;
  return [Object.fromEntries(sides.map((s) => [s.side, [s.gain_km2, s.loss_km2]])), slivers_km2];
}"""


def test_gains_since_a_date_agree_with_the_balance(chromium, archive, scene):
    rng = random.Random(5)
    days = [date for date in scene.dates if date not in missing_dates(scene)]
    with opened(chromium, archive) as (page, log):
        wait_for_player(page)
        for _ in range(30):
            first, second = rng.sample(days, 2)
            changes, slivers = page.evaluate(SIDE_CHANGES, [str(second), str(first)])
            balance = between(*(scene.at(date) for date in sorted((first, second))))
            for side in ("north", "south"):
                tally = balance.side(side)
                gain, loss = changes.get(side, [0, 0])
                assert gain == pytest.approx(tally.gain_km2, rel=1e-6, abs=1e-7)
                assert loss == pytest.approx(tally.loss_km2, rel=1e-6, abs=1e-7)
            assert slivers == pytest.approx(balance.slivers_km2, rel=1e-5, abs=1e-7)
        assert log.errors == []


def test_gains_since_a_date_are_shaded_and_described_only_on_request(chromium, archive, scene):
    with opened(chromium, archive) as (page, log):
        wait_for_player(page)
        go(page, scene.dates[30])
        shaded, legend = page.locator("path.fl-marked"), page.locator(".fl-marks")
        assert (shaded.count(), legend.inner_text()) == (0, "")
        page.get_by_role("checkbox", name="Compare with").check()
        assert page.evaluate("() => window.frontline.since") == scene.dates[0].isoformat()
        assert shaded.count() > 0
        assert "Gained by the North since 27 February 2024" in legend.inner_text().replace(
            "\n", " "
        )
        assert "SINCE 27 FEBRUARY 2024" in page.locator(".fl-news").inner_text().upper()
        go(page, scene.dates[50])
        page.get_by_role("button", name="This date").click()
        assert page.evaluate("() => window.frontline.since") == scene.dates[50].isoformat()
        assert shaded.count() == 0
        go(page, scene.dates[44])
        assert "until 17 April 2024" in legend.inner_text().replace("\n", " ")
        field = page.locator(".fl-compare input[type=date]")
        field.fill(scene.dates[41].isoformat())
        assert "choose another date" in page.locator(".fl-compare .fl-asked").inner_text()
        assert page.evaluate("() => window.frontline.since") == scene.dates[50].isoformat()
        page.get_by_role("checkbox", name="Compare with").uncheck()
        assert (shaded.count(), legend.inner_text()) == (0, "")
        assert page.evaluate("() => window.frontline.since ?? window.frontline.passed") is None
        assert log.errors == []


def test_playing_shows_every_day_of_the_range_once_including_gaps(chromium, archive, scene):
    dates = [date.isoformat() for date in scene.dates]
    with opened(chromium, archive, reduced_motion="reduce") as (page, log):
        wait_for_player(page)
        choose(page, dates[35], dates[60])
        go(page, dates[35])
        page.get_by_label("Speed").select_option("30")
        page.evaluate(
            """() => { window.played = []; document.addEventListener("frontline:change",
                 (e) => window.played.push([e.detail.date, performance.now(), window.frames_]));
                 window.frames_ = 0;
                 const count = () => { window.frames_ += 1; requestAnimationFrame(count); };
                 requestAnimationFrame(count); }"""
        )
        page.locator(".fl-play").click()
        page.wait_for_function("end => window.frontline.date === end", arg=dates[60])
        page.locator(".fl-play", has_text="Play").wait_for()
        played = page.evaluate("() => window.played")
        assert [date for date, _, _ in played] == dates[36:61]
        time_by_date = {date: ms for date, ms, _ in played}
        assert (
            time_by_date[dates[41]] - time_by_date[dates[40]] >= 500
        )  # the first day of a gap is shown longer
        frames = [number for _, _, number in played]
        assert len(set(frames)) == len(frames)  # each day is painted in its own frame
        assert log.errors == []


def test_previous_and_next_stop_at_every_day_with_changed_areas(chromium, archive, scene):
    expected = [
        date.isoformat()
        for number, date in enumerate(scene.dates)
        if number > 0
        and date not in missing_dates(scene)
        and date - timedelta(1) not in missing_dates(scene)
        and between(scene.at(date - timedelta(1)), scene.at(date)).flows
    ]
    with opened(chromium, archive) as (page, _):
        wait_for_player(page)
        go(page, scene.dates[0])
        reached = []
        button = page.get_by_role("button", name="Next change")
        while button.get_attribute("aria-disabled") == "false":
            button.click()
            reached.append(shown_date(page))
        after = {interval.end.isoformat() for interval in scene.header.missing}
        assert [date for date in reached if date not in after] == expected
        assert not {date.isoformat() for date in missing_dates(scene)} & set(reached)


def test_breaks_are_marked_on_the_chart_and_described(chromium, scene, tmp_path, monkeypatch):
    record = html.page_record
    side = scene.header.sides[0]
    method_break = {
        "date": scene.dates[30].isoformat(),
        "kind": "redraw",
        **{"stretches": 12, "share": 0.34, "shift_m": 120.4, "usual": 3, "usual_shift_m": 8.2},
        "by_side": {side.id: {"gain_km2": 3.0, "loss_km2": 1.5}},
    }
    monkeypatch.setattr(
        html, "page_record", lambda *args: {**record(*args), "breaks": [method_break]}
    )
    path = tmp_path / "map.html"
    path.write_text(render_html(scene))
    with opened(chromium, path) as (page, log):
        wait_for_player(page)
        page.locator(".fl-plot[aria-label]").wait_for()
        assert page.locator(".fl-break").count() == 1
        go(page, scene.dates[30])
        text = page.locator(".fl-news").inner_text()
        assert (
            "Break in the series: Lines were redrawn in 12 stretches at once (34% of all lines, "
            "by 120 m on average); on a typical day, in 3 (by 8 m)." in text
        )
        assert "mapping method changed" in page.locator(".fl-hints").inner_text()
        page.evaluate("date => { window.frontline.since = date }", scene.dates[10].isoformat())
        words = date_words(scene.dates[30], "en")
        line = f"The mapping method changed on {words}; change that day: {side.name} +3.0 −1.5 km²"
        assert line in page.locator(".fl-news").inner_text()
        page.evaluate("date => { window.frontline.since = date }", scene.dates[30].isoformat())
        assert line not in page.locator(".fl-news").inner_text()
        choose(page, scene.dates[40], scene.dates[60])
        assert page.locator(".fl-break").count() == 0
        assert log.errors == []
