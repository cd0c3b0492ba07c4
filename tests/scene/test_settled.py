"""Building a scene computes everything that renderers need; nothing is cached elsewhere."""

import ast
import pickle
from pathlib import Path

import pytest
from support import EXAMPLE, STARTER

import frontline
from frontline import project
from frontline.analysis import (
    flows,
    measure_changes,
    method_breaks,
    quality,
    transitions,
)
from frontline.analysis.quality import AssessedScene
from frontline.scene import scene as scene_module
from frontline.scene import settled, states
from frontline.scene.scene import Scene

PACKAGE = Path(frontline.__file__).parent
DATASET = project.load(STARTER)


@pytest.mark.slow
def test_no_function_is_cached_by_scene():
    """Cached functions may take texts or a profile, but never a scene or a part of one."""
    checked = 0
    for room in ("scene", "analysis", "text", "render", "project"):
        for path in sorted((PACKAGE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.FunctionDef):
                    continue
                checked += 1
                caches = [
                    decorator
                    for decorator in node.decorator_list
                    if "cache" in ast.unparse(decorator)
                ]
                if any("property" in ast.unparse(decorator) for decorator in caches):
                    continue
                types = {ast.unparse(arg.annotation) for arg in node.args.args if arg.annotation}
                assert not (caches and types & {"Scene", "Basis", "Snapshot"}), (path, node.name)
    assert checked > 500


@pytest.mark.slow
def test_renderers_do_not_weigh_lay_out_or_measure(monkeypatch):
    """After ``build`` every output is written with the functions of the build disabled."""
    scene = project.build(project.load(EXAMPLE))

    def refuse(*args, **options):
        raise AssertionError("a renderer computes what the scene should contain")

    for module, name in (
        (settled, "decider_spans"),
        (settled, "zone_spans"),
        (settled, "bands_of"),
        (settled, "changes_of_control"),
        (states, "lay"),
        (scene_module, "build_basis"),
        (flows, "daily_balances"),
        (measure_changes, "find_breaks"),
        (method_breaks, "find_breaks"),
        (quality, "measure_ranges"),
        (quality, "measure_announcements"),
        (transitions, "_turns_at"),
    ):
        monkeypatch.setattr(module, name, refuse)
    outputs = project.outputs(scene, ["html", "svg", "csv", "json"])
    assert len(outputs) > 8
    for make in outputs.values():
        assert make()


@pytest.mark.parametrize(
    ("measure", "kind"),
    [("all", "AssessedScene"), ("changes", "MeasuredScene"), ("nothing", "Scene")],
)
def test_unmeasured_scenes_give_the_same_texts_and_changes(measure, kind):
    scene = project.build(DATASET, measure=measure)
    assert type(scene).__name__ == kind
    assessed = project.build(DATASET)
    assert frontline.caption(scene) == frontline.caption(assessed)
    assert frontline.changes(scene).equals(frontline.changes(assessed))


def test_a_pickled_scene_is_complete():
    scene = project.build(DATASET)
    copy = pickle.loads(pickle.dumps(scene))  # trusted: pickled above
    assert isinstance(copy, AssessedScene)
    assert (copy.spans, copy.breaks, copy.balances) == (scene.spans, scene.breaks, scene.balances)
    assert frontline.caption(copy) == frontline.caption(scene)


@pytest.mark.slow
def test_why_needs_only_the_basis():
    basis, scene = project.basis(DATASET), project.build(DATASET)
    assert not isinstance(basis, Scene)
    for day in scene.dates:
        for known in (None, *scene.dates):
            assert basis.why("alder", day, known) == scene.why("alder", day, known)
