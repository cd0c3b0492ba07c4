"""Archives of years, months and rare maps: how long a map holds, and which dates are shown."""

import json
from datetime import date

import pytest
from support import run

from frontline import DataError, UsageError, project
from frontline.dates.edtf import days
from frontline.intake.formats.date_patterns import pattern


def write_maps(folder, borders, **properties):
    """Write a map per name: the west and the east of a border at a longitude."""
    folder.mkdir()
    for name, border in borders.items():
        features = [
            {
                "type": "Feature",
                "properties": {"side": side, **properties},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[west, 50], [east, 50], [east, 51], [west, 51], [west, 50]]],
                },
            }
            for side, west, east in (("west", 10, border), ("east", border, 12))
        ]
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / f"{name}.geojson").write_text(text)
    return folder


def imported(tmp_path, borders, **options):
    folder = write_maps(tmp_path / "in", borders)
    report = project.import_snapshots(folder, tmp_path / "map", **options)
    return report, project.build(project.load(tmp_path / "map"))


def held_by(scene, day, lon):
    """Return the side that holds a point of the maps, and whether its map is old; None if none."""
    snapshot = scene.at(day)
    areas = snapshot.areas
    sides = areas[areas.contains(point(lon))]["side"].tolist()
    assert len(sides) < 2
    return (sides[0], bool(snapshot.stale.contains(point(lon)))) if sides else None


def point(lon):
    from shapely import Point

    return Point(lon, 50.5)


@pytest.mark.parametrize("first", [98, 1501, 1913])
def test_a_map_of_a_year_holds_for_the_year(tmp_path, first):
    borders = {f"{first + i:04}": border for i, border in enumerate((11, 10.5, 11.5))}
    report, scene = imported(tmp_path, borders, date_patterns=["%Y"])
    assert (report.step, report.missing) == ("year", ())
    assert scene.dates == (
        date(first, 1, 1),
        *(date(first + i, 12, 31) for i in range(3)),
    )
    assert (scene.header.start, scene.header.end) == (date(first, 1, 1), date(first + 3, 1, 1))
    found = [held_by(scene, date(first + i, month, 15), 10.8) for i in range(3) for month in (1, 7)]
    assert found == [("west", False)] * 2 + [("east", False)] * 2 + [("west", False)] * 2
    html = project.outputs(scene)["map.html"]()
    assert len(html) < 400_000


def test_a_map_of_a_month_holds_for_the_month(tmp_path):
    report, scene = imported(tmp_path, {"1916-02": 11, "1916-04": 10.5}, date_patterns=["%Y-%m"])
    assert report.step == "month"
    assert report.missing == ((date(1916, 3, 1), date(1916, 3, 31)),)
    found = [held_by(scene, day, 10.8) for day in ("1916-02-29", "1916-03-01", "1916-04-01")]
    assert found == [("west", False), None, ("east", False)]


def test_a_dated_map_ends_the_map_of_its_year(tmp_path):
    borders = {"1914": 11, "1914-08-04": 10.5, "1915": 11}
    report, scene = imported(tmp_path, borders, date_patterns=["%Y-%m-%d", "%Y"])
    assert report.step is None
    assert report.missing == ((date(1914, 8, 5), date(1914, 12, 31)),)
    days_asked = ("1914-01-01", "1914-08-03", "1914-08-04", "1914-08-05", "1915-12-31")
    sides = [held_by(scene, day, 10.8) for day in days_asked]
    assert sides == [("west", False), ("west", False), ("east", False), None, ("west", False)]


RARE = {"1915-01-10": 11, "1915-02-20": 10.5, "1915-02-24": 11}


def test_by_default_nothing_is_drawn_on_days_without_a_map(tmp_path):
    _, scene = imported(tmp_path, RARE)
    drawn = [day.isoformat() for day in scene.dates if held_by(scene, day, 10.8)]
    assert drawn == list(RARE)


def test_a_map_that_holds_until_the_next_leaves_no_day_blank(tmp_path):
    report, scene = imported(tmp_path, RARE, holds="until-next")
    assert report.holds
    assert scene.header.missing == ()
    for day in days(date(1915, 1, 10), date(1915, 2, 25)):
        side = "east" if date(1915, 2, 20) <= day < date(1915, 2, 24) else "west"
        assert held_by(scene, day, 10.8) == (side, False)
    html = project.outputs(scene)["map.html"]().decode()
    assert html


def test_a_held_map_is_old_evidence_after_its_limit(tmp_path):
    _, scene = imported(tmp_path, RARE, holds="until-next", limit_days=20)
    old = [day for day in scene.dates if held_by(scene, day, 10.8)[1]]
    assert old == list(days(date(1915, 1, 31), date(1915, 2, 20)))
    assert scene.grows_stale
    assert len(scene.changes_of_control) == 0


def test_a_place_in_held_ground_grows_old_with_it(tmp_path):
    imported(tmp_path, RARE, holds="until-next", limit_days=20)
    town = {
        "type": "Feature",
        "properties": {"id": "town", "name": "Town", "kind": "town", "source": "snapshots"},
        "geometry": {"type": "Point", "coordinates": [10.8, 50.5]},
    }
    places = json.dumps({"type": "FeatureCollection", "features": [town]})
    (tmp_path / "map" / "places.geojson").write_text(places)
    scene = project.build(project.load(tmp_path / "map"))
    spans = {day: scene.at(day).spans["town"] for day in scene.dates}
    assert {day: (span.control.side, span.stale) for day, span in spans.items()} == {
        day: held_by(scene, day, 10.8) for day in scene.dates
    }
    known = scene.at("1915-02-05", known="1915-02-06").spans["town"]
    assert (known.control.side, known.stale) == ("west", True)
    assert [change.date for change in scene.changes_of_control] == [
        date(1915, 2, 20),
        date(1915, 2, 24),
    ]


def test_a_later_import_keeps_how_long_maps_hold(tmp_path):
    imported(tmp_path, RARE, holds="until-next", limit_days=20)
    first = (tmp_path / "map" / "map.toml").read_bytes()
    project.import_snapshots(tmp_path / "in", tmp_path / "map")
    assert (tmp_path / "map" / "map.toml").read_bytes() == first


def test_an_archive_of_centuries_gets_a_step_that_fits(tmp_path):
    report, scene = imported(tmp_path, {"1501-03-04": 11, "1803-05-06": 10.5}, holds="until-next")
    assert report.step == "week"
    assert held_by(scene, "1700-01-01", 10.8) == ("west", False)


def test_an_import_writes_no_map_that_check_refuses(tmp_path):
    folder, target = write_maps(tmp_path / "in", {"2024-05-10": 11}), tmp_path / "map"
    project.import_snapshots(folder, target)
    assert project.check(target) == ()
    (target / "claims.csv").write_text("id,place,about,value\nx,nowhere,control,north\n")
    before = {path.name: path.read_bytes() for path in target.iterdir()}
    with pytest.raises(DataError, match="the imported map would have a problem"):
        project.import_snapshots(folder, target)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before


@pytest.mark.parametrize("text", ["%Y", "%Y-%m", "%b %Y", "%d.%m.%y", "%s"])
def test_a_pattern_may_give_a_year_or_a_month(text):
    assert pattern(text)


@pytest.mark.parametrize("text", ["%y", "%m", "%d", "%Y-%d", "%Y %H", "%m-%y"])
def test_a_pattern_that_gives_no_date_is_refused(text):
    with pytest.raises(UsageError, match="is not a date pattern"):
        pattern(text)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (["--holds", "for-ever"], "--holds: for-ever is not one of its-day, until-next"),
        (["--limit-days", "0"], "--limit-days: must be between 1 and 1000000"),
    ],
)
def test_wrong_options_give_one_line(tmp_path, option, message):
    result = run("import", "snapshots", tmp_path, "-o", tmp_path / "map", *option)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_name_with_a_year_alone_is_refused_with_the_pattern_that_reads_it(tmp_path):
    folder = write_maps(tmp_path / "in", {"1914": 11})
    with pytest.raises(DataError, match="or %Y for maps of years"):
        project.import_snapshots(folder, tmp_path / "map")
    project.import_snapshots(folder, tmp_path / "map", date_patterns=["%Y"])
    assert project.check(tmp_path / "map") == ()
