"""Dates, numbers and encodings: read exactly, or refused with their probable meaning.

``odd-dates.tsv`` lists dates as people and programs write them, and how each reader treats them.
"""

import datetime as dt
import re
import tomllib
from zoneinfo import ZoneInfo

import geopandas
import numpy as np
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT, STARTER, copy_starter, run

import frontline
from frontline import DataError, project
from frontline.dates.edtf import as_date, parse_day, parse_edtf, parse_known
from frontline.dates.hints import offsets, readings
from frontline.errors import InvalidValue, RefusedInput
from frontline.intake.dataframes import plain_values
from frontline.intake.dated_points import Reading, moments_of
from frontline.intake.formats.date_patterns import to_edtf
from frontline.intake.formats.decode import decode, mojibake
from frontline.intake.formats.file_format import FileFormat
from frontline.intake.formats.record import Record
from frontline.intake.places_with_sides import read_spots, spots_of, spots_of_frame
from frontline.snapshots import profile

KYIV = ZoneInfo("Europe/Kyiv")
ODD_DATES = [
    line.split("\t")
    for line in (ROOT / "tests" / "intake" / "odd-dates.tsv").read_text("utf-8").splitlines()[1:]
]


def read_edtf(text):
    when = parse_edtf(text)
    return f"{when.start or '..'}/{when.end or '..'}"


def read_known(text):
    return parse_known(text, KYIV).instant.strftime("%Y-%m-%dT%H:%MZ")


def read_by_locate(text):
    table = pandas.DataFrame({"date": [text], "lon": ["36"], "lat": ["50"]})
    day = moments_of("t", table, KYIV, Reading()).day[0]
    return dt.date.fromordinal(int(day)).isoformat() if day < 10**6 else ""


def read_by_infer(text):
    points = geopandas.GeoDataFrame(
        {"side": ["a"], "date": [text]}, geometry=geopandas.points_from_xy([36], [50]), crs=4326
    )
    return str(spots_of_frame(points)[0].day)


def read_from_property(text):
    profile_with_date = profile.load("plain").with_settings(
        {"date_property": "on", "timezone": "Europe/Kyiv"}
    )
    moment = profile_with_date.span("x.geojson", {"on": text})
    return str(moment.last) if moment.last == moment.day else f"{moment.day}/{moment.last}"


DATE_READERS = {
    "edtf": read_edtf,
    "known": read_known,
    "day": lambda text: str(parse_day(text)),
    "option": lambda text: str(as_date(text, "--date")),
    "locate": read_by_locate,
    "infer": read_by_infer,
    "property": read_from_property,
}


@pytest.mark.slow
@pytest.mark.parametrize("reader", DATE_READERS)
def test_an_odd_date_is_read_exactly_or_refused_with_its_likely_readings(reader):
    assert len({text for text, *_ in ODD_DATES}) >= 64
    for text, readings_by_reader, likely_readings in ODD_DATES:
        outcome = read_or_refused(DATE_READERS[reader], text.replace("\\n", "\n"))
        expected = dict(part.split("=", 1) for part in (readings_by_reader or "").split())
        if reader in expected:
            assert outcome == expected[reader], text
            continue
        assert isinstance(outcome, Exception), f"{text!r} is read as {outcome}"
        message = str(outcome)
        assert len(message.splitlines()) == 1, text
        if reader in ("edtf", "day", "locate", "infer") and likely_readings:
            missing = [each for each in likely_readings.split("|") if each not in message]
            assert missing == [], message


def read_or_refused(read, text):
    """Return what is read, or the error that tells the user what is wrong."""
    try:
        return read(text)
    except (InvalidValue, DataError, RefusedInput, frontline.UsageError) as error:
        return error


@given(st.dates(dt.date(1, 1, 1), dt.date(9998, 12, 31)))
def test_every_date_is_read_and_recognized_in_other_notations(day):
    assert parse_day(day.isoformat()) == day
    for notation in ("{:%d.%m.}{:04}", "{:%m/%d/}{:04}", "{:%d %b }{:04}"):
        assert day.isoformat() in readings(notation.format(day, day.year))
    stated = f"{day.day}.{day.month}.{day.year:04}"
    assert to_edtf(stated, "%d.%m.%Y", KYIV) == day.isoformat()
    assert to_edtf(f"{stated}/..", "%d.%m.%Y", KYIV) == f"{day.isoformat()}/.."
    assert to_edtf(f"{day:%m}/{day:%d}/{day.year:04}~", "%m/%d/%Y", KYIV) == f"{day.isoformat()}~"


@pytest.mark.parametrize(
    ("text", "date_format", "read_edtf"),
    [
        ("12.05.2024 22:00", "%d.%m.%Y %H:%M", "2024-05-12T19:00:00Z"),
        ("12.05.2024 22:00 +0000", "%d.%m.%Y %H:%M %z", "2024-05-12T22:00:00Z"),
        ("12 травня 2024", "%d %B %Y", "2024-05-12"),
        ("12 May 2024", "%d %B %Y", "2024-05-12"),
        ("Sept 3, 2024", "%b %d, %Y", "2024-09-03"),
        ("12.05.24", "%d.%m.%y", "2024-05-12"),
        ("05/12/2024/05/13/2024", "%m/%d/%Y", "2024-05-12/2024-05-13"),
        ("../12.05.2024", "%d.%m.%Y", "../2024-05-12"),
        ("133/2024", "%j/%Y", "2024-05-12"),
    ],
)
def test_dates_in_a_stated_format_are_read(text, date_format, read_edtf):
    assert to_edtf(text, date_format, KYIV) == read_edtf


@pytest.mark.parametrize(
    ("text", "date_format"),
    [
        ("2024-05-12", "%d.%m.%Y"),
        ("31.02.2024", "%d.%m.%Y"),
        ("13.13.2024", "%d.%m.%Y"),
        ("12.05.24", "%d.%m.%Y"),
        ("31.03.2024 03:30", "%d.%m.%Y %H:%M"),
        ("27.10.2024 03:30", "%d.%m.%Y %H:%M"),
        ("366/2023", "%j/%Y"),
        ("12 Mayday 2024", "%d %B %Y"),
    ],
)
def test_dates_that_do_not_match_the_stated_format_are_refused(text, date_format):
    with pytest.raises(ValueError, match=r"does not match|not a calendar date|time|clocks"):
        to_edtf(text, date_format, KYIV)


def test_skipped_local_times_have_no_offset_and_repeated_ones_have_two():
    local = dt.datetime(2024, 3, 31, 3, 30)
    assert offsets(local, KYIV) == ()
    assert offsets(local.replace(month=10, day=27), KYIV) == ("+03:00", "+02:00")
    assert offsets(local.replace(hour=4), KYIV) == ("+03:00",)
    hours = [dt.datetime(2024, 1, 1) + dt.timedelta(hours=n) for n in range(366 * 24)]
    counts = [len(offsets(hour, KYIV)) for hour in hours]
    assert (counts.count(0), counts.count(2)) == (1, 1)


CYRILLIC_CSV = "id,title\npilna,Пильна\nvovchansk,Вовчанськ і Липці\n"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("windows-1251", CYRILLIC_CSV),
        ("windows-1251", "a,ПИЛЬНА\n"),
        ("koi8-u", CYRILLIC_CSV),
        ("iso-8859-5", CYRILLIC_CSV),
        ("cp866", "a,Огурцово на границе\n"),
        ("windows-1252", "a,Château-Thierry déjà\n"),
        ("windows-1252", "k,Köln und München, Straße\n"),
        ("windows-1250", "a,Łódź, Gdańsk, Wrocław\n"),
        ("windows-1256", "a,دمشق والقامشلي\n"),
        ("UTF-16LE", CYRILLIC_CSV),
        ("UTF-16BE", CYRILLIC_CSV),
        ("UTF-32LE", CYRILLIC_CSV),
        ("UTF-32BE", CYRILLIC_CSV),
    ],
)
def test_another_encoding_is_recognized_and_read_if_stated(encoding, text):
    data = text.encode(encoding)
    with pytest.raises(
        RefusedInput, match=f"{encoding}.*: save it as UTF-8, or state {encoding}"
    ) as caught:
        decode(data, setting_hint=", or state {}".format)
    assert caught.value.code == "FL003"
    assert decode(data, encoding) == text


def test_utf_16_and_32_are_recognized_by_their_byte_order_marks():
    for encoding in ("utf-16", "utf-32"):
        with pytest.raises(RefusedInput, match=f"is {encoding.upper()}, not UTF-8"):
            decode(CYRILLIC_CSV.encode(encoding))
        assert decode(CYRILLIC_CSV.encode(encoding), encoding) == CYRILLIC_CSV


@given(st.integers(0, len(CYRILLIC_CSV.encode()) - 1))
def test_a_missing_byte_is_located(position):
    data = CYRILLIC_CSV.encode()
    broken = data[:position] + data[position + 1 :]
    try:
        assert decode(broken) == broken.decode()
    except RefusedInput as refused:
        assert refused.code == "FL040"
        assert refused.line == data.count(b"\n", 0, position) + 1


@pytest.mark.parametrize("encoding", ["windows-1252", "windows-1251", "koi8-u", "cp866"])
@pytest.mark.parametrize("text", ["Пильна", "Вовчанськ і Липці", "Харків — Білгород"])
def test_mojibake_is_recognized_and_repaired(encoding, text):
    garbled = text.encode().decode(encoding, "replace")
    if "\ufffd" in garbled:
        garbled = text.encode().decode("latin-1") if encoding == "windows-1252" else None
    if garbled:
        assert mojibake(garbled) == (text, encoding)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Пильна",
            "СІТІ ВІСІЛІ її Ні Рі",
            "São Paulo, SÃO TOMÉ",
            "ÀÉÎÕÜ",
            "naïve café",
            "Åland Ärger",
        ),
        *("ÅÍÎÏ˝ÓÔÒÚÆ☃", "¡™£¢∞§¶•ªº–≠", "Ω≈ç√∫˜µ≤≥÷", "حلب", "北京", "Ђорђе", "№ 5 — «Є»", "🙂"),
    ],
)
def test_correct_text_is_not_taken_for_mojibake(text):
    assert mojibake(text) is None


FILES = ["events.csv", "sources.csv", "claims.csv", "places.geojson", "story.md", "map.toml"]


@pytest.mark.parametrize("name", [*FILES, "languages/de.json", "base/more.geojson", "story.uk.md"])
def test_every_file_of_a_map_is_refused_in_an_unstated_encoding(name, tmp_path):
    folder = copy_starter(tmp_path / "map")
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    text = path.read_text("utf-8") if path.exists() else ""
    path.write_bytes((text + "Пильна зайнята").encode("windows-1251"))
    (issue,) = [issue for issue in project.check(folder) if issue.path == path.as_posix()]
    assert (issue.code, 'windows-1251 ("Пильна' in issue.message) == ("FL003", True)
    assert ("[reading]" in issue.message) == (name != "map.toml")


def test_a_table_as_excel_writes_it_is_read_if_its_format_is_stated(tmp_path):
    folder = copy_starter(tmp_path / "map")
    original = project.load(folder)
    table = pandas.read_csv(folder / "events.csv", dtype=str, keep_default_na=False)
    table["date"] = [f"{day[8:]}.{day[5:7]}.{day[:4]}" for day in table["date"]]
    table["title"] = table["title"] + " Пильна"
    table.to_csv(folder / "events.csv", sep=";", index=False, encoding="windows-1251")
    header = (folder / "map.toml").read_text()
    reading = '"events.csv" = { encoding = "windows-1251", separator = ";", dates = "%d.%m.%Y" }'
    (folder / "map.toml").write_text(f"{header}\n[reading]\n{reading}\n")
    dataset = project.load(folder)
    assert [event.when for event in dataset.events] == [event.when for event in original.events]
    assert dataset.events[0].title == f"{original.events[0].title} Пильна"


def test_dataframes_follow_the_stated_date_format():
    header = {**tomllib.loads((STARTER / "map.toml").read_text())}
    tables = {
        name: pandas.read_csv(STARTER / f"{name}.csv", dtype=str) for name in ("events", "sources")
    }
    tables["places"] = geopandas.read_file(STARTER / "places.geojson")
    tables["base"] = geopandas.read_file(next((STARTER / "base").glob("*.geojson")))
    tables["events"]["date"] = ["05.03.2024", "07.03.2024"]
    with pytest.raises(DataError, match="2024-03-05 or 2024-05-03"):
        frontline.from_frames(header, **tables)
    header["reading"] = {"events.csv": {"dates": "%d.%m.%Y"}}
    days = [event.when.text for event in frontline.from_frames(header, **tables).events]
    assert days == ["2024-03-05", "2024-03-07"]


NUMBERS = {
    **{"50.45": 50.45, "+5": 5, "-5": -5, " 5 ": 5, "1e1": 10, ".5": 0.5, "5.": 5},
    "50,45": "write 50.45",
    "\u22125": "write -5, in plain digits",
    "٥": "write 5, in plain digits",
    "５": "write 5, in plain digits",
    "1 234,5": "without thousands separators",
    "1,234.5": "without thousands separators",
    "1'234": "without thousands separators",
    "5 km": "write 5, without a unit",
    **dict.fromkeys(("1_0", "0x10", "½", "NaN", "inf", "Infinity", "1e400", "--5", "5-6"), ""),
    **dict.fromkeys(("5°", "50°27'", "True", "1e", "1,2,3"), ""),
}


def number_by_infer(text):
    points = pandas.DataFrame({"lon": [text], "lat": ["50"], "side": ["a"]})
    rows = points.to_dict("records")
    return spots_of(Record("t", 1, row, file_format=FileFormat(options=True)) for row in rows)[
        0
    ].lon


def number_by_locate(text):
    table = pandas.DataFrame({"date": ["2024-05-12"], "lon": [text], "lat": ["50"]})
    return moments_of("t", table, KYIV, Reading()).lonlat[0][0]


@pytest.mark.parametrize("reader", [number_by_infer, number_by_locate])
@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_read_exactly_or_refused(text, reader):
    expected = NUMBERS[text]
    if not isinstance(expected, str):
        assert reader(text) == expected
        return
    with pytest.raises(DataError) as caught:
        reader(text)
    assert expected in str(caught.value)
    assert ("--decimal" in str(caught.value)) == (text == "50,45")


def test_decimal_commas_are_read_if_stated(tmp_path):
    (tmp_path / "a.csv").write_text('lon;lat;side;date\n"36,5";50,25;a;12.05.2024\n36,6;50;b;\n')
    result = run("infer", tmp_path / "a.csv", "-o", tmp_path / "o.geojson", "--separator", ";")
    assert result.stderr.count('write 36.5, or pass --decimal ","') == 1
    (place, _) = read_spots(tmp_path / "a.csv", FileFormat("", True, "utf-8", ";", "%d.%m.%Y", ","))
    assert (place.lon, place.lat, place.day) == (36.5, 50.25, dt.date(2024, 5, 12))
    for option, value in (
        ("encoding", "utf-7"),
        ("separator", "x"),
        ("decimal", ";"),
        ("date-format", "d"),
    ):
        result = run(
            "infer", tmp_path / "a.csv", "-o", tmp_path / "o.geojson", f"--{option}", value
        )
        assert result.exit_code == 2
        assert not (tmp_path / "o.geojson").exists()


def test_infer_and_locate_report_swapped_coordinates():
    positions = np.random.default_rng(1).uniform((36, 50), (37, 51), (20, 2))
    positions[7] = positions[7][::-1]
    rows = [
        Record("t", number, {"lon": str(lon), "lat": str(lat), "side": "a"})
        for number, (lon, lat) in enumerate(positions, 1)
    ]
    with pytest.raises(DataError, match=r"^t:8: longitude .* among them when swapped.*\[FL302\]$"):
        spots_of(rows)
    table = pandas.DataFrame({"date": "2024-05-12", "lon": positions[:, 1], "lat": positions[:, 0]})
    with pytest.raises(DataError, match=r"(?m)^t:20: .* inside it when swapped \[FL302\]$"):
        moments_of("t", table, KYIV, Reading(), extent=(36, 50, 37, 51))


def test_in_a_worldwide_table_swapped_looking_positions_are_accepted():
    rows = [(36.5, 50.5), (50.5, 36.5), (-80, 20), (120, 10), (10, 60), (30, 10)]
    table = pandas.DataFrame(rows, columns=["lon", "lat"]).assign(date="2024-05-12")
    moments = moments_of("t", table, KYIV, Reading(), extent=(36, 50, 37, 51))
    assert moments.lonlat.tolist() == [list(row) for row in rows]


@pytest.mark.parametrize(
    "missing", [None, float("nan"), pandas.NA, pandas.NaT, np.datetime64("NaT", "ns")]
)
def test_missing_values_of_a_dataframe_are_empty(missing):
    table = pandas.DataFrame({"id": ["a"], "date": [missing]}, dtype=object)
    assert list(plain_values(table.to_dict("records")[0])) == [("id", "a")]


def test_coordinates_in_a_wrong_crs_are_refused():
    header = tomllib.loads((STARTER / "map.toml").read_text())
    tables = {
        name: pandas.read_csv(STARTER / f"{name}.csv", dtype=str) for name in ("events", "sources")
    }
    tables["base"] = geopandas.read_file(next((STARTER / "base").glob("*.geojson")))
    places = geopandas.read_file(STARTER / "places.geojson")
    for misplaced, code in (
        (places.set_crs("EPSG:3857", allow_override=True), "FL352|FL351"),
        (places.to_crs("EPSG:3857").set_crs("EPSG:4326", allow_override=True), "FL353"),
    ):
        with pytest.raises(DataError) as caught:
            frontline.from_frames(header, places=misplaced, **tables)
        assert re.search(code, str(caught.value))
    with_height = places.set_geometry(
        geopandas.points_from_xy(places.geometry.x, places.geometry.y, np.nan)
    )
    with_height = with_height.set_crs("EPSG:4326", allow_override=True)
    assert len(frontline.from_frames(header, places=with_height, **tables).places) == len(places)


def test_mojibake_is_reported_with_the_original_text(tmp_path):
    folder = copy_starter(tmp_path / "map")
    text = (folder / "places.geojson").read_text()
    (folder / "places.geojson").write_text(text.replace('"Birch"', '"Ð\u009fÐ¸Ð»Ñ\u008cÐ½Ð°"'))
    (issue,) = project.check(folder)
    assert (issue.code, issue.feature) == ("FL142", 2)
    assert "UTF-8 decoded as windows-1252" in issue.message
    assert "Пильна" in issue.message
