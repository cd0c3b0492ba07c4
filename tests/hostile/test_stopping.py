"""Ctrl-C ends the program with one line at any moment, leaving no files and no processes."""

import os
import re
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import refused_files
from process_tree import (
    LAST_RESORT_S,
    children_of,
    is_running,
    processor_seconds,
    state_of,
    wait_until,
)
from support import EXAMPLE, ROOT

pytestmark = pytest.mark.kill

SECONDS_TO_STOP = 3
"""Processor time, with child processes; much of it is Python's own shutdown."""

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
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    )


def stop(process):
    """Send Ctrl-C, assert that the program ends properly, and return its output."""
    ended_before, before = ended_seconds(), processor_seconds(process.pid)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=LAST_RESORT_S)
    assert (process.returncode, error) == (130, "frontline: stopped\n")
    assert ended_seconds() - ended_before - before < SECONDS_TO_STOP
    return out


def ended_seconds():
    """Return the processor time of child processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


SVD = "np.linalg.svd(np.random.default_rng(1).random((4000, 4000)))"

# Work that lets other threads run but never checks for signals.
UNINTERRUPTIBLE = {
    "plain Python": "[n for n in range(10**12)]",
    "sleep": "time.sleep(6000)",
    "GEOS": "shapely.union_all(shapely.buffer(shapely.points(range(3000), 1), 900, quad_segs=300))",
    "numpy": SVD,
    "numpy beside a shared lock": f"(get_context('spawn').Lock(), {SVD})",
    "waiting for threads": "pool.submit(time.sleep, 6000).result()",
}


@pytest.mark.parametrize("work", UNINTERRUPTIBLE)
def test_any_work_is_interrupted(work):
    setup = (
        "import numpy as np, shapely\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from multiprocessing import get_context\n"
        "pool = ThreadPoolExecutor(1)\nprint('ready', flush=True)"
    )
    process = start(CODE.format(setup, UNINTERRUPTIBLE[work]))
    assert process.stdout.readline() == "ready\n"
    before = processor_seconds(process.pid)
    wait_until(
        lambda: state_of(process.pid) == "S" or processor_seconds(process.pid) > before + 0.2
    )
    stop(process)


def handles_interrupt(pid):
    """Return whether a process catches Ctrl-C and its watcher thread has started."""
    text = Path(f"/proc/{pid}/status").read_text()
    caught = int(re.search(r"^SigCgt:\s*(\w+)", text, re.MULTILINE)[1], 16)
    threads = int(re.search(r"^Threads:\s*(\d+)", text, re.MULTILINE)[1])
    return caught & 1 << (signal.SIGINT - 1) and threads > 1


@pytest.mark.parametrize("after", [0.05, 0.5, 1.5])
def test_a_build_is_interrupted_at_any_moment(after, tmp_path):
    code = "from frontline.__main__ import run; run()"
    process = start(code, "build", str(EXAMPLE), "-o", str(tmp_path / "maps"))
    # the interpreter handles no signals before the program's first line
    wait_until(lambda: handles_interrupt(process.pid))
    before = processor_seconds(process.pid)
    wait_until(
        lambda: not is_running(process.pid) or processor_seconds(process.pid) >= before + after
    )
    if process.poll() is None:
        stop(process)
    assert not list(tmp_path.rglob(".*"))


def test_an_atlas_is_interrupted_with_its_workers(tmp_path):
    code = "if __name__ == '__main__':\n from frontline.__main__ import run; run()"
    out = tmp_path / "atlas"
    process = start(code, "atlas", str(EXAMPLE), "-o", str(out), "--workers", "2")
    wait_until(lambda: list(out.glob("*.png")))
    children = children_of(process.pid)
    assert len(children) >= 2
    stop(process)
    wait_until(lambda: not any(map(is_running, children)))
    assert not list(tmp_path.rglob(".frontline-*"))


def test_a_slow_reading_is_interrupted_with_its_process(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "2024-03-01.gpkg").write_bytes(refused_files.geopackage())
    code = """
from frontline.intake.formats import gdal_client
gdal_client._START_CODE = gdal_client._START_CODE.replace(
    "main({!r})",
    "from frontline.intake.formats import gdal_worker; "
    "gdal_worker._gdal = lambda *_: [None for _ in iter(int, 1)]; main({!r})",
)
from frontline.__main__ import run; run()
"""
    args = ("import", "snapshots", str(tmp_path / "in"), "-o", str(tmp_path / "map"))
    process = start(code, *args)
    wait_until(lambda: len(children_of(process.pid)) == 2)
    children = children_of(process.pid)
    stop(process)
    wait_until(lambda: not any(map(is_running, children)))
