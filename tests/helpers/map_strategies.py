"""Hypothesis strategies for valid map folders with little in common: what a desk might draw up.

Unlike ``fuzzed_folders``, nothing is broken. Methods, starts, sides, positions, dates, drawn areas
and copied sources are combined freely, with few values, so that they often coincide.
"""

import csv
import io
import json

import shapely
from hypothesis import strategies as st

DAYS = [f"2024-03-{day:02}" for day in range(4, 11)]
DATES = st.sampled_from(
    [
        *DAYS,
        *DAYS,
        "2024-03",
        "2024-02/2024-03",
        "2024-03-05/2024-03-07",
        "2024-03-06/..",
        "../2024-03-06",
        "2024-03-06~",
        "2024-03-07?",
        "2024-03-08%",
    ]
)
KNOWN = st.sampled_from([None, None, *DAYS, "2024-03-06T10:00Z", "2024-02-01", "2024-04-01"])
POSITIONS = [(10 + 0.05 * x, 50 + 0.04 * y) for x in range(4) for y in range(3)]
SIDES = ["a", "b", "c"]
SOURCES = ["herald", "gazette", "army", "copy", "echo"]
LAND = shapely.box(9.9, 49.9, 10.4, 50.3)


def toml(value):
    return json.dumps(value, ensure_ascii=False)


def table(rows):
    columns = list(dict.fromkeys(key for row in rows for key in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def features(pairs):
    parts = [
        {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(shape)}
        for properties, shape in pairs
    ]
    return json.dumps({"type": "FeatureCollection", "features": parts}).encode()


@st.composite
def headers(draw, sides):
    first, last = draw(
        st.sampled_from([*[(DAYS[0], DAYS[-1])] * 15, *((day, day) for day in DAYS)])
    )
    lines = [
        'title = "A map"',
        'summary = "Drawn at random."',
        f'period = "{first}/{last}"',
        f"timezone = {toml(draw(st.sampled_from(['UTC', 'Europe/Kyiv'])))}",
        "extent = [9.8, 49.8, 10.5, 50.4]",
        *(f'[[sides]]\nid = "{side}"\nname = "Side {side}"' for side in sides),
    ]
    if draw(st.booleans()):
        lines += ["[start]", f'side = "{sides[-1]}"', 'within = "land"', 'source = "gazette"']
    method = draw(st.sampled_from(["cells", "field", "field", "base", "none"]))
    lines += ["[ground]", f'method = "{method}"', f"reach_km = {draw(st.sampled_from([1, 6, 40]))}"]
    if draw(st.booleans()):
        lines.append('barrier = ["river"]')
    if draw(st.booleans()):
        lines += ["[policy]", f"interest = {draw(st.sampled_from([0, 0.1, 1]))}"]
        lines.append(f"stale_after_days = {draw(st.sampled_from([1, 14]))}")
        lines.append(f"half_life_days = {draw(st.sampled_from([1, 14]))}")
    if draw(st.booleans()):
        lines += ["[snapshots]", f'missing = ["{draw(st.sampled_from(DAYS))}"]']
    return "\n".join(lines)


@st.composite
def statements(draw, kind, number, sides, places):
    """Draw an event or a claim of control."""
    cell = ";".join(draw(st.lists(st.sampled_from(SOURCES), min_size=1, max_size=2, unique=True)))
    named = ";".join(draw(st.lists(st.sampled_from(places), min_size=1, max_size=2, unique=True)))
    claimant = draw(st.sampled_from(["Desk", "Army", ""]))
    row = {"id": f"{kind}{number}", "place": named, "source": cell, "claimant": claimant}
    when, known = draw(DATES), draw(KNOWN) or ""
    if kind == "e":
        events = ["held", "held", "claimed", "strike"]
        row |= {"date": when, "kind": draw(st.sampled_from(events)), "title": "T"}
        return row | {"side": draw(st.sampled_from(sides)), "known": known}
    row |= {"about": "control", "value": draw(st.sampled_from([*sides, "contested"]))}
    row |= {"claimant": claimant or "Army", "date": when, "known": known or "2024-03-05"}
    if row["value"] != "contested":
        row["stance"] = draw(st.sampled_from(["asserts", "asserts", "denies"]))
    row["kind"] = draw(st.sampled_from(["assessed", "reported", "claimed"]))
    return row | {"pin": draw(st.sampled_from(["", "yes"]))}


@st.composite
def drawn_areas(draw, number, sides):
    west, south = draw(st.sampled_from(POSITIONS))
    width, height = (draw(st.sampled_from([0.02, 0.05, 0.2])) for _ in range(2))
    first, last = sorted(draw(st.lists(st.sampled_from(DAYS), min_size=2, max_size=2)))
    side = draw(st.sampled_from([*sides, *sides, None]))
    status = draw(st.sampled_from(["held", "claimed"])) if side else "contested"
    properties = {"id": f"d{number}", "status": status, "from": first, "side": side}
    properties["source"] = draw(st.sampled_from(SOURCES))
    if draw(st.booleans()):
        properties["to"] = last
    if known := draw(KNOWN):
        properties["known"] = known
    given = {key: value for key, value in properties.items() if value is not None}
    return given, shapely.box(west, south, west + width, south + height)


@st.composite
def random_maps(draw):
    """Draw the files of a map folder, as a dict from names to bytes."""
    sides = SIDES[: draw(st.sampled_from([1, 2, 2, 3]))]
    spots = draw(st.lists(st.sampled_from(POSITIONS), min_size=1, max_size=5))
    places = [f"p{number}" for number in range(len(spots))]
    kinds = st.sampled_from(["village", "village", "town", "building", "region"])
    village = {
        id: ({"id": id, "name": id, "kind": draw(kinds), "source": "gazette"}, shapely.Point(spot))
        for id, spot in zip(places, spots, strict=True)
    }
    events = [draw(statements("e", n, sides, places)) for n in range(draw(st.integers(1, 4)))]
    claims = [draw(statements("c", n, sides, places)) for n in range(draw(st.integers(0, 4)))]
    areas = [draw(drawn_areas(n, sides)) for n in range(draw(st.sampled_from([0, 0, 1, 2, 4])))]
    side_of_army = draw(st.sampled_from(["", *sides]))
    sources = [
        {"id": "gazette", "reliability": "B"},
        {"id": "herald", "reliability": draw(st.sampled_from(["A", "C", "E"]))},
        {"id": "army", "side": side_of_army, "reliability": "C"},
        {"id": "copy", "upstream": "herald", "reliability": "A"},
        {"id": "echo", "upstream": draw(st.sampled_from(["copy", "army"]))},
    ]
    named = [{"title": row["id"], "publisher": row["id"].title()} | row for row in sources]
    river = shapely.LineString([(10.07, 49.8), (10.07, 50.4)])
    files = {
        "map.toml": draw(headers(sides)).encode(),
        "places.geojson": features(village.values()),
        "events.csv": table(events),
        "sources.csv": table(named),
        "base/land.geojson": features(
            [({"kind": "country", "id": "land", "name": "Land"}, LAND), ({"kind": "river"}, river)]
        ),
    }
    if claims:
        files["claims.csv"] = table(claims)
    if areas:
        files["areas.geojson"] = features(areas)
    return files
