"""Other processes as seen in /proc: their children, state and processor time.

Tests limit processor time, which does not depend on the load of the machine. The limit by the clock
only ends tests that hang.
"""

import os
import time
from pathlib import Path

LAST_RESORT_S = 600
"""No passing test waits this long, however busy the machine is."""


def wait_until(condition):
    """Wait until a condition is true; one that stays false fails the test."""
    end = time.monotonic() + LAST_RESORT_S
    while not condition():
        assert time.monotonic() < end, "the condition never became true"
        time.sleep(0.01)


def children_of(pid):
    """List all descendants of a process."""
    by_parent = {}
    for path in Path("/proc").glob("[0-9]*"):
        if fields := _stat_fields(path.name):
            by_parent.setdefault(int(fields[1]), []).append(int(path.name))
    queue, descendants = [pid], []
    while queue:
        children = by_parent.get(queue.pop(), [])
        queue += children
        descendants += children
    return descendants


def is_running(pid):
    """Return whether a process runs; a zombie has an empty command line and does not."""
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except OSError:
        return False


def state_of(pid):
    """Return the state letter of a process: R while it runs, S while it sleeps."""
    fields = _stat_fields(pid)
    return fields[0] if fields else None


def processor_seconds(pid):
    """Return the processor time of a process and its descendants, including ended ones."""
    stats = (_stat_fields(process) for process in [pid, *children_of(pid)])
    ticks = sum(int(ticks) for fields in stats if fields for ticks in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat_fields(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
