"""Read files through entry points and print the result, time and memory of each as JSON.

Tests run this module in its own process, with a JSON list of pairs on standard input: an entry
point (folder, snapshots, infer or locate) and a path.
"""

import json
import os
import resource
import sys
import tempfile
from pathlib import Path

from process_tree import processor_seconds

from frontline import DataError, UsageError, project
from frontline.intake.places_with_sides import read_records

resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
STARTER = Path(project.__file__).parents[1] / "starter"


def locate(path):
    scene = project.build(project.load(STARTER))
    with tempfile.TemporaryDirectory() as scratch:
        project.locate(path, scene, Path(scratch, "out.csv"))


def snapshots(path):
    with tempfile.TemporaryDirectory() as scratch:
        project.import_snapshots(path, Path(scratch, "map"))


ENTRY_POINTS = {
    "folder": project.load,
    "snapshots": snapshots,
    "infer": read_records,
    "locate": locate,
}

for entry_point, path in json.load(sys.stdin):
    start, answer = processor_seconds(os.getpid()), "done"
    try:
        ENTRY_POINTS[entry_point](Path(path))
    except DataError as error:
        answer = "\n".join(map(str, error.issues))
    except UsageError as error:
        answer = str(error)
    except BaseException as error:  # a user must never see a traceback
        answer = f"TRACEBACK {error!r}"
    peak_kb = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
    result = {
        "path": path,
        "seconds": processor_seconds(os.getpid()) - start,
        "answer": answer,
        "kb": int(peak_kb),
    }
    print(json.dumps(result), flush=True)
