"""The report: the same things in every format, escaped in each, and a page that passes WCAG."""

import base64
import datetime as dt
import io
import re
import subprocess
import sys
import zipfile
import zlib
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from html import escape
from html.parser import HTMLParser

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import opened
from made import drawn_map, wandering
from markdown_it import MarkdownIt
from PIL import Image
from support import EXAMPLE, STARTER, copy_starter, run, scene_of

from frontline import project
from frontline.analysis.difference import difference
from frontline.render.report import pdf
from frontline.render.report.compose import compose
from frontline.render.report.document import Figure, Grid, Link, Listing, Numbers, Section, plain
from frontline.render.report.html_page import render_page, render_sheet
from frontline.render.report.markdown import render_markdown
from frontline.render.report.word import render_word
from frontline.render.tables.change_table import change_rows
from frontline.scene.translation import in_language
from frontline.text.references import cited_sources

SCENE = scene_of(EXAMPLE)
FIRST, LAST = SCENE.dates[0], SCENE.opens
HOSTILE = "<img src=x onerror=alert(1)>\"]'|*_`\\ & [x](javascript:alert(1))"


@pytest.fixture(scope="session")
def report():
    return compose(SCENE, FIRST, LAST)


@pytest.fixture(scope="session")
def page(report, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render_page(report), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def word(report):
    return docx.Document(io.BytesIO(render_word(report)))


def blocks(document, kind):
    return [b for section in document.sections for b in section.blocks if isinstance(b, kind)]


def bare(document):
    """The same report with a picture of one pixel: what is tested is not the drawing."""
    picture = io.BytesIO()
    Image.new("RGB", (4, 3)).save(picture, "png")

    def small(block):
        draw = lambda *_: picture.getvalue()  # noqa: E731
        return replace(block, draw=draw) if isinstance(block, Figure) else block

    sections = (replace(s, blocks=tuple(map(small, s.blocks))) for s in document.sections)
    return replace(document, sections=tuple(sections))


def test_it_tells_the_parts_of_a_report_in_order(report):
    assert [section.id for section in report.sections] == [
        *("numbers", "changed", "charts", "changes", "claims", "method", "log", "sources"),
        "credits",
    ]
    assert report.title == SCENE.header.title
    assert report.standfirst == SCENE.header.summary
    assert [figure.name for figure in blocks(report, Figure)] == [
        *("map", "changes", "area", "front", "events"),
    ]
    labels = [block.label for block in blocks(report, Figure | Grid)]
    assert labels == [
        *(f"Figure {n}." for n in range(1, 6)),
        *("Table 1.", "Table 2.", "Table 3."),
    ]
    assert all(len(figure.alt) > 60 and figure.caption for figure in blocks(report, Figure))


def test_its_numbers_are_those_of_the_difference(report):
    whole_difference = difference(SCENE, FIRST, LAST)
    (numbers,) = blocks(report, Numbers)
    values = [value for value, _ in numbers.items]
    gained = round(SCENE.side_km2(LAST)["ru"])
    front = round(sum(whole_difference.after.front_km.values()))
    events = [e for e in SCENE.events if e.when.start and FIRST < e.when.start <= LAST]
    handed = len(whole_difference.whole.balance.handovers)
    assert values == [f"{gained} km²", str(handed), f"{front} km", str(len(events))]
    net = round(whole_difference.whole.balance.side("ru").net_km2)
    assert f"+{net} km² since 8 May 2024" in numbers.items[0][1]


def test_its_charts_and_its_table_of_ground_are_of_its_days_alone(report):
    charts = {
        f.name: f.alt for f in blocks(report, Figure) if f.name in ("area", "front", "events")
    }
    spanned = f"{FIRST.day}\N{EN DASH}{LAST.day} May 2024"
    assert len(charts) == 3 and all(spanned in alt for alt in charts.values())
    ground = blocks(report, Grid)[0]
    days = [FIRST + dt.timedelta(n) for n in range(1, (LAST - FIRST).days + 1)]
    sides = [side.name for side in SCENE.header.sides]
    cells = [(plain(row[0]), plain(row[1])) for row in ground.rows]
    assert cells == [(f"{day.day} May 2024", side) for day in days for side in sides]
    net = [
        plain(row[-1]).replace("\N{MINUS SIGN}", "-")
        for row in ground.rows
        if row[1] == ("Russia",)
    ]
    whole = difference(SCENE, FIRST, LAST).whole.balance.side("ru").net_km2
    assert sum(map(float, net)) == pytest.approx(whole, abs=0.5 * len(days))
    assert whole > 50


def test_its_summary_names_every_place_that_changed_and_nobody_who_says_so(report):
    changed = next(section for section in report.sections if section.id == "changed")
    summary = plain(changed.blocks[0].text)
    names = {place.id: place.name for place in SCENE.places}
    for passage in difference(SCENE, FIRST, LAST).whole.passages:
        assert names[passage.place] in summary
    assert "Institute" not in summary
    assert len(summary) < 700


def test_its_changes_are_those_of_the_table_of_changes(report):
    _, changes, claims = blocks(report, Grid)
    listed = {(row[0][0], place) for row in changes.rows for place in plain(row[1]).split(", ")}
    _, *rows = change_rows(SCENE)
    days = {row[0]: dt.date.fromisoformat(row[0]) for row in rows}
    expected = {
        (f"{days[row[0]].day} May 2024", row[2]) for row in rows if FIRST < days[row[0]] <= LAST
    }
    assert listed == expected
    assert len(claims.rows) > 20


def test_every_claim_of_a_place_is_told_with_its_source(report):
    _, _, claims = blocks(report, Grid)
    (sources,) = [block for block in blocks(report, Listing) if block.numbered]
    text = "\n".join(plain(cell) for row in claims.rows for cell in row)
    for claim in SCENE.claims:
        if claim.places and FIRST <= claim.known.day <= LAST:
            assert f"{claim.claimant}, {claim.known.day.day} May 2024 [" in text
    cited = {int(number) for number in re.findall(r"\[(\d+)\]", text)}
    assert cited <= set(range(1, len(sources.items) + 1))
    by_id = {source.id: source for source in SCENE.sources}
    some = next(claim for claim in SCENE.claims if claim.places and claim.sources)
    number = [
        plain(item).startswith(f"{by_id[some.sources[0]].publisher}:") for item in sources.items
    ]
    assert any(number)


def test_days_out_of_order_or_outside_are_refused_in_one_line(tmp_path):
    for days, line in (
        (("2024-03-08", "2024-03-05"), "does not come after"),
        (("2024-03-05", "2025-03-05"), "2025-03-05 is not in the period"),
        (("2024-03-05", "soon"), "is not a date"),
    ):
        args = ["report", STARTER, "-o", tmp_path / "r", "--from", days[0], "--to", days[1]]
        result = run(*args)
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
        assert line in result.stderr
    result = run("report", STARTER, "-o", tmp_path / "r", "--format", "html,odt")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert not (tmp_path / "r").exists()


@pytest.mark.slow
def test_the_command_writes_what_it_is_asked_for_and_the_same_bytes_twice(tmp_path):
    folders = []
    for formats in ("html,md,docx", "md,docx"):
        args = ["-o", tmp_path / formats, "--format", formats, "--title", "Ours & theirs"]
        done = run("report", STARTER, *args)
        assert done.exit_code == 0, done.stderr
        assert f"{formats}/report.docx\n" in done.stdout
        folders.append({path.name: path.read_bytes() for path in (tmp_path / formats).iterdir()})
    first, second = folders
    assert "<h1>Ours &amp; theirs</h1>" in first.pop("report.html").decode()
    assert first == second
    assert {"report.md", "report.docx", "map.png", "changes.png"} <= first.keys()


def test_the_page_runs_nothing_asks_for_nothing_and_passes_wcag(page, chromium):
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert not re.search(r'\bstyle="', text)
    assert "default-src 'none'" in text
    for width, scheme in ((1280, "light"), (768, "dark"), (360, "dark"), (320, "light")):
        with opened(chromium, page, width, 900, color_scheme=scheme) as (tab, seen):
            assert (seen.errors, seen.requests) == ([], [])
            wide = "() => document.documentElement.scrollWidth <= innerWidth"
            assert tab.evaluate(wide), width
            pictures = "() => [...document.images].every(i => i.complete && i.naturalWidth)"
            assert tab.evaluate(pictures)
            if width in (1280, 360):
                violations = Axe().run(tab).response["violations"]
                assert [each["id"] for each in violations] == []
            chosen = tab.evaluate("() => document.images[0].currentSrc")
            drawn = base64.b64decode(chosen.partition(",")[2]).decode()
            assert ("#15181c" in drawn) == (scheme == "dark")
    with opened(chromium, page) as (tab, _):
        printed = tab.pdf(prefer_css_page_size=True)
        assert b"/MediaBox [0 0 594.95" in printed or b"/MediaBox [0 0 595" in printed


class Outline(HTMLParser):
    """The headings, and the tables with their heads, of a page."""

    def __init__(self, text):
        super().__init__()
        self.headings, self.heads, self.captions = [], 0, 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.headings += [int(tag[1])] if re.fullmatch(r"h\d", tag) else []
        self.heads += ("scope", "col") in attrs
        self.captions += tag in ("caption", "figcaption")


@pytest.mark.slow
def test_the_page_has_headings_in_order_and_names_its_tables_and_figures(page, report):
    outline = Outline(page.read_text(encoding="utf-8"))
    assert outline.headings == [1] + [2] * len(report.sections)
    grids = blocks(report, Grid)
    assert outline.heads == sum(len(grid.columns) for grid in grids)
    assert outline.captions == len(grids) + len(blocks(report, Figure))


def test_markdown_says_the_same_with_pictures_beside_it(report):
    files = render_markdown(bare(report))
    text = files["report.md"].decode()
    html = MarkdownIt("commonmark").enable("table").render(text)
    outline = Outline(html)
    assert outline.headings == [1] + [2] * len(report.sections)
    assert html.count("<table>") == len(blocks(report, Grid))
    shown = set(re.findall(r'<img src="([^"]+)"', html))
    assert shown == files.keys() - {"report.md"}
    for row in blocks(report, Grid)[0].rows:
        assert all(escape(plain(cell)) in html for cell in row)


@pytest.mark.slow
def test_word_has_headings_captions_alternative_texts_and_repeated_heads(word, report):
    styles = [line.style.name for line in word.paragraphs]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") == len(report.sections)
    figures, grids = blocks(report, Figure), blocks(report, Grid)
    descriptions = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert descriptions == [figure.alt for figure in figures]
    captions = [line.text for line in word.paragraphs if line.style.name == "Caption"]
    for block in (*figures, *grids):
        assert f"{block.label} {block.caption}" in captions
    assert len(word.tables) == len(grids)
    for table, grid in zip(word.tables, grids, strict=True):
        assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader")
        assert [cell.text for cell in table.rows[0].cells] == list(grid.columns)
        assert [cell.text for cell in table.rows[1].cells] == [plain(c) for c in grid.rows[0]]
    assert word.styles.element.xpath("w:docDefaults//w:lang/@w:val") == ["en"]
    about = word.core_properties
    assert (about.title, about.language) == (report.title, "en")
    assert about.created.date() == LAST
    numbered = [line for line in word.paragraphs if line.style.name == "List Number"]
    assert len(numbered) == len(cited_sources(SCENE))
    assert len({line._p.pPr.numPr.numId.val for line in numbered}) == 1
    links = [rel.target_ref for rel in word.part.rels.values() if rel.is_external]
    assert set(links) >= {source.url for source in cited_sources(SCENE) if source.url}


def test_pictures_in_word_fit_on_a_page_beside_their_captions(word):
    section = word.sections[0]
    across = section.page_width - section.left_margin - section.right_margin
    assert len(word.inline_shapes) > 0
    for shape in word.inline_shapes:
        assert shape.width <= across
        assert shape.height < 0.6 * section.page_height


def test_it_speaks_one_language_whole():
    report = compose(in_language(SCENE, "uk"), FIRST, LAST)
    assert (report.language, report.title) == ("uk", SCENE.header.texts["uk"]["title"])
    texts = [section.title for section in report.sections] + [report.byline]
    texts += [block.caption + block.label for block in blocks(report, Figure | Grid)]
    texts += [label for block in blocks(report, Numbers) for _, label in block.items]
    texts += [head for grid in blocks(report, Grid) for head in grid.columns]
    texts += [figure.alt for figure in blocks(report, Figure)]
    for text in texts:
        latin = set(re.findall(r"[A-Za-z]{3,}", text)) - {"UTC", "DeepState", "ISW", "frontline"}
        assert not latin, text


def test_in_arabic_word_and_page_read_from_the_right():
    own = scene_of(STARTER)
    scene = replace(own, header=replace(own.header, language="ar", languages=("ar",)))
    report = bare(compose(scene, scene.dates[0], scene.opens))
    assert (report.language, report.direction) == ("ar", "rtl")
    assert '<html lang="ar" dir="rtl">' in render_page(report)
    file = docx.Document(io.BytesIO(render_word(report)))
    assert all(line._p.xpath("w:pPr/w:bidi") for line in file.paragraphs)
    assert all(table._tbl.xpath("w:tblPr/w:bidiVisual") for table in file.tables)


@pytest.fixture(scope="session")
def hostile():
    """A report in which every text of the data is markup in some language."""

    def spoilt(value):
        if isinstance(value, str):
            return f"{HOSTILE} {value}"
        if isinstance(value, Link):
            return Link(HOSTILE, f'https://example.org/")>{HOSTILE.replace(" ", "")}')
        if isinstance(value, tuple):
            return tuple(map(spoilt, value))
        if is_dataclass(value):
            kept = {"language", "direction", "id", "name", "dated", "draw", "short"}
            changed = {
                f.name: spoilt(getattr(value, f.name)) for f in fields(value) if f.name not in kept
            }
            return replace(value, **changed)
        return value

    scene = scene_of(STARTER)
    return spoilt(bare(compose(scene, scene.dates[0], scene.opens)))


def test_no_text_of_the_data_becomes_markup_of_the_page(hostile, tmp_path, chromium):
    text = render_page(hostile)
    assert "<img src=x" not in text
    tags = set(re.findall(r"<(\w+)", text))
    assert "script" not in tags
    path = tmp_path / "page.html"
    path.write_text(text, encoding="utf-8")
    with opened(chromium, path) as (tab, seen):
        assert (seen.errors, seen.requests) == ([], [])
        count = "() => document.querySelectorAll('[onerror], [src=x]').length"
        assert tab.evaluate(count) == 0
        assert HOSTILE in tab.locator("h1").inner_text()


def test_no_text_of_the_data_becomes_markup_of_markdown_or_word(hostile):
    html = (
        MarkdownIt("commonmark")
        .enable("table")
        .render(render_markdown(hostile)["report.md"].decode())
    )
    assert "<img src=x" not in html
    assert not re.search(r'href="javascript', html)
    assert len(re.findall(r"<img ", html)) == len(blocks(hostile, Figure))
    assert "<em>" not in html
    file = docx.Document(io.BytesIO(render_word(hostile)))
    assert file.paragraphs[0].text.startswith(HOSTILE)
    with zipfile.ZipFile(io.BytesIO(render_word(hostile))) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_corrections_and_retractions_are_the_revision_log(tmp_path):
    folder = copy_starter(tmp_path / "map")
    claims = (folder / "claims.csv").read_text().splitlines()
    head = claims[0].split(",")
    first = dict(zip(head, claims[1].split(","), strict=False))
    row = {
        **dict.fromkeys(head, ""),
        **{
            "id": "back",
            "claimant": first["claimant"],
            "stance": "retracts",
            "source": first["source"],
        },
        **{"known": "2024-03-09", "target": first["id"]},
    }
    if "target" not in head:
        head.append("target")
    text = [",".join(head), *claims[1:], ",".join(row.get(name, "") for name in head)]
    (folder / "claims.csv").write_text("\n".join(text) + "\n")
    scene = project.build(project.load(folder))
    log = next(
        s for s in compose(scene, *scene.dates[:: len(scene.dates) - 1]).sections if s.id == "log"
    )
    (grid,) = log.blocks
    assert plain(grid.rows[0][1]) == first["claimant"]
    assert plain(grid.rows[0][3]).startswith("retracts:")


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["docx", "weasyprint"])
def test_without_its_library_a_format_is_refused_in_one_line(missing, tmp_path):
    format = {"docx": "docx", "weasyprint": "pdf"}[missing]
    code = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from frontline.cli.app import app\n"
        f"app(['report', {str(STARTER)!r}, '-o', {str(tmp_path / 'r')!r}, '--format', {format!r}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert f"pip install 'frontline[{format}]'" in done.stderr
    assert not (tmp_path / "r").exists()


@pytest.mark.slow
def test_the_pdf_is_tagged_names_its_language_and_is_the_same_twice(report):
    try:
        import weasyprint  # noqa: F401
    except OSError:
        pytest.skip("Pango is not installed")
    file, again = (pdf.render_pdf(bare(report)) for _ in range(2))
    assert file == again
    for stream in re.findall(rb"stream\n(.*?)\nendstream", file, re.DOTALL):
        with suppress(zlib.error):
            file += zlib.decompress(stream)
    for words in (b"/MarkInfo", b"/Lang (en)", b"/StructTreeRoot", b"/MediaBox [0 0 595.27"):
        assert words in file
    assert render_sheet(bare(report)).count("<img") == len(blocks(report, Figure))


def test_sections_without_content_are_left_out():
    scene = scene_of(STARTER)
    report = compose(scene, scene.dates[-2], scene.dates[-1])
    assert all(isinstance(section, Section) and section.blocks for section in report.sections)
    assert "changes" not in {section.id for section in report.sections}


def test_a_map_without_claims_events_or_ground_has_a_report_of_what_it_has(tmp_path):
    drawn = drawn_map(tmp_path / "drawn", list(wandering(3, 20)))
    folder = copy_starter(tmp_path / "bare")
    (folder / "claims.csv").unlink()
    header = (folder / "map.toml").read_text().partition("[ground]")[0]
    (folder / "map.toml").write_text(f'{header}[ground]\nmethod = "none"\n')
    bare_map = project.build(project.load(folder))
    for scene, charts in ((drawn, ["area", "events"]), (bare_map, ["events"])):
        report = bare(compose(scene, scene.dates[0], scene.dates[-1]))
        names = [figure.name for figure in blocks(report, Figure)]
        assert names == ["map", "changes", *charts]
        assert render_page(report).count("<figure") == len(names)
        assert render_word(report)
    days = [n for n, grounds in enumerate(wandering(3, 20)) if grounds is not None]
    assert days[-1] < 19  # on the last day no map was published
    shown = blocks(compose(drawn, drawn.dates[0], drawn.dates[-1]), Figure)[0].caption
    last = drawn.dates[days[-1]]
    assert shown.startswith(f"{last.day} {last:%B} 2024.")
