import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import copy_starter

from frontline import DataError, UsageError, project
from frontline.errors import RefusedInput
from frontline.intake import read
from frontline.intake.field_types import parse_quantity
from frontline.intake.formats import json_limits
from frontline.intake.formats.geojson import features_with_lines, read_line_by_line
from frontline.intake.formats.geometry import read_geometry, read_polygons
from frontline.intake.read import read_folder
from frontline.model import Quantity


def problems(folder):
    return [str(issue).replace(f"{folder}/", "") for issue in project.check(folder)]


@pytest.mark.slow
@given(
    st.lists(
        st.dictionaries(st.text(), st.text() | st.integers() | st.lists(st.text())), max_size=5
    ),
    st.sampled_from([None, 0, 1, 4]),
)
def test_each_feature_is_found_on_its_line(features, indent):
    text = json.dumps(
        {"name": '"features": [', "features": features, "after": 1},
        indent=indent,
        ensure_ascii=False,
    )
    numbered = list(features_with_lines(text, json.JSONDecoder()))
    assert [feature for feature, _ in numbered] == features
    if indent is not None:
        lines = text.split("\n")
        assert all(lines[number - 1].strip().startswith("{") for _, number in numbered)


LINE = st.dictionaries(st.text(), st.text() | st.integers(0, 9) | st.lists(st.text()))


@pytest.mark.slow
@given(st.lists(LINE, min_size=1, max_size=5), st.sampled_from(["", '"name": "a", ', '"a": {}, ']))
def test_features_on_separate_lines_are_read_like_any_others(features, member):
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    text = f'{{{member}"features": [\n{lines}\n]}}\n'
    rest, features_by_line = read_line_by_line(text)
    assert features_by_line == list(features_with_lines(text, json.JSONDecoder()))
    assert rest == {**json.loads(text), "features": []}


@pytest.mark.parametrize(
    "text",
    [
        '{"features": [\n{}\n{}\n]}',
        '{"features": [\n{},\n]}',
        '{"features": [\n{}, {}\n]}',
        '{"features": [\n{\n}\n]}',
        '{"features": [\n\n]}',
        '{"features": [{},\n{}\n]}',
        '{"features": [\n{}\n], "features": [\n{}\n]}',
        '{"a": {"features": [\n{}\n]}}',
        '{"features": [\n{"a": NaN}\n]}',
        "",
    ],
)
def test_other_layouts_are_not_read_by_line(text):
    assert read_line_by_line(text) is None


def polygon(x, y):
    ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


BROKEN_GEOMETRIES = [
    None,
    {"type": "Point", "coordinates": [1, 2]},
    {"type": "Polygon", "coordinates": []},
    {"type": "Polygon", "coordinates": [[]]},
    {"type": "Polygon", "coordinates": [[[1, 2], [3, "4"], [5, 6], [1, 2]]]},
    {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]},
    {"type": "Polygon", "coordinates": [[[1, 2], [3, 10**400], [5, 6], [1, 2]]]},
    {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
    polygon(30, 95),
    polygon(50, 30),
]


@pytest.mark.parametrize("broken", [None, *range(len(BROKEN_GEOMETRIES))])
def test_polygons_read_in_bulk_equal_those_read_one_by_one(broken):
    hole = [[30.1, 50.1], [30.1, 50.2], [30.2, 50.2], [30.1, 50.1]]
    multi = {
        "type": "MultiPolygon",
        "coordinates": [
            [[[30, 50, 7], [31, 50, 7], [31, 51, 7], [30, 51, 7], [30, 50, 7]], hole],
            polygon(39, 49)["coordinates"],
        ],
    }
    geometries = [polygon(30, 50), multi, {"type": "MultiPolygon", "coordinates": [[hole]]}]
    geometries += [] if broken is None else [BROKEN_GEOMETRIES[broken], polygon(31, 50)]
    extent = (29.0, 49.0, 40.0, 52.0)

    def read_one(geometry):
        try:
            return read_geometry(geometry, ("Polygon", "MultiPolygon"), extent)
        except RefusedInput as refused:
            return refused.code, str(refused)

    bulk = [
        (result.code, str(result)) if isinstance(result, RefusedInput) else result
        for result in read_polygons(geometries, extent)
    ]
    assert bulk == [read_one(geometry) for geometry in geometries]
    assert sum(isinstance(result, tuple) for result in bulk) == (broken is not None)


def test_a_row_over_several_lines_is_reported_at_its_first_line(tmp_path):
    rows = (
        "id,date,place,kind,side,title,text,claimant,source\n"
        'a,2024-03-05,alder,x,,"one\ntwo\nthree",,,gazette\n'
        "b,2024-03-05,aldr,x,,t,,,gazette\n"
    )
    folder = copy_starter(tmp_path / "m", events_csv=rows)
    (folder / "claims.csv").unlink()
    assert problems(folder) == [
        'events.csv:5: place "aldr" is not in places.geojson (did you mean "alder"?) [FL202]'
    ]


def test_a_byte_order_mark_is_accepted(tmp_path):
    folder = copy_starter(tmp_path / "m")
    path = folder / "events.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert problems(folder) == []


def test_windows_line_ends_are_accepted(tmp_path):
    folder = copy_starter(tmp_path / "m")
    for name in ("events.csv", "map.toml", "places.geojson"):
        (folder / name).write_bytes((folder / name).read_bytes().replace(b"\n", b"\r\n"))
    assert problems(folder) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            '{"type": "FeatureCollection", "features": [NaN]}',
            "not valid JSON: NaN is not a JSON number",
        ),
        ("[" * 100_000, "the file is nested too deeply"),
        ('{"type": "Feature"}', "a bare Feature"),
        (
            '{"type": "FeatureCollection", "features": {}}',
            'the FeatureCollection has no list of "features"',
        ),
        ('{"type": "FeatureCollection", "features": [], "crs": {}}', '"crs" names no CRS'),
        ("<OGRVRTDataSource/>", "a GDAL virtual file (VRT), not GeoJSON"),
    ],
)
def test_files_that_are_not_geojson_get_one_line(tmp_path, text, line):
    folder = copy_starter(tmp_path / "m", places_geojson=text)
    messages = [problem for problem in problems(folder) if problem.startswith("places.geojson")]
    assert len(messages) == 1
    assert line in messages[0]


@pytest.mark.parametrize(
    ("geometry", "line"),
    [
        (
            {"type": "Point", "coordinates": [10, float(10**300)]},
            "longitude 10, latitude 1e+300 is out of range",
        ),
        (
            {"type": "Point", "coordinates": [10**400, 1]},
            "a coordinate is not a finite number",
        ),
        (
            {"type": "Point", "coordinates": ["10", 50]},
            'coordinate "10" is not a number: write it without quotes',
        ),
        (
            {"type": "Point", "coordinates": [True, 50]},
            "coordinate true is not a number",
        ),
        ({"type": "Point", "coordinates": []}, "the Point has an empty list in place"),
        (
            {"type": "Polygon", "coordinates": [[[10, 50]]]},
            "a ring has 1 position: expected at least four",
        ),
        (
            {"type": "Circle", "coordinates": [10, 50]},
            '"Circle" is not a geometry type: expected Point, Polygon or',
        ),
        ({"type": ["Point"], "coordinates": [10, 50]}, 'the geometry has no "type"'),
        ("POINT(10 50)", 'the "geometry" of the Feature is the text'),
    ],
)
def test_an_invalid_geometry_gets_one_line(tmp_path, geometry, line):
    feature = {
        "type": "Feature",
        "properties": {"id": "alder", "name": "A", "kind": "village"},
        "geometry": geometry,
    }
    folder = copy_starter(
        tmp_path / "m",
        places_geojson=json.dumps({"type": "FeatureCollection", "features": [feature]}),
    )
    messages = [problem for problem in problems(folder) if problem.startswith("places.geojson")]
    assert len(messages) == 1
    assert line in messages[0]


def test_a_symbolic_link_out_of_the_folder_is_not_followed(tmp_path):
    folder = copy_starter(tmp_path / "m")
    outside = tmp_path / "secret.csv"
    outside.write_text((folder / "events.csv").read_text())
    (folder / "events.csv").unlink()
    (folder / "events.csv").symlink_to(outside)
    assert problems(folder)[0] == "events.csv: the file lies outside the map folder [FL006]"


def test_an_unreadable_file_is_reported(tmp_path, monkeypatch):
    folder = copy_starter(tmp_path / "m")
    real_open = os.open

    def guarded_open(path, *options, **keywords):
        if path == "events.csv":
            raise PermissionError(13, "Permission denied")
        return real_open(path, *options, **keywords)

    monkeypatch.setattr(os, "open", guarded_open)
    assert problems(folder)[0] == "events.csv: the file cannot be read: Permission denied [FL009]"


@pytest.mark.parametrize("bad", ["\x00", "\x1b[2J", "\x7f", "\u202e", "\u2067"])
def test_unprintable_characters_are_refused(tmp_path, bad):
    feature = {
        "type": "Feature",
        "properties": {"id": "alder", "name": f"A{bad}", "kind": "village"},
        "geometry": None,
    }
    folder = copy_starter(
        tmp_path / "m",
        places_geojson=json.dumps({"type": "FeatureCollection", "features": [feature]}),
    )
    assert any(
        f"unprintable character U+{ord(bad[0]):04X}" in problem for problem in problems(folder)
    )


def test_a_missing_folder_is_wrong_usage(tmp_path):
    with pytest.raises(UsageError, match="no such folder"):
        read_folder(tmp_path / "none")
    with pytest.raises(UsageError):
        project.load(tmp_path / "none")


def test_one_error_carries_all_problems(tmp_path):
    folder = copy_starter(tmp_path / "m", events_csv="id,date\na,yesterday\n")
    with pytest.raises(DataError) as caught:
        project.load(folder)
    assert len(caught.value.issues) >= 4
    assert all(issue.code.startswith("FL") for issue in caught.value.issues)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("15", Quantity(15, 15)),
        ("15-20", Quantity(15, 20)),
        ("15–20", Quantity(15, 20)),
        (">=15", Quantity(15, None)),
        ("≥ 15", Quantity(15, None)),
        ("about 15", None),
        ("-3", None),
        ("1.5", None),
        ("１５", None),
        ("", None),
    ],
)
def test_quantities_are_a_number_a_range_or_a_minimum(text, quantity):
    assert parse_quantity(text) == quantity


def test_a_broken_symbolic_link_is_reported(tmp_path):
    folder = copy_starter(tmp_path / "m")
    (folder / "claims.csv").unlink()
    (folder / "claims.csv").symlink_to(folder / "gone.csv")
    assert problems(folder) == ["claims.csv: the file is missing [FL001]"]


def test_an_empty_list_of_ids_is_refused(tmp_path):
    folder = copy_starter(tmp_path / "m")
    text = (folder / "claims.csv").read_text().replace(",gazette,Two", ",;,Two")
    (folder / "claims.csv").write_text(text)
    assert problems(folder) == ['claims.csv:3: "source": ";" contains no id [FL115]']


def test_a_correction_has_the_date_of_the_corrected_claim(tmp_path):
    folder = copy_starter(tmp_path / "m")
    (folder / "claims.csv").write_text(
        "id,event,place,about,value,claimant,stance,known,source,target\n"
        "a,,birch,control,north,Desk,asserts,2024-03-05,gazette,\n"
        "b,,,,south,Desk,corrects,2024-03-07,gazette,a\n"
        "c,,,,,Northern army,retracts,2024-03-07,gazette,alder-claimed\n"
    )
    by_id = {claim.id: claim for claim in project.load(folder).claims}
    assert str(by_id["b"].when.start) == "2024-03-05"
    assert (by_id["c"].target, by_id["c"].places) == ("alder-claimed", ("alder",))


def test_quantities_in_tables_are_refused_unless_exact(tmp_path):
    assert parse_quantity("1,200") is None
    folder = copy_starter(tmp_path / "m")
    for value in ("-5", "1,200", "5.5", "~12"):
        (folder / "claims.csv").write_text(
            "id,event,about,value,claimant,known,source\n"
            f'a,birch-held,killed,"{value}",Desk,2024-03-07,gazette\n'
        )
        message = f'claims.csv:2: "value": "{value}" is not a whole number or range: '
        message += "expected 15, 15-20 or >=15 [FL118]"
        assert problems(folder) == [message]


@pytest.mark.parametrize("value", ["{}", "[]", "1"])
def test_json_with_too_many_values_is_refused(monkeypatch, value):
    monkeypatch.setattr(json_limits, "MAX_VALUES", 100)
    text = json.dumps([json.loads(value)] * 101)
    with pytest.raises(RefusedInput, match="at most 100 are"):
        json_limits.parse_json(text)
    assert len(json_limits.parse_json("[1" + ", 1" * 80 + "]")) == 81


def test_files_that_are_too_large_together_are_refused(tmp_path, monkeypatch):
    folder = copy_starter(tmp_path / "m")
    monkeypatch.setattr(read, "MAX_FOLDER", 1500)
    with pytest.raises(DataError) as caught:
        project.load(folder)
    assert "FL084" in {issue.code for issue in caught.value.issues}


def test_the_order_of_sources_in_a_cell_never_names_another_claimant(tmp_path):
    claimants = set()
    for number, cell in enumerate(("herald;gazette", "gazette;herald")):
        folder = copy_starter(tmp_path / str(number))
        rows = f"id,date,place,kind,side,title,source\ne,2024-03-06,birch,held,south,T,{cell}\n"
        (folder / "events.csv").write_text(rows)
        (folder / "claims.csv").unlink()
        claimants |= {event.claimant for event in project.load(folder).events}
    assert claimants == {"The Gazette"}
