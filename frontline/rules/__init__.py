"""The rules that a map folder must keep, by their codes."""
