"""The map without its picture: in sentences and as a table, with the same facts as the scene."""

import itertools
import re

import pytest
from browser import opened, ready, settle
from made import HALVES, drawn_map, lattice, wandering
from support import EXAMPLE, scene_of

from frontline.analysis.flows import between
from frontline.ground.measure import area_km2
from frontline.render.page.html import render_html
from frontline.scene.zone_spans import is_bare
from frontline.text import alt_text, lookups, phrases

EXAMPLE_SCENE = scene_of(EXAMPLE)
TOLD_BY_THE_FIGURE_ALONE = re.compile(r"^Map of parts|titled|drawn as|The lighter band")


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scenes")
    return {
        "example": EXAMPLE_SCENE,
        "field": lattice(folder / "field", "field", HALVES, start=True, stale_after_days=2),
        "archive": drawn_map(folder / "archive", list(wandering(3, 40))),
    }


@pytest.fixture(scope="module")
def pages(scenes, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for name, scene in scenes.items():
        (folder / f"{name}.html").write_text(render_html(scene))
    return folder


def go(page, date):
    page.evaluate("date => window.frontline.goTo(date)", date.isoformat())
    settle(page)


def sentences(text):
    """Split a text where a sentence ends; what stands in brackets of a site is of the figure."""
    plain = re.sub(r" \(located to within [^)]*\)", "", text)
    return [s.strip() for s in re.split(r"(?<=\.) (?=[A-Z])", plain) if s.strip()]


def figure_words(scene, date):
    """The sentences of the figure's alternative text that the page tells as well."""
    text = alt_text.alt(scene, date).replace("; the lighter band", ". The lighter band")
    return [s for s in sentences(text) if not TOLD_BY_THE_FIGURE_ALONE.search(s)]


@pytest.mark.parametrize("name", ["example", "field"])
def test_the_summary_says_of_every_day_what_the_figures_alternative_text_says(
    chromium, pages, scenes, name
):
    with opened(chromium, pages / f"{name}.html") as (page, seen):
        ready(page)
        for date in scenes[name].dates:
            go(page, date)
            told = sentences(" ".join(page.locator(".fl-short p").all_text_contents()))
            expected = figure_words(scenes[name], date)
            assert len(expected) >= 2
            assert [s for s in expected if s not in told] == []
        assert seen.errors == []


def test_on_a_quiet_day_the_summary_tells_the_last_change_and_what_is_disputed(chromium, pages):
    with opened(chromium, pages / "example.html") as (page, _):
        ready(page)
        short = page.locator(".fl-short").inner_text()
        assert "No change of control was recorded on this day. On 12 May 2024, Hatyshche" in short
        assert "Russian Defence Ministry – earlier denied by Ukrainian General Staff" in short
        dispute = re.search(r"Accounts of “(.*?)” \(12 May 2024\) differ: (.*)\.", short)
        assert "apartment block in Belgorod" in dispute[1]
        assert "killed 11–17" in dispute[2]
        assert "cause (" in dispute[2]
        # To the eye the same matters stand in the list: no more accounts here than there.
        count = int(re.search(r"cause \((\d+) accounts\)", dispute[2])[1])
        event = page.locator(".fl-event", has_text="apartment block in Belgorod").first
        shown = event.get_by_role("heading", name=re.compile("^Cause")).inner_text()
        assert int(re.search(r"\d+", shown)[0]) <= count


def rows(page, caption):
    table = page.locator(".fl-twin table", has=page.locator("caption", has_text=caption))
    return [
        [re.sub(r"\s+", " ", cell).strip() for cell in row.locator("th, td").all_text_contents()]
        for row in table.locator("tbody tr").all()
    ]


def table_is_open(page):
    page.locator(".fl-twin > summary").click()
    return page.locator(".fl-twin[open]")


def test_the_table_lists_every_place_with_its_status_and_who_says_so(chromium, pages):
    scene = EXAMPLE_SCENE
    sides = lookups.sides_of(scene)
    with opened(chromium, pages / "example.html") as (page, _):
        ready(page)
        assert page.locator(".fl-twin table").count() == 0
        table_is_open(page)
        for date in scene.dates:
            go(page, date)
            now = scene.at(date)
            expected = {}
            for place in scene.places:
                span = now.spans.get(place.id)
                bare = span is not None and is_bare(span, scene.header)
                if span and lookups.is_drawn(place) and (not bare or place.id in scene.reported):
                    expected[place.name] = phrases.control_words(span.control, sides)
            told = rows(page, "Places")
            assert {name: status.split("since")[0] for name, status, _ in told} == expected
        go(page, scene.dates[4])
        by_name = {row[0]: row for row in rows(page, "Places")}
        assert by_name["Strilecha"][1].endswith("since 11 May")
        assert by_name["Hatyshche"][1].endswith("since 12 May")
        assert "Russian Defence Ministry" in by_name["Hatyshche"][2]
        assert "Disputed by: " in by_name["Strilecha"][2]
        assert by_name["Lyptsi"][1] == "held by Ukrainesince before the period"
        page.locator(".fl-twin").get_by_role("button", name="Strilecha").click()
        assert page.get_by_role("dialog", name="Strilecha").is_visible()


def number(text):
    return float(re.sub(r"km²|\+|,", "", text).replace("−", "-"))


def in_a_gap(scene, date):
    return any(gap.start <= date < gap.end for gap in scene.header.missing)


def near(value):
    """What a figure in the page may be: it is rounded to whole km², or to two digits."""
    return pytest.approx(value, rel=0.055, abs=0.51 if abs(value) >= 9.5 else 0.0005)


@pytest.mark.parametrize("name", ["example", "archive"])
def test_the_table_tells_the_ground_the_gains_and_the_front(chromium, pages, scenes, name):
    scene = scenes[name]
    sides = lookups.sides_of(scene)
    told_days = fronts = 0

    def ground(date):
        drawn = scene.at(date).drawn
        return {
            phrases.control_words(c, sides).lower(): area_km2(shape) for c, shape in drawn.items()
        }

    with opened(chromium, pages / f"{name}.html") as (page, seen):
        ready(page)
        table_is_open(page)
        mapped = [date for date in scene.dates if not in_a_gap(scene, date)]
        for before, date in itertools.pairwise(mapped):
            go(page, date)
            was, now = ground(before), ground(date)
            for label, area, change in rows(page, "Areas"):
                here, there = now.get(label.lower(), 0), was.get(label.lower(), 0)
                assert number(area) == near(here)
                assert number(change) == near(here - there)
            for label, gain, loss in rows(page, "Gained and lost"):
                side = next((id for id, side in sides.items() if side.name == label), None)
                if side is None:
                    assert label == "Contested"
                    continue
                tally = between(scene.at(before), scene.at(date)).side(side)
                assert (number(gain), number(loss)) == (near(tally.gain_km2), near(tally.loss_km2))
                told_days += 1
            km = sum(scene.at(date).front_km.values())
            line = page.locator(".fl-twin p", has_text="front line is")
            assert line.count() == (km > 0)
            if km > 0:
                fronts += 1
                assert float(re.search(r"([\d.]+) km", line.inner_text())[1]) == pytest.approx(
                    km, rel=0.005, abs=0.5
                )
        assert seen.errors == []
    assert told_days > 0
    assert fronts > 0 or name == "archive"


def test_a_day_without_a_map_is_told_as_such(chromium, tmp_path):
    days = list(wandering(3, 12))
    days[5] = None
    scene = drawn_map(tmp_path / "gaps", days)
    path = tmp_path / "map.html"
    path.write_text(render_html(scene))
    with opened(chromium, path) as (page, seen):
        ready(page)
        table_is_open(page)
        go(page, scene.dates[5])
        assert page.locator(".fl-short").inner_text().startswith("No map published")
        assert page.locator(".fl-twin").inner_text().endswith("Nothing is drawn on this day.")
        go(page, scene.dates[6])
        assert page.locator(".fl-twin table").count() >= 1
        assert seen.errors == []
