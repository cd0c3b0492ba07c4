"""Places and polygons → zones with shared boundaries; geometry only, no dates."""
