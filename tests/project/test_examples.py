"""The examples in docstrings: each runs, and every public name has one."""

import doctest
import inspect
from functools import cached_property
from importlib import import_module

import pytest
from support import ROOT, STARTER, scene_of

import frontline

WITH_EXAMPLES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "frontline").rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_of_a_module_give_what_they_show(name):
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    for test in doctest.DocTestFinder().find(import_module(name), name):
        # Short examples of members use the scene that the example of ``Scene`` builds.
        test.globs |= {"scene": scene_of(STARTER)}
        runner.run(test)
    attempted = runner.summarize(verbose=False).attempted
    assert (attempted > 0, runner.failures) == (True, 0)


def test_every_public_name_has_an_example():
    lacking = []
    for name in frontline.__all__:
        value = getattr(frontline, name)
        described = {name: value}
        if inspect.isclass(value) and not issubclass(value, Exception):
            described |= {
                f"{name}.{key}": member
                for key, member in inspect.getmembers(value)
                if not key.startswith("_")
                and (inspect.isfunction(member) or isinstance(member, property | cached_property))
            }
        lacking += [
            key for key, it in described.items() if ">>> " not in (inspect.getdoc(it) or "")
        ]
    assert len(WITH_EXAMPLES) > 50
    assert lacking == []
