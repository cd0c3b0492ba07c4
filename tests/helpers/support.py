"""Shared by many tests: folders, a short way to write a claim, and a run of the command."""

import datetime as dt
import io
import os
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from typer.main import get_command

from frontline import project
from frontline.cli.app import app
from frontline.dates.edtf import Interval, Known
from frontline.model import Claim

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "frontline" / "starter"
EXAMPLE = ROOT / "geodata" / "belgorod-kharkiv-2024-05"
LONG = bool(os.environ.get("FRONTLINE_LONG"))
CASES = ROOT / "tests" / "cases"


@cache
def scene_of(folder):
    """Build a map folder once per process; scenes are immutable."""
    return project.build(project.load(folder))


def day(text):
    return dt.date.fromisoformat(text)


def claim(
    side,
    kind="claimed",
    stance="asserts",
    on="2024-05-12",
    id="c",
    places=("p",),
    claimant="somebody",
    sources=("s",),
    known_later=0,
    ending=None,
    target=None,
    uncertain=False,
):
    """Return a claim of control; ``side`` None claims that the place is contested.

    The claim becomes known ``known_later`` days after its date. It is valid for ``ending`` days if
    given, and open-ended otherwise.
    """
    start = dt.date.fromisoformat(str(on))
    known_day = start + dt.timedelta(days=known_later)
    known_at = dt.datetime(known_day.year, known_day.month, known_day.day, tzinfo=dt.UTC)
    end = start + dt.timedelta(days=ending or 1)
    text = f"{start}/{end - dt.timedelta(days=1)}" if ending else str(start)
    return Claim(
        id=id,
        event=None,
        places=places,
        about="control",
        value=side or "contested",
        side=side,
        quantity=None,
        claimant=claimant,
        kind=kind,
        stance=stance,
        when=Interval(start, end, text, uncertain=uncertain),
        known=Known(known_at, known_day, known_day.isoformat()),
        sources=sources,
        note="",
        target=target,
    )


COMMAND = get_command(app)


@dataclass(frozen=True)
class Run:
    """The exit code and the output of a run of the command."""

    exit_code: int
    stdout: str
    stderr: str


def run(*args):
    """Run the frontline command in this process; any exception is the test's."""
    output, errors = io.StringIO(), io.StringIO()
    code = 0
    with redirect_stdout(output), redirect_stderr(errors):
        try:
            COMMAND.main([str(arg) for arg in args], prog_name="frontline")
        except SystemExit as exit:
            code = exit.code
    return Run(code, output.getvalue(), errors.getvalue())


def copy_starter(folder, **changed):
    """Copy the starter map; a keyword such as ``events_csv="…"`` replaces events.csv."""
    shutil.copytree(STARTER, folder)
    for name, text in changed.items():
        (folder / ".".join(name.rsplit("_", 1))).write_text(text)
    return folder
