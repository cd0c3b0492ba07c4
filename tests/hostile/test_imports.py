"""Texts of imported and located data stay plain text in the outputs."""

import csv
import json

import pytest
from canaries import FORMULA, box, features, strings, toml
from support import STARTER, copy_starter, run

from frontline import project
from frontline.intake.field_types import unprintable
from frontline.text.markdown_escapes import escape_markdown

ALL = strings()
POSSIBLE_FILE_NAMES = [text for text in ALL if "/" not in text and len(text.encode()) < 150]


@pytest.mark.parametrize("start", range(0, 40, 10))
def test_imported_texts_stay_plain_text(tmp_path, monkeypatch, start):
    """Canaries in file names and properties, and in the sides, source and rules of a profile."""
    monkeypatch.chdir(tmp_path)
    canaries = iter(ALL[start * 50 :])
    names = iter(POSSIBLE_FILE_NAMES[start:])
    side = next(canaries).replace(";", ",").strip()
    profile = {
        "description": next(canaries),
        "side_property": next(canaries),
        "sides": [
            {"id": side, "name": next(canaries), "name:uk": next(canaries),
             "adjective": next(canaries)}
        ],
        "source": {
            "id": next(canaries).replace(";", ",").strip(), "title": next(canaries),
            "publisher": next(canaries), "licence": next(canaries),
        },
        "rules": [
            {"match": {next(canaries): ".*"}, "drop": next(canaries)},
            {"match": {next(canaries): ".*"}, "side": side, "status": "held"},
        ],
    }  # fmt: skip
    (tmp_path / "own.toml").write_text(
        "".join(f"{toml(key)} = {toml(value)}\n" for key, value in profile.items()), "utf-8"
    )
    (tmp_path / "in").mkdir()
    for day in (1, 2):
        water, area = ({next(iter(rule["match"])): next(canaries)} for rule in profile["rules"])
        rows = [
            (area, "Polygon", box(10, 50, 10.2, 50.2)),
            (water, "Polygon", box(11, 50, 11.1, 50.1)),
        ]
        features(tmp_path / "in" / f"{next(names)} 2024-03-0{day}.geojson", rows)
    result = run("import", "snapshots", "in", "-o", "map", "--profile", "own.toml")
    assert result.exit_code == 0, result.stderr
    assert unprintable(result.stdout) is None
    dataset = project.load("map")
    [side_of_map], [source] = dataset.header.sides, dataset.sources
    side_table = profile["sides"][0]
    assert (side_of_map.id, side_of_map.name, side_of_map.adjective) == (
        side,
        side_table["name"],
        side_table["adjective"],
    )
    expected = {key: text.strip() for key, text in profile["source"].items()}
    assert {key: getattr(source, key) for key in expected} == expected
    assert {area.side for area in dataset.areas} == {side}


def test_located_rows_have_no_formulas_and_unchanged_numbers(tmp_path):
    texts = [text for text in ALL if text.strip() == text and "\n" not in text][:1000]
    rows = [["date", "lon", "lat", "=mark|' /C mark'!A0", "n"]]
    rows += [["2024-03-06", "10.02", "50.02", text, "-3.5"] for text in texts]
    with (tmp_path / "in.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    out = tmp_path / "out.csv"
    result = run("locate", tmp_path / "in.csv", STARTER, "-o", out, "--separator", ",")
    assert result.exit_code == 0, result.stderr
    with out.open(newline="", encoding="utf-8") as file:
        header, *located = csv.reader(file, strict=True)
    assert header[3] == "'=mark|' /C mark'!A0"
    assert {row[4] for row in located} == {"-3.5"}
    for text, row in zip(texts, located, strict=True):
        assert row[3].removeprefix("'") == text.removeprefix("'")
        assert not row[3].lstrip().startswith(FORMULA) or row[3].lstrip("+-")[:1].isdigit()


@pytest.mark.slow
def test_options_that_appear_in_outputs_stay_plain_text(tmp_path):
    args = ["report", STARTER, "-o", tmp_path / "out", "--title", " ¦ ".join(ALL[:40])]
    result = run(*args, "--format", "md")
    assert result.exit_code == 0, result.stderr
    assert (
        (tmp_path / "out" / "report.md")
        .read_text()
        .startswith(f"# {escape_markdown(args[-1])}\n\n")
    )
    for url in ("javascript:alert(1)", "//evil.test/", "data:text/html,x", "https://a@b/", "a b",
                "http:\\\\evil.test", "x\x1b[2J", "https://ex\u0430mple.org/", "\u202e",
                ""):  # fmt: skip
        for form in ("iframe", "email", "amp", "markdown", "quarto"):
            result = run("embed", STARTER, "--url", url, "--form", form)
            assert (result.exit_code, result.stdout) == (2, "")
            assert result.stderr.count("\n") == 1
            assert result.stderr.strip().isprintable()


@pytest.mark.slow
def test_embed_treats_a_built_map_as_untrusted_text(tmp_path):
    assert run("build", STARTER, "-o", tmp_path, "--format", "html").exit_code == 0
    folder = tmp_path / "starter"
    (folder / "caption.txt").write_text("a\x1b]8;;http://evil.test\x07b")
    result = run("embed", folder)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "unprintable character" in result.stderr
    (folder / "caption.txt").write_text("</figcaption><script>__hit()</script>")
    result = run("embed", folder)
    assert result.exit_code == 0
    assert "<script>__hit" not in result.stdout


@pytest.mark.slow
def test_names_of_left_out_files_and_keys_are_escaped(tmp_path):
    """The page lists them, although it leaves out their contents."""
    folder = copy_starter(tmp_path / "map")
    places = json.loads((folder / "places.geojson").read_text())
    [*_, last] = places["features"]
    keys = ["<img src=x onerror=__hit()>", "na\x1b[31mme", "a\u202eb", "{{7*7}}", "a\u200db"]
    for number, key in enumerate(keys):
        properties = {**last["properties"], "id": f"x{number}", key: "1"}
        places["features"].append({**last, "properties": properties})
    (folder / "places.geojson").write_text(json.dumps(places))
    bad_features = [({"kind": "<x>"}, "Point", [10, 50])]
    features(folder / "base" / "\udcff.geojson", bad_features)  # a name that is not UTF-8
    features(folder / "base" / "<svg onload=__hit()>\x1b.geojson", bad_features)
    result = run("build", folder, "-o", tmp_path, "--keep-good", "--format", "html,json,svg")
    assert result.exit_code == 0, result.stderr
    assert unprintable(result.stdout + result.stderr) is None
    left_out = json.loads((tmp_path / "map" / "scene.json").read_text())["left_out"]
    names = {entry["file"] for entry in left_out} | {entry["field"] for entry in left_out}
    assert all(map(str.isprintable, names))
    assert {keys[0], "na\\x1b[31mme", "a\\u202eb", "{{7*7}}", "base/\\udcff.geojson"} <= names
