"""Tables in four formats: the same cells in each, and data texts never become code."""

import csv
import datetime as dt
import io
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import openpyxl
import pytest
from markdown_it import MarkdownIt
from support import EXAMPLE, STARTER, run

from frontline import in_language, project, tables
from frontline.analysis.flows import between
from frontline.errors import UsageError
from frontline.language.speaker import speaker
from frontline.render.tables import formats
from frontline.render.tables.report_tables import Link, Table

CANARY = (
    "=1+1|`x`<script>alert(1)</script><img src=x onerror=alert(1)>"
    "[a](javascript:alert(1)) ![b](http://evil.test/x.png) http://evil.test/ www.evil.test "
    "**bold** a@evil.test &amp; \\| \"q\" 'r' #h _u_ ~~s~~"
)
FORMULAS = ("=mark|'/c mark'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


@pytest.fixture(scope="module")
def hostile():
    """The starter map with the canary in every text field, and unsafe links."""
    dataset = project.load(STARTER)
    header = dataset.header
    sides = tuple(replace(side, name=CANARY) for side in header.sides)
    return project.build(
        replace(
            dataset,
            header=replace(header, sides=sides, title=CANARY),
            places=tuple(replace(place, name=CANARY, admin=CANARY) for place in dataset.places),
            claims=tuple(replace(claim, claimant=CANARY, note=CANARY) for claim in dataset.claims),
            events=tuple(replace(event, claimant=CANARY, title=CANARY) for event in dataset.events),
            sources=tuple(
                replace(
                    source,
                    title=CANARY,
                    publisher=CANARY,
                    licence=CANARY,
                    language=CANARY,
                    url="javascript:alert(1)",
                    archive_url='https://a.test/">|<b>',
                )
                for source in dataset.sources
            ),
        )
    )


def cell_texts(table):
    return [[cell.url if isinstance(cell, Link) else cell for cell in row] for row in table.rows]


def test_the_changes_table_agrees_with_the_scene_and_its_areas(example):
    changes = tables(example)[0]
    rows = [(row[0], row[1]) for row in changes.rows]
    names = {place.id: place.name for place in example.places}
    assert sorted(rows) == sorted(
        (change.date, names[change.place]) for change in example.changes_of_control
    )
    one_day = tables(example, "2024-05-12", "2024-05-12")[0]
    assert {row[0] for row in one_day.rows} == {dt.date(2024, 5, 12)}
    km2 = sum(row[-1] for row in one_day.rows if row[4] == "held by Russia")
    gained = between(example.at("2024-05-11"), example.at("2024-05-12")).side("ru").gain_km2
    assert km2 == pytest.approx(gained, rel=1e-6)


def test_the_area_table_agrees_with_the_maps(example):
    area_table = tables(example)[2]
    for _, first, last, side, low, high, area_km2, claimed, *changes in area_table.rows:
        gain, loss, net = changes
        assert net == pytest.approx(gain - loss) and first == last
        if side == "Ukraine":
            assert (low, high, area_km2, claimed) == (None,) * 4
        elif side == "Russia":
            assert area_km2 == pytest.approx(example.side_km2(last)["ru"], abs=1e-6)
            assert 0 <= claimed <= area_km2
            assert low <= area_km2 <= high and (low < high or not area_km2)
        else:
            assert side == "contested" and area_km2 >= 0 and claimed is None
    for day in example.dates:
        nets = [row[-1] for row in area_table.rows if row[1] == day]
        assert len(nets) == 3 and sum(nets) == pytest.approx(0, abs=1e-6)
    russian = [row for row in area_table.rows if row[3] == "Russia"]
    assert sum(row[-1] for row in russian) == pytest.approx(russian[-1][6])


def test_the_claims_table_has_the_claims_known_in_the_range_sorted_by_place(example):
    _, claims, _, _ = tables(example, "2024-05-11", "2024-05-11")
    assert {row[2] for row in claims.rows} == {dt.date(2024, 5, 11)}
    names = [row[0] for row in claims.rows if row[0]]
    assert names == sorted(names)
    on_the_day = [claim for claim in example.claims if str(claim.known.day) == "2024-05-11"]
    expected = sum(max(len(claim.places), 1) for claim in on_the_day)
    assert len(claims.rows) == expected


def test_a_table_is_in_the_language_of_its_scene(example):
    changes, _, area_table, _ = tables(in_language(example, "uk"))
    assert changes.columns[0] == "Дата" and changes.caption.startswith("Зміни контролю")
    assert {row[3] for row in area_table.rows} == {"Росія", "Україна", "контроль оспорюється"}


@pytest.mark.parametrize("ends", [("2024-05-12", "2024-05-11"), ("x", None), (None, "2030-01-01")])
def test_invalid_dates_are_refused(example, ends):
    with pytest.raises(UsageError):
        tables(example, *ends)


def test_csv_cells_are_never_formulas(hostile):
    for table in tables(hostile):
        rows = list(csv.reader(io.StringIO(formats.table_csv(table))))
        for row, cells in zip(rows[1:], table.rows, strict=True):
            for text, cell in zip(row, cells, strict=True):
                if isinstance(cell, str | Link):
                    assert not text.startswith(("=", "+", "-", "@", "\t", "\r"))
    formula_table = Table("odd", "", FORMULAS, (FORMULAS,))
    header, row = csv.reader(io.StringIO(formats.table_csv(formula_table)))
    assert header == row == [f"'{text}".replace("\r", "\n") for text in FORMULAS]


def test_markdown_cells_are_plain_text_and_only_sources_have_links(hostile):
    say = speaker(hostile.header)
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    assert tables(hostile)
    for table in tables(hostile):
        text = formats.table_markdown(table, say)
        assert "http://" not in text and "www." not in text and "a@" not in text
        tokens = parser.parse(text)
        cells = [
            tokens[index + 1]
            for index, token in enumerate(tokens)
            if token.type in ("td_open", "th_open")
        ]
        expected = [cell for row in (table.columns, *cell_texts(table)) for cell in row]
        assert len(cells) == len(expected)
        assert not [token for token in tokens if token.type == "html_block"]
        for token, cell in zip(cells, expected, strict=True):
            kinds = {child.type for child in token.children}
            assert kinds <= {"text", "text_special"}, (cell, kinds)
            if isinstance(cell, str):
                assert "".join(child.content for child in token.children) == cell


class _ParsedHtml(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.links, self.cells = set(), [], []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data):
        if self.cells:
            self.cells[-1] += data


def test_html_cells_are_plain_text_and_only_web_links_are_links(hostile, example):
    say = speaker(hostile.header)
    for table in tables(hostile):
        parsed = _ParsedHtml()
        parsed.feed(formats.table_html(table, say))
        assert parsed.tags == {"table", "caption", "thead", "tbody", "tr", "th", "td"}
        cells = [cell for row in cell_texts(table) for cell in row]
        for text, cell in zip(parsed.cells, cells, strict=True):
            if isinstance(cell, str):
                assert text.strip() == cell
    parsed = _ParsedHtml()
    parsed.feed(formats.table_page(tables(example)[3], speaker(example.header)))
    assert parsed.links and all(link.startswith("https://") for link in parsed.links)
    assert parsed.tags & {"script", "img", "link"} == set()


def test_a_workbook_keeps_texts_dates_and_numbers(hostile):
    report_tables = tables(hostile)
    book = openpyxl.load_workbook(
        io.BytesIO(formats.workbook(report_tables, speaker(hostile.header)))
    )
    assert book.sheetnames == ["changes", "claims", "ground", "sources"]
    kinds = set()
    for table in report_tables:
        sheet = book[table.name]
        assert sheet.freeze_panes == "A2"
        assert tuple(cell.value for cell in sheet[1]) == table.columns
        for line, row in enumerate(cell_texts(table), 2):
            for cell, value in zip(sheet[line], row, strict=True):
                assert cell.data_type != "f" and cell.hyperlink is None
                if isinstance(value, str) and value:
                    assert (cell.data_type, cell.value) == ("s", value)
                elif isinstance(value, dt.date):
                    assert cell.is_date and cell.value.date() == value
                elif isinstance(value, int | float):
                    assert cell.data_type == "n" and cell.value == pytest.approx(value, abs=1e-6)
                kinds.add(type(value))
        widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
        assert all(9 <= width <= 62 for width in widths)
    assert {str, dt.date, int, float} <= kinds


def test_a_workbook_is_reproducible_and_has_no_creation_time(example):
    say = speaker(example.header)
    file, second = (formats.workbook(tables(example), say) for _ in range(2))
    assert file == second
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_cells_beyond_the_limits_of_a_workbook_are_adapted(example):
    large = Table("odd", "&", ("a", "b"), (("x" * 40_000, dt.date(1812, 9, 7)), (None, True)))
    book = openpyxl.load_workbook(io.BytesIO(formats.workbook([large], speaker(example.header))))
    rows = [[cell.value for cell in row] for row in book["odd"].iter_rows(min_row=2)]
    assert len(rows[0][0]) == 32_767 and rows[0][0].endswith("…")
    assert rows[0][1] == "1812-09-07"


@pytest.mark.slow
def test_the_command_writes_a_file_per_table_and_one_workbook(tmp_path):
    result = run("tables", EXAMPLE, "-o", tmp_path, "--format", "xlsx,md", "--lang", "uk")
    assert result.exit_code == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"tables.xlsx", "changes.md", "claims.md", "ground.md", "sources.md"}
    assert "Зміни контролю" in (tmp_path / "changes.md").read_text()
    for args in (["--format", "doc"], ["--lang", "ua"], ["--from", "x"]):
        refused = run("tables", EXAMPLE, "-o", tmp_path / "no", *args)
        assert refused.exit_code == 2 and not (tmp_path / "no").exists()
