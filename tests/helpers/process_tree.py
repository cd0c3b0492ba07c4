"""Other processes as /proc shows them: their children, their state, the processor time they took.

Tests bound processor time, which does not depend on what else the machine does; a limit by the
clock is only there so that a test that hangs ends at all.
"""

import os
import time
from pathlib import Path

LAST_RESORT_S = 600
"""No test that works waits for so long, however busy the machine is."""


def wait_until(condition):
    """Wait until a condition is true; one that stays false fails the test."""
    end = time.monotonic() + LAST_RESORT_S
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)


def children_of(pid):
    """List the processes that a process started, and those that these did."""
    by_parent = {}
    for path in Path("/proc").glob("[0-9]*"):
        if fields := _fields(path.name):
            by_parent.setdefault(int(fields[1]), []).append(int(path.name))
    queue, descendants = [pid], []
    while queue:
        children = by_parent.get(queue.pop(), [])
        queue += children
        descendants += children
    return descendants


def is_running(pid):
    """Say whether a process runs; of one that nobody has waited for yet only the name is left."""
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except OSError:
        return False


def state_of(pid):
    """Return the letter of a process's state: R while it runs, S while it waits."""
    fields = _fields(pid)
    return fields[0] if fields else None


def processor_seconds(pid):
    """Return the processor time of a process and of all it started, those that ended included."""
    spent = (_fields(each) for each in [pid, *children_of(pid)])
    ticks = sum(int(ticks) for fields in spent if fields for ticks in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def _fields(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
