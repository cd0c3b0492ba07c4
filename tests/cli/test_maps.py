"""The commands that create maps: build, figure, init, info."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import EXAMPLE, ROOT, STARTER, copy_starter, run

OUTPUT_NAMES = {
    "map.html",
    "embed.html",
    "embed-email.html",
    "embed-amp.html",
    "map.png",
    "map.svg",
    "map.pdf",
    "changes.csv",
    "scene.json",
    "caption.txt",
    "alt.txt",
}


@pytest.mark.slow
def test_init_creates_a_folder_that_passes_check_and_builds(tmp_path):
    folder = tmp_path / "mine"
    created = run("init", folder)
    assert created.exit_code == 0
    assert run("check", folder).stdout == "1 map: no problems\n"
    built = run("build", folder, "-o", tmp_path / "maps")
    assert (built.exit_code, built.stderr) == (0, "")
    assert {path.name for path in (tmp_path / "maps" / "mine").iterdir()} == OUTPUT_NAMES


def test_init_refuses_a_folder_that_is_not_empty(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    result = run("init", tmp_path / "mine")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "exists and is not empty" in result.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_format_chooses_the_outputs(tmp_path):
    built = run("build", STARTER, "-o", tmp_path, "--format", "csv,json")
    assert built.exit_code == 0
    names = {path.name for path in (tmp_path / "starter").iterdir()}
    assert names == {"changes.csv", "scene.json", "caption.txt", "alt.txt"}


def test_build_without_folders_builds_every_map_of_geodata(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        copy_starter(tmp_path / "geodata" / name)
    (tmp_path / "geodata" / "not-a-map").mkdir()
    assert run("build", "--format", "csv").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "maps").iterdir()) == ["one", "two"]
    assert run("check").stdout == "2 maps: no problems\n"


def test_one_broken_map_prevents_all_output(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    copy_starter(tmp_path / "geodata" / "good")
    copy_starter(tmp_path / "geodata" / "ill", events_csv="id\n")
    result = run("build")
    assert result.exit_code == 1
    assert "geodata/ill/events.csv:1: the file has no events" in result.stderr
    assert not (tmp_path / "maps").exists()


def test_build_without_any_map_is_wrong_usage(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("build")
    assert result.exit_code == 2
    assert "frontline init" in result.stderr


def test_info_summarizes_the_map_and_lists_unmatched_records():
    lines = run("info", EXAMPLE).stdout.splitlines()
    assert "period: 2024-05-08 to 2024-05-14, 7 days" in lines
    assert any(line.startswith("changes of control: 18,") for line in lines)
    assert 'unmatched: place "Zelene" has no coordinates: c-bloggers-1005' in lines


def test_control_characters_are_escaped_in_the_terminal(tmp_path):
    folder = copy_starter(tmp_path / "m")
    text = (folder / "map.toml").read_text().replace("Two villages", "\\u200b31mTwo\\u2028villages")
    (folder / "map.toml").write_text(text)
    result = run("info", folder)
    assert "\u2028" not in result.stdout
    assert "\\u2028" in result.stdout


def test_a_build_as_of_a_date_ends_on_it(tmp_path):
    assert (
        run("build", STARTER, "-o", tmp_path, "--format", "json", "--as-of", "2024-03-06").exit_code
        == 0
    )
    scene = json.loads((tmp_path / "starter" / "scene.json").read_text())
    assert scene["dates"][-1] == "2024-03-06"
    assert "birch-held" not in json.dumps(scene)


def test_a_failed_write_keeps_the_old_output(tmp_path, monkeypatch):
    run("build", STARTER, "-o", tmp_path, "--format", "csv")
    before = {path.name: path.read_bytes() for path in (tmp_path / "starter").iterdir()}

    def raise_disk_full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", raise_disk_full)
    result = run("build", STARTER, "-o", tmp_path, "--format", "csv,json")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert {path.name: path.read_bytes() for path in (tmp_path / "starter").iterdir()} == before


def build_in(folder, map_folder, **environment):
    command = [sys.executable, "-m", "frontline", "build", str(map_folder), "-o", str(folder)]
    subprocess.run(
        command, check=True, env={**os.environ, **environment}, cwd=folder, capture_output=True
    )
    return {path.name: path.read_bytes() for path in (folder / map_folder.name).iterdir()}


@pytest.fixture(scope="module")
def built_in_utc(tmp_path_factory):
    """The files of the worked example, built in time zone UTC and locale C."""
    folder = tmp_path_factory.mktemp("utc")
    return build_in(folder, EXAMPLE, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")


@pytest.mark.slow
def test_two_builds_are_byte_identical(built_in_utc, tmp_path):
    """Folder, hash seed, time zone, locale and terminal width do not matter."""
    elsewhere = tmp_path / "a place with spaces" / EXAMPLE.name
    elsewhere.parent.mkdir()
    subprocess.run(["cp", "-r", EXAMPLE, elsewhere], check=True)
    (tmp_path / "two").mkdir()
    first = built_in_utc
    second = build_in(
        tmp_path / "two",
        elsewhere,
        PYTHONHASHSEED="4242",
        TZ="Pacific/Auckland",
        LC_ALL="C.UTF-8",
        LANG="de_DE.UTF-8",
        COLUMNS="40",
    )
    translated = {
        f"{stem}.{language}.txt" for stem in ("alt", "caption") for language in ("ru", "uk")
    }
    assert set(first) == OUTPUT_NAMES | translated
    assert [name for name in first if first[name] != second[name]] == []


@pytest.mark.slow
def test_the_committed_maps_match_a_fresh_build(built_in_utc):
    committed = {path.name: path.read_bytes() for path in (ROOT / "maps" / EXAMPLE.name).iterdir()}
    assert [name for name in OUTPUT_NAMES if built_in_utc[name] != committed[name]] == []
