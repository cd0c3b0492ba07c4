"""An independent reading of ``scene.json``: control, areas, fronts and flows by day and clock.

Nothing of the package is used. Areas and lengths are geodesic, patches are parts of dissolved
polygons.
"""

import datetime as dt
import json
from collections import defaultdict
from functools import cached_property
from itertools import chain, pairwise

import shapely
from pyproj import Geod

GEOD = Geod(ellps="WGS84")
UNKNOWN = ("unknown", None)


def km2_of(shape):
    bent = shapely.segmentize(shape, 0.002)  # edges are straight in degrees, not geodesics
    return abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(bent))[0]) / 1e6


class SceneReading:
    """What ``scene.json`` says."""

    def __init__(self, text):
        self.data = data = json.loads(text)
        self.dates = [dt.date.fromisoformat(day) for day in data["dates"]]
        self.names = {place["id"]: place["name"] for place in data["places"]}
        self.kinds = {place["id"]: place["kind"] for place in data["places"]}
        self.points = {place["id"]: (place["lon"], place["lat"]) for place in data["places"]}
        self.sides = {side["id"]: side["name"] for side in data["sides"]}
        self.start = data["start"] and ("held", data["start"]["side"])
        missing = [tuple(map(dt.date.fromisoformat, gap)) for gap in data["missing"]]
        self.published = [
            day for day in self.dates if not any(first <= day < end for first, end in missing)
        ]
        self._flows = {}
        self._spans = {clock: defaultdict(list) for clock in ("now", "then")}
        for clock, key in (("now", "spans"), ("then", "spans_then")):
            for span in data[key]:
                self._spans[clock][span["zone"]].append(span)

    def every_day(self):
        """Return every day of the period after the first, each with the day before."""
        length = (self.dates[-1] - self.dates[0]).days + 1
        return list(pairwise(self.dates[0] + dt.timedelta(number) for number in range(length)))

    @cached_property
    def shapes(self):
        """The polygon of each zone."""

        def ring(arcs):
            parts = [
                self.data["arcs"][arc] if arc >= 0 else self.data["arcs"][~arc][::-1]
                for arc in arcs
            ]
            return [*parts[0], *chain(*(part[1:] for part in parts[1:]))]

        return {
            zone["id"]: shapely.union_all(
                [
                    shapely.Polygon(ring(rings[0]), [ring(hole) for hole in rings[1:]])
                    for rings in zone["polygons"]
                ]
            )
            for zone in self.data["zones"]
        }

    @cached_property
    def km2(self):
        return {zone: km2_of(shape) for zone, shape in self.shapes.items()}

    def span(self, id, day, clock="now"):
        """The span of a place or zone on a day; None if there is none."""
        return next(
            (
                span
                for span in self._spans[clock][id]
                if span["start"] <= day.isoformat() < span["end"]
            ),
            None,
        )

    def control(self, id, day, clock="now"):
        """Status and side of a place or zone."""
        if span := self.span(id, day, clock):
            return span["status"], span["side"]
        return self.start if id in self.data["started"] else UNKNOWN

    def is_bare(self, id, day, clock="now"):
        """Whether a place or zone is only as it was at the start."""
        span = self.span(id, day, clock)
        return self.control(id, day, clock) == self.start and not (span and span["claims"])

    def areas(self, day, clock="now", *, bare=False):
        """Area by status and side; without what is drawn as bare land, unless asked for."""
        areas = defaultdict(float)
        for zone, km2 in self.km2.items():
            if self.control(zone, day, clock) != UNKNOWN and (
                bare or not self.is_bare(zone, day, clock)
            ):
                areas[self.control(zone, day, clock)] += km2
        return dict(areas)

    def ends(self, status, side, day, clock="now"):
        """The ends of the range of a class, or of a side (status None); None without a range."""
        rows = self.data["ranges" if clock == "now" else "ranges_then"]
        valid = [
            row
            for row in rows
            if (row["status"], row["side"]) == (status, side) and row["from"] <= day.isoformat()
        ]
        if not valid or valid[-1]["low_km2"] is None:
            return None
        return valid[-1]["low_km2"], valid[-1]["high_km2"]

    def flows(self, first, last, clock="now"):
        """Area by status and side before and after, without slivers."""
        if (key := (first, last, clock)) not in self._flows:
            self._flows[key] = self._measured_flows(*key)
        return self._flows[key]

    def _measured_flows(self, first, last, clock):
        zones = defaultdict(list)
        for zone in self.shapes:
            before, after = (self.control(zone, day, clock) for day in (first, last))
            if before != after:
                zones[before, after].append(zone)
        flows = {
            pair: sum(
                size
                for part in shapely.get_parts(
                    shapely.union_all([self.shapes[zone] for zone in changed])
                )
                if (size := km2_of(part)) >= self.data["ground"]["sliver_km2"]
            )
            for pair, changed in zones.items()
        }
        return {pair: km2 for pair, km2 in flows.items() if km2}

    def gains(self, first, last, clock="now"):
        """Gain and loss of each side."""
        gain, loss = defaultdict(float), defaultdict(float)
        for ((_, giver), (_, taker)), km2 in self.flows(first, last, clock).items():
            if giver != taker:
                gain[taker] += km2
                loss[giver] += km2
        return {side: (gain[side], loss[side]) for side in self.sides if gain[side] or loss[side]}

    def front_km(self, day, clock="now"):
        """The length of the front line of each pair of opponents."""
        blocs = {
            side["id"]: side["bloc"] or side["id"] for side in self.data["sides"] if side["party"]
        }
        lengths = defaultdict(float)
        for arc, faces in zip(self.data["arcs"], self.data["faces"], strict=True):
            sides = [self.control(zone, day, clock)[1] if zone else None for zone in faces]
            camps = {blocs.get(side) for side in sides}
            if len(camps) == 2 and None not in camps:
                lengths[tuple(sorted(sides))] += GEOD.geometry_length(shapely.LineString(arc)) / 1e3
        return dict(lengths)

    def changed_places(self, first, last, clock="now"):
        """Control of the places before and after, where it differs."""
        pairs = {
            place: (self.control(place, first, clock), self.control(place, last, clock))
            for place in self.names
        }
        return {place: pair for place, pair in pairs.items() if pair[0] != pair[1]}

    def handovers(self, first, last, clock="now"):
        """The settlements whose side differs."""
        return {
            place
            for place, (before, after) in self.changed_places(first, last, clock).items()
            if before[1] != after[1] and self.kinds[place] not in ("building", "site", "region")
        }

    def words(self, control):
        status, side = control
        return f"{status} by {self.sides[side]}" if side else status
