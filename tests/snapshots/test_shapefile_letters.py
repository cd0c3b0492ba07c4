"""Letters of a Shapefile are read as they are stated to be, or refused with a likely reading."""

import geopandas
import pytest
import shapely
from support import run

from frontline.errors import RefusedInput
from frontline.intake.formats.shapefile_letters import _named
from frontline.snapshots.archive import Member
from frontline.snapshots.features import features

SIDES = {
    "windows-1251": ("Північ", "Південь"),
    "cp866": ("Север", "Юг"),
    "iso-8859-1": ("Zürich", "Genève"),
    "utf-8": ("Північ", "الشمال"),
    "windows-1256": ("الشمال", "الجنوب"),
}


def parts_of(folder, sides, encoding, cpg=None, mark=0, column="side"):
    """Write a Shapefile whose table is in an encoding; return its parts."""
    geometry = [shapely.box(n, 50, n + 1, 51) for n in range(len(sides))]
    frame = geopandas.GeoDataFrame({column: list(sides)}, geometry=geometry, crs="EPSG:4326")
    frame.to_file(folder / "a.shp", encoding=encoding)
    parts = {path.suffix: path.read_bytes() for path in folder.iterdir()}
    parts[".dbf"] = parts[".dbf"][:29] + bytes([mark]) + parts[".dbf"][30:]
    del parts[".cpg"]
    return parts if cpg is None else {**parts, ".cpg": cpg.encode()}


def sides_of(parts, encoding=None, column="side"):
    member = Member("2024-05-12.shp", parts[".shp"], parts)
    return tuple(feature.values[column] for feature in features(member, encoding=encoding))


@pytest.mark.parametrize("encoding", SIDES)
def test_letters_are_read_by_the_cpg_or_as_stated(tmp_path, encoding):
    parts = parts_of(tmp_path, SIDES[encoding], encoding)
    assert sides_of({**parts, ".cpg": encoding.encode()}) == SIDES[encoding]
    assert sides_of(parts, encoding) == SIDES[encoding]
    assert sides_of({**parts, ".cpg": b"UTF-8"}, encoding) == SIDES[encoding]


def test_letters_are_read_by_the_mark_of_the_table(tmp_path):
    assert sides_of(parts_of(tmp_path, ("Північ",), "windows-1251", mark=0xC9)) == ("Північ",)


def test_utf8_needs_no_statement(tmp_path):
    assert sides_of(parts_of(tmp_path, ("Північ",), "utf-8")) == ("Північ",)


def test_names_of_columns_have_letters_too(tmp_path):
    parts = parts_of(tmp_path, ("north",), "windows-1251", "1251", column="бік")
    assert sides_of(parts, column="бік") == ("north",)


def test_a_table_without_an_encoding_is_refused_with_the_likely_one(tmp_path):
    parts = parts_of(tmp_path, SIDES["windows-1251"], "windows-1251")
    with pytest.raises(RefusedInput, match=r"no \.cpg.*windows-1251.*--encoding windows-1251"):
        sides_of(parts)


@pytest.mark.parametrize("cpg", ["UTF-8", "ISO-8859-1", "1252"])
def test_a_cpg_that_lies_is_told(tmp_path, cpg):
    parts = parts_of(tmp_path, SIDES["windows-1251"], "windows-1251", cpg)
    with pytest.raises(
        RefusedInput, match=r"as its \.cpg says: it looks like windows-1251"
    ) as told:
        sides_of(parts)
    assert told.value.code == "FL041"


def test_utf8_behind_another_cpg_is_told(tmp_path):
    parts = parts_of(tmp_path, ("Північ",), "utf-8", "1251")
    with pytest.raises(RefusedInput, match='looks like UTF-8 \\("Північ"\\)'):
        sides_of(parts)


def test_an_unknown_cpg_is_told(tmp_path):
    parts = parts_of(tmp_path, ("Північ",), "utf-8", "klingon")
    with pytest.raises(RefusedInput, match='unknown encoding "klingon": pass --encoding'):
        sides_of(parts)


def test_a_table_in_plain_letters_needs_no_encoding(tmp_path):
    assert sides_of(parts_of(tmp_path, ("north",), "utf-8", "klingon")) == ("north",)


@pytest.mark.parametrize(
    ("text", "name"),
    [("1251", "windows-1251"), ("ANSI 1251", "windows-1251"), ("CP866", "cp866"),
     ("88591", "iso-8859-1"), ("ISO-8859-15", "iso-8859-15"), ("ISO88595", "iso-8859-5"),
     ("UTF8", "utf-8"), ("65001", "utf-8"), ("KOI8-R", "KOI8-R"), ("base64", None)],
)  # fmt: skip
def test_names_in_cpg_files_are_known(text, name):
    assert _named(text) == name


def test_the_encoding_is_an_option_and_a_key_of_the_profile(tmp_path):
    parts = parts_of(tmp_path, SIDES["windows-1251"], "windows-1251")
    folder = tmp_path / "in"
    folder.mkdir()
    for extension, data in parts.items():
        (folder / f"2024-05-12{extension}").write_bytes(data)
    command = ("import", "snapshots", folder, "-o", tmp_path / "map")
    assert run(*command).exit_code == 1
    assert run(*command, "--encoding", "windows-1251").exit_code == 0
    assert "Північ" in (tmp_path / "map" / "areas.geojson").read_text("utf-8")
    (tmp_path / "own.toml").write_text('encoding = "windows-1251"\n')
    assert run(*command, "--profile", tmp_path / "own.toml").exit_code == 0
    unknown = run(*command, "--profile", "plain", "--encoding", "klingon")
    assert "klingon" in unknown.stderr


def test_a_side_whose_letters_were_lost_earlier_is_refused(tmp_path):
    (tmp_path / "in").mkdir()
    text = geopandas.GeoDataFrame(
        {"side": ["Північ".encode("windows-1251").decode("windows-1252")]},
        geometry=[shapely.box(1, 1, 2, 2)],
        crs="EPSG:4326",
    ).to_json(ensure_ascii=False)
    (tmp_path / "in" / "2024-05-12.geojson").write_text(text, "utf-8")
    result = run("import", "snapshots", tmp_path / "in", "-o", tmp_path / "map")
    assert 'is windows-1251 read as windows-1252 ("Північ")' in result.stderr
    assert not (tmp_path / "map").exists()


def test_geojson_in_a_stated_encoding_is_read(tmp_path):
    text = '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties":'
    text += ' {"side": "Північ"}, "geometry": null}]}'
    member = Member("a.geojson", text.encode("windows-1251"))
    assert next(features(member, encoding="windows-1251")).values == {"side": "Північ"}
    with pytest.raises(RefusedInput, match="pass --encoding windows-1251"):
        next(features(member))
