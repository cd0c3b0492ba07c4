"""A JSON value → why it is not a GeoJSON FeatureCollection (RFC 7946), and what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from frontline.errors import Refused

_GEOMETRIES: Final = (
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
)
_CRS84: Final = ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "OGC:CRS84")
_NOT_OF_COLLECTION: Final = ("coordinates", "geometries", "geometry", "properties")
_NOT_OF_FEATURE: Final = ("coordinates", "geometries", "features")
_NOT_OF_GEOMETRY: Final = ("geometry", "properties", "features")
_WRAP: Final = 'put it into {"type": "FeatureCollection", "features": […]}'


def collection_fault(whole: Any) -> Refused | None:
    """Find why a JSON value is not a valid FeatureCollection (RFC 7946).

    Parameters
    ----------
    whole : Any
        Parsed JSON.

    Returns
    -------
    Refused or None
        None if it is one; its features are not looked at.
    """
    return next(_of_collection(whole), None)


def map_fault(whole: Any) -> Refused | None:
    """Find why a JSON value cannot be read as the map of a day.

    Published files need only ``features`` and, where a CRS is stated, WGS 84 under either name: in
    GeoJSON from before 2016 too longitude comes first.

    Parameters
    ----------
    whole : Any
        Parsed JSON.

    Returns
    -------
    Refused or None
        None if it can.
    """
    if not isinstance(whole, dict) or not isinstance(whole.get("features"), list) or _other(whole):
        return next(_of_collection(whole), None)
    if "crs" in whole:
        name = crs_name(whole["crs"]) or ""
        if name not in _CRS84 and name.rpartition(":")[2] != "4326":
            return Refused("FL016", _crs_said(whole["crs"]), 1)
    return None


def feature_fault(feature: Any) -> Refused | None:
    """Find why a JSON value is not a valid Feature, apart from its geometry.

    Parameters
    ----------
    feature : Any
        Parsed JSON.

    Returns
    -------
    Refused or None
        None if it is one.

    Examples
    --------
    >>> print(feature_fault({"type": "Point", "coordinates": [36, 50]}))
    not a GeoJSON Feature: it is a Point
    """
    return next(_of_feature(feature), None)


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


def _of_collection(whole: Any) -> Iterator[Refused]:
    if message := _other(whole):
        yield Refused("FL047", message, 1)
    elif (kind := whole.get("type")) != "FeatureCollection":
        yield Refused("FL015", f"not a GeoJSON FeatureCollection: {_no_type(kind, whole)}", 1)
    elif not isinstance(features := whole.get("features"), list):
        near = get_close_matches("features", list(whole), n=1)
        hint = f' (it has "{near[0]}")' if near and "features" not in whole else ""
        hint = f": it is {_shown(features)}" if "features" in whole else hint
        yield Refused("FL015", f'the FeatureCollection has no list of "features"{hint}', 1)
    elif wrong := [key for key in _NOT_OF_COLLECTION if key in whole]:
        message = f'"{wrong[0]}" is not allowed in a FeatureCollection: it belongs in a feature'
        yield Refused("FL015", message, 1)
    elif "crs" in whole and crs_name(whole["crs"]) not in _CRS84:
        yield Refused("FL016", _crs_said(whole["crs"]), 1)
    elif "bbox" in whole and (message := bbox_said(whole["bbox"])):
        yield Refused("FL050", message, 1)


def _other(whole: Any) -> str:
    """Recognize a JSON value that is not a FeatureCollection; empty for any other."""
    if isinstance(whole, list):
        kinds = {item.get("type") for item in whole if isinstance(item, dict)}
        what = "a bare list of features" if kinds == {"Feature"} else "a bare list"
        return f'{what}: put it into {{"type": "FeatureCollection", "features": […]}}'
    if not isinstance(whole, dict):
        return f"{_shown(whole)}, not a GeoJSON FeatureCollection"
    kind = whole.get("type")
    if kind == "Feature":
        return f"a bare Feature: {_WRAP}"
    if isinstance(kind, str) and kind in (*_GEOMETRIES, "GeometryCollection"):
        return f"a bare geometry, {kind}: put it into a Feature with properties, and {_WRAP}"
    if kind == "Topology":
        return "TopoJSON, not GeoJSON: convert it with topo2geo or mapshaper -o format=geojson"
    features = whole.get("features")
    first = features[0] if isinstance(features, list) and features else None
    arcgis = isinstance(first, dict) and "attributes" in first
    if arcgis or ("geometryType" in whole and "spatialReference" in whole):
        return "Esri JSON, not GeoJSON: request f=geojson from the service, or export it as GeoJSON"
    if "elements" in whole and "osm3s" in whole:
        return "Overpass JSON of OpenStreetMap, not GeoJSON: export it as GeoJSON"
    if str(whole.get("$schema", "")).startswith("https://vega"):
        return "a Vega chart, not GeoJSON"
    return ""


def _no_type(kind: Any, whole: Mapping[str, Any]) -> str:
    if isinstance(kind, str):
        near = get_close_matches(kind.lower(), ("featurecollection", "feature"), n=1)
        hint = f', expected "{_proper(near[0])}"' if near else ""
        return f'its "type" is "{kind[:40]}"{hint}'
    if "type" in whole:
        return f'its "type" is {_shown(kind)}, not text'
    near = get_close_matches("type", [key.lower() for key in whole], n=1)
    return 'it has no "type"' + (f' (it has "{near[0]}")' if near else "")


def _proper(name: str) -> str:
    return "FeatureCollection" if name == "featurecollection" else "Feature"


def _of_feature(feature: Any) -> Iterator[Refused]:
    if not isinstance(feature, dict):
        yield Refused("FL017", f"not a GeoJSON Feature: it is {_shown(feature)}")
    elif (kind := feature.get("type")) != "Feature":
        if isinstance(kind, str) and kind in (
            *_GEOMETRIES,
            "GeometryCollection",
            "FeatureCollection",
        ):
            message = f"it is a {kind}"
        else:
            message = _no_type(kind, feature)
        yield Refused("FL017", f"not a GeoJSON Feature: {message}")
    elif wrong := [key for key in _NOT_OF_FEATURE if key in feature]:
        belongs = ' (did you mean "geometry"?)' if wrong[0] == "geometries" else ""
        yield Refused("FL049", f'"{wrong[0]}" is not allowed in a Feature{belongs}')
    elif message := _no_member(feature, "properties") or _no_member(feature, "geometry"):
        yield Refused("FL049", message)
    elif (id := feature.get("id", "")) is None or isinstance(id, bool | list | dict):
        yield Refused(
            "FL049", f'the "id" of the Feature is {_shown(id)}: expected text or a number'
        )
    elif "crs" in feature:
        yield Refused("FL016", _crs_said(feature["crs"]))
    elif "bbox" in feature and (message := bbox_said(feature["bbox"], feature["geometry"])):
        yield Refused("FL050", message)
    elif isinstance(geometry := feature["geometry"], dict) and len(geometry) > 2:
        if wrong := [key for key in _NOT_OF_GEOMETRY if key in geometry]:
            yield Refused(
                "FL049", f'"{wrong[0]}" is not allowed in a geometry: it belongs beside it'
            )
        elif "bbox" in geometry and (message := bbox_said(geometry["bbox"], geometry)):
            yield Refused("FL050", message)


def _no_member(feature: Mapping[str, Any], key: str) -> str:
    """Word that a member of a Feature is missing, or neither an object nor null."""
    if key in feature:
        value = feature[key]
        if value is None or isinstance(value, dict):
            return ""
        return f'the "{key}" of the Feature is {_shown(value)}: expected an object {{…}}'
    near = get_close_matches(key, list(feature), n=1, cutoff=0.7)
    hint = f' (it has "{near[0]}")' if near else f': write "{key}": null if it has none'
    return f'the Feature has no "{key}"{hint}'


def bbox_said(bbox: Any, geometry: Any = None) -> str:
    """Word what is wrong with a ``bbox``: its numbers, their order, or what it does not contain.

    Parameters
    ----------
    bbox : Any
        Value of the member.
    geometry : Any, optional
        Geometry whose first position it must contain.

    Returns
    -------
    str
        Message for FL050; empty if nothing is wrong.
    """
    expected = "expected [west, south, east, north]"
    numbers = isinstance(bbox, list) and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in bbox
    )
    if not numbers:
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


def _crs_said(crs: Any) -> str:
    name = crs_name(crs)
    problem = f'"crs" is {name}' if name else f'"crs" names no CRS, it is {_shown(crs)}'
    if name and "4326" in name:
        return (
            f"{problem}: GeoJSON is WGS 84 with longitude first, check that and remove the member"
        )
    return f"{problem}: GeoJSON is WGS 84, transform the file and remove the member"


def _shown(value: Any) -> str:
    """Describe a JSON value, as it is written in the file."""
    if isinstance(value, list):
        return "a list"
    kind = {str: "the text ", int: "the number ", float: "the number "}.get(type(value), "")
    return f"{kind}{literal(value)}"


def literal(value: Any) -> str:
    """Show a JSON value as it is written in the file, cut short.

    Parameters
    ----------
    value : Any
        Parsed JSON.

    Returns
    -------
    str
        At most 40 characters.

    Examples
    --------
    >>> literal(None), literal("36,5")
    ('null', '"36,5"')
    """
    plain = {None: "null", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        return plain[value]
    if isinstance(value, str):
        return f'"{value[:30]}"'
    return "an object" if isinstance(value, dict) else str(value)[:40]
