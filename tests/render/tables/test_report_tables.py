"""Tables in four formats: the same cells everywhere, and text from data is text in each."""

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
STARTS = ("=cmd|'/c calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


@pytest.fixture(scope="module")
def hostile():
    """The starter map with the canary in every field of text, and a link that is none."""
    dataset = project.load(STARTER)
    header = dataset.header
    sides = tuple(replace(side, name=CANARY) for side in header.sides)
    return project.build(
        replace(
            dataset,
            header=replace(header, sides=sides, title=CANARY),
            places=tuple(replace(p, name=CANARY, admin=CANARY) for p in dataset.places),
            claims=tuple(replace(c, claimant=CANARY, note=CANARY) for c in dataset.claims),
            events=tuple(replace(e, claimant=CANARY, title=CANARY) for e in dataset.events),
            sources=tuple(
                replace(
                    s,
                    title=CANARY,
                    publisher=CANARY,
                    licence=CANARY,
                    language=CANARY,
                    url="javascript:alert(1)",
                    archive_url='https://a.test/">|<b>',
                )
                for s in dataset.sources
            ),
        )
    )


def texts(table):
    return [[cell.url if isinstance(cell, Link) else cell for cell in row] for row in table.rows]


def test_the_changes_are_those_of_the_scene_with_the_ground_that_two_maps_differ_by(example):
    changes = tables(example)[0]
    rows = [(row[0], row[1]) for row in changes.rows]
    names = {place.id: place.name for place in example.places}
    assert sorted(rows) == sorted((c.date, names[c.place]) for c in example.changes_of_control)
    some = tables(example, "2024-05-12", "2024-05-12")[0]
    assert {row[0] for row in some.rows} == {dt.date(2024, 5, 12)}
    km2 = sum(row[-1] for row in some.rows if row[4] == "held by Russia")
    gained = between(example.at("2024-05-11"), example.at("2024-05-12")).side("ru").gain_km2
    assert km2 == pytest.approx(gained, rel=1e-6)


def test_the_ground_is_that_of_the_maps_and_gains_less_losses_are_the_difference(example):
    ground = tables(example)[2]
    for _, first, last, side, has, claimed, gain, loss, net in ground.rows:
        if side == "Ukraine":
            assert has is None and claimed is None
            continue
        assert first == last
        assert has == pytest.approx(example.side_km2(last)["ru"], abs=1e-6)
        assert 0 <= claimed <= has
        assert net == pytest.approx(gain - loss)
    russian = [row for row in ground.rows if row[3] == "Russia"]
    assert sum(row[-1] for row in russian) == pytest.approx(russian[-1][4])


def test_the_claims_are_by_place_and_those_that_became_known_in_the_days(example):
    _, claims, _, _ = tables(example, "2024-05-11", "2024-05-11")
    assert {row[2] for row in claims.rows} == {dt.date(2024, 5, 11)}
    names = [row[0] for row in claims.rows if row[0]]
    assert names == sorted(names)
    on_the_day = [c for c in example.claims if str(c.known.day) == "2024-05-11"]
    expected = sum(max(len(claim.places), 1) for claim in on_the_day)
    assert len(claims.rows) == expected


def test_a_table_is_in_the_language_of_its_scene(example):
    changes, _, ground, _ = tables(in_language(example, "uk"))
    assert changes.columns[0] == "Дата" and changes.caption.startswith("Зміни контролю")
    assert {row[3] for row in ground.rows} == {"Росія", "Україна"}


@pytest.mark.parametrize("ends", [("2024-05-12", "2024-05-11"), ("x", None), (None, "2030-01-01")])
def test_days_that_are_none_are_refused(example, ends):
    with pytest.raises(UsageError):
        tables(example, *ends)


def test_no_text_of_a_csv_is_a_formula(hostile):
    for table in tables(hostile):
        rows = list(csv.reader(io.StringIO(formats.table_csv(table))))
        for row, cells in zip(rows[1:], table.rows, strict=True):
            for text, cell in zip(row, cells, strict=True):
                if isinstance(cell, str | Link):
                    assert not text.startswith(("=", "+", "-", "@", "\t", "\r"))
    odd = Table("odd", "", STARTS, (STARTS,))
    head, row = csv.reader(io.StringIO(formats.table_csv(odd)))
    assert head == row == [f"'{text}".replace("\r", "\n") for text in STARTS]


def test_in_markdown_every_cell_is_plain_text_and_only_sources_have_links(hostile):
    say = speaker(hostile.header)
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    assert tables(hostile)
    for table in tables(hostile):
        text = formats.table_markdown(table, say)
        assert "http://" not in text and "www." not in text and "a@" not in text
        tokens = parser.parse(text)
        cells = [
            tokens[n + 1] for n, token in enumerate(tokens) if token.type in ("td_open", "th_open")
        ]
        wanted = [cell for row in (table.columns, *texts(table)) for cell in row]
        assert len(cells) == len(wanted)
        assert not [token for token in tokens if token.type == "html_block"]
        for token, cell in zip(cells, wanted, strict=True):
            kinds = {child.type for child in token.children}
            assert kinds <= {"text", "text_special"}, (cell, kinds)
            if isinstance(cell, str):
                assert "".join(child.content for child in token.children) == cell


class _Seen(HTMLParser):
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


def test_in_html_text_is_text_and_only_web_addresses_are_links(hostile, example):
    say = speaker(hostile.header)
    for table in tables(hostile):
        seen = _Seen()
        seen.feed(formats.table_html(table, say))
        assert seen.tags == {"table", "caption", "thead", "tbody", "tr", "th", "td"}
        cells = [cell for row in texts(table) for cell in row]
        for shown, cell in zip(seen.cells, cells, strict=True):
            if isinstance(cell, str):
                assert shown.strip() == cell
    seen = _Seen()
    seen.feed(formats.table_page(tables(example)[3], speaker(example.header)))
    assert seen.links and all(link.startswith("https://") for link in seen.links)
    assert seen.tags & {"script", "img", "link"} == set()


def test_a_workbook_has_text_as_text_days_as_days_and_numbers_as_numbers(hostile):
    written = tables(hostile)
    book = openpyxl.load_workbook(io.BytesIO(formats.workbook(written, speaker(hostile.header))))
    assert book.sheetnames == ["changes", "claims", "ground", "sources"]
    kinds = set()
    for table in written:
        sheet = book[table.name]
        assert sheet.freeze_panes == "A2"
        assert tuple(cell.value for cell in sheet[1]) == table.columns
        for line, row in enumerate(texts(table), 2):
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


def test_a_workbook_is_the_same_whenever_it_is_made_and_has_no_time_in_it(example):
    say = speaker(example.header)
    file, again = (formats.workbook(tables(example), say) for _ in range(2))
    assert file == again
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in packed.read("docProps/core.xml")


def test_odd_cells_of_a_workbook_are_kept_within_what_a_sheet_can_hold(example):
    odd = Table("odd", "&", ("a", "b"), (("x" * 40_000, dt.date(1812, 9, 7)), (None, True)))
    book = openpyxl.load_workbook(io.BytesIO(formats.workbook([odd], speaker(example.header))))
    rows = [[cell.value for cell in row] for row in book["odd"].iter_rows(min_row=2)]
    assert len(rows[0][0]) == 32_767 and rows[0][0].endswith("…")
    assert rows[0][1] == "1812-09-07"


def test_the_command_writes_a_file_for_each_table_and_one_workbook(tmp_path):
    done = run("tables", EXAMPLE, "-o", tmp_path, "--format", "xlsx,md", "--lang", "uk")
    assert done.exit_code == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"tables.xlsx", "changes.md", "claims.md", "ground.md", "sources.md"}
    assert "Зміни контролю" in (tmp_path / "changes.md").read_text()
    for args in (["--format", "doc"], ["--lang", "ua"], ["--from", "x"]):
        refused = run("tables", EXAMPLE, "-o", tmp_path / "no", *args)
        assert refused.exit_code == 2 and not (tmp_path / "no").exists()
