"""The packed areas, decoded by the page's own modules: every edge of every day, by both clocks."""

import pytest
import shapely
from decoded_page import decoded_page, grid_cell, outline, undirected_edges
from generated_maps import drawn_map, wandering_front
from support import EXAMPLE, STARTER, copy_starter

from frontline import project
from frontline.ground.measure import area_km2
from frontline.model import UNKNOWN
from frontline.scene.zone_spans import is_bare


def spans_on(spans, day):
    return {span.zone: span for span in spans if span.start <= day < span.end}


def assert_page_draws_scene(scene, folder):
    page = decoded_page(scene, folder)
    step = scene.header.grid_deg or 1e-5
    days = iter(page["days"])
    claims = {claim.id for claim in scene.claims}
    polygons = {zone: scene.ground.polygon(zone) for zone in scene.ground.zones}
    km2 = {zone: area_km2(shape) for zone, shape in polygons.items()}
    for clock, spans in (("now", scene.spans), ("then", scene.spans_then)):
        for day in scene.dates:
            drawn_day = next(days)
            assert (drawn_day["clock"], drawn_day["date"]) == (clock, day.isoformat())
            span_by_zone = spans_on(spans, day)
            for word, rings, area in zip(
                page["words"], drawn_day["rings"], drawn_day["km2"], strict=True
            ):
                if word["bare"]:
                    continue
                zones = [
                    zone
                    for zone, span in span_by_zone.items()
                    if zone in polygons
                    and (span.control.status, span.control.side, span.stale)
                    == (word["status"], word["side"], word["stale"])
                    and [claim for claim in span.claims if claim in claims] == word["claims"]
                    and not is_bare(span, scene.header)
                ]
                assert all(ring[0] == ring[-1] and len(ring) > 3 for ring in rings)
                assert all(shapely.Polygon(ring).area > 0 for ring in rings)
                edges = [edge for ring in rings for edge in undirected_edges(ring)]
                assert len(edges) == len(set(edges))
                assert set(edges) == outline([polygons[zone] for zone in zones], step)
                assert area == pytest.approx(sum(km2[zone] for zone in zones), rel=1e-6)
            control = {zone: span.control for zone, span in span_by_zone.items()}
            front = {
                edge
                for arc, faces in zip(scene.ground.arcs, scene.ground.faces, strict=True)
                if len({control.get(face, UNKNOWN).side for face in faces} - {None}) == 2
                for edge in undirected_edges([grid_cell(xy, step) for xy in arc])
            }
            assert {edge for line in drawn_day["front"] for edge in undirected_edges(line)} == front
    for clock, spans in (("now", scene.spans), ("then", scene.spans_then)):
        place_ids = {place.id for place in scene.places}
        expected = {
            (
                span.zone,
                span.start.isoformat(),
                span.end.isoformat(),
                span.control.status,
                span.control.side,
            )
            for span in spans
            if span.zone.partition(";")[0] in place_ids
        }
        assert set(map(tuple, page["spans"][clock])) == expected


@pytest.mark.slow
@pytest.mark.parametrize("folder", [EXAMPLE, STARTER], ids=["example", "starter"])
def test_the_page_draws_the_edges_of_the_scene(folder, tmp_path):
    assert_page_draws_scene(project.build(project.load(folder)), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_rings_are_closed_on_every_day_of_a_wandering_front(seed, tmp_path):
    scene = drawn_map(tmp_path / "map", list(wandering_front(seed, 12)))
    assert len({span.control for span in scene.spans}) == 3
    assert_page_draws_scene(scene, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("grid_deg", [1e-7, 1e-6, 3e-5, 1e-3])
def test_rings_are_closed_on_any_grid(grid_deg, tmp_path):
    scene = drawn_map(tmp_path / "map", list(wandering_front(7, 6)), grid_deg=grid_deg)
    assert scene.ground.grid_deg == grid_deg
    assert_page_draws_scene(scene, tmp_path)


@pytest.mark.slow
def test_rings_are_closed_and_areas_agree_on_thirty_days(tmp_path):
    layers = list(wandering_front(11, 30))
    scene = drawn_map(tmp_path / "map", layers)
    assert len(scene.dates) == 30
    assert any(layer is None for layer in layers)
    assert_page_draws_scene(scene, tmp_path)


def test_a_map_without_areas_is_packed(tmp_path):
    folder = copy_starter(tmp_path / "map")
    header = (folder / "map.toml").read_text().partition("[ground]")[0]
    (folder / "map.toml").write_text(f'{header}[ground]\nmethod = "none"\n')
    scene = project.build(project.load(folder))
    assert not scene.ground.arcs
    assert_page_draws_scene(scene, tmp_path)


def test_touching_corners_and_a_zone_within_another_are_packed(tmp_path):
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
    assert_page_draws_scene(drawn_map(tmp_path / "map", days), tmp_path)
