"""Places and polygons → zones that share their boundaries: geometry, no dates."""
