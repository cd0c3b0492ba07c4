"""Content that must not be published is searched for in every byte of every output."""

import re
import zlib
from dataclasses import replace

import pytest
from support import EXAMPLE, STARTER, copy_starter, day, run

from frontline import UsageError, project
from frontline.evidence.release import NOT_REDISTRIBUTED, as_of, embedded, known_by
from frontline.render.page.scene_json import record

SECRET = "Kanariensekt"
DATASET = project.load(EXAMPLE)


def every_byte(scene):
    """Return all outputs of a scene, with the streams of PDF files decompressed."""
    content = b""
    for name, make in project.outputs(scene).items():
        output = make()
        content += output
        if name.endswith(".pdf"):
            for stream in re.findall(rb"stream\r?\n(.*?)endstream", output, re.DOTALL):
                try:
                    content += zlib.decompress(stream)
                except zlib.error:
                    continue
    return content


def with_secret(folder, *, withhold="", known="2024-03-06", source="gazette"):
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
def test_the_secret_would_be_found_if_it_were_there(tmp_path):
    scene = project.build(project.load(with_secret(tmp_path / "m")))
    assert SECRET.encode() in every_byte(scene)


@pytest.mark.slow
def test_what_is_withheld_is_in_no_byte_of_any_output_and_changes_nothing(tmp_path):
    kept = project.build(project.load(with_secret(tmp_path / "m", withhold="yes")))
    assert SECRET.encode() not in every_byte(kept)
    assert kept.at("2024-03-06").control("alder").status == "contested"


@pytest.mark.slow
def test_what_is_under_embargo_is_in_no_byte_of_any_output(tmp_path):
    folder = with_secret(tmp_path / "m", known="2024-03-07T20:00Z")
    policy = "\n[policy]\nembargo_hours = 6\n"
    (folder / "map.toml").write_text((folder / "map.toml").read_text() + policy)
    dataset = project.load(folder)
    with pytest.raises(UsageError, match="embargo"):
        project.build(dataset)
    assert SECRET.encode() not in every_byte(project.build(dataset, as_of="2024-03-07"))
    assert SECRET.encode() in every_byte(project.build(dataset, as_of="2024-03-08"))


@pytest.mark.slow
def test_texts_of_sources_that_are_not_redistributed_are_used_and_not_embedded(tmp_path):
    folder = with_secret(tmp_path / "m", source="closed")
    sources = (folder / "sources.csv").read_text().rstrip("\n").split("\n")
    rows = [f"{sources[0]},redistribute", *(f"{row},yes" for row in sources[1:])]
    rows.append("closed,Closed list,Closed,,2024-03-06,en,,B,,no")
    (folder / "sources.csv").write_text("\n".join(rows) + "\n")
    scene = project.build(project.load(folder))
    content = every_byte(scene)
    assert f"{SECRET} note".encode() not in content
    assert f"{SECRET} cause".encode() not in content
    assert NOT_REDISTRIBUTED in {claim.value for claim in scene.claims}
    assert scene.at("2024-03-06").control("alder").side == "north"  # it counts


def test_ground_drawn_by_a_source_that_is_not_redistributed_is_left_out():
    dataset = project.load(STARTER)
    closed = tuple(replace(s, redistributed=False) for s in dataset.sources if s.id == "gazette")
    rest = tuple(s for s in dataset.sources if s.id != "gazette")
    shown = embedded(replace(dataset, sources=(*closed, *rest)))
    assert all(place.lon is None for place in shown.places)


def test_sources_that_nothing_rests_on_are_not_credited(tmp_path):
    scene = project.build(project.load(with_secret(tmp_path / "m")), known="2024-03-04")
    assert {source.id for source in scene.sources} == {"gazette"}
    assert {source["id"] for source in record(scene)["sources"]} == {"gazette"}


@pytest.mark.parametrize("on", ["2024-05-10", "2024-05-11", "2024-05-12", "2024-05-13"])
def test_nothing_of_a_later_day_is_left(on):
    cut, known = as_of(DATASET, day(on)), known_by(DATASET, day(on))
    later = {c.id for c in DATASET.claims if c.known.day > day(on)}
    for left in (cut, known):
        assert {c.id for c in DATASET.claims} - {c.id for c in left.claims} == later
        assert all(event.known.day <= day(on) for event in left.events)
        assert left.header.known == day(on)
    assert cut.header.end == day(on).replace(day=day(on).day + 1)
    assert known.header.end == DATASET.header.end


def test_a_day_before_the_period_is_refused():
    with pytest.raises(ValueError, match="before the period"):
        as_of(DATASET, day("2024-05-07"))


def test_what_amends_a_claim_that_is_withheld_stands_alone(tmp_path):
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


def test_a_blurred_place_lies_on_the_grid_and_within_its_precision(tmp_path):
    from pyproj import Geod

    folder = copy_starter(tmp_path / "m")
    path = folder / "places.geojson"
    path.write_text(path.read_text().replace('"id": "alder"', '"blur_m": 2000, "id": "alder"'))
    places = {place.id: place for place in project.load(folder).places}
    alder = places["alder"]
    assert alder.precision_m == 2000
    off = Geod(ellps="WGS84").inv(10.02, 50.02, alder.lon, alder.lat)[2]
    assert 0 < off < 2000
    near = path.read_text().replace("[10.02, 50.02]", "[10.0201, 50.0201]")
    path.write_text(near)
    again = {place.id: place for place in project.load(folder).places}["alder"]
    assert (again.lon, again.lat) == (alder.lon, alder.lat)
    text = "".join(str(value) for value in (record(project.build(project.load(folder))),))
    assert "10.0201" not in text


def test_a_withheld_retraction_does_not_revive_what_it_retracts(tmp_path):
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
def test_what_is_dated_by_its_day_alone_is_under_embargo_until_the_day_is_over(tmp_path):
    folder = with_secret(tmp_path / "m", known="2024-03-07")
    policy = "\n[policy]\nembargo_hours = 1\n"
    (folder / "map.toml").write_text((folder / "map.toml").read_text() + policy)
    dataset = project.load(folder)
    assert SECRET.encode() not in every_byte(project.build(dataset, as_of="2024-03-07"))
    assert SECRET.encode() in every_byte(project.build(dataset, as_of="2024-03-08"))


def test_areas_drawn_for_later_days_are_left_out():
    from shapely.geometry import box

    from frontline.dates.edtf import Interval
    from frontline.model import Area

    when = Interval(day("2024-05-12"), None, "")
    area = Area("later", "ru", "held", when, "deepstate", box(36.4, 50.2, 36.5, 50.3))
    dataset = replace(DATASET, areas=(area,))
    for cut in (as_of, known_by):
        assert cut(dataset, day("2024-05-11")).areas == ()
        assert cut(dataset, day("2024-05-12")).areas == (area,)


def with_story(folder, *, date="2024-03-06", more="", **kept):
    """Write a map with a claim about birch only, and a chapter with the secret in every field."""
    with_secret(folder, **kept)
    events = (folder / "events.csv").read_text().splitlines()
    (folder / "events.csv").write_text("\n".join(e for e in events if ",birch," not in e) + "\n")
    (folder / "story.md").write_text(
        f"## Open\ndate: 2024-03-04\n\nHeld.\n\n## {SECRET} title\ndate: {date}\n{more}\n"
        f"**{SECRET}** text, [{SECRET}](https://{SECRET}.example/)\n"
    )
    return folder


def titles(scene):
    return [chapter.title for chapter in scene.header.chapters]


@pytest.mark.slow
def test_a_chapter_is_in_the_outputs(tmp_path):
    scene = project.build(project.load(with_story(tmp_path / "m")), as_of="2024-03-06")
    assert SECRET in titles(scene)[1]
    assert f"{SECRET}.example".encode() in every_byte(scene)


@pytest.mark.slow
@pytest.mark.parametrize("cut", ["as_of", "known"])
@pytest.mark.parametrize("story", [{"date": "2024-03-07"}, {"more": "since: 2024-03-08\n"}])
def test_a_chapter_about_a_later_day_is_in_no_byte_of_any_output(tmp_path, cut, story):
    dataset = project.load(with_story(tmp_path / "m", withhold="yes", **story))
    scene = project.build(dataset, **{cut: "2024-03-06"})
    assert titles(scene) == ["Open"]
    assert SECRET.encode() not in every_byte(scene)


@pytest.mark.slow
def test_a_chapter_is_told_when_its_day_is_over_and_the_embargo_too(tmp_path):
    folder = with_story(tmp_path / "m", withhold="yes")
    policy = "\n[policy]\nembargo_hours = 6\n"
    (folder / "map.toml").write_text((folder / "map.toml").read_text() + policy)
    dataset = project.load(folder)
    early = project.build(dataset, as_of="2024-03-06")
    assert titles(early) == ["Open"]
    assert SECRET.encode() not in every_byte(early)
    assert len(titles(project.build(dataset, as_of="2024-03-07"))) == 2


@pytest.mark.slow
def test_a_chapter_that_highlights_a_place_only_withheld_claims_name_goes_with_them(tmp_path):
    open_map = project.load(with_story(tmp_path / "open", more="places: birch\n"))
    assert len(titles(project.build(open_map))) == 2
    kept = with_story(tmp_path / "kept", more="places: birch\n", withhold="yes")
    scene = project.build(project.load(kept))
    assert titles(scene) == ["Open"]
    assert SECRET.encode() not in every_byte(scene)


def test_a_chapter_that_highlights_a_place_of_which_others_speak_stays(tmp_path):
    kept = with_story(tmp_path / "m", more="places: alder\n", withhold="yes")
    assert len(titles(project.build(project.load(kept)))) == 2


def test_a_chapter_that_rests_only_on_sources_that_are_not_redistributed_is_not_embedded():
    dataset = project.load(EXAMPLE)
    cited = {"deepstate-0509", "novinite", "krone"}
    closed = tuple(replace(s, redistributed=s.id not in cited) for s in dataset.sources)
    shown = embedded(replace(dataset, sources=closed))
    assert dataset.header.chapters[1:] == shown.header.chapters


def test_the_command_says_which_chapters_are_left_out_of_the_story():
    output = run("info", EXAMPLE, "--as-of", "2024-05-12").stdout
    assert "chapters: 6" in output
    omitted = [line for line in output.splitlines() if line.startswith("left out of the story")]
    assert [line[-10:] for line in omitted] == ["2024-05-13", "2024-05-13"]
