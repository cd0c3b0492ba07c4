"""Every command refuses a bad file with a clear line, within limits of time and memory."""

import io
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
import refused_files
from process_tree import LAST_RESORT_S
from support import ROOT, STARTER, copy_starter

from frontline import project
from frontline.errors import RefusedInput
from frontline.intake.formats import decompress, gdal_client
from frontline.snapshots import archive

MAX_SECONDS, MAX_MEGABYTES = 10, 512
"""Limits of processor time, including child processes, and of memory."""


def read_in_worker(reads):
    """Read files in a subprocess, each through an entry point; return the result of each."""
    process = subprocess.run(
        [sys.executable, ROOT / "tests" / "helpers" / "entry_point_worker.py"],
        input=json.dumps([(entry_point, str(path)) for entry_point, path in reads]),
        capture_output=True,
        text=True,
        timeout=LAST_RESORT_S,
    )
    results = [json.loads(line) for line in process.stdout.splitlines()]
    assert len(results) == len(reads), f"{reads[len(results)]}: {process.stderr[-2000:]}"
    return results


def check_cases(**cases_by_entry_point):
    """Check that each case, a path and words of its message, is refused within the limits."""
    cases = {
        (entry_point, name): case
        for entry_point, its_cases in cases_by_entry_point.items()
        for name, case in its_cases.items()
    }
    results = read_in_worker([(entry, path) for (entry, _), (path, _) in cases.items()])
    for (name, (path, words)), result in zip(cases.items(), results, strict=True):
        lines = result["answer"].splitlines()
        matches = [line for line in lines if words in line]
        assert matches, f"{name}: {lines[:3]}"
        assert result["seconds"] < MAX_SECONDS, f"{name}: {result['seconds']} s"
        assert result["kb"] < MAX_MEGABYTES * 1000, f"{name}: {result['kb'] // 1000} MB"
        assert "TRACEBACK" not in result["answer"], f"{name}: {result['answer']}"
        for line in lines[:100]:
            assert line.startswith(str(path)), f"{name}: {line}"
            assert len(line) < 1500
    answers = {entry_point: {} for entry_point in cases_by_entry_point}
    for (entry_point, name), result in zip(cases, results, strict=True):
        answers[entry_point][name] = result["answer"]
    return answers


def folder_cases(tmp_path, cases_by_file):
    """Return one copy of the starter map per file and case, with the file replaced."""
    cases_by_name = {}
    for name, cases in cases_by_file.items():
        for number, (case, (data, words)) in enumerate(cases.items()):
            folder = tmp_path / f"{name.replace('/', '-')}-{number}"
            shutil.copytree(STARTER, folder)
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
            cases_by_name[f"{name}: {case}"] = folder, words
    return cases_by_name


def file_cases(tmp_path, cases, name="{}"):
    cases_by_name = {}
    folder = tmp_path / f"files-{name.format('')}"
    for number, (case, (data, words)) in enumerate(cases.items()):
        path = folder / str(number) / name.format(number)
        path.parent.mkdir(parents=True)
        for extension, part in data.items() if isinstance(data, dict) else [("", data)]:
            path.with_name(path.name + extension).write_bytes(part)
        cases_by_name[case] = (path.parent if name != "{}" else path), words
    return cases_by_name


@pytest.mark.slow
def test_a_disguised_file_is_identified_by_every_command(tmp_path):
    names = ("places.geojson", "events.csv", "map.toml", "story.md", "base/x.geojson")
    disguised = refused_files.DISGUISED
    tables = file_cases(tmp_path, disguised)
    check_cases(
        folder=folder_cases(tmp_path, dict.fromkeys(names, disguised)),
        infer=tables,
        locate=tables,
        snapshots=file_cases(tmp_path, disguised, "2024-03-01.geojson"),
    )


@pytest.mark.slow
def test_a_text_that_takes_the_square_of_its_time_is_refused(tmp_path):
    answers = check_cases(folder=folder_cases(tmp_path, refused_files.TEXTS))
    assert "[FL170]" in answers["folder"]["story.md: many asterisks"]


def test_what_breaks_a_hundred_times_is_told_a_hundred_times(tmp_path):
    folder = copy_starter(
        tmp_path / "map", map_toml="".join(f"k{number}=1\n" for number in range(300))
    )
    lines = [str(issue) for issue in project.check(folder)]
    assert len(lines) == 101
    assert all(line.startswith(str(folder)) for line in lines)
    assert sum("more problems in this record [FL082]" in line for line in lines) == 1


@pytest.mark.slow
def test_a_database_that_would_run_something_is_refused(tmp_path):
    databases = refused_files.databases()
    tables = file_cases(tmp_path, databases)
    maps = file_cases(tmp_path, databases, "2024-03-01.gpkg")
    answers = check_cases(infer=tables, locate=tables, snapshots=maps)
    assert "[FL078]" in answers["snapshots"]["a view"]


@pytest.fixture(scope="module")
def table_answers(tmp_path_factory):
    """The messages about Parquet files, checked within the limits."""
    pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("tables")
    parquets = refused_files.parquets()
    tables = file_cases(folder, parquets)
    return check_cases(
        infer=tables,
        locate=tables,
        snapshots=file_cases(folder, parquets, "2024-03-01.parquet"),
    )


@pytest.mark.slow
def test_a_broken_table_is_refused(table_answers):
    assert "[FL025]" in table_answers["infer"]["a truncated table"]


WORKER = "from frontline.intake.formats import gdal_worker; "


@pytest.fixture
def changed_worker(monkeypatch):
    """Return a function that has the next files read by a worker with changed code."""
    monkeypatch.setattr(gdal_client, "_idle", {})
    start = gdal_client._START_CODE

    def change(code):
        gdal_client.end_all()
        changed = start.replace("main({!r})", f"{code}; main({{!r}})").replace(
            "from frontline", f"import time, os; {WORKER}from frontline", 1
        )
        monkeypatch.setattr(gdal_client, "_START_CODE", changed)

    yield change
    gdal_client.end_all()


def refusal(kind, data):
    with pytest.raises(RefusedInput) as caught:
        list(gdal_client.tables(kind, {f".{kind}": data}))
    return caught.value.code, str(caught.value)


def test_a_table_that_expands_beyond_the_limit_is_refused(changed_worker):
    pytest.importorskip("pyarrow")
    changed_worker("gdal_worker._MAX_EXPANDED = 1_000")
    code, message = refusal("parquet", refused_files.parquet_of_one_text(20, 51))
    assert (code, "MiB of memory" in message) == ("FL072", True)
    [table] = gdal_client.tables("parquet", {".parquet": refused_files.parquet_of_one_text(20, 50)})
    assert len(table) == 20


def test_reading_that_needs_too_much_memory_is_refused(changed_worker, monkeypatch):
    monkeypatch.setattr(gdal_client, "MEMORY", 16 * 1024**2)
    changed_worker("gdal_worker._gdal = lambda *_: bytes(2**26) and iter(())")
    assert refusal("gpkg", b"")[0] == "FL072"


def test_a_file_that_crashes_what_reads_it_is_refused(changed_worker):
    changed_worker("gdal_worker._gdal = lambda *_: os.kill(os.getpid(), 11)")
    assert refusal("gpkg", b"")[0] == "FL073"


SPIN = "gdal_worker._gdal = lambda *_: any(iter(int, 1))"


def test_a_file_that_takes_too_long_is_refused_in_time(changed_worker, monkeypatch):
    monkeypatch.setattr(gdal_client, "SECONDS", 1)
    changed_worker(SPIN)
    code, message = refusal("gpkg", b"")
    assert (code, "takes more than a second" in message) == ("FL071", True)


def odd_zips():
    """Return an encrypted zip and one with an uncommon compression."""
    data = refused_files.zipped([("2024-03-01.geojson", refused_files.collection())])
    flags = data.index(b"PK\x01\x02") + 8
    unsupported = io.BytesIO()
    with zipfile.ZipFile(unsupported, "w", zipfile.ZIP_LZMA) as packed:
        packed.writestr("2024-03-01.geojson", refused_files.collection())
    return {
        "encrypted": (
            data[:flags] + struct.pack("<H", 1) + data[flags + 2 :],
            "the zip is encrypted",
        ),
        "unsupported": (unsupported.getvalue(), "unsupported compression method"),
    }


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """The messages about archives, markup and Shapefiles, checked within the limits."""
    folder = tmp_path_factory.mktemp("read")
    return check_cases(
        snapshots={
            **file_cases(folder, refused_files.archives() | odd_zips()),
            **file_cases(folder, refused_files.MARKUP, "2024-03-01.kml"),
            **file_cases(folder, refused_files.SHAPEFILES, "2024-03-01"),
        }
    )["snapshots"]


@pytest.mark.slow
def test_files_that_overlap_are_refused(answers):
    assert "[FL074]" in answers["files that overlap"]


@pytest.mark.parametrize("pack", ["zip", "tar.gz", "tar.xz"])
def test_an_archive_that_expands_beyond_its_ratio_is_refused(tmp_path, monkeypatch, pack):
    monkeypatch.setattr(archive, "FLOOR", 40_000)
    monkeypatch.setattr(archive, "RATIO", 20)
    for size, refused in ((9_000, False), (150_000, True)):
        files = [("2024-03-01.geojson", refused_files.collection() + b" " * size)]
        path = tmp_path / f"{size}.{pack}"
        mode = f"w:{pack[-2:]}"
        path.write_bytes(
            refused_files.zipped(files) if pack == "zip" else refused_files.tarred(files, mode)
        )
        if not refused:
            assert list(archive.Archive(path).members())
            continue
        with pytest.raises(RefusedInput, match="expands to more than 20 times") as caught:
            list(archive.Archive(path).members())
        assert caught.value.code == "FL074"


def test_an_xz_that_needs_more_memory_than_the_limit_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.tar.xz"
    path.write_bytes(
        refused_files.tarred([("2024-03-01.geojson", refused_files.collection())], "w:xz")
    )
    assert list(archive.Archive(path).members())
    monkeypatch.setattr(decompress, "_XZ_MEMORY", 2**16)
    with pytest.raises(RefusedInput, match="emory"):
        list(archive.Archive(path).members())


@pytest.mark.parametrize(("size", "words"), [(-1, "negative size"), (2**29, "larger than 256 MiB")])
def test_an_impossible_size_in_an_archive_is_refused(tmp_path, size, words):
    with pytest.raises(RefusedInput, match=words):
        archive.Archive(tmp_path)._count("a", size)


@pytest.mark.parametrize(("size", "words"), [(-1, "impossible size"), (300, "meaningless")])
def test_a_header_of_a_tar_that_means_nothing_is_refused(size, words):
    stream = decompress.ExpandedStream(io.BytesIO(b"1" * 300), lambda position: None)
    with pytest.raises(RefusedInput, match=words):
        stream.read(size)


def test_a_tar_whose_members_overlap_is_refused():
    stream = decompress.ExpandedStream(io.BytesIO(bytes(600)), lambda position: None)
    stream.read(512)
    with pytest.raises(RefusedInput, match="its members overlap"):
        stream.seek(100)


def test_a_device_in_a_tar_is_not_opened(tmp_path):
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        device = tarfile.TarInfo("2024-03-01.geojson")
        device.type = tarfile.CHRTYPE
        tar.addfile(device)
    found = archive.Archive(tmp_path / "a.tar")
    assert list(found.members()) == []
    assert found.skipped == [("2024-03-01.geojson", "a device or a pipe")]


@pytest.mark.slow
def test_an_archive_with_two_files_of_a_name_is_refused(answers):
    assert "[FL075]" in answers["duplicate file names"]


@pytest.mark.slow
def test_markup_with_a_document_type_is_refused(answers):
    assert "[FL077]" in answers["an entity"]


@pytest.mark.slow
def test_a_broken_shapefile_is_refused(answers):
    assert answers.keys() > refused_files.SHAPEFILES.keys()


@pytest.mark.slow
def test_an_encrypted_or_odd_zip_is_refused(answers):
    assert ["[FL081]" in answers[name] for name in odd_zips()] == [True, True]


def test_a_bad_file_in_an_archive_does_not_affect_others(tmp_path):
    data = refused_files.zipped(
        [
            ("2024-03-01.geojson", refused_files.collection()),
            ("2024-03-02.geojson", refused_files.collection()),
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
    check_cases(folder=cases)
    (tmp_path / "in").symlink_to(STARTER)
    assert len(project.load(tmp_path / "in").places)


@pytest.mark.slow
def test_other_commands_refuse_pipes_and_devices(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    paths = (tmp_path / "pipe", Path("/dev/zero"))
    results = read_in_worker(
        [(command, path) for command in ("infer", "locate", "snapshots") for path in paths]
    )
    assert ["not a regular file" in result["answer"] for result in results] == [True] * 6
