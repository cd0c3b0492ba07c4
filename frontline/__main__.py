"""Run the command, with whatever terminal, locale or lack of them: ``python -m frontline``."""

from __future__ import annotations

import io
import logging
import sys
from contextlib import suppress
from typing import NoReturn

from frontline.system import interrupt


def run() -> None:
    """Run the command line, and end with an exit code and a line even where nothing is as usual."""
    interrupt.heed()
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed
            setattr(sys, name, io.StringIO())
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # what a locale has no letter for
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it tells of a home it cannot write in
    try:
        from frontline.cli.app import app

        app(prog_name="frontline")
    except interrupt.Stopped:
        pass  # which is told below
    except MemoryError:
        _fail("there is not enough memory")
    except OSError as error:
        _fail(f"cannot print the output: {error.strerror or error}")
    finally:
        interrupt.end_if_asked()


def _fail(said: str) -> NoReturn:
    sys.stdout = io.StringIO()  # else it is tried again at the end
    with suppress(OSError):
        print(f"frontline: {said}", file=sys.stderr, flush=True)
    sys.exit(2)


if __name__ == "__main__":
    run()
