"""The entry point ``python -m frontline``, which works in any locale and without a terminal."""

from __future__ import annotations

import io
import logging
import sys
import warnings
from contextlib import suppress
from typing import NoReturn

from frontline.system import interrupt


def run() -> None:
    """Run the command and exit with a code and one line, whatever happens.

    Raises
    ------
    SystemExit
        Always: the command's exit code, or 128 plus the number of the signal that stopped it.
    """
    interrupt.handle_signals()
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed
            setattr(sys, name, io.StringIO())
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # letters that the locale lacks
    # Warnings of libraries are for programmers; the tests make errors of them.
    warnings.simplefilter("ignore")
    # matplotlib warns if the home folder cannot be written to.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    try:
        from frontline.cli.app import app

        app(prog_name="frontline")
    except interrupt.Stopped:
        pass  # exit_if_stopped prints the line
    except MemoryError:
        _fail("not enough memory")
    except OSError as error:
        _fail(f"cannot print the output: {error.strerror or error}")
    finally:
        interrupt.exit_if_stopped()


def _fail(message: str) -> NoReturn:
    sys.stdout = io.StringIO()  # the interpreter flushes stdout once more at exit
    with suppress(OSError):
        print(f"frontline: {message}", file=sys.stderr, flush=True)
    sys.exit(2)


if __name__ == "__main__":
    run()
