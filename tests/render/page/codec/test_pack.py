"""The packed ground, read back by the page's own modules: every edge of every day, both clocks."""

import pytest
import shapely
from made import drawn_map, wandering
from packed import border, edges, grid, unpacked
from support import EXAMPLE, STARTER, copy_starter

from frontline import project
from frontline.ground.measure import area_km2
from frontline.model import UNKNOWN
from frontline.scene.zone_spans import is_bare


def spans_on(spans, day):
    return {span.zone: span for span in spans if span.start <= day < span.end}


def check(scene, folder):
    page = unpacked(scene, folder)
    step = scene.header.grid_deg or 1e-5
    days = iter(page["days"])
    claims = {claim.id for claim in scene.claims}
    ground = {zone: scene.ground.polygon(zone) for zone in scene.ground.zones}
    km2 = {zone: area_km2(shape) for zone, shape in ground.items()}
    for clock, spans in (("now", scene.spans), ("then", scene.spans_then)):
        for day in scene.dates:
            told = next(days)
            assert (told["clock"], told["date"]) == (clock, day.isoformat())
            on = spans_on(spans, day)
            for word, rings, area in zip(page["words"], told["rings"], told["km2"], strict=True):
                if word["bare"]:
                    continue
                zones = [
                    zone
                    for zone, span in on.items()
                    if zone in ground
                    and (span.control.status, span.control.side, span.stale)
                    == (word["status"], word["side"], word["stale"])
                    and [c for c in span.claims if c in claims] == word["claims"]
                    and not is_bare(span, scene.header)
                ]
                assert all(ring[0] == ring[-1] and len(ring) > 3 for ring in rings)
                assert all(shapely.Polygon(ring).area > 0 for ring in rings)
                drawn = [edge for ring in rings for edge in edges(ring)]
                assert len(drawn) == len(set(drawn))
                assert set(drawn) == border([ground[zone] for zone in zones], step)
                assert area == pytest.approx(sum(km2[zone] for zone in zones), rel=1e-6)
            control = {zone: span.control for zone, span in on.items()}
            front = {
                edge
                for arc, faces in zip(scene.ground.arcs, scene.ground.faces, strict=True)
                if len({control.get(face, UNKNOWN).side for face in faces} - {None}) == 2
                for edge in edges([grid(xy, step) for xy in arc])
            }
            assert {edge for line in told["front"] for edge in edges(line)} == front
    for clock, spans in (("now", scene.spans), ("then", scene.spans_then)):
        named = {place.id for place in scene.places}
        ours = {
            (s.zone, s.start.isoformat(), s.end.isoformat(), s.control.status, s.control.side)
            for s in spans
            if s.zone.partition(";")[0] in named
        }
        assert set(map(tuple, page["spans"][clock])) == ours


@pytest.mark.parametrize("folder", [EXAMPLE, STARTER], ids=["example", "starter"])
def test_the_page_draws_the_edges_of_the_scene(folder, tmp_path):
    check(project.build(project.load(folder)), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_rings_close_on_every_day_of_a_wandering_front(seed, tmp_path):
    scene = drawn_map(tmp_path / "map", list(wandering(seed, 12)))
    assert len({span.control for span in scene.spans}) == 3
    check(scene, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("grid_deg", [1e-7, 1e-6, 3e-5, 1e-3])
def test_rings_close_on_any_grid(grid_deg, tmp_path):
    scene = drawn_map(tmp_path / "map", list(wandering(7, 6)), grid_deg=grid_deg)
    assert scene.ground.grid_deg == grid_deg
    check(scene, tmp_path)


@pytest.mark.slow
def test_rings_close_and_areas_agree_on_every_day_of_a_season(tmp_path):
    layers = list(wandering(11, 60))
    scene = drawn_map(tmp_path / "map", layers)
    assert len(scene.dates) == 60
    assert any(layer is None for layer in layers)
    check(scene, tmp_path)


def test_a_map_without_any_ground_is_packed_as_well(tmp_path):
    folder = copy_starter(tmp_path / "map")
    header = (folder / "map.toml").read_text().partition("[ground]")[0]
    (folder / "map.toml").write_text(f'{header}[ground]\nmethod = "none"\n')
    scene = project.build(project.load(folder))
    assert not scene.ground.arcs
    check(scene, tmp_path)


def test_corners_that_only_touch_and_one_zone_within_another(tmp_path):
    box = shapely.box
    days = [
        {"north": shapely.union_all([box(10, 50, 10.1, 50.1), box(10.1, 50.1, 10.2, 50.2)])},
        {"north": box(10, 50, 10.3, 50.3).difference(box(10.1, 50.1, 10.2, 50.2))},
        {
            "north": box(10, 50, 10.3, 50.3).difference(box(10.1, 50.1, 10.2, 50.2)),
            "south": box(10.1, 50.1, 10.2, 50.2),
        },
        None,
        {"south": box(10, 50, 10.3, 50.3)},
    ]
    check(drawn_map(tmp_path / "map", days), tmp_path)
