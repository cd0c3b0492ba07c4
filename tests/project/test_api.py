"""The public names are even: dates, errors, completion, types."""

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


# Every parameter of a public callable that takes a date, and a call with it.
DATED = {
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
    "Scene.side_km2.day": lambda day: SCENE.side_km2(day),
}


def callables():
    """Yield the names of public functions and methods, and the callables."""
    for name in frontline.__all__:
        value = getattr(frontline, name)
        if inspect.isfunction(value):
            yield name, value
    for kind in (frontline.Scene, frontline.Snapshot):
        for name, value in vars(kind).items():
            if inspect.isfunction(value) and not name.startswith("_"):
                yield f"{kind.__name__}.{name}", value


def test_the_dated_parameters_are_all_tried():
    dated = {
        f"{name}.{parameter.name}"
        for name, value in callables()
        for parameter in inspect.signature(value).parameters.values()
        if str(parameter.annotation).startswith(("date", "Sequence[date"))
    }
    assert dated == DATED.keys()


@pytest.mark.parametrize("parameter", DATED)
def test_a_date_may_be_a_date_a_datetime_or_iso_text(parameter):
    call = DATED[parameter]
    expected = call(MIDDLE)
    assert call(MIDDLE.isoformat()) == expected
    assert call(dt.datetime.combine(MIDDLE, dt.time(12))) == expected


@pytest.mark.parametrize("wrong", ["4 March", "2024-02-30", 20240304])
@pytest.mark.parametrize("parameter", DATED)
def test_what_is_not_a_date_raises_a_usage_error(parameter, wrong):
    with pytest.raises(frontline.UsageError):
        DATED[parameter](wrong)


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
        lambda: frontline.changes(SCENE, "year"),
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
def test_wrong_usage_raises_one_class_which_is_a_value_error(call):
    with pytest.raises(ValueError, match=r".") as caught:
        call()
    assert type(caught.value) is frontline.UsageError
    assert len(str(caught.value).splitlines()) == 1


def test_completion_lists_every_public_name():
    assert len(frontline.__all__) >= 28
    assert set(frontline.__all__) <= set(dir(frontline))
    for name in frontline.__all__:
        assert getattr(frontline, name).__doc__


def test_type_checkers_and_the_program_see_the_same_names():
    tree = ast.parse((ROOT / "frontline" / "__init__.py").read_text())
    (checked,) = [node for node in tree.body if isinstance(node, ast.If)]
    seen = {
        alias.name: node.module.removeprefix("frontline.")
        for node in checked.body
        for alias in node.names
    }
    assert seen == frontline._MODULE_OF
    assert frontline.__all__ == sorted(seen)


def test_every_public_name_is_used_in_the_file_that_is_type_checked():
    path = "tests/project/typed_use.py"
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert path in config["tool"]["mypy"]["files"]
    used = {
        node.attr
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "frontline"
    }
    assert used == set(frontline.__all__)
