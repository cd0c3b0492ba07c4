"""Run by a test in a process of its own: bring files to one door, and tell what came of each.

python doors.py folder|snapshots|infer|locate  < [[path, …], …]
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


DOORS = {"folder": project.load, "snapshots": snapshots, "infer": read_records, "locate": locate}

for path in json.load(sys.stdin):
    start, said = processor_seconds(os.getpid()), "done"
    try:
        DOORS[sys.argv[1]](Path(path))
    except DataError as error:
        said = "\n".join(map(str, error.issues))
    except UsageError as error:
        said = str(error)
    except BaseException as error:  # what a user must never see
        said = f"TRACEBACK {error!r}"
    used = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
    told = {
        "path": path,
        "seconds": processor_seconds(os.getpid()) - start,
        "said": said,
        "kb": int(used),
    }
    print(json.dumps(told), flush=True)
