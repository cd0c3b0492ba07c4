"""The scene: each shape once, and who controls it from which date to which."""
