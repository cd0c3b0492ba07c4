"""One scene in the languages of its map: texts change, the map does not."""

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
def translated(request, example):
    return in_language(example, request.param)


def test_names_titles_texts_and_claimants_are_in_the_language(example, translated):
    language = translated.header.language
    assert CYRILLIC[language] in {place.name for place in translated.places}
    assert translated.header.title == example.header.texts[language]["title"]
    sides = [(side.name, side.adjective) for side in translated.header.sides]
    assert sides == [
        (side.texts[language]["name"], side.texts[language].get("adjective", side.adjective))
        for side in example.header.sides
    ]
    for original, translation in zip(
        example.header.chapters, translated.header.chapters, strict=True
    ):
        assert {"title": translation.title, "text": translation.text} == original.texts[language]
    for original, translation in zip(example.events, translated.events, strict=True):
        assert translation.title == original.texts[language]["title"]
        assert translation.claimant == original.texts[language]["claimant"]
    assert [kind.label for kind in translated.classes] != [kind.label for kind in example.classes]


def test_untranslated_names_stay_in_the_language_of_the_map(example):
    untranslated_names = {place.name for place in example.places if "ru" not in place.names}
    assert untranslated_names and untranslated_names <= {
        place.name for place in in_language(example, "ru").places
    }


def test_a_translated_scene_shares_areas_spans_and_measures(example, translated):
    assert translated.laid is example.laid
    assert translated.spans is example.spans
    assert (
        translated.changes_of_control is example.changes_of_control
        and translated.bands is example.bands
    )
    assert quality(translated) is quality(example)
    date = day("2024-05-12")
    assert translated.at(date).spans == example.at(date).spans
    translated_record, original_record = (record(scene) for scene in (translated, example))
    for key in ("arcs", "faces", "zones", "spans", "spans_then", "changes", "balance"):
        assert translated_record[key] == original_record[key]


def test_translating_a_translation_loses_nothing(example, translated):
    assert in_language(translated, "en") is example
    other = "ru" if translated.header.language == "uk" else "uk"
    assert in_language(translated, other).events == in_language(example, other).events
    assert languages_of(translated) == languages_of(example) == ("en", "uk", "ru")


def test_a_translated_record_keeps_the_original_texts(example, translated):
    for original, translation in zip(
        record(example)["events"], record(translated)["events"], strict=True
    ):
        assert translation["texts"]["en"]["title"] == original["title"]
    assert {"en"} <= set.intersection(*(set(place.names) for place in translated.places))


@pytest.mark.parametrize("wrong", ["ua", "Ukrainian", "UK"])
def test_an_unknown_language_is_refused_with_the_nearest_name(example, wrong):
    with pytest.raises(UsageError, match=r'did you mean "uk"\?\); it is in en, uk, ru'):
        in_language(example, wrong)


def test_a_map_in_one_language_refuses_others():
    with pytest.raises(UsageError, match=r"it is in en$"):
        in_language(project.build(project.load(STARTER)), "uk")


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_translated_captions_have_no_english_left(example, language):
    scene = in_language(example, language)
    untranslated = {source.publisher for source in scene.sources} | {
        *scene.header.credits,
        "frontline",
    }
    untranslated |= {place.name for place in scene.places} | {
        claim.claimant for claim in scene.claims
    }
    assert example.dates
    for date in example.dates:
        text = captions.caption(scene, date) + alt_text.alt(scene, date)
        for name in sorted((*untranslated, "UTC+3", "(ISW)"), key=len, reverse=True):
            text = text.replace(name, "")
        assert not [character for character in text if "a" <= character.lower() <= "z"], text


def test_build_writes_texts_in_every_language_of_the_map(example):
    outputs = project.outputs(example, [])
    assert [name for name in outputs if name.endswith(".txt")] == [
        *("caption.txt", "alt.txt", "caption.uk.txt", "alt.uk.txt"),
        *("caption.ru.txt", "alt.ru.txt"),
    ]
    assert CYRILLIC["ru"] in outputs["alt.ru.txt"]().decode()
    assert outputs["alt.txt"]().decode().strip() == alt_text.alt(example)
