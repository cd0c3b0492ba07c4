"""Scene → text or bytes; nothing in here writes a file."""
