"""Maps at the ends of the calendar, and through clock changes, are maps like any other."""

import datetime as dt
import json

import pytest
from shapely.geometry import box, mapping
from support import run, scene_of

import frontline
from frontline.render.page.evidence_record import evidence_record
from frontline.render.page.map_record import map_record


def write_map(folder, period, zone, rows, area=None):
    """Write a map of one village; a row is id, date, known."""
    folder.mkdir()
    sides = "".join(f'[[sides]]\nid = "{id}"\nname = "Side {id}"\n' for id in "ab")
    (folder / "map.toml").write_text(
        f'title = "T"\nsummary = "S."\nperiod = "{period}"\ntimezone = "{zone}"\n'
        f"extent = [36, 50, 37, 51]\n{sides}"
    )
    (folder / "sources.csv").write_text(
        "id,title,publisher,url,language,reliability\ns,Survey,Press,https://example.org/s,en,A\n"
    )
    village = {"id": "p", "name": "Pine", "kind": "village"}
    place = {"type": "Feature", "properties": village}
    files = {"places.geojson": [place | {"geometry": mapping(box(36.4, 50.5, 36.41, 50.51))}]}
    if area:
        values = {"id": "z", "side": "a", "status": "held", "source": "s"}
        values |= dict(zip(("from", "to"), area, strict=True))
        shape = {"geometry": mapping(box(36.1, 50.1, 36.2, 50.2))}
        files["areas.geojson"] = [{"type": "Feature", "properties": values} | shape]
    for name, features in files.items():
        content = {"type": "FeatureCollection", "features": features}
        (folder / name).write_text(json.dumps(content))
    (folder / "events.csv").write_text(
        "id,date,place,kind,side,title,known,source\n"
        + "".join(
            f"{id},{day},p,held,{'ab'[n % 2]},Held,{known},s\n"
            for n, (id, day, known) in enumerate(rows)
        )
    )
    return folder


ENDS = {
    "first": ("0001-01-02/0001-01-05", "0001-01-03", "0001-01-01", "0001-01-04", "0001-01-01"),
    "last": ("9999-12-27/9999-12-30", "9999-12-28", "9999-12-31", "9999-12-29", "9999-12-31"),
}


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("end", ENDS)
def test_a_map_at_an_end_of_the_calendar_is_told_in_full(tmp_path, end, zone):
    period, day, known, second, bound = ENDS[end]
    rows = [("e1", day, known), ("e2", second, "")]
    area = (bound, second) if end == "first" else (day, bound)
    folder = write_map(tmp_path / "map", period, zone, rows, area)
    assert run("check", folder).exit_code == 0
    assert [issue.code for issue in frontline.notices(folder)] == ["FL515"] * (end == "last")
    scene = scene_of(folder)
    assert len(scene.dates) == 4
    assert [event.known.day.isoformat() for event in scene.events] == [known, second]
    for clock in (None, dt.date.fromisoformat(second)):
        assert scene.at(second, clock).spans["p"].control.side == "b"
    assert "Pine" in frontline.caption(scene, second)
    outputs = [
        ("figure", folder, "-o", tmp_path / "day.svg"),
        ("figure", folder, "--kind", "changes", "-o", tmp_path / "changes.svg"),
        ("changes", folder, "--then"),
        ("log", folder),
        ("info", folder, "--as-of", second),
        ("report", folder, "-o", tmp_path / "report.html"),
    ]
    for arguments in outputs:
        ran = run(*arguments)
        assert ran.exit_code == 0, ran.stderr
    embargoed = (folder / "map.toml").read_text() + "[policy]\nembargo_hours = 9000\n"
    (folder / "map.toml").write_text(embargoed)
    assert run("info", folder, "--as-of", second).exit_code == 0


def test_a_period_beyond_the_ends_is_refused_with_the_last_date(tmp_path):
    for number, period in enumerate(("0001-01-01/0001-01-04", "9999-12-27/9999-12-31")):
        folder = write_map(tmp_path / str(number), period, "UTC", [("e", "2024-01-01", "")])
        messages = [issue.message for issue in frontline.check(folder) if issue.code == "FL119"]
        assert len(messages) == 1
        assert ("0001-01-02", "9999-12-30")[number] in messages[0]


CLOCKS = {  # zone, day, instant, local day and time
    "second 23 hours in Damascus": ("Asia/Damascus", "2021-10-28", "2021-10-28T21:30Z", "23:30"),
    "second 23 hours in Beirut": ("Asia/Beirut", "2021-10-30", "2021-10-30T21:30Z", "23:30"),
    "second 23 hours in Cairo": ("Africa/Cairo", "2023-10-26", "2023-10-26T21:30Z", "23:30"),
    "last minute before the skipped day": (
        "Pacific/Apia",
        "2011-12-29",
        "2011-12-30T09:59Z",
        "23:59",
    ),
    "first minute after it": ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00Z", "00:00"),
    "after Kwajalein's": ("Pacific/Kwajalein", "1993-08-22", "1993-08-21T12:00Z", "00:00"),
    "offset with seconds": ("Africa/Monrovia", "1960-01-01", "1960-01-01T00:44:30Z", "00:00"),
    "a second earlier": ("Africa/Monrovia", "1959-12-31", "1960-01-01T00:44:29Z", "23:59"),
    "another season": ("Europe/Kyiv", "2024-03-30", "2024-03-30T21:30Z", "23:30"),
}


@pytest.mark.parametrize("name", CLOCKS)
def test_a_known_time_belongs_to_its_day_and_hour_on_every_output(tmp_path, name):
    zone, day, known, time = CLOCKS[name]
    date = dt.date.fromisoformat(day)
    eve, later = date - dt.timedelta(days=3), date + dt.timedelta(days=3)
    rows = [("e1", eve, ""), ("e2", eve, known)]
    scene = scene_of(write_map(tmp_path / "map", f"{eve}/{later}", zone, rows))
    record = evidence_record(scene)
    for kind in ("events", "claims"):
        told = [item for item in record[kind] if item["known"] == known]
        assert [(item["day"], item["time"]) for item in told] == [(day, time)], kind
    then = [scene.at(shown, shown).spans["p"].control.side for shown in scene.dates]
    assert then == ["a" if shown < date else "b" for shown in scene.dates]


def test_the_page_names_the_offset_of_each_date(tmp_path):
    rows = [("e1", "2024-03-29", "")]
    scene = scene_of(write_map(tmp_path / "map", "2024-03-29/2024-04-02", "Europe/Kyiv", rows))
    assert map_record(scene)["offsets"] == {"2024-03-29": "UTC+2", "2024-03-31": "UTC+3"}


@pytest.mark.parametrize(
    ("zone", "day"), [("Pacific/Apia", "2011-12-30"), ("Pacific/Kwajalein", "1993-08-21")]
)
def test_a_skipped_day_is_told_and_maps_go_on_through_it(tmp_path, zone, day):
    date = dt.date.fromisoformat(day)
    eve, later = date - dt.timedelta(days=2), date + dt.timedelta(days=2)
    folder = write_map(tmp_path / "map", f"{eve}/{later}", zone, [("e1", eve, ""), ("e2", day, "")])
    assert [issue.code for issue in frontline.notices(folder)].count("FL511") >= 1
    scene = scene_of(folder)
    assert scene.at(date, date).spans
    assert len(scene.dates) == 5
