"""Files that are refused, generated when the tests need them.

None does harm to a program that reads it: where a guard sets a limit, the test lowers the limit.
"""

import base64
import bz2
import gzip
import io
import json
import lzma
import sqlite3
import struct
import tarfile
import tempfile
import zipfile
import zlib
from functools import cache
from pathlib import Path

import geopandas
import shapely

SQUARE = shapely.box(36.0, 50.0, 36.1, 50.1)
ROW = {"type": "Feature", "properties": {"side": "a"}, "geometry": SQUARE.__geo_interface__}
POINT = {"type": "Point", "coordinates": [36.0, 50.0]}
PORT = "PORT"
"""A placeholder for the port of a listener that nothing may connect to."""

URL = f"http://127.0.0.1:{PORT}/x"


def collection(features=(ROW,), **members):
    return json.dumps({"type": "FeatureCollection", "features": list(features), **members}).encode()


def kml(before="", content="", root="kml"):
    ring = " ".join(f"{x},{y}" for x, y in SQUARE.exterior.coords)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<{root} xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document>{content}<Placemark><name>a</name><ExtendedData><Data name='side'><value>a"
        f"</value></Data></ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}"
        f"</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></{root}>"
    )


ENTITY = "<!DOCTYPE kml [<!ENTITY a 'a word'>]>"
"""A document type whose only entity says a word."""


def geopackage(*statements):
    """Return the bytes of a GeoPackage with one square, after running SQL statements on it."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "a.gpkg")
        frame = geopandas.GeoDataFrame({"side": ["a"]}, geometry=[SQUARE], crs="EPSG:4326")
        frame.to_file(path, layer="areas", driver="GPKG")
        with sqlite3.connect(path) as sqlite_without_tables:
            for statement in statements:
                sqlite_without_tables.execute(statement)
        sqlite_without_tables.close()
        return path.read_bytes()


def geopackage_with_view(select):
    return geopackage(
        f"CREATE VIEW evil AS {select}",
        "INSERT INTO gpkg_contents(table_name, data_type, identifier, srs_id)"
        " VALUES ('evil', 'features', 'evil', 4326)",
        "INSERT INTO gpkg_geometry_columns VALUES ('evil', 'geom', 'POLYGON', 4326, 0, 0)",
    )


def sqlite_without_tables():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t(a)")
    return connection.serialize()


def shapefile(**broken):
    """Return the parts of a Shapefile by file extension, some replaced by broken ones."""
    with tempfile.TemporaryDirectory() as scratch:
        frame = geopandas.GeoDataFrame({"side": ["a"]}, geometry=[SQUARE], crs="EPSG:4326")
        frame.to_file(Path(scratch, "a.shp"))
        parts = {path.suffix: path.read_bytes() for path in Path(scratch).iterdir()}
    return parts | {f".{extension}": data for extension, data in broken.items()}


def parquet(geometry=None, **columns):
    import pyarrow
    from pyarrow import parquet

    buffer = io.BytesIO()
    geometry = geometry or [shapely.to_wkb(SQUARE)]
    table = pyarrow.table({"geometry": pyarrow.array(geometry, pyarrow.binary()), **columns})
    column_metadata = {"encoding": "WKB", "geometry_types": []}
    geo_metadata = {
        "version": "1.0.0",
        "primary_column": "geometry",
        "columns": {"geometry": column_metadata},
    }
    table = table.replace_schema_metadata({b"geo": json.dumps(geo_metadata).encode()})
    parquet.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def parquet_of_one_text(rows, letters):
    """Return a GeoParquet file in which every row refers to the same text."""
    import pyarrow

    text = pyarrow.DictionaryArray.from_arrays(
        pyarrow.array([0] * rows, pyarrow.int32()), pyarrow.array(["x" * letters])
    )
    return parquet([shapely.to_wkb(SQUARE)] * rows, side=text)


def zipped(files, **options):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(files, mode="w:"):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def overlapping(count=2, size=100):
    """Return a small zip of two files that share their bytes."""
    compressed = zlib.compress(b" " * size, 9)[2:-4]
    crc = zlib.crc32(b" " * size)
    fields = (20, 0, 8, 0, 0, crc, len(compressed), size, 18, 0)
    name = "2024-03-01.geojson"
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", *fields) + name.encode() + compressed
    entries = b"".join(
        struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, *fields, 0, 0, 0, 0, 0)
        + f"2{n:03}-03-01.geojson".encode()
        for n in range(count)
    )
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(entries), len(local), 0)
    return local + entries + end


def zips_in_zips():
    """Return a zip in a zip in a zip."""
    return zipped([("a.zip", zipped([("a.zip", zipped([("2024-03-01.geojson", collection())]))]))])


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)

DISGUISED = {
    "a zip archive": (zipped([("a.txt", b"a")]), "zip archive"),
    "an Excel workbook": (zipped([("xl/workbook.xml", b"<a/>")]), "Excel workbook"),
    "a Word document": (zipped([("word/document.xml", b"<a/>")]), "Word document"),
    "gzip": (gzip.compress(collection()), "gzip archive"),
    "bzip2": (bz2.compress(collection()), "bzip2 archive"),
    "xz": (lzma.compress(collection()), "xz archive"),
    "a tar": (tarred([("a", b"a")]), "tar archive"),
    "a picture": (PNG, "PNG picture"),
    "a program": (b"\x7fELF" + bytes(200), "program"),
    "a web page": (b"\n<!DOCTYPE  HTML>\n<html>", "web page"),
    "a web page without head": (b"<html><script>alert(1)</script>", "web page"),
    "an SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG picture"),
    "a VRT": (b"<OGRVRTDataSource/>", "virtual file"),
    "a WFS": (b"<OGRWFSDataSource/>", "web service"),
    "a GPX": (b"<?xml version='1.0'?><gpx version='1.1'/>", "GPX track"),
    "a GML": (b"<?xml version='1.0'?><a:FeatureCollection xmlns:a='b'/>", "GML file"),
    "UTF-16 XML": ("<?xml version='1.0'?><svg/>".encode("utf-16"), "SVG picture"),
    "an internet shortcut": (f"[InternetShortcut]\nURL={URL}\n".encode(), "link to a web page"),
    "an LFS pointer": (b"version https://git-lfs.github.com/spec/v1\noid x\n", "Git LFS"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3", "PDF document"),
    "random bytes": (b"\1\2" + bytes(3) + zlib.compress(bytes(range(256))) * 9, "binary data"),
}
"""Case → (bytes of a file with the wrong extension, words of the message that identify it)."""


@cache
def databases():
    return {
        "an SQLite database that is no GeoPackage": (sqlite_without_tables(), "not a GeoPackage"),
        "a view": (geopackage_with_view("SELECT * FROM areas"), "is a view"),
        "a GeoPackage table that is a view": (
            geopackage(
                "ALTER TABLE gpkg_ogr_contents RENAME TO b",
                "CREATE VIEW gpkg_ogr_contents AS SELECT * FROM b",
            ),
            "views in place of its own tables",
        ),
        "a virtual table": (
            geopackage("CREATE VIRTUAL TABLE evil USING fts3(a)"),
            'the virtual table "evil"',
        ),
        "a truncated GeoPackage": (geopackage()[:20_000], "the file is damaged"),
        "a GeoPackage with half a page": (geopackage()[:100] + bytes(5000), "the file is damaged"),
    }


MARKUP = {
    "an entity": (kml(ENTITY, "<name>&a;</name>").encode(), "document type"),
    "an entity in UTF-16": (
        kml(ENTITY, "<name>&a;</name>").replace("UTF-8", "UTF-16").encode("utf-16"),
        "document type",
    ),
    "an entity that is another file": (
        kml('<!DOCTYPE kml [<!ENTITY a SYSTEM "word.txt">]>', "<name>&a;</name>").encode(),
        "document type",
    ),
    "a document type alone": (kml(f'<!DOCTYPE kml SYSTEM "{URL}">').encode(), "document type"),
    "nesting a little too deep": (
        kml("", "<Folder>" * 101 + "</Folder>" * 101).encode(),
        "100 levels deep",
    ),
    "a truncated KML": (kml().encode()[:300], "the file is damaged"),
    "UTF-7": (kml().replace("UTF-8", "UTF-7").encode(), "the file is damaged"),
}

SHAPEFILES = {
    "a truncated Shapefile": (shapefile(shp=shapefile()[".shp"][:110]), ""),
    "an unfinished projection": (shapefile(prj=b'GEOGCS["'), ""),
    "an unknown projection": (shapefile(prj=b"LOCAL_CS[]"), ""),
}


def parquets():
    return {
        "a truncated table": (parquet()[:-20], "the file is damaged"),
        "broken geometry": (parquet([b"\x01\x03"]), "the file is damaged"),
    }


def zip_with_duplicate_name():
    data = bytearray(zipped([("2024-03-01.geojson", collection()), ("2024-03-02.geojson", b"{}")]))
    return bytes(data).replace(b"2024-03-02", b"2024-03-01")


@cache
def archives():
    return {
        "files that overlap": (overlapping(), "overlap"),
        "nested zips": (zips_in_zips(), "an archive nested two levels deep"),
        "a path out of the archive": (
            zipped([("../2024-03-01.geojson", collection())]),
            "its name leads out of the archive",
        ),
        "duplicate file names": (zip_with_duplicate_name(), "two files named"),
        "a truncated zip": (
            zipped([("2024-03-01.geojson", collection())])[:-30],
            "not a folder, zip or tar",
        ),
        "a truncated xz": (
            lzma.compress(tarred([("2024-03-01.geojson", collection())]))[:-40],
            "not a folder, zip or tar",
        ),
        "a truncated gz": (
            gzip.compress(tarred([("2024-03-01.geojson", collection())]))[:-40],
            "not a folder, zip or tar",
        ),
    }


_CHAPTER = b"## A\ndate: 2024-05-03\n\n"
_FEATURES = b'{"type": "FeatureCollection", "features": ['
TEXTS = {
    "places.geojson": {
        "nested lists": (b"[" * 1_100, "nested too deeply"),
        "nested lists in the crs": (
            _FEATURES + b'], "crs": ' + b"[" * 70 + b"]" * 70 + b"}",
            '"crs" names no CRS',
        ),
        "nested lists in a property": (
            _FEATURES
            + b'{"type": "Feature", "geometry": null, "properties": {"a": '
            + b"[" * 70
            + b"]" * 70
            + b"}}]}",
            "nested more than 64",
        ),
        "a huge number": (
            _FEATURES + b'{"type": "Feature", "id": ' + b"9" * 4_301 + b"}]}",
            "more than 4300 digits",
        ),
        "millions of empty lines": (_FEATURES + b"\n{},\n{}\n]]" + b"\n" * 10_000_000, "JSON"),
        "a huge exponent": (
            _FEATURES
            + b'{"type": "Feature", "properties": {}, "geometry": {"type": "Point",'
            + b' "coordinates": [1e999, 1]}}]}',
            "places.geojson:1: ",
        ),
    },
    "events.csv": {
        "one huge cell": (b"id,title\n1," + b"x" * 100_000_000, "131,072 characters"),
        "a million columns": (b"a," * 1_000_000 + b"a\n", "1,000,001 columns"),
        "a million short rows": (b"id\n" + b"1\n" * 1_000_000, "more than 300,000 rows"),
        "nothing but quotes": (b"id\n" + b'"' * 10_000_001, "not valid CSV"),
        "one unknown column, many rows": (b"id,titel\n" + b"1,2\n" * 25_000, "unknown column"),
    },
    "map.toml": {
        "a nested key": (b".".join([b"a"] * 20) + b" = 1", "more than 16 parts"),
        "lists in lists, closed": (b"a = " + b"[" * 90 + b"]" * 90, "nested too deeply"),
        "a huge number": (b"a = " + b"9" * 4_301, "more than 4300 digits"),
        "many tables": (b"".join(b"[a.b%d]\nx=1\n" % n for n in range(60_000)), "unknown key"),
        "many keys": (b"".join(b"k%d=1\n" % n for n in range(100_000)), "unknown key"),
    },
    "story.md": {
        "many brackets": (_CHAPTER + b"[" * 2_001, "2,001 brackets, asterisks"),
        "many asterisks": (_CHAPTER + b"*_" * 1_001, "2,002 brackets, asterisks"),
        "nested quotations": (_CHAPTER + b"> " * 100, "a quotation"),
        "many chapters": ((_CHAPTER + b"text\n\n") * 100_000, "100000 chapters"),
    },
    "languages/en.json": {
        "nested lists": (b'{"a": ' + b"[" * 70 + b"]" * 70 + b"}", "nested too deeply"),
        "many keys": (
            json.dumps({f"key {n}": "text" for n in range(100_000)}).encode(),
            "100,000 keys",
        ),
    },
}
"""File of a map folder → case → (bytes, words of the message)."""
