"""Bytes of a file → text, rows, features and tables with their lines, without knowledge of maps."""
