"""Every command refuses a malicious file with a clear line, within limits of time and memory."""

import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import malicious_files
import pytest
from process_tree import LAST_RESORT_S
from support import ROOT, STARTER

MAX_SECONDS, MAX_MEGABYTES = 10, 512
"""Limits of processor time, including child processes, and of memory."""


def read_in_worker(entry_point, paths):
    """Read files through one entry point in a subprocess; return the result of each."""
    process = subprocess.run(
        [sys.executable, ROOT / "tests" / "helpers" / "entry_point_worker.py", entry_point],
        input=json.dumps([str(path) for path in paths]),
        capture_output=True,
        text=True,
        timeout=LAST_RESORT_S,
    )
    results = [json.loads(line) for line in process.stdout.splitlines()]
    assert len(results) == len(paths), f"{paths[len(results)]}: {process.stderr[-2000:]}"
    return results


def check_cases(entry_point, cases):
    """Check that each case, a path and words of its message, is refused within the limits."""
    results = read_in_worker(entry_point, [path for path, _ in cases.values()])
    for (name, (path, words)), result in zip(cases.items(), results, strict=True):
        lines = result["answer"].splitlines()
        matches = [line for line in lines if words in line]
        assert matches, f"{name}: {lines[:3]}"
        assert result["seconds"] < MAX_SECONDS, f"{name}: {result['seconds']} s"
        assert result["kb"] < MAX_MEGABYTES * 1000, f"{name}: {result['kb'] // 1000} MB"
        assert "TRACEBACK" not in result["answer"], f"{name}: {result['said']}"
        for line in lines[:100]:
            assert line.startswith(str(path)), f"{name}: {line}"
            assert len(line) < 1500
    return {name: result["answer"] for name, result in zip(cases, results, strict=True)}


def folder_cases(tmp_path, name, cases):
    """Return one copy of the starter map per case, with one file replaced."""
    cases_by_name = {}
    for number, (case, (data, words)) in enumerate(cases.items()):
        folder = tmp_path / f"{name.replace('/', '-')}-{number}"
        shutil.copytree(STARTER, folder)
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
        cases_by_name[f"{name}: {case}"] = folder, words
    return cases_by_name


def file_cases(tmp_path, cases, name="{}"):
    cases_by_name = {}
    for number, (case, (data, words)) in enumerate(cases.items()):
        path = tmp_path / str(number) / name.format(number)
        path.parent.mkdir()
        for extension, part in data.items() if isinstance(data, dict) else [("", data)]:
            path.with_name(path.name + extension).write_bytes(part)
        cases_by_name[case] = (path.parent if name != "{}" else path), words
    return cases_by_name


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["places.geojson", "events.csv", "map.toml", "story.md", "base/x.geojson"]
)
def test_a_disguised_file_in_a_map_folder_is_identified(name, tmp_path):
    check_cases("folder", folder_cases(tmp_path, name, malicious_files.DISGUISED))


@pytest.mark.slow
def test_a_disguised_file_is_identified_by_every_command(tmp_path):
    (tmp_path / "one").mkdir()
    cases = file_cases(tmp_path / "one", malicious_files.DISGUISED)
    check_cases("infer", cases)
    check_cases("locate", cases)
    (tmp_path / "other").mkdir()
    check_cases(
        "snapshots", file_cases(tmp_path / "other", malicious_files.DISGUISED, "2024-03-01.geojson")
    )


@pytest.mark.slow
def test_a_text_that_takes_the_square_of_its_time_is_refused(tmp_path):
    cases = [folder_cases(tmp_path, name, texts) for name, texts in malicious_files.TEXTS.items()]
    answers = check_cases("folder", {name: case for texts in cases for name, case in texts.items()})
    assert "[FL170]" in answers["story.md: many asterisks"]


@pytest.mark.slow
def test_what_breaks_a_hundred_times_is_told_a_hundred_times(tmp_path):
    keys = b"".join(b"k%d=1\n" % number for number in range(300))
    lines = check_cases("folder", folder_cases(tmp_path, "map.toml", {"keys": (keys, "")}))[
        "map.toml: keys"
    ]
    assert len(lines.splitlines()) == 101
    assert "more problems in this record [FL082]" in lines


def check_tables(tmp_path, cases):
    by_name = file_cases(tmp_path, cases)
    check_cases("infer", by_name)
    return check_cases("locate", by_name)


@pytest.mark.slow
def test_a_database_that_would_run_something_is_refused(tmp_path):
    (tmp_path / "tables").mkdir()
    check_tables(tmp_path / "tables", malicious_files.databases())
    (tmp_path / "maps").mkdir()
    answers = check_cases(
        "snapshots", file_cases(tmp_path / "maps", malicious_files.databases(), "2024-03-01.gpkg")
    )
    assert "[FL078]" in answers["a view"]


@pytest.mark.slow
def test_markup_with_a_document_type_is_refused(tmp_path):
    answers = check_cases(
        "snapshots", file_cases(tmp_path, malicious_files.MARKUP, "2024-03-01.kml")
    )
    assert "[FL077]" in answers["billion laughs"]


@pytest.mark.slow
def test_a_broken_shapefile_is_refused(tmp_path):
    check_cases("snapshots", file_cases(tmp_path, malicious_files.SHAPEFILES, "2024-03-01"))


@pytest.mark.slow
def test_a_table_that_fills_the_memory_is_refused(tmp_path):
    pytest.importorskip("pyarrow")
    cases = malicious_files.parquets()
    (tmp_path / "tables").mkdir()
    check_tables(tmp_path / "tables", cases)
    (tmp_path / "maps").mkdir()
    answers = check_cases("snapshots", file_cases(tmp_path / "maps", cases, "2024-03-01.parquet"))
    assert "[FL072]" in answers["a decompression bomb"]


@pytest.mark.slow
def test_a_file_that_crashes_what_reads_it_is_refused(tmp_path):
    pytest.importorskip("pyarrow")
    cases = {"depth": (malicious_files.parquet([malicious_files.nested_wkb(200_000)]), "")}
    assert "[FL073]" in check_cases("infer", file_cases(tmp_path, cases))["depth"]


@pytest.mark.slow
def test_a_file_that_takes_for_ever_is_refused_in_time(tmp_path, monkeypatch):
    from frontline.errors import RefusedInput
    from frontline.intake.formats import gdal_client

    monkeypatch.setattr(gdal_client, "SECONDS", 1)
    slow = malicious_files.geopackage_with_computed_column(malicious_files.SLOW_EXPRESSION)
    with pytest.raises(RefusedInput, match="takes more than a second") as caught:
        list(gdal_client.tables("gpkg", {".gpkg": slow}))
    assert caught.value.code == "FL071"


@pytest.fixture(scope="module")
def archive_answers(tmp_path_factory):
    """The message about each archive."""
    return check_cases(
        "snapshots", file_cases(tmp_path_factory.mktemp("archives"), malicious_files.archives())
    )


def test_a_bomb_is_refused(archive_answers):
    for name in ("a bomb of zeros", "files that overlap", "an xz bomb"):
        assert "[FL074]" in archive_answers[name]


def test_an_archive_with_two_files_of_a_name_is_refused(archive_answers):
    assert "[FL075]" in archive_answers["duplicate file names"]


@pytest.mark.slow
def test_an_encrypted_or_odd_zip_is_refused(tmp_path):
    data = malicious_files.zipped([("2024-03-01.geojson", malicious_files.collection())])
    flags = data.index(b"PK\x01\x02") + 8
    encrypted = data[:flags] + struct.pack("<H", 1) + data[flags + 2 :]
    with zipfile.ZipFile(tmp_path / "odd.zip", "w", zipfile.ZIP_LZMA) as unsupported:
        unsupported.writestr("2024-03-01.geojson", malicious_files.collection())
    cases = {
        "encrypted": (encrypted, "the zip is encrypted"),
        "unsupported": ((tmp_path / "odd.zip").read_bytes(), "unsupported compression method"),
    }
    answers = check_cases("snapshots", file_cases(tmp_path, cases))
    assert all("[FL081]" in answer for answer in answers.values())


def test_a_bad_file_in_an_archive_does_not_affect_others(tmp_path):
    from frontline import project

    data = malicious_files.zipped(
        [
            ("2024-03-01.geojson", malicious_files.collection()),
            ("2024-03-02.geojson", malicious_files.collection()),
        ]
    )
    position = data.index(b"2024-03-02.geojson") + 60
    (tmp_path / "a.zip").write_bytes(data[:position] + b"\xff\xff\xff" + data[position + 3 :])
    report = project.import_snapshots(tmp_path / "a.zip", tmp_path / "map")
    assert [str(day) for day in report.days] == ["2024-03-01"]
    assert [name for name, *_ in report.unread] == ["2024-03-02.geojson"]


def test_the_reading_process_has_no_network_and_cannot_write(tmp_path):
    code = (
        "import socket, sys; sys.path.insert(0, %r)\n"
        "from frontline.intake.formats import gdal_worker\n"
        "gdal_worker._leave_network(); gdal_worker._limit(1 << 30, 5)\n"
        "for what in (lambda: socket.create_connection(('127.0.0.1', %d), 2),\n"
        "             lambda: open(%r, 'w').write('x')):\n"
        "    try: what(); print('could')\n"
        "    except OSError as error: print('could not')\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        out = tmp_path / "out"
        process = subprocess.run(
            [sys.executable, "-c", code % (str(ROOT), port, str(out))],
            capture_output=True,
            text=True,
            check=True,
        )
    if "could\n" in process.stdout.splitlines(keepends=True)[:1]:
        pytest.skip("the system does not allow a private network namespace")
    assert not out.exists() or out.read_bytes() == b""


@pytest.mark.slow
def test_gdal_has_only_the_driver_of_the_expected_format():
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from frontline.intake.formats import gdal_worker; gdal_worker._prepare('gpkg')\n"
        "import pyogrio; print(*pyogrio.list_drivers())"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert process.stdout.split() == ["GPKG"]


def test_only_the_worker_calls_gdal():
    sources = {path: path.read_text() for path in (ROOT / "frontline").rglob("*.py")}
    for call in ("geopandas.read_", "pyogrio.read", "pyogrio.raw", "pyogrio.list_layers"):
        users = {path.name for path, text in sources.items() if call in text}
        assert users <= {"gdal_worker.py"}, call


@pytest.mark.slow
def test_links_out_of_the_folder_and_special_files_are_refused(tmp_path):
    outside = tmp_path / "secret.geojson"
    outside.write_bytes((STARTER / "places.geojson").read_bytes())
    links = {
        "device": (
            "events.csv",
            lambda path: path.symlink_to("/dev/zero"),
            "outside the map folder",
        ),
        "pipe": ("events.csv", os.mkfifo, "not a regular file"),
        "link out": (
            "places.geojson",
            lambda path: path.symlink_to(outside),
            "outside the map folder",
        ),
        "link to itself": ("events.csv", lambda path: path.symlink_to(path), "leads nowhere"),
    }
    cases = {}
    for kind, (name, make, words) in links.items():
        folder = tmp_path / kind.replace(" ", "-")
        shutil.copytree(STARTER, folder)
        (folder / name).unlink()
        make(folder / name)
        cases[kind] = folder, words
    base = tmp_path / "base-out"
    shutil.copytree(STARTER, base)
    shutil.rmtree(base / "base", ignore_errors=True)
    (tmp_path / "elsewhere").mkdir()
    shutil.copy(outside, tmp_path / "elsewhere" / "x.geojson")
    (base / "base").symlink_to(tmp_path / "elsewhere")
    cases["base out"] = base, "outside the map folder"
    check_cases("folder", cases)
    (tmp_path / "in").symlink_to(STARTER)
    assert read_in_worker("folder", [tmp_path / "in"])[0]["answer"] == "done"


@pytest.mark.slow
def test_other_commands_refuse_pipes_and_devices(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for entry_point in ("infer", "locate", "snapshots"):
        pipe, device = read_in_worker(entry_point, [tmp_path / "pipe", Path("/dev/zero")])
        assert "not a regular file" in pipe["answer"]
        assert "not a regular file" in device["answer"]
