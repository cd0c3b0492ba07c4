"""Methods, summary and references: what they say is what the scene has, in every language."""

import json
import re
from dataclasses import replace

import bibtexparser
import pytest
from made import HALVES, drawn_map, lattice, wandering
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
            title=f"{HOSTILE} {n}",
            publisher=HOSTILE,
            licence=HOSTILE,
            url="https://a.test/?q={x}&p=50%25#_}\\",
            archive_url="https://archive.test/}{",
            published=("2024-05-12", "2024-05~", "2024", None)[n % 4],
        )
        for n, source in enumerate(dataset.sources)
    )
    return project.build(replace(dataset, sources=sources))


def test_the_summary_tells_what_each_side_gained_as_two_maps_side_by_side_have_it(example):
    text = change_summary(example, *ENDS)
    passed = between(*(example.at(on) for on in ENDS))
    for side in example.header.sides:
        net = km2_words(passed.side(side.id).net_km2, "+")
        assert f"Area held or claimed by {side.name}: {net}" in text
    assert "9 May 2024" in text and "12 May 2024" in text


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_the_summary_names_the_places_that_differ_and_no_other(example, language):
    scene = in_language(example, language)
    one, two = (scene.at(on) for on in ENDS)
    text = change_summary(scene, *ENDS)
    told = text[: text.index(scene.events[0].title)]
    assert scene.places
    for place in scene.places:
        differs = one.control(place.id) != two.control(place.id)
        # As a word of its own: a claimant may have a place in its name.
        named = re.search(rf"(?:^|[.,] | (?:and|і|и) ){re.escape(place.name)}\b", told)
        assert bool(named) == differs, place.name


def test_a_summary_of_days_on_which_nothing_happened_says_so(example):
    text = change_summary(example, "2024-05-08", "2024-05-09")
    assert "No area changed control." in text and "No place changed control." in text


@pytest.mark.parametrize(
    "ends", [("2024-05-12", "2024-05-12"), ("x", "2024-05-12"), ("2024-05-09", "2030-01-01")]
)
def test_a_summary_of_days_that_are_none_is_refused(example, ends):
    with pytest.raises(UsageError):
        change_summary(example, *ends)


def test_the_methods_tell_the_numbers_of_the_policy_and_the_way_ground_was_made(example):
    text = methods(example)
    assert f"Claims of control: {len(example.control_claims)}" in text
    assert "halves every 14 days" in text and "at most 3.5 km" in text
    dataset = project.load(STARTER)
    policy = replace(dataset.header.policy, half_life_days=3.5, interest=0.25)
    other = replace(dataset.header, policy=policy, ground=Ground(method="none"))
    text = methods(project.build(replace(dataset, header=other)))
    assert "halves every 3.5 days" in text and "counts 25%" in text
    assert "inferred" not in text and "geodesic" not in text


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_methods_and_summary_have_no_english_in_another_language(example, language):
    scene = in_language(example, language)
    text = f"{methods(scene)} {change_summary(scene, *ENDS)}"
    assert sorted(set(re.findall(r"[A-Za-z]{2,}", text)) - {"WGS", "ISW", "DeepState"}) == []


def test_references_are_the_cited_sources_and_no_other(example):
    early = project.build(project.load(EXAMPLE), as_of="2024-05-10")
    for scene in (example, early):
        keys = refs.citation_keys(scene)
        wanted = [keys[source.id] for source in scene.sources if source.id in cited_ids(scene)]
        assert [item["id"] for item in refs.csl(scene)] == wanted
        assert [
            entry.key for entry in bibtexparser.parse_string(refs.render_bibtex(scene)).entries
        ] == wanted
        assert len(refs.references(scene)) == len(wanted)
    assert len(refs.csl(early)) < len(refs.csl(example))


def typeset(field):
    """What LaTeX sets for a field in braces of its own, naively: one command after another."""
    assert field[0] + field[-1] == "{}"
    names = {"backslash": "\\", "braceleft": "{", "braceright": "}", "asciitilde": "~"}
    names["asciicircum"] = "^"
    return re.sub(
        r"\\(?:text(\w+)\{\}|([$&#_%]))", lambda m: names[m[1]] if m[1] else m[2], field[1:-1]
    )


def test_bibtex_reads_back_as_it_was_whatever_the_text_is(hostile):
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


def test_csl_has_dates_as_parts_and_the_archive_in_the_note(hostile, example):
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
def test_a_date_of_edtf_is_one_of_csl(published, expected):
    assert refs._csl_date(published) == expected


def test_keys_are_unique_and_of_plain_letters_whatever_the_ids(example):
    ids = ("a b", "a-b", "A b", "джерело", "{x}", "ok_1")
    sources = tuple(replace(example.sources[0], id=id) for id in ids)
    keys = refs.citation_keys(replace(example, sources=sources))
    assert list(keys.values()) == ["a-b", "a-b-2", "A-b-3", "source", "x", "ok_1"]


def test_a_reference_is_a_line_in_the_language_of_the_page(example):
    assert any(", 13 травня 2024" in text for text in refs.references(in_language(example, "uk")))
    assert any("about May 2024" in text for text in refs.references(example))


@pytest.mark.slow
def test_the_command_prints_the_words_and_refuses_what_it_has_not():
    done = run("words", EXAMPLE, "--lang", "ru", "--from", ENDS[0], "--to", ENDS[1], "--json")
    told = json.loads(done.stdout)
    assert list(told) == [
        *("language", "caption", "alt", "summary", "sources", "credits", "methods", "references"),
    ]
    assert told["language"] == "ru" and "Стрелечья" in told["summary"]
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


def test_the_summary_by_the_knowledge_of_a_day_says_so():
    scene = project.build(project.load(EXAMPLE), known="2024-05-12")
    assert "12 May 2024, as known on 12 May 2024." in change_summary(scene, *ENDS)
    assert day("2024-05-12") == scene.header.known and sides_of(scene)


@pytest.fixture(scope="module")
def smooth(tmp_path_factory):
    return lattice(tmp_path_factory.mktemp("smooth") / "field", "field", HALVES, start=True)


def test_the_front_of_a_smooth_field_is_as_long_as_its_arcs_together(smooth):
    """Arcs of one front differ in how many vertices they have."""
    now = smooth.opening
    assert len({len(arc) for arc in now.front}) > 1
    parts = [Geod(ellps="WGS84").line_length(*zip(*arc, strict=True)) / 1000 for arc in now.front]
    assert sum(now.front_km.values()) == pytest.approx(sum(parts), rel=1e-9)
    assert f"{sum(parts):,.0f} km long" in change_summary(smooth, smooth.dates[0], smooth.dates[-1])


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Daily maps, of which the last of the first week and another are missing."""
    maps = list(wandering(3, 40))
    maps[5] = maps[12] = None
    return drawn_map(tmp_path_factory.mktemp("archive") / "map", maps)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "uk", "ru", "ar"])
def test_a_summary_tells_of_days_without_a_map_and_ends_every_sentence_once(archive, language):
    scene = replace(archive, header=replace(archive.header, language=language))
    one, before = archive.dates[5], archive.dates[4]
    text = change_summary(scene, one, archive.dates[-1])
    assert date_words(one, language) in text and date_words(before, language) in text
    assert ".." not in text and "  " not in text and text[-1] in ".\u2069"


def test_a_week_whose_last_day_has_no_map_has_the_ground_of_its_last_map(archive):
    last, before = archive.dates[5], archive.dates[4]
    ids = {side.name: side.id for side in archive.header.sides}
    rows = {row[3]: row for row in tables(archive)[2].rows if row[2] == last}
    assert rows.keys() == ids.keys()
    has = {ids[name]: row[4] for name, row in rows.items() if row[4] is not None}
    drawn = archive.side_km2(before)
    assert has == {id: pytest.approx(drawn[id], abs=1e-6) for id in has} != {}


def test_the_alternative_text_of_drawn_ground_tells_how_much_each_class_has(archive):
    now = archive.at(archive.dates[4])
    text, sides = alt(archive, now.date), sides_of(archive)
    assert len(now.drawn) > 1
    for control, shape in now.drawn.items():
        told = f"{control_words(control, sides)}: {km2_words(area_km2(shape))}"
        assert told.lower() in text.lower()
    for write in (alt, caption):
        assert "No map published 3 March 2024." in write(archive, archive.dates[5])
        assert "No map" not in write(archive, now.date)
