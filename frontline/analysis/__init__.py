"""Questions to a scene and their answers: what changed, how much, how sure, and why."""
