"""The worked example says what its sources say: checked against lists written by hand."""

import json

import pytest
import shapely
from support import EXAMPLE, day, scene_of

from frontline import project
from frontline.analysis.difference import difference
from frontline.model import Control
from frontline.render.page.scene_json import record

DATASET = project.load(EXAMPLE)
SCENE = scene_of(EXAMPLE)

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


# The policy of docs/explanation/method.md with its defaults, worked out on paper from the rows
# above: a line for each K, a word for each D from 10 to 14 May, a letter for each village in the
# order of NINE.
# U and R: held by Ukraine, Russia; c: claimed by Russia; x: contested.
#
# Say Hatyshche on 13 May as known on 13 May, weights without age (which takes 5 % a day off):
#   for Russia:  DeepState occupied      B 0.8 × assessed 1              0.80
#                bloggers, ministry      C 0.6 × claimed 0.5 × 0.1 each  0.06
#   contested:   the Institute (11 May)  F 0.4 × assessed 1              0.40
#   for Ukraine: General Staff denies    C 0.6 × claimed 0.5 × 0.1       0.03
# Russia has 0.86 of 1.29: two thirds, a little more with the age of the older claims: held.
# At Ohirtseve the governor's "fighting continues" (C 0.6 × 0.5) stands beside: contested.
MATRIX = {
    "2024-05-10": "RRRRUUccU RRRRUUccU RRRRUUccU RRRRUUccU RRRRUUccU",
    "2024-05-11": "xxxxUUxxx xxxxRRxxx xxxxRRxxx xxxxRRxxx xxxxRRxxx",
    "2024-05-12": "xxxxUUxxx RRRRxxxxR RRRRxxRxR RRRRxxRxR RRRRxxRxR",
    "2024-05-13": "xxxxUUxxx RRRRxxxxR RRRRRRRxR RRRRRRRxR RRRRRRRxR",
    "2024-05-14": "xxxxUUxxx RRRRxxxxR RRRRRRRxR RRRRRRRxR RRRRRRRxR",
}
LETTERS = {
    Control("held", "ua"): "U",
    Control("held", "ru"): "R",
    Control("claimed", "ru"): "c",
    Control("contested"): "x",
}


@pytest.mark.parametrize("known", MATRIX)
def test_the_status_of_the_nine_villages_for_each_day_and_knowledge(known):
    found = []
    for number in range(10, 15):
        now = SCENE.at(f"2024-05-{number}", known)
        found.append("".join(LETTERS[now.control(id)] for id in NINE))
        assert now.control("lukiantsi") == Control("held", "ua")
    assert " ".join(found) == MATRIX[known]


def test_the_weights_behind_hatyshche_are_those_on_paper():
    why = SCENE.why("hatyshche", "2024-05-13", "2024-05-13")
    aged = 2 ** (-1 / 14)
    by_id = {account.claim.id: account for account in why.accounts}
    assert by_id["c-deepstate-nine-1205"].weight == pytest.approx(0.8 * aged, abs=1e-4)
    assert by_id["c-isw-outskirts-1105"].weight == pytest.approx(0.4 * aged**2, abs=1e-4)
    assert by_id["c-mod-four-1205"].weight == pytest.approx(0.6 * 0.5 * 0.1 * aged, abs=1e-4)
    assert by_id["c-deepstate-occupied-1105"].why == "repeats the same voice, which counts once"
    assert sum(why.shares.values()) == pytest.approx(1, abs=1e-3)


def test_the_map_of_12_may_as_known_then_differs_and_each_difference_is_explained():
    found = difference(SCENE, *map(day, ("2024-05-12", "2024-05-12", "2024-05-12", "2024-05-13")))
    assert [p.place for p in found.learnt.passages] == ["morokhovets", "oliinykove"]
    for passage in found.learnt.passages:
        assert passage.new == ("c-deepstate-nine-1205",)
        assert passage.gone == ("c-deepstate-grey-1105",)
    assert found.happened.passages == ()


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
