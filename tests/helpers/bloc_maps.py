"""Maps of two allies, their opponent and a neutral state, and of any number of sides."""

import shapely
from generated_maps import iso_date, write_features, write_rows

NAMES = {"fr": "France", "gb": "Britain", "de": "Germany", "ch": "Switzerland"}
BLOC = {"bloc": '"Allies"'}
SIDES = {"fr": BLOC, "gb": BLOC, "de": {}, "ch": {"party": "false"}}
ALONE = {side: {} for side in NAMES}
STRIP = {side: shapely.box(6 + n / 5, 47, 6.2 + n / 5, 47.2) for n, side in enumerate(NAMES)}
EVENTS = f"""id,date,place,kind,title,text,source
note,{iso_date(0)},in-ch,report,Note,Text,desk
"""
SOURCES = [("desk", "B", ""), ("chart", "B", ""), ("london", "B", "gb"), ("berlin", "B", "de")]


def write_map(folder, areas=(), claims=(), sides=SIDES, method="none", order=NAMES):
    folder.mkdir()
    tables = "\n".join(
        "\n".join(
            [
                "[[sides]]",
                f'id = "{id}"',
                f'name = "{NAMES[id]}"',
                *(f"{key} = {value}" for key, value in sides[id].items()),
            ]
        )
        for id in order
    )
    (folder / "map.toml").write_text(
        f"""title = "Drawn"
summary = "Made for a test."
period = "{iso_date(0)}/{iso_date(5)}"
timezone = "UTC"
extent = [5.9, 46.9, 6.9, 47.3]
{tables}
[ground]
method = "{method}"
"""
    )
    places = [
        ({"id": f"in-{id}", "name": f"In {name}", "kind": "town", "source": "desk"}, strip.centroid)
        for (id, name), strip in zip(NAMES.items(), STRIP.values(), strict=True)
    ]
    write_features(folder / "places.geojson", places)
    features = [
        (
            {"id": f"d{n}", "status": "held", "from": iso_date(0), "source": "desk", **properties},
            shape,
        )
        for n, (shape, properties) in enumerate(areas)
    ]
    if features:
        write_features(folder / "areas.geojson", features)
    if claims:
        write_rows(
            folder / "claims.csv",
            [
                {
                    "id": f"c{n}",
                    "place": "in-fr",
                    "about": "control",
                    "value": value,
                    "claimant": source.title(),
                    "kind": "assessed",
                    "stance": stance,
                    "date": iso_date(0),
                    "known": iso_date(0),
                    "source": source,
                }
                for n, (value, source, stance) in enumerate(claims)
            ],
        )
        (folder / "events.csv").write_text(EVENTS)
    rows = [
        {"id": id, "title": id, "publisher": id.title(), "reliability": letter, "side": side}
        for id, letter, side in SOURCES
    ]
    write_rows(folder / "sources.csv", rows)
    return folder


def strips(**properties):
    return [(strip, {"side": side, **properties}) for side, strip in STRIP.items()]


def crowded_map(folder, count):
    """Write a map on which every third of many sides loses its village to the next one."""
    folder.mkdir()
    cells = [
        shapely.box(6 + n % 20 / 10, 47 + n // 20 / 10, 6.1 + n % 20 / 10, 47.1 + n // 20 / 10)
        for n in range(count)
    ]
    tables = "\n".join(f'[[sides]]\nid = "s{n}"\nname = "Side {n}"' for n in range(count))
    (folder / "map.toml").write_text(
        f"""title = "Crowded"
summary = "Made for a test."
period = "{iso_date(0)}/{iso_date(5)}"
timezone = "UTC"
extent = [5.9, 46.9, 8.1, 48.1]
{tables}
[ground]
method = "none"
"""
    )
    places = [
        (
            {
                "id": f"p{n}",
                "name": f"Place {n}",
                "kind": "city" if n == count - 2 else "village",
                "source": "desk",
            },
            cell.centroid,
        )
        for n, cell in enumerate(cells)
    ]
    write_features(folder / "places.geojson", places)
    areas = []
    for n, cell in enumerate(cells):
        later = (n + 1) % count if n % 3 == 0 else n
        for first, last, side in ((0, 2, n), (3, None, later)):
            dates = {"from": iso_date(first), "to": "" if last is None else iso_date(last)}
            areas.append(
                (
                    {
                        "id": f"a{n}-{first}",
                        "side": f"s{side}",
                        "status": "held",
                        "source": "desk",
                        **dates,
                    },
                    cell,
                )
            )
    write_features(folder / "areas.geojson", areas)
    write_rows(folder / "sources.csv", [{"id": "desk", "title": "Desk", "publisher": "Desk"}])
    return folder
