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
SMALL = scene_of(STARTER)


def test_the_dates_are_every_day_of_the_period():
    assert [str(d) for d in SMALL.dates] == [f"2024-03-{n:02}" for n in range(4, 11)]


@pytest.mark.parametrize("on", ["2024-03-03", "2024-03-11"])
def test_a_day_outside_the_period_is_refused(on):
    with pytest.raises(ValueError, match="not in the period"):
        SMALL.at(on)


def test_changes_are_where_neighbouring_spans_differ_and_carry_that_days_claims():
    assert [
        (str(c.date), c.place, c.before.status, c.after.status, c.claims)
        for c in SMALL.changes_of_control
    ] == [
        ("2024-03-05", "alder", "held", "claimed", ("alder-claimed",)),
        ("2024-03-06", "alder", "claimed", "contested", ("alder-denied",)),
        ("2024-03-07", "birch", "held", "held", ("birch-held",)),
        ("2024-03-08", "alder", "contested", "held", ("alder-shown",)),
    ]


@pytest.mark.parametrize("scene", [SCENE, SMALL], ids=["example", "starter"])
def test_the_front_is_where_dissolved_sides_touch(scene):
    """An independent method: dissolve the cells of each side and intersect the boundaries."""
    from frontline.ground.cells import cells

    country = next(
        f.geometry
        for f in scene.base
        if f.kind == "country" and f.id == scene.header.base_start.within
    )
    spots = {
        p.id: (p.lon, p.lat)
        for p in scene.places
        if p.lon and p.kind != "building" and country.contains(shapely.Point(p.lon, p.lat))
    }
    zones = cells(spots, country, scene.header.ground.reach_km)
    assert zones
    assert scene.dates
    for on in scene.dates:
        now = scene.at(on)
        sides = {}
        for id, zone in zones.items():
            if side := now.control(id).side:
                sides.setdefault(side, []).append(zone)
        shapes = [shapely.union_all(shapely.set_precision(zones, 1e-9)) for zones in sides.values()]
        naive = sum(
            (
                shapely.intersection(a.boundary, b.boundary).length
                for i, a in enumerate(shapes)
                for b in shapes[i + 1 :]
            ),
            0.0,
        )
        assert MultiLineString(now.front).length == pytest.approx(
            naive, abs=5e-5 * max(1, len(now.front))
        )


def test_areas_are_a_geodataframe_of_the_classes_drawn():
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
    for on in SCENE.dates:
        shapes = list(SCENE.at(on).drawn.values())
        assert sum(s.area for s in shapes) == pytest.approx(
            shapely.union_all(shapes).area, abs=1e-12
        )


def test_inferred_ground_stays_in_its_country_and_within_reach():
    ukraine = next(f.geometry for f in SCENE.base if f.kind == "country" and f.id == "ua")
    shapes = SCENE.at("2024-05-13").drawn.values()
    assert shapes
    for shape in shapes:
        assert shape.difference(ukraine.buffer(2e-5)).is_empty


def test_drawn_areas_are_shown_for_their_days_and_no_others():
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
    shown = [str(d) for d in scene.dates if Control("held", "north") in scene.at(d).drawn]
    assert shown == ["2024-03-05", "2024-03-06"]
    assert scene.at("2024-03-05").drawn[Control("held", "north")].equals(square)


def test_without_ground_places_still_have_their_status():
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


def test_as_of_a_day_before_the_period_is_refused():
    with pytest.raises(UsageError, match="before the period"):
        project.build(project.load(STARTER), as_of="2024-03-01")
    with pytest.raises(UsageError, match="as of"):
        project.build(project.load(STARTER), as_of="yesterday")


def test_as_of_a_day_ends_the_period_there():
    scene = project.build(project.load(STARTER), as_of="2024-03-06")
    assert str(scene.dates[-1]) == "2024-03-06"
    assert scene.at("2024-03-06").control("alder").status == "contested"
    assert scene.at("2024-03-06").control("birch") == Control("held", "south")


def test_the_record_is_json_and_described_key_by_key():
    text = render_json(SCENE)
    assert json.loads(text) == json.loads(json.dumps(record(SCENE)))
    page = (Path(__file__).parents[2] / "docs" / "reference" / "scene.md").read_text()
    described = set()
    for row in re.findall(r"^\| (`.*?`) \|", page, re.MULTILINE):
        described |= set(re.findall(r"`(\w+)`", row))
    assert described == set(record(SCENE))


def test_the_records_rings_close_and_its_refs_hold():
    data = record(SCENE)
    assert all(data[key] for key in ("zones", "claims", "spans"))
    for zone in data["zones"]:
        for rings in zone["polygons"]:
            for ring in rings:
                lines = [data["arcs"][i] if i >= 0 else data["arcs"][~i][::-1] for i in ring]
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


def test_a_change_on_the_first_day_of_the_period_is_a_change():
    dataset = project.load(STARTER)
    first = replace(dataset.header, start=day("2024-03-05"), end=day("2024-03-06"))
    scene = project.build(replace(dataset, header=first))
    assert [(str(c.date), c.place, c.after.status) for c in scene.changes_of_control] == [
        ("2024-03-05", "alder", "claimed")
    ]
    later = project.build(
        replace(dataset, header=replace(first, start=day("2024-03-06"), end=day("2024-03-08")))
    )
    assert [(str(c.date), c.place) for c in later.changes_of_control] == [
        ("2024-03-06", "alder"),
        ("2024-03-07", "birch"),
    ]


def test_a_moment_stands_for_its_day():
    import datetime as dt

    assert SMALL.at(dt.datetime(2024, 3, 8, 14, 30)).date == day("2024-03-08")


def test_scenes_are_compared_by_identity_and_can_be_keys():
    assert SMALL == SMALL
    assert SMALL != SCENE
    assert {SMALL: 1}[SMALL] == 1
