"""Every output of a map says the same: places, areas, fronts and changes, by day and clock.

Random maps of every kind are built, and each output is read back and compared with an independent
reading of ``scene.json``.
"""

import csv
import datetime as dt
import io
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import pytest
import shapely
from browser import opened, wait_for_player
from decoded_page import decoded_page
from figure_texts import svg_texts
from PIL import Image
from random_maps import KINDS, NAMES, random_folder
from read_texts import (
    AMOUNT,
    announced_told,
    areas_told,
    changes_told,
    controls_told,
    gains_told,
    html_tables,
    is_amount,
    is_rounded,
    numbers,
    ranges_told,
    rest_told,
    word_texts,
)
from scene_reading import UNKNOWN, SceneReading
from support import run

import frontline
from frontline import project, publish
from frontline.render.figure import describe_figure, render_figure
from frontline.render.page.html import render_html
from frontline.render.report import compose
from frontline.scene.translation import in_language

EXACT = {"rel": 1e-5, "abs": 1e-5}
MAPS = [
    pytest.param((kind, seed), marks=[pytest.mark.slow] if seed else [], id=f"{kind}-{seed}")
    for kind in KINDS
    for seed in range(3)
]


@dataclass
class Map:
    """A random map: its folder, its scene, and the reading of its ``scene.json``."""

    folder: object
    scene: object
    reading: SceneReading

    def file(self, name):
        return project.outputs(self.scene)[name]().decode()

    def passed(self, first, last):
        """The areas that passed between two days, by control in words before and after."""
        flows = self.reading.flows(first, last)
        return {tuple(map(self.reading.words, pair)): km2 for pair, km2 in flows.items()}

    def steps(self):
        """The days with a map, in pairs."""
        return list(pairwise(self.reading.published))


@pytest.fixture(scope="module")
def maps(tmp_path_factory):
    built = {}

    def get(kind, seed):
        if (kind, seed) not in built:
            folder = random_folder(tmp_path_factory.mktemp("maps") / f"{kind}{seed}", kind, seed)
            scene = project.build(project.load(folder))
            text = project.outputs(scene)["scene.json"]().decode()
            built[kind, seed] = Map(folder, scene, SceneReading(text))
        return built[kind, seed]

    return get


@pytest.fixture(params=MAPS)
def built(request, maps):
    return maps(*request.param)


FLOWS_TOLD = 6
"""The number of passages of ground that a caption tells, the largest first."""


def ends_of(control):
    return control.status, control.side


def test_a_place_has_one_status_on_the_map_and_by_its_evidence(built):
    assert built.reading.names and built.reading.dates
    for clock in ("now", "then"):
        for day in built.reading.dates:
            known = None if clock == "now" else day
            snapshot = built.scene.at(day, known)
            for place in built.reading.names:
                expected = built.reading.control(place, day, clock)
                assert ends_of(snapshot.control(place)) == expected, (place, day, clock)
                why = built.scene.why(place, day, known)
                assert ends_of(why.control) == expected, (place, day, clock)


@pytest.mark.parametrize("kind", ["drawn", "none", "imported"])
def test_a_place_without_claims_of_its_own_is_as_the_ground_around_it(maps, kind):
    built = maps(kind, 0)
    claims = built.folder / "claims.csv"
    rows = csv.DictReader(io.StringIO(claims.read_text())) if claims.exists() else ()
    own = {row["place"] for row in rows}
    drawn = set(built.reading.names) - own
    assert drawn
    for day in built.reading.published:
        for place in drawn:
            ground = {built.reading.control(zone, day) for zone in zones_at(built, place)}
            assert built.reading.control(place, day) in (ground or {UNKNOWN}), (place, day)


def zones_at(built, place):
    point = built.reading.points[place]
    shapes = built.reading.shapes.items()
    return [zone for zone, shape in shapes if shapely.intersects_xy(shape, *point)]


def test_the_page_has_the_areas_and_the_front_of_the_scene(built, tmp_path):
    page = decoded_page(built.scene, tmp_path)
    days = {(day["date"], day["clock"]): day for day in page["days"]}
    assert len(days) == 2 * len(built.reading.dates)
    for clock in ("now", "then"):
        for day in built.reading.dates:
            shown = days[day.isoformat(), clock]
            areas = defaultdict(float)
            for word, km2 in zip(page["words"], shown["km2"], strict=True):
                if km2 and word["status"] != "unknown" and not word["bare"]:
                    areas[word["status"], word["side"] or None] += km2
            assert areas == pytest.approx(built.reading.areas(day, clock), **EXACT)
            assert bool(shown["front"]) == bool(built.reading.front_km(day, clock))
            snapshot = built.scene.at(day, None if clock == "now" else day)
            lengths = built.reading.front_km(day, clock)
            assert dict(snapshot.front_km) == pytest.approx(lengths, rel=1e-3)


def test_captions_and_alternative_texts_tell_places_areas_and_changes(built):
    reading = built.reading
    before = dict(zip(reading.published[1:], reading.published, strict=False))
    assert reading.dates
    for day in reading.dates:
        controls = {
            reading.names[place]: reading.words(reading.control(place, day))
            for place in reading.names
            if reading.span(place, day) and not reading.is_bare(place, day)
        }
        changed = {  # of several changes of a place in a step, the last
            reading.names[place]: tuple(reading.words(control) for control in ends)
            for eve, each in reading.every_day()
            if built.scene.eve(day) < each <= day
            for place, ends in reading.changed_places(eve, each).items()
        }
        passed = built.passed(before[day], day) if day in before and built.scene.drawn else {}
        for text in (frontline.alt(built.scene, day), frontline.caption(built.scene, day)):
            told = controls_told(text)
            assert controls.items() <= told.items(), (day, text)
            for name in told.keys() - controls.keys():  # as at the start
                assert told[name] == reading.words(reading.control(name.lower(), day))
            places, areas = changes_told(text)
            if day != reading.dates[0]:
                assert places == changed, (day, text)
            listed = sorted(passed, key=passed.get, reverse=True)[:FLOWS_TOLD]
            assert areas.keys() == set(listed), (day, text)
            assert all(is_rounded(areas[ends], passed[ends]) for ends in listed), day
            rest = sum(passed.values()) - sum(passed[ends] for ends in listed)
            assert is_rounded(rest_told(text) or "0", rest), (day, text)
        text = frontline.alt(built.scene, day)
        expected = {reading.words(end): km2 for end, km2 in reading.areas(day).items()}
        if built.scene.drawn:
            told = areas_told(text)
            assert told.keys() == expected.keys(), (day, text)
            for control, km2 in reading.areas(day).items():
                ends = reading.ends(*control, day)
                assert is_amount(told[reading.words(control)], km2, ends), (control, text)
        ranges = {name: reading.ends(None, side, day) for side, name in reading.sides.items()}
        told = ranges_told(text)
        assert told.keys() == {name for name, ends in ranges.items() if ends}, (day, text)
        assert all(is_amount(told[name], 0, ranges[name]) for name in told), (ranges, text)
        has_front = bool(reading.front_km(day))
        assert ("A line marks the" in text) == has_front, (day, text)
        if day in reading.published and reading.shapes:
            controls = {reading.control(zone, day)[0] for zone in reading.shapes}
            assert ("no front line" in text) != has_front, (day, text)
            contested = "no front line: the ground between the sides is contested" in text
            assert contested == (not has_front and "contested" in controls), (day, text)


def test_the_table_of_changes_and_info_count_the_same_changes(built):
    reading = built.reading
    rows = list(csv.DictReader(io.StringIO(built.file("changes.csv"))))
    by_day = defaultdict(dict)
    for row in rows:
        assert row["to"] == "unknown" or row["sources"], row
        by_day[row["date"]][row["place"]] = row["from"], row["to"]
    for before, day in reading.every_day():
        changed = {
            place: tuple(reading.words(control) for control in ends)
            for place, ends in reading.changed_places(before, day).items()
        }
        assert by_day[day.isoformat()] == changed, day
    info = run("info", built.folder).stdout
    assert int(re.search(r"changes of control: (\d+)", info)[1]) == len(rows)
    listed = [row[:5] for row in frontline.tables(built.scene)[0].rows]
    assert sorted((str(row[0]), row[1], row[3], row[4]) for row in listed) == sorted(
        (row["date"], row["name"], row["from"], row["to"]) for row in rows
    )
    if areas := built.scene.dataset.areas:
        assert f"drawn areas: {len(areas)}, " in info


def test_two_days_differ_alike_in_every_comparison(built):
    reading = built.reading
    spans = [(reading.published[0], reading.published[-1]), *built.steps()[1:2]]
    assert spans
    for first, last in spans:
        known = reading.dates[-1]
        options = ("--known", known, known, "--with-breaks", "--json")
        printed = json.loads(run("diff", built.folder, first, last, *options).stdout)
        gains = reading.gains(first, last)
        sides = {
            side: (row["gain_km2"], row["loss_km2"])
            for side, row in printed["by_side"].items()
            if row["gain_km2"] or row["loss_km2"]
        }
        assert sides.keys() == gains.keys()
        assert all(sides[side] == pytest.approx(gains[side], **EXACT) for side in gains)
        flows = {
            tuple((row[end]["status"], row[end]["side"]) for end in ("from", "to")): row["km2"]
            for row in printed["flows"]
        }
        assert flows == pytest.approx(reading.flows(first, last), **EXACT)
        places = {
            row["place"]: tuple((row[end]["status"], row[end]["side"]) for end in ("from", "to"))
            for row in printed["places"]
        }
        assert places == reading.changed_places(first, last)
        hands = {row["place"] for row in printed["places"] if row["changed_hands"]}
        assert hands == reading.handovers(first, last)
        fronts = {tuple(row["sides"]): row["km"] for row in printed["fronts"]}
        assert fronts == pytest.approx(reading.front_km(last), rel=1e-3, abs=1e-3)
        summary = frontline.change_summary(built.scene, first, last)
        told = gains_told(summary)
        for side, (gain, loss) in gains.items():
            net = re.match(r"([+\N{MINUS SIGN}]?[\d.,]*\d) km²", told[reading.sides[side]])[1]
            assert is_rounded(net, gain - loss), summary
        assert changes_told(summary)[0] == {
            reading.names[place]: tuple(reading.words(control) for control in ends)
            for place, ends in reading.changed_places(first, last).items()
        }
        assert_parts_add_up(told, reading, reading.flows(first, last))


def assert_parts_add_up(told, reading, flows):
    """Assert that each gain names the areas from each holder, and each loss those to each."""
    assert len(told) >= bool(flows)
    names = {**reading.sides, "contested": "contested", "unknown": "unknown"}
    passed = defaultdict(float)
    for (before, after), km2 in flows.items():
        giver, taker = (side or status for status, side in (before, after))
        if giver != taker:
            passed[names[giver], names[taker]] += km2
    for (giver, taker), km2 in passed.items():
        for holder, other, word in ((taker, giver, "from"), (giver, taker, "to")):
            parts = re.findall(rf"([\d.,]*\d) km² {word} {other}\b", told[holder])
            assert len(parts) == 1, (told, passed)
            assert is_rounded(parts[0], km2), (told, passed)


@pytest.mark.parametrize("clock", ["now", "then"])
def test_the_changes_by_day_are_those_of_the_scene(built, clock):
    then = ["--then"] if clock == "then" else []
    options = ("--by", "day", "--csv", "--with-breaks", *then)
    rows = list(csv.DictReader(io.StringIO(run("changes", built.folder, *options).stdout)))
    printed = {
        (row["first"], row["side"]): row for row in rows if row["side"] and not row["status"]
    }
    assert printed
    is_daily = built.scene.header.step == "day"
    for before, day in built.steps() if is_daily else built.reading.every_day():
        gains = built.reading.gains(before, day, clock)
        for side in built.reading.sides:
            row = printed[day.isoformat(), side]
            found = float(row["gain_km2"]), float(row["loss_km2"])
            assert found == pytest.approx(gains.get(side, (0, 0)), **EXACT), (day, side)
        nets = [float(row["net_km2"]) for row in rows if row["first"] == str(day) and row["status"]]
        assert sum(nets) == pytest.approx(0, abs=1e-5)


def test_points_are_located_in_the_ground_that_the_scene_has_there(built, tmp_path):
    reading = built.reading
    points = [
        f"{place},{day},{lon},{lat}"
        for place, (lon, lat) in reading.points.items()
        for day in reading.dates
    ]
    (tmp_path / "points.csv").write_text("\n".join(["id,date,lon,lat", *points]) + "\n")
    result = run("locate", tmp_path / "points.csv", built.folder, "-o", tmp_path / "out.csv")
    assert result.exit_code == 0, result.stderr
    with (tmp_path / "out.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(points)
    for row in rows:
        day = dt.date.fromisoformat(row["date"])
        found = (row["control_status"], row["control_side"] or None)
        nothing = {reading.start or ("", None)}
        zones = zones_at(built, row["id"])
        ground = {reading.control(zone, day) for zone in zones} - {UNKNOWN} or nothing
        ground |= {UNKNOWN} if any(reading.span(zone, day) for zone in zones) else set()
        assert found in (ground if day in reading.published else {("", None)}), row


def test_the_chart_of_areas_and_its_description_have_the_areas_of_the_last_map(built):
    last = built.reading.published[-1]
    drawn = " ".join(svg_texts(render_figure(built.scene, kind="area", format="svg").decode()))
    described = describe_figure(built.scene, kind="area")
    areas = built.reading.areas(last)
    assert areas
    for control, km2 in areas.items():
        words = re.escape(built.reading.words(control))
        ends = rf"{words}: at first {AMOUNT}, at last {AMOUNT}"
        label = re.search(ends, described, re.IGNORECASE)
        assert label, (control, described)
        assert is_amount(label[2], km2, built.reading.ends(*control, last)), (control, described)
        assert f"{label[2]} km²" in drawn


def blank_figure(scene, *, format, **_):
    """Stand in for ``render_figure``: what is read here is the text around the pictures."""
    content = io.BytesIO()
    Image.new("RGB", (8, 8)).save(content, "PNG")
    return content.getvalue() if format == "png" else b"<svg xmlns='http://www.w3.org/2000/svg'/>"


def test_the_report_has_the_numbers_of_the_scene_in_every_format(built, monkeypatch):
    monkeypatch.setattr(compose, "render_figure", blank_figure)
    reading = built.reading
    first, last = reading.dates[0], reading.published[-1]
    formats = publish.report(built.scene, first, last, ["html", "md", "docx"])
    files = {name: content for write in formats.values() for name, content in write().items()}
    text = re.sub(r"\\(.)", r"\1", files["report.md"].decode())
    passed = built.passed(first, last) if not frontline_breaks(built) else {}
    listed = dict.fromkeys(passed)
    for before, after, km2 in re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([\d.,]+) \|$", text, re.M):
        listed[before, after] = km2
    assert listed.keys() == passed.keys(), text
    assert all(is_rounded(listed[ends], km2) for ends, km2 in passed.items())
    told = re.search(r"\*\*(\d+)\*\* places? changed hands", text)
    assert int(told[1]) == len(reading.handovers(first, last))
    areas = dict(re.findall(rf"\*\*{AMOUNT}\*\* (\w+): area held or claimed", text))
    sizes = {name: km2 for km2, name in areas.items()}
    for side, name in reading.sides.items():
        if name in sizes:
            km2 = sum(km2 for (_, of), km2 in reading.areas(last).items() if of == side)
            assert is_amount(sizes[name], km2, reading.ends(None, side, last)), (sizes, km2)
    _, word = word_texts(io.BytesIO(files["report.docx"]))
    assert [row for table in word for row in table] == [
        row for table in html_tables(files["report.html"].decode()) for row in table
    ]


def frontline_breaks(built):
    from frontline.analysis.method_breaks import breaks

    return breaks(built.scene)


def test_the_table_of_areas_adds_up_and_agrees_with_the_scene(built):
    rows = frontline.tables(built.scene)[2].rows
    reading = built.reading
    assert rows
    for day in reading.published[1:]:
        today = [row for row in rows if row[1] == day]
        assert sum(row[10] for row in today) == pytest.approx(0, abs=1e-5)
        areas = {
            name: sum(km2 for (_, of), km2 in reading.areas(day).items() if of == side)
            for side, name in reading.sides.items()
        }
        for row in today:
            if row[3] in areas and row[6] is not None:
                assert row[6] == pytest.approx(areas[row[3]], **EXACT)
                (side,) = (id for id, name in reading.sides.items() if name == row[3])
                ends = reading.ends(None, side, day) or (areas[row[3]], areas[row[3]])
                assert row[4:6] == pytest.approx(ends, **EXACT)


def test_a_range_has_the_areas_with_and_without_each_source(built):
    reading, scene = built.reading, built.scene
    days = reading.published
    assert days
    for clock in ("now", "then"):
        for day in days:
            for control, km2 in reading.areas(day, clock).items():
                low, high = reading.ends(*control, day, clock) or (km2, km2)
                assert low - 1e-3 <= km2 <= high + 1e-3, (day, control)
    if scene.land.smooth or scene.drawn or not reading.shapes:
        return  # where deciders move, the range is that of the ground that they decide
    sides = [side for side in reading.sides if (reading.start or (None, None))[1] != side]
    origins = {source.upstream or source.id for source in scene.dataset.sources}
    reduced = [scene.without(source) for source in sorted(origins)]
    for day in days:
        for side in sides:
            values = [each.side_km2(day).get(side, 0.0) for each in (scene, *reduced)]
            low, high = reading.ends(None, side, day) or (values[0], values[0])
            assert low - 1e-3 <= min(values) and max(values) <= high + 1e-3, (day, side, values)


def test_what_a_side_announced_is_told_where_the_map_does_not_follow(built):
    reading = built.reading
    assert reading.published
    for day in reading.published:
        shown = [row for row in reading.data["announced"] if row["from"] <= str(day)][-1:]
        expected = {
            reading.sides[each["side"]]: {
                reading.words((part["status"], part["side"])): part["count"]
                for part in each["places"]
            }
            for row in shown
            for each in row["sides"]
        }
        for text in (frontline.alt(built.scene, day), frontline.caption(built.scene, day)):
            told = announced_told(text)
            assert {side: parts for side, (_, parts) in told.items()} == expected, (day, text)
            assert all(count == sum(parts.values()) for count, parts in told.values())
        for side, parts in expected.items():
            assert set(parts) != {f"held by {side}"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "imported"])
def test_another_language_has_the_same_places_and_numbers(maps, kind):
    built = maps(kind, 0)
    translated = in_language(built.scene, "uk")
    first, last = built.reading.published[0], built.reading.published[-1]
    assert translated is not built.scene
    for text, other in (
        (frontline.alt(built.scene, last), frontline.alt(translated, last)),
        (
            frontline.change_summary(built.scene, first, last, brief=True),
            frontline.change_summary(translated, first, last, brief=True),
        ),
    ):
        assert sorted(numbers(text)) == sorted(numbers(other)), (text, other)
        for name in built.reading.names.values():
            assert len(re.findall(rf"\b{name}\b", text)) == len(
                re.findall(rf"\b{name}o\b", other)
            ), (name, text, other)


READ_PAGE = """(day) => {
  window.frontline.goTo(day);
  const tables = [...document.querySelectorAll(".fl-twin table")].map((table) => [
    table.caption.textContent,
    [...table.tBodies[0].rows].map((row) =>
      [...row.cells].map((cell) => (cell.querySelector(".fl-twin-status") ?? cell).textContent)
    ),
  ]);
  return [tables, document.querySelector("#fl-short").textContent];
}"""
FLOWS = """([day, since]) => {
  window.frontline.goTo(day);
  window.frontline.since = since;
  const { flows } = window.frontline.passed;
  window.frontline.since = null;
  return flows.map(({ was, now, km2 }) => [was.status, was.side, now.status, now.side, km2]);
}"""


@pytest.mark.parametrize("kind", ["drawn", "mixed", "imported"])
def test_the_page_and_its_tables_tell_the_same(chromium, maps, kind, tmp_path):
    built = maps(kind, 0)
    reading = built.reading
    path = tmp_path / "map.html"
    path.write_text(render_html(built.scene))
    with opened(chromium, path) as (page, log):
        wait_for_player(page)
        page.locator(".fl-twin > summary").click()
        for before, day in built.steps():
            passed = reading.flows(before, day)
            rows = page.evaluate(FLOWS, [str(day), str(before)])
            flows = {((was, giver), (now, taker)): km2 for was, giver, now, taker, km2 in rows}
            assert flows == pytest.approx(passed, **EXACT)
            tables, short = page.evaluate(READ_PAGE, str(day))
            content = {caption.partition(" since")[0]: rows for caption, rows in tables}
            told = {name: status for name, status, _ in content["Places"]}
            expected = {
                reading.names[place]: reading.words(reading.control(place, day))
                for place in reading.names
                if reading.span(place, day)
            }
            for name in NAMES:
                assert told.get(name, expected.get(name)) == expected.get(name), (day, name)
            listed = {
                (was[:1].lower() + was[1:], now[:1].lower() + now[1:]): km2.removesuffix(" km²")
                for was, now, km2 in content.get("Area that changed control", ())
            }
            words = built.passed(before, day)
            assert listed.keys() == words.keys()
            assert all(is_rounded(listed[ends], km2) for ends, km2 in words.items())
            assert controls_told(short).items() <= expected.items()
            changed = {
                reading.names[place]: tuple(reading.words(control) for control in ends)
                for place, ends in reading.changed_places(day - dt.timedelta(1), day).items()
            }
            if changed or words:
                assert changes_told(short)[0] == changed, short
        assert log.errors == []
