"""Run the command, with whatever terminal, locale or lack of them: ``python -m frontline``."""

from __future__ import annotations

import io
import logging
import signal
import sys
from contextlib import suppress
from typing import NoReturn

from frontline.cli import app


def run() -> None:
    """Run the command line, and end with an exit code and a line even where nothing is as usual."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed
            setattr(sys, name, io.StringIO())
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # what a locale has no letter for
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it tells of a home it cannot write in
    signal.signal(signal.SIGTERM, _stop)
    try:
        app(prog_name="frontline")
    except MemoryError:
        _fail("there is not enough memory")
    except OSError as error:
        _fail(f"what was done cannot be printed: {error.strerror or error}")


def _stop(number: int, frame: object) -> NoReturn:
    """Leave as one does, so that nothing temporary stays."""
    sys.exit(128 + number)


def _fail(said: str) -> NoReturn:
    sys.stdout = io.StringIO()  # else it is tried again at the end
    with suppress(OSError):
        print(f"frontline: {said}", file=sys.stderr, flush=True)
    sys.exit(2)


if __name__ == "__main__":
    run()
