"""The report: the same content in every format, escaped in each, and an accessible page."""

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
from accessibility import violations
from browser import opened, wait_two_frames
from generated_maps import drawn_map, wandering_front
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
    return [
        block
        for section in document.sections
        for block in section.blocks
        if isinstance(block, kind)
    ]


def with_tiny_pictures(document):
    """Replace the pictures of a report by tiny ones, which render faster."""
    picture = io.BytesIO()
    Image.new("RGB", (4, 3)).save(picture, "png")

    def shrink(block):
        draw = lambda *_: picture.getvalue()  # noqa: E731
        return replace(block, draw=draw) if isinstance(block, Figure) else block

    sections = (
        replace(section, blocks=tuple(map(shrink, section.blocks))) for section in document.sections
    )
    return replace(document, sections=tuple(sections))


def test_a_report_has_its_parts_in_order(report):
    assert [section.id for section in report.sections] == [
        *("numbers", "changed", "charts", "changes", "claims", "method", "log", "sources"),
        "credits",
    ]
    assert report.title == SCENE.header.title
    assert report.standfirst == SCENE.header.summary
    assert [figure.name for figure in blocks(report, Figure)] == [
        *("map", "changes", "area", "events"),
    ]
    labels = [block.label for block in blocks(report, Figure | Grid)]
    assert sorted(labels) == [
        *(f"Figure {number}." for number in range(1, 5)),
        *("Table 1.", "Table 2.", "Table 3.", "Table 4."),
    ]
    assert all(len(figure.alt) > 60 and figure.caption for figure in blocks(report, Figure))


def test_the_key_numbers_agree_with_the_difference(report):
    change = difference(SCENE, FIRST, LAST)
    (numbers,) = blocks(report, Numbers)
    values = [value for value, _ in numbers.items]
    area = SCENE.ranges["ru"].on(LAST)
    events = [
        event for event in SCENE.events if event.when.start and FIRST < event.when.start <= LAST
    ]
    handover_count = len(change.whole.balance.handovers)
    assert values == [
        f"{round(area.low)} to {round(area.high)} km²",
        str(handover_count),
        str(len(events)),
    ]
    net = round(change.whole.balance.side("ru").net_km2)
    assert f"+{net} km² since 8 May 2024, depending on which source" in numbers.items[0][1]


def test_charts_and_area_table_cover_only_the_days_of_the_report(report):
    charts = {
        figure.name: figure.alt
        for figure in blocks(report, Figure)
        if figure.name in ("area", "events")
    }
    date_range = f"{FIRST.day}\N{EN DASH}{LAST.day} May 2024"
    assert len(charts) == 2 and date_range in charts["area"]
    assert f"{FIRST.day + 1}\N{EN DASH}{LAST.day} May 2024" in charts["events"]
    (numbers,) = blocks(report, Numbers)
    in_chart = re.findall(r"(\d+) events?", charts["events"])
    assert sum(map(int, in_chart)) == int(numbers.items[-1][0])
    area_table = blocks(report, Grid)[1]
    days = [FIRST + dt.timedelta(number) for number in range(1, (LAST - FIRST).days + 1)]
    sides = [*(side.name for side in SCENE.header.sides), "contested"]
    cells = [(plain(row[0]), plain(row[1])) for row in area_table.rows]
    assert cells == [(f"{day.day} May 2024", side) for day in days for side in sides]
    nets = [
        plain(row[-1]).replace("\N{MINUS SIGN}", "-")
        for row in area_table.rows
        if row[1] == ("Russia",)
    ]
    expected_net = difference(SCENE, FIRST, LAST).whole.balance.side("ru").net_km2
    assert sum(map(float, nets)) == pytest.approx(expected_net, abs=0.5 * len(days))
    assert expected_net > 50


def test_the_summary_names_every_changed_place_and_no_claimant(report):
    changed = next(section for section in report.sections if section.id == "changed")
    summary = plain(changed.blocks[0].text)
    names = {place.id: place.name for place in SCENE.places}
    for passage in difference(SCENE, FIRST, LAST).whole.passages:
        assert names[passage.place] in summary
    assert "Institute" not in summary
    assert len(summary) < 950


def test_the_area_that_changed_control_adds_up(report):
    passed = [[plain(cell) for cell in row] for row in blocks(report, Grid)[0].rows]
    balance = difference(SCENE, FIRST, LAST).whole.balance
    assert len(passed) == len(balance.passages) > 1
    gained = sum(float(km2) for _, after, km2 in passed if after == "held by Russia")
    assert gained == pytest.approx(balance.side("ru").gain_km2, abs=0.5 * len(passed))


def test_the_changes_agree_with_the_change_table(report):
    _, _, changes, claims = blocks(report, Grid)
    listed = {(row[0][0], place) for row in changes.rows for place in plain(row[1]).split(", ")}
    _, *rows = change_rows(SCENE)
    days = {row[0]: dt.date.fromisoformat(row[0]) for row in rows}
    expected = {
        (f"{days[row[0]].day} May 2024", row[2]) for row in rows if FIRST < days[row[0]] <= LAST
    }
    assert listed == expected
    assert len(claims.rows) > 20


def test_every_claim_about_a_place_is_listed_with_its_source(report):
    claims = blocks(report, Grid)[-1]
    (sources,) = [block for block in blocks(report, Listing) if block.numbered]
    text = "\n".join(plain(cell) for row in claims.rows for cell in row)
    for claim in SCENE.claims:
        if claim.places and FIRST <= claim.known.day <= LAST:
            assert f"{claim.claimant}, {claim.known.day.day} May 2024 [" in text
    cited = {int(matches) for matches in re.findall(r"\[(\d+)\]", text)}
    assert cited <= set(range(1, len(sources.items) + 1))
    by_id = {source.id: source for source in SCENE.sources}
    sample = next(claim for claim in SCENE.claims if claim.places and claim.sources)
    matches = [
        plain(item).startswith(f"{by_id[sample.sources[0]].publisher}:") for item in sources.items
    ]
    assert any(matches)


def test_invalid_dates_are_refused_in_one_line(tmp_path):
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
def test_the_command_writes_the_requested_formats_reproducibly(tmp_path):
    folders = []
    for formats in ("html,md,docx", "md,docx"):
        args = ["-o", tmp_path / formats, "--format", formats, "--title", "Ours & theirs"]
        result = run("report", STARTER, *args)
        assert result.exit_code == 0, result.stderr
        assert f"{formats}/report.docx\n" in result.stdout
        folders.append({path.name: path.read_bytes() for path in (tmp_path / formats).iterdir()})
    first, second = folders
    assert "<h1>Ours &amp; theirs</h1>" in first.pop("report.html").decode()
    assert first == second
    assert {"report.md", "report.docx", "map.png", "changes.png"} <= first.keys()


def test_the_page_has_no_scripts_no_requests_and_no_accessibility_violations(page, chromium):
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert not re.search(r'\bstyle="', text)
    assert "default-src 'none'" in text
    with opened(chromium, page) as (tab, log):
        for width, scheme in ((1280, "light"), (768, "dark"), (360, "dark"), (320, "light")):
            tab.set_viewport_size({"width": width, "height": 900})
            tab.emulate_media(color_scheme=scheme)
            wait_two_frames(tab)
            tab.wait_for_function(
                "() => [...document.images].every((i) => i.complete && i.naturalWidth)"
            )
            fits = "() => document.documentElement.scrollWidth <= innerWidth"
            assert tab.evaluate(fits), width
            if width in (1280, 360):
                assert violations(tab) == [], width
            picture_source = tab.evaluate("() => document.images[0].currentSrc")
            picture = base64.b64decode(picture_source.partition(",")[2]).decode()
            assert ("#15181c" in picture) == (scheme == "dark"), width
        printed = tab.pdf(prefer_css_page_size=True)
        assert b"/MediaBox [0 0 594.95" in printed or b"/MediaBox [0 0 595" in printed
        assert (log.errors, log.requests) == ([], [])


class Outline(HTMLParser):
    """A parser that collects headings, column heads and captions of a page."""

    def __init__(self, text):
        super().__init__()
        self.headings, self.column_heads, self.captions = [], 0, 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.headings += [int(tag[1])] if re.fullmatch(r"h\d", tag) else []
        self.column_heads += ("scope", "col") in attrs
        self.captions += tag in ("caption", "figcaption")


@pytest.mark.slow
def test_the_page_has_ordered_headings_and_captions_for_tables_and_figures(page, report):
    outline = Outline(page.read_text(encoding="utf-8"))
    assert outline.headings == [1] + [2] * len(report.sections)
    grids = blocks(report, Grid)
    assert outline.column_heads == sum(len(grid.columns) for grid in grids)
    assert outline.captions == len(grids) + len(blocks(report, Figure))


def test_markdown_has_the_same_content_with_picture_files(report):
    files = render_markdown(with_tiny_pictures(report))
    text = files["report.md"].decode()
    html = MarkdownIt("commonmark").enable("table").render(text)
    outline = Outline(html)
    assert outline.headings == [1] + [2] * len(report.sections)
    assert html.count("<table>") == len(blocks(report, Grid))
    pictures = set(re.findall(r'<img src="([^"]+)"', html))
    assert pictures == files.keys() - {"report.md"}
    for row in blocks(report, Grid)[0].rows:
        assert all(escape(plain(cell)) in html for cell in row)


@pytest.mark.slow
def test_word_has_headings_captions_alternative_texts_and_repeated_header_rows(word, report):
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
        assert [cell.text for cell in table.rows[1].cells] == [plain(cell) for cell in grid.rows[0]]
    assert word.styles.element.xpath("w:docDefaults//w:lang/@w:val") == ["en"]
    properties = word.core_properties
    assert (properties.title, properties.language) == (report.title, "en")
    assert properties.created.date() == LAST
    numbered = [line for line in word.paragraphs if line.style.name == "List Number"]
    assert len(numbered) == len(cited_sources(SCENE))
    assert len({line._p.pPr.numPr.numId.val for line in numbered}) == 1
    links = [relation.target_ref for relation in word.part.rels.values() if relation.is_external]
    assert set(links) >= {source.url for source in cited_sources(SCENE) if source.url}


def test_pictures_in_word_fit_on_a_page_with_their_captions(word):
    section = word.sections[0]
    text_width = section.page_width - section.left_margin - section.right_margin
    assert len(word.inline_shapes) > 0
    for shape in word.inline_shapes:
        assert shape.width <= text_width
        assert shape.height < 0.6 * section.page_height


def test_a_translated_report_has_no_english_texts():
    report = compose(in_language(SCENE, "uk"), FIRST, LAST)
    assert (report.language, report.title) == ("uk", SCENE.header.texts["uk"]["title"])
    texts = [section.title for section in report.sections] + [report.byline]
    texts += [block.caption + block.label for block in blocks(report, Figure | Grid)]
    texts += [label for block in blocks(report, Numbers) for _, label in block.items]
    texts += [column for grid in blocks(report, Grid) for column in grid.columns]
    texts += [figure.alt for figure in blocks(report, Figure)]
    for text in texts:
        latin = set(re.findall(r"[A-Za-z]{3,}", text)) - {"UTC", "DeepState", "ISW", "frontline"}
        assert not latin, text


def test_arabic_reports_read_right_to_left():
    starter = scene_of(STARTER)
    scene = replace(starter, header=replace(starter.header, language="ar", languages=("ar",)))
    report = with_tiny_pictures(compose(scene, scene.dates[0], scene.opens))
    assert (report.language, report.direction) == ("ar", "rtl")
    assert '<html lang="ar" dir="rtl">' in render_page(report)
    file = docx.Document(io.BytesIO(render_word(report)))
    assert all(line._p.xpath("w:pPr/w:bidi") for line in file.paragraphs)
    assert all(table._tbl.xpath("w:tblPr/w:bidiVisual") for table in file.tables)


@pytest.fixture(scope="session")
def hostile():
    """A report in which every text of the data contains markup."""

    def with_markup(value):
        if isinstance(value, str):
            return f"{HOSTILE} {value}"
        if isinstance(value, Link):
            return Link(HOSTILE, f'https://example.org/")>{HOSTILE.replace(" ", "")}')
        if isinstance(value, tuple):
            return tuple(map(with_markup, value))
        if is_dataclass(value):
            unchanged = {"language", "direction", "id", "name", "dated", "draw", "short"}
            changed = {
                field.name: with_markup(getattr(value, field.name))
                for field in fields(value)
                if field.name not in unchanged
            }
            return replace(value, **changed)
        return value

    scene = scene_of(STARTER)
    return with_markup(with_tiny_pictures(compose(scene, scene.dates[0], scene.opens)))


def test_no_text_of_the_data_becomes_markup_of_the_page(hostile, tmp_path, chromium):
    text = render_page(hostile)
    assert "<img src=x" not in text
    tags = set(re.findall(r"<(\w+)", text))
    assert "script" not in tags
    path = tmp_path / "page.html"
    path.write_text(text, encoding="utf-8")
    with opened(chromium, path) as (tab, log):
        assert (log.errors, log.requests) == ([], [])
        count = "() => document.querySelectorAll('[onerror], [src=x]').length"
        assert tab.evaluate(count) == 0
        assert HOSTILE in tab.locator("h1").inner_text()


@pytest.mark.slow
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
    with zipfile.ZipFile(io.BytesIO(render_word(hostile))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_revision_log_lists_corrections_and_retractions(tmp_path):
    folder = copy_starter(tmp_path / "map")
    claims = (folder / "claims.csv").read_text().splitlines()
    columns = claims[0].split(",")
    claim = dict(zip(columns, claims[1].split(","), strict=False))
    retraction = {
        **dict.fromkeys(columns, ""),
        **{
            "id": "back",
            "claimant": claim["claimant"],
            "stance": "retracts",
            "source": claim["source"],
        },
        **{"known": "2024-03-09", "target": claim["id"]},
    }
    if "target" not in columns:
        columns.append("target")
    text = [",".join(columns), *claims[1:], ",".join(retraction.get(name, "") for name in columns)]
    (folder / "claims.csv").write_text("\n".join(text) + "\n")
    scene = project.build(project.load(folder))
    log = next(
        section
        for section in compose(scene, *scene.dates[:: len(scene.dates) - 1]).sections
        if section.id == "log"
    )
    (grid,) = log.blocks
    assert plain(grid.rows[0][1]) == claim["claimant"]
    assert plain(grid.rows[0][3]).startswith("retracts:")


@pytest.mark.slow
def test_without_its_library_a_format_is_refused_in_one_line(tmp_path):
    code = """
import sys
sys.modules["docx"] = sys.modules["weasyprint"] = None
from frontline.cli.app import app
for format in ("docx", "pdf"):
    try:
        app(["report", sys.argv[1], "-o", sys.argv[2], "--format", format])
    except SystemExit as exit:
        print(exit.code)
"""
    command = [sys.executable, "-c", code, STARTER, tmp_path / "r"]
    result = subprocess.run(command, capture_output=True, text=True)
    lines = result.stderr.splitlines()
    assert (result.stdout.split(), len(lines)) == (["2", "2"], 2)
    for line, format in zip(lines, ("docx", "pdf"), strict=True):
        assert f"pip install 'frontline[{format}]'" in line
    assert not (tmp_path / "r").exists()


@pytest.mark.slow
def test_the_pdf_is_tagged_has_a_language_and_is_reproducible(report):
    try:
        import weasyprint  # noqa: F401
    except OSError:
        pytest.skip("Pango is not installed")
    file, second = (pdf.render_pdf(with_tiny_pictures(report)) for _ in range(2))
    assert file == second
    for stream in re.findall(rb"stream\n(.*?)\nendstream", file, re.DOTALL):
        with suppress(zlib.error):
            file += zlib.decompress(stream)
    for words in (b"/MarkInfo", b"/Lang (en)", b"/StructTreeRoot", b"/MediaBox [0 0 595.27"):
        assert words in file
    assert render_sheet(with_tiny_pictures(report)).count("<img") == len(blocks(report, Figure))


def test_sections_without_content_are_left_out():
    scene = scene_of(STARTER)
    report = compose(scene, scene.dates[-2], scene.dates[-1])
    assert all(isinstance(section, Section) and section.blocks for section in report.sections)
    assert "changes" not in {section.id for section in report.sections}


@pytest.mark.slow
def test_maps_without_claims_events_or_areas_have_a_report(tmp_path):
    areas_only = drawn_map(tmp_path / "drawn", list(wandering_front(3, 20)))
    folder = copy_starter(tmp_path / "bare")
    (folder / "claims.csv").unlink()
    header = (folder / "map.toml").read_text().partition("[ground]")[0]
    (folder / "map.toml").write_text(f'{header}[ground]\nmethod = "none"\n')
    without_areas = project.build(project.load(folder))
    for scene, charts in ((areas_only, ["area"]), (without_areas, ["events"])):
        report = with_tiny_pictures(compose(scene, scene.dates[0], scene.dates[-1]))
        names = [figure.name for figure in blocks(report, Figure)]
        assert names == ["map", "changes", *charts]
        assert render_page(report).count("<figure") == len(names)
        assert render_word(report)
    days = [number for number, layer in enumerate(wandering_front(3, 20)) if layer is not None]
    assert days[-1] < 19  # no map was published on the last day
    caption = blocks(compose(areas_only, areas_only.dates[0], areas_only.dates[-1]), Figure)[
        0
    ].caption
    last = areas_only.dates[days[-1]]
    assert caption.startswith(f"{last.day} {last:%B} 2024.")
