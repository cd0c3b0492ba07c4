"""The ground of every day → few bytes for the page; read by ``player/codec``."""
