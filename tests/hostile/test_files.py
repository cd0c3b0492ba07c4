"""Texts of the data are text in every file but the page, as the readers of these files see them."""

import csv
import io
import itertools
import json
import re
import string
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import bibtexparser
import docx
import openpyxl
import pytest
from browser import opened
from canaries import FORMULA, HIT, Deal, hostile_map, strings
from markdown_it import MarkdownIt
from PIL import Image
from support import EXAMPLE, STARTER, run, scene_of

import frontline
from frontline import project
from frontline.intake.field_types import unprintable
from frontline.language.speaker import speaker
from frontline.render.figure import render_figure
from frontline.render.page import embed, without_script
from frontline.render.page.html import render_frame
from frontline.render.page.scene_json import render_json
from frontline.render.report.compose import compose
from frontline.render.report.document import Figure
from frontline.render.report.html_page import render_page
from frontline.render.report.markdown import render_markdown
from frontline.render.report.word import render_word
from frontline.render.tables import change_table, formats
from frontline.render.tables.report_tables import Link, Table
from frontline.system.spreadsheet import escape_formula
from frontline.text import references
from frontline.text.explanations import why_text
from frontline.text.markdown_escapes import escape_markdown

ALL = strings()
ENGLISH = speaker(scene_of(STARTER).header)
COUNT = 30


def spaced(text):
    """A text with its spaces as one, as a reader of a page sees them."""
    return " ".join(text.split())


@pytest.fixture(scope="module")
def had():
    return {}


@pytest.fixture(scope="module")
def folder(tmp_path_factory, had):
    """A map in which most places have a text each."""
    deal = Deal(ALL[:COUNT])
    made = hostile_map(tmp_path_factory.mktemp("hostile") / "map", deal, COUNT, COUNT, COUNT)
    had.update(deal.had)
    return made


@pytest.fixture(scope="module")
def scene(folder):
    return project.build(project.load(folder))


@pytest.fixture(scope="module")
def harmless(tmp_path_factory):
    deal = Deal(ALL[:COUNT], harmless=True)
    folder = hostile_map(tmp_path_factory.mktemp("harmless") / "map", deal, COUNT, COUNT, COUNT)
    return project.build(project.load(folder))


def bare(document):
    """A report whose pictures are of one pixel."""
    pixel = io.BytesIO()
    Image.new("1", (1, 1)).save(pixel, "PNG")
    dot = b'<svg xmlns="http://www.w3.org/2000/svg"/>'

    def block(one):
        draw = lambda form, theme, size: dot if form == "svg" else pixel.getvalue()  # noqa: E731
        return replace(one, draw=draw) if isinstance(one, Figure) else one

    sections = (replace(s, blocks=tuple(map(block, s.blocks))) for s in document.sections)
    return replace(document, sections=tuple(sections))


@pytest.fixture(scope="module")
def report(scene):
    return bare(compose(scene, scene.dates[0], scene.dates[-1]))


# Tables

WIDE = Table("all", ALL[0], (ALL[1], "b"), tuple((text, Link(text)) for text in ALL))


def test_no_cell_of_a_csv_is_a_formula_and_all_are_there(scene, had):
    written = [*map(formats.table_csv, frontline.tables(scene)), *periods_csv(scene)]
    for made in (formats.table_csv(WIDE), change_table.render_changes(scene), *written):
        rows = list(csv.reader(io.StringIO(made), strict=True))
        assert len({len(row) for row in rows}) == 1
        for cell in (cell for row in rows for cell in row):
            negative = re.fullmatch(r"-\d[\d.]*", cell)
            assert negative or not cell.lstrip(" \u00a0").startswith(FORMULA), cell
    rows = csv.reader(io.StringIO(formats.table_csv(WIDE)))
    told = [row[0] for row in rows][1:]
    assert told == [escape_formula(text).replace("\r\n", "\n") for text in ALL]
    assert {text.removeprefix("'") for text in told if text not in ALL} <= set(ALL)


def periods_csv(scene):
    from frontline.analysis import periods

    for by in periods.BY:
        yield change_table.render_periods(scene, list(periods.periods(scene, by)))


@pytest.mark.slow
def test_a_workbook_has_texts_and_neither_formulas_nor_links(scene):
    for tables in ([WIDE], frontline.tables(scene)):
        made = formats.workbook(tables, ENGLISH)
        book = openpyxl.load_workbook(io.BytesIO(made))
        assert list(book.defined_names) == []
        for sheet in book:
            for cell in (cell for row in sheet for cell in row):
                assert cell.data_type in "snd"
                assert cell.hyperlink is None
        with zipfile.ZipFile(io.BytesIO(made)) as packed:
            for name in packed.namelist():
                text = packed.read(name).decode()
                ET.fromstring(text)
                assert not re.search(r"<f[ >]|externalLink|hyperlink|TargetMode", text), name
    sheet = openpyxl.load_workbook(io.BytesIO(formats.workbook([WIDE], ENGLISH))).worksheets[0]
    told = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert told == list(ALL)


MARKS = set(string.punctuation) - set(",;")
GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])


class Read:
    """What a reader of Markdown sees: the elements and, in one text, the words."""

    def __init__(self, text):
        self.tags, self.links, self.words = set(), [], []
        for token in GITHUB.parse(text):
            self.take(token)
        self.text = spaced("".join(self.words))

    def take(self, token):
        if token.tag:
            self.tags.add(token.tag)
        self.links += [token.attrs[key] for key in ("href", "src") if key in token.attrs]
        if token.type in ("html_block", "html_inline", "fence", "code_block"):
            self.tags.add(token.type)
        if token.type == "text":
            self.words.append(token.content)
        elif token.type in ("softbreak", "paragraph_open", "td_open", "th_open", "heading_open"):
            self.words.append(" ")
        for child in token.children or ():
            self.take(child)


@pytest.mark.slow
def test_every_mark_that_any_markdown_reads_is_escaped():
    assert ALL
    for text in ALL:
        made = escape_markdown(text)
        assert not re.search(r"[\n\r\t]", made)
        pairs = re.findall(r"\\(.)|(.)", made, re.DOTALL)
        assert not any(bare in MARKS for _, bare in pairs)
        shown = re.sub(r"[\n\r\t\u2028\u2029]+", " ", text)
        assert "".join(mark or bare for mark, bare in pairs) == shown
        for around in ("{}", "- {}", "x {} y", "# {}"):
            read = Read(around.format(f"a{made}z"))
            assert read.tags <= {"p", "ul", "li", "h1"}
            assert read.links == []
            assert spaced(f"a{text}z") in read.text


@pytest.mark.slow
def test_markdown_has_every_text_and_nothing_of_it_is_marked(scene, report, had):
    for made in frontline.tables(scene):
        read = Read(formats.table_markdown(made, ENGLISH))
        assert read.tags <= {"p", "strong", "table", "thead", "tbody", "tr", "th", "td", "a"}
        assert all(link.startswith("https://example.") for link in read.links)
        for cell in (cell for row in made.rows for cell in row):
            if isinstance(cell, str):
                assert spaced(cell) in read.text
    read = Read(render_markdown(report)["report.md"].decode())
    assert read.tags <= {"h1", "h2", "p", "strong", "ul", "ol", "li", "img", "a",
                         "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
    assert all(re.match(r"https://example\.|\w+\.png$", link) for link in read.links)
    for where in ("HeaderFile.title", "HeaderFile.author", "NoteTable.text", "SourceRow.publisher"):
        assert all(spaced(text) in read.text for text in had[where]), where


# Pages that are no map


MADE = """() => {
  const all = [...document.querySelectorAll("body *")];
  const made = all.map((node) => [node.localName, ...node.getAttributeNames()].join(" "));
  return {
    made: [...new Set(made)].sort(),
    text: document.title + document.body.textContent,
    links: all.map((node) => node.getAttribute("href")).filter((href) => href !== null),
  };
}"""


def made_of(chromium, path, text):
    """Tell the elements of a page with their attributes, its words, its links."""
    path.write_text(text, encoding="utf-8")
    with opened(
        chromium, path, before=f"window.{HIT.removesuffix('()')} = () => {{ throw 1 }}"
    ) as (
        page,
        seen,
    ):
        assert (seen.requests, seen.errors) == ([], [])
        return page.evaluate(MADE)


def test_tables_and_reports_as_pages_are_made_of_nothing_else(
    chromium, scene, harmless, report, had, tmp_path
):
    for one, other in zip(frontline.tables(scene), frontline.tables(harmless), strict=True):
        found = made_of(chromium, tmp_path / "t.html", formats.table_page(one, ENGLISH))
        usual = made_of(chromium, tmp_path / "p.html", formats.table_page(other, ENGLISH))
        assert set(found["made"]) <= set(usual["made"])
        assert all(re.match("https?://", link) for link in found["links"])
        for cell in (cell for row in one.rows for cell in row):
            assert not isinstance(cell, str) or cell in found["text"]
    found = made_of(chromium, tmp_path / "r.html", render_page(report))
    other = bare(compose(harmless, harmless.dates[0], harmless.dates[-1]))
    usual = made_of(chromium, tmp_path / "p.html", render_page(other))
    assert set(found["made"]) <= set(usual["made"])
    assert all(re.match("https?://", link) for link in found["links"])
    for where in ("HeaderFile.title", "HeaderFile.summary", "NoteTable.text", "SourceRow.title"):
        assert all(text in found["text"] for text in had[where]), where


def test_snippets_are_made_of_nothing_else(chromium, scene, harmless, tmp_path):
    for form in ("iframe", "email", "amp"):
        made = [embed.FORMS[form](replace(embed.parts_of(one), size=lambda: (2, 1)))
                for one in (scene, harmless)]  # fmt: skip
        # Without what a frame would load: that is no part of what the texts make.
        bare = [re.sub(r'(src|href)="map\.(html|png)"', r'\1=""', one) for one in made]
        bare = [re.sub(r"<script>.*?</script>", "", one, flags=re.DOTALL) for one in bare]
        found, other = (
            made_of(
                chromium, tmp_path / f"{form}.html", f"<!DOCTYPE html><meta charset=utf-8>{one}"
            )
            for one in bare
        )
        assert found["made"] == other["made"], form
        if form == "email":
            assert spaced(scene.header.title) in found["text"]
    read = Read(embed.markdown(embed.parts_of(scene)))
    assert read.tags == {"p", "a", "img"}
    assert read.links == ["map.html", "map.png"]
    quarto = embed.quarto(replace(embed.parts_of(scene), size=lambda: (2, 1))).splitlines()
    assert [line for line in quarto if line.startswith((":::", "```"))] == [
        '::: {.content-visible when-format="html"}', "```{=html}", "```", ":::",
        '::: {.content-visible unless-format="html"}', ":::",
    ]  # fmt: skip


def test_a_notebook_is_given_a_frame(scene, monkeypatch):
    monkeypatch.setattr(without_script, "render_still", lambda scene: b"")
    frame = render_frame(scene)
    assert re.fullmatch(r'<iframe( [\w-]+="[^"<>]*")*></iframe>', frame)


# Figures


@pytest.fixture
def no_math(monkeypatch):
    """Nothing that matplotlib sets is read as a formula."""
    from matplotlib.mathtext import MathTextParser

    def refuse(*args, **kwargs):
        raise AssertionError("a text was read as mathematics")

    monkeypatch.setattr(MathTextParser, "parse", refuse)


SVG = "{http://www.w3.org/2000/svg}"


def texts(svg):
    return "".join("".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text"))


@pytest.mark.slow
@pytest.mark.parametrize("at", range(0, 1800, 300))
def test_a_figure_shows_texts_verbatim_and_is_made_of_nothing_else(no_math, at):
    """Thirty texts a place, in the title, the summary, the names of sides, of places, credits."""
    own, some = scene_of(STARTER), iter(ALL[at : at + 150])

    def told(count=30):
        return "".join(f"{next(some)} ¦ " for _ in range(count))

    header = replace(
        own.header, title=told(), summary=told(), author=told(), credits=(told(),),
        sides=tuple(replace(side, name=told(15)) for side in own.header.sides),
    )  # fmt: skip
    svg = render_figure(replace(own, header=header), "2024-03-07", format="svg")
    usual = render_figure(own, "2024-03-07", format="svg")
    assert kinds(svg) == kinds(usual)
    assert ET.fromstring(svg).find(f"{SVG}title").text == header.title
    shown = "".join(texts(svg).split())
    for text in (header.title, header.summary, header.author, *header.credits):
        assert "".join(text.split()) in shown
    links = [v for node in ET.fromstring(svg).iter() for k, v in node.items() if "href" in k]
    assert all(link.startswith("#") for link in links)


def kinds(svg):
    return {
        (node.tag, *sorted(key for key in node.attrib if key != "id"))
        for node in ET.fromstring(svg).iter()
    }


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["map", "changes", "area", "events", "site"])
def test_every_kind_of_figure_is_made_of_nothing_else(no_math, kind):
    own = scene_of(EXAMPLE if kind == "site" else STARTER)
    some = itertools.cycle(ALL)

    def told(items, *names):
        return tuple(replace(item, **{name: next(some) for name in names}) for item in items)

    scene = replace(
        own,
        header=replace(own.header, title=next(some), summary=next(some)),
        places=told(own.places, "name"),
        events=told(own.events, "title", "text", "claimant"),
        claims=told(own.claims, "claimant", "note"),
        sources=told(own.sources, "publisher", "title"),
    )
    usual, made = (render_figure(one, kind=kind, format="svg") for one in (own, scene))
    assert {tag for tag, *_ in kinds(made)} == {tag for tag, *_ in kinds(usual)}
    if kind == "map":
        picture = Image.open(io.BytesIO(render_figure(scene, kind=kind, format="png")))
        assert picture.text["Title"] == scene.header.title
        pdf = render_figure(scene, kind=kind, format="pdf")
        assert not re.search(rb"/(JavaScript|JS|Launch|URI|OpenAction|AA)\b", pdf)


# Documents


def test_word_has_texts_as_texts(report, had):
    made = render_word(report)
    told = spaced("\n".join(
        node.text or "" for node in docx.Document(io.BytesIO(made)).element.body.iter()
        if node.tag.endswith("}t")
    ))  # fmt: skip
    text = "".join(told.split())
    for where in ("HeaderFile.title", "NoteTable.text", "SourceRow.publisher"):
        assert all("".join(each.split()) in text for each in had[where]), where
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        for name in packed.namelist():
            if name.endswith((".xml", ".rels")):
                ET.fromstring(packed.read(name))
        links = re.findall(r'Target="([^"]*)" TargetMode="External"',
                           packed.read("word/_rels/document.xml.rels").decode())  # fmt: skip
        assert links
        assert all(re.match("https?://", link) for link in links)
        body = packed.read("word/document.xml").decode()
        assert "w:instrText" not in body
        assert "w:fldSimple" not in body


def test_a_pdf_of_a_report_has_links_to_the_web_alone(report):
    pytest.importorskip("weasyprint")
    from frontline.render.report.pdf import render_pdf

    made = render_pdf(replace(report, sections=report.sections[-2:]))
    assert not re.search(rb"/(JavaScript|JS|Launch|OpenAction|AA|EmbeddedFile)\b", made)
    assert set(re.findall(rb"/URI \((\w+)", made)) <= {b"https"}


def test_references_are_read_back_as_they_were(scene):
    library = bibtexparser.parse_string(references.render_bibtex(scene))
    assert library.failed_blocks == []
    assert len(library.entries) == len(references.cited_sources(scene)) == COUNT
    assert {entry.entry_type for entry in library.entries} == {"misc"}
    for entry in library.entries:
        value = entry["title"].removeprefix("{").removesuffix("}")
        assert not re.search(r"(?<!\\)[$&#_%]|\\(?!text|[$&#_%])", value), value
    told = json.loads(references.render_csl(scene))
    assert [item["title"] for item in told] == [s.title for s in references.cited_sources(scene)]
    assert json.loads(render_json(scene))["title"] == scene.header.title


# The terminal

SPACES = set("\xa0\u061c\u2009\u200c\u200d\u200e\u200f\u202f\u2068\u2069")
RAW = {"--csv", "--bibtex", "embed"}
"""What is for other programs is as it is, but for what no text may have."""


@pytest.mark.slow
def test_no_terminal_obeys_a_line_of_the_command_and_none_stands_on_two(folder, scene, harmless):
    place, days = scene.places[0].id, (scene.dates[0], scene.dates[-1])
    for call in (["info", folder], ["check", folder], ["why", folder, place], ["log", folder],
                 ["why", folder, place, "--json"], ["why", folder, place, "--markdown"],
                 ["diff", folder, *days], ["diff", folder, *days, "--json"],
                 ["changes", folder], ["changes", folder, "--json"], ["changes", folder, "--csv"],
                 ["words", folder], ["words", folder, "--json"], ["words", folder, "--bibtex"],
                 ["embed", folder]):  # fmt: skip
        said = run(*call)
        assert said.exit_code == 0, said.stderr
        if RAW & {*map(str, call)}:
            assert unprintable(said.stdout) is None
        else:
            odd = {c for c in said.stdout if not c.isprintable()} - SPACES - {"\n"}
            assert odd == set(), call
        if "--json" in call:
            assert json.loads(said.stdout)
    on = scene.dates[-1]
    lines = [len(list(why_text(one, one.why(one.places[0].id, on), on, None)))
             for one in (scene, harmless)]  # fmt: skip
    assert run("why", folder, place, "--date", on).stdout.count("\n") == lines[0] == lines[1]


ESCAPES = [
    "\x1b[2J", "\x1b]8;;http://evil.test\x07x\x1b]8;;\x07", "\x9b31m", "\x07", "\x08", "\u202etxt",
    "\u2066x", "\x00", "\x7f", "\ufdd0", "\U0001ffff", "\ud800",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("text", ESCAPES, ids=ascii)
def test_what_a_terminal_obeys_is_named_by_its_number(tmp_path, text):
    folder = hostile_map(tmp_path / "map", Deal(["x"]))
    path = folder / "places.geojson"
    places = json.loads(path.read_text())
    odd = {"name": f"a{text}b", f"na{text}me": "x", "blur_m": text}
    places["features"][0]["properties"] |= odd
    path.write_text(json.dumps(places))
    for form in ("text", "json", "sarif", "github"):
        said = run("check", folder, "--format", form)
        assert said.exit_code == 1
        assert (said.stdout + said.stderr).replace("\n", "").isprintable()
        told = f"unprintable character U+{ord(text[0]):04X}", "is half a character"
        assert any(each in said.stdout + said.stderr for each in told)
        if form in ("json", "sarif"):
            assert json.loads(said.stdout)


def test_a_folder_whose_name_a_terminal_obeys_is_refused(tmp_path):
    folder = hostile_map(tmp_path / "a\x1b[31m\nb", Deal(["x"]))
    said = run("build", folder, "-o", tmp_path / "out")
    assert said.exit_code == 2
    assert said.stderr.count("\n") == 1
    assert "\x1b" not in said.stderr
    assert not (tmp_path / "out").exists()
