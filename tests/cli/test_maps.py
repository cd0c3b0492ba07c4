"""The commands that create maps: build, figure, init, info."""

import json
import os
import subprocess
import sys
from pathlib import Path

from support import EXAMPLE, ROOT, STARTER, copy_starter, run

FILES = {
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


def test_init_makes_a_folder_that_checks_and_builds(tmp_path):
    folder = tmp_path / "mine"
    made = run("init", folder)
    assert made.exit_code == 0
    assert run("check", folder).stdout == "1 map: no problems\n"
    built = run("build", folder, "-o", tmp_path / "maps")
    assert (built.exit_code, built.stderr) == (0, "")
    assert {path.name for path in (tmp_path / "maps" / "mine").iterdir()} == FILES


def test_init_touches_nothing_that_is_there(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    result = run("init", tmp_path / "mine")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "exists and is not empty" in result.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_format_chooses_what_is_made(tmp_path):
    built = run("build", STARTER, "-o", tmp_path, "--format", "csv,json")
    assert built.exit_code == 0
    names = {path.name for path in (tmp_path / "starter").iterdir()}
    assert names == {"changes.csv", "scene.json", "caption.txt", "alt.txt"}


def test_without_folders_every_map_of_geodata_is_built(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        copy_starter(tmp_path / "geodata" / name)
    (tmp_path / "geodata" / "not-a-map").mkdir()
    assert run("build", "--format", "csv").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "maps").iterdir()) == ["one", "two"]
    assert run("check").stdout == "2 maps: no problems\n"


def test_one_broken_map_of_two_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    copy_starter(tmp_path / "geodata" / "good")
    copy_starter(tmp_path / "geodata" / "ill", events_csv="id\n")
    result = run("build")
    assert result.exit_code == 1
    assert "geodata/ill/events.csv:1: the file has no events" in result.stderr
    assert not (tmp_path / "maps").exists()


def test_no_map_at_all_is_wrong_usage(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("build")
    assert result.exit_code == 2
    assert "frontline init" in result.stderr


def test_info_says_what_is_there_and_what_did_not_join():
    lines = run("info", EXAMPLE).stdout.splitlines()
    assert "period: 2024-05-08 to 2024-05-14, 7 days" in lines
    assert any(line.startswith("changes of control: 18,") for line in lines)
    assert 'unmatched: place "Zelene" has no coordinates: c-bloggers-1005' in lines


def test_what_a_terminal_would_obey_is_not_printed(tmp_path):
    folder = copy_starter(tmp_path / "m")
    text = (folder / "map.toml").read_text().replace("Two villages", "\\u200b31mTwo\\u2028villages")
    (folder / "map.toml").write_text(text)
    result = run("info", folder)
    assert "\u2028" not in result.stdout
    assert "\\u2028" in result.stdout


def test_a_build_as_of_a_day_ends_there(tmp_path):
    assert (
        run("build", STARTER, "-o", tmp_path, "--format", "json", "--as-of", "2024-03-06").exit_code
        == 0
    )
    scene = json.loads((tmp_path / "starter" / "scene.json").read_text())
    assert scene["dates"][-1] == "2024-03-06"
    assert "birch-held" not in json.dumps(scene)


def test_a_failed_write_leaves_the_old_output_whole(tmp_path, monkeypatch):
    run("build", STARTER, "-o", tmp_path, "--format", "csv")
    before = {path.name: path.read_bytes() for path in (tmp_path / "starter").iterdir()}

    def full(self, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    result = run("build", STARTER, "-o", tmp_path, "--format", "csv,json")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert {path.name: path.read_bytes() for path in (tmp_path / "starter").iterdir()} == before


def build_in(folder, source, **environment):
    command = [sys.executable, "-m", "frontline", "build", str(source), "-o", str(folder)]
    subprocess.run(
        command, check=True, env={**os.environ, **environment}, cwd=folder, capture_output=True
    )
    return {path.name: path.read_bytes() for path in (folder / source.name).iterdir()}


def test_two_builds_are_identical_byte_for_byte(tmp_path):
    """Another folder, hash seed, time zone, locale and terminal: the same bytes."""
    elsewhere = tmp_path / "a place with spaces" / EXAMPLE.name
    elsewhere.parent.mkdir()
    subprocess.run(["cp", "-r", EXAMPLE, elsewhere], check=True)
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = build_in(tmp_path / "one", EXAMPLE, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    two = build_in(
        tmp_path / "two",
        elsewhere,
        PYTHONHASHSEED="4242",
        TZ="Pacific/Auckland",
        LC_ALL="C.UTF-8",
        LANG="de_DE.UTF-8",
        COLUMNS="40",
    )
    spoken = {
        f"{words}.{language}.txt" for words in ("alt", "caption") for language in ("ru", "uk")
    }
    assert set(one) == FILES | spoken
    assert [name for name in one if one[name] != two[name]] == []


def test_the_committed_maps_are_what_the_sources_give(tmp_path):
    built = build_in(tmp_path, EXAMPLE)
    kept = {path.name: path.read_bytes() for path in (ROOT / "maps" / EXAMPLE.name).iterdir()}
    assert [name for name in FILES if built[name] != kept[name]] == []
