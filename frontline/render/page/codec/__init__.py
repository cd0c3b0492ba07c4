"""The areas of every date → a compact encoding for the page, read by ``player/codec``."""
