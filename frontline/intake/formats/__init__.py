"""What others publish, one file per format: data that says how to read it, and few lines."""
