import tomllib

import geopandas
import pandas
import pytest
from support import EXAMPLE, STARTER

import frontline
from frontline.intake.formats.story_file import story_records
from frontline.render.page.scene_json import record


def frames(folder):
    def table(name):
        return pandas.read_csv(folder / name, dtype=str)

    header = tomllib.loads((folder / "map.toml").read_text())
    if (story := folder / "story.md").exists():
        chapters = story_records(story, story.read_text(), [])
        header["chapters"] = [dict(chapter.values) for chapter in chapters]
    for path in folder.glob("story.*.md"):
        language = path.name.split(".")[1]
        records = story_records(path, path.read_text(), [])
        for chapter, translation in zip(header["chapters"], records, strict=True):
            chapter |= {f"{key}:{language}": text for key, text in translation.values.items()}
    return {
        "header": header,
        "places": geopandas.read_file(folder / "places.geojson"),
        "events": table("events.csv"),
        "sources": table("sources.csv"),
        "claims": table("claims.csv"),
        "base": pandas.concat(
            [geopandas.read_file(p) for p in sorted((folder / "base").glob("*"))]
        ),
    }


@pytest.mark.slow
@pytest.mark.parametrize("folder", [STARTER, EXAMPLE], ids=["starter", "example"])
def test_dataframes_give_the_same_scene_as_files(folder):
    tables = frames(folder)
    from_tables = frontline.from_frames(**tables, id=folder.name)
    assert record(frontline.build(from_tables)) == record(frontline.build(frontline.load(folder)))


def test_geometry_in_another_crs_is_transformed():
    tables = frames(STARTER)
    tables["places"] = tables["places"].to_crs("EPSG:3857")
    places = {place.id: place for place in frontline.from_frames(**tables).places}
    assert places["alder"].lon == pytest.approx(10.02, abs=1e-7)
    assert places["alder"].lat == pytest.approx(50.02, abs=1e-7)


def test_timestamps_are_read_as_dates():
    tables = frames(STARTER)
    tables["events"]["date"] = pandas.to_datetime(tables["events"]["date"])
    assert [str(event.when.start) for event in frontline.from_frames(**tables).events] == [
        "2024-03-05",
        "2024-03-07",
    ]


def test_a_frame_without_a_crs_is_wrong_usage():
    tables = frames(STARTER)
    tables["places"] = tables["places"].set_crs(None, allow_override=True)
    with pytest.raises(frontline.UsageError, match="no CRS"):
        frontline.from_frames(**tables)


def test_problems_name_the_table_and_the_row():
    tables = frames(STARTER)
    tables["events"].loc[1, "place"] = "brich"
    with pytest.raises(frontline.DataError) as caught:
        frontline.from_frames(**tables)
    assert (
        str(caught.value)
        == 'events:2: place "brich" is not in places.geojson (did you mean "birch"?) [FL202]'
    )
