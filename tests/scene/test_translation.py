"""One scene in the languages of its map: the texts change, the map does not."""

import pytest
from support import EXAMPLE, STARTER, day

from frontline import project
from frontline.analysis.quality import quality
from frontline.errors import UsageError
from frontline.render.page.scene_json import record
from frontline.scene.translation import in_language, languages_of
from frontline.text import alt_text, captions

CYRILLIC = {"uk": "Стрілеча", "ru": "Стрелечья"}


@pytest.fixture(scope="module")
def example():
    return project.build(project.load(EXAMPLE))


@pytest.fixture(scope="module", params=["uk", "ru"])
def spoken(request, example):
    return in_language(example, request.param)


def test_names_titles_texts_and_claimants_are_in_the_language(example, spoken):
    language = spoken.header.language
    assert CYRILLIC[language] in {place.name for place in spoken.places}
    assert spoken.header.title == example.header.texts[language]["title"]
    sides = [(side.name, side.adjective) for side in spoken.header.sides]
    assert sides == [
        (side.texts[language]["name"], side.texts[language].get("adjective", side.adjective))
        for side in example.header.sides
    ]
    for own, translated in zip(example.header.chapters, spoken.header.chapters, strict=True):
        assert {"title": translated.title, "text": translated.text} == own.texts[language]
    for own, translated in zip(example.events, spoken.events, strict=True):
        assert translated.title == own.texts[language]["title"]
        assert translated.claimant == own.texts[language]["claimant"]
    assert [kind.label for kind in spoken.classes] != [kind.label for kind in example.classes]


def test_what_has_no_text_in_the_language_keeps_its_own(example):
    bare = {place.name for place in example.places if "ru" not in place.names}
    assert bare and bare <= {place.name for place in in_language(example, "ru").places}


def test_the_ground_and_its_measures_are_those_of_the_scene_itself(example, spoken):
    assert spoken.laid is example.laid
    assert spoken.spans is example.spans
    assert spoken.changes_of_control is example.changes_of_control and spoken.bands is example.bands
    assert quality(spoken) is quality(example)
    on = day("2024-05-12")
    assert spoken.at(on).spans == example.at(on).spans
    translated, own = (record(scene) for scene in (spoken, example))
    for key in ("arcs", "faces", "zones", "spans", "spans_then", "changes", "balance"):
        assert translated[key] == own[key]


def test_no_translation_of_a_translation_loses_anything(example, spoken):
    assert in_language(spoken, "en") is example
    second_language = "ru" if spoken.header.language == "uk" else "uk"
    assert (
        in_language(spoken, second_language).events == in_language(example, second_language).events
    )
    assert languages_of(spoken) == languages_of(example) == ("en", "uk", "ru")


def test_a_translated_page_can_go_back_to_the_language_of_the_map(example, spoken):
    for own, translated in zip(record(example)["events"], record(spoken)["events"], strict=True):
        assert translated["texts"]["en"]["title"] == own["title"]
    assert {"en"} <= set.intersection(*(set(place.names) for place in spoken.places))


@pytest.mark.parametrize("wrong", ["ua", "Ukrainian", "UK"])
def test_a_language_that_the_map_has_not_is_refused_and_the_nearest_named(example, wrong):
    with pytest.raises(UsageError, match=r'did you mean "uk"\?\); it is in en, uk, ru'):
        in_language(example, wrong)


def test_a_map_in_one_language_has_no_other():
    with pytest.raises(UsageError, match=r"it is in en$"):
        in_language(project.build(project.load(STARTER)), "uk")


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_no_english_is_left_in_the_words_of_another_language(example, language):
    scene = in_language(example, language)
    latin = {source.publisher for source in scene.sources} | {*scene.header.credits, "frontline"}
    latin |= {place.name for place in scene.places} | {claim.claimant for claim in scene.claims}
    assert example.dates
    for on in example.dates:
        text = captions.caption(scene, on) + alt_text.alt(scene, on)
        for known in sorted((*latin, "UTC+3", "(ISW)"), key=len, reverse=True):
            text = text.replace(known, "")
        assert not [c for c in text if "a" <= c.lower() <= "z"], text


def test_build_writes_the_words_in_every_language_of_the_map(example):
    outputs = project.outputs(example, [])
    assert [name for name in outputs if name.endswith(".txt")] == [
        *("caption.txt", "alt.txt", "caption.uk.txt", "alt.uk.txt"),
        *("caption.ru.txt", "alt.ru.txt"),
    ]
    assert CYRILLIC["ru"] in outputs["alt.ru.txt"]().decode()
    assert outputs["alt.txt"]().decode().strip() == alt_text.alt(example)
