"""In every output but the page, texts of the data stay plain text for the programs that read it."""

import csv
import io
import itertools
import json
import re
import string
import zipfile
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree as ET

import bibtexparser
import docx
import openpyxl
import pytest
from browser import opened
from canaries import FORMULA, HIT, Dealer, hostile_map, strings
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
SPEAKER = speaker(scene_of(STARTER).header)
COUNT = 30


def spaced(text):
    """Collapse whitespace, as a browser does."""
    return " ".join(text.split())


@pytest.fixture(scope="module")
def dealt():
    return {}


@pytest.fixture(scope="module")
def folder(tmp_path_factory, dealt):
    """A map with canary strings in its fields."""
    dealer = Dealer(ALL[:COUNT])
    path = hostile_map(tmp_path_factory.mktemp("hostile") / "map", dealer, COUNT, COUNT, COUNT)
    dealt.update(dealer.dealt)
    return path


@pytest.fixture(scope="module")
def scene(folder):
    return project.build(project.load(folder))


@pytest.fixture(scope="module")
def harmless(tmp_path_factory):
    dealer = Dealer(ALL[:COUNT], harmless=True)
    folder = hostile_map(tmp_path_factory.mktemp("harmless") / "map", dealer, COUNT, COUNT, COUNT)
    return project.build(project.load(folder))


def without_pictures(document):
    """Replace the pictures of a report by single pixels, so that it renders quickly."""
    pixel = io.BytesIO()
    Image.new("1", (1, 1)).save(pixel, "PNG")
    empty_svg = b'<svg xmlns="http://www.w3.org/2000/svg"/>'

    def blank_figure(block):
        draw = lambda form, theme, size: empty_svg if form == "svg" else pixel.getvalue()  # noqa: E731
        return replace(block, draw=draw) if isinstance(block, Figure) else block

    sections = (
        replace(section, blocks=tuple(map(blank_figure, section.blocks)))
        for section in document.sections
    )
    return replace(document, sections=tuple(sections))


@pytest.fixture(scope="module")
def report(scene):
    return without_pictures(compose(scene, scene.dates[0], scene.dates[-1]))


# Tables

WIDE = Table("all", ALL[0], (ALL[1], "b"), tuple((text, Link(text)) for text in ALL))


def test_csv_cells_are_never_formulas_and_none_is_lost(scene, dealt):
    tables_csv = [*map(formats.table_csv, frontline.tables(scene)), *period_tables_csv(scene)]
    for content in (formats.table_csv(WIDE), change_table.render_changes(scene), *tables_csv):
        rows = list(csv.reader(io.StringIO(content), strict=True))
        assert len({len(row) for row in rows}) == 1
        for cell in (cell for row in rows for cell in row):
            negative = re.fullmatch(r"-\d[\d.]*", cell)
            assert negative or not cell.lstrip(" \u00a0").startswith(FORMULA), cell
    rows = csv.reader(io.StringIO(formats.table_csv(WIDE)))
    cells = [row[0] for row in rows][1:]
    assert cells == [escape_formula(text).replace("\r\n", "\n") for text in ALL]
    assert {text.removeprefix("'") for text in cells if text not in ALL} <= set(ALL)


def period_tables_csv(scene):
    from frontline.analysis import periods

    for by in periods.BY:
        yield change_table.render_periods(scene, list(periods.periods(scene, by)))


@pytest.mark.slow
def test_a_workbook_has_texts_but_no_formulas_and_no_links(scene):
    for tables in ([WIDE], frontline.tables(scene)):
        workbook = formats.workbook(tables, SPEAKER)
        book = openpyxl.load_workbook(io.BytesIO(workbook))
        assert list(book.defined_names) == []
        for sheet in book:
            for cell in (cell for row in sheet for cell in row):
                assert cell.data_type in "snd"
                assert cell.hyperlink is None
        with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
            for name in archive.namelist():
                text = archive.read(name).decode()
                ET.fromstring(text)
                assert not re.search(r"<f[ >]|externalLink|hyperlink|TargetMode", text), name
    sheet = openpyxl.load_workbook(io.BytesIO(formats.workbook([WIDE], SPEAKER))).worksheets[0]
    cells = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert cells == list(ALL)


PUNCTUATION = set(string.punctuation) - set(",;")
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


class ParsedMarkdown:
    """What a Markdown parser makes of a text: elements, links, and the visible words."""

    def __init__(self, text):
        self.tags, self.links, self.words = set(), [], []
        for token in PARSER.parse(text):
            self.collect(token)
        self.text = spaced("".join(self.words))

    def collect(self, token):
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
            self.collect(child)


@pytest.mark.slow
def test_all_markdown_punctuation_is_escaped():
    assert ALL
    for text in ALL:
        escaped = escape_markdown(text)
        assert not re.search(r"[\n\r\t]", escaped)
        pairs = re.findall(r"\\(.)|(.)", escaped, re.DOTALL)
        assert not any(unescaped in PUNCTUATION for _, unescaped in pairs)
        one_line = re.sub(r"[\n\r\t\u2028\u2029]+", " ", text)
        assert "".join(character or unescaped for character, unescaped in pairs) == one_line
        for template in ("{}", "- {}", "x {} y", "# {}"):
            parsed = ParsedMarkdown(template.format(f"a{escaped}z"))
            assert parsed.tags <= {"p", "ul", "li", "h1"}
            assert parsed.links == []
            assert spaced(f"a{text}z") in parsed.text


@pytest.mark.slow
def test_markdown_has_every_text_without_any_markup(scene, report, dealt):
    for table in frontline.tables(scene):
        parsed = ParsedMarkdown(formats.table_markdown(table, SPEAKER))
        assert parsed.tags <= {"p", "strong", "table", "thead", "tbody", "tr", "th", "td", "a"}
        assert all(link.startswith("https://example.") for link in parsed.links)
        for cell in (cell for row in table.rows for cell in row):
            if isinstance(cell, str):
                assert spaced(cell) in parsed.text
    parsed = ParsedMarkdown(render_markdown(report)["report.md"].decode())
    assert parsed.tags <= {"h1", "h2", "p", "strong", "ul", "ol", "li", "img", "a",
                         "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
    assert all(re.match(r"https://example\.|\w+\.png$", link) for link in parsed.links)
    for where in ("HeaderFile.title", "HeaderFile.author", "NoteTable.text", "SourceRow.publisher"):
        assert all(spaced(text) in parsed.text for text in dealt[where]), where


# HTML pages other than the map


PAGE_CONTENT = """() => {
  const all = [...document.querySelectorAll("body *")];
  const elements = all.map((node) => [node.localName, ...node.getAttributeNames()].join(" "));
  return {
    elements: [...new Set(elements)].sort(),
    text: document.title + document.body.textContent,
    links: all.map((node) => node.getAttribute("href")).filter((href) => href !== null),
  };
}"""


def page_content(chromium, path, text):
    """Return the elements of a page with their attributes, its text, and its links."""
    path.write_text(text, encoding="utf-8")
    with opened(
        chromium, path, before=f"window.{HIT.removesuffix('()')} = () => {{ throw 1 }}"
    ) as (
        page,
        seen,
    ):
        assert (seen.requests, seen.errors) == ([], [])
        return page.evaluate(PAGE_CONTENT)


def test_texts_add_no_elements_to_tables_and_reports_as_pages(
    chromium, scene, harmless, report, dealt, tmp_path
):
    for table, harmless_table in zip(
        frontline.tables(scene), frontline.tables(harmless), strict=True
    ):
        content = page_content(chromium, tmp_path / "t.html", formats.table_page(table, SPEAKER))
        harmless_content = page_content(
            chromium, tmp_path / "p.html", formats.table_page(harmless_table, SPEAKER)
        )
        assert set(content["elements"]) <= set(harmless_content["elements"])
        assert all(re.match("https?://", link) for link in content["links"])
        for cell in (cell for row in table.rows for cell in row):
            assert not isinstance(cell, str) or cell in content["text"]
    content = page_content(chromium, tmp_path / "r.html", render_page(report))
    harmless_report = without_pictures(compose(harmless, harmless.dates[0], harmless.dates[-1]))
    harmless_content = page_content(chromium, tmp_path / "p.html", render_page(harmless_report))
    assert set(content["elements"]) <= set(harmless_content["elements"])
    assert all(re.match("https?://", link) for link in content["links"])
    for where in ("HeaderFile.title", "HeaderFile.summary", "NoteTable.text", "SourceRow.title"):
        assert all(text in content["text"] for text in dealt[where]), where


def test_texts_add_no_elements_to_snippets(chromium, scene, harmless, tmp_path):
    for form in ("iframe", "email", "amp"):
        snippets = [embed.FORMS[form](replace(embed.parts_of(each), size=lambda: (2, 1)))
                for each in (scene, harmless)]  # fmt: skip
        # Remove what a frame would load, which is not part of the snippet.
        bodies = [re.sub(r'(src|href)="map\.(html|png)"', r'\1=""', each) for each in snippets]
        bodies = [re.sub(r"<script>.*?</script>", "", each, flags=re.DOTALL) for each in bodies]
        content, harmless_content = (
            page_content(
                chromium, tmp_path / f"{form}.html", f"<!DOCTYPE html><meta charset=utf-8>{each}"
            )
            for each in bodies
        )
        assert content["elements"] == harmless_content["elements"], form
        if form == "email":
            assert spaced(scene.header.title) in content["text"]
    parsed = ParsedMarkdown(embed.markdown(embed.parts_of(scene)))
    assert parsed.tags == {"p", "a", "img"}
    assert parsed.links == ["map.html", "map.png"]
    quarto = embed.quarto(replace(embed.parts_of(scene), size=lambda: (2, 1))).splitlines()
    assert [line for line in quarto if line.startswith((":::", "```"))] == [
        '::: {.content-visible when-format="html"}', "```{=html}", "```", ":::",
        '::: {.content-visible unless-format="html"}', ":::",
    ]  # fmt: skip


def test_notebooks_get_an_iframe(scene, monkeypatch):
    monkeypatch.setattr(without_script, "render_still", lambda scene: b"")
    frame = render_frame(scene)
    assert re.fullmatch(r'<iframe( [\w-]+="[^"<>]*")*></iframe>', frame)


# Figures


@pytest.fixture
def refuse_math(monkeypatch):
    """Fail the test if matplotlib parses a text as mathematics."""
    from matplotlib.mathtext import MathTextParser

    def refuse(*args, **kwargs):
        raise AssertionError("a text was read as mathematics")

    monkeypatch.setattr(MathTextParser, "parse", refuse)


SVG = "{http://www.w3.org/2000/svg}"


def all_text(svg):
    return "".join("".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text"))


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 1800, 300))
def test_a_figure_shows_texts_verbatim_without_new_elements(refuse_math, start):
    """Thirty strings each in the title, summary, author, credits and names of sides."""
    starter, canaries = scene_of(STARTER), iter(ALL[start : start + 150])

    def next_texts(count=30):
        return "".join(f"{next(canaries)} ¦ " for _ in range(count))

    header = replace(
        starter.header,
        title=next_texts(),
        summary=next_texts(),
        author=next_texts(),
        credits=(next_texts(),),
        sides=tuple(replace(side, name=next_texts(15)) for side in starter.header.sides),
    )
    svg = render_figure(replace(starter, header=header), "2024-03-07", format="svg")
    assert element_kinds(svg) == harmless_element_kinds("2024-03-07")
    assert ET.fromstring(svg).find(f"{SVG}title").text == header.title
    shown = "".join(all_text(svg).split())
    for text in (header.title, header.summary, header.author, *header.credits):
        assert "".join(text.split()) in shown
    links = [
        value for node in ET.fromstring(svg).iter() for key, value in node.items() if "href" in key
    ]
    assert all(link.startswith("#") for link in links)


def element_kinds(svg):
    return {
        (node.tag, *sorted(key for key in node.attrib if key != "id"))
        for node in ET.fromstring(svg).iter()
    }


@cache
def harmless_element_kinds(date):
    return element_kinds(render_figure(scene_of(STARTER), date, format="svg"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["map", "changes", "area", "events", "site"])
def test_texts_add_no_elements_to_any_kind_of_figure(refuse_math, kind):
    harmless_scene = scene_of(EXAMPLE if kind == "site" else STARTER)
    canaries = itertools.cycle(ALL)

    def with_canaries(items, *names):
        return tuple(replace(item, **{name: next(canaries) for name in names}) for item in items)

    scene = replace(
        harmless_scene,
        header=replace(harmless_scene.header, title=next(canaries), summary=next(canaries)),
        places=with_canaries(harmless_scene.places, "name"),
        events=with_canaries(harmless_scene.events, "title", "text", "claimant"),
        claims=with_canaries(harmless_scene.claims, "claimant", "note"),
        sources=with_canaries(harmless_scene.sources, "publisher", "title"),
    )
    harmless_svg, svg = (
        render_figure(each, kind=kind, format="svg") for each in (harmless_scene, scene)
    )
    assert {tag for tag, *_ in element_kinds(svg)} == {
        tag for tag, *_ in element_kinds(harmless_svg)
    }
    if kind == "map":
        picture = Image.open(io.BytesIO(render_figure(scene, kind=kind, format="png")))
        assert picture.text["Title"] == scene.header.title
        pdf = render_figure(scene, kind=kind, format="pdf")
        assert not re.search(rb"/(JavaScript|JS|Launch|URI|OpenAction|AA)\b", pdf)


# Documents


@pytest.mark.slow
def test_word_documents_have_texts_but_no_fields(report, dealt):
    document = render_word(report)
    words = spaced("\n".join(
        node.text or "" for node in docx.Document(io.BytesIO(document)).element.body.iter()
        if node.tag.endswith("}t")
    ))  # fmt: skip
    squeezed = "".join(words.split())
    for where in ("HeaderFile.title", "NoteTable.text", "SourceRow.publisher"):
        assert all("".join(text.split()) in squeezed for text in dealt[where]), where
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ET.fromstring(archive.read(name))
        links = re.findall(r'Target="([^"]*)" TargetMode="External"',
                           archive.read("word/_rels/document.xml.rels").decode())  # fmt: skip
        assert links
        assert all(re.match("https?://", link) for link in links)
        body = archive.read("word/document.xml").decode()
        assert "w:instrText" not in body
        assert "w:fldSimple" not in body


@pytest.mark.slow
def test_a_pdf_report_has_only_web_links(report):
    pytest.importorskip("weasyprint")
    from frontline.render.report.pdf import render_pdf

    pdf = render_pdf(replace(report, sections=report.sections[-2:]))
    assert not re.search(rb"/(JavaScript|JS|Launch|OpenAction|AA|EmbeddedFile)\b", pdf)
    assert set(re.findall(rb"/URI \((\w+)", pdf)) <= {b"https"}


def test_references_survive_a_round_trip(scene):
    library = bibtexparser.parse_string(references.render_bibtex(scene))
    assert library.failed_blocks == []
    assert len(library.entries) == len(references.cited_sources(scene)) == COUNT
    assert {entry.entry_type for entry in library.entries} == {"misc"}
    for entry in library.entries:
        value = entry["title"].removeprefix("{").removesuffix("}")
        assert not re.search(r"(?<!\\)[$&#_%]|\\(?!text|[$&#_%])", value), value
    csl = json.loads(references.render_csl(scene))
    assert [item["title"] for item in csl] == [s.title for s in references.cited_sources(scene)]
    assert json.loads(render_json(scene))["title"] == scene.header.title


# The terminal

SPACES = set("\xa0\u061c\u2009\u200c\u200d\u200e\u200f\u202f\u2068\u2069")
RAW = {"--csv", "--bibtex", "embed"}
"""Output for other programs is not escaped, but has no forbidden characters."""


@pytest.mark.slow
def test_printed_lines_have_no_control_characters_or_line_breaks(folder, scene, harmless):
    place, days = scene.places[0].id, (scene.dates[0], scene.dates[-1])
    for call in (["info", folder], ["check", folder], ["why", folder, place], ["log", folder],
                 ["why", folder, place, "--json"], ["why", folder, place, "--markdown"],
                 ["diff", folder, *days], ["diff", folder, *days, "--json"],
                 ["changes", folder], ["changes", folder, "--json"], ["changes", folder, "--csv"],
                 ["words", folder], ["words", folder, "--json"], ["words", folder, "--bibtex"],
                 ["embed", folder]):  # fmt: skip
        result = run(*call)
        assert result.exit_code == 0, result.stderr
        if RAW & {*map(str, call)}:
            assert unprintable(result.stdout) is None
        else:
            unprintable_characters = (
                {character for character in result.stdout if not character.isprintable()}
                - SPACES
                - {"\n"}
            )
            assert unprintable_characters == set(), call
        if "--json" in call:
            assert json.loads(result.stdout)
    date = scene.dates[-1]
    lines = [len(list(why_text(each, each.why(each.places[0].id, date), date, None)))
             for each in (scene, harmless)]  # fmt: skip
    assert run("why", folder, place, "--date", date).stdout.count("\n") == lines[0] == lines[1]


ESCAPES = [
    "\x1b[2J", "\x1b]8;;http://evil.test\x07x\x1b]8;;\x07", "\x9b31m", "\x07", "\x08", "\u202etxt",
    "\u2066x", "\x00", "\x7f", "\ufdd0", "\U0001ffff", "\ud800",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("text", ESCAPES, ids=ascii)
def test_control_characters_are_reported_by_code_point(tmp_path, text):
    folder = hostile_map(tmp_path / "map", Dealer(["x"]))
    path = folder / "places.geojson"
    places = json.loads(path.read_text())
    properties = {"name": f"a{text}b", f"na{text}me": "x", "blur_m": text}
    places["features"][0]["properties"] |= properties
    path.write_text(json.dumps(places))
    for output_format in ("text", "json", "sarif", "github"):
        result = run("check", folder, "--format", output_format)
        assert result.exit_code == 1
        assert (result.stdout + result.stderr).replace("\n", "").isprintable()
        expected = f"unprintable character U+{ord(text[0]):04X}", "is half a character"
        assert any(words in result.stdout + result.stderr for words in expected)
        if output_format in ("json", "sarif"):
            assert json.loads(result.stdout)


def test_a_folder_name_with_control_characters_is_refused(tmp_path):
    folder = hostile_map(tmp_path / "a\x1b[31m\nb", Dealer(["x"]))
    result = run("build", folder, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "\x1b" not in result.stderr
    assert not (tmp_path / "out").exists()
