"""GeoTIFFs of elevations → the shade of the relief under a map."""

import json
from dataclasses import replace

import numpy as np
import pytest
from elevation_models import write_tif
from support import STARTER, copy_starter, run

import frontline
from frontline.basemap import relief_file
from frontline.basemap.relief_file import MAX_SIDE_PX, make_relief
from frontline.errors import DataError, UsageError
from frontline.intake.formats import gdal_client

HEADER = frontline.load(STARTER).header
TILED = {"tiled": True, "blockxsize": 64, "blockysize": 64, "compress": "deflate"}


@pytest.fixture(scope="module")
def tif(tmp_path_factory):
    return write_tif(tmp_path_factory.mktemp("dem") / "ridge.tif")


def shade_of(made):
    relief = made.relief
    return np.frombuffer(relief.shade, np.uint8).reshape(relief.height, relief.width)


def column_of(made, lon):
    west, _, east, _ = made.relief.bounds
    return round((lon - west) / (east - west) * made.relief.width)


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"dtype": "int16", "nodata": -32768, **TILED},
        {"crs": "EPSG:32632"},
        {"crs": "EPSG:32632", "dtype": "int16", "cell": 0.001, **TILED},
        {"crs": "EPSG:3857", "dtype": "float64", "predictor": 3, **TILED},
        {"BIGTIFF": "YES", "dtype": "int32"},
    ],
    ids=lambda written: " ".join(map(str, written.values())) or "degrees",
)
def test_the_eastern_slope_of_a_ridge_is_dark_and_nothing_else(tmp_path, written):
    made = make_relief(HEADER, [write_tif(tmp_path / "a.tif", **written)])
    shade = shade_of(made)
    height, width = shade.shape
    shade, crest = shade[height // 4 : -height // 4], column_of(made, 10.1)
    assert (shade[:, 5 : crest - 3] > 230).all()
    assert np.median(shade[:, crest + 3 : -width // 6]) < 40
    assert made.missing == 0


def test_no_edge_shows_in_a_page_twice_as_wide_or_as_high_as_the_map(tif):
    west, south, east, north = make_relief(HEADER, [tif]).relief.bounds
    across, along = 0.6 * np.cos(np.radians(50)), 0.4
    assert (east - west) * np.cos(np.radians(50)) > 2 * max(across / 2, along)
    assert north - south > max(along, across / 2)
    assert (west + east) / 2 == pytest.approx(10.1)


def test_nothing_is_drawn_where_there_is_no_data(tmp_path):
    path = write_tif(
        tmp_path / "a.tif", dtype="int16", nodata=-32768, hole=lambda lon, lat: lat > 50.0
    )
    made = make_relief(HEADER, [path])
    shade = shade_of(made)
    middle = shade.shape[0] // 2
    assert (shade[: middle - 2] == 255).all()
    assert (shade[middle + 3 :] < 100).any()
    assert made.missing == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("void", [-32768, np.nan, 65535, np.inf])
def test_a_void_that_the_file_does_not_declare_is_no_hole_in_the_ground(tmp_path, void):
    path = write_tif(tmp_path / "a.tif", height=lambda lon, lat: np.where(lon > 10.1, void, 100.0))
    made = make_relief(HEADER, [path])
    assert made.missing == pytest.approx(0.5, abs=0.02)
    assert (shade_of(made)[:, column_of(made, 10.1) + 3 :] == 255).all()


@pytest.mark.slow
def test_tiles_give_the_relief_of_the_whole(tmp_path, tif):
    tiles = [
        write_tif(tmp_path / f"{number}.tif", box)
        for number, box in enumerate([(9.3, 49.6, 10.0, 50.4), (10.0, 49.6, 10.9, 50.4)])
    ]
    whole, merged = make_relief(HEADER, [tif]), make_relief(HEADER, tiles)
    assert merged.missing == 0
    off = np.abs(shade_of(whole).astype(int) - shade_of(merged))
    seam = column_of(whole, 10.0)
    off[:, seam - 3 : seam + 4] = 0
    assert np.percentile(off, 99) <= 16  # two of the 32 levels


def test_what_is_finer_than_a_pixel_is_averaged(tmp_path):
    path = write_tif(
        tmp_path / "a.tif",
        cell=0.001,
        height=lambda lon, lat: np.where(np.arange(lon.shape[1]) % 2, 0.0, 300.0) + 0 * lon,
    )
    shade = shade_of(make_relief(HEADER, [path], "", 2_000_000))
    assert (shade > 200).all()
    fine = shade_of(make_relief(HEADER, [path], "", 400_000))
    assert (fine < 50).any()


def test_elevations_on_both_sides_of_180_degrees_are_joined(tmp_path):
    def across(lon, lat):
        return np.maximum(4000 - 25_000 * np.abs((lon % 360) - 180.5), -8000)

    header = replace(HEADER, extent=(179.5, -17.5, 181.5, -16.0))
    tiles = [
        write_tif(tmp_path / f"{number}.tif", (west, -18, west + 3, -15), height=across, cell=0.01)
        for number, west in enumerate([177, -180])
    ]
    made = make_relief(header, tiles)
    assert made.missing == 0
    west, _, east, _ = made.relief.bounds
    assert 178 < west < 179.5 < 181.5 < east < 183
    shade = shade_of(made)
    shade = shade[len(shade) // 3 : 2 * len(shade) // 3]
    crest = column_of(made, 180.5)
    slope = round(0.4 / (east - west) * shade.shape[1])
    assert (shade[:, crest + 3 : crest + slope] < 40).all()
    assert (shade[:, crest - slope : crest - 3] > 230).all()


def test_longitudes_from_0_to_360_are_read(tmp_path):
    header = replace(HEADER, extent=(-70.4, 49.8, -69.8, 50.2))
    path = write_tif(tmp_path / "a.tif", (289.0, 49.6, 291.0, 50.4), height=lambda lon, lat: lon)
    assert make_relief(header, [path]).missing == 0


@pytest.mark.slow
def test_pixels_are_as_fine_as_the_scale_and_the_elevations_allow(tmp_path, tif):
    by_default = make_relief(HEADER, [tif])
    coarser = make_relief(HEADER, [tif], denominator=2_000_000)
    assert coarser.pixel_m == pytest.approx(2_000_000 * 25.4 / 96 / 1000)
    assert coarser.relief.width < by_default.relief.width <= MAX_SIDE_PX
    finest = make_relief(HEADER, [write_tif(tmp_path / "fine.tif", cell=0.0006)], "", 1000)
    assert max(finest.relief.width, finest.relief.height) == MAX_SIDE_PX
    rough = make_relief(HEADER, [write_tif(tmp_path / "rough.tif", cell=0.02)])
    assert 1100 < rough.pixel_m < 2300


@pytest.mark.slow
def test_the_command_writes_the_relief_alone_and_replaces_only_its_own(tmp_path, tif):
    folder = copy_starter(tmp_path / "map")
    before = {path.name: path.read_bytes() for path in (folder / "base").iterdir()}
    assert before
    tried = run("base", folder, "--relief", tif, "--credit", "A survey", "--dry-run")
    assert not (folder / "base" / "relief.json").exists()
    made = run("base", folder, "--relief", tif, "--credit", "A survey")
    assert (made.exit_code, made.stderr) == (0, "")
    assert made.stdout == tried.stdout
    assert made.stdout.startswith("base/relief.json: ")
    after = {path.name: path.read_bytes() for path in (folder / "base").iterdir()}
    relief = after.pop("relief.json")
    assert after == before
    header = frontline.load(folder).header
    assert header.credits[-1] == "A survey"
    assert run("base", folder, "--relief", tif, "--credit", "A survey").exit_code == 0
    assert (folder / "base" / "relief.json").read_bytes() == relief
    values = {**json.loads(relief), "made_by": "hand"}
    (folder / "base" / "relief.json").write_text(json.dumps(values))
    refused = run("base", folder, "--relief", tif)
    assert refused.exit_code == 2
    assert "not made by this command, and not replaced: base/relief.json" in refused.stderr


@pytest.mark.slow
def test_a_broken_relief_that_the_command_made_is_made_again(tmp_path, tif):
    folder = copy_starter(tmp_path / "map")
    assert run("base", folder, "--relief", tif).exit_code == 0
    path = folder / "base" / "relief.json"
    path.write_text(path.read_text().replace('"height": ', '"height": 1'))
    assert run("check", folder).exit_code == 1
    assert run("base", folder, "--relief", tif).exit_code == 0
    assert run("check", folder).exit_code == 0


def test_without_a_credit_or_with_a_part_of_the_extent_the_command_says_so(tmp_path):
    folder = copy_starter(tmp_path / "map")
    path = write_tif(tmp_path / "a.tif", (9.6, 49.6, 10.25, 50.4))
    made = run("base", folder, "--relief", path)
    assert made.stderr == (
        "notice: 25 % of the extent has no elevations: nothing is drawn there\n"
        "notice: the relief has no credit: state whose elevations they are with --credit\n"
    )


@pytest.mark.slow
def test_the_roughest_ground_weighs_at_most_60_kb_in_a_page(tmp_path):
    noise = np.random.default_rng(1)
    path = write_tif(
        tmp_path / "a.tif",
        cell=0.001,
        height=lambda lon, lat: noise.normal(size=lon.shape) * 200,
    )
    folder = copy_starter(tmp_path / "map")
    made = run("base", folder, "--relief", path).stdout
    assert 10 < float(made.split()[-5]) <= 60, made


def test_a_relief_goes_with_layers_of_publishers(tmp_path, tif):
    folder = copy_starter(tmp_path / "map")
    units = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"shapeName": "Elmland", "shapeType": "ADM1"},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[9, 49], [11, 49], [11, 51], [9, 51], [9, 49]]],
                },
            }
        ],
    }
    path = tmp_path / "units.geojson"
    path.write_text(json.dumps(units))
    made = run("base", folder, "--from", path, "--relief", tif, "--credit", "A survey")
    assert made.exit_code == 0, made.stderr
    there = {path.name for path in (folder / "base").iterdir()}
    assert {"regions.geojson", "relief.json"} <= there
    assert run("base", folder, "--from", path).exit_code == 0
    assert (folder / "base" / "relief.json").exists()


def picture(path, bands):
    rasterio = pytest.importorskip("rasterio", reason="rasterio, of the extra relief, is missing")
    with rasterio.open(
        path, "w", driver="GTiff", width=8, height=8, count=bands, dtype="uint8", crs="EPSG:4326",
        transform=rasterio.Affine(0.2, 0, 9, 0, -0.2, 51), photometric="rgb" if bands > 2 else None,
    ) as file:  # fmt: skip
        file.write(np.zeros((bands, 8, 8), "uint8"))
    return path


def truncated(path):
    path.write_bytes(
        write_tif(path, cell=0.02, tiled=True, blockxsize=64, blockysize=64).read_bytes()[:4000]
    )
    return path


def without_crs(path):
    rasterio = pytest.importorskip("rasterio", reason="rasterio, of the extra relief, is missing")
    with rasterio.open(
        path, "w", driver="GTiff", width=8, height=8, count=1, dtype="int16",
        transform=rasterio.Affine(0.2, 0, 9, 0, -0.2, 51),
    ) as file:  # fmt: skip
        file.write(np.zeros((1, 8, 8), "int16"))
    return path


def content(data):
    return lambda path: path.write_bytes(data) and path


@pytest.mark.parametrize(
    ("write", "code", "words"),
    [
        (truncated, "FL025", "not valid GeoTIFF: the file is damaged"),
        (lambda path: picture(path, 3), "FL024", "3 bands (red, green, blue): expected one band"),
        (lambda path: picture(path, 1), "FL024", "values of type uint8, not elevations"),
        (without_crs, "FL027", "the file states no CRS"),
        (content(b"II*\0" + bytes(200)), "FL025", "not valid GeoTIFF"),
        (content(b"\x89PNG\r\n\x1a\n" + bytes(9)), "FL070", "not a GeoTIFF of elevations"),
        (content(b"ncols 5\nnrows 5\n"), "FL024", "expected a GeoTIFF of elevations"),
    ],
    ids=["truncated", "colours", "bytes", "nowhere", "empty", "png", "text"],
)
def test_what_is_no_elevation_model_is_refused_by_name(tmp_path, write, code, words):
    pytest.importorskip("rasterio", reason="rasterio, of the extra relief, is missing")
    path = write(tmp_path / "dem.tif")
    with pytest.raises(DataError) as refused:
        make_relief(HEADER, [path])
    [issue] = refused.value.issues
    assert (issue.code, issue.path) == (code, str(path))
    assert words in issue.message


def test_elevations_of_elsewhere_are_refused(tmp_path):
    path = write_tif(tmp_path / "dem.tif", (20, 40, 20.2, 40.2))
    with pytest.raises(UsageError, match=r"dem\.tif: no elevations within the extent"):
        make_relief(HEADER, [path])


def test_without_rasterio_the_message_says_what_to_install(tmp_path, monkeypatch):
    def missing(*_):
        raise gdal_client.NeedsPackage

    monkeypatch.setattr(relief_file, "elevation_grid", missing)
    path = content(b"II*\0")(tmp_path / "dem.tif")
    with pytest.raises(UsageError, match=r"needs rasterio: install frontline\[relief\]"):
        make_relief(HEADER, [path])


def test_a_credit_without_a_relief_is_refused(tmp_path):
    refused = run("base", STARTER, "--credit", "A survey")
    assert refused.exit_code == 2
    assert "--credit is the credit line of --relief TIF" in refused.stderr
