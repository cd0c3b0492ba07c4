"""After any interruption of a build, the old map or the new one is complete, and alone."""

import random
import shutil
import subprocess
import sys

import pytest
from support import STARTER, run

from frontline.intake import read
from frontline.system import atomic

# Builds in children of a process that has already built once, so that a kill is cheap. A child is
# killed after some seconds of processor time, or at its n-th call to the file system.
BUILDER = """
import os, signal, sys
from frontline.cli.app import app
ASKED = {"open", "os.mkdir", "os.rename", "os.link", "os.rmdir", "os.remove", "os.chmod",
         "os.utime", "ctypes.dlsym", "os.listdir", "os.scandir"}
told = os.dup(1)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
def build(folder, output):
    app(["build", folder, "-o", output, "--format", "csv,json"], standalone_mode=False)
for line in sys.stdin:
    folder, output, seconds, number = line.rstrip().split("\\t")
    if seconds == number == "0":
        build(folder, output)
    left = int(number)
    child = os.fork()
    if not child:
        def count(event, args):
            global left
            if event in ASKED:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        if left:
            sys.addaudithook(count)
        signal.setitimer(signal.ITIMER_PROF, float(seconds))  # ends it as SIGKILL does
        build(folder, output)
        os._exit(0)
    _, ended, used = os.wait4(child, 0)
    os.write(told, f"{ended} {used.ru_utime + used.ru_stime}\\n".encode())
"""


RUN = "from frontline.__main__ import run; run()"


class Builder:
    """Kills builds and returns how they ended: 0 or the number of the signal."""

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
        ended, used = self.process.stdout.readline().split()
        return int(ended), float(used)


@pytest.fixture
def builder():
    made = Builder()
    yield made
    made.process.stdin.close()
    made.process.stdout.close()
    made.process.wait()


@pytest.fixture
def two(tmp_path):
    """Two folders of the same name, which differ in a title."""
    for name in ("one", "two"):
        shutil.copytree(STARTER, tmp_path / name / "MAP")
    header = tmp_path / "two" / "MAP" / "map.toml"
    header.write_text(header.read_text().replace("Two villages", "A pair of villages"))
    return tmp_path / "one" / "MAP", tmp_path / "two" / "MAP"


def held(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def scratch(folder):
    return [path.name for path in folder.rglob(f"{atomic._SCRATCH}*")]


@pytest.fixture
def whole(two, tmp_path):
    """The files built from each of the two folders."""
    found = []
    for number, folder in enumerate(two):
        assert (
            run("build", folder, "-o", tmp_path / f"w{number}", "--format", "csv,json").exit_code
            == 0
        )
        found.append(held(tmp_path / f"w{number}" / "MAP"))
    assert found[0].keys() == found[1].keys()
    assert found[0] != found[1]
    return found


@pytest.fixture
def turn(builder, two, whole, tmp_path):
    """Builds one map over the other with a kill; returns whether the kill came in time."""
    place = tmp_path / "maps" / "MAP"
    builder.build(two[0], place.parent)

    def turn(**way):
        before = whole.index(held(place))
        ended, _ = builder.build(two[1 - before], place.parent, **way)
        assert held(place) in whole, way
        assert ended or held(place) == whole[1 - before], way
        return ended != 0

    yield turn
    builder.build(two[0], place.parent)
    assert held(place) == whole[0]
    assert scratch(place.parent) == [], "the next build removes what a killed build left"


def test_after_a_kill_at_any_of_200_moments_the_old_or_the_new_map_is_complete(
    builder, turn, two, tmp_path
):
    _, work = builder.build(two[0], tmp_path / "once")
    chance = random.Random(7)
    killed = sum(turn(seconds=work * chance.random()) for _ in range(200))
    assert killed > 50


def test_after_a_kill_at_each_step_of_writing_the_old_or_the_new_map_is_complete(turn):
    steps = next(number for number in range(1, 1000) if not turn(number=number))
    assert steps > 30


@pytest.mark.parametrize("made", [0, 3000], ids=["before", "after some files"])
def test_a_full_disk_leaves_the_old_map_and_is_reported(two, tmp_path, made):
    output = tmp_path / "maps"
    run("build", two[0], "-o", output, "--format", "csv,json")
    old = held(output / "MAP")
    code = (
        f"import resource as r, signal; r.setrlimit(r.RLIMIT_FSIZE, ({made}, {made}));"
        f"signal.signal(signal.SIGXFSZ, signal.SIG_IGN); {RUN}"
    )
    done = command("build", two[1], "-o", output, "--format", "csv,json", code=code)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"frontline: {output}/MAP: cannot be written: File too large\n"
    assert (held(output / "MAP"), scratch(output)) == (old, [])


def command(*words, code=None, **options):
    start = [sys.executable, "-c", code] if code else [sys.executable, "-m", "frontline"]
    return subprocess.run([*start, *words], text=True, **{"capture_output": True, **options})


@pytest.mark.parametrize("place", ["/proc/maps", "map.toml", "map.toml/maps"])
def test_an_output_that_cannot_be_written_is_reported(two, place):
    output = two[0] / place
    done = command("build", two[0], "-o", output, "--format", "csv,json")
    assert done.returncode == 2
    assert done.stderr.startswith(f"frontline: {output}/MAP: cannot be written: ")
    assert len(done.stderr.splitlines()) == 1


def test_of_simultaneous_builds_into_one_folder_one_is_complete(two, whole, tmp_path):
    output = tmp_path / "maps"
    begin = [sys.executable, "-m", "frontline", "build"]
    end = ["-o", output, "--format", "csv,json"]
    every = [subprocess.Popen([*begin, folder, *end], stdout=-3) for folder in two * 3]
    assert [each.wait() for each in every] == [0] * 6
    assert held(output / "MAP") in whole
    assert scratch(output) == []


def test_a_file_that_changes_while_the_map_is_read_is_reported(two, tmp_path, monkeypatch):
    begun = read.csv_records

    def changing(path, *rest):
        sources = two[0] / "sources.csv"
        sources.write_text(sources.read_text() + "\n")
        return begun(path, *rest)

    monkeypatch.setattr(read, "csv_records", changing)
    done = run("build", two[0], "-o", tmp_path / "maps")
    said = "the file changed while the map was being read: run the command again [FL090]"
    assert said in done.stderr
    assert (done.exit_code, (tmp_path / "maps").exists()) == (1, False)


FORMATS = "html,png,svg,pdf,csv,json"


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    """What the starter map is built into, in the environment of the tests."""
    folder = tmp_path_factory.mktemp("usual")
    shutil.copytree(STARTER, folder / "MAP")
    assert run("build", folder / "MAP", "-o", folder / "maps", "--format", FORMATS).exit_code == 0
    return held(folder / "maps" / "MAP")


BARE = {"PATH": "/nowhere", "HOME": "/nowhere", "XDG_CACHE_HOME": "/proc/nowhere"}


@pytest.mark.parametrize(
    "odd",
    [
        BARE,
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "tr_TR.ISO-8859-9", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7"},
        {"SOURCE_DATE_EPOCH": "4102444800", "TZ": "America/St_Johns", "COLUMNS": "3"},
    ],
    ids=["no home", "ascii", "another locale", "clock and terminal"],
)
def test_an_odd_environment_gives_the_same_bytes(two, usual, tmp_path, odd):
    done = command("build", two[0], "-o", tmp_path / "odd", "--format", FORMATS, env=odd)
    assert (done.returncode, done.stderr) == (0, "")
    assert held(tmp_path / "odd" / "MAP") == usual


@pytest.mark.parametrize("clock", [0, 4_102_444_800], ids=["1970", "2100"])
def test_a_clock_that_is_far_off_changes_nothing(two, tmp_path, clock, whole):
    code = (
        f"import time; time.time = lambda: {clock}.5; at = time.gmtime({clock});"
        f"time.localtime = lambda *a: at; {RUN}"
    )
    done = command("build", two[0], "-o", tmp_path / "odd", "--format", "csv,json", code=code)
    assert (done.returncode, done.stderr) == (0, "")
    assert held(tmp_path / "odd" / "MAP") == whole[0]


@pytest.mark.parametrize(
    ("closed", "code"),
    [(">&-", 0), ("2>&-", 0), ("<&-", 0), ("<&- >&- 2>&-", 0), (">/dev/full", 2)],
)
def test_without_a_terminal_the_map_is_built(two, whole, tmp_path, closed, code):
    line = f'exec "$0" -m frontline build "$1" -o "$2" --format csv,json {closed}'
    words = ["sh", "-c", line, sys.executable, two[0], tmp_path / "maps"]
    done = subprocess.run(words, text=True, capture_output=True)
    assert done.returncode == code
    assert held(tmp_path / "maps" / "MAP") == whole[0]
    told = "frontline: cannot print the output: No space left on device\n"
    assert done.stderr == (told if code else "")


def test_a_terminated_build_leaves_nothing(two, tmp_path):
    code = (
        "import os, signal, frontline.system.atomic as w; fill = w._write_all;"
        f"w._write_all = lambda *a: (fill(*a), os.kill(os.getpid(), signal.SIGTERM)); {RUN}"
    )
    done = command("build", two[0], "-o", tmp_path / "maps", "--format", "csv", code=code)
    assert (done.returncode, done.stdout, done.stderr) == (143, "", "frontline: stopped\n")
    assert list((tmp_path / "maps").iterdir()) == []


def test_other_contents_of_the_folder_are_kept(two, tmp_path):
    place = tmp_path / "maps" / "MAP"
    run("build", two[0], "-o", place.parent, "--format", "csv,json")
    (place / "notes").mkdir()
    (place / "notes" / "own.txt").write_text("mine")
    (place / "link").symlink_to("nowhere")
    run("build", two[1], "-o", place.parent, "--format", "csv")
    assert (place / "notes" / "own.txt").read_text() == "mine"
    assert (place / "link").is_symlink()
    assert (place / "scene.json").exists()


def test_the_working_folder_is_not_replaced(two, tmp_path, monkeypatch):
    place = tmp_path / "maps" / "MAP"
    run("build", two[0], "-o", place.parent, "--format", "csv,json")
    monkeypatch.chdir(place)
    node = place.stat().st_ino
    assert run("build", two[1], "-o", place.parent, "--format", "csv,json").exit_code == 0
    assert "A pair" in (place / "scene.json").read_text()
    assert place.stat().st_ino == node
