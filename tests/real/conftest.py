"""The archive of daily maps, imported once for all tests."""

import pickle
import tarfile
from datetime import datetime

import pytest
from shared_fixtures import shared_folder
from support import ROOT

from frontline import project

ARCHIVE = ROOT.parent / "shared" / "data" / "control-daily" / "control-daily.tar.xz"


@pytest.fixture(scope="session")
def imported(tmp_path_factory):
    """The map folder of the archive, and the report of its import."""

    def make(folder):
        report = project.import_snapshots(ARCHIVE, folder / "map", "deepstate-daily")
        (folder / "report.pickle").write_bytes(pickle.dumps(report))

    folder = shared_folder(tmp_path_factory, "daily-archive", make)
    return folder / "map", pickle.loads((folder / "report.pickle").read_bytes())


@pytest.fixture(scope="session")
def published():
    """The contents of the archive's files by date, in order."""
    contents = {}
    with tarfile.open(ARCHIVE) as tar:
        for member in tar:
            if member.isfile():
                day = datetime.strptime(member.name[-16:-8], "%Y%m%d").date()
                contents[day] = tar.extractfile(member).read()
    return dict(sorted(contents.items()))
