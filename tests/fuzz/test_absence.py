"""What is left out is absent: a folder builds the bytes that it builds without those rows.

The rows are withheld, under embargo, or known or dated later than the map; with them goes all that
only they refer to. Random folders of every kind, every output; with ``FRONTLINE_LONG=1``, more.
"""

from dataclasses import replace

import pytest
from every_output import NOT_ABOUT_A_MAP, everything, lines
from random_maps import EXTENT, KINDS, day
from support import COMMAND, LONG, run
from unpublished_rows import CANARY, Pair

import frontline
from frontline import project
from frontline.evidence import release
from frontline.project import map_files

HOW = ("withhold", "as_of", "known")
PAIRS = [
    pytest.param(
        (kind, how, seed),
        marks=[] if seed == 0 and kind in ("cells", "mixed") else [pytest.mark.slow],
        id=f"{kind}-{how}-{seed}",
    )
    for kind in KINDS
    for how in HOW
    for seed in range(3 if LONG else 1)
]
ALL_FILES = [
    pytest.param((kind, how, seed), id=f"{kind}-{how}-{seed}")
    for kind in KINDS
    for how in HOW
    for seed in (4, 5)
    if LONG or (kind, how, seed) in (("mixed", "as_of", 4), ("imported", "withhold", 4))
]
TEXTS = (
    "scene.json",
    "map.html",
    "changes.csv",
    "caption.txt",
    "alt.txt",
    "caption.uk.txt",
    "map.svg",
)


def printed(folder, options):
    """Yield what commands print about a folder, under the same name for every folder."""
    dates = [f"--as-of={options['as_of']}"] if "as_of" in options else []
    commands = {"info": ["info", folder, *dates], "log": ["log", folder, *dates]}
    for name, arguments in commands.items() if "known" not in options else ():
        result = run(*arguments)
        assert result.exit_code == 0, result.stderr
        yield name, (result.stdout + result.stderr).replace(str(folder.parent), "FOLDER")


def texts(folder, options):
    """Return the outputs that are quick to make, by name."""
    scene = project.build(project.load(folder), **options)
    files = {name: project.outputs(scene)[name]() for name in TEXTS}
    files["why"] = repr([scene.why(place.id, scene.opens) for place in scene.places])
    files["methods"] = frontline.methods(scene)
    return {**files, **dict(printed(folder, options))}


@pytest.mark.parametrize("case", PAIRS)
def test_left_out_rows_change_no_byte(case, tmp_path):
    kind, how, seed = case
    pair = Pair(tmp_path, kind, seed, how)
    assert any(CANARY in path.read_text() for path in pair.full.rglob("*.csv"))
    full, twin = texts(pair.full, pair.options), texts(pair.twin, pair.options)
    assert full == twin


def keep_traces(dataset, remaining):
    return remaining


def keep_embargoed_areas(dataset, known):
    areas = [area for area in dataset.areas if area.known is None]
    kept = known_at(dataset, known)
    return replace(kept, areas=tuple(a for a in dataset.areas if a in (*areas, *kept.areas)))


known_at = release._known_at
FAULTS = {
    "traces of statements": ("withhold", release, "without_traces", keep_traces),
    "traces of late statements": ("known", release, "without_traces", keep_traces),
    "areas under embargo": ("as_of", release, "_known_at", keep_embargoed_areas),
    "where a page opens": ("as_of", release, "_ended", lambda h, end: replace(h, end=end)),
    "stated breaks": ("known", release, "_past", lambda intervals, *_: intervals),
    "unused words": ("known", map_files, "with_shared_words", lambda dataset: dataset),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_trace_is_found(fault, tmp_path, monkeypatch):
    how, module, name, broken = FAULTS[fault]
    monkeypatch.setattr(module, name, broken)
    pair = Pair(tmp_path, "mixed", 0, how)
    assert texts(pair.full, pair.options) != texts(pair.twin, pair.options)


@pytest.mark.slow
@pytest.mark.parametrize("case", ALL_FILES)
def test_left_out_rows_change_no_byte_of_any_output_of_any_command(case, tmp_path):
    kind, how, seed = case
    pair = Pair(tmp_path, kind, seed, how)
    dates = [f"--{name.replace('_', '-')}={day}" for name, day in pair.options.items()]
    chosen = () if LONG or kind == "mixed" else ("build", "info", "log", "why", "changes", "words")
    asked = (str(day(0)), str(pair.last), pair.places[0], EXTENT, dates, chosen)
    full, twin = (dict(everything(map.parent, *asked)) for map in (pair.full, pair.twin))
    assert full.keys() == twin.keys()
    assert [name for name in full if full[name] != twin[name]] == []


def test_every_command_and_option_that_publishes_is_among_the_compared_outputs():
    """A new command must be added to the command lines, or to those that publish nothing."""
    compared = [*lines("2024-03-01", "2024-03-02", "p")]
    assert {line[0] for line in compared} | {*NOT_ABOUT_A_MAP} == {*COMMAND.commands}
    for name in {line[0] for line in compared}:
        used = {word for line in compared if line[0] == name for word in line}
        flags = {o.opts[0] for o in COMMAND.commands[name].params if getattr(o, "is_flag", False)}
        assert flags <= used, name
