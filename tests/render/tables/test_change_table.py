import csv
import io

from support import EXAMPLE, STARTER, copy_starter

from frontline import project
from frontline.ground.measure import area_km2
from frontline.render.tables.change_table import change_rows, render_changes

HEADER = ["date", "place", "name", "from", "to", "who_says", "sources", "km2", "admin", "what"]


def test_the_change_table_of_the_starter_map(starter):
    herald = "The Herald: https://example.org/herald"
    gazette = "The Gazette: https://example.org/gazette"
    arcs = starter.ground
    alder, birch = (f"{area_km2(arcs.polygon(id)):.2g}" for id in ("alder", "birch"))
    north = "held by the North"
    assert change_rows(starter) == [
        HEADER,
        ["2024-03-05", "alder", "Alder", "held by the South", "claimed by the North",
         "Northern army (claimed)", herald, alder, "", "changed"],
        ["2024-03-06", "alder", "Alder", "claimed by the North", "contested",
         f"Southern army (denies: {north})", herald, alder, "", "changed"],
        ["2024-03-07", "birch", "Birch", "held by the South", north,
         "Map desk (assessed)", gazette, birch, "", "changed"],
        ["2024-03-08", "alder", "Alder", "contested", north, "Map desk (assessed)", gazette,
         alder, "", "changed"],
    ]  # fmt: skip


def test_the_csv_has_a_header_unix_line_ends_and_a_row_per_change(starter):
    text = render_changes(starter)
    assert "\r" not in text and text.endswith("\n")
    assert list(csv.reader(io.StringIO(text))) == change_rows(starter)
    assert len(text.splitlines()) == 1 + len(starter.changes_of_control)


def test_the_changes_of_12_may_name_their_claimants():
    rows = change_rows(project.build(project.load(EXAMPLE)))
    claimants = {row[2]: row[5] for row in rows if row[0] == "2024-05-12"}
    assert "Russian Defence Ministry (claimed)" in claimants["Morokhovets"]
    assert all(row[5] and row[6] for row in rows[1:])


def test_commas_quotes_and_line_breaks_in_names_survive(tmp_path):
    places = (STARTER / "places.geojson").read_text()
    changed = places.replace('"name": "Alder"', '"name": "Al, \\"der\\"\\nand so on"')
    folder = copy_starter(tmp_path / "map", places_geojson=changed)
    text = render_changes(project.build(project.load(folder)))
    assert list(csv.reader(io.StringIO(text)))[1][2] == 'Al, "der"\nand so on'


def test_a_map_without_changes_has_only_the_header():
    scene = project.build(project.load(STARTER), as_of="2024-03-04")
    assert render_changes(scene) == ",".join(HEADER) + "\n"
