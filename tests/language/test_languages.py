"""Interface messages: complete in every language, all used, and the same in page and Python."""

import json
import re

import pytest
from support import EXAMPLE, ROOT, copy_starter, run

from frontline import project
from frontline.dates.edtf import as_date
from frontline.language.messages import (
    ENGLISH,
    OF_DOCUMENTS,
    PLACEHOLDER,
    catalogues,
    locale_of,
    messages,
    missing_keys,
    placeholders_by_key,
    stem,
)
from frontline.language.speaker import Speaker, direction
from frontline.language.untranslated import fallbacks
from frontline.style.classes import SIGNS
from frontline.text.phrases import date_words

LANGUAGES = ("ar", "en", "ru", "uk")
PLAYER = ROOT / "frontline" / "render" / "page" / "player"
CASES = json.loads((ROOT / "tests" / "cases-language.json").read_text())
COMMENT = re.compile(r"^\s*//.*$|\s//\s.*$|/\*[\s\S]*?\*/", re.MULTILINE)
# Literals that look like prose but are not shown to readers: DOM names, errors for programs.
NOT_SHOWN = {
    *("Arrow", "ArrowLeft", "ArrowRight", "Enter", "Escape", "PageDown", "PageUp"),
    *("Feature", "GeometryCollection", "MultiPolygon", "Polygon", "Leaflet"),
    *(
        "dragstart zoomstart",
        "noopener noreferrer",
        '<span aria-hidden="true"></span>',
        "zoomend moveend",
        "input, select, textarea, .leaflet-container",
    ),
    *("A day without a map: ", "Not a day of this map: ", "Not a language of this map"),
    *('Neither "then" nor "now"', 'no message ""', "Not a chapter of this map: "),
    "popupopen popupclose",
    "autopanstart popupopen",
    "svg g path rect circle ellipse line polyline polygon text tspan pattern",
    "Ctrl+C",
    "Not a way to compare",
    "moveend resize",
    "FeatureCollection",
    "a[href], button, input, select, summary, [tabindex]",
    "(prefers-reduced-motion: reduce)",
    "id record known when places about value claimant kind stance note sources",
    "d points x y x1 y1 x2 y2 cx cy r rx ry width height viewBox transform patternUnits",
    "patternTransform preserveAspectRatio",
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity "
    "stroke-dasharray stroke-linecap",
    "stroke-linejoin opacity paint-order vector-effect",
    "font-family font-size font-style font-weight letter-spacing text-anchor direction"
    " unicode-bidi",
}


def speaker(language):
    messages_by_language = catalogues([language], {})
    return Speaker(language, {**messages_by_language["en"], **messages_by_language[language]})


def player_sources():
    return {path.name: COMMENT.sub("", path.read_text()) for path in PLAYER.rglob("*.mjs")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_exactly_the_expected_messages_and_plural_forms(language):
    assert list(messages(language)) == sorted(messages(language))
    assert set(messages(language)) == set(placeholders_by_key(language))
    forms = {key.rpartition("_")[2] for key in messages(language) if key.startswith("days_")}
    assert forms == {*locale_of(language).plural_form.tags, "other"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_has_the_placeholders_of_the_english_one(language):
    assert messages(language)
    for key, message in messages(language).items():
        base = stem(key)
        english = messages(ENGLISH).get(key) or messages(ENGLISH)[f"{base}_other"]
        # "head" is "control" at the beginning of a sentence.
        own, expected = (
            {name.replace("head", "control") for name in PLACEHOLDER.findall(text)}
            for text in (message, english)
        )
        # Words for none, one or two may imply the number.
        optional = {"count"} if key.endswith(("_zero", "_one", "_two")) else set()
        assert own <= expected, (language, key)
        assert expected - own <= optional, (language, key)
        assert message.strip() == message or key == "comma", (language, key)


def test_every_message_is_used_and_every_used_message_exists():
    code = "\n".join(player_sources().values())
    python = "\n".join(path.read_text() for path in (ROOT / "frontline").rglob("*.py"))
    literals = set(re.findall(r'"([a-z][a-z0-9_]*)"', code + python))
    templates = [tuple(pair) for pair in re.findall(r"`([a-z_]*)\$\{[^}`]*\}([a-z_]*)`", code)]
    words = {f"{kind}_" for kind in re.findall(r'\.word\("(\w+)"', code)}
    bases = {stem(key) for key in messages(ENGLISH)}
    for base in bases:
        from_template = any(
            (first or last) and base.startswith(first) and base.endswith(last)
            for first, last in templates
        )
        assert base in literals or from_template or base.startswith(tuple(words)), (
            f"{base} is not used"
        )
    requested = re.findall(r'\bsay(?:\.nodes)?\("(\w+)"', code)
    assert len(requested) > 50
    assert set(requested) <= bases


def test_the_page_uses_no_message_of_documents_only():
    code = "\n".join(player_sources().values())
    key_candidates = [
        *re.findall(r'"([a-z][a-z0-9_]*)"', code),
        *re.findall(r"`([a-z_]+)\$\{", code),
    ]
    assert "say" in code and "what_changed" in key_candidates
    assert [key for key in key_candidates if key.startswith(OF_DOCUMENTS)] == []


def test_the_player_has_no_hard_coded_english():
    literal = re.compile(r"'((?:[^'\\\n]|\\.)*)'|\"((?:[^\"\\\n]|\\.)*)\"|`((?:[^`\\]|\\.)*)`")
    assert player_sources()
    for name, code in player_sources().items():
        code = re.sub(r"RIGHT_TO_LEFT = .*", "", code)
        for single, double, template in literal.findall(code):
            text = single or double or re.sub(r"\$\{(?:[^{}]|\{[^{}]*\})*\}", "", template)
            words = [part for part in text.split() if "fl-" not in part and "leaflet-" not in part]
            if ".fl-" in text:  # a selector
                continue
            sentence_start = re.match(r"[A-Z][a-z]{2,}", text)
            prose = re.search(r"[A-Za-z]{2,}[,.:;]? [A-Za-z]{2,}", " ".join(words))
            assert not (sentence_start or prose) or text in NOT_SHOWN, f"{name}: {text!r}"


@pytest.mark.parametrize(("language", "key", "values", "text"), CASES["messages"])
def test_messages_are_the_same_as_in_the_page(language, key, values, text):
    assert speaker(language)(key, **values) == text


@pytest.mark.parametrize(("language", "kind", "word", "text"), CASES["words"])
def test_words_of_the_data_are_the_same_as_in_the_page(language, kind, word, text):
    assert speaker(language).word(kind, word) == text


def test_dates_and_directions_are_the_same_as_in_the_page():
    assert CASES["dates"]
    assert CASES["directions"]
    for language, day, text in CASES["dates"]:
        # The two use spaces of different width.
        assert date_words(as_date(day), language).split() == text.split()
    for language, expected in CASES["directions"]:
        assert direction(language) == expected


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        speaker("uk")("nowhere")


def map_with_languages(folder, languages, **files):
    copy_starter(folder)
    header = folder / "map.toml"
    header.write_text(
        header.read_text().replace("[[sides]]", f"languages = {languages}\n\n[[sides]]", 1)
    )
    (folder / "languages").mkdir()
    for language, words in files.items():
        (folder / "languages" / f"{language}.json").write_text(json.dumps(words))
    return folder


def test_a_partial_language_falls_back_to_english(tmp_path):
    words = {"play": "Odtwórz", "days_few": "{{count}} dni", "held_by": "kontroluje {{side}}"}
    folder = map_with_languages(tmp_path / "map", '["en", "pl"]', pl=words)
    header = project.load(folder).header
    messages_by_language = catalogues(header.languages, header.messages)
    say = Speaker("pl", {**messages_by_language["en"], **messages_by_language["pl"]})
    assert say("held_by", side="Północ") == "kontroluje Północ"
    assert [say("days", count=count) for count in (3, 5)] == ["3 dni", "5 days"]
    assert say("pause") == messages("en")["pause"]


def test_messages_of_a_map_replace_the_built_in_ones(tmp_path):
    folder = map_with_languages(tmp_path / "map", '["en"]', en={"what_changed": "News"})
    header = project.load(folder).header
    assert catalogues(["en"], header.messages)["en"]["what_changed"] == "News"
    assert messages("en")["what_changed"] == "What changed"


def test_every_kind_of_event_with_a_symbol_has_a_name_in_every_language():
    kinds = {kind for kinds in SIGNS.values() for kind in kinds}
    for language in LANGUAGES:
        named = {key.removeprefix("kind_") for key in messages(language) if key[:5] == "kind_"}
        assert named == kinds
        assert all(speaker(language).word("kind", kind) for kind in kinds)


def test_a_map_can_translate_the_words_of_its_own_data(tmp_path):
    words = {"kind_ceasefire": "перемир’я", "about_drones": "дрони", "place_dam": "гребля"}
    folder = map_with_languages(tmp_path / "map", '["en", "uk"]', uk=words)
    assert run("check", folder).exit_code == 1
    events = folder / "events.csv"
    events.write_text(events.read_text().replace(",held,", ",Ceasefire,"))
    claims = folder / "claims.csv"
    claims.write_text(
        claims.read_text().replace(",control,", ",drones,", 1).replace(",south,", ",7,", 1)
    )
    places = folder / "places.geojson"
    places.write_text(places.read_text().replace('"village"', '"dam"', 1))
    checked = run("check", folder)
    assert (checked.exit_code, checked.stderr) == (0, "")
    header = project.load(folder).header
    messages_by_language = catalogues(header.languages, header.messages)
    say = Speaker("uk", {**messages_by_language["en"], **messages_by_language["uk"]})
    assert say.word("kind", "ceasefire") == "перемир’я"
    assert [say.word("about", "drones"), say.word("place", "dam")] == ["дрони", "гребля"]


def test_missing_translations_are_listed_but_are_no_problem(tmp_path):
    folder = map_with_languages(tmp_path / "map", '["en", "pl"]', pl={"play": "Odtwórz"})
    checked = run("check", folder)
    assert checked.exit_code == 0
    count = len(list(missing_keys("pl", {"play": "Odtwórz"})))
    assert count == len(placeholders_by_key("pl")) - 1
    assert "map: pl: interface messages shown in en: about_background," in checked.stdout
    assert f"and {count - 5} more" in checked.stdout
    assert "pl: texts shown in en: title and summary 2 of 2, sides 2 of 2" in checked.stdout
    assert "language pl: texts shown in en" in run("info", folder).stdout


def test_the_worked_example_is_complete_in_ukrainian_and_lacks_names_in_russian():
    assert list(fallbacks(project.load(EXAMPLE))) == ["ru: texts shown in en: place names 64 of 80"]


def test_translations_of_texts_not_redistributed_are_not_embedded(tmp_path):
    folder = map_with_languages(tmp_path / "map", '["en", "uk"]')
    player_sources = folder / "sources.csv"
    header, *rows = player_sources.read_text().splitlines()
    player_sources.write_text("\n".join([f"{header},redistribute", *(f"{row},no" for row in rows)]))
    events = folder / "events.csv"
    header, *rows = events.read_text().splitlines()
    events.write_text(
        "\n".join([f"{header},title:uk,text:uk", *(f"{row},ТАЄМНО,ТАЄМНО" for row in rows)])
    )
    scene = project.build(project.load(folder))
    from frontline.render.page.scene_json import render_json

    assert "ТАЄМНО" not in render_json(scene)
