"""Bytes of a file → text, rows, features and tables with their lines; knows no map."""
