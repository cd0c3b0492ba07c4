"""Texts add up blocs, and stay short and begin with what matters however many sides there are."""

import re

import pytest
from bloc_maps import BLOC, SIDES, STRIP, crowded_map, strips, write_map
from generated_maps import iso_date
from support import run

from frontline import project
from frontline.language.speaker import speaker
from frontline.render.figure.legend import CLASSES_SHOWN, keys
from frontline.scene.translation import in_language
from frontline.text.alt_text import alt
from frontline.text.captions import caption
from frontline.text.summary import change_summary

MOVES = [
    (STRIP["fr"], {"side": "fr", "to": iso_date(1)}),
    (STRIP["fr"], {"side": "gb", "from": iso_date(2)}),
    (STRIP["de"], {"side": "de", "to": iso_date(1)}),
    (STRIP["de"], {"side": "fr", "from": iso_date(2)}),
]


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    folder = crowded_map(tmp_path_factory.mktemp("maps") / "crowded", 200)
    return project.build(project.load(folder))


def test_the_alternative_text_adds_up_the_ground_of_a_bloc(tmp_path):
    scene = project.build(project.load(write_map(tmp_path / "map", strips())))
    text = alt(scene)
    assert re.search(r"Allies: 67[56] km² \((France|Britain): 338 km²; \w+: 338 km²\)\.", text)


def test_ground_that_passes_between_allies_is_no_gain_of_the_bloc(tmp_path):
    scene = project.build(project.load(write_map(tmp_path / "map", MOVES)))
    text = change_summary(scene)
    assert "by Allies: +338 km² from Germany." in text
    assert "by Britain: +338 km² from France." in text
    exchange = project.build(project.load(write_map(tmp_path / "exchange", MOVES[:2])))
    assert "Allies" not in change_summary(exchange)


def test_the_name_of_a_bloc_is_translated_once_for_all_its_sides(tmp_path):
    sides = SIDES | {"fr": {**BLOC, '"bloc:uk"': '"Союзники"'}}
    folder = write_map(tmp_path / "map", strips(), sides=sides)
    header = folder / "map.toml"
    header.write_text('languages = ["en", "uk"]\n' + header.read_text())
    scene = in_language(project.build(project.load(folder)), "uk")
    assert re.search(r"Союзники: 67[56].км² \(", alt(scene))
    assert scene.opening.front_km.keys() == {("de", "gb")}


@pytest.mark.parametrize("write", [alt, caption])
def test_texts_of_two_hundred_sides_are_short_and_count_the_rest(crowded, write):
    text = write(crowded, iso_date(3))
    assert len(text) < 2500
    assert "Further classes of control: 125." in text
    assert re.search(r"6\d more changes of control", text)
    assert "Further ground that changed control:" in text


@pytest.mark.parametrize("write", [alt, caption])
def test_a_change_comes_before_the_state_and_a_city_before_villages(crowded, write):
    text = write(crowded, iso_date(3))
    first_change = text[text.index("On 4 March 2024, ") :]
    assert first_change.startswith("On 4 March 2024, Place 198 changed")
    assert text.index(first_change) < text.index("is drawn as held")


def test_a_summary_of_two_hundred_sides_counts_the_rest(crowded):
    text = change_summary(crowded)
    assert len(text) < 2500
    assert "Further sides that gained or lost ground:" in text


def test_a_legend_of_two_hundred_sides_lists_the_largest_and_counts_the_rest(crowded):
    words = [key.words for key in keys(crowded, speaker(crowded.header), circles=False)]
    assert sum("Held by" in text for text in words) == CLASSES_SHOWN
    assert "176 more" in words


def test_sides_beyond_the_palette_get_one_notice(tmp_path):
    enough = run("check", crowded_map(tmp_path / "enough", 16))
    assert "FL508" not in enough.stderr
    many = run("check", crowded_map(tmp_path / "many", 40))
    assert many.exit_code == 0
    assert many.stderr.count("FL508") == 1
