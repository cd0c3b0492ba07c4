"""A toll that grew is told as one that grew, and accounts of one moment as a dispute."""

import json
import re

import pytest
from support import EXAMPLE, ROOT, STARTER, run, scene_of

from frontline import project
from frontline.language.speaker import english
from frontline.text.tolls import toll_sentences, tolls

CASES = json.loads((ROOT / "tests" / "cases-counts.json").read_text(encoding="utf-8"))
MAP = """title = "A market"
summary = "A shell falls on a market."
period = "2024-05-10/2024-05-31"
timezone = "UTC"
extent = [36.0, 50.0, 36.6, 50.4]
[[sides]]
id = "north"
name = "North"
[[sides]]
id = "south"
name = "South"
"""
PLACES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"id": "market", "name": "Market", "kind": "building"},
            "geometry": {"type": "Point", "coordinates": [36.3, 50.2]},
        }
    ],
}


def amount(low, high):
    return f">={low}" if high is None else f"{low}-{high}" if low < high else str(low)


def folder_of(path, claims, *more):
    sources = [f"{id},{id},{id},{side or ''}" for id, side in CASES["sources"].items()]
    rows = [
        f"c{number},shell,killed,{amount(low, high)},{who},reported,{known},{source},,"
        for number, (who, known, low, high, source) in enumerate(claims)
    ]
    tables = {
        "sources.csv": ["id,title,publisher,side", *sources],
        "events.csv": [
            "id,date,place,kind,title,source",
            "shell,2024-05-12,market,strike,A shell,desk",
        ],
        "claims.csv": [
            "id,event,about,value,claimant,kind,known,source,stance,target",
            *rows,
            *more,
        ],
    }
    path.mkdir()
    (path / "map.toml").write_text(MAP)
    (path / "places.geojson").write_text(json.dumps(PLACES))
    for name, lines in tables.items():
        (path / name).write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("case", CASES["counts"], ids=lambda case: case["name"])
def test_reports_tell_rising_and_disputed_counts_as_the_page_does(tmp_path, case):
    scene = project.build(project.load(folder_of(tmp_path / "map", case["claims"])))
    sentences = list(toll_sentences(scene, scene.events, english()))
    words, what = re.fullmatch(r"(.+?)(?: \((rose.*|reports differ)\))?", case["words"]).groups()
    if what is None:
        assert sentences == []
    elif what.startswith("rose"):
        assert sentences == [f"“A shell” (12 May 2024): killed {words} ({what})."]
    else:
        assert sentences == [f"Accounts of “A shell” (12 May 2024) differ: killed {words}."]


def test_corrected_retracted_and_denied_counts_do_not_count(tmp_path):
    claims = [
        ["Ministry", "2024-05-12", 50, 50, "desk"],
        ["Court", "2024-05-13", 70, 70, "wire"],
    ]
    more = (
        "right,,,5,Ministry,reported,2024-05-14,desk,corrects,c0",
        "back,,,,Court,reported,2024-05-14,wire,retracts,c1",
        "no,shell,killed,90,Hospital,reported,2024-05-14,wire,denies,",
    )
    scene = project.build(project.load(folder_of(tmp_path / "map", claims, *more)))
    (toll,) = tolls(scene, scene.events[0])
    assert (toll.range.low, toll.range.high, toll.differ, toll.first) == (5, 5, False, None)


def test_every_format_of_a_report_tells_the_toll(tmp_path):
    run("report", str(EXAMPLE), "-o", str(tmp_path), "--format", "html,md")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "killed 17 (rose from 11)." in page
    assert "differ: injured 19–28." in page
    text = (tmp_path / "report.md").read_text(encoding="utf-8").replace("\\", "")
    assert "killed 17 (rose from 11)." in text
    assert "differ: injured 19–28." in text


def test_a_map_without_counts_has_no_sentence_about_them():
    scene = scene_of(STARTER)
    assert list(toll_sentences(scene, scene.events, english())) == []
