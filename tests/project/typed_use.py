"""Typical use of every public name, type-checked so that nothing is Any by mistake.

``make check`` runs mypy --strict over this file; it is never executed.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, assert_type

import frontline
from frontline.analysis.difference import Difference
from frontline.render.tables.report_tables import Table
from frontline.snapshots.import_report import Report


def folders(path: Path) -> frontline.Dataset:
    assert_type(frontline.check(path), tuple[frontline.Issue, ...])
    assert_type(frontline.notices(path), tuple[frontline.Issue, ...])
    assert_type(frontline.load_good(path), tuple[frontline.Dataset, tuple[frontline.Issue, ...]])
    assert_type(frontline.import_snapshots(path, "map", zone="Europe/Kyiv"), Report)
    return assert_type(frontline.load(path), frontline.Dataset)


def scenes(dataset: frontline.Dataset) -> frontline.Scene:
    scene = assert_type(
        frontline.build(dataset, "2024-05-12", known=date(2024, 5, 12)), frontline.Scene
    )
    assert_type(frontline.in_language(scene, "uk"), frontline.Scene)
    return scene


def texts(scene: frontline.Scene) -> None:
    assert_type(scene.at("2024-05-12"), frontline.Snapshot)
    assert_type(frontline.caption(scene, "2024-05-12"), str)
    assert_type(frontline.alt(scene, date(2024, 5, 12)), str)
    assert_type(frontline.methods(scene), str)
    assert_type(frontline.references(scene), tuple[str, ...])
    assert_type(frontline.change_summary(scene, "2024-05-08", brief=True), str)


def pictures(scene: frontline.Scene) -> None:
    assert_type(frontline.render_figure(scene, "2024-05-12", kind="map"), bytes)
    assert_type(frontline.render_html(scene), str)
    frontline.to_folium(scene).save("map.html")


def figures(scene: frontline.Scene) -> None:
    assert_type(frontline.difference(scene, "2024-05-08", known_last=date(2024, 5, 9)), Difference)
    assert_type(frontline.tables(scene, last="2024-05-12"), tuple[Table, ...])
    frontline.changes(scene, "week").to_csv("changes.csv")
    frontline.daily_areas(scene, then=True).to_csv("areas.csv")


def frames(header: Mapping[str, Any], frame: Any, scene: frontline.Scene) -> frontline.Dataset:
    frontline.infer(frame, method="field").to_file("areas.gpkg")
    frontline.locate(frame, scene, positive="ru").to_file("located.gpkg")
    return assert_type(frontline.from_frames(header, frame, frame, frame), frontline.Dataset)


def errors(path: Path) -> str:
    try:
        frontline.load(path)
    except frontline.DataError as error:
        return assert_type(error.issues, tuple[frontline.Issue, ...])[0].message
    except frontline.UsageError as error:
        as_value_error: ValueError = error
        return str(as_value_error)
    except frontline.FrontlineError:
        return ""
    return ""
