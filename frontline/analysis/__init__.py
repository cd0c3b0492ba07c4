"""Scene → answers to questions: what changed, by how much, how certain it is, and why."""
