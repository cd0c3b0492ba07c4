"""The worked example says what its sources say: checked against lists written by hand."""

import json

import pytest
import shapely
from support import EXAMPLE, day

from frontline import project
from frontline.render.record import record

DATASET = project.load(EXAMPLE)
SCENE = project.build(DATASET)

NINE = {
    "strilecha": (36.398864, 50.301064),
    "krasne": (36.455851, 50.285080),
    "pylna": (36.518975, 50.288569),
    "borysivka": (36.557650, 50.277790),
    "morokhovets": (36.469872, 50.272681),
    "oliinykove": (36.482941, 50.266886),
    "hatyshche": (36.867173, 50.299026),
    "ohirtseve": (36.843518, 50.298905),
    "pletenivka": (36.928478, 50.333386),
}
FIRST_FOUR = ("strilecha", "krasne", "pylna", "borysivka")


def country(id):
    return next(f.geometry for f in DATASET.base if f.kind == "country" and f.id == id)


def test_every_village_lies_on_its_side_of_the_border():
    places = {place.id: place for place in DATASET.places}
    for id, spot in NINE.items():
        assert (places[id].lon, places[id].lat) == spot
    inside = {
        p.id
        for p in DATASET.places
        if p.lon and country("ua").contains(shapely.Point(p.lon, p.lat))
    }
    located = {p.id for p in DATASET.places if p.lon}
    assert inside == located - {"belgorod", "shchorsa-55a"}
    for id in ("belgorod", "shchorsa-55a"):
        assert country("ru").contains(shapely.Point(places[id].lon, places[id].lat))


# Measured on the OpenStreetMap border in the list of villages this example was made from.
@pytest.mark.parametrize(
    ("id", "km"), [("strilecha", 0.63), ("pylna", 0.26), ("borysivka", 0.44), ("krasne", 2.98)]
)
def test_the_border_is_as_near_as_on_openstreetmap(id, km):
    from pyproj import Geod

    border = shapely.union_all([f.geometry for f in DATASET.base if f.kind == "border"])
    spot = shapely.Point(NINE[id])
    near = shapely.shortest_line(spot, border)
    assert Geod(ellps="WGS84").geometry_length(near) / 1000 == pytest.approx(km, abs=0.08)


def test_the_countries_and_the_border_are_one_coverage():
    assert shapely.coverage_is_valid([country("ua"), country("ru")])


def test_a_homonym_36_km_off_is_not_taken_for_pylna():
    assert not any(
        p.lon and abs(p.lon - 36.9845) < 0.01 and abs(p.lat - 50.1621) < 0.01
        for p in DATASET.places
    )


# Row by row: who, when (the day in Kyiv), how, and of which villages. By hand from the reports.
CONTROL = [
    ("Ukrainska Pravda", "2024-05-10", "ru", "reported", "asserts", FIRST_FOUR),
    ("Ukrainska Pravda", "2024-05-10", None, "reported", "asserts", FIRST_FOUR),
    ("Kharkiv local authorities", "2024-05-10", "ru", "claimed", "denies", FIRST_FOUR),
    ("Institute for the Study of War", "2024-05-10", "ru", "assessed", "asserts", ("pylna",)),
    (
        "Institute for the Study of War",
        "2024-05-10",
        "ru",
        "assessed",
        "asserts",
        ("strilecha", "krasne", "borysivka"),
    ),
    (
        "Russian military bloggers",
        "2024-05-10",
        "ru",
        "claimed",
        "asserts",
        ("zelene", "ohirtseve", "hatyshche"),
    ),
    (
        "DeepState",
        "2024-05-11",
        None,
        "assessed",
        "asserts",
        (*FIRST_FOUR, "pletenivka", "hatyshche", "ohirtseve"),
    ),
    (
        "Ukrainian General Staff",
        "2024-05-11",
        "ru",
        "claimed",
        "denies",
        (
            "strilecha",
            "krasne",
            "morokhovets",
            "oliinykove",
            "lukiantsi",
            "ohirtseve",
            "hatyshche",
            "pletenivka",
        ),
    ),
    (
        "Russian Defence Ministry",
        "2024-05-11",
        "ru",
        "claimed",
        "asserts",
        ("borysivka", "ohirtseve", "pletenivka", "pylna", "strilecha"),
    ),
    (
        "Voloshyn",
        "2024-05-11",
        "ru",
        "claimed",
        "denies",
        ("borysivka", "ohirtseve", "pletenivka", "pylna", "strilecha"),
    ),
    (
        "Syniehubov",
        "2024-05-11",
        None,
        "claimed",
        "asserts",
        ("strilecha", "pylna", "borysivka", "ohirtseve"),
    ),
    (
        "Institute for the Study of War",
        "2024-05-11",
        "ru",
        "assessed",
        "asserts",
        ("morokhovets", "oliinykove"),
    ),
    (
        "Institute for the Study of War",
        "2024-05-11",
        None,
        "assessed",
        "asserts",
        ("ohirtseve", "hatyshche"),
    ),
    (
        "DeepState",
        "2024-05-12",
        "ru",
        "assessed",
        "asserts",
        (*FIRST_FOUR, "hatyshche", "ohirtseve", "pletenivka"),
    ),
    ("DeepState", "2024-05-12", None, "assessed", "asserts", ("morokhovets", "oliinykove")),
    (
        "Russian Defence Ministry",
        "2024-05-12",
        "ru",
        "claimed",
        "asserts",
        ("hatyshche", "krasne", "morokhovets", "oliinykove"),
    ),
    ("DeepState", "2024-05-13", "ru", "assessed", "asserts", tuple(NINE)),
]


@pytest.mark.parametrize(
    "row", CONTROL, ids=lambda row: f"{row[1][-2:]} {row[0]} {row[3]} {row[2]}"
)
def test_who_said_what_about_the_villages(row):
    who, when, side, kind, stance, places = row
    assert any(
        who in c.claimant
        and (c.known.day, c.side, c.kind, c.stance) == (day(when), side, kind, stance)
        and set(c.places) == set(places)
        and c.sources
        for c in DATASET.claims
        if c.about == "control"
    )


def test_there_is_no_claim_of_control_beside_these():
    assert sum(c.about == "control" for c in DATASET.claims) == len(CONTROL)


# What the rule of the latest word makes of those rows, worked out on paper.
STATUS = {
    "2024-05-09": {"held ua": tuple(NINE)},
    "2024-05-10": {
        "contested": FIRST_FOUR,
        "claimed ru": ("hatyshche", "ohirtseve"),
        "held ua": ("morokhovets", "oliinykove", "pletenivka"),
    },
    "2024-05-11": {"contested": tuple(NINE)},
    "2024-05-12": {
        "held ru": (*FIRST_FOUR, "hatyshche", "ohirtseve", "pletenivka"),
        "contested": ("morokhovets", "oliinykove"),
    },
    "2024-05-13": {"held ru": tuple(NINE)},
    "2024-05-14": {"held ru": tuple(NINE)},
}


@pytest.mark.parametrize("on", STATUS)
def test_the_status_of_the_nine_villages_on_each_day(on):
    now = SCENE.at(on)
    found = {}
    for id in NINE:
        control = now.control(id)
        found.setdefault(f"{control.status} {control.side or ''}".strip(), []).append(id)
    assert {k: set(v) for k, v in found.items()} == {k: set(v) for k, v in STATUS[on].items()}
    assert now.control("lukiantsi").side == "ua"


# The lines of the brief and of the site's story: words that must be on the map, by whom, when.
SAID = [
    ("About ten floors", "Images from the scene", "2024-05-12"),
    ("Soviet-era missile fired by Ukraine", "Some reports", "2024-05-12"),
    ("terrorist attack on residential areas", "Russian Defence Ministry", "2024-05-12"),
    ("blown up from inside", "Tendar", "2024-05-12"),
    ("Barbaric", "Russian President", "2024-05-13"),
    ("criminal assault on civilians and infrastructure", "Russian Foreign Ministry", "2024-05-13"),
    ("buffer zone", "Russian President", "2024-03-18"),
    ("direct hit by a Ukrainian projectile", "Gladkov", "2024-05-12"),
    ("Tochka-U", "Russian Defence Ministry", "2024-05-12"),
    ("Russian provocation", "National Security and Defence Council", "2024-05-12"),
    ("anti-aircraft system", "Bellingcat", "2024-05-13"),
    ("north-east side", "Defence Express", "2024-05-12"),
    ("glide bomb", "Matveev", "2024-05-13"),
    ("5V55 or 48N6DM", "defence-blog.com", "2024-05-13"),
]


@pytest.mark.parametrize(("words", "who", "when"), SAID)
def test_every_account_is_on_the_map_with_who_says_so(words, who, when):
    assert any(
        words in c["value"] and who in c["claimant"] and c["day"] == when and c["sources"]
        for c in record(SCENE)["claims"]
    )


TOLL = [
    ("killed", 11, 11, "2024-05-12T22:00+03:00"),
    ("killed", 13, 13, "2024-05-12T23:31+03:00"),
    ("killed", 15, None, "2024-05-13"),
    ("killed", 15, 15, "2024-05-13T03:00+03:00"),
    ("killed", 15, 15, "2024-05-13T07:00+03:00"),
    ("killed", 17, 17, "2024-05-21"),
    ("injured", 20, 20, "2024-05-13"),
    ("injured", 27, 27, "2024-05-13T07:00+03:00"),
    ("injured", 19, 19, "2024-05-21"),
    ("injured", 19, 28, "2024-05-21"),
    ("missing", 1, None, "2024-05-13"),
    ("rockets", 12, None, "2024-05-12"),
]


def test_the_toll_as_it_became_known():
    counted = [
        (c["about"], c["low"], c["high"], c["known"])
        for c in record(SCENE)["claims"]
        if c["low"] is not None
    ]
    assert sorted(counted, key=str) == sorted(TOLL, key=str)


# Titles' words and days of the events, the lines without a number or an account of their own.
EVENTS = [
    ("Belgorod collapses", "2024-05-12", ["shchorsa-55a"]),
    (
        "taken four more villages",
        "2024-05-12",
        ["hatyshche", "krasne", "morokhovets", "oliinykove"],
    ),
    (
        "taken five villages",
        "2024-05-11",
        ["borysivka", "ohirtseve", "pletenivka", "pylna", "strilecha"],
    ),
    ("Border reported breached after about a week of heavy shelling", "2024-05-10", list(NINE)),
    ("new front is feared", "2024-05-10", ["lyptsi", "vovchansk"]),
    ("Ukraine sends reserves and tries to hold its line", "2024-05-10", []),
    ("Small mobile units", "2024-05-10", []),
    ("commander-in-chief calls the situation difficult", "2024-05-12", []),
    ("grey zone and the front line are growing", "2024-05-13", []),
]


@pytest.mark.parametrize(("title", "start", "places"), EVENTS)
def test_every_event_is_on_the_map(title, start, places):
    assert any(
        title in e["title"]
        and e["start"] == start
        and sorted(e["places"]) == sorted(places)
        and e["sources"]
        for e in record(SCENE)["events"]
    )


def test_the_site_is_drawn_to_150_metres():
    site = next(p for p in SCENE.places if p.id == "shchorsa-55a")
    assert (site.lon, site.lat, site.precision_m) == (36.579367, 50.556846, 150)


def test_the_map_shows_one_week_and_opens_on_the_day_of_the_brief():
    assert (len(SCENE.dates), str(SCENE.dates[0]), str(SCENE.opens)) == (
        7,
        "2024-05-08",
        "2024-05-13",
    )


def test_as_of_a_day_nothing_later_is_anywhere_in_the_record():
    text = json.dumps(record(project.build(DATASET, as_of="2024-05-12")))
    assert "Tochka-U" in text
    assert "Barbaric" not in text
    assert "2024-05-13T" not in text
