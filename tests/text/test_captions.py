import datetime as dt
import subprocess
import sys

import pytest
from support import EXAMPLE, ROOT, STARTER, day

from frontline import project
from frontline.errors import UsageError
from frontline.model import Control, Side
from frontline.text import alt_text, captions, credit_lines, lookups, phrases

SIDES = {"ru": Side("ru", "Russia", "#d55e00", "Russian")}
DAYS = ["2024-05-08", "2024-05-10", "2024-05-11", "2024-05-12", "2024-05-13"]
NINE_VILLAGES = (
    "Borysivka", "Hatyshche", "Krasne", "Morokhovets", "Ohirtseve",
    "Oliinykove", "Pletenivka", "Pylna", "Strilecha",
)  # fmt: skip


@pytest.mark.parametrize("date", DAYS)
@pytest.mark.parametrize("write", [captions.caption, alt_text.alt])
def test_caption_and_alt_text_name_the_nine_villages(example, write, date):
    text = write(example, date)
    assert [name for name in NINE_VILLAGES if name not in text] == []


@pytest.mark.parametrize("date", DAYS)
def test_the_alt_text_names_every_place_with_its_class(example, date):
    snapshot = example.at(date)
    sentences = alt_text.alt(example, date).split(". ")
    claimed = [
        place
        for place in example.places
        if place.lon is not None and place.id in snapshot.spans and snapshot.spans[place.id].claims
    ]
    assert bool(claimed) == (date >= "2024-05-10")
    for place in claimed:
        control = phrases.control_words(snapshot.control(place.id), lookups.sides_of(example))
        verbs = (f"is {control}", f"are {control}")
        assert any(
            place.name in sentence and sentence.rstrip(".").endswith(verbs)
            for sentence in sentences
        )


def test_the_alt_text_has_region_date_site_and_disputes(example):
    text = alt_text.alt(example, "2024-05-11")
    assert "Ukraine" in text and "Russia" in text
    assert "11 May 2024" in text and "UTC+3" in text
    assert "Shchorsa street 55A, Belgorod (located to within 150 m)" in text
    assert "are contested" in text and "accounts differ" in text


def test_the_caption_has_claimants_sources_and_credits(example):
    text = captions.caption(example, "2024-05-12")
    assert example.header.title in text
    assert "DeepState" in text and "Russian Defence Ministry" in text
    assert "boundaries are not surveyed" in text
    assert credit_lines.sources_line(example) in text and credit_lines.credits_line(example) in text
    assert "\n" not in text and "  " not in text and ".." not in text


def test_the_caption_of_the_starter_map_in_full(starter):
    assert captions.caption(starter, "2024-03-08") == (
        "Two villages in a week. Situation at the end of 8 March 2024 (UTC). "
        "On 8 March 2024, Alder changed from contested to held by the North "
        "(Map desk – earlier denied by Southern army). "
        "Alder and Birch are held by the North. "
        "Held or claimed by the North: 0 to 190 km², depending on which source is left out. "
        "Areas are inferred from reports at places (nearest-place cells, at most 6 km from a "
        "place); their boundaries are not surveyed. "
        "Inferred from 2 places, one per 94 km² (8 March 2024); the line is accurate to about "
        "2.9 km. "
        "Sources: The Gazette · The Herald. Map: Your name."
    )


def test_the_alt_text_of_a_day_without_changes_in_full(starter):
    assert alt_text.alt(starter, "2024-03-04") == (
        "Map of parts of Southland and Northland at the end of 4 March 2024 (UTC), "
        "titled “Two villages in a week”. "
        "Alder and Birch are held by the South, as at the start of the period. "
        "There is no front line: no two sides meet. "
        "No change of control was recorded on this day."
    )


def test_verbs_agree_with_the_number_of_places(starter):
    assert "Alder is claimed by the North." in alt_text.alt(starter, "2024-03-05")
    assert "Alder and Birch are held by the North." in alt_text.alt(starter, "2024-03-09")


@pytest.mark.parametrize("write", [captions.caption, alt_text.alt])
@pytest.mark.parametrize("date", ["2023-01-01", "nonsense", dt.date(2030, 1, 1)])
def test_a_date_outside_the_period_is_refused(starter, write, date):
    with pytest.raises(UsageError):
        write(starter, date)


@pytest.mark.parametrize(
    ("items", "limit", "expected"),
    [
        ([], 9, ""),
        (["A"], 9, "A"),
        (["A", "B"], 9, "A and B"),
        (["A", "B", "C"], 9, "A, B and C"),
        (["A", "B", "C", "D"], 2, "A, B and 2 more"),
        (["A", "B", "C"], 2, "A, B and C"),
        (["A, in B", "C"], 9, "A, in B; and C"),
        (["A, in B", "C", "D"], 9, "A, in B; C; and D"),
    ],
)
def test_lists_are_joined_as_in_a_sentence(items, limit, expected):
    assert phrases.joined(items, limit) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "13 May 2024"),
        ("en-US", "May 13, 2024"),
        ("de", "13. Mai 2024"),
        ("ru", "13 мая 2024 г."),
        ("uk", "13 травня 2024 р."),
        ("xx", "13 May 2024"),
        ("no-such-tag-at-all", "13 May 2024"),
    ],
)
def test_dates_are_written_in_the_language_of_the_map(language, expected):
    # The same as Intl.DateTimeFormat gives in the page.
    text = phrases.date_words(day("2024-05-13"), language)
    assert text.replace("\xa0", " ").replace("\u202f", " ") == expected


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        (Control("held", "ru"), "held by Russia"),
        (Control("claimed", "ru"), "claimed by Russia"),
        (Control("held", "nobody-known"), "held by nobody-known"),
        (Control("contested"), "contested"),
        (Control("unknown"), "unknown"),
    ],
)
def test_control_is_named_as_in_the_page(control, expected):
    assert phrases.control_words(control, SIDES) == expected


@pytest.mark.slow
def test_only_cited_sources_are_listed():
    scene = project.build(project.load(EXAMPLE), as_of="2024-05-11")
    assert "UAWire" not in credit_lines.sources_line(scene)
    assert "UAWire" in credit_lines.sources_line(project.build(project.load(EXAMPLE)))


@pytest.mark.slow
def test_the_locale_of_the_environment_changes_nothing():
    code = (
        "from frontline import project; from frontline.text import alt_text, captions;"
        f"s = project.build(project.load({str(STARTER)!r}));"
        "import sys; sys.stdout.buffer.write((captions.caption(s) + alt_text.alt(s)).encode())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": str(ROOT), "LC_ALL": locale, "LANG": locale, "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for locale, zone in [("C", "UTC"), ("de_DE.UTF-8", "Asia/Tokyo")]
    }
    assert len(outputs) == 1
