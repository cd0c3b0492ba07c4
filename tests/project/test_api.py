"""The public API is consistent: dates, errors, completion, types."""

import ast
import datetime as dt
import inspect
import tomllib

import geopandas
import pytest
from support import ROOT, STARTER, scene_of

import frontline

DATASET = frontline.load(STARTER)
SCENE = scene_of(STARTER)
FIRST, LAST = SCENE.dates[0], SCENE.dates[-1]
MIDDLE = SCENE.dates[len(SCENE.dates) // 2]


def figure(**options):
    return frontline.render_figure(SCENE, **options)


# Every date parameter of a public callable → a call with it.
DATE_CALLS = {
    "build.as_of": lambda day: frontline.build(DATASET, as_of=day).dates,
    "build.known": lambda day: frontline.build(DATASET, known=day).header,
    "caption.date": lambda day: frontline.caption(SCENE, day),
    "alt.date": lambda day: frontline.alt(SCENE, day),
    "change_summary.first": lambda day: frontline.change_summary(SCENE, day, LAST),
    "change_summary.last": lambda day: frontline.change_summary(SCENE, FIRST, day),
    "changes.first": lambda day: frontline.changes(SCENE, "day", first=day).to_csv(),
    "changes.last": lambda day: frontline.changes(SCENE, "day", last=day).to_csv(),
    "difference.first": lambda day: frontline.difference(SCENE, day).whole,
    "difference.last": lambda day: frontline.difference(SCENE, last=day).whole,
    "difference.known_first": lambda day: frontline.difference(SCENE, known_first=day).whole,
    "difference.known_last": lambda day: frontline.difference(SCENE, known_last=day).whole,
    "tables.first": lambda day: frontline.tables(SCENE, first=day),
    "tables.last": lambda day: frontline.tables(SCENE, last=day),
    "render_figure.date": lambda day: figure(date=day),
    "render_figure.since": lambda day: figure(kind="changes", since=day),
    "render_figure.dates": lambda day: figure(kind="multiples", dates=[FIRST, day]),
    "Scene.at.day": lambda day: SCENE.at(day).spans,
    "Scene.at.known": lambda day: SCENE.at(LAST, known=day).spans,
    "Scene.why.day": lambda day: SCENE.why("birch", day).shares,
    "Scene.why.known": lambda day: SCENE.why("birch", LAST, known=day).shares,
    "Scene.check_date.day": lambda day: SCENE.check_date(day),
    "Scene.shown.day": lambda day: SCENE.shown(day),
    "Scene.number.day": lambda day: SCENE.number(day),
    "Scene.eve.day": lambda day: SCENE.eve(day),
    "Scene.side_km2.day": lambda day: SCENE.side_km2(day),
}


def public_callables():
    """Yield the name and the object of each public function and method."""
    for name in frontline.__all__:
        value = getattr(frontline, name)
        if inspect.isfunction(value):
            yield name, value
    for cls in (frontline.Scene, frontline.Snapshot):
        for name, value in inspect.getmembers(cls, inspect.isfunction):
            if not name.startswith("_"):
                yield f"{cls.__name__}.{name}", value


def test_all_date_parameters_are_tested():
    date_parameters = {
        f"{name}.{parameter.name}"
        for name, value in public_callables()
        for parameter in inspect.signature(value).parameters.values()
        if str(parameter.annotation).startswith(("date", "Sequence[date"))
    }
    assert date_parameters == DATE_CALLS.keys()


@pytest.mark.slow
@pytest.mark.parametrize("parameter", DATE_CALLS)
def test_a_date_may_be_a_date_a_datetime_or_iso_text(parameter):
    call = DATE_CALLS[parameter]
    expected = call(MIDDLE)
    assert call(MIDDLE.isoformat()) == expected
    assert call(dt.datetime.combine(MIDDLE, dt.time(12))) == expected


@pytest.mark.parametrize("wrong", ["4 March", "2024-02-30", 20240304])
@pytest.mark.parametrize("parameter", DATE_CALLS)
def test_an_invalid_date_raises_a_usage_error(parameter, wrong):
    with pytest.raises(frontline.UsageError):
        DATE_CALLS[parameter](wrong)


POINTS = geopandas.GeoDataFrame(
    {"side": ["a", "b"]}, geometry=geopandas.points_from_xy([10.0, 10.1], [50.0, 50.0]), crs=4326
)


@pytest.mark.parametrize(
    "call",
    [
        lambda: frontline.load("/no/such/folder"),
        lambda: frontline.check("/no/such/folder"),
        lambda: frontline.load_good("/no/such/folder"),
        lambda: frontline.build(DATASET, as_of="1999-01-01"),
        lambda: SCENE.at("1999-01-01"),
        lambda: SCENE.why("nowhere", FIRST),
        lambda: frontline.caption(SCENE, "1999-01-01"),
        lambda: frontline.changes(SCENE, "decade"),
        lambda: frontline.changes(SCENE, first=LAST, last=FIRST),
        lambda: frontline.change_summary(SCENE, LAST, FIRST),
        lambda: frontline.difference(SCENE, "1999-01-01"),
        lambda: frontline.tables(SCENE, LAST, FIRST),
        lambda: frontline.in_language(SCENE, "xx"),
        lambda: frontline.render_figure(SCENE, kind="poster"),
        lambda: frontline.infer(POINTS, method="guess"),
        lambda: frontline.locate(POINTS.drop(columns="side"), SCENE),
        lambda: frontline.from_frames({}, POINTS.set_crs(None, allow_override=True), *[None] * 2),
        lambda: frontline.import_snapshots("/no/such/folder", "/no/such/map", "no-such-profile"),
    ],
)
def test_wrong_usage_raises_usage_error_which_is_a_value_error(call):
    with pytest.raises(ValueError, match=r".") as caught:
        call()
    assert type(caught.value) is frontline.UsageError
    assert len(str(caught.value).splitlines()) == 1


def test_completion_lists_every_public_name():
    assert len(frontline.__all__) >= 28
    assert set(frontline.__all__) <= set(dir(frontline))
    for name in frontline.__all__:
        assert getattr(frontline, name).__doc__


def test_type_checkers_see_the_same_names_as_the_program():
    tree = ast.parse((ROOT / "frontline" / "__init__.py").read_text())
    (type_checking_block,) = [node for node in tree.body if isinstance(node, ast.If)]
    modules = {
        alias.name: node.module.removeprefix("frontline.")
        for node in type_checking_block.body
        for alias in node.names
    }
    assert modules == frontline._MODULE_OF
    assert frontline.__all__ == sorted(modules)


def test_every_public_name_is_used_in_the_type_checked_file():
    path = "tests/project/typed_use.py"
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert path in config["tool"]["mypy"]["files"]
    used = {
        node.attr
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "frontline"
    }
    assert used == set(frontline.__all__)


def test_members_and_public_names_are_distinct():
    objects = (SCENE, SCENE.opening, DATASET)
    members = {name for each in objects for name in dir(each) if not name.startswith("_")}
    assert {"at", "changes_of_control", "opens"} <= members
    assert members.isdisjoint(frontline.__all__)
