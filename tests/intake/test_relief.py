import base64
import json
import zlib

import pytest
from support import copy_starter

from frontline import project


def deflated(data):
    return base64.b64encode(zlib.compress(data)).decode()


def with_relief(folder, **changed):
    map_folder = copy_starter(folder / "map")
    relief = {
        "bounds": [30, 49, 31, 50], "width": 3, "height": 2, "shade": deflated(bytes(range(6))),
        "credit": "A survey", **changed,
    }  # fmt: skip
    (map_folder / "base" / "relief.json").write_text(json.dumps(relief))
    return map_folder


def test_a_relief_is_read_with_its_credit(tmp_path):
    header = project.load(with_relief(tmp_path)).header
    assert header.relief.bounds == (30, 49, 31, 50)
    assert (header.relief.width, header.relief.height) == (3, 2)
    assert header.relief.shade == bytes(range(6))
    assert header.credits[-1] == "A survey"


def test_a_map_without_a_relief_has_none(tmp_path):
    assert project.load(copy_starter(tmp_path / "map")).header.relief is None


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"shade": deflated(bytes(5))}, "FL107", '"shade" is not 6 deflated bytes'),
        ({"shade": deflated(bytes(7))}, "FL107", '"shade" is not 6 deflated bytes'),
        ({"shade": "no"}, "FL107", '"shade" is not 6 deflated bytes'),
        ({"shade": base64.b64encode(b"abcdef").decode()}, "FL107", "not 6 deflated bytes"),
        ({"bounds": [30, 50, 31, 49]}, "FL303", '"bounds"'),
        ({"width": 2001}, "", '"width"'),
        ({"colour": "grey"}, "", '"colour"'),
    ],
)
def test_a_broken_relief_is_refused_in_one_line(tmp_path, changed, code, words):
    [issue] = project.check(with_relief(tmp_path, **changed))
    assert issue.path.endswith("base/relief.json")
    assert issue.code.startswith(code)
    assert words in issue.message


def test_a_shade_is_inflated_to_its_size_only(tmp_path):
    [issue] = project.check(with_relief(tmp_path, shade=deflated(bytes(1_000_000))))
    assert issue.code == "FL107"
