"""The scene: geometry once, and who controls each part of it, from when to when."""
