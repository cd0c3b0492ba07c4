"""One bad entry of many: the rest is drawn, and what is left out is named, here and on the map."""

import copy
import json
import shutil

import pytest
from browser import opened, ready
from support import STARTER, run

import frontline
from frontline.render.figure import render_figure
from frontline.render.page.html import render_html

COUNT, BAD = 21, 8


def square(number):
    west, south = 10 + 0.02 * (number % 5), 49.9 + 0.02 * (number // 5)
    east, north = west + 0.02, south + 0.02
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def area(number):
    about = {"id": f"a{number}", "side": "north", "status": "held", "from": "2024-03-04"}
    geometry = {"type": "Polygon", "coordinates": [square(number)]}
    return {
        "type": "Feature",
        "properties": {**about, "source": "gazette"},
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


def put(*path_and_value):
    *path, last, value = path_and_value

    def change(feature):
        at = feature
        for step in path:
            at = at[step]
        at[last] = value
        return feature

    return change


def less(*path):
    *path, last = path

    def change(feature):
        at = feature
        for step in path:
            at = at[step]
        del at[last]
        return feature

    return change


GEOMETRY = ("geometry", "coordinates")
RING = (*GEOMETRY, 0)
BOW = [[10.0, 50.0], [10.1, 50.1], [10.1, 50.0], [10.0, 50.1], [10.0, 50.0]]
HOLE = [[11.0, 51.0], [11.1, 51.0], [11.1, 51.1], [11.0, 51.0]]

OF_AREAS = {
    "no feature": lambda feature: None,
    "a number": lambda feature: 7,
    "a list": lambda feature: [feature],
    "no type": less("type"),
    "another type": put("type", "feature"),
    "no geometry": less("geometry"),
    "null geometry": put("geometry", None),
    "geometry is text": put("geometry", "Polygon"),
    "no kind of geometry": less("geometry", "type"),
    "unknown kind": put("geometry", "type", "Polygone"),
    "another kind": put("geometry", {"type": "Point", "coordinates": [10, 50]}),
    "no coordinates": less(*GEOMETRY),
    "null coordinates": put(*GEOMETRY, None),
    "empty coordinates": put(*GEOMETRY, []),
    "an empty ring": put(*RING, []),
    "not nested enough": put(*GEOMETRY, square(BAD)),
    "nested too much": put(*GEOMETRY, [[square(BAD)]]),
    "text for a number": put(*RING, 1, ["10.02", 49.9]),
    "null for a number": put(*RING, 1, [None, 49.9]),
    "truth for a number": put(*RING, 1, [True, 49.9]),
    "one number": put(*RING, 1, [10.02]),
    "no number": put(*RING, 1, []),
    "out of range": put(*RING, 1, [10.02, 149.9]),
    "metres": put(*RING, [[1113195, 6446276], [1115195, 6446276], [1115195, 6448276]]),
    "swapped": put(*RING, [[y, x] for x, y in square(BAD)]),
    "crosses itself": put(*RING, BOW),
    "a hole outside": put(*GEOMETRY, [square(BAD), HOLE]),
    "three positions": put(*RING, square(BAD)[:3]),
    "not closed": put(*RING, square(BAD)[:4]),
    "endless": put(*RING, 1, [1e400, 49.9]),
    "not a number": put(*RING, 1, [float("nan"), 49.9]),
    "no ground": put(*RING, [[10, 50], [10.1, 50.1], [10.2, 50.2], [10, 50]]),
    "no properties": less("properties"),
    "null properties": put("properties", None),
    "no id": less("properties", "id"),
    "an id twice": put("properties", "id", "a1"),
    "an id of no text": put("properties", "id", {"a": 1}),
    "no source": less("properties", "source"),
    "an unknown source": put("properties", "source", "nobody"),
    "an unknown side": put("properties", "side", "west"),
    "an unknown status": put("properties", "status", "taken"),
    "an odd date": put("properties", "from", "04.03.2024"),
    "backwards": put("properties", "to", "2024-03-01"),
    "an unknown property": put("properties", "siede", "north"),
    "an unprintable letter": put("properties", "id", "a\x07"),
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
@pytest.mark.parametrize("fault", OF_AREAS)
def test_of_21_areas_the_bad_one_is_named_and_the_rest_is_drawn(tmp_path, fault):
    areas = [area(number) for number in range(COUNT)]
    areas[BAD] = OF_AREAS[fault](copy.deepcopy(areas[BAD]))
    folder = folder_of(tmp_path, areas)
    refused = run("build", folder, "-o", tmp_path / "maps", "--format", "json")
    assert (refused.exit_code, (tmp_path / "maps").exists()) == (1, False)
    done = run("build", folder, "-o", tmp_path / "maps", "--format", "json", "--keep-good")
    assert done.exit_code == 0, done.stderr
    named = [line for line in done.stderr.splitlines() if line.startswith("left out: ")]
    assert named
    assert all(f"{folder}/areas.geojson:1: feature {BAD + 1}: " in line for line in named)
    scene = json.loads((tmp_path / "maps" / "MAP" / "scene.json").read_text())
    kept = [f"a{number}" for number in range(COUNT) if number != BAD]
    assert sorted(each["id"] for each in scene["areas"]) == sorted(kept)
    assert {left["feature"] for left in scene["left_out"]} == {BAD + 1}
    assert {left["file"] for left in scene["left_out"]} == {"areas.geojson"}


def test_what_refers_to_what_is_left_out_is_left_out_and_says_why(tmp_path):
    folder = tmp_path / "MAP"
    shutil.copytree(STARTER, folder)
    places = folder / "places.geojson"
    places.write_text(places.read_text().replace("[10.13, 50.04]", "[10.13, 150.04]"))
    dataset, issues = frontline.load_good(folder)
    said = [str(issue).removeprefix(f"{folder}/") for issue in issues]
    assert len(said) == 2
    assert said[1].startswith(
        "places.geojson:3: feature 2: longitude 10.13, latitude 150.04 is out"
    )
    assert said[0].startswith(
        'events.csv:3: place "birch" is not in places.geojson: it was left out too'
    )
    assert [place.id for place in dataset.places] == ["alder", "cedar", "elmstadt"]
    assert [event.id for event in dataset.events] == ["alder-claimed"]
    scene = frontline.build(dataset)
    said = "Incomplete: 2 entries in the files have errors and are left out."
    for text in (frontline.caption(scene), frontline.alt(scene), frontline.methods(scene)):
        assert said in text
    for kind in ("map", "changes", "area", "events"):
        assert said in " ".join(render_figure(scene, kind=kind, format="svg").decode().split())


def test_the_page_says_what_was_left_out_and_nothing_of_what_it_held(tmp_path, chromium):
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
        ready(page)
        notice = page.locator(".fl-left-out")
        assert notice.locator("summary").is_visible()
        assert notice.inner_text().startswith("Incomplete: 1 entry in the files has an error")
        notice.locator("summary").click()
        assert "claims.csv, line 4, kind: " in notice.inner_text()
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
def test_what_concerns_the_map_as_a_whole_stops_it_all_the_same(tmp_path, name, text):
    folder = tmp_path / "MAP"
    shutil.copytree(STARTER, folder)
    (folder / name).write_text(text)
    plain = run("build", folder, "-o", tmp_path / "maps")
    kept = run("build", folder, "-o", tmp_path / "maps", "--keep-good")
    assert (kept.exit_code, plain.exit_code, (tmp_path / "maps").exists()) == (1, 1, False)
    assert kept.stderr


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("base/rivers.geojson", "{", "base/rivers.geojson"),
        ("story.md", "## One\n\nNo settings.\n", "story.md"),
        ("Story.md", "## One\n", "Story.md"),
        ("languages/uk.json", "[]", "languages/uk.json"),
        ("Events.csv", "id\n", "Events.csv"),
    ],
)
def test_a_file_beside_the_tables_is_left_out_whole(tmp_path, name, text, said):
    folder = tmp_path / "MAP"
    shutil.copytree(STARTER, folder)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    dataset, issues = frontline.load_good(folder)
    assert issues
    assert {left.file for left in dataset.header.left_out} == {said}
    frontline.build(dataset)


def test_of_base_data_one_bad_feature_is_left_out_alone(tmp_path):
    folder = tmp_path / "MAP"
    shutil.copytree(STARTER, folder)
    river = {
        "type": "Feature",
        "properties": {"kind": "river"},
        "geometry": {"type": "LineString", "coordinates": [[10, 50], [10.1, 50.1]]},
    }
    broken = put("geometry", "coordinates", [[10, 50]])(copy.deepcopy(river))
    (folder / "base" / "rivers.geojson").write_text(collection([river, 7, broken, river]))
    dataset, issues = frontline.load_good(folder)
    assert [issue.feature for issue in issues] == [2, 3]
    assert [each.kind for each in dataset.base].count("river") == 2


def test_the_folder_in_which_one_stands_has_the_problems_of_any_other(tmp_path, monkeypatch):
    folder = tmp_path / "MAP"
    shutil.copytree(STARTER, folder)
    (folder / "events.csv").write_text('id,date\n"never closed')
    monkeypatch.chdir(folder)
    elsewhere = run("check", folder).stderr.replace(f"{folder}/", "")
    assert run("check", ".").stderr == elsewhere


def test_of_several_folders_every_one_that_cannot_be_kept_is_told(tmp_path):
    for name in ("one", "two"):
        shutil.copytree(STARTER, tmp_path / name)
        (tmp_path / name / "map.toml").write_text("title = 7\n")
    done = run("build", tmp_path / "one", tmp_path / "two", "-o", tmp_path / "m", "--keep-good")
    assert done.exit_code == 1
    for name in ("one", "two"):
        assert f"{tmp_path / name}/map.toml:1: " in done.stderr
