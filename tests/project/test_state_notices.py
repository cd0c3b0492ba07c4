"""Where a map's own border and the world's differ: the map's own counts, and check tells it."""

import json

import pytest
import shapely
from casework import write_case
from generated_maps import write_features
from support import CASES, EXAMPLE

from frontline import project
from frontline.world import world_states

EXTENT = (12.2, 49.8, 13.0, 50.2)
KM = 1 / 111.195


def told(folder):
    return [notice.message for notice in project.notices(folder) if notice.code == "FL517"]


def bordered(tmp_path, off_km, properties, header=""):
    """Write a map whose Germany reaches so far into Czechia, with a place halfway into that."""
    folder = tmp_path / "map"
    write_case(CASES / "notice-states", folder)
    states = {state.id: state.geometry for state in world_states(EXTENT, ["en"])}
    germany = states["DE"].buffer(off_km * KM)
    write_features(folder / "base" / "countries.geojson", [(properties, germany)])
    path = folder / "places.geojson"
    places = json.loads(path.read_text())["features"]
    edge = states["DE"].buffer(off_km * KM / 2).boundary.intersection(states["CZ"])
    middle = edge.intersection(shapely.box(*EXTENT)).interpolate(0.5, normalized=True)
    for feature in places[:3]:
        feature["geometry"] = shapely.geometry.mapping(middle)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": places}))
    toml = (
        (folder / "map.toml").read_text().replace('within = "de"', f'within = "{properties["id"]}"')
    )
    (folder / "map.toml").write_text(toml + header)
    return folder


GERMANY = {"kind": "country", "id": "de", "name": "Germany"}


def test_places_that_only_the_map_has_in_a_state_are_told_with_both_states(tmp_path):
    (message,) = told(bordered(tmp_path, 6, GERMANY))
    assert '"alder", "birch", "cedar" lie in "de" by the map\'s own countries' in message
    assert "in Czechia by the package's world" in message
    assert "within about 2.9 km" in message
    assert 4 < float(message.split("up to ")[1].split(" km")[0]) < 6.1


def test_a_difference_within_the_error_of_the_world_is_not_told(tmp_path):
    assert told(bordered(tmp_path, 2, GERMANY)) == []


@pytest.mark.parametrize(
    ("properties", "is_told"),
    [
        ({"kind": "country", "id": "germany", "name": "GERMANY"}, True),
        ({"kind": "country", "id": "g", "name": "Allemagne", "name:en": "Germany"}, True),
        ({"kind": "country", "id": "southland", "name": "Southland"}, False),
    ],
)
def test_a_country_is_known_by_its_iso_code_or_its_name(tmp_path, properties, is_told):
    folder = bordered(tmp_path, 6, properties)
    header = (folder / "map.toml").read_text()
    (folder / "map.toml").write_text('language = "fr"\nlanguages = ["fr", "en"]\n' + header)
    found = told(folder)
    assert bool(found) == is_told
    assert all("in Czechia by" in message for message in found)  # in English, like every message


def test_a_map_that_takes_no_states_of_the_world_hears_nothing_of_them(tmp_path):
    assert told(bordered(tmp_path, 6, GERMANY, "\n[base]\nworld = false\n")) == []


def test_the_villages_of_the_worked_example_are_told():
    (message,) = told(EXAMPLE)
    assert message.startswith('"pylna", "borysivka", "okip" and 5 more lie in "ua" by')
