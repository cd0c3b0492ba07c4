import json
import re
from dataclasses import replace
from pathlib import Path

import geopandas
import pytest
import shapely
from shapely.geometry import MultiLineString
from support import EXAMPLE, STARTER, day, scene_of

from frontline import UsageError, project
from frontline.dates.edtf import Interval
from frontline.model import Area, Control
from frontline.render.page.scene_json import record, render_json

SCENE = scene_of(EXAMPLE)
STARTER_SCENE = scene_of(STARTER)


def test_the_dates_are_all_days_of_the_period():
    assert [str(date) for date in STARTER_SCENE.dates] == [
        f"2024-03-{number:02}" for number in range(4, 11)
    ]


@pytest.mark.parametrize("date", ["2024-03-03", "2024-03-11"])
def test_a_date_outside_the_period_is_refused(date):
    with pytest.raises(ValueError, match="not in the period"):
        STARTER_SCENE.at(date)


def test_changes_are_between_different_spans_and_have_the_claims_of_their_date():
    assert [
        (str(change.date), change.place, change.before.status, change.after.status, change.claims)
        for change in STARTER_SCENE.changes_of_control
    ] == [
        ("2024-03-05", "alder", "held", "claimed", ("alder-claimed",)),
        ("2024-03-06", "alder", "claimed", "contested", ("alder-denied",)),
        ("2024-03-07", "birch", "held", "held", ("birch-held",)),
        ("2024-03-08", "alder", "contested", "held", ("alder-shown",)),
    ]


@pytest.mark.parametrize("scene", [SCENE, STARTER_SCENE], ids=["example", "starter"])
def test_the_front_is_the_shared_boundary_of_dissolved_sides(scene):
    """Compared with dissolving the cells of each side and intersecting the boundaries."""
    from frontline.ground.cells import cells

    country = next(
        feature.geometry
        for feature in scene.base
        if feature.kind == "country" and feature.id == scene.header.base_start.within
    )
    positions = {
        place.id: (place.lon, place.lat)
        for place in scene.places
        if place.lon
        and place.kind != "building"
        and country.contains(shapely.Point(place.lon, place.lat))
    }
    zones = cells(positions, country, scene.header.ground.reach_km)
    assert zones
    assert scene.dates
    for date in scene.dates:
        snapshot = scene.at(date)
        sides = {}
        for id, zone in zones.items():
            if side := snapshot.control(id).side:
                sides.setdefault(side, []).append(zone)
        dissolved = [
            shapely.union_all(shapely.set_precision(parts, 1e-9)) for parts in sides.values()
        ]
        expected = sum(
            (
                shapely.intersection(first.boundary, second.boundary).length
                for index, first in enumerate(dissolved)
                for second in dissolved[index + 1 :]
            ),
            0.0,
        )
        assert MultiLineString(snapshot.front).length == pytest.approx(
            expected, abs=5e-5 * max(1, len(snapshot.front))
        )


def test_areas_are_a_geodataframe_of_the_drawn_classes():
    areas = SCENE.at("2024-05-12").areas
    assert isinstance(areas, geopandas.GeoDataFrame)
    assert areas.crs == "EPSG:4326"
    assert set(zip(areas.status, areas.side.fillna(""), strict=True)) == {
        ("held", "ru"),
        ("contested", ""),
    }
    km2 = areas.to_crs("EPSG:6933").area / 1e6
    assert 20 < km2.sum() < 300
    assert SCENE.at("2024-05-08").areas.empty


def test_areas_of_different_control_do_not_overlap():
    assert SCENE.dates
    for date in SCENE.dates:
        shapes = list(SCENE.at(date).drawn.values())
        assert sum(shape.area for shape in shapes) == pytest.approx(
            shapely.union_all(shapes).area, abs=1e-12
        )


def test_inferred_areas_stay_within_their_country():
    ukraine = next(
        feature.geometry
        for feature in SCENE.base
        if feature.kind == "country" and feature.id == "ua"
    )
    shapes = SCENE.at("2024-05-13").drawn.values()
    assert shapes
    for shape in shapes:
        assert shape.difference(ukraine.buffer(2e-5)).is_empty


def test_drawn_areas_are_shown_only_on_their_dates():
    square = shapely.box(10.0, 49.95, 10.2, 50.0)
    area = Area(
        "drawn",
        "north",
        "held",
        Interval(day("2024-03-05"), day("2024-03-07"), ""),
        "gazette",
        square,
    )
    dataset = replace(project.load(STARTER), areas=(area,), claims=(), events=())
    scene = project.build(dataset)
    shown = [str(date) for date in scene.dates if Control("held", "north") in scene.at(date).drawn]
    assert shown == ["2024-03-05", "2024-03-06"]
    assert scene.at("2024-03-05").drawn[Control("held", "north")].equals(square)


def test_without_inferred_areas_places_still_have_a_status():
    dataset = project.load(STARTER)
    scene = project.build(
        replace(
            dataset,
            header=replace(dataset.header, ground=replace(dataset.header.ground, method="none")),
        )
    )
    assert scene.at("2024-03-08").control("alder") == Control("held", "north")
    assert scene.ground.zones == {}
    assert not scene.inferred


def test_as_of_before_the_period_is_refused():
    with pytest.raises(UsageError, match="before the period"):
        project.build(project.load(STARTER), as_of="2024-03-01")
    with pytest.raises(UsageError, match="as of"):
        project.build(project.load(STARTER), as_of="yesterday")


def test_as_of_ends_the_period():
    scene = project.build(project.load(STARTER), as_of="2024-03-06")
    assert str(scene.dates[-1]) == "2024-03-06"
    assert scene.at("2024-03-06").control("alder").status == "contested"
    assert scene.at("2024-03-06").control("birch") == Control("held", "south")


def test_the_record_is_json_and_every_key_is_documented():
    text = render_json(SCENE)
    assert json.loads(text) == json.loads(json.dumps(record(SCENE)))
    page = (Path(__file__).parents[2] / "docs" / "reference" / "scene.md").read_text()
    described = set()
    for row in re.findall(r"^\| (`.*?`) \|", page, re.MULTILINE):
        described |= set(re.findall(r"`(\w+)`", row))
    assert described == set(record(SCENE))


def test_the_record_has_closed_rings_and_valid_references():
    data = record(SCENE)
    assert all(data[key] for key in ("zones", "claims", "spans"))
    for zone in data["zones"]:
        for rings in zone["polygons"]:
            for ring in rings:
                lines = [
                    data["arcs"][index] if index >= 0 else data["arcs"][~index][::-1]
                    for index in ring
                ]
                for before, after in zip(lines, lines[1:] + lines[:1], strict=True):
                    assert before[-1] == after[0]
    ids = {
        key: {item["id"] for item in data[key]} for key in ("places", "events", "claims", "sources")
    }
    for claim in data["claims"]:
        assert set(claim["places"]) <= ids["places"]
        assert set(claim["sources"]) <= ids["sources"]
    for span in data["spans"]:
        assert set(span["claims"]) <= ids["claims"]


def test_a_change_on_the_first_day_of_the_period_counts():
    dataset = project.load(STARTER)
    header = replace(dataset.header, start=day("2024-03-05"), end=day("2024-03-06"))
    scene = project.build(replace(dataset, header=header))
    assert [
        (str(change.date), change.place, change.after.status) for change in scene.changes_of_control
    ] == [("2024-03-05", "alder", "claimed")]
    later = project.build(
        replace(dataset, header=replace(header, start=day("2024-03-06"), end=day("2024-03-08")))
    )
    assert [(str(change.date), change.place) for change in later.changes_of_control] == [
        ("2024-03-06", "alder"),
        ("2024-03-07", "birch"),
    ]


def test_a_datetime_stands_for_its_date():
    import datetime as dt

    assert STARTER_SCENE.at(dt.datetime(2024, 3, 8, 14, 30)).date == day("2024-03-08")


def test_scenes_are_compared_by_identity_and_hashable():
    assert STARTER_SCENE == STARTER_SCENE
    assert STARTER_SCENE != SCENE
    assert {STARTER_SCENE: 1}[STARTER_SCENE] == 1
