"""The map as sentences and as a table, with the same facts as the scene."""

import itertools
import re

import pytest
from browser import opened, wait_for_player, wait_two_frames
from generated_maps import HALVES, drawn_map, lattice_map, wandering_front
from support import EXAMPLE, scene_of

from frontline.analysis.flows import between
from frontline.ground.measure import area_km2
from frontline.render.page.html import render_html
from frontline.scene.zone_spans import is_bare
from frontline.text import alt_text, lookups, phrases

EXAMPLE_SCENE = scene_of(EXAMPLE)
# The page gives the range of each class, not of each side.
FIGURE_ONLY = re.compile(r"^Map of parts|titled|drawn as|The lighter band|, depending on ")


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scenes")
    return {
        "example": EXAMPLE_SCENE,
        "field": lattice_map(folder / "field", "field", HALVES, start=True, stale_after_days=2),
        "archive": drawn_map(folder / "archive", list(wandering_front(3, 14))),
    }


@pytest.fixture(scope="module")
def pages(scenes, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for name, scene in scenes.items():
        (folder / f"{name}.html").write_text(render_html(scene))
    return folder


def go(page, date):
    page.evaluate("date => window.frontline.goTo(date)", date.isoformat())
    wait_two_frames(page)


def sentences(text):
    """Split a text into sentences, without the precision of sites, which only figures mention."""
    plain = re.sub(r" \(located to within [^)]*\)", "", text)
    return [
        sentence.strip()
        for sentence in re.split(r"(?<=\.) (?=[A-Z]|p\d)", plain)
        if sentence.strip()
    ]


def figure_sentences(scene, date):
    """Return the sentences of the figure's alternative text that the page has as well."""
    text = alt_text.alt(scene, date).replace("; the lighter band", ". The lighter band")
    return [sentence for sentence in sentences(text) if not FIGURE_ONLY.search(sentence)]


@pytest.mark.parametrize("name", ["example", "field"])
def test_the_summary_of_every_day_has_the_sentences_of_the_figures_alt_text(
    chromium, pages, scenes, name
):
    with opened(chromium, pages / f"{name}.html") as (page, log):
        wait_for_player(page)
        for date in scenes[name].dates:
            go(page, date)
            shown = sentences(" ".join(page.locator(".fl-short p").all_text_contents()))
            expected = figure_sentences(scenes[name], date)
            assert len(expected) >= 2
            assert [sentence for sentence in expected if sentence not in shown] == []
        assert log.errors == []


def test_on_a_day_without_changes_the_summary_has_the_last_change_and_disputes(chromium, pages):
    with opened(chromium, pages / "example.html") as (page, _):
        wait_for_player(page)
        short = page.locator(".fl-short").inner_text()
        assert "No change of control was recorded on this day. On 12 May 2024, Hatyshche" in short
        assert "Russian Defence Ministry – earlier denied by Ukrainian General Staff" in short
        dispute = re.search(r"Accounts of “(.*?)” \(12 May 2024\) differ: ([^.]*)\.", short)
        assert "apartment block in Belgorod" in dispute[1]
        assert "injured 19–28" in dispute[2]
        assert "killed" not in dispute[2]
        assert "(12 May 2024): killed 17 (rose from 11)." in short
        assert "cause (" in dispute[2]
        # The visible list has no more accounts than the summary.
        count = int(re.search(r"cause \((\d+) accounts\)", dispute[2])[1])
        event = page.locator(".fl-event", has_text="apartment block in Belgorod").first
        shown = event.get_by_role("heading", name=re.compile("^Cause")).inner_text()
        assert int(re.search(r"\d+", shown)[0]) <= count


ROWS = """caption => [...document.querySelectorAll(".fl-twin table")]
  .filter((table) => table.caption.textContent.includes(caption))
  .flatMap((table) => [...table.querySelectorAll("tbody tr")])
  .map((row) => [...row.cells].map((cell) => cell.textContent))"""


def rows(page, caption):
    return [
        [re.sub(r"\s+", " ", cell).strip() for cell in row] for row in page.evaluate(ROWS, caption)
    ]


def open_table(page):
    page.locator(".fl-twin > summary").click()
    return page.locator(".fl-twin[open]")


def test_the_table_lists_every_place_with_status_and_claimants(chromium, pages):
    scene = EXAMPLE_SCENE
    sides = lookups.sides_of(scene)
    with opened(chromium, pages / "example.html") as (page, _):
        wait_for_player(page)
        assert page.locator(".fl-twin table").count() == 0
        open_table(page)
        for date in scene.dates:
            go(page, date)
            snapshot = scene.at(date)
            expected = {}
            for place in scene.places:
                span = snapshot.spans.get(place.id)
                bare = span is not None and is_bare(span, scene.header)
                if span and lookups.is_drawn(place) and (not bare or place.id in scene.reported):
                    expected[place.name] = phrases.control_words(span.control, sides)
            listed = rows(page, "Places")
            assert {name: status.split("since")[0] for name, status, _ in listed} == expected
        go(page, scene.dates[4])
        by_name = {row[0]: row for row in rows(page, "Places")}
        assert by_name["Strilecha"][1].endswith("since 11 May")
        assert by_name["Hatyshche"][1].endswith("since 12 May")
        assert "Russian Defence Ministry" in by_name["Hatyshche"][2]
        assert "Disputed by: " in by_name["Strilecha"][2]
        assert by_name["Lyptsi"][1] == "held by Ukrainesince before the period"
        page.locator(".fl-twin").get_by_role("button", name="Strilecha").click()
        assert page.get_by_role("dialog", name="Strilecha").is_visible()


def parse_number(text):
    return float(re.sub(r"km²|\+|,", "", text).replace("−", "-"))


def is_missing(scene, date):
    return any(interval.start <= date < interval.end for interval in scene.header.missing)


def rounded(value):
    """Return a comparison value for numbers rounded to whole km² or to two digits."""
    return pytest.approx(value, rel=0.055, abs=0.51 if abs(value) >= 9.5 else 0.0005)


@pytest.mark.parametrize("name", ["example", "archive"])
def test_the_table_has_areas_gains_and_front_length(chromium, pages, scenes, name):
    scene = scenes[name]
    sides = lookups.sides_of(scene)
    days_with_gains = fronts = 0

    def areas_by_label(date):
        drawn = scene.at(date).drawn
        return {
            phrases.control_words(control, sides).lower(): area_km2(shape)
            for control, shape in drawn.items()
        }

    with opened(chromium, pages / f"{name}.html") as (page, log):
        wait_for_player(page)
        open_table(page)
        mapped = [date for date in scene.dates if not is_missing(scene, date)]
        for before, date in itertools.pairwise(mapped):
            go(page, date)
            areas_before, areas_now = areas_by_label(before), areas_by_label(date)
            areas = rows(page, "Areas")
            assert areas
            for label, area, change in areas:
                area_now, area_before = (
                    areas_now.get(label.lower(), 0),
                    areas_before.get(label.lower(), 0),
                )
                low, _, high = area.removeprefix("about ").rpartition(" to ")
                if low:
                    assert parse_number(low) <= area_now * 1.055 + 0.5
                    assert parse_number(high) >= area_now * 0.945 - 0.5
                else:
                    assert parse_number(high) == rounded(area_now)
                assert parse_number(change) == rounded(area_now - area_before)
            passed = {
                tuple(
                    phrases.capitalized(phrases.control_words(control, sides))
                    for control in (flow.before, flow.after)
                ): rounded(flow.km2)
                for flow in between(scene.at(before), scene.at(date)).passages
            }
            listed = rows(page, "Area that changed control")
            assert {(was, now): parse_number(km2) for was, now, km2 in listed} == passed
            days_with_gains += bool(passed)
            km = sum(scene.at(date).front_km.values())
            line = page.locator(".fl-twin p", has_text="front line is")
            assert line.count() == (km > 0)
            if km > 0:
                fronts += 1
                length = re.search(r"([\d.]+) km", line.inner_text())
                if scene.inferred:
                    assert length is None  # it follows from the method
                else:
                    assert float(length[1]) == pytest.approx(km, rel=0.005, abs=0.5)
        assert log.errors == []
    assert days_with_gains > 0
    assert fronts > 0 or name == "archive"


def test_a_missing_day_is_described_as_such(chromium, tmp_path):
    days = list(wandering_front(3, 12))
    days[5] = None
    scene = drawn_map(tmp_path / "gaps", days)
    path = tmp_path / "map.html"
    path.write_text(render_html(scene))
    with opened(chromium, path) as (page, log):
        wait_for_player(page)
        open_table(page)
        go(page, scene.dates[5])
        assert page.locator(".fl-short").inner_text().startswith("No map published")
        assert page.locator(".fl-twin").inner_text().endswith("Nothing is drawn on this day.")
        go(page, scene.dates[6])
        assert page.locator(".fl-twin table").count() >= 1
        assert log.errors == []
