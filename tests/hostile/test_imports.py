"""Texts of what is imported or located are text in what is made of it."""

import csv
import json

import pytest
from canaries import FORMULA, box, features, strings, toml
from support import STARTER, copy_starter, run

from frontline import project
from frontline.intake.field_types import unprintable
from frontline.text.markdown_escapes import escape_markdown

ALL = strings()
NAMES = [text for text in ALL if "/" not in text and len(text.encode()) < 150]


@pytest.mark.parametrize("start", range(0, 40, 10))
def test_imported_texts_are_text(tmp_path, monkeypatch, start):
    """File names, properties of the files, sides, the source and the rules of a profile."""
    monkeypatch.chdir(tmp_path)
    some = iter(ALL[start * 50 :])
    named = iter(NAMES[start:])
    side = next(some).replace(";", ",").strip()
    profile = {
        "description": next(some),
        "side_property": next(some),
        "sides": [{"id": side, "name": next(some), "name:uk": next(some), "adjective": next(some)}],
        "source": {
            "id": next(some).replace(";", ",").strip(), "title": next(some),
            "publisher": next(some), "licence": next(some),
        },
        "rules": [
            {"match": {next(some): ".*"}, "drop": next(some)},
            {"match": {next(some): ".*"}, "side": side, "status": "held"},
        ],
    }  # fmt: skip
    (tmp_path / "own.toml").write_text(
        "".join(f"{toml(key)} = {toml(value)}\n" for key, value in profile.items()), "utf-8"
    )
    (tmp_path / "in").mkdir()
    for day in (1, 2):
        water, ground = ({next(iter(rule["match"])): next(some)} for rule in profile["rules"])
        rows = [
            (ground, "Polygon", box(10, 50, 10.2, 50.2)),
            (water, "Polygon", box(11, 50, 11.1, 50.1)),
        ]
        features(tmp_path / "in" / f"{next(named)} 2024-03-0{day}.geojson", rows)
    said = run("import", "snapshots", "in", "-o", "map", "--profile", "own.toml")
    assert said.exit_code == 0, said.stderr
    assert unprintable(said.stdout) is None
    dataset = project.load("map")
    [made], [source] = dataset.header.sides, dataset.sources
    given = profile["sides"][0]
    assert (made.id, made.name, made.adjective) == (side, given["name"], given["adjective"])
    told = {key: text.strip() for key, text in profile["source"].items()}
    assert {key: getattr(source, key) for key in told} == told
    assert {area.side for area in dataset.areas} == {side}


def test_located_rows_have_no_formulas_and_numbers_as_they_were(tmp_path):
    texts = [text for text in ALL if text.strip() == text and "\n" not in text][:1000]
    rows = [["date", "lon", "lat", "=cmd|' /C calc'!A0", "n"]]
    rows += [["2024-03-06", "10.02", "50.02", text, "-3.5"] for text in texts]
    with (tmp_path / "in.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    out = tmp_path / "out.csv"
    said = run("locate", tmp_path / "in.csv", STARTER, "-o", out, "--separator", ",")
    assert said.exit_code == 0, said.stderr
    with out.open(newline="", encoding="utf-8") as file:
        head, *told = csv.reader(file, strict=True)
    assert head[3] == "'=cmd|' /C calc'!A0"
    assert {row[4] for row in told} == {"-3.5"}
    for text, row in zip(texts, told, strict=True):
        assert row[3].removeprefix("'") == text.removeprefix("'")
        assert not row[3].lstrip().startswith(FORMULA) or row[3].lstrip("+-")[:1].isdigit()


@pytest.mark.slow
def test_options_that_come_out_again_are_text(tmp_path):
    given = ["report", STARTER, "-o", tmp_path / "out", "--title", " ¦ ".join(ALL[:40])]
    said = run(*given, "--format", "md")
    assert said.exit_code == 0, said.stderr
    assert (
        (tmp_path / "out" / "report.md")
        .read_text()
        .startswith(f"# {escape_markdown(given[-1])}\n\n")
    )
    for url in ("javascript:alert(1)", "//evil.test/", "data:text/html,x", "https://a@b/", "a b",
                "http:\\\\evil.test", "x\x1b[2J", "https://ex\u0430mple.org/", "\u202e",
                ""):  # fmt: skip
        for form in ("iframe", "email", "amp", "markdown", "quarto"):
            said = run("embed", STARTER, "--url", url, "--form", form)
            assert (said.exit_code, said.stdout) == (2, "")
            assert said.stderr.count("\n") == 1
            assert said.stderr.strip().isprintable()


def test_a_map_that_was_built_is_read_as_text_too(tmp_path):
    assert run("build", STARTER, "-o", tmp_path, "--format", "html").exit_code == 0
    folder = tmp_path / "starter"
    (folder / "caption.txt").write_text("a\x1b]8;;http://evil.test\x07b")
    said = run("embed", folder)
    assert (said.exit_code, said.stdout) == (2, "")
    assert "unprintable character" in said.stderr
    (folder / "caption.txt").write_text("</figcaption><script>__hit()</script>")
    said = run("embed", folder)
    assert said.exit_code == 0
    assert "<script>__hit" not in said.stdout


@pytest.mark.slow
def test_what_is_left_out_is_told_in_signs_that_can_be_shown(tmp_path):
    """Names of files and of keys: they come out again on the map, though their texts do not."""
    folder = copy_starter(tmp_path / "map")
    places = json.loads((folder / "places.geojson").read_text())
    [*_, last] = places["features"]
    keys = ["<img src=x onerror=__hit()>", "na\x1b[31mme", "a\u202eb", "{{7*7}}", "a\u200db"]
    for number, key in enumerate(keys):
        properties = {**last["properties"], "id": f"x{number}", key: "1"}
        places["features"].append({**last, "properties": properties})
    (folder / "places.geojson").write_text(json.dumps(places))
    odd = [({"kind": "<x>"}, "Point", [10, 50])]
    features(folder / "base" / "\udcff.geojson", odd)  # a name that is not UTF-8
    features(folder / "base" / "<svg onload=__hit()>\x1b.geojson", odd)
    said = run("build", folder, "-o", tmp_path, "--keep-good", "--format", "html,json,svg")
    assert said.exit_code == 0, said.stderr
    assert unprintable(said.stdout + said.stderr) is None
    left = json.loads((tmp_path / "map" / "scene.json").read_text())["left_out"]
    told = {each["file"] for each in left} | {each["field"] for each in left}
    assert all(map(str.isprintable, told))
    assert {keys[0], "na\\x1b[31mme", "a\\u202eb", "{{7*7}}", "base/\\udcff.geojson"} <= told
