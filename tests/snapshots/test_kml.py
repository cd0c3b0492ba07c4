"""KML is read as OGC 07-147r2 defines it: columns, times, folders; GDAL reads geometry alone."""

from datetime import date

import pytest

from frontline import project
from frontline.analysis.area_by_date import areas_of
from frontline.analysis.transitions import map_days
from frontline.errors import DataError, RefusedInput
from frontline.intake.formats.kml_placemarks import placemarks
from frontline.intake.formats.record import Record
from frontline.model import Control
from frontline.snapshots import daily_maps
from frontline.snapshots.archive import Member
from frontline.snapshots.features import features
from frontline.snapshots.profile import profile_from_record

RING = "36.3,50.2 36.5,50.2 36.5,50.3 36.3,50.3 36.3,50.2"
SQUARE = (
    f"<outerBoundaryIs><LinearRing><coordinates>{RING}</coordinates></LinearRing></outerBoundaryIs>"
)
POLYGON = f"<Polygon>{SQUARE}</Polygon>"


def kml(content, namespace="http://www.opengis.net/kml/2.2"):
    return f'<?xml version="1.0"?><kml xmlns="{namespace}">{content}</kml>'.encode()


def placemark(content="", data=(("side", "north"),)):
    values = "".join(f'<Data name="{name}"><value>{value}</value></Data>' for name, value in data)
    return f"<Placemark>{content}<ExtendedData>{values}</ExtendedData>{POLYGON}</Placemark>"


def row(content):
    rows, _ = placemarks(kml(content))
    assert len(rows) == 1
    return rows[0]


def days(folder, content, **settings):
    """Import one KML file; return the dates on which the map has areas."""
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / "a.kml").write_bytes(kml(content))
    settings = {"date_property": "begin", "timezone": "Europe/Kyiv", **settings}
    lines = [f'{key} = "{value}"\n' for key, value in settings.items()]
    (folder / "own.toml").write_text("".join(lines))
    project.import_snapshots(folder / "in", folder / "map", str(folder / "own.toml"))
    return tuple(map_days(project.load(folder / "map").header))


def span(begin="", end=""):
    ends = [f"<{name}>{at}</{name}>" for name, at in (("begin", begin), ("end", end)) if at]
    return f"<TimeSpan>{''.join(ends)}</TimeSpan>"


def test_untyped_data_stands_beside_data_of_a_schema():
    schema = '<Schema id="s" name="s"><SimpleField name="side" type="string"/></Schema>'
    typed = '<SchemaData schemaUrl="#s"><SimpleData name="side">north</SimpleData></SchemaData>'
    untyped = '<Data name="status"><value>claimed</value></Data>'
    foreign = '<c:unit xmlns:c="urn:c">9th</c:unit>'
    content = f"<ExtendedData>{typed}{untyped}{foreign}</ExtendedData>"
    values = row(f"<Document>{schema}<Placemark>{content}</Placemark></Document>")
    assert values == {"side": "north", "status": "claimed", "unit": "9th"}


def test_two_values_of_one_name_are_refused():
    twice = placemark(data=[("side", "north"), ("side", "south")])
    member = Member("2024-05-12.kml", kml(f"<Document>{twice}</Document>"))
    with pytest.raises(RefusedInput, match='a placemark has two values for "side"'):
        list(features(member))


def test_elements_of_a_placemark_are_columns_under_the_names_of_gdal():
    values = row('<Placemark id="p"><name>a</name><description><![CDATA[<b>x</b>]]></description>'
                 "<styleUrl>#red</styleUrl><visibility>0</visibility></Placemark>")  # fmt: skip
    assert values == {"id": "p", "Name": "a", "description": "<b>x</b>", "styleUrl": "#red",
                      "visibility": "0"}  # fmt: skip


def test_a_time_is_inherited_from_the_nearest_folder_that_has_one():
    inner = f"<Folder>{span('2024-05-12')}<Folder><name>c</name>{{}}</Folder></Folder>"
    content = f"<Document>{span('2024-05-10', '2024-05-11')}{inner}</Document>"
    assert row(content.format(placemark())) == {
        "folder": "c", "begin": "2024-05-12", "side": "north"
    }  # fmt: skip
    own = placemark("<TimeStamp><when>2024-05-13</when></TimeStamp>")
    assert row(content.format(own)) == {"folder": "c", "timestamp": "2024-05-13", "side": "north"}


def test_the_time_of_a_view_is_not_that_of_the_feature():
    view = (
        '<LookAt><gx:TimeSpan xmlns:gx="http://www.google.com/kml/ext/2.2">'
        "<begin>2001</begin></gx:TimeSpan></LookAt>"
    )
    assert row(f"<Document>{view}{placemark(view)}</Document>") == {"side": "north"}


def test_placemarks_outside_of_folders_are_not_features():
    update = (
        f"<NetworkLinkControl><Update><Create>{placemark()}</Create></Update></NetworkLinkControl>"
    )
    rows, _ = placemarks(kml(update))
    assert rows == []


@pytest.mark.parametrize(
    "namespace", ["http://www.opengis.net/kml/2.2", "http://earth.google.com/kml/2.1", "urn:other"]
)
def test_each_geometry_stays_with_its_columns(namespace):
    nothing = "<Placemark><name>empty</name></Placemark>"
    coordinates = f"<coordinates>{RING}</coordinates>"
    line = f"<Placemark><name>line</name><LineString>{coordinates}</LineString></Placemark>"
    content = f"<Folder>{nothing}<Folder>{placemark('<name>a</name>')}</Folder>{line}</Folder>"
    found = list(features(Member("2024-05-12.kml", kml(content, namespace))))
    assert [feature.values["Name"] for feature in found] == ["empty", "a", "line"]
    assert [len(feature.polygons) for feature in found] == [0, 1, 0]
    assert found[1].polygons[0].bounds == (36.3, 50.2, 36.5, 50.3)
    assert "without geometry" in found[0].problem
    assert "LineString" in found[2].problem


def test_prefixed_elements_are_read():
    text = kml(f"<Document>{placemark()}</Document>").decode()
    prefixed = text.replace("xmlns=", "xmlns:k=").replace("</", "<\0").replace("<", "<k:")
    prefixed = prefixed.replace("<k:\0", "</k:").replace("<k:?", "<?")
    [found] = features(Member("2024-05-12.kml", prefixed.encode()))
    assert (found.values["side"], len(found.polygons)) == ("north", 1)


@pytest.mark.parametrize(
    ("begin", "day"),
    [("2024-05-11T22:30Z", 12), ("2024-05-11T22:30:00Z", 12), ("2024-05-11T22:30+03:00", 11),
     ("2024-05-11T22:20+01:20", 12), ("2024-05-12", 12)],
)  # fmt: skip
def test_an_offset_counts_with_and_without_seconds(tmp_path, begin, day):
    assert days(tmp_path, placemark(span(begin))) == (date(2024, 5, day),)


@pytest.mark.parametrize(
    ("begin", "end", "first", "last", "count"),
    [
        ("2014-05", "", "2014-05-01", "2014-05-31", 31),
        ("2014-05", "2014-05", "2014-05-01", "2014-05-31", 31),
        ("2014", "2015", "2014-01-01", "2015-12-31", 730),
        ("2024-05-10", "2024-05-13", "2024-05-10", "2024-05-13", 4),
        ("2024-05-10T08:00Z", "2024-05-12T00:00:00+03:00", "2024-05-10", "2024-05-11", 2),
        ("2024-05-10T08:00Z", "2024-05-12T23:59:59+03:00", "2024-05-10", "2024-05-12", 3),
    ],
)
def test_a_span_counts_on_every_day_until_it_is_over(tmp_path, begin, end, first, last, count):
    found = days(tmp_path, placemark(span(begin, end)))
    assert (str(found[0]), str(found[-1]), len(found)) == (first, last, count)


def test_spans_that_share_a_day_make_one_map(tmp_path):
    content = placemark(span("2024-05-10", "2024-05-11")) + placemark(
        span("2024-05-11", "2024-05-12"), [("side", "south")]
    ).replace("36.3,", "36.1,").replace("36.5,", "36.2,")
    assert len(days(tmp_path, f"<Document>{content}</Document>")) == 3
    scene = project.build(project.load(tmp_path / "map"))
    assert set(scene.at("2024-05-11").areas.side) == {"north", "south"}


def test_a_span_that_ends_before_it_starts_is_refused(tmp_path):
    with pytest.raises(DataError, match="ends before it starts"):
        days(tmp_path, placemark(span("2024-05-12", "2024-05-10")))


def test_spans_that_overlap_are_divided_where_one_begins_or_ends(tmp_path):
    month, day = span("2024-05-01", "2024-05-31"), span("2024-05-12", "2024-05-12")
    placemarks_of_month = placemark(month), placemark(day, (("side", "south"),))
    assert len(days(tmp_path, "".join(placemarks_of_month))) == 31
    scene = project.build(project.load(tmp_path / "map"))
    north = Control("held", "north")
    for number in (1, 11, 13, 31):
        assert [*areas_of(scene.at(date(2024, 5, number)))] == [north]
    assert [*areas_of(scene.at("2024-05-12"))] == [Control("contested")]


def test_too_many_overlapping_spans_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(daily_maps, "_MAX_POLYGONS", 20)
    spans = [span(f"2024-05-{day:02}", f"2024-06-{day:02}") for day in range(1, 9)]
    with pytest.raises(DataError, match="more than 20 polygons count"):
        days(tmp_path, "".join(map(placemark, spans)))


def test_an_instant_within_its_first_day_ends_that_day(tmp_path):
    with_hours = placemark(span("2024-05-10T08:00+03:00", "2024-05-10T20:00+03:00"))
    assert days(tmp_path, with_hours) == (date(2024, 5, 10),)


def test_an_end_can_be_named_for_any_format():
    record = Record("own.toml", 1, {"date_property": "start", "end_property": "stop"})
    profile = profile_from_record("own", record)
    moment = profile.span("x", {"start": "2024-05-10", "stop": "2024-05-12"})
    assert (moment.day, moment.last) == (date(2024, 5, 10), date(2024, 5, 12))


def test_milliseconds_can_be_stated():
    record = Record(
        "own.toml", 1, {"date_property": "at", "date_unit": "ms", "timezone": "Europe/Kyiv"}
    )
    profile = profile_from_record("own", record)
    for value in (1715288400000, "1715288400000", 1715288400000.0):
        moment = profile.span("x", {"at": value})
        assert (moment.day, moment.instant.isoformat()) == (
            date(2024, 5, 10), "2024-05-09T21:00:00+00:00"
        )  # fmt: skip


def test_unstated_milliseconds_are_told():
    profile = profile_from_record("own", Record("own.toml", 1, {"date_property": "at"}))
    with pytest.raises(RefusedInput, match='for milliseconds, set date_unit = "ms"'):
        profile.span("x", {"at": 1715288400000})


def test_a_refusal_names_the_properties_and_values_that_are_there(tmp_path):
    content = placemark("<name>a</name>", [("kind", "held by us"), ("kind2", "x")])
    with pytest.raises(DataError) as told:
        days(tmp_path, content.replace("<Placemark>", f"<Placemark>{span('2024-05-12')}"))
    [line] = map(str, told.value.issues)
    assert "1 × no side and no status" in line
    assert '"kind" ("held by us")' in line
    assert '"side_property"' in line


def test_a_missing_date_names_the_properties_that_are_there(tmp_path):
    with pytest.raises(DataError, match=r'nor in "when".* the properties are "side"'):
        days(tmp_path, placemark(), date_property="when")
