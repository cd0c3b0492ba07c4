"""Expensive files, made once and shared by all processes that run the tests."""

import fcntl
import os


def shared_folder(tmp_path_factory, name, make):
    """Return a folder that the first process to ask fills by ``make(folder)``."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder, marker = root / f"once-{name}", root / f"once-{name}.done"
    with (root / f"once-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not marker.exists():
            folder.mkdir()
            make(folder)
            marker.touch()
    return folder
