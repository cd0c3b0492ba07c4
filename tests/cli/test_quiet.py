"""Nothing but frontline's own lines reaches the terminal, whatever libraries and data do.

File descriptors are read, not only Python's streams, and a warning of Python is an error here.
"""

import json
import subprocess
import sys

import geopandas
import pytest
import shapely
from support import copy_starter, run

BOW_TIE = [[10.0, 50.0], [10.1, 50.1], [10.1, 50.0], [10.0, 50.1], [10.0, 50.0]]
OPEN_RING = "1,1 2,1 2,2 1,2"
FOREIGN = ("Warning", "warning:", "site-packages", "Traceback", "GDAL", "GEOS", "PROJ:", "ERROR 1")


def odd_archive(folder):
    """Write daily maps with invalid, open, empty and huge values in every format."""
    folder.mkdir()
    bow_tie = {"type": "Polygon", "coordinates": [BOW_TIE]}
    features = [
        {"type": "Feature", "properties": {"side": "a", "n": 10**300}, "geometry": bow_tie},
        {"type": "Feature", "properties": None, "geometry": None},
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "2024-03-01.geojson").write_text(text)
    shapes = [shapely.Polygon(BOW_TIE), shapely.Polygon(), None]
    frame = geopandas.GeoDataFrame({"side": ["a", None, "b"]}, geometry=shapes, crs="EPSG:4326")
    frame.to_file(folder / "2024-03-02.gpkg")
    frame.to_file(folder / "2024-03-03.shp")
    (folder / "2024-03-04.kml").write_text(
        "<kml><Placemark><ExtendedData><Data name='side'><value>a</value></Data></ExtendedData>"
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{OPEN_RING}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>"
    )
    (folder / "2024-03-05.gpkg").write_bytes(b"SQLite format 3\0" + bytes(1000))
    return folder


def odd_points(folder):
    """Write points with missing, infinite and far positions, and huge weights."""
    rows = ["10,50,a,1e300,2024-03-05", "10.1,50,b,1,2024-03-05", "10,50.1,a,1e-300,",
            "10.2,50.1,b,0,2024-03-06"]  # fmt: skip
    (folder / "places.csv").write_text("\n".join(["lon,lat,side,weight,date", *rows]))
    rows = ["10,50,2024-03-05,1e999", ",,2024-03-05,", "179.9999,89.9999,2024-03-05,x"]
    (folder / "events.csv").write_text("\n".join(["lon,lat,date,n", *rows]))
    shapes = [shapely.Point(10, 50), shapely.Point(), None]
    frame = geopandas.GeoDataFrame(
        {"date": ["2024-03-05"] * 3, "side": ["a"] * 3}, geometry=shapes, crs="EPSG:4326"
    )
    frame.to_crs("EPSG:32633").to_file(folder / "points.gpkg")


COMMANDS = {
    "build": ("build MAP -o OUT --format html,png", 0),
    "figure": ("figure MAP -o OUT/a.pdf --kind area", 0),
    "check": ("check MAP", 0),
    "explain": ("explain FL104", 0),
    "info": ("info MAP", 0),
    "why": ("why MAP alder", 0),
    "diff": ("diff MAP 2024-03-04 2024-03-08", 0),
    "changes": ("changes MAP", 0),
    "log": ("log MAP", 0),
    "embed": ("embed MAP --url https://example.org/a.html", 0),
    "report": ("report MAP -o OUT --format md", 0),
    "words": ("words MAP", 0),
    "tables": ("tables MAP -o OUT --format xlsx,csv", 0),
    "animate": ("animate MAP -o OUT/a.gif", 0),
    "atlas": ("atlas MAP -o OUT", 0),
    "infer": ("infer IN/places.csv -o OUT/a.gpkg", 0),
    "infer a layer": ("infer IN/points.gpkg -o OUT/b.gpkg", 1),
    "locate": ("locate IN/events.csv MAP -o OUT/a.csv", 0),
    "locate in metres": ("locate IN/points.gpkg MAP -o OUT/b.gpkg", 0),
    "init": ("init OUT/new", 0),
    "sbom": ("sbom", 0),
    "import": ("import snapshots IN/archive -o OUT/map", 0),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_prints_nothing_of_its_libraries(name, tmp_path, capfd):
    folder = tmp_path / "in"
    folder.mkdir()
    copy_starter(tmp_path / "m")
    odd_points(folder)
    odd_archive(folder / "archive")
    (tmp_path / "out").mkdir()
    capfd.readouterr()
    words, code = COMMANDS[name]
    names = {"MAP": tmp_path / "m", "OUT": tmp_path / "out", "IN": folder}
    result = run(*(_path(word, names) for word in words.split()))
    assert result.exit_code == code, result.stderr
    leaked = capfd.readouterr()
    assert (leaked.out, leaked.err) == ("", "")
    lines = (result.stdout + result.stderr).splitlines()
    assert lines
    if name != "sbom":  # it names every package
        assert [line for line in lines if any(mark in line for mark in FOREIGN)] == []


def _path(word, names):
    first, slash, rest = word.partition("/")
    return f"{names[first]}{slash}{rest}" if first in names else word


def test_warnings_of_libraries_are_not_printed():
    code = """import sys, warnings, frontline.__main__ as command
sys.argv = ["frontline", "explain", "FL104"]
warnings.warn("before")
try:
    command.run()
finally:
    warnings.warn("within")
"""
    command = [sys.executable, "-W", "always", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "UserWarning: before" in done.stderr
    assert "within" not in done.stderr
    assert "FL104" in done.stdout
