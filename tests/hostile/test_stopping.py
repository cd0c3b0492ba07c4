"""Ctrl-C ends the program with one line, wherever it is, and nothing is left."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import harmful
import pytest
from support import EXAMPLE, ROOT

CODE = """
import sys, threading, time
from frontline import __main__
from frontline.system import interrupt
interrupt.handle_signals()
{}
def run(): {}
try: run()
except interrupt.Stopped: pass
finally: interrupt.exit_if_stopped()
"""


def start(code, *args):
    return subprocess.Popen(
        [sys.executable, "-c", code, *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def stopped(process):
    """Send Ctrl-C, and return what is said, once it has ended as it should."""
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (130, "frontline: stopped\n")
    return out


# What works and lets other threads run, without ever hearing of a signal.
DEAF = {
    "plain Python": "[n for n in range(10**12)]",
    "sleep": "time.sleep(60)",
    "GEOS": "shapely.union_all(shapely.buffer(shapely.points(range(3000), 1), 900, quad_segs=300))",
    "numpy": "np.linalg.svd(np.random.default_rng(1).random((4000, 4000)))",
    "threads that are waited for": "pool.submit(time.sleep, 60).result()",
}


@pytest.mark.parametrize("work", DEAF)
def test_whatever_is_at_work_is_stopped(work):
    setup = (
        "import numpy as np, shapely\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "pool = ThreadPoolExecutor(1)\nprint('ready', flush=True)"
    )
    process = start(CODE.format(setup, DEAF[work]))
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.3)
    stopped(process)


def children_of(pid):
    """The processes that a process started, and those that these did."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found.setdefault(int(fields[1]), []).append(int(path.parent.name))
    queue, all_ = [pid], []
    while queue:
        mine = found.get(queue.pop(), [])
        queue += mine
        all_ += mine
    return all_


def works(pid):
    """Say whether a process is there; of one that nobody has asked for yet only the name is."""
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except OSError:
        return False


@pytest.mark.parametrize("after", [0.05, 0.5, 1.5])
def test_a_build_is_stopped_at_any_moment(after, tmp_path):
    code = "from frontline.__main__ import run; run()"
    process = start(code, "build", str(EXAMPLE), "-o", str(tmp_path / "maps"))
    # before the first line of ours no program can heed anything
    ready = time.monotonic() + 20
    mask = 0
    while not mask & 1 << (signal.SIGINT - 1) and time.monotonic() < ready:
        text = Path(f"/proc/{process.pid}/status").read_text()
        mask = int(text.partition("SigCgt:")[2].split()[0], 16)
        threads = int(text.partition("Threads:")[2].split()[0])
        mask = mask if threads > 1 else 0
    time.sleep(after)
    if process.poll() is None:
        stopped(process)
    assert not list(tmp_path.rglob(".*"))


def test_an_atlas_is_stopped_with_all_that_draws_it(tmp_path):
    code = "if __name__ == '__main__':\n from frontline.__main__ import run; run()"
    out = tmp_path / "atlas"
    process = start(code, "atlas", str(EXAMPLE), "-o", str(out), "--workers", "2")
    until = time.monotonic() + 60
    while time.monotonic() < until and not list(out.glob("*.png")):
        time.sleep(0.05)
    children = children_of(process.pid)
    stopped(process)
    time.sleep(0.3)
    assert [pid for pid in children if works(pid)] == []
    assert not list(tmp_path.rglob(".frontline-*"))


def test_a_reading_that_takes_for_ever_is_stopped_with_its_process(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "2024-03-01.gpkg").write_bytes(harmful.column(harmful.SLOW))
    code = "from frontline.__main__ import run; run()"
    args = ("import", "snapshots", str(tmp_path / "in"), "-o", str(tmp_path / "map"))
    process = start(code, *args)
    until = time.monotonic() + 30
    while time.monotonic() < until and len(children_of(process.pid)) < 2:
        time.sleep(0.05)
    children = children_of(process.pid)
    assert len(children) == 2
    stopped(process)
    time.sleep(0.2)
    assert [pid for pid in children if works(pid)] == []
