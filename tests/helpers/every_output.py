"""Every output of a map: what each command writes and prints about a folder, by name.

Commands run in the folder that holds the map, so that two maps of one name differ in their bytes
only where their contents do.
"""

import contextlib

from support import COMMAND, run

from frontline import publish
from frontline.project import FORMATS
from frontline.render.figure.kinds import KINDS
from frontline.render.page import embed
from frontline.render.tables import formats as tables

NOT_ABOUT_A_MAP = {
    "base": "writes the ground of a folder for its author",
    "check": "messages for the author, about the whole folder",
    "explain": "the catalogue of rules",
    "import": "reads no map",
    "infer": "reads no map",
    "init": "reads no map",
    "sbom": "the packages",
}
"""The commands that publish nothing of a map folder."""

OF_BUILD = ("build", "figure", "report", "words", "tables", "animate", "atlas")
"""The commands that build a map as known on a date; others ask what was known then."""

NEEDS_MORE = {"events", "front", "site"}
"""The kinds of figure that some maps have not enough for; the refusal is compared then."""

_FOR_PEOPLE = ("build",)
"""The commands whose files are published, and whose printed lines are the author's."""


def lines(first, last, place):
    """Yield the command lines, without those dates of the build that a test adds."""
    yield ["build", "m", "-o", "out", "--format", ",".join(FORMATS)]
    yield ["build", "m", "-o", "out", "--format", "html,json", "--keep-good"]
    for kind in KINDS:
        about = ["--place", place] if kind == "site" else []
        yield ["figure", "m", "-o", "out/f.svg", "--kind", kind, *about]
    yield ["figure", "m", "-o", "out/f.png", "--theme", "dark", "--lang", "uk"]
    yield ["info", "m"]
    yield ["log", "m"]
    for form in ([], ["--json"], ["--markdown"]):
        yield ["why", "m", place, "--date", first, *form]
        yield ["why", "m", place, *form]
    for form in ([], ["--json"], ["--with-breaks"]):
        yield ["diff", "m", first, last, *form]
        yield ["changes", "m", "--by", "day", *form]
    yield ["changes", "m", "--by", "day", "--csv", "--then"]
    for form in embed.FORMS:
        yield ["embed", "m", "--form", form]
    formats = ",".join(publish.REPORTS)
    yield ["report", "m", "-o", "out", "--format", formats, "--from", first, "--to", last]
    for language in ("en", "uk"):
        yield ["words", "m", "--from", first, "--to", last, "--lang", language]
        yield ["words", "m", "--json", "--lang", language]
    yield ["words", "m", "--bibtex"]
    yield ["tables", "m", "-o", "out", "--format", ",".join(tables.FORMATS), "--lang", "uk"]
    yield ["animate", "m", "-o", "out/f.gif", "--from", first, "--to", first, "--workers", "1"]
    for by in ("day", "place"):
        yield ["atlas", "m", "-o", "out", "--by", by, "--format", "svg", "--workers", "1"]
    for form in ([], ["--then", "--edge"]):
        yield ["locate", "points.csv", "m", "-o", "out/located.csv", *form]


def everything(folder, first, last, place, extent, dates=(), chosen=None):
    """Yield the name and the bytes of every output of the map in ``folder / "m"``.

    ``dates`` are options of the build, ``chosen`` are the commands to run (all by default).
    """
    _write_points(folder / "points.csv", first, last, extent)
    with contextlib.chdir(folder):
        for number, arguments in enumerate(lines(first, last, place)):
            command = arguments[0]
            is_known_then = dates and not _allowed(command, dates)
            if (chosen and command not in chosen) or is_known_then:
                continue
            out = f"out-{number}"
            located = [_in_folder(argument, out) for argument in arguments]
            made = run(*located, *_allowed(command, dates))
            may_refuse = not NEEDS_MORE.isdisjoint(arguments)
            assert made.exit_code == 0 or may_refuse, (arguments, made.stderr)
            name = " ".join(arguments)
            if command not in _FOR_PEOPLE:
                yield name, made.stdout + made.stderr
            for path in sorted(path for path in folder.glob(f"{out}/**/*") if path.is_file()):
                yield f"{name}: {path.relative_to(folder / out)}", path.read_bytes()


def _in_folder(argument, out):
    return argument.replace("out", out, 1) if argument.split("/")[0] == "out" else argument


def _allowed(command, dates):
    """Return the dates of the build that a command takes."""
    if command not in OF_BUILD:
        dates = [date for date in dates if date.startswith("--as-of")]
    options = {name for option in COMMAND.commands[command].params for name in option.opts}
    return [date for date in dates if date.partition("=")[0] in options]


def _write_points(path, first, last, extent):
    """Write a table of points all over an extent, for ``locate``."""
    west, south, east, north = extent
    rows = [
        f"{day},{west + (east - west) * x / 9},{south + (north - south) * y / 9}"
        for day in (first, last)
        for x in range(10)
        for y in range(10)
    ]
    path.write_text("\n".join(["date,lon,lat", *rows]) + "\n")
