"""Run the command: ``python -m frontline``."""

from frontline.cli import app

app(prog_name="frontline")
