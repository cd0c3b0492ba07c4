"""Which towns of the base are named beside the places of the map."""

from dataclasses import replace

from shapely import Point
from support import copy_starter

import frontline
from frontline.model import BaseFeature
from frontline.style.base_names import unplaced_towns
from frontline.style.base_strokes import town_px


def town(name, lon, lat, population=None, **names):
    texts = {language: {"name": text} for language, text in names.items()}
    return BaseFeature("town", "", name, Point(lon, lat), texts, population=population)


def places(tmp_path):
    return frontline.load(copy_starter(tmp_path / "map")).places


def test_a_town_near_a_place_or_with_its_name_not_far_away_is_the_place(tmp_path):
    found = places(tmp_path)
    alder = next(place for place in found if place.name == "Alder")
    near = town("Anders", alder.lon, alder.lat + 0.015)
    namesake = town("ALDER", alder.lon + 0.2, alder.lat)
    translated = town("Erle", alder.lon + 0.2, alder.lat, en="Alder")
    far = town("Alder", alder.lon + 0.4, alder.lat)
    other = town("Anders", alder.lon, alder.lat + 0.03)
    assert unplaced_towns([near, namesake, translated, far, other], found) == [far, other]


def test_a_town_across_180_is_the_place(tmp_path):
    (place, *_) = places(tmp_path)
    turned = replace(place, lon=180.5)
    assert unplaced_towns([town("Elsewhere", -179.5, place.lat)], [turned]) == []
    assert len(unplaced_towns([town("Elsewhere", -178.5, place.lat)], [turned])) == 1


def test_towns_are_listed_by_population_and_those_without_a_name_are_not(tmp_path):
    towns = [
        town("Small", 0, 0, 500),
        town("", 1, 1, 10**6),
        town("None", 2, 2),
        town("Big", 3, 3, 900),
    ]
    assert [item.name for item in unplaced_towns(towns, ())] == ["Big", "Small", "None"]


def test_the_sign_of_a_town_grows_with_its_inhabitants_up_to_a_limit():
    sizes = [town_px(population) for population in (None, 1000, 10**5, 10**6, 10**7, 10**8)]
    assert sizes == sorted(sizes)
    assert (sizes[0], sizes[-2], sizes[-1]) == (4.0, 14.0, 14.0)
