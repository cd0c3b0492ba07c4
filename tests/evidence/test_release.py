"""What must not be published: searched for in every byte of every output."""

import re
import zlib
from contextlib import suppress
from dataclasses import replace

import pytest
from support import EXAMPLE, STARTER, copy_starter, day, run

from frontline import UsageError, project
from frontline.evidence.release import NOT_REDISTRIBUTED, as_of, embedded, known_by
from frontline.render.page.scene_json import record

SECRET = "Kanariensekt"
DATASET = project.load(EXAMPLE)


def outputs(scene):
    """Yield the bytes of each output of a scene, then those of each stream of the PDF."""
    for name, render in project.outputs(scene).items():
        output = render()
        yield output
        if name.endswith(".pdf"):
            for stream in re.findall(rb"stream\r?\n(.*?)endstream", output, re.DOTALL):
                with suppress(zlib.error):
                    yield zlib.decompress(stream)


def is_published(secret, scene):
    """Return whether a text is in an output; only what lies before the first one is drawn."""
    return any(secret.encode() in output for output in outputs(scene))


def map_with_secret(folder, *, withhold="", known="2024-03-06", source="gazette"):
    copy_starter(folder)
    (folder / "claims.csv").write_text(
        "id,event,place,about,value,claimant,kind,stance,known,source,note,withhold\n"
        "open,,alder,control,north,Southern army,claimed,denies,2024-03-05,herald,,\n"
        f"{SECRET}-1,,alder,control,north,{SECRET} agency,assessed,asserts,{known},{source},"
        f"{SECRET} note,{withhold}\n"
        f"{SECRET}-2,,birch,cause,{SECRET} cause,{SECRET} desk,claimed,asserts,{known},{source},"
        f",{withhold}\n"
    )
    return folder


@pytest.mark.slow
def test_a_published_secret_is_found(tmp_path):
    scene = project.build(project.load(map_with_secret(tmp_path / "m")))
    assert is_published(SECRET, scene)


@pytest.mark.slow
def test_withheld_claims_are_in_no_output_and_change_nothing(tmp_path):
    scene = project.build(project.load(map_with_secret(tmp_path / "m", withhold="yes")))
    assert not is_published(SECRET, scene)
    assert scene.at("2024-03-06").control("alder").status == "contested"


def test_a_claim_withheld_after_it_was_published_shows_in_a_status_that_turns_back(tmp_path):
    """What is not promised: the limits of SECURITY.md say so."""
    before, after = (
        project.build(project.load(map_with_secret(tmp_path / name, withhold=withhold)))
        for name, withhold in (("before", ""), ("after", "yes"))
    )
    first, second = (scene.at("2024-03-06").control("alder") for scene in (before, after))
    assert (first.status, first.side, second.status) == ("held", "north", "contested")


@pytest.mark.slow
def test_claims_under_embargo_are_in_no_output(tmp_path):
    folder = map_with_secret(tmp_path / "m", known="2024-03-07T20:00Z")
    policy = "\n[policy]\nembargo_hours = 6\n"
    (folder / "map.toml").write_text((folder / "map.toml").read_text() + policy)
    dataset = project.load(folder)
    with pytest.raises(UsageError, match="embargo"):
        project.build(dataset)
    assert not is_published(SECRET, project.build(dataset, as_of="2024-03-07"))
    assert is_published(SECRET, project.build(dataset, as_of="2024-03-08"))


@pytest.mark.slow
def test_texts_of_sources_not_redistributed_count_but_are_not_embedded(tmp_path):
    folder = map_with_secret(tmp_path / "m", source="closed")
    sources = (folder / "sources.csv").read_text().rstrip("\n").split("\n")
    rows = [f"{sources[0]},redistribute", *(f"{row},yes" for row in sources[1:])]
    rows.append("closed,Closed list,Closed,,2024-03-06,en,,B,,no")
    (folder / "sources.csv").write_text("\n".join(rows) + "\n")
    scene = project.build(project.load(folder))
    content = b"\n".join(outputs(scene))
    assert f"{SECRET} note".encode() not in content
    assert f"{SECRET} cause".encode() not in content
    assert NOT_REDISTRIBUTED in {claim.value for claim in scene.claims}
    assert scene.at("2024-03-06").control("alder").side == "north"  # the claim counts


def test_geometry_from_a_source_not_redistributed_is_left_out():
    dataset = project.load(STARTER)
    closed = tuple(
        replace(source, redistributed=False) for source in dataset.sources if source.id == "gazette"
    )
    others = tuple(source for source in dataset.sources if source.id != "gazette")
    shown = embedded(replace(dataset, sources=(*closed, *others)))
    assert all(place.lon is None for place in shown.places)


def test_sources_without_any_remaining_record_are_not_credited(tmp_path):
    scene = project.build(project.load(map_with_secret(tmp_path / "m")), known="2024-03-04")
    assert {source.id for source in scene.sources} == {"gazette"}
    assert {source["id"] for source in record(scene)["sources"]} == {"gazette"}


@pytest.mark.parametrize("date", ["2024-05-10", "2024-05-11", "2024-05-12", "2024-05-13"])
def test_everything_known_later_is_removed(date):
    cut, known = as_of(DATASET, day(date)), known_by(DATASET, day(date))
    late_events = {event.id for event in DATASET.events if event.known.day > day(date)}
    later = {
        claim.id
        for claim in DATASET.claims
        if claim.known.day > day(date) or claim.event in late_events
    }
    for dataset in (cut, known):
        assert {claim.id for claim in DATASET.claims} - {
            claim.id for claim in dataset.claims
        } == later
        assert all(event.known.day <= day(date) for event in dataset.events)
        assert dataset.header.known == day(date)
    assert cut.header.end == day(date).replace(day=day(date).day + 1)
    assert known.header.end == DATASET.header.end


def test_a_date_before_the_period_is_refused():
    with pytest.raises(ValueError, match="before the period"):
        as_of(DATASET, day("2024-05-07"))


def test_a_correction_of_a_withheld_claim_becomes_an_assertion(tmp_path):
    folder = copy_starter(tmp_path / "m")
    (folder / "claims.csv").write_text(
        "id,event,place,about,value,claimant,stance,known,source,target,withhold\n"
        "a,,alder,control,north,Desk,asserts,2024-03-05,gazette,,yes\n"
        "b,,alder,control,south,Desk,corrects,2024-03-06,gazette,a,\n"
        "c,,birch,control,north,Desk,asserts,2024-03-05,gazette,,yes\n"
        "d,,,,,Desk,retracts,2024-03-06,gazette,c,\n"
    )
    scene = project.build(project.load(folder))
    by_id = {claim.id: claim for claim in scene.claims}
    assert (by_id["b"].stance, by_id["b"].target) == ("asserts", None)
    assert not {"a", "c", "d"} & by_id.keys()


def test_a_blurred_place_is_snapped_to_a_grid_within_its_precision(tmp_path):
    from pyproj import Geod

    folder = copy_starter(tmp_path / "m")
    path = folder / "places.geojson"
    path.write_text(path.read_text().replace('"id": "alder"', '"blur_m": 2000, "id": "alder"'))
    places = {place.id: place for place in project.load(folder).places}
    alder = places["alder"]
    assert alder.precision_m == 2000
    distance_m = Geod(ellps="WGS84").inv(10.02, 50.02, alder.lon, alder.lat)[2]
    assert 0 < distance_m < 2000
    moved_slightly = path.read_text().replace("[10.02, 50.02]", "[10.0201, 50.0201]")
    path.write_text(moved_slightly)
    blurred_again = {place.id: place for place in project.load(folder).places}["alder"]
    assert (blurred_again.lon, blurred_again.lat) == (alder.lon, alder.lat)
    text = "".join(str(value) for value in (record(project.build(project.load(folder))),))
    assert "10.0201" not in text


def test_a_withheld_retraction_still_removes_the_claim(tmp_path):
    folder = copy_starter(tmp_path / "m")
    (folder / "claims.csv").write_text(
        "id,event,place,about,value,claimant,kind,stance,known,source,target,withhold\n"
        "a,,cedar,control,north,Desk,assessed,asserts,2024-03-05,gazette,,\n"
        "b,,,,,Desk,,retracts,2024-03-06,gazette,a,yes\n"
    )
    scene = project.build(project.load(folder))
    assert not {"a", "b"} & {claim.id for claim in scene.claims}
    assert scene.at("2024-03-08").control("cedar").side == "south"


@pytest.mark.slow
def test_a_claim_known_on_a_date_is_under_embargo_until_the_end_of_the_date(tmp_path):
    folder = map_with_secret(tmp_path / "m", known="2024-03-07")
    policy = "\n[policy]\nembargo_hours = 1\n"
    (folder / "map.toml").write_text((folder / "map.toml").read_text() + policy)
    dataset = project.load(folder)
    assert not is_published(SECRET, project.build(dataset, as_of="2024-03-07"))
    assert is_published(SECRET, project.build(dataset, as_of="2024-03-08"))


def test_areas_that_begin_later_are_left_out():
    from shapely.geometry import box

    from frontline.dates.edtf import Interval
    from frontline.model import Area

    when = Interval(day("2024-05-12"), None, "")
    area = Area("later", "ru", "held", when, "deepstate", box(36.4, 50.2, 36.5, 50.3))
    dataset = replace(DATASET, areas=(area,))
    for restrict in (as_of, known_by):
        assert restrict(dataset, day("2024-05-11")).areas == ()
        assert restrict(dataset, day("2024-05-12")).areas == (area,)


def map_with_story(folder, *chapters, **options):
    """Write a map with one claim about birch and chapters that have the secret in every field.

    A chapter is its date, and lines of settings.
    """
    map_with_secret(folder, **options)
    events = (folder / "events.csv").read_text().splitlines()
    (folder / "events.csv").write_text(
        "\n".join(line for line in events if ",birch," not in line) + "\n"
    )
    (folder / "story.md").write_text(
        "## Open\ndate: 2024-03-04\n\nHeld.\n"
        + "".join(
            f"\n## {SECRET} title\ndate: {date}\n{settings}\n"
            f"**{SECRET}** text, [{SECRET}](https://{SECRET}.example/)\n"
            for date, settings in chapters or [("2024-03-06", "")]
        )
    )
    return folder


def titles(scene):
    return [chapter.title for chapter in scene.header.chapters]


@pytest.mark.slow
def test_a_published_chapter_is_in_the_outputs(tmp_path):
    scene = project.build(project.load(map_with_story(tmp_path / "m")), as_of="2024-03-06")
    assert SECRET in titles(scene)[1]
    assert is_published(f"{SECRET}.example", scene)


@pytest.mark.slow
@pytest.mark.parametrize("option", ["as_of", "known"])
def test_a_chapter_about_a_later_date_is_in_no_output(tmp_path, option):
    later = [("2024-03-07", ""), ("2024-03-06", "since: 2024-03-08\n")]
    dataset = project.load(map_with_story(tmp_path / "m", *later, withhold="yes"))
    assert len(titles(project.build(dataset))) == 3
    scene = project.build(dataset, **{option: "2024-03-06"})
    assert titles(scene) == ["Open"]
    assert not is_published(SECRET, scene)


@pytest.mark.slow
def test_a_chapter_is_published_after_its_date_and_the_embargo(tmp_path):
    folder = map_with_story(tmp_path / "m", withhold="yes")
    policy = "\n[policy]\nembargo_hours = 6\n"
    (folder / "map.toml").write_text((folder / "map.toml").read_text() + policy)
    dataset = project.load(folder)
    early = project.build(dataset, as_of="2024-03-06")
    assert titles(early) == ["Open"]
    assert not is_published(SECRET, early)
    assert len(titles(project.build(dataset, as_of="2024-03-07"))) == 2


@pytest.mark.slow
def test_a_chapter_is_dropped_if_its_place_has_only_withheld_claims(tmp_path):
    about_birch = ("2024-03-06", "places: birch\n")
    open_map = project.load(map_with_story(tmp_path / "open", about_birch))
    assert len(titles(project.build(open_map))) == 2
    folder = map_with_story(tmp_path / "kept", about_birch, withhold="yes")
    scene = project.build(project.load(folder))
    assert titles(scene) == ["Open"]
    assert not is_published(SECRET, scene)


def test_a_chapter_stays_if_its_place_has_other_claims(tmp_path):
    folder = map_with_story(tmp_path / "m", ("2024-03-06", "places: alder\n"), withhold="yes")
    assert len(titles(project.build(project.load(folder)))) == 2


def test_a_chapter_that_cites_only_sources_not_redistributed_is_not_embedded():
    dataset = project.load(EXAMPLE)
    cited = {"deepstate-0509", "novinite", "krone"}
    closed = tuple(
        replace(source, redistributed=source.id not in cited) for source in dataset.sources
    )
    shown = embedded(replace(dataset, sources=closed))
    assert dataset.header.chapters[1:] == shown.header.chapters


def test_info_counts_only_what_is_published():
    output = run("info", EXAMPLE, "--as-of", "2024-05-12").stdout
    assert "chapters: 4" in output
    assert "2024-05-13" not in output
    assert f"events: {len(DATASET.events)}," not in output
