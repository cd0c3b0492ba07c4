"""Drawn areas that contradict each other, places at one position, homonyms and near countries."""

import pytest
from drawn_maps import area, collection, drawn
from shapely.geometry import box, mapping
from support import copy_starter

import frontline
from frontline.model import Control

WEST, ISLAND = box(10, 49.9, 10.2, 50), box(10.05, 49.93, 10.1, 49.97)


def village(id, lon, lat, **properties):
    values = {"id": id, "name": id.title(), "kind": "village", **properties}
    point = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "properties": values, "geometry": point}


def without_claims(folder, **changed):
    copy_starter(folder, **changed)
    (folder / "claims.csv").unlink()
    return folder


def codes(folder):
    return [notice.code for notice in frontline.notices(folder)]


def built(folder):
    return frontline.build(frontline.load(folder))


def test_an_island_on_top_of_an_area_of_one_publisher_is_told_and_can_be_settled(tmp_path):
    island = area("island", "south", ISLAND)
    folder = drawn(tmp_path / "a", area("west", "north", WEST), island)
    (notice,) = frontline.notices(folder)
    assert (notice.code, notice.line > 0) == ("FL501", True)
    assert '"island"' in notice.message
    assert '"west"' in notice.message
    assert "2024-03-04" in notice.message
    assert "contradict" in frontline.caption(built(folder))
    assert "contradict" not in frontline.caption(
        built(drawn(tmp_path / "b", area("west", "north", WEST - ISLAND), island))
    )
    later = area("island", "south", ISLAND, known="2024-03-04T06:00Z")
    settled = drawn(tmp_path / "c", area("west", "north", WEST), later)
    assert codes(settled) == []
    assert built(settled).side_km2("2024-03-04")["south"] == pytest.approx(15.97, abs=0.1)


def test_sources_that_differ_are_no_mistake(tmp_path):
    other = area("island", "south", ISLAND, source="herald")
    assert codes(drawn(tmp_path / "m", area("west", "north", WEST), other)) == []


@pytest.mark.parametrize("source", ["gazette", "herald"])
def test_an_area_that_ends_when_its_successor_begins_is_told_until_ends_are_exclusive(
    source, tmp_path
):
    areas = (
        area("first", "north", WEST, ends="2024-03-06"),
        area("second", "south", WEST, begins="2024-03-06", source=source),
    )
    (notice,) = frontline.notices(drawn(tmp_path / "a", *areas))
    assert notice.code == "FL502"
    assert all(
        part in notice.message for part in ('"first"', '"second"', "2024-03-06", "[reading]")
    )
    exclusive = drawn(
        tmp_path / "b", *areas, reading='[reading]\n"areas.geojson" = { ends = "exclusive" }\n'
    )
    assert codes(exclusive) == []
    scene = built(exclusive)
    held = {day: scene.side_km2(f"2024-03-0{day}") for day in (5, 6)}
    assert held[5]["north"] == held[6]["south"] > 100
    assert held[5]["south"] == held[6]["north"] == 0


def test_the_next_day_is_no_contradiction(tmp_path):
    first = area("first", "north", WEST, ends="2024-03-05")
    second = area("second", "south", WEST, begins="2024-03-06")
    assert codes(drawn(tmp_path / "m", first, second)) == []


def test_a_map_of_a_single_day_does_not_contradict_another_publisher(tmp_path):
    one = area("one", "north", WEST, ends="2024-03-04")
    two = area("two", "south", WEST, source="herald")
    assert codes(drawn(tmp_path / "m", one, two)) == []


def test_edges_of_two_sources_a_few_metres_apart_leave_a_front_and_no_contested_strip(tmp_path):
    fronts = []
    for number, west in enumerate((10.19988, 10.2, 10.20012)):
        east = area("east", "south", box(west, 49.9, 10.3, 50), source="herald")
        folder = drawn(tmp_path / str(number), area("west", "north", WEST), east)
        scene = built(folder)
        snapshot = scene.at("2024-03-05")
        assert {snapshot.control(zone).status for zone in scene.km2} == {"held"}
        fronts.append(snapshot.front_km["north", "south"])
        assert codes(folder) == ([] if number == 1 else ["FL503"])
    assert fronts == pytest.approx([11.12] * 3, abs=0.01)


def test_a_map_of_drawn_areas_needs_no_places(tmp_path):
    assert built(drawn(tmp_path / "m", area("west", "north", WEST))).places == ()


EVENTS = "id,date,place,kind,side,title,source\n"
HELD = "{0}-{1},2024-03-05,{0},held,{1},T,gazette\n"


@pytest.mark.parametrize("method", ["cells", "field", "base"])
@pytest.mark.parametrize("names", [("alder", "zeder"), ("zeder", "alder")])
def test_ground_of_places_at_one_position_is_contested_whichever_comes_first(
    method, names, tmp_path
):
    places = [village(id, 10.02, 50.02) for id in names] + [village("far", 10.13, 50.04)]
    events = EVENTS + HELD.format(names[0], "north") + HELD.format(names[1], "south")
    folder = without_claims(
        tmp_path / "m",
        places_geojson=collection(places),
        events_csv=events + HELD.format("far", "north"),
    )
    header = (folder / "map.toml").read_text().replace('"cells"', f'"{method}"')
    (folder / "map.toml").write_text(header)
    snapshot = built(folder).at("2024-03-06")
    assert snapshot.control(names[0]) == Control("held", "north")
    assert snapshot.control(names[1]) == Control("held", "south")
    shared = {
        snapshot.control(zone)
        for zone, place in snapshot.laid.place_of.items()
        if place == "alder" and snapshot.spans.get(zone)
    }
    assert Control("contested") in shared
    assert codes(folder) == ["FL504"]


def test_places_at_one_position_that_agree_share_their_ground(tmp_path):
    places = [village("alder", 10.02, 50.02), village("zeder", 10.02, 50.02)]
    events = EVENTS + HELD.format("alder", "north") + HELD.format("zeder", "north")
    alone = EVENTS + HELD.format("alder", "north")
    km2 = []
    for number, text in enumerate((events, alone)):
        folder = without_claims(
            tmp_path / str(number), places_geojson=collection(places), events_csv=text
        )
        km2.append(built(folder).side_km2("2024-03-06")["north"])
    assert km2[0] == km2[1] > 50


def test_a_place_just_outside_the_country_of_the_start_counts_as_within(tmp_path):
    country = {
        "type": "Feature",
        "properties": {"kind": "country", "id": "southland", "name": "Southland"},
        "geometry": mapping(box(9.4, 49.5, 10.2, 50.5)),
    }
    places = [village("near", 10.205, 49.95), village("far", 10.25, 49.95)]
    folder = without_claims(
        tmp_path / "m",
        places_geojson=collection(places),
        events_csv=EVENTS + HELD.format("near", "north") + HELD.format("far", "north"),
    )
    (folder / "base" / "countries.geojson").write_text(collection([country]))
    assert sorted(codes(folder)) == ["FL505", "FL506"]
    snapshot = built(folder).at("2024-03-04")
    assert snapshot.control("near") == Control("held", "south")
    assert snapshot.control("far").status == "unknown"
    abroad = {**country, "geometry": mapping(box(10.2, 49.5, 10.9, 50.5))}
    abroad["properties"] = {**country["properties"], "id": "northland"}
    (folder / "base" / "countries.geojson").write_text(collection([country, abroad]))
    assert codes(folder) == ["FL505", "FL505"]
    assert built(folder).at("2024-03-04").control("near").status == "unknown"


def test_homonyms_are_told_apart_in_every_language_in_which_they_are_homonyms(tmp_path):
    places = [
        village("one", 10.02, 50.02, name="Newton", admin="S1 West", **{"name:uk": "Ньютон"}),
        village("two", 10.13, 50.04, name="Newton", admin="S2 East", **{"name:uk": "Нове"}),
        village("three", 10.2, 49.95, name="Oldham", admin="S2 East"),
    ]
    folder = without_claims(
        tmp_path / "m",
        places_geojson=collection(places),
        events_csv=EVENTS + HELD.format("one", "north") + HELD.format("two", "south"),
    )
    header = (folder / "map.toml").read_text()
    (folder / "map.toml").write_text('languages = ["en", "uk"]\n' + header)
    scene = built(folder)
    assert [place.name for place in scene.places] == ["Newton (West)", "Newton (East)", "Oldham"]
    for text in (frontline.caption(scene), frontline.alt(scene)):
        assert "Newton (West)" in text
        assert "Newton (East)" in text
        assert "Newton is" not in text
    assert [place.names.get("uk") for place in scene.places] == ["Ньютон", "Нове", None]


@pytest.mark.parametrize(
    ("date", "known"),
    [
        ("2024-03", "2024-03-31"),
        ("2024-03-05/2024-03-07", "2024-03-07"),
        ("../2024-03-07", "2024-03-07"),
        ("2024-03-05/..", "2024-03-05"),
        ("2024-03/..", "2024-03-31"),
        ("2024-03-05~", "2024-03-05"),
    ],
)
def test_a_statement_without_known_is_known_when_its_dates_were_over(date, known, tmp_path):
    row = f"a,{date},alder,held,north,Taken at the end of it,gazette\n"
    folder = without_claims(tmp_path / "m", events_csv=EVENTS + row)
    (event,) = frontline.load(folder).events
    assert event.known.day.isoformat() == known
    is_late = date[:1] != "." and known != "2024-03-05"
    assert codes(folder) == (["FL512"] if is_late else [])
    if known == "2024-03-31":
        assert "Taken" not in frontline.caption(
            frontline.build(frontline.load(folder), as_of="2024-03-09")
        )


def test_an_area_from_a_month_on_is_known_when_the_month_was_over(tmp_path):
    month = area("a", "north", WEST, begins="2024-03")
    day = area("b", "north", WEST, begins="2024-03-05")
    dataset = frontline.load(drawn(tmp_path / "m", month, day))
    assert [found.known and found.known.day.isoformat() for found in dataset.areas] == [
        "2024-03-31",
        None,
    ]


@pytest.mark.parametrize(
    ("date", "last"),
    [("2024-03-05/2024-03-07", "2024-03-06"), ("2024-03-05/2024-04", "2024-03-31")],
)
def test_the_exclusive_end_of_an_event_is_no_date_of_it(date, last, tmp_path):
    folder = without_claims(
        tmp_path / "m", events_csv=EVENTS + f"a,{date},alder,held,north,T,gazette\n"
    )
    header = (folder / "map.toml").read_text()
    (folder / "map.toml").write_text(
        header + '\n[reading]\n"events.csv" = { ends = "exclusive" }\n'
    )
    (event,) = frontline.load(folder).events
    assert event.when.text == f"2024-03-05/{last}"
    assert (event.known.day.isoformat(), event.when.end > event.known.day) == (last, True)


def test_an_interval_without_a_date_before_its_exclusive_end_is_a_problem(tmp_path):
    rows = "a,2024-03-05/2024-03-05,alder,held,north,T,gazette\n"
    folder = without_claims(tmp_path / "m", events_csv=EVENTS + rows)
    header = (folder / "map.toml").read_text()
    (folder / "map.toml").write_text(
        header + '\n[reading]\n"events.csv" = { ends = "exclusive" }\n'
    )
    assert [issue.code for issue in frontline.check(folder)] == ["FL105"]
    assert frontline.notices(folder) == ()
