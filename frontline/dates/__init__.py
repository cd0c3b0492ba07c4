"""Dates of the Extended Date/Time Format (EDTF), and hints for dates that cannot be read."""
