"""After any interruption of a build, either the old or the new map is there, complete."""

import fcntl
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager

import pytest
from support import STARTER, run

from frontline.errors import UsageError
from frontline.intake import read
from frontline.system import atomic

# Builds in children of a process that has already built once, which makes kills cheap. A child is
# killed after some seconds of processor time, or at its n-th call to the file system.
BUILDER = """
import os, signal, sys
from frontline.cli.app import app
COUNTED_EVENTS = {"open", "os.mkdir", "os.rename", "os.link", "os.rmdir", "os.remove", "os.chmod",
         "os.utime", "ctypes.dlsym", "os.listdir", "os.scandir"}
report = os.dup(1)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
def build(folder, output):
    app(["build", folder, "-o", output, "--format", "csv,json"], standalone_mode=False)
for line in sys.stdin:
    folder, output, seconds, number = line.rstrip().split("\\t")
    if seconds == number == "0":
        build(folder, output)
    remaining = int(number)
    child = os.fork()
    if not child:
        def count(event, args):
            global remaining
            if event in COUNTED_EVENTS:
                remaining -= 1
                if remaining == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        if remaining:
            sys.addaudithook(count)
        signal.setitimer(signal.ITIMER_PROF, float(seconds))  # ends the process like SIGKILL
        build(folder, output)
        os._exit(0)
    _, status, usage = os.wait4(child, 0)
    os.write(report, f"{status} {usage.ru_utime + usage.ru_stime}\\n".encode())
"""


RUN_MAIN = "from frontline.__main__ import run; run()"


class Builder:
    """Runs and kills builds; reports how each ended (0 or the signal) and its processor time."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-c", BUILDER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def build(self, folder, output, seconds=0, number=0):
        self.process.stdin.write(f"{folder}\t{output}\t{seconds}\t{number}\n")
        self.process.stdin.flush()
        status, seconds_used = self.process.stdout.readline().split()
        return int(status), float(seconds_used)


@pytest.fixture
def builder():
    new_builder = Builder()
    yield new_builder
    new_builder.process.stdin.close()
    new_builder.process.stdout.close()
    new_builder.process.wait()


@pytest.fixture
def map_folders(tmp_path):
    """Two map folders with the same name and different titles."""
    for name in ("one", "two"):
        shutil.copytree(STARTER, tmp_path / name / "MAP")
    header = tmp_path / "two" / "MAP" / "map.toml"
    header.write_text(header.read_text().replace("Two villages", "A pair of villages"))
    return tmp_path / "one" / "MAP", tmp_path / "two" / "MAP"


def files_in(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def scratch_files(folder):
    return [path.name for path in folder.rglob(f"{atomic._SCRATCH}*")]


@pytest.fixture
def built_files(map_folders, tmp_path):
    """The output files of each of the two folders."""
    files = []
    for number, folder in enumerate(map_folders):
        assert (
            run("build", folder, "-o", tmp_path / f"w{number}", "--format", "csv,json").exit_code
            == 0
        )
        files.append(files_in(tmp_path / f"w{number}" / "MAP"))
    assert files[0].keys() == files[1].keys()
    assert files[0] != files[1]
    return files


@pytest.fixture
def build_and_kill(builder, map_folders, built_files, tmp_path):
    """Build one map over the other with a kill; return whether the build was killed."""
    output = tmp_path / "maps" / "MAP"
    builder.build(map_folders[0], output.parent)

    def build_and_kill(**kill):
        before = built_files.index(files_in(output))
        status, _ = builder.build(map_folders[1 - before], output.parent, **kill)
        assert files_in(output) in built_files, kill
        assert status or files_in(output) == built_files[1 - before], kill
        return status != 0

    yield build_and_kill
    builder.build(map_folders[0], output.parent)
    assert files_in(output) == built_files[0]
    assert scratch_files(output.parent) == [], "the next build removes what a killed build left"


def test_after_a_kill_at_100_random_moments_one_map_is_complete(
    builder, build_and_kill, map_folders, tmp_path
):
    _, seconds = builder.build(map_folders[0], tmp_path / "once")
    rng = random.Random(7)
    killed = sum(build_and_kill(seconds=seconds * rng.random()) for _ in range(100))
    assert killed > 25


def test_after_a_kill_at_each_step_of_writing_one_map_is_complete(build_and_kill):
    steps = next(number for number in range(1, 1000) if not build_and_kill(number=number))
    assert steps > 30


@contextmanager
def files_of_at_most(limit):
    """Let writing more than some bytes to a file fail, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))  # Python ignores the signal
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("limit", [0, 3000], ids=["before", "after some files"])
def test_a_full_disk_is_reported_and_keeps_the_old_map(map_folders, tmp_path, limit):
    output = tmp_path / "maps"
    run("build", map_folders[0], "-o", output, "--format", "csv,json")
    old = files_in(output / "MAP")
    with files_of_at_most(limit):
        result = run("build", map_folders[1], "-o", output, "--format", "csv,json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"frontline: {output}/MAP: cannot be written: File too large\n"
    assert (files_in(output / "MAP"), scratch_files(output)) == (old, [])


def run_command(*args, code=None, **options):
    interpreter = [sys.executable, "-c", code] if code else [sys.executable, "-m", "frontline"]
    return subprocess.run([*interpreter, *args], text=True, **{"capture_output": True, **options})


@pytest.mark.parametrize("name", ["/proc/maps", "map.toml", "map.toml/maps"])
def test_an_output_that_cannot_be_written_is_reported(map_folders, name):
    output = map_folders[0] / name
    result = run("build", map_folders[0], "-o", output, "--format", "csv,json")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"frontline: {output}/MAP: cannot be written: ")
    assert len(result.stderr.splitlines()) == 1


SIMULTANEOUS_BUILDS = """
import os, sys
from frontline.cli.app import app
output, once, *folders = sys.argv[1:]
def build(folder, output):
    app(["build", folder, "-o", output, "--format", "csv,json"], standalone_mode=False)
build(folders[0], once)  # what is loaded now is loaded in the children, which start at once
sys.stdout.flush()
for folder in folders:
    if not os.fork():
        build(folder, output)
        os._exit(0)
sys.exit(any(os.wait()[1] for _ in folders))
"""


@pytest.mark.slow
def test_simultaneous_builds_leave_one_complete_map(map_folders, built_files, tmp_path):
    output = tmp_path / "maps"
    args = [output, tmp_path / "once", *map_folders * 3]
    assert run_command(*args, code=SIMULTANEOUS_BUILDS).returncode == 0
    assert files_in(output / "MAP") in built_files
    assert scratch_files(output) == []


@pytest.mark.parametrize(
    ("module", "step", "must_wait"),
    [
        (tempfile, "mkdtemp", True),
        (atomic, "_write_all", False),
        (atomic, "_keep_other_contents", True),
    ],
    ids=["has begun", "has written", "puts its map in place"],
)
def test_a_second_build_waits_or_loses_nothing_while_another(
    module, step, must_wait, tmp_path, monkeypatch
):
    flock, real_step = fcntl.flock, getattr(module, step)
    folder, waits = tmp_path / "maps" / "MAP", []

    def build(name):
        atomic.replace_folder({"scene.json": name.encode(), name: b""}, folder)

    def refuse_to_wait(descriptor, operation):
        flock(descriptor, operation | fcntl.LOCK_NB)

    def step_and_another_build(*args, **options):
        result = real_step(*args, **options)
        monkeypatch.setattr(module, step, real_step)
        try:
            build("second")
        except UsageError as error:
            waits.append(str(error))
        return result

    build("old")
    monkeypatch.setattr(fcntl, "flock", refuse_to_wait)
    monkeypatch.setattr(module, step, step_and_another_build)
    build("first")
    assert getattr(module, step) is real_step, "the second build ran"
    reason = f"{folder}: cannot be written: Resource temporarily unavailable"
    assert waits == [reason] * must_wait
    if waits:
        build("second")
    expected = {"old", "first", "second", "scene.json"}
    assert set(files_in(folder)) == expected, "what one build wrote is kept by the other"
    assert scratch_files(tmp_path) == []


def test_a_file_that_changes_while_the_map_is_read_is_reported(map_folders, tmp_path, monkeypatch):
    real_csv_records = read.csv_records

    def read_and_change(path, *args):
        sources = map_folders[0] / "sources.csv"
        sources.write_text(sources.read_text() + "\n")
        return real_csv_records(path, *args)

    monkeypatch.setattr(read, "csv_records", read_and_change)
    result = run("build", map_folders[0], "-o", tmp_path / "maps")
    message = "the file changed while the map was being read: run the command again [FL090]"
    assert message in result.stderr
    assert (result.exit_code, (tmp_path / "maps").exists()) == (1, False)


FORMATS = "html,png,svg,pdf,csv,json"


@pytest.fixture(scope="module")
def expected_files(tmp_path_factory):
    """The output files of the starter map in the environment of the tests."""
    folder = tmp_path_factory.mktemp("usual")
    shutil.copytree(STARTER, folder / "MAP")
    assert run("build", folder / "MAP", "-o", folder / "maps", "--format", FORMATS).exit_code == 0
    return files_in(folder / "maps" / "MAP")


def with_clock(seconds):
    """Return code that runs the command with a wrong clock."""
    return (
        f"import time; time.time = lambda: {seconds}.5; at = time.gmtime({seconds});"
        f"time.localtime = lambda *a: at; {RUN_MAIN}"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environment", "code"),
    [
        (
            {
                "PATH": "/nowhere",
                "HOME": "/nowhere",
                "XDG_CACHE_HOME": "/proc/nowhere",
                "LC_ALL": "tr_TR.ISO-8859-9",
                "TZ": "Pacific/Kiritimati",
                "PYTHONHASHSEED": "7",
            },
            with_clock(0),
        ),
        (
            {
                "LC_ALL": "C",
                "PYTHONCOERCECLOCALE": "0",
                "PYTHONUTF8": "0",
                "PYTHONIOENCODING": "ascii",
                "SOURCE_DATE_EPOCH": "4102444800",
                "TZ": "America/St_Johns",
                "COLUMNS": "3",
            },
            None,
        ),
    ],
    ids=["no home, another locale, the year 1970", "ascii, a date of the build, a narrow terminal"],
)
def test_unusual_environments_give_the_same_bytes(
    map_folders, expected_files, tmp_path, environment, code
):
    result = run_command(
        *("build", map_folders[0], "-o", tmp_path / "odd", "--format", FORMATS),
        code=code,
        env=environment,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert files_in(tmp_path / "odd" / "MAP") == expected_files


@pytest.mark.slow
def test_a_wrong_clock_changes_nothing(map_folders, tmp_path, built_files):
    result = run_command(
        *("build", map_folders[0], "-o", tmp_path / "odd", "--format", "csv,json"),
        code=with_clock(4_102_444_800),  # the year 2100
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert files_in(tmp_path / "odd" / "MAP") == built_files[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("closed", "code"),
    [(">&-", 0), ("2>&-", 0), ("<&-", 0), ("<&- >&- 2>&-", 0), (">/dev/full", 2)],
)
def test_without_a_terminal_the_map_is_built(map_folders, built_files, tmp_path, closed, code):
    line = f'exec "$0" -m frontline build "$1" -o "$2" --format csv,json {closed}'
    args = ["sh", "-c", line, sys.executable, map_folders[0], tmp_path / "maps"]
    result = subprocess.run(args, text=True, capture_output=True)
    assert result.returncode == code
    assert files_in(tmp_path / "maps" / "MAP") == built_files[0]
    message = "frontline: cannot print the output: No space left on device\n"
    assert result.stderr == (message if code else "")


@pytest.mark.slow
def test_a_terminated_build_leaves_no_files(map_folders, tmp_path):
    code = (
        "import os, signal, frontline.system.atomic as w; fill = w._write_all;"
        f"w._write_all = lambda *a: (fill(*a), os.kill(os.getpid(), signal.SIGTERM)); {RUN_MAIN}"
    )
    result = run_command(
        "build", map_folders[0], "-o", tmp_path / "maps", "--format", "csv", code=code
    )
    assert (result.returncode, result.stdout, result.stderr) == (143, "", "frontline: stopped\n")
    assert list((tmp_path / "maps").iterdir()) == []


def test_other_contents_of_the_output_folder_are_kept(map_folders, tmp_path):
    output = tmp_path / "maps" / "MAP"
    run("build", map_folders[0], "-o", output.parent, "--format", "csv,json")
    (output / "notes").mkdir()
    (output / "notes" / "own.txt").write_text("mine")
    (output / "link").symlink_to("nowhere")
    run("build", map_folders[1], "-o", output.parent, "--format", "csv")
    assert (output / "notes" / "own.txt").read_text() == "mine"
    assert (output / "link").is_symlink()
    assert (output / "scene.json").exists()


def test_the_working_directory_is_not_replaced(map_folders, tmp_path, monkeypatch):
    output = tmp_path / "maps" / "MAP"
    run("build", map_folders[0], "-o", output.parent, "--format", "csv,json")
    monkeypatch.chdir(output)
    node = output.stat().st_ino
    assert run("build", map_folders[1], "-o", output.parent, "--format", "csv,json").exit_code == 0
    assert "A pair" in (output / "scene.json").read_text()
    assert output.stat().st_ino == node
