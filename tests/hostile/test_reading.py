"""A hostile file at any door is answered by a clear line, in time and in little memory."""

import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import harmful
import pytest
from process_tree import LAST_RESORT_S
from support import ROOT, STARTER

SECONDS, MEGABYTES = 10, 512
"""Of the processor, with all processes that read for it, and of memory."""


def answers(door, paths):
    """What a door says to each file, in a process of its own that tells its time and memory."""
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "helpers" / "doors.py", door],
        input=json.dumps([str(path) for path in paths]),
        capture_output=True,
        text=True,
        timeout=LAST_RESORT_S,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == len(paths), f"{paths[len(told)]}: {done.stderr[-2000:]}"
    return told


def check(door, cases):
    """Bring each case to a door: name → path, and a word that is said of it."""
    told = answers(door, [path for path, _ in cases.values()])
    for (name, (path, word)), answer in zip(cases.items(), told, strict=True):
        lines = answer["said"].splitlines()
        about = [line for line in lines if word in line]
        assert about, f"{name}: {lines[:3]}"
        assert answer["seconds"] < SECONDS, f"{name}: {answer['seconds']} s"
        assert answer["kb"] < MEGABYTES * 1000, f"{name}: {answer['kb'] // 1000} MB"
        assert "TRACEBACK" not in answer["said"], f"{name}: {answer['said']}"
        for line in lines[:100]:
            assert line.startswith(str(path)), f"{name}: {line}"
            assert len(line) < 1500
    return {name: answer["said"] for name, answer in zip(cases, told, strict=True)}


def folders(tmp_path, name, cases):
    """The starter map with a file exchanged, for each case."""
    made = {}
    for number, (case, (data, word)) in enumerate(cases.items()):
        folder = tmp_path / f"{name.replace('/', '-')}-{number}"
        shutil.copytree(STARTER, folder)
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
        made[f"{name}: {case}"] = folder, word
    return made


def files(tmp_path, cases, name="{}"):
    made = {}
    for number, (case, (data, word)) in enumerate(cases.items()):
        path = tmp_path / str(number) / name.format(number)
        path.parent.mkdir()
        for ending, part in data.items() if isinstance(data, dict) else [("", data)]:
            path.with_name(path.name + ending).write_bytes(part)
        made[case] = (path.parent if name != "{}" else path), word
    return made


@pytest.mark.parametrize(
    "name", ["places.geojson", "events.csv", "map.toml", "story.md", "base/x.geojson"]
)
def test_a_disguised_file_of_a_folder_is_called_what_it_is(name, tmp_path):
    check("folder", folders(tmp_path, name, harmful.DISGUISED))


def test_a_disguised_file_is_called_what_it_is_at_the_other_doors(tmp_path):
    (tmp_path / "one").mkdir()
    cases = files(tmp_path / "one", harmful.DISGUISED)
    check("infer", cases)
    check("locate", cases)
    (tmp_path / "other").mkdir()
    check("snapshots", files(tmp_path / "other", harmful.DISGUISED, "2024-03-01.geojson"))


def test_a_text_that_takes_the_square_of_its_time_is_refused(tmp_path):
    cases = [folders(tmp_path, name, some) for name, some in harmful.TEXTS.items()]
    said = check("folder", {name: case for some in cases for name, case in some.items()})
    assert "[FL170]" in said["story.md: stars"]


def test_what_breaks_a_hundred_times_is_told_a_hundred_times(tmp_path):
    keys = b"".join(b"k%d=1\n" % number for number in range(300))
    lines = check("folder", folders(tmp_path, "map.toml", {"keys": (keys, "")}))["map.toml: keys"]
    assert len(lines.splitlines()) == 101
    assert "more problems in this record [FL082]" in lines


def tables(tmp_path, cases):
    made = files(tmp_path, cases)
    check("infer", made)
    return check("locate", made)


def test_a_database_that_would_run_something_is_refused(tmp_path):
    (tmp_path / "tables").mkdir()
    tables(tmp_path / "tables", harmful.DATABASES)
    (tmp_path / "maps").mkdir()
    said = check("snapshots", files(tmp_path / "maps", harmful.DATABASES, "2024-03-01.gpkg"))
    assert "[FL078]" in said["a view"]


def test_markup_with_a_document_type_is_refused(tmp_path):
    said = check("snapshots", files(tmp_path, harmful.MARKUP, "2024-03-01.kml"))
    assert "[FL077]" in said["laughs"]


def test_a_broken_shapefile_is_refused(tmp_path):
    check("snapshots", files(tmp_path, harmful.SHAPES, "2024-03-01"))


def test_a_table_that_fills_the_memory_is_refused(tmp_path):
    pytest.importorskip("pyarrow")
    cases = harmful.parquets()
    (tmp_path / "tables").mkdir()
    tables(tmp_path / "tables", cases)
    (tmp_path / "maps").mkdir()
    said = check("snapshots", files(tmp_path / "maps", cases, "2024-03-01.parquet"))
    assert "[FL072]" in said["a bomb"]


def test_a_file_that_crashes_what_reads_it_is_refused(tmp_path):
    pytest.importorskip("pyarrow")
    cases = {"depth": (harmful.parquet([harmful.nested_wkb(200_000)]), "")}
    assert "[FL073]" in check("infer", files(tmp_path, cases))["depth"]


def test_a_file_that_takes_for_ever_is_refused_in_time(tmp_path, monkeypatch):
    from frontline.errors import RefusedInput
    from frontline.intake.formats import gdal_client

    monkeypatch.setattr(gdal_client, "SECONDS", 1)
    slow = harmful.column(harmful.SLOW)
    with pytest.raises(RefusedInput, match="takes more than 1 seconds") as told:
        list(gdal_client.tables("gpkg", {".gpkg": slow}))
    assert told.value.code == "FL071"


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """What is said of every archive."""
    return check("snapshots", files(tmp_path_factory.mktemp("archives"), harmful.ARCHIVES))


def test_a_bomb_is_refused(archives):
    for name in ("a bomb of zeros", "files that overlap", "an xz bomb"):
        assert "[FL074]" in archives[name]


def test_an_archive_with_two_files_of_a_name_is_refused(archives):
    assert "[FL075]" in archives["two of a name"]


def test_an_encrypted_or_odd_zip_is_refused(tmp_path):
    plain = harmful.zipped([("2024-03-01.geojson", harmful.collection())])
    at = plain.index(b"PK\x01\x02") + 8
    secret = plain[:at] + struct.pack("<H", 1) + plain[at + 2 :]
    with zipfile.ZipFile(tmp_path / "odd.zip", "w", zipfile.ZIP_LZMA) as odd:
        odd.writestr("2024-03-01.geojson", harmful.collection())
    cases = {
        "secret": (secret, "the zip is encrypted"),
        "rare": ((tmp_path / "odd.zip").read_bytes(), "unsupported compression method"),
    }
    said = check("snapshots", files(tmp_path, cases))
    assert all("[FL081]" in one for one in said.values())


def test_a_bad_file_in_an_archive_hides_no_other(tmp_path):
    from frontline import project

    packed = harmful.zipped(
        [("2024-03-01.geojson", harmful.collection()), ("2024-03-02.geojson", harmful.collection())]
    )
    at = packed.index(b"2024-03-02.geojson") + 60
    (tmp_path / "a.zip").write_bytes(packed[:at] + b"\xff\xff\xff" + packed[at + 3 :])
    report = project.import_snapshots(tmp_path / "a.zip", tmp_path / "map")
    assert [str(day) for day in report.days] == ["2024-03-01"]
    assert [name for name, *_ in report.unread] == ["2024-03-02.geojson"]


def test_a_file_is_read_by_a_process_that_has_no_network_and_writes_nothing(tmp_path):
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
        done = subprocess.run(
            [sys.executable, "-c", code % (str(ROOT), port, str(out))],
            capture_output=True,
            text=True,
            check=True,
        )
    if "could\n" in done.stdout.splitlines(keepends=True)[:1]:
        pytest.skip("the system gives no network of one's own")
    assert not out.exists() or out.read_bytes() == b""


def test_gdal_knows_no_format_but_the_expected_one():
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from frontline.intake.formats import gdal_worker; gdal_worker._prepare('gpkg')\n"
        "import pyogrio; print(*pyogrio.list_drivers())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["GPKG"]


def test_only_the_worker_reads_by_gdal():
    sources = {path: path.read_text() for path in (ROOT / "frontline").rglob("*.py")}
    for call in ("geopandas.read_", "pyogrio.read", "pyogrio.raw", "pyogrio.list_layers"):
        users = {path.name for path, text in sources.items() if call in text}
        assert users <= {"gdal_worker.py"}, call


def test_paths_lead_nowhere_else(tmp_path):
    out = tmp_path / "secret.geojson"
    out.write_bytes((STARTER / "places.geojson").read_bytes())
    kinds = {
        "device": (
            "events.csv",
            lambda path: path.symlink_to("/dev/zero"),
            "outside the map folder",
        ),
        "pipe": ("events.csv", os.mkfifo, "not a regular file"),
        "link out": ("places.geojson", lambda path: path.symlink_to(out), "outside the map folder"),
        "link to itself": ("events.csv", lambda path: path.symlink_to(path), "leads nowhere"),
    }
    cases = {}
    for kind, (name, make, word) in kinds.items():
        folder = tmp_path / kind.replace(" ", "-")
        shutil.copytree(STARTER, folder)
        (folder / name).unlink()
        make(folder / name)
        cases[kind] = folder, word
    base = tmp_path / "base-out"
    shutil.copytree(STARTER, base)
    shutil.rmtree(base / "base", ignore_errors=True)
    (tmp_path / "elsewhere").mkdir()
    shutil.copy(out, tmp_path / "elsewhere" / "x.geojson")
    (base / "base").symlink_to(tmp_path / "elsewhere")
    cases["base out"] = base, "outside the map folder"
    check("folder", cases)
    (tmp_path / "in").symlink_to(STARTER)
    assert answers("folder", [tmp_path / "in"])[0]["said"] == "done"


def test_a_pipe_or_device_at_another_door_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for door in ("infer", "locate", "snapshots"):
        pipe, device = answers(door, [tmp_path / "pipe", Path("/dev/zero")])
        assert "not a regular file" in pipe["said"]
        assert "not a regular file" in device["said"]
