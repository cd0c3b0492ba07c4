"""Scene → one self-contained HTML page."""
