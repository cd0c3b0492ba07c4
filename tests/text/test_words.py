"""Methods, summary and references agree with the scene in every language."""

import json
import re
from dataclasses import replace

import bibtexparser
import pytest
from generated_maps import HALVES, drawn_map, lattice_map, slowed, wandering_front
from pyproj import Geod
from support import EXAMPLE, STARTER, day, run

from frontline import in_language, project, tables
from frontline.analysis.flows import between
from frontline.errors import UsageError
from frontline.ground.measure import area_km2
from frontline.model import Ground
from frontline.text import references as refs
from frontline.text.alt_text import alt
from frontline.text.captions import caption
from frontline.text.credit_lines import cited_ids
from frontline.text.lookups import sides_of
from frontline.text.methods import methods
from frontline.text.phrases import control_words, date_words
from frontline.text.quantities import km2_words
from frontline.text.summary import change_summary

ENDS = ("2024-05-09", "2024-05-12")
HOSTILE = '}{ 50% & #1 $x$ a_b ~ ^ \\write18{rm} @misc{x, "q" <b>'


@pytest.fixture(scope="module")
def hostile():
    dataset = project.load(STARTER)
    sources = tuple(
        replace(
            source,
            title=f"{HOSTILE} {number}",
            publisher=HOSTILE,
            licence=HOSTILE,
            url="https://a.test/?q={x}&p=50%25#_}\\",
            archive_url="https://archive.test/}{",
            published=("2024-05-12", "2024-05~", "2024", None)[number % 4],
        )
        for number, source in enumerate(dataset.sources)
    )
    return project.build(replace(dataset, sources=sources))


def test_the_summary_agrees_with_the_balance_of_each_side(example):
    text = change_summary(example, *ENDS)
    balance = between(*(example.at(date) for date in ENDS))
    for side in example.header.sides:
        net = km2_words(balance.side(side.id).net_km2, "+")
        assert f"Area held or claimed by {side.name}: {net}" in text
    assert "9 May 2024" in text and "12 May 2024" in text


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_the_summary_names_exactly_the_places_that_changed(example, language):
    scene = in_language(example, language)
    first, second = (scene.at(date) for date in ENDS)
    text = change_summary(scene, *ENDS)
    about_places = text[: text.index(scene.events[0].title)]
    assert scene.places
    for place in scene.places:
        differs = first.control(place.id) != second.control(place.id)
        # As a separate item: a claimant's name may contain a place.
        mentioned = re.search(rf"(?:^|[.,] | (?:and|і|и) ){re.escape(place.name)}\b", about_places)
        assert bool(mentioned) == differs, place.name


def test_a_summary_of_days_without_changes_says_so(example):
    text = change_summary(example, "2024-05-08", "2024-05-09")
    assert "No area changed control." in text and "No place changed control." in text


@pytest.mark.parametrize(
    "ends", [("2024-05-12", "2024-05-12"), ("x", "2024-05-12"), ("2024-05-09", "2030-01-01")]
)
def test_a_summary_of_invalid_dates_is_refused(example, ends):
    with pytest.raises(UsageError):
        change_summary(example, *ends)


def test_the_methods_describe_the_policy_and_the_inference(example):
    text = methods(example)
    assert f"Claims of control: {len(example.control_claims)}" in text
    assert "halves every 14 days" in text and "at most 3.5 km" in text
    dataset = project.load(STARTER)
    policy = replace(dataset.header.policy, half_life_days=3.5, interest=0.25)
    header = replace(dataset.header, policy=policy, ground=Ground(method="none"))
    text = methods(project.build(replace(dataset, header=header)))
    assert "halves every 3.5 days" in text and "counts 25%" in text
    assert "inferred" not in text and "geodesic" not in text


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_methods_and_summary_have_no_english_in_another_language(example, language):
    scene = in_language(example, language)
    text = f"{methods(scene)} {change_summary(scene, *ENDS)}"
    assert sorted(set(re.findall(r"[A-Za-z]{2,}", text)) - {"WGS", "ISW", "DeepState"}) == []


def test_references_are_exactly_the_cited_sources(example):
    early = project.build(project.load(EXAMPLE), as_of="2024-05-10")
    for scene in (example, early):
        keys = refs.citation_keys(scene)
        expected = [keys[source.id] for source in scene.sources if source.id in cited_ids(scene)]
        assert [item["id"] for item in refs.csl(scene)] == expected
        assert [
            entry.key for entry in bibtexparser.parse_string(refs.render_bibtex(scene)).entries
        ] == expected
        assert len(refs.references(scene)) == len(expected)
    assert len(refs.csl(early)) < len(refs.csl(example))


def typeset(field):
    """Return the text that LaTeX would typeset for a braced field."""
    assert field[0] + field[-1] == "{}"
    names = {"backslash": "\\", "braceleft": "{", "braceright": "}", "asciitilde": "~"}
    names["asciicircum"] = "^"
    return re.sub(
        r"\\(?:text(\w+)\{\}|([$&#_%]))",
        lambda match: names[match[1]] if match[1] else match[2],
        field[1:-1],
    )


def test_bibtex_with_hostile_texts_survives_a_round_trip(hostile):
    library = bibtexparser.parse_string(refs.render_bibtex(hostile))
    assert library.failed_blocks == []
    sources = refs.cited_sources(hostile)
    assert len(library.entries) == len(sources) > 1
    for entry, source in zip(library.entries, sources, strict=True):
        assert entry.entry_type == "misc"
        assert typeset(entry["title"]) == source.title
        assert typeset(entry["author"]) == source.publisher
        assert "archive.test" in entry["note"]
    months = {entry.get("month").value for entry in library.entries if entry.get("month")}
    assert months <= {"may"}


def test_braces_balance_in_every_line_of_bibtex(hostile):
    lines = [line for line in refs.render_bibtex(hostile).splitlines() if line.startswith("  ")]
    assert lines
    for line in lines:
        assert line.count("{") == line.count("}"), line


def test_csl_has_date_parts_and_the_archive_in_the_note(hostile, example):
    for scene in (hostile, example):
        for item, source in zip(refs.csl(scene), refs.cited_sources(scene), strict=True):
            assert item["title"] == source.title and item["publisher"] == source.publisher
            assert item.keys() <= {
                "id",
                "type",
                "title",
                "publisher",
                "URL",
                "issued",
                "language",
                "note",
            }
            if source.archive_url:
                assert source.archive_url in item["note"]
    by_id = {item["id"]: item for item in refs.csl(example)}
    assert by_id["krone"]["issued"] == {"date-parts": [[2024, 3]]}
    assert by_id["novinite"]["issued"] == {"date-parts": [[2024, 5, 13]]}
    assert json.loads(refs.render_csl(example)) == refs.csl(example)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2024", {"date-parts": [[2024]]}),
        ("2024-05~", {"date-parts": [[2024, 5]], "circa": True}),
        ("2024-05-10/2024-05-12", {"date-parts": [[2024, 5, 10], [2024, 5, 12]]}),
        ("2024-05-10/..", {"literal": "2024-05-10/.."}),
    ],
)
def test_edtf_dates_become_csl_dates(published, expected):
    assert refs._csl_date(published) == expected


def test_citation_keys_are_unique_and_plain(example):
    ids = ("a b", "a-b", "A b", "джерело", "{x}", "ok_1")
    sources = tuple(replace(example.sources[0], id=id) for id in ids)
    keys = refs.citation_keys(replace(example, sources=sources))
    assert list(keys.values()) == ["a-b", "a-b-2", "A-b-3", "source", "x", "ok_1"]


def test_references_are_in_the_language_of_the_scene(example):
    assert any(", 13 травня 2024" in text for text in refs.references(in_language(example, "uk")))
    assert any("about May 2024" in text for text in refs.references(example))


@pytest.mark.slow
def test_the_command_prints_texts_and_refuses_invalid_options():
    result = run("words", EXAMPLE, "--lang", "ru", "--from", ENDS[0], "--to", ENDS[1], "--json")
    texts = json.loads(result.stdout)
    assert list(texts) == [
        *("language", "caption", "alt", "summary", "sources", "credits", "methods", "references"),
    ]
    assert texts["language"] == "ru" and "Стрелечья" in texts["summary"]
    assert "1. Brief of 13 May" in run("words", EXAMPLE).stdout
    assert run("words", EXAMPLE, "--bibtex").stdout.startswith("@misc{brief,")
    for args in (
        ["--lang", "ua"],
        ["--from", ENDS[0]],
        ["--date", "2030-01-01"],
        ["--json", "--bibtex"],
    ):
        refused = run("words", EXAMPLE, *args)
        assert refused.exit_code == 2 and refused.stderr.startswith("frontline: ")


def test_a_summary_as_known_on_a_date_says_so():
    scene = project.build(project.load(EXAMPLE), known="2024-05-12")
    assert "12 May 2024, as known on 12 May 2024." in change_summary(scene, *ENDS)
    assert day("2024-05-12") == scene.header.known and sides_of(scene)


@pytest.fixture(scope="module")
def field_scene(tmp_path_factory):
    return lattice_map(tmp_path_factory.mktemp("smooth") / "field", "field", HALVES, start=True)


def test_the_length_of_a_fields_front_is_the_sum_of_its_arcs(field_scene):
    """The arcs of the front have different numbers of vertices."""
    snapshot = field_scene.opening
    assert len({len(arc) for arc in snapshot.front}) > 1
    parts = [
        Geod(ellps="WGS84").line_length(*zip(*arc, strict=True)) / 1000 for arc in snapshot.front
    ]
    assert sum(snapshot.front_km.values()) == pytest.approx(sum(parts), rel=1e-9)
    summary = change_summary(field_scene, field_scene.dates[0], field_scene.dates[-1])
    assert "The front line is inferred; its length is not measured." in summary
    assert " km long" not in summary


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Daily maps; the last day of the first week and one other day are missing."""
    maps = slowed(list(wandering_front(3, 40)), 3)
    maps[5] = maps[12] = None
    return drawn_map(tmp_path_factory.mktemp("archive") / "map", maps)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "uk", "ru", "ar"])
def test_a_summary_mentions_missing_days_in_well_formed_sentences(archive, language):
    scene = replace(archive, header=replace(archive.header, language=language))
    missing_day, last_map = archive.dates[5], archive.dates[4]
    text = change_summary(scene, missing_day, archive.dates[-1])
    assert date_words(missing_day, language) in text and date_words(last_map, language) in text
    assert ".." not in text and "  " not in text and text[-1] in ".\u2069"


def test_a_week_that_ends_without_a_map_has_the_areas_of_its_last_map(archive):
    last_day, last_map = archive.dates[5], archive.dates[4]
    ids = {side.name: side.id for side in archive.header.sides}
    rows = {row[3]: row for row in tables(archive)[2].rows if row[2] == last_day}
    assert rows.keys() == {*ids, "contested", "unknown"}
    sides = {name: row[4] for name, row in rows.items() if name in ids}
    listed = {ids[name]: km2 for name, km2 in sides.items() if km2 is not None}
    drawn = archive.side_km2(last_map)
    assert listed == {id: pytest.approx(drawn[id], abs=1e-6) for id in listed} != {}


def test_the_alt_text_of_drawn_areas_has_the_area_of_each_class(archive):
    snapshot = archive.at(archive.dates[4])
    text, sides = alt(archive, snapshot.date), sides_of(archive)
    assert len(snapshot.drawn) > 1
    for control, shape in snapshot.drawn.items():
        expected = f"{control_words(control, sides)}: {km2_words(area_km2(shape))}"
        assert expected.lower() in text.lower()
    for write in (alt, caption):
        assert "No map published 3 March 2024." in write(archive, archive.dates[5])
        assert "No map" not in write(archive, snapshot.date)
