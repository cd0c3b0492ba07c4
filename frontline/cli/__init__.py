"""The command ``frontline``: parse, call, print; one module per group of commands."""
