"""Files → Dataset: who may come in."""
