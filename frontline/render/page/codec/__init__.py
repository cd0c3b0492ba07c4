"""The areas of every date → few bytes for the page, which ``player/codec`` reads."""
