"""Small random map folders of every kind: drawn, inferred by each method, mixed, imported.

The same kind and seed give the same folder. Names of places and sides are single words, so that
readers of texts can find them.
"""

import datetime as dt
import json
import random

import shapely
from generated_maps import write_features, write_rows

from frontline import project

KINDS = ("drawn", "cells", "field", "base", "none", "mixed", "weekly", "imported")
FIRST = dt.date(2024, 3, 1)
NAMES = ("Aldern", "Birken", "Cedrow", "Dornau", "Elmsk", "Fenwik", "Gorsk", "Hollin", "Ivesk")
SIDES = {"red": "Redland", "blue": "Blueland", "green": "Greenland", "grey": "Greyland"}
SOURCES = (
    {"id": "desk", "publisher": "Desk", "reliability": "A", "side": "", "upstream": ""},
    {"id": "atlas", "publisher": "Atlas", "reliability": "C", "side": "", "upstream": ""},
    {"id": "rumour", "publisher": "Rumour", "reliability": "E", "side": "", "upstream": ""},
    {"id": "army", "publisher": "Army", "reliability": "B", "side": "red", "upstream": ""},
    {"id": "copyist", "publisher": "Copyist", "reliability": "B", "side": "", "upstream": "atlas"},
)
WEST, SOUTH, STEP, COLUMNS, ROWS = 30.0, 50.0, 0.12, 6, 4
EXTENT = (29.9, 49.9, 30.9, 50.6)


def day(number):
    return FIRST + dt.timedelta(days=number)


def random_folder(folder, kind, seed):
    """Write a random map folder of a kind."""
    rng = random.Random(f"{kind} {seed}")
    if kind == "imported":
        return _imported(folder, rng)
    folder.mkdir(parents=True)
    days = rng.randint(9, 16) if kind == "weekly" else rng.randint(4, 7)
    sides = list(SIDES)[: rng.randint(2, 4)]
    is_drawn = kind in ("drawn", "none", "mixed", "base", "weekly")
    has_claims = kind != "drawn" or rng.random() < 0.3
    has_start = kind == "base" or (kind in ("cells", "mixed") and rng.random() < 0.5)
    mixed = rng.choice(["cells", "field", "base"])
    method = {"drawn": "none", "mixed": mixed, "weekly": "cells"}.get(kind, kind)
    _write_header(folder, sides, days, method, has_start, _alliances(kind, seed, sides))
    if kind == "weekly":
        header = folder / "map.toml"
        header.write_text(f'step = "week"\n{header.read_text()}')
    places = _places(rng)
    write_features(
        folder / "places.geojson",
        [
            (
                {
                    "id": name.lower(),
                    "name": name,
                    "name:uk": f"{name}o",
                    "kind": kind_of_place,
                    "admin": admin,
                    "source": "desk",
                },
                shapely.Point(position),
            )
            for name, kind_of_place, admin, position in places
        ],
    )
    areas = _areas(rng, sides, days) if is_drawn else []
    if areas:
        write_features(folder / "areas.geojson", areas)
    if has_start:
        (folder / "base").mkdir()
        land = ({"kind": "country", "id": "land", "name": "Land"}, shapely.box(29, 49, 32, 52))
        write_features(folder / "base" / "land.geojson", [land])
    claims = _claims(rng, sides, days, [name.lower() for name, *_ in places]) if has_claims else []
    if claims:
        write_rows(folder / "claims.csv", claims)
    cited = {properties["source"] for properties, _ in areas} | {c["source"] for c in claims}
    write_rows(
        folder / "sources.csv",
        [{"title": row["publisher"], **row} for row in SOURCES if row["id"] in cited | {"desk"}]
        if "copyist" not in cited
        else [{"title": row["publisher"], **row} for row in SOURCES],
    )
    write_rows(folder / "events.csv", _events(rng, days, [name.lower() for name, *_ in places]))
    return folder


def _alliances(kind, seed, sides):
    """Return further keys of the sides of about half the maps: allies, or one that is no party."""
    rng = random.Random(f"alliances {kind} {seed}")
    chosen = rng.random()
    if len(sides) < 3 or chosen < 0.3:
        return {}
    if chosen < 0.5:
        return {sides[-1]: "party = false"}
    return dict.fromkeys(rng.sample(sides, 2), 'bloc = "Pact"')


def _write_header(folder, sides, days, method, has_start, alliances):
    tables = [
        f'[[sides]]\nid = "{side}"\nname = "{SIDES[side]}"\n{alliances.get(side, "")}'
        for side in sides
    ]
    start = '[start]\nside = "blue"\nwithin = "land"\nsource = "desk"' if has_start else ""
    (folder / "map.toml").write_text(
        f"""title = "Random"
summary = "Made for a test"
period = "{day(0)}/{day(days - 1)}"
timezone = "UTC"
extent = {list(EXTENT)}
languages = ["en", "uk"]
"title:uk" = "Random"
"""
        + "\n".join([*tables, start, f'[ground]\nmethod = "{method}"\nreach_km = 12'])
        + f'\n[changes]\nnot_breaks = ["{day(0)}/{day(days - 1)}"]\n'
    )


def _places(rng):
    """Return name, kind, unit and position of places, away from the edges of the areas."""
    cells = rng.sample([(x, y) for x in range(COLUMNS) for y in range(ROWS)], len(NAMES))
    kinds = ["village"] * 7 + ["town", "building"]
    return [
        (
            name,
            kind,
            rng.choice(["North", "South"]),
            (
                round(WEST + STEP * (x + rng.uniform(0.2, 0.8)), 4),
                round(SOUTH + STEP * (y + rng.uniform(0.2, 0.8)), 4),
            ),
        )
        for name, kind, (x, y) in zip(NAMES, kinds, cells, strict=True)
    ]


def _control(rng, sides):
    status = rng.choice(["held", "held", "held", "claimed", "contested"])
    side = {} if status == "contested" else {"side": rng.choice(sides)}
    return {"status": status, **side}


def _areas(rng, sides, days):
    """Draw areas: each source tiles a band of columns anew every few days, or draws one square."""
    areas = []

    def draw(source, shape, first, last, properties):
        areas.append(
            (
                {
                    "id": f"a{len(areas)}",
                    **properties,
                    "from": day(first).isoformat(),
                    **({} if last is None else {"to": day(last).isoformat()}),
                    "source": source,
                },
                shape,
            )
        )

    turn = rng.randint(1, days - 1)
    for first, last in ((0, turn - 1), (turn, None)):
        edge = rng.randint(1, COLUMNS - 1)
        for left, right in ((0, edge), (edge, COLUMNS)):
            shape = _box(left, 0, right, ROWS)
            known = (
                {"known": day(min(first + 1, days - 1)).isoformat()} if rng.random() < 0.3 else {}
            )
            draw("desk", shape, first, last, {**_control(rng, sides), **known})
    for source in rng.sample(["atlas", "rumour", "army", "copyist"], rng.randint(0, 3)):
        left, bottom = rng.randint(0, COLUMNS - 2), rng.randint(0, ROWS - 2)
        shape = _box(left, bottom, left + rng.randint(1, 2), bottom + rng.randint(1, 2))
        first = rng.randint(0, days - 2)
        draw(source, shape, first, rng.choice([None, days - 1]), _control(rng, sides))
    return areas


def _box(left, bottom, right, top):
    return shapely.box(
        *(round(value, 4) for value in (WEST + STEP * left, SOUTH + STEP * bottom)),
        *(round(value, 4) for value in (WEST + STEP * right, SOUTH + STEP * top)),
    )


def _claims(rng, sides, days, places):
    claims = []
    for place in places:
        for _ in range(rng.randint(0, 3)):
            valid = rng.randint(0, days - 1)
            known = min(days - 1, valid + rng.choice([0, 0, 0, 1, 2]))
            source = rng.choice(SOURCES)
            claims.append(
                {
                    "id": f"c{len(claims)}",
                    "place": place,
                    "about": "control",
                    "value": rng.choice([*sides, *sides, "contested"]),
                    "claimant": source["publisher"],
                    "kind": rng.choice(["assessed", "assessed", "reported", "claimed"]),
                    "stance": "asserts",
                    "date": day(valid).isoformat(),
                    "known": day(known).isoformat(),
                    "source": source["id"],
                }
            )
    return claims


def _events(rng, days, places):
    return [
        {
            "id": f"e{number}",
            "date": day(rng.randint(0, days - 1)).isoformat(),
            "place": rng.choice(places),
            "kind": rng.choice(["strike", "note"]),
            "title": f"Event {number}",
            "source": "desk",
        }
        for number in range(rng.randint(1, 3))
    ]


def _imported(folder, rng):
    """Import a folder of daily maps and add places to it."""
    daily = folder.parent / f"{folder.name}-daily"
    daily.mkdir(parents=True)
    sides = list(SIDES)[: rng.randint(2, 3)]
    edge, days = COLUMNS / 2, rng.randint(4, 6)
    for number in range(days):
        edge = min(COLUMNS - 0.4, max(0.4, edge + rng.choice([-0.7, 0, 0.4, 0.9])))
        if 0 < number < days - 1 and rng.random() < 0.2:
            continue
        cuts = [0, edge, COLUMNS]
        features = [
            {
                "type": "Feature",
                "properties": {"side": side, "status": "held"},
                "geometry": shapely.geometry.mapping(_box(left, 0, right, ROWS)),
            }
            for side, left, right in zip(sides, cuts, cuts[1:], strict=False)
        ]
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (daily / f"{day(number)}.geojson").write_text(text)
    project.import_snapshots(daily, folder)
    write_features(
        folder / "places.geojson",
        [
            ({"id": n.lower(), "name": n, "kind": kind, "admin": admin, "source": "desk"}, shape)
            for n, kind, admin, shape in (
                (n, kind, admin, shapely.Point(at)) for n, kind, admin, at in _places(rng)
            )
        ],
    )
    sources = (folder / "sources.csv").read_text().splitlines()
    columns = sources[0].split(",")
    desk = {"id": "desk", "title": "Desk", "publisher": "Desk"}
    row = ",".join(desk.get(column, "") for column in columns)
    (folder / "sources.csv").write_text("\n".join([*sources, row]) + "\n")
    return folder
