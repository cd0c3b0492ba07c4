"""Random map folders with rows that must not be published, and their twins without those rows.

Every unpublished row, and all that only it refers to, bears the canary in each of its texts.
"""

import csv
import datetime as dt
import json
import random
import re

import shapely
from generated_maps import read_features, read_rows, write_features
from random_maps import EXTENT, day, random_folder

CANARY = "kanarien"
EXTRA_DAYS = 4
"""Days of the period after the last row that is published."""


class Pair:
    """A folder with unpublished rows, and the same folder as if they had never been written."""

    def __init__(self, folder, kind, seed, how):
        self.how = how
        self.rng = random.Random(f"{kind} {seed} {how}")
        self.full, self.twin = (
            random_folder(folder / name / "m", kind, seed) for name in ("full", "twin")
        )
        self.last = _last_day(self.twin)
        self.cut = self.last + dt.timedelta(days=1)
        self.open_events, self.open_claims = (
            read_rows(self.twin / name) for name in ("events.csv", "claims.csv")
        )
        rows = [*self.open_events, *self.open_claims]
        self.named = sorted({id for row in rows for id in row["place"].split(";")})
        self.sources = [row["id"] for row in read_rows(self.twin / "sources.csv")]
        header = (self.twin / "map.toml").read_text()
        self.sides = re.findall(r'(?m)^\[\[sides\]\]\s+id = "(\w+)"', header)
        self.has_ground = "[start]" in header or (self.twin / "areas.geojson").exists()
        self.places = [
            place["id"]
            for place, _ in read_features(self.twin / "places.geojson")
            if place["id"] in self.named or (self.has_ground and place["kind"] != "building")
        ]
        for map_folder in (self.full, self.twin):
            _extend(map_folder, self.last, embargo=how == "as_of")
            self.write_open(map_folder)
        self.write_secrets()

    @property
    def options(self):
        """The dates with which both are built."""
        return {} if self.how == "withhold" else {self.how: self.cut.isoformat()}

    def unpublished(self, number, **row):
        """Complete a row so that it is withheld, under embargo, or known or dated too late."""
        late = self.cut + dt.timedelta(days=self.rng.randint(1, 2))
        early = {"date": day(self.rng.randint(0, 2)).isoformat()}
        source = f"{CANARY}-source-{number % 3}"
        if number % 4 == 3:
            source = f"{source};{self.sources[0]}"
        row = {"source": source, **early, **row}
        if self.how == "withhold":
            return {**row, "known": self.last.isoformat(), "withhold": "yes"}
        ways = [{"known": late.isoformat()}, {"known": f"{late}T00:00Z"}]
        if self.how == "as_of":
            ways += [{"known": self.cut.isoformat()}, {"known": f"{self.cut}T06:30Z"}]
            ways += [{"date": late.isoformat(), "known": late.isoformat()}]
            announced = {"date": late.isoformat(), "known": day(1).isoformat()}
            ways += [] if "target" in row else [announced]
        return {**row, **self.rng.choice(ways)}

    def write_open(self, folder):
        """Add what both folders have: notes, chapters, and rows that lean on unpublished ones."""
        place, source = (self.named or [""])[0], self.sources[0]
        header = (folder / "map.toml").read_text()
        notes = [f'text = "Open note"\nplace = "{place}"\nsource = "{source}"']
        notes = notes if place else []
        notes += [
            f'text = "{CANARY} {number}"\n"text:uk" = "{CANARY}"\n{key} = "{CANARY}-{key}{ending}"'
            for number, (key, ending) in enumerate(
                [("event", "-0"), ("place", "-0"), ("source", "-0")]
            )
            if folder is self.full
        ]
        tables = [f"[[notes]]\n{note}\n" for note in notes]
        (folder / "map.toml").write_text("\n".join([header, *tables]))
        about = f"places: {place}\n" if place else ""
        chapters = [f"## Open\ndate: {day(1)}\n{about}source: {source}\n\nOpen text.\n"]
        translated = ["## Open uk\n\nOpen text uk.\n"]
        if folder is self.full:
            settings = [f"date: {day(1)}\nsource: {CANARY}-source-1"]
            settings += [f"date: {day(1)}\nplaces: {CANARY}-place-0\nsource: {source}"]
            if self.how != "withhold":
                settings += [f"date: {self.cut + dt.timedelta(days=1)}\nsource: {source}"]
                settings += [
                    f"date: {day(1)}\n{about}source: {source}\n"
                    f"since: {self.cut + dt.timedelta(days=2)}"
                ]
            chapters += [f"## {CANARY}\n{lines}\n\n{CANARY} text\n" for lines in settings]
            translated += [f"## {CANARY}\n\n{CANARY} text\n" for _ in settings]
        (folder / "story.md").write_text("\n".join(chapters))
        (folder / "story.uk.md").write_text("\n".join(translated))
        own = {"place_village": "хутір"}
        if folder is self.full:
            stems = ["about"] if self.how == "withhold" else ["kind", "about"]
            own |= {f"{stem}_{CANARY}": CANARY for stem in stems}
        (folder / "languages").mkdir()
        (folder / "languages" / "uk.json").write_text(json.dumps(own, ensure_ascii=False))

    def write_secrets(self):
        """Add to the full folder what must not be published, and what it alone refers to."""
        publisher = read_rows(self.full / "sources.csv")[0]["publisher"]
        _insert(self.full / "sources.csv", self.sources_of_secrets(), self.rng)
        claims = list(self.claims(publisher))
        if self.how == "withhold":
            # An open correction of a withheld claim stands alone; what a withheld one amends goes.
            base = {
                "id": "correction", "value": self.sides[1], "claimant": CANARY,
                "known": self.last.isoformat(), "source": self.sources[0],
            }  # fmt: skip
            about = {"about": "control", "place": self.places[0], "date": day(1).isoformat()}
            target = {
                **about,
                **self.unpublished(0),
                "id": f"{CANARY}-target",
                "value": "contested",
            }
            target |= {"claimant": CANARY, "date": day(1).isoformat(), "known": str(day(1))}
            claims.append(target)
            correction = {**base, "stance": "corrects", "target": f"{CANARY}-target"}
            _insert(self.full / "claims.csv", [correction], None)
            _insert(self.twin / "claims.csv", [{**base, **about, "stance": "asserts"}], None)
            _insert(self.full / "events.csv", self.retracted_events(), self.rng)
        else:
            _insert(self.full / "events.csv", self.events(), self.rng)
            self.write_late_areas()
        _insert(self.full / "claims.csv", claims, self.rng)
        features = read_features(self.full / "places.geojson")
        kinds = ["site", "building"] if self.has_ground else ["site", "village", f"{CANARY} kind"]
        for number in range(3):
            west, south, east, north = EXTENT
            at = shapely.Point(self.rng.uniform(west, east), self.rng.uniform(south, north))
            properties = {
                "id": f"{CANARY}-place-{number}",
                "name": f"{CANARY} {number}",
                "name:uk": f"{CANARY} {number} uk",
                "kind": self.rng.choice(kinds),
                "admin": f"{CANARY} unit",
                "precision_m": 500,
                "source": f"{CANARY}-source-2",
            }
            if number == 1:  # a homonym of an open place, at its very position
                twin, at = self.rng.choice(features)
                properties |= {"name": twin["name"], "name:uk": twin["name"]}
            elif number == 2:
                properties |= {"blur_m": 3000}
            features.insert(self.rng.randrange(len(features)), (properties, at))
        write_features(self.full / "places.geojson", features)

    def sources_of_secrets(self):
        for number in range(3):
            yield {
                "id": f"{CANARY}-source-{number}",
                "title": f"{CANARY} title",
                "publisher": f"{CANARY} publisher",
                "url": f"https://{CANARY}.example/{number}",
                "archive_url": f"https://{CANARY}.example/archive/{number}",
                "published": str(day(number)),
                "language": "fa",
                "side": self.rng.choice(["", self.sides[0]]),
                "licence": f"{CANARY} licence",
                "upstream": self.rng.choice(["", self.sources[0]]) if number else "",
                "reliability": "A",
                "redistribute": self.rng.choice(["yes", "no"]),
            }

    def claims(self, publisher):
        """Yield claims about places, open and secret, and about events, of every kind."""
        for number in range(8):
            about, value = self.rng.choice(
                [("control", self.rng.choice(self.sides)), ("dead", "7")]
            )
            about, value = (CANARY, CANARY) if number == 0 else (about, value)
            places = self.rng.sample([*self.places, *self.secret_places], 2)
            yield self.unpublished(
                number,
                id=f"{CANARY}-claim-{number}",
                place=";".join([f"{CANARY}-place-{number % 3}", *places]),
                about=about,
                value=value,
                claimant=self.rng.choice([publisher, f"{CANARY} claimant"]),
                kind="assessed",
                note=f"{CANARY} note",
                **{"claimant:uk": f"{CANARY} uk", "value:uk": f"{CANARY} uk"}
                if number == 0
                else {"date": f"{day(0)}/{day(self.rng.randint(1, 2))}"}
                if number < 4 and self.how == "withhold"
                else {},
                **{"pin": "yes"} if about == "control" and number % 2 else {},
            )
        for number, event in enumerate(self.open_events):
            yield self.unpublished(
                number, id=f"{CANARY}-on-event-{number}", event=event["id"], about="dead",
                value="12-20", claimant=CANARY, note=CANARY, **{"note:uk": CANARY},
            )  # fmt: skip
        if self.how == "withhold":
            yield from self.withheld_amendment(f"{CANARY} claimant")
            return
        for number, claim in enumerate(self.open_claims[:3]):
            stance = {"stance": "corrects", "value": self.sides[-1]} if number else {}
            yield self.unpublished(
                number, id=f"{CANARY}-amends-{number}", about="control",
                claimant=claim["claimant"], target=claim["id"], note=CANARY,
                **(stance or {"stance": "retracts"}),
            )  # fmt: skip
        yield {
            "id": f"{CANARY}-early", "event": f"{CANARY}-event-1", "about": CANARY,
            "value": CANARY, "claimant": CANARY, "known": str(day(1)),
            "source": f"{CANARY}-source-1",
        }  # fmt: skip

    def withheld_amendment(self, claimant):
        """Yield an open claim, its open correction, and the withheld retraction of that."""
        row = {
            "claimant": claimant,
            "source": f"{CANARY}-source-0",
            "known": str(day(2)),
            "note": CANARY,
        }
        row |= {"about": "control", "place": self.places[-1], "value": self.sides[0]}
        a, b, c = (f"{CANARY}-{letter}" for letter in "abc")
        yield {**row, "id": a, "stance": "asserts"}
        yield {**row, "id": b, "stance": "corrects", "target": a, "value": self.sides[1]}
        yield {**row, "id": c, "stance": "retracts", "target": b, "withhold": "yes"}
        event = {"id": f"{CANARY}-d", "stance": "retracts", "target": f"{CANARY}-event-0"}
        yield {**row, **event, "withhold": "yes"}
        yield {**row, "id": f"{CANARY}-e", "event": f"{CANARY}-event-0"}

    def retracted_events(self):
        """Yield the event of control that a withheld claim retracts."""
        yield {
            "id": f"{CANARY}-event-0", "date": str(day(2)), "place": self.places[-1],
            "kind": "held", "side": self.sides[0], "title": CANARY, "known": str(day(2)),
            "claimant": f"{CANARY} claimant", "source": f"{CANARY}-source-0",
        }  # fmt: skip

    @property
    def secret_places(self):
        return [f"{CANARY}-place-{number}" for number in range(3)]

    def events(self):
        for number in range(4):
            kind = self.rng.choice(["held", "claimed", CANARY]) if number else CANARY
            yield self.unpublished(
                number,
                id=f"{CANARY}-event-{number}",
                place=self.rng.choice([*self.places, *self.secret_places]),
                kind=kind,
                side=self.rng.choice(self.sides),
                title=f"{CANARY} title",
                text=f"{CANARY} text",
                claimant=f"{CANARY} claimant",
                **{f"{key}:uk": f"{CANARY} uk" for key in ("title", "text", "claimant")},
            )

    def write_late_areas(self):
        path = self.full / "areas.geojson"
        if not path.exists():
            return
        features = read_features(path)
        for number in range(2):
            late = (self.cut + dt.timedelta(days=1)).isoformat()
            dates = self.rng.choice([{"from": late}, {"from": day(1).isoformat(), "known": late}])
            if self.how == "as_of" and number:  # under embargo, because it says nothing else
                dates = {"from": self.cut.isoformat()}
            properties = {
                "id": f"{CANARY}-area-{number}", "side": self.sides[0], "status": "held",
                "source": f"{CANARY}-source-0", **dates,
            }  # fmt: skip
            west, south, east, north = EXTENT
            shape = shapely.box(west + 0.1, south + 0.1, east - 0.2, north - 0.2)
            features.insert(self.rng.randrange(len(features)), (properties, shape))
        write_features(path, features)
        header = (self.full / "map.toml").read_text()
        late = self.cut + dt.timedelta(days=1)
        breaks = f'breaks = ["{late}"]'
        if "[changes]\n" in header:
            header = header.replace("[changes]\n", f"[changes]\n{breaks}\n")
        else:
            header += f"\n[changes]\n{breaks}\n"
        if self.how == "as_of":
            header += f'\n[opens]\ndate = "{late}"\nsince = "{day(0)}"\nhow = "swipe"\n'
        (self.full / "map.toml").write_text(header)


def _last_day(folder):
    header = (folder / "map.toml").read_text()
    return dt.date.fromisoformat(re.search(r'(?m)^period = "[\d-]+/([\d-]+)"', header)[1])


def _extend(folder, last, *, embargo):
    """Extend the period, so that dates follow the cut, and state languages and an embargo."""
    path = folder / "map.toml"
    header = path.read_text()
    end = last + dt.timedelta(days=EXTRA_DAYS)
    header = re.sub(r'(?m)^(period = "[\d-]+)/[\d-]+"', rf'\1/{end}"', header)
    if not re.search(r"(?m)^languages = ", header):
        header = f'languages = ["en", "uk"]\n{header}'
    if embargo:
        header += "\n[policy]\nembargo_hours = 20\n"
    path.write_text(header)


def _insert(path, new, rng):
    """Insert rows anywhere in a table; without ``rng`` after the others."""
    rows, new = read_rows(path), list(new)
    for row in new:
        rows.insert(rng.randint(0, len(rows)) if rng else len(rows), row)
    if not rows:
        return
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", newline="") as file:
        table = csv.DictWriter(file, columns, restval="")
        table.writeheader()
        table.writerows(rows)
