"""What is left out is absent: a folder builds the bytes that it builds without those rows.

The rows are withheld, under embargo, or known or dated later than the map; with them goes all that
only they refer to. Random folders of every kind, every output; with ``FRONTLINE_LONG=1``, more.
"""

from dataclasses import replace

import pytest
from random_maps import KINDS
from support import LONG, run
from unpublished_rows import CANARY, Pair

import frontline
from frontline import project, publish
from frontline.evidence import release
from frontline.project import map_files
from frontline.render.figure import render_figure

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
    pytest.param((kind, how), id=f"{kind}-{how}")
    for kind in ("mixed", "imported")
    for how in HOW
    if LONG or (kind, how) in (("mixed", "as_of"), ("imported", "withhold"))
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


def everything(folder, options, tmp_path):
    """Return every output, by name."""
    scene = project.build(project.load(folder), **options)
    files = {name: render() for name, render in project.outputs(scene).items()}
    formats = publish.report(scene, scene.dates[0], scene.dates[-1], publish.REPORTS)
    for write in formats.values():
        files |= write()
    for kind in ("area", "multiples", "changes"):
        files[kind] = render_figure(scene, kind=kind, format="png")
    publish.animate(scene, tmp_path / "film.gif", scene.dates[:2], seconds=1, fps=2)
    files["film.gif"] = (tmp_path / "film.gif").read_bytes()
    for format in ("csv", "xlsx"):
        for table in frontline.tables(scene):
            files[f"{table.name}.{format}"] = repr(table)
    return files


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
def test_left_out_rows_change_no_byte_of_any_file(case, tmp_path):
    kind, how = case
    pair = Pair(tmp_path, kind, 4, how)
    full, twin = (everything(folder, pair.options, tmp_path) for folder in (pair.full, pair.twin))
    assert full.keys() == twin.keys()
    assert [name for name in full if full[name] != twin[name]] == []
