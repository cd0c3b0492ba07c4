"""Extended Date/Time Format (EDTF) dates, and hints for dates that cannot be read."""
