"""Atlases: one figure per day or place, the same for any number of workers, drawn once."""

import hashlib
import json

import pytest
from PIL import Image
from pyproj import Geod
from support import EXAMPLE, STARTER, copy_starter, run, scene_of

from frontline import project, publish
from frontline.errors import UsageError
from frontline.render.figure import render_place
from frontline.render.figure.place_map import extent_around
from frontline.render.series import atlas

SCENE = scene_of(STARTER)


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.fixture
def drawn_pages(monkeypatch):
    """Replace drawing by a stub that returns the options; the fixture is the list of calls."""
    calls = []

    def draw(scene, **options):
        calls.append(options)
        return repr(sorted(options.items())).encode()

    monkeypatch.setattr(atlas, "draw", draw)
    return calls


@pytest.mark.slow
def test_an_atlas_by_day_is_the_same_for_any_number_of_workers(tmp_path):
    args = ["--from", "2024-03-06", "--to", "2024-03-07", "--size", "social"]
    for workers in (1, 2):
        result = run("atlas", STARTER, "-o", tmp_path / str(workers), *args, "--workers", workers)
        assert result.exit_code == 0, result.stderr
        assert result.stdout.endswith(": 2 figures, 2 newly drawn\n")
    serial, parallel = (digests(tmp_path / str(workers)) for workers in (1, 2))
    assert serial == parallel
    assert set(serial) == {"atlas.json", *(f"2024-03-0{day}.png" for day in (6, 7))}
    repeated = run("atlas", STARTER, "-o", tmp_path / "1", *args, "--workers", "1")
    assert repeated.stdout.endswith(": 2 figures, 0 newly drawn\n")
    assert digests(tmp_path / "1") == serial


def test_a_place_map_is_centred_on_its_place_with_the_requested_width():
    place = SCENE.places[0]
    west, south, east, north = extent_around(place, 20)
    assert (west + east) / 2 == pytest.approx(place.lon, abs=1e-6)
    assert (south + north) / 2 == pytest.approx(place.lat, abs=1e-4)

    assert Geod(ellps="WGS84").inv(west, place.lat, east, place.lat)[2] == pytest.approx(
        20_000, 1e-4
    )


def test_a_place_map_shows_its_width_and_the_claims_known_by_its_date():
    scene = scene_of(EXAMPLE)
    svg = render_place(scene, "strilecha", "2024-05-10", width_km=20, format="svg").decode()
    assert "20 km across" in svg
    assert "Institute for the Study of War, 10 May" in svg
    assert "11 May" not in svg  # later claims are not shown
    with pytest.raises(UsageError, match='"nowhere" is not a place on the map'):
        render_place(scene, "nowhere", width_km=20)


def test_an_atlas_by_place_has_the_located_places_with_claims():
    scene = scene_of(EXAMPLE)
    names = {page.name.removesuffix(".png") for page in atlas.pages(scene, "place")}
    drawn = {place.id for place in scene.places if place.lon is not None}
    assert names == scene.reported & drawn


def test_figures_are_redrawn_only_if_scene_options_or_file_changed(tmp_path, drawn_pages):
    pages = atlas.pages(SCENE, "day", size="social")
    assert publish.atlas(SCENE, pages, tmp_path) == len(pages) == len(drawn_pages)
    assert publish.atlas(SCENE, pages, tmp_path) == 0
    dark = atlas.pages(SCENE, "day", size="social", theme="dark")
    assert publish.atlas(SCENE, dark, tmp_path) == len(pages)
    (tmp_path / dark[0].name).write_bytes(b"somebody else's")
    (tmp_path / dark[1].name).unlink()
    assert publish.atlas(SCENE, dark, tmp_path) == 2
    folder = copy_starter(tmp_path / "map")
    header = (folder / "map.toml").read_text()
    (folder / "map.toml").write_text(header.replace("Two villages", "Three villages", 1))
    changed = project.build(project.load(folder))
    assert publish.atlas(changed, dark, tmp_path) == len(pages)
    (tmp_path / "atlas.json").write_text("[nonsense")
    assert publish.atlas(changed, dark, tmp_path) == len(pages)


def test_figures_drawn_before_an_interruption_are_kept(tmp_path, drawn_pages):
    pages = atlas.pages(SCENE, "day")

    def step(name):
        if name == pages[2].name:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish.atlas(SCENE, pages, tmp_path, step=step)
    assert {path.name for path in tmp_path.iterdir()} == {
        "atlas.json",
        *(page.name for page in pages[:3]),
    }
    assert publish.atlas(SCENE, pages, tmp_path) == len(pages) - 3


def test_ids_become_safe_and_unique_file_names(tmp_path):
    ids = ["a", "A", "../up", "a/b", "a?b", "село", ".hidden", "x" * 300, "..", "con:"]
    names = atlas._file_names(ids)
    assert list(names) == ids
    assert len({name.casefold() for name in names.values()}) == len(ids)
    for name in names.values():
        (tmp_path / f"{name}.png").write_bytes(b"")
        assert "/" not in name
        assert not name.startswith(".")
    assert names["a"] == "a"
    assert names["село"] == "село"
    assert len(list(tmp_path.iterdir())) == len(ids)


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (["--by", "week"], "week is not one of day, place"),
        (["--from", "2030-01-01"], "the atlas would be empty"),
        (["--format", "gif"], '"gif" is not one of'),
        (["--by", "place", "--width-km", "0"], "between 0.5 and 2000"),
        (["--by", "place", "--to", "2030-01-01"], "2030-01-01 is not in the period"),
        (["--lang", "xx"], "xx"),
    ],
)
def test_wrong_usage_gives_one_line(args, line, tmp_path):
    result = run("atlas", STARTER, "-o", tmp_path / "a", *args, "--workers", "1")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1), result.stderr
    assert line in result.stderr


def test_the_manifest_is_independent_of_time_and_machine(tmp_path, drawn_pages):
    publish.atlas(SCENE, atlas.pages(SCENE, "day"), tmp_path)
    manifest = json.loads((tmp_path / "atlas.json").read_text())
    assert list(manifest) == sorted(f"{day}.png" for day in SCENE.dates)
    for stamp, digest in manifest.values():
        assert len(stamp) == len(digest) == 64


def test_a_page_has_the_pixels_of_its_named_size(tmp_path):
    publish.atlas(SCENE, atlas.pages(SCENE, "place", size="slide")[:1], tmp_path)
    (picture,) = tmp_path.glob("*.png")
    with Image.open(picture) as opened:
        assert opened.size == (1920, 1080)
