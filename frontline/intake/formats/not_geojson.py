"""A JSON value → why it is not a GeoJSON FeatureCollection (RFC 7946), and what it is instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from frontline.errors import RefusedInput

_GEOMETRIES: Final = (
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
)
_CRS84: Final = ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "OGC:CRS84")
_NOT_IN_COLLECTION: Final = ("coordinates", "geometries", "geometry", "properties")
_NOT_IN_FEATURE: Final = ("coordinates", "geometries", "features")
_NOT_IN_GEOMETRY: Final = ("geometry", "properties", "features")
_WRAP_HINT: Final = 'put it into {"type": "FeatureCollection", "features": […]}'


def collection_fault(document: Any) -> RefusedInput | None:
    """Find why a JSON value is not a valid FeatureCollection (RFC 7946).

    Parameters
    ----------
    document : Any
        Parsed JSON.

    Returns
    -------
    RefusedInput or None
        None if it is valid; its features are not checked.
    """
    return next(_collection_faults(document), None)


def map_fault(document: Any) -> RefusedInput | None:
    """Find why a JSON value cannot be read as a daily map.

    Published files need only ``features`` and, if they state a CRS, WGS 84 under either name:
    longitude also came first in GeoJSON before 2016.

    Parameters
    ----------
    document : Any
        Parsed JSON.

    Returns
    -------
    RefusedInput or None
        None if it can be read.
    """
    if (
        not isinstance(document, dict)
        or not isinstance(document.get("features"), list)
        or _other_format(document)
    ):
        return next(_collection_faults(document), None)
    if "crs" in document:
        name = crs_name(document["crs"]) or ""
        if name not in _CRS84 and name.rpartition(":")[2] != "4326":
            return RefusedInput("FL016", _crs_problem(document["crs"]), 1)
    return None


def feature_fault(feature: Any) -> RefusedInput | None:
    """Find why a JSON value is not a valid Feature, apart from its geometry.

    Parameters
    ----------
    feature : Any
        Parsed JSON.

    Returns
    -------
    RefusedInput or None
        None if it is valid.

    Examples
    --------
    >>> print(feature_fault({"type": "Point", "coordinates": [36, 50]}))
    not a GeoJSON Feature: it is a Point
    """
    return next(_feature_faults(feature), None)


def crs_name(crs: Any) -> str | None:
    """Return the name in a ``crs`` member of GeoJSON.

    Parameters
    ----------
    crs : Any
        Value of the member.

    Returns
    -------
    str or None
        None if it names no CRS.
    """
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) and crs.get("type") == "name" else None


def _collection_faults(document: Any) -> Iterator[RefusedInput]:
    if message := _other_format(document):
        yield RefusedInput("FL047", message, 1)
    elif (kind := document.get("type")) != "FeatureCollection":
        yield RefusedInput(
            "FL015", f"not a GeoJSON FeatureCollection: {_type_problem(kind, document)}", 1
        )
    elif not isinstance(features := document.get("features"), list):
        matches = get_close_matches("features", list(document), n=1)
        hint = f' (it has "{matches[0]}")' if matches and "features" not in document else ""
        hint = f": it is {_described(features)}" if "features" in document else hint
        yield RefusedInput("FL015", f'the FeatureCollection has no list of "features"{hint}', 1)
    elif misplaced := [key for key in _NOT_IN_COLLECTION if key in document]:
        message = f'"{misplaced[0]}" is not allowed in a FeatureCollection: it belongs in a feature'
        yield RefusedInput("FL015", message, 1)
    elif "crs" in document and crs_name(document["crs"]) not in _CRS84:
        yield RefusedInput("FL016", _crs_problem(document["crs"]), 1)
    elif "bbox" in document and (message := bbox_problem(document["bbox"])):
        yield RefusedInput("FL050", message, 1)


def _other_format(document: Any) -> str:
    """Name the format of a JSON value that is not a FeatureCollection; empty if not recognized."""
    if isinstance(document, list):
        kinds = {item.get("type") for item in document if isinstance(item, dict)}
        description = "a bare list of features" if kinds == {"Feature"} else "a bare list"
        return f'{description}: put it into {{"type": "FeatureCollection", "features": […]}}'
    if not isinstance(document, dict):
        return f"{_described(document)}, not a GeoJSON FeatureCollection"
    kind = document.get("type")
    if kind == "Feature":
        return f"a bare Feature: {_WRAP_HINT}"
    if isinstance(kind, str) and kind in (*_GEOMETRIES, "GeometryCollection"):
        return f"a bare geometry, {kind}: put it into a Feature with properties, and {_WRAP_HINT}"
    if kind == "Topology":
        return "TopoJSON, not GeoJSON: convert it with topo2geo or mapshaper -o format=geojson"
    features = document.get("features")
    first = features[0] if isinstance(features, list) and features else None
    arcgis = isinstance(first, dict) and "attributes" in first
    if arcgis or ("geometryType" in document and "spatialReference" in document):
        return "Esri JSON, not GeoJSON: request f=geojson from the service, or export it as GeoJSON"
    if "elements" in document and "osm3s" in document:
        return "Overpass JSON of OpenStreetMap, not GeoJSON: export it as GeoJSON"
    if kind == "umap":
        return "a backup of uMap, not GeoJSON: export the data as GeoJSON from uMap"
    if str(document.get("$schema", "")).startswith("https://vega"):
        return "a Vega chart, not GeoJSON"
    return ""


def _type_problem(kind: Any, document: Mapping[str, Any]) -> str:
    if isinstance(kind, str):
        matches = get_close_matches(kind.lower(), ("featurecollection", "feature"), n=1)
        hint = f', expected "{_canonical_name(matches[0])}"' if matches else ""
        return f'its "type" is "{kind[:40]}"{hint}'
    if "type" in document:
        return f'its "type" is {_described(kind)}, not text'
    matches = get_close_matches("type", [key.lower() for key in document], n=1)
    return 'it has no "type"' + (f' (it has "{matches[0]}")' if matches else "")


def _canonical_name(name: str) -> str:
    return "FeatureCollection" if name == "featurecollection" else "Feature"


def _feature_faults(feature: Any) -> Iterator[RefusedInput]:
    if not isinstance(feature, dict):
        yield RefusedInput("FL017", f"not a GeoJSON Feature: it is {_described(feature)}")
    elif (kind := feature.get("type")) != "Feature":
        if isinstance(kind, str) and kind in (
            *_GEOMETRIES,
            "GeometryCollection",
            "FeatureCollection",
        ):
            message = f"it is a {kind}"
        else:
            message = _type_problem(kind, feature)
        yield RefusedInput("FL017", f"not a GeoJSON Feature: {message}")
    elif misplaced := [key for key in _NOT_IN_FEATURE if key in feature]:
        hint = ' (did you mean "geometry"?)' if misplaced[0] == "geometries" else ""
        yield RefusedInput("FL049", f'"{misplaced[0]}" is not allowed in a Feature{hint}')
    elif message := _member_problem(feature, "properties") or _member_problem(feature, "geometry"):
        yield RefusedInput("FL049", message)
    elif (id := feature.get("id", "")) is None or isinstance(id, bool | list | dict):
        yield RefusedInput(
            "FL049", f'the "id" of the Feature is {_described(id)}: expected text or a number'
        )
    elif "crs" in feature:
        yield RefusedInput("FL016", _crs_problem(feature["crs"]))
    elif "bbox" in feature and (message := bbox_problem(feature["bbox"], feature["geometry"])):
        yield RefusedInput("FL050", message)
    elif isinstance(geometry := feature["geometry"], dict) and len(geometry) > 2:
        if misplaced := [key for key in _NOT_IN_GEOMETRY if key in geometry]:
            yield RefusedInput(
                "FL049", f'"{misplaced[0]}" is not allowed in a geometry: it belongs beside it'
            )
        elif "bbox" in geometry and (message := bbox_problem(geometry["bbox"], geometry)):
            yield RefusedInput("FL050", message)


def _member_problem(feature: Mapping[str, Any], key: str) -> str:
    """Describe a member of a Feature that is missing, or neither an object nor null."""
    if key in feature:
        value = feature[key]
        if value is None or isinstance(value, dict):
            return ""
        return f'the "{key}" of the Feature is {_described(value)}: expected an object {{…}}'
    matches = get_close_matches(key, list(feature), n=1, cutoff=0.7)
    hint = f' (it has "{matches[0]}")' if matches else f': write "{key}": null if it has none'
    return f'the Feature has no "{key}"{hint}'


def bbox_problem(bbox: Any, geometry: Any = None) -> str:
    """Describe the fault of a ``bbox``: its numbers, their order or a position outside it.

    Parameters
    ----------
    bbox : Any
        Value of the member.
    geometry : Any, optional
        Geometry whose first position the box must contain.

    Returns
    -------
    str
        Message for FL050; empty if nothing is wrong.
    """
    expected = "expected [west, south, east, north]"
    has_numbers = isinstance(bbox, list) and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in bbox
    )
    if not has_numbers:
        return f'the "bbox" is not a list of numbers: {expected}'
    if len(bbox) not in (4, 6):
        return f'the "bbox" has {len(bbox)} numbers: {expected}, or six with heights'
    half = len(bbox) // 2
    (west, south), (east, north) = bbox[:2], bbox[half : half + 2]
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        return f'the "bbox" {bbox} is out of order or out of range: {expected}'
    position = geometry.get("coordinates") if isinstance(geometry, dict) else None
    while isinstance(position, list) and position and isinstance(position[0], list):
        position = position[0]
    if not isinstance(position, list) or not all(
        type(value) in (int, float) for value in position[:2]
    ):
        return ""
    if len(position) > 1 and west <= east:
        lon, lat = position[:2]
        if not (west - 1e-5 <= lon <= east + 1e-5 and south - 1e-5 <= lat <= north + 1e-5):
            return f'the "bbox" {bbox} does not contain {lon:g}, {lat:g}: {expected}'
    return ""


def _crs_problem(crs: Any) -> str:
    name = crs_name(crs)
    problem = f'"crs" is {name}' if name else f'"crs" names no CRS, it is {_described(crs)}'
    if name and "4326" in name:
        return (
            f"{problem}: GeoJSON is WGS 84 with longitude first, check that and remove the member"
        )
    return f"{problem}: GeoJSON is WGS 84, transform the file and remove the member"


def _described(value: Any) -> str:
    """Describe a JSON value as written in the file."""
    if isinstance(value, list):
        return "a list"
    kind = {str: "the text ", int: "the number ", float: "the number "}.get(type(value), "")
    return f"{kind}{literal(value)}"


def literal(value: Any) -> str:
    """Return a JSON value as written in the file, cut to 40 characters.

    Parameters
    ----------
    value : Any
        Parsed JSON.

    Returns
    -------
    str
        Text of the value.

    Examples
    --------
    >>> literal(None), literal("36,5")
    ('null', '"36,5"')
    """
    constants = {None: "null", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        return constants[value]
    if isinstance(value, str):
        return f'"{value[:30]}"'
    return "an object" if isinstance(value, dict) else str(value)[:40]
