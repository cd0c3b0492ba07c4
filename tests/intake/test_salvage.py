"""One bad entry among many: the rest is drawn, and the omission is reported, also on the map."""

import copy
import json
import re
import shutil

import pytest
from browser import opened, wait_for_player
from support import STARTER, run

import frontline
from frontline.render.figure import render_figure
from frontline.render.page.html import render_html

COUNT, BAD_INDEX = 21, 8


def square(number):
    west, south = 10 + 0.02 * (number % 5), 49.9 + 0.02 * (number // 5)
    east, north = west + 0.02, south + 0.02
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def area(number):
    identity = {"id": f"a{number}", "side": "north", "status": "held", "from": "2024-03-04"}
    geometry = {"type": "Polygon", "coordinates": [square(number)]}
    return {
        "type": "Feature",
        "properties": {**identity, "source": "gazette"},
        "geometry": geometry,
    }


def place(number):
    (west, south), *_ = square(number)
    return {
        "type": "Feature",
        "properties": {"id": f"p{number}", "name": f"Place {number}", "kind": "village"},
        "geometry": {"type": "Point", "coordinates": [west, south]},
    }


def collection(features):
    return json.dumps({"type": "FeatureCollection", "features": features})


def set_value(*path_and_value):
    *path, last, value = path_and_value

    def change(feature):
        parent = feature
        for key in path:
            parent = parent[key]
        parent[last] = value
        return feature

    return change


def delete_key(*path):
    *path, last = path

    def change(feature):
        parent = feature
        for key in path:
            parent = parent[key]
        del parent[last]
        return feature

    return change


GEOMETRY = ("geometry", "coordinates")
RING = (*GEOMETRY, 0)
BOW_TIE = [[10.0, 50.0], [10.1, 50.1], [10.1, 50.0], [10.0, 50.1], [10.0, 50.0]]
HOLE = [[11.0, 51.0], [11.1, 51.0], [11.1, 51.1], [11.0, 51.0]]

AREA_FAULTS = {
    "no feature": lambda feature: None,
    "a number": lambda feature: 7,
    "a list": lambda feature: [feature],
    "no type": delete_key("type"),
    "another type": set_value("type", "feature"),
    "no geometry": delete_key("geometry"),
    "null geometry": set_value("geometry", None),
    "geometry is text": set_value("geometry", "Polygon"),
    "no geometry type": delete_key("geometry", "type"),
    "unknown geometry type": set_value("geometry", "type", "Polygone"),
    "another geometry type": set_value("geometry", {"type": "Point", "coordinates": [10, 50]}),
    "no coordinates": delete_key(*GEOMETRY),
    "null coordinates": set_value(*GEOMETRY, None),
    "empty coordinates": set_value(*GEOMETRY, []),
    "an empty ring": set_value(*RING, []),
    "not nested enough": set_value(*GEOMETRY, square(BAD_INDEX)),
    "nested too much": set_value(*GEOMETRY, [[square(BAD_INDEX)]]),
    "text for a number": set_value(*RING, 1, ["10.02", 49.9]),
    "null for a number": set_value(*RING, 1, [None, 49.9]),
    "true for a number": set_value(*RING, 1, [True, 49.9]),
    "one number": set_value(*RING, 1, [10.02]),
    "no number": set_value(*RING, 1, []),
    "out of range": set_value(*RING, 1, [10.02, 149.9]),
    "metres": set_value(*RING, [[1113195, 6446276], [1115195, 6446276], [1115195, 6448276]]),
    "swapped": set_value(*RING, [[y, x] for x, y in square(BAD_INDEX)]),
    "crosses itself": set_value(*RING, BOW_TIE),
    "a hole outside": set_value(*GEOMETRY, [square(BAD_INDEX), HOLE]),
    "three positions": set_value(*RING, square(BAD_INDEX)[:3]),
    "not closed": set_value(*RING, square(BAD_INDEX)[:4]),
    "endless": set_value(*RING, 1, [1e400, 49.9]),
    "not a number": set_value(*RING, 1, [float("nan"), 49.9]),
    "no area": set_value(*RING, [[10, 50], [10.1, 50.1], [10.2, 50.2], [10, 50]]),
    "no properties": delete_key("properties"),
    "null properties": set_value("properties", None),
    "no id": delete_key("properties", "id"),
    "an id twice": set_value("properties", "id", "a1"),
    "an id of no text": set_value("properties", "id", {"a": 1}),
    "no source": delete_key("properties", "source"),
    "an unknown source": set_value("properties", "source", "nobody"),
    "an unknown side": set_value("properties", "side", "west"),
    "an unknown status": set_value("properties", "status", "taken"),
    "an ambiguous date": set_value("properties", "from", "04.03.2024"),
    "an end before the start": set_value("properties", "to", "2024-03-01"),
    "an unknown property": set_value("properties", "siede", "north"),
    "an unprintable letter": set_value("properties", "id", "a\x07"),
}


def folder_of(tmp_path, areas, places=()):
    folder = tmp_path / "MAP"
    shutil.copytree(STARTER, folder)
    (folder / "areas.geojson").write_text(collection(areas))
    if places:
        (folder / "places.geojson").write_text(collection(places))
        for name in ("events.csv", "claims.csv"):
            (folder / name).unlink()
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("fault", AREA_FAULTS)
def test_one_bad_area_of_21_is_reported_and_the_others_are_drawn(tmp_path, fault):
    areas = [area(number) for number in range(COUNT)]
    areas[BAD_INDEX] = AREA_FAULTS[fault](copy.deepcopy(areas[BAD_INDEX]))
    folder = folder_of(tmp_path, areas)
    refused = run("build", folder, "-o", tmp_path / "maps", "--format", "json")
    assert (refused.exit_code, (tmp_path / "maps").exists()) == (1, False)
    result = run("build", folder, "-o", tmp_path / "maps", "--format", "json", "--keep-good")
    assert result.exit_code == 0, result.stderr
    reports = [line for line in result.stderr.splitlines() if line.startswith("left out: ")]
    assert reports
    assert all(f"{folder}/areas.geojson:1: feature {BAD_INDEX + 1}: " in line for line in reports)
    scene = json.loads((tmp_path / "maps" / "MAP" / "scene.json").read_text())
    expected = [f"a{number}" for number in range(COUNT) if number != BAD_INDEX]
    assert sorted(area["id"] for area in scene["areas"]) == sorted(expected)
    assert {entry["feature"] for entry in scene["left_out"]} == {BAD_INDEX + 1}
    assert {entry["file"] for entry in scene["left_out"]} == {"areas.geojson"}


@pytest.mark.slow
def test_records_that_refer_to_a_left_out_record_are_left_out_with_the_reason(tmp_path):
    folder = tmp_path / "MAP"
    shutil.copytree(STARTER, folder)
    places = folder / "places.geojson"
    places.write_text(places.read_text().replace("[10.13, 50.04]", "[10.13, 150.04]"))
    dataset, issues = frontline.load_good(folder)
    messages = [str(issue).removeprefix(f"{folder}/") for issue in issues]
    assert len(messages) == 2
    assert messages[1].startswith(
        "places.geojson:3: feature 2: longitude 10.13, latitude 150.04 is out"
    )
    assert messages[0].startswith(
        'events.csv:3: place "birch" is not in places.geojson: it was left out too'
    )
    assert [place.id for place in dataset.places] == ["alder", "cedar", "elmstadt"]
    assert [event.id for event in dataset.events] == ["alder-claimed"]
    scene = frontline.build(dataset)
    notice = "Incomplete: 2 entries in the files have errors and are left out."
    for text in (frontline.caption(scene), frontline.alt(scene), frontline.methods(scene)):
        assert notice in text
    for kind in ("map", "changes", "area", "events"):
        assert notice in " ".join(render_figure(scene, kind=kind, format="svg").decode().split())


def test_the_page_lists_what_was_left_out_without_its_contents(tmp_path, chromium):
    folder = tmp_path / "MAP"
    shutil.copytree(STARTER, folder)
    with (folder / "claims.csv").open("a") as file:
        file.write("secret-id,,alder,control,north,Map desk,assesed,asserts,2024-03-08,gazette,x\n")
    dataset, issues = frontline.load_good(folder)
    assert "assesed" in str(issues[0])
    path = tmp_path / "map.html"
    path.write_text(render_html(frontline.build(dataset)))
    assert "assesed" not in path.read_text()
    assert "secret-id" not in path.read_text()
    with opened(chromium, path) as (page, seen):
        wait_for_player(page)
        notice = page.locator(".fl-left-out")
        assert notice.locator("summary").is_visible()
        assert notice.inner_text().startswith("Incomplete: 1 entry in the files has an error")
        notice.locator("summary").click()
        assert "claims.csv, kind: " in notice.inner_text()
        assert seen.errors == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("map.toml", "title = 7\n"),
        ("events.csv", 'id,date\n"never closed'),
        ("sources.csv", "id;title\n"),
        ("areas.geojson", "{"),
        ("events.csv", "id,date,place,kind,title,source\n"),
    ],
)
def test_errors_that_concern_the_whole_map_still_stop_the_build(tmp_path, name, text):
    folder = tmp_path / "MAP"
    shutil.copytree(STARTER, folder)
    (folder / name).write_text(text)
    result = run("build", folder, "-o", tmp_path / "maps")
    result_with_keep_good = run("build", folder, "-o", tmp_path / "maps", "--keep-good")
    assert (result_with_keep_good.exit_code, result.exit_code, (tmp_path / "maps").exists()) == (
        1,
        1,
        False,
    )
    assert result_with_keep_good.stderr


@pytest.mark.parametrize(
    ("name", "text", "left_out_file"),
    [
        ("base/rivers.geojson", "{", "base/rivers.geojson"),
        ("story.md", "## One\n\nNo settings.\n", "story.md"),
        ("Story.md", "## One\n", "Story.md"),
        ("languages/uk.json", "[]", "languages/uk.json"),
        ("Events.csv", "id\n", "Events.csv"),
    ],
)
def test_an_optional_file_with_errors_is_left_out_completely(tmp_path, name, text, left_out_file):
    folder = tmp_path / "MAP"
    shutil.copytree(STARTER, folder)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    dataset, issues = frontline.load_good(folder)
    assert issues
    assert {entry.file for entry in dataset.header.left_out} == {left_out_file}
    frontline.build(dataset)


def test_only_the_bad_features_of_base_data_are_left_out(tmp_path):
    folder = tmp_path / "MAP"
    shutil.copytree(STARTER, folder)
    river = {
        "type": "Feature",
        "properties": {"kind": "river"},
        "geometry": {"type": "LineString", "coordinates": [[10, 50], [10.1, 50.1]]},
    }
    broken = set_value("geometry", "coordinates", [[10, 50]])(copy.deepcopy(river))
    (folder / "base" / "rivers.geojson").write_text(collection([river, 7, broken, river]))
    dataset, issues = frontline.load_good(folder)
    assert [issue.feature for issue in issues] == [2, 3]
    assert [feature.kind for feature in dataset.base].count("river") == 2


def test_checking_the_working_directory_gives_the_same_problems(tmp_path, monkeypatch):
    folder = tmp_path / "MAP"
    shutil.copytree(STARTER, folder)
    (folder / "events.csv").write_text('id,date\n"never closed')
    monkeypatch.chdir(folder)
    expected = run("check", folder).stderr.replace(f"{folder}/", "")
    assert run("check", ".").stderr == expected


def test_every_folder_that_cannot_be_kept_is_reported(tmp_path):
    for name in ("one", "two"):
        shutil.copytree(STARTER, tmp_path / name)
        (tmp_path / name / "map.toml").write_text("title = 7\n")
    result = run("build", tmp_path / "one", tmp_path / "two", "-o", tmp_path / "m", "--keep-good")
    assert result.exit_code == 1
    for name in ("one", "two"):
        assert f"{tmp_path / name}/map.toml:1: " in result.stderr


def test_a_faulty_withheld_row_is_not_listed_and_takes_along_what_it_amends(tmp_path):
    folder = tmp_path / "m"
    shutil.copytree(STARTER, folder)
    rows = [
        "id,place,about,value,claimant,kind,stance,known,source,target,withhold",
        "a,birch,control,south,Desk,assessed,asserts,2024-03-05,gazette,,",
        "b,birch,control,south,Desk,assessed,retracts,2024-03-06,nowhere,a,yes",
        "c,birch,control,south,Desk,assessed,asserts,2024-03-06,nowhere,,",
    ]
    (folder / "claims.csv").write_text("\n".join(rows) + "\n")
    dataset, issues = frontline.load_good(folder)
    assert {issue.line for issue in issues} == {3, 4}
    assert [(entry.file, entry.line) for entry in dataset.header.left_out] == [("claims.csv", 0)]
    assert not {"a", "b", "c"} & {claim.id for claim in dataset.claims}
    open_row = rows[2].replace(",yes", ",no")
    (folder / "claims.csv").write_text("\n".join([*rows[:2], open_row]) + "\n")
    dataset, _ = frontline.load_good(folder)
    assert "a" in {claim.id for claim in dataset.claims}


COLUMNS = "id,place,about,value,claimant,kind,stance,known,source,withhold"
OPEN = [
    "a,birch,control,south,Desk,assessed,asserts,2024-03-05,gazette,",
    "c,birch,control,south,Desk,assess,assert,2024-03-06,gazette,",
    "d,alder,control,south,Desk,assessed,asserts,2024-03-06,nowhere,",
    "e,alder,control,north,Desk,assessed,asserts,2024-03-07,gazette,no",
]
WITHHELD = {
    "valid": "x,birch,control,north,Desk,assessed,asserts,2024-03-06,gazette,yes",
    "faulty": "x,birch,control,north,Desk,assessed,asserts,2024-03-06,nowhere,yes",
    "with the id of an open row": OPEN[0].replace("2024-03-05", "2024-03-06") + "yes",
    "with an id that looks like one": "\u0430" + OPEN[0][1:] + "yes",
    "with a misspelt mark": "x,birch,control,north,Desk,assessed,asserts,2024-03-06,gazette,yse",
}


def good_build(folder, rows):
    """Build what is good of a map; return its files and the lines that are printed."""
    shutil.copytree(STARTER, folder)
    (folder / "claims.csv").write_text("\n".join([COLUMNS, *rows]) + "\n", "utf-8")
    maps = folder.parent / "maps"
    result = run("build", folder, "-o", maps, "--format", "json,html,csv", "--keep-good")
    assert result.exit_code == 0, result.stderr
    written = {path.name: path.read_bytes() for path in (maps / "m").iterdir()}
    return written, re.findall(r"left out: \S+claims.csv:(\d+)", result.stderr)


@pytest.mark.parametrize("kind", WITHHELD)
def test_what_is_left_out_tells_nothing_of_withheld_rows(tmp_path, kind):
    full = [WITHHELD[kind], *OPEN] if "id" not in kind else [WITHHELD[kind], *OPEN, WITHHELD[kind]]
    shown, lines = good_build(tmp_path / "full" / "m", full)
    twin, lines_of_twin = good_build(tmp_path / "twin" / "m", OPEN)
    assert [name for name in shown if shown[name] != twin[name]] == []
    assert lines_of_twin == ["3", "3", "4"]
    assert {"4", "5"} <= {*lines}  # those of the author's file
    scene = json.loads(shown["scene.json"])
    assert len(scene["left_out"]) == 2
