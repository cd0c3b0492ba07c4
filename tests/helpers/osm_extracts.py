"""Small OpenStreetMap extracts, written by osmium itself, around the starter map."""

import osmium

BOX = (9.7, 49.7, 10.5, 50.3)


class Extract:
    """Nodes, ways and relations by position; a node named ``missing`` is not in the extract."""

    def __init__(self):
        self.nodes, self.ways, self.relations = {}, [], []

    def node(self, lonlat, **tags):
        if lonlat == "missing":
            return 9_999_999
        key = lonlat if not tags else (lonlat, len(self.nodes))
        node, _, _ = self.nodes.setdefault(key, (len(self.nodes) + 1, lonlat, tags))
        return node

    def way(self, positions, **tags):
        refs = [self.node(lonlat) for lonlat in positions]
        self.ways.append((len(self.ways) + 1, refs, tags))
        return len(self.ways)

    def relation(self, ways, **tags):
        self.relations.append((len(self.relations) + 1, ways, tags))

    def write(self, path, date="2024-05-12T20:21:00Z", box=BOX):
        header = osmium.io.Header()
        if date:
            header.set("osmosis_replication_timestamp", date)
        if box:
            corners = osmium.osm.Location(*box[:2]), osmium.osm.Location(*box[2:])
            header.add_box(osmium.osm.Box(*corners))
        kinds = osmium.osm.mutable
        with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
            for node, lonlat, tags in self.nodes.values():
                writer.add_node(kinds.Node(id=node, location=lonlat, tags=tags, version=1))
            for way, refs, tags in self.ways:
                writer.add_way(kinds.Way(id=way, nodes=refs, tags=tags, version=1))
            for relation, ways, tags in self.relations:
                members = [("w", way, "outer") for way in ways]
                writer.add_relation(
                    kinds.Relation(id=relation, members=members, tags=tags, version=1)
                )
        return path


def square(west, south, width):
    east, north = west + width, south + width
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def line(start, end, count=10):
    """Return points on a straight line."""
    return [
        tuple(round(a + (b - a) * step / count, 6) for a, b in zip(start, end, strict=True))
        for step in range(count + 1)
    ]


def starter_extract():
    """Return an extract that has something of every kind, and what its edge cut."""
    extract = Extract()
    extract.node((10.22, 49.93), place="city", name="Elmstadt", population="140 000")
    extract.node((10.02, 50.02), place="village", name="Alder", **{"name:uk": "Вільха"})
    extract.node((10.1, 50.1), place="hamlet", name="Too Small")
    extract.way(line((9.8, 50.0), (10.4, 50.0)), highway="motorway", oneway="yes")
    extract.way(line((10.4, 50.0002), (9.8, 50.0002)), highway="motorway", oneway="yes")
    extract.way(line((10.1, 49.85), (10.1, 50.15)), highway="primary", name="Main Road")
    extract.way(line((10.1, 49.85), (10.2, 49.85)), highway="footway")
    extract.way(line((10.0, 49.9), (10.3, 49.95)), railway="rail", usage="main")
    extract.way(line((10.3, 49.95), (10.31, 49.96)), railway="rail", service="yard")
    extract.way(
        [*line((9.9, 50.1), (10.0, 50.1)), "missing", *line((10.05, 50.1), (10.15, 50.1))],
        highway="secondary",
    )
    extract.way(line((9.75, 50.05), (10.45, 50.07)), waterway="river", name="Elm")
    extract.way(line((9.75, 50.2), (10.45, 50.25)), natural="coastline")
    extract.way(square(10.0, 49.87, 0.02), natural="water", name="Round Lake")
    extract.way(square(10.005, 49.9, 0.0005), natural="water", name="Puddle")
    extract.way(
        [*square(10.3, 50.1, 0.03)[:3], "missing", (10.3, 50.1)], natural="water", name="Cut Lake"
    )
    extract.way(square(10.2, 49.92, 0.02), landuse="residential")
    extract.way(square(10.2205, 49.92, 0.02), landuse="industrial")
    extract.way(square(9.9, 49.95, 0.03), natural="wood")
    south, north = square(9.7, 49.7, 0.8)[:2], square(9.7, 49.7, 0.8)[1:]
    ways = [extract.way(part) for part in (south, north)]
    units = {"type": "boundary", "boundary": "administrative"}
    extract.relation(ways, **units, admin_level="4", name="Elm Region", **{"ISO3166-2": "EL-01"})
    inner = extract.way([(10.0, 49.7), (10.0, 50.3)])
    extract.relation([inner, 8888], **units, admin_level="6", name="West District")
    shore = extract.way([(9.8, 50.15), (9.9, 50.15), (9.9, 50.18)])
    extract.relation([shore, 7777], type="multipolygon", natural="water", name="Lost Lake")
    state = extract.way([(9.7, 50.12), (10.5, 50.14)])
    extract.relation([state], **units, admin_level="2", name="Elmland")
    return extract
